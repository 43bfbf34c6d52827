"""The terms of contacts, compiled: the purposes, what each requires, and how often members are contacted at most."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from app.engine.model.consents import BY_DEFAULT, HONOURS, SHARE


class Cap(NamedTuple):
    """At most `most` contacts on `days` business days in a row; None for `purpose` or `channel`: all of them."""

    purpose: str | None
    channel: str | None
    most: int
    days: int


class ContactTerms(NamedTuple):
    """The purposes of the document, each with the bases of consents of which it needs one.

    `caps` are those of the purposes in the document's order, and then that of all contacts; `premium` the levels of the
    group of this name.
    """

    purposes: Mapping[str, frozenset[str]]
    caps: tuple[Cap, ...] = ()
    premium: frozenset[str] = frozenset()

    @property
    def needs(self) -> Mapping[str, frozenset[str]]:
        """The needs of all purposes, including those that are always there."""
        return {**BY_DEFAULT, **self.purposes}

    @property
    def writing(self) -> list[str]:
        """The purposes for which members are contacted."""
        return [one for one in self.needs if one not in (HONOURS, SHARE)]

    def caps_of(self, purpose: str, channel: str) -> list[Cap]:
        """The caps on contacts for a purpose over a channel."""
        return [one for one in self.caps if one.purpose in (None, purpose) and one.channel in (None, channel)]

    @property
    def counted_days(self) -> int:
        """The longest time over which any cap counts, in business days; 0 without caps."""
        return max((one.days for one in self.caps), default=0)


NO_CONTACTS: Final = ContactTerms({})
