"""Points are held in lots named `<available_on>/<end>`: an ISO day (empty for at once), and the end (empty for never).

A lot expires after its last valid day. If its end is not a day, callers pass a function from the lot's name to that day
(empty: never).

Debt is a lot of its own that is never above zero: points taken back that the member no longer had.
"""

from collections.abc import Callable
from typing import Final, NamedTuple

DEBT: Final = "debt"
# The prefix of reserved lots: they cannot be spent, and do not expire.
HELD: Final = "held:"
NOT_FREE: Final = (DEBT, HELD)
# Names of lots start with a day or a slash, which sort before letters. This check is cheap for hundreds of lots.
_DIGITS: Final = "0"
_LETTERS: Final = "A"
# Sorts after every possible day.
NEVER: Final = "9999-99"

Lots = dict[str, int]
LastDay = Callable[[str], str]


class Standing(NamedTuple):
    """A member's points on one day, in whole points; no field is negative."""

    available: int
    pending: int
    debt: int
    held: int = 0

    @property
    def balance(self) -> int:
        """Available points less debt; negative only with debt."""
        return self.available - self.debt


def lot_name(available_on: str | None, end: str | None) -> str:
    """The name of the lot for points available from a day, with an end."""
    return f"{available_on or ''}/{end or ''}"


def available_on(lot: str) -> str:
    """The first day on which a lot can be spent; empty if it always could."""
    return lot.partition("/")[0]


def end_of(lot: str) -> str:
    """The end of a lot: for most its last valid day, empty if it never expires."""
    return lot.partition("/")[2]


def is_free(lot: str) -> bool:
    """Whether a lot is neither debt nor reserved."""
    return not lot.startswith(NOT_FREE)


def free(lots: Lots) -> int:
    """The unreserved part of a balance without debt and pending lots."""
    return sum(amount for lot, amount in lots.items() if not lot.startswith(HELD))


def standing(lots: Lots, today: str) -> Standing:
    """Available, pending, owed and reserved points on `today` (ISO day)."""
    available = pending = held = 0
    for lot, amount in lots.items():
        if lot < _DIGITS:
            # No day before the slash: most lots are available at once.
            available += amount
        elif lot == DEBT:
            continue
        elif lot.startswith(HELD):
            held += amount
        elif available_on(lot) <= today:
            available += amount
        else:
            pending += amount
    return Standing(available, pending, -lots.get(DEBT, 0), held)


def in_spending_order(lots: Lots, today: str, last_day: LastDay = end_of) -> list[str]:
    """The lots available on `today`, first to expire first, those that never expire last."""
    ready = [lot for lot, amount in lots.items() if is_free(lot) and amount > 0 and available_on(lot) <= today]
    return sorted(ready, key=lambda lot: (last_day(lot) or NEVER, lot))


def first_end(lots: Lots, last_day: LastDay = end_of) -> str | None:
    """The last valid day of the lot that expires first, None if none ever does."""
    if last_day is end_of:
        return min([end for lot in lots if lot < _LETTERS and (end := lot.partition("/")[2])], default=None)
    return min([end for lot in lots if is_free(lot) and (end := last_day(lot))], default=None)


def first_available_on(lots: Lots, today: str) -> str | None:
    """The first day after `today` on which points become available; None if none are pending."""
    return min((day for lot in lots if is_free(lot) and (day := available_on(lot)) > today), default=None)


def ended(lots: Lots, today: str, last_day: LastDay = end_of) -> list[str]:
    """The lots that have expired on `today`, in order of expiry."""
    if last_day is end_of:
        over = [(end, lot) for lot in lots if lot < _LETTERS and "" < (end := lot.partition("/")[2]) < today]
    else:
        over = [(end, lot) for lot in lots if is_free(lot) and (end := last_day(lot)) and end < today]
    return [lot for _, lot in sorted(over)]


def take(lots: Lots, amount: int, today: str, last_day: LastDay = end_of) -> list[tuple[str, int]]:
    """The sources of `amount` points to take: (lot, points) pairs that sum to it.

    Available lots come in spending order; the rest is debt.
    """
    taken = []
    for lot in in_spending_order(lots, today, last_day):
        if amount == 0:
            break
        part = min(amount, lots[lot])
        taken.append((lot, part))
        amount -= part
    if amount:
        taken.append((DEBT, amount))
    return taken


def give_back(lots: Lots, taken: Lots, amount: int) -> list[tuple[str, int]]:
    """The lots for up to `amount` points taken by mistake: (lot, points) pairs; the rest has no lot to return to.

    `taken` is the amount taken from each lot. The part that is still debt comes first, so that no other points pay it.
    """
    given = []
    for lot in sorted(taken, key=lambda lot: lot != DEBT):
        part = min(amount, taken[lot], -lots.get(DEBT, 0) if lot == DEBT else amount)
        if part:
            given.append((lot, part))
            amount -= part
    return given


def pay_debt(lots: Lots, today: str, last_day: LastDay = end_of) -> list[tuple[str, int]]:
    """The available lots that pay debt on `today`: (lot, points) pairs, empty without debt."""
    debt = -lots.get(DEBT, 0)
    paid = []
    for lot in in_spending_order(lots, today, last_day) if debt else ():
        part = min(debt, lots[lot])
        paid.append((lot, part))
        debt -= part
        if not debt:
            break
    return paid
