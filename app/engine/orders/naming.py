"""How things of a shop system are called here."""

import hashlib
import re
from collections.abc import Sequence
from typing import Final, NamedTuple
from unicodedata import combining, normalize

from app.engine.model.commands.sales import BasketLine
from app.engine.model.orders import OrderLine
from app.engine.model.quantities import PARTS, price_of

LONGEST_NAME: Final = 64
LONGEST_SKU: Final = 100
LONGEST_LABEL: Final = 64
_KEPT_CHARACTERS: Final = 30
_HASH_DIGITS: Final = 24

_untaken = re.compile(r"[^A-Za-z0-9._+-]")
_others = re.compile(r"[^a-z0-9]+")


class CategoryRule(NamedTuple):
    """The category of goods by sku, title or product, each with `*` for any text."""

    category: str
    skus: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    products: tuple[str, ...] = ()

    def fits(self, line: OrderLine) -> bool:
        """Whether the goods of this line are meant."""
        sku = [line.sku] if line.sku else []
        named = ((self.skus, sku), (self.titles, [line.title]), (self.products, line.products))
        return any(_is_like(one, wanted) for patterns, found in named for wanted in patterns for one in found)


def name_of(connector: str, *parts: str) -> str:
    """Our name of an order or refund of theirs; further parts are joined by `+`."""
    text = f"{connector}:{_untaken.sub('-', '+'.join(parts))}"
    if len(text) <= LONGEST_NAME:
        return text
    full = hashlib.sha256(f"{connector}:{'+'.join(parts)}".encode()).hexdigest()
    return f"{text[:_KEPT_CHARACTERS]}.{full[:_HASH_DIGITS]}"


def plain_label(text: str) -> str | None:
    """A store or category of theirs in our spelling: `Café Crème` is `cafe-creme`; None if nothing is left."""
    return _others.sub("-", ascii_text(text).lower()).strip("-")[:LONGEST_LABEL].strip("-") or None


def plain_sku(text: str | None, *ids: str | None) -> str | None:
    """Their sku as text, else `#` and the first of these ids, else None."""
    sku = " ".join(ascii_text(text or "").split())[:LONGEST_SKU].strip()
    return sku or next((f"#{one}"[:LONGEST_SKU] for one in ids if one), None)


def ascii_text(text: str) -> str:
    """The nearest text in printable ASCII."""
    letters = "".join(one for one in normalize("NFKD", text) if not combining(one))
    return "".join(one if " " <= one <= "~" else " " if one.isspace() else "" for one in letters)


def basket_line(line: OrderLine, rules: Sequence[CategoryRule]) -> BasketLine:
    """A line of theirs as a line of ours, whose net is exactly theirs."""
    category = next((rule.category for rule in rules if rule.fits(line)), line.category)
    parts = PARTS if line.measured else 1
    unit_price = -(-max(line.before, line.net) * parts // line.quantity)
    full = price_of(line.quantity, unit_price) if line.measured else line.quantity * unit_price
    return BasketLine(
        quantity=line.quantity,
        unit_price=unit_price,
        discount=full - line.net,
        sku=line.sku,
        category=category,
        measured=line.measured,
    )


def _is_like(text: str, wanted: str) -> bool:
    pattern = ".*".join(re.escape(part) for part in wanted.casefold().split("*"))
    return re.fullmatch(pattern, text.casefold(), re.DOTALL) is not None
