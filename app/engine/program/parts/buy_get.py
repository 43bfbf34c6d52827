"""Buy X get Y, for rewards and campaigns alike."""

from typing import Annotated, Literal

from pydantic import Field

from app.engine.model.ratio import ratio
from app.engine.program.parts.match import MatchPart, compiled_match
from app.engine.program.parts.part import Part, PositiveAmount, Rate
from app.engine.program.terms.offers import BuyGet


class BuyPart(Part):
    """What has to be bought: `quantity` units or goods for `amount`."""

    match: Annotated[MatchPart | None, Field(description="Selects the goods; null means all.")] = None
    quantity: Annotated[
        Annotated[int, Field(ge=1, le=1000)] | None, Field(description="The number of units; not with `amount`.")
    ] = None
    amount: Annotated[
        PositiveAmount | None, Field(description="The price of the goods in minor units; not with `quantity`.")
    ] = None


class GetPart(Part):
    """What one then gets for less."""

    match: Annotated[
        MatchPart | None, Field(description="Selects the goods; null means the goods that have to be bought.")
    ] = None
    quantity: Annotated[int, Field(ge=1, le=1000, description="The number of units.")] = 1
    percent_off: Annotated[
        Rate, Field(description="The discount on these units, as a decimal text: `1` is free, `0.5` half price.")
    ] = "1"
    choose: Annotated[
        Literal["cheapest", "dearest"],
        Field(description="Which of the goods in the basket these units are: the cheapest or the dearest."),
    ] = "cheapest"


Buy = Annotated[BuyPart | None, Field(description="For `buy_get`: what has to be bought.")]


Get = Annotated[GetPart | None, Field(description="For `buy_get`: what one then gets for less.")]


Times = Annotated[
    Annotated[int, Field(ge=1, le=1000)] | None,
    Field(description="For `buy_get`: the maximum number of times in a purchase; null means no limit."),
]


def buy_get_terms(buy: BuyPart | None, get: GetPart | None, times: int | None) -> BuyGet | None:
    if buy is None or get is None:
        return None
    return BuyGet(
        buy=compiled_match(buy.match),
        quantity=buy.quantity or 0,
        amount=buy.amount or 0,
        get=compiled_match(get.match or buy.match),
        units=get.quantity,
        rate=ratio(get.percent_off),
        dearest=get.choose == "dearest",
        times=times,
    )
