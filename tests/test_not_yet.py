"""What the documents say is not there yet is not there: no operation, field or value of the contract has its words."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.engine.program.document import ProgramDocument

ROOT = Path(__file__).parent.parent
PLACES = ("README.md", "CHANGELOG.md", "SECURITY.md", "CONTRIBUTING.md", "docs/**/*.md", "tests/*/README.md")
DOCUMENTS = sorted(path for place in PLACES for path in ROOT.glob(place))
# `Webhooks are not there yet.`, `*Not yet: webhooks.*`, `webhooks are not in this release`, `comes with the release …`
SENTENCE = re.compile(
    r"(?P<before>[^.:;|*]*?) (?:is|are) \[?not (?:there|here) yet"
    r"|\*Not yet: (?P<after>[^*]*)\*"
    r"|(?P<kept>[^.:;|]*?) (?:is|are) not in this release"
    r"|(?P<later>[^.:;|]*?) comes? with (?:the|a later) release"
)
SECTION = re.compile(r"^### Not yet\n\n(?P<list>[^.]*)\.", re.MULTILINE)
COLUMN = re.compile(r"^\|[^|\n]*\| in this release \| not yet \|\n\|[-| ]*\|\n(?P<rows>(?:\|.*\n)+)", re.MULTILINE)
LITTLE_WORDS = {"a", "an", "the", "of", "on", "in", "for", "with", "and", "or", "to", "its", "that", "what", "by"}


def claims(text: str) -> Iterator[str]:
    """Each thing of which a document says that it is not there yet."""
    for row in (row for table in COLUMN.finditer(text) for row in table["rows"].splitlines()):
        yield from _things(row.split("|")[3])
    for section in SECTION.finditer(text):
        yield from _things(section["list"])
    for sentence in SENTENCE.finditer(" ".join(text.split())):
        yield from _things(next(part for part in sentence.groups() if part is not None))


def _things(listed: str) -> list[str]:
    return [thing.strip(" .") for thing in re.split(r"[,;]| and ", listed) if thing.strip(" .")]


def words_of(thing: str) -> set[str]:
    """The words of a thing without endings, so that `spending points` is what `points_to_spend` is."""
    found = re.findall(r"[a-z]+", thing.lower().replace("programme", "program"))
    return {re.sub(r"(?:ing|ies|es|s|y)$", "", word) for word in found if word not in LITTLE_WORDS}


def contract_words() -> set[str]:
    """The words of every operation, path, field and value that a caller or a programme may name."""
    schemas = [json.loads((ROOT / "openapi/openapi.json").read_text("utf-8")), ProgramDocument.model_json_schema()]
    return set().union(*(words_of(name) for schema in schemas for name in _names(schema)))


def _names(schema: Any) -> Iterator[str]:
    if isinstance(schema, list):
        for part in schema:
            yield from _names(part)
    if isinstance(schema, dict):
        yield from schema.get("properties", {})
        yield from schema.get("paths", {})
        yield from (value for value in [*schema.get("enum", []), schema.get("const")] if isinstance(value, str))
        yield from (schema[name] for name in ("operationId",) if isinstance(schema.get(name), str))
        for part in schema.values():
            yield from _names(part)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_is_not_there_yet_is_not_there(path: Path) -> None:
    known = contract_words()
    there = [thing for thing in claims(path.read_text("utf-8")) if words_of(thing) and words_of(thing) <= known]
    assert there == []


@pytest.mark.parametrize(
    ("text", "things"),
    [
        ("Webhooks and quotes are [not there yet](x).", ["Webhooks", "quotes"]),
        ("### Not yet\n\nSpending points, quotes; holds. The rest", ["Spending points", "quotes", "holds"]),
        ("*Not yet: entries of vouchers.*", ["entries of vouchers"]),
        ("keeping for months is not in this release |", ["keeping for months"]),
        ("shown; taking points comes with\nthe release in which", ["taking points"]),
        ("| | in this release | not yet |\n| --- | --- | --- |\n| Points | many | x, y |\n", ["x", "y"]),
        ("what its name names has not arrived yet, and is not yet paid", []),
    ],
)  # fmt: skip
def test_a_claim_is_found(text: str, things: list[str]) -> None:
    assert list(claims(text)) == things


def test_what_is_there_is_seen() -> None:
    known = contract_words()
    for thing in ("quotes", "holds", "spending points", "credit", "punch cards"):
        assert words_of(thing) <= known, thing
    assert not words_of("OpenTelemetry") <= known
