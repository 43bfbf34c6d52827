"""The codes of a partner: imported once, handed out once."""

import asyncio
from collections.abc import Awaitable
from pathlib import Path
from typing import Any

import pytest

from app.actions.files.import_codes import Imported, NoCodes, import_codes
from app.engine.model.book import Decision
from app.engine.model.commands.vouchers import IssueVoucher
from app.engine.model.receipts import RequestKey
from app.main import opened
from tests.actions.till import PROGRAM, Till, till_on
from tests.databases import settings_for

pytestmark = pytest.mark.anyio

REWARDS: list[dict[str, Any]] = [
    *PROGRAM["rewards"],
    {"id": "film", "name": "A film", "kind": "gift", "text": "One evening", "codes": "imported"},
    {"id": "play", "name": "A play", "kind": "gift", "text": "One evening", "codes": "imported"},
]


async def imported(till: Till, folder: Path, text: str, reward: str = "film") -> Imported:
    path = folder / "codes.csv"
    path.write_text(text, "utf-8")
    goldlist = till.goldlist
    return await import_codes(goldlist.database, await goldlist.programs.by_slug("shop"), reward, path, goldlist.clock)


async def left(till: Till, reward: str = "film") -> int:
    return int(next(one["left"] for one in await till.goldlist.offers.rewards(till.program_id) if one["id"] == reward))


def gift(till: Till, name: str, customer: str = "ann", reward: str = "film") -> IssueVoucher:
    request_key = RequestKey("gift", name, customer)
    return IssueVoucher(
        till.program_id, till.goldlist.ids.draw("gif"), request_key, f"ext:{customer}", reward, None, "Sorry"
    )


async def test_a_file_is_imported_once_however_often_it_is_sent(database_url: str, tmp_path: Path) -> None:
    async with till_on(database_url, rewards=REWARDS) as till:
        text = "code,expires_on\n" + "".join(f"FILM-{number:04},\n" for number in range(1200))
        assert await imported(till, tmp_path, text) == (1200, 0, [])
        assert await imported(till, tmp_path, text + "FILM-NEW,2090-01-01\n") == (1, 1200, [])
        assert (await left(till), await left(till, "play")) == (1201, 0)


async def test_one_file_that_is_imported_twice_at_once_is_there_once(database_url: str, tmp_path: Path) -> None:
    async with till_on(database_url, rewards=REWARDS) as till:
        text = "code\n" + "".join(f"FILM-{number:04}\n" for number in range(900))
        both = await asyncio.gather(*(imported(till, tmp_path, text) for _ in range(2)))
        assert (sum(one.imported for one in both), sum(one.known for one in both)) == (900, 900)
        assert await left(till) == 900


async def test_what_is_wrong_is_told_by_line_and_the_rest_is_there(database_url: str, tmp_path: Path) -> None:
    async with till_on(database_url, rewards=REWARDS) as till:
        await till.buy(0, coffees=3)
        (ours,) = await till.usable()
        await imported(till, tmp_path, "code\nSTAGE-1\n", "play")
        rows = ["GOOD", "GOOD", "abc", "x" * 41, "with blank", "é-é-é", "STAGE-1", ours.code]
        rows += [ours.code.replace("-", ""), "OVER-1,2020-01-01", "DAY-1,soon", "DAY-2,2020-02-30", "MANY-1,,x"]
        found = await imported(till, tmp_path, "code,expires_on\n" + "\n".join(rows))
        assert (found.imported, found.known) == (1, 1)
        assert sorted(line for line, _ in found.refused) == list(range(4, 15))
        assert await left(till) == 1


@pytest.mark.parametrize("text", ["", "number\nA-1234\n", "code,until\nA-1234,\n"])
async def test_a_file_without_the_columns_is_refused(database_url: str, tmp_path: Path, text: str) -> None:
    async with till_on(database_url, rewards=REWARDS) as till:
        with pytest.raises(NoCodes):
            await imported(till, tmp_path, text)


@pytest.mark.parametrize("reward", ["free", "nothing"])
async def test_a_reward_without_a_pool_takes_no_codes(database_url: str, tmp_path: Path, reward: str) -> None:
    async with till_on(database_url, rewards=REWARDS) as till:
        with pytest.raises(NoCodes):
            await imported(till, tmp_path, "code\nA-1234\n", reward)


async def test_each_code_is_handed_out_once_to_all_who_come_at_once(database_url: str, tmp_path: Path) -> None:
    async with till_on(database_url, rewards=REWARDS) as till:
        await imported(till, tmp_path, "code\n" + "".join(f"FILM-{number}\n" for number in range(10)))
        await asyncio.gather(*(till.buy(100, f"c{number}") for number in range(20)))
        asked: list[Awaitable[Any]] = [till.goldlist.commands.submit(gift(till, f"g{n}", f"c{n}")) for n in range(20)]
        answers = await asyncio.gather(*asked)
        codes = [answer.subject.code for answer in answers if isinstance(answer, Decision)]
        assert sorted(codes) == [f"FILM-{number}" for number in range(10)]
        assert {one.problem for one in answers if not isinstance(one, Decision)} == {"reward-not-available"}
        assert await left(till) == 0
        found = await till.goldlist.offers.voucher(till.program_id, codes[0])
        assert found
        assert (found["code"], found["status"]) == (codes[0], "usable")
        await till.prove()


async def test_two_servers_hand_out_each_code_once(postgres_url: str, tmp_path: Path) -> None:
    async with till_on(postgres_url, rewards=REWARDS) as till, opened(settings_for(postgres_url)) as other:
        await imported(till, tmp_path, "code\n" + "".join(f"FILM-{number}\n" for number in range(10)))
        await asyncio.gather(*(till.buy(100, f"c{number}") for number in range(20)))
        asked: list[Awaitable[Any]] = [
            (other if number % 2 else till.goldlist).commands.submit(gift(till, f"g{number}", f"c{number}"))
            for number in range(20)
        ]
        answers = await asyncio.gather(*asked)
        codes = [answer.subject.code for answer in answers if isinstance(answer, Decision)]
        assert sorted(codes) == [f"FILM-{number}" for number in range(10)]
        await till.prove()
