"""The naive service's quotes, written as its purchases are: a session and a transaction for each.

It reads the member and what vouchers are usable, decides by the same rules, and keeps the quote in the same table, so
that a purchase could name it. As Goldlist does, it takes no lock, and answers with the text that it keeps.
"""

from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException, Request, Response
from pydantic import BaseModel, Field
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from app.engine.decide import decide
from app.engine.model.book import Refusal
from app.engine.model.commands.checkout import AskQuote
from app.engine.model.commands.sales import BasketLine
from app.engine.model.records.checkout import Quote
from app.engine.program.versions import Program
from app.store.tables import checkout
from bench.rivals import naive


class QuoteRow(naive.Base):
    __table__ = checkout.quotes


class QuoteRequest(BaseModel):
    member: str
    store: str | None = None
    channel: str | None = None
    currency: str
    lines: Annotated[list[naive.LineRequest], Field(min_length=1)]
    discount: Annotated[int, Field(ge=0)] = 0


def add_to(application: FastAPI, *, on_sqlite: bool) -> None:
    """Give the application its quotes."""
    application.post("/v1/quotes")(ask_quote_on_sqlite if on_sqlite else ask_quote_on_postgresql)


async def ask_quote_on_postgresql(
    wanted: QuoteRequest, request: Request, program: Annotated[Program, Depends(naive.program_of_key)]
) -> Response:
    session: AsyncSession
    async with request.app.state.session() as session:
        member = await session.scalar(naive.MEMBER, naive.name_of(program, wanted.member))
        if member is None:
            raise HTTPException(404, "there is no such member")
        vouchers = list(await session.scalars(naive.USABLE_VOUCHERS, naive.holder_of(member)))
        quote = _decide(program, member, vouchers, wanted)
        session.add(QuoteRow(**quote._asdict()))
        await session.commit()
        return _answer(quote)


def ask_quote_on_sqlite(
    wanted: QuoteRequest, request: Request, program: Annotated[Program, Depends(naive.program_of_key)]
) -> Response:
    session: Session
    with request.app.state.session_to_write() as session:
        member = session.scalar(naive.MEMBER, naive.name_of(program, wanted.member))
        if member is None:
            raise HTTPException(404, "there is no such member")
        vouchers = list(session.scalars(naive.USABLE_VOUCHERS, naive.holder_of(member)))
        quote = _decide(program, member, vouchers, wanted)
        session.add(QuoteRow(**quote._asdict()))
        session.commit()
        return _answer(quote)


def _decide(program: Program, member: naive.MemberRow, vouchers: list[naive.VoucherRow], wanted: QuoteRequest) -> Quote:
    book = naive.book_of(program, wanted.member, member)
    book.vouchers |= {voucher.voucher_id: voucher.record() for voucher in vouchers}
    command = AskQuote(
        program_id=program.id,
        quote_id=naive.ids.draw("quo"),
        member=wanted.member,
        occurred_at=None,
        currency=wanted.currency,
        lines=tuple(BasketLine(**line.model_dump()) for line in wanted.lines),
        discount=wanted.discount,
        store=wanted.store,
        channel=wanted.channel,
    )
    decision = decide(program, book, command, program.now(datetime.now(UTC)))
    if isinstance(decision, Refusal):
        raise HTTPException(422, decision.detail)
    quote = decision.subject
    assert isinstance(quote, Quote)
    return quote


def _answer(quote: Quote) -> Response:
    return Response(quote.answer, media_type="application/json")
