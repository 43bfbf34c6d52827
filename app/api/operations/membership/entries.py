"""Ledger entries as callers see them: the change and its reason, in words."""

from collections.abc import Iterable
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, ConfigDict, Field

from app.api.contract import paging
from app.api.contract.answer_types import NextCursor, RecordedInstant, ShownDay, ShownVersion
from app.api.contract.operation import RequestContext
from app.api.contract.paging import Page, PageQuery
from app.api.contract.problems import accepted, existing
from app.api.contract.routing import MemberPath, OperationRoute, needs, problems
from app.engine.program.fields import PurchaseReference
from app.engine.program.texts import UNIT
from app.ledger.entries import Entry

router = APIRouter(route_class=OperationRoute, tags=["Status and ledger"])


EntryPath = Annotated[str, Path(alias="entry")]


class EntryAnswer(BaseModel):
    """One change of one balance."""

    model_config = ConfigDict(from_attributes=True)

    id: Annotated[
        str,
        Field(validation_alias="entry_id", description="Goldlist's id. Treat it as opaque text."),
    ]
    unit: Annotated[
        str,
        Field(
            description="`points`, `credit`, `punches:<card>`, `rebate:<id>`, `expected:<rebate>` or `voucher:<reward>`"
        ),
    ]
    type: Annotated[
        Literal[
            "earn",
            "bonus",
            "redeem",
            "expire",
            "reverse",
            "adjust",
            "accrue",
            "settle",
            "forfeit",
            "transfer",
            "donate",
        ],
        Field(description="The kind of change; more kinds may be added."),
    ]
    amount: Annotated[int, Field(description="Signed: points, minor units, punches or vouchers.")]
    rule: Annotated[
        str | None,
        Field(description="The id of the rule, bonus, card or rebate behind it, or null."),
    ]
    why: Annotated[str, Field(description="The reason with its arithmetic, in words.")]


class LedgerEntryAnswer(EntryAnswer):
    """A complete entry."""

    lot: Annotated[
        str,
        Field(
            description=(
                "The part of the balance that changed, such as points with the same last day; empty if there "
                "are no parts."
            )
        ),
    ]
    cause: Annotated[
        Literal[
            "purchase",
            "return",
            "purchase_void",
            "return_void",
            "claim",
            "activation",
            "redemption",
            "gift",
            "revocation",
            "transfer",
            "hold",
            "adjustment",
            "merge",
            "gift_card",
            "enrolment",
            "profile",
            "time",
        ],
        Field(description="The event behind it; more causes may be added."),
    ]
    cause_id: Annotated[
        str,
        Field(
            description="The id of the purchase, return, redemption, gift (of a voucher), revocation (of one), "
            "transfer, hold, adjustment or merged member; the member of an "
            "enrolment or profile; for time, a day."
        ),
    ]
    program_version: ShownVersion
    recorded_at: Annotated[RecordedInstant, Field(description="The time of recording, by the programme's clock.")]


class LotNowAnswer(BaseModel):
    """A lot now: the part of the balance that the entry changed."""

    model_config = ConfigDict(from_attributes=True)

    left: Annotated[int, Field(description="The rest of it, in the unit of the entry; negative for debt.")]
    available_on: Annotated[ShownDay | None, Field(description="The first day of pending points, or null.")]
    expires_on: Annotated[ShownDay | None, Field(description="The last valid day; null: it does not expire.")]


class OneEntryAnswer(LedgerEntryAnswer):
    """An entry with the purchase behind it, and the rest of its lot."""

    purchase: Annotated[
        str | None,
        Field(description="The id of the purchase that it is of, or whose goods were taken back; null without one."),
    ]
    lot_now: Annotated[LotNowAnswer, Field(description="The lot as it is now.")]


class EntriesAnswer(BaseModel):
    """A page of the ledger, newest first."""

    data: Page[LedgerEntryAnswer]
    next_cursor: NextCursor


class EntriesQuery(PageQuery):
    """Filters for the member's entries."""

    unit: Annotated[str | None, Field(pattern=UNIT, description="Only entries of this unit.")] = None
    purchase: Annotated[
        PurchaseReference | None,
        Field(description="Only entries of this purchase and its returns; or of one return, by its id (`ret_…`)."),
    ] = None


def entry_answers(entries: Iterable[Entry]) -> list[EntryAnswer]:
    """Entries as purchases and returns show them, in order of posting, without zeros."""
    return [EntryAnswer.model_validate(entry) for entry in sorted(entries, key=_by_id) if entry.amount]


def entry_documents(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """The same for hot operations, without the cost of models."""
    return [_fields(entry) for entry in sorted(entries, key=_by_id) if entry.amount]


@router.get("/v1/members/{member}/entries", responses=problems("not-found", "validation", "invalid-cursor"))
async def list_entries(
    member: MemberPath,
    query: Annotated[EntriesQuery, Query()],
    context: Annotated[RequestContext, needs("ledger:read")],
) -> EntriesAnswer:
    """Read a member's ledger, newest first.

    Every change of every balance is one entry, with its reason and the arithmetic in words. Entries are never altered.
    """
    before = paging.last_id("entries", context, query)
    found = existing(
        accepted(
            await context.goldlist.reads.entries_page(
                context.program_id, member, query.limit + 1, before=before, unit=query.unit, purchase=query.purchase
            )
        ),
        "member",
    )
    rows, next_cursor = paging.page("entries", context, query, found, lambda last: last.entry_id)
    return EntriesAnswer(data=[LedgerEntryAnswer.model_validate(entry) for entry in rows], next_cursor=next_cursor)


@router.get("/v1/members/{member}/entries/{entry}", responses=problems("not-found"))
async def get_entry(
    member: MemberPath, entry: EntryPath, context: Annotated[RequestContext, needs("ledger:read")]
) -> OneEntryAnswer:
    """Read one entry of a member's ledger, with the purchase behind it and the rest of its lot now."""
    found = existing(await context.goldlist.reads.entry(context.program_id, member, entry), "entry")
    fields = {**found.entry._asdict(), "purchase": found.purchase, "lot_now": found.lot}
    return OneEntryAnswer.model_validate(fields)


def _by_id(entry: Entry) -> str:
    return entry.entry_id


def _fields(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.entry_id,
        "unit": entry.unit,
        "type": entry.type,
        "amount": entry.amount,
        "rule": entry.rule,
        "why": entry.why,
    }
