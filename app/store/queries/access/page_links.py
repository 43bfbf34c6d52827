"""Links to customers' own pages."""

from typing import NamedTuple

from sqlalchemy import delete, insert, or_, select

from app.store.connection.transaction import Transaction
from app.store.rows.programs import ProgramRow
from app.store.tables.members import members
from app.store.tables.page_links import page_links
from app.store.tables.programs import programs


class PageLink(NamedTuple):
    """A link as it is stored."""

    token_hash: str
    program_id: str
    member_id: str
    made_at: str
    expires_at: str


class KnownPageLink(NamedTuple):
    """A link that was found, with its programme."""

    link: PageLink
    program: ProgramRow


async def add_page_link(transaction: Transaction, link: PageLink) -> None:
    """Store a link, and forget the member's expired ones."""
    expired = page_links.c.member_id == link.member_id, page_links.c.expires_at <= link.made_at
    await transaction.execute(delete(page_links).where(*expired))
    await transaction.execute(insert(page_links).values(**link._asdict()))


async def page_link(transaction: Transaction, token_hash: str) -> KnownPageLink | None:
    """The link with this token."""
    found = await transaction.execute(
        select(page_links, programs)
        .join(programs, programs.c.program_id == page_links.c.program_id)
        .where(page_links.c.token_hash == token_hash)
    )
    if not found:
        return None
    width = len(PageLink._fields)
    return KnownPageLink(PageLink(*found[0][:width]), ProgramRow(*found[0][width:]))


async def forget_page_links(transaction: Transaction, member_id: str) -> None:
    """Delete all links of a member."""
    await transaction.execute(delete(page_links).where(page_links.c.member_id == member_id))


async def stray_page_links(transaction: Transaction, program_id: str, limit: int) -> list[str]:
    """Up to `limit` ids of members with a link who do not exist or are erased."""
    found = (
        select(page_links.c.member_id)
        .distinct()
        .outerjoin(members, members.c.member_id == page_links.c.member_id)
        .where(page_links.c.program_id == program_id)
        .where(or_(members.c.member_id.is_(None), members.c.erased_at.is_not(None)))
        .order_by(page_links.c.member_id)
        .limit(limit)
    )
    return [row[0] for row in await transaction.execute(found)]
