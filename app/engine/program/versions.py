"""A programme in the form that decisions use: every version's document, compiled once and found by number.

Purchases and their returns follow the version that decided the purchase; tiers the newest; a rebate period the version
in force at its start, or the first that has the rebate.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final
from zlib import crc32
from zoneinfo import ZoneInfo

from app.engine.model import calendar
from app.engine.program.conditions import BIRTHDAY, FIRST_PURCHASE
from app.engine.program.segments import Segment
from app.engine.program.terms.offers import Campaign
from app.engine.program.terms.rebates import Rebate
from app.engine.program.terms.rules import Rules

# The tolerance for a till's clock that is ahead.
CLOCKS_AHEAD: Final = timedelta(minutes=5)


@dataclass(slots=True)
class Program:
    """A programme with all its versions, oldest first. `clock` is the time of a test programme.

    Uses and budgets are counted whatever version is in force, so these fields are of all versions:

    * `counts_activity`: the expiry of some points depends on activity.
    * `counts_purchases` and `knows_birthdays`: something depends on the first purchase, or on birthdays.
    * `measure_name` changes whenever the measures in a member's state change their meaning.
    * `settled_rebates` are those paid at the end of their periods.
    * `reckoned_by` is the newest version that changes rebates of purchases recorded before it.
    * `limited` are the names of shared limits; `limited_multipliers` those of uses of points campaigns.
    * `limited_per_member` are the ids of campaigns with a limit per member.
    * `has_single_codes`: some campaign has codes that can be used once each.
    * `has_zones`: some stores have a time zone of their own.
    * `has_bonuses`, and `gives_at_birthdays`: some version has bonuses, or one for birthdays.
    * `limited_per_day` are the ids of punch cards with a limit per day, in any version.
    """

    id: str
    slug: str
    currency: str
    zone: ZoneInfo
    versions: tuple[Rules, ...]
    test: bool = False
    clock: datetime | None = None
    counts_activity: bool = field(init=False)
    counts_purchases: bool = field(init=False)
    knows_birthdays: bool = field(init=False)
    measure_name: str = field(init=False)
    settled_rebates: tuple[Rebate, ...] = field(init=False)
    punches_expire: bool = field(init=False)
    day_starts: int = field(init=False)
    has_zones: bool = field(init=False)
    limited: frozenset[str] = field(init=False)
    limited_multipliers: frozenset[str] = field(init=False)
    limited_per_member: frozenset[str] = field(init=False)
    has_single_codes: bool = field(init=False)
    limited_per_day: frozenset[str] = field(init=False)
    has_bonuses: bool = field(init=False)
    gives_at_birthdays: bool = field(init=False)
    reckoned_by: Rules | None = field(init=False)
    _adopting: tuple[tuple[int, Rebate, str], ...] = field(init=False)
    _terms: dict[tuple[str, str], Rebate] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Derive the other fields from the versions."""
        ladder = self.versions[-1].tiers if self.versions else None
        self.day_starts = self.versions[-1].day_starts if self.versions else 0
        self.has_zones = bool(self.versions and self.versions[-1].stores)
        self.counts_activity = any(rules.expiry.kind == "inactivity" for rules in self.versions)
        cards = [card for rules in self.versions for card in rules.cards]
        self.punches_expire = any(card.expires_after_months for card in cards)
        self.limited_per_day = frozenset(card.id for card in cards if card.max_per_day)
        known = {rebate.id: rebate for rules in self.versions for rebate in rules.rebates}
        self.settled_rebates = tuple(one for one in known.values() if not one.pays_at_once)
        asking: list[Campaign | Segment] = [
            one for rules in self.versions for several in (rules.campaigns, rules.segments) for one in several
        ]
        asked = {name for one in asking for name in one.asks}
        self.has_bonuses = any(rules.bonuses for rules in self.versions)
        self.gives_at_birthdays = any(rules.gives_at_birthdays for rules in self.versions)
        self.counts_purchases = FIRST_PURCHASE in asked
        self.knows_birthdays = BIRTHDAY in asked or self.gives_at_birthdays
        self.limited = frozenset(name for rules in self.versions for name in rules.limited)
        self.has_single_codes = any(one.single_codes for rules in self.versions for one in rules.campaigns)
        self.limited_multipliers = frozenset(name for rules in self.versions for name in rules.limited_uses)
        per_member = [
            (campaign.id, campaign.limit_per_member is not None)
            for rules in self.versions
            for campaign in rules.campaigns
        ]
        self.limited_per_member = frozenset(name for name, is_limited in per_member if is_limited)
        # Limited in only some of their versions: only the tables know the uses under the others.
        partly = self.limited_per_member.intersection(name for name, is_limited in per_member if not is_limited)
        # For members recorded before any version counted something, recalculate it from the tables, which know it.
        self._adopting = tuple(self._first_periods(known))
        changing = [rules for rules in self.versions if self._changes_what_counts(rules)]
        self.reckoned_by = changing[-1] if changing else None
        kept = {"+active": self.counts_activity, "+bought": self.counts_purchases, "+birthday": self.knows_birthdays}
        also = "".join(name for name, is_kept in kept.items() if is_kept)
        if partly:
            also += f"+uses:{crc32(' '.join(sorted(partly)).encode()):08x}"
        if self.limited_per_day:
            also += f"+daily:{crc32(' '.join(sorted(self.limited_per_day)).encode()):08x}"
        reckoned = f"+rebates{self.reckoned_by.version}" if self.reckoned_by else ""
        self.measure_name = (ladder.name if ladder else "") + also + reckoned

    @property
    def rules(self) -> Rules:
        """The version in force."""
        return self.versions[-1]

    def published_by(self, at: str) -> tuple[Rules, ...]:
        """The versions published by an instant (text), oldest first; the first one if there were none."""
        return tuple(rules for rules in self.versions if rules.published_at <= at) or self.versions[:1]

    def in_force(self, at: str) -> Rules:
        """The version in force at an instant (text); the first one if there was none."""
        return self.published_by(at)[-1]

    def midnight(self, day: str) -> str:
        """The instant (text) at which a business day starts, in the programme's time zone."""
        return calendar.midnight_text(day, self.zone, self.day_starts)

    def version(self, number: int) -> Rules:
        """A version by its number (1 is the first)."""
        return self.versions[number - 1]

    def at(self, clock: datetime | None) -> "Program":
        """The same programme with its clock moved."""
        return replace(self, clock=clock)

    def now(self, real_now: datetime) -> datetime:
        """The programme's current time."""
        return self.clock or real_now

    def zone_of(self, store: str | None) -> ZoneInfo:
        """The time zone of a store, by the newest version: its own, or the programme's."""
        return self.versions[-1].stores.get(store or "", self.zone) if self.has_zones else self.zone

    def business_date(self, instant: datetime, store: str | None = None) -> str:
        """The business day of an instant, by the clock of a store or, without one, the programme's."""
        return calendar.business_date(instant, self.zone_of(store), self.day_starts)

    def local_time(self, instant: datetime, store: str | None = None) -> calendar.LocalTime:
        """The business day and minute of an instant, by the clock of a store or the programme's."""
        return calendar.local_time(instant, self.zone_of(store), self.day_starts)

    def max_punches(self, card_id: str, day: str) -> int | None:
        """The maximum punches of a card on a day, None without limit.

        The version in force at the start of the day decides, or the first that has the card.
        """
        if card_id not in self.limited_per_day:
            return None
        in_force = self.in_force(self.midnight(day))
        having = (found for rules in (in_force, *self.versions) if (found := rules.card(card_id)))
        return next(having).max_per_day

    def rebates_of(self, rules: Rules, day: str) -> Iterator[Rebate]:
        """The rebates that count a basket of this version and day.

        Those of the version, and those first published later within the period of that day.
        """
        yield from rules.rebates
        for first, rebate, start in self._adopting:
            if rules.version < first and rebate.start_of(day) == start:
                yield rebate

    def _first_periods(self, known: Mapping[str, Rebate]) -> Iterator[tuple[int, Rebate, str]]:
        """The rebates missing from the first version: the version that added each, and the period in which it did."""
        for rebate_id in known:
            first = next(rules for rules in self.versions if rules.rebate(rebate_id))
            rebate = first.rebate(rebate_id)
            if rebate and first is not self.versions[0]:
                day = self.business_date(datetime.fromisoformat(first.published_at))
                yield first.version, rebate, rebate.start_of(day)

    def _changes_what_counts(self, rules: Rules) -> bool:
        """Whether a version changes the rebates of purchases that may have been recorded before it.

        It does if it adds a rebate, or if it governs a period about to begin in which tills with fast clocks have
        already sold.
        """
        if rules is self.versions[0]:
            return False
        if any(first == rules.version for first, _, _ in self._adopting):
            return True
        published = datetime.fromisoformat(rules.published_at)
        today, soon = (self.business_date(one) for one in (published, published + CLOCKS_AHEAD))
        ends = self.midnight(soon) == rules.published_at
        return any(rebate.start_of(soon) == soon for rebate in rules.rebates if today != soon or ends)

    def known_terms(self, rebate_id: str, start: str) -> Rebate | None:
        """The terms of a rebate in a period, if they have been asked for before."""
        return self._terms.get((rebate_id, start))

    def rebate_terms(self, rebate: Rebate, start: str) -> Rebate:
        """The terms of the rebate in the period that starts on day `start`."""
        terms = self._terms.get((rebate.id, start))
        if terms is None:
            terms = self._terms[rebate.id, start] = self._terms_at(rebate, start)
        return terms

    def _terms_at(self, rebate: Rebate, start: str) -> Rebate:
        in_force = self.in_force(self.midnight(start))
        having = (found for rules in (in_force, *self.versions) if (found := rules.rebate(rebate.id)))
        return next(having, rebate)
