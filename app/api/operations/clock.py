"""The time of a test programme: reading it, and moving it forward."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field
from pydantic_core import to_json

from app.api.contract.operation import Answer, Call, Operation, Request
from app.api.contract.problems import Problem, refused
from app.api.contract.shown import ShownInstant
from app.engine.model.book import Refusal
from app.engine.model.instants import instant_text, shown_instant
from app.engine.program.fields import Instant


class ClockAnswer(BaseModel):
    """The programme's own time."""

    now: Annotated[ShownInstant, Field(description="What time it is in the programme.")]
    stands: Annotated[bool, Field(description="Whether it stands there until it is moved, or follows real time.")]


class ClockRequest(Request):
    """Where the time is to stand."""

    to: Annotated[Instant, Field(description="Not before the time it is, and at most 20 years ahead.")]


async def get_clock(call: Call) -> Answer:
    """What time it is in a test programme. A live programme has no clock of its own."""
    clock = await call.service.clock(call.program_id)
    if clock is None:
        raise _no_clock()
    return _told(*clock)


async def advance_clock(call: Call) -> Answer:
    """Move the time of a test programme forward, where it stands from then on.

    So what time brings can be tried in a second: points that end, days that leave the window of a tier, periods of
    rebates that begin and end, vouchers whose last day passes. Everything that is due by then, to every member, has
    happened when it answers, which takes its time where many are due. To where it stands already it may be moved again,
    which finishes what was interrupted and changes nothing else.
    """
    request = call.read(ClockRequest)
    moved = await call.service.advance_clock(call.program_id, request.to, call.caller)
    if moved is None:
        raise _no_clock()
    if isinstance(moved, Refusal):
        raise refused(moved)
    return _told(moved, stands=True)


OPERATIONS = [
    Operation(
        method="GET",
        path="/v1/clock",
        function=get_clock,
        scope="program:read",
        tag="Programme",
        answer=ClockAnswer,
        problems=("not-found",),
    ),
    Operation(
        method="POST",
        path="/v1/clock/advance",
        function=advance_clock,
        scope="clock:write",
        tag="Programme",
        request=(ClockRequest,),
        answer=ClockAnswer,
        problems=("not-found",),
        example={"to": "2026-07-01T00:00:00+01:00"},
    ),
]


def _no_clock() -> Problem:
    return Problem("not-found", "only a test programme has a clock of its own")


def _told(now: datetime, stands: bool) -> Answer:
    return Answer(200, to_json({"now": shown_instant(instant_text(now)), "stands": stands}))
