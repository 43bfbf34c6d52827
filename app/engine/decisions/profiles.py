"""What is known of a member as a person: changing it, joining it with another's, and forgetting it."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from pydantic_core import from_json, to_json

from app.engine.decisions.members import not_yet
from app.engine.model.birthdays import birthday_of
from app.engine.model.book import Book, Decision, Refusal
from app.engine.model.commands import ChangeMember, EraseMember
from app.engine.model.instants import instant_text
from app.engine.model.names import WITH_THE_MEMBER, identifiers
from app.engine.model.records import Identifier, Member, Profile
from app.engine.model.state import STALE, MemberState
from app.engine.program.fields import MOST_METADATA
from app.engine.program.terms import Program

TOLD = ("name", "email", "phone", "birth_date")


def change(program: Program, book: Book, command: ChangeMember, now: datetime) -> Decision | Refusal:
    """Change what is known of a member. What is so already changes nothing."""
    member = book.member(program.id, command.member)
    if member is None:
        return Refusal("not-found", "there is no such member")
    if command.expected_version not in (None, member.version):
        return Refusal("version-conflict", "the member has changed since it was read")
    born, joins = command.told.get("birth_date"), command.told.get("joined_on")
    if refusal := not_yet(program, now, birth_date=born, joined_on=joins):
        return refusal
    before = book.profiles.get(member.member_id) or Profile(member.member_id, program.id)
    after = _changed(before, command)
    if len(from_json(after.metadata)) > MOST_METADATA:
        return Refusal("validation", f"at most {MOST_METADATA} names are kept", "/metadata", "wrong-length")
    old, new = set(_names(before)), set(_names(after))
    for name in sorted(new - old):
        if book.identifiers.get(name[:3], member.member_id) != member.member_id:
            return Refusal("member-exists", "another member has this", f"/{name.kind}", "taken")
    joined_on = command.told.get("joined_on", member.joined_on)
    if (after, joined_on) == (before, member.joined_on):
        return Decision(member, replayed=True)
    changed = member._replace(
        joined_on=joined_on,
        changed_at=instant_text(now),
        version=member.version + 1,
        state=_told(member, joined_on, after.birth_date),
    )
    return Decision(
        changed,
        members=[changed],
        profiles=[after],
        removed=sorted(old - new),
        identifiers=sorted(name for name in new - old if name[:3] not in book.identifiers),
    )


def erase(program: Program, book: Book, command: EraseMember, now: datetime) -> Decision | Refusal:
    """Forget who a member is. Saying it again changes nothing."""
    member = book.member_or_what_is_left(program.id, command.member)
    if member is None:
        return Refusal("not-found", "there is no such member")
    if member.erased_at:
        return Decision(member, replayed=True)
    at = instant_text(now)
    state = member.state.copy()
    state.birthday = None
    if state.given:
        state.given = [*state.given[:4], WITH_THE_MEMBER, *state.given[5:]]
    left = member._replace(external_id=None, changed_at=at, version=member.version + 1, erased_at=at, state=state)
    return Decision(left, members=[left], erased=member.member_id)


def joined(member: Member, mine: Profile | None, theirs: Profile | None) -> Profile | None:
    """What is known of a member when another was the same person: the member's own first, then the other's."""
    if mine is None or theirs is None:
        return theirs._replace(member_id=member.member_id) if theirs else mine
    told = {name: getattr(mine, name) or getattr(theirs, name) for name in TOLD}
    known = from_json(mine.metadata)
    metadata = known | {name: text for name, text in from_json(theirs.metadata).items() if name not in known}
    return mine._replace(
        **told,
        consents=_text({**from_json(theirs.consents), **from_json(mine.consents)}),
        metadata=_text(dict(list(metadata.items())[:MOST_METADATA])),
    )


def _changed(before: Profile, command: ChangeMember) -> Profile:
    told: dict[str, Any] = {name: value for name, value in command.told.items() if name in TOLD}
    return before._replace(
        **told,
        consents=_merged(before.consents, command.consents),
        metadata=_merged(before.metadata, command.metadata),
    )


def _merged(text: str, changes: Mapping[str, Any] | None) -> str:
    """A JSON object with these names changed, those that are None taken out, and nothing left if all of it is None."""
    if changes is None:
        return "{}"
    known = {**from_json(text), **changes}
    return _text({name: value for name, value in known.items() if value is not None}) if changes else text


def _text(document: Mapping[str, Any]) -> str:
    return to_json(dict(sorted(document.items()))).decode()


def _names(profile: Profile) -> Iterator[Identifier]:
    return identifiers(profile.program_id, profile.member_id, email=profile.email, phone=profile.phone)


def _told(member: Member, joined_on: str | None, birth_date: str | None) -> MemberState:
    changed = member.state.copy()
    changed.birthday = birthday_of(birth_date)
    if joined_on != member.joined_on:
        # Years of a member may begin on another day now, so what counts is taken from the tables again.
        changed.joined_on, changed.window = joined_on, STALE
    return changed
