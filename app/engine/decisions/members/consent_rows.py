"""The rows of consents that come with a member's personal data."""

from collections.abc import Mapping
from typing import Any

from app.engine.model.book import Book
from app.engine.model.records.members import Consent, Profile


def consent_rows(book: Book, profile: Profile, changed: Mapping[str, bool], how: str, at: str) -> list[tuple[Any, ...]]:
    """The rows of these consents, by purpose, for all channels."""
    return [
        Consent(
            member_id=profile.member_id,
            consent_id=book.draw_id("cns"),
            program_id=profile.program_id,
            external_id=None,
            fingerprint=None,
            purpose=purpose,
            channel=None,
            given=int(given),
            basis="consent",
            at=at,
            how=how,
            text_version=None,
            shown_as=None,
            evidence=None,
            confirmed=0,
            created_by=None,
            recorded_at=at,
        )
        for purpose, given in sorted(changed.items())
    ]
