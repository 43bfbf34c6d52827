"""A programme in the form that decisions use: every version's document, compiled once and found by number.

Purchases and their returns follow the version that decided the purchase; tiers the newest; a rebate period the version
in force at its start, or the first that has the rebate.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final, NamedTuple
from zlib import crc32
from zoneinfo import ZoneInfo

from app.engine.model import calendar
from app.engine.model.ratio import ONE, Ratio, Rounding
from app.engine.program.bonus_terms import BIRTHDAYS, Bonus
from app.engine.program.conditions import BIRTHDAY, FIRST_PURCHASE
from app.engine.program.contact_terms import NO_CONTACTS, ContactTerms
from app.engine.program.holdouts import Covered, Holdout
from app.engine.program.insights_terms import Insights
from app.engine.program.limit_names import budget, uses
from app.engine.program.match import EVERYTHING, Match
from app.engine.program.notice_terms import NO_NOTICES, NoticeTerms
from app.engine.program.offers import AS_USUAL, Campaign, Checkout, GiftCards, Reward, Worth
from app.engine.program.segments import Segment
from app.engine.program.task_terms import BY_DEFAULT, TaskTerms

# The tolerance for a till's clock that is ahead.
CLOCKS_AHEAD: Final = timedelta(minutes=5)


class EarnRule(NamedTuple):
    """`points` for every `per` that it `counts`: minor units of matching `spend`, `items`, or a `purchase`.

    With `steps`, only for every full `per`. With `carry` the exact sum is stored per member, and only the sum is
    rounded. Below `min_spend` minor units of matching spend it counts nothing.
    """

    id: str
    points: int
    per: int
    rounding: Rounding = "floor"
    match: Match = EVERYTHING
    steps: bool = False
    carry: bool = False
    counts: str = "spend"
    min_spend: int = 0
    not_with_discount: bool = False


class Expiry(NamedTuple):
    """When lots of points expire.

    `after` that many `months` from the business date, rounded up; `inactivity` of that many months, or `max_months`
    (0: no limit) after the business date, rounded up, if that is earlier; `yearly` on a day of the year, except for
    points younger than `months`; `none`.
    """

    kind: str = "none"
    months: int = 0
    round_up_to: str = "day"
    month: int = 0
    day: int = 0
    max_months: int = 0


NEVER = Expiry()


class Tier(NamedTuple):
    """A tier of the tier ladder, held from `reached_at` of the measure."""

    id: str
    name: str
    reached_at: int
    multiplier: Ratio = ONE
    multiplier_text: str = "1"
    discount: str | None = None
    privileges: tuple[str, ...] = ()


class TierLadder(NamedTuple):
    """The tier ladder, lowest first, and the window of its measure.

    `keep`: `while_qualified`, `until_end_of_next_window`, or for `months` (`keep_months`), plus `grace_days`; a member
    who loses a tier falls to the one the window gives, or `one_down`. `looks_back`: a tier depends on its history, not
    only on the window today. `days_ahead`: some stores' days start before the programme's. `match`: only such lines
    count as spend, or make a visit.
    """

    window: calendar.Window
    levels: tuple[Tier, ...]
    measure: str = "spend"
    keeps_on_return: bool = False
    keep: str = "while_qualified"
    keep_months: int = 0
    one_down: bool = False
    grace_days: int = 0
    looks_back: bool = False
    days_ahead: bool = False
    notice_delay_minutes: int = 0
    match: Match = EVERYTHING

    @property
    def name(self) -> str:
        """A name that changes whenever the measure changes its meaning."""
        kept = ":kept" if self.keeps_on_return else ""
        matched = f":{crc32(self.match.text.encode()):08x}" if self.match != EVERYTHING else ""
        return f"{self.measure}:{self.window.name}{kept}{self._keeping()}{matched}"

    def bucket(self, day: str) -> str:
        """The bucket of a day."""
        return day if self.looks_back else self.window.bucket(day)

    def _keeping(self) -> str:
        if not self.looks_back:
            return ""
        levels = ",".join(f"{level.id}={level.reached_at}" for level in self.levels)
        return f":{self.keep}:{self.keep_months}:{self.one_down:d}:{self.grace_days}:{crc32(levels.encode()):08x}"

    def level_at(self, amount: int) -> Tier:
        """The highest tier for this amount of the measure; the first one needs none."""
        held = self.levels[0]
        for level in self.levels[1:]:
            if level.reached_at > amount:
                break
            held = level
        return held

    def level(self, level_id: str | None) -> Tier:
        """The tier with this id; the first one if the ladder no longer has it."""
        return next((level for level in self.levels if level.id == level_id), self.levels[0])

    def level_after(self, level: Tier) -> Tier | None:
        """The next higher tier, None at the top."""
        above = [other for other in self.levels if other.reached_at > level.reached_at]
        return above[0] if above else None


class RankLevel(NamedTuple):
    """A tier for the top `share` of all members, kept while within `stay`."""

    id: str
    name: str
    share: Ratio
    stay: Ratio
    privileges: tuple[str, ...] = ()


class RankLadder(NamedTuple):
    """A rank ladder, lowest tier first: by the spend of `months`, reviewed on the first day of each `unit`.

    Its years begin in the month `starts_month`. `match`: only such lines count as spend.
    """

    id: str
    name: str
    months: int
    unit: calendar.PeriodUnit
    levels: tuple[RankLevel, ...]
    match: Match = EVERYTHING
    starts_month: int = 1

    def start_of(self, day: str) -> str:
        """The first day of the period that contains a day."""
        return calendar.period_start(day, self.unit, self.starts_month)

    def height(self, level_id: str | None) -> int:
        """The position of a tier, from 0; -1 for none, and for one that the ladder no longer has."""
        return next((height for height, level in enumerate(self.levels) if level.id == level_id), -1)


class PunchCard(NamedTuple):
    """A card that is full after `punches`; each full card issues a voucher for `reward`.

    A coupon is a hidden card that one visit fills.
    """

    id: str
    name: str
    counts: str
    match: Match
    punches: int
    reward: str
    head_start: int = 0
    per: int = 0
    min_spend: int = 0
    max_per_purchase: int | None = None
    max_per_day: int | None = None
    expires_after_months: int | None = None
    is_coupon: bool = False

    @property
    def to_fill(self) -> int:
        """The punches that a customer has to collect for one voucher."""
        return self.punches - self.head_start


class Band(NamedTuple):
    """A band of a rebate: from this spend or units, a rate or an amount; for `growth`, from this growth."""

    start: int
    rate: Ratio
    rate_text: str | None
    amount: int = 0
    growth: Ratio = Ratio(0, 1)


class Rebate(NamedTuple):
    """A rebate on the matching spend of a calendar period.

    Its years begin in the month `starts_month`. `worth` are the points per amount of money, for a rebate paid as
    points. `by_quantity`: bands and `per` count units. `cap` is the maximum due. `expected_rate` is that of the shop's
    accrual. `on_growth`: a growth rebate's rate applies
    to the growth only. A rebate paid at the end of the period is settled `grace_days` later.
    """

    id: str
    name: str
    period: calendar.PeriodUnit
    method: str
    match: Match
    bands: tuple[Band, ...] = ()
    per: int = 0
    amount: int = 0
    pays_at_once: bool = True
    pays_as: str = "credit"
    on_growth: bool = False
    grace_days: int = 0
    worth: Ratio | None = None
    starts_month: int = 1
    by_quantity: bool = False
    cap: int | None = None
    expected_rate: Ratio | None = None

    def start_of(self, day: str) -> str:
        """The first day of the period that contains a day."""
        return calendar.period_start(day, self.period, self.starts_month)


@dataclass(frozen=True, slots=True)
class Rules:
    """One version of a programme, ready for decisions.

    `fewest_transferred`: the minimum points of a transfer; None where transfers are not allowed. Business days start
    `day_starts` minutes after midnight. `stores` are those with a time zone of their own. `prices_with_tax` is None
    where the document does not say. Rules count the price less its tax (`tax_counts` -1), plus its tax (1), or alone.
    """

    version: int
    published_at: str
    name: str
    insights: Insights
    earn: tuple[EarnRule, ...] = ()
    pending_days: int = 0
    expiry: Expiry = NEVER
    writes_off_debt: bool = False
    worth: Worth | None = None
    earns_on_rewards: bool = False
    fewest_transferred: int | None = None
    tiers: TierLadder | None = None
    ladders: tuple[RankLadder, ...] = ()
    cards: tuple[PunchCard, ...] = ()
    rebates: tuple[Rebate, ...] = ()
    rewards: dict[str, Reward] = field(default_factory=dict)
    checkout: Checkout = AS_USUAL
    gift_cards: GiftCards | None = None
    limited: tuple[str, ...] = ()
    limited_uses: tuple[str, ...] = ()
    campaigns: tuple[Campaign, ...] = ()
    segments: tuple[Segment, ...] = ()
    tasks: TaskTerms = BY_DEFAULT
    contacts: ContactTerms = NO_CONTACTS
    notices: NoticeTerms = NO_NOTICES
    holdout: Holdout | None = None
    currency: str = ""
    default_country: str | None = None
    day_starts: int = 0
    stores: Mapping[str, ZoneInfo] = field(default_factory=dict)
    prices_with_tax: bool | None = None
    tax_counts: int = 0
    bonuses: tuple[Bonus, ...] = ()

    def holds_out(self, program_id: str, member_id: str, covered: Covered, day: str) -> bool:
        """Whether a member is in the control group and gets nothing of this on a day."""
        return self.holdout is not None and self.holdout.keeps_out(program_id, member_id, covered, day)

    @property
    def gives_at_birthdays(self) -> bool:
        """Whether birthdays bring a bonus."""
        return any(one.on == BIRTHDAYS for one in self.bonuses)

    @property
    def for_guests(self) -> bool:
        """Whether guests are quoted any campaign."""
        return any(one.for_guests for one in self.campaigns)

    @property
    def limitable(self) -> set[str]:
        """The names of everything that this version gives away and another version may limit."""
        ids = [("campaign", one.id) for one in self.campaigns] + [("reward", one) for one in self.rewards]
        return {uses(one.id) for one in self.campaigns} | {budget(kind, id_) for kind, id_ in ids}

    def ladder(self, ladder_id: str) -> RankLadder | None:
        """The rank ladder with this id, if this version has it."""
        return next((ladder for ladder in self.ladders if ladder.id == ladder_id), None)

    @property
    def shown_cards(self) -> tuple[PunchCard, ...]:
        """The cards that customers see."""
        return tuple(card for card in self.cards if not card.is_coupon)

    def card(self, card_id: str) -> PunchCard | None:
        """The punch card with this id, if this version has it."""
        return next((card for card in self.cards if card.id == card_id), None)

    def rebate(self, rebate_id: str) -> Rebate | None:
        """The rebate with this id, if this version has it."""
        return next((rebate for rebate in self.rebates if rebate.id == rebate_id), None)

    def campaign(self, campaign_id: str) -> Campaign | None:
        """The campaign with this id, if this version has it."""
        return next((campaign for campaign in self.campaigns if campaign.id == campaign_id), None)


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
