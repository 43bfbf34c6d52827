"""A customer who has come every day for years."""

from pathlib import Path

from bench.databases import ask
from bench.workload import write_daily_sales

REGULAR = "bench-regular"
DAYS = 3 * 365


def write_sales(path: Path) -> None:
    """Write what was sold to the customer, for `goldlist import`."""
    write_daily_sales(path, REGULAR, DAYS)


def size(url: str) -> dict[str, int]:
    """How much is kept of the customer: purchases, and the bytes of the state that each of them reads and writes."""
    one = f"FROM members JOIN purchases USING (member_id) WHERE members.external_id = '{REGULAR}'"
    purchases, state_bytes = ask(url, f"SELECT count(*), max(length(state)) {one}")[0]
    return {"purchases": purchases, "state_bytes": state_bytes}
