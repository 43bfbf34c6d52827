"""Consents: what a member allows, for a purpose and over a channel, and since when.

The newest row decides; of rows with the same instant, the withdrawal. A row without a channel is for all channels.
"""

import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from pydantic_core import from_json

from app.engine.model.instants import instant, instant_text
from app.engine.model.names import forms
from app.engine.model.records.members import Consent, Profile

CHANNELS: Final = ("email", "sms", "phone", "post", "push")
# The kinds of addresses by which people ask not to be contacted any more, and the channels that use each.
ADDRESSED: Final = {"email": "email", "sms": "phone", "phone": "phone"}
MARKETING: Final = "marketing"
HONOURS: Final = "honours"
SHARE: Final = "share"
BY_DEFAULT: Final = {
    MARKETING: frozenset({"consent", "soft_opt_in"}),
    HONOURS: frozenset({"consent"}),
    SHARE: frozenset({"consent"}),
}
# Instead of a purpose: all of them.
EVERY_PURPOSE: Final = "*"


def deciding(rows: Iterable[Consent], purpose: str, channel: str | None) -> Consent | None:
    """The row that decides about a purpose and a channel; None if nothing was ever said about them."""
    about = (row for row in rows if row.purpose == purpose and row.channel in (None, channel))
    return max(about, key=lambda row: (row.at, not row.given, row.consent_id), default=None)


def allows(row: Consent | None, needed: frozenset[str], refused: Mapping[str, str], purpose: str) -> bool:
    """Whether a deciding row allows contact. `needed`: the bases of which the purpose needs one; empty: none.

    `refused`: since when the address wants nothing, by purpose. Only a later, confirmed consent overrides it.
    """
    if silenced(row, refused, purpose):
        return False
    if row is None:
        return not needed
    return bool(row.given) and (not needed or row.basis in needed)


def silenced(row: Consent | None, refused: Mapping[str, str], purpose: str) -> bool:
    """Whether an address wants nothing, and no later, confirmed consent overrides it. `refused`: as of `allows`."""
    since = max((at for about, at in refused.items() if about in (purpose, EVERY_PURPOSE)), default=None)
    return since is not None and not (row and row.given and row.confirmed and row.at > since)


def shown(rows: Sequence[Consent], before: Mapping[str, bool]) -> dict[str, bool]:
    """The consents that a member's data shows: those for all channels. `before`: from before rows were kept."""
    said = {row.purpose for row in rows if row.channel is None}
    found = {purpose: row for purpose in said if (row := deciding(rows, purpose, None))}
    return {**before, **{purpose: bool(row.given) for purpose, row in found.items()}}


def following(rows: Iterable[Consent], now: datetime, after: str = "") -> str:
    """The instant of something said now: after all that was said before and the instant `after`, whatever the clock."""
    newest = max((row.at for row in rows), default="")
    newest = max(newest, after)
    text = instant_text(now)
    return text if text > newest else instant_text(instant(newest) + timedelta(microseconds=1))


def withdrawn(rows: Sequence[Consent], channel: str) -> set[str]:
    """The purposes that the member does not allow any more over a channel."""
    found = ((purpose, deciding(rows, purpose, channel)) for purpose in {row.purpose for row in rows})
    return {purpose for purpose, row in found if row and not row.given}


def address_mark(pepper: bytes, program_id: str, channel: str, form: str) -> str:
    """What is kept of an address that wants nothing, in its stored form: nobody reads the address from it."""
    return hmac.digest(pepper, f"address|{program_id}|{channel}|{form}".encode(), hashlib.sha256).hex()


def address_marks(pepper: bytes, program_id: str, channel: str, address: str, country: str | None) -> list[str]:
    """The marks of an address in all forms in which it may be stored, first the present one."""
    return [address_mark(pepper, program_id, channel, form) for form in forms(ADDRESSED[channel], address, country)]


def from_before(rows: Iterable[Consent], profile: Profile) -> list[Consent]:
    """What a member's data shows from before rows were kept, as rows without evidence, older than all others."""
    known = {row.purpose for row in rows if row.channel is None}
    return [
        Consent(
            member_id=profile.member_id,
            consent_id="",
            program_id=profile.program_id,
            external_id=None,
            fingerprint=None,
            purpose=purpose,
            channel=None,
            given=1,
            basis="consent",
            at="",
            how="platform",
            text_version=None,
            shown_as=None,
            evidence=None,
            confirmed=0,
            created_by=None,
            recorded_at="",
        )
        for purpose, given in from_json(profile.consents).items()
        if given and purpose not in known
    ]
