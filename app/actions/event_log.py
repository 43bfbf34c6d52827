"""Writes the events of a batch with their effects: each with its place among those of its member."""

from collections.abc import Callable, Iterable, Sequence

from pydantic_core import to_json

from app.engine.events.balance_changes import changes_of_state
from app.engine.events.changes import Happened, events_of, is_plain
from app.engine.events.event_ids import PREFIX, commit_id
from app.engine.model.book import Book, Decision
from app.engine.model.commands.command import Command
from app.engine.model.commands.sales import RecordPurchase
from app.engine.model.event_records import Commit, Event
from app.engine.model.records.members import Member
from app.engine.program.versions import Program
from app.store.connection.transaction import Transaction

# The fields of an event after its commit and number.
Told = tuple[str, str | None, int | None, str | None, str, str, str, str | None, str | None]


class EventLog:
    """The events of one batch, by programme, in the order of decision."""

    def __init__(self) -> None:
        self._happened: dict[str, list[Told]] = {}

    def enter(self, program: Program, book: Book, command: Command, decision: Decision, now: str) -> None:
        """Add the events of a decision that the book does not know yet; its members count them."""
        events = self._happened.setdefault(program.id, [])
        if type(command) is RecordPurchase and decision.members and is_plain(decision):
            # Most decisions by far.
            member, purchase = decision.members[0], command.purchase_id
            known = book.members[member.member_id]
            if not changes_of_state(program, known.state, member.state):
                member.state.told += 1
                whose = (member.member_id, member.state.told, command.store, now)
                events.append(("purchase.recorded", *whose, "purchase", purchase, purchase, None))
                return
        happened = events_of(program, book, command, decision)
        if happened:
            numbers = _numbered(book, decision, happened)
            events += [_told(*one, now) for one in zip(happened, numbers, strict=True)]

    async def save(self, transaction: Transaction, book: Book, draw_id: Callable[[str], str]) -> bool:
        """Leave the events to the book, to be written with everything else; False if there are none."""
        written = {program_id: events for program_id, events in self._happened.items() if events}
        for program_id, events in written.items():
            book.added += await committed(transaction, program_id, events, draw_id)
        return bool(written)


async def tell(transaction: Transaction, program_id: str, event: Told, draw_id: Callable[[str], str]) -> None:
    """Write an event of a programme that no batch of commands causes."""
    written, commit = await committed(transaction, program_id, [event], draw_id)
    assert isinstance(written, Event)
    assert isinstance(commit, Commit)
    await transaction.insert(Event, [written])
    await transaction.insert(Commit, [commit])


async def tell_all(
    transaction: Transaction, program_id: str, happened: Sequence[Happened], now: str, draw_id: Callable[[str], str]
) -> None:
    """Write events that no batch of commands causes. Their members are locked here, and count them.

    Events of members who were erased or merged are left out. No member may be locked after this.
    """
    owners = {one.member_id for one in happened if one.member_id}
    locked = await transaction.lock_members(owners) if owners else []
    members = {one.member_id: _counting(one) for one in locked if not one.erased_at}
    events = []
    for one in happened:
        member = members.get(one.member_id) if one.member_id else None
        if member:
            member.state.told += 1
        if member or one.member_id is None:
            events.append(_told(one, member.state.told if member else None, now))
    if events:
        written = await committed(transaction, program_id, events, draw_id)
        await transaction.save([written[:-1], written[-1:]], members.values())


def _counting(member: Member) -> Member:
    return member._replace(version=member.version + 1, state=member.state.copy())


async def committed(
    transaction: Transaction, program_id: str, events: list[Told], draw_id: Callable[[str], str]
) -> list[Event | Commit]:
    """The records of new events of one programme, to be inserted by this transaction."""
    commit = commit_id(draw_id(PREFIX))
    base = await transaction.first_position(program_id, len(events))
    numbered = [Event(program_id, commit, n, *one) for n, one in enumerate(events)]
    return [*numbered, Commit(program_id, commit, len(events), base)]


def about_program(type_: str, now: str, cause: tuple[str, str], **facts: object) -> Told:
    """An event about no member."""
    return _told(Happened(type_, None, *cause, facts=facts or None), None, now)


def _told(one: Happened, memberseq: int | None, now: str) -> Told:
    facts = to_json(one.facts).decode() if one.facts else None
    return (one.type, one.member_id, memberseq, one.store, now, one.cause, one.cause_id, one.object_id, facts)


def _numbered(book: Book, decision: Decision, happened: Iterable[Happened]) -> list[int | None]:
    """The place of each event among those of its member; the members of the decision count them."""
    members = {one.member_id: one for one in decision.members}
    numbers: list[int | None] = []
    for one in happened:
        if one.member_id is None:
            numbers.append(None)
            continue
        member = members.get(one.member_id)
        if member is None:
            known = book.members[one.member_id]
            member = members[one.member_id] = known._replace(version=known.version + 1)
        member = members[one.member_id] = _own(book, member)
        member.state.told += 1
        numbers.append(member.state.told)
    decision.members = list(members.values())
    return numbers


def _own(book: Book, member: Member) -> Member:
    """The member with a state of its own, which may be changed."""
    known = book.members.get(member.member_id)
    return member._replace(state=member.state.copy()) if known and known.state is member.state else member
