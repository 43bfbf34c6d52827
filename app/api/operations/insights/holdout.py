"""The control group, and the effect of the offers that it did not get."""

from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from app.actions.customers.insights.holdout import Running
from app.api.contract.answer_types import ShownDay
from app.api.contract.operation import Request, RequestContext
from app.api.contract.problems import accepted, invalid, refused
from app.api.contract.routing import OperationRoute, needs, problems
from app.engine.model.book import Refusal
from app.engine.program.fields import Day

BEING_COMPUTED: Final[dict[int | str, dict[str, Any]]] = {
    202: {"description": "Being computed; send the request again later."}
}

router = APIRouter(route_class=OperationRoute, tags=["Insights"])


class HoldoutAnswer(BaseModel):
    """The control group of the newest version."""

    model_config = ConfigDict(validate_by_name=True)

    id: Annotated[str, Field(description="The id of the control group.")]
    share: Annotated[str, Field(description="Its share of all members, as a decimal text.")]
    from_: Annotated[ShownDay, Field(alias="from", description="The first business day without the covered offers.")]
    covers: Annotated[
        list[Literal["campaigns", "voucher_batches", "contact_lists"]],
        Field(max_length=3, description="The offers that it does not get."),
    ]
    members: Annotated[int, Field(description="The number of members outside it, who get these offers.")]
    control: Annotated[int, Field(description="The number of members in it.")]


class HoldoutEffectQuery(Request):
    """The days of a comparison."""

    from_: Annotated[Day, Field(alias="from", description="The first business day.")]
    to: Annotated[Day, Field(description="The last business day, which has ended; at least 28 days in all.")]


class IntervalAnswer(BaseModel):
    """A difference with its interval of 95 % confidence, in minor units; null where a group is too small for one."""

    difference: Annotated[
        int | None, Field(description="The spend of treated members, less that of the control group.")
    ]
    low: Annotated[int | None, Field(description="The lower end of the interval, rounded down.")]
    high: Annotated[int | None, Field(description="The upper end of the interval, rounded up.")]


class HoldoutEffectAnswer(BaseModel):
    """The effect of the covered offers on spend; all fields but `status` are null while it is computed."""

    model_config = ConfigDict(validate_by_name=True)

    status: Annotated[Literal["running", "done"], Field(description="`running`: send the request again later.")]
    holdout: Annotated[str | None, Field(description="The id of the control group.")]
    from_: Annotated[ShownDay | None, Field(alias="from", description="The first business day.")]
    to: Annotated[ShownDay | None, Field(description="The last business day.")]
    currency: Annotated[str | None, Field(description="The programme's currency (ISO 4217).")]
    members: Annotated[int | None, Field(description="The number of treated members.")]
    control: Annotated[int | None, Field(description="The number of members in the control group.")]
    cap: Annotated[
        int | None, Field(description="Larger spends count as this: the 99 % quantile of both groups, in minor units.")
    ]
    mean_before: Annotated[
        int | None, Field(description="The mean spend of all in an equal number of days before, in minor units.")
    ]
    per_member: Annotated[IntervalAnswer | None, Field(description="The difference for a member.")]
    total: Annotated[
        IntervalAnswer | None, Field(description="The same for all treated members; null if a group is too small.")
    ]
    cost: Annotated[
        int | None,
        Field(description="The discounts of campaigns that treated members got in these days, in minor units."),
    ]
    verdict: Annotated[
        Literal["too_small", "no_difference_shown", "more", "less"] | None,
        Field(description="`too_small`: a group has fewer than 100 members, so that nothing can be said."),
    ]
    why: Annotated[str | None, Field(description="The verdict with its figures, in words.")]


@router.get("/v1/holdout", responses=problems("not-found"))
async def get_holdout(context: Annotated[RequestContext, needs("insights:read")]) -> HoldoutAnswer:
    """Read the control group of the newest version, and the sizes of both groups."""
    found = accepted(await context.goldlist.holdouts.sizes(context.program_id))
    return HoldoutAnswer.model_validate(found)


@router.get(
    "/v1/holdout/effect",
    responses=BEING_COMPUTED | problems("not-found", "no-review", "too-soon"),
)
async def get_holdout_effect(
    query: Annotated[HoldoutEffectQuery, Query()],
    response: Response,
    context: Annotated[RequestContext, needs("insights:read")],
) -> HoldoutEffectAnswer:
    """Read the effect of the covered offers on the spend of members, over days that have ended.

    The spend of members who got the offers is compared with that of the control group, given their spend before. 202
    while it is computed.
    """
    if query.to < query.from_:
        raise invalid("/to", "before-from", "must not be before from")
    found = await context.goldlist.holdouts.effect(context.program_id, query.from_, query.to)
    if isinstance(found, Refusal):
        raise refused(found)
    if isinstance(found, Running):
        response.status_code = 202
        nothing = dict.fromkeys(field.alias or name for name, field in HoldoutEffectAnswer.model_fields.items())
        return HoldoutEffectAnswer.model_validate({**nothing, "status": "running"})
    return HoldoutEffectAnswer.model_validate({"status": "done", **found})
