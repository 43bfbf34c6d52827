"""Sells a basket to a member: marks vouchers used, takes payments, and posts earnings.

A quote and its booking use this one function, so a quote is booked exactly as shown.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from pydantic_core import from_json

from app.engine.model import value
from app.engine.model.instants import instant_text
from app.engine.model.ratio import ratio
from app.engine.model.records.checkout import Discount, Terms
from app.engine.model.records.sales import Line, Payment, Purchase, Return
from app.engine.model.records.vouchers import Voucher
from app.engine.model.state import MemberState
from app.engine.program.terms.offers import Stacking
from app.engine.program.terms.rules import Rules
from app.engine.program.versions import Program
from app.engine.rules import campaigns, shared_limits
from app.engine.rules.apply import post_difference
from app.engine.rules.balances import spending
from app.engine.rules.changes import held_tier
from app.engine.rules.changes.change import Basket, Change, Notice
from app.engine.rules.rewards import coupons


def terms_of(
    change: Change,
    lines: tuple[Line, ...],
    store: str | None,
    channel: str | None,
    occurred_at: datetime,
    beside: Sequence[Stacking] = (),
) -> Terms:
    """The terms of a basket, by the member's tier and campaigns before anything is used or spent.

    Draws on shared limits are left to the caller. `beside` are the discounts used with it: a campaign that does not
    combine with one of them does not count.
    """
    multiplier = multiplier_of(change.program, change.state)
    if not change.rules.campaigns:
        return Terms(multiplier, (), instant_text(occurred_at))
    moment = change.program.local_time(occurred_at, store)
    rules = change.rules
    basket = Basket(rules, moment.day, lines, store, channel, multiplier_text=multiplier)
    gone = shared_limits.exhausted(change, rules) if rules.limited_uses else ()
    held_out = rules.holds_out(change.program.id, change.member.member_id, "campaigns", moment.day)
    decided = campaigns.decided(basket, change.state, moment, gone, beside, held_out=held_out)
    return Terms(*decided, instant_text(occurred_at))


def stackings(change: Change, discounts: Iterable[Discount]) -> list[Stacking]:
    """The stacking rules of a quote's discounts."""
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
    """The stacking rules of a voucher, by the version that issued it."""
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
    *,
    history: bool = False,
) -> None:
    """Post everything that the lines earn under a version, on terms fixed before this change; of `history`, nothing."""
    basket = Basket(
        rules=rules,
        business_date=business_date,
        lines=lines,
        store=store,
        channel=channel,
        multiplier=ratio(terms.multiplier),
        multiplier_text=terms.multiplier,
        rewarded=rewarded(rules, paid),
        campaigns=terms.campaigns,
        purchase_id=change.cause_id,
        brings_nothing=coupons.over(rules, change.today),
        history=history,
    )
    post_difference(change, basket, value.nothing(lines), value.everything(lines))


def basket_of(program: Program, purchase: Purchase, lines: tuple[Line, ...]) -> Basket:
    """The basket of a purchase, under the version, multiplier and campaigns that decided it."""
    rules = program.version(purchase.program_version)
    return Basket(
        rules=rules,
        business_date=purchase.business_date,
        lines=lines,
        store=purchase.store,
        channel=purchase.channel,
        multiplier=ratio(purchase.multiplier),
        multiplier_text=purchase.multiplier,
        activated_on=purchase.activated_on,
        rewarded=rewarded(rules, spending.payment_of(purchase)) if purchase.paid_with else 0,
        campaigns=campaigns.ids_of(purchase),
        purchase_id=purchase.purchase_id,
        brings_nothing=_expired_coupons(purchase) if purchase.notices else (),
        history=bool(purchase.history),
    )


def _expired_coupons(purchase: Purchase) -> tuple[str, ...]:
    """The coupons whose reward had expired when a purchase was recorded."""
    told = [Notice(*one) for one in from_json(purchase.notices or "[]")]
    return tuple(one.what.removeprefix("coupon:") for one in told if one.what.startswith("coupon:"))


def rewarded(rules: Rules, paid: Payment) -> int:
    """The part of a payment that earns nothing, in minor units."""
    return 0 if rules.earns_on_rewards else paid.points_worth + paid.credit


def multiplier_of(program: Program, state: MemberState) -> str:
    """The multiplier of the member's tier, as a decimal string."""
    ladder = program.rules.tiers
    return held_tier.level(ladder, state).multiplier_text if ladder else "1"


def basket_without_receipt(program: Program, returned: Return, lines: tuple[Line, ...]) -> Basket:
    """The lines of a return without receipt, as a negative basket."""
    return Basket(
        rules=program.version(returned.program_version),
        business_date=returned.business_date,
        lines=lines,
        store=returned.store,
        channel=None,
        sign=-1,
        history=bool(returned.history),
    )
