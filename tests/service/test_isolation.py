"""One programme's key finds nothing of another's: what is another's looks like what was never there."""

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import httpx2
import pytest

from app.actions.ids import IdSource
from tests.service.contract import OPERATIONS, Operation
from tests.service.shared_server import House, Programme
from tests.service.shop import DOCUMENT, back, coffees, purchase

draw_id = IdSource().draw

# A good body of each operation, with <member>, <purchase> or <return> where another's name may stand.
BODIES: dict[str, Any] = {
    "publish_program": DOCUMENT,
    "check_program": DOCUMENT,
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
    "create_key": {"role": "partner", "scopes": ["keys:write"]},
    "change_member": {"name": "Eve"},
    "add_card": {"card_number": "6331002"},
    "merge_members": {"from": "<member>"},
    "adjust_balance": {"external_id": "case-x", "unit": "points", "amount": 1, "reason": "Sorry"},
    "give_level": {"tier": "base", "kind": "gift", "reason": "Sorry"},
    "get_statuses": {"members": ["<member>"]},
    "ask_quote": {"member": "<member>", "currency": "GBP", "lines": [{"quantity": 1, "unit_price": 350}]},
    "place_hold": {"external_id": "web-x", "member": "<member>", "points": 1},
    "give_voucher": {"external_id": "gift-x", "member": "<member>", "reward": "free-coffee", "reason": "Sorry"},
    "start_voucher_batch": {"external_id": "b", "reward": "nothing", "members": {"all": True}, "reason": "Sorry"},
    "revoke_voucher": {"reason": "A mistake"},
    "transfer_points": {"external_id": "t-x", "from": "<member>", "to": "<member>", "points": 1},
    "redeem_reward": {"external_id": "app-x", "member": "<member>", "reward": "five-off"},
}
# Operations without a place for another's name.
OWN_ONLY = {
    "get_own_key",
    "start_voucher_batch",
    "list_keys",
    "create_key",
    "list_acts",
    "get_liability",
    "list_settlements",
    "list_unmatched_goods",
    "get_clock",
    "advance_clock",
    "get_program",
    "publish_program",
    "check_program",
    "get_program_version",
    "list_campaigns",
    "enrol_member",
    "list_members",
    "list_rewards",
    "list_tier_changes",
}


A_HOLD = {"external_id": "web-1", "member": "ext:ada", "points": 1}
KINDS = ("member", "purchase", "return", "key", "code", "hold", "batch")
A_BATCH = {"external_id": "b-1", "reward": "free-coffee", "members": {"references": ["ext:x"]}, "reason": "Sorry"}


class Names(NamedTuple):
    """All the names of one member, purchase, return, key, voucher, hold and batch of vouchers."""

    member: tuple[str, ...]
    purchase: tuple[str, ...]
    return_: tuple[str, ...]
    key: tuple[str, ...]
    code: tuple[str, ...]
    hold: tuple[str, ...]
    batch: tuple[str, ...]

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
        ):
            client.post(path, json=body).raise_for_status()
    return neighbour


def names_of(neighbour: Programme) -> list[Names]:
    """The names that the neighbour's things have: the member's, and a guest's."""
    with neighbour.client() as client:
        bought, guest = (client.get(f"/v1/purchases/ext:till-{number}").json() for number in (1, 2))
        key = client.get("/v1/keys").json()["data"][0]["id"]
        [voucher] = client.get("/v1/members/ext:ada/status").json()["vouchers"]
        held = client.post("/v1/holds", json=A_HOLD).json()["id"]
        batch = client.post("/v1/voucher-batches", json=A_BATCH).json()["id"]
    returned = bought["returns"][0]["id"]
    ours = Names(
        (bought["member"], "ext:ada", "card:6331001"),
        (bought["id"], "ext:till-1"),
        (returned, "ext:back-1"),
        (key,),
        (voucher["code"], voucher["code"].lower()),
        (held,),
        (batch,),
    )
    return [ours, ours._replace(purchase=(guest["id"], "ext:till-2"))]


def everything(neighbour: Programme) -> tuple[str, ...]:
    """All that can be read of the neighbour."""
    with neighbour.client() as client:
        paths = [
            *("/v1/members", "/v1/members/ext:ada/entries", "/v1/purchases/ext:till-1", "/v1/purchases/ext:till-2"),
            "/v1/keys",
        ]
        return (*(client.get(path).text for path in paths), neighbour.verify().state_hash)


def test_every_operation_is_looked_at() -> None:
    for operation in OPERATIONS:
        assert not operation.has_body or operation.id in BODIES, f"say in BODIES what {operation.id} takes"
        places = set(KINDS) & {*operation.path_parameters, *operation.query_parameters}
        has_place = places or "<" in json.dumps(BODIES.get(operation.id))
        assert has_place or operation.id in OWN_ONLY, f"{operation.id} has no place for another programme's names"


def test_what_is_anothers_looks_like_what_was_never_there(house: House, neighbour: Programme) -> None:
    stranger = house.create_program()
    before = everything(neighbour)
    compared = 0
    with stranger.client() as client:
        member = client.post("/v1/members", json={"external_id": "own"}).json()["id"]
        guest = client.post("/v1/purchases", json=coffees("own", None, 2)).json()["id"]
        returned = client.post("/v1/returns", json=back("own", guest, quantity=1)).json()["id"]
        key = client.post("/v1/keys", json={"role": "email"}).json()["id"]
        code = client.post("/v1/purchases", json=coffees("full", "ext:own", 10)).json()["vouchers_issued"][0]["code"]
        held = client.post("/v1/holds", json={"external_id": "h", "member": "ext:own", "points": 1}).json()["id"]
        batch = client.post("/v1/voucher-batches", json=A_BATCH).json()["id"]
        own = Names((member,), (guest,), (returned,), (key,), (code,), (held,), (batch,))
        for operation in OPERATIONS:
            for theirs in names_of(neighbour):
                for one, other in zip(requests(operation, theirs, own), requests(operation, NOBODY, own), strict=True):
                    assert tell(client, one) == tell(client, other), operation.id
                    compared += 1
        assert [member["external_id"] for member in client.get("/v1/members").json()["data"]] == ["own"]
    assert compared > 50
    assert everything(neighbour) == before


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


def requests(operation: Operation, names: Names, own: Names) -> Iterator[Asked]:
    """The operation with each of the names, wherever one can stand; the others are one's own, or nobody's."""
    body = json.dumps(BODIES[operation.id]) if operation.has_body else None
    for kind in KINDS:
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
    if not asked.query:
        assert answer.status_code == 404 or '"not-found"' in answer.text or "/problems/not-found" in answer.text, answer
    said = re.sub(r'"request_id": ?"[^"]*"', "", answer.text.replace(json.dumps(asked.name), "<name>"))
    kept = {name for name in answer.headers if name not in ("date", "request-id", "content-length")}
    return answer.status_code, said, " ".join(sorted(kept))
