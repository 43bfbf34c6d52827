"""The life of a voucher: usable, then held or used, expired or revoked. Each step is an entry in the ledger.

Vouchers are counted in lots by their last valid day, so that expiry finds them. Held vouchers are in lots of their own.
Second uses, and uses of a held voucher, are counted in the lot that never expires: there they cannot hide another
voucher with the same last day.

`revoked_by` of a voucher that is no longer due names the cause. A usable one is revoked at once; a held one stays held,
and is revoked when the hold ends without a purchase.
"""

from typing import Final

from app.engine.model.calendar import day_after, days_after
from app.engine.model.records.vouchers import PartnerCode, Voucher
from app.engine.model.state import MemberState
from app.engine.program.terms.offers import Reward
from app.engine.program.versions import Program
from app.engine.rules.changes.change import Change
from app.engine.rules.rewards import partner_codes
from app.ledger import lots
from app.ledger.entries import voucher as unit_of

MOST_AT_ONCE: Final = 100
# Effects of time cannot be refused; this limit only guarantees an end.
_MOST_OF_TIME: Final = 10_000
COUPON: Final = "coupon:"
_UNITS: Final = unit_of("")


class TooManyVouchers(ArithmeticError):
    """One command would issue an unreasonable number of vouchers."""


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
    """Issue a voucher, usable from now through its last day, with a generated code or a partner's.

    Raises TooManyVouchers.
    """
    if room(change) <= 0:
        raise TooManyVouchers
    expires_on = days_after(change.today, valid_days) if valid_days is not None else None
    ends = [day for day in (expires_on, valid_until, partner_codes.end_of(partner_code)) if day]
    voucher = Voucher(
        member_id=change.member.member_id,
        voucher_id=change.book.draw_id("vou"),
        program_id=change.program.id,
        code=partner_code.code if partner_code else change.book.draw_code(),
        reward=reward,
        source=source,
        amount=amount,
        status="usable",
        program_version=version,
        issued_by=change.cause_id,
        issued_at=change.recorded_at,
        expires_on=min(ends, default=None),
        revoked_by=None,
        used_by=None,
    )
    change.vouchers.append(voucher)
    if partner_code:
        partner_codes.assign(change, partner_code, voucher)
    _post(change, voucher, "earn", 1, why)
    return voucher


def room(change: Change) -> int:
    """The number of vouchers that this change may still issue."""
    most = _MOST_OF_TIME if change.cause == "time" else MOST_AT_ONCE
    return most - sum(1 for one in change.vouchers if one.issued_by == change.cause_id and one.status == "usable")


def can_be_issued(reward: Reward, today: str) -> bool:
    """Whether a voucher issued today could be used at all."""
    return reward.valid_until is None or reward.valid_until >= today


def stands(voucher: Voucher) -> bool:
    """Whether a voucher counts against those due: used, still available, or available until it expired."""
    return bool(voucher.used_by) or (voucher.status != "revoked" and voucher.revoked_by is None)


def known(change: Change, voucher: Voucher) -> Voucher:
    """A voucher in its latest form within this change."""
    return next((one for one in reversed(change.vouchers) if one.voucher_id == voucher.voucher_id), voucher)


def from_source(change: Change, source: str) -> list[Voucher]:
    """The member's vouchers from one source in their latest form within this change, oldest first."""
    before = [voucher for owner in change.owners for voucher in change.book.vouchers_from(owner, source)]
    found = {voucher.voucher_id: voucher for voucher in before}
    found |= {voucher.voucher_id: voucher for voucher in change.vouchers if voucher.source == source}
    return sorted(found.values(), key=lambda voucher: voucher.voucher_id)


def to_take_back(change: Change, source: str) -> list[Voucher]:
    """The vouchers from one source that can be revoked: usable, then held, then expired ones, each newest first."""
    newest_first = [voucher for voucher in reversed(from_source(change, source)) if stands(voucher)]
    return [voucher for status in ("usable", "held", "expired") for voucher in newest_first if voucher.status == status]


def to_give_back(change: Change, source: str) -> list[Voucher]:
    """The vouchers from one source revoked by mistaken returns, those of the return being undone first."""
    if change.cause != "return_void":
        return []
    taken = [one for one in from_source(change, source) if one.revoked_by and _was_a_mistake(change, one.revoked_by)]
    return sorted(taken, key=lambda voucher: voucher.revoked_by != change.cause_id)


def revoke(change: Change, voucher: Voucher, why: str) -> None:
    """Revoke an unused voucher; a held one is only marked, and revoked when its hold ends."""
    revoked = voucher._replace(revoked_by=change.cause_id)
    if voucher.status == "held":
        change.vouchers.append(revoked)
        return
    _reverse_expiry(change, voucher)
    change.vouchers.append(revoked._replace(status="revoked"))
    _post(change, voucher, "reverse", -1, why)


def restore(change: Change, voucher: Voucher, why: str) -> None:
    """Restore a revoked voucher: the same code with the same last day, which may have passed."""
    restored = voucher._replace(revoked_by=None)
    if voucher.status == "revoked":
        _post(change, voucher, "reverse", 1, why)
        restored = restored._replace(status=_usable_or_expired(change, voucher))
    change.vouchers.append(restored)


def settle_released(change: Change) -> None:
    """Revoke released vouchers that are no longer due, and mark as used those that another purchase has used."""
    latest = {voucher.voucher_id: voucher for voucher in change.vouchers}
    for voucher in latest.values():
        if voucher.status != "usable":
            continue
        if voucher.used_by:
            change.vouchers.append(voucher._replace(status="used"))
        elif voucher.revoked_by:
            change.vouchers.append(voucher._replace(status="revoked"))
            _post(change, voucher, "reverse", -1, "no longer due when its hold ended")


def use(change: Change, voucher: Voucher, purchase_id: str, why: str) -> None:
    """Mark a voucher used by a purchase, whatever its status; a second use is counted too."""
    _reverse_expiry(change, voucher)
    if voucher.status == "revoked":
        _post(change, voucher, "reverse", 1, "used although it had been revoked")
    users = [*(voucher.used_by or "").split(), purchase_id]
    # A coupon's voucher keeps its mark: it is used, and not due.
    revoked_by = voucher.revoked_by if voucher.source.startswith(COUPON) else None
    used = voucher._replace(status="used", used_by=" ".join(users), revoked_by=revoked_by)
    change.vouchers.append(used)
    _post(change, voucher, "redeem", amount=-1, why=why, lot=_lot_of_use(change, voucher, voucher.used_by))


def give_back(change: Change, voucher: Voucher, purchase_id: str, why: str) -> Voucher:
    """Undo a purchase's use of a voucher: it is usable again unless another purchase has used it too."""
    users = [user for user in (voucher.used_by or "").split() if user != purchase_id]
    _post(change, voucher, "reverse", amount=1, why=why, lot=_lot_of_use(change, voucher, users))
    if users:
        status = "used"
    elif voucher.held_by in change.state.holds:
        status = "held"
    else:
        status = _usable_or_expired(change, voucher)
    given = voucher._replace(status=status, used_by=" ".join(users) or None)
    change.vouchers.append(given)
    return given


def let_go(change: Change, voucher: Voucher, why: str) -> None:
    """Release a voucher from an ended hold; `settle_released` decides its next status."""
    change.vouchers.append(voucher._replace(status="usable", held_by=None))
    if voucher.used_by and lot_of(voucher):
        _post(change, voucher, "settle", -1, why)
        _post(change, voucher, "settle", amount=1, why=why, lot="")


def reduce(change: Change, voucher: Voucher, amount: int) -> None:
    """Reduce a voucher to a new value, in minor units."""
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
    """Expire the vouchers whose last valid day has passed."""
    today, version = change.today, change.rules.version
    for unit in [unit for unit in change.state.balances if unit.startswith(_UNITS)]:
        reward, held = unit.removeprefix(_UNITS), change.state.balances[unit]
        for lot in sorted(lot for lot, count in held.items() if count > 0 and _ends(lot) and lot < today):
            count = held[lot]
            why = f"{count} {'voucher' if count == 1 else 'vouchers'} expired, valid through {lot}"
            change.post(unit, "expire", -count, why, version=version, rule=reward, lot=lot)
    standing = {one.voucher_id: one for one in change.book.usable_vouchers(change.member.member_id)}
    standing |= {one.voucher_id: one for one in change.vouchers}
    for voucher in standing.values():
        if voucher.status == "usable" and voucher.expires_on and voucher.expires_on < today:
            change.vouchers.append(voucher._replace(status="expired"))


def lot_of(voucher: Voucher) -> str:
    """The lot in which a usable voucher is counted."""
    return voucher.expires_on or ""


def rule_of(voucher: Voucher) -> str:
    """The rule named by a voucher's ledger entries: the card, rebate or reward of its source."""
    return voucher.source.partition(":")[2].partition("/")[0]


def _was_a_mistake(change: Change, return_id: str) -> bool:
    returned = change.book.returns.get(return_id)
    return return_id == change.cause_id or (returned is not None and returned.status == "voided")


def _ends(lot: str) -> bool:
    return lot != "" and not lot.startswith(lots.HELD)


def _usable_or_expired(change: Change, voucher: Voucher) -> str:
    """The status of a voucher that is given back: expired if its last day has passed, else usable."""
    if voucher.expires_on is None or voucher.expires_on >= change.today:
        return "usable"
    _post(change, voucher, "expire", -1, f"valid through {voucher.expires_on}")
    return "expired"


def _lot_of_use(change: Change, voucher: Voucher, others: object) -> str:
    return "" if others or voucher.held_by in change.state.holds else lot_of(voucher)


def _reverse_expiry(change: Change, voucher: Voucher) -> None:
    if voucher.status == "expired":
        _post(change, voucher, "expire", 1, "expiry reversed")


def _post(change: Change, voucher: Voucher, type_: str, amount: int, why: str, lot: str | None = None) -> None:
    unit, version, rule = unit_of(voucher.reward), voucher.program_version, rule_of(voucher)
    change.post(unit, type_, amount, why, version=version, rule=rule, lot=lot_of(voucher) if lot is None else lot)
