"""The purchase that names a quote: refused where its basket or its payment is not what was quoted."""

from datetime import datetime
from typing import Final

from pydantic_core import from_json, to_json

from app.engine.decisions.checkout.quotes import codes, keeps, not_free, open_quote, paid_with, quote_changed
from app.engine.model import value
from app.engine.model.book import Book, Refusal
from app.engine.model.commands.checkout import AskQuote
from app.engine.model.commands.sales import BasketLine, RecordPurchase
from app.engine.model.records.checkout import Quote
from app.engine.program.versions import Program
from app.engine.rules.balances import spending
from app.engine.rules.changes.change import Change

QUOTED: Final = ("lines", "discount", "currency", "store", "channel")


def named(
    program: Program, book: Book, command: RecordPurchase, change: Change | None, now: datetime
) -> Quote | Refusal:
    """The quote that a purchase names, if it can be booked. `change` is the member's, None for a guest.

    A quote that the purchase's hold reserves can be booked whatever has become of the programme and its validity.
    """
    if command.already_paid:
        detail = "a sale already paid cannot have a quote"
        return Refusal("validation", detail, "/quote", "not-possible")
    is_kept = keeps(book, command)
    quote = open_quote(program, book, command.quote or "", None if is_kept else now)
    if isinstance(quote, Refusal):
        return quote
    if not is_kept:
        if (change.member.member_id if change else None) != quote.member_id:
            return quote_changed("the quote was for another customer", "/member")
        if refusal := not_free(program, quote, change):
            return refusal
    asked = basket_text(command)
    for name, was, becomes in zip(QUOTED, from_json(quote.basket), from_json(asked), strict=True):
        if was != becomes:
            return quote_changed(f"the {name} {'are' if name == 'lines' else 'is'} not what was quoted", f"/{name}")
    return _other_payment(program, book, quote, command) or quote


def basket_text(command: AskQuote | RecordPurchase) -> str:
    """The quoted parts of a request, as the text to compare: everything that decides the price."""
    lines = [_said(one) for one in command.lines]
    return to_json([lines, *(getattr(command, name) for name in QUOTED[1:])]).decode()


def _said(line: BasketLine) -> list[object]:
    """What decides a line's price: its first fields, and the others only of goods that are not sold by units."""
    said: list[object] = [line.quantity, line.unit_price, line.discount, line.sku, line.category]
    if not (line.gift_card or line.measured or line.tax is not None):
        return said
    return [*said, None, line.gift_card, line.measured, line.tax]


def _other_payment(program: Program, book: Book, quote: Quote, command: RecordPurchase) -> Refusal | None:
    paid = paid_with(quote)
    if command.gift_cards and not _pays_as_quoted(program, book, quote, command):
        return quote_changed("other gift cards were quoted", "/gift_cards")
    if command.points_to_spend and command.points_to_spend != paid.points:
        return quote_changed("other points were quoted", "/points_to_spend")
    if command.credit_to_spend and command.credit_to_spend != paid.credit:
        return quote_changed("other credit was quoted", "/credit_to_spend")
    if command.vouchers and set(command.vouchers) != set(codes(quote)):
        return quote_changed("other vouchers were quoted", "/vouchers")
    return None


def _pays_as_quoted(program: Program, book: Book, quote: Quote, command: RecordPurchase) -> bool:
    """Whether the named gift cards pay what was quoted. Those named after nothing was left to pay, pay nothing."""
    paid = paid_with(quote)
    quoted = {one.card_id: one.amount for one in paid.gift_cards}
    total = sum(line.share for line in value.purchase_lines(quote.lines))
    left = total - paid.points_worth - paid.credit - spending.card_total(paid)
    named = {}
    for part in command.gift_cards:
        card = book.gift_card(program.id, part.card)
        if card is None or (card.card_id not in quoted and (part.amount or min(card.balance, left))):
            return False
        named[card.card_id] = part.amount
    return all(one in named and named[one] in (None, amount) for one, amount in quoted.items())
