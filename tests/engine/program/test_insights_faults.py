"""How customers are graded: what a document says when it says nothing, and what it must not say."""

from typing import Any

import pytest

from app.engine.model.ratio import Ratio
from app.engine.program.compile import compile_version
from app.engine.program.document import ProgramDocument
from app.engine.program.faults import check
from app.engine.program.terms.insights import Grade, Insights

FIVE = [
    {"id": "A", "share": "0.05"},
    {"id": "B", "share": "0.15"},
    {"id": "C", "share": "0.30"},
    {"id": "D"},
    {"id": "E"},
]


def document(**insights: Any) -> dict[str, Any]:
    return {"name": "Shop", "currency": "GBP", "time_zone": "Europe/London", "insights": insights}


def terms(**insights: Any) -> Insights:
    checked = check(document(**insights))
    assert isinstance(checked, ProgramDocument), checked
    return compile_version(checked, 1, "2026-01-01T00:00:00.000000Z").insights


def faults_of(**insights: Any) -> list[tuple[str, str]]:
    found = check(document(**insights))
    return [] if isinstance(found, ProgramDocument) else [(fault.pointer, fault.code) for fault in found]


def test_what_is_left_out_is_as_the_documentation_says() -> None:
    usual = terms()
    assert (usual.measure, usual.months, usual.unit, usual.stay) == ("spend", 12, "quarter", Ratio(6, 5))
    assert usual.grades == (
        *(Grade(name, share) for name, share in zip("ABC", (Ratio(1, 20), Ratio(1, 5), Ratio(1, 2)), strict=True)),
        *(Grade(name, None) for name in "DE"),
    )
    assert (usual.golden, usual.margins, usual.task_control) == ({"A", "B"}, (), Ratio(0, 1))
    deviation, rhythm, reorder = usual.deviation, usual.rhythm, usual.reorder
    assert (deviation.unit, deviation.base_periods, deviation.min_periods, deviation.min_amount) == ("quarter", 4, 2, 0)
    assert (deviation.below, deviation.above) == (Ratio(7, 10), Ratio(3, 2))
    assert (deviation.list_chance, deviation.tell_chance) == (Ratio(1, 5), Ratio(1, 10))
    assert (rhythm.min_purchases, rhythm.at_risk, rhythm.lapsed) == (3, Ratio(5, 2), Ratio(4, 1))
    assert (rhythm.horizon_days, rhythm.win_back_days, rhythm.tell_grades) == (90, 90, {"A", "B", "C"})
    assert (reorder.depth, reorder.min_purchases, reorder.within) == (2, 3, Ratio(4, 5))
    without = check({"name": "Shop", "currency": "GBP", "time_zone": "Europe/London"})
    assert isinstance(without, ProgramDocument)
    assert compile_version(without, 1, "2026-01-01T00:00:00.000000Z").insights == usual


def test_everything_may_be_said_otherwise() -> None:
    said = terms(
        measure="margin",
        months=24,
        review={"unit": "month"},
        grades=[{"id": "gold", "share": "0.1"}, {"id": "rest"}, {"id": "none"}],
        stay="1",
        golden=["gold"],
        margins=[{"match": {"categories": ["coffee"]}, "rate": "0.60"}, {"rate": "0.25"}],
        deviation={"unit": "month", "base_periods": 8, "grades": ["gold"], "above": "2"},
        rhythm={"at_risk": "3", "lapsed": "3", "tell_grades": ["gold", "rest"]},
        reorder={"by": "sku"},
    )
    assert said.grades == (Grade("gold", Ratio(1, 10)), Grade("rest", None), Grade("none", None))
    assert (said.measure, said.months, said.unit, said.stay) == ("margin", 24, "month", Ratio(1, 1))
    assert [margin.rate for margin in said.margins] == [Ratio(3, 5), Ratio(1, 4)]
    assert (said.deviation.unit, said.deviation.base_periods, said.deviation.above) == ("month", 8, Ratio(2, 1))
    assert said.reorder.depth == 0
    assert [said.height(grade) for grade in ("gold", "none", "silver", None)] == [0, 2, None, None]


@pytest.mark.parametrize(
    ("insights", "fault"),
    [
        ({"measure": "points"}, ("/insights/measure", "not-one-of")),
        ({"months": 0}, ("/insights/months", "out-of-range")),
        ({"review": {"unit": "half_year"}}, ("/insights/review/unit", "not-one-of")),
        ({"grades": FIVE[:2]}, ("/insights/grades", "wrong-length")),
        ({"grades": [*FIVE[:3], *({"id": str(n)} for n in range(5))]}, ("/insights/grades", "wrong-length")),
        ({"grades": [FIVE[0], *FIVE[:1], *FIVE[1:]]}, ("/insights/grades/1/id", "duplicate-id")),
        ({"grades": [*FIVE[:3], {"id": "D", "share": "0.1"}, FIVE[4]]}, ("/insights/grades/3/share", "not-possible")),
        ({"grades": [FIVE[0], {"id": "B"}, *FIVE[2:]]}, ("/insights/grades/1/share", "required")),
        ({"grades": [{"id": "A", "share": "0.0"}, *FIVE[1:]]}, ("/insights/grades/0/share", "out-of-range")),
        ({"grades": [{"id": "A", "share": "0.55"}, *FIVE[1:]]}, ("/insights/grades/2/share", "too-large")),
        ({"stay": "0.9"}, ("/insights/stay", "wrong-form")),
        ({"golden": ["gold"]}, ("/insights/golden/0", "unknown-grade")),
        ({"golden": ["B"]}, ("/insights/golden/0", "not-possible")),
        ({"golden": ["A", "B", "C", "D"]}, ("/insights/golden/3", "not-possible")),
        ({"margins": [{"rate": "1.1"}]}, ("/insights/margins/0/rate", "wrong-form")),
        ({"deviation": {"min_periods": 5}}, ("/insights/deviation/min_periods", "too-large")),
        ({"deviation": {"grades": ["F"]}}, ("/insights/deviation/grades/0", "unknown-grade")),
        ({"deviation": {"tell_chance": "0.21"}}, ("/insights/deviation/tell_chance", "too-large")),
        ({"rhythm": {"lapsed": "2.4"}}, ("/insights/rhythm/lapsed", "too-small")),
        ({"rhythm": {"min_purchases": 1}}, ("/insights/rhythm/min_purchases", "out-of-range")),
        ({"rhythm": {"tell_grades": ["A", "F"]}}, ("/insights/rhythm/tell_grades/1", "unknown-grade")),
        ({"reorder": {"within": "0"}}, ("/insights/reorder/within", "out-of-range")),
        ({"reorder": {"by": "store"}}, ("/insights/reorder/by", "not-one-of")),
        ({"task_control": "0.20"}, ("/insights/task_control", "not-available")),
        ({"pareto": True}, ("/insights/pareto", "unknown-field")),
    ],
)
def test_a_fault_is_told_with_its_place(insights: dict[str, Any], fault: tuple[str, str]) -> None:
    assert fault in faults_of(**insights)


@pytest.mark.parametrize(("share", "faults"), [("0.999999", []), ("1", [("/insights/grades/0/share", "too-large")])])
def test_somebody_is_left_for_the_rest(share: str, faults: list[tuple[str, str]]) -> None:
    assert faults_of(grades=[{"id": "A", "share": share}, {"id": "B"}, {"id": "C"}], golden=["A"]) == faults
