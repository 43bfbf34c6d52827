"""A member's state: balances (a fold of entries) and measures (a fold of purchases and returns).

It holds sums, not history, so it stays small however long the membership lasts.
"""

from dataclasses import dataclass, field, fields
from typing import Any

from pydantic_core import from_json, to_json

from app.ledger import balances as ledger

FORMAT = 1

# Replaces the window's name when the measure must be recalculated from the tables.
STALE = "?"


@dataclass(slots=True)
class MemberState:
    """Everything that decisions need to know about one member.

    Balances and vouchers:

    * `balances`: unit -> lot -> amount.
    * `carried`: earn rule -> the exact sum of raw points, [numerator, denominator].
    * `rebates`: id -> first day of the period -> [spend, due] in minor units; by quantity also [units, thousandths].
    * `to_reckon`: rebate spends were recalculated from the tables, and the difference in the amounts due is not posted
      yet.
    * `completed`: punch card -> number of standing vouchers.
    * `withheld`: coupon -> purchases [id, version] without a voucher, because a used one is no longer due.
    * `redeemed`: reward -> number of redemptions for points.
    * `daily`: punch card with a limit per day -> business date -> its punches before the limit.
    * `holds`: active hold -> [instant of expiry, unit -> lot -> amount, shared limit -> amount, ids of its quote's
      campaigns]; holds of earlier releases lack the last item.

    Tiers:

    * `window` names the meaning of `measured` (see `terms.TierLadder`); `measured` is the tier measure by bucket, only
      of days that can still count; `given_back` is the part that returns took from it.
    * `tier_since` is the business date of the last change of tier, `tier_until` the last day through which the tier is
      guaranteed, `tier_check_on` a day before which it is not lost.
    * `stood` is the retention checkpoint: the `TierState`, with its tier by id, on a day before all that `measured` may
      still change. `stood_recently` is the same for the day before the last check, unless something was counted up to
      it.
    * `given`: the tier grant (`held_tier.Given`).
    * `notice`: the newest change of tier with a pending announcement: its id, the tier announced before, its due
      instant.
    * `ladders`: rank ladder -> tier held (or None), and since when.
    * `segments`: segment that the member is in -> the day of entering.
    * `given`, `notice`, `ladders` and `segments` are replaced, never changed.

    Dates and counts:

    * `first_on` is the business date of the first purchase still kept in part, `joined_on` the day of joining if known.
    * `active_on`: the business date of the newest activity, where the expiry of points depends on it.
    * `day`: the business date through which the effects of time are applied.
    * `bought`: the number of purchases kept in part, if a campaign depends on the first purchase.
    * `campaign_uses`: campaign with a limit per member -> number of kept purchases that used it.
    * `birthday`: month and day of birth ("05-31"), if known.
    * `bonuses`: bonus -> the year of the newest one given; replaced, never changed.
    * `told`: the number of events about the member.
    """

    balances: ledger.Balances = field(default_factory=dict)
    joined_on: str | None = None
    first_on: str | None = None
    window: str = ""
    measured: dict[str, int] = field(default_factory=dict)
    given_back: dict[str, int] = field(default_factory=dict)
    tier: str | None = None
    tier_since: str | None = None
    tier_until: str | None = None
    tier_check_on: str | None = None
    stood: list[str | None] = field(default_factory=list)
    stood_recently: list[str | None] = field(default_factory=list)
    active_on: str | None = None
    day: str = ""
    carried: dict[str, list[int]] = field(default_factory=dict)
    rebates: dict[str, dict[str, list[int]]] = field(default_factory=dict)
    completed: dict[str, int] = field(default_factory=dict)
    redeemed: dict[str, int] = field(default_factory=dict)
    holds: dict[str, list[Any]] = field(default_factory=dict)
    bought: int = 0
    birthday: str | None = None
    campaign_uses: dict[str, int] = field(default_factory=dict)
    given: list[str | None] = field(default_factory=list)
    notice: list[str | None] = field(default_factory=list)
    ladders: dict[str, list[str | None]] = field(default_factory=dict)
    withheld: dict[str, list[list[Any]]] = field(default_factory=dict)
    to_reckon: bool = False
    segments: dict[str, str] = field(default_factory=dict)
    daily: dict[str, dict[str, int]] = field(default_factory=dict)
    bonuses: dict[str, int] = field(default_factory=dict)
    told: int = 0

    @property
    def anchor(self) -> str | None:
        """The day that anniversaries count from."""
        return self.joined_on or self.first_on

    def copy(self) -> "MemberState":
        """An independent copy, for refusals to leave the original as it was. `campaign_uses` is shared."""
        rebates = {
            name: {start: list(sums) for start, sums in periods.items()} for name, periods in self.rebates.items()
        }
        return MemberState(
            balances=ledger.copy(self.balances),
            joined_on=self.joined_on,
            first_on=self.first_on,
            window=self.window,
            measured=dict(self.measured),
            given_back=dict(self.given_back),
            tier=self.tier,
            tier_since=self.tier_since,
            tier_until=self.tier_until,
            tier_check_on=self.tier_check_on,
            stood=list(self.stood),
            stood_recently=list(self.stood_recently),
            active_on=self.active_on,
            day=self.day,
            carried=dict(self.carried),
            rebates=rebates,
            completed=dict(self.completed),
            redeemed=dict(self.redeemed),
            holds={name: list(hold) for name, hold in self.holds.items()},
            bought=self.bought,
            birthday=self.birthday,
            campaign_uses=self.campaign_uses,
            given=self.given,
            notice=self.notice,
            ladders=self.ladders,
            withheld={name: list(waiting) for name, waiting in self.withheld.items()},
            to_reckon=self.to_reckon,
            segments=self.segments,
            daily={card_id: dict(days) for card_id, days in self.daily.items()} if self.daily else {},
            bonuses=self.bonuses,
            told=self.told,
        )

    def dump(self) -> str:
        """The state as JSON text for the member's row; empty fields are left out."""
        stored = {name: value for name in FIELDS if (value := getattr(self, name))}
        return to_json({"format": FORMAT, **stored}).decode()

    @classmethod
    def load(cls, text: str) -> "MemberState":
        """The state from its JSON text. Raises ValueError for the format of an unknown release."""
        stored: dict[str, Any] = from_json(text)
        if stored.pop("format") != FORMAT:
            raise ValueError("the state of a member was written by an unsupported version of Goldlist")
        return cls(**stored)


FIELDS = tuple(one.name for one in fields(MemberState))
