"""Contacts: whether a member may be contacted now, and if not, why not."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Literal, NamedTuple

from app.engine.model.calendar import days_after
from app.engine.model.consents import allows, silenced
from app.engine.model.records.members import Consent
from app.engine.model.state import MemberState
from app.engine.program.terms.contacts import Cap, ContactTerms
from app.engine.program.terms.rules import Rules
from app.engine.rules.changes import held_tier

Reason = Literal["no_address", "suppressed", "no_consent", "capped"]
Group = Literal["prospects", "premium", "customers"]

# What platforms report about an earlier message. They are no contacts of their own.
REPORTS: Final = ("bounced", "complained")


class Made(NamedTuple):
    """A contact that counts against caps, made on a business day; `purpose` None: for no purpose that was named."""

    day: str
    purpose: str | None
    channel: str


class CapUse(NamedTuple):
    """How much of a cap is used. `free_on`: the business day from which one more contact fits; None: it fits now."""

    cap: Cap
    used: int
    free_on: str | None


class Heard(NamedTuple):
    """What decides about contacting a member for a purpose over a channel, besides caps.

    `has_address`: true also where the channel has no address in the member's data. `bounced`, `refused`: since when the
    address takes nothing, and since when it wants nothing, by purpose.
    """

    has_address: bool
    row: Consent | None
    bounced: Mapping[str, str]
    refused: Mapping[str, str]


def cap_uses(terms: ContactTerms, purpose: str, channel: str, made: Sequence[Made], today: str) -> list[CapUse]:
    """The use of all caps on contacts for a purpose over a channel. `made` are the contacts up to `today`."""
    return [_use(cap, made, today) for cap in terms.caps_of(purpose, channel)]


def reason_against(heard: Heard, terms: ContactTerms, purpose: str, uses: Iterable[CapUse]) -> Reason | None:
    """Why a member may not be contacted: the first reason that holds; None if nothing is against it."""
    if not heard.has_address or silenced(heard.row, heard.bounced, purpose):
        return "no_address"
    if silenced(heard.row, heard.refused, purpose):
        return "suppressed"
    if not allows(heard.row, terms.needs[purpose], {}, purpose):
        return "no_consent"
    return "capped" if any(one.free_on for one in uses) else None


def group_in(rules: Rules, state: MemberState) -> Group:
    """The group of a member in this state."""
    level = held_tier.level(rules.tiers, state).id if rules.tiers else None
    return group_of(rules.contacts, state.first_on, level)


def group_of(terms: ContactTerms, first_on: str | None, level: str | None) -> Group:
    """The group of a member: `first_on` is the day of the first purchase still kept, `level` the tier."""
    if first_on is None:
        return "prospects"
    return "premium" if level in terms.premium else "customers"


def _use(cap: Cap, made: Sequence[Made], today: str) -> CapUse:
    first = days_after(today, 1 - cap.days)
    days = sorted(
        one.day
        for one in made
        if one.day >= first and cap.purpose in (None, one.purpose) and cap.channel in (None, one.channel)
    )
    # One more fits as soon as fewer than `most` are left in the window.
    free_on = days_after(days[len(days) - cap.most], cap.days) if len(days) >= cap.most else None
    return CapUse(cap, len(days), free_on)
