"""The cards of a member: any number of them, each of one member."""

from app.api.contract.operation import NO_CONTENT, REPLAYED, Answer, Call, Operation, Request
from app.api.contract.problems import Problem
from app.api.operations.members import MemberAnswer, member_answer, member_of
from app.engine.model.commands import AddCard, RemoveCard
from app.engine.program.fields import CardNumber, is_card


class CardRequest(Request):
    """One more card."""

    card_number: CardNumber


async def add_card(call: Call) -> Answer:
    """Give a member one more card. Saying it again changes nothing."""
    request = call.read(CardRequest)
    decision = await call.submit(AddCard(call.program_id, member_of(call), request.card_number))
    answer = await member_answer(call)
    return answer._replace(headers=(*answer.headers, REPLAYED)) if decision.replayed else answer._replace(status=201)


async def remove_card(call: Call) -> Answer:
    """Take a card from a member. It names nobody from then on, and can be given to another."""
    member, number = member_of(call), call.path["number"]
    if not is_card(number):
        raise Problem("not-found", "the member has no such card")
    await call.submit(RemoveCard(call.program_id, member, number))
    return NO_CONTENT


OPERATIONS = [
    Operation(
        method="POST",
        path="/v1/members/{member}/cards",
        function=add_card,
        scope="members:contact",
        tag="Members",
        request=(CardRequest,),
        answer=MemberAnswer,
        statuses=(201, 200),
        problems=("not-found", "member-exists", "member-erased"),
        example={"card_number": "6331001234567891"},
    ),
    Operation(
        method="DELETE",
        path="/v1/members/{member}/cards/{number}",
        function=remove_card,
        scope="members:write",
        tag="Members",
        answer=None,
        statuses=(204,),
        problems=("not-found", "member-erased"),
    ),
]
