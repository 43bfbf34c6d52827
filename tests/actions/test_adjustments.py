import pytest

from tests.actions.till import till_on

pytestmark = pytest.mark.anyio


async def test_balances_change_by_hand_and_never_below_zero_unless_that_is_wanted(database_url: str) -> None:
    async with till_on(database_url) as till:
        await till.buy(1_000)
        await till.accepted(till.adjust("points", 50, "a"))
        assert (await till.after())["points"] == 60
        refusal = await till.refused(till.adjust("points", -61, "b"))
        assert (refusal.problem, refusal.pointer) == ("insufficient-balance", "/amount")
        await till.accepted(till.adjust("points", -61, "b", allow_negative=True))
        assert (await till.after())["points"] == -1
        await till.accepted(till.adjust("credit", 300, "c"))
        assert (await till.refused(till.adjust("credit", -301, "d"))).problem == "insufficient-balance"
        await till.prove()


async def test_punches_given_by_hand_fill_the_card_and_taken_away_empty_it(database_url: str) -> None:
    async with till_on(database_url) as till:
        await till.buy(0, coffees=2)
        await till.accepted(till.adjust("punches:coffee", 2, "a"))
        assert (await till.after())["vouchers"] == 1
        assert (await till.after())["punches"] == 1
        await till.accepted(till.adjust("punches:coffee", -2, "b"))
        assert (await till.after())["vouchers"] == 0
        await till.prove()


async def test_the_same_request_again_answers_the_same_and_does_nothing(database_url: str) -> None:
    async with till_on(database_url) as till:
        await till.buy(1_000)
        first = till.adjust("points", 50)
        made = await till.accepted(first)
        again = await till.accepted(first)
        assert again.replayed
        assert (again.subject, again.entries) == (made.subject, made.entries)
        assert (await till.refused(till.adjust("points", 51))).problem == "idempotency-mismatch"
        assert (await till.after())["points"] == 60


@pytest.mark.parametrize("unit", ["punches:tea", "rebate:year", "voucher:free", "stars"])
async def test_other_balances_cannot_be_adjusted(database_url: str, unit: str) -> None:
    async with till_on(database_url) as till:
        await till.buy(1_000)
        assert (await till.refused(till.adjust(unit, 1))).pointer == "/unit"
