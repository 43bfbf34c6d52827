"""The cards of a member: any number of them, each of one member."""

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
    operations_of,
    problems,
    repeated,
)
from app.api.operations.members import MemberAnswer, member_answer
from app.engine.model.commands import AddCard, RemoveCard
from app.engine.program.fields import CardNumber, is_card

router = APIRouter(route_class=OperationRoute, tags=["Members"])


class CardRequest(Request):
    """One more card."""

    card_number: Annotated[CardNumber, Field(description="The number of the card, as tills read it.")]


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
    """Give a member one more card. Saying it again changes nothing."""
    decision = await context.submit(AddCard(context.program_id, member, request.card_number))
    if decision.replayed:
        repeated(response)
    return await member_answer(context, response, member)


@router.delete("/v1/members/{member}/cards/{number}", status_code=204, responses=problems("not-found", "member-erased"))
async def remove_card(
    member: MemberPath, number: str, context: Annotated[RequestContext, needs("members:write")]
) -> None:
    """Take a card from a member. It names nobody from then on, and can be given to another."""
    if not is_card(number):
        raise Problem("not-found", "the member has no such card")
    await context.submit(RemoveCard(context.program_id, member, number))


OPERATIONS = operations_of(router)
