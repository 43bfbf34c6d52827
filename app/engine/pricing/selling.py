"""Selling a basket to a member: what is used is marked used, what pays is taken, and what it earns is posted.

A quote and the purchase that books it are this one function, which is why a quote is booked exactly as it was shown.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from pydantic_core import from_json

from app.engine.model import value
from app.engine.model.instants import instant_text
from app.engine.model.ratio import ratio
from app.engine.model.records import Discount, Line, Payment, Purchase, Return, Terms, Voucher
from app.engine.model.state import MemberState
from app.engine.program.offers import Stacking
from app.engine.program.terms import Program, Rules
from app.engine.rules import campaigns, coupons, held_tier, shared_limits, spending
from app.engine.rules.apply import post_difference
from app.engine.rules.change import Basket, Change, Notice


def terms_of(
    change: Change,
    lines: tuple[Line, ...],
    store: str | None,
    channel: str | None,
    occurred_at: datetime,
    beside: Sequence[Stacking] = (),
) -> Terms:
    """The terms of a basket, by the level held and the campaigns that apply before anything is used or spent.

    What they use of what there is only so much of is not taken: who sells by them does that. `beside` are the discounts
    used with it: a campaign that may not go with one of them does not count.
    """
    multiplier = multiplier_of(change.program, change.state)
    if not change.rules.campaigns:
        return Terms(multiplier, (), instant_text(occurred_at))
    moment = change.program.local_time(occurred_at)
    rules = change.rules
    basket = Basket(rules, moment.day, lines, store, channel, multiplier_text=multiplier)
    gone = shared_limits.exhausted(change, rules) if rules.limited_uses else ()
    return Terms(*campaigns.decided(basket, change.state, moment, gone, beside), instant_text(occurred_at))


def stackings(change: Change, discounts: Iterable[Discount]) -> list[Stacking]:
    """With what else the discounts of a quote may be used."""
    found = []
    for one in discounts:
        voucher = change.book.voucher(change.program.id, one.code) if one.code else None
        if voucher:
            found.append(stacking_of(change, voucher))
        else:
            campaign = change.rules.campaign(one.id) if one.kind == "campaign" else None
            found.append(campaign.stacking if campaign else Stacking())
    return found


def stacking_of(change: Change, voucher: Voucher) -> Stacking:
    """With what else a voucher may be used, by the version that issued it."""
    reward = change.program.version(voucher.program_version).rewards.get(voucher.reward)
    return reward.stacking if reward else Stacking()


def sell(
    change: Change,
    rules: Rules,
    lines: tuple[Line, ...],
    business_date: str,
    store: str | None,
    channel: str | None,
    terms: Terms,
    paid: Payment,
) -> None:
    """Post all that the lines earn under a version, on the terms that held before anything of this was done."""
    basket = Basket(
        rules,
        business_date,
        lines,
        store,
        channel,
        ratio(terms.multiplier),
        terms.multiplier,
        rewarded=rewarded(rules, paid),
        campaigns=terms.campaigns,
        purchase_id=change.cause_id,
        brings_nothing=coupons.over(rules, change.today),
    )
    post_difference(change, basket, value.nothing(lines), value.everything(lines))


def basket_of(program: Program, purchase: Purchase, lines: tuple[Line, ...]) -> Basket:
    """The basket of a purchase, under the version, multiplier and campaigns that decided it."""
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
        campaigns=campaigns.ids_of(purchase),
        purchase_id=purchase.purchase_id,
        brings_nothing=_brought_nothing(purchase) if purchase.notices else (),
    )


def _brought_nothing(purchase: Purchase) -> tuple[str, ...]:
    """The coupons whose reward was over when a purchase was recorded."""
    told = [Notice(*one) for one in from_json(purchase.notices or "[]")]
    return tuple(one.what.removeprefix("coupon:") for one in told if one.what.startswith("coupon:"))


def rewarded(rules: Rules, paid: Payment) -> int:
    """How many minor units of a payment earn nothing."""
    return 0 if rules.earns_on_rewards else paid.points_worth + paid.credit


def multiplier_of(program: Program, state: MemberState) -> str:
    """The multiplier of the tier that the member holds, as a decimal string."""
    ladder = program.rules.tiers
    return held_tier.level(ladder, state).multiplier_text if ladder else "1"


def basket_without_receipt(program: Program, returned: Return, lines: tuple[Line, ...]) -> Basket:
    """The lines of a return without receipt, as a basket that is taken away."""
    return Basket(
        program.version(returned.program_version), returned.business_date, lines, returned.store, None, sign=-1
    )
