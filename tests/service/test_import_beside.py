"""A file is imported beside a running server: both get on with it."""

import csv
import subprocess
import time
from pathlib import Path

import pytest

from tests.service.processes import COMMAND, Installation
from tests.service.shop import DOCUMENT, just_now, purchase


@pytest.mark.parametrize("baskets", [1000, pytest.param(4000, marks=pytest.mark.long)])
def test_tills_go_on_selling_while_a_file_is_imported(installation: Installation, baskets: int) -> None:
    if installation.database_url.startswith("postgresql"):
        installation.run("migrate")
    key = installation.create_program(DOCUMENT)
    file = write_file(installation.folder / "sales.csv", baskets)
    slowest, sold = 0.0, 0
    with installation.serving() as server, server.client(key) as client:
        importing = start_import(installation, file)
        while importing.poll() is None:
            at = time.monotonic()
            answer = client.post("/v1/purchases", json=purchase(f"till-{sold}", "ext:m-7", 1000, enrol=True))
            assert answer.status_code == 201, answer.text
            status = client.get("/v1/members/ext:m-7/status")
            assert status.status_code == 200, status.text
            slowest = max(slowest, time.monotonic() - at)
            sold += 1
        said, told = importing.communicate()
        assert importing.returncode == 0, told
        assert f"{baskets} purchases and 0 returns recorded, 0 already existed" in said
        balance = client.get("/v1/members/ext:m-8/status").json()["rebates"][0]["spend"]
        assert balance == 700 * len([number for number in range(baskets) if number % 40 == 8])
        again = installation.run("import", "--program", "shop", str(file))
        assert f"0 purchases and 0 returns recorded, {baskets} already existed" in again
        members = client.get("/v1/members", params={"limit": 200}).json()["data"]
        assert len(members) == 40
    print(f"{sold} sold meanwhile, the slowest in {slowest:.2f} s")
    assert sold >= 10
    installation.verify()


def write_file(path: Path, baskets: int) -> Path:
    """Two coffees in every basket, by 40 customers in turn."""
    day = just_now()
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["external_id", "member_id", "occurred_at", "sku", "category", "quantity", "unit_price_minor"])
        writer.writerows(
            [f"old-{number}", f"m-{number % 40}", day, "latte", "coffee/latte", 2, 350] for number in range(baskets)
        )
    return path


def start_import(installation: Installation, file: Path) -> "subprocess.Popen[str]":
    """The import, as a process of its own."""
    return subprocess.Popen(
        [COMMAND, "import", "--program", "shop", str(file)],
        cwd=installation.folder,
        env=installation.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
