"""Reviews of customers: grades, and the changes worth a look."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Literal

from pydantic import Field

from app.engine.model.ratio import Ratio, added, ratio
from app.engine.program.fields import Amount
from app.engine.program.parts.match import MatchPart, compiled_match
from app.engine.program.parts.part import HorizonDays, Months, Multiple, Part, Rate, RuleId
from app.engine.program.parts.reviews import ReviewPart
from app.engine.program.terms.insights import Deviation, Grade, Insights, Margin, Reorder, Rhythm


class GradePart(Part):
    """A grade for the top `share` of customers with purchases; the last two have none."""

    id: Annotated[RuleId, Field(description="Your name for the grade.")]
    share: Annotated[
        Rate | None,
        Field(
            description=(
                "The share of all customers with purchases, as a decimal text (`0.05` is 5 %), after those of the "
                "grades above. The last two grades have none: the last but one is for the rest, the last for "
                "customers without purchases."
            )
        ),
    ] = None


class MarginPart(Part):
    """The margin of goods with unknown cost."""

    match: Annotated[MatchPart | None, Field(description="Selects the lines; null means all.")] = None
    rate: Annotated[Rate, Field(description="The margin as a share of the price paid, a decimal text.")]


class DeviationPart(Part):
    """The terms for listing customers who spend less, or more, than before."""

    unit: Annotated[Literal["month", "quarter"], Field(description="The length of a period.")] = "quarter"
    base_periods: Annotated[
        int, Field(ge=1, le=24, description="The maximum number of earlier periods to compare with.")
    ] = 4
    min_periods: Annotated[
        int, Field(ge=1, le=24, description="The minimum number of earlier periods; with fewer, no customer is listed.")
    ] = 2
    grades: Annotated[
        list[RuleId], Field(min_length=1, max_length=7, description="The grades whose customers are checked.")
    ] = ["A", "B"]
    below: Annotated[
        Rate, Field(description=("Spend below this part of the expected one counts as down, a decimal text."))
    ] = "0.70"
    above: Annotated[
        Multiple, Field(description=("Spend above this multiple of the expected one counts as up, a decimal text."))
    ] = "1.50"
    list_chance: Annotated[
        Rate,
        Field(description=("The maximum probability of the number of visits by chance, for customers to be listed.")),
    ] = "0.20"
    tell_chance: Annotated[
        Rate,
        Field(description=("The maximum probability for customers to be reported as well; not above `list_chance`.")),
    ] = "0.10"
    min_amount: Annotated[
        Amount, Field(description="The minimum difference from the expected spend, in minor units.")
    ] = 0


class RhythmPart(Part):
    """The terms for customers who are late, at risk or lapsed, by their own rhythm."""

    min_purchases: Annotated[
        int, Field(ge=2, le=100, description="The minimum number of days with purchases for a rhythm.")
    ] = 3
    at_risk: Annotated[
        Multiple, Field(description="At risk after more than this multiple of the usual gap, a decimal text.")
    ] = "2.5"
    lapsed: Annotated[
        Multiple, Field(description=("Lapsed after more than this multiple of the usual gap; not below `at_risk`."))
    ] = "4"
    horizon_days: Annotated[
        HorizonDays, Field(description="The number of days after which the outcome of each state is reported.")
    ] = 90
    win_back_days: Annotated[
        HorizonDays, Field(description="A lapsed customer who buys within this number of days is won back.")
    ] = 90
    tell_grades: Annotated[
        list[RuleId],
        Field(min_length=1, max_length=7, description="The grades whose lapsed customers are reported."),
    ] = ["A", "B", "C"]


class ReorderPart(Part):
    """The terms for expecting a customer to buy the same item again."""

    by: Annotated[Literal["sku", "category"], Field(description="Whether an item is an article or a category.")] = (
        "category"
    )
    depth: Annotated[
        int,
        Field(
            ge=1,
            le=20,
            description=("For `category`: the number of its levels that count; `a/b/c` to 2 levels is `a/b`."),
        ),
    ] = 2
    min_purchases: Annotated[
        int, Field(ge=2, le=100, description="The minimum number of days with purchases of an item for an expectation.")
    ] = 3
    within: Annotated[
        Rate, Field(description="The part of all re-orders that the interval should contain, a decimal text.")
    ] = "0.80"
    match: Annotated[MatchPart | None, Field(description="Selects the lines that count; null means all.")] = None


class InsightsPart(Part):
    """The grades of customers, and the changes worth a look."""

    measure: Annotated[
        Literal["spend", "margin"], Field(description="The measure for ranking: spend, or its margin.")
    ] = "spend"
    months: Annotated[Months, Field(description="The number of months that count, up to the day of the review.")] = 12
    review: Annotated[ReviewPart, Field(description="When grades are assigned.")] = ReviewPart(unit="quarter")
    grades: Annotated[list[GradePart], Field(min_length=3, max_length=7, description="The grades, the best first.")] = [
        GradePart(id="A", share="0.05"),
        GradePart(id="B", share="0.15"),
        GradePart(id="C", share="0.30"),
        GradePart(id="D"),
        GradePart(id="E"),
    ]
    stay: Annotated[
        Multiple,
        Field(
            description=(
                "A customer keeps a grade while within its share times this, a decimal text, to avoid frequent changes."
            )
        ),
    ] = "1.2"
    golden: Annotated[
        list[RuleId],
        Field(min_length=1, max_length=5, description="The grades of the golden list: the first one or more."),
    ] = ["A", "B"]
    margins: Annotated[
        list[MarginPart],
        Field(
            max_length=100,
            description="The margins of lines without a `unit_cost`: for each line the first that matches.",
        ),
    ] = []
    deviation: Annotated[
        DeviationPart, Field(description="Spending less, or more, than the customer's own history suggests.")
    ] = DeviationPart()
    rhythm: Annotated[RhythmPart, Field(description="Staying away longer than usual.")] = RhythmPart()
    reorder: Annotated[ReorderPart, Field(description="Buying the same item again.")] = ReorderPart()
    task_control: Annotated[
        Rate,
        Field(
            description=(
                "Not available yet. The part of the customers due for a report who are listed but not reported, to "
                "measure the effect of reports."
            )
        ),
    ] = "0"


def compile_insights(part: InsightsPart) -> Insights:
    """The terms of reviews of one version."""
    return Insights(
        measure=part.measure,
        months=part.months,
        unit=part.review.unit,
        starts_month=part.review.starts_month,
        grades=tuple(_grades(part.grades)),
        stay=ratio(part.stay),
        golden=frozenset(part.golden),
        margins=tuple(Margin(compiled_match(margin.match), ratio(margin.rate)) for margin in part.margins),
        deviation=_deviation(part.deviation),
        rhythm=_rhythm(part.rhythm),
        reorder=_reorder(part.reorder),
        task_control=ratio(part.task_control),
    )


def _grades(grades: Sequence[GradePart]) -> Iterator[Grade]:
    shares: list[Ratio] = []
    for part in grades:
        shares += [ratio(part.share)] if part.share is not None else []
        yield Grade(part.id, added(*shares) if part.share is not None else None)


def _deviation(part: DeviationPart) -> Deviation:
    return Deviation(
        unit=part.unit,
        base_periods=part.base_periods,
        min_periods=part.min_periods,
        grades=frozenset(part.grades),
        below=ratio(part.below),
        above=ratio(part.above),
        list_chance=ratio(part.list_chance),
        tell_chance=ratio(part.tell_chance),
        min_amount=part.min_amount,
    )


def _rhythm(part: RhythmPart) -> Rhythm:
    return Rhythm(
        min_purchases=part.min_purchases,
        at_risk=ratio(part.at_risk),
        lapsed=ratio(part.lapsed),
        horizon_days=part.horizon_days,
        win_back_days=part.win_back_days,
        tell_grades=frozenset(part.tell_grades),
    )


def _reorder(part: ReorderPart) -> Reorder:
    depth = part.depth if part.by == "category" else 0
    return Reorder(depth, part.min_purchases, ratio(part.within), compiled_match(part.match))
