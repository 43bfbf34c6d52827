"""Campaigns: which ones apply to a purchase, and the resulting points multiplier.

The result is fixed when a purchase is recorded (or claimed) and stored with it; its returns use the same one.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from decimal import Context, Decimal
from typing import Any, Final, NamedTuple

from pydantic_core import from_json, to_json

from app.engine.model.birthdays import is_near
from app.engine.model.calendar import LocalTime, days_after
from app.engine.model.money import money_text
from app.engine.model.records.sales import Purchase
from app.engine.model.state import MemberState
from app.engine.model.value import Kept, everything
from app.engine.program.conditions import FIRST_PURCHASE, OF_MATCHING_LINES, WEEKDAYS, Scene, why_not
from app.engine.program.terms.holdouts import NOT_FOR_THIS_MEMBER
from app.engine.program.terms.offers import LAST, Campaign, Stacking, joint
from app.engine.program.terms.rules import Rules
from app.engine.program.versions import Program
from app.engine.rules.changes.change import Basket
from app.engine.rules.changes.held_tier import level_id

NONE: Final = "[]"
# More digits than any product of a tier's multiplier and all campaigns of a document can have.
_EXACT: Final = Context(prec=1000)
_NEAR: Final = {"day": "today", "week": "within 3 days", "month": "this month"}


class WhyNot(NamedTuple):
    """Why a campaign does not apply, in words. `code` is empty where no change to this basket could help: the campaign
    is for another member, day or place.
    """

    text: str
    code: str = ""


def applying(
    rules: Rules, basket: Basket, state: MemberState, moment: LocalTime, *, held_out: bool = False
) -> list[tuple[Campaign, WhyNot | None]]:
    """Every campaign of a version, with None if it applies to the basket, else the reason.

    `state` is the member's before the purchase; `moment` is the time of the purchase. The lines of `basket` are those
    kept, each with its share in minor units. `held_out`: the member is in a control group that campaigns leave out.
    """
    scene = _scene(rules, basket, state, moment, held_out)
    return [(campaign, _why_not(campaign, basket, scene)) for campaign in rules.campaigns]


def multiplying(found: Iterable[Campaign]) -> list[Campaign]:
    """Choose the campaigns that multiply points together, from those that apply: the best choice for the customer.

    On a tie, campaigns that are not exclusive win.
    """
    known = sorted((one for one in found if one.multiplier), key=_turn)
    return max(joint(known), key=lambda choice: Decimal(_product("1", choice)), default=[])


def decided(
    basket: Basket,
    state: MemberState,
    moment: LocalTime,
    exhausted: Collection[str] = (),
    beside: Collection[Stacking] = (),
    *,
    held_out: bool = False,
) -> tuple[str, tuple[str, ...]]:
    """The multiplier of a basket with all campaigns that apply to it now, as a decimal text, and their ids.

    The lines of `basket` are those kept; its `multiplier_text` is that of the member's tier. `exhausted` campaigns have
    no uses left. The campaigns must stack with the discounts that are used `beside` them. `held_out`: see `applying`.
    """
    scene = _scene(basket.rules, basket, state, moment, held_out)
    found = [
        one
        for one in basket.rules.campaigns
        if not one.takes_off
        and one.id not in exhausted
        and (one.bonus_points or all(map(one.stacking.goes_with, beside)))
        and _applies(one, basket, scene)
    ]
    if not found:
        return basket.multiplier_text, ()
    counting = multiplying(found)
    multiplier = _product(basket.multiplier_text, counting) if counting else basket.multiplier_text
    return multiplier, tuple(campaign.id for campaign in (*counting, *(one for one in found if one.bonus_points)))


def state_of(part: Mapping[str, Any], today: str) -> str:
    """Whether a campaign (in document form) is `upcoming`, `running` or `over` on a day, by its dates alone."""
    if part.get("from") and today < part["from"]:
        return "upcoming"
    return "over" if part.get("to") and today > part["to"] else "running"


def text_of(rules: Rules, ids: Iterable[str]) -> str:
    """Campaigns of a version in their stored form, as a purchase holds them."""
    found = (rules.campaign(campaign_id) for campaign_id in ids)
    return to_json([{"id": one.id, "name": one.name} for one in found if one]).decode()


def ids_of(purchase: Purchase) -> tuple[str, ...]:
    """The ids of the campaigns that applied to a purchase."""
    return () if purchase.campaigns == NONE else tuple(one["id"] for one in from_json(purchase.campaigns))


def count(program: Program, state: MemberState, basket: Basket, before: Sequence[Kept], after: Sequence[Kept]) -> None:
    """Count a member's uses of campaigns that any version limits; a use counts only while something is kept."""
    more = any(part.quantity for part in after) - any(part.quantity for part in before)
    for campaign_id in basket.campaigns if more else ():
        if campaign_id not in program.limited_per_member:
            continue
        # Copies of a state share this dict, because it is usually empty; so replace it and never change it.
        uses = {**state.campaign_uses, campaign_id: state.campaign_uses.get(campaign_id, 0) + more}
        state.campaign_uses = {name: number for name, number in uses.items() if number}


def _scene(rules: Rules, basket: Basket, state: MemberState, moment: LocalTime, held_out: bool) -> Scene:
    level = level_id(rules.tiers, state)
    return Scene(
        lines=basket.lines,
        store=basket.store,
        channel=basket.channel,
        state=state,
        day=moment.day,
        minute=moment.minute,
        day_starts=rules.day_starts,
        currency=rules.currency,
        level=level,
        first_is_held=bool(state.holds) and _first_is_held(rules, state),
        is_held_out=held_out,
    )


def _applies(campaign: Campaign, basket: Basket, scene: Scene) -> bool:
    """Decide as `_why_not` does, but without composing the reason, which can be costly for a long condition."""
    if scene.is_held_out and not campaign.for_everybody:
        return False
    if _why_not_by_itself(campaign, basket, scene):
        return False
    return campaign.condition is None or campaign.condition.holds(_scene_of(campaign, scene))


def _why_not(campaign: Campaign, basket: Basket, scene: Scene) -> WhyNot | None:
    unmet = _unmet(campaign, basket, scene)
    if scene.is_held_out and not campaign.for_everybody:
        # Unmet conditions are not reported: nobody should buy more for a campaign that excludes them.
        return WhyNot(NOT_FOR_THIS_MEMBER, "" if unmet else "not-for-member")
    return unmet


def _unmet(campaign: Campaign, basket: Basket, scene: Scene) -> WhyNot | None:
    if by_itself := _why_not_by_itself(campaign, basket, scene):
        return by_itself
    unmet = why_not(campaign.condition, _scene_of(campaign, scene)) if campaign.condition else None
    if unmet is None:
        return None
    return WhyNot(unmet, "condition" if any(fact.startswith("basket.") for fact in campaign.asks) else "")


def _scene_of(campaign: Campaign, scene: Scene) -> Scene:
    return scene if campaign.asks.isdisjoint(OF_MATCHING_LINES) else scene.matching(campaign.match)


def _why_not_by_itself(campaign: Campaign, basket: Basket, scene: Scene) -> WhyNot | None:
    if elsewhere := _not_now(campaign, scene) or _not_here(campaign, scene):
        return WhyNot(elsewhere)
    if of_this := _basket_unmet(campaign, basket, scene):
        return WhyNot(of_this, "condition")
    if of_member := _member_unmet(campaign, scene):
        return WhyNot(of_member)
    if had := _limit_reached(campaign, scene):
        return WhyNot(had, "limit")
    return None


def _not_now(campaign: Campaign, scene: Scene) -> str | None:
    if not campaign.hours:
        return _not_on(campaign, scene.day)
    days = [_day_of(hours, scene) for hours in campaign.hours if _is_within(scene.minute, *hours)]
    reasons = [_not_on(campaign, day) for day in days or [scene.day]]
    if all(reasons):
        return reasons[0]
    return None if days else f"not valid at {scene.minute // 60:02}:{scene.minute % 60:02}"


def _not_on(campaign: Campaign, day: str) -> str | None:
    if campaign.first_day and day < campaign.first_day:
        return f"starts on {campaign.first_day}"
    if campaign.last_day and day > campaign.last_day:
        return f"ended on {campaign.last_day}"
    if campaign.weekdays and _weekday(day) not in campaign.weekdays:
        return f"not valid on {WEEKDAYS[_weekday(day)]}"
    return None


def _not_here(campaign: Campaign, scene: Scene) -> str | None:
    if campaign.channels and scene.channel not in campaign.channels:
        return "not valid in this channel"
    if campaign.stores and scene.store not in campaign.stores:
        return "not valid in this store"
    return None


def _basket_unmet(campaign: Campaign, basket: Basket, scene: Scene) -> str | None:
    places = basket.matching(campaign.match)
    if not places:
        return "no eligible items in the basket"
    value = basket.value(places, everything(basket.lines)) if campaign.min_spend else 0
    if value < campaign.min_spend:
        needed = money_text(campaign.min_spend, scene.currency).rpartition(" ")[0]
        return f"eligible items come to {money_text(value, scene.currency)}, below the minimum of {needed}"
    return None


def _member_unmet(campaign: Campaign, scene: Scene) -> str | None:
    state = scene.state
    if campaign.first_purchase and not scene.is_first_purchase:
        return "not the member's first purchase" if state.bought else "a hold reserves the member's first purchase"
    if campaign.birthday and state.birthday is None:
        return "the member's birthday is unknown"
    if campaign.birthday and state.birthday and not is_near(state.birthday, scene.day, campaign.birthday):
        return f"the member's birthday is not {_NEAR[campaign.birthday]}"
    return None


def _limit_reached(campaign: Campaign, scene: Scene) -> str | None:
    used = scene.state.campaign_uses.get(campaign.id, 0)
    if campaign.limit_per_member is not None and used >= campaign.limit_per_member:
        return f"limit of {campaign.limit_per_member} per member reached"
    if campaign.limit_per_member is not None and scene.state.holds:
        held = sum(campaign.id in one for one in _reserved(scene.state))
        if used + held >= campaign.limit_per_member:
            return "a hold reserves the member's last use"
    return None


def _reserved(state: MemberState) -> list[Sequence[str]]:
    """The campaigns that each hold reserves."""
    return [one for _, _, _, *kept in state.holds.values() for one in kept]


def _first_is_held(rules: Rules, state: MemberState) -> bool:
    asking = {campaign.id for campaign in rules.campaigns if FIRST_PURCHASE in campaign.asks}
    return any(not asking.isdisjoint(one) for one in _reserved(state))


def _day_of(hours: tuple[int, int], scene: Scene) -> str:
    """The business day on which these hours began, given a moment within them: a night belongs to its evening."""
    start, end = hours
    back = (scene.minute < end < start) + (start < scene.day_starts) - (scene.minute < scene.day_starts)
    return days_after(scene.day, -back) if back else scene.day


def _is_within(minute: int, start: int, end: int) -> bool:
    return start <= minute < end if start < end else minute >= start or minute < end


def _weekday(day: str) -> int:
    return date.fromisoformat(day).weekday()


def _turn(campaign: Campaign) -> int:
    return LAST if campaign.stacking.order is None else campaign.stacking.order


def _factor(campaign: Campaign) -> Decimal:
    return Decimal(campaign.multiplier or "1")


def _product(multiplier: str, campaigns: Iterable[Campaign]) -> str:
    """The exact product of a multiplier and those of the campaigns, as a decimal text."""
    product = Decimal(multiplier)
    for campaign in campaigns:
        product = _EXACT.multiply(product, _factor(campaign))
    return f"{_EXACT.normalize(product):f}"
