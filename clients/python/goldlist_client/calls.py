"""What the generated operations stand on: a description of each, and the methods that send it."""

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, NamedTuple, TypeVar
from urllib.parse import quote

Result = TypeVar("Result")
Page = TypeVar("Page")
Item = TypeVar("Item")
Value = str | int | bool | None


@dataclass(frozen=True)
class Operation(Generic[Result]):
    """An operation: its method and path, whether it is safe to repeat, and whether a header can name it."""

    method: str
    path: str
    repeatable: bool
    takes_name: bool = False


@dataclass(frozen=True)
class Call:
    """The arguments of a call."""

    path: Mapping[str, Value] = field(default_factory=dict)
    query: Mapping[str, Value] = field(default_factory=dict)
    headers: Mapping[str, str | None] = field(default_factory=dict)
    body: Any = None

    def target(self, path: str) -> str:
        """The path with its names, percent-encoded."""
        for name, value in self.path.items():
            path = path.replace(f"{{{name}}}", quote(str(value), safe=""))
        return path

    def parameters(self) -> dict[str, str]:
        """The query without the parameters that were left out."""
        return {name: _text(value) for name, value in self.query.items() if value is not None}


def _text(value: str | int) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


class Reply(NamedTuple):
    """What came with an answer. `replayed`: it is the first answer again, without a new effect."""

    status: int
    etag: str | None
    request_id: str | None
    replayed: bool


class Answer(dict[str, Any]):
    """The JSON object of an answer, with its reply."""

    __slots__ = ("reply",)
    reply: Reply


def reply_of(answer: Mapping[str, Any]) -> Reply:
    """The status and headers that came with an answer."""
    if not isinstance(answer, Answer):
        raise TypeError("only the answer of a call has a reply")
    return answer.reply


class Calls(ABC):
    """Sends operations."""

    @abstractmethod
    def _send(self, operation: Operation[Result], call: Call) -> Result:
        """The answer of an operation."""

    @abstractmethod
    def _file(self, operation: Operation[bytes], call: Call) -> Iterator[bytes]:
        """The answer of an operation, piece by piece; the request is sent with the first."""

    def _items(self, operation: Operation[Any], call: Call) -> Iterator[Any]:
        while True:
            page = self._send(operation, call)
            yield from page["data"]
            if page["next_cursor"] is None:
                return
            call = _after(call, page["next_cursor"])


class AsyncCalls(ABC):
    """Sends operations without blocking."""

    @abstractmethod
    async def _send(self, operation: Operation[Result], call: Call) -> Result:
        """The answer of an operation."""

    @abstractmethod
    def _file(self, operation: Operation[bytes], call: Call) -> AsyncIterator[bytes]:
        """The answer of an operation, piece by piece; the request is sent with the first."""

    async def _items(self, operation: Operation[Any], call: Call) -> AsyncIterator[Any]:
        while True:
            page = await self._send(operation, call)
            for item in page["data"]:
                yield item
            if page["next_cursor"] is None:
                return
            call = _after(call, page["next_cursor"])


def _after(call: Call, cursor: str) -> Call:
    return Call(call.path, {**call.query, "cursor": cursor}, call.headers, call.body)
