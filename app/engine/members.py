"""Enrolling members."""

from datetime import datetime

from app.engine import receipts, tiers
from app.engine.book import Book, Decision, Refusal
from app.engine.commands import AddCard, EnrolMember, RemoveCard
from app.engine.instants import instant_text
from app.engine.records import Identifier, Member, Profile
from app.engine.rules import Program
from app.engine.state import MemberState


def enrol(program: Program, book: Book, command: EnrolMember, now: datetime) -> Decision | Refusal:
    """Make a member, unless one of its names is taken."""
    repeat = receipts.repeated(book, program.id, command.basis)
    if repeat:
        return repeat
    for kind, value, pointer in (
        ("ext", command.external_id, "/external_id"),
        ("card", command.card_number, "/card_number"),
    ):
        if value and (program.id, kind, value) in book.identifiers:
            return Refusal("member-exists", "another member has this name", pointer, "taken")
    member = new_member(program, now, command.member_id, command.external_id, command.joined_on)
    profile = Profile(
        member.member_id,
        program.id,
        command.name,
        command.email,
        command.phone,
        command.birth_date,
        command.consents,
        command.metadata,
    )
    return Decision(
        member,
        members=[member],
        profiles=[profile],
        identifiers=identifiers(book, member, command.card_number),
        receipts=[receipts.receipt(program.id, command.basis, member.member_id, member.member_id)],
    )


def enrol_by_reference(
    program: Program, book: Book, reference: str, now: datetime
) -> tuple[Member, list[Identifier]] | None:
    """A member for a purchase that names an unknown customer; None for an id, which cannot be made up."""
    kind, colon, value = reference.partition(":")
    if not colon:
        return None
    member = new_member(program, now, book.draw_id("mem"), value if kind == "ext" else None, None)
    return member, identifiers(book, member, value if kind == "card" else None)


def new_member(
    program: Program, now: datetime, member_id: str, external_id: str | None, joined_on: str | None
) -> Member:
    """A member with nothing yet, on the first level."""
    today = program.business_date(now)
    state = MemberState(joined_on=joined_on)
    ladder = program.rules.tiers
    if ladder:
        state.window = ladder.name
        tiers.requalify(state, ladder, today)
    at = instant_text(now)
    return Member(member_id, program.id, external_id, joined_on, at, at, 1, state.tier, 0, state)


def identifiers(book: Book, member: Member, card_number: str | None) -> list[Identifier]:
    """The names by which the member is found: the caller's own, and a card, drawn if none is given."""
    named = [("ext", member.external_id)] if member.external_id else []
    named.append(("card", card_number or book.draw_card_number()))
    return [Identifier(member.program_id, kind, value, member.member_id) for kind, value in named]


def is_counted_anew(program: Program, member: Member) -> bool:
    """Whether the member's tier measure was made for another window than the programme has now."""
    ladder = program.rules.tiers
    return member.state.window != (ladder.name if ladder else "")


def add_card(program: Program, book: Book, command: AddCard, now: datetime) -> Decision | Refusal:
    """Give a member one more card. Saying it again changes nothing."""
    member = book.member(program.id, command.member)
    if member is None:
        return Refusal("not-found", "there is no such member")
    owner = book.identifiers.get((program.id, "card", command.card_number))
    if owner == member.member_id:
        return Decision(member, replayed=True)
    if owner:
        return Refusal("member-exists", "another member has this card", "/card_number", "taken")
    changed = member._replace(version=member.version + 1, changed_at=instant_text(now))
    card = Identifier(program.id, "card", command.card_number, member.member_id)
    return Decision(changed, members=[changed], identifiers=[card])


def remove_card(program: Program, book: Book, command: RemoveCard, now: datetime) -> Decision | Refusal:
    """Take a card from a member; it names nobody from then on."""
    member = book.member(program.id, command.member)
    if member is None or book.identifiers.get((program.id, "card", command.card_number)) != member.member_id:
        return Refusal("not-found", "the member has no such card")
    changed = member._replace(version=member.version + 1, changed_at=instant_text(now))
    card = Identifier(program.id, "card", command.card_number, member.member_id)
    return Decision(changed, members=[changed], removed=[card])
