"""Logging: one format for Goldlist's own lines and those of its libraries.

Lines have a time, a level, a message, and names with values. Errors have a traceback, but without the values of
variables and rows, which may be personal data.
"""

import logging
import re
import sys
from collections.abc import Callable, Iterable, Iterator, MutableMapping
from datetime import UTC, datetime
from typing import Any, Final, Literal

from pydantic_core import to_json
from structlog.processors import format_exc_info
from structlog.stdlib import ExtraAdder, ProcessorFormatter

Format = Literal["text", "json"]
Event = MutableMapping[str, Any]
WriteLines = Callable[[Iterable[Event]], None]

# Writes to a pipe up to this size are atomic.
_WRITE_BYTES: Final = 4096
_ROW: Final = re.compile("^DETAIL:.*$", re.MULTILINE)


def set_up(log_format: Format, *, supervising: bool = False) -> WriteLines:
    """Send all logging to standard error in this format, and return a function that writes many lines at once.

    `supervising`: this process only supervises others, and logs when they exit.
    """
    render = RENDERERS[log_format]
    handler = logging.StreamHandler()
    handler.setFormatter(
        ProcessorFormatter(
            foreign_pre_chain=[_begin, ExtraAdder()],
            processors=[ProcessorFormatter.remove_processors_meta, format_exc_info, _leave_out, render],
        )
    )
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.getLogger("app").setLevel(logging.INFO)
    logging.getLogger("uvicorn").setLevel(logging.INFO if supervising else logging.WARNING)

    def write_lines(events: Iterable[Event]) -> None:
        for text in _pieces(render(None, "", event) + "\n" for event in events):
            sys.stderr.write(text)
            sys.stderr.flush()

    return write_lines


def time_text(at: datetime) -> str:
    """A UTC instant in the format of log lines."""
    return at.isoformat(timespec="microseconds").replace("+00:00", "Z")


def _text(logger: Any, name: str, event: Event) -> str:
    trace = event.pop("exception", "")
    head = f"{event.pop('timestamp')} {event.pop('level'):<8} {_word(event.pop('event'))}"
    pairs = "".join(f" {name}={_word(value)}" for name, value in event.items())
    return f"{head}{pairs}\n{trace}" if trace else head + pairs


def _json(logger: Any, name: str, event: Event) -> str:
    return to_json(event, fallback=repr).decode()


RENDERERS: Final = {"text": _text, "json": _json}


def _word(value: Any) -> str:
    """A value that cannot be mistaken for the start of another line."""
    text = str(value)
    return text if text.isprintable() else repr(text)


def _begin(logger: Any, name: str, event: Event) -> Event:
    record = event["_record"]
    at = time_text(datetime.fromtimestamp(record.created, UTC))
    return {"timestamp": at, "level": record.levelname.lower(), **event}


def _leave_out(logger: Any, name: str, event: Event) -> Event:
    """Drop uvicorn's duplicate colour messages, and row contents in PostgreSQL's error details."""
    event.pop("color_message", None)
    if "exception" in event:
        event["exception"] = _ROW.sub("DETAIL: (left out)", event["exception"])
    return event


def _pieces(lines: Iterable[str]) -> Iterator[str]:
    piece = ""
    for line in lines:
        if len(piece) + len(line) > _WRITE_BYTES:
            yield piece
            piece = ""
        piece += line
    yield piece
