"""The campaigns of the programme, for those who tell customers of them."""

from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from app.api.contract.answer_types import NextCursor
from app.api.contract.operation import RequestContext
from app.api.contract.routing import OperationRoute, needs, operations_of
from app.engine.program.document import CampaignPart

router = APIRouter(route_class=OperationRoute, tags=["Programme"])


class CampaignAnswer(CampaignPart):
    """A campaign as the programme's document has it, and whether it is on."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)

    state: Annotated[
        Literal["upcoming", "running", "over"], Field(description="By its days: `upcoming`, `running` or `over`.")
    ]


class CampaignsAnswer(BaseModel):
    """All campaigns of the version in force."""

    data: Annotated[list[CampaignAnswer], Field(description="All campaigns, in the order of the programme's document.")]
    next_cursor: NextCursor


@router.get("/v1/campaigns")
async def list_campaigns(context: Annotated[RequestContext, needs("rewards:read")]) -> CampaignsAnswer:
    """Read the campaigns of the programme that is in force.

    In the order of its document, each as it stands there. `state` goes by the first and the last day alone: one that is
    running may still be for other hours, other stores or other members.
    """
    found = await context.service.campaigns(context.program_id)
    return CampaignsAnswer(data=[CampaignAnswer.model_validate(one) for one in found], next_cursor=None)


OPERATIONS = operations_of(router)
