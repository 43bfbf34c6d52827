"""Programmes from a shell: listed, shown, checked, and what their documents may say."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from app.api.contract.program_schema import program_schema
from app.api.operations.administration.program import EXAMPLE
from tests.service.processes import Installation
from tests.service.shop import DOCUMENT

EXAMPLES = sorted((Path(__file__).parents[2] / "docs" / "examples").glob("*.json"))


def test_programmes_are_listed_and_shown(installation: Installation) -> None:
    installation.run("migrate")
    assert installation.run("program", "list") == ""
    installation.create_program(DOCUMENT)
    installation.create_program(DOCUMENT, "--test", "--clock", "2026-03-01T10:00:00Z", slug="trial")
    installation.create_program({**DOCUMENT, "name": "Bö"}, slug="other")
    (installation.folder / "next.json").write_text(json.dumps({**DOCUMENT, "name": "Corner Coffee 2", "version": 1}))
    installation.run("program", "publish", "--slug", "shop", "--file", "next.json")
    listed = [json.loads(line) for line in installation.run("program", "list").splitlines()]
    told = [(one["slug"], one["name"], one["version"], one["test"], one["clock"]) for one in listed]
    assert told == [
        ("shop", "Corner Coffee 2", 2, False, None),
        ("trial", "Corner Coffee", 1, True, "2026-03-01T10:00:00Z"),
        ("other", "Bö", 1, False, None),
    ]
    assert json.loads(installation.run("program", "show", "--slug", "shop"))["name"] == "Corner Coffee 2"
    first = installation.run("program", "show", "--slug", "shop", "--version", "1")
    assert json.loads(first) == DOCUMENT
    (installation.folder / "shown.json").write_text(first)
    installation.run("program", "publish", "--slug", "other", "--file", "shown.json")
    for arguments, words in (
        (("--slug", "nothing"), "there is no programme 'nothing' in "),
        (("--slug", "shop", "--version", "3"), "the programme has no version 3"),
    ):
        done = installation.attempt("program", "show", *arguments)
        assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
        assert words in done.stderr


def test_a_document_is_checked_without_a_database(tmp_path: Path) -> None:
    installation = Installation("sqlite:///goldlist.db", tmp_path)
    file = tmp_path / "p.json"
    file.write_bytes(b"\xef\xbb\xbf" + json.dumps(DOCUMENT).encode())
    assert installation.run("program", "check", "--file", "p.json") == "the document is valid\n"
    file.write_text(json.dumps({**DOCUMENT, "currency": "X", "nmae": "Shop"}))
    done = installation.attempt("program", "check", "--file", "p.json")
    assert done.returncode == 2
    assert done.stderr.startswith("goldlist: the document has faults:\n")
    assert "  /currency: " in done.stderr
    assert "  /nmae: " in done.stderr
    assert not (tmp_path / "goldlist.db").exists()


def test_a_document_is_checked_as_the_next_version(installation: Installation) -> None:
    installation.run("migrate")
    installation.create_program(DOCUMENT)
    (installation.folder / "p.json").write_text(json.dumps({**DOCUMENT, "currency": "EUR"}))
    assert installation.attempt("program", "check", "--file", "p.json").returncode == 0
    done = installation.attempt("program", "check", "--file", "p.json", "--slug", "shop")
    assert (done.returncode, "/currency: " in done.stderr) == (2, True), done.stderr


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "is not JSON: the file is empty"),
        (b'{"name": "a",\n "name": "b"}', "is not JSON: "),
        (b'{"name": "a",\n oh}', "line 2, column 2"),
        (b'{"name": NaN}', "NaN"),
        (b"[]", "(a JSON object)"),
        (b'{"name": "\xe4"}', "is not UTF-8"),
        (b"[" * 100_000, "levels deep"),
        (b'{"name": 1.5}', "/name: must be a whole number"),
    ],
    ids=["empty", "twice", "broken", "nan", "list", "latin-1", "deep", "fraction"],
)
def test_a_file_that_is_no_document_is_told(tmp_path: Path, content: bytes, told: str) -> None:
    (tmp_path / "p.json").write_bytes(content)
    installation = Installation("sqlite:///goldlist.db", tmp_path)
    done = installation.attempt("program", "create", "--slug", "shop", "--file", "p.json")
    assert (done.returncode, "Traceback" in done.stderr) == (2, False), done.stderr
    assert told in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["p.json"]


@pytest.mark.parametrize(("file", "told"), [(".", "is a directory"), ("none.json", "no such file or directory")])
def test_a_file_that_cannot_be_read_is_told(tmp_path: Path, file: str, told: str) -> None:
    done = Installation("sqlite:///goldlist.db", tmp_path).attempt("program", "check", "--file", file)
    assert (done.returncode, done.stderr) == (2, f"goldlist: {file} cannot be read: {told}\n")


@pytest.mark.parametrize(
    ("out", "told"),
    [("/nowhere/x.csv", "/nowhere/x.csv: no such file or directory"), ("/dev/full", "no space left on device")],
)
def test_a_file_that_cannot_be_written_is_told(sqlite_url: str, tmp_path: Path, out: str, told: str) -> None:
    if out == "/dev/full" and not Path(out).exists():
        pytest.skip("only Linux has a disk that is always full")
    installation = Installation(sqlite_url, tmp_path)
    installation.create_program(DOCUMENT)
    days = ("--from", "2026-01-01", "--to", "2026-01-31")
    done = installation.attempt("settlements", "--program", "shop", *days, "--out", out)
    assert (done.returncode, done.stderr) == (2, f"goldlist: {told}\n")


def test_the_schema_knows_documents_from_others() -> None:
    schema = program_schema()
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    for document in (DOCUMENT, EXAMPLE, *(json.loads(path.read_text("utf-8")) for path in EXAMPLES)):
        if "currency" in document:
            assert [error.message for error in validator.iter_errors(document)] == []
    for wrong in ({**DOCUMENT, "nmae": "x"}, {**DOCUMENT, "currency": 1}, {"name": "x"}):
        assert not validator.is_valid(wrong)


def test_a_leak_is_found_and_strictly_not_published(installation: Installation) -> None:
    installation.run("migrate")
    installation.create_program(DOCUMENT)
    leak = {"id": "gone", "name": "10 off", "kind": "amount_off", "amount": 1000, "points_price": 1}
    next_one = {**DOCUMENT, "rewards": [*DOCUMENT["rewards"], leak]}
    (installation.folder / "next.json").write_text(json.dumps(next_one))
    place = len(next_one["rewards"]) - 1
    for arguments in ((), ("--slug", "shop")):
        found = installation.attempt("program", "lint", "--file", "next.json", *arguments)
        assert found.returncode == 1, found.stderr
        assert f"error: /rewards/{place} " in found.stdout
        assert " decisions tried" in found.stderr
    strict = installation.attempt("program", "publish", "--slug", "shop", "--file", "next.json", "--strict")
    assert strict.returncode == 2
    assert strict.stderr.endswith("goldlist: the lint has errors or warnings, so nothing was published\n")
    assert json.loads(installation.run("program", "publish", "--slug", "shop", "--file", "next.json"))["version"] == 2
    plain = {name: DOCUMENT[name] for name in ("name", "currency", "time_zone")}
    (installation.folder / "plain.json").write_text(json.dumps(plain))
    published = installation.run("program", "publish", "--slug", "shop", "--file", "plain.json", "--strict")
    assert json.loads(published)["version"] == 3
