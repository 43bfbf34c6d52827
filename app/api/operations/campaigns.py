"""The campaigns of the programme, for those who tell customers of them."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from app.api.contract.operation import Answer, Call, Operation
from app.engine.program.document import CampaignPart


class CampaignAnswer(CampaignPart):
    """A campaign as the programme's document has it, and whether it is on."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)

    state: Literal["upcoming", "running", "over"]


class CampaignsAnswer(BaseModel):
    """All campaigns of the version in force."""

    data: list[CampaignAnswer]
    next_cursor: str | None


async def list_campaigns(call: Call) -> Answer:
    """Read the campaigns of the programme that is in force.

    In the order of its document, each as it stands there. `state` goes by the first and the last day alone: one that is
    running may still be for other hours, other stores or other members.
    """
    found = await call.service.campaigns(call.program_id)
    answer = CampaignsAnswer(data=[CampaignAnswer.model_validate(one) for one in found], next_cursor=None)
    return Answer(200, answer.model_dump_json(by_alias=True).encode())


OPERATIONS = [
    Operation(
        method="GET",
        path="/v1/campaigns",
        function=list_campaigns,
        scope="rewards:read",
        tag="Programme",
        answer=CampaignsAnswer,
    )
]
