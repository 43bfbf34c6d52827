"""How readers see a message: its fields by name, amounts as minor units, and instants in UTC.

Numbers with a fraction arrive as text, never as a float.
"""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from fractions import Fraction
from typing import Any, Final, NamedTuple

from app.engine.model.instants import instant_text
from app.engine.model.money import DECIMALS
from app.engine.model.orders import Order
from app.engine.model.quantities import PARTS
from app.engine.model.ratio import rounded
from app.sources.settings import ShopSettings

LONGEST_TEXT: Final = 1_000
MOST_LINES: Final = 1_000

# The fields that a reader reads: by name, with those within; lists have those of each element.
Kept = Mapping[str, "Kept | None"]

_number = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,30})?", re.ASCII).fullmatch
_whole = re.compile(r"-?[0-9]{1,15}(\.0+)?", re.ASCII).fullmatch


class Unreadable(Exception):
    """A message that a reader cannot read; `pointer` is the place of the fault."""

    def __init__(self, pointer: str, detail: str) -> None:
        super().__init__(detail)
        self.pointer = pointer
        self.detail = detail


class NotUsed(NamedTuple):
    """A message that says nothing about purchases, and why."""

    code: str


class Ask(NamedTuple):
    """The shop system must be asked first, with GET at this path."""

    path: str


class Message(NamedTuple):
    """A message of a shop system. `fetched` are its answers to what was asked, by path.

    `can_ask`: whether it may be asked. `currency` is the programme's, for messages that name none.
    """

    topic: str
    payload: Any
    settings: ShopSettings
    currency: str
    fetched: Mapping[str, Any] = {}
    can_ask: bool = False


Reading = Order | NotUsed | Ask


def parsed(body: bytes | str) -> Any:
    """The JSON of a message, numbers with a fraction as text. Raises Unreadable."""
    try:
        return json.loads(body, parse_float=str, parse_constant=str)
    except (ValueError, RecursionError):
        raise Unreadable("", "the message is not JSON in UTF-8") from None


def kept(value: Any, fields: Kept) -> Any:
    """A value without the fields that no reader reads."""
    if isinstance(value, list):
        return [kept(one, fields) for one in value[:MOST_LINES]]
    if not isinstance(value, dict):
        return _short(value)
    return {
        name: kept(value[name], inner) if inner else _short(value[name])
        for name, inner in fields.items()
        if name in value
    }


def _short(value: Any) -> Any:
    if isinstance(value, str):
        return value[:LONGEST_TEXT]
    if isinstance(value, list):
        return [_short(one) for one in value[:MOST_LINES] if not isinstance(one, dict | list)]
    return None if isinstance(value, dict) else value


class Fields:
    """An object of a message, with the place where it stands. All methods raise Unreadable."""

    def __init__(self, value: Any, pointer: str = "") -> None:
        if not isinstance(value, dict):
            raise Unreadable(pointer, "must be an object")
        self._value: dict[str, Any] = value
        self._pointer = pointer

    @property
    def value(self) -> dict[str, Any]:
        """The object itself."""
        return self._value

    def place(self, name: str) -> str:
        """The JSON pointer of a field."""
        return f"{self._pointer}/{name.replace('~', '~0').replace('/', '~1')}"

    def has(self, name: str) -> bool:
        """Whether a field is there, and not null."""
        return self._value.get(name) is not None

    def text(self, name: str) -> str | None:
        """A text, or a number as text; None if it is missing, null or empty."""
        value = self._value.get(name)
        if value is None or value == "":
            return None
        if isinstance(value, bool) or not isinstance(value, str | int):
            raise Unreadable(self.place(name), "must be a text")
        return str(value)

    def word(self, name: str) -> str | None:
        """A text, a number or a truth value as a word; None for anything else."""
        value = self._value.get(name)
        if isinstance(value, bool):
            return str(value).lower()
        return str(value) if isinstance(value, str | int) else None

    def needed(self, name: str) -> str:
        """A text that must be there."""
        text = self.text(name)
        if text is None:
            raise Unreadable(self.place(name), "is missing")
        return text

    def is_true(self, name: str) -> bool:
        """Whether a field is true."""
        return self._value.get(name) is True

    def amount(self, name: str, currency: str, usual: int | None = None) -> int:
        """A decimal amount as minor units, rounded half up where it has more digits; `usual` if it is missing."""
        text = self.text(name)
        if text is None and usual is not None:
            return usual
        text = text or self.needed(name)
        try:
            if not _number(text):
                raise InvalidOperation
            return int(Decimal(text).scaleb(DECIMALS[currency]).quantize(Decimal(1), ROUND_HALF_UP))
        except InvalidOperation:
            raise Unreadable(self.place(name), "must be an amount") from None
        except KeyError:
            raise Unreadable(self.place(name), "has an unknown currency") from None

    def minor(self, name: str, usual: int | None = None) -> int:
        """An amount that is in minor units already."""
        text = self.text(name)
        if text is None and usual is not None:
            return usual
        text = text or self.needed(name)
        if not _whole(text):
            raise Unreadable(self.place(name), "must be a whole number of minor units")
        return int(text.partition(".")[0])

    def units(self, name: str) -> tuple[int, bool]:
        """A quantity: whole units and True, or thousandths of goods by weight and False. Negative ones as positive."""
        text = self.needed(name)
        if not _number(text):
            raise Unreadable(self.place(name), "must be a number")
        if _whole(text):
            return abs(int(text.partition(".")[0])), True
        return max(1, rounded(*(abs(Fraction(text)) * PARTS).as_integer_ratio(), "half_up")), False

    def instant(self, name: str) -> datetime | None:
        """An instant; one without an offset is UTC. None if it is missing."""
        text = self.text(name)
        if text is None:
            return None
        try:
            found = datetime.fromisoformat(text)
            return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
        except (ValueError, OverflowError):
            raise Unreadable(self.place(name), "must be an instant of ISO 8601") from None

    def within(self, name: str) -> "Fields":
        """An object within; an empty one if it is missing."""
        value = self._value.get(name)
        return Fields({} if value is None else value, self.place(name))

    def each(self, name: str) -> "list[Fields]":
        """The objects of a list; none if it is missing."""
        value = self._value.get(name)
        if value is None:
            return []
        if not isinstance(value, list):
            raise Unreadable(self.place(name), "must be a list")
        return [Fields(one, f"{self.place(name)}/{place}") for place, one in enumerate(value)]


def version_of(instant: datetime | None) -> str:
    """An instant as the version of an order."""
    return instant_text(instant) if instant else ""
