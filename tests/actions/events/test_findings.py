"""What reviews find, what people are to do, what members allow, and jobs that end: each told once."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from app.actions.access.keys import SCOPES, Caller
from app.actions.background.voucher_batches import BatchRequest
from app.actions.customers.contacts.consents import ConsentRequest
from app.actions.customers.contacts.mail_links import Question
from app.actions.customers.tasks.tasks import Closing, TaskRequest
from app.engine.model.book import Refusal
from app.engine.model.commands.members import ChangeMember
from tests.actions.customers.insights.test_insight_reviews import APRIL, START, move_unseen
from tests.actions.customers.tasks.test_alert_rounds import LEAST, five_lapse, worker
from tests.actions.events.described import assert_described
from tests.actions.events.test_events import assert_gapless, kinds, told
from tests.actions.till import Till, till_on

pytestmark = pytest.mark.anyio


def admin(till: Till) -> Caller:
    return Caller("key_1", till.program_id, "admin", SCOPES["admin"], None, test=True)


async def of_types(till: Till, *types: str) -> list[dict[str, Any]]:
    events = await told(till)
    assert_gapless(events)
    assert_described(events)
    return [one for one in events if one["type"] in types]


async def test_who_lapsed_and_the_tasks_are_told_once(database_url: str) -> None:
    async with till_on(database_url, clock=START, insights=LEAST) as till:
        await five_lapse(till)
        await asyncio.gather(*(worker(till).go_round() for _ in range(3)), worker(till).catch_up(till.program_id))
        await worker(till).catch_up(till.program_id)
        lapsed = await of_types(till, "member.lapsed")
        assert sorted(one["data"]["member"]["external_id"] for one in lapsed) == ["ann", "ben", "cid"]
        assert {one["data"]["last_on"] for one in lapsed} == {"2026-02-19"}
        assert sorted(one["data"]["at_stake"] for one in lapsed) == [18_000, 24_000, 30_000]
        opened = await of_types(till, "task.opened")
        assert [one["data"]["task"]["rule"] for one in opened] == ["lapsed"] * 3
        assert {one["data"]["task"]["due_on"] for one in opened} == {"2026-04-15"}
        [done] = await of_types(till, "review.done")
        assert done["data"]["review"] == {"kind": "scheduled", "as_of": "2026-03-31", "members": 5}
        # The first review gives grades; it changes none.
        assert await of_types(till, "grade.changed") == []
        await till.prove()


async def test_a_customer_who_comes_back_and_another_grade_are_told(database_url: str) -> None:
    async with till_on(database_url, clock=START, insights=LEAST) as till:
        await five_lapse(till)
        await worker(till).catch_up(till.program_id)
        await move_unseen(till, APRIL + timedelta(days=3))
        # Dan, who was fourth, buys most of all; Ann is back.
        await till.buy(500_000, "dan")
        await till.buy(1_000, "ann")
        await till.goldlist.advance_clock(till.program_id, APRIL + timedelta(days=92))
        assert [one["data"]["member"]["external_id"] for one in await of_types(till, "member.won_back")] == ["ann"]
        changed = {one["data"]["member"]["external_id"]: one["data"] for one in await of_types(till, "grade.changed")}
        assert (changed["dan"]["from"], changed["dan"]["to"]) == ("D", "A")
        assert changed["dan"]["measure"] == 500_000 + 6 * 2_000
        assert len(changed) == len(await of_types(till, "grade.changed"))


async def test_a_manual_task_is_told_without_its_text(database_url: str) -> None:
    async with till_on(database_url, clock=START) as till:
        await till.buy(100)
        tasks, caller = till.goldlist.tasks, admin(till)
        for number, member in enumerate(("ext:ann", None)):
            wish = TaskRequest(f"t{number}", "f", "2026-02-01", "ring canary-text", member)
            made = await tasks.make(caller, wish)
            assert not isinstance(made, Refusal), made
            # Said again, it is the same task.
            assert not isinstance(await tasks.make(caller, wish), Refusal)
            closing = Closing("done", "contacted", None, "canary-note")
            for _ in range(2):
                closed = await tasks.close(caller, made[0].task.task_id, closing)
                assert not isinstance(closed, Refusal), closed
        events = await of_types(till, "task.opened", "task.closed")
        assert [(one["type"], one["subject"] is None) for one in events] == [
            ("task.opened", False),
            ("task.closed", False),
            ("task.opened", True),
            ("task.closed", True),
        ]
        assert [one["data"]["task"]["outcome"] for one in events] == [None, "contacted"] * 2
        assert "canary" not in str(events)
        await till.prove()


async def test_what_a_member_allows_is_told_once(database_url: str) -> None:
    async with till_on(database_url, clock=START) as till:
        await till.buy(100)
        mail: dict[str, str | None] = {"email": "canary@shop.example"}
        await till.accepted(ChangeMember(till.program_id, "ext:ann", None, mail, {"marketing": True}, None))
        links, caller = till.goldlist.mail_links, admin(till)
        asked = await links.ask(caller, Question("ext:ann", "marketing", "email", "v1"))
        assert not isinstance(asked, Refusal)
        await links.confirm(asked.token)
        await links.confirm(asked.token)
        wish = ConsentRequest(
            member="ext:ann",
            external_id="c1",
            fingerprint="f",
            purpose="marketing",
            channel="email",
            given=False,
            basis="consent",
            at=START + timedelta(seconds=1),
            how="phone",
            text_version="v1",
            shown_as=None,
            evidence="canary-evidence",
            confirmed=False,
        )
        await move_unseen(till, START + timedelta(minutes=1))
        for _ in range(2):
            assert not isinstance(await till.goldlist.consents.add(caller, wish), Refusal)
        events = await of_types(till, "consent.asked", "consent.changed")
        assert [(one["type"], one["data"]["channel"], one["data"].get("may")) for one in events] == [
            ("consent.changed", None, True),
            ("consent.asked", "email", None),
            ("consent.changed", "email", True),
            ("consent.changed", "email", False),
        ]
        assert "canary" not in str(events)
        await till.prove()


async def test_a_batch_that_ended_is_told_once(database_url: str) -> None:
    async with till_on(database_url, clock=START) as till:
        for name in ("ann", "ben"):
            await till.buy(100, name)
        batches = till.goldlist.voucher_batches
        wish = BatchRequest(
            till.program_id, "easter", "f", "free", None, "Happy Easter", references=("ext:ann", "ext:x")
        )
        made = await batches.start(wish)
        assert not isinstance(made, Refusal)
        for _ in range(3):
            await asyncio.gather(batches.go_round(), batches.go_round())
        [done] = await of_types(till, "job.finished")
        assert done["data"]["cause"] == {"kind": "voucher_batch", "id": made[0].batch_id}
        assert done["data"]["job"] == {
            "kind": "voucher_batch",
            "status": "done",
            "issued": 1,
            "refused": 1,
            "held_out": 0,
        }
        assert kinds(await told(till)).count("voucher.issued") == 1
