"""Rebates: money back on the spend of a period."""

from typing import Annotated, Literal

from pydantic import Field

from app.engine.model.calendar import PeriodUnit
from app.engine.model.ratio import Ratio, ratio
from app.engine.program.fields import Amount, HumanText
from app.engine.program.parts.match import MatchPart, compiled_match
from app.engine.program.parts.part import Growth, Month, Part, PositiveAmount, Rate, RuleId
from app.engine.program.parts.points import WorthPart
from app.engine.program.terms.rebates import Band, Rebate


class BandPart(Part):
    """A band of a rebate: from this spend (for `growth`, this growth; or units), a rate or an amount."""

    from_: Annotated[
        Amount | Growth,
        Field(
            alias="from",
            description=(
                "The spend from which the band applies, in minor units; for growth, the growth as text (`0.10` is "
                "10 %); for a rebate by quantity, the units."
            ),
        ),
    ]
    rate: Annotated[
        Rate | None,
        Field(description="The share of the spend that is due, as a decimal text (`0.02` is 2 %); not for a lump sum."),
    ] = None
    amount: Annotated[
        PositiveAmount | None,
        Field(
            description="For a lump sum: the total amount due once this band is reached, in minor units. For "
            "`retroactive` and `marginal` by quantity: the amount for each unit."
        ),
    ] = None


class RebatePart(Part):
    """A rebate: money back on the spend of a period."""

    id: Annotated[RuleId, Field(description="Your name for the rebate.")]
    name: Annotated[HumanText, Field(description="The display name.")]
    period: Annotated[PeriodUnit, Field(description="The period over which spend is summed. It cannot change.")]
    starts_month: Annotated[
        Month,
        Field(
            description="The month in which a year begins: with 4, quarters begin in April, July, October and January. "
            "It cannot change."
        ),
    ] = 1
    method: Annotated[
        Literal["retroactive", "marginal", "lump_sum", "per_multiple", "growth"],
        Field(
            description=(
                "The rate of the highest band on the whole spend (`retroactive`), each slice at its own rate "
                "(`marginal`), one amount (`lump_sum`), an amount for every full `per` (`per_multiple`), or a "
                "rate for growth over the year before (`growth`). It cannot change."
            )
        ),
    ]
    measure: Annotated[
        Literal["spend", "quantity"],
        Field(
            description="What bands and `per` count: the matching spend, or the matching units with a price above 0. "
            "Not for `growth`. It cannot change."
        ),
    ] = "spend"
    cap: Annotated[
        PositiveAmount | None,
        Field(description="The maximum amount due for a period, in minor units; null means no limit."),
    ] = None
    expected_rate: Annotated[
        Rate | None,
        Field(
            description="The rate at which the liability report accrues the spend of a period, beside the amount due, "
            "as a decimal text (`0.02` is 2 %); null means no accrual."
        ),
    ] = None
    pay: Annotated[
        Literal["at_once", "at_period_end"],
        Field(
            description=(
                "Whether the amount due is paid with each purchase, or after the end of the period. It cannot change."
            )
        ),
    ] = "at_once"
    as_: Annotated[
        Literal["credit", "points", "voucher", "statement"],
        Field(
            alias="as",
            description=(
                "The form of payment. A `voucher` at once requires a lump sum or multiples, a `statement` "
                "payment at the end of the period. It cannot change."
            ),
        ),
    ] = "credit"
    match: Annotated[MatchPart | None, Field(description="Selects the lines that count; null means all.")] = None
    bands: Annotated[
        list[BandPart], Field(max_length=50, description="The bands, lowest first; not for `per_multiple`.")
    ] = []
    per: Annotated[
        PositiveAmount | None,
        Field(description="For `per_multiple`: the matching spend, in minor units, or the matching units."),
    ] = None
    amount: Annotated[
        PositiveAmount | None,
        Field(description="For `per_multiple`: the amount due for every full `per`, in minor units."),
    ] = None
    grace_days: Annotated[
        int, Field(ge=0, le=365, description="The number of days between the end of a period and its settlement.")
    ] = 0
    on: Annotated[
        Literal["spend", "growth"],
        Field(description="For `growth`: whether the rate applies to the whole spend or to the growth only."),
    ] = "spend"


def rebate(part: RebatePart, worth: WorthPart | None) -> Rebate:
    """A rebate; `worth` is that of points, for rebates paid as points."""
    return Rebate(
        id=part.id,
        name=part.name,
        period=part.period,
        method=part.method,
        match=compiled_match(part.match),
        bands=tuple(_band(band) for band in part.bands),
        per=part.per or 0,
        amount=part.amount or 0,
        pays_at_once=part.pay == "at_once",
        pays_as=part.as_,
        on_growth=part.on == "growth",
        grace_days=part.grace_days,
        worth=Ratio(worth.points, worth.amount) if worth else None,
        starts_month=part.starts_month,
        by_quantity=part.measure == "quantity",
        cap=part.cap,
        expected_rate=ratio(part.expected_rate) if part.expected_rate else None,
    )


def _band(band: BandPart) -> Band:
    rate = ratio(band.rate or "0")
    if isinstance(band.from_, str):
        return Band(0, rate, band.rate, growth=ratio(band.from_))
    return Band(band.from_, rate, band.rate, band.amount or 0)
