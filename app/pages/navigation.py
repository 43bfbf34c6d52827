"""The navigation: one level, and what each role sees of it."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from app.pages.marked import _
from app.pages.sitemap_roles import COUNTER, EVERYBODY, FIGURES, OWNERS, TECHNICAL


class Entry(NamedTuple):
    """An entry of the navigation. `place`: only on `wide` screens, or only on `narrow` ones, or "" for both."""

    path: str
    name: str
    icon: str
    roles: frozenset[str]
    place: str = ""


ENTRIES: Final = (
    Entry("/pages/", _("Today"), "today", COUNTER),
    Entry("/pages/golden-list", _("Golden list"), "list", FIGURES),
    Entry("/pages/members", _("Customers"), "find", COUNTER),
    Entry("/pages/till", _("Till"), "receipt", COUNTER),
    Entry("/pages/programme", _("Programme"), "page", OWNERS),
    Entry("/pages/campaigns", _("Campaigns"), "horn", OWNERS, "wide"),
    Entry("/pages/money", _("Money"), "money", FIGURES, "wide"),
    Entry("/pages/keys", _("Keys"), "key", TECHNICAL, "wide"),
    Entry("/pages/people", _("People"), "people", frozenset({"admin"}), "wide"),
    Entry("/pages/audit", _("Record"), "record", FIGURES | {"operator"}, "wide"),
    Entry("/pages/health", _("Health"), "pulse", OWNERS | {"operator"}, "wide"),
    Entry("/pages/account", _("More"), "more", EVERYBODY, "narrow"),
)


def navigation(role: str) -> Sequence[Entry]:
    """What a role sees."""
    return [entry for entry in ENTRIES if role in entry.roles]
