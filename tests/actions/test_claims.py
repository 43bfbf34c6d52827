import pytest

from app.engine.model.commands.sales import LinePart
from tests.actions.till import till_on

pytestmark = pytest.mark.anyio


async def test_a_claimed_purchase_is_worth_what_is_kept_of_it(database_url: str) -> None:
    async with till_on(database_url) as till:
        await till.buy(1_000, "ann")
        guest = await till.buy(6_000, None, coffees=4, name="guest")
        assert guest.entries == []
        await till.bring_back("guest", *_coffees(1))
        claimed = await till.accepted(till.claim("guest", "ann"))
        assert claimed.subject.status == "partly_returned"
        assert await till.after() == {
            "points": 10 + 63,
            "credit": 146,
            "punches": 0,
            "vouchers": 1,
            "tier": "base",
            "spent": 7_300,
            "due": 146,
        }
        await till.prove()


async def test_claiming_again_changes_nothing_and_another_member_comes_too_late(database_url: str) -> None:
    async with till_on(database_url) as till:
        await till.buy(1_000, "ann")
        await till.buy(1_000, "bob")
        await till.buy(500, None, name="guest")
        await till.accepted(till.claim("guest", "ann"))
        assert (await till.accepted(till.claim("guest", "ann"))).replayed
        assert (await till.refused(till.claim("guest", "bob"))).problem == "already-claimed"
        assert (await till.refused(till.claim("nothing", "ann"))).problem == "not-found"
        assert (await till.refused(till.claim("guest", "nobody"))).pointer == "/member"
        assert (await till.after("ann"))["points"] == 15
        await till.prove()


async def test_the_guest_s_own_request_still_gets_its_first_answer(database_url: str) -> None:
    async with till_on(database_url) as till:
        await till.buy(1_000, "ann")
        first = till.purchase(500, None, name="guest")
        made = await till.accepted(first)
        await till.accepted(till.claim("guest", "ann"))
        again = await till.accepted(first)
        assert again.replayed
        assert again.subject._replace(status="recorded") == made.subject
        assert again.entries == []


async def test_what_was_claimed_can_be_returned_and_voided_like_a_member_s_own(database_url: str) -> None:
    async with till_on(database_url) as till:
        await till.buy(1_000, "ann")
        before = await till.prove()
        await till.buy(6_000, None, coffees=3, name="guest")
        first = await till.bring_back("guest", *_coffees(1))
        await till.accepted(till.claim("guest", "ann"))
        await till.void_return(first.subject.external_id)
        assert (await till.after())["vouchers"] == 1
        await till.void("guest")
        assert await till.prove() == before


def _coffees(quantity: int) -> list[LinePart]:
    return [LinePart(2, quantity)]
