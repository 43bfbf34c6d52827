"""Gift cards: issue, look-up, top-up, blocking, replacement, and their ledger."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, Field

from app.actions.access.guesses import TooManyGuesses
from app.api.contract import paging
from app.api.contract.answer_types import NextCursor, ShownCurrency, ShownDay, ShownId, ShownInstant, ShownOwnName
from app.api.contract.idempotency import PROBLEMS, OwnName, request_key_of
from app.api.contract.operation import Request, RequestContext
from app.api.contract.paging import Page, PageQuery
from app.api.contract.problems import Problem, absent, existing
from app.api.contract.routing import (
    REPEATED,
    IdempotencyKey,
    OperationRoute,
    example,
    needs,
    problems,
    repeated,
)
from app.api.operations.membership.entries import LedgerEntryAnswer
from app.engine.model.book import Decision
from app.engine.model.commands.gift_cards import ChangeGiftCard, IssueGiftCard, ReplaceGiftCard, TopUpGiftCard
from app.engine.model.gift_cards import GiftCard
from app.engine.model.receipts import RequestKey
from app.engine.program.fields import HumanText, MemberReference, VoucherCode
from app.engine.program.parts.part import PositiveAmount

router = APIRouter(route_class=OperationRoute, tags=["Gift cards"])

GiftCardPath = Annotated[str, Path(alias="gift_card", description="The gift card's id, `gft_…`.")]
Status = Literal["active", "blocked", "expired", "voided", "replaced"]
Reason = Annotated[HumanText, Field(description="Shown unchanged in the ledger and the audit log.")]
MaybeReason = Annotated[
    HumanText | None, Field(description="Shown unchanged in the ledger and the audit log; null for none.")
]


class GiftCardRequest(Request):
    """A gift card to issue."""

    external_id: OwnName = None
    amount: Annotated[PositiveAmount, Field(description="The first balance, in minor units.")]
    member: Annotated[
        MemberReference | None,
        Field(description="A member to assign it to. It remains a bearer card: its code is enough to spend it."),
    ] = None
    reason: MaybeReason = None


class TopUpRequest(Request):
    """An amount to add."""

    external_id: OwnName = None
    amount: Annotated[PositiveAmount, Field(description="The amount to add, in minor units.")]
    reason: MaybeReason = None


class ReplacementRequest(Request):
    """A new card for a lost one."""

    external_id: OwnName = None
    reason: Reason


class GiftCardReasonRequest(Request):
    """The reason for a change of a card."""

    reason: Reason


class LookUpRequest(Request):
    """The code of a gift card, in the body so that no log has it."""

    code: Annotated[
        VoucherCode, Field(description="The code of the card, in any case, with or without dashes and blanks.")
    ]


class GiftCardAnswer(BaseModel):
    """A gift card in its present state, without its code."""

    id: ShownId
    external_id: ShownOwnName
    code_end: Annotated[str, Field(description="The last four characters of its code, to tell cards apart.")]
    status: Annotated[
        Status,
        Field(
            description="`active`: it can be spent; `blocked`; `expired`; `voided`: its issue was undone; `replaced` "
            "by another card."
        ),
    ]
    balance: Annotated[int, Field(description="The balance that can be spent, in minor units.")]
    held: Annotated[int, Field(description="What holds reserve besides, in minor units.")]
    issued: Annotated[int, Field(description="The first balance, in minor units.")]
    currency: ShownCurrency
    issued_at: Annotated[ShownInstant, Field(description="The time of its issue, by the programme's clock.")]
    expires_on: Annotated[ShownDay | None, Field(description="Its last valid day; null if it never expires.")]
    member: Annotated[str | None, Field(description="The member it is assigned to, `mem_…`, or null.")]
    replaced_by: Annotated[str | None, Field(description="The card that has its balance now, `gft_…`, or null.")]


class IssuedGiftCardAnswer(GiftCardAnswer):
    """A gift card as issued, with its code, which no other answer shows."""

    code: Annotated[str, Field(description="The code that its holder shows: knowing it is enough to spend the card.")]


class GiftCardsAnswer(BaseModel):
    """A page of gift cards, newest first."""

    data: Page[GiftCardAnswer]
    next_cursor: NextCursor


class GiftCardsQuery(PageQuery):
    """Filters for gift cards."""

    status: Annotated[Status | None, Field(description="Only those with this stored status.")] = None
    member: Annotated[MemberReference | None, Field(description="Only those assigned to this member.")] = None


class GiftCardEntriesAnswer(BaseModel):
    """A page of a gift card's ledger, newest first."""

    data: Page[LedgerEntryAnswer]
    next_cursor: NextCursor


@router.post(
    "/v1/gift-cards",
    status_code=201,
    responses=REPEATED | problems("not-found", *PROBLEMS, "member-erased", "rate-limited"),
    openapi_extra=example({"external_id": "order-5521-card-1", "amount": 5000}),
)
async def issue_gift_card(
    request: GiftCardRequest,
    response: Response,
    context: Annotated[RequestContext, needs("gift_cards:issue")],
    idempotency_key: IdempotencyKey = None,
) -> IssuedGiftCardAnswer:
    """Issue a gift card with a balance.

    The programme's `gift_cards` says how long it is good for. The amount counts against the key's `credit_per_day`.
    Only this answer has the code; the same request again gets it again.
    """
    decision = await context.submit(
        IssueGiftCard(
            program_id=context.program_id,
            card_id=context.draw_id("gft"),
            request_key=_request_key(context, "gift_card", request, idempotency_key),
            external_id=request.external_id,
            amount=request.amount,
            member=request.member,
            reason=request.reason,
        )
    )
    return await _issued(context, response, decision)


@router.post(
    "/v1/gift-cards/look-up",
    responses=problems("not-found", "rate-limited"),
    openapi_extra=example({"code": "4F7K-9QXA-22MP"}),
)
async def look_up_gift_card(
    request: LookUpRequest, context: Annotated[RequestContext, needs("gift_cards:read")]
) -> GiftCardAnswer:
    """Find a gift card by its code.

    After 20 unknown codes within ten minutes, a key must wait.
    """
    guesses = context.goldlist.gift_card_guesses
    key = context.caller.key_id or context.program_id
    try:
        guesses.check(key)
    except TooManyGuesses as many:
        detail = "too many unknown codes from this key"
        raise Problem("rate-limited", detail, headers={"Retry-After": str(many.seconds)}) from None
    found = await context.goldlist.gift_cards.by_code(context.program_id, request.code)
    if found is None:
        guesses.missed(key)
        raise absent("gift card")
    return GiftCardAnswer.model_validate(found)


@router.get("/v1/gift-cards", responses=problems("not-found", "invalid-cursor"))
async def list_gift_cards(
    query: Annotated[GiftCardsQuery, Query()], context: Annotated[RequestContext, needs("gift_cards:read")]
) -> GiftCardsAnswer:
    """List the programme's gift cards, newest first."""
    before = paging.last_id("gift_cards", context, query)
    found = existing(
        await context.goldlist.gift_cards.page(
            context.program_id, query.limit + 1, before=before, status=query.status, member=query.member
        ),
        "member",
    )
    rows, next_cursor = paging.page("gift_cards", context, query, found, lambda last: last["id"])
    return GiftCardsAnswer(data=[GiftCardAnswer.model_validate(one) for one in rows], next_cursor=next_cursor)


@router.get("/v1/gift-cards/{gift_card}", responses=problems("not-found"))
async def get_gift_card(
    gift_card: GiftCardPath, context: Annotated[RequestContext, needs("gift_cards:read")]
) -> GiftCardAnswer:
    """Read a gift card."""
    return await _shown(context, gift_card)


@router.get("/v1/gift-cards/{gift_card}/entries", responses=problems("not-found", "invalid-cursor"))
async def list_gift_card_entries(
    gift_card: GiftCardPath,
    query: Annotated[PageQuery, Query()],
    context: Annotated[RequestContext, needs("gift_cards:read")],
) -> GiftCardEntriesAnswer:
    """Read a gift card's ledger, newest first.

    The entries sum to its balance and what holds reserve (lot `held:`).
    """
    before = paging.last_id("gift_card_entries", context, query)
    found = existing(
        await context.goldlist.gift_cards.entries(context.program_id, gift_card, query.limit + 1, before), "gift card"
    )
    rows, next_cursor = paging.page("gift_card_entries", context, query, found, lambda last: last.entry_id)
    return GiftCardEntriesAnswer(data=[LedgerEntryAnswer.model_validate(one) for one in rows], next_cursor=next_cursor)


@router.post(
    "/v1/gift-cards/{gift_card}/top-ups",
    status_code=201,
    responses=REPEATED | problems("not-found", *PROBLEMS, "gift-card-not-usable", "rate-limited"),
    openapi_extra=example({"external_id": "till3-000871-card", "amount": 2000}),
)
async def top_up_gift_card(
    gift_card: GiftCardPath,
    request: TopUpRequest,
    response: Response,
    context: Annotated[RequestContext, needs("gift_cards:issue")],
    idempotency_key: IdempotencyKey = None,
) -> GiftCardAnswer:
    """Add to a gift card's balance.

    Its validity starts again, by the programme's `gift_cards`; an expired one can be spent again. The amount counts
    against the key's `credit_per_day`.
    """
    decision = await context.submit(
        TopUpGiftCard(
            program_id=context.program_id,
            top_up_id=context.draw_id("gtu"),
            request_key=_request_key(context, "gift_card_top_up", request, idempotency_key, gift_card),
            card=gift_card,
            amount=request.amount,
            reason=request.reason,
        )
    )
    if decision.replayed:
        repeated(response)
    return GiftCardAnswer.model_validate(await _as_decided(context, decision))


@router.post(
    "/v1/gift-cards/{gift_card}/replace",
    status_code=201,
    responses=REPEATED | problems("not-found", *PROBLEMS, "gift-card-not-usable", "rate-limited"),
    openapi_extra=example({"external_id": "case-5120", "reason": "The card was lost"}),
)
async def replace_gift_card(
    gift_card: GiftCardPath,
    request: ReplacementRequest,
    response: Response,
    context: Annotated[RequestContext, needs("gift_cards:issue")],
    idempotency_key: IdempotencyKey = None,
) -> IssuedGiftCardAnswer:
    """Move the balance of a lost gift card to a new one, which has the same last day.

    The lost one cannot be spent any more. What comes back to it later goes to the new one. Only this answer has the new
    code; the same request again gets it again.
    """
    decision = await context.submit(
        ReplaceGiftCard(
            program_id=context.program_id,
            card_id=context.draw_id("gft"),
            request_key=_request_key(context, "gift_card", request, idempotency_key, gift_card),
            external_id=request.external_id,
            card=gift_card,
            reason=request.reason,
        )
    )
    return await _issued(context, response, decision)


@router.post(
    "/v1/gift-cards/{gift_card}/block",
    responses=problems("not-found", "gift-card-not-usable"),
    openapi_extra=example({"reason": "Reported as lost"}),
)
async def block_gift_card(
    gift_card: GiftCardPath,
    request: GiftCardReasonRequest,
    context: Annotated[RequestContext, needs("gift_cards:issue")],
) -> GiftCardAnswer:
    """Block a gift card, so that it cannot be spent. Repeating the request changes nothing."""
    return await _changed(context, gift_card, "block", request.reason)


@router.post(
    "/v1/gift-cards/{gift_card}/unblock",
    responses=problems("not-found", "gift-card-not-usable"),
    openapi_extra=example({"reason": "Found again"}),
)
async def unblock_gift_card(
    gift_card: GiftCardPath,
    request: GiftCardReasonRequest,
    context: Annotated[RequestContext, needs("gift_cards:issue")],
) -> GiftCardAnswer:
    """Let a blocked gift card be spent again. Repeating the request changes nothing."""
    return await _changed(context, gift_card, "unblock", request.reason)


@router.post(
    "/v1/gift-cards/{gift_card}/void",
    responses=problems("not-found", "gift-card-not-usable"),
    openapi_extra=example({"reason": "Its sale was cancelled"}),
)
async def void_gift_card(
    gift_card: GiftCardPath,
    request: GiftCardReasonRequest,
    context: Annotated[RequestContext, needs("gift_cards:issue")],
) -> GiftCardAnswer:
    """Void the issue of a gift card of which nothing was spent. Repeating the request changes nothing."""
    return await _changed(context, gift_card, "void", request.reason)


def _request_key(
    context: RequestContext,
    kind: str,
    request: GiftCardRequest | TopUpRequest | ReplacementRequest,
    key: str | None,
    card: str = "",
) -> RequestKey:
    """The key of a request. The first answer has a code, so a partner gets only its own again."""
    about = " ".join(one for one in (card, context.caller.members_of) if one)
    return request_key_of(kind, request.external_id, key, request, about)


async def _changed(
    context: RequestContext, card_id: str, act: Literal["block", "unblock", "void"], reason: str
) -> GiftCardAnswer:
    decision = await context.submit(ChangeGiftCard(context.program_id, context.draw_id("gcc"), card_id, act, reason))
    return GiftCardAnswer.model_validate(await _as_decided(context, decision))


async def _as_decided(context: RequestContext, decision: Decision) -> dict[str, Any]:
    card = decision.subject
    assert isinstance(card, GiftCard)
    return await context.goldlist.gift_cards.document(context.program_id, card)


async def _issued(context: RequestContext, response: Response, decision: Decision) -> IssuedGiftCardAnswer:
    card = decision.subject
    assert isinstance(card, GiftCard)
    if decision.replayed:
        repeated(response)
    return IssuedGiftCardAnswer.model_validate({**await _as_decided(context, decision), "code": card.code})


async def _shown(context: RequestContext, card_id: str) -> GiftCardAnswer:
    found = existing(await context.goldlist.gift_cards.by_id(context.program_id, card_id), "gift card")
    return GiftCardAnswer.model_validate(found)
