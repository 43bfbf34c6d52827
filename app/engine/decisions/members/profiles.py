"""Personal data: changes, merges and erases it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from pydantic_core import from_json, to_json

from app.engine.decisions.members.consent_rows import consent_rows
from app.engine.decisions.members.members import not_yet
from app.engine.model import consents
from app.engine.model.birthdays import birthday_of
from app.engine.model.book import Book, Decision, Refusal
from app.engine.model.commands.members import ChangeMember, EraseMember
from app.engine.model.instants import instant_text
from app.engine.model.names import WITH_THE_MEMBER, forms, identifiers, stands_for
from app.engine.model.records.members import Consent, Identifier, Member, Profile
from app.engine.model.state import STALE, MemberState
from app.engine.program.texts import MOST_METADATA
from app.engine.program.versions import Program
from app.engine.rules.balances import bonuses
from app.engine.rules.passing_time import begin

TOLD = ("name", "email", "phone", "birth_date")


def change(program: Program, book: Book, command: ChangeMember, now: datetime) -> Decision | Refusal:
    """Change a member's personal data. A no-op if nothing differs."""
    member = book.member(program.id, command.member)
    if member is None:
        return Refusal("not-found", "there is no such member")
    if command.expected_version not in (None, member.version):
        return Refusal("version-conflict", "the member has changed since that version")
    born, joins = command.told.get("birth_date"), command.told.get("joined_on")
    if refusal := not_yet(program, now, birth_date=born, joined_on=joins):
        return refusal
    before = book.profiles.get(member.member_id) or Profile(member.member_id, program.id)
    after = _changed(before, command)
    if len(from_json(after.metadata)) > MOST_METADATA:
        return Refusal("validation", f"at most {MOST_METADATA} names are allowed", "/metadata", "wrong-length")
    renamed = [kind for kind in ("email", "phone") if getattr(before, kind) != getattr(after, kind)]
    country = program.rules.default_country
    for kind in renamed:
        told = getattr(after, kind)
        taken = ((program.id, kind, form) for form in (forms(kind, told, country) if told else ()))
        if any(book.identifiers.get(name, member.member_id) != member.member_id for name in taken):
            return Refusal("member-exists", "already used by another member", f"/{kind}", "taken")
    joined_on = command.told.get("joined_on", member.joined_on)
    if (after, joined_on) == (before, member.joined_on):
        return Decision(member, replayed=True)
    decided = _changed_member(program, book, member, before, after, joined_on=joined_on, now=now)
    new = set(identifiers(program.id, member.member_id, country, **{kind: getattr(after, kind) for kind in renamed}))
    old = {
        Identifier(*name, owner)
        for name, owner in (book.identifiers.items() if renamed else ())
        if owner == member.member_id and name[1] in renamed
    }
    stale = {name for name in old if (was := getattr(before, name.kind)) and stands_for(name, was, country)}
    decided.profiles = [after]
    decided.removed = sorted(stale - new)
    decided.identifiers = sorted(new - old)
    decided.added = _consents(book, before, after, command.how, now)
    return decided


def erase(program: Program, book: Book, command: EraseMember, now: datetime) -> Decision | Refusal:
    """Erase a member's personal data. A no-op if repeated."""
    member = book.member_or_what_is_left(program.id, command.member)
    if member is None:
        return Refusal("not-found", "there is no such member")
    if member.erased_at:
        return Decision(member, replayed=True)
    at = instant_text(now)
    state = member.state.copy()
    state.birthday = None
    state.segments = {}
    if state.given:
        state.given = [*state.given[:4], WITH_THE_MEMBER, *state.given[5:]]
    left = member._replace(external_id=None, changed_at=at, version=member.version + 1, erased_at=at, state=state)
    return Decision(left, members=[left], erased=member.member_id)


def _consents(book: Book, before: Profile, after: Profile, how: str, now: datetime) -> list[tuple[Any, ...]]:
    old, new = from_json(before.consents), from_json(after.consents)
    changed = {name: new.get(name, False) for name in old.keys() | new.keys() if old.get(name) != new.get(name)}
    at = consents.following(book.consents.get(before.member_id, ()), now)
    return consent_rows(book, before, changed, how, at)


def joined(
    member: Member, mine: Profile | None, theirs: Profile | None, rows: Sequence[Consent] = ()
) -> Profile | None:
    """The combined personal data of two merged members; the remaining member's own takes precedence.

    `rows`: the consents of both, of which the newest count.
    """
    if mine is None or theirs is None:
        return theirs._replace(member_id=member.member_id) if theirs else mine
    told = {name: getattr(mine, name) or getattr(theirs, name) for name in TOLD}
    known = from_json(mine.metadata)
    metadata = known | {name: text for name, text in from_json(theirs.metadata).items() if name not in known}
    return mine._replace(
        **told,
        consents=_text(consents.shown(rows, {**from_json(theirs.consents), **from_json(mine.consents)})),
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
    """A JSON object with these names changed and those that are None removed; empty if `changes` is None."""
    if changes is None:
        return "{}"
    known = {**from_json(text), **changes}
    return _text({name: value for name, value in known.items() if value is not None}) if changes else text


def _text(document: Mapping[str, Any]) -> str:
    return to_json(dict(sorted(document.items()))).decode()


def _changed_member(
    program: Program,
    book: Book,
    member: Member,
    before: Profile,
    after: Profile,
    *,
    joined_on: str | None,
    now: datetime,
) -> Decision:
    """The change of the member's row, and of the balances where the programme has bonuses."""
    if not program.has_bonuses:
        changed = member._replace(
            joined_on=joined_on,
            changed_at=instant_text(now),
            version=member.version + 1,
            state=_told(member, joined_on, after.birth_date),
        )
        return Decision(changed, members=[changed])
    # Time passes by the old birthday, so a new one that has passed this year gives nothing.
    change = begin(program, book, member, cause="profile", cause_id=member.member_id, now=now)
    bonuses.complete(change, before, after)
    changed = change.changed_member()
    changed = changed._replace(joined_on=joined_on, state=_told(changed, joined_on, after.birth_date))
    decision = change.decision(changed)
    decision.members = [changed]
    return decision


def _told(member: Member, joined_on: str | None, birth_date: str | None) -> MemberState:
    changed = member.state.copy()
    changed.birthday = birthday_of(birth_date)
    if joined_on != member.joined_on:
        # The member's anniversaries may have moved, so the measures are recalculated from the tables.
        changed.joined_on, changed.window = joined_on, STALE
    return changed
