"""Selling a basket to a member: what is used is marked used, what pays is taken, and what it earns is posted.

A quote and the purchase that books it are this one function, which is why a quote is booked exactly as it was shown.
"""

from app.engine import held, spending, value
from app.engine.change import Basket, Change
from app.engine.effects import rekeep
from app.engine.ratio import ratio
from app.engine.records import Line, Payment, Purchase
from app.engine.rules import Program, Rules
from app.engine.state import MemberState


def sell(
    change: Change,
    lines: tuple[Line, ...],
    business_date: str,
    store: str | None,
    channel: str | None,
    multiplier: str,
    paid: Payment,
) -> None:
    """Post all that the lines earn. `multiplier`: of the points, as it was before anything of this was done."""
    basket = Basket(
        change.rules,
        business_date,
        lines,
        store,
        channel,
        ratio(multiplier),
        multiplier,
        rewarded=rewarded(change.rules, paid),
    )
    rekeep(change, basket, value.nothing(lines), value.everything(lines))


def basket_of(program: Program, purchase: Purchase, lines: tuple[Line, ...]) -> Basket:
    """The basket of a purchase, under the version and multiplier that decided it."""
    rules = program.version(purchase.program_version)
    return Basket(
        rules,
        purchase.business_date,
        lines,
        purchase.store,
        purchase.channel,
        ratio(purchase.multiplier),
        purchase.multiplier,
        activated_on=purchase.activated_on,
        rewarded=rewarded(rules, spending.payment_of(purchase)) if purchase.paid_with else 0,
    )


def rewarded(rules: Rules, paid: Payment) -> int:
    """How many minor units of a payment earn nothing."""
    return 0 if rules.earns_on_rewards else paid.points_worth + paid.credit


def multiplier_of(program: Program, state: MemberState) -> str:
    """The multiplier of the tier that the member holds, as a decimal string."""
    ladder = program.rules.tiers
    return held.level(ladder, state).multiplier_text if ladder else "1"
