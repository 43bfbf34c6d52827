"""Whatever is quoted, held, booked, claimed and published between: compared with the plainest count of what is left.

The count knows one discount and one multiplier, both with limits, and shares no code with the engine.
"""

import json
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.engine.decide import decide
from app.engine.model.book import Refusal
from app.engine.model.records.sales import Purchase
from tests.engine.shop import Shop, line

PRICE, OFF = 1000, 300
CUSTOMERS = ("ann", "bob")

Limits = dict[str, int | None]


@dataclass
class Taken:
    """What a quote, a hold or a purchase takes: minor units off (0: no discount), and whether points are doubled."""

    customer: str | None
    version: int
    off: int = 0
    doubled: bool = False
    stands: bool = True

    @property
    def points(self) -> int:
        return (PRICE - self.off) * (2 if self.doubled else 1) // 100


@dataclass
class Count:
    """All that stands, and the limits of every version."""

    versions: list[Limits]
    purchases: dict[str, Taken] = field(default_factory=dict)
    holds: dict[str, Taken] = field(default_factory=dict)

    def standing(self) -> list[Taken]:
        return [one for one in (*self.purchases.values(), *self.holds.values()) if one.stands]

    def off(self, customer: str | None) -> int:
        """The most that the discount gives a customer now."""
        limits, used = self.versions[-1], [one for one in self.standing() if one.off]
        mine = [one for one in used if one.customer == customer]
        if reached(len(used), limits["off_total"]) or reached(len(mine), limits["off_member"]):
            return 0
        budget = limits["budget"]
        return OFF if budget is None else max(0, min(OFF, budget - sum(one.off for one in used)))

    def doubles(self, customer: str | None, version: int | None = None) -> bool:
        limits, used = (
            self.versions[(version or len(self.versions)) - 1],
            [one for one in self.standing() if one.doubled],
        )
        mine = [one for one in used if one.customer == customer]
        return not (reached(len(used), limits["double_total"]) or reached(len(mine), limits["double_member"]))


def reached(used: int, limit: int | None) -> bool:
    return limit is not None and used >= limit


def campaigns(limits: Limits) -> list[dict[str, Any]]:
    off = {"id": "off", "name": "Off", "amount_off": OFF, "budget": limits["budget"]}
    off |= {"limit_total": limits["off_total"], "limit_per_member": limits["off_member"]}
    double = {"id": "double", "name": "Double", "points_multiplier": "2"}
    double |= {"limit_total": limits["double_total"], "limit_per_member": limits["double_member"]}
    return [{name: part for name, part in one.items() if part is not None} for one in (off, double)]


few = st.one_of(st.none(), st.integers(1, 4))
limits = st.fixed_dictionaries(
    {
        "off_total": few,
        "off_member": few,
        "budget": st.one_of(st.none(), st.integers(1, 1500)),
        "double_total": few,
        "double_member": few,
    }
)
steps = st.lists(
    st.one_of(
        st.tuples(
            st.sampled_from(["quote", "quote", "book", "book", "hold", "hold", "capture", "release", "buy", "guest"]),
            st.integers(0, 99),
        ),
        st.tuples(st.sampled_from(["void", "claim", "end"]), st.integers(0, 99)),
        st.tuples(st.just("publish"), limits),
    ),
    min_size=6,
    max_size=30,
)


class Story:
    """One shop and its count, side by side."""

    def __init__(self, first: Limits) -> None:
        # What limits begin to count with a later version is counted when that is published, by the store.
        self.shop = Shop(points={"earn": [{"id": "base", "points": 1, "per": 100}]}, campaigns=campaigns(first))
        for name in CUSTOMERS:
            self.shop.enrol(name)
        self.count = Count([first])
        self.quotes: list[tuple[str, Taken]] = []
        self.held: dict[str, str] = {}
        self.guests: dict[str, int] = {}
        self.number = 0

    def take(self, step: str, what: Any) -> None:
        getattr(self, step)(what)
        for name in CUSTOMERS:
            bought = [one for one in self.count.purchases.values() if one.customer == name and one.stands]
            assert self.shop.points(name) == sum(one.points for one in bought)
        used = self.count.standing()
        expected = {
            "uses:off": sum(1 for one in used if one.off),
            "budget:campaign:off": sum(one.off for one in used),
            "uses:double": sum(1 for one in used if one.doubled),
        }
        for (_, name), amount in self.shop.book.supplies.items():
            assert amount == expected[name], name

    def quote(self, what: int) -> None:
        customer = CUSTOMERS[what % 2]
        answer = self.shop.quote(line(PRICE), customer=customer)
        count, version = self.count, len(self.count.versions)
        taken = Taken(customer, version, count.off(customer), count.doubles(customer))
        assert (answer["total"], sum(one["amount"] for one in answer["would_earn"])) == (
            PRICE - taken.off,
            taken.points,
        )
        self.quotes.append((answer["id"], taken))

    def book(self, what: int) -> None:
        if self.quotes:
            quote, taken = self.quotes[what % len(self.quotes)]
            name = self.name()
            answer = self.tried(self.shop.purchase([line(PRICE)], customer=taken.customer, quote=quote, name=name))
            assert self.problem(answer) == self.expected(quote, taken)
            if not isinstance(answer, Refusal):
                self.booked(name, quote, taken, answer)

    def hold(self, what: int) -> None:
        if self.quotes:
            quote, taken = self.quotes[what % len(self.quotes)]
            command = self.shop.holding(customer=taken.customer or "", quote=quote, ttl_seconds=60 if what % 3 else 600)
            answer = self.tried(command)
            assert self.problem(answer) == self.expected(quote, taken)
            if not isinstance(answer, Refusal):
                self.count.holds[command.hold_id] = Taken(taken.customer, taken.version, taken.off, taken.doubled)
                self.held[command.hold_id] = quote

    def capture(self, what: int) -> None:
        if live := self.live():
            hold = live[what % len(live)]
            taken, quote, name = self.count.holds[hold], self.held[hold], self.name()
            decision = self.shop.buy(line(PRICE), customer=taken.customer, hold=hold, name=name)
            taken.stands = False
            self.booked(name, quote, taken, decision.subject)

    def release(self, what: int) -> None:
        if live := self.live():
            self.shop.release(live[what % len(live)])
            self.count.holds[live[what % len(live)]].stands = False

    def end(self, _: int) -> None:
        """Let the short holds run out."""
        self.shop.sweep(self.shop.now + timedelta(seconds=61))
        for hold in self.live():
            self.count.holds[hold].stands = self.shop.book.holds[hold].status == "active"

    def buy(self, what: int) -> None:
        customer, name = CUSTOMERS[what % 2], self.name()
        taken = Taken(customer, len(self.count.versions), 0, self.count.doubles(customer))
        self.shop.buy(line(PRICE), customer=customer, name=name)
        self.count.purchases[name] = taken

    def guest(self, _: int) -> None:
        name = self.name()
        self.shop.buy(line(PRICE), customer=None, name=name)
        self.guests[name] = len(self.count.versions)

    def claim(self, what: int) -> None:
        if self.guests:
            name = sorted(self.guests)[what % len(self.guests)]
            customer, version = CUSTOMERS[what % 2], self.guests.pop(name)
            taken = Taken(customer, version, 0, self.count.doubles(customer, version))
            self.shop.claim(name, customer)
            self.count.purchases[name] = taken

    def void(self, what: int) -> None:
        if self.count.purchases:
            name = sorted(self.count.purchases)[what % len(self.count.purchases)]
            self.shop.void(name)
            self.count.purchases[name].stands = False

    def publish(self, what: Limits) -> None:
        first = self.count.versions[0]
        # A limit that no version had before would need a look into the tables, which this shop has not got.
        known = {name: limit if first[name] is not None else None for name, limit in what.items()}
        self.shop.publish(campaigns=campaigns(known))
        self.count.versions.append(known)

    def name(self) -> str:
        self.number += 1
        return f"p{self.number}"

    def live(self) -> list[str]:
        return [hold for hold, taken in self.count.holds.items() if taken.stands]

    def tried(self, command: Any) -> Any:
        answer = decide(self.shop.program, self.shop.book, command, self.shop.now)
        return answer if isinstance(answer, Refusal) else self.shop.accepted(command).subject

    def problem(self, answer: Any) -> str | None:
        return answer.problem if isinstance(answer, Refusal) else None

    def booked(self, name: str, quote: str, taken: Taken, subject: Any) -> None:
        assert isinstance(subject, Purchase)
        assert subject.net == PRICE - taken.off
        found = [one["id"] for one in json.loads(subject.campaigns)]
        assert ("double" in found, "off" in found) == (taken.doubled, taken.off > 0)
        self.count.purchases[name] = Taken(taken.customer, taken.version, taken.off, taken.doubled)
        self.quotes = [one for one in self.quotes if one[0] != quote]

    def expected(self, quote: str, taken: Taken) -> str | None:
        """Why a quote cannot be booked or held now; None if it can."""
        if self.shop.book.quotes[quote].expires_at <= f"{self.shop.now:%Y-%m-%dT%H:%M:%S.%fZ}":
            return "quote-expired"
        if taken.version != len(self.count.versions):
            return "quote-changed"
        if any(self.held[hold] == quote for hold in self.live()):
            return "quote-held"
        is_same = self.count.doubles(taken.customer) == taken.doubled
        return None if self.count.off(taken.customer) >= taken.off and is_same else "quote-changed"


@given(limits, steps)
def test_nothing_is_given_oftener_than_it_may_be_and_nothing_that_is_held_is_lost(
    first: Limits, steps: list[tuple[str, Any]]
) -> None:
    story = Story(first)
    for step, what in steps:
        story.take(step, what)
