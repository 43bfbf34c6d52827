"""The demo's view of its customers: the golden list, the ones who stay away, and the ones nearest to it."""

from collections.abc import Mapping
from typing import Any

from rich.console import Console

from app.demo.client import Client
from app.insight_tables import golden_table, lift_table, silence_table

BEST = 8
OTHERS = 5


def show_customers(console: Console, client: Client, names: Mapping[str, str]) -> None:
    """Print the lists of the newest review. `names`: the customers' names by external id."""
    done = [one for one in client.get("/v1/insights/reviews?limit=50")["data"] if one["status"] == "done"]
    if not done:
        console.print("The review of the customers is not done yet: [cyan]goldlist golden[/cyan] shows it later.")
        return
    golden = client.get(f"/v1/golden-list?limit={BEST}")
    console.print(f"[bold]The golden list[/bold], the best {len(golden['data'])}, as of {golden['as_of']}")
    console.print(golden_table(golden["data"], golden["currency"]))
    for title, path, table in (
        ("Slipping away", f"/v1/insights/lapsed?limit={OTHERS}", silence_table),
        ("Nearest to the golden list", f"/v1/insights/lift?limit={OTHERS}", lift_table),
    ):
        found = client.get(path)
        console.print(f"\n[bold]{title}[/bold]")
        console.print(table([_named(row, names) for row in found["data"]], found["currency"]))
    console.print("[dim]docs/how-to/customers.md says what to do with each list.[/dim]\n")


def _named(row: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    return {**row, "name": names.get(row["external_id"] or "")}
