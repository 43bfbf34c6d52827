"""What can run out, on a real database: as often as allowed and no more, whatever comes at once or in between."""

import asyncio
from collections import Counter
from typing import Any

import pytest

from app.actions import programs
from app.actions.writing import batches
from app.engine.model.book import Book, Decision, Refusal
from app.engine.model.commands.checkout import AskQuote, PlaceHold
from app.engine.model.commands.sales import BasketLine
from app.engine.model.receipts import RequestKey
from app.engine.model.records.checkout import Hold, Quote
from app.engine.model.records.sales import Purchase
from app.main import opened
from app.store.connection.postgres_transaction import PostgresTransaction
from app.store.connection.transaction import Transaction
from app.store.queries.checkout import shared_limits
from tests.actions.till import PROGRAM, Till, till_on
from tests.databases import settings_for

pytestmark = pytest.mark.anyio

CROWD = 20


def off(**details: Any) -> dict[str, Any]:
    return {"id": "off", "name": "Off", "percent_off": "0.50", **details}


def double(**details: Any) -> dict[str, Any]:
    return {"id": "double", "name": "Double", "points_multiplier": "2", **details}


async def quoted(till: Till, customer: str = "ann") -> str:
    line = BasketLine(1, 1000)
    asked = AskQuote(
        till.program_id, till.goldlist.ids.draw("quo"), f"ext:{customer}", till.now, "GBP", (line,), vouchers=()
    )
    subject = (await till.accepted(asked)).subject
    assert isinstance(subject, Quote)
    return subject.quote_id


def holding(till: Till, quote: str, name: str, customer: str = "ann") -> PlaceHold:
    request_key = RequestKey("hold", name, quote)
    return PlaceHold(till.program_id, till.goldlist.ids.draw("hld"), request_key, name, f"ext:{customer}", 900, quote)


async def at_once(till: Till, *commands: Any) -> list[Decision | Refusal]:
    return list(await asyncio.gather(*(till.goldlist.commands.submit(command) for command in commands)))


def outcomes(answers: list[Decision | Refusal]) -> Counter[str]:
    return Counter(one.problem if isinstance(one, Refusal) else "done" for one in answers)


async def publish(till: Till, *campaigns: dict[str, Any]) -> None:
    document = {**PROGRAM, "campaigns": list(campaigns)}
    assert isinstance(await till.goldlist.programs.publish(till.program_id, document, None), int)


async def taken(till: Till, *names: str) -> dict[str, int]:
    return await till.goldlist.database.read(lambda one: shared_limits.taken(one, till.program_id, names))


@pytest.mark.parametrize(
    ("campaign", "allowed", "one_customer"),
    [
        (off(limit_per_member=3), 3, True),
        (off(limit_total=3), 3, False),
        (off(budget=1500), 3, False),
        (off(first_purchase=True), 1, True),
        (double(limit_per_member=3), 3, True),
        (double(limit_total=3), 3, False),
    ],
)
async def test_of_twenty_at_once_exactly_as_many_are_booked_or_held_as_may_be(
    database_url: str, campaign: dict[str, Any], allowed: int, one_customer: bool
) -> None:
    async with till_on(database_url, campaigns=[campaign], rebates=None, tiers=None) as till:
        names = ["ann" if one_customer else f"c{number}" for number in range(CROWD)]
        await at_once(till, *(till.purchase(100, name, name=f"known-{name}") for name in set(names)))
        await asyncio.gather(*(till.void(f"known-{name}") for name in set(names)))
        quotes = [await quoted(till, name) for name in names]
        commands = [
            holding(till, quote, f"h{place}", names[place])
            if place % 2
            else till.purchase(1000, names[place], quote=quote)
            for place, quote in enumerate(quotes)
        ]
        answers = await at_once(till, *commands)
        assert outcomes(answers) == {"done": allowed, "quote-changed": CROWD - allowed}
        held = [
            (place, one.subject.hold_id)
            for place, one in enumerate(answers)
            if isinstance(one, Decision) and isinstance(one.subject, Hold)
        ]
        captured = await at_once(till, *(till.purchase(1000, names[place], hold=hold) for place, hold in held))
        assert outcomes(captured) == ({"done": len(held)} if held else {})
        await till.prove()


async def test_one_quote_is_held_once_whoever_asks_at_once(database_url: str) -> None:
    async with till_on(database_url, campaigns=[off(budget=5000)]) as till:
        await till.buy(100)
        quote = await quoted(till)
        answers = await at_once(till, *(holding(till, quote, f"h{number}") for number in range(5)))
        assert outcomes(answers) == {"done": 1, "quote-held": 4}
        assert await taken(till, "budget:campaign:off") == {"budget:campaign:off": 500}
        [hold] = [one.subject for one in answers if isinstance(one, Decision)]
        assert isinstance(hold, Hold)
        assert all(hold.hold_id in one.detail for one in answers if isinstance(one, Refusal))
        await publish(till)
        captured = await till.accepted(till.purchase(1000, hold=hold.hold_id))
        assert isinstance(captured.subject, Purchase)
        assert (captured.subject.net, captured.subject.program_version) == (500, 1)
        await till.prove()


async def test_what_was_used_before_a_version_limited_it_is_counted(database_url: str) -> None:
    async with till_on(database_url, campaigns=[off(), double()]) as till:
        await till.buy(1000, name="first")
        await till.accepted(till.purchase(1000, quote=await quoted(till)))
        await till.buy(1000, None, name="guest")
        await publish(till, off(budget=800), double(limit_total=3))
        await till.prove()
        sold = await till.accepted(till.purchase(1000, quote=await quoted(till)))
        assert isinstance(sold.subject, Purchase)
        assert sold.subject.net == 700
        assert (await till.buy(1000)).subject.multiplier == "1"
        await till.void("first")
        await till.accepted(till.claim("guest", "ann"))
        assert await taken(till, "budget:campaign:off", "uses:double") == {
            "budget:campaign:off": 800,
            "uses:double": 3,
        }
        await till.prove()


async def test_claims_go_by_the_limit_of_the_guest_s_own_version(database_url: str) -> None:
    async with till_on(database_url, campaigns=[double(limit_total=1)], rebates=None, tiers=None) as till:
        for name in ("a", "b", "c"):
            await till.buy(1000, None, name=name)
        await till.buy(1000, "bob")
        await publish(till)
        await till.buy(1000, "ann")
        claimed = await at_once(till, *(till.claim(name, "ann") for name in ("a", "b", "c")))
        assert [one.subject.multiplier for one in claimed if isinstance(one, Decision)] == ["1", "1", "1"]
        await till.prove()


async def test_a_use_that_no_purchase_made_is_seen(database_url: str) -> None:
    async with till_on(database_url, campaigns=[double(limit_total=9), off(budget=900)]) as till:
        await till.buy(1000)
        await till.prove()
        await till.goldlist.database.write(
            lambda one: shared_limits.add_drawn(one, {(till.program_id, "uses:double"): 1})
        )
        found = await till.goldlist.verification.verify(till.program_id, rebuild=True, on_progress=lambda _: None)
        assert found.differences == ["uses:double: 2 drawn, but the purchases and holds draw 1"]


async def test_a_new_version_is_read_alone_however_many_there_are(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []
    plain = programs._read

    def counted(row: Any) -> Any:
        read.append(row.version)
        return plain(row)

    monkeypatch.setattr(programs, "_read", counted)
    async with till_on(database_url) as till:
        for version in range(2, 12):
            read.clear()
            await publish(till, double())
            await till.buy(1000)
            assert set(read) <= {version - 1, version}
        await till.prove()


async def test_what_cannot_change_is_held_to_the_version_that_had_it(database_url: str) -> None:
    async with till_on(database_url) as till:
        other = {**PROGRAM, "punch_cards": []}
        for _ in range(3):
            assert isinstance(await till.goldlist.programs.publish(till.program_id, other, None), int)
        changed = {**PROGRAM, "punch_cards": [{**PROGRAM["punch_cards"][0], "punches": 4}]}
        faults = await till.goldlist.programs.publish(till.program_id, changed, None)
        assert isinstance(faults, list)
        assert [(one.pointer, one.code) for one in faults] == [("/punch_cards/0/punches", "cannot-change")]


async def test_a_use_decided_while_its_first_limit_is_published_is_counted(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with (
        till_on(database_url, campaigns=[off(), double()]) as till,
        opened(settings_for(database_url)) as other,
    ):
        loop = asyncio.get_running_loop()
        document = {**PROGRAM, "campaigns": [off(budget=800, limit_total=5), double(limit_total=1)]}
        await till.buy(100)
        await till.buy(1000, None, name="guest")
        quote, plain, published = await quoted(till), batches.save_book, []

        async def save_and_publish(transaction: Transaction, book: Book) -> None:
            await plain(transaction, book)
            if not published:
                publishing = other.programs.publish(till.program_id, document, None)
                published.append(asyncio.run_coroutine_threadsafe(publishing, loop))
                if isinstance(transaction, PostgresTransaction):
                    # SQLite has one writer: there, it is published after this batch.
                    await asyncio.wrap_future(published[0])

        monkeypatch.setattr(batches, "save_book", save_and_publish)
        commands = [till.purchase(1000), till.purchase(1000, quote=quote), till.claim("guest", "ann")]
        answers = await at_once(till, *commands)
        assert await asyncio.wrap_future(published[0]) == 2
        assert isinstance(answers[0], Decision)
        await till.prove()
