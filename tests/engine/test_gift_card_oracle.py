"""Gift cards by figures and by chance: whatever is returned in whatever split, cards stand as if only the rest was
bought.
"""

from hypothesis import given
from hypothesis import strategies as st

from app.engine.model.commands.gift_cards import IssueGiftCard
from app.engine.model.gift_cards import GiftCard, GiftCardPart
from app.engine.model.receipts import RequestKey
from app.engine.model.records.sales import Purchase
from app.engine.model.value import kept, net, purchase_lines, standing_parts
from app.engine.rules.balances.spending import payment_of
from tests.engine.shop import NEVER_BOUGHT, Shop, line, units

POINTS = {"earn": [{"id": "base", "points": 1, "per": 100}], "worth": {"points": 1, "amount": 7}}


def issued(shop: Shop, amount: int, name: str) -> GiftCard:
    key = RequestKey("gift_card", name, name)
    subject = shop.accepted(IssueGiftCard("prg_1", shop.draw_id("gft"), key, name, amount)).subject
    assert isinstance(subject, GiftCard)
    return subject


def balances(shop: Shop, cards: list[GiftCard]) -> list[int]:
    return [shop.book.gift_cards[one.card_id].balance for one in cards]


@given(
    prices=st.lists(st.tuples(st.integers(1, 900), st.integers(1, 4)), min_size=1, max_size=4),
    amounts=st.lists(st.integers(1, 1500), min_size=1, max_size=3),
    customer=st.sampled_from(["ann", None]),
    data=st.data(),
)
def test_cards_stand_for_what_is_kept_in_any_split_of_returns(
    prices: list[tuple[int, int]], amounts: list[int], customer: str | None, data: st.DataObject
) -> None:
    shop = Shop(points=POINTS, gift_cards={})
    shop.enrol("ann")
    cards = [issued(shop, amount, f"card-{place}") for place, amount in enumerate(amounts)]
    parts = tuple(GiftCardPart(one.card_id) for one in cards)
    lines = [line(price, quantity) for price, quantity in prices]
    bought = shop.buy(*lines, customer=customer, name="sale", gift_cards=parts).subject
    assert isinstance(bought, Purchase)
    total = sum(price * quantity for price, quantity in prices)
    # Cards pay in their order, as far as there is something to pay.
    assert balances(shop, cards) == left_of(amounts, total)
    left = [quantity for _, quantity in prices]
    number = 0
    while any(left):
        number += 1
        place = data.draw(st.sampled_from([place for place, one in enumerate(left) if one]))
        count = data.draw(st.integers(1, left[place]))
        left[place] -= count
        shop.bring_back("sale", units(place + 1, count), name=f"r-{number}")
        stays = kept(purchase_lines(bought.lines), standing_parts(shop.book.returns_of(bought.purchase_id)))
        assert balances(shop, cards) == left_of(amounts, net(stays))
        if number < 9 and data.draw(st.booleans()):
            left[place] += count
            shop.void_return(f"r-{number}")
    assert balances(shop, cards) == amounts
    assert shop.hash() == NEVER_BOUGHT
    assert sum(one.amount for one in payment_of(bought).gift_cards) == min(total, sum(amounts))
    entries = [one for one in shop.book.new_entries if one.unit == "gift_card"]
    assert sum(one.amount for one in entries) == sum(amounts)


def left_of(amounts: list[int], kept_value: int) -> list[int]:
    """What cards have left that pay for this value in their order."""
    found = []
    for amount in amounts:
        paid = min(amount, kept_value)
        kept_value -= paid
        found.append(amount - paid)
    return found
