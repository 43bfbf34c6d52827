import pytest

from app.engine.model.commands.sales import LinePart
from tests.actions.till import till_on

pytestmark = pytest.mark.anyio


async def test_a_voucher_is_used_once_and_stays_used_while_anything_of_its_purchase_is_kept(database_url: str) -> None:
    async with till_on(database_url) as till:
        await till.buy(0, coffees=3)
        (voucher,) = await till.usable()
        await till.buy(200, name="spent", vouchers=(voucher.code,))
        assert await till.usable() == []
        refusal = await till.refused(till.purchase(200, vouchers=(voucher.code,)))
        assert (refusal.problem, refusal.pointer) == ("voucher-not-usable", "/vouchers/0")
        await till.bring_back("spent")
        assert [one.code for one in await till.usable()] == [voucher.code]
        await till.prove()


async def test_voiding_the_return_uses_the_voucher_again(database_url: str) -> None:
    async with till_on(database_url) as till:
        await till.buy(0, coffees=3)
        (voucher,) = await till.usable()
        await till.buy(200, name="spent", vouchers=(voucher.code,))
        before = await till.prove()
        returned = await till.bring_back("spent")
        await till.void_return(returned.subject.external_id)
        assert await till.usable() == []
        assert await till.prove() == before


async def test_a_used_voucher_stays_as_debt_and_goes_when_it_comes_back(database_url: str) -> None:
    async with till_on(database_url) as till:
        await till.buy(0, coffees=3, name="coffees")
        (voucher,) = await till.usable()
        await till.buy(200, name="spent", vouchers=(voucher.code,))
        await till.bring_back("coffees")
        await till.buy(0, coffees=3)
        assert await till.usable() == [], "the used one stands for these"
        await till.bring_back("spent")
        assert len(await till.usable()) == 1
        await till.prove()


async def test_a_sale_that_is_paid_already_is_recorded_with_what_it_could_not_have(database_url: str) -> None:
    async with till_on(database_url) as till:
        await till.buy(0, coffees=3)
        (voucher,) = await till.usable()
        await till.buy(200, vouchers=(voucher.code,))
        sale = await till.buy(200, vouchers=(voucher.code, "NO-SUCH-CODE"), already_paid=True)
        assert sale.subject.shortfalls == (
            '[{"what":"/vouchers/0","code":"voucher-not-usable"},{"what":"/vouchers/1","code":"voucher-not-usable"}]'
        )
        assert [(entry.unit, entry.amount) for entry in sale.entries if entry.type == "redeem"] == [
            ("voucher:free", -1)
        ]
        await till.prove()


async def test_nobody_uses_another_s_voucher(database_url: str) -> None:
    async with till_on(database_url) as till:
        await till.buy(0, coffees=3)
        (voucher,) = await till.usable()
        for customer in ("bob", None):
            refusal = await till.refused(till.purchase(200, customer, vouchers=(voucher.code,)))
            assert refusal.problem == "voucher-not-usable"


async def test_a_coffee_that_a_voucher_made_free_gives_no_punch(database_url: str) -> None:
    async with till_on(database_url) as till:
        await till.buy(0, coffees=3)
        (voucher,) = await till.usable()
        free = till.purchase(0, name="free", coffees=2, vouchers=(voucher.code,))
        await till.accepted(free._replace(lines=(free.lines[0]._replace(discount=100),)))
        assert (await till.after())["punches"] == 1
        await till.bring_back("free", LinePart(1, 1))
        assert (await till.after())["punches"] == 1, "the free one is the last to come back"
        await till.prove()


async def test_a_purchase_s_void_says_where_the_member_stands_now(database_url: str) -> None:
    async with till_on(database_url) as till:
        await till.buy(1_000)
        await till.buy(500, name="mistake")
        first = await till.void("mistake")
        again = await till.void("mistake")
        assert first.after == again.after
        assert first.after
        assert '"points":10' in first.after


async def test_a_voucher_that_two_sales_used_comes_back_with_the_second_of_them(database_url: str) -> None:
    async with till_on(database_url) as till:
        await till.buy(0, coffees=6)
        one, other = await till.usable()
        await till.buy(200, name="first", vouchers=(one.code,))
        await till.buy(200, name="second", vouchers=(one.code,), already_paid=True)
        await till.void("first")
        assert await till.usable() == [other], "the second sale still stands"
        await till.void("second")
        assert {voucher.code for voucher in await till.usable()} == {one.code, other.code}
        assert (await till.after())["vouchers"] == 2
        await till.prove()
