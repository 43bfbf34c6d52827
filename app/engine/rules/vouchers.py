"""The life of a voucher: usable, then held or used, expired or revoked. Each step is an entry of the ledger.

Vouchers are counted in lots by their last good day, so that time finds those that are over. Those that a hold keeps are
in lots of their own.
"""

from typing import Final

from app.engine.model.calendar import day_after, days_after
from app.engine.model.records import PartnerCode, Voucher
from app.engine.model.state import MemberState
from app.engine.program.terms import Program
from app.engine.rules import partner_codes
from app.engine.rules.change import Change
from app.ledger import lots
from app.ledger.entries import voucher as unit_of

MOST_AT_ONCE: Final = 10_000
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
    if len(change.vouchers) >= MOST_AT_ONCE:
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


def known(change: Change, voucher: Voucher) -> Voucher:
    """A voucher as it stands after this change so far."""
    return next((one for one in reversed(change.vouchers) if one.voucher_id == voucher.voucher_id), voucher)


def to_take_back(change: Change, source: str) -> list[Voucher]:
    """What can be taken back of the member's vouchers from one source: usable ones, then expired ones, newest first."""
    held = [voucher for owner in change.owners for voucher in change.book.vouchers_from(owner, source)]
    found = {voucher.voucher_id: voucher for voucher in held}
    found |= {voucher.voucher_id: voucher for voucher in change.vouchers if voucher.source == source}
    newest_first = sorted(found.values(), key=lambda voucher: voucher.voucher_id, reverse=True)
    return [voucher for status in ("usable", "expired") for voucher in newest_first if voucher.status == status]


def revoke(change: Change, voucher: Voucher, why: str) -> None:
    """Take a voucher back that was not used."""
    _bring_back_to_life(change, voucher)
    change.vouchers.append(voucher._replace(status="revoked", revoked_by=change.cause_id))
    _post(change, voucher, "reverse", -1, why)


def use(change: Change, voucher: Voucher, purchase_id: str, why: str) -> None:
    """Mark a voucher used by a purchase; a second use counts against it too."""
    _bring_back_to_life(change, voucher)
    users = [*(voucher.used_by or "").split(), purchase_id]
    change.vouchers.append(voucher._replace(status="used", used_by=" ".join(users)))
    _post(change, voucher, "redeem", -1, why)


def give_back(change: Change, voucher: Voucher, purchase_id: str, why: str) -> None:
    """Undo a purchase's use of a voucher: it is usable again unless another purchase has used it too."""
    users = [user for user in (voucher.used_by or "").split() if user != purchase_id]
    change.vouchers.append(voucher._replace(status="used" if users else "usable", used_by=" ".join(users) or None))
    _post(change, voucher, "reverse", 1, why)


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


def _ends(lot: str) -> bool:
    return lot != "" and not lot.startswith(lots.HELD)


def _bring_back_to_life(change: Change, voucher: Voucher) -> None:
    if voucher.status == "expired":
        _post(change, voucher, "expire", 1, "it had expired already")


def _post(change: Change, voucher: Voucher, type_: str, amount: int, why: str) -> None:
    unit, version, rule = unit_of(voucher.reward), voucher.program_version, rule_of(voucher)
    change.post(unit, type_, amount, why, version=version, rule=rule, lot=lot_of(voucher))
