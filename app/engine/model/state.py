"""A member's state: balances (a fold of entries) and measures (a fold of purchases and returns).

It holds sums, not history, so that it stays small however long somebody has been a customer.
"""

from dataclasses import dataclass, field, fields
from typing import Any

from pydantic_core import from_json, to_json

from app.ledger import balances as ledger

FORMAT = 1

# Stands for a window while what was measured has to be taken from the tables again.
STALE = "?"


@dataclass(slots=True)
class MemberState:
    """All that deciding needs to know of one member.

    `balances`: unit -> lot -> amount. `window` names what `measured` means (see `terms.TierLadder`): the tier measure
    by bucket, of days only that can still count; `given_back` is what returns took from it. `first_on` is the business
    date of the first purchase of which something is kept, `joined_on` the day of joining where it is known;
    `tier_since` the business date of the last change of level, `tier_until` the last day for which it is promised, and
    `tier_check_on` a day before which it is not lost. `stood`: how things stood with levels that are kept, on a day
    before all that `measured` may still change (`TierState`, the level by its id); `stood_recently`: the same on
    the day before the last look, as long as nothing was counted on a day up to it.
    `active_on`: the business date of the newest activity, where points live by it. `day`: the business date up to which
    time has had its effects. `carried`: earn rule -> the exact sum of raw points,
    [numerator, denominator]. `rebates`: id -> first day of the period -> [spend, due] in minor units.
    `completed`: punch card -> vouchers standing. `redeemed`: reward -> how often points were given for it.
    `holds`: active hold -> [the instant at which it is over, unit -> lot -> amount, supply -> amount, the ids of the
    campaigns that its quote uses]; holds of earlier releases end before the last of these. `bought`: the
    purchases of which something is kept, where a campaign asks for the first one. `birthday`: month and day of birth
    ("05-31"), where they are known. `campaign_uses`: where each member may have a campaign only so often, the campaign
    -> the purchases kept to which it applied.
    `given`: a level given by hand (`held.Given`). `notice`: of the newest change of level whose announcement waits, the
    id, the level that was announced before, and when it is due. `ladders`: ladder of ranks -> the level held (None) and
    since when. These three are replaced, never changed. `withheld`: coupon -> the purchases, [id, version], that
    brought no voucher, since one that was used is no longer due. `to_reckon`: the spends of rebates were taken from the
    tables anew, and what is due on them is still to be posted.
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

    @property
    def anchor(self) -> str | None:
        """The day from which anniversaries are counted."""
        return self.joined_on or self.first_on

    def copy(self) -> "MemberState":
        """An independent copy, so that a refusal leaves the original as it was. `campaign_uses` is never written to."""
        rebates = {
            name: {start: list(sums) for start, sums in periods.items()} for name, periods in self.rebates.items()
        }
        return MemberState(
            ledger.copy(self.balances),
            self.joined_on,
            self.first_on,
            self.window,
            dict(self.measured),
            dict(self.given_back),
            self.tier,
            self.tier_since,
            self.tier_until,
            self.tier_check_on,
            list(self.stood),
            list(self.stood_recently),
            self.active_on,
            self.day,
            dict(self.carried),
            rebates,
            dict(self.completed),
            dict(self.redeemed),
            {name: list(hold) for name, hold in self.holds.items()},
            self.bought,
            self.birthday,
            self.campaign_uses,
            self.given,
            self.notice,
            self.ladders,
            {name: list(waiting) for name, waiting in self.withheld.items()},
            self.to_reckon,
        )

    def dump(self) -> str:
        """The state as JSON text, for the member's row; what is empty is left out."""
        stored = {name: value for name in FIELDS if (value := getattr(self, name))}
        return to_json({"format": FORMAT, **stored}).decode()

    @classmethod
    def load(cls, text: str) -> "MemberState":
        """The state from its JSON text. Raises ValueError for a format that this version does not know."""
        stored: dict[str, Any] = from_json(text)
        if stored.pop("format") != FORMAT:
            raise ValueError("the state of a member was written by another version of Goldlist")
        return cls(**stored)


FIELDS = tuple(one.name for one in fields(MemberState))
