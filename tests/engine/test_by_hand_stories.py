"""Whatever is given, taken back and handed on in whatever order, states are what the tables make, and sums stay."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.engine.decide import decide
from app.engine.model.book import Refusal
from app.engine.model.commands.points import AdjustBalance
from app.engine.model.receipts import RequestKey
from tests.engine.shop import Shop, line

DOCUMENT: dict[str, Any] = {
    "points": {
        "earn": [{"id": "b", "points": 1, "per": 1}],
        "transfer": {"allowed": True},
        "expiry": {"kind": "after", "months": 2},
    },
    "rewards": [
        {"id": "five", "name": "5 off", "kind": "amount_off", "amount": 500, "points_price": 30, "valid_days": 20},
        {"id": "gala", "name": "Gala", "kind": "gift", "text": "x", "points_price": 20, "stock": 2,
         "limit_per_member": 2},
    ],
}  # fmt: skip
WHO = st.sampled_from(["ann", "bob"])
REWARD = st.sampled_from(["five", "gala"])
NUMBER = st.integers(0, 9)
STEPS = st.one_of(
    st.tuples(st.just("buy"), WHO, NUMBER),
    st.tuples(st.just("return"), WHO, NUMBER),
    st.tuples(st.just("take"), WHO, NUMBER),
    st.tuples(st.just("redeem"), WHO, REWARD),
    st.tuples(st.just("gift"), WHO, REWARD),
    st.tuples(st.just("revoke"), WHO, NUMBER),
    st.tuples(st.just("use"), WHO, NUMBER),
    st.tuples(st.just("hold"), WHO, NUMBER),
    st.tuples(st.just("transfer"), WHO, NUMBER),
    st.tuples(st.just("wait"), st.just(""), NUMBER),
)


@given(st.lists(STEPS, max_size=25))
def test_any_story_of_gifts_leaves_what_the_tables_make(steps: list[tuple[str, str, Any]]) -> None:
    shop = Shop(DOCUMENT)
    for customer in ("ann", "bob"):
        shop.enrol(customer)
    bought: list[str] = []
    for place, (what, who, which) in enumerate(steps):
        if what == "wait":
            shop.sweep(shop.now.replace(month=min(12, shop.now.month + which // 4)))
        elif what == "buy":
            bought.append(f"p{place}")
            shop.buy(line(20 + which), name=bought[-1], customer=who)
        elif command := command_of(shop, what, who, which, place, bought):
            # Refused or not, nothing may come apart.
            if isinstance(decide(shop.program, shop.book, command, shop.now), Refusal):
                shop.refused(command)
            else:
                shop.accepted(command)
        places = [one for one in shop.book.vouchers.values() if one.reward == "gala" and one.status != "revoked"]
        assert shop.book.supplies.get(("prg_1", "stock:gala"), 0) == len(places) <= 2
    assert sum(entry.amount for entry in shop.entries if entry.type == "transfer") == 0


def command_of(shop: Shop, what: str, who: str, which: Any, place: int, bought: list[str]) -> Any:
    """A command of a story; None where there is nothing to do it with."""
    codes = sorted(one.code for one in shop.book.vouchers.values())
    match what:
        case "redeem":
            return shop.redemption(which, who)
        case "gift":
            return shop.gift(which, who)
        case "transfer":
            return shop.handing_on(1 + 7 * which, who, "bob" if who == "ann" else "ann")
        case "take":
            request_key = RequestKey("adjustment", f"a{place}", "")
            return AdjustBalance(
                "prg_1", f"adj_{place}", request_key, f"ext:{who}", "points", -1 - 9 * which, "x", True
            )
        case "return":
            return shop.linked_return(bought[which % len(bought)]) if bought else None
        case "revoke":
            return shop.revocation(codes[which % len(codes)]) if codes else None
        case "use":
            return shop.purchase([line(700)], customer=who, vouchers=(codes[which % len(codes)],)) if codes else None
        case _:
            return shop.holding(customer=who, vouchers=(codes[which % len(codes)],)) if codes else None
