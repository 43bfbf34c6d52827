"""Points are held in lots, named `<available_on>/<expires_on>` (ISO days, empty = at once, never).

Debt is a lot of its own that is never above zero: what was taken back and was not there to take.
"""

from typing import Final, NamedTuple

DEBT: Final = "debt"

Lots = dict[str, int]


class Standing(NamedTuple):
    """What a member's points come to on one day; all in whole points, none below zero."""

    available: int
    pending: int
    debt: int

    @property
    def balance(self) -> int:
        """What can be spent, less what is owed: negative only by debt."""
        return self.available - self.debt


def lot_name(available_on: str | None, expires_on: str | None) -> str:
    """The name of the lot for points available and expiring on these days."""
    return f"{available_on or ''}/{expires_on or ''}"


def available_on(lot: str) -> str:
    """The first day on which a lot can be spent; empty when it always could."""
    return lot.partition("/")[0]


def expires_on(lot: str) -> str:
    """The last good day of a lot; empty when it never expires."""
    return lot.partition("/")[2]


def standing(lots: Lots, today: str) -> Standing:
    """Available, pending and owed points on `today` (ISO day)."""
    available = pending = 0
    for lot, amount in lots.items():
        if lot == DEBT:
            continue
        if available_on(lot) <= today:
            available += amount
        else:
            pending += amount
    return Standing(available, pending, -lots.get(DEBT, 0))


def in_spending_order(lots: Lots, today: str) -> list[str]:
    """The lots that can be spent on `today`, first to expire first, what never expires last."""
    ready = [lot for lot, amount in lots.items() if lot != DEBT and amount > 0 and available_on(lot) <= today]
    return sorted(ready, key=lambda lot: (expires_on(lot) or "9999", lot))


def first_end(lots: Lots) -> str | None:
    """The last good day of the lot that ends first, None when none ever does."""
    ends = [end for lot, amount in lots.items() if lot != DEBT and amount > 0 and (end := expires_on(lot))]
    return min(ends, default=None)


def take(lots: Lots, own: str | None, amount: int, today: str) -> list[tuple[str, int]]:
    """Where `amount` points come from when they are taken back: (lot, points) pairs that sum to it.

    The purchase's own lot goes first, then other available lots in spending order; the rest is debt.
    """
    order = in_spending_order(lots, today)
    if own is not None and lots.get(own, 0) > 0:
        order = [own, *(lot for lot in order if lot != own)]
    taken = []
    for lot in order:
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


def pay_debt(lots: Lots, today: str) -> list[tuple[str, int]]:
    """Which available lots pay what is owed on `today`: (lot, points) pairs, empty when nothing is owed."""
    debt = -lots.get(DEBT, 0)
    paid = []
    for lot in in_spending_order(lots, today) if debt else ():
        part = min(debt, lots[lot])
        paid.append((lot, part))
        debt -= part
        if not debt:
            break
    return paid
