"""Members are found by every name they have, within their programme only, and listed without gaps."""

import pytest

from app.engine.model.records.members import Member
from app.store.connection.database import Database
from app.store.queries.members import members
from tests.store.samples import identifier, keep, member, profile

pytestmark = pytest.mark.anyio

OTHER = "prg_two"


def changed(day: int) -> str:
    return f"2026-03-{day:02}T00:00:00.000000Z"


@pytest.fixture
async def known(database: Database) -> Database:
    await keep(
        database,
        members=[
            member("mem_a", changed_at=changed(3)),
            member("mem_b", changed_at=changed(1)),
            member("mem_c", changed_at=changed(3)),
            member("mem_d", changed_at=changed(2), program_id=OTHER),
        ],
        profiles=[
            profile(),
            profile("mem_b", email=None, phone="+44 1", name=None),
            profile("mem_d", program_id=OTHER),
        ],
        identifiers=[
            identifier("ext", "ada"),
            identifier("card", "1"),
            identifier("card", "2"),
            identifier("ext", "a:b", "mem_b"),
            identifier("email", "ada@shop.example"),
            identifier("phone", "+441", "mem_b"),
            identifier("ext", "dan", "mem_d")._replace(program_id=OTHER),
        ],
    )
    return database


async def test_every_reference_finds_the_member_of_its_own_programme(known: Database) -> None:
    asked = ["ext:ada", "card:2", "mem_a", "ext:a:b", "ext:dan", "mem_d", "mem_none", "card:none", "ext:"]
    found = await known.read(lambda transaction: members.find_many(transaction, "prg_one", asked))
    assert {reference: one.member_id for reference, one in found.items()} == {
        "ext:ada": "mem_a",
        "card:2": "mem_a",
        "mem_a": "mem_a",
        "ext:a:b": "mem_b",
    }
    assert await known.read(lambda transaction: members.find_many(transaction, "prg_one", [])) == {}


async def test_a_member_comes_with_personal_data_and_all_names(known: Database) -> None:
    found = await known.read(lambda transaction: members.find(transaction, "prg_one", "card:1"))
    assert found == (
        member("mem_a", changed_at=changed(3)),
        profile(),
        [
            identifier("card", "1"),
            identifier("card", "2"),
            identifier("email", "ada@shop.example"),
            identifier("ext", "ada"),
        ],
    )
    without = await known.read(lambda transaction: members.find(transaction, "prg_one", "mem_c"))
    assert without == (member("mem_c", changed_at=changed(3)), None, [])
    assert await known.read(lambda transaction: members.find(transaction, "prg_one", "mem_d")) is None


async def test_pages_hold_every_member_once(known: Database) -> None:
    seen: list[Member] = []
    after = None
    while page := await known.read(
        lambda transaction, after=after: members.members_page(transaction, "prg_one", 2, after)  # type: ignore[misc]
    ):
        seen += [one.member for one in page]
        after = seen[-1].member_id
    assert [one.member_id for one in seen] == ["mem_a", "mem_b", "mem_c"]


@pytest.mark.parametrize(
    ("names", "ids"),
    [
        ({"ext": ["ada"]}, ["mem_a"]),
        ({"card": ["2"]}, ["mem_a"]),
        ({"email": ["ada@shop.example"]}, ["mem_a"]),
        ({"phone": ["+441"]}, ["mem_b"]),
        ({"email": ["ADA@shop.example"]}, []),
        ({"email": ["%"]}, []),
        ({"ext": ["ada"], "card": ["1"]}, ["mem_a"]),
        ({"ext": ["ada"], "phone": ["+441"]}, []),
        ({"ext": ["dan"]}, []),
        ({"phone": ["441", "+441", "00441"]}, ["mem_b"]),
        ({"ext": ["ada"], "phone": []}, []),
    ],
)
async def test_names_are_exact_and_all_must_fit(known: Database, names: dict[str, list[str]], ids: list[str]) -> None:
    page = await known.read(lambda transaction: members.members_page(transaction, "prg_one", 10, None, names))
    assert [one.member.member_id for one in page] == ids


async def test_changes_are_listed_oldest_first(known: Database) -> None:
    async def page(since: str, member_id: str = "", limit: int = 10) -> list[str]:
        after = (since, member_id)
        found = await known.read(lambda transaction: members.changed_members_page(transaction, "prg_one", limit, after))
        return [one.member.member_id for one in found]

    assert await page(changed(1)) == ["mem_b", "mem_a", "mem_c"]
    assert await page(changed(2)) == ["mem_a", "mem_c"]
    assert await page(changed(1), limit=2) == ["mem_b", "mem_a"]
    assert await page(changed(3), "mem_a") == ["mem_c"]
