"""The campaigns of the programme, for those who advertise them."""

from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from app.api.contract.answer_types import NextCursor
from app.api.contract.operation import RequestContext
from app.api.contract.routing import OperationRoute, needs
from app.engine.program.parts.campaigns import CampaignPart

router = APIRouter(route_class=OperationRoute, tags=["Programme"])


class CampaignAnswer(CampaignPart):
    """A campaign in its document form, and its state."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)

    state: Annotated[
        Literal["upcoming", "running", "over"], Field(description="By its dates: `upcoming`, `running` or `over`.")
    ]


class CampaignsAnswer(BaseModel):
    """All campaigns of the version in force."""

    data: Annotated[list[CampaignAnswer], Field(description="All campaigns, in the order of the programme's document.")]
    next_cursor: NextCursor


@router.get("/v1/campaigns")
async def list_campaigns(context: Annotated[RequestContext, needs("rewards:read")]) -> CampaignsAnswer:
    """Read the campaigns of the programme in force.

    In the order of its document, each in its document form. `state` depends only on the first and the last day: a
    running campaign may still be limited to other hours, stores or members.
    """
    found = await context.goldlist.programs.campaigns(context.program_id)
    return CampaignsAnswer(data=[CampaignAnswer.model_validate(one) for one in found], next_cursor=None)
