"""Links: members as customers of shop systems, by the connector's name and the shop's id of the customer."""

from datetime import datetime

from app.engine.model.book import Book, Decision, Refusal
from app.engine.model.commands.members import LinkMember, UnlinkMember
from app.engine.model.instants import instant_text
from app.engine.model.names import LINK
from app.engine.model.records.members import Identifier
from app.engine.program.versions import Program


def link(program: Program, book: Book, command: LinkMember, now: datetime) -> Decision | Refusal:
    """Link a member to a customer. A no-op if repeated."""
    member = book.member(program.id, command.member)
    if member is None:
        return Refusal("not-found", "there is no such member")
    owner = book.identifiers.get((program.id, LINK, command.link))
    if owner == member.member_id:
        return Decision(member, replayed=True)
    if owner:
        return Refusal("member-exists", "this customer is linked to another member", "/customer", "taken")
    changed = member._replace(version=member.version + 1, changed_at=instant_text(now))
    made = Identifier(program.id, LINK, command.link, member.member_id)
    return Decision(changed, members=[changed], identifiers=[made])


def unlink(program: Program, book: Book, command: UnlinkMember, now: datetime) -> Decision | Refusal:
    """Remove a member's link to a customer; purchases stay the member's."""
    member = book.member(program.id, command.member)
    if member is None or book.identifiers.get((program.id, LINK, command.link)) != member.member_id:
        return Refusal("not-found", "the member has no such link")
    changed = member._replace(version=member.version + 1, changed_at=instant_text(now))
    gone = Identifier(program.id, LINK, command.link, member.member_id)
    return Decision(changed, members=[changed], removed=[gone])
