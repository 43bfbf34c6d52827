"""What the links in mails are signed with, and the generation of a member's pictures."""

from sqlalchemy import delete, select, update

from app.engine.model.records.members import Identifier, Member
from app.store.connection.transaction import Transaction
from app.store.rows.contacts import LinkSecret, PictureLink
from app.store.tables.contacts import link_secrets, picture_links
from app.store.tables.programs import programs


async def secret_of(transaction: Transaction, program_id: str) -> str | None:
    """The secret of a programme's links, as hex digits; None if it has none yet."""
    found = select(link_secrets.c.secret).where(link_secrets.c.program_id == program_id)
    rows = await transaction.execute(found)
    return str(rows[0][0]) if rows else None


async def add_secret(transaction: Transaction, secret: LinkSecret) -> None:
    """Store a programme's secret. Raises IntegrityConflict if it has one."""
    await transaction.insert(LinkSecret, [secret])


async def owner_of(transaction: Transaction, member_id: str) -> Member | None:
    """The member with this id in any programme, or the other one after a merge; None if erased or unknown."""
    rows = await transaction.rows(Member, "member_id", [member_id])
    if not rows:
        known = [(str(row[0]), "mem", member_id) for row in await transaction.execute(select(programs.c.program_id))]
        for name in await transaction.named(Identifier, known):
            rows = await transaction.rows(Member, "member_id", [name.member_id])
    return rows[0] if rows and not rows[0].erased_at else None


async def generation_of(transaction: Transaction, member_id: str) -> int:
    """How often a member's pictures were renewed."""
    rows = await transaction.rows(PictureLink, "member_id", [member_id])
    return rows[0].generation if rows else 0


async def generations_of(transaction: Transaction, member_ids: list[str]) -> dict[str, int]:
    """How often the pictures of these members were renewed, where they were."""
    rows = await transaction.rows(PictureLink, "member_id", member_ids) if member_ids else []
    return {row.member_id: row.generation for row in rows}


async def renew(transaction: Transaction, program_id: str, member_id: str) -> None:
    """Make a member's picture links new ones."""
    generation = await generation_of(transaction, member_id)
    if generation:
        told = update(picture_links).where(picture_links.c.member_id == member_id)
        await transaction.execute(told.values(generation=generation + 1))
    else:
        await transaction.insert(PictureLink, [PictureLink(member_id, program_id, 1)])


async def forget_pictures(transaction: Transaction, member_id: str) -> None:
    """Forget the renewals of a member who is no more: the links show nothing any longer, or those of the other."""
    await transaction.execute(delete(picture_links).where(picture_links.c.member_id == member_id))
