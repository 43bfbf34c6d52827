"""The shop's liability at the end of a day: points by expiry, credit, vouchers and unpaid rebates."""

from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

from app.engine.model import calendar
from app.engine.model.ratio import rounded
from app.engine.program.parts.points import WorthPart
from app.engine.program.terms.rebates import Rebate
from app.engine.program.terms.rules import Rules
from app.engine.program.versions import Program
from app.ledger import lots
from app.ledger.entries import POINTS, Entry, expected_unit
from app.ledger.entries import rebate as rebate_unit
from app.ledger.entries import voucher as voucher_unit

SPENDING: Final = ("redeem", "donate")
EXPIRING: Final = "expire"
ACCRUING: Final = "accrue"
# A transfer counts as spent for the sender and as issued for the recipient.
HANDING_ON: Final = "transfer"


class LotSum(NamedTuple):
    """The sum of all members' entries in one lot of one unit, and the parts spent, expired and accrued."""

    unit: str
    lot: str
    amount: int
    spent: int
    expired: int
    accrued: int


class VoucherSum(NamedTuple):
    """The number of vouchers of a reward in one lot."""

    reward: str
    lot: str
    amount: int


class Owed(NamedTuple):
    """The sum of positive balances, and the sum of negative ones. Neither is negative."""

    outstanding: int
    owed_by_members: int


def sum_of(entry: Entry) -> LotSum:
    """An entry as a sum of its own."""
    is_spent = entry.type in SPENDING or (entry.type == HANDING_ON and entry.amount < 0)
    return LotSum(
        unit=entry.unit,
        lot=entry.lot,
        amount=entry.amount,
        spent=-entry.amount if is_spent else 0,
        expired=-entry.amount if entry.type == EXPIRING else 0,
        accrued=entry.amount if entry.type == ACCRUING else 0,
    )


def owed_by_each(balances: Iterable[int]) -> Owed:
    """The sums of members' positive and of their negative balances."""
    held = list(balances)
    return Owed(sum(one for one in held if one > 0), -sum(one for one in held if one < 0))


def liability(
    program: Program,
    on: str,
    version: int,
    worth: WorthPart | None,
    sums: Iterable[LotSum],
    credit: Owed,
    vouchers: Iterable[VoucherSum] = (),
    amounts: Mapping[str, int] | None = None,
    gift_cards: tuple[int, int] = (0, 0),
) -> dict[str, Any]:
    """The liability document of the API contract. `version` was in force; it gave points their `worth`.

    `gift_cards`: the number of cards with money, and its sum.

    `amounts`: the total worth of rebate vouchers, by rebate; None where it is not known for that day.
    """
    sums = list(sums)
    return {
        "on": on,
        "currency": program.currency,
        "program_version": version,
        "points": _points([one for one in sums if one.unit == POINTS], worth),
        "credit": credit._asdict(),
        "gift_cards": dict(zip(("count", "outstanding"), gift_cards, strict=True)),
        "rebates": _rebates(program, sums),
        "vouchers": _vouchers(program.version(version), on, [*vouchers, *_late_vouchers(sums)], amounts),
    }


def _late_vouchers(sums: Iterable[LotSum]) -> list[VoucherSum]:
    """Vouchers that have expired, but whose expiry is not written yet."""
    first = voucher_unit("")
    return [VoucherSum(one.unit.removeprefix(first), one.lot, one.amount) for one in sums if one.unit.startswith(first)]


def _vouchers(
    rules: Rules, on: str, sums: Iterable[VoucherSum], amounts: Mapping[str, int] | None
) -> list[dict[str, Any]]:
    """The number of usable and held vouchers, and their maximum cost."""
    counts: dict[str, int] = {}
    for one in sums:
        # A lot of vouchers is named by their last day; held ones do not expire.
        end = one.lot
        if not end[:1].isdigit() or end >= on:
            counts[one.reward] = counts.get(one.reward, 0) + one.amount
    told = []
    for reward_id, count in sorted(counts.items()):
        if count > 0:
            reward = rules.rewards.get(reward_id)
            each = (reward.amount or reward.max_amount) if reward else None
            largest = count * each if each is not None else (amounts or {}).get(reward_id)
            told.append({"reward": reward_id, "outstanding": count, "largest_worth": largest})
    return told


def _points(sums: list[LotSum], worth: WorthPart | None) -> dict[str, Any]:
    by_end: dict[tuple[str | None, str | None], list[int]] = {}
    debt = 0
    for one in sums:
        if one.lot == lots.DEBT:
            debt -= one.amount
            continue
        month = lots.end_of(one.lot)[:7] or None
        end = (None, month) if "+" in lots.end_of(one.lot) else (month, None)
        row = by_end.setdefault(end, [0, 0, 0, 0])
        for place, amount in enumerate((one.amount + one.spent + one.expired, one.spent, one.expired, one.amount)):
            row[place] += amount
    rows = [
        {"month": month, "earned_in": earned_in, **_named(row)}
        for (month, earned_in), row in sorted(by_end.items(), key=lambda item: _soonest_first(*item[0]))
        if any(row)
    ]
    totals = [sum(row[place] for row in by_end.values()) for place in range(4)]
    money = rounded(totals[3] * worth.amount, worth.points, "half_up") if worth else None
    return {"lots": rows, **_named(totals), "debt": debt, "worth": money}


def _soonest_first(month: str | None, earned_in: str | None) -> tuple[str, str]:
    return (month or lots.NEVER, earned_in or lots.NEVER)


def _named(row: list[int]) -> dict[str, int]:
    return dict(zip(("issued", "spent", "expired", "outstanding"), row, strict=True))


def _rebates(program: Program, sums: list[LotSum]) -> list[dict[str, Any]]:
    periods: dict[tuple[str, str], list[int]] = {}
    for one in sums:
        rebate_id = one.unit.partition(":")[2]
        unit = rebate_unit(rebate_id)
        if one.unit == unit:
            period = periods.setdefault((unit, one.lot), [0, 0, 0])
            period[0] += one.accrued
            period[1] += one.amount
        elif one.unit == expected_unit(rebate_id):
            periods.setdefault((unit, one.lot), [0, 0, 0])[2] += one.amount
    told = []
    for (unit, start), (due, unpaid, expected) in sorted(periods.items()):
        if due or unpaid or expected:
            terms = terms_of(program, unit, start)
            end = calendar.period_end(start, terms.period)
            days = {"from": start, "to": end}
            sums_due = {"due": due, "paid": due - unpaid, "unpaid": unpaid}
            told.append(
                {"id": terms.id, "period": days, **sums_due, "expected": expected if terms.expected_rate else None}
            )
    return told


def terms_of(program: Program, unit: str, start: str) -> Rebate:
    """The terms of a rebate, by its unit, in the period that starts on a day."""
    rebate_id = unit.removeprefix(rebate_unit(""))
    rebate = next(found for rules in reversed(program.versions) if (found := rules.rebate(rebate_id)))
    return program.rebate_terms(rebate, start)
