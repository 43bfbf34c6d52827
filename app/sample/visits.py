"""The daily behaviour of each kind of customer: whether they come, when, and what they buy."""

from collections.abc import Callable
from datetime import date
from random import Random
from typing import NamedTuple

from app.sample import menu
from app.sample.customers import Customer
from app.sample.menu import Item


class Taken(NamedTuple):
    """A quantity of an item, and its discount."""

    item: Item
    quantity: int = 1
    discount: int = 0


class Visit(NamedTuple):
    """A visit of one customer: `minute` of the day, the items, and the basket discount.

    `brings_back` is the number of days until one unit is returned, 0 for never.
    """

    minute: int
    basket: tuple[Taken, ...]
    discount: int = 0
    channel: str = "pos"
    brings_back: int = 0


Habit = Callable[[Random, Customer, date], Visit | None]


def visit(chance: Random, customer: Customer, day: date) -> Visit | None:
    """A customer's visit on a day, None without one."""
    return HABITS[customer.habit](chance, customer, day)


def guest(chance: Random) -> Visit:
    """The visit of a guest."""
    basket = [Taken(chance.choice(menu.COFFEES))]
    if not chance.randrange(3):
        basket.append(Taken(chance.choice(menu.PASTRIES)))
    return Visit(_minute(chance, 9, 17), tuple(basket))


def _commuter(chance: Random, customer: Customer, day: date) -> Visit | None:
    if day.weekday() > 4 or not chance.randrange(4):
        return None
    own_cup = menu.OWN_CUP_DISCOUNT if customer.favourite % 2 else 0
    basket = [Taken(_usual(customer, menu.COFFEES), discount=own_cup)]
    if not chance.randrange(3):
        basket.append(Taken(chance.choice(menu.PASTRIES)))
    if not chance.randrange(30):
        basket.append(Taken(chance.choice(menu.BEANS)))
    return Visit(_minute(chance, 7, 9), tuple(basket))


def _family(chance: Random, customer: Customer, day: date) -> Visit | None:
    if day.weekday() < 5 or chance.randrange(5) < 2:
        return None
    children = 1 + customer.favourite % 3
    basket = [Taken(_usual(customer, menu.COFFEES)), Taken(chance.choice(menu.COFFEES))]
    basket += [Taken(chance.choice(menu.FOR_CHILDREN), children), Taken(chance.choice(menu.CAKES), 1 + children)]
    if not chance.randrange(4):
        basket.append(Taken(chance.choice(menu.LUNCHES), 2))
    # Every other month the shop gives families a discount on the whole basket.
    discount = 200 if day.month % 2 and not chance.randrange(3) else 0
    return Visit(_minute(chance, 10, 13), tuple(basket), discount)


def _office(chance: Random, customer: Customer, day: date) -> Visit | None:
    if day.weekday() != customer.favourite % 5 or (day.toordinal() // 7 + customer.favourite) % 2:
        return None
    kilos = 1 + customer.favourite % 3 + chance.randrange(2)
    basket = [Taken(menu.HOUSE_KILO, kilos, kilos * 100), Taken(chance.choice(menu.SUPPLIES), 2)]
    if not chance.randrange(3):
        basket.append(Taken(chance.choice(menu.BEANS), 2))
    return Visit(_minute(chance, 14, 17), tuple(basket), channel="web")


def _student(chance: Random, customer: Customer, day: date) -> Visit | None:
    if chance.randrange(10) < (8 if day.month in (7, 8) else 6):
        return None
    drinks = menu.COFFEES if customer.favourite % 2 else menu.OTHER_DRINKS
    basket = [Taken(_usual(customer, drinks), 1 + chance.randrange(2))]
    if not chance.randrange(4):
        basket.append(Taken(chance.choice(menu.LUNCHES)))
    return Visit(_minute(chance, 13, 18), tuple(basket))


def _undecided(chance: Random, customer: Customer, day: date) -> Visit | None:
    """Buys many items to try at home, and returns some of them."""
    if chance.randrange(16):
        return None
    basket = [Taken(chance.choice(menu.KIT)), Taken(chance.choice(menu.BEANS), 1 + chance.randrange(3))]
    if not chance.randrange(2):
        basket.append(Taken(menu.KIT[customer.favourite % len(menu.KIT)], 2, 300))
    brings_back = chance.randrange(1, 13) if chance.randrange(3) else 0
    return Visit(_minute(chance, 11, 18), tuple(basket), channel="web", brings_back=brings_back)


def _occasional(chance: Random, customer: Customer, day: date) -> Visit | None:
    if chance.randrange(24 + customer.favourite % 60):
        return None
    basket = [Taken(_usual(customer, menu.COFFEES + menu.OTHER_DRINKS), 1 + chance.randrange(2))]
    if chance.randrange(2):
        basket.append(Taken(chance.choice(menu.CAKES)))
    if not chance.randrange(8):
        basket.append(Taken(chance.choice(menu.BEANS)))
    return Visit(_minute(chance, 9, 17), tuple(basket))


HABITS: dict[str, Habit] = {
    "commuter": _commuter,
    "family": _family,
    "office": _office,
    "student": _student,
    "undecided": _undecided,
    "occasional": _occasional,
}


def _usual(customer: Customer, items: tuple[Item, ...]) -> Item:
    return items[customer.favourite % len(items)]


def _minute(chance: Random, first_hour: int, last_hour: int) -> int:
    return chance.randrange(first_hour * 60, last_hour * 60)
