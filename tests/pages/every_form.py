"""Every form of the pages with fields that are taken, by the list of routes. What destroys comes last."""

import json
from collections.abc import Mapping
from typing import NamedTuple

from app.pages.sitemap import PLACES
from app.pages.views.customer.actions import ACTIONS
from app.pages.views.golden.golden_actions import ACTIONS as LIST_ACTIONS
from tests.pages.every_page import Ids

BASKET = json.dumps([["latte", "coffee", 1, 350]])
# Made anew with each sending, since what they show cannot be shown twice.
SHOWN_ONCE = ("members/{member}/page-link", "keys/new")


class Sent(NamedTuple):
    """A form: the route, its path and its fields, with `{name}` for ids."""

    place: str
    path: str
    fields: Mapping[str, str]

    def filled(self, ids: Ids) -> "Sent":
        """The same with these ids."""
        known = {**ids, "basket": BASKET}
        return Sent(
            self.place,
            "/pages/" + self.path.format_map(known),
            {name: value.format_map(known) for name, value in self.fields.items()},
        )

    @property
    def names_an_id(self) -> bool:
        """Whether the path or a field names something of a shop."""
        return "{" in self.path or any("{" in value and value != "{basket}" for value in self.fields.values())


def _of_list(action: str, **fields: str) -> Sent:
    return Sent("golden-list/{action}", f"golden-list/{action}", {"show": "golden", "members": "{petra}", **fields})


def _of_member(action: str, **fields: str) -> Sent:
    return Sent("members/{member}/{action}", "members/{petra}/" + action, fields)


def _draft(**fields: str) -> Sent:
    return Sent("programme/draft", "programme/draft", {"revision": "1", "seen": "null", **fields})


FORMS = (
    Sent("golden-list", "golden-list", {}),
    _of_list("owner", staff="{staff}"),
    _of_list("task", text="Ask her", due_on="2026-03-09", owner="{staff}"),
    _of_list("vouchers", reward="free-coffee", reason="A gift"),
    Sent("members/new", "members/new", {"name": "Zoe Lang", "email": "zoe@mail.example"}),
    Sent("members/{member}/page-link", "members/{petra}/page-link", {"days": "9"}),
    _of_member("voucher", reward="free-coffee", reason="Sorry"),
    _of_member("correct", unit="points", amount="7", reason="Sorry"),
    _of_member("task", text="Call her", due_on="2026-03-09"),
    _of_member("note", text="Likes the window"),
    _of_member("back", purchase="{purchase}", line="1", quantity="1"),
    _of_member("details", name="Petra Moor", email="petra@mail.example"),
    _of_member("card", card_number="6331001234560041"),
    _of_member("level", tier="silver", kind="gift", reason="A guest"),
    Sent("till", "till", {"lines": "{basket}", "member": "{petra}", "occurred_at": "{now}"}),
    Sent("till/receipt/{purchase}", "till/receipt/{purchase}",
         {"what": "return", "quantity-1": "1", "occurred_at": "{now}"}),
    Sent("till/receipt/{purchase}", "till/receipt/{purchase}", {"what": "{back}"}),
    Sent("till/receipt/{purchase}", "till/receipt/{purchase}", {"what": "void"}),
    Sent("tasks/{task}/{what}", "tasks/{task}/later", {"due_on": "2026-03-09"}),
    Sent("tasks/{task}/{what}", "tasks/{task}/hand", {"staff": "{staff}"}),
    Sent("tasks/{task}/{what}", "tasks/{task}/done", {"outcome": "contacted", "reason": "moved", "note": "Well"}),
    _draft(pointer="/tiers/levels/1/from", value="450"),
    _draft(do="rehearse"),
    Sent("programme/json", "programme/json", {"revision": "2", "document": "not JSON", "do": "keep"}),
    Sent("programme/publish", "programme/publish", {"revision": "2"}),
    _draft(pointer="/tiers/levels/1/from", value="500"),
    _draft(do="undo", pointer="/tiers/levels/1/from"),
    _draft(pointer="/tiers/levels/1/from", value="550"),
    _draft(do="drop"),
    Sent("keys/new", "keys/new", {"role": "pos", "name": "Till 9"}),
    Sent("keys/{key}/revoke", "keys/{key}/revoke", {}),
    Sent("people/new", "people/new", {"name": "Una Hart", "role": "representative"}),
    Sent("people/{person}/end", "people/{person}/end", {}),
    _of_member("merge", **{"from": "{other}"}),
    _of_member("erase", confirm="Petra Moor"),
)  # fmt: skip


def forgotten() -> set[str]:
    """The forms that are missing above."""
    wanted = {place.path for place in PLACES if place.post}
    wanted |= {f"members/{{petra}}/{one.path}" for one in ACTIONS} | {f"golden-list/{one}" for one in LIST_ACTIONS}
    return wanted - {one.place for one in FORMS} - {one.path for one in FORMS}
