"""The newest review of customers, as the pages need it."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.pages.calls import MOST_ROWS
from app.pages.grades import golden_grades, shown_grade
from app.pages.visit import Visit


class Review:
    """The newest review, with what this page needs of it."""

    def __init__(self, visit: Visit, pareto: Mapping[str, Any], review: Mapping[str, Any]) -> None:
        self.pareto = pareto
        self.grades: list[Mapping[str, Any]] = review["grades"]
        self.order = [one["grade"] for one in self.grades]
        self.golden = golden_grades(visit.shop.document)
        self.members: int = sum(one["members"] for one in self.grades)
        self.people: int = sum(one["members"] for one in self.grades if one["grade"] in self.golden)
        self.amount: int = sum(one["amount"] for one in self.grades if one["grade"] in self.golden)

    def badge(self, grade: str) -> dict[str, str]:
        """A grade for its badge."""
        return shown_grade(grade, self.golden, self.order)


async def read_review(visit: Visit) -> Review | None:
    """The newest review; None before the first."""
    pareto = await visit.calls.try_get("/v1/insights/pareto", "no-review")
    if pareto is None:
        return None
    return Review(visit, pareto, await visit.calls.get(f"/v1/insights/reviews/{pareto['review']}"))


class Habits:
    """The customers that spend less or more than usual, or stay away."""

    def __init__(self, deviations: Sequence[Mapping[str, Any]], lapsed: Sequence[Mapping[str, Any]]) -> None:
        self.deviations = {one["member"]: one for one in deviations}
        self.lapsed = {one["member"]: one for one in lapsed}

    @property
    def slipping(self) -> int:
        """The number of golden customers who spend less."""
        return sum(one["direction"] == "down" for one in self.deviations.values())


async def read_habits(visit: Visit) -> Habits:
    """The deviations and the lapsed customers of the newest review, the largest amounts first."""
    deviations = await visit.calls.try_get("/v1/insights/deviations", "no-review", limit=MOST_ROWS)
    lapsed = await visit.calls.try_get("/v1/insights/lapsed", "no-review", limit=MOST_ROWS)
    return Habits(deviations["data"] if deviations else (), lapsed["data"] if lapsed else ())
