"""What an import takes and what it refuses: nothing is bent, nothing is lost, and everything wrong is told at once."""

import asyncio
import csv
import json
from pathlib import Path

import pytest

from app.actions.files import import_purchases as importing
from app.actions.files.csv_file import Unreadable
from app.actions.files.import_purchases import GaveUp, Imported, import_purchases
from app.actions.files.purchase_file import PurchaseFile, Reading
from app.actions.files.strangers import strangers
from app.actions.writing.write_queue import Answer, Unavailable
from app.engine.model.commands.command import Command
from app.engine.model.commands.members import EraseMember
from app.engine.model.value import purchase_lines
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
                await self._till.goldlist.commands.submit(command)
            raise Unavailable("the disk is full\nand more")
        return await self._till.goldlist.commands.submit(command)


@pytest.fixture(autouse=True)
def _hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "FIRST_WAIT_SECONDS", 0)


async def run(
    till: Till,
    folder: Path,
    content: str,
    queue: Unsteady | None = None,
    enrol_by: str = "external_id",
    reading: Reading | None = None,
) -> Imported:
    file = folder / "sales.csv"
    file.write_text(content, "utf-8")
    program = await till.goldlist.programs.by_slug("shop")
    submit = queue.submit if queue else till.goldlist.commands.submit
    with PurchaseFile(
        file, program.zone, program.currency, reading or Reading(), stores=program.rules.stores
    ) as purchases:
        return await import_purchases(
            purchases,
            program.id,
            program.currency,
            submit,
            till.goldlist.ids.draw,
            folder / "rejects.csv",
            lambda _: None,
            lambda _: None,
            enrol_by=enrol_by,
            strangers=(lambda names: strangers(till.goldlist.database, program.id, names))
            if enrol_by == "email"
            else None,
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
        assert reason.startswith("a row has 8 cells, but the first line names 7 columns")
        told = rejects(tmp_path)
        assert told[0] == [*HEAD.strip().split(","), "reason"]
        assert {len(row) for row in told[1:]} == {8, 9}
        assert [row[7] for row in told[1:]] == [f"line {line}: {reason}" for line in (2, 5, 5)]
        assert (
            await till.goldlist.verification.verify(till.program_id, rebuild=True, on_progress=lambda _: None)
        ).members == 1


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
            "the rows of the basket have different values of member_id",
            "occurred_at is neither a day nor a time",
            "quantity is neither a whole number nor a decimal number with at most 3 places",
            "unit_price_minor is not a whole number",
            "discount_minor is not a whole number",
            "unit_price_minor is negative, or more than 10^12",
            "discount_minor has the wrong sign, or is more than 10^12",
            "a basket is either a sale or a return: it has quantities of both signs",
        }
        assert (found.purchases, found.refused, found.reasons) == (1, 1, dict.fromkeys(wanted, 1))
        assert found.lines["discount_minor is not a whole number"] == [2]
        reasons = {row[7] for row in rejects(tmp_path)[1:]}
        assert len(reasons) == 1, "each row has all reasons"
        told = reasons.pop().split("; ")
        assert {reason.removeprefix(f"line {line}: ") for reason in told for line in (2, 3, 4)} >= wanted
        assert "line 4: unit_price_minor is negative, or more than 10^12" in told


async def test_a_quantity_that_would_fill_a_thousand_cards_is_among_the_rejects(
    database_url: str, tmp_path: Path
) -> None:
    content = (
        "external_id,member_id,occurred_at,sku,category,quantity,unit_price_minor\n"
        f"q-1,ada,{DAY},A,coffee,3003,100\n"
        f"q-2,ada,{DAY},A,coffee,3,100\n"
    )
    async with till_on(database_url) as till:
        found = await run(till, tmp_path, content)
        reason = "validation: this would issue more than 100 vouchers"
        assert (found.purchases, found.refused, found.reasons) == (1, 1, {reason: 1})
        assert [row[0] for row in rejects(tmp_path)[1:]] == ["q-1"]
        assert rejects(tmp_path)[1][-1] == reason


async def test_a_row_without_its_name_breaks_the_basket_before_it(sqlite_url: str, tmp_path: Path) -> None:
    """A file that ends within a row may end within a basket, which must not be recorded without that line."""
    head = "Date,Time,Qty,Gross Sales,Discounts,Transaction ID,Event Type\n"
    row = "2026-01-05,10:00,1,5.00,0.00,{},Payment\n"
    content = head + "".join(row.format(name) for name in ("t-1", "t-2", "t-2")) + "2026-01-05,10:00,1,5"
    async with till_on(sqlite_url) as till:
        found = await run(till, tmp_path, content)
        assert (found.purchases, found.refused) == (1, 2)
        assert found.lines["the file ends within this row"] == [5]
        assert found.lines["the next row is broken, and may belong to this basket"] == [4]


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
            "line 3: unit_price_minor is not a whole number",
        ]


async def test_a_cell_with_a_control_character_shifts_nothing(database_url: str, tmp_path: Path) -> None:
    async with till_on(database_url) as till:
        content = f"{HEAD}q-1,ada,{DAY},A\x1f1,1,1,0\nq-2,ada,{DAY},A,1,500,0\n"
        found = await run(till, tmp_path, content)
        assert (found.purchases, found.reasons) == (1, {"a cell contains a control character": 1})


async def test_an_unclosed_quote_lets_nothing_be_recorded(database_url: str, tmp_path: Path) -> None:
    async with till_on(database_url) as till:
        head = HEAD.replace("discount_minor", "note")
        content = f'{head}q-1,ada,{DAY},A,1,500,x\nq-2,ada,{DAY},A,1,500,"milk\nq-3,ada,{DAY},A,1,500,\n'
        with pytest.raises(Unreadable, match="line 3: a quote is opened here and never closed"):
            await run(till, tmp_path, content)
        assert await till.goldlist.verification.count_members(till.program_id) == 0


async def test_customers_known_by_e_mail_are_found_enrolled_once_and_never_after_an_erasure(
    database_url: str, tmp_path: Path
) -> None:
    rows = f"q-1,Ann@example.org,{DAY},A,1,500,\nq-2,ann@example.org,{DAY},A,1,500,\n"
    async with till_on(database_url) as till:
        found = await run(till, tmp_path, f"{HEAD}{rows}q-3,nobody,{DAY},A,1,500,\n", enrol_by="email")
        assert (found.purchases, found.refused) == (2, 1)
        assert list(found.reasons) == ["the customer is not an e-mail address"]
        known = await till.goldlist.reads.member(till.program_id, "email:ann@example.org")
        assert known
        assert known.member.points == 10
        await till.accepted(EraseMember(till.program_id, known.member.member_id))
        found = await run(till, tmp_path, f"{HEAD}q-4,ann@example.org,{DAY},A,1,500,\n", enrol_by="email")
        assert (found.purchases, found.refused) == (0, 1)
        assert await till.goldlist.reads.member(till.program_id, "email:ann@example.org") is None
        await till.prove()


async def test_names_that_a_spreadsheet_shortened_are_refused(database_url: str, tmp_path: Path) -> None:
    """Else the baskets of all of them would be one."""
    head = "Date,Time,Qty,Gross Sales,Discounts,Transaction ID,Event Type,Customer ID\n"
    row = "2026-01-05,10:00,1,5.00,0.00,{},Payment,{}\n"
    names = (("5.55E+12", ""), ("5,55E+12", ""), ("1E+18", ""), ("t-1", "6.3E+15"), ("t-2", "7E10"), ("1E+", ""))
    content = head + "".join(row.format(f'"{name}"', customer) for name, customer in names)
    async with till_on(database_url) as till:
        found = await run(till, tmp_path, content)
        assert (found.purchases, found.refused) == (2, 4)
        assert sorted(found.reasons) == [
            *(
                f"external_id {name} was shortened by a spreadsheet: import the file as it was exported"
                for name in ("1E+18", "5,55E+12", "5.55E+12")
            ),
            "member_id 6.3E+15 was shortened by a spreadsheet: import the file as it was exported",
        ]


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
        with pytest.raises(GaveUp, match=r"was unavailable for 0 minutes: the disk is full$"):
            await run(till, tmp_path, many(300), Unsteady(till, 0))
        assert await till.goldlist.verification.count_members(till.program_id) == 0


async def test_a_local_time_is_by_the_clock_of_its_store(sqlite_url: str, tmp_path: Path) -> None:
    stores = [{"id": "york", "time_zone": "America/New_York"}]
    head = HEAD.replace("discount_minor", "store")
    content = f"{head}a,ann,2026-01-04 23:30,mug,1,500,york\nb,ann,2026-01-04 23:30,mug,1,500,leeds\n"
    async with till_on(sqlite_url, stores=stores) as till:
        assert (await run(till, tmp_path, content)).purchases == 2
        known = [await till.goldlist.reads.purchase(till.program_id, f"ext:{name}") for name in ("a", "b")]
        sales = [one.purchase for one in known if one]
        assert [(one.occurred_at[:16], one.business_date) for one in sales] == [
            ("2026-01-05T04:30", "2026-01-04"),
            ("2026-01-04T23:30", "2026-01-04"),
        ]


async def test_the_cost_of_a_unit_is_kept_with_its_line(database_url: str, tmp_path: Path) -> None:
    head = HEAD.replace("discount_minor", "unit_cost_minor")
    async with till_on(database_url) as till:
        content = f"{head}a,ann,{DAY},mug,2,500,120\na,ann,{DAY},cup,1,300,\nb,ann,{DAY},mug,1,500,-1\n"
        found = await run(till, tmp_path, content)
        assert found.reasons == {"unit_cost_minor is not a whole number from 0 to 10^12": 1}
        known = await till.goldlist.reads.purchase(till.program_id, "ext:a")
        assert known
        assert [line.unit_cost for line in purchase_lines(known.purchase.lines)] == [120, None]


async def test_goods_by_weight_are_sold_and_come_back_by_weight(database_url: str, tmp_path: Path) -> None:
    async with till_on(database_url) as till:
        head = HEAD.replace("\n", ",return_of,tax_minor\n")
        content = f"{head}w-1,ada,{DAY},cheese,1.200,1990,,,398\nw-2,ada,{DAY},cheese,-0.400,1990,,w-1,\n"
        found = await run(till, tmp_path, content)
        assert (found.purchases, found.returns, found.refused) == (1, 1, 0)
        kept = await till.goldlist.reads.purchase(till.program_id, "ext:w-1")
        assert kept
        assert (kept.purchase.net, [one.returned_net for one in kept.returns]) == (2388, [796])
        (sold,) = purchase_lines(kept.purchase.lines)
        assert (sold.quantity, sold.measured, sold.tax) == (1200, True, 398)
        await till.prove()


@pytest.mark.parametrize(
    ("weights", "lines", "returned"),
    [
        # Rolls are counted, and a length finer than a thousandth is one unit.
        (True, [(1200, True, 2388), (3, False, 1000), (1, False, 500)], 796),
        (False, [(1, False, 2388), (3, False, 1000), (1, False, 500)], 796),
    ],
)
async def test_a_map_says_whether_quantities_are_weights(
    database_url: str, tmp_path: Path, weights: bool, lines: list[tuple[int, bool, int]], returned: int
) -> None:
    columns = {"external_id": "Bon", "occurred_at": "Tag", "sku": "Ware", "quantity": "Menge", "gross": "Summe"}
    layout = {"columns": {**columns, "return_of": "zu"}, "decimal": ".", "weights": weights}
    (tmp_path / "map.json").write_text(json.dumps(layout), "utf-8")
    content = (
        "Bon,Tag,Ware,Menge,Summe,zu\n"
        f"w-1,{DAY},cheese,1.2,23.88,\nw-1,{DAY},roll,3,10.00,\nw-1,{DAY},thread,0.2505,5.00,\n"
        f"w-2,{DAY},cheese,-0.4,-7.96,w-1\n"
    )
    async with till_on(database_url) as till:
        found = await run(till, tmp_path, content, reading=Reading(str(tmp_path / "map.json")))
        assert (found.purchases, found.returns, found.refused) == (1, 1, 0), found
        kept = await till.goldlist.reads.purchase(till.program_id, "ext:w-1")
        assert kept
        assert [(one.quantity, one.measured, one.share) for one in purchase_lines(kept.purchase.lines)] == lines
        assert [one.returned_net for one in kept.returns] == [returned]
        await till.prove()
