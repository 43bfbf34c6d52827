"""Faults of the campaigns in a programme document, each as pointer, code and words."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from app.engine.program.conditions import FACTS
from app.engine.program.document import ProgramDocument
from app.engine.program.parts import conditions
from app.engine.program.parts.campaigns import CampaignPart
from app.engine.program.parts.conditions import Asked, Found, facts_of
from app.engine.program.parts.rewards import RewardPart

EFFECTS: Final = ("points_multiplier", "bonus_points", "percent_off", "amount_off", "kind")
OF_DISCOUNTS: Final = {"exclusive": False, "group": None, "order": None}


def found(document: ProgramDocument) -> Iterator[Found]:
    """Every fault of a document's campaigns."""
    levels = {level.id for level in document.tiers.levels} if document.tiers else set()
    asked = Asked(FACTS, levels, segments={segment.id for segment in document.segments})
    for number, campaign in enumerate(document.campaigns):
        place = f"/campaigns/{number}"
        yield from _time(campaign, place)
        yield from _effect(campaign, place)
        yield from _audience(campaign, place)
        if campaign.when:
            yield from conditions.faults(campaign.when, f"{place}/when", asked)


def of_buy_get(part: CampaignPart | RewardPart, place: str) -> Iterator[Found]:
    """Every fault of buy X get Y."""
    if part.buy and (part.buy.quantity is None) == (part.buy.amount is None):
        yield f"{place}/buy", "required", "`buy` needs either `quantity` or `amount`"
    if part.get and Decimal(part.get.percent_off) == 0:
        yield f"{place}/get/percent_off", "not-possible", "the discount must be more than 0"
    if part.match is not None:
        yield f"{place}/match", "not-possible", "`buy_get` selects goods with `buy.match` and `get.match`"
    if part.order is not None:
        yield f"{place}/order", "not-possible", "`buy_get` comes before all other discounts"


def _time(campaign: CampaignPart, place: str) -> Iterator[Found]:
    if campaign.from_ and campaign.to and campaign.to < campaign.from_:
        yield f"{place}/to", "not-possible", "the last day must not be before the first"
    for number, hours in enumerate(campaign.hours or ()):
        if hours.from_ == hours.to:
            yield f"{place}/hours/{number}/to", "not-possible", "hours must not end at the time they begin"


def _audience(campaign: CampaignPart, place: str) -> Iterator[Found]:
    gives_points = campaign.points_multiplier is not None or campaign.bonus_points is not None
    if campaign.codes and gives_points:
        yield f"{place}/codes", "not-possible", "only a campaign with a discount can have a code"
    if not campaign.for_guests:
        return
    if gives_points:
        yield f"{place}/for_guests", "not-possible", "guests earn no points"
    for name in ("first_purchase", "birthday"):
        if getattr(campaign, name):
            yield f"{place}/{name}", "not-possible", "a campaign for guests cannot have a condition on the member"
    asked = sorted(fact for fact in facts_of(campaign.when) if fact.startswith("member."))
    if asked:
        detail = f"a campaign for guests cannot have a condition on the member: {', '.join(asked)}"
        yield f"{place}/when", "not-possible", detail


def _effect(campaign: CampaignPart, place: str) -> Iterator[Found]:
    given = [name for name in EFFECTS if getattr(campaign, name) is not None]
    if not given:
        yield place, "required", f"a campaign needs one of {', '.join(EFFECTS)}"
    for name in given[1:]:
        yield f"{place}/{name}", "not-possible", f"a campaign can have only one of {', '.join(EFFECTS)}"
    if campaign.percent_off is None and campaign.kind is None and campaign.max_amount is not None:
        yield f"{place}/max_amount", "not-possible", "only `percent_off` and `buy_get` can have a maximum amount"
    for name in ("buy", "get", "times"):
        has_it = getattr(campaign, name) is not None
        if campaign.kind is None and has_it:
            yield f"{place}/kind", "required", f"a campaign with `{name}` needs the kind `buy_get`"
        if campaign.kind == "buy_get" and not has_it and name != "times":
            yield f"{place}/{name}", "required", f"`buy_get` needs `{name}`"
    if campaign.kind == "buy_get":
        yield from of_buy_get(campaign, place)
    if given == ["bonus_points"]:
        for name in [name for name, unset in OF_DISCOUNTS.items() if getattr(campaign, name) != unset]:
            yield f"{place}/{name}", "not-possible", "bonus points stack with everything"
    if given in (["points_multiplier"], ["bonus_points"]) and campaign.budget is not None:
        yield f"{place}/budget", "not-possible", "only a campaign with a discount can have a budget"
