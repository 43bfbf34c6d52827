"""Members with opening balances: each is given once, and everything wrong with a row is reported with its line."""

from pathlib import Path

import pytest

from app.actions.files.csv_file import Unreadable
from app.actions.files.import_members import ImportedMembers, check, import_members
from tests.actions.till import Till, till_on

pytestmark = pytest.mark.anyio

HEAD = "external_id,card_number,name,email,birth_date,marketing,points,credit_minor,punches:coffee,tier,tier_until\n"


async def bring(till: Till, folder: Path, content: str) -> ImportedMembers:
    file = folder / "members.csv"
    file.write_text(content)
    program = await till.goldlist.programs.by_slug("shop")
    done = await import_members(
        file, program, till.goldlist.commands.submit, till.goldlist.ids.draw, lambda _: None, lambda _: None
    )
    seen = check(file, program)
    assert (seen.rows, seen.refused) == (done.rows, done.refused)
    return done


async def test_opening_balances_are_given_once(database_url: str, tmp_path: Path) -> None:
    content = f"{HEAD}ann,,Ann Bird,Ann@example.org,1990-05-03,true,1200,550,4,gold,\nbo,c-77,,,,,0,,,,\n"
    async with till_on(database_url) as till:
        await till.buy(100, "bo")
        done = await bring(till, tmp_path, content)
        assert (done.rows, done.enrolled, done.known, done.refused, done.tiers) == (2, 1, 1, 0, 1)
        assert done.balances == {"points": 1200, "credit": 550, "punches:coffee": 4}
        assert done.faults == {}
        after = await till.after()
        wanted = {"points": 1200, "credit": 550, "punches": 1, "vouchers": 1, "tier": "gold"}
        assert {name: after[name] for name in wanted} == wanted
        known = await till.goldlist.reads.member(till.program_id, "email:ann@example.org")
        assert known
        assert known.profile
        assert (known.profile.name, known.profile.birth_date) == ("Ann Bird", "1990-05-03")

        again = await bring(till, tmp_path, content)
        assert (again.enrolled, again.known, again.repeated, again.balances, again.tiers) == (0, 2, 4, {}, 0)
        assert await till.after() == after
        more = await bring(till, tmp_path, content.replace("1200", "9999"))
        assert more.balances == {}, "an opening balance is not given a second time"
        assert list(more.faults.values()) == [[2]]
        assert await till.after() == after
        await till.prove()


async def test_everything_wrong_with_a_row_is_reported_with_its_line(database_url: str, tmp_path: Path) -> None:
    content = (
        f"{HEAD}ann,,,nobody,1990-13-03,perhaps,1.5,-1,,platinum,\n,,,,,,5,,,,2030-01-01\nbo,,,,,\n"
        "cy,,,cy@example.org,,,,,,,\ndi,,,cy@example.org,,,7,,,,\n"
    )
    async with till_on(database_url) as till:
        done = await bring(till, tmp_path, content.replace("di,,,cy@example.org,,,7", "di,,,,,,7"))
        assert (done.rows, done.enrolled, done.refused, done.balances) == (5, 2, 3, {"points": 7})
        faults = {fault: lines for fault, lines in done.faults.items() if lines == [2]}
        assert {fault.partition(" ")[0] for fault in faults} == {
            "email",
            "birth_date",
            "marketing",
            "points",
            "credit_minor",
            "the",
        }
        assert done.faults["external_id, card_number and email are empty"] == [3]
        assert done.faults["tier_until needs tier"] == [3]
        assert done.faults["a row has 6 cells, but the first line names 11 columns"] == [4]


async def test_a_name_that_another_member_has_refuses_the_row(sqlite_url: str, tmp_path: Path) -> None:
    content = f"{HEAD}cy,,,cy@example.org,,,,,,,\n"
    async with till_on(sqlite_url) as till:
        await bring(till, tmp_path, content)
        file = content.replace("cy,", "di,").replace(",,,,,,,\n", ",,,7,,,,\n")
        (tmp_path / "members.csv").write_text(file)
        program = await till.goldlist.programs.by_slug("shop")
        done = await import_members(
            tmp_path / "members.csv",
            program,
            till.goldlist.commands.submit,
            till.goldlist.ids.draw,
            lambda _: None,
            lambda _: None,
        )
        assert (done.refused, done.balances) == (1, {}), "nothing is given to a member of another row"
        assert list(done.faults) == ["email member-exists: already used by another member"]


async def test_a_file_of_unknown_cards_is_refused_whole(sqlite_url: str, tmp_path: Path) -> None:
    async with till_on(sqlite_url) as till:
        with pytest.raises(Unreadable, match="punches:tea, but the programme has no such punch card"):
            await bring(till, tmp_path, "external_id,punches:tea\nann,3\n")
        with pytest.raises(Unreadable, match="one of external_id, card_number and email is needed"):
            await bring(till, tmp_path, "points\n3\n")
