"""Moves rows of a member to another."""

from sqlalchemy import ColumnElement, Table, delete, insert, literal, select

from app.store.connection.transaction import Transaction


async def move_rows(
    transaction: Transaction, table: Table, old_id: str, new_id: str, wanted: ColumnElement[bool] | None = None
) -> None:
    """Move a member's rows of a table to another member; only the `wanted` ones if this is given.

    They are inserted again and deleted: in a cluster, the id decides which server has a row.
    """
    owned = table.c.member_id == old_id if wanted is None else (table.c.member_id == old_id) & wanted
    columns = [literal(new_id) if column.name == "member_id" else column for column in table.columns]
    await transaction.execute(insert(table).from_select(table.columns.keys(), select(*columns).where(owned)))
    await transaction.execute(delete(table).where(owned))
