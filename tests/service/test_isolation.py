"""One programme's key finds nothing of another's: what is another's looks like what was never there."""

import base64
import hmac
import json
import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import httpx2
import pytest

from app.actions.ids import IdSource
from tests.service.conftest import one_house
from tests.service.contract import OPERATIONS, Operation
from tests.service.shared_server import House, Programme
from tests.service.shop import DOCUMENT, back, coffees, purchase

draw_id = IdSource().draw

# A good body of each operation, with <member>, <purchase> or <return> where another's name may stand.
SHOP_SECRET = "a secret of the shop"
BODIES: dict[str, Any] = {
    "publish_program": DOCUMENT,
    "check_program": DOCUMENT,
    "keep_draft": DOCUMENT,
    "lint_program": DOCUMENT,
    "advance_clock": {"to": "2026-03-02T12:00:00Z"},
    "enrol_member": {"external_id": "same-name"},
    "record_purchase": {**purchase("till-x", "<member>", 100), "total": 100},
    "record_purchases": {
        "purchases": [purchase("till-y", "<member>", 100), {"return": back("back-y", "<purchase>", quantity=1)}]
    },
    "void_purchase": {},
    "claim_purchase": {"member": "<member>"},
    "activate_purchase": {},
    "take_return": back("back-x", "<purchase>", quantity=1),
    "void_return": {},
    "exchange_goods": {
        "return": back("back-z", "<purchase>", quantity=1),
        "purchase": purchase("till-z", "<member>", 100),
    },
    "create_key": {"role": "partner", "scopes": ["keys:write"]},
    "invite_staff": {},
    "set_owner": {"staff": "<staff>"},
    "make_task": {"external_id": "task-x", "member": "<member>", "due_on": "9999-12-31", "text": "Call"},
    "make_page_link": {},
    "write_note": {"external_id": "note-x", "text": "Call"},
    "add_consent": {
        "external_id": "consent-x",
        "purpose": "marketing",
        "given": False,
        "at": "2026-03-02T10:00:00Z",
        "how": "web",
        "text_version": "v1",
    },
    "record_contact": {
        "external_id": "contact-x",
        "member": "<member>",
        "channel": "phone",
        "direction": "out",
        "outcome": "spoken",
        "at": "2026-03-02T10:00:00Z",
    },
    "start_contact_list": {
        "external_id": "list-x",
        "purpose": "marketing",
        "channel": "email",
        "members": {"all": True},
    },
    "renew_pictures": {},
    "ask_consent": {"purpose": "marketing", "channel": "email"},
    "suppress_address": {"channel": "email", "address": "no-more@example.com", "reason": "asked"},
    "finish_task": {"outcome": "solved"},
    "drop_task": {},
    "hand_task": {"staff": None},
    "postpone_task": {"due_on": "9999-12-31"},
    "put_staff": {"name": "Sam Hill", "role": "auditor"},
    "add_key_member": {},
    "change_member": {"name": "Eve"},
    "add_card": {"card_number": "6331002"},
    "add_link": {"connector": "shop", "customer": "77"},
    "merge_members": {"from": "<member>"},
    "adjust_balance": {"external_id": "case-x", "unit": "points", "amount": 1, "reason": "Sorry"},
    "give_level": {"tier": "base", "kind": "gift", "reason": "Sorry"},
    "get_statuses": {"members": ["<member>"]},
    "get_members": {"members": ["<member>"]},
    "ask_quote": {"member": "<member>", "currency": "GBP", "lines": [{"quantity": 1, "unit_price": 350}]},
    "place_hold": {"external_id": "web-x", "member": "<member>", "points": 1},
    "issue_gift_card": {"external_id": "card-x", "amount": 100, "member": "<member>"},
    "look_up_gift_card": {"code": "2222-2222-2222"},
    "top_up_gift_card": {"external_id": "top-x", "amount": 100},
    "replace_gift_card": {"external_id": "new-x", "reason": "Lost"},
    "block_gift_card": {"reason": "Lost"},
    "unblock_gift_card": {"reason": "Found"},
    "void_gift_card": {"reason": "A mistake"},
    "give_voucher": {"external_id": "gift-x", "member": "<member>", "reward": "free-coffee", "reason": "Sorry"},
    "start_voucher_batch": {"external_id": "b", "reward": "nothing", "members": {"all": True}, "reason": "Sorry"},
    "check_segment": {"when": {"fact": "insight.place", "is": "at_most", "value": 20}},
    "ask_review": {"external_id": "r", "as_of": "9999-12-31"},
    "start_rehearsal": {"external_id": "r", "documents": [{"version": 1}], "from": "9999-12-01", "to": "9999-12-31"},
    "revoke_voucher": {"reason": "A mistake"},
    "transfer_points": {"external_id": "t-x", "from": "<member>", "to": "<member>", "points": 1},
    "create_connector": {"name": "shop", "kind": "shopify", "settings": {}, "secrets": {"signing": SHOP_SECRET}},
    "change_connector": {"status": "paused"},
    "map_message": {"topic": "orders/paid", "payload": {"id": 1001}},
    "start_backfill": {"from": "2026-02-01T00:00:00Z", "to": "2026-03-01T00:00:00Z"},
    "retry_deliveries": {"status": "failed"},
    "replay_delivery": {},
    "dismiss_delivery": {"reason": "Entered at the till already"},
    "make_webhook": {"url": "https://127.0.0.1/", "types": ["purchase.*"]},
    "change_webhook": {"status": "paused"},
    "rotate_webhook": {"overlap_hours": 24},
    "replay_webhook": {"from": "start"},
    "ping_webhook": {},
    "redeem_reward": {"external_id": "app-x", "member": "<member>", "reward": "five-off"},
}
# Operations without a place for another's name.
OWN_ONLY = {
    "look_up_gift_card",
    "list_honours",
    "list_webhooks",
    "make_webhook",
    "list_connectors",
    "create_connector",
    "export_records",
    "list_merge_fields",
    "list_events",
    "suppress_address",
    "get_own_key",
    "start_voucher_batch",
    "start_contact_list",
    "list_keys",
    "create_key",
    "list_staff",
    "list_lapse_reasons",
    "list_acts",
    "get_liability",
    "list_settlements",
    "get_sales",
    "list_unmatched_goods",
    "get_clock",
    "advance_clock",
    "get_program",
    "publish_program",
    "keep_draft",
    "get_draft",
    "drop_draft",
    "check_program",
    "lint_program",
    "get_program_version",
    "list_campaigns",
    "list_campaign_codes",
    "enrol_member",
    "list_members",
    "list_rewards",
    "list_tier_changes",
    "ask_review",
    "list_reviews",
    "start_rehearsal",
    "list_rehearsals",
    "list_grades",
    "get_pareto",
    "list_deviations",
    "list_lapsed",
    "list_reorders",
    "list_lift",
    "get_stages",
    "get_golden_list",
    "list_segments",
    "get_holdout",
    "get_holdout_effect",
    "get_segment",
    "list_segment_members",
    "check_segment",
}


A_GIFT_CARD = {"external_id": "card-1", "amount": 5000}
A_HOLD = {"external_id": "web-1", "member": "ext:ada", "points": 1}
KINDS: tuple[str, ...] = (
    "member",
    "purchase",
    "return",
    "key",
    "code",
    "hold",
    "batch",
    "review",
    "staff",
    "task",
    "rehearsal",
)
KINDS += ("webhook", "connector", "delivery", "gift_card", "list")
KINDS_OF_MEMBERS = ("member", "purchase", "return", "code", "hold")
A_WEBHOOK = {"url": "http://127.0.0.1:9/", "types": ["tier.changed"]}
A_REVIEW = {"external_id": "r-1", "as_of": "2020-01-01"}
A_TASK = {"external_id": "t-1", "due_on": "9999-12-31", "text": "Call"}
A_PERSON = {"name": "Sam Hill", "role": "auditor"}
A_REHEARSAL = {"external_id": "r-1", "documents": [{"version": 1}], "from": "2020-01-01", "to": "2020-01-01"}
A_LIST = {"external_id": "list", "purpose": "marketing", "channel": "email", "members": {"all": True}}
A_BATCH = {"external_id": "b-1", "reward": "free-coffee", "members": {"references": ["ext:x"]}, "reason": "Sorry"}


class Names(NamedTuple):
    """All the names of one thing of each kind."""

    member: tuple[str, ...]
    purchase: tuple[str, ...]
    return_: tuple[str, ...]
    key: tuple[str, ...]
    code: tuple[str, ...]
    hold: tuple[str, ...]
    batch: tuple[str, ...]
    review: tuple[str, ...]
    staff: tuple[str, ...]
    task: tuple[str, ...]
    rehearsal: tuple[str, ...]
    webhook: tuple[str, ...] = (draw_id("whk"),)
    connector: tuple[str, ...] = (draw_id("con"),)
    delivery: tuple[str, ...] = (draw_id("dlv"),)
    gift_card: tuple[str, ...] = (draw_id("gft"),)
    list: tuple[str, ...] = (draw_id("lst"),)

    def of(self, kind: str) -> tuple[str, ...]:
        return self.return_ if kind == "return" else getattr(self, kind)


NOBODY = Names(
    (draw_id("mem"), "ext:nobody-at-all", "card:0000000000"),
    (draw_id("pur"), "ext:nothing-at-all"),
    (draw_id("ret"), "ext:nothing-at-all"),
    (draw_id("key"),),
    ("2222-2222-2222", "no-code"),
    (draw_id("hld"),),
    (draw_id("vba"),),
    (draw_id("rev"),),
    (draw_id("stf"),),
    (draw_id("tsk"),),
    (draw_id("reh"),),
)


@pytest.fixture
def neighbour(house: House) -> Programme:
    """Another programme, with a member who bought something and brought a part of it back."""
    neighbour = house.create_program()
    with neighbour.client() as client:
        for path, body in (
            ("/v1/members", {"external_id": "ada", "card_number": "6331001", "name": "Ada Byron"}),
            ("/v1/purchases", coffees("till-1", "ext:ada", 11)),
            ("/v1/returns", back("back-1", "ext:till-1", quantity=1)),
            ("/v1/purchases", coffees("till-2", None, 1)),
            ("/v1/holds", A_HOLD),
            ("/v1/voucher-batches", A_BATCH),
            ("/v1/contact-lists", A_LIST),
            ("/v1/gift-cards", A_GIFT_CARD),
            ("/v1/insights/reviews", A_REVIEW),
            ("/v1/rehearsals", A_REHEARSAL),
            ("/v1/webhooks", A_WEBHOOK),
        ):
            client.post(path, json=body).raise_for_status()
        connector = client.post("/v1/connectors", json=BODIES["create_connector"]).raise_for_status().json()
        message = json.dumps({"id": 1001}).encode()
        signature = base64.b64encode(hmac.digest(SHOP_SECRET.encode(), message, "sha256")).decode()
        headers = {"x-shopify-topic": "orders/paid", "x-shopify-hmac-sha256": signature, "x-shopify-webhook-id": "1"}
        inbox = httpx2.URL(connector["inbox"]).path
        client.post(inbox, content=message, headers=headers).raise_for_status()
        client.put("/v1/staff/ext:sam", json=A_PERSON).raise_for_status()
        client.post("/v1/tasks", json=A_TASK).raise_for_status()
    return neighbour


def names_of(neighbour: Programme) -> list[Names]:
    """The names that the neighbour's things have: the member's, and a guest's."""
    with neighbour.client() as client:
        bought, guest = (client.get(f"/v1/purchases/ext:till-{number}").json() for number in (1, 2))
        key = client.get("/v1/keys").json()["data"][0]["id"]
        [voucher] = client.get("/v1/members/ext:ada/status").json()["vouchers"]
        held = client.post("/v1/holds", json=A_HOLD).json()["id"]
        batch = client.post("/v1/voucher-batches", json=A_BATCH).json()["id"]
        chosen = client.post("/v1/contact-lists", json=A_LIST).json()["id"]
        gift_card = client.post("/v1/gift-cards", json=A_GIFT_CARD).json()["id"]
        review = client.post("/v1/insights/reviews", json=A_REVIEW).json()["id"]
        person = client.get("/v1/staff/ext:sam").json()["id"]
        task = client.post("/v1/tasks", json=A_TASK).json()["id"]
        rehearsal = client.post("/v1/rehearsals", json=A_REHEARSAL).json()["id"]
        [webhook], [connector], [delivery] = (
            client.get(f"/v1/{things}").json()["data"] for things in ("webhooks", "connectors", "deliveries")
        )
    returned = bought["returns"][0]["id"]
    ours = Names(
        (bought["member"], "ext:ada", "card:6331001"),
        (bought["id"], "ext:till-1"),
        (returned, "ext:back-1"),
        (key,),
        (voucher["code"], voucher["code"].lower()),
        (held,),
        (batch,),
        (review,),
        (person,),
        (task,),
        (rehearsal,),
        (webhook["id"],),
        (connector["id"],),
        (delivery["id"],),
        (gift_card,),
        (chosen,),
    )
    return [ours, ours._replace(purchase=(guest["id"], "ext:till-2"))]


def everything(neighbour: Programme) -> tuple[str, ...]:
    """All that can be read of the neighbour."""
    with neighbour.client() as client:
        paths = [
            *("/v1/members", "/v1/members/ext:ada/entries", "/v1/purchases/ext:till-1", "/v1/purchases/ext:till-2"),
            "/v1/keys",
            "/v1/staff",
            "/v1/tasks",
        ]
        told = [client.get(path).text for path in paths]
    # When the key was used last is written while it is used here.
    told = [re.sub(r'"last_used_at":[^,}]*', "", text) for text in told]
    return (*told, neighbour.verify().state_hash)


def test_every_operation_is_looked_at() -> None:
    for operation in OPERATIONS:
        assert not operation.has_body or operation.id in BODIES, f"say in BODIES what {operation.id} takes"
        known = has_place(operation, KINDS) or operation.id in OWN_ONLY
        assert known, f"{operation.id} has no place for another programme's names"


def has_place(operation: Operation, kinds: Sequence[str]) -> bool:
    """Whether a request for an operation can name one of these."""
    body = json.dumps(BODIES.get(operation.id))
    return any(
        kind in (*operation.path_parameters, *operation.query_parameters) or f"<{kind}>" in body for kind in kinds
    )


def own_names(client: httpx2.Client) -> Names:
    """What a client has made in its own programme: all but a batch of vouchers."""
    member = client.post("/v1/members", json={"external_id": "own"}).json()["id"]
    guest = client.post("/v1/purchases", json=coffees("own", None, 2)).json()["id"]
    returned = client.post("/v1/returns", json=back("own", guest, quantity=1)).json()["id"]
    key = client.post("/v1/keys", json={"role": "partner", "scopes": ["status:read"]}).json()["id"]
    code = client.post("/v1/purchases", json=coffees("full", "ext:own", 10)).json()["vouchers_issued"][0]["code"]
    held = client.post("/v1/holds", json={"external_id": "h", "member": "ext:own", "points": 1}).json()["id"]
    return Names((member,), (guest,), (returned,), (key,), (code,), (held,), (), (), (), (), ())


@one_house("processes")
def test_what_is_anothers_looks_like_what_was_never_there(house: House, neighbour: Programme) -> None:
    stranger = house.create_program()
    before = everything(neighbour)
    compared = 0
    with stranger.client() as client:
        batch = client.post("/v1/voucher-batches", json=A_BATCH).json()["id"]
        chosen = client.post("/v1/contact-lists", json=A_LIST).json()["id"]
        review = client.post("/v1/insights/reviews", json=A_REVIEW).json()["id"]
        person = client.put("/v1/staff/ext:own", json={**A_PERSON, "name": "Own"}).json()["id"]
        rehearsal = client.post("/v1/rehearsals", json=A_REHEARSAL).json()["id"]
        task = client.post("/v1/tasks", json=A_TASK).json()["id"]
        own = own_names(client)._replace(
            batch=(batch,), list=(chosen,), review=(review,), staff=(person,), task=(task,), rehearsal=(rehearsal,)
        )
        for operation in OPERATIONS:
            for theirs in names_of(neighbour):
                for one, other in zip(requests(operation, theirs, own), requests(operation, NOBODY, own), strict=True):
                    assert tell(client, one) == tell(client, other), operation.id
                    compared += 1
        assert [member["external_id"] for member in client.get("/v1/members").json()["data"]] == ["own"]
    assert compared > 50
    assert everything(neighbour) == before


@one_house("sqlite")
def test_whom_a_partners_key_does_not_know_looks_like_who_was_never_there(house: House, neighbour: Programme) -> None:
    scopes = tuple(sorted({operation.said["x-scope"] for operation in OPERATIONS} - {"any"} | {"vouchers:read"}))
    key = neighbour.create_key("partner", scopes=scopes)
    theirs = names_of(neighbour)[0]
    before = neighbour.verify().state_hash
    compared = set()
    with neighbour.client(key) as client:
        own = own_names(client)._replace(
            batch=NOBODY.batch,
            review=NOBODY.review,
            staff=NOBODY.staff,
            task=NOBODY.task,
            rehearsal=NOBODY.rehearsal,
        )
        after = neighbour.verify().state_hash
        for operation in OPERATIONS:
            for kind in KINDS_OF_MEMBERS:
                mine, nobodys = (requests(operation, names, own, [kind]) for names in (theirs, NOBODY))
                for one, other in zip(mine, nobodys, strict=True):
                    assert tell(client, one) == tell(client, other), operation.id
                    compared.add(operation.id)
        assert [member["external_id"] for member in client.get("/v1/members").json()["data"]] == ["own"]
        assert {one["member"] for one in client.get("/v1/purchases").json()["data"]} <= {own.member[0], None}
    places = {one.id for one in OPERATIONS if has_place(one, KINDS_OF_MEMBERS)}
    assert compared == places
    assert neighbour.verify().state_hash == after != before


def test_names_are_each_programmes_own(house: House, neighbour: Programme) -> None:
    stranger = house.create_program()
    before = everything(neighbour)
    with stranger.client() as client:
        made = client.post("/v1/members", json={"external_id": "ada", "card_number": "6331001"})
        assert made.status_code == 201
        bought = client.post("/v1/purchases", json=coffees("till-1", "card:6331001", 3))
        assert (bought.status_code, bought.json()["member"]) == (201, made.json()["id"])
        assert client.post("/v1/returns", json=back("back-1", "ext:till-1", quantity=1)).status_code == 201
    assert everything(neighbour) == before


def test_a_cursor_of_anothers_list_leads_nowhere(house: House, neighbour: Programme) -> None:
    stranger = house.create_program()
    with neighbour.client() as client, stranger.client() as other:
        client.post("/v1/members", json={"external_id": "bea"}).raise_for_status()
        cursor = client.get("/v1/members", params={"limit": 1}).json()["next_cursor"]
        answer = other.get("/v1/members", params={"cursor": cursor})
        assert (answer.status_code, answer.json()["type"]) == (400, "/problems/invalid-cursor")


def test_idempotency_keys_are_each_programmes_own(house: House) -> None:
    one, other = house.create_program(), house.create_program()
    for programme in (one, other):
        with programme.client() as client:
            made = client.post("/v1/members", json={"name": "Ada"}, headers={"Idempotency-Key": "same"})
            assert made.status_code == 201
            bought = client.post(
                "/v1/purchases", json=purchase(None, made.json()["id"], 100), headers={"Idempotency-Key": "again"}
            )
            assert bought.status_code == 201


class Asked(NamedTuple):
    """A request, and the name in it that may be another's."""

    method: str
    path: str
    query: dict[str, str]
    body: str | None
    name: str


def requests(operation: Operation, names: Names, own: Names, kinds: Sequence[str] = KINDS) -> Iterator[Asked]:
    """The operation with each of the names, wherever one can stand; the others are one's own, or nobody's."""
    body = json.dumps(BODIES[operation.id]) if operation.has_body else None
    for kind in kinds:
        for name in names.of(kind):
            if kind in operation.path_parameters:
                path = filled(operation.path.replace(f"{{{kind}}}", name), "{}", own)
                yield Asked(operation.method, path, {}, body and filled(body, "<>", own), name)
            if body and f"<{kind}>" in body:
                said = filled(body.replace(f"<{kind}>", name), "<>", NOBODY)
                yield Asked(operation.method, filled(operation.path, "{}", own), {}, said, name)
            if kind in operation.query_parameters:
                yield Asked(operation.method, filled(operation.path, "{}", own), {kind: name}, body, name)


def filled(text: str, marks: str, names: Names) -> str:
    """A text with a name in every place for one."""
    for kind in KINDS:
        text = text.replace(f"{marks[0]}{kind}{marks[1]}", names.of(kind)[0])
    return text


def tell(client: httpx2.Client, asked: Asked) -> tuple[int, str, str]:
    """What comes back, with nothing in it of the name that was asked for nor of the moment."""
    headers = {"Content-Type": "application/json"} if asked.body is not None else {}
    answer = client.request(asked.method, asked.path, params=asked.query, content=asked.body, headers=headers)
    # Links of members to a shop's customers are for keys that know all members.
    is_for_others = answer.status_code == 403 and "a key that knows all members" in answer.text
    if not asked.query and not is_for_others:
        assert answer.status_code == 404 or '"not-found"' in answer.text or "/problems/not-found" in answer.text, answer
    said = re.sub(r'"request_id": ?"[^"]*"', "", answer.text.replace(json.dumps(asked.name), "<name>"))
    kept = {name for name in answer.headers if name not in ("date", "request-id", "content-length")}
    return answer.status_code, said, " ".join(sorted(kept))
