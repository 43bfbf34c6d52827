"""Reviews and the golden list from a shell."""

import csv
import json
from io import StringIO
from pathlib import Path

from tests.service.processes import Installation
from tests.service.shop import DOCUMENT
from tests.service.test_import_beside import write_file


def rows_of(file: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(file.read_text("utf-8"))))


def test_a_shop_that_has_imported_its_sales_sees_its_golden_list(installation: Installation) -> None:
    installation.run("migrate")
    installation.create_program(DOCUMENT)
    none = installation.attempt("golden", "--program", "shop")
    assert (none.returncode, "`goldlist review` makes one" in none.stderr) == (2, True), none.stderr
    installation.run("import", str(write_file(installation.folder / "sales.csv", 40)), "--program", "shop")
    out = installation.folder / "lists"
    done = installation.attempt("review", "--program", "shop", "--out", str(out))
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert sum(told["grades"].values()) == told["members"] > 1
    files = {file.name: rows_of(file) for file in out.iterdir()}
    assert files.keys() == {
        f"{name}.csv" for name in ("grades", "deviations", "lapsed", "reorders", "lift", "golden-list")
    }
    assert len(files["grades.csv"]) == told["members"]
    best = files["grades.csv"][0]
    shown = installation.run("golden", "--program", "shop", "--limit", "1")
    assert best["external_id"] in shown
    assert "Last here" in shown
    golden = installation.folder / "golden.csv"
    assert installation.run("golden", "--program", "shop", "--out", str(golden)) == ""
    rows = rows_of(golden)
    assert (rows[0]["external_id"], rows[0]["place"]) == (best["external_id"], "1")
    late = installation.attempt("review", "--program", "shop", "--as-of", "2999-01-01")
    assert (late.returncode, late.stderr) == (2, "goldlist: must not be in the future\n")


def test_a_document_is_rehearsed_beside_the_published_one(installation: Installation) -> None:
    installation.run("migrate")
    installation.create_program(DOCUMENT)
    installation.run("import", str(write_file(installation.folder / "sales.csv", 40)), "--program", "shop")
    before = installation.verify()
    earn = [{"id": "base", "points": 2, "per": 100}]
    (installation.folder / "double.json").write_text(json.dumps({**DOCUMENT, "points": {"earn": earn}}))
    out = installation.folder / "answer.json"
    command = ("rehearse", "--program", "shop", "--file", "double.json", "--from", "2020-01-01")
    done = installation.attempt(*command, "--out", str(out))
    assert done.returncode == 0, done.stderr
    assert "rehearsing: " in done.stderr
    told = json.loads(out.read_text("utf-8"))
    first, second = (one["total"]["points"]["issued"] for one in told["documents"])
    assert 0 < first < second
    assert f"{first:,}" in done.stdout
    assert f"+{second - first:,}" in done.stdout
    assert "customers receive more" in done.stdout
    # The same sales straight from the file, which need not be imported.
    of_file = installation.attempt(*command, "--csv", "sales.csv", "--to", told["to"], "--out", "file.json")
    assert of_file.returncode == 0, of_file.stderr
    read = json.loads((installation.folder / "file.json").read_text("utf-8"))
    assert (read["documents"], read["compared"]) == (told["documents"], told["compared"])
    alone = installation.run(*command, "--alone", "--sample", "0.50")
    assert "a sample of 0.50" in alone
    (installation.folder / "wrong.json").write_text(json.dumps({**DOCUMENT, "name": ""}))
    wrong = installation.attempt("rehearse", "--program", "shop", "--file", "wrong.json")
    assert wrong.returncode == 2
    assert "wrong.json/name: " in wrong.stderr
    assert installation.verify() == before
