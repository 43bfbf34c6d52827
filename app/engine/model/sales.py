"""Sales, summed by store and local hour."""

from collections.abc import Iterable
from typing import Final, NamedTuple


class SalesSums(NamedTuple):
    """Sums of sales; amounts in minor units.

    `sales` were sold for `net`; `voids` of them were undone, and goods for `returned` came back, those of undone sales
    included. `member_sales` and `member_net` are the part of `sales` and `net` that members bought.
    """

    sales: int = 0
    net: int = 0
    voids: int = 0
    returned: int = 0
    member_sales: int = 0
    member_net: int = 0

    def plus(self, more: "SalesSums") -> "SalesSums":
        """Both together."""
        return SalesSums(*(one + other for one, other in zip(self, more, strict=True)))


NO_SALES: Final = SalesSums()


class SalesCorrection(NamedTuple):
    """A later change of a recorded sale or return: a return undone, or a guest's purchase claimed by a member."""

    correction_id: str
    program_id: str
    occurred_at: str
    business_date: str
    store: str | None
    returned: int = 0
    member_sales: int = 0
    member_net: int = 0


class SalesHour(NamedTuple):
    """A local hour (0 to 23) in a store; "" for sales without one."""

    day: str
    hour: int
    store: str


class SalesMinute(NamedTuple):
    """What was sold within one minute (the first 16 characters of its instants) in a store of a programme."""

    program_id: str
    day: str
    minute: str
    store: str
    sums: SalesSums


def summed(parts: Iterable[tuple[SalesHour, SalesSums]]) -> dict[SalesHour, SalesSums]:
    """Sums by hour."""
    found: dict[SalesHour, SalesSums] = {}
    for hour, sums in parts:
        found[hour] = found.get(hour, SalesSums()).plus(sums)
    return found
