"""Points are held in lots, named `<available_on>/<end>`: an ISO day, empty for at once, and the end, empty for never.

A lot ends after its last good day. Where its end is not a day by itself, whoever knows what it depends on says so by a
function from a lot's name to the day (empty: never).

Debt is a lot of its own that is never above zero: what was taken back and was not there to take.
"""

from collections.abc import Callable
from typing import Final, NamedTuple

DEBT: Final = "debt"
# Before the name of a lot: what is kept of it for somebody, and cannot be had otherwise, nor does it end meanwhile.
HELD: Final = "held:"
NOT_FREE: Final = (DEBT, HELD)
# Lots are named by days and a slash, which sort before all letters: whoever has hundreds of them asks this first.
_DIGITS: Final = "0"
_LETTERS: Final = "A"
# Behind every day that there is.
NEVER: Final = "9999-99"

Lots = dict[str, int]
LastDay = Callable[[str], str]


class Standing(NamedTuple):
    """What a member's points come to on one day; all in whole points, none below zero."""

    available: int
    pending: int
    debt: int
    held: int = 0

    @property
    def balance(self) -> int:
        """What can be spent, less what is owed: negative only by debt."""
        return self.available - self.debt


def lot_name(available_on: str | None, end: str | None) -> str:
    """The name of the lot for points available from a day on, that end so."""
    return f"{available_on or ''}/{end or ''}"


def available_on(lot: str) -> str:
    """The first day on which a lot can be spent; empty when it always could."""
    return lot.partition("/")[0]


def end_of(lot: str) -> str:
    """How a lot ends: for most its last good day, empty when it never does."""
    return lot.partition("/")[2]


def is_free(lot: str) -> bool:
    """Whether a lot is neither debt nor held."""
    return not lot.startswith(NOT_FREE)


def free(lots: Lots) -> int:
    """What is not held, of a balance without debt and pending lots."""
    return sum(amount for lot, amount in lots.items() if not lot.startswith(HELD))


def standing(lots: Lots, today: str) -> Standing:
    """Available, pending, owed and held points on `today` (ISO day)."""
    available = pending = held = 0
    for lot, amount in lots.items():
        if lot < _DIGITS:
            # Nothing stands before the slash: most lots can be spent at once.
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
    """The lots that can be spent on `today`, first to expire first, what never expires last."""
    ready = [lot for lot, amount in lots.items() if is_free(lot) and amount > 0 and available_on(lot) <= today]
    return sorted(ready, key=lambda lot: (last_day(lot) or NEVER, lot))


def first_end(lots: Lots, last_day: LastDay = end_of) -> str | None:
    """The last good day of the lot that ends first, None when none ever does."""
    if last_day is end_of:
        return min([end for lot in lots if lot < _LETTERS and (end := lot.partition("/")[2])], default=None)
    return min([end for lot in lots if is_free(lot) and (end := last_day(lot))], default=None)


def first_available_on(lots: Lots, today: str) -> str | None:
    """The first day after `today` on which points become available; None when none are pending."""
    return min((day for lot in lots if is_free(lot) and (day := available_on(lot)) > today), default=None)


def ended(lots: Lots, today: str, last_day: LastDay = end_of) -> list[str]:
    """The lots whose last good day is over on `today`, in the order in which they ended."""
    if last_day is end_of:
        over = [(end, lot) for lot in lots if lot < _LETTERS and "" < (end := lot.partition("/")[2]) < today]
    else:
        over = [(end, lot) for lot in lots if is_free(lot) and (end := last_day(lot)) and end < today]
    return [lot for _, lot in sorted(over)]


def take(lots: Lots, amount: int, today: str, last_day: LastDay = end_of) -> list[tuple[str, int]]:
    """Where `amount` points come from when they are taken back: (lot, points) pairs that sum to it.

    The available lots give in spending order; the rest is debt.
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
    """Where up to `amount` points go that were taken by mistake: (lot, points) pairs; the rest has no lot to return to.

    `taken` is what was taken from each lot. What is still owed of it goes first, so that nothing else pays for it.
    """
    given = []
    for lot in sorted(taken, key=lambda lot: lot != DEBT):
        part = min(amount, taken[lot], -lots.get(DEBT, 0) if lot == DEBT else amount)
        if part:
            given.append((lot, part))
            amount -= part
    return given


def pay_debt(lots: Lots, today: str, last_day: LastDay = end_of) -> list[tuple[str, int]]:
    """Which available lots pay what is owed on `today`: (lot, points) pairs, empty when nothing is owed."""
    debt = -lots.get(DEBT, 0)
    paid = []
    for lot in in_spending_order(lots, today, last_day) if debt else ():
        part = min(debt, lots[lot])
        paid.append((lot, part))
        debt -= part
        if not debt:
            break
    return paid
