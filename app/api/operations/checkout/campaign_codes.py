"""The codes of a campaign that can be used once each."""

from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import Field, RootModel

from app.api.contract.csv_answers import CsvText, csv_answer
from app.api.contract.operation import RequestContext
from app.api.contract.problems import absent
from app.api.contract.routing import OperationRoute, needs, problems

router = APIRouter(route_class=OperationRoute, tags=["Programme"])

CampaignPath = Annotated[str, Path(alias="campaign")]


class CampaignCodesCsv(RootModel[str]):
    """A CSV of codes."""

    root: Annotated[
        str,
        Field(description="CSV with the columns `code` and `used`: the number of purchases that use it now, 0 or 1."),
    ]


@router.get(
    "/v1/campaigns/{campaign}/codes",
    response_model=CampaignCodesCsv,
    response_class=CsvText,
    responses=problems("not-found"),
)
async def list_campaign_codes(
    campaign: CampaignPath, context: Annotated[RequestContext, needs("codes:read")]
) -> CsvText:
    """Read the codes of a campaign with `codes` of kind `many` as CSV.

    The same codes each time; a greater `count` adds codes behind them. Knowing a code is enough to use it, so reading
    them requires a scope of its own.
    """
    count = await context.goldlist.campaign_codes.count(context.program_id, campaign)
    if not count:
        raise absent("campaign with codes")
    return await csv_answer(context.goldlist.campaign_codes.csv(context.program_id, campaign, count))
