"""Recording a purchase, and voiding one."""

from datetime import datetime

from pydantic_core import to_json

from app.engine import campaigns, members, receipts, spending, value, vouchers
from app.engine.baskets import checked_lines
from app.engine.book import ERASED, Book, Decision, MemberErased, Refusal
from app.engine.change import Basket, Change
from app.engine.commands import RecordPurchase, VoidPurchase
from app.engine.effects import after_text, rekeep, rewards_follow
from app.engine.instants import instant_text
from app.engine.money import money_text
from app.engine.ratio import ratio
from app.engine.records import Identifier, Line, Member, Payment, Purchase, Return, ReturnedLine, Voucher
from app.engine.rules import Program, Rules
from app.engine.state import MemberState
from app.engine.time import advanced, begin


def record(program: Program, book: Book, command: RecordPurchase, now: datetime) -> Decision | Refusal:
    """Record what was paid, and for a member all that it earns."""
    repeat = receipts.repeated(book, program.id, command.basis)
    if repeat:
        return repeat
    lines = checked_lines(program, command, now)
    if isinstance(lines, Refusal):
        return lines
    net = sum(line.share for line in lines)
    if command.total is not None and command.total != net:
        comes_to = money_text(net, program.currency)
        return Refusal("total-mismatch", f"the lines and discounts come to {comes_to}, not to this total", "/total")
    customer = _customer(program, book, command, now)
    if isinstance(customer, Refusal) and not command.already_paid:
        return customer
    member, identifiers = (None, []) if isinstance(customer, Refusal) else customer
    day = program.business_date(command.occurred_at)
    if member is None:
        if command.vouchers and not command.already_paid:
            return Refusal("voucher-not-usable", "a guest has no vouchers", "/vouchers/0", "not-usable")
        if not command.already_paid and (named := _spending_of(command)):
            return Refusal(
                "insufficient-balance", "a guest has neither points nor credit", f"/{named[0]}", "insufficient"
            )
        missed = [{"what": "/member", "code": customer.problem}] if isinstance(customer, Refusal) else []
        missed += [_shortfall(f"/vouchers/{place}", "voucher-not-usable") for place in range(len(command.vouchers))]
        missed += [_shortfall(f"/{name}", "insufficient-balance") for name in _spending_of(command)]
        at, nobody = instant_text(now), book.draw_id("gst")
        purchase = _purchase(program, command, at, day, nobody, lines, net, guest=1, shortfalls=missed)
        receipt = receipts.receipt(program.id, command.basis, purchase.member_id, purchase.purchase_id)
        return Decision(purchase, purchases=[purchase], receipts=[receipt])

    change = begin(program, book, member, "purchase", command.purchase_id, now)
    multiplier = multiplier_of(program, change.state)
    applied: tuple[str, ...] = ()
    if program.rules.campaigns:
        # Before anything is spent: what the member had when the basket was put together.
        looked = Basket(program.rules, day, lines, command.store, command.channel, multiplier_text=multiplier)
        multiplier, applied = campaigns.decided(looked, change.state, program.local_time(command.occurred_at))
    shortfalls = _use_vouchers(change, command)
    if isinstance(shortfalls, Refusal):
        return shortfalls
    paid = _pay(change, command, net, shortfalls)
    if isinstance(paid, Refusal):
        return paid
    lines = _with_freed_units(change, lines)
    basket = Basket(
        program.rules,
        day,
        lines,
        command.store,
        command.channel,
        ratio(multiplier),
        multiplier,
        rewarded=rewarded(program.rules, paid),
        campaigns=applied,
    )
    rekeep(change, basket, value.nothing(lines), value.everything(lines))
    after = after_text(program, change.state, change.today, day)
    purchase = _purchase(
        program,
        command,
        change.recorded_at,
        day,
        member.member_id,
        lines,
        net,
        shortfalls=shortfalls,
        multiplier=multiplier,
        after=after,
        paid=paid,
        applied=campaigns.text_of(program.rules, applied) if applied else campaigns.NONE,
    )
    receipt = receipts.receipt(program.id, command.basis, purchase.member_id, purchase.purchase_id)
    return change.decision(purchase, purchases=[purchase], receipts=[receipt], identifiers=identifiers)


def void(program: Program, book: Book, command: VoidPurchase, now: datetime) -> Decision | Refusal:
    """Take everything back that is left of a purchase. Saying it again changes nothing."""
    purchase = book.purchase(program.id, command.purchase)
    if purchase is None:
        return Refusal("not-found", "there is no such purchase")
    if refusal := of_another_store(purchase.store, command.store):
        return refusal
    if purchase.status == "voided":
        return Decision(purchase, replayed=True, after=after_now(program, book, purchase, now))
    lines = value.purchase_lines(purchase.lines)
    before = value.kept(lines, value.standing_parts(book.returns_of(purchase.purchase_id)))
    voided = purchase._replace(status="voided")
    returned = _void_of(program, purchase, before, command.return_id, now)
    if purchase.guest:
        return Decision(voided, purchases=[voided], returns=[returned])
    owner = book.members[purchase.member_id]
    change = begin(program, book, owner, "purchase_void", command.return_id, now)
    rekeep(change, basket_of(program, purchase, lines), before, value.nothing(lines))
    rewards_follow(change, purchase, before, value.nothing(lines))
    returned = returned._replace(after=after_text(program, change.state, change.today, purchase.business_date))
    return change.decision(voided, purchases=[voided], returns=[returned], after=returned.after)


def of_another_store(store: str | None, own: str | None) -> Refusal | None:
    """Refuse to undo what another store than the caller's `own` recorded; None is no store, or every one."""
    if own is None or store in (None, own):
        return None
    return Refusal("store-not-allowed", f"it is another store's, and this key acts for {own} alone")


def after_now(program: Program, book: Book, purchase: Purchase, now: datetime) -> str | None:
    """Where the purchase's member stands now; None for a guest."""
    if purchase.guest:
        return None
    present = advanced(program, book.members[purchase.member_id], now)
    return after_text(program, present.state, present.today, purchase.business_date)


def _void_of(
    program: Program, purchase: Purchase, left: tuple[value.Kept, ...], return_id: str, now: datetime
) -> Return:
    at = instant_text(now)
    parts = [ReturnedLine(place, part.quantity, 0) for place, part in enumerate(left, 1) if part.quantity]
    return Return(
        member_id=purchase.member_id,
        return_id=return_id,
        program_id=program.id,
        external_id=None,
        kind="void",
        purchase_id=purchase.purchase_id,
        status="recorded",
        occurred_at=at,
        recorded_at=at,
        business_date=program.business_date(now),
        store=purchase.store,
        returned_net=value.net(left),
        program_version=purchase.program_version,
        lines=value.lines_text(parts),
        metadata="{}",
        after="null",
    )


def basket_of(program: Program, purchase: Purchase, lines: tuple[Line, ...]) -> Basket:
    """The basket of a purchase, under the version, multiplier and campaigns that decided it."""
    return Basket(
        program.version(purchase.program_version),
        purchase.business_date,
        lines,
        purchase.store,
        purchase.channel,
        ratio(purchase.multiplier),
        purchase.multiplier,
        activated_on=purchase.activated_on,
        rewarded=rewarded(program.version(purchase.program_version), spending.payment_of(purchase)),
        campaigns=campaigns.ids_of(purchase),
    )


def rewarded(rules: Rules, paid: Payment) -> int:
    """How many minor units of a payment earn nothing."""
    return 0 if rules.earns_on_rewards else paid.points_worth + paid.credit


def _customer(
    program: Program, book: Book, command: RecordPurchase, now: datetime
) -> tuple[Member | None, list[Identifier]] | Refusal:
    if command.member is None:
        return None, []
    try:
        member = book.member(program.id, command.member)
    except MemberErased:
        return Refusal("member-erased", ERASED, "/member")
    if member:
        return member, []
    enrolled = members.enrol_by_reference(program, book, command.member, now) if command.enrol else None
    return enrolled or Refusal("not-found", "there is no such member", "/member")


def _use_vouchers(change: Change, command: RecordPurchase) -> list[dict[str, str]] | Refusal:
    """Mark the vouchers used that were handed in; what cannot be used is refused, or counted if it is paid already."""
    shortfalls: list[dict[str, str]] = []
    for place, code in enumerate(command.vouchers):
        voucher = change.book.voucher(change.program.id, code)
        fault = _unusable(change, voucher)
        if fault is None and voucher:
            vouchers.use(change, voucher, command.purchase_id, "used with a purchase")
            continue
        if not command.already_paid:
            return Refusal("voucher-not-usable", fault or "", f"/vouchers/{place}", "not-usable")
        shortfalls.append(_shortfall(f"/vouchers/{place}", "voucher-not-usable"))
        if voucher and voucher.status == "used" and voucher.member_id == change.member.member_id:
            vouchers.use(change, voucher, command.purchase_id, "used once more, by a sale that was paid already")
    return shortfalls


def _with_freed_units(change: Change, lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """Mark the units that the vouchers used here made free: of a line they are good for, with the price taken off."""
    marked = list(lines)
    for voucher in change.vouchers:
        reward = change.program.version(voucher.program_version).rewards.get(voucher.reward)
        if reward is None or reward.kind != "free_item" or voucher.status != "used":
            continue
        for place, line in enumerate(marked):
            next_freed = line.freed + 1
            if reward.match.takes(line) and 0 < next_freed * line.unit_price <= line.discount:
                marked[place] = line._replace(freed=next_freed)
                break
    return tuple(marked)


def _pay(change: Change, command: RecordPurchase, net: int, shortfalls: list[dict[str, str]]) -> Payment | Refusal:
    """Spend points and credit; what is not there is refused, or owed if it is paid already."""
    points, credit = command.points_to_spend, command.credit_to_spend
    if not points and not credit:
        return spending.NOTHING
    paid = spending.payment(change.rules, points, credit, net)
    if isinstance(paid, Refusal):
        if not command.already_paid:
            return paid
        # A till that was offline took what it took: all of it counts as paid, as far as there was something to pay.
        shortfalls.append(_shortfall(paid.pointer, "validation"))
        paid = Payment(points, 0, credit)
    missing = spending.lacking(change, paid)
    if missing and not command.already_paid:
        return missing[0]
    shortfalls += [_shortfall(one.pointer, one.problem) for one in missing]
    spending.spend(change, paid)
    return paid


def _spending_of(command: RecordPurchase) -> list[str]:
    named = {"points_to_spend": command.points_to_spend, "credit_to_spend": command.credit_to_spend}
    return [name for name, amount in named.items() if amount]


def _shortfall(what: str, code: str) -> dict[str, str]:
    return {"what": what, "code": code}


def _unusable(change: Change, voucher: Voucher | None) -> str | None:
    if voucher is None or voucher.member_id != change.member.member_id:
        return "the member has no such voucher"
    if voucher.status != "usable" or any(one.voucher_id == voucher.voucher_id for one in change.vouchers):
        return "the voucher was used, revoked or held"
    if voucher.expires_on and voucher.expires_on < change.today:
        return "the voucher has expired"
    return None


def multiplier_of(program: Program, state: MemberState) -> str:
    """The multiplier of the tier that the member holds, as a decimal string."""
    ladder = program.rules.tiers
    return ladder.level(state.tier).multiplier_text if ladder else "1"


def _purchase(
    program: Program,
    command: RecordPurchase,
    at: str,
    day: str,
    member_id: str,
    lines: tuple[Line, ...],
    net: int,
    *,
    shortfalls: list[dict[str, str]],
    guest: int = 0,
    multiplier: str = "1",
    after: str = "null",
    paid: Payment = spending.NOTHING,
    applied: str = campaigns.NONE,
) -> Purchase:
    return Purchase(
        member_id=member_id,
        purchase_id=command.purchase_id,
        program_id=program.id,
        external_id=command.external_id,
        guest=guest,
        status="recorded",
        occurred_at=instant_text(command.occurred_at),
        recorded_at=at,
        business_date=day,
        store=command.store,
        channel=command.channel,
        net=net,
        discount=command.discount,
        program_version=program.rules.version,
        multiplier=multiplier,
        lines=value.lines_text(lines),
        vouchers=to_json(command.vouchers).decode() if command.vouchers else "[]",
        shortfalls=to_json(shortfalls).decode() if shortfalls else "[]",
        metadata=command.metadata,
        after=after,
        paid_with=spending.payment_text(paid),
        campaigns=applied,
    )
