"""Every page by the list of routes, over a shop in which each of them has something to show.

A new page fails here until `EXAMPLES` says with which names it is opened, so none is left out of the checks.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import quote

from app.pages.baskets import Basket, Line
from app.pages.sitemap import PLACES, Place
from app.pages.views.customer.actions import ACTIONS
from app.pages.views.golden.golden_actions import ACTIONS as LIST_ACTIONS
from app.pages.views.golden.listed import LISTS

Ids = dict[str, str]
LEVEL = quote("/tiers/levels/1/from", safe="")


class Step(NamedTuple):
    """A request that gives the shop something; `{name}` in it is the id that an earlier step of this name made."""

    name: str
    method: str
    path: str
    body: Any = None

    def filled(self, ids: Mapping[str, str]) -> "Step":
        """The same with the ids that are known."""

        def put(part: Any) -> Any:
            if isinstance(part, str):
                for name, value in ids.items():
                    part = part.replace("{" + name + "}", value)
                return part
            if isinstance(part, Mapping):
                return {name: put(one) for name, one in part.items()}
            return [put(one) for one in part] if isinstance(part, list) else part

        return Step(self.name, self.method, put(self.path), put(self.body))


def steps(text: str = "") -> list[Step]:
    """What to fill a shop with, after its first sales; `text` stands in every text that a caller can store.

    Known before: `member`, `today`, `now` (an instant of today), and `staff`, somebody of the shop.
    """
    said = text or "Sorry about the milk"
    profile = {
        "external_id": f"every-{text[:50]}",
        "name": text or "Petra Holm",
        "email": "petra@mail.example",
        "phone": "+442079460771",
        "birth_date": "1971-07-17",
        "card_number": "6331001234567891",
        "metadata": {"shoe": said},
    }
    line = {"sku": (text or "latte")[:90], "category": (text or "coffee")[:90], "quantity": 3, "unit_price": 1700}
    sale = {"member": "{petra}", "currency": "GBP", "occurred_at": "{now}", "store": (text or "corner")[:60]}
    return [
        Step("petra", "POST", "/v1/members", profile),
        Step("other", "POST", "/v1/members", {"external_id": "every-other", "name": text or "Petra Holm"}),
        Step("purchase", "POST", "/v1/purchases", {"external_id": f"p-{text[:50]}", **sale, "lines": [line]}),
        Step("back", "POST", "/v1/returns", {"external_id": "back", "purchase": "{purchase}", "occurred_at": "{now}",
                                             "lines": [{"line": 1, "quantity": 1}]}),
        Step("correction", "POST", "/v1/members/{petra}/adjustments",
             {"external_id": "a", "unit": "credit", "amount": 550, "reason": said}),
        Step("voucher", "POST", "/v1/vouchers",
             {"external_id": "g", "member": "{petra}", "reward": "free-coffee", "reason": said}),
        Step("note", "POST", "/v1/members/{petra}/notes", {"external_id": "n", "text": said}),
        Step("task", "POST", "/v1/tasks", {"external_id": "t", "member": "{petra}", "owner": "{staff}", "text": said,
                                           "due_on": "{today}"}),
        Step("level", "PUT", "/v1/members/{petra}/tier", {"tier": "silver", "kind": "gift", "reason": said}),
        Step("key", "POST", "/v1/keys", {"role": "pos", "name": text[:90] or "Till 1", "store": "corner"}),
        Step("person", "PUT", "/v1/staff/ext:new", {"name": text[:90] or "Nora Wren", "role": "representative"}),
        Step("link", "POST", "/v1/members/{petra}/page-link", {}),
    ]  # fmt: skip


def published(document: Mapping[str, Any], text: str = "") -> dict[str, Any]:
    """The next version: with a campaign, and `text` as every name."""
    levels = [{**one, "name": (text or one["name"])[:40]} for one in document["tiers"]["levels"]]
    campaign = {
        "id": "spring",
        "name": text[:90] or "Spring",
        "from": "2026-01-01",
        "to": "2035-12-31",
        "bonus_points": 5,
    }
    return {
        **{name: value for name, value in document.items() if name != "version"},
        "name": text[:90] or document["name"],
        "tiers": {**document["tiers"], "levels": levels},
        "rewards": [{**one, "name": (text or one["name"])[:90]} for one in document.get("rewards") or ()],
        "punch_cards": [{**one, "name": (text or one["name"])[:90]} for one in document.get("punch_cards") or ()],
        "rebates": [{**one, "name": (text or one["name"])[:90]} for one in document.get("rebates") or ()],
        "campaigns": [campaign],
    }


def drafted(document: Mapping[str, Any]) -> dict[str, Any]:
    """A draft of the version after that."""
    made: dict[str, Any] = json.loads(json.dumps({name: one for name, one in document.items() if name != "version"}))
    made["tiers"]["levels"][1]["from"] += 10_000
    return made


# With which names each page is opened; `{member}` and the like are ids of the shop.
EXAMPLES: Mapping[str, list[Mapping[str, str]]] = {
    "golden-list/{action}": [{"action": one} for one in LIST_ACTIONS],
    "golden-list/why/{what}": [{"what": "sales"}, {"what": "grades"}],
    "members/{member}": [{"member": "{petra}"}, {"member": "{member}"}],
    "members/{member}/why/{what}": [
        {"member": "{petra}", "what": what}
        for what in ("points", "credit", "level", "punches:coffee", "rebate:quarter", "grade", "{entry}")
    ],
    "members/{member}/page-link": [{"member": "{petra}"}],
    "members/{member}/print": [{"member": "{petra}"}],
    "members/{member}/{action}": [{"member": "{petra}", "action": one.path} for one in ACTIONS],
    "till/receipt/{purchase}": [{"purchase": "{purchase}"}],
    "tasks/{task}/{what}": [{"task": "{task}", "what": one} for one in ("done", "later", "hand")],
    "programme/versions/{version}": [{"version": "1"}, {"version": "2"}],
    "programme/rehearsed/{rehearsal}": [{"rehearsal": "{rehearsal}"}],
    "keys/{key}/revoke": [{"key": "{key}"}],
    "people/{person}/end": [{"person": "{person}"}],
}
# What stands behind the path, where it decides what a page shows.
QUERIES: Mapping[str, list[str]] = {
    "golden-list": [*(f"?show={one}" for one in LISTS), "?view=counter"],
    "members": ["?q=petra", "?q=nobody-of-this-name"],
    "members/{member}": ["?show=points", "?show=sales", "?show=credit", "?task={task}", "?done=voucher&made={voucher}"],
    "till": ["{basket}", "?step=customer&q=petra"],
    "till/receipt/{purchase}": ["?new=yes"],
    "programme": ["?published=yes"],
    "programme/draft": [f"?pointer={LEVEL}"],
    "programme/compare": ["?a=1&b=2"],
    "programme/rehearsed/{rehearsal}": ["?order=winners"],
    "money": ["?on={today}", "?on=2020-02-29"],
}


class Opened(NamedTuple):
    """A page with names and ids put in, and the route that it is of."""

    path: str
    place: Place


def every_page(ids: Mapping[str, str]) -> Iterator[Opened]:
    """A path for each page there is, and further ones for what a page shows besides."""
    basket = Basket(ids["petra"], (Line("latte", "coffee", 2, 350),)).path.removeprefix("/pages/till")
    known = {**ids, "basket": basket}
    for place in PLACES:
        examples: list[Mapping[str, str]] = EXAMPLES[place.path] if "{" in place.path else [{}]
        for number, names in enumerate(examples):
            path = "/pages/" + place.path.format_map(names)
            queries = ["", *QUERIES.get(place.path, ())] if number == 0 else [""]
            for query in queries:
                yield Opened(Step("", "", path + query).filled(known).path, place)
