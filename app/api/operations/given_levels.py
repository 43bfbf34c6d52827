"""Levels given by hand: as a gift, as an invitation, or to match the status that somebody has elsewhere."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field
from pydantic_core import from_json, to_json

from app.api.contract.operation import NO_CONTENT, REPLAYED, Answer, Call, Operation, Request
from app.api.contract.problems import absent
from app.api.operations.members import member_of
from app.api.operations.status import KeepTierAnswer, NextTierAnswer, TierAnswer
from app.engine.model.commands import GiveLevel, TakeLevelAway
from app.engine.program.document import RuleId
from app.engine.program.fields import Day, HumanText

Kind = Literal["gift", "invitation", "status_match"]


class GiveLevelRequest(Request):
    """Which level, for how long, and why."""

    tier: Annotated[RuleId, Field(description="The id of a level of the programme.")]
    until: Annotated[
        Day | None, Field(description="The last day on which it holds; null, or left out: until it is taken away.")
    ] = None
    kind: Annotated[Kind, Field(description="What it is given as.")]
    reason: Annotated[HumanText, Field(description="Why, in words; it stands in the history as it is.")]


class LevelHeldAnswer(BaseModel):
    """The level that the member holds now."""

    member: Annotated[str, Field(description="The member's id, `mem_…`.")]
    tier: Annotated[TierAnswer, Field(description="The level held: the given one, or a higher one that was reached.")]
    next_tier: Annotated[NextTierAnswer | None, Field(description="The level above; null at the top.")]
    keep_tier: Annotated[KeepTierAnswer, Field(description="What it takes to keep the level.")]


async def give_level(call: Call) -> Answer:
    """Give a member a level by hand.

    The member holds the higher of this level and what purchases reach, at once and through the last day; after it,
    what purchases reach. A given level does not count as reached. What was given before is replaced, and the same again
    changes nothing.
    """
    request = call.read(GiveLevelRequest)
    member = member_of(call)
    made = call.service.draw_id("giv")
    decision = await call.submit(
        GiveLevel(call.program_id, made, member, request.tier, request.until, request.kind, request.reason)
    )
    text = await call.service.status(call.program_id, member)
    if text is None:
        raise absent("member")
    status = from_json(text)
    held = {name: status[name] for name in LevelHeldAnswer.model_fields}
    return Answer(200, to_json(held), (REPLAYED,) if decision.replayed else ())


async def take_level_away(call: Call) -> Answer:
    """Take away the level that a member was given.

    What is held from then on is what purchases reach. Saying it again changes nothing.
    """
    await call.submit(TakeLevelAway(call.program_id, call.service.draw_id("giv"), member_of(call)))
    return NO_CONTENT


OPERATIONS = [
    Operation(
        method="PUT",
        path="/v1/members/{member}/tier",
        function=give_level,
        scope="tiers:give",
        tag="Members",
        request=(GiveLevelRequest,),
        answer=LevelHeldAnswer,
        problems=("not-found", "member-erased"),
        example={"tier": "silver", "until": "2027-03-31", "kind": "status_match", "reason": "Gold card of a rival"},
    ),
    Operation(
        method="DELETE",
        path="/v1/members/{member}/tier",
        function=take_level_away,
        scope="tiers:give",
        tag="Members",
        answer=None,
        statuses=(204,),
        problems=("not-found", "member-erased"),
    ),
]
