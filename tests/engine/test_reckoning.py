"""The engine's running sums against a second reckoning of the whole history, straight from the rules."""

from typing import Any

from hypothesis import given

from tests.engine.oracle import expected
from tests.engine.shop import NOON, Shop, at
from tests.engine.strategies import Event, after, histories, programmes


def standing(shop: Shop, customer: str) -> dict[str, Any]:
    """What the shop says of a customer, in the words of `by_hand.expected`."""
    status = shop.status(customer)
    cards = {card["id"]: (card["punches"], card["completed"]) for card in status["punch_cards"]}
    kept = shop.member(customer).state.rebates
    rebates = {
        rebate["id"]: {start: tuple(sums) for start, sums in kept.get(rebate["id"], {}).items()}
        for rebate in status["rebates"]
    }
    found = {"points": status["points"]["balance"] + status["points"]["pending"], "credit": status["credit"]["balance"]}
    if status["tier"]:
        found |= {"qualifying": status["qualifying"]["amount"], "tier": status["tier"]["id"]}
    return {**found, **cards, **rebates}


@given(programmes(), histories())
def test_running_sums_come_to_what_the_whole_history_comes_to(document: dict[str, Any], history: list[Event]) -> None:
    # The second reckoning knows no discounts of quotes.
    document = {**document, "campaigns": [one for one in document["campaigns"] if "bonus_points" in one]}
    shop = after(document, history)
    for member in shop.book.members.values():
        assert standing(shop, str(member.external_id)) == expected(document, history, str(member.external_id), at(NOON))
