import pytest

from tests.actions.till import till_on

pytestmark = pytest.mark.anyio


async def test_all_of_one_member_is_the_other_s_as_if_it_had_been_from_the_start(database_url: str) -> None:
    async with till_on(database_url) as till:
        await till.buy(4_000, "ann", coffees=2)
        await till.buy(3_000, "bob", coffees=2, name="bobs")
        await till.buy(3_000, "bob")
        await till.accepted(till.merge("ann", "bob"))
        assert await till.after("ann") == {
            "points": 42 + 32 + 30,
            "credit": 208,
            "punches": 1,
            "vouchers": 1,
            "tier": "gold",
            "spent": 10_400,
            "due": 208,
        }
        assert await till.after("bob") == await till.after("ann"), "the old name finds the same member"
        await till.bring_back("bobs")
        assert (await till.after("ann"))["spent"] == 7_200
        await till.prove()


async def test_merging_again_changes_nothing(database_url: str) -> None:
    async with till_on(database_url) as till:
        for customer in ("ann", "bob"):
            await till.buy(1_000, customer)
        await till.accepted(till.merge("ann", "bob"))
        before = await till.prove()
        assert (await till.accepted(till.merge("ann", "bob"))).replayed
        assert await till.prove() == before
        assert (await till.refused(till.merge("ann", "nobody"))).pointer == "/from"


async def test_the_old_id_finds_the_member_too(database_url: str) -> None:
    async with till_on(database_url) as till:
        await till.buy(1_000, "ann")
        bob = (await till.buy(1_000, "bob")).subject.member_id
        await till.accepted(till.merge("ann", "bob"))
        sale = till.purchase(500)._replace(member=bob)
        assert (await till.accepted(sale)).subject.member_id != bob
        assert await till.goldlist.statuses.one(till.program_id, bob)
        assert (await till.after())["points"] == 25


async def test_carried_fractions_are_put_together(database_url: str) -> None:
    points = {"earn": [{"id": "base", "points": 1, "per": 1_000, "carry": True}]}
    async with till_on(database_url, points=points) as till:
        for customer in ("ann", "bob"):
            await till.buy(700, customer)
        await till.accepted(till.merge("ann", "bob"))
        assert (await till.after())["points"] == 1
        await till.prove()


async def test_cards_come_and_go(database_url: str) -> None:
    async with till_on(database_url) as till:
        await till.buy(1_000, "ann")
        await till.buy(1_000, "bob")
        await till.accepted(till.add_card("9001"))
        assert (await till.accepted(till.add_card("9001"))).replayed
        assert (await till.refused(till.add_card("9001", "bob"))).problem == "member-exists"
        await till.accepted(till.purchase(500)._replace(member="card:9001"))
        assert (await till.after())["points"] == 15
        await till.accepted(till.remove_card("9001"))
        assert (await till.refused(till.remove_card("9001"))).problem == "not-found"
        await till.accepted(till.add_card("9001", "bob"))
