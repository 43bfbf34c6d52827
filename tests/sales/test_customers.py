"""Reviews of customers in whole files of purchases: every row of every list, as the definitions have it."""

import hashlib
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, time
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import pytest

from app.actions.customers.insights.insight_reviews import ReviewRequest
from app.actions.customers.insights.insight_rows import Found, Wanted
from app.actions.customers.insights.insights import Insights
from app.actions.files.import_purchases import import_purchases
from app.actions.files.purchase_file import PurchaseFile
from app.actions.goldlist import Goldlist
from app.main import opened
from app.store.rows.reviews import InsightReview
from tests.databases import settings_for
from tests.sales import customers_made_up, made_up, oracle
from tests.sales.customers_oracle import Options, Shop, members_of
from tests.sales.customers_review import Reviewed, reviews
from tests.sales.made_up import Calendar
from tests.sales.oracle import Row, Terms
from tests.sales.sales_sets import FOLDER_SETTING, MADE_UP_TERMS, real_sales

pytestmark = pytest.mark.anyio

CALENDAR = Calendar(ZoneInfo("Europe/London"), date(2023, 1, 2), date(2025, 2, 27))
MOST_BASKETS = 1_000
# Names and words, and what the staff does.
NOT_RECKONED = {"member", "external_id", "why", "task", "control"}
ALL_STATES = ("new", "active", "late", "at_risk", "lapsed")
# Other options than the defaults, each of which decides something in the made-up file.
OTHER = Options(
    months=6,
    unit="month",
    grades=(("top", Fraction(1, 10)), ("mid", Fraction(3, 10)), ("rest", None), ("none", None)),
    stay=Fraction(3, 2),
    golden=("top",),
    period="month",
    base_periods=6,
    min_periods=3,
    deviating=("top", "mid"),
    below=Fraction(8, 10),
    above=Fraction(13, 10),
    list_chance=Fraction(35, 100),
    min_purchases=4,
    at_risk=Fraction(2),
    lapsed=Fraction(3),
    horizon_days=45,
    reorder_depth=0,
    reorder_min=4,
    within=Fraction(6, 10),
)


class Sales(NamedTuple):
    """A file of purchases, and the options of its reviews."""

    rows: list[Row]
    terms: Terms
    options: Options
    since: date | None = None

    @property
    def last_day(self) -> date:
        """The last day with a basket."""
        return max(basket.day for basket in oracle.baskets(self.rows, self.terms))

    @property
    def first_day(self) -> date:
        """The first day with a review: that of the first basket, or `since`."""
        return self.since or min(basket.day for basket in oracle.baskets(self.rows, self.terms))


def sampled(rows: list[Row]) -> list[Row]:
    """The rows of some members, drawn by their names' hashes, so that there are not too many baskets."""
    names: dict[str, set[str]] = {}
    for row in rows:
        names.setdefault(row["member_id"], set()).add(row["external_id"])
    drawn: set[str] = set()
    left = MOST_BASKETS
    for member in sorted(names.keys() - {""}, key=lambda name: hashlib.sha256(name.encode()).digest()):
        left -= len(names[member])
        if left < 0:
            break
        drawn.add(member)
    return [row for row in rows if row["member_id"] in drawn]


@pytest.fixture(
    params=[pytest.param(one, id=one.name) for one in real_sales()]
    or [pytest.param(None, id="none", marks=pytest.mark.skip(f"{FOLDER_SETTING} names no folder of real sales"))]
)
def real(request: pytest.FixtureRequest) -> Sales:
    return Sales(sampled(oracle.read(request.param.purchases)), request.param.terms, Options())


@pytest.mark.parametrize(
    ("database_url", "options"), [("sqlite", Options()), ("postgresql", OTHER)], indirect=["database_url"]
)
async def test_every_list_of_made_up_customers_is_right(database_url: str, options: Options, tmp_path: Path) -> None:
    terms = MADE_UP_TERMS._replace(zone=CALENDAR.zone)
    since = date(2024, 6, 1) if options is OTHER else None
    expected = await compare(Sales(customers_made_up.rows(CALENDAR), terms, options, since), database_url, tmp_path)
    # The file has something for every list, so that nothing is right only because it is empty.
    newest = expected[-1]
    directions = {row["direction"] for one in expected for row in one.deviations.values()}
    assert directions == {"down", "up"}
    assert any(row["continued"] for one in expected for row in one.deviations.values())
    assert {row["state"] for row in newest.silences.values()} == set(ALL_STATES)
    assert {row["status"] for row in newest.reorders.values()} == {"due", "overdue"}
    assert all(newest.figures["hit_rate"][name] for name in ("within", "early", "late", "none"))
    assert any(base["regular"] >= 30 for one in expected for base in one.figures["season"]["bases"])
    assert any(row["unbought"] for row in newest.lift.values()) or options is OTHER
    kept = [row for one in expected for row in one.grades.values() if row["place"] and _is_kept(row, options)]
    assert kept, "somebody keeps a grade"


async def test_every_list_of_real_customers_is_right(real: Sales, sqlite_url: str, tmp_path: Path) -> None:
    await compare(real, sqlite_url, tmp_path)


def _is_kept(row: dict[str, Any], options: Options) -> bool:
    names = [name for name, _ in options.grades]
    share = sum((one for _, one in options.grades[: names.index(row["grade"]) + 1] if one), Fraction(0))
    return names.index(row["grade"]) < len(names) - 2 and row["place"] > -(-row["of"] * share // 1)


async def compare(sales: Sales, database_url: str, folder: Path) -> list[Reviewed]:
    """Import the file, make all its reviews, and compare each list with the definitions'."""
    shop = Shop(members_of(sales.rows, sales.terms), sales.options)
    expected = reviews(shop, sales.first_day, sales.last_day)
    async with opened(settings_for(database_url)) as goldlist:
        program_id = await imported(goldlist, sales, folder)
        found = await reviewed(goldlist, program_id, sales)
        assert [one.as_of for one in found] == [one.day.isoformat() for one in expected]
        for review, one in zip(found, expected, strict=True):
            told = await lists_of(goldlist.insights, program_id, review)
            wanted = lists(one, has_items=review.kind == "asked")
            for name, rows in wanted.items():
                assert told[name] == rows, f"{name} as of {review.as_of}"
    return expected


async def imported(goldlist: Goldlist, sales: Sales, folder: Path) -> str:
    """Make a programme, and import the file into it."""
    currency = sales.rows[0]["currency"]
    clock = datetime.combine(sales.last_day, time(23, 59, 59), sales.terms.zone).astimezone(UTC)
    document = {
        "name": "Sales",
        "currency": currency,
        "time_zone": sales.terms.zone.key,
        "points": {"earn": [{"id": "base", "points": 1, "per": 100}]},
        "insights": insights_of(sales.options),
    }
    made = await goldlist.programs.create("sales", document, test=True, clock=clock)
    assert not isinstance(made, list), made
    file = made_up.write(folder / "sales.csv", sales.rows)
    with PurchaseFile(file, sales.terms.zone, currency) as purchases:
        done = await import_purchases(
            purchases,
            made.program_id,
            currency,
            submit=goldlist.commands.submit,
            draw_id=goldlist.ids.draw,
            rejects_path=folder / "rejects.csv",
            on_progress=lambda _: None,
            on_waiting=lambda _: None,
        )
    assert done.refused == len({one.name for one in oracle.baskets(sales.rows, sales.terms) if one.refused})
    return made.program_id


async def reviewed(goldlist: Goldlist, program_id: str, sales: Sales) -> list[InsightReview]:
    """All reviews of the file, earliest first."""
    last_day, first_day = sales.last_day.isoformat(), sales.first_day.isoformat()
    begun = await goldlist.insight_reviews.ask(ReviewRequest(program_id, "all", "", last_day, first_day))
    assert isinstance(begun, tuple), begun
    await goldlist.insight_reviews.catch_up(program_id)
    found = await goldlist.insight_reviews.page(program_id, 200, None)
    assert all(one.status == "done" for one in found)
    return sorted(found, key=lambda one: (one.as_of, one.kind == "asked"))


async def lists_of(insights: Insights, program_id: str, review: InsightReview) -> dict[str, Any]:
    """Every list of a review, by member, without the reasons in words, and the figures."""
    has_items = review.kind == "asked"
    found = {
        "grades": await _rows(review, lambda wanted: insights.grades(program_id, wanted)),
        "deviations": await _rows(review, lambda wanted: insights.deviations(program_id, wanted, None, None)),
        "silences": await _rows(review, lambda wanted: insights.silences(program_id, wanted, ALL_STATES)),
        "lift": await _rows(review, lambda wanted: insights.lifts(program_id, wanted)),
    }
    if has_items:
        statuses = ("due", "overdue")
        found["reorders"] = await _rows(review, lambda wanted: insights.reorders(program_id, wanted, statuses))
    pareto = await insights.pareto(program_id, review.review_id)
    assert isinstance(pareto, Found)
    figures = json.loads(review.figures)
    stages = await insights.stages(program_id, review.review_id)
    assert isinstance(stages, Found)
    names = ("members", "amount", "top", "half", "four_fifths", "curve", "negative")
    return {
        **found,
        "pareto": {name: pareto.told[name] for name in names},
        "figures": {
            **{name: figures[name] for name in ("states", "season", "followed", "hit_rate")},
            "stages": stages.told["stages"],
            "second_purchase": stages.told["second_purchase"],
        },
    }


async def _rows(review: InsightReview, read: Callable[[Wanted], Awaitable[Any]]) -> list[tuple[Any, dict[str, Any]]]:
    """All rows of a list, in its order: the member, or member and item, and the fields."""
    found: list[tuple[Any, dict[str, Any]]] = []
    after: tuple[str, ...] = ()
    while True:
        page = await read(Wanted(review.review_id, 50, after))
        assert isinstance(page, Found), page
        for row in page.rows:
            told = {name: value for name, value in row.told.items() if name not in NOT_RECKONED}
            found.append((row.told["external_id"], told))
        if len(page.rows) < 50:
            return _ordered(found)
        after = page.rows[-1].key[1:]


def _ordered(rows: list[tuple[Any, dict[str, Any]]]) -> list[tuple[Any, dict[str, Any]]]:
    """The rows by member and item: members with equal amounts come in the order of ids, which are drawn."""
    return sorted(rows, key=lambda row: (row[0], row[1].get("item", "")))


def lists(one: Reviewed, *, has_items: bool) -> dict[str, Any]:
    """What the service should tell of a review."""
    found: dict[str, Any] = {
        "grades": _told(one.grades),
        "deviations": _told(one.deviations),
        "silences": _told(one.silences),
        "lift": _told({name: row if has_items else {**row, "unbought": []} for name, row in one.lift.items()}),
        "pareto": one.pareto,
    }
    if has_items:
        found["reorders"] = _told(one.reorders)
    figures = {name: value for name, value in one.figures.items() if name != "listed"}
    found["figures"] = _days(figures if has_items else {**figures, "hit_rate": None})
    return found


def _told(rows: dict[Any, dict[str, Any]]) -> list[tuple[Any, dict[str, Any]]]:
    listed = [
        (name[0], {"item": name[1], **_days(row)}) if isinstance(name, tuple) else (name, _days(row))
        for name, row in rows.items()
    ]
    return _ordered(listed)


def _days(value: Any) -> Any:
    """Days as text."""
    if isinstance(value, dict):
        return {name: _days(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_days(part) for part in value]
    return value.isoformat() if isinstance(value, date) else value


def insights_of(options: Options) -> dict[str, Any]:
    """The options as a document has them."""
    item: dict[str, Any] = (
        {"by": "category", "depth": options.reorder_depth} if options.reorder_depth else {"by": "sku"}
    )
    return {
        "months": options.months,
        "review": {"unit": options.unit},
        "grades": [{"id": name, **({"share": _text(share)} if share else {})} for name, share in options.grades],
        "stay": _text(options.stay),
        "golden": list(options.golden),
        "deviation": {
            "unit": options.period,
            "base_periods": options.base_periods,
            "min_periods": options.min_periods,
            "grades": list(options.deviating),
            "below": _text(options.below),
            "above": _text(options.above),
            "list_chance": _text(options.list_chance),
        },
        "rhythm": {
            "min_purchases": options.min_purchases,
            "at_risk": _text(options.at_risk),
            "lapsed": _text(options.lapsed),
            "horizon_days": options.horizon_days,
            "tell_grades": [options.grades[0][0]],
        },
        "reorder": {**item, "min_purchases": options.reorder_min, "within": _text(options.within)},
    }


def _text(share: Fraction) -> str:
    return f"{float(share):.4f}".rstrip("0").rstrip(".")
