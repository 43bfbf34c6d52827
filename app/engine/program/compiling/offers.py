"""Compiles offers at the checkout: rewards, campaigns, gift cards, the worth of points, and how they combine."""

from app.engine.model.ratio import ONE, ratio
from app.engine.program.compiling.match import compiled_match
from app.engine.program.condition_parts import compiled, facts_of
from app.engine.program.conditions import BIRTHDAY, FIRST_PURCHASE, WEEKDAYS
from app.engine.program.parts.buy_get import BuyPart, GetPart
from app.engine.program.parts.campaigns import CampaignPart, ManyCodesPart, OneCodePart
from app.engine.program.parts.checkout import CheckoutPart, GiftCardsPart
from app.engine.program.parts.points import WorthPart
from app.engine.program.parts.rewards import RewardPart
from app.engine.program.terms.offers import BuyGet, Campaign, Checkout, GiftCards, Reward, Stacking, Worth, typed_form


def worth_of_points(part: WorthPart) -> Worth:
    """The worth of points."""
    share = ratio(part.max_share) if part.max_share else ONE
    return Worth(part.points, part.amount, share, part.min_points, compiled_match(part.match))


def checkout_terms(part: CheckoutPart) -> Checkout:
    """How baskets are quoted."""
    most = part.max_discount
    return Checkout(part.quote_minutes, part.max_vouchers, ratio(most) if most else None)


def gift_card_terms(part: GiftCardsPart | None) -> GiftCards | None:
    """Gift cards, if any are issued."""
    return GiftCards(part.valid_months, part.max_balance) if part else None


def reward(part: RewardPart) -> Reward:
    """A reward."""
    rate = part.percent or part.extra
    return Reward(
        id=part.id,
        name=part.name,
        kind=part.kind,
        valid_days=part.valid_days,
        match=compiled_match(part.match),
        amount=part.amount,
        rate=ratio(rate) if rate else None,
        max_amount=part.max_amount,
        min_spend=part.min_spend,
        points_price=part.points_price,
        valid_until=part.valid_until,
        limit_per_member=part.limit_per_member,
        stock=part.stock,
        budget=part.budget,
        stacking=Stacking(part.exclusive, part.group, part.order),
        told=part.cause or part.text,
        has_partner_codes=part.codes == "imported",
        buy_get=_buy_get(part.buy, part.get, part.times),
    )


def _buy_get(buy: BuyPart | None, get: GetPart | None, times: int | None) -> BuyGet | None:
    if buy is None or get is None:
        return None
    return BuyGet(
        buy=compiled_match(buy.match),
        quantity=buy.quantity or 0,
        amount=buy.amount or 0,
        get=compiled_match(get.match or buy.match),
        units=get.quantity,
        rate=ratio(get.percent_off),
        dearest=get.choose == "dearest",
        times=times,
    )


def takes_off(part: CampaignPart) -> bool:
    """Whether a campaign is a discount, not points."""
    return part.points_multiplier is None and part.bonus_points is None


def campaign(part: CampaignPart) -> Campaign:
    """A campaign."""
    asks = facts_of(part.when) | ({FIRST_PURCHASE} if part.first_purchase else set())
    return Campaign(
        id=part.id,
        name=part.name,
        first_day=part.from_,
        last_day=part.to,
        weekdays=frozenset(WEEKDAYS.index(day) for day in part.weekdays or ()),
        hours=tuple((minute(hours.from_), minute(hours.to)) for hours in part.hours or ()),
        channels=frozenset(part.channels or ()),
        stores=frozenset(part.stores or ()),
        match=compiled_match(part.match),
        first_purchase=part.first_purchase,
        birthday=part.birthday,
        min_spend=part.min_spend,
        limit_per_member=part.limit_per_member,
        limit_total=part.limit_total,
        budget=part.budget,
        condition=compiled(part.when) if part.when else None,
        multiplier=part.points_multiplier,
        bonus_points=part.bonus_points or 0,
        percent_off=ratio(part.percent_off) if part.percent_off else None,
        max_amount=part.max_amount,
        amount_off=part.amount_off,
        stacking=Stacking(part.exclusive, part.group, part.order),
        asks=asks | ({BIRTHDAY} if part.birthday else set()),
        for_everybody=not part.holdout,
        buy_get=_buy_get(part.buy, part.get, part.times),
        code=typed_form(part.codes.code) if isinstance(part.codes, OneCodePart) else None,
        single_codes=part.codes.count if isinstance(part.codes, ManyCodesPart) else 0,
        for_guests=part.for_guests,
    )


def minute(time: str) -> int:
    """The minute of the day of a time such as `10:30`."""
    return int(time[:2]) * 60 + int(time[3:])
