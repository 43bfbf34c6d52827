"""Explains why a candidate discount is not used."""

from collections.abc import Iterator, Sequence

from app.engine.model.money import money_text
from app.engine.pricing.candidates import Rejected
from app.engine.pricing.combination import Combination
from app.engine.pricing.combining import may_stand_beside
from app.engine.pricing.pricing import Candidate, Remaining, apply_discount, targets
from app.engine.program.versions import Program


def unused(
    program: Program,
    candidates: Sequence[Candidate],
    found: Combination,
    start: Remaining,
    most_vouchers: int | None,
) -> Iterator[Rejected]:
    """Each unused candidate, with the reason. `start` is the basket before any discount."""
    used = {(one.candidate.kind, one.candidate.id) for one in found.used}
    used |= {(one.kind, one.id) for one in found.points}
    if len(used) == len(candidates):
        return
    reasons = _Reasons(program, found, start, most_vouchers)
    known: dict[tuple[object, ...], tuple[str, str] | None] = {}
    for one in candidates:
        if one.kind == "tier" or (one.kind, one.id) in used:
            continue
        # Equal vouchers share a reason.
        key = (one.kind, one.reward or one.id, one.amount, one.most, one.places, one.stacking)
        if key not in known:
            known[key] = reasons.of(one)
        reason = known[key]
        if reason:
            yield Rejected(one.kind, one.code or one.id, reason[1], reason[0])


class _Reasons:
    """The reasons of one quote."""

    def __init__(
        self,
        program: Program,
        found: Combination,
        start: Remaining,
        most_vouchers: int | None,
    ) -> None:
        self._currency = program.currency
        self._found = found
        self._start = start
        self._most_vouchers = most_vouchers
        self._chosen = [*(one.candidate for one in found.used), *found.points]

    def of(self, candidate: Candidate) -> tuple[str, str] | None:
        """The code of the reason, and the reason in words; None if there is none to show."""
        if not may_stand_beside(candidate, self._chosen):
            beside = [one.name for one in self._chosen if not may_stand_beside(candidate, [one])]
            return "exclusive-with", f"cannot be combined with {', '.join(dict.fromkeys(beside))}"
        if candidate.effect == "points":
            return None
        return self._nothing_for(candidate) or self._no_room(candidate) or self._better_without(candidate)

    def _nothing_for(self, candidate: Candidate) -> tuple[str, str] | None:
        after = self._found.after
        if candidate.effect == "gift" or self._gain(candidate, after):
            return None
        there = sum(run.price * run.units for run in after.runs if run.place in candidate.places)
        if not there:
            return "nothing-left", "nothing left to pay on its eligible items"
        if after.allowance == 0 and candidate.takes_off:
            return "max-discount", "the maximum discount per purchase is reached"
        if candidate.effect == "free_item" and not targets(candidate, after):
            return "no-unit-left", "every eligible unit already has a free item"
        if candidate.budget is not None and self._gain(candidate._replace(budget=None), after):
            left = money_text(candidate.budget_left - after.given(candidate.budget), self._currency)
            return "budget", f"only {left} of its budget is left"
        return "nothing-left", "no effect on this basket"

    def _no_room(self, candidate: Candidate) -> tuple[str, str] | None:
        most = self._most_vouchers
        if candidate.kind != "voucher" or most is None or self._found.vouchers < most:
            return None
        if not most:
            return "max-vouchers", "this programme allows no vouchers with a purchase"
        return "max-vouchers", f"limit of {most} voucher{'s' if most > 1 else ''} per purchase reached"

    def _better_without(self, candidate: Candidate) -> tuple[str, str]:
        if not self._found.exact:
            return "not-tried", "too many discounts to try every combination"
        chosen = self._worth(self._found.amount, self._found.score.extra)
        alone, _ = apply_discount(candidate, self._start)
        return "better-without", f"the others {chosen}; this one alone would {self._worth(alone.amount, alone.extra)}"

    def _worth(self, amount: int, extra: int) -> str:
        parts = [f"take off {money_text(amount, self._currency)}"] if amount or not extra else []
        parts += [f"give {money_text(extra, self._currency)} more"] if extra else []
        return " and ".join(parts)

    @staticmethod
    def _gain(candidate: Candidate, after: Remaining) -> int:
        applied, _ = apply_discount(candidate, after)
        return applied.gain
