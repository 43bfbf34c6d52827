"""Lists of honour: customers who agreed to be named in public."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from app.api.contract.answer_types import ShownDay
from app.api.contract.operation import Request, RequestContext
from app.api.contract.problems import accepted
from app.api.contract.routing import OperationRoute, needs, problems

router = APIRouter(route_class=OperationRoute, tags=["Insights"])


class HonoursQuery(Request):
    """The list."""

    kind: Annotated[Literal["golden"], Field(description="`golden`: the golden list.")]


class HonouredAnswer(BaseModel):
    """A customer to be named in public."""

    name: Annotated[str, Field(description="The name that the member agreed to be shown under.")]
    stage: Annotated[str | None, Field(description="Null on the golden list.")]
    on: Annotated[ShownDay | None, Field(description="Null on the golden list.")]


class HonoursAnswer(BaseModel):
    """The customers to be named in public, in alphabetical order."""

    data: Annotated[list[HonouredAnswer], Field(description="The customers, in alphabetical order.")]


@router.get("/v1/honours", responses=problems("no-review"))
async def list_honours(
    query: Annotated[HonoursQuery, Query()], context: Annotated[RequestContext, needs("honours:read")]
) -> HonoursAnswer:
    """List the golden customers who agreed to be named in public, under the names they chose, in alphabetical order.

    Only members of the golden list whose consent for `honours` stands. A withdrawal takes effect at once.
    """
    found = accepted(await context.goldlist.golden_list.honours(context.program_id))
    return HonoursAnswer(data=[HonouredAnswer(name=name, stage=None, on=None) for name in found])
