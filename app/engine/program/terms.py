"""A programme as deciding uses it: every version's document made into rules once, and found again by number.

Purchases and their returns go by the version that decided the purchase; tiers by the newest; a rebate period
by the version in force when it began, or the first that has the rebate.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final, NamedTuple
from zlib import crc32
from zoneinfo import ZoneInfo

from app.engine.model import calendar
from app.engine.model.ratio import ONE, Ratio, Rounding
from app.engine.program.conditions import BIRTHDAY, FIRST_PURCHASE
from app.engine.program.limit_names import budget, uses
from app.engine.program.match import EVERYTHING, Match
from app.engine.program.offers import AS_USUAL, Campaign, Checkout, Reward, Worth

# By so much a till's clock may be ahead of ours.
CLOCKS_AHEAD: Final = timedelta(minutes=5)


class EarnRule(NamedTuple):
    """`points` for every `per` minor units of matching net; with `steps`, only for every full `per`.

    With `carry` the exact sum is kept per member, and only the sum is rounded.
    """

    id: str
    points: int
    per: int
    rounding: Rounding = "floor"
    match: Match = EVERYTHING
    steps: bool = False
    carry: bool = False


class Expiry(NamedTuple):
    """When lots of points end.

    `after` so many `months` from the business date, rounded up; `inactivity` for so many months; `yearly` on a day of
    the year, but for points younger than `months`; `none`.
    """

    kind: str = "none"
    months: int = 0
    round_up_to: str = "day"
    month: int = 0
    day: int = 0


NEVER = Expiry()


class Tier(NamedTuple):
    """A level of the tier ladder, held from `reached_at` of the measure on."""

    id: str
    name: str
    reached_at: int
    multiplier: Ratio = ONE
    multiplier_text: str = "1"
    discount: str | None = None
    privileges: tuple[str, ...] = ()


class TierLadder(NamedTuple):
    """The ladder of levels, lowest first, and the window of the measure that decides them.

    `keep`: `while_qualified`, `until_end_of_next_window`, or for `months` (`keep_months`), and `grace_days` longer; who
    loses a level falls to what the window says, or `one_down`. `looks_back`: a level depends on how it was come by, not
    only on what the window says today. `match`: only such lines count as spend, or make a visit.
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
    notice_delay_minutes: int = 0
    match: Match = EVERYTHING

    @property
    def name(self) -> str:
        """A name that changes when what is measured would no longer mean the same."""
        kept = ":kept" if self.keeps_on_return else ""
        matched = f":{crc32(self.match.text.encode()):08x}" if self.match != EVERYTHING else ""
        return f"{self.measure}:{self.window.name}{kept}{self._keeping()}{matched}"

    def bucket(self, day: str) -> str:
        """The bucket in which a day's measure is kept."""
        return day if self.looks_back else self.window.bucket(day)

    def _keeping(self) -> str:
        if not self.looks_back:
            return ""
        levels = ",".join(f"{level.id}={level.reached_at}" for level in self.levels)
        return f":{self.keep}:{self.keep_months}:{self.one_down:d}:{self.grace_days}:{crc32(levels.encode()):08x}"

    def level_at(self, amount: int) -> Tier:
        """The highest level that this amount of the measure reaches; the first one always holds."""
        held = self.levels[0]
        for level in self.levels[1:]:
            if level.reached_at > amount:
                break
            held = level
        return held

    def level(self, level_id: str | None) -> Tier:
        """The level of this id; the first one when the ladder has no such level any more."""
        return next((level for level in self.levels if level.id == level_id), self.levels[0])

    def level_after(self, level: Tier) -> Tier | None:
        """The next level up, None at the top."""
        above = [other for other in self.levels if other.reached_at > level.reached_at]
        return above[0] if above else None


class RankLevel(NamedTuple):
    """A level for the best `share` of all members; who holds it keeps it while within `stay`."""

    id: str
    name: str
    share: Ratio
    stay: Ratio
    privileges: tuple[str, ...] = ()


class RankLadder(NamedTuple):
    """Levels by rank, lowest first, by the spend of so many months, set on the first day of each `unit`.

    `match`: only such lines count as spend.
    """

    id: str
    name: str
    months: int
    unit: calendar.PeriodUnit
    levels: tuple[RankLevel, ...]
    match: Match = EVERYTHING

    def height(self, level_id: str | None) -> int:
        """How high a level is, from 0; -1 for none, and for one that the ladder has not got any more."""
        return next((height for height, level in enumerate(self.levels) if level.id == level_id), -1)


class PunchCard(NamedTuple):
    """A card that is full after `punches`; each full card issues a voucher for `reward`.

    A coupon for the next purchase is a card of one visit, which nobody is shown.
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
    expires_after_months: int | None = None
    is_coupon: bool = False

    @property
    def to_fill(self) -> int:
        """Punches that a customer has to collect for one voucher."""
        return self.punches - self.head_start


class Band(NamedTuple):
    """A band of a rebate: from this spend on, a rate of it or (lump sum) an amount; `growth` from this growth on."""

    start: int
    rate: Ratio
    rate_text: str | None
    amount: int = 0
    growth: Ratio = Ratio(0, 1)


class Rebate(NamedTuple):
    """A cumulative discount on the matching spend of a calendar period.

    `worth` is how many points so much money is, for a rebate that pays as points. `on_growth`: a growth rebate's rate
    is of the growth alone. Paid at the end of the period, it is `grace_days` after it.
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


@dataclass(frozen=True, slots=True)
class Rules:
    """One version of a programme, ready to decide with.

    `fewest_transferred`: the fewest points that a member may give to another at a time; None where nobody may.
    """

    version: int
    published_at: str
    name: str
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
    limited: tuple[str, ...] = ()
    limited_uses: tuple[str, ...] = ()
    campaigns: tuple[Campaign, ...] = ()
    currency: str = ""

    @property
    def limitable(self) -> set[str]:
        """The names of all that this version gives away and that another version may limit."""
        ids = [("campaign", one.id) for one in self.campaigns] + [("reward", one) for one in self.rewards]
        return {uses(one.id) for one in self.campaigns} | {budget(kind, id_) for kind, id_ in ids}

    def ladder(self, ladder_id: str) -> RankLadder | None:
        """The ladder of ranks of this id, if this version has it."""
        return next((ladder for ladder in self.ladders if ladder.id == ladder_id), None)

    @property
    def shown_cards(self) -> tuple[PunchCard, ...]:
        """The cards that a customer fills."""
        return tuple(card for card in self.cards if not card.is_coupon)

    def card(self, card_id: str) -> PunchCard | None:
        """The punch card of this id, if this version has it."""
        return next((card for card in self.cards if card.id == card_id), None)

    def rebate(self, rebate_id: str) -> Rebate | None:
        """The rebate of this id, if this version has it."""
        return next((rebate for rebate in self.rebates if rebate.id == rebate_id), None)

    def campaign(self, campaign_id: str) -> Campaign | None:
        """The campaign of this id, if this version has it."""
        return next((campaign for campaign in self.campaigns if campaign.id == campaign_id), None)


@dataclass(slots=True)
class Program:
    """A programme with all its versions, oldest first. `clock` is where a test programme's time stands.

    `counts_activity`: some points live only as long as their owner is active. `measure_name` changes when what is
    measured of a member would no longer mean the same. `settled_rebates` are those paid at the end of their periods.
    `reckoned_by`: the newest version that gives other figures to rebates of what was recorded before it.
    `counts_purchases` and `knows_birthdays`: some campaign asks whether a purchase is the first one, or for birthdays.
    Uses and budgets are counted whatever version is in force, so these are of all versions: `limited` are the names of
    what there is only so much of, `limited_multipliers` those of uses of campaigns that multiply points, and
    `limited_per_member` the ids of campaigns that a member may have only so often.
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
    limited: frozenset[str] = field(init=False)
    limited_multipliers: frozenset[str] = field(init=False)
    limited_per_member: frozenset[str] = field(init=False)
    reckoned_by: Rules | None = field(init=False)
    _adopting: tuple[tuple[int, Rebate, str], ...] = field(init=False)
    _terms: dict[tuple[str, str], Rebate] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Say what follows from the versions."""
        ladder = self.versions[-1].tiers if self.versions else None
        self.counts_activity = any(rules.expiry.kind == "inactivity" for rules in self.versions)
        cards = [card for rules in self.versions for card in rules.cards]
        self.punches_expire = any(card.expires_after_months for card in cards)
        known = {rebate.id: rebate for rules in self.versions for rebate in rules.rebates}
        self.settled_rebates = tuple(one for one in known.values() if not one.pays_at_once)
        asked = {name for rules in self.versions for campaign in rules.campaigns for name in campaign.asks}
        self.counts_purchases, self.knows_birthdays = FIRST_PURCHASE in asked, BIRTHDAY in asked
        self.limited = frozenset(name for rules in self.versions for name in rules.limited)
        self.limited_multipliers = frozenset(name for rules in self.versions for name in rules.limited_uses)
        per_member = [
            (campaign.id, campaign.limit_per_member is not None)
            for rules in self.versions
            for campaign in rules.campaigns
        ]
        self.limited_per_member = frozenset(name for name, is_limited in per_member if is_limited)
        # Limited in some of the versions that have it: what was used under the others is in the tables alone.
        partly = self.limited_per_member.intersection(name for name, is_limited in per_member if not is_limited)
        # Who was known before anything asked for it is made anew from the tables, which know it.
        self._adopting = tuple(self._first_periods(known))
        changing = [rules for rules in self.versions if self._changes_what_counts(rules)]
        self.reckoned_by = changing[-1] if changing else None
        kept = {"+active": self.counts_activity, "+bought": self.counts_purchases, "+birthday": self.knows_birthdays}
        also = "".join(name for name, is_kept in kept.items() if is_kept)
        if partly:
            also += f"+uses:{crc32(' '.join(sorted(partly)).encode()):08x}"
        reckoned = f"+rebates{self.reckoned_by.version}" if self.reckoned_by else ""
        self.measure_name = (ladder.name if ladder else "") + also + reckoned

    @property
    def rules(self) -> Rules:
        """The version in force."""
        return self.versions[-1]

    def published_by(self, at: str) -> tuple[Rules, ...]:
        """The versions that there were at an instant (text), oldest first; before the first one, that."""
        return tuple(rules for rules in self.versions if rules.published_at <= at) or self.versions[:1]

    def in_force(self, at: str) -> Rules:
        """The version in force at an instant (text); before the first one, that."""
        return self.published_by(at)[-1]

    def midnight(self, day: str) -> str:
        """The instant (text) at which a local day starts."""
        return calendar.midnight_text(day, self.zone)

    def version(self, number: int) -> Rules:
        """A version by its number (1 is the first)."""
        return self.versions[number - 1]

    def at(self, clock: datetime | None) -> "Program":
        """The same programme with its clock moved."""
        return replace(self, clock=clock)

    def now(self, real_now: datetime) -> datetime:
        """The programme's own time."""
        return self.clock or real_now

    def business_date(self, instant: datetime) -> str:
        """The local day on which an instant falls."""
        return calendar.business_date(instant, self.zone)

    def local_time(self, instant: datetime) -> calendar.LocalTime:
        """The local day and minute in which an instant falls."""
        return calendar.local_time(instant, self.zone)

    def rebates_of(self, rules: Rules, day: str) -> Iterator[Rebate]:
        """The rebates to which a basket of a version counts that was bought on a day.

        Those of the version; and those that were first published later, but within the period of that day.
        """
        yield from rules.rebates
        for first, rebate, start in self._adopting:
            if rules.version < first and calendar.period_start(day, rebate.period) == start:
                yield rebate

    def _first_periods(self, known: Mapping[str, Rebate]) -> Iterator[tuple[int, Rebate, str]]:
        """The rebates that the first version had not: the version that brought each, and the period in which it did."""
        for rebate_id in known:
            first = next(rules for rules in self.versions if rules.rebate(rebate_id))
            rebate = first.rebate(rebate_id)
            if rebate and first is not self.versions[0]:
                day = self.business_date(datetime.fromisoformat(first.published_at))
                yield first.version, rebate, calendar.period_start(day, rebate.period)

    def _changes_what_counts(self, rules: Rules) -> bool:
        """Whether a version gives another figure to what may have been recorded before it.

        One that brings a rebate does; and one that rules a period about to begin, of which tills whose clocks are ahead
        have sold something already.
        """
        if rules is self.versions[0]:
            return False
        if any(first == rules.version for first, _, _ in self._adopting):
            return True
        published = datetime.fromisoformat(rules.published_at)
        today, soon = (self.business_date(one) for one in (published, published + CLOCKS_AHEAD))
        ends = calendar.midnight_text(soon, self.zone) == rules.published_at
        return any(
            calendar.period_start(soon, rebate.period) == soon for rebate in rules.rebates if today != soon or ends
        )

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
