"""Facts about a member from the newest reviews, for the conditions of segments."""

from typing import NamedTuple


class InsightFacts(NamedTuple):
    """A member in the newest reviews; None is unknown. Amounts are minor units of the programme's currency.

    `measure`, `place` and `visit_days` are those of the window, `silent_days` and `usual_gap_days` whole days. Only
    deviating members have a `shortfall`. `categories` (with those above them) and `skus` were bought in the window,
    `due_items` are expected reorders within a week. `consents` are the purposes to which the member agreed, if an
    address or phone number is known. `owner` is the caller's name for the person who looks after the member, or an id.
    """

    grade: str | None = None
    measure: int | None = None
    place: int | None = None
    visit_days: int | None = None
    silent_days: int | None = None
    state: str | None = None
    stage: str | None = None
    usual_gap_days: int | None = None
    first_on: str | None = None
    last_on: str | None = None
    deviates: str | None = None
    shortfall: int | None = None
    categories: frozenset[str] = frozenset()
    skus: frozenset[str] = frozenset()
    due_items: frozenset[str] = frozenset()
    consents: frozenset[str] = frozenset()
    is_reachable: bool = False
    owner: str | None = None
