"""Exchanges: a return and a purchase, both recorded or neither."""

from collections.abc import Callable
from dataclasses import fields
from datetime import datetime
from typing import Any

from app.engine.decisions.sales import purchases, returns
from app.engine.model.book import Book, Decision, Refusal
from app.engine.model.commands.sales import Exchange, RecordPurchase, TakeReturn, TakeReturnWithoutReceipt
from app.engine.model.refusals import Refused
from app.engine.program.versions import Program


def exchange(program: Program, book: Book, command: Exchange, now: datetime) -> Decision | Refusal:
    """Take goods back, and sell others to the customer who returned them.

    Each keeps its own name: a part that was recorded before is repeated, and the other one recorded.
    """
    take = returns.take if isinstance(command.taken, TakeReturn) else returns.take_without_receipt
    taken = _decided(take, program, book, command.taken, now=now, place="/return")
    if isinstance(taken, Refusal):
        return taken
    after = book
    if not taken.replayed:
        after = book.copy()
        after.apply(taken)
    bought = _decided(purchases.record, program, after, command.bought, now=now, place="/purchase")
    return bought if isinstance(bought, Refusal) else _both(taken, bought)


def _decided(
    decide: Callable[[Program, Book, Any, datetime], Decision | Refusal],
    program: Program,
    book: Book,
    part: RecordPurchase | TakeReturn | TakeReturnWithoutReceipt,
    now: datetime,
    place: str,
) -> Decision | Refusal:
    try:
        answer = decide(program, book, part, now)
    except Refused as refused:
        answer = refused.refusal
    return answer._replace(pointer=f"{place}{answer.pointer}") if isinstance(answer, Refusal) else answer


def _both(taken: Decision, bought: Decision) -> Decision:
    """The changes of both; repeated parts change nothing."""
    together = Decision(bought.subject, replayed=taken.replayed and bought.replayed, parts=(taken, bought))
    for part in (taken, bought):
        if part.replayed:
            continue
        for field in fields(Decision):
            more = getattr(part, field.name)
            if isinstance(more, list):
                getattr(together, field.name).extend(more)
        for name, amount in part.supplies.items():
            together.supplies[name] = together.supplies.get(name, 0) + amount
    together.members = list({one.member_id: one for one in together.members}.values())
    return together
