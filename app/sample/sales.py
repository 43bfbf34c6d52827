"""Fourteen months of purchases and returns at Corner Coffee, as its tills and web shop would send them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from app.engine.model.calendar import add_months
from app.sample import programme
from app.sample.customers import Customer, customers
from app.sample.visits import Taken, Visit, guest, visit

MONTHS = 14
SEED = 20


class Sale(NamedTuple):
    """A purchase. `member` None is a guest."""

    external_id: str
    member: str | None
    occurred_at: datetime
    visit: Visit

    def request(self) -> dict[str, Any]:
        """The body of `POST /v1/purchases` for this sale."""
        web = self.visit.channel == "web"
        return {
            "external_id": self.external_id,
            "member": f"ext:{self.member}" if self.member else None,
            "occurred_at": _text(self.occurred_at),
            "store": "web-shop" if web else "corner",
            "channel": self.visit.channel,
            "currency": "GBP",
            "lines": [_line(taken) for taken in self.visit.basket],
            "discount": self.visit.discount,
        }


class BroughtBack(NamedTuple):
    """A return of one unit of a purchase's line."""

    external_id: str
    purchase: str
    occurred_at: datetime
    line: int

    def request(self) -> dict[str, Any]:
        """The body of `POST /v1/returns`."""
        return {
            "external_id": self.external_id,
            "purchase": f"ext:{self.purchase}",
            "occurred_at": _text(self.occurred_at),
            "lines": [{"line": self.line, "quantity": 1}],
        }


class Shop(NamedTuple):
    """The members, and all events in chronological order."""

    customers: list[Customer]
    events: list[Sale | BroughtBack]


def shop(until: datetime, seed: int = SEED) -> Shop:
    """The shop at `until`: everything that happened before."""
    zone = ZoneInfo(programme()["time_zone"])
    last_day = until.astimezone(zone).date()
    first_day = add_months(last_day, -MONTHS)
    known = customers(seed, first_day, last_day)
    visits = [one for customer in known for one in _visits(seed, customer, first_day, last_day)]
    visits += _guests(seed, first_day, last_day)
    dated = [(_instant(day, one.minute, zone), member, one) for day, member, one in visits]
    dated = sorted((one for one in dated if one[0] < until), key=lambda one: (one[0], one[1] or ""))
    events: list[Sale | BroughtBack] = []
    for number, (at, member, one) in enumerate(dated, 1):
        sale = Sale(f"{one.channel}-{number:06}", member, at, one)
        events += [sale, *_brought_back(sale, until)]
    return Shop(known, sorted(events, key=lambda event: event.occurred_at))


def _visits(seed: int, customer: Customer, first_day: date, last_day: date) -> Iterator[tuple[date, str | None, Visit]]:
    chance = Random(f"visits {seed} {customer.external_id}")
    for day in _days(first_day, last_day):
        comes = visit(chance, customer, day)
        if comes and customer.came_on <= day and (customer.left_on is None or day <= customer.left_on):
            yield day, customer.external_id, comes


def _guests(seed: int, first_day: date, last_day: date) -> Iterator[tuple[date, str | None, Visit]]:
    chance = Random(f"guests {seed}")
    for day in _days(first_day, last_day):
        if not chance.randrange(3):
            yield day, None, guest(chance)


def _days(first_day: date, last_day: date) -> Iterator[date]:
    for number in range((last_day - first_day).days + 1):
        yield first_day + timedelta(days=number)


def _brought_back(sale: Sale, until: datetime) -> Iterator[BroughtBack]:
    at = sale.occurred_at + timedelta(days=sale.visit.brings_back)
    if sale.visit.brings_back and at < until:
        yield BroughtBack(f"back-{sale.external_id}", sale.external_id, at, 1)


def _instant(day: date, minute: int, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(minute // 60, minute % 60), zone).astimezone(UTC)


def _text(instant: datetime) -> str:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _line(taken: Taken) -> dict[str, Any]:
    return {
        "sku": taken.item.sku,
        "category": taken.item.category,
        "quantity": taken.quantity,
        "unit_price": taken.item.price,
        "discount": taken.discount,
    }
