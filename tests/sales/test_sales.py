"""Whole files of purchases, imported by the real command and read back over HTTP: every member, every figure."""

import os
import time
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest

from tests.sales import made_up, oracle
from tests.sales.goldlist import Shop
from tests.sales.oracle import Expected, Figures, Quarter, Row, Terms
from tests.sales.sales_sets import FOLDER_SETTING, MADE_UP, MADE_UP_TERMS, RealSales, document, drawn, real_sales


@dataclass
class Sales:
    """A file of purchases and what it should come to."""

    file: Path
    rows: list[Row]
    terms: Terms

    def __post_init__(self) -> None:
        self.expected: Expected = oracle.expected(self.rows, self.terms)

    def shop(self, database_url: str, folder: Path) -> Shop:
        """A shop with the programme of this file, and nothing sold yet."""
        folder.mkdir(exist_ok=True)
        currency = next(row["currency"] for row in self.rows)
        return Shop(database_url, folder).create(document(self.terms, currency), self.terms, self.expected.last_day)


@pytest.fixture(params=MADE_UP)
def made_up_sales(request: pytest.FixtureRequest, tmp_path: Path) -> Sales:
    calendar = MADE_UP[request.param]
    rows = made_up.rows(calendar)
    return Sales(made_up.write(tmp_path / "sales.csv", rows), rows, MADE_UP_TERMS._replace(zone=calendar.zone))


@pytest.fixture(
    params=[
        pytest.param(sales, id=sales.name, marks=[pytest.mark.long] if sales.is_long else []) for sales in real_sales()
    ]
    or [pytest.param(None, id="none", marks=pytest.mark.skip(f"{FOLDER_SETTING} names no folder of real sales"))]
)
def real(request: pytest.FixtureRequest) -> RealSales:
    return request.param


# Each calendar on one database; what the two have to do with each other is for long tests.
@pytest.mark.parametrize(
    ("made_up_sales", "database_url"),
    [
        pytest.param(calendar, kind, marks=[] if (calendar == "london") == (kind == "sqlite") else [pytest.mark.long])
        for calendar in MADE_UP
        for kind in ("sqlite", "postgresql")
    ],
    indirect=True,
)
def test_every_figure_of_a_made_up_file_is_right_and_stays_so_when_imported_again(
    made_up_sales: Sales, database_url: str, tmp_path: Path
) -> None:
    shop = made_up_sales.shop(database_url, tmp_path)
    shop.import_file(made_up_sales.file)
    assert differences(read_back(shop, made_up_sales), made_up_sales.expected.members) == []
    found = shop.verify()
    assert shop.import_file(made_up_sales.file).startswith("0 purchases and 0 returns recorded")
    assert shop.verify() == found


@pytest.mark.parametrize(
    "made_up_sales",
    [pytest.param(calendar, marks=[] if calendar == "santiago" else [pytest.mark.long]) for calendar in MADE_UP],
    indirect=True,
)
def test_rows_in_another_order_on_another_database_come_to_the_same(
    made_up_sales: Sales, sqlite_url: str, postgres_url: str, tmp_path: Path
) -> None:
    in_order = made_up_sales.shop(sqlite_url, tmp_path / "in-order")
    in_order.import_file(made_up.write(tmp_path / "in-order.csv", sorted(made_up_sales.rows, key=_place)))
    shuffled = made_up_sales.shop(postgres_url, tmp_path / "shuffled")
    shuffled.import_file(made_up_sales.file)
    assert shuffled.verify() == in_order.verify()


@pytest.mark.parametrize(
    ("database_url", "kills", "baskets"),
    [
        ("postgresql", 2, 1000),
        pytest.param("sqlite", 4, 2000, marks=pytest.mark.long),
        pytest.param("postgresql", 4, 2000, marks=pytest.mark.long),
    ],
    indirect=["database_url"],
)
def test_an_import_killed_again_and_again_loses_nothing_and_doubles_nothing(
    database_url: str, kills: int, baskets: int, tmp_path: Path
) -> None:
    calendar = MADE_UP["london"]
    rows = made_up.rows(calendar, members=60, baskets=baskets, seed=2)
    sales = Sales(made_up.write(tmp_path / "sales.csv", rows), rows, MADE_UP_TERMS._replace(zone=calendar.zone))
    undisturbed = sales.shop(f"sqlite:///{tmp_path}/undisturbed.db", tmp_path / "undisturbed")
    began = time.monotonic()
    undisturbed.import_file(sales.file)
    takes_seconds = time.monotonic() - began

    killed = sales.shop(database_url, tmp_path / "killed")
    chance = Random(seed := os.getpid())
    for _ in range(kills):
        running = killed.start_importing(sales.file)
        time.sleep(takes_seconds * chance.randrange(35, 95) / 100)
        running.kill()
        running.wait()
    killed.import_file(sales.file)
    assert killed.verify() == undisturbed.verify(), f"killed at moments of seed {seed}"


def test_the_oracle_agrees_with_the_answers_of_real_sales(real: RealSales) -> None:
    sales = Sales(real.purchases, oracle.read(real.purchases), real.terms)
    assert differences(sales.expected.members, answers(real, sales.expected.left_out)) == []


@pytest.mark.parametrize("most_rows", [10_000, pytest.param(None, marks=pytest.mark.long)], ids=["some", "all"])
def test_every_figure_of_real_sales_is_right(
    real: RealSales, most_rows: int | None, database_url: str, tmp_path: Path
) -> None:
    rows = drawn(oracle.read(real.purchases), most_rows)
    sales = Sales(made_up.write(tmp_path / "sales.csv", rows), rows, real.terms)
    shop = sales.shop(database_url, tmp_path)
    shop.import_file(sales.file)
    found = read_back(shop, sales)
    assert differences(found, sales.expected.members) == []
    members = {row["member_id"] for row in rows}
    agreed = answers(real, sales.expected.left_out)
    assert differences(found, {name: one for name, one in agreed.items() if name in members}) == []


def read_back(shop: Shop, sales: Sales) -> dict[str, Figures]:
    """Every member's figures, once it is sure that just they are there and just the right baskets refused."""
    proof = shop.verify()
    assert proof["ok"]
    assert proof["members"] == len(sales.expected.enrolled)
    assert shop.refused_baskets() == sales.expected.refused
    return shop.figures(sorted(sales.expected.members), sales.terms)


def differences(found: dict[str, Figures], wanted: dict[str, Figures]) -> list[str]:
    """Where two tables of figures differ; a quarter in which nothing counted need not be there."""
    return [
        f"{member}: found {found.get(member)}, should be {wanted.get(member)}"
        for member in sorted(found.keys() | wanted.keys())
        if _counting(found.get(member)) != _counting(wanted.get(member))
    ]


def answers(real: RealSales, left_out: set[str]) -> dict[str, Figures]:
    """The figures that others agreed on, but for members with a basket that is refused."""
    quarters: dict[str, dict[str, Quarter]] = {}
    for row in oracle.read(real.answers / "rebates.csv.gz"):
        found = Quarter(int(row["spend_minor"]), int(row["rate_bp"]), int(row["rebate_minor"]))
        quarters.setdefault(row["member_id"], {})[row["quarter"]] = found
    return {
        row["member_id"]: Figures(
            int(row["net_spend_minor"]),
            int(row["points"]),
            int(row["rolling12_minor"]),
            row["tier"],
            int(row["punches"]),
            quarters.get(row["member_id"], {}),
        )
        for row in oracle.read(real.answers / "members.csv.gz")
        if row["member_id"] not in left_out
    }


def _counting(figures: Figures | None) -> Figures | None:
    nothing = Quarter(0, 0, 0)
    return figures and figures._replace(
        quarters={name: quarter for name, quarter in figures.quarters.items() if quarter != nothing}
    )


def _place(row: Row) -> tuple[str, int]:
    return row["external_id"], int(row["line_no"])
