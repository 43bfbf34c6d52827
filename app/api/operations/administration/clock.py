"""The clock of a test programme: reading and advancing it."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from app.api.contract.answer_types import ShownInstant
from app.api.contract.operation import Request, RequestContext
from app.api.contract.problems import Problem, refused
from app.api.contract.routing import OperationRoute, example, needs, problems
from app.engine.model.book import Refusal
from app.engine.model.instants import instant_text, shown_instant
from app.engine.program.fields import Instant

router = APIRouter(route_class=OperationRoute, tags=["Programme"])


class ClockAnswer(BaseModel):
    """The programme's own time."""

    now: Annotated[ShownInstant, Field(description="The programme's present time.")]
    stands: Annotated[bool, Field(description="Whether the time is fixed until it is advanced, or follows real time.")]


class ClockRequest(Request):
    """The time to set."""

    to: Annotated[Instant, Field(description="The new time: not before the present one, and at most 20 years ahead.")]


@router.get("/v1/clock", responses=problems("not-found"))
async def get_clock(context: Annotated[RequestContext, needs("program:read")]) -> ClockAnswer:
    """Read the clock of a test programme. A live programme has none of its own."""
    clock = await context.goldlist.reads.clock(context.program_id)
    if clock is None:
        raise _no_clock()
    return _shown(*clock)


@router.post(
    "/v1/clock/advance",
    responses=problems("not-found"),
    openapi_extra=example({"to": "2026-07-01T00:00:00+01:00"}),
)
async def advance_clock(request: ClockRequest, context: Annotated[RequestContext, needs("clock:write")]) -> ClockAnswer:
    """Advance the clock of a test programme to a fixed time.

    So effects of time can be tested in a second: points that expire, days that leave a tier's window, rebate periods
    that start and end, vouchers that pass their last day. Every effect due by then, on every member, is applied before
    the answer, which takes a while if there are many. Setting the present time again completes an interrupted request,
    and changes nothing else.
    """
    moved = await context.goldlist.advance_clock(context.program_id, request.to, context.caller)
    if moved is None:
        raise _no_clock()
    if isinstance(moved, Refusal):
        raise refused(moved)
    return _shown(moved, stands=True)


def _no_clock() -> Problem:
    return Problem("not-found", "only a test programme has a clock of its own")


def _shown(now: datetime, stands: bool) -> ClockAnswer:
    return ClockAnswer(now=shown_instant(instant_text(now)), stands=stands)
