"""Campaigns: which of them apply to a purchase, and by what its points are multiplied.

What applied is decided when a purchase is recorded (or claimed) and stored with it, so that its returns go by it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from decimal import Context, Decimal
from typing import Any, Final, NamedTuple

from pydantic_core import from_json, to_json

from app.engine.model.birthdays import is_near
from app.engine.model.calendar import LocalTime, day_before
from app.engine.model.money import money_text
from app.engine.model.records import Purchase
from app.engine.model.state import MemberState
from app.engine.model.value import Kept, everything
from app.engine.program.conditions import FIRST_PURCHASE, WEEKDAYS, Scene, why_not
from app.engine.program.offers import LAST, Campaign, Stacking, joint
from app.engine.program.terms import Program, Rules
from app.engine.rules.change import Basket, value_of
from app.engine.rules.held_tier import level_id

NONE: Final = "[]"
# More digits than the product of a level's multiplier and those of all campaigns of a document can have.
_EXACT: Final = Context(prec=1000)
_NEAR: Final = {"day": "today", "week": "within 3 days", "month": "this month"}


class WhyNot(NamedTuple):
    """Why a campaign does not apply, in words. `code` is empty where this basket could do nothing about it: the
    campaign is for another member, day or place.
    """

    text: str
    code: str = ""


def applying(
    rules: Rules, basket: Basket, state: MemberState, moment: LocalTime
) -> list[tuple[Campaign, WhyNot | None]]:
    """Every campaign of a version, with None if it applies to the basket, else why not.

    `state` is the member's before the purchase; `moment` says when it happened. The lines of `basket` are what is
    kept of it, each with its share in minor units.
    """
    scene = _scene(rules, basket, state, moment)
    return [(campaign, _why_not(campaign, basket, scene)) for campaign in rules.campaigns]


def multiplying(found: Iterable[Campaign]) -> list[Campaign]:
    """Those that multiply points together, of campaigns that apply: the best for the customer.

    Of what is equally good, what is not exclusive goes first.
    """
    known = sorted((one for one in found if one.multiplier), key=_turn)
    return max(joint(known), key=lambda choice: Decimal(_product("1", choice)), default=[])


def decided(
    basket: Basket,
    state: MemberState,
    moment: LocalTime,
    exhausted: Collection[str] = (),
    beside: Collection[Stacking] = (),
) -> tuple[str, tuple[str, ...]]:
    """The multiplier of a basket with all campaigns that apply to it now, as a decimal text, and their ids.

    The lines of `basket` are what is kept of it, its `multiplier_text` is that of the level held. Of those that are
    `exhausted` nothing is left. They go together with the discounts that are used `beside` them.
    """
    scene = _scene(basket.rules, basket, state, moment)
    counting = multiplying(
        one
        for one in basket.rules.campaigns
        if one.multiplier
        and one.id not in exhausted
        and all(map(one.stacking.goes_with, beside))
        and _applies(one, basket, scene)
    )
    if not counting:
        return basket.multiplier_text, ()
    return _product(basket.multiplier_text, counting), tuple(campaign.id for campaign in counting)


def state_of(part: Mapping[str, Any], today: str) -> str:
    """Whether a campaign, as a document has it, is `upcoming`, `running` or `over` on a day, by its days alone."""
    if part.get("from") and today < part["from"]:
        return "upcoming"
    return "over" if part.get("to") and today > part["to"] else "running"


def text_of(rules: Rules, ids: Iterable[str]) -> str:
    """Campaigns of a version as a purchase keeps them."""
    found = (rules.campaign(campaign_id) for campaign_id in ids)
    return to_json([{"id": one.id, "name": one.name} for one in found if one]).decode()


def ids_of(purchase: Purchase) -> tuple[str, ...]:
    """The ids of the campaigns that applied to a purchase."""
    return () if purchase.campaigns == NONE else tuple(one["id"] for one in from_json(purchase.campaigns))


def count(program: Program, state: MemberState, basket: Basket, before: Sequence[Kept], after: Sequence[Kept]) -> None:
    """Count a member's uses of campaigns that any version limits; nothing is used where nothing is kept."""
    more = any(part.quantity for part in after) - any(part.quantity for part in before)
    for campaign_id in basket.campaigns if more else ():
        if campaign_id not in program.limited_per_member:
            continue
        # Copies of a state share what it has, since most have nothing.
        uses = {**state.campaign_uses, campaign_id: state.campaign_uses.get(campaign_id, 0) + more}
        state.campaign_uses = {name: number for name, number in uses.items() if number}


def _scene(rules: Rules, basket: Basket, state: MemberState, moment: LocalTime) -> Scene:
    level = level_id(rules.tiers, state)
    is_held = bool(state.holds) and _first_is_held(rules, state)
    return Scene(basket.lines, basket.store, basket.channel, state, *moment, rules.currency, level, is_held)


def _applies(campaign: Campaign, basket: Basket, scene: Scene) -> bool:
    """As `_why_not`, without the words for a condition, which may have many parts."""
    if _why_not_by_itself(campaign, basket, scene):
        return False
    return campaign.condition is None or campaign.condition.holds(scene)


def _why_not(campaign: Campaign, basket: Basket, scene: Scene) -> WhyNot | None:
    if by_itself := _why_not_by_itself(campaign, basket, scene):
        return by_itself
    unmet = why_not(campaign.condition, scene) if campaign.condition else None
    if unmet is None:
        return None
    return WhyNot(unmet, "condition" if any(fact.startswith("basket.") for fact in campaign.asks) else "")


def _why_not_by_itself(campaign: Campaign, basket: Basket, scene: Scene) -> WhyNot | None:
    if elsewhere := _not_now(campaign, scene) or _not_here(campaign, scene):
        return WhyNot(elsewhere)
    if of_this := _not_of_this(campaign, basket, scene):
        return WhyNot(of_this, "condition")
    if of_member := _not_of_this_member(campaign, scene):
        return WhyNot(of_member)
    if had := _had_already(campaign, scene):
        return WhyNot(had, "limit")
    return None


def _not_now(campaign: Campaign, scene: Scene) -> str | None:
    if not campaign.hours:
        return _not_on(campaign, scene.day)
    days = [_day_of(hours, scene) for hours in campaign.hours if _is_within(scene.minute, *hours)]
    reasons = [_not_on(campaign, day) for day in days or [scene.day]]
    if all(reasons):
        return reasons[0]
    return None if days else f"it is not for {scene.minute // 60:02}:{scene.minute % 60:02}"


def _not_on(campaign: Campaign, day: str) -> str | None:
    if campaign.first_day and day < campaign.first_day:
        return f"it begins on {campaign.first_day}"
    if campaign.last_day and day > campaign.last_day:
        return f"it ended on {campaign.last_day}"
    if campaign.weekdays and _weekday(day) not in campaign.weekdays:
        return f"it is not for {WEEKDAYS[_weekday(day)]}"
    return None


def _not_here(campaign: Campaign, scene: Scene) -> str | None:
    if campaign.channels and scene.channel not in campaign.channels:
        return "it is not for this channel"
    if campaign.stores and scene.store not in campaign.stores:
        return "it is not for this store"
    return None


def _not_of_this(campaign: Campaign, basket: Basket, scene: Scene) -> str | None:
    places = basket.matching(campaign.match)
    if not places:
        return "nothing in the basket counts for it"
    value = value_of(places, everything(basket.lines))
    if value < campaign.min_spend:
        needed = money_text(campaign.min_spend, scene.currency).rpartition(" ")[0]
        return f"what counts for it comes to {money_text(value, scene.currency)}, less than {needed}"
    return None


def _not_of_this_member(campaign: Campaign, scene: Scene) -> str | None:
    state = scene.state
    if campaign.first_purchase and not scene.is_first_purchase:
        return "it is not the member's first purchase" if state.bought else "a hold keeps the member's first purchase"
    if campaign.birthday and state.birthday is None:
        return "the member's birthday is not known"
    if campaign.birthday and state.birthday and not is_near(state.birthday, scene.day, campaign.birthday):
        return f"the member's birthday is not {_NEAR[campaign.birthday]}"
    return None


def _had_already(campaign: Campaign, scene: Scene) -> str | None:
    used = scene.state.campaign_uses.get(campaign.id, 0)
    if campaign.limit_per_member is not None and used >= campaign.limit_per_member:
        return f"the member has had it {'once' if used == 1 else f'{used} times'}, as often as it may be had"
    if campaign.limit_per_member is not None and scene.state.holds:
        held = sum(campaign.id in one for one in _held(scene.state))
        if used + held >= campaign.limit_per_member:
            return "a hold keeps the member's last use of it"
    return None


def _held(state: MemberState) -> list[Sequence[str]]:
    """The campaigns that each hold keeps."""
    return [one for _, _, _, *kept in state.holds.values() for one in kept]


def _first_is_held(rules: Rules, state: MemberState) -> bool:
    asking = {campaign.id for campaign in rules.campaigns if FIRST_PURCHASE in campaign.asks}
    return any(not asking.isdisjoint(one) for one in _held(state))


def _day_of(hours: tuple[int, int], scene: Scene) -> str:
    """The day on which these hours, of which the moment is one, have begun: a night belongs to its evening."""
    start, end = hours
    return day_before(scene.day) if scene.minute < end < start else scene.day


def _is_within(minute: int, start: int, end: int) -> bool:
    return start <= minute < end if start < end else minute >= start or minute < end


def _weekday(day: str) -> int:
    return date.fromisoformat(day).weekday()


def _turn(campaign: Campaign) -> int:
    return LAST if campaign.stacking.order is None else campaign.stacking.order


def _factor(campaign: Campaign) -> Decimal:
    return Decimal(campaign.multiplier or "1")


def _product(multiplier: str, campaigns: Iterable[Campaign]) -> str:
    """The exact product of a multiplier and those of these campaigns, as a decimal text."""
    product = Decimal(multiplier)
    for campaign in campaigns:
        product = _EXACT.multiply(product, _factor(campaign))
    return f"{_EXACT.normalize(product):f}"
