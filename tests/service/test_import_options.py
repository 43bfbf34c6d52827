"""The import and the export as somebody at a shell has them: what is found out is said, and every refusal is a line."""

import json

from tests.service.processes import Installation
from tests.service.shop import DOCUMENT

SALES = """Receipt;Day;Customer;Group;Qty;Amount
A-1;03/04/2026 10:00;ann;Coffee/Latte;2;€ 7,00
A-2;05/04/2026 10:00;ann;Coffee/Latte;1;€ 3,50
A-3;05/05/2026 10:00;bo;Coffee/Latte;one;3.50
"""
MAP = {
    "columns": {
        "external_id": "Receipt",
        "occurred_at": "Day",
        "member": "Customer",
        "category": "Group",
        "quantity": "Qty",
        "gross": "Amount",
    },
    "names": "as_written",
}


def test_a_file_of_any_columns_is_previewed_and_imported(installation: Installation) -> None:
    if installation.database_url.startswith("postgresql"):
        installation.run("migrate")
    installation.create_program({**DOCUMENT, "currency": "EUR"})
    (installation.folder / "sales.csv").write_bytes(SALES.encode("cp1252"))
    (installation.folder / "map.json").write_text(json.dumps(MAP))
    order = ["import", "--program", "shop", "--profile", "map.json", "sales.csv"]

    for arguments, told in (
        (["import", "--program", "shop", "sales.csv"], "missing for goldlist: external_id, occurred_at, quantity"),
        (order, "line 2 has 03/04/2026, and no day of the file shows whether the day or the month comes first"),
        ([*order, "--zone", "Middle/Earth"], "--zone: there is no time zone Middle/Earth"),
    ):
        refused = installation.attempt(*arguments)
        assert (refused.returncode, refused.stdout) == (2, "")
        assert refused.stderr.startswith("goldlist: ")
        assert told in refused.stderr
        assert refused.stderr.count("\n") == 1

    seen = installation.attempt(*order, "--dates", "dmy", "--preview")
    assert seen.returncode == 3, "more than 5 % of the baskets are faulty"
    assert "read as map.json: windows-1252, cells separated by semicolons, decimal comma, days written day first" in (
        seen.stdout
    )
    assert "2 purchases and 0 returns would be recorded, 0 already existed" in seen.stdout
    assert "  1 x Qty is not a number (line 4)\n" in seen.stdout
    assert not (installation.folder / "sales.rejects.csv").exists()

    said = installation.run(*order, "--dates", "dmy", "--history")
    assert "2 purchases and 0 returns recorded, 0 already existed" in said
    assert "A-3" in (installation.folder / "sales.rejects.csv").read_text("utf-8")

    assert installation.run("export", "--program", "shop", "lines", "lines.jsonl.gz") == (
        "2 rows written to lines.jsonl.gz\n"
    )
    assert not list(installation.folder.glob("*.unfinished"))
    installation.verify()
