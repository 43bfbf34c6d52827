"""Consents of members with their evidence, and addresses that want nothing."""

import re
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from app.actions.customers.contacts.consents import ConsentRequest, SuppressionRequest
from app.api.contract import paging
from app.api.contract.answer_types import NextCursor, ShownId, ShownInstant
from app.api.contract.idempotency import fingerprint
from app.api.contract.operation import Request, RequestContext
from app.api.contract.paging import Page, PageQuery
from app.api.contract.problems import accepted, invalid
from app.api.contract.routing import REPEATED, MemberPath, OperationRoute, example, needs, problems, repeated
from app.engine.model.instants import shown_instant
from app.engine.model.records.members import Consent
from app.engine.program.fields import HumanText, Instant, LongText, Name
from app.engine.program.texts import EMAIL, PHONE

router = APIRouter(route_class=OperationRoute, tags=["Contacts"])

Basis = Literal["consent", "soft_opt_in", "contract"]
How = Literal["web", "paper", "phone", "till", "import", "platform"]
Reason = Literal["withdrawn", "complained", "bounced", "asked"]


class ConsentBody(Request):
    """Something that a member allowed or withdrew."""

    external_id: Annotated[Name, Field(description="Your own name for it.")]
    purpose: Annotated[
        Name, Field(description="A purpose of the programme, or `marketing`, `honours` (lists of honour) or `share`.")
    ]
    channel: Annotated[
        Name | None,
        Field(
            description="`email`, `sms`, `phone`, `post` or `push`; null: all of them. For `share` the id of a "
            "partner, for `honours` null."
        ),
    ] = None
    given: Annotated[bool, Field(description="Whether it is allowed; false: withdrawn.")]
    basis: Annotated[Basis, Field(description="The legal basis.")] = "consent"
    at: Annotated[
        Instant, Field(description="When it was said: up to 10 years ago, at most 5 minutes ahead (stored as now).")
    ]
    how: Annotated[How, Field(description="Where it was said.")]
    text_version: Annotated[Name, Field(description="Your name for the text that the member was shown.")]
    shown_as: Annotated[
        HumanText | None, Field(description="For `honours`: the name under which the member is shown.")
    ] = None
    evidence: Annotated[
        LongText | None, Field(description="What proves it, such as the place of a form; deleted with the member.")
    ] = None
    confirmed: Annotated[
        bool, Field(description="Whether a link in a message to the address confirmed it (double opt-in).")
    ] = False


class ConsentAnswer(BaseModel):
    """Something that a member allowed or withdrew."""

    id: ShownId
    external_id: Annotated[str | None, Field(description="Your own name for it; null if the service wrote it itself.")]
    purpose: Annotated[str, Field(description="The purpose.")]
    channel: Annotated[str | None, Field(description="The channel; null: all.")]
    given: Annotated[bool, Field(description="Whether it was allowed; false: withdrawn.")]
    basis: Annotated[Basis, Field(description="The legal basis.")]
    at: Annotated[ShownInstant, Field(description="When it was said.")]
    how: Annotated[How, Field(description="Where it was said.")]
    text_version: Annotated[str | None, Field(description="The name of the text that the member was shown, or null.")]
    shown_as: Annotated[str | None, Field(description="The name on lists of honour, or null.")]
    evidence: Annotated[str | None, Field(description="What proves it, or null.")]
    confirmed: Annotated[bool, Field(description="Whether a link in a message to the address confirmed it.")]
    staff: Annotated[str | None, Field(description="The id of the person who recorded it, or null.")]
    recorded_at: Annotated[ShownInstant, Field(description="The time of recording, by the programme's clock.")]


class MayAnswer(BaseModel):
    """Whether a member may be contacted."""

    purpose: Annotated[str, Field(description="The purpose.")]
    channel: Annotated[str | None, Field(description="The channel; null: all of them.")]
    may: Annotated[bool, Field(description="Whether it is allowed now, and the address does not refuse it.")]


class ConsentsPageAnswer(BaseModel):
    """What a member allows now, and a page of the rows that tell so, the last recorded first."""

    now: Annotated[list[MayAnswer], Field(description="What is allowed now, by purpose and channel.")]
    data: Page[ConsentAnswer]
    next_cursor: NextCursor


class SuppressionBody(Request):
    """An address that wants nothing."""

    channel: Annotated[Literal["email", "sms", "phone"], Field(description="The channel.")]
    address: Annotated[HumanText, Field(description="The e-mail address or phone number. It is not stored.")]
    reason: Annotated[Reason, Field(description="Why.")]


class SuppressionAnswer(BaseModel):
    """An address that wants nothing. The address itself is not stored."""

    channel: Annotated[str, Field(description="The channel.")]
    reason: Annotated[Reason, Field(description="Why.")]
    at: Annotated[ShownInstant, Field(description="Since when.")]


@router.post(
    "/v1/members/{member}/consents",
    status_code=201,
    responses=REPEATED | problems("not-found", "external-id-conflict", "occurred-in-future", "occurred-too-old"),
    openapi_extra=example(
        {
            "external_id": "signup-5531",
            "purpose": "marketing",
            "channel": "email",
            "given": True,
            "basis": "consent",
            "at": "2026-03-02T09:30:00Z",
            "how": "web",
            "text_version": "newsletter-2026-01",
        }
    ),
)
async def add_consent(
    member: MemberPath,
    request: ConsentBody,
    response: Response,
    context: Annotated[RequestContext, needs("consents:write")],
) -> ConsentAnswer:
    """Record what a member allowed or withdrew, with its evidence. Rows are never changed.

    The newest row by `at` decides about a purpose and channel, of those for the channel and those for all; of two with
    the same instant, the withdrawal. A row for `marketing` and all channels is the member's `consents.marketing`.
    """
    said = ConsentRequest(
        member=member, fingerprint=fingerprint("consent", request), **{name: getattr(request, name) for name in _SAID}
    )
    written = accepted(await context.goldlist.consents.add(context.caller, said))
    consent, was_there = written
    if was_there:
        repeated(response)
    return _shown(consent)


@router.get("/v1/members/{member}/consents", responses=problems("not-found", "invalid-cursor"))
async def list_consents(
    member: MemberPath,
    query: Annotated[PageQuery, Query()],
    context: Annotated[RequestContext, needs("members:read")],
) -> ConsentsPageAnswer:
    """Read what a member allows now, and list who said what, when, how and to which text."""
    before = paging.last_id("consents", context, query)
    found = accepted(await context.goldlist.consents.page(context.caller, member, query.limit + 1, before))
    now, page = found
    rows, next_cursor = paging.page("consents", context, query, page, lambda last: last.consent_id)
    return ConsentsPageAnswer(
        now=[MayAnswer(**one._asdict()) for one in now], data=[_shown(one) for one in rows], next_cursor=next_cursor
    )


@router.post(
    "/v1/suppressions",
    status_code=201,
    responses=REPEATED,
    openapi_extra=example({"channel": "email", "address": "no-more@example.com", "reason": "asked"}),
)
async def suppress_address(
    request: SuppressionBody, response: Response, context: Annotated[RequestContext, needs("contacts:write")]
) -> SuppressionAnswer:
    """Store that an address wants nothing, whoever has it, and whatever is imported later.

    Only a mark of the address is stored. A later consent counts if it is `confirmed`.
    """
    pattern, kind = (EMAIL, "an e-mail address") if request.channel == "email" else (PHONE, "a phone number")
    if not re.match(pattern, request.address):
        raise invalid("/address", "wrong-format", f"must be {kind}")
    row, was_there = await context.goldlist.consents.suppress(
        context.caller, SuppressionRequest(request.channel, request.address, request.reason)
    )
    if was_there:
        repeated(response)
    told = {"channel": row.channel, "reason": row.reason, "at": shown_instant(row.at)}
    return SuppressionAnswer.model_validate(told)


_SAID = tuple(name for name in ConsentRequest._fields if name not in ("member", "fingerprint"))


def _shown(row: Consent) -> ConsentAnswer:
    told = {name: getattr(row, name) for name in ConsentAnswer.model_fields if name in Consent._fields}
    return ConsentAnswer.model_validate(
        {
            **told,
            "id": row.consent_id,
            "given": bool(row.given),
            "confirmed": bool(row.confirmed),
            "at": shown_instant(row.at),
            "staff": row.created_by,
            "recorded_at": shown_instant(row.recorded_at),
        }
    )
