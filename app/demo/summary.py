"""The demo's final summary: some customers, one purchase explained, and commands to try."""

import json
import shlex
from datetime import datetime
from typing import Any, NamedTuple

from rich.console import Console
from rich.table import Table
from rich.text import Text

from app.demo.client import Client
from app.demo.customers import show_customers
from app.demo.nearest import nearest, pounds
from app.demo.replay import Replayed
from app.sample.customers import Customer
from app.sample.sales import Shop

SHOWN = ("office", "family", "commuter", "student", "undecided", "occasional")
TIER_STYLES = {"gold": "bold yellow", "silver": "bold white"}
NAMES = {("points", 1): "point", ("punches", 1): "punch"}


class Standing(NamedTuple):
    """A customer, and the status document of the API."""

    customer: Customer
    status: dict[str, Any]

    @property
    def spent(self) -> int:
        """The spend of the last 12 months."""
        return int(self.status["qualifying"]["amount"])


def show(console: Console, client: Client, shop: Shop, replayed: Replayed, now: datetime) -> None:
    """Print the summary."""
    standings = _standings(client, shop)
    seconds = max(1, replayed.seconds)
    console.print()
    console.print(
        f"[bold]Corner Coffee[/bold]: {replayed.purchases:,} purchases and {replayed.returns} returns of "
        f"{len(shop.customers)} customers and some guests, 14 months, posted in {seconds} s"
    )
    console.print(_golden_list(standings), style="yellow")
    console.print()
    show_customers(console, client, {one.external_id: one.name for one in shop.customers})
    shown = _shown(standings)
    console.print(_table(shown))
    console.print()
    _explain(console, standings, replayed)
    _show_event(console, client)
    _show_commands(console, client, next(one.customer for one in shown if one.customer.habit == "commuter"), now)


def _standings(client: Client, shop: Shop) -> list[Standing]:
    asked = {"members": [f"ext:{customer.external_id}" for customer in shop.customers]}
    found = client.post("/v1/status/batch", asked)["data"]
    together = [Standing(customer, status) for customer, status in zip(shop.customers, found, strict=True)]
    return sorted(together, key=lambda standing: -standing.spent)


def _golden_list(standings: list[Standing]) -> str:
    best = standings[: len(standings) // 5]
    share = sum(one.spent for one in best) * 100 // max(1, sum(one.spent for one in standings))
    return f"The golden list: {len(best)} of them, a fifth, brought {share} % of the last 12 months' sales."


def _shown(standings: list[Standing]) -> list[Standing]:
    """For each kind of customer, the one closest to a reward, biggest spenders first."""
    found = []
    for habit in SHOWN:
        own = [one for one in standings if one.customer.habit == habit and one.customer.left_on is None]
        found.append(min(own, key=lambda one: nearest(one.status).missing_permille))
    return sorted(found, key=lambda standing: -standing.spent)


def _table(standings: list[Standing]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="bold underline")
    table.add_column("Customer", no_wrap=True)
    table.add_column("")
    table.add_column("Points", justify="right")
    table.add_column("Tier")
    table.add_column("Coffee card", no_wrap=True)
    table.add_column("Money back", justify="right")
    table.add_column("Next reward", no_wrap=True)
    for customer, status in standings:
        tier = status["tier"]
        table.add_row(
            customer.name,
            Text(customer.habit, "dim"),
            f"{status['points']['balance']:,}",
            Text(tier["name"], TIER_STYLES.get(tier["id"], "")),
            _dots(status["punch_cards"][0]),
            pounds(status["credit"]["balance"]),
            nearest(status).text,
        )
    return table


def _dots(card: dict[str, Any]) -> Text:
    punched = max(0, card["punches"])
    dots = Text("●" * punched, "green").append("○" * (card["of"] - punched), "dim")
    return dots.append(f" +{card['completed']} full" if card["completed"] else "", "dim")


def _show_event(console: Console, client: Client) -> None:
    """Print an event as other systems get it."""
    [event] = client.get("/v1/events?types=voucher.issued&limit=1")["data"]
    data = event["data"]
    console.print("[bold]What other systems learn[/bold], from the feed or by a signed webhook:")
    console.print(f"  {event['type']}: {data['voucher']['reward']} for {data['member']['external_id']}", markup=False)
    console.print(f"  event {event['position']:,} of all, {event['memberseq']} of this member; {data['cause']['kind']}")
    console.print("[dim]docs/how-to/events.md has all types.[/dim]\n")


def _explain(console: Console, standings: list[Standing], replayed: Replayed) -> None:
    """Print the explanation of the purchase that changed the most balances."""
    purchases = [answer for answer in replayed.answers if answer.get("member") and "net" in answer]
    purchase = max(purchases, key=lambda answer: (len(_told(answer)), answer["net"]))
    name = next(one.customer.name for one in standings if one.status["member"] == purchase["member"])
    console.print(
        f"[bold]Why?[/bold] {name} paid {pounds(purchase['net'])} on {purchase['business_date']} "
        f"({purchase['external_id']}), and the ledger explains:"
    )
    told = Table(box=None, show_header=False, padding=(0, 0, 0, 2))
    told.add_column(justify="right", style="green", no_wrap=True)
    told.add_column(style="dim")
    for entry in _told(purchase):
        told.add_row(*_entry_cells(entry))
    console.print(told)
    console.print()


def _told(purchase: dict[str, Any]) -> list[dict[str, Any]]:
    # A rebate paid at once is three entries; the first has the arithmetic.
    return [entry for entry in purchase["entries"] if entry["type"] != "settle"]


def _entry_cells(entry: dict[str, Any]) -> tuple[str, str]:
    unit = entry["unit"].partition(":")[0]
    sign = "+" if entry["amount"] > 0 else "-"
    count = abs(entry["amount"])
    amount = pounds(count) if unit in ("rebate", "credit") else f"{count:,} {NAMES.get((unit, count), unit)}"
    return f"{sign}{amount}", entry["why"]


def _show_commands(console: Console, client: Client, customer: Customer, now: datetime) -> None:
    """Print three commands that work unchanged."""
    member = f"ext:{customer.external_id}"
    purchase = {
        "external_id": "try-1",
        "member": member,
        "occurred_at": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "currency": "GBP",
        "lines": [{"sku": "flat-white", "category": "coffee/flat-white", "quantity": 2, "unit_price": 360}],
    }
    address = f"{client.address}/v1"
    console.print(
        f"[bold]Try it[/bold]: two flat whites for {customer.name}, the status, and the ledger with its reasons"
    )
    _show_command(console, client, f"{address}/purchases", purchase)
    _show_command(console, client, f"{address}/members/{member}/status")
    _show_command(console, client, f"{address}/members/{member}/entries?limit=8")
    console.print()


def _show_command(console: Console, client: Client, url: str, body: dict[str, Any] | None = None) -> None:
    words = ["curl", "-s", url, "-H", f"Authorization: Bearer {client.key}"]
    if body:
        words += ["-H", "Content-Type: application/json", "-d", json.dumps(body, separators=(",", ":"))]
    # A line that the terminal wraps is still one line when copied.
    console.print(f"  {shlex.join(words)}", style="cyan", markup=False, highlight=False, soft_wrap=True)
