"""Enrols members and manages their cards."""

from datetime import datetime
from typing import Final

from pydantic_core import from_json, to_json

from app.engine.decisions.members.consent_rows import consent_rows
from app.engine.model import idempotency
from app.engine.model.birthdays import birthday_of
from app.engine.model.book import Book, Decision, MemberErased, Refusal
from app.engine.model.calendar import day_after
from app.engine.model.commands.members import AddCard, EnrolMember, RemoveCard
from app.engine.model.instants import instant_text
from app.engine.model.names import LINK, forms, identifiers
from app.engine.model.records.members import Enrolment, Identifier, Member, Profile
from app.engine.model.state import MemberState
from app.engine.program.versions import Program
from app.engine.rules import tiers
from app.engine.rules.balances import bonuses
from app.engine.rules.passing_time import begin
from app.ledger.entries import Entry

# The kinds of names that must be unique among members, and their fields in an enrolment.
NAMED_BY: Final = {"ext": "external_id", "card": "card_number", "email": "email", "phone": "phone"}


def enrol(program: Program, book: Book, command: EnrolMember, now: datetime) -> Decision | Refusal:
    """Enrol a member, unless one of its names is taken."""
    repeat = idempotency.repeated(book, program.id, command.request_key)
    if repeat:
        return repeat
    if idempotency.was_forgotten(book, program.id, command.request_key):
        raise MemberErased
    if refusal := not_yet(program, now, birth_date=command.birth_date, joined_on=command.joined_on):
        return refusal
    country = program.rules.default_country
    for kind, field in NAMED_BY.items():
        value = getattr(command, field)
        if value and any((program.id, kind, form) in book.identifiers for form in forms(kind, value, country)):
            return Refusal("member-exists", "already used by another member", f"/{field}", "taken")
    member = new_member(program, now, command.member_id, command.external_id, command.joined_on)
    member.state.birthday = birthday_of(command.birth_date)
    profile = Profile(
        member_id=member.member_id,
        program_id=program.id,
        name=command.name,
        email=command.email,
        phone=command.phone,
        birth_date=command.birth_date,
        consents=command.consents,
        metadata=command.metadata,
    )
    agreed = {purpose: given for purpose, given in from_json(command.consents).items() if given}
    entries: list[Entry] = []
    # Imported members joined elsewhere, and bring opening balances.
    if program.rules.bonuses and command.how != "import":
        change = begin(program, book, member, cause="enrolment", cause_id=member.member_id, now=now)
        bonuses.join(change, command.joined_on or change.today)
        bonuses.complete(change, None, profile)
        member, entries = change.changed_member()._replace(version=member.version), change.entries
    drawn = None if command.card_number else book.draw_card_number()
    answer = to_json(Enrolment(member.member_id, member.created_at, drawn)).decode()
    names = {"ext": command.external_id, "card": command.card_number or drawn}
    names |= {"email": command.email, "phone": command.phone}
    return Decision(
        member,
        members=[member],
        profiles=[profile],
        identifiers=list(identifiers(program.id, member.member_id, country, **names)),
        receipts=[idempotency.receipt(program.id, command.request_key, member.member_id, member.member_id, answer)],
        added=consent_rows(book, profile, agreed, command.how, member.created_at),
        entries=entries,
    )


def not_yet(program: Program, now: datetime, *, birth_date: str | None, joined_on: str | None) -> Refusal | None:
    """Refuse days in the future: a birth date after today, or a joining day after tomorrow."""
    today = program.business_date(now)
    if birth_date and birth_date > today:
        return Refusal("validation", "must not be in the future", "/birth_date", "out-of-range")
    if joined_on and joined_on > day_after(today):
        return Refusal("validation", "must not be more than a day in the future", "/joined_on", "out-of-range")
    return None


def enrol_by_reference(
    program: Program, book: Book, reference: str, now: datetime
) -> tuple[Member, list[Identifier]] | Refusal:
    """Enrol a customer named by an unknown reference in a purchase.

    Refused for an id, which callers cannot choose, and for a link, which only a connector makes.
    """
    kind, colon, value = reference.partition(":")
    if not colon or kind == LINK:
        return Refusal("not-found", "there is no such member", "/member")
    if (program.id, kind, value) in book.identifiers:
        return Refusal("member-exists", "another member has this", "/member", "taken")
    member = new_member(program, now, book.draw_id("mem"), value if kind == "ext" else None, None)
    card = value if kind == "card" else book.draw_card_number()
    return member, list(identifiers(program.id, member.member_id, None, ext=member.external_id, card=card))


def new_member(
    program: Program, now: datetime, member_id: str, external_id: str | None, joined_on: str | None
) -> Member:
    """A member without balances, in the first tier."""
    today = program.business_date(now)
    state = MemberState(joined_on=joined_on, window=program.measure_name, day=today)
    ladder = program.rules.tiers
    if ladder:
        tiers.requalify(state, ladder, today)
    at = instant_text(now)
    return Member(
        member_id=member_id,
        program_id=program.id,
        external_id=external_id,
        joined_on=joined_on,
        created_at=at,
        changed_at=at,
        version=1,
        tier=state.tier,
        points=0,
        points_expire_on=None,
        next_due_at=None,
        erased_at=None,
        state=state,
    )


def is_stale(program: Program, member: Member) -> bool:
    """Whether the member's measures do not have the meaning that the programme needs now."""
    return member.state.window != program.measure_name


def add_card(program: Program, book: Book, command: AddCard, now: datetime) -> Decision | Refusal:
    """Add a card to a member. A no-op if repeated."""
    member = book.member(program.id, command.member)
    if member is None:
        return Refusal("not-found", "there is no such member")
    owner = book.identifiers.get((program.id, "card", command.card_number))
    if owner == member.member_id:
        return Decision(member, replayed=True)
    if owner:
        return Refusal("member-exists", "this card belongs to another member", "/card_number", "taken")
    changed = member._replace(version=member.version + 1, changed_at=instant_text(now))
    card = Identifier(program.id, "card", command.card_number, member.member_id)
    return Decision(changed, members=[changed], identifiers=[card])


def remove_card(program: Program, book: Book, command: RemoveCard, now: datetime) -> Decision | Refusal:
    """Remove a card from a member; it no longer identifies anyone."""
    member = book.member(program.id, command.member)
    if member is None or book.identifiers.get((program.id, "card", command.card_number)) != member.member_id:
        return Refusal("not-found", "the member does not have this card")
    changed = member._replace(version=member.version + 1, changed_at=instant_text(now))
    card = Identifier(program.id, "card", command.card_number, member.member_id)
    return Decision(changed, members=[changed], removed=[card])
