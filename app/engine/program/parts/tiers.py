"""The tier ladder: its measure, its window, and how tiers are kept."""

from typing import Annotated, Literal

from pydantic import Field

from app.engine.model.calendar import Window
from app.engine.model.ratio import ratio
from app.engine.program.fields import Amount, HumanText
from app.engine.program.parts.match import MatchPart, compiled_match
from app.engine.program.parts.part import Month, Months, Multiplier, Part, Rate, RuleId
from app.engine.program.terms.tiers import Tier, TierLadder


class WindowPart(Part):
    """The window of the tier ladder: the days that count."""

    kind: Annotated[
        Literal["rolling", "calendar", "anniversary", "lifetime"],
        Field(
            description=(
                "The last `months` (`rolling`), the current `unit` (`calendar`), the year since the member's "
                "last anniversary (`anniversary`), or everything (`lifetime`)."
            )
        ),
    ]
    months: Annotated[Months | None, Field(description="For `rolling`: the number of months.")] = None
    unit: Annotated[
        Literal["month", "quarter", "year"] | None, Field(description="For `calendar`: month, quarter or year.")
    ] = None
    starts_month: Annotated[
        Month, Field(description="For `calendar`: the month in which a year begins, such as 4 for April.")
    ] = 1


class KeepPart(Part):
    """The retention of tiers: how long one is kept."""

    kind: Annotated[
        Literal["while_qualified", "until_end_of_next_window", "months"],
        Field(
            description=(
                "How long a tier is kept: `while_qualified`, as long as the window reaches it; "
                "`until_end_of_next_window`, to the end of the year (or month, quarter, membership year) "
                "after the one in which it was reached; `months`, counted from the day on which it was "
                "reached, and renewed if the window still reaches it on the last day."
            )
        ),
    ]
    n: Annotated[Months | None, Field(description="For `months`: the number of months.")] = None


class LevelPart(Part):
    """A tier, reached at `from` of the measure."""

    id: Annotated[RuleId, Field(description="Your name for the tier.")]
    name: Annotated[HumanText, Field(description="The display name.")]
    from_: Annotated[
        Amount,
        Field(
            alias="from",
            description="The measure from which the tier is held; 0 for the first tier, which every member has.",
        ),
    ]
    points_multiplier: Annotated[
        Multiplier,
        Field(description="The multiplier for points earned in this tier, a decimal text such as `1.25`."),
    ] = "1"
    discount: Annotated[
        Rate | None,
        Field(
            description="A price reduction that your till may apply in this tier, as a decimal text (`0.05` is 5 %)."
        ),
    ] = None
    privileges: Annotated[
        list[RuleId],
        Field(description="Other privileges of the tier, as short names that your own systems understand."),
    ] = []


class TiersPart(Part):
    """The tier ladder and its measure."""

    qualify_by: Annotated[
        Literal["spend", "points", "visits"],
        Field(description="The measure that decides the tier: spend, points earned, or visits."),
    ] = "spend"
    match: Annotated[
        MatchPart | None,
        Field(description="Selects the lines that count as spend or make a visit; null means all. Not for points."),
    ] = None
    window: Annotated[WindowPart, Field(description="The days that count towards a tier.")]
    keep: Annotated[KeepPart, Field(description="How long a tier is kept.")] = KeepPart(kind="while_qualified")
    downgrade: Annotated[
        Literal["requalify", "one_down"],
        Field(
            description=(
                "The tier after a loss: the one that the window gives (`requalify`), or the next lower one "
                "(`one_down`)."
            )
        ),
    ] = "requalify"
    on_return: Annotated[
        Literal["requalify", "keep"],
        Field(description="Whether a return can cost a tier (`requalify`) or not (`keep`)."),
    ] = "requalify"
    grace_days: Annotated[
        int, Field(ge=0, le=365, description="The number of days that a tier is kept after its end.")
    ] = 0
    notice_delay_minutes: Annotated[
        int,
        Field(
            ge=0,
            le=10080,
            description="The number of minutes that a change of tier must last before it is announced.",
        ),
    ] = 0
    levels: Annotated[list[LevelPart], Field(min_length=1, max_length=20, description="The tiers, lowest first.")]


def tier_ladder(part: TiersPart, *, days_ahead: bool) -> TierLadder:
    """The tier ladder. `days_ahead`: some stores' days start before the programme's."""
    levels = tuple(
        Tier(
            id=level.id,
            name=level.name,
            reached_at=level.from_,
            multiplier=ratio(level.points_multiplier),
            multiplier_text=level.points_multiplier,
            discount=level.discount,
            privileges=tuple(level.privileges),
        )
        for level in part.levels
    )
    window = Window(part.window.kind, part.window.months or 0, part.window.unit or "year", part.window.starts_month)
    kept = part.keep.kind != "while_qualified" or part.downgrade == "one_down" or part.grace_days > 0
    return TierLadder(
        window=window,
        levels=levels,
        measure=part.qualify_by,
        keeps_on_return=part.on_return == "keep",
        keep=part.keep.kind,
        keep_months=part.keep.n or 0,
        one_down=part.downgrade == "one_down",
        grace_days=part.grace_days,
        # Over a lifetime, only returns can reduce the measure.
        looks_back=kept and window.kind != "lifetime",
        days_ahead=days_ahead,
        notice_delay_minutes=part.notice_delay_minutes,
        match=compiled_match(part.match),
    )
