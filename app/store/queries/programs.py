"""Programmes and their versions. A published version never changes."""

from collections.abc import Collection, Sequence

from sqlalchemy import select

from app.store.connection.transaction import Transaction
from app.store.rows.programs import ProgramRow, VersionRow
from app.store.tables.programs import program_versions, programs


async def create(transaction: Transaction, program: ProgramRow, document: str) -> None:
    """Add a programme with its first version. Raises IntegrityConflict if the slug is taken."""
    await transaction.insert(ProgramRow, [program])
    first = VersionRow(program.program_id, program.version, document, program.created_at)
    await transaction.insert(VersionRow, [first])


async def publish(transaction: Transaction, version: VersionRow) -> None:
    """Add the next version. Raises IntegrityConflict if another transaction has published it first."""
    await transaction.insert(VersionRow, [version])
    (program,) = await rows(transaction, [version.program_id])
    await transaction.update(ProgramRow, [program._replace(version=version.version)], ("version",))


async def set_clock(transaction: Transaction, program: ProgramRow, clock: str) -> None:
    """Set the clock of a test programme, which this transaction has locked."""
    await transaction.update(ProgramRow, [program._replace(clock=clock)], ("clock",))


async def lock_program(transaction: Transaction, program_id: str) -> ProgramRow:
    """A programme, locked until the transaction ends."""
    found = await transaction.execute(select(programs).where(programs.c.program_id == program_id).with_for_update())
    return ProgramRow(*found[0])


async def lock_versions(transaction: Transaction, program_ids: Collection[str]) -> dict[str, int]:
    """The newest versions of these programmes; no other is published until the transaction ends."""
    found = select(programs.c.program_id, programs.c.version).where(programs.c.program_id.in_(sorted(program_ids)))
    ordered = found.order_by(programs.c.program_id).with_for_update(read=True, key_share=True)
    return {row[0]: row[1] for row in await transaction.execute(ordered)}


async def rows(transaction: Transaction, program_ids: Collection[str]) -> list[ProgramRow]:
    """These programmes."""
    return await transaction.rows(ProgramRow, "program_id", program_ids)


async def by_slug(transaction: Transaction, slug: str) -> ProgramRow | None:
    """The programme with this slug."""
    found = await transaction.rows(ProgramRow, "slug", [slug])
    return found[0] if found else None


async def every_one(transaction: Transaction) -> list[ProgramRow]:
    """All programmes, oldest first."""
    return [ProgramRow(*row) for row in await transaction.execute(select(programs).order_by(programs.c.program_id))]


async def versions(transaction: Transaction, program_id: str, after: int = 0) -> Sequence[VersionRow]:
    """The versions of a programme after a number, oldest first."""
    found = await transaction.execute(
        select(program_versions)
        .where(program_versions.c.program_id == program_id, program_versions.c.version > after)
        .order_by(program_versions.c.version)
    )
    return [VersionRow(*row) for row in found]
