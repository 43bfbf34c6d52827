"""Contact lists over HTTP: who is chosen, who is left out and why, and that nobody is chosen twice."""

import asyncio
from collections.abc import Iterable
from typing import Any

import pytest

from app.actions.customers.contacts import contact_lists
from app.engine.model.control_groups import is_in_control_group
from app.engine.model.ratio import Ratio
from tests.api.operations.membership.test_consents import said
from tests.api.operations.membership.test_contacts import CONTACTS, made, publish
from tests.api.requests import assert_problem, purchase
from tests.api.shop import DOCUMENT, Shop
from tests.api.test_erasure import MARK, rows_with

pytestmark = pytest.mark.anyio

FREE: dict[str, Any] = {"purposes": [{"id": "service", "needs": []}]}
NOBODY = {"no_consent": 0, "suppressed": 0, "capped": 0, "no_address": 0, "held_out": 0, "unknown": 0}


def wish(name: str = "spring", **more: Any) -> dict[str, Any]:
    return {"external_id": name, "purpose": "news", "channel": "email", "members": {"all": True}, **more}


async def enrol(shop: Shop, names: Iterable[str], **more: Any) -> list[str]:
    made_ = [
        await shop.post("/v1/members", {"external_id": name, "email": f"{name}@example.com", **more}) for name in names
    ]
    return [one["id"] for one in made_]


def bought(name: str, member: str, price: int) -> dict[str, Any]:
    lines = [{"quantity": 1, "unit_price": price}]
    return purchase(external_id=name, member=member, lines=lines, total=price, enrol=False)


async def allow(shop: Shop, *names: str) -> None:
    for name in names:
        await shop.post(f"/v1/members/ext:{name}/consents", said(f"yes-{name}", True, purpose="news"))


async def done(shop: Shop, begun: dict[str, Any]) -> dict[str, Any]:
    """A list after as many rounds as it takes."""
    for _ in range(50):
        await shop.goldlist.contact_lists.go_round()
        found = await shop.get(f"/v1/contact-lists/{begun['id']}")
        if found["status"] == "done":
            return found
    raise AssertionError("it does not come to an end")


async def run(shop: Shop, body: dict[str, Any]) -> tuple[dict[str, Any], list[str | None]]:
    """A list of this wish when it is done, and the external ids of its members in order."""
    found = await done(shop, await shop.post("/v1/contact-lists", body, 202))
    return found, [one["external_id"] for one in (await members_of(shop, found))["data"]]


async def members_of(shop: Shop, one: dict[str, Any], **query: str) -> dict[str, Any]:
    return await shop.get(f"/v1/contact-lists/{one['id']}/members", **query)


async def test_everybody_is_chosen_or_left_out_for_the_first_reason(shop: Shop) -> None:
    await publish(shop, CONTACTS)
    await enrol(shop, ("ada", "bob", "cyd", "dan", "eve"))
    await shop.post("/v1/members", {"external_id": "fay"})
    await allow(shop, "ada", "cyd", "dan", "eve", "fay")
    await shop.post("/v1/suppressions", {"channel": "email", "address": "CYD@example.com", "reason": "asked"})
    for number in range(2):
        await shop.post("/v1/contacts", made(f"m{number}", "2026-03-01T11:00:00Z", member="ext:dan"))
    begun = await shop.post("/v1/contact-lists", wish(topic="offers"), 202)
    assert (begun["status"], begun["wanted"], begun["examined"], begun["chosen"]) == ("running", 6, 0, 0)
    assert begun["left_out"] == NOBODY
    found = await done(shop, begun)
    assert (found["wanted"], found["examined"], found["chosen"]) == (6, 6, 2)
    assert found["left_out"] == {**NOBODY, "no_consent": 1, "suppressed": 1, "capped": 1, "no_address": 1}
    page = await members_of(shop, found)
    assert [(one["external_id"], one["address"]) for one in page["data"]] == [
        ("ada", "ada@example.com"),
        ("eve", "eve@example.com"),
    ]
    (contact,) = (await shop.get("/v1/members/ext:ada/contacts"))["data"]
    assert (contact["outcome"], contact["direction"], contact["purpose"]) == ("sent", "out", "news")
    assert (contact["topic"], contact["contact_list"]) == ("offers", found["id"])
    assert await shop.goldlist.contact_lists.go_round() == 0
    await shop.prove()


async def test_a_choice_counts_against_caps_on_its_day(shop: Shop) -> None:
    await publish(shop, CONTACTS)
    await enrol(shop, ("ada",))
    await allow(shop, "ada")
    for name in ("one", "two"):
        assert (await run(shop, wish(name)))[1] == ["ada"]
    found, names = await run(shop, wish("three"))
    assert (names, found["left_out"]["capped"]) == ([], 1)
    answer = await shop.get("/v1/members/ext:ada/may-contact", purpose="news", channel="email")
    assert (answer["reason"], answer["caps"][0]["used"]) == ("capped", 2)
    # Seven days after 2 March, both choices have left the window.
    shop.now = shop.now.replace(day=9)
    assert (await run(shop, wish("four")))[1] == ["ada"]


async def test_lists_at_the_same_time_respect_each_others_choices(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contact_lists, "MEMBERS_AT_ONCE", 3)
    await publish(shop, {"purposes": [{"id": "service", "needs": []}], "all": {"max": 1, "days": 30}})
    await enrol(shop, [f"c{number}" for number in range(10)])
    begun = [await shop.post("/v1/contact-lists", wish(f"l{number}", purpose="service"), 202) for number in range(4)]

    async def always(*_: Any) -> bool:
        return True

    # Nothing may depend on leases.
    monkeypatch.setattr("app.store.queries.leases.take", always)
    for _ in range(8):
        await asyncio.gather(*(shop.goldlist.contact_lists.go_round() for _ in range(3)))
    ended = [await shop.get(f"/v1/contact-lists/{one['id']}") for one in begun]
    assert {one["status"] for one in ended} == {"done"}
    assert [one["chosen"] + one["left_out"]["capped"] for one in ended] == [10] * 4
    assert sum(one["chosen"] for one in ended) == 10
    names = [each["external_id"] for one in ended for each in (await members_of(shop, one))["data"]]
    assert sorted(names) == sorted(f"c{number}" for number in range(10))
    await shop.prove()


async def test_an_interrupted_list_goes_on_and_chooses_nobody_twice(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contact_lists, "MEMBERS_AT_ONCE", 4)
    await publish(shop, FREE)
    await enrol(shop, [f"c{number}" for number in range(10)])
    begun = await shop.post("/v1/contact-lists", wish(purpose="service"), 202)
    advance, calls = contact_lists.store.advance_list, 0

    async def interrupted(*arguments: Any) -> bool:
        nonlocal calls
        calls += 1
        await advance(*arguments)
        if calls == 2:
            raise RuntimeError("killed")
        return True

    monkeypatch.setattr(contact_lists.store, "advance_list", interrupted)
    with pytest.raises(RuntimeError):
        await shop.goldlist.contact_lists.go_round()
    half = await shop.get(f"/v1/contact-lists/{begun['id']}")
    assert (half["status"], half["examined"], half["chosen"]) == ("running", 4, 4)
    assert len((await members_of(shop, half))["data"]) == 4, "no half slice is left"
    found = await done(shop, begun)
    assert (found["examined"], found["chosen"]) == (10, 10)
    for number in range(10):
        assert len((await shop.get(f"/v1/members/ext:c{number}/contacts"))["data"]) == 1


async def test_the_same_again_starts_nothing_and_another_wish_under_the_name_is_refused(shop: Shop) -> None:
    await publish(shop, FREE)
    await enrol(shop, ("ada",))
    body = wish(purpose="service")
    answers = await asyncio.gather(*(shop.admin.post("/v1/contact-lists", json=body) for _ in range(5)))
    assert {one.status_code for one in answers} <= {200, 202}
    assert len({one.json()["id"] for one in answers}) == 1
    first = answers[0].json()
    await done(shop, first)
    again = await shop.admin.post("/v1/contact-lists", json=body)
    assert (again.status_code, again.headers["idempotency-replayed"]) == (200, "true")
    assert again.json() == first
    assert_problem(await shop.admin.post("/v1/contact-lists", json={**body, "limit": 1}), 409, "external-id-conflict")
    assert len((await shop.get("/v1/members/ext:ada/contacts"))["data"]) == 1
    acts = [one["act"] for one in (await shop.get("/v1/audit"))["data"]]
    assert acts.count("start_contact_list") == 1


async def test_members_by_group_tier_and_reference(shop: Shop) -> None:
    await publish(shop, {**FREE, "premium": {"levels": ["silver"]}})
    await enrol(shop, ("ada", "bob", "cyd"))
    await shop.post("/v1/purchases", bought("p1", "ext:bob", 100))
    await shop.post("/v1/purchases", bought("p2", "ext:cyd", 40000))
    for group, name in (("prospects", "ada"), ("customers", "bob"), ("premium", "cyd")):
        found, names = await run(shop, wish(group, purpose="service", members={"group": group}))
        assert (names, found["wanted"], found["examined"]) == ([name], 3, 3)
        page = await shop.get("/v1/members", group=group)
        assert ([one["external_id"] for one in page["data"]], page["next_cursor"]) == ([name], None)
    found, names = await run(shop, wish("tier", purpose="service", members={"tier": "silver"}))
    assert (names, found["wanted"]) == (["cyd"], 1)
    meant = {"references": ["ext:bob", "ext:nobody", "ext:bob", "ext:ada"]}
    found, names = await run(shop, wish("named", purpose="service", members=meant))
    assert (names, found["wanted"], found["left_out"]) == (["ada", "bob"], 3, {**NOBODY, "unknown": 1})


async def test_members_of_a_group_come_in_pages(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.actions.reading.reads.MOST_LOOKED_AT", 4)
    names = [f"c{number}" for number in range(11)]
    await enrol(shop, names)
    buyers = names[2::3]
    for name in buyers:
        await shop.post("/v1/purchases", bought(f"p-{name}", f"ext:{name}", 100))
    for since in ({}, {"changed_since": "2026-01-01T00:00:00Z"}):
        for limit in ("1", "2", "50"):
            seen: list[str] = []
            query: dict[str, str] = {"group": "customers", "limit": limit, **since}
            while True:
                page = await shop.get("/v1/members", **query)
                assert len(page["data"]) <= int(limit)
                seen += [one["external_id"] for one in page["data"]]
                if page["next_cursor"] is None:
                    break
                query["cursor"] = page["next_cursor"]
            assert sorted(seen) == sorted(buyers)
    one = await shop.get("/v1/members", group="prospects", email="C1@example.com")
    assert [each["external_id"] for each in one["data"]] == ["c1"]
    assert_problem(await shop.admin.get("/v1/members", params={"group": "friends"}), 422, "validation")


async def test_occasions_have_their_day(shop: Shop) -> None:
    await publish(shop, FREE)
    await enrol(shop, ("ada",), birth_date="1980-02-29", joined_on="2024-03-02")
    await enrol(shop, ("bob",), birth_date="1980-03-01", metadata={"nameday": "03-02", "child": "3/2"})
    await enrol(shop, ("cyd",), joined_on="2026-03-02", metadata={"nameday": "02-31"})
    await shop.post("/v1/purchases", bought("p1", "ext:cyd", 100))
    for number, (kind, on, expected) in enumerate(
        (
            ("birthday", "2026-03-01", ["ada", "bob"]),
            ("birthday", "2028-02-29", ["ada"]),
            ("joined", "2026-03-02", ["ada"]),
            ("joined", "2027-03-02", ["ada", "cyd"]),
            ("first_purchase", "2026-03-02", []),
            ("first_purchase", "2027-03-01", ["cyd"]),
            ("metadata:nameday", "2026-03-02", ["bob"]),
            ("metadata:child", "2026-03-02", []),
        )
    ):
        body = wish(f"l{number}", purpose="service", occasion={"kind": kind, "on": on})
        found, names = await run(shop, body)
        assert names == expected, (kind, on)
        assert (found["chosen"], found["left_out"]) == (len(expected), NOBODY)


async def test_a_limit_takes_the_earliest(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contact_lists, "MEMBERS_AT_ONCE", 3)
    await publish(shop, FREE)
    await enrol(shop, [f"c{number}" for number in range(8)])
    found, names = await run(shop, wish(purpose="service", limit=4))
    assert (found["chosen"], names) == (4, ["c0", "c1", "c2", "c3"])
    assert found["examined"] < found["wanted"]


async def test_the_control_group_is_left_out_and_counted(shop: Shop) -> None:
    holdout = {"id": "h", "share": "0.5", "from": "2026-01-01", "covers": ["contact_lists"]}
    document = {**DOCUMENT, "contacts": FREE, "holdout": holdout}
    assert (await shop.admin.put("/v1/program", json=document)).status_code == 200
    ids = await enrol(shop, [f"c{number}" for number in range(20)])
    control = {one for one in ids if is_in_control_group(shop.program_id, "h", one, Ratio(1, 2))}
    assert 0 < len(control) < 20
    found = await done(shop, await shop.post("/v1/contact-lists", wish(purpose="service"), 202))
    assert (found["chosen"], found["left_out"]["held_out"]) == (20 - len(control), len(control))
    assert {one["member"] for one in (await members_of(shop, found))["data"]} == set(ids) - control


async def test_the_file_has_what_the_pages_have(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.api.operations.membership.contact_lists.CSV_AT_ONCE", 2)
    await publish(shop, FREE)
    await enrol(shop, [f"c{number}" for number in range(5)], name="=Ada")
    found, _ = await run(shop, wish(purpose="service"))
    rows: list[dict[str, Any]] = []
    page: dict[str, Any] = {"next_cursor": None}
    for _ in range(3):
        more = {"cursor": page["next_cursor"]} if page["next_cursor"] else {}
        page = await members_of(shop, found, limit="2", **more)
        rows += page["data"]
    assert page["next_cursor"] is None
    assert len(rows) == 5
    path = f"/v1/contact-lists/{found['id']}/members"
    text = (await shop.admin.get(path, params={"format": "csv"})).text
    expected = [f"{one['member']},{one['external_id']},'=Ada,{one['address']}" for one in rows]
    assert text.splitlines() == ["member,external_id,name,address", *expected]
    assert_problem(await shop.admin.get(path, params={"format": "csv", "limit": "2"}), 422, "validation")
    poor = shop.client_of(await shop.key("partner", scopes=("contacts:write",), members_of=None))
    assert_problem(await poor.get(path), 403, "insufficient-scope")
    email = shop.client_of(await shop.key("email"))
    assert (await email.get(path)).json()["data"][0]["address"] == "c0@example.com"


async def test_merged_and_erased_members_leave_no_word(shop: Shop) -> None:
    await publish(shop, FREE)
    await enrol(shop, ("ada", "bob", f"{MARK}-ext", f"{MARK}-late"))
    found, _ = await run(shop, wish(purpose="service"))
    meant = {"references": [f"ext:{MARK}-late", "ext:ada"]}
    late = await shop.post("/v1/contact-lists", wish("late", purpose="service", members=meant), 202)
    await shop.post("/v1/members/ext:ada/merge", {"from": "ext:bob"}, 200)
    names = [one["external_id"] for one in (await members_of(shop, found))["data"]]
    assert names == ["ada", f"{MARK}-ext", f"{MARK}-late"], "both of two merged members are one"
    assert await rows_with(shop, MARK) != []
    for name in ("ext", "late"):
        await shop.admin.delete(f"/v1/members/ext:{MARK}-{name}")
    assert await rows_with(shop, MARK) == []
    assert [one["external_id"] for one in (await members_of(shop, found))["data"]] == ["ada"]
    ended = await done(shop, late)
    assert (ended["chosen"], ended["left_out"]["unknown"]) == (1, 1)
    await shop.prove()


async def test_bad_wishes_start_nothing(shop: Shop) -> None:
    await publish(shop, FREE)
    for body, code in (
        (wish("a"), "unknown-purpose"),
        (wish("b", purpose="share"), "unknown-purpose"),
        (wish("c", purpose="service", members={"tier": "platinum"}), "unknown-level"),
        (wish("d", purpose="service", members={"segment": "none"}), "unknown-segment"),
        (wish("e", purpose="service", members={}), "one-of"),
        (wish("f", purpose="service", members={"all": True, "group": "customers"}), "one-of"),
        (wish("g", purpose="service", occasion={"kind": "nameday", "on": "2026-03-02"}), "unknown-occasion"),
        (wish("h", purpose="service", occasion={"kind": "birthday", "on": "2026-02-30"}), None),
        (wish("i", purpose="service", limit=0), None),
        (wish("j", purpose="service", channel="visit"), None),
    ):
        answer = await shop.admin.post("/v1/contact-lists", json=body)
        assert_problem(answer, 422, "validation")
        if code:
            assert answer.json()["errors"][0]["code"] == code, answer.text
    assert await shop.goldlist.contact_lists.go_round() == 0
    assert_problem(await shop.admin.get("/v1/contact-lists/lst_0/members"), 404, "not-found")
    assert_problem(await shop.admin.get("/v1/contact-lists/vba_0"), 404, "not-found")
    partner = shop.client_of(await shop.key("partner", scopes=("contacts:write",)))
    assert_problem(await partner.post("/v1/contact-lists", json=wish()), 403, "insufficient-scope")


async def test_the_end_is_told(shop: Shop) -> None:
    await publish(shop, FREE)
    await enrol(shop, ("ada",))
    found, _ = await run(shop, wish(purpose="service"))
    await shop.goldlist.sequencer.catch_up()
    told = [one for one in (await shop.get("/v1/events", after="start"))["data"] if one["type"] == "job.finished"]
    assert [one["data"]["job"] for one in told] == [{"kind": "contact_list", "status": "done", "chosen": 1, **NOBODY}]
    assert told[0]["data"]["cause"] == {"kind": "contact_list", "id": found["id"]}
