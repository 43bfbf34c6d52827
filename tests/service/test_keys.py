"""What a key may do: nothing without one, only what its role has, only for its store, and not once it is revoked."""

import json
import time
from datetime import UTC, datetime
from typing import Any

import httpx2
import pytest

from app.actions.access.keys import ALL_MEMBERS
from app.engine.model.instants import instant_text
from app.store.queries.access import keys as key_store
from tests.service.conftest import one_house
from tests.service.contract import OPERATIONS, Operation
from tests.service.processes import LIMIT_SECONDS
from tests.service.shared_server import House, Programme
from tests.service.shop import back, coffees, purchase
from tests.service.test_isolation import BODIES, KINDS, NOBODY

READING = {
    "list_links",
    "export_records",
    "list_events",
    "list_staff",
    "get_staff",
    "get_owner",
    "list_notes",
    "list_consents",
    "list_contacts",
    "check_contact",
    "list_honours",
    "list_merge_fields",
    "get_merge_fields",
    "list_tasks",
    "get_task",
    "list_keys",
    "list_key_members",
    "list_acts",
    "get_liability",
    "list_settlements",
    "get_sales",
    "list_donations",
    "list_unmatched_goods",
    "get_clock",
    "get_program",
    "get_program_version",
    "check_program",
    "list_campaigns",
    "list_members",
    "get_members",
    "get_member",
    "get_purchase",
    "list_purchases",
    "get_return",
    "get_status",
    "get_statuses",
    "get_hold",
    "list_member_holds",
    "list_member_vouchers",
    "list_entries",
    "get_entry",
    "get_balance",
    "list_rebates",
    "list_member_tiers",
    "list_tier_changes",
    "list_rehearsals",
    "get_rehearsal",
    "list_rehearsed_members",
    "lint_program",
}
KNOWING = {"list_reviews", "get_review", "list_grades", "list_member_grades", "get_pareto"}
KNOWING |= {
    "list_deviations",
    "list_lapsed",
    "list_reorders",
    "list_lift",
    "get_stages",
    "get_golden_list",
    "list_lapse_reasons",
    "get_member_insight",
    "get_holdout",
    "get_holdout_effect",
}
SEGMENTING = {"list_segments", "get_segment", "list_segment_members", "check_segment"}
KNOWING |= SEGMENTING
WEBHOOKS_READ = {"list_webhooks", "get_webhook", "list_attempts"}
SHOPS_READ = {"list_connectors", "get_connector", "map_message", "list_deliveries", "get_delivery"}
CONNECTING = {"make_webhook", "change_webhook", "delete_webhook", "rotate_webhook", "ping_webhook", "replay_webhook"}
CONNECTING |= {"create_connector", "change_connector", "delete_connector"}
SHOPS_READ |= {"list_backfills", "get_backfill"}
CONNECTING |= {"start_backfill", "retry_deliveries", "replay_delivery", "dismiss_delivery"}
GIFT_CARDS_READ = {"look_up_gift_card", "list_gift_cards", "get_gift_card", "list_gift_card_entries"}
OFFERING = {"list_rewards", "get_voucher", "get_voucher_batch"}
LINKING = {"add_link", "list_links", "remove_link"}
SELLING = (
    OFFERING
    | LINKING
    | GIFT_CARDS_READ
    | {
        "make_page_link",
        "redeem_reward",
        "transfer_points",
        "ask_quote",
        "place_hold",
        "release_hold",
        "enrol_member",
        "list_members",
        "get_members",
        "get_member",
        "add_consent",
        "ask_consent",
        "renew_pictures",
        "list_merge_fields",
        "get_merge_fields",
        "list_consents",
        "list_contacts",
        "check_contact",
        "record_purchase",
        "record_purchases",
        "get_purchase",
        "list_purchases",
        "void_purchase",
        "claim_purchase",
        "activate_purchase",
        "take_return",
        "exchange_goods",
        "get_return",
        "void_return",
        "get_status",
        "get_statuses",
        "get_hold",
        "list_member_holds",
        "list_member_vouchers",
        "list_entries",
        "get_entry",
        "get_balance",
        "list_rebates",
        "list_campaigns",
        "list_member_tiers",
        "list_tier_changes",
    }
)
MANAGING = {
    "publish_program",
    "keep_draft",
    "get_draft",
    "drop_draft",
    "advance_clock",
    "change_member",
    "erase_member",
    "add_card",
    "remove_card",
    "merge_members",
    "adjust_balance",
    "give_level",
    "take_level_away",
    "give_voucher",
    "revoke_voucher",
    "start_voucher_batch",
    "issue_gift_card",
    "top_up_gift_card",
    "replace_gift_card",
    "block_gift_card",
    "unblock_gift_card",
    "void_gift_card",
    "ask_review",
    "start_rehearsal",
    "cancel_rehearsal",
}
ANYBODY = {"get_own_key"}
PROGRAM = {"get_program", "get_program_version", "check_program"}
FOLLOWING = {"get_owner", "set_owner", "list_tasks", "get_task", "make_task", "finish_task", "drop_task", "hand_task"}
FOLLOWING |= {"postpone_task", "write_note", "list_notes", "suppress_address", "record_contact"}
LISTING = {"start_contact_list", "get_contact_list", "list_chosen_members"}
FOLLOWING |= LISTING
SERVING = SELLING | KNOWING | ANYBODY | PROGRAM | FOLLOWING | {"get_clock", "change_member", "add_card", "remove_card"}
MAY: dict[str, set[str]] = {
    "admin": READING
    | {"list_campaign_codes"}
    | KNOWING
    | OFFERING
    | SELLING
    | MANAGING
    | ANYBODY
    | {"create_key", "revoke_key", "add_key_member", "remove_key_member", "put_staff", "invite_staff"}
    | FOLLOWING
    | CONNECTING
    | WEBHOOKS_READ
    | SHOPS_READ,
    "pos": SELLING | ANYBODY,
    "ecommerce": SELLING | ANYBODY | {"change_member", "add_card", "list_events"},
    "email": ANYBODY
    | SEGMENTING
    | LISTING
    | {
        "add_consent",
        "ask_consent",
        "renew_pictures",
        "list_merge_fields",
        "get_merge_fields",
        "list_consents",
        "list_contacts",
        "check_contact",
        "record_contact",
        "suppress_address",
        "list_honours",
        "list_links",
        "list_events",
        "make_page_link",
        "list_members",
        "get_members",
        "get_member",
        "get_status",
        "get_statuses",
        "get_hold",
        "list_member_holds",
        "list_member_vouchers",
        "list_entries",
        "get_entry",
        "get_balance",
        "list_rebates",
        "list_member_tiers",
        "list_tier_changes",
    },
    "auditor": {"list_campaign_codes"}
    | READING
    | KNOWING
    | OFFERING
    | GIFT_CARDS_READ
    | ANYBODY
    | WEBHOOKS_READ
    | SHOPS_READ,
    "representative": SERVING,
    "manager": SERVING
    | (READING - {"list_keys", "list_key_members", "export_records", "list_events"})
    | (MANAGING - {"advance_clock"}),
    "operator": ANYBODY | {"list_keys", "list_key_members", "list_acts", "get_clock"} | PROGRAM | WEBHOOKS_READ,
}


# A second scope, without which the first is not enough.
ALSO_NEEDED = {"get_merge_fields": "members:read", "list_merge_fields": "members:read"}


def somewhere(operation: Operation) -> str:
    """An address of the operation, of things that do not exist."""
    path = (
        operation.path.replace("{version}", "77")
        .replace("{number}", "6331002")
        .replace("{key}", "key_1")
        .replace("{code}", "X")
        .replace("{hold}", "hld_1")
        .replace("{batch}", "vba_1")
        .replace("{list}", "lst_1")
        .replace("{review}", "rev_1")
        .replace("{rehearsal}", "reh_1")
        .replace("{code}", "X")
    )
    for kind in operation.path_parameters:
        if kind in KINDS:
            path = path.replace(f"{{{kind}}}", NOBODY.of(kind)[0])
    return path


def test_it_is_said_of_every_operation_who_may() -> None:
    known = set().union(*MAY.values())
    assert {operation.id for operation in OPERATIONS} == known, "say in MAY which roles may do it"


@one_house("sqlite")
@pytest.mark.parametrize("role", MAY)
def test_a_role_may_do_what_it_is_for_and_nothing_else(house: House, role: str) -> None:
    shop = house.create_program()
    with shop.client(shop.create_key(role)) as client:
        assert_answers(client, OPERATIONS, [operation for operation in OPERATIONS if operation.id in MAY[role]])
    with shop.client() as client:
        members = client.get("/v1/members").json()["data"]
        assert bool(members) == ("enrol_member" in MAY[role]), "what is refused has no effect"
        assert client.get("/v1/program").json()["version"] == (2 if "publish_program" in MAY[role] else 1)


SCOPES = sorted({operation.said["x-scope"] for operation in OPERATIONS} - {"any"})
# What else lets somebody do what a scope is for.
ALSO_ENOUGH = {"members:contact": {"members:write"}}


@one_house("sqlite")
def test_a_scope_is_enough_for_what_it_is_for_and_nothing_else_is(house: House) -> None:
    shop = house.create_program()
    for scope in SCOPES:
        others = tuple(one for one in SCOPES if one != scope and one not in ALSO_ENOUGH.get(scope, ()))
        theirs = [operation for operation in OPERATIONS if operation.said["x-scope"] == scope]
        with partner(shop, scope) as client:
            assert_answers(client, theirs, [one for one in theirs if one.id not in ALSO_NEEDED])
        with partner(shop, *others) as client:
            assert_answers(client, theirs, [])


@pytest.mark.long
def test_a_partner_may_do_what_its_scope_says(house: House) -> None:
    """Every scope with every operation."""
    shop = house.create_program()
    for scope in SCOPES:
        enough = {scope, "any"} | {one for one, more in ALSO_ENOUGH.items() if scope in more}
        may = [one for one in OPERATIONS if one.said["x-scope"] in enough and one.id not in ALSO_NEEDED]
        with partner(shop, scope) as client:
            assert_answers(client, OPERATIONS, may)


def partner(shop: Programme, *scopes: str) -> httpx2.Client:
    """A partner who knows all members."""
    return shop.client(shop.create_key("partner", scopes=scopes, members_of=ALL_MEMBERS))


def assert_answers(client: httpx2.Client, operations: list[Operation], may: list[Operation]) -> None:
    """Of these operations a caller may do some, and is refused all others."""
    for operation in operations:
        answer = client.request(operation.method, somewhere(operation), json=BODIES.get(operation.id))
        if operation in may:
            assert answer.status_code in (200, 201, 202, 204, 404, 409, 422), (operation.id, answer.text)
        else:
            assert_problem(answer, 403, "insufficient-scope", operation.id)


def test_enrolling_on_the_way_needs_its_scope_too(house: House) -> None:
    shop = house.create_program()
    with shop.client(shop.create_key("partner", scopes=("purchases:write",))) as client:
        answer = client.post("/v1/purchases", json=coffees("till-1", "ext:new", 1, enrol=True))
        assert_problem(answer, 403, "insufficient-scope")
        answer = client.post("/v1/purchases/batch", json={"purchases": [coffees("till-1", "ext:new", 1, enrol=True)]})
        assert answer.json()["results"][0]["problem"]["type"] == "/problems/insufficient-scope"


@one_house("sqlite")
def test_without_a_good_key_nothing_is_done(house: House) -> None:
    shop = house.create_program()
    wrong_checksum = shop.key[:-1] + ("0" if shop.key[-1] != "0" else "1")
    other_kind = shop.key.replace("gl_live_", "gl_test_")
    unknown = house.create_program(test=True).key.replace("gl_test_", "gl_live_")
    for key in (None, wrong_checksum, other_kind, unknown, "gl_live_", "x" * 5000):
        with shop.client(key or "-") as client:
            if key is None:
                del client.headers["Authorization"]
            for operation in OPERATIONS:
                answer = client.request(operation.method, somewhere(operation), json=BODIES.get(operation.id))
                assert_problem(answer, 401, "unauthenticated", operation.id)
                assert answer.headers["www-authenticate"].startswith("Bearer")


# The promise is five seconds; tests/actions/access/test_keys.py holds it with a clock of its own.
def test_a_revoked_key_stops_by_itself(house: House) -> None:
    shop = house.create_program()
    key = shop.create_key("pos")
    with shop.client(key) as client:
        assert client.get("/v1/members").status_code == 200
        house.run(lambda goldlist: goldlist.database.write(lambda transaction: revoke(transaction, shop)))
        revoked_at = time.monotonic()
        while client.get("/v1/members").status_code == 200:
            assert time.monotonic() < revoked_at + LIMIT_SECONDS
            time.sleep(0.1)
        assert_problem(client.get("/v1/members"), 401, "unauthenticated")
    with shop.client() as client:
        assert client.get("/v1/members").status_code == 200


def test_keys_are_made_listed_and_revoked_from_a_shell(house: House) -> None:
    shop = house.create_program()
    run = house.installation.run
    made = json.loads(
        run("keys", "create", "--program", shop.slug, "--role", "pos", "--expires-at", "2999-01-01T00:00:00Z")
    )
    admin, till = (json.loads(line) for line in run("keys", "list", "--program", shop.slug).splitlines())
    assert (admin["role"], admin["expires_at"]) == ("admin", None)
    assert (till["id"], till["role"], till["expires_at"]) == (made["id"], "pos", "2999-01-01T00:00:00.000000Z")
    assert made["key"] not in str(till)
    assert (till["points_per_day"], "limits" in till) == (None, False)
    with shop.client(made["key"]) as client:
        assert client.get("/v1/members").status_code == 200
        assert json.loads(run("keys", "revoke", "--program", shop.slug, made["id"]))["id"] == made["id"]
        revoked_at = time.monotonic()
        while client.get("/v1/members").status_code == 200:
            assert time.monotonic() < revoked_at + LIMIT_SECONDS
            time.sleep(0.1)
    for arguments in (("revoke", "key_1"), ("create", "--role", "pos", "--expires-at", "2000-01-01T00:00:00Z")):
        refused = house.installation.attempt("keys", *arguments, "--program", shop.slug)
        assert (refused.returncode, "Traceback" in refused.stderr) == (2, False), refused.stderr


def test_staff_are_added_and_listed_from_a_shell(house: House) -> None:
    shop = house.create_program()
    run = house.installation.run
    add = ("staff", "add", "--program", shop.slug, "--name", "Sam Hill", "--role", "representative")
    made = json.loads(run(*add, "--email", "Sam@shop.example"))
    again = json.loads(run(*add))
    assert again["id"] == made["id"]
    assert again["sign_in_url"] != made["sign_in_url"]
    assert "/pages/invitation/" in made["sign_in_url"]
    [listed] = [json.loads(line) for line in run("staff", "list", "--program", shop.slug).splitlines()]
    assert (listed["id"], listed["email"], listed["active"]) == (made["id"], "sam@shop.example", True)
    key = json.loads(run("keys", "create", "--program", shop.slug, "--role", "representative", "--staff", made["id"]))[
        "key"
    ]
    with shop.client(key) as client:
        assert client.get("/v1/key").json()["staff"] == made["id"]
    for wrong in (("--role", "pos"), ("--email", "nowhere")):
        refused = house.installation.attempt(*add, *wrong)
        assert (refused.returncode, "Traceback" in refused.stderr) == (2, False), refused.stderr


async def revoke(transaction: Any, shop: Programme) -> None:
    """Revoke every key of the programme but the first."""
    for key in (await key_store.keys_page(transaction, shop.id))[1:]:
        await key_store.revoke(transaction, key, instant_text(datetime.now(UTC)))


def test_a_key_of_a_store_fills_it_in_and_acts_for_no_other(house: House) -> None:
    shop = house.create_program()
    with shop.client(shop.create_key("pos", store="london-1")) as client:
        own = client.post("/v1/purchases", json=coffees("till-1", "ext:ada", 3, enrol=True))
        assert own.status_code == 201
        assert client.get("/v1/purchases/ext:till-1").json()["store"] == "london-1"
        named = client.post("/v1/purchases", json=coffees("till-2", "ext:ada", 3, store="london-1"))
        assert named.status_code == 201
        other = client.post("/v1/purchases", json=coffees("till-3", "ext:ada", 3, store="london-2"))
        assert_problem(other, 403, "store-not-allowed")
        for body in (
            {**back("back-1", "ext:till-1", quantity=1), "store": "london-2"},
            {**purchase("back-2", "ext:ada", 100), "store": "london-2"},
        ):
            assert_problem(client.post("/v1/returns", json=body), 403, "store-not-allowed")
        batch = [
            coffees("till-4", "ext:ada", 1),
            coffees("till-5", "ext:ada", 1, store="london-2"),
            {"return": {**back("back-3", "ext:till-1", quantity=1), "store": "london-2"}},
        ]
        results = client.post("/v1/purchases/batch", json={"purchases": batch}).json()["results"]
        assert [result["status"] for result in results] == [201, 403, 403]
        for name in ("till-3", "till-5"):
            assert_problem(client.get(f"/v1/purchases/ext:{name}"), 404, "not-found")
        # The same, said with the store and without, is the same.
        assert (
            client.post(
                "/v1/purchases",
                json={
                    **coffees("till-1", "ext:ada", 3, enrol=True),
                    "store": "london-1",
                    "occurred_at": own.json()["occurred_at"],
                },
            ).status_code
            == 200
        )
    shop.verify()


def assert_problem(answer: Any, status: int, name: str, what: str = "") -> None:
    assert (answer.status_code, answer.json().get("type")) == (status, f"/problems/{name}"), (what, answer.text)
