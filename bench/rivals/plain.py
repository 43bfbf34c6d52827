"""What the lean and the reaching rival share: the door, the rules, and the rows of a plain purchase.

The door is what no service can do without: a hashed key, checked fields, a fingerprint of the request. The rules are
those of a small programme: one point for each 1.00, a card of ten coffees, a quarterly rebate with two bands, and three
levels by the spend of a year. There are no returns, holds, vouchers to use, late purchases or limits. The rows are
Goldlist's, in its tables with their indexes; only a member's state has a form of its own.

PLAIN_DATABASE_URL, PLAIN_PROGRAM_ID and PLAIN_KEY say for whom. Frozen, as the others.
"""

import hashlib
import json
import os
import secrets
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import asyncpg

POOL = 12
LEVELS = (("base", 0), ("silver", 30_000), ("gold", 90_000))
BANDS = ((12_000, 200), (36_000, 500))
PUNCHES = 10
MOST_LINES = 500
PROBLEM = "/problems/"

Answer = tuple[int, dict[str, Any]]
State = dict[str, Any]
NEW_STATE = '{"plain":1,"points":0,"credit":0,"coffee":0,"rebates":{},"measured":{},"tier":"base"}'
# A state of Goldlist's own, from before the bench, counts as new.
OWN_STATE = '{"plain":'


class Bought(NamedTuple):
    """A purchase as it was asked for. `lines` in stored form."""

    purchase_id: str
    external_id: str
    member: str
    occurred_at: str
    day: str
    store: str | None
    channel: str | None
    net: int
    discount: int
    punches: int
    lines: str
    fingerprint: str


class Decided(NamedTuple):
    """What a purchase brings: rows of entries (id, unit, type, amount, rule, why), voucher ids and codes, balances."""

    entries: list[tuple[str, str, str, int, str, str]]
    vouchers: list[tuple[str, str]]
    after: str


def drawn(kind: str) -> str:
    """A new id, in the order of time."""
    return f"{kind}_{int(time.time() * 1000):011x}{secrets.token_hex(8)}"


def now() -> str:
    """The instant, as it is stored."""
    return _instant(datetime.now(UTC))


def load(text: str) -> State:
    """A stored state."""
    state: State = json.loads(text if text.startswith(OWN_STATE) else NEW_STATE)
    return state


def dump(state: State) -> str:
    """A state to be stored."""
    return json.dumps(state, separators=(",", ":"))


def read(body: bytes) -> Bought | Answer:
    """A purchase from a request, or a refusal."""
    try:
        asked = json.loads(body)
        at = datetime.fromisoformat(asked["occurred_at"]).astimezone(UTC)
        lines, net, discount, punches = _lines(asked["lines"])
        name, member = asked["external_id"], asked["member"]
    except (ValueError, TypeError, KeyError):
        return 422, {"type": f"{PROBLEM}validation"}
    if not (isinstance(name, str) and 0 < len(name) <= 64 and isinstance(member, str) and member.startswith("ext:")):
        return 422, {"type": f"{PROBLEM}validation"}
    return Bought(
        purchase_id=drawn("pur"),
        external_id=name,
        member=member[4:],
        occurred_at=_instant(at),
        day=at.date().isoformat(),
        store=asked.get("store"),
        channel=asked.get("channel"),
        net=net,
        discount=discount,
        punches=punches,
        lines=json.dumps(lines, separators=(",", ":")),
        fingerprint=hashlib.sha256(body).hexdigest(),
    )


def _lines(asked: list[dict[str, Any]]) -> tuple[list[list[Any]], int, int, int]:
    lines: list[list[Any]] = []
    net = discounts = punches = 0
    if not 0 < len(asked) <= MOST_LINES:
        raise ValueError
    for line in asked:
        quantity, price, discount = line["quantity"], line["unit_price"], line.get("discount", 0)
        if not (type(quantity) is int and type(price) is int and type(discount) is int and quantity > 0):
            raise ValueError
        if not 0 <= discount <= quantity * price:
            raise ValueError
        category = line.get("category")
        lines.append([line.get("sku"), category, quantity, price, discount, quantity * price - discount])
        net += quantity * price - discount
        discounts += discount
        punches += quantity if category and category.startswith("coffee") else 0
    return lines, net, discounts, punches


def decide(state: State, bought: Bought) -> Decided:
    """Decide a purchase, and change the state with it."""
    entries: list[tuple[str, str, str, int, str, str]] = []
    vouchers: list[tuple[str, str]] = []

    def enter(unit: str, kind: str, amount: int, rule: str, why: str) -> None:
        entries.append((drawn("ent"), unit, kind, amount, rule, why))

    if points := bought.net // 100:
        state["points"] += points
        enter("points", "earn", points, "base", f"1 point per 1.00 GBP on {bought.net / 100:.2f} = {points}")
    if bought.punches:
        state["coffee"] += bought.punches
        enter("punches:coffee", "earn", bought.punches, "coffee", f"{bought.punches} punches")
        while state["coffee"] >= PUNCHES:
            state["coffee"] -= PUNCHES
            enter("punches:coffee", "redeem", -PUNCHES, "coffee", "the card is full")
            vouchers.append((drawn("vou"), secrets.token_hex(6)))
    _rebate(state, bought, enter)
    _level(state, bought)
    after = {name: state[name] for name in ("points", "credit", "tier", "coffee", "rebates")}
    return Decided(entries, vouchers, json.dumps(after, separators=(",", ":")))


def _rebate(state: State, bought: Bought, enter: Callable[[str, str, int, str, str], None]) -> None:
    quarter = f"{bought.day[:4]}-{(int(bought.day[5:7]) - 1) // 3 * 3 + 1:02}"
    spend, paid = state["rebates"].get(quarter, (0, 0))
    spend += bought.net
    rate = max((rate for least, rate in BANDS if spend >= least), default=0)
    due = (spend * rate + 5_000) // 10_000
    if due != paid:
        state["credit"] += due - paid
        enter("credit", "accrue", due - paid, "quarter", f"{rate / 100} % of {spend / 100:.2f}")
    state["rebates"][quarter] = [spend, due]


def _level(state: State, bought: Bought) -> None:
    measured = state["measured"]
    measured[bought.day] = measured.get(bought.day, 0) + bought.net
    since = (datetime.fromisoformat(bought.day) - timedelta(days=365)).date().isoformat()
    total = sum(spend for day, spend in measured.items() if day > since)
    state["tier"] = [name for name, least in LEVELS if total >= least][-1]


def answer(bought: Bought, member_id: str, decided: Decided) -> Answer:
    """The answer to a recorded purchase."""
    entries = [dict(zip(("id", "unit", "type", "amount", "rule", "why"), one, strict=True)) for one in decided.entries]
    return 201, {
        "id": bought.purchase_id,
        "external_id": bought.external_id,
        "member": member_id,
        "net": bought.net,
        "entries": entries,
        "vouchers": [code for _, code in decided.vouchers],
        "after": decided.after,
    }


class Service:
    """An ASGI application that records purchases in its own way: `record`, once `start` has a pool."""

    def __init__(self) -> None:
        self.program_id = os.environ["PLAIN_PROGRAM_ID"]
        self.pool: asyncpg.Pool[asyncpg.Record]
        self._key = hashlib.sha256(os.environ["PLAIN_KEY"].encode()).digest()

    async def start(self) -> None:
        """Open the pool. Plans of statements are kept, and never made for the values of one call."""
        settings = {"jit": "off", "plan_cache_mode": "force_generic_plan", "enable_seqscan": "off"}
        url = os.environ["PLAIN_DATABASE_URL"]
        self.pool = await asyncpg.create_pool(url, min_size=POOL, max_size=POOL, server_settings=settings)

    async def record(self, bought: Bought) -> Answer:
        """Record a purchase."""
        raise NotImplementedError

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Serve a connection's request, or start and stop."""
        if scope["type"] == "lifespan":
            await self._live(receive, send)
            return
        body, more = b"", True
        while more:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
        status, told = await self._answer(scope, body)
        data = json.dumps(told, separators=(",", ":")).encode()
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(data)).encode())]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": data})

    async def _answer(self, scope: Any, body: bytes) -> Answer:
        if scope["path"] == "/readyz":
            return 200, {}
        key = dict(scope["headers"]).get(b"authorization", b"")[7:]
        if hashlib.sha256(key).digest() != self._key:
            return 401, {"type": f"{PROBLEM}no-key"}
        if (scope["method"], scope["path"]) != ("POST", "/v1/purchases"):
            return 404, {"type": f"{PROBLEM}not-found"}
        bought = read(body)
        return await self.record(bought) if isinstance(bought, Bought) else bought

    async def _live(self, receive: Callable[[], Awaitable[Any]], send: Any) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                await self.start()
                await send({"type": "lifespan.startup.complete"})
            else:
                await self.pool.close()
                await send({"type": "lifespan.shutdown.complete"})
                return


def _instant(at: datetime) -> str:
    return at.isoformat(timespec="microseconds").replace("+00:00", "Z")
