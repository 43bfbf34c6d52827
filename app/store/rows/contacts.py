"""Rows about reaching members: words to find them by, links, contacts, lists and suppressions."""

from typing import NamedTuple


class MemberWord(NamedTuple):
    """A word under which a member is found."""

    program_id: str
    word: str
    member_id: str


class LinkSecret(NamedTuple):
    """The secret that signs a programme's links in mails, as hex digits."""

    program_id: str
    secret: str


class PictureLink(NamedTuple):
    """How often the links to a member's pictures were renewed."""

    member_id: str
    program_id: str
    generation: int


class Suppression(NamedTuple):
    """An address that wants nothing for a purpose (`*`: for any), by its mark: the address itself is not stored."""

    program_id: str
    channel: str
    mark: str
    purpose: str
    reason: str
    at: str


class ContactRow(NamedTuple):
    """A contact with a member, or what a platform reports about one; `created_by` is the person of the key.

    `list_id`: the contact list that the member was chosen for.
    """

    member_id: str
    contact_id: str
    program_id: str
    external_id: str
    fingerprint: str
    channel: str
    direction: str
    purpose: str | None
    topic: str | None
    outcome: str
    at: str
    created_by: str | None
    recorded_at: str
    list_id: str | None = None


class ContactList(NamedTuple):
    """A list of members to contact for a purpose over a channel. `members` is JSON: `{"tier"}`, `{"segment"}`,
    `{"group"}`, `{"all"}` or `{"references"}`.

    `occasion` and `occasion_on`: only members with this occasion on this day. `most`: at most so many are chosen.
    `wanted` is the number of members to look at, `examined` the number looked at so far, up to the member (or number
    of references) `reached`. The other numbers are those chosen, and those left out by reason.
    """

    list_id: str
    program_id: str
    external_id: str
    fingerprint: str
    created_at: str
    created_by: str | None
    purpose: str
    channel: str
    topic: str | None
    members: str
    occasion: str | None
    occasion_on: str | None
    most: int | None
    status: str
    wanted: int
    reached: str = ""
    examined: int = 0
    chosen: int = 0
    no_consent: int = 0
    suppressed: int = 0
    capped: int = 0
    no_address: int = 0
    held_out: int = 0
    unknown: int = 0
