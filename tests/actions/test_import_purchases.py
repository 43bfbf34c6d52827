"""What an import takes and what it refuses: nothing is bent, nothing is lost, and everything wrong is told at once."""

import asyncio
import csv
from pathlib import Path

import pytest

from app.actions import import_purchases as importing
from app.actions.csv_file import Unreadable
from app.actions.import_purchases import GaveUp, Imported, import_purchases
from app.actions.purchase_file import PurchaseFile
from app.actions.write_queue import Answer, Unavailable
from app.engine.model.commands import Command
from tests.actions.till import Till, till_on

pytestmark = pytest.mark.anyio

HEAD = "external_id,member_id,occurred_at,sku,quantity,unit_price_minor,discount_minor\n"
DAY = "2026-01-05"


class Unsteady:
    """A queue that cannot carry out some commands: after each `steady` answers comes one that is none."""

    def __init__(self, till: Till, steady: int, *, written: bool = False) -> None:
        self._till, self._steady, self._written = till, steady, written
        self._asked = 0

    async def submit(self, command: Command) -> Answer:
        self._asked += 1
        if self._asked % (self._steady + 1) == 0:
            if self._written:
                await self._till.goldlist.submit(command)
            raise Unavailable("the disk is full\nand more")
        return await self._till.goldlist.submit(command)


@pytest.fixture(autouse=True)
def _hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "FIRST_WAIT_SECONDS", 0)


async def run(till: Till, folder: Path, content: str, queue: Unsteady | None = None) -> Imported:
    file = folder / "sales.csv"
    file.write_text(content, "utf-8")
    program = await till.goldlist.program_of("shop")
    submit = queue.submit if queue else till.goldlist.submit
    return await import_purchases(
        PurchaseFile(file, program.zone),
        program.id,
        program.currency,
        submit,
        till.goldlist.draw_id,
        folder / "rejects.csv",
        lambda _: None,
        lambda _: None,
    )


def rejects(folder: Path, separator: str = ",") -> list[list[str]]:
    with (folder / "rejects.csv").open(newline="") as file:
        return list(csv.reader(file, delimiter=separator))


async def test_a_row_with_more_cells_than_columns_is_refused(database_url: str, tmp_path: Path) -> None:
    async with till_on(database_url) as till:
        content = (
            f"{HEAD}q-1,ada,{DAY},A,1,1,250,\n"  # 1,250 without quotes, and an empty cell at the end
            f"q-2,ada,{DAY},A,1,500\n"
            f"q-3,ada,{DAY},A,1,500,0\n"
            f"q-3,ada,{DAY},B, large,1,500,0\n"
        )
        found = await run(till, tmp_path, content)
        assert (found.purchases, found.refused) == (1, 2)
        [reason] = found.reasons
        assert reason.startswith("a row has 8 cells, and the first line names 7 columns")
        told = rejects(tmp_path)
        assert told[0] == [*HEAD.strip().split(","), "reason"]
        assert {len(row) for row in told[1:]} == {8, 9}
        assert {row[7] for row in told[1:]} == {reason}
        assert (await till.goldlist.verify(till.program_id, rebuild=True, on_progress=lambda _: None)).members == 1


async def test_everything_wrong_with_a_basket_is_told_at_once(database_url: str, tmp_path: Path) -> None:
    async with till_on(database_url) as till:
        content = (
            f"{HEAD}q-1,ada,yesterday,A,two,1.50,x\n"
            f"q-1,bo,{DAY},A,-1,500,\n"
            f"q-1,bo,{DAY},A,1,-5,-5\n"
            f"q-2,ada,{DAY},A,1,500,\n"
        )
        found = await run(till, tmp_path, content)
        wanted = {
            "the rows of a basket name different values of member_id",
            "occurred_at is not a day, nor an instant with offset",
            "quantity is not a whole number",
            "unit_price_minor is not a whole number",
            "discount_minor is not a whole number",
            "unit_price_minor is negative, or more than 10^12",
            "discount_minor has the wrong sign, or is more than 10^12",
            "a basket either sells or takes back: quantities of both signs",
        }
        assert (found.purchases, found.refused, found.reasons) == (1, 1, dict.fromkeys(wanted, 1))
        assert {frozenset(row[7].split("; ")) for row in rejects(tmp_path)[1:]} == {frozenset(wanted)}


async def test_semicolons_are_read_and_rejects_are_written_with_them(database_url: str, tmp_path: Path) -> None:
    async with till_on(database_url) as till:
        content = HEAD.replace(",", ";") + f"q-1;ada;{DAY};A;1;500;0\nq-2;ada;{DAY};A;1;5,00;0\n"
        found = await run(till, tmp_path, content)
        assert (found.purchases, found.refused) == (1, 1)
        assert rejects(tmp_path, ";")[1] == [
            "q-2",
            "ada",
            DAY,
            "A",
            "1",
            "5,00",
            "0",
            "unit_price_minor is not a whole number",
        ]


async def test_a_cell_with_a_control_character_shifts_nothing(database_url: str, tmp_path: Path) -> None:
    async with till_on(database_url) as till:
        content = f"{HEAD}q-1,ada,{DAY},A\x1f1,1,1,0\nq-2,ada,{DAY},A,1,500,0\n"
        found = await run(till, tmp_path, content)
        assert (found.purchases, found.reasons) == (1, {"a cell has a control character": 1})


async def test_an_unclosed_quote_lets_nothing_be_recorded(database_url: str, tmp_path: Path) -> None:
    async with till_on(database_url) as till:
        head = HEAD.replace("discount_minor", "note")
        content = f'{head}q-1,ada,{DAY},A,1,500,x\nq-2,ada,{DAY},A,1,500,"milk\nq-3,ada,{DAY},A,1,500,\n'
        with pytest.raises(Unreadable, match="line 3: a quote is opened here and never closed"):
            await run(till, tmp_path, content)
        assert await till.goldlist.count_members(till.program_id) == 0


def many(baskets: int) -> str:
    """Each third purchase is brought back by the next basket."""
    rows = [HEAD.replace("discount_minor", "return_of")]
    for number in range(baskets):
        back = number - 1 if number % 3 == 1 else None
        member, quantity, bought = (number % 7, 1, "") if back is None else (back % 7, -1, f"b-{back}")
        day = f"2026-01-{1 + number // 40:02}T10:00:{number % 60:02}Z"
        rows.append(f"b-{number},m-{member},{day},A,{quantity},500,{bought}\n")
    return "".join(rows)


@pytest.mark.parametrize("written", [False, True], ids=["nothing was written", "all was written"])
@pytest.mark.parametrize("steady", [1, 50, 100])
async def test_the_database_is_asked_again_and_each_basket_is_counted_once(
    database_url: str, tmp_path: Path, steady: int, written: bool
) -> None:
    async with till_on(database_url) as till:
        found = await run(till, tmp_path, many(300), Unsteady(till, steady, written=written))
        assert (found.purchases, found.returns, found.repeated, found.refused) == (200, 100, 0, 0)
        again = await run(till, tmp_path, many(300))
        assert (again.purchases, again.returns, again.repeated, again.refused) == (0, 0, 300, 0)
        await till.prove()


async def test_two_imports_at_once_record_each_basket_once(database_url: str, tmp_path: Path) -> None:
    async with till_on(database_url) as till:
        other = tmp_path / "other"
        other.mkdir()
        one, two = await asyncio.gather(run(till, tmp_path, many(300)), run(till, other, many(300)))
        assert one.purchases + two.purchases == 200
        assert one.returns + two.returns == 100
        assert (one.refused, two.refused) == (0, 0)
        await till.prove()


async def test_after_minutes_it_gives_up_and_says_why(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "PATIENCE_SECONDS", 0)
    async with till_on(sqlite_url) as till:
        with pytest.raises(GaveUp, match=r"could not be used for 0 minutes: the disk is full$"):
            await run(till, tmp_path, many(300), Unsteady(till, 0))
        assert await till.goldlist.count_members(till.program_id) == 0
