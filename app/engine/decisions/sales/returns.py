"""Takes goods back, with and without receipt, and undoes mistaken returns.

A linked return leaves the member exactly as if only the rest had been bought, under the purchase's own version and
multiplier. A return without receipt takes what its value would earn today, without a multiplier.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from app.engine.decisions import first_requests
from app.engine.decisions.members import members
from app.engine.decisions.sales.taken_back import (
    after_now,
    of_another_store,
    of_guest,
    of_guest_given_back,
    outcome_text,
)
from app.engine.model import idempotency, value
from app.engine.model.book import Book, Decision, Refusal
from app.engine.model.commands.sales import LinePart, ReturnedGoods, TakeReturn, TakeReturnWithoutReceipt, VoidReturn
from app.engine.model.instants import CLOCKS_APART, instant, instant_text, untimely
from app.engine.model.records.members import Identifier
from app.engine.model.records.sales import GivenBack, Line, Purchase, Return, ReturnedLine
from app.engine.model.refusals import nothing_named
from app.engine.model.value import Kept
from app.engine.pricing.baskets import checked_lines
from app.engine.pricing.selling import basket_of, basket_without_receipt
from app.engine.program.versions import Program
from app.engine.rules.apply import after_text, post_difference, rewards_follow
from app.engine.rules.balances import bonuses, point_moves, spending
from app.engine.rules.balances.points import own_lot
from app.engine.rules.changes.change import Change
from app.engine.rules.passing_time import advanced, begin

# One for each line of the largest basket: a purchase that is returned and voided in a loop must not grow for ever.
MOST_RETURNS: Final = 500
_OTHER_FORM: Final = {
    False: "the line was sold by units: return a whole number of them",
    True: 'the line was sold by weight or length: return a decimal text with a point, such as "0.400"',
}


def take(program: Program, book: Book, command: TakeReturn, now: datetime) -> Decision | Refusal:
    """Take back part of a purchase, or the rest of it."""
    repeat = idempotency.repeated(book, program.id, command.request_key)
    if isinstance(repeat, Refusal):
        return idempotency.told_apart(repeat, _differing(program, book, command))
    if repeat:
        return repeat
    if command.purchase.startswith("ret_"):
        return Refusal("not-returnable", "a return cannot be returned; void it instead", "/purchase")
    purchase = book.purchase(program.id, command.purchase)
    if purchase is None:
        return nothing_named("purchase", command.purchase, "/purchase")
    if another := of_another_store(purchase.store, command.only_store):
        return another
    if command.member and not _is_of(program, book, purchase, command.member):
        return Refusal("not-found", "the member has no such purchase", "/member")
    if purchase.status == "voided":
        return Refusal("not-returnable", "the purchase was voided; nothing is left to return", "/purchase")
    refusal = untimely(command.occurred_at, now)
    if refusal:
        return refusal
    if command.occurred_at < instant(purchase.occurred_at) - CLOCKS_APART:
        return Refusal("validation", "the return happened before its purchase", "/occurred_at", "before-purchase")
    lines = value.purchase_lines(purchase.lines)
    returns = book.returns_of(purchase.purchase_id)
    if len(returns) >= MOST_RETURNS:
        most = f"a purchase can have at most {MOST_RETURNS} returns, voided ones included"
        return Refusal("validation", most, "/purchase", "too-many")
    standing = value.standing_parts(returns)
    before = value.kept(lines, standing)
    taken = parts_taken(lines, before, command.parts) if command.amount is None else _sum_taken(before, command.amount)
    if isinstance(taken, Refusal):
        return taken
    after = value.kept(lines, [*standing, *taken])
    occurred_at = max(instant_text(command.occurred_at), purchase.occurred_at)
    returned = Return(
        member_id=purchase.member_id,
        return_id=command.return_id,
        program_id=program.id,
        external_id=command.external_id,
        kind="return",
        purchase_id=purchase.purchase_id,
        status="recorded",
        occurred_at=occurred_at,
        recorded_at=instant_text(now),
        business_date=program.business_date(instant(occurred_at), command.store or purchase.store),
        store=command.store,
        returned_net=value.net(before) - value.net(after),
        program_version=purchase.program_version,
        lines=value.lines_text(taken),
        metadata=command.metadata,
        after="null",
    )
    changed = purchase._replace(status=status_of(lines, after))
    receipt = idempotency.receipt(program.id, command.request_key, returned.member_id, returned.return_id)
    given_back, tax = spending.given_back(purchase, before, after), value.tax_back(lines, before, after)
    if purchase.guest:
        returned = returned._replace(outcome=outcome_text(given_back, tax=tax))
        effects = of_guest_given_back(
            program, book, purchase, before=before, after=after, now=now, cause=("return", returned.return_id)
        )
        return of_guest(Decision(returned, purchases=[changed], returns=[returned], receipts=[receipt]), effects)
    change = begin(
        program, book, book.members[purchase.member_id], cause="return", cause_id=returned.return_id, now=now
    )
    post_difference(change, basket_of(program, purchase, lines), before, after)
    rewards_follow(change, purchase, before, after)
    stands = after_text(program, change.state, change.today, purchase.business_date)
    returned = returned._replace(after=stands, outcome=outcome_text(given_back, change, tax))
    return change.decision(returned, purchases=[changed], returns=[returned], receipts=[receipt])


def take_without_receipt(
    program: Program, book: Book, command: TakeReturnWithoutReceipt, now: datetime
) -> Decision | Refusal:
    """Take back goods from an unknown purchase; they count on the day of the return."""
    repeat = first_requests.repeated(book, command)
    if repeat:
        return repeat
    lines = checked_lines(program, command, now)
    if isinstance(lines, Refusal):
        return lines
    member = book.member(program.id, command.member)
    names: Sequence[Identifier] = ()
    if member is None and command.enrol:
        enrolled = members.enrol_by_reference(program, book, command.member, now)
        if isinstance(enrolled, Refusal):
            return enrolled
        member, names = enrolled
    if member is None:
        return Refusal("not-found", "there is no such member", "/member")
    returned = Return(
        member_id=member.member_id,
        return_id=command.return_id,
        program_id=program.id,
        external_id=command.external_id,
        kind="return",
        purchase_id=None,
        status="recorded",
        occurred_at=instant_text(command.occurred_at),
        recorded_at=instant_text(now),
        business_date=program.business_date(command.occurred_at, command.store),
        store=command.store,
        returned_net=sum(line.share for line in lines),
        program_version=program.rules.version,
        lines=value.lines_text(lines),
        metadata=command.metadata,
        after="null",
        history=int(command.history),
    )
    change = begin(program, book, member, cause="return", cause_id=returned.return_id, now=now)
    if names and not command.history:
        bonuses.join(change, returned.business_date)
    post_difference(
        change, basket_without_receipt(program, returned, lines), value.nothing(lines), value.everything(lines)
    )
    stands = after_text(program, change.state, change.today, returned.business_date)
    given_back = GivenBack(money=returned.returned_net)
    tax = value.tax_in_all(lines, value.everything(lines))
    returned = returned._replace(after=stands, outcome=outcome_text(given_back, change, tax))
    receipt = idempotency.receipt(program.id, command.request_key, member.member_id, returned.return_id)
    return change.decision(returned, returns=[returned], receipts=[receipt], identifiers=names)


def void(program: Program, book: Book, command: VoidReturn, now: datetime) -> Decision | Refusal:
    """Undo a mistaken return: its goods count as kept again. A no-op if repeated."""
    returned = book.returned(program.id, command.returned)
    if returned is None:
        return nothing_named("return", command.returned)
    bought = book.purchases.get(returned.purchase_id or "")
    if refusal := of_another_store(returned.store or (bought.store if bought else None), command.store):
        return refusal
    if returned.status == "voided":
        return Decision(returned, replayed=True, after=_after_now(program, book, returned, now))
    if returned.kind == "void":
        return Refusal("not-returnable", "a void cannot be undone")
    voided = returned._replace(status="voided")
    if returned.purchase_id is None:
        lines = value.purchase_lines(returned.lines)
        basket = basket_without_receipt(program, returned, lines)
        change = _undoing(program, book, returned, [returned], now)
        post_difference(change, basket, value.everything(lines), value.nothing(lines))
        after = after_text(program, change.state, change.today, returned.business_date)
        voided = _taken_again(voided, GivenBack(money=returned.returned_net))
        return change.decision(voided, returns=[voided], after=after)
    purchase = book.purchases[returned.purchase_id]
    if purchase.status == "voided":
        return Refusal("not-returnable", "its purchase was voided")
    lines = value.purchase_lines(purchase.lines)
    others = [one for one in book.returns_of(purchase.purchase_id) if one.return_id != returned.return_id]
    before = value.kept(lines, value.standing_parts([*others, returned]))
    left = value.kept(lines, value.standing_parts(others))
    changed = purchase._replace(status=status_of(lines, left))
    voided = _taken_again(voided, spending.given_back(purchase, left, before))
    if purchase.guest:
        effects = of_guest_given_back(
            program, book, purchase, before=before, after=left, now=now, cause=("return_void", voided.return_id)
        )
        return of_guest(Decision(voided, purchases=[changed], returns=[voided]), effects)
    change = _undoing(program, book, returned, [*others, returned], now)
    post_difference(change, basket_of(program, purchase, lines), before, left)
    rewards_follow(change, purchase, before, left)
    after = after_text(program, change.state, change.today, purchase.business_date)
    return change.decision(voided, purchases=[changed], returns=[voided], after=after)


def _differing(program: Program, book: Book, command: TakeReturn) -> list[str]:
    """The fields in which a return differs from the one recorded under its name, where they are stored."""
    receipt = book.receipts.get((program.id, command.request_key.kind, command.request_key.name))
    first = book.returns.get(receipt.object_id) if receipt else None
    if first is None:
        return []
    purchase = book.purchase(program.id, command.purchase)
    occurred_at = max(instant_text(command.occurred_at), purchase.occurred_at if purchase else "")
    parts = [part for part in command.parts or () if isinstance(part, LinePart)]
    said = [ReturnedLine(part.line, part.quantity or 0, part.amount or 0, part.measured) for part in parts]
    was = value.returned_lines(first) if first.purchase_id else []
    fields: dict[str, tuple[object, object]] = {
        "purchase": (purchase.purchase_id if purchase else None, first.purchase_id),
        "occurred_at": (occurred_at, first.occurred_at),
        "store": (command.store, first.store),
        "lines": (said, was),
        "metadata": (command.metadata, first.metadata),
    }
    if command.amount is not None:
        is_sum = bool(was) and not any(part.quantity for part in was)
        fields["amount"] = (command.amount, sum(part.amount for part in was) if is_sum else None)
        del fields["lines"]
        return [name for name, (now, before) in fields.items() if now != before]
    found = [name for name, (now, before) in fields.items() if now != before]
    # A request without lines returned everything left, so its lines cannot be compared, unless only they can differ.
    return found if command.parts is not None or found == ["lines"] else [name for name in found if name != "lines"]


def _after_now(program: Program, book: Book, returned: Return, now: datetime) -> str | None:
    purchase = book.purchases.get(returned.purchase_id or "")
    if purchase:
        return after_now(program, book, purchase, now)
    present = advanced(program, book.members[returned.member_id], now)
    return after_text(program, present.state, present.today, returned.business_date)


def status_of(lines: Sequence[Line], parts: Sequence[Kept]) -> str:
    """The status of a purchase with these kept parts."""
    if not any(part.quantity for part in parts):
        return "returned"
    whole = all(part == (line.quantity, line.share) for line, part in zip(lines, parts, strict=True))
    return "recorded" if whole else "partly_returned"


def _taken_again(voided: Return, again: GivenBack) -> Return:
    outcome = value.outcome_of(voided)
    return voided._replace(outcome=value.outcome_text(outcome._replace(taken_again=again))) if outcome else voided


def _is_of(program: Program, book: Book, purchase: Purchase, reference: str) -> bool:
    member = book.member_or_what_is_left(program.id, reference)
    return member is not None and member.member_id == purchase.member_id


def _sum_taken(left: Sequence[Kept], amount: int) -> list[ReturnedLine] | Refusal:
    if amount > value.net(left):
        return Refusal("return-exceeds-purchase", "more than the value left of the purchase", "/amount")
    return value.sum_taken(left, amount)


def parts_taken(
    lines: Sequence[Line], left: Sequence[Kept], parts: Sequence[LinePart | ReturnedGoods] | None
) -> list[ReturnedLine] | Refusal:
    if parts is None:
        taken = value.rest_taken(lines, left)
        return taken or Refusal("return-exceeds-purchase", "nothing is left of the purchase", "/purchase")
    taken = []
    units = [part.quantity for part in left]
    values = [part.value for part in left]
    for place, part in enumerate(parts):
        if isinstance(part, ReturnedGoods):
            part = _as_sold(lines, part)
            found = _found(lines, units, part) + _found_value(lines, values, part)
            if sum(one.quantity for one in found) < part.quantity or sum(one.amount for one in found) < part.amount:
                return Refusal(
                    "return-exceeds-purchase", "more than the unreturned units of these goods", f"/lines/{place}"
                )
            taken += found
            continue
        if part.line > len(lines):
            return Refusal("validation", "the purchase has no such line", f"/lines/{place}/line", "no-such-line")
        quantity, amount, line = part.quantity or 0, part.amount or 0, lines[part.line - 1]
        if quantity and part.measured != line.measured:
            return Refusal("validation", _OTHER_FORM[line.measured], f"/lines/{place}/quantity", "wrong-form")
        left_units, left_value = units[part.line - 1], values[part.line - 1]
        if quantity > left_units or amount > left_value:
            return Refusal("return-exceeds-purchase", "more than the unreturned part of the line", f"/lines/{place}")
        gone = line.quantity - left_units
        units[part.line - 1] -= quantity
        values[part.line - 1] = max(
            0, left_value - amount - value.worth(line, gone + quantity) + value.worth(line, gone)
        )
        taken.append(ReturnedLine(part.line, quantity, amount, part.measured))
    return taken


def _as_sold(lines: Sequence[Line], goods: ReturnedGoods) -> ReturnedGoods:
    """Goods of which both quantity and value are known: by quantity if they were sold by measure, else by value."""
    if not (goods.quantity and goods.amount):
        return goods
    is_measured = any(line.measured and line.sku == goods.sku for line in lines)
    return goods._replace(amount=0) if is_measured else goods._replace(quantity=0)


def _found(lines: Sequence[Line], units: list[int], goods: ReturnedGoods) -> list[ReturnedLine]:
    found = []
    missing = goods.quantity
    alike = [place for place, line in enumerate(lines) if (line.sku, line.measured) == (goods.sku, goods.measured)]
    at_price = [place for place in alike if lines[place].unit_price == goods.unit_price]
    others = [place for place in alike if place not in at_price]
    for place in at_price + (others if goods.any_price else []):
        part = min(missing, units[place])
        if part:
            units[place] -= part
            missing -= part
            found.append(ReturnedLine(place + 1, part, 0, goods.measured))
    return found


def _found_value(lines: Sequence[Line], values: list[int], goods: ReturnedGoods) -> list[ReturnedLine]:
    """Parts of the value of lines with this sku, from earlier lines first."""
    found = []
    missing = goods.amount
    for place, line in enumerate(lines):
        part = min(missing, values[place]) if line.sku == goods.sku else 0
        if part:
            values[place] -= part
            missing -= part
            found.append(ReturnedLine(place + 1, 0, part))
    return found


def _undoing(program: Program, book: Book, returned: Return, returns: Sequence[Return], now: datetime) -> Change:
    change = begin(
        program, book, book.members[returned.member_id], cause="return_void", cause_id=returned.return_id, now=now
    )
    all_entries = [entry for one in returns for entry in book.entries.get(one.return_id, ())]
    purchase = book.purchases.get(returned.purchase_id or "")
    point_moves.undo(change, book.entries.get(returned.return_id, ()), all_entries, _moved(program, purchase))
    return change


def _moved(program: Program, purchase: Purchase | None) -> dict[str, str]:
    """The lot of a purchase's points before its activation, and the lot that has them since."""
    if purchase is None or not purchase.activated_on:
        return {}
    lines = value.purchase_lines(purchase.lines)
    before, now = (own_lot(basket_of(program, one, lines)) for one in (purchase._replace(activated_on=None), purchase))
    return {before: now}
