"""All operations in any order: no fault of ours, no answer that the contract does not describe, and books that agree.

Callers draw names from a few, so that they meet each other's purchases, repeat each other's requests and use each
other's vouchers. After each round everything is made anew from the tables and must be the same.
"""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import httpx2
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from app.actions.access.keys import READS as READ_SCOPES
from app.actions.access.keys import WRITES as WRITE_SCOPES
from tests.api.shop import Shop, named, shop_on
from tests.service import contract
from tests.sources.messages import shopify_order

CLOCK = datetime(2026, 3, 2, 12, tzinfo=UTC)
PROGRAMME: dict[str, Any] = {
    "name": "Corner Coffee",
    "currency": "GBP",
    "time_zone": "Europe/London",
    "gift_cards": {"valid_months": 1},
    "points": {
        "earn": [{"id": "base", "points": 1, "per": 100}],
        "worth": {"points": 100, "amount": 100},
        "expiry": {"kind": "after", "months": 2},
        "pending_days": 3,
        "transfer": {"allowed": True},
    },
    "tiers": {
        "window": {"kind": "rolling", "months": 2},
        "levels": [
            {"id": "base", "name": "Base", "from": 0},
            {"id": "silver", "name": "Silver", "from": 5000, "points_multiplier": "1.25", "discount": "0.05"},
            {"id": "gold", "name": "Gold", "from": 20000, "points_multiplier": "1.5"},
        ],
    },
    "punch_cards": [{"id": "card", "name": "Card", "counts": "items", "punches": 3, "reward": "free"}],
    "coupons": [{"id": "again", "name": "Come back", "reward": "two", "min_spend": 2000}],
    "rebates": [
        {"id": "month", "name": "Money back", "period": "month", "method": "retroactive", "pay": "at_period_end",
         "bands": [{"from": 3000, "rate": "0.02"}]},
        {"id": "now", "name": "At once", "period": "quarter", "method": "marginal", "as": "credit",
         "bands": [{"from": 1000, "rate": "0.01"}]},
    ],
    "rewards": [
        {"id": "free", "name": "A free one", "kind": "free_item", "max_amount": 450, "valid_days": 20},
        {"id": "two", "name": "2 off", "kind": "amount_off", "amount": 200, "points_price": 20, "valid_days": 10},
        {"id": "mug", "name": "A mug", "kind": "gift", "text": "A mug", "points_price": 5, "stock": 3},
        {"id": "ten", "name": "10 %", "kind": "percent_off", "percent": "0.10", "points_price": 10, "budget": 500},
        {"id": "tree", "name": "A tree", "kind": "donation", "cause": "Trees", "points_price": 5},
        {"id": "cash", "name": "Credit", "kind": "store_credit", "amount": 100, "points_price": 10},
    ],
    "campaigns": [
        {"id": "double", "name": "Double", "points_multiplier": "2", "limit_per_member": 2},
        {"id": "first", "name": "First", "amount_off": 100, "first_purchase": True, "budget": 300},
        {"id": "deal", "name": "Three for two", "kind": "buy_get", "buy": {"quantity": 2}, "get": {},
         "codes": {"kind": "one", "code": "TWO"}, "for_guests": True, "limit_total": 3, "budget": 2000},
    ],
    "checkout": {"max_vouchers": 2, "max_discount": "0.50"},
}  # fmt: skip
CHANGES: list[dict[str, Any]] = [
    {"campaigns": []},
    {"rebates": []},
    {"punch_cards": [{**PROGRAMME["punch_cards"][0], "punches": 5}]},
    {"coupons": [{**PROGRAMME["coupons"][0], "min_spend": 500}]},
    {"rewards": [{**one, "valid_days": 3} if one["id"] in ("free", "two") else one for one in PROGRAMME["rewards"]]},
    {},
]

KINDS_BY_PREFIX = {
    "quo": "quote",
    "gft": "gift_card",
    "hld": "hold",
    "key": "key",
    "vba": "batch",
    "lst": "list",
    "rev": "review",
    "reh": "rehearsal",
    "tsk": "task",
    "con": "connector",
    "dlv": "delivery",
    "whk": "webhook",
}
KINDS = ("code", "gift_card_code", *KINDS_BY_PREFIX.values())

members = st.sampled_from(["ext:ann", "ext:bob", "card:777", "ext:cyd"])
# Erased and merged are these, so that others are there to go on with.
going = st.sampled_from(["ext:cyd", "ext:zed"])
purchase_names = st.sampled_from([f"p-{number}" for number in range(12)])
purchases = purchase_names.map(lambda name: f"ext:{name}")
return_names = st.sampled_from([f"r-{number}" for number in range(12)])
names = st.sampled_from([f"x-{number}" for number in range(60)])
rewards = st.sampled_from([one["id"] for one in PROGRAMME["rewards"]])
prices = st.sampled_from([100, 250, 450, 1000, 1999, 5000])
# Units more often than goods by weight.
quantities = st.integers(1, 3) | st.integers(1, 3) | st.sampled_from(["0.333", "1.200"])
lines = st.lists(st.fixed_dictionaries({"unit_price": prices, "quantity": quantities}), min_size=1, max_size=3)
points = st.sampled_from([0, 0, 0, 5, 100])
instants = st.integers(0, 3 * 24).map(lambda hours: (CLOCK - timedelta(hours=hours)).isoformat())


def sometimes(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Nothing more often than not."""
    return st.none() | st.none() | strategy


class Round(RuleBasedStateMachine):
    """One programme and what callers do to it. Each operation that writes is a rule; see `BODIES`."""

    def __init__(self, run: Callable[[Any], Any], shop: Shop, slug: str) -> None:
        super().__init__()
        self._run = run
        self._shop = shop
        self._now = CLOCK
        made = run(shop.goldlist.programs.create(slug, PROGRAMME, test=True, clock=CLOCK))
        assert not isinstance(made, list), made
        self._program_id = made.program_id
        self._client = shop.client_of(made.key)
        self._partner = ""
        self.found: dict[str, list[str]] = {kind: [] for kind in KINDS}
        self._open()

    def _open(self) -> None:
        """A shop that has been open for a while: customers with points, purchases and a voucher."""
        for name, card in (("ann", "777"), ("bob", None), ("cyd", None)):
            self.ask("POST", "/v1/members", {"external_id": name, "card_number": card})
            given = {"external_id": f"points-{name}", "unit": "points", "amount": 500, "reason": "Welcome"}
            self.ask("POST", f"/v1/members/ext:{name}/adjustments", given).raise_for_status()
            gift = {"external_id": f"gift-{name}", "member": f"ext:{name}", "reward": "two", "reason": "Welcome"}
            self.remember(self.ask("POST", "/v1/vouchers", gift).raise_for_status().json())
        for number, name in enumerate(("ann", "bob", None)):
            member = name and f"ext:{name}"
            sold = {"external_id": f"p-{number}", "member": member, "occurred_at": CLOCK.isoformat(), "currency": "GBP"}
            told = self.ask("POST", "/v1/purchases", {**sold, "lines": [{"unit_price": 1000, "quantity": 3}]})
            self.remember(told.raise_for_status().json())
        scopes = sorted((READ_SCOPES | WRITE_SCOPES) - {"clock:write", "program:write"})
        partner = self.ask("POST", "/v1/keys", {"role": "partner", "scopes": scopes}).raise_for_status().json()
        self.remember(partner)
        self._partner = partner["key"]
        self.ask("PUT", f"/v1/keys/{partner['id']}/members/ext:ann").raise_for_status()

    def teardown(self) -> None:
        """Made anew from the tables, everything is what it was, and nobody holds what is not there."""
        try:
            for member in ("ext:ann", "ext:bob", "ext:cyd"):
                answer = self.ask("GET", f"/v1/members/{member}/status")
                if answer.status_code == 200:
                    told = answer.json()["points"]
                    assert min(told["held"], told["pending"], told["debt"], told["balance"] + told["debt"]) >= 0, told
            goldlist = self._shop.goldlist
            found = self._run(goldlist.verification.verify(self._program_id, rebuild=True, on_progress=lambda _: None))
            assert found.differences == []
        finally:
            self._run(self._client.aclose())

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> httpx2.Response:
        """What is answered, which must be in the contract and no fault of ours."""
        answer: httpx2.Response = self._run(self._client.request(method, path, json=body, headers=named(headers)))
        assert answer.status_code < 500, f"{method} {path} {body}: {answer.text}"
        contract.check(answer)
        return answer

    @rule(data=st.data(), as_partner=st.sampled_from(["write", "write", "read"]))
    def a_partner_asks(self, data: st.DataObject, as_partner: str) -> None:
        """The same with a key that knows only some of the members."""
        mine = self._client.headers["Authorization"]
        self._client.headers["Authorization"] = f"Bearer {self._partner}"
        try:
            if as_partner == "read":
                self.look(data)
            else:
                self.write(
                    data.draw(st.sampled_from([one for one in WRITES if one.id not in PARTNERS_LEAVE]), label="write"),
                    data,
                )
        finally:
            self._client.headers["Authorization"] = mine

    def write(self, operation: contract.Operation, data: st.DataObject) -> None:
        """Send a request, and send it again: what has a name is done once, and answered alike."""
        path = self.path(operation, data)
        body = data.draw(BODIES[operation.id](self), label=operation.id)
        headers: dict[str, str] = {}
        if operation.id == "change_member":
            headers["If_Match"] = self.ask("GET", path).headers.get("etag", '"1"')
        answer = self.ask(operation.method, path, body, **headers)
        if answer.status_code in (200, 201):
            self.remember(answer.json() if answer.content else {})
            if body and body.get("external_id") and operation.id != "enrol_member":
                again = self.ask(operation.method, path, body)
                assert (again.status_code, again.content) == (200, answer.content), operation.id

    def path(self, operation: contract.Operation, data: st.DataObject) -> str:
        """The path with names of which some are known."""
        path = operation.path
        for name in operation.path_parameters:
            known = going if operation.id == "erase_member" else self.parameter(name)
            path = path.replace(f"{{{name}}}", data.draw(known, label=name))
        return path

    def parameter(self, name: str) -> st.SearchStrategy[str]:
        """What may stand in a path under this name."""
        known: dict[str, st.SearchStrategy[str]] = {
            "member": members,
            "purchase": purchases,
            "return": return_names.map(lambda one: f"ext:{one}"),
            "number": st.sampled_from(["777", "778"]),
            "version": st.sampled_from(["1", "2", "3"]),
            "hold": self.any("hold"),
            "code": self.any("code"),
            "batch": self.any("batch"),
            "list": self.any("list"),
            "review": self.any("review"),
            "rehearsal": self.any("rehearsal"),
            "key": self.any("key"),
            "connector": self.any("connector"),
            "backfill": st.just("unknown"),
            "connector_name": st.sampled_from(["web", "till"]),
            "customer": st.sampled_from(["77", "78"]),
            "delivery": self.any("delivery"),
            "webhook": self.any("webhook"),
            "gift_card": self.any("gift_card"),
            "campaign": st.sampled_from(["letter", "unknown"]),
            "file": st.sampled_from(["members.csv", "entries.jsonl"]),
            "task": self.any("task"),
            "staff": st.sampled_from(["ext:sam", "ext:kim"]),
            "segment": st.just("unknown"),
            "entry": st.just("unknown"),
        }
        return known[name]

    def any(self, kind: str) -> st.SearchStrategy[str]:
        """One of those that an answer has shown, the newest first."""
        return st.sampled_from(self.found[kind][::-1] or ["unknown"])

    def remember(self, told: dict[str, Any]) -> None:
        """Ids and codes that later requests may name."""
        kind = KINDS_BY_PREFIX.get(str(told.get("id", ""))[:3])
        if kind:
            self.found[kind].append(told["id"])
        if kind == "gift_card" and "code" in told:
            self.found["gift_card_code"].append(told.pop("code"))
        for voucher in [told.get("voucher"), told, *told.get("vouchers_issued", [])]:
            if isinstance(voucher, dict) and isinstance(voucher.get("code"), str):
                self.found["code"].append(voucher["code"])

    @rule(data=st.data())
    def read(self, data: st.DataObject) -> None:
        self.look(data)

    def look(self, data: st.DataObject) -> None:
        """Read anything."""
        operation = data.draw(st.sampled_from(READS), label="read")
        query = {"from": "2026-03-01", "to": "2026-04-30", "on": "2026-03-02", "at": CLOCK.isoformat()}
        path = self.path(operation, data)
        needed = {name: query[name] for name in operation.query_parameters if name in query}
        self.ask("GET", f"{path}?{httpx2.QueryParams(needed)}" if needed else path)

    @rule()
    def rehearsals_go_on(self) -> None:
        self._run(self._shop.goldlist.rehearsals.go_round())

    @rule(hours=st.sampled_from([1, 20, 24 * 3, 24 * 12, 24 * 35]))
    def time_passes(self, hours: int) -> None:
        self._now += timedelta(hours=hours)
        self.ask("POST", "/v1/clock/advance", {"to": self._now.isoformat()})


def gift_cards_of(machine: Round) -> st.SearchStrategy[Any]:
    """Up to two of the cards that were issued, with amounts that they may have."""
    code = machine.any("gift_card_code").filter(lambda one: one != "unknown")
    part = st.fixed_dictionaries({"code": code, "amount": st.sampled_from([None, 1, 50, 300])})
    known = bool(machine.found["gift_card_code"])
    return st.lists(part, max_size=2, unique_by=lambda one: one["code"]) if known else st.just([])


def basket(machine: Round) -> dict[str, st.SearchStrategy[Any]]:
    """What purchases and quotes have in common."""
    return {
        "currency": st.just("GBP"),
        "lines": lines,
        "discount": st.sampled_from([0, 0, 50]),
        "points_to_spend": points,
        "credit_to_spend": st.sampled_from([0, 0, 0, 10]),
        "store": sometimes(st.just("london-1")),
        "gift_cards": st.just([]) | gift_cards_of(machine),
    }


def purchase(machine: Round) -> st.SearchStrategy[Any]:
    return st.fixed_dictionaries(
        {
            **basket(machine),
            "external_id": purchase_names,
            "member": st.none() | members | members,
            "occurred_at": instants,
            "enrol": st.booleans(),
            "already_paid": st.sampled_from([False, False, True]),
            "vouchers": st.just([]) | st.lists(machine.any("code"), max_size=2, unique=True),
            "quote": sometimes(machine.any("quote")),
            "hold": sometimes(machine.any("hold")),
        }
    )


def quote(machine: Round) -> st.SearchStrategy[Any]:
    named = st.lists(machine.any("code"), max_size=2, unique=True)
    codes = st.sampled_from([None, ["two"], ["TWO", "three"]])
    asked = {"member": st.none() | members, "vouchers": st.none() | named, "codes": codes}
    return st.fixed_dictionaries({**basket(machine), **asked})


def hold(machine: Round) -> st.SearchStrategy[Any]:
    common = {"member": members, "external_id": names, "ttl_seconds": st.sampled_from([60, 3600])}
    loose = {"points": points, "credit": points, "vouchers": st.lists(machine.any("code"), max_size=2, unique=True)}
    loose |= {"gift_cards": gift_cards_of(machine)}
    of_quote = st.fixed_dictionaries({**common, "quote": machine.any("quote")})
    return st.fixed_dictionaries(common | loose) | (of_quote if machine.found["quote"] else st.nothing())


def returned(machine: Round) -> st.SearchStrategy[Any]:
    parts = st.lists(
        st.fixed_dictionaries({"line": st.integers(1, 3), "quantity": st.sampled_from([1, 2, "0.333", "0.400"])}),
        min_size=1,
        max_size=2,
    )
    common = {"external_id": return_names, "occurred_at": instants}
    linked = {"purchase": purchases, "lines": st.none() | parts}
    of_a_sum = {"purchase": purchases, "amount": st.sampled_from([1, 150, 4000])}
    loose = {"member": members, "currency": st.just("GBP"), "lines": lines}
    several = [st.fixed_dictionaries(common | more) for more in (linked, linked, of_a_sum, loose)]
    return st.one_of(several)


Body = Callable[[Round], st.SearchStrategy[Any]]
until = st.none() | st.sampled_from(["2026-03-10", "2026-04-01"])
reason = st.just("Sorry")


def dictionary(**fields: st.SearchStrategy[Any]) -> Body:
    return lambda machine: st.fixed_dictionaries(fields)


def nothing(machine: Round) -> st.SearchStrategy[Any]:
    return st.none()


BODIES: dict[str, Body] = {
    "publish_program": lambda machine: st.sampled_from(CHANGES).map(lambda change: {**PROGRAMME, **change}),
    "check_program": lambda machine: st.sampled_from(CHANGES).map(lambda change: {**PROGRAMME, **change}),
    "keep_draft": lambda machine: st.sampled_from(CHANGES).map(lambda change: {**PROGRAMME, **change}),
    "drop_draft": nothing,
    "lint_program": lambda machine: st.sampled_from(
        [{name: PROGRAMME[name] for name in ("name", "currency", "time_zone")}, {"name": ""}]
    ),
    "create_key": lambda machine: st.sampled_from(
        [{"role": "pos"}, {"role": "email"}, {"role": "partner", "scopes": ["status:read"]}]
    ),
    "revoke_key": nothing,
    "put_staff": dictionary(name=st.sampled_from(["Sam", "Kim"]), role=st.just("auditor"), active=st.booleans()),
    "make_task": dictionary(
        external_id=names,
        member=st.none() | members,
        owner=st.sampled_from([None, "ext:sam"]),
        due_on=st.just("2026-03-09"),
        text=reason,
    ),
    "finish_task": dictionary(outcome=st.just("solved"), reason=st.sampled_from([None, "price"])),
    "create_connector": dictionary(
        name=st.sampled_from(["web", "till"]),
        kind=st.sampled_from(["shopify", "woocommerce"]),
        secrets=st.just({"signing": "a secret of the shop"}),
    ),
    "change_connector": dictionary(status=st.sampled_from(["active", "paused"])),
    "delete_connector": nothing,
    "start_backfill": dictionary(**{"from": st.just("2026-02-01T00:00:00Z"), "to": st.just("2026-03-01T00:00:00Z")}),
    "add_link": dictionary(connector=st.sampled_from(["web", "till"]), customer=st.sampled_from(["77", "78"])),
    "remove_link": nothing,
    "map_message": dictionary(topic=st.just("orders/paid"), payload=st.just(shopify_order())),
    "retry_deliveries": dictionary(status=st.just("failed")),
    "replay_delivery": dictionary(payload=st.just(shopify_order())),
    "dismiss_delivery": dictionary(reason=reason),
    "write_note": dictionary(external_id=names, text=reason),
    "add_consent": dictionary(
        external_id=names,
        purpose=st.sampled_from(["marketing", "share", "news"]),
        channel=st.sampled_from([None, "email"]),
        given=st.booleans(),
        at=instants,
        how=st.just("till"),
        text_version=st.just("v1"),
    ),
    "record_contact": dictionary(
        external_id=names,
        member=members,
        channel=st.sampled_from(["email", "phone", "visit"]),
        direction=st.sampled_from(["in", "out"]),
        purpose=st.sampled_from([None, "marketing", "news"]),
        outcome=st.sampled_from(["sent", "spoken", "bounced", "complained"]),
        at=instants,
    ),
    "start_contact_list": dictionary(
        external_id=st.sampled_from(["l-1", "l-2"]),
        purpose=st.sampled_from(["marketing", "news"]),
        channel=st.sampled_from(["email", "post"]),
        members=st.sampled_from([{"all": True}, {"group": "customers"}, {"references": ["ext:ada", "ext:x"]}]),
        occasion=st.sampled_from([None, {"kind": "birthday", "on": "2026-03-02"}]),
        limit=st.sampled_from([None, 1]),
    ),
    "renew_pictures": nothing,
    "ask_consent": dictionary(purpose=st.just("marketing"), channel=st.just("email")),
    "suppress_address": dictionary(
        channel=st.just("email"), address=st.just("ada@example.com"), reason=st.just("asked")
    ),
    "drop_task": dictionary(note=st.just("Sorry")),
    "hand_task": dictionary(staff=st.sampled_from([None, "ext:sam"])),
    "postpone_task": dictionary(due_on=st.just("2026-03-16")),
    "invite_staff": nothing,
    "make_page_link": dictionary(days=st.sampled_from([1, 90]), keep_others=st.booleans()),
    "make_webhook": dictionary(
        url=st.sampled_from(["https://hooks.shop.example/", "https://127.0.0.1/"]), types=st.just(["purchase.*"])
    ),
    "change_webhook": dictionary(status=st.sampled_from(["active", "paused"])),
    "delete_webhook": nothing,
    "rotate_webhook": dictionary(overlap_hours=st.sampled_from([0, 24])),
    "ping_webhook": nothing,
    "replay_webhook": dictionary(**{"from": st.sampled_from(["start", "now"])}),
    "set_owner": dictionary(staff=st.sampled_from([None, "ext:sam", "ext:kim"])),
    "add_key_member": nothing,
    "remove_key_member": nothing,
    "enrol_member": dictionary(
        external_id=st.sampled_from(["ann", "cyd", "zed"]), card_number=st.none() | st.sampled_from(["777", "778"])
    ),
    "change_member": dictionary(name=st.sampled_from(["Ada", None]), birth_date=st.sampled_from(["2000-02-29", None])),
    "erase_member": nothing,
    "add_card": dictionary(card_number=st.sampled_from(["777", "778"])),
    "remove_card": nothing,
    "merge_members": lambda machine: st.fixed_dictionaries({"from": going}),
    "record_purchase": purchase,
    "void_purchase": nothing,
    "claim_purchase": dictionary(member=members),
    "activate_purchase": nothing,
    "record_purchases": lambda machine: st.fixed_dictionaries(
        {"purchases": st.lists(purchase(machine), min_size=1, max_size=3)}
    ),
    "take_return": returned,
    "void_return": nothing,
    "exchange_goods": lambda machine: st.fixed_dictionaries(
        {"return": returned(machine), "purchase": purchase(machine)}
    ),
    "ask_quote": quote,
    "place_hold": hold,
    "release_hold": nothing,
    "redeem_reward": dictionary(external_id=names, member=members, reward=rewards),
    "give_voucher": dictionary(external_id=names, member=members, reward=rewards, valid_until=until, reason=reason),
    "revoke_voucher": dictionary(reason=reason),
    "issue_gift_card": dictionary(
        external_id=names, amount=st.sampled_from([100, 300, 5000]), member=st.none() | members, reason=reason
    ),
    "look_up_gift_card": lambda machine: st.fixed_dictionaries({"code": machine.any("gift_card_code")}),
    "top_up_gift_card": dictionary(external_id=names, amount=st.sampled_from([1, 200])),
    "replace_gift_card": dictionary(external_id=names, reason=reason),
    "block_gift_card": dictionary(reason=reason),
    "unblock_gift_card": dictionary(reason=reason),
    "void_gift_card": dictionary(reason=reason),
    "start_voucher_batch": dictionary(
        external_id=st.sampled_from(["b-1", "b-2"]), reward=rewards, members=st.just({"all": True}), reason=reason
    ),
    "check_segment": lambda machine: st.just({"when": {"fact": "insight.place", "is": "at_most", "value": 9}}),
    "ask_review": dictionary(external_id=st.sampled_from(["r-1", "r-2"]), as_of=st.just("2026-01-01")),
    "start_rehearsal": lambda machine: st.fixed_dictionaries(
        {
            "external_id": st.sampled_from(["t-1", "t-2"]),
            "documents": st.sampled_from([[{"version": 1}], [{"version": 1}, PROGRAMME]]),
            "from": st.just("2026-01-01"),
            "to": st.just("2026-01-31"),
            "spend_points": st.sampled_from(["none", "as_recorded", "when_enough"]),
        }
    ),
    "cancel_rehearsal": nothing,
    "transfer_points": lambda machine: st.fixed_dictionaries(
        {"external_id": names, "from": members, "to": members, "points": st.sampled_from([1, 5, 100])}
    ),
    "get_statuses": dictionary(members=st.lists(members, min_size=1, max_size=3)),
    "get_members": dictionary(members=st.lists(members, min_size=1, max_size=3)),
    "adjust_balance": dictionary(
        external_id=names,
        unit=st.sampled_from(["points", "credit", "punches:card"]),
        amount=st.sampled_from([-5, 1, 50, 500]),
        reason=reason,
        allow_negative=st.booleans(),
    ),
    "give_level": dictionary(
        tier=st.sampled_from(["silver", "gold"]), kind=st.just("gift"), until=until, reason=reason
    ),
    "take_level_away": nothing,
}
TIME = {"advance_clock"}
# What would end the round: a partner that revokes itself, or knows nobody any more.
PARTNERS_LEAVE = {"publish_program", "check_program", "revoke_key", "remove_key_member"}
READS = [one for one in contract.OPERATIONS if one.method == "GET"]
WRITES = [one for one in contract.OPERATIONS if one.id in BODIES]
# What there is most to get wrong with comes most often; erasing and merging leave little to go on with.
OFTEN = {"record_purchase": 8, "take_return": 4, "ask_quote": 2, "place_hold": 2, "void_return": 2, "void_purchase": 2}


def _rule(operation: contract.Operation) -> Any:
    def write(self: Round, data: st.DataObject) -> None:
        self.write(operation, data)

    write.__name__ = operation.id
    return rule(data=st.data())(write)


for _operation in WRITES:
    for _turn in range(OFTEN.get(_operation.id, 1)):
        setattr(Round, f"{_operation.id}_{_turn}", _rule(_operation))


def test_every_operation_is_tried() -> None:
    assert {one.id for one in contract.OPERATIONS} == {*BODIES, *TIME, *(one.id for one in READS)}


def test_every_path_can_be_filled_in() -> None:
    machine = object.__new__(Round)
    machine.found = {kind: [] for kind in KINDS}
    assert all(machine.parameter(name) is not None for one in contract.OPERATIONS for name in one.path_parameters)


@pytest.mark.parametrize(
    ("database_url", "rounds", "steps"),
    [
        ("sqlite", 4, 40),
        ("postgresql", 1, 40),
        pytest.param("sqlite", 400, 80, marks=pytest.mark.long),
        pytest.param("postgresql", 100, 80, marks=pytest.mark.long),
    ],
    indirect=["database_url"],
)
def test_whatever_callers_do_the_books_agree(database_url: str, rounds: int, steps: int) -> None:
    """A few rounds are the same each time; the long ones are others each time."""
    is_short = rounds < 10
    serial = count(1)
    with asyncio.Runner() as runner:
        opened = shop_on(database_url)
        shop = runner.run(opened.__aenter__())
        try:
            run_state_machine_as_test(
                lambda: Round(runner.run, shop, f"round-{next(serial)}"),
                settings=settings(
                    max_examples=rounds,
                    stateful_step_count=steps,
                    deadline=None,
                    derandomize=is_short,
                    phases=[Phase.generate] if is_short else [Phase.generate, Phase.shrink],
                    suppress_health_check=list(HealthCheck),
                    print_blob=True,
                ),
            )
        finally:
            runner.run(opened.__aexit__(None, None, None))
