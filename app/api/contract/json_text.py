"""Reads JSON strictly: ambiguous or invalid text is a problem.

The standard library's scanner does the work, with its lenient parts disabled.
"""

import json
from typing import Any, Final, NoReturn

from app.api.contract.problems import Problem, invalid

DEEPEST: Final = 12
MOST_MEMBERS: Final = 1000


class Fractional:
    """Replaces a number with a fraction or an exponent, so that validation refuses it in its place."""

    __slots__ = ()
    # For FastAPI, pydantic looks for a model's fields among the attributes of any object that is not builtin.
    __module__ = "builtins"


FRACTIONAL: Final = Fractional()


def read_json(body: bytes) -> Any:
    """The value of a JSON text. Raises Problem; whole numbers are int, all others `FRACTIONAL`."""
    try:
        value = _DECODER.decode(body.decode())
    except UnicodeDecodeError:
        raise Problem("malformed-json", "the body is not UTF-8") from None
    except RecursionError:
        raise Problem("malformed-json", f"the body is more than {DEEPEST} levels deep") from None
    except json.JSONDecodeError as error:
        where = f"the body is not valid JSON (line {error.lineno}, column {error.colno})"
        raise Problem("malformed-json", where if body else "the body is empty") from None
    except ValueError:
        raise Problem("malformed-json", "a number in the body has too many digits") from None
    # Only a text with more opening brackets can be deeper.
    if body.count(b"{") + body.count(b"[") > DEEPEST:
        _refuse_deep(value)
    if b"\\ud" in body or b"\\uD" in body:
        _refuse_half_characters(value)
    return value


def names_told(body: bytes) -> int | None:
    """An upper bound on the number of members in a JSON text, repeated ones included; None if only parsing can tell.

    Without escapes, and without blanks before colons, every name ends in a quote and a colon. Only a text that starts
    with a colon looks the same, so the number may be too high.
    """
    # Searching for single bytes is much faster than for two, so do not analyse texts of several lines.
    if b"\\" in body or b"\n" in body or b"\r" in body or b"\t" in body or b" :" in body:
        return None
    return body.count(b'":')


def fractional_places(value: Any, place: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """The places of non-integer numbers in a value, for documents without a model."""
    if value is FRACTIONAL:
        return [place]
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [found for step, child in children for found in fractional_places(child, (*place, step))]


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise Problem("duplicate-member")
    if len(members) > MOST_MEMBERS:
        raise invalid("", "too-many-members", f"an object can have at most {MOST_MEMBERS} members")
    return members


def _constant(_: str) -> NoReturn:
    raise Problem("malformed-json", "NaN and Infinity are not JSON")


def _fractional(_: str) -> Fractional:
    return FRACTIONAL


def _refuse_deep(value: Any) -> None:
    level = [value]
    for _ in range(DEEPEST):
        children = [part.values() if isinstance(part, dict) else part for part in level]
        level = [child for parts in children for child in parts if isinstance(child, dict | list)]
    if level:
        raise Problem("malformed-json", f"the body is more than {DEEPEST} levels deep")


def _refuse_half_characters(value: Any) -> None:
    try:
        json.dumps(value, ensure_ascii=False, default=str).encode()
    except UnicodeEncodeError:
        raise invalid("", "wrong-form", "a text contains half of a surrogate pair, which is not a character") from None


_DECODER: Final = json.JSONDecoder(object_pairs_hook=_object, parse_float=_fractional, parse_constant=_constant)
