"""Links for mails about a member: the one that confirms a consent, and new pictures."""

from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field

from app.actions.customers.contacts.mail_links import Question
from app.api.contract.answer_types import ShownInstant
from app.api.contract.operation import Nothing, Request, RequestContext
from app.api.contract.problems import accepted, refused
from app.api.contract.routing import MemberPath, OperationRoute, example, needs, problems
from app.engine.model.instants import shown_instant
from app.engine.program.fields import Name

router = APIRouter(route_class=OperationRoute, tags=["Contacts"])


class AskBody(Request):
    """A consent to ask for."""

    purpose: Annotated[Name, Field(description="`marketing`, or a purpose of the programme.")]
    channel: Annotated[
        Literal["email", "sms", "phone"], Field(description="The channel of the consent, and of the message that asks.")
    ] = "email"
    text_version: Annotated[
        Name | None, Field(description="Your name for the text of the message, kept with the consent.")
    ] = None


class AskAnswer(BaseModel):
    """The link that confirms the consent."""

    confirm_url: Annotated[
        str, Field(description="The link for your message; without `GOLDLIST_PUBLIC_URL` only its path.")
    ]
    valid_until: Annotated[ShownInstant, Field(description="Until when it confirms: 7 days.")]


@router.post(
    "/v1/members/{member}/consents/ask",
    responses=problems("not-found"),
    openapi_extra=example({"purpose": "marketing", "channel": "email", "text_version": "newsletter-2026-01"}),
)
async def ask_consent(
    member: MemberPath, request: AskBody, context: Annotated[RequestContext, needs("consents:write")]
) -> AskAnswer:
    """Make the link by which a member confirms a consent (double opt-in); your platform sends it.

    Opening the link shows a button, and only pressing it records the consent, once, with `confirmed` true. The link is
    for the member's present address: it is dead once the address changes.
    """
    question = Question(member, request.purpose, request.channel, request.text_version or "")
    made = accepted(await context.goldlist.mail_links.ask(context.caller, question))
    url = f"{context.goldlist.public_url or ''}/confirm/{made.token}"
    return AskAnswer(confirm_url=url, valid_until=shown_instant(made.valid_until))


@router.post("/v1/members/{member}/pictures/renew", status_code=204, responses=problems("not-found"))
async def renew_pictures(
    member: MemberPath, context: Annotated[RequestContext, needs("members:link")], request: Nothing | None = None
) -> None:
    """Make the links to a member's pictures new ones: those in sent mails then show a neutral picture."""
    refusal = await context.goldlist.mail_links.renew_pictures(context.caller, member)
    if refusal:
        raise refused(refusal)
