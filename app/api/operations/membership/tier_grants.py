"""Tier grants: as a gift, an invitation, or to match a status elsewhere."""

from typing import Annotated, Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from app.api.contract.answer_types import ShownMember
from app.api.contract.operation import Request, RequestContext
from app.api.contract.problems import existing
from app.api.contract.routing import MemberPath, OperationRoute, example, needs, problems, repeated
from app.api.operations.membership.status_answers import KeepTierAnswer, NextTierAnswer, TierAnswer
from app.engine.model.commands.tiers import GrantTier, RevokeTierGrant
from app.engine.program.fields import Day, HumanText
from app.engine.program.parts.part import RuleId

router = APIRouter(route_class=OperationRoute, tags=["Members"])

Kind = Literal["gift", "invitation", "status_match"]


class GiveLevelRequest(Request):
    """A tier to grant, its duration and reason."""

    tier: Annotated[RuleId, Field(description="The id of a tier of the programme.")]
    until: Annotated[Day | None, Field(description="The last day; null, or omitted: until it is revoked.")] = None
    kind: Annotated[Kind, Field(description="The kind of grant.")]
    reason: Annotated[HumanText, Field(description="The reason, shown unchanged in the history.")]


class LevelHeldAnswer(BaseModel):
    """The member's tier after the request."""

    member: ShownMember
    tier: Annotated[TierAnswer, Field(description="The tier held: the granted one, or a higher one that was reached.")]
    next_tier: Annotated[NextTierAnswer | None, Field(description="The next higher tier; null at the top.")]
    keep_tier: Annotated[KeepTierAnswer, Field(description="The requirement for keeping the tier.")]


@router.put(
    "/v1/members/{member}/tier",
    responses=problems("not-found", "member-erased"),
    openapi_extra=example(
        {"tier": "silver", "until": "2035-03-31", "kind": "status_match", "reason": "Gold card of a rival"}
    ),
)
async def give_level(
    member: MemberPath,
    request: GiveLevelRequest,
    response: Response,
    context: Annotated[RequestContext, needs("tiers:give")],
) -> LevelHeldAnswer:
    """Grant a member a tier.

    The member holds the higher of this tier and the one reached by purchases, at once and through the last day; after
    it, the reached one. A granted tier does not count as reached. An earlier grant is replaced, and the same again
    changes nothing.
    """
    made = context.draw_id("giv")
    decision = await context.submit(
        GrantTier(
            program_id=context.program_id,
            given_id=made,
            member=member,
            level=request.tier,
            until=request.until,
            kind=request.kind,
            reason=request.reason,
        )
    )
    text = existing(await context.goldlist.statuses.one(context.program_id, member), "member")
    if decision.replayed:
        repeated(response)
    return LevelHeldAnswer.model_validate_json(text)


@router.delete("/v1/members/{member}/tier", status_code=204, responses=problems("not-found", "member-erased"))
async def take_level_away(member: MemberPath, context: Annotated[RequestContext, needs("tiers:give")]) -> None:
    """Revoke a member's tier grant.

    From then on the member holds the tier reached by purchases. Repeating the request changes nothing.
    """
    await context.submit(RevokeTierGrant(context.program_id, context.draw_id("giv"), member))
