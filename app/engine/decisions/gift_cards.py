"""Issues, tops up, blocks, voids and replaces gift cards, and ends expired ones."""

from datetime import datetime

from pydantic_core import to_json

from app.engine.model import idempotency
from app.engine.model.book import Book, Decision, Refusal
from app.engine.model.commands.gift_cards import ChangeGiftCard, IssueGiftCard, ReplaceGiftCard, TopUpGiftCard
from app.engine.model.gift_cards import GiftCard
from app.engine.model.money import money_text
from app.engine.program.versions import Program
from app.engine.rules.balances import gift_cards
from app.engine.rules.changes.change import Change
from app.engine.rules.changes.nobody import for_nobody

CAUSE = "gift_card"
_NO_SUCH_CARD = Refusal("not-found", "there is no such gift card")


def issue(program: Program, book: Book, command: IssueGiftCard, now: datetime) -> Decision | Refusal:
    """Issue a card with a balance."""
    repeat = idempotency.repeated(book, program.id, command.request_key)
    if repeat:
        return repeat
    if refusal := _not_to_be_added(program, command.amount):
        return refusal
    holder = book.member(program.id, command.member) if command.member else None
    if command.member and holder is None:
        return Refusal("not-found", "there is no such member", "/member")
    change = for_nobody(program, book, command.card_id, now, CAUSE)
    card = _new(change, command.card_id, command.external_id, holder.member_id if holder else None)
    why = _reason(f"{money_text(command.amount, program.currency)} issued", command.reason)
    card = gift_cards.post(change, card._replace(issued=command.amount), "adjust", command.amount, why)
    return _decided(change, card, command)


def top_up(program: Program, book: Book, command: TopUpGiftCard, now: datetime) -> Decision | Refusal:
    """Add to a card's balance; its validity starts again."""
    repeat = idempotency.repeated(book, program.id, command.request_key)
    if repeat:
        return repeat
    change = for_nobody(program, book, command.top_up_id, now, CAUSE)
    card = gift_cards.known(change, command.card)
    if card is None:
        return _NO_SUCH_CARD
    if card.status not in ("active", "expired"):
        return _not_usable(card)
    if refusal := _not_to_be_added(program, card.balance + card.held + command.amount):
        return refusal
    last_day = gift_cards.last_day(change.rules, change.today)
    expires_on = max(last_day, card.expires_on) if last_day and card.expires_on else None
    card = card._replace(status="active", expires_on=expires_on)
    why = _reason(f"{money_text(command.amount, program.currency)} added", command.reason)
    card = gift_cards.post(change, card, "adjust", command.amount, why)
    return _decided(change, card, command, command.top_up_id)


def replace(program: Program, book: Book, command: ReplaceGiftCard, now: datetime) -> Decision | Refusal:
    """Move the balance of a lost card to a new one with the same last day; the lost one cannot be spent any more."""
    repeat = idempotency.repeated(book, program.id, command.request_key)
    if repeat:
        return repeat
    change = for_nobody(program, book, command.card_id, now, CAUSE)
    lost = gift_cards.known(change, command.card)
    if lost is None:
        return _NO_SUCH_CARD
    if lost.status not in ("active", "blocked"):
        return _not_usable(lost)
    card = _new(change, command.card_id, command.external_id, lost.member_id)
    card = card._replace(expires_on=lost.expires_on, issued=lost.balance)
    lost = lost._replace(status="replaced", replaced_by=card.card_id)
    change.gift_cards |= {lost.card_id: lost, card.card_id: card}
    gift_cards.move(change, lost, card, _reason("moved to another card", command.reason))
    return _decided(change, change.gift_cards[card.card_id], command)


def change_status(program: Program, book: Book, command: ChangeGiftCard, now: datetime) -> Decision | Refusal:
    """Block, unblock or void a card, or end an expired one. A no-op if repeated."""
    change = for_nobody(program, book, command.change_id, now, "time" if command.act == "expire" else CAUSE)
    card = gift_cards.known(change, command.card)
    if card is None:
        return _NO_SUCH_CARD
    if command.act == "expire":
        return _with_effects(change, Decision(card, replayed=not change.card_entries and not change.gift_cards))
    if card.status == {"block": "blocked", "unblock": "active", "void": "voided"}[command.act]:
        return Decision(card, replayed=True)
    if card.status not in ("active", "blocked"):
        return _not_usable(card)
    if command.act != "void":
        card = card._replace(status="blocked" if command.act == "block" else "active")
        change.gift_cards[card.card_id] = card
        return _with_effects(change, Decision(card))
    if card.held or card.balance != card.issued or _is_used(book, card):
        detail = "only a card that was neither spent nor topped up can be voided; block it instead"
        return Refusal("gift-card-not-usable", detail, "", "not-usable")
    why = _reason("the issue was voided", command.reason)
    card = gift_cards.post(change, card._replace(status="voided"), "reverse", -card.balance, why)
    return _with_effects(change, Decision(card))


def _is_used(book: Book, card: GiftCard) -> bool:
    """Whether anything but its issue stands of a card and of those that it replaced: a payment, a top-up, an expiry."""
    sums: dict[str, int] = {}
    for entry in book.entries_of_card(card.card_id):
        sums[entry.type] = sums.get(entry.type, 0) + entry.amount
    return {type_: amount for type_, amount in sums.items() if amount} != {"adjust": card.issued}


def _new(change: Change, card_id: str, external_id: str | None, holder: str | None) -> GiftCard:
    return GiftCard(
        card_id=card_id,
        program_id=change.program.id,
        external_id=external_id,
        code=change.book.draw_code(),
        status="active",
        balance=0,
        held=0,
        issued=0,
        issued_at=change.recorded_at,
        expires_on=gift_cards.last_day(change.rules, change.today),
        member_id=holder,
        replaced_by=None,
        program_version=change.rules.version,
    )


def _not_to_be_added(program: Program, balance: int) -> Refusal | None:
    terms = program.rules.gift_cards
    if terms is None:
        return Refusal("validation", "this programme issues no gift cards", "", "not-possible")
    if terms.most is not None and balance > terms.most:
        most = money_text(terms.most, program.currency)
        return Refusal("validation", f"a gift card can have at most {most}", "/amount", "too-large")
    return None


def _not_usable(card: GiftCard) -> Refusal:
    return Refusal("gift-card-not-usable", f"the gift card is {card.status}", "", "not-usable")


def _reason(what: str, reason: str | None) -> str:
    return f"{what}: {reason}" if reason else what


def _decided(
    change: Change, card: GiftCard, command: IssueGiftCard | TopUpGiftCard | ReplaceGiftCard, made: str | None = None
) -> Decision:
    answer = to_json(card).decode()
    key = command.request_key
    receipt = idempotency.receipt(change.program.id, key, card.card_id, made or card.card_id, answer)
    return _with_effects(change, Decision(card, receipts=[receipt]))


def _with_effects(change: Change, decision: Decision) -> Decision:
    decision.gift_cards = list(change.gift_cards.values())
    decision.card_entries = change.card_entries
    return decision
