"""The programme as prose: sentences whose values stand at their places in the document."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from app.pages.views.prose.campaigns import campaigns
from app.pages.views.prose.levels import levels
from app.pages.views.prose.parts import Section
from app.pages.views.prose.points import bonuses, days, gift_cards, points, tax
from app.pages.views.prose.rebates import cards, rebates
from app.pages.views.prose.rewards import checkout, coupons, rewards
from app.pages.visit import Visit

_PARTS: Final[Mapping[str, Callable[[Visit, Mapping[str, Any]], list[Section]]]] = {
    "points": points,
    "bonuses": bonuses,
    "tiers": levels,
    "punch_cards": cards,
    "rebates": rebates,
    "rewards": rewards,
    "coupons": coupons,
    "campaigns": campaigns,
    "checkout": checkout,
    "gift_cards": gift_cards,
    "tax": tax,
    "time_zone": days,
}
# What the sections say; the name and the currency are seen on every page.
TOLD: Final = frozenset({*_PARTS, "name", "currency", "version", "day_starts", "stores", "default_country"})


def sections(visit: Visit, document: Mapping[str, Any]) -> list[Section]:
    """The whole programme, part by part; a part without sentences of its own is named."""
    found = [section for name, part in _PARTS.items() for section in _sections_of(visit, document, name, part)]
    others = sorted(name.replace("_", " ") for name, value in document.items() if value and name not in TOLD)
    if others:
        text = visit.text("The document also has: %(parts)s.", parts=", ".join(others))
        found.append(Section(visit.text("More"), [[text]]))
    return found


def _sections_of(
    visit: Visit,
    document: Mapping[str, Any],
    name: str,
    part: Callable[[Visit, Mapping[str, Any]], list[Section]],
) -> list[Section]:
    try:
        return part(visit, document)
    except (ArithmeticError, AttributeError, LookupError, StopIteration, TypeError, ValueError):
        # A draft may have any faults: its checks say which.
        return [Section(name.replace("_", " "), [[visit.text("This part has faults.")]])]
