"""A database that has grown: its members many times over, with everything that was recorded of them.

What is multiplied was really recorded, and only names are new: ids are drawn some years earlier, and a number stands
behind each external_id and in each card's number. So every copy is a member like any other, whom `goldlist verify`
finds in order, and lies where a member of those years would.
"""

import asyncio
from random import Random

from app.main import opened
from app.progress import Progress
from app.settings import Settings
from app.store.tables.schema import metadata
from bench.databases import ask
from bench.workload import MEMBERS, member

# A few members have bought twice: a million of them have more than two million entries.
BASKETS = 2_500
COPIES_AT_ONCE = 10
SAMPLE = 2_000
SAMPLE_AT_ONCE = 20

DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"
MODELS = "bench_models"
COPIES = "bench_copies"
# An id begins with when it was drawn; these two characters of it count years and pieces of twelve days.
ID = "substr({0}, 1, 6) || years || substr({0}, 9)"
NAME = "{0} || '-' || number"
# Cards of ours begin with 9, those of copies with 8. Their check digit is wrong, which concerns nobody but a scanner.
CARD_OR_NAME = f"CASE kind WHEN 'card' THEN '8' || number || substr({{0}}, 5) ELSE {NAME} END"
NEW = {
    "members": {"member_id": ID, "external_id": NAME},
    "identifiers": {"member_id": ID, "value": CARD_OR_NAME},
    "receipts": {"member_id": ID, "object_id": ID, "name": NAME},
    "purchases": {"member_id": ID, "purchase_id": ID, "external_id": NAME},
    "entries": {"member_id": ID, "entry_id": ID, "cause_id": ID},
}


def multiply(url: str, copies: int) -> None:
    """Put so many copies of every member of a prepared database beside it: 600 at most, or ids reach today."""
    numbers = range(1, copies + 1)
    ask(url, f"CREATE TABLE {COPIES} (number text, years text)")
    rows = [f"('{one:03}', '{_years(one)}')" for one in numbers]
    ask(url, f"INSERT INTO {COPIES} VALUES {', '.join(rows)}")
    for table in NEW:
        ask(url, f"CREATE TABLE {MODELS}_{table} AS SELECT * FROM {table}")
    with Progress("filling a database", copies * MEMBERS, "members") as progress:
        for first in numbers[::COPIES_AT_ONCE]:
            last = min(first + COPIES_AT_ONCE - 1, copies)
            for table in NEW:
                ask(url, _copying(table, first, last))
            progress.add((last - first + 1) * MEMBERS)
    for name in [COPIES, *(f"{MODELS}_{table}" for table in NEW)]:
        ask(url, f"DROP TABLE {name}")
    # What else would be made up for while others are measured.
    for statement in ("VACUUM ANALYZE", "CHECKPOINT") if url.startswith("postgresql") else ():
        ask(url, statement)


def names(chance: Random, copies: int, count: int) -> list[str]:
    """So many members of a database that was multiplied, drawn from all of them."""
    found = [divmod(chance.randrange((copies + 1) * MEMBERS), MEMBERS) for _ in range(count)]
    return [f"{member(model)}-{copy:03}" if copy else member(model) for copy, model in found]


def size(url: str) -> dict[str, int]:
    """What is in the database."""
    return {name: ask(url, f"SELECT count(*) FROM {name}")[0][0] for name in ("members", "purchases", "entries")}


def differences_in_a_sample(url: str) -> list[str]:
    """Have the states of some members made again, here and there among all: what differs from what is stored."""

    async def look() -> list[str]:
        found = []
        async with opened(Settings(database_url=url)) as goldlist:
            for _ in range(SAMPLE // SAMPLE_AT_ONCE):
                looked = await goldlist.verification.check_some(await goldlist.verification.somewhere(), SAMPLE_AT_ONCE)
                found += looked.differences
        return found

    return asyncio.run(look())


def _copying(table: str, first: int, last: int) -> str:
    columns = metadata.tables[table].columns.keys()
    # A number behind nothing (NULL) is nothing.
    values = [NEW[table].get(column, "{0}").format(column) for column in columns]
    made = f"SELECT {', '.join(values)} FROM {COPIES}, {MODELS}_{table}"
    return f"INSERT INTO {table} ({', '.join(columns)}) {made} WHERE number BETWEEN '{first:03}' AND '{last:03}'"


def _years(copy: int) -> str:
    """Twelve days later for each copy, from 2004 on."""
    return DIGITS[copy // len(DIGITS)] + DIGITS[copy % len(DIGITS)]
