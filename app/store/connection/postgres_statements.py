"""PostgreSQL statements that take whole columns, so that a batch costs as many as one command."""

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, Integer, SmallInteger, Table

from app.engine.model.receipts import IdempotencyRecord
from app.engine.model.records.members import Identifier, Member
from app.store.connection.statements import (
    MEMBER_CHANGES,
    columns_of,
    drawn_columns,
    key_of,
    kind_of,
    listed,
    member_changes,
    table_of,
    to_rows,
)
from app.store.connection.transaction import AnyRecord
from app.store.rows.programs import ProgramRow

# Columns to search by, and rows to write, are each sent as one text that the server splits: asyncpg checks for every
# element of an array whether it is an array itself, which took a sixth of a purchase's time here. Stored texts have no
# control characters.
SEPARATOR = "\x1f"
NOTHING = "\x1e"
END_OF_ROW = "\x1d"


def joined(column: Sequence[str | int | None]) -> str:
    """A column's values as one text, each after a separator, for `split`. Raises ValueError."""
    if not column:
        return ""
    nothings = 0
    try:
        # Most columns contain only texts; joining them directly takes a third of the time.
        text = SEPARATOR + SEPARATOR.join(column)  # type: ignore[arg-type]
    except TypeError:
        text = SEPARATOR + SEPARATOR.join([NOTHING if value is None else str(value) for value in column])
        nothings = column.count(None)
    if text.count(SEPARATOR) != len(column) or text.count(NOTHING) != nothings:
        raise ValueError("a text to be stored contains control characters")
    return text


def as_columns(rows: Sequence[Sequence[Any]]) -> list[str]:
    """Rows as columns, each as one text."""
    return [joined(column) for column in zip(*rows, strict=True)]


def as_lines(rows: Sequence[Sequence[Any]]) -> str:
    """Rows as one text, for `lines`. Raises ValueError."""
    text = END_OF_ROW.join(
        [
            SEPARATOR.join([one if type(one) is str else NOTHING if one is None else str(one) for one in row])
            for row in rows
        ]
    )
    fields, nothings = sum(map(len, rows)), sum([row.count(None) for row in rows])
    marks = text.count(END_OF_ROW), text.count(SEPARATOR), text.count(NOTHING)
    if marks != (len(rows) - 1, fields - len(rows), nothings):
        raise ValueError("a text to be stored contains control characters")
    return text


def lines_to_save(
    new: Collection[Collection[AnyRecord]], members: Collection[Member], versions: Mapping[str, int]
) -> list[str]:
    """The parameters of `save` and `save_unmoved`. `versions`: those that the members had when they were read."""
    tables = [as_lines(to_rows(kind_of(records), records)) for records in new]
    if members:
        changes = zip(members, member_changes(members), strict=True)
        tables.append(as_lines([(one.member_id, versions.get(one.member_id), *changed) for one, changed in changes]))
    return tables


def count(done: str) -> int:
    """The row count in the server's command tag: `UPDATE 3`."""
    return int(done.rpartition(" ")[2])


def split(place: int, kind: str = "text") -> str:
    """The SQL array for a text from `joined`; the part before the first separator is empty."""
    return f"(string_to_array(${place}, E'\\x1f', E'\\x1e'))[2:]::{kind}[]"


def _type(table: Table, column: str) -> str:
    match table.columns[column].type:
        case BigInteger():
            return "bigint"
        case SmallInteger():
            return "smallint"
        case Integer():
            return "integer"
        case _:
            return "text"


def unnested(table: Table, columns: Sequence[str], first: int = 1) -> str:
    """The SQL rows for these columns of a table, from the parameter `first` on."""
    arrays = (split(place, _type(table, column)) for place, column in enumerate(columns, first))
    return f"unnest({', '.join(arrays)})"


def lines(place: int, columns: Mapping[str, str]) -> str:
    """The SQL rows for a text from `as_lines`, with the types of its columns."""
    fields = ", ".join(f"f[{n}]::{kind} AS {name}" for n, (name, kind) in enumerate(columns.items(), 1))
    # OFFSET 0 keeps the server from splitting a row once for each of its fields.
    return (
        f"SELECT {fields} FROM (SELECT string_to_array(line, E'\\x1f', E'\\x1e') AS f "
        f"FROM unnest(string_to_array(${place}, E'\\x1d')) AS line OFFSET 0) AS split"
    )


def _types(table: Table, columns: Sequence[str]) -> dict[str, str]:
    return {name: _type(table, name) for name in columns}


def _changed_members(place: int) -> str:
    """The SQL rows of members to update: id, the version that was read, and what may change."""
    types = _types(table_of(Member), ["member_id", "version", *MEMBER_CHANGES])
    read = {"member_id": types["member_id"], "version_read": types["version"]}
    return lines(place, read | {name: types[name] for name in MEMBER_CHANGES})


@cache
def save(tables: tuple[Table, ...], with_members: bool) -> str:
    """A statement that inserts into these tables, updates members, and returns the number of members updated."""
    inserts = _inserts(tables)
    *others, last = [*inserts, _update_members(f"({_changed_members(len(tables) + 1)})")] if with_members else inserts
    parts = ", ".join(f"saved_{place} AS ({statement})" for place, statement in enumerate(others))
    return f"WITH {parts} {last}" if parts else last


@cache
def save_unmoved(tables: tuple[Table, ...]) -> str:
    """A statement that does what `save` does if every member still has its version, and otherwise nothing.

    It locks the members in the order of their ids.
    """
    same = "kept.member_id = changed.member_id AND kept.version = changed.version_read"
    found = f"SELECT kept.member_id FROM members AS kept JOIN changed ON {same}"
    judged = "(SELECT count(*) FROM unmoved) = (SELECT count(*) FROM changed)"
    parts = [
        f"changed AS MATERIALIZED ({_changed_members(len(tables) + 1)})",
        f"unmoved AS MATERIALIZED ({found} ORDER BY kept.member_id FOR UPDATE OF kept)",
        f"judged AS MATERIALIZED (SELECT {judged} AS all_unmoved)",
        *(
            f"saved_{place} AS ({statement})"
            for place, statement in enumerate(_inserts(tables, " WHERE (SELECT all_unmoved FROM judged)"))
        ),
    ]
    return f"WITH {', '.join(parts)} {_update_members('changed')} AND (SELECT all_unmoved FROM judged)"


def _inserts(tables: Sequence[Table], condition: str = "") -> list[str]:
    """The statements that insert into these tables, each from its own parameter."""
    statements = []
    for place, table in enumerate(tables, 1):
        drawn = drawn_columns(table)
        into = ", ".join([listed(table), *drawn])
        values = ", ".join(["given.*", *drawn.values()])
        rows = lines(place, _types(table, columns_of(table)))
        statements.append(f"INSERT INTO {table.name} ({into}) SELECT {values} FROM ({rows}) AS given{condition}")
    return statements


@cache
def update(table: Table, columns: tuple[str, ...]) -> str:
    key = key_of(table)
    changes = ", ".join(f"{column} = new.{column}" for column in columns)
    same = " AND ".join(f"kept.{column} = new.{column}" for column in key)
    rows = lines(1, _types(table, [*key, *columns]))
    return f"UPDATE {table.name} AS kept SET {changes} FROM ({rows}) AS new WHERE {same}"


def _update_members(rows: str) -> str:
    changes = ", ".join(f"{column} = new.{column}" for column in MEMBER_CHANGES)
    return (
        f"UPDATE members AS kept SET {changes} FROM {rows} AS new "
        "WHERE kept.member_id = new.member_id AND kept.version = new.version_read"
    )


@cache
def rows(table: Table, column: str) -> str:
    key = ", ".join(key_of(table))
    return f"SELECT {listed(table)} FROM {table.name} WHERE {column} = ANY({split(1)}) ORDER BY {key}"


@cache
def rows_of_members(table: Table, columns: tuple[str, ...]) -> str:
    key = ", ".join(key_of(table))
    wanted = " OR ".join(f"{column} = ANY({split(2)})" for column in columns)
    return f"SELECT {listed(table)} FROM {table.name} WHERE member_id = ANY({split(1)}) AND ({wanted}) ORDER BY {key}"


@cache
def named(table: Table) -> str:
    key = key_of(table)
    matches = " AND ".join(f"found.{column} = wanted.{column}" for column in key)
    # OFFSET 0 keeps the order: from each wanted key to its row, by index.
    return (
        f"SELECT row.* FROM {unnested(table, key)} AS wanted ({', '.join(key)}) CROSS JOIN LATERAL "
        f"(SELECT {listed(table, 'found.')} FROM {table.name} AS found WHERE {matches} OFFSET 0) AS row"
    )


@cache
def first_look() -> str:
    """All that plain purchases need: names with their members, idempotency records and programmes, side by side.

    Its parameters are the columns of the wanted names, of the wanted records' keys, and of the programmes' ids; the
    columns of its rows are those of the four tables, in this order.
    """
    names, members = table_of(Identifier), table_of(Member)
    records, programs = table_of(IdempotencyRecord), table_of(ProgramRow)
    of_name, of_record = key_of(names), key_of(records)
    wanted = [f"name_{column}" for column in of_name] + [f"record_{column}" for column in of_record] + ["a_program"]
    columns = ", ".join(split(place) for place in range(1, len(wanted) + 1))
    sought = (
        ("named", names, [f"found.{column} = name_{column}" for column in of_name]),
        ("member", members, ["found.member_id = coalesce(named.member_id, name_value)"]),
        ("record", records, [f"found.{column} = record_{column}" for column in of_record]),
        ("program", programs, ["found.program_id = a_program"]),
    )
    # OFFSET 0 as in `named`.
    joins = " ".join(
        f"LEFT JOIN LATERAL (SELECT {listed(table, 'found.')} FROM {table.name} AS found "
        f"WHERE {' AND '.join(conditions)} OFFSET 0) AS {alias} ON true"
        for alias, table, conditions in sought
    )
    shown = ", ".join(f"{alias}.*" for alias, _, _ in sought)
    return f"SELECT {shown} FROM unnest({columns}) AS wanted ({', '.join(wanted)}) {joins}"
