"""What is wrong with the campaigns of a programme document: pointer, code and words of each fault."""

from collections.abc import Iterator
from typing import Final

from app.engine.program import condition_parts
from app.engine.program.condition_parts import Found
from app.engine.program.document import CampaignPart, ProgramDocument

EFFECTS: Final = ("points_multiplier", "percent_off", "amount_off")


def found(document: ProgramDocument) -> Iterator[Found]:
    """Everything that a document's campaigns say and that cannot be."""
    levels = {level.id for level in document.tiers.levels} if document.tiers else set()
    for number, campaign in enumerate(document.campaigns):
        place = f"/campaigns/{number}"
        yield from _time(campaign, place)
        yield from _effect(campaign, place)
        if campaign.when:
            yield from condition_parts.faults(campaign.when, f"{place}/when", levels)


def _time(campaign: CampaignPart, place: str) -> Iterator[Found]:
    if campaign.from_ and campaign.to and campaign.to < campaign.from_:
        yield f"{place}/to", "not-possible", "the last day is not before the first"
    for number, hours in enumerate(campaign.hours or ()):
        if hours.from_ == hours.to:
            yield f"{place}/hours/{number}/to", "not-possible", "hours end at another time than they begin"


def _effect(campaign: CampaignPart, place: str) -> Iterator[Found]:
    given = [name for name in EFFECTS if getattr(campaign, name) is not None]
    if not given:
        yield place, "required", f"a campaign has one of {', '.join(EFFECTS)}"
    for name in given[1:]:
        yield f"{place}/{name}", "not-possible", f"a campaign has only one of {', '.join(EFFECTS)}"
    if campaign.percent_off is None and campaign.max_amount is not None:
        yield f"{place}/max_amount", "not-possible", "only `percent_off` has a largest amount"
    if given == ["points_multiplier"] and campaign.budget is not None:
        yield f"{place}/budget", "not-possible", "only a campaign that takes something off has a budget"
