"""The cards of a member: any number of them, each belonging to one member."""

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import Field

from app.api.contract.operation import Request, RequestContext
from app.api.contract.problems import Problem
from app.api.contract.routing import (
    REPEATED,
    MemberPath,
    OperationRoute,
    example,
    needs,
    problems,
    repeated,
)
from app.api.operations.membership.members import MemberAnswer, member_answer
from app.engine.model.commands.members import AddCard, RemoveCard
from app.engine.program.fields import CardNumber
from app.engine.program.texts import is_card

router = APIRouter(route_class=OperationRoute, tags=["Members"])


class CardRequest(Request):
    """A card to add."""

    card_number: Annotated[CardNumber, Field(description="The card number, as tills read it.")]


@router.post(
    "/v1/members/{member}/cards",
    status_code=201,
    responses=REPEATED | problems("not-found", "member-exists", "member-erased"),
    openapi_extra=example({"card_number": "6331001234567891"}),
)
async def add_card(
    member: MemberPath,
    request: CardRequest,
    response: Response,
    context: Annotated[RequestContext, needs("members:contact")],
) -> MemberAnswer:
    """Add a card to a member. Repeating the request changes nothing."""
    decision = await context.submit(AddCard(context.program_id, member, request.card_number))
    if decision.replayed:
        repeated(response)
    return await member_answer(context, response, member)


@router.delete("/v1/members/{member}/cards/{number}", status_code=204, responses=problems("not-found", "member-erased"))
async def remove_card(
    member: MemberPath, number: str, context: Annotated[RequestContext, needs("members:write")]
) -> None:
    """Remove a card from a member. It no longer identifies anyone, and can be given to another member."""
    if not is_card(number):
        raise Problem("not-found", "the member does not have this card")
    await context.submit(RemoveCard(context.program_id, member, number))
