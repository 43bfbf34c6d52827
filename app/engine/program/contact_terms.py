"""The terms of contacts, compiled: the purposes, and what each requires."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from app.engine.model.consents import BY_DEFAULT, HONOURS, SHARE


class ContactTerms(NamedTuple):
    """The purposes of the document, each with the bases of consents of which it needs one."""

    purposes: Mapping[str, frozenset[str]]

    @property
    def needs(self) -> Mapping[str, frozenset[str]]:
        """The needs of all purposes, including those that are always there."""
        return {**BY_DEFAULT, **self.purposes}

    @property
    def writing(self) -> list[str]:
        """The purposes for which members are contacted."""
        return [one for one in self.needs if one not in (HONOURS, SHARE)]


NO_CONTACTS: Final = ContactTerms({})
