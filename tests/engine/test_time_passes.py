"""Whatever customers do: it makes no difference to the ledger whether somebody looks every day or never."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.engine.decide import decide
from app.engine.model.book import Decision
from tests.engine.shop import Shop, line, units

EXPIRIES = (
    {"kind": "none"},
    {"kind": "after", "months": 1},
    {"kind": "after", "months": 2, "round_up_to": "quarter"},
    {"kind": "inactivity", "months": 1},
    {"kind": "yearly", "month": 2, "day": 29, "min_age_months": 1},
)
START = datetime(2024, 1, 31, 12, tzinfo=UTC)
WHAT = ("buy", "buy", "buy late", "return", "void", "undo", "activate", "without receipt")
Step = tuple[str, int, int]


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """A programme in which time does everything that it can."""
    return {
        "points": {
            "earn": [{"id": "base", "points": 1, "per": 1, "carry": draw(st.booleans())}],
            "expiry": draw(st.sampled_from(EXPIRIES)),
            "pending_days": draw(st.sampled_from((0, 3, 40))),
            "worth": {"points": 1, "amount": 1},
            "on_debt": draw(st.sampled_from(("allow", "write_off"))),
        },
        "tiers": {
            "window": {"kind": "rolling", "months": 2},
            "keep": {"kind": "months", "n": 2},
            "levels": [{"id": "a", "name": "A", "from": 0}, {"id": "b", "name": "B", "from": 50}],
        },
        "punch_cards": [
            {
                "id": "c",
                "name": "C",
                "counts": "items",
                "punches": 3,
                "reward": "g",
                "expires_after_months": draw(st.sampled_from((None, 1, 3))),
            }
        ],
        "rewards": [{"id": "g", "name": "G", "kind": "gift"}],
        "rebates": [
            {
                "id": "r",
                "name": "R",
                "period": "month",
                "method": "retroactive",
                "pay": "at_period_end",
                "grace_days": draw(st.sampled_from((0, 3, 45))),
                "as": draw(st.sampled_from(("credit", "points", "voucher", "statement"))),
                "bands": [{"from": 10, "rate": "0.5"}],
            }
        ],
    }


STEPS = st.lists(st.tuples(st.sampled_from(WHAT), st.integers(0, 3), st.integers(1, 40)), min_size=1, max_size=14)


def live(document: dict[str, Any], steps: list[Step], looks: list[int]) -> Shop:
    """What happens every few days, with somebody looking in between or not. What is refused does nothing."""
    shop = Shop(document, now=START.isoformat())
    shop.enrol("ann")
    names: dict[str, list[str]] = {"buy": [], "ret": []}
    now = START
    for number, (what, which, amount) in enumerate(steps):
        then = now + timedelta(days=amount)
        for look in sorted(looks):
            if now < now + timedelta(days=look) < then:
                shop.sweep(now + timedelta(days=look))
        now = then
        shop.wait_until(now)
        _do(shop, what, names, f"{number}", which, amount)
    shop.sweep(now + timedelta(days=200))
    return shop


def _do(shop: Shop, what: str, names: dict[str, list[str]], name: str, which: int, amount: int) -> None:
    if what.startswith("buy"):
        late = timedelta(days=amount if what == "buy late" else 0)
        shop.buy(line(amount, 2), name=f"buy-{name}", occurred_at=shop.now - late)
        names["buy"].append(f"buy-{name}")
        return
    if what == "without receipt":
        shop.bring_back_without_receipt(line(amount))
        return
    known = names["ret" if what == "undo" else "buy"]
    if not known:
        return
    chosen = known[which % len(known)]
    if what == "activate":
        shop.activate(chosen)
    elif what == "void":
        shop.void(chosen)
    elif what == "undo":
        purchase_voided = shop.book.returned("prg_1", f"ext:{chosen}")
        assert purchase_voided
        purchase = shop.book.purchases[purchase_voided.purchase_id or ""]
        if purchase.status != "voided":
            shop.void_return(chosen)
    else:
        command = shop.linked_return(chosen, [units(1, 1)], name=f"ret-{name}")
        if isinstance(decide(shop.program, shop.book, command, shop.now), Decision):
            shop.accepted(command)
            names["ret"].append(f"ret-{name}")


def told(shop: Shop) -> list[tuple[Any, ...]]:
    return [(one.recorded_at, one.cause, one.unit, one.type, one.amount, one.lot, one.why) for one in shop.entries]


def standing(shop: Shop) -> dict[str, Any]:
    """The status, but for what is drawn."""
    document = shop.status()
    drawn = ("id", "code")
    vouchers = [{name: one[name] for name in one if name not in drawn} for one in document["vouchers"]]
    return {**document, "vouchers": vouchers}


@given(documents(), STEPS, st.lists(st.integers(1, 39), max_size=6))
def test_a_leap_and_many_steps_write_the_same_ledger(
    document: dict[str, Any], steps: list[Step], looks: list[int]
) -> None:
    never, often = live(document, steps, []), live(document, steps, looks)
    assert told(never) == told(often)
    assert standing(never) == standing(often)
