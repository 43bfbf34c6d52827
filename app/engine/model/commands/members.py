"""Commands about members: enrolment, cards, links to shop systems, profile, merge and erasure."""

from typing import NamedTuple

from app.engine.model.receipts import RequestKey


class AddCard(NamedTuple):
    """Add a card to a member."""

    program_id: str
    member: str
    card_number: str


class RemoveCard(NamedTuple):
    """Remove a card from a member."""

    program_id: str
    member: str
    card_number: str


class LinkMember(NamedTuple):
    """Make a customer of a shop system known as this member; `link` is `<connector>/<customer>`."""

    program_id: str
    member: str
    link: str


class UnlinkMember(NamedTuple):
    """Remove the link of a member to a customer of a shop system."""

    program_id: str
    member: str
    link: str


class ChangeMember(NamedTuple):
    """Change a member's data, if the member is still at the version that was read (None: at any).

    `told` has the columns that change (`name`, `email`, `phone`, `birth_date`, `joined_on`) with their new values.
    `consents` and `metadata` are merged by name; None removes one name, or all of them. `how`: where consents were
    given.
    """

    program_id: str
    member: str
    expected_version: int | None
    told: dict[str, str | None]
    consents: dict[str, bool | None] | None
    metadata: dict[str, str | None] | None
    how: str = "platform"


class EraseMember(NamedTuple):
    """Erase a member's personal data and names; the anonymous ledger stays."""

    program_id: str
    member: str


class MergeMembers(NamedTuple):
    """Merge the member `merged` into this one."""

    program_id: str
    member: str
    merged: str


class EnrolMember(NamedTuple):
    """Enrol a member. `card_number` None draws one; personal data as given, or None.

    `how`: where consents were given.
    """

    program_id: str
    member_id: str
    request_key: RequestKey
    external_id: str | None
    card_number: str | None
    joined_on: str | None
    name: str | None = None
    email: str | None = None
    phone: str | None = None
    birth_date: str | None = None
    consents: str = "{}"
    metadata: str = "{}"
    how: str = "platform"
