"""Records to try the store with, and the shortest way to write and load them."""

from collections.abc import Callable, Iterable
from typing import Any
from zoneinfo import ZoneInfo

from app.engine.model.book import Book, Decision
from app.engine.model.commands.command import Command
from app.engine.model.commands.members import EnrolMember
from app.engine.model.commands.sales import RecordPurchase, TakeReturn, VoidPurchase, VoidReturn
from app.engine.model.receipts import IdempotencyRecord, RequestKey
from app.engine.model.records.members import Identifier, Member, Profile
from app.engine.model.records.sales import Purchase, Return
from app.engine.model.records.tiers import SegmentStay, TierChange, TierGrant
from app.engine.model.records.vouchers import Voucher
from app.engine.model.state import MemberState
from app.engine.program.parts.insights import InsightsPart, compile_insights
from app.engine.program.terms.rules import Rules
from app.engine.program.versions import Program
from app.ledger.entries import Entry
from app.store.batch.loading import load_book
from app.store.batch.saving import save_book
from app.store.connection.database import Database
from app.store.connection.transaction import Transaction

PROGRAM = "prg_one"
AT = "2026-03-01T10:15:00.000000Z"
DAY = "2026-03-01"
RULES = Program(PROGRAM, "one", "GBP", ZoneInfo("UTC"), (Rules(1, AT, "One", compile_insights(InsightsPart())),))


def member(member_id: str = "mem_a", **changes: Any) -> Member:
    state = MemberState(balances={"points": {"/": 7}}, window="rolling:12", completed={"coffee": 1})
    return Member(member_id, PROGRAM, None, DAY, AT, AT, 1, "base", 7, None, None, None, state)._replace(**changes)


def purchase(purchase_id: str = "pur_a", member_id: str = "mem_a", **changes: Any) -> Purchase:
    made = Purchase(
        member_id,
        purchase_id,
        PROGRAM,
        None,
        0,
        "recorded",
        AT,
        AT,
        DAY,
        "shop",
        "pos",
        700,
        0,
        1,
        "1",
        "[]",
        "[]",
        "[]",
        "{}",
        "null",
    )
    return made._replace(**changes)


def returned(return_id: str = "ret_a", purchase_id: str | None = "pur_a", **changes: Any) -> Return:
    made = Return(
        "mem_a",
        return_id,
        PROGRAM,
        None,
        "return",
        purchase_id,
        "recorded",
        AT,
        AT,
        DAY,
        None,
        200,
        1,
        "[]",
        "{}",
        "null",
    )
    return made._replace(**changes)


def entry(entry_id: str = "ent_a", cause_id: str = "pur_a", **changes: Any) -> Entry:
    made = Entry("mem_a", entry_id, PROGRAM, "points", "earn", 7, "/", "base", 1, "purchase", cause_id, "7 × 1 = 7", AT)
    return made._replace(**changes)


def given_level(given_id: str = "giv_a", **changes: Any) -> TierGrant:
    made = TierGrant("mem_a", given_id, PROGRAM, "gold", "2026-12-31", "gift", "Sorry", AT)
    return made._replace(**changes)


def tier_change(tier_change_id: str = "tch_a", **changes: Any) -> TierChange:
    made = TierChange(
        "mem_a", tier_change_id, PROGRAM, None, "base", "gold", DAY, AT, 1, "purchase", "pur_a", None, "base", AT
    )
    return made._replace(**changes)


def stay(stay_id: str = "sst_a", **changes: Any) -> SegmentStay:
    made = SegmentStay("mem_a", stay_id, PROGRAM, "gold", DAY, AT, 1, "place 1", DAY, AT, 2, "place 9")
    return made._replace(**changes)


def voucher(voucher_id: str = "vou_a", **changes: Any) -> Voucher:
    made = Voucher(
        member_id="mem_a",
        voucher_id=voucher_id,
        program_id=PROGRAM,
        code=f"code-{voucher_id}",
        reward="free-coffee",
        source="card:coffee",
        amount=None,
        status="usable",
        program_version=1,
        issued_by="pur_a",
        issued_at=AT,
        expires_on=None,
        revoked_by=None,
        used_by=None,
    )
    return made._replace(**changes)


def profile(member_id: str = "mem_a", **changes: Any) -> Profile:
    return Profile(member_id, PROGRAM, "Ada", "ada@shop.example", None, None, "{}", "{}")._replace(**changes)


def identifier(kind: str, value: str, member_id: str = "mem_a") -> Identifier:
    return Identifier(PROGRAM, kind, value, member_id)


def receipt(kind: str, name: str, object_id: str, member_id: str = "mem_a") -> IdempotencyRecord:
    return IdempotencyRecord(PROGRAM, kind, name, member_id, object_id, "fingerprint")


def request_key(kind: str, name: str) -> RequestKey:
    return RequestKey(kind, name, "fingerprint")


def buying(reference: str | None, name: str = "till-1") -> RecordPurchase:
    return RecordPurchase(
        PROGRAM,
        "pur_new",
        request_key("purchase", name),
        name,
        reference,
        False,
        None,
        "GBP",
        (),  # type: ignore[arg-type]
    )


def returning(reference: str, name: str = "back-1") -> TakeReturn:
    return TakeReturn(PROGRAM, "ret_new", request_key("return", name), name, reference, None, None)  # type: ignore[arg-type]


def enrolling(name: str) -> EnrolMember:
    return EnrolMember(PROGRAM, "mem_new", request_key("member", name), name, None, None)


def voiding(reference: str) -> VoidPurchase:
    return VoidPurchase(PROGRAM, "ret_new", reference)


def voiding_return(reference: str) -> VoidReturn:
    return VoidReturn(PROGRAM, reference)


def empty_book() -> Book:
    return Book(lambda prefix: f"{prefix}_drawn", lambda: "code", lambda: "card")


async def book_of(transaction: Transaction, *commands: Command) -> Book:
    return await load_book(
        transaction,
        [RULES] * len(commands),
        commands,
        draw_id=lambda prefix: prefix,
        draw_code=lambda: "code",
        draw_card_number=lambda: "card",
    )


async def load(database: Database, *commands: Command) -> Book:
    return await database.write(lambda transaction: book_of(transaction, *commands))


async def save(database: Database, book: Book) -> None:
    await database.write(lambda transaction: save_book(transaction, book))


async def keep(database: Database, **records: Iterable[Any]) -> None:
    """Write new records, as the fields of a decision."""
    book = empty_book()
    book.apply(Decision(member(), **{name: list(found) for name, found in records.items()}))
    await save(database, book)


async def change(database: Database, command: Command, decide: Callable[[Book], Decision]) -> None:
    """Load the book for a command, decide by a function, write what it says."""

    async def work(transaction: Transaction) -> None:
        book = await book_of(transaction, command)
        book.apply(decide(book))
        await save_book(transaction, book)

    await database.write(work)
