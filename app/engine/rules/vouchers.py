"""The life of a voucher: usable, then held or used, expired or revoked. Each step is an entry of the ledger.

Vouchers are counted in lots by their last good day, so that time finds those that are over. Those that a hold keeps are
in lots of their own. Uses beyond the first, or of a voucher that a hold keeps, are in the lot that has no end: there
they do not hide another voucher that ends on the same day.

A voucher that is no longer due says in `revoked_by` what took it back. If it is usable then, it is revoked; one that a
hold keeps stays held, and is revoked when the hold ends without a purchase.
"""

from typing import Final

from app.engine.model.calendar import day_after, days_after
from app.engine.model.records import PartnerCode, Voucher
from app.engine.model.state import MemberState
from app.engine.program.offers import Reward
from app.engine.program.terms import Program
from app.engine.rules import partner_codes
from app.engine.rules.change import Change
from app.ledger import lots
from app.ledger.entries import voucher as unit_of

MOST_AT_ONCE: Final = 100
# What time owes cannot be refused: this is only there so that it ends.
_MOST_OF_TIME: Final = 10_000
COUPON: Final = "coupon:"
_UNITS: Final = unit_of("")


class TooManyVouchers(ArithmeticError):
    """One command would issue more vouchers than anybody could want."""


def issue(
    change: Change,
    source: str,
    reward: str,
    version: int,
    why: str,
    *,
    valid_days: int | None = None,
    valid_until: str | None = None,
    amount: int | None = None,
    partner_code: PartnerCode | None = None,
) -> Voucher:
    """Issue a voucher, usable from now on and through its last day, with a code of ours or a partner's.

    Raises TooManyVouchers.
    """
    if room(change) <= 0:
        raise TooManyVouchers
    expires_on = days_after(change.today, valid_days) if valid_days is not None else None
    ends = [day for day in (expires_on, valid_until, partner_codes.end_of(partner_code)) if day]
    voucher = Voucher(
        change.member.member_id,
        change.book.draw_id("vou"),
        change.program.id,
        partner_code.code if partner_code else change.book.draw_code(),
        reward,
        source,
        amount,
        "usable",
        version,
        change.cause_id,
        change.recorded_at,
        min(ends, default=None),
        None,
        None,
    )
    change.vouchers.append(voucher)
    if partner_code:
        partner_codes.use(change, partner_code, voucher)
    _post(change, voucher, "earn", 1, why)
    return voucher


def room(change: Change) -> int:
    """How many more vouchers this change may issue."""
    most = _MOST_OF_TIME if change.cause == "time" else MOST_AT_ONCE
    return most - sum(1 for one in change.vouchers if one.issued_by == change.cause_id and one.status == "usable")


def can_be_issued(reward: Reward, today: str) -> bool:
    """Whether a voucher of a reward that is issued today can be used at all."""
    return reward.valid_until is None or reward.valid_until >= today


def stands(voucher: Voucher) -> bool:
    """Whether a voucher counts against what is due: used, or still there to be used, or it was before it expired."""
    return bool(voucher.used_by) or (voucher.status != "revoked" and voucher.revoked_by is None)


def known(change: Change, voucher: Voucher) -> Voucher:
    """A voucher as it stands after this change so far."""
    return next((one for one in reversed(change.vouchers) if one.voucher_id == voucher.voucher_id), voucher)


def from_source(change: Change, source: str) -> list[Voucher]:
    """The member's vouchers from one source as they stand after this change so far, oldest first."""
    before = [voucher for owner in change.owners for voucher in change.book.vouchers_from(owner, source)]
    found = {voucher.voucher_id: voucher for voucher in before}
    found |= {voucher.voucher_id: voucher for voucher in change.vouchers if voucher.source == source}
    return sorted(found.values(), key=lambda voucher: voucher.voucher_id)


def to_take_back(change: Change, source: str) -> list[Voucher]:
    """What can be taken back from one source, newest first: usable ones, then held ones, then expired ones."""
    newest_first = [voucher for voucher in reversed(from_source(change, source)) if stands(voucher)]
    return [voucher for status in ("usable", "held", "expired") for voucher in newest_first if voucher.status == status]


def to_give_back(change: Change, source: str) -> list[Voucher]:
    """What mistaken returns took back from one source: first what the one did that is being undone."""
    if change.cause != "return_void":
        return []
    taken = [one for one in from_source(change, source) if one.revoked_by and _was_a_mistake(change, one.revoked_by)]
    return sorted(taken, key=lambda voucher: voucher.revoked_by != change.cause_id)


def revoke(change: Change, voucher: Voucher, why: str) -> None:
    """Take a voucher back that was not used; one that is held is only marked, and goes with its hold."""
    revoked = voucher._replace(revoked_by=change.cause_id)
    if voucher.status == "held":
        change.vouchers.append(revoked)
        return
    _bring_back_to_life(change, voucher)
    change.vouchers.append(revoked._replace(status="revoked"))
    _post(change, voucher, "reverse", -1, why)


def restore(change: Change, voucher: Voucher, why: str) -> None:
    """Give a voucher back that had been taken back: the same code with the same end, which may be over."""
    restored = voucher._replace(revoked_by=None)
    if voucher.status == "revoked":
        _post(change, voucher, "reverse", 1, why)
        restored = restored._replace(status=_usable_or_over(change, voucher))
    change.vouchers.append(restored)


def settle_released(change: Change) -> None:
    """Of what a hold has let go of, revoke what is no longer due, and note as used what a purchase had used besides."""
    latest = {voucher.voucher_id: voucher for voucher in change.vouchers}
    for voucher in latest.values():
        if voucher.status != "usable":
            continue
        if voucher.used_by:
            change.vouchers.append(voucher._replace(status="used"))
        elif voucher.revoked_by:
            change.vouchers.append(voucher._replace(status="revoked"))
            _post(change, voucher, "reverse", -1, "it was no longer due, and the hold that kept it is over")


def use(change: Change, voucher: Voucher, purchase_id: str, why: str) -> None:
    """Mark a voucher used by a purchase, whatever it was before; a second use counts against it too."""
    _bring_back_to_life(change, voucher)
    if voucher.status == "revoked":
        _post(change, voucher, "reverse", 1, "it was used after all")
    users = [*(voucher.used_by or "").split(), purchase_id]
    # What a coupon's purchase brought stays marked: it is used, and not due.
    revoked_by = voucher.revoked_by if voucher.source.startswith(COUPON) else None
    used = voucher._replace(status="used", used_by=" ".join(users), revoked_by=revoked_by)
    change.vouchers.append(used)
    _post(change, voucher, "redeem", -1, why, _lot_of_use(change, voucher, voucher.used_by))


def give_back(change: Change, voucher: Voucher, purchase_id: str, why: str) -> Voucher:
    """Undo a purchase's use of a voucher: it is usable again unless another purchase has used it too."""
    users = [user for user in (voucher.used_by or "").split() if user != purchase_id]
    _post(change, voucher, "reverse", 1, why, _lot_of_use(change, voucher, users))
    if users:
        status = "used"
    elif voucher.held_by in change.state.holds:
        status = "held"
    else:
        status = _usable_or_over(change, voucher)
    given = voucher._replace(status=status, used_by=" ".join(users) or None)
    change.vouchers.append(given)
    return given


def let_go(change: Change, voucher: Voucher, why: str) -> None:
    """Take a voucher out of a hold that is over; what becomes of it then is for `settle_released`."""
    change.vouchers.append(voucher._replace(status="usable", held_by=None))
    if voucher.used_by and lot_of(voucher):
        _post(change, voucher, "settle", -1, why)
        _post(change, voucher, "settle", 1, why, "")


def reduce(change: Change, voucher: Voucher, amount: int) -> None:
    """Let a voucher be worth so much from now on, in minor units."""
    change.vouchers.append(voucher._replace(amount=amount))


def next_day(_: Program, state: MemberState) -> str | None:
    """The next day on which vouchers expire; None when none ever do."""
    ends = [
        lot
        for unit, held in state.balances.items()
        if unit.startswith(_UNITS)
        for lot, count in held.items()
        if count > 0 and _ends(lot)
    ]
    return day_after(min(ends)) if ends else None


def expire(change: Change) -> None:
    """Let the vouchers expire whose last good day is over."""
    today, version = change.today, change.rules.version
    for unit in [unit for unit in change.state.balances if unit.startswith(_UNITS)]:
        reward, held = unit.removeprefix(_UNITS), change.state.balances[unit]
        for lot in sorted(lot for lot, count in held.items() if count > 0 and _ends(lot) and lot < today):
            count = held[lot]
            why = f"{count} {'voucher' if count == 1 else 'vouchers'} expired, good through {lot}"
            change.post(unit, "expire", -count, why, version=version, rule=reward, lot=lot)
    standing = {one.voucher_id: one for one in change.book.usable_vouchers(change.member.member_id)}
    standing |= {one.voucher_id: one for one in change.vouchers}
    for voucher in standing.values():
        if voucher.status == "usable" and voucher.expires_on and voucher.expires_on < today:
            change.vouchers.append(voucher._replace(status="expired"))


def lot_of(voucher: Voucher) -> str:
    """The lot in which a voucher is counted while it can be used."""
    return voucher.expires_on or ""


def rule_of(voucher: Voucher) -> str:
    """What the ledger calls the rule from which a voucher came: the card, rebate or reward of its source."""
    return voucher.source.partition(":")[2].partition("/")[0]


def _was_a_mistake(change: Change, return_id: str) -> bool:
    returned = change.book.returns.get(return_id)
    return return_id == change.cause_id or (returned is not None and returned.status == "voided")


def _ends(lot: str) -> bool:
    return lot != "" and not lot.startswith(lots.HELD)


def _usable_or_over(change: Change, voucher: Voucher) -> str:
    """The status of a voucher that is given back, which its end has reached meanwhile or not."""
    if voucher.expires_on is None or voucher.expires_on >= change.today:
        return "usable"
    _post(change, voucher, "expire", -1, f"it was good through {voucher.expires_on}")
    return "expired"


def _lot_of_use(change: Change, voucher: Voucher, others: object) -> str:
    return "" if others or voucher.held_by in change.state.holds else lot_of(voucher)


def _bring_back_to_life(change: Change, voucher: Voucher) -> None:
    if voucher.status == "expired":
        _post(change, voucher, "expire", 1, "it had expired already")


def _post(change: Change, voucher: Voucher, type_: str, amount: int, why: str, lot: str | None = None) -> None:
    unit, version, rule = unit_of(voucher.reward), voucher.program_version, rule_of(voucher)
    change.post(unit, type_, amount, why, version=version, rule=rule, lot=lot_of(voucher) if lot is None else lot)
