"""The rules of this house, held by a machine. Import directions stand in pyproject.toml (import-linter)."""

import ast
import io
import re
import subprocess
import tokenize
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MONEY_ROOMS = ("app/engine", "app/ledger", "app/store")
PURE_ROOMS = ("app/engine", "app/ledger")
DIALECTS = {
    f"app/store/connection/{name}.py"
    for name in ("citus", "optimistic", "postgres", "postgres_statements", "postgres_transaction", "sqlite")
}

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

MOST_POSITIONAL = 5
# Callables that take any number of arguments of one kind.
VARIADIC = {"Index", "Table", "TypeVar", "add_row", "one_of", "problems", "select"}
MOST_OF_A_NAME = 3

# Turns of phrase that are refused, and what to write instead.
RIDDLES = {
    r"\bso (?:much|many|few) of\b": "a noun, such as number or amount",
    r"\bwhat there (?:is|are|was|were)\b": "the noun",
    r"\b(?:of|than|from|by) what (?:is|are|was|were|has|had)\b": "the noun",
    r"\bwhat (?:becomes|became|comes|came|is left|was left) of\b": "result, outcome, rest",
    r"\b(?:is|are|was|were) over(?= ?(?:[.,;:)]|$))": "has expired, has ended",
    r"\bhad at once\b": "immediate",
    r"\bby hand\b": "manual",
    r"\b(?:is|are|was|were|be|been) told\b": "reported, stated",
    r"\b(?:good|last) (?:through|until|good)\b": "valid through",
    r"\banew\b": "again",
    r"\bmade again\b": "rebuilt, recomputed",
    r"\bbrought back\b": "returned",
    r"\b(?:say|says|said|saying) it again\b": "repeat",
    r"\bwhom\b": "a main clause",
    r"(?:^|[.;:|] )Who(?:ever)? [^.?]*\.": "a noun: the caller, a member who",
    r"\bnobody (?:looks|looked|has looked)\b": "the missing event",
    r"\bgone mad\b": "broken",
    r"\bfault of ours\b": "bug",
}
RIDDLE = re.compile("|".join(f"(?:{turn})" for turn in RIDDLES))

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


def long_calls(tree: ast.AST) -> Iterator[int]:
    """A call with so many arguments by position that nobody can tell which is which."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and len(node.args) > MOST_POSITIONAL and _last_name(node.func) not in VARIADIC:
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


def test_long_calls_name_their_arguments() -> None:
    assert breaches(long_calls, "app") == []


def test_a_function_s_name_is_taken_by_few_modules_of_a_room() -> None:
    defined_in: dict[tuple[str, str], list[str]] = {}
    for path in modules("app"):
        place = path.relative_to(ROOT)
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and not node.name.startswith("_"):
                defined_in.setdefault((place.parts[1], node.name), []).append(str(place))
    crowded = {name: places for (_, name), places in defined_in.items() if len(places) > MOST_OF_A_NAME}
    assert crowded == {}, "a name that stands for everything says nothing: use the field's word"


def paragraphs(text: str) -> Iterator[str]:
    """Each paragraph, list item, table row or heading of a Markdown text, as one line."""
    for part in re.split(r"\n\s*\n|\n(?=\||\s*[-*] |#)", text):
        yield " ".join(part.split())


def prose(source: str) -> Iterator[str]:
    """Each paragraph of a module's docstrings, comments and other strings, as one line."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from paragraphs(node.value)
    comments: list[str] = []
    last = 0
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            words = token.string.lstrip("# ")
            if comments and token.start[0] == last + 1:
                comments[-1] += " " + words
            else:
                comments.append(words)
            last = token.start[0]
    yield from comments


def riddles(path: Path) -> Iterator[str]:
    text = path.read_text(encoding="utf-8")
    for line in prose(text) if path.suffix == ".py" else paragraphs(text):
        for match in RIDDLE.finditer(line):
            instead = next(word for turn, word in RIDDLES.items() if re.search(turn, match.group()))
            yield f"{path.relative_to(ROOT)}: {line[max(0, match.start() - 30) : match.end() + 30]!r}, say: {instead}"


def test_sentences_are_plain() -> None:
    """Nobody should have to read a sentence twice, or translate it back into the field's terms.

    The refused turns once filled docstrings, refusals and documents: relative clauses where English has a noun, and
    home-made words where the trade has a term (docs/reference/glossary.md). A match that is good English after all
    takes its pattern out of the list.
    """
    pages = [*ROOT.glob("*.md"), *(ROOT / "bench").glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    written = [*modules("app", "migrations"), *pages]
    assert [found for path in sorted(written) for found in riddles(path)] == []


@pytest.mark.parametrize(
    "sentence",
    [
        "There is only so much of it.",
        "Counts what there is only a little of.",
        "The sum of what was bought.",
        "Tells what became of it.",
        "Once the campaign is over, it stops.",
        "The hold is over.",
        "Points that are had at once.",
        "A voucher given by hand.",
        "Callers are told to wait.",
        "A voucher good through May.",
        "A voucher that is last good on Sunday.",
        "The state is made anew.",
        "A state can be made again.",
        "Goods that were brought back.",
        "A till that says it again.",
        "The member for whom it is.",
        "Who is merged leaves.",
        "It is written. Whoever comes later waits.",
        "Nothing happens while nobody looks.",
        "A till that has gone mad.",
        "A fault of ours.",
    ],
)
def test_a_riddle_is_seen(sentence: str) -> None:
    assert RIDDLE.search(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Who can do what?",
        "The level's state is `over` the limit.",
        "Divided over two lines.",
        "As much of the amount as the line has left.",
        "A member who is not known.",
        "The caller decides what is kept.",
    ],
)
def test_a_plain_sentence_is_none(sentence: str) -> None:
    assert not RIDDLE.search(sentence)


def test_prose_is_what_people_read() -> None:
    source = '"""One.\n\nTwo\nthree."""\n\nname = f"four {1} five"  # six\n# seven\n# eight\n'
    assert list(prose(source)) == ["One.", "Two three.", "four", "five", "six seven eight"]


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
        (long_calls, "Purchase(1, 2, 3, 4, 5, 6)"),
        (long_calls, "rows.Purchase(1, 2, 3, 4, *rest, 6)"),
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
