"""The time of a test programme: reading it, and moving it forward."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from app.api.contract.answer_types import ShownInstant
from app.api.contract.operation import Request, RequestContext
from app.api.contract.problems import Problem, refused
from app.api.contract.routing import OperationRoute, example, needs, operations_of, problems
from app.engine.model.book import Refusal
from app.engine.model.instants import instant_text, shown_instant
from app.engine.program.fields import Instant

router = APIRouter(route_class=OperationRoute, tags=["Programme"])


class ClockAnswer(BaseModel):
    """The programme's own time."""

    now: Annotated[ShownInstant, Field(description="What time it is in the programme.")]
    stands: Annotated[bool, Field(description="Whether it stands there until it is moved, or follows real time.")]


class ClockRequest(Request):
    """Where the time is to stand."""

    to: Annotated[Instant, Field(description="Not before the time it is, and at most 20 years ahead.")]


@router.get("/v1/clock", responses=problems("not-found"))
async def get_clock(context: Annotated[RequestContext, needs("program:read")]) -> ClockAnswer:
    """What time it is in a test programme. A live programme has no clock of its own."""
    clock = await context.service.clock(context.program_id)
    if clock is None:
        raise _no_clock()
    return _shown(*clock)


@router.post(
    "/v1/clock/advance",
    responses=problems("not-found"),
    openapi_extra=example({"to": "2026-07-01T00:00:00+01:00"}),
)
async def advance_clock(request: ClockRequest, context: Annotated[RequestContext, needs("clock:write")]) -> ClockAnswer:
    """Move the time of a test programme forward, where it stands from then on.

    So what time brings can be tried in a second: points that end, days that leave the window of a tier, periods of
    rebates that begin and end, vouchers whose last day passes. Everything that is due by then, to every member, has
    happened when it answers, which takes its time where many are due. To where it stands already it may be moved again,
    which finishes what was interrupted and changes nothing else.
    """
    moved = await context.service.advance_clock(context.program_id, request.to, context.caller)
    if moved is None:
        raise _no_clock()
    if isinstance(moved, Refusal):
        raise refused(moved)
    return _shown(moved, stands=True)


OPERATIONS = operations_of(router)


def _no_clock() -> Problem:
    return Problem("not-found", "only a test programme has a clock of its own")


def _shown(now: datetime, stands: bool) -> ClockAnswer:
    return ClockAnswer(now=shown_instant(instant_text(now)), stands=stands)
