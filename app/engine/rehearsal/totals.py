"""The answer of a rehearsal: the results of all members added up, by grade, and two documents side by side."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

from pydantic_core import from_json, to_json

from app.engine.model.ratio import Ratio, decimal_text, rounded
from app.engine.rehearsal.figures import NOTHING, Figures, Result, added

ASSUMED: Final = (
    "Customers are assumed to do exactly what they did, whatever the programme.",
    "Every member starts with nothing: no points, vouchers, cards or rebates from before.",
    "Guests, transfers, and what was given or corrected manually do not count.",
)
_TENTHS: Final = range(1, 10)


class Row(NamedTuple):
    """The results of each document for a member. `difference`: see `difference_of`."""

    member_id: str
    difference: int
    results: tuple[Result, ...]


def difference_of(results: Sequence[Result]) -> int:
    """The value received with the last document less that with the first, in minor units; with one, all of it."""
    before = results[0].figures.cost_high if len(results) > 1 else 0
    return results[-1].figures.cost_high - before


def results_text(results: Iterable[Result]) -> str:
    """Results in their stored form."""
    return to_json([[*one.figures, one.level] for one in results]).decode()


def results_of(text: str) -> tuple[Result, ...]:
    """Results from their stored form."""
    return tuple(Result(Figures(*one[:-1]), one[-1]) for one in from_json(text))


class Group(NamedTuple):
    """Members with their results: those who receive more or less with the second document, and by how much."""

    members: int = 0
    totals: tuple[Figures, ...] = ()
    winners: int = 0
    won: int = 0
    losers: int = 0
    lost: int = 0

    def plus(self, rows: Sequence[Row]) -> "Group":
        """The group with more members."""
        totals = [added(one.results[place].figures for one in rows) for place in range(len(rows[0].results))]
        gains = [one.difference for one in rows if one.difference > 0]
        losses = [one.difference for one in rows if one.difference < 0]
        return Group(
            members=self.members + len(rows),
            totals=tuple(added(pair) for pair in zip(self.totals or [NOTHING] * len(totals), totals, strict=True)),
            winners=self.winners + len(gains),
            won=self.won + sum(gains),
            losers=self.losers + len(losses),
            lost=self.lost + sum(losses),
        )

    def compared(self) -> dict[str, Any]:
        """Winners, losers, and the number of others."""
        return {
            "winners": {"members": self.winners, "amount": self.won},
            "losers": {"members": self.losers, "amount": self.lost},
            "even": self.members - self.winners - self.losers,
        }


class Totals:
    """Adds up members, who come in the order of their differences. `members` is their number."""

    def __init__(self, documents: int, grades: Sequence[str], members: int) -> None:
        self._documents = documents
        self._all = Group()
        self._grades = {grade: Group() for grade in grades}
        self._moves: Counter[tuple[str | None, ...]] = Counter()
        self._places = {-(-members * tenth // 10) for tenth in _TENTHS}
        self._members = members
        self._at: dict[int, int] = {}

    def add(self, rows: Sequence[tuple[Row, str]]) -> None:
        """Add the next members, each with the grade."""
        if not rows:
            return
        first = self._all.members + 1
        self._at |= {place: row.difference for place, (row, _) in enumerate(rows, first) if place in self._places}
        self._all = self._all.plus([row for row, _ in rows])
        self._moves.update(tuple(result.level for result in row.results) for row, _ in rows)
        for grade in {grade for _, grade in rows}:
            some = [row for row, having in rows if having == grade]
            self._grades[grade] = self._grades[grade].plus(some)

    def told(self, share: Ratio | None, levels: Sequence[Sequence[str]]) -> dict[str, Any]:
        """The answer. `share`: of the members in the sample, if it is one; `levels`: of each document, lowest first."""
        return {
            "members": self._all.members,
            "documents": [self._document(place, share, levels[place]) for place in range(self._documents)],
            "compared": self._compared(levels) if self._documents > 1 else None,
        }

    def _document(self, place: int, share: Ratio | None, levels: Sequence[str]) -> dict[str, Any]:
        total = _total_at(self._all, place)
        held: Counter[str | None] = Counter()
        for move, members in self._moves.items():
            held[move[place]] += members
        return {
            "total": figures_told(total),
            "scaled": figures_told(scaled(total, share)) if share else None,
            "grades": [
                {"grade": grade, "members": group.members, **figures_told(_total_at(group, place))}
                for grade, group in self._grades.items()
            ],
            "levels": [{"level": level, "members": held[level]} for level in (*levels, None) if held[level] or level],
        }

    def _compared(self, levels: Sequence[Sequence[str]]) -> dict[str, Any]:
        orders = [{level: height for height, level in enumerate(known)} for known in levels]

        def order(move: tuple[str | None, ...]) -> list[int]:
            return [known.get(level or "", -1) for known, level in zip(orders, move, strict=True)]

        moves = sorted(self._moves, key=order)
        return {
            **self._all.compared(),
            "tier_moves": [{"from": move[0], "to": move[-1], "members": self._moves[move]} for move in moves],
            "deciles": [self._at[-(-self._members * tenth // 10)] for tenth in _TENTHS] if self._at else [],
            "grades": [{"grade": grade, **group.compared()} for grade, group in self._grades.items()],
        }


def _total_at(group: Group, place: int) -> Figures:
    return group.totals[place] if group.totals else NOTHING


def scaled(figures: Figures, share: Ratio) -> Figures:
    """The figures of a sample, scaled up to all members."""
    return Figures(*(rounded(one * share.per, share.amount, "half_up") for one in figures))


def figures_told(one: Figures) -> dict[str, Any]:
    """Figures in the form of the answer."""
    return {
        "purchases": one.purchases,
        "sales": one.sales,
        "points": {
            "issued": one.issued,
            "spent": one.spent,
            "expired": one.expired,
            "outstanding": one.outstanding,
            "worth": one.worth,
        },
        "vouchers": {
            "issued": one.vouchers_issued,
            "used": one.vouchers_used,
            "expired": one.vouchers_expired,
            "outstanding": one.vouchers_outstanding,
            "worth": one.vouchers_worth,
        },
        "rebates": {"due": one.rebates_due, "paid": one.rebates_paid},
        "discounts": one.discounts,
        "cost_low": one.cost_low,
        "cost_high": one.cost_high,
        "of_sales": {"low": _share(one.cost_low, one.sales), "high": _share(one.cost_high, one.sales)},
        "refused": one.refused,
    }


def _share(part: int, whole: int) -> str | None:
    return decimal_text(part, whole) if whole > 0 else None
