"""The time of a test programme."""

from typing import Annotated

from pydantic import BaseModel, Field
from pydantic_core import to_json

from app.api.operation import Answer, Call, Operation
from app.api.problems import Problem
from app.api.shown import ShownInstant
from app.engine.instants import instant_text, shown_instant


class ClockAnswer(BaseModel):
    """The programme's own time."""

    now: Annotated[ShownInstant, Field(description="What time it is in the programme.")]
    stands: Annotated[bool, Field(description="Whether it stands there until it is moved, or follows real time.")]


async def get_clock(call: Call) -> Answer:
    """What time it is in a test programme. A live programme has no clock of its own."""
    clock = await call.service.clock(call.program_id)
    if clock is None:
        raise Problem("not-found", "only a test programme has a clock of its own")
    now, stands = clock
    return Answer(200, to_json({"now": shown_instant(instant_text(now)), "stands": stands}))


OPERATIONS = [
    Operation(
        method="GET",
        path="/v1/clock",
        function=get_clock,
        scope="program:read",
        tag="Programme",
        answer=ClockAnswer,
        problems=("not-found",),
    )
]
