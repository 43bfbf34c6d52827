"""The rules of this house, held by a machine. Import directions stand in pyproject.toml (import-linter)."""

import ast
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MONEY_ROOMS = ("app/engine", "app/ledger", "app/store")
PURE_ROOMS = ("app/engine", "app/ledger")
DIALECTS = {"app/store/connection/postgres.py", "app/store/connection/sqlite.py"}

# Files that may use floats all the same, and why.
FLOATS_ALLOWED: dict[str, str] = {}

CLOCKS = {
    ("datetime", "now"),
    ("datetime", "today"),
    ("datetime", "utcnow"),
    ("date", "today"),
    ("time", "monotonic"),
    ("time", "perf_counter"),
    ("time", "time"),
    ("time", "time_ns"),
}
CHANCE = {"random", "secrets", "uuid"}
VAGUE_NAMES = {"base", "common", "helper", "helpers", "manager", "managers", "misc", "util", "utils"}

# Put together from pieces, so that this file does not break its own rule.
REGISTRIES = ["pypi" + ".org", "pythonhosted" + ".org", "npmjs" + ".org", "npmjs" + ".com", "yarnpkg" + ".com"]
HOMES = r"(?<![\w.])/(?:home/\w+|Users/\w+|" + r"root\b)"
PLACES = re.compile("|".join([*map(re.escape, REGISTRIES), HOMES]))

Rule = Callable[[ast.AST], Iterator[int]]


def floats(tree: ast.AST) -> Iterator[int]:
    """A float literal, or the name float: as annotation, call or anything else."""
    for node in ast.walk(tree):
        is_literal = isinstance(node, ast.Constant) and isinstance(node.value, float)
        if is_literal or (isinstance(node, ast.Name) and node.id == "float"):
            yield node.lineno


def commits(tree: ast.AST) -> Iterator[int]:
    """A call of .commit()."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit":
            yield node.lineno


def commit_statements(tree: ast.AST) -> Iterator[int]:
    """COMMIT as SQL text."""
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and re.fullmatch(r"\s*(COMMIT|END)(\s+TRANSACTION)?\s*;?\s*", node.value)
        ):
            yield node.lineno


def clocks_and_chance(tree: ast.AST) -> Iterator[int]:
    """A look at a clock, or anything imported that draws lots."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and (_last_name(node.value), node.attr) in CLOCKS:
            yield node.lineno
        elif isinstance(node, ast.Import):
            yield from [node.lineno for name in node.names if name.name.partition(".")[0] in CHANCE]
        elif isinstance(node, ast.ImportFrom):
            drawn = (node.module or "").partition(".")[0] in CHANCE
            hidden_clock = any((node.module, name.name) in CLOCKS for name in node.names)
            if drawn or hidden_clock:
                yield node.lineno


def _last_name(node: ast.AST) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def modules(*rooms: str) -> list[Path]:
    return sorted(path for room in rooms for path in (ROOT / room).rglob("*.py"))


def breaches(rule: Rule, *rooms: str) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{line}"
        for path in modules(*rooms)
        for line in rule(ast.parse(path.read_text(encoding="utf-8")))
    ]


def tracked_files() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in listed.stdout.decode().split("\0") if name]


def test_no_float_touches_money() -> None:
    found = [place for place in breaches(floats, *MONEY_ROOMS) if place.partition(":")[0] not in FLOATS_ALLOWED]
    assert found == [], "amounts are integers of the smallest unit, rates are integer pairs"


def test_one_place_commits() -> None:
    found = breaches(commits, "app")
    assert len(found) <= 1, f"everything is written in one place: {found}"
    assert all(place.startswith("app/store/") for place in found), "only the store commits"


def test_each_kind_of_database_says_commit_once() -> None:
    said_in = [place.partition(":")[0] for place in breaches(commit_statements, "app")]
    assert len(said_in) == len(set(said_in)), "once in each file"
    assert set(said_in) <= DIALECTS


def test_the_core_reads_no_clock_and_draws_no_lots() -> None:
    assert breaches(clocks_and_chance, *PURE_ROOMS) == [], "time and ids are handed down as arguments"


def test_every_name_says_what_is_inside() -> None:
    parts = {path.relative_to(ROOT): path.relative_to(ROOT).with_suffix("").parts for path in modules("app")}
    assert [str(path) for path, names in parts.items() if VAGUE_NAMES & set(names)] == []


def test_no_file_names_a_registry_or_somebody_s_home() -> None:
    found = []
    for path in tracked_files():
        # What cannot be read as text (a picture) and what is gone from the work tree says nothing.
        text = path.read_bytes().decode(errors="ignore") if path.is_file() else ""
        found += [f"{path.relative_to(ROOT)}: {match.group()}" for match in PLACES.finditer(text)]
    assert found == []


def test_a_registry_and_a_home_are_seen() -> None:
    assert PLACES.search("https://" + REGISTRIES[0] + "/simple")
    assert PLACES.search("see " + "/".join(["", "home", "ada", "goldlist"]))
    assert PLACES.search("cd " + "/".join(["", "root"]))
    assert not PLACES.search("GET " + "/".join(["", "v1", "home"]) + " and " + "/".join(["app", "root", ""]))


@pytest.mark.parametrize(
    ("rule", "source"),
    [
        (floats, "rate = 0.5"),
        (floats, "def earn(amount: float) -> int: ..."),
        (floats, "float('1')"),
        (commits, "connection.commit()"),
        (commits, "await session.commit()"),
        (commit_statements, "cursor.execute('COMMIT')"),
        (clocks_and_chance, "datetime.now(UTC)"),
        (clocks_and_chance, "datetime.datetime.utcnow()"),
        (clocks_and_chance, "from time import time"),
        (clocks_and_chance, "date.today()"),
        (clocks_and_chance, "import uuid"),
        (clocks_and_chance, "from secrets import token_hex"),
    ],
)
def test_each_rule_sees_its_breach(rule: Rule, source: str) -> None:
    assert list(rule(ast.parse(source))) == [1]


def test_the_image_gets_all_that_it_copies() -> None:
    copied = re.findall(r"^COPY (.+) \S+$", (ROOT / "Dockerfile").read_text("utf-8"), re.MULTILINE)
    let_in = {
        line[1:].rstrip("/") for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line[:1] == "!"
    }
    assert {name.partition("/")[0] for names in copied for name in names.split()} <= let_in
