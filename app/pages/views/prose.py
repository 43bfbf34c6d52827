"""The programme as prose: sentences whose values stand at their places in the document."""

from collections.abc import Mapping
from typing import Any, Final

from app.pages.views.prose_campaigns import campaigns
from app.pages.views.prose_levels import levels
from app.pages.views.prose_parts import Section
from app.pages.views.prose_points import days, gift_cards, points, tax
from app.pages.views.prose_rebates import cards, rebates
from app.pages.views.prose_rewards import checkout, coupons, rewards
from app.pages.visit import Visit

_PARTS: Final = (
    points, levels, cards, rebates, rewards, coupons, campaigns, checkout, gift_cards, tax, days,
)  # fmt: skip
# What the sections above say; the name and the currency are seen on every page.
TOLD: Final = frozenset(
    {
        "name",
        "currency",
        "version",
        "time_zone",
        "day_starts",
        "stores",
        "default_country",
        "tax",
        "points",
        "tiers",
        "punch_cards",
        "rebates",
        "rewards",
        "coupons",
        "campaigns",
        "checkout",
        "gift_cards",
    }
)


def sections(visit: Visit, document: Mapping[str, Any]) -> list[Section]:
    """The whole programme, part by part; a part without sentences of its own is named."""
    found = [section for part in _PARTS for section in part(visit, document)]
    others = sorted(name.replace("_", " ") for name, value in document.items() if value and name not in TOLD)
    if others:
        text = visit.text("The document also has: %(parts)s.", parts=", ".join(others))
        found.append(Section(visit.text("More"), [[text]]))
    return found
