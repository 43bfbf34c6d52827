"""A rival: the service that a competent stranger would write with FastAPI and the SQLAlchemy ORM.

It records purchases and shows where members stand under the same rules: what is decided comes from the same `decide`,
and what is kept are the same rows in the same tables, so that `goldlist verify --rebuild` can check them. A session and
a transaction per request, a pool of 20 connections, no middleware. On PostgreSQL the handlers are coroutines (asyncpg);
on SQLite they are plain functions in FastAPI's thread pool, which was tried against aiosqlite and is the quicker.

Where a stranger may well have chosen the slower way, this takes the quicker: keys and the programme are read once, at
the start; the access log is off; a purchase takes five statements (six with a voucher), since only what cannot be
recorded is asked for as a repeat; statements are put together once; pydantic writes the answers and FastAPI passes them
on; garbage is looked for seldom; no field is checked that the rules do not need; SQLite is told at the beginning that a
transaction will write, and writers wait for the one connection that does, not inside SQLite.

It is frozen: nothing in here is changed to make a comparison come out one way or the other. It was changed once, when
somebody else had looked for what could make it quicker (README.md says what was found).

Run it with uvicorn (`--factory bench.rivals.naive_service:create`); NAIVE_DATABASE_URL and NAIVE_PROGRAM say for whom.
"""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Header, HTTPException, Request, Response
from pydantic import AwareDatetime, BaseModel, Field
from pydantic_core import to_json
from sqlalchemy import Engine, Select, bindparam, create_engine, event, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker

from app.actions.access.keys import Caller, secret_hash
from app.actions.ids import IdSource, draw_card_number, draw_voucher_code
from app.engine.decide import decide
from app.engine.model.book import Book, Decision, Refusal
from app.engine.model.commands.sales import BasketLine, RecordPurchase
from app.engine.model.receipts import IdempotencyRecord, RequestKey
from app.engine.model.records.members import Member
from app.engine.model.records.sales import Purchase
from app.engine.model.records.vouchers import Voucher
from app.engine.model.state import MemberState
from app.engine.program.versions import Program
from app.engine.views.status import status
from app.ledger.entries import Entry
from app.main import Goldlist
from app.store.tables import ledger, members, vouchers
from app.store.tables.columns import metadata as shared_metadata

POOL = 20
BUSY_SECONDS = 30

ids = IdSource()


# The tables.


class Base(DeclarativeBase):
    metadata = shared_metadata


class MemberRow(Base):
    __table__ = members.members

    def record(self) -> Member:
        columns = [getattr(self, name) for name in Member._fields[:-1]]
        return Member(*columns, MemberState.load(self.state))


class IdentifierRow(Base):
    __table__ = members.identifiers


class ReceiptRow(Base):
    __table__ = ledger.receipts

    def record(self) -> IdempotencyRecord:
        return IdempotencyRecord(*[getattr(self, name) for name in IdempotencyRecord._fields])


class PurchaseRow(Base):
    __table__ = ledger.purchases
    details = ledger.purchases.c.metadata  # the ORM wants `metadata` for itself

    @classmethod
    def of(cls, purchase: Purchase) -> "PurchaseRow":
        columns = purchase._asdict()
        return cls(details=columns.pop("metadata"), **columns)

    def record(self) -> Purchase:
        return Purchase(*[getattr(self, "details" if name == "metadata" else name) for name in Purchase._fields])


class EntryRow(Base):
    __table__ = ledger.entries

    def record(self) -> Entry:
        return Entry(*[getattr(self, name) for name in Entry._fields])


class VoucherRow(Base):
    __table__ = vouchers.vouchers

    def record(self) -> Voucher:
        return Voucher(*[getattr(self, name) for name in Voucher._fields])


# The requests and answers.


class LineRequest(BaseModel):
    sku: str | None = None
    category: str | None = None
    quantity: Annotated[int, Field(gt=0)]
    unit_price: Annotated[int, Field(ge=0)]
    discount: Annotated[int, Field(ge=0)] = 0


class PurchaseRequest(BaseModel):
    external_id: str
    member: str
    occurred_at: AwareDatetime
    store: str | None = None
    channel: str | None = None
    currency: str
    lines: Annotated[list[LineRequest], Field(min_length=1)]
    discount: Annotated[int, Field(ge=0)] = 0


class EntryAnswer(BaseModel):
    id: str
    unit: str
    type: str
    amount: int
    rule: str | None
    why: str


class VoucherAnswer(BaseModel):
    code: str
    reward: str
    expires_on: str | None


class PurchaseAnswer(BaseModel):
    id: str
    external_id: str | None
    member: str
    status: str
    occurred_at: str
    recorded_at: str
    business_date: str
    net: int
    entries: list[EntryAnswer]
    vouchers_issued: list[VoucherAnswer]
    after: str


class Keys:
    """Who calls with a key, asked once for each."""

    def __init__(self, goldlist: Goldlist) -> None:
        self._goldlist = goldlist
        self._known: dict[str, Caller | None] = {}

    async def caller(self, key: str) -> Caller | None:
        hashed = secret_hash(key, b"")
        if hashed not in self._known:
            self._known[hashed] = await self._goldlist.callers.caller(key)
        return self._known[hashed]


async def program_of_key(request: Request, authorization: Annotated[str, Header()]) -> Program:
    caller = await request.app.state.keys.caller(authorization.removeprefix("Bearer "))
    program: Program = request.app.state.program
    if caller is None or caller.program_id != program.id:
        raise HTTPException(401)
    return program


# On PostgreSQL.


def connect_to_postgresql(application: FastAPI, url: str) -> None:
    url = url.replace("postgresql:", "postgresql+asyncpg:")
    engine = create_async_engine(url, pool_size=POOL, max_overflow=0)
    application.state.session = async_sessionmaker(engine, expire_on_commit=False)


async def record_purchase_on_postgresql(
    wanted: PurchaseRequest, request: Request, program: Annotated[Program, Depends(program_of_key)]
) -> Response:
    session: AsyncSession
    async with request.app.state.session() as session:
        member = await session.scalar(MEMBER_TO_CHANGE, name_of(program, wanted.member))
        if member is None:
            raise HTTPException(404, "there is no such member")
        book = book_of(program, wanted.member, member)
        decision = _decide(program, book, wanted)
        if isinstance(decision, Decision):
            session.add_all(_changes(member, decision))
            try:
                await session.commit()
                return _answer(decision)
            except IntegrityError:
                await session.rollback()
        receipt = await session.get(ReceiptRow, (program.id, "purchase", wanted.external_id))
        if receipt:
            purchase = await session.get_one(PurchaseRow, (receipt.member_id, receipt.object_id))
            _enter(book, receipt, purchase, list(await session.scalars(_entries_of(receipt))))
        return _answer_to_repeated(_decide(program, book, wanted))


async def get_status_on_postgresql(
    reference: str, request: Request, program: Annotated[Program, Depends(program_of_key)]
) -> Response:
    session: AsyncSession
    async with request.app.state.session() as session:
        member = await session.scalar(MEMBER, name_of(program, reference))
        if member is None:
            raise HTTPException(404, "there is no such member")
        return _status(program, member, list(await session.scalars(USABLE_VOUCHERS, holder_of(member))))


# On SQLite.


def connect_to_sqlite(application: FastAPI, url: str) -> None:
    # Two transactions that read first and then both want to write would be in each other's way.
    writing = _sqlite_engine(url, 1).execution_options(begin="BEGIN IMMEDIATE")
    application.state.session_to_write = sessionmaker(writing, expire_on_commit=False)
    application.state.session_to_read = sessionmaker(_sqlite_engine(url, POOL), expire_on_commit=False)


def _sqlite_engine(url: str, connections: int) -> Engine:
    arguments = {"timeout": BUSY_SECONDS, "check_same_thread": False}
    engine = create_engine(url, pool_size=connections, max_overflow=0, connect_args=arguments)
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    return engine


def _set_up(connection: Any, _: object) -> None:
    connection.isolation_level = None  # a transaction begins when it is told to, below
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")


def _begin(connection: Any) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))


def record_purchase_on_sqlite(
    wanted: PurchaseRequest, request: Request, program: Annotated[Program, Depends(program_of_key)]
) -> Response:
    session: Session
    with request.app.state.session_to_write() as session:
        member = session.scalar(MEMBER, name_of(program, wanted.member))
        if member is None:
            raise HTTPException(404, "there is no such member")
        book = book_of(program, wanted.member, member)
        decision = _decide(program, book, wanted)
        if isinstance(decision, Decision):
            session.add_all(_changes(member, decision))
            try:
                session.commit()
                return _answer(decision)
            except IntegrityError:
                session.rollback()
        receipt = session.get(ReceiptRow, (program.id, "purchase", wanted.external_id))
        if receipt:
            purchase = session.get_one(PurchaseRow, (receipt.member_id, receipt.object_id))
            _enter(book, receipt, purchase, list(session.scalars(_entries_of(receipt))))
        return _answer_to_repeated(_decide(program, book, wanted))


def get_status_on_sqlite(
    reference: str, request: Request, program: Annotated[Program, Depends(program_of_key)]
) -> Response:
    session: Session
    with request.app.state.session_to_read() as session:
        member = session.scalar(MEMBER, name_of(program, reference))
        if member is None:
            raise HTTPException(404, "there is no such member")
        return _status(program, member, list(session.scalars(USABLE_VOUCHERS, holder_of(member))))


# On both.


MEMBER = (
    select(MemberRow)
    .join(IdentifierRow, IdentifierRow.member_id == MemberRow.member_id)
    .where(
        IdentifierRow.program_id == bindparam("program_id"),
        IdentifierRow.kind == bindparam("kind"),
        IdentifierRow.value == bindparam("value"),
    )
)
MEMBER_TO_CHANGE = MEMBER.with_for_update(of=MemberRow)
USABLE_VOUCHERS = (
    select(VoucherRow)
    .where(VoucherRow.member_id == bindparam("member_id"), VoucherRow.status == "usable")
    .order_by(VoucherRow.voucher_id)
)


def name_of(program: Program, reference: str) -> dict[str, str]:
    kind, _, value = reference.partition(":")
    return {"program_id": program.id, "kind": kind, "value": value}


def holder_of(member: MemberRow) -> dict[str, str]:
    return {"member_id": member.member_id}


def _entries_of(receipt: ReceiptRow) -> Select[EntryRow]:
    return select(EntryRow).where(EntryRow.member_id == receipt.member_id, EntryRow.cause_id == receipt.object_id)


def book_of(program: Program, reference: str, member: MemberRow) -> Book:
    book = Book(ids.draw, draw_voucher_code, draw_card_number)
    kind, _, value = reference.partition(":")
    book.identifiers[program.id, kind, value] = member.member_id
    book.members[member.member_id] = member.record()
    return book


def _enter(book: Book, receipt: ReceiptRow, purchase: PurchaseRow, entries: list[EntryRow]) -> None:
    """Enter what was recorded before under the same name, so that it is answered again."""
    book.receipts[receipt.program_id, receipt.kind, receipt.name] = receipt.record()
    book.purchases[purchase.purchase_id] = purchase.record()
    book.entries[purchase.purchase_id] = [entry.record() for entry in entries]


def _decide(program: Program, book: Book, wanted: PurchaseRequest) -> Decision | Refusal:
    command = RecordPurchase(
        program_id=program.id,
        purchase_id=ids.draw("pur"),
        request_key=RequestKey(
            "purchase", wanted.external_id, hashlib.sha256(wanted.model_dump_json().encode()).hexdigest()
        ),
        external_id=wanted.external_id,
        member=wanted.member,
        enrol=False,
        occurred_at=wanted.occurred_at.astimezone(UTC),
        currency=wanted.currency,
        lines=tuple(BasketLine(**line.model_dump()) for line in wanted.lines),
        discount=wanted.discount,
        store=wanted.store,
        channel=wanted.channel,
    )
    return decide(program, book, command, program.now(datetime.now(UTC)))


def _changes(member: MemberRow, decision: Decision) -> Iterator[Base]:
    [changed] = decision.members
    member.version, member.tier, member.points = changed.version, changed.tier, changed.points
    member.state, member.changed_at = changed.state.dump(), changed.changed_at
    for purchase in decision.purchases:
        yield PurchaseRow.of(purchase)
    for entry in decision.entries:
        yield EntryRow(**entry._asdict())
    for voucher in decision.vouchers:
        yield VoucherRow(**voucher._asdict())
    for receipt in decision.receipts:
        yield ReceiptRow(**receipt._asdict())


def _answer_to_repeated(decision: Decision | Refusal) -> Response:
    if isinstance(decision, Refusal):
        raise HTTPException(422, decision.detail)
    if not decision.replayed:
        raise HTTPException(409, "somebody else has just recorded this")
    return _answer(decision)


def _answer(decision: Decision) -> Response:
    purchase = decision.subject
    assert isinstance(purchase, Purchase)
    answer = PurchaseAnswer(
        id=purchase.purchase_id,
        external_id=purchase.external_id,
        member=purchase.member_id,
        status=purchase.status,
        occurred_at=purchase.occurred_at,
        recorded_at=purchase.recorded_at,
        business_date=purchase.business_date,
        net=purchase.net,
        entries=[
            EntryAnswer(id=one.entry_id, unit=one.unit, type=one.type, amount=one.amount, rule=one.rule, why=one.why)
            for one in decision.entries
        ],
        vouchers_issued=[
            VoucherAnswer(code=one.code, reward=one.reward, expires_on=one.expires_on) for one in decision.vouchers
        ],
        after=purchase.after,
    )
    return _json(answer, 201)


def _status(program: Program, member: MemberRow, vouchers: list[VoucherRow]) -> Response:
    now = program.now(datetime.now(UTC))
    return _json(status(program, member.record(), [voucher.record() for voucher in vouchers], now), 200)


def _json(answer: object, status_code: int) -> Response:
    return Response(to_json(answer), status_code, media_type="application/json")
