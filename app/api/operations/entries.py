"""Ledger entries as callers see them: what changed, and why, in words."""

from collections.abc import Iterable
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from app.api.contract import paging
from app.api.contract.operation import Answer, Call, Operation
from app.api.contract.paging import PageQuery
from app.api.contract.problems import absent, refused
from app.api.contract.shown import ShownInstant
from app.engine.model.book import Refusal
from app.engine.model.instants import shown_instant
from app.engine.program.fields import UNIT, PurchaseReference, is_member_reference
from app.ledger.entries import Entry


class EntryAnswer(BaseModel):
    """One change of one balance."""

    id: str
    unit: Annotated[str, Field(description="`points`, `credit`, `punches:<card>`, `rebate:<id>` or `voucher:<reward>`")]
    type: Literal[
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
    ]
    amount: Annotated[int, Field(description="Signed: points, minor units, punches or vouchers.")]
    rule: str | None
    why: Annotated[str, Field(description="The reason with its arithmetic, in words.")]


class LedgerEntryAnswer(EntryAnswer):
    """An entry with all that is known of it."""

    lot: str
    cause: Literal[
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
        "time",
    ]
    cause_id: Annotated[
        str,
        Field(
            description="The id of the purchase, return, redemption, gift (of a voucher), revocation (of one), "
            "transfer, hold, adjustment or merged member; of time, a day."
        ),
    ]
    program_version: int
    recorded_at: ShownInstant


class EntriesAnswer(BaseModel):
    """A page of the ledger, newest first."""

    data: list[LedgerEntryAnswer]
    next_cursor: str | None


class EntriesQuery(PageQuery):
    """Which entries of the member."""

    unit: Annotated[str | None, Field(pattern=UNIT, description="Only this unit.")] = None
    purchase: Annotated[
        PurchaseReference | None,
        Field(description="Only those of this purchase and its returns; or of one return, by its id (`ret_…`)."),
    ] = None


def entry_documents(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """Entries as purchases and returns show them, in the order in which they were made; zeros left out."""
    return [_document(entry) for entry in sorted(entries, key=_by_id) if entry.amount]


async def list_entries(call: Call) -> Answer:
    """Read a member's ledger, newest first.

    Every change of every balance is one entry, with its reason and the arithmetic in words. Entries are never altered.
    """
    query: EntriesQuery = call.query
    member = call.path["member"]
    before = paging.last_id("entries", call)
    found = None
    if is_member_reference(member):
        found = await call.service.entries_page(
            call.program_id, member, query.limit + 1, before, query.unit, query.purchase
        )
    if isinstance(found, Refusal):
        raise refused(found)
    if found is None:
        raise absent("member")
    rows, more = paging.cut(found, query.limit)
    documents = [_ledger_document(entry) for entry in rows]
    return Answer(200, paging.page(documents, paging.cursor("entries", call, rows[-1].entry_id) if more else None))


OPERATIONS = [
    Operation(
        method="GET",
        path="/v1/members/{member}/entries",
        function=list_entries,
        scope="ledger:read",
        tag="Status and ledger",
        query=EntriesQuery,
        answer=EntriesAnswer,
        problems=("not-found", "validation", "invalid-cursor"),
    )
]


def _by_id(entry: Entry) -> str:
    return entry.entry_id


def _document(entry: Entry) -> dict[str, Any]:
    return {
        "id": entry.entry_id,
        "unit": entry.unit,
        "type": entry.type,
        "amount": entry.amount,
        "rule": entry.rule,
        "why": entry.why,
    }


def _ledger_document(entry: Entry) -> dict[str, Any]:
    return {
        **_document(entry),
        "lot": entry.lot,
        "cause": entry.cause,
        "cause_id": entry.cause_id,
        "program_version": entry.program_version,
        "recorded_at": shown_instant(entry.recorded_at),
    }
