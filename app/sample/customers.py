"""The customers of Corner Coffee and their habits: a few regulars, and many occasional ones."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any, NamedTuple

FIRST_NAMES = (
    "Ada Amara Anil Beatrix Bruno Callum Carmen Chidi Clara Dafydd Dina Edith Elif Emil Farah Felix Freya Gwen Hana "
    "Hugo Ines Isaac Ivy Jonas Kofi Lena Leo Lin Magnus Maya Mei Milo Nadia Niamh Noor Olive Omar Pablo Petra Priya "
    "Quentin Rosa Ruben Sana Seth Signe Tariq Tess Una Victor Wanda Yusuf Zara Zoe"
)
LAST_NAMES = (
    "Abbott Adeyemi Ahmed Baker Bell Brandt Carver Chandra Cole Conti Dalton Dunn Ekwueme Ellis Farrow Fontaine Garcia "
    "Gill Haddad Hale Hart Iyer Jansen Jones Kaya Keane Khan Kowalski Lambert Larsen Lowe Marsh Mbeki Moreau Nowak "
    "Okafor Osei Park Patel Quill Rossi Rowe Sato Shaw Silva Singh Tanaka Tran Underhill Vance Weber Wolfe Yilmaz"
)
OFFICES = ("Harbour Architects", "Maple & Finch Law", "Brightwell Studio", "Northgate Dental")

# The number of customers of each kind.
HEADCOUNT = {"office": 4, "commuter": 7, "family": 8, "student": 10, "undecided": 4, "occasional": 87}


class Customer(NamedTuple):
    """A member and the member's habits. Visits lie between `came_on` and `left_on`; with `left_on` None they go on."""

    external_id: str
    name: str
    habit: str
    came_on: date
    left_on: date | None
    favourite: int

    def request(self) -> dict[str, Any]:
        """The body of `POST /v1/members` for this member."""
        handle = self.name.lower().replace(" & ", " ").replace(" ", ".")
        return {
            "external_id": self.external_id,
            "name": self.name,
            "email": f"{handle}@example.com",
            "joined_on": self.came_on.isoformat(),
            "consents": {"marketing": self.favourite % 3 > 0},
        }


def customers(seed: int, first_day: date, last_day: date) -> list[Customer]:
    """All members, in the order of joining."""
    chance = Random(f"customers {seed}")
    names = _names(chance)
    habits = [habit for habit, count in HEADCOUNT.items() for _ in range(count)]
    days = (last_day - first_day).days
    drawn: list[tuple[date, str, str, date | None]] = []
    for habit in habits:
        name = OFFICES[len(drawn)] if habit == "office" else next(names)
        came_on = first_day + timedelta(days=_first_visit(chance, habit, days))
        drawn.append((came_on, name, habit, _last_visit(chance, habit, came_on, last_day)))
    drawn.sort()
    return [
        Customer(
            external_id=f"cust-{number:04}",
            name=name,
            habit=habit,
            came_on=came_on,
            left_on=left_on,
            favourite=chance.randrange(1000),
        )
        for number, (came_on, name, habit, left_on) in enumerate(drawn, 1)
    ]


def _names(chance: Random) -> Iterator[str]:
    pairs = [f"{first} {last}" for first in FIRST_NAMES.split() for last in LAST_NAMES.split()]
    chance.shuffle(pairs)
    return iter(pairs)


def _first_visit(chance: Random, habit: str, days: int) -> int:
    # Regulars knew the shop before the programme began; the others found it later.
    found_it_within = {"office": 10, "family": 10, "commuter": days // 3}
    return chance.randrange(found_it_within.get(habit, days * 4 // 5))


def _last_visit(chance: Random, habit: str, came_on: date, last_day: date) -> date | None:
    known_for = (last_day - came_on).days
    if habit == "office" or known_for < 120 or chance.randrange(5):
        return None
    return came_on + timedelta(days=known_for // 2 + chance.randrange(known_for // 3))
