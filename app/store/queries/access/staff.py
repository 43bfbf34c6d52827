"""Staff of a programme, by id or by the caller's name."""

from sqlalchemy import func, select, update
from sqlalchemy.sql.elements import ColumnElement

from app.store.connection.transaction import Transaction
from app.store.rows.access import StaffRow
from app.store.tables.staff import staff

_OWN_NAME = "ext:"
_CHANGES = ("name", "name_key", "email", "role", "manager_id", "store", "active", "deputy_id", "away_until")


async def find_staff(transaction: Transaction, program_id: str, reference: str) -> StaffRow | None:
    """The person with this reference, `stf_…` or `ext:…`."""
    return await _one(transaction, program_id, is_called(reference))


def is_called(reference: str) -> ColumnElement[bool]:
    """Whether a person has this reference."""
    if reference.startswith(_OWN_NAME):
        return staff.c.external_id == reference.removeprefix(_OWN_NAME)
    return staff.c.staff_id == reference


async def with_name(transaction: Transaction, program_id: str, name_key: str) -> StaffRow | None:
    """The person with this name."""
    return await _one(transaction, program_id, staff.c.name_key == name_key)


async def with_email(transaction: Transaction, program_id: str, email: str) -> StaffRow | None:
    """The person with this e-mail address, given in lower case."""
    return await _one(transaction, program_id, staff.c.email == email)


async def count_staff(transaction: Transaction, program_id: str) -> int:
    """The number of staff, including those who have left."""
    found = select(func.count()).select_from(staff).where(staff.c.program_id == program_id)
    return int((await transaction.execute(found))[0][0])


async def has_active_staff(transaction: Transaction, program_id: str) -> bool:
    """Whether a programme has staff who have not left."""
    wanted = staff.c.program_id == program_id, staff.c.active == 1
    return bool(await transaction.execute(select(staff.c.staff_id).where(*wanted).limit(1)))


async def staff_page(
    transaction: Transaction, program_id: str, limit: int | None = None, after: str | None = None
) -> list[StaffRow]:
    """Up to `limit` staff of a programme (all by default), oldest first, after the given id."""
    wanted = (staff.c.program_id == program_id, staff.c.staff_id > (after or ""))
    found = select(staff).where(*wanted).order_by(staff.c.staff_id).limit(limit)
    return [StaffRow(*row) for row in await transaction.execute(found)]


async def add_staff(transaction: Transaction, row: StaffRow) -> None:
    """Store a new person."""
    await transaction.insert(StaffRow, [row])


async def change_staff(transaction: Transaction, row: StaffRow) -> None:
    """Store all that can change of a person."""
    changes = {name: getattr(row, name) for name in _CHANGES}
    await transaction.execute(update(staff).where(staff.c.staff_id == row.staff_id).values(changes))


async def _one(transaction: Transaction, program_id: str, wanted: ColumnElement[bool]) -> StaffRow | None:
    found = await transaction.execute(select(staff).where(staff.c.program_id == program_id, wanted))
    return StaffRow(*found[0]) if found else None
