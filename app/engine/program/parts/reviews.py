"""The dates of reviews, of ranks and of customers alike."""

from typing import Annotated, Literal

from pydantic import Field

from app.engine.program.parts.part import Month, Part


class ReviewPart(Part):
    """The dates of reviews: the first day of each period."""

    unit: Annotated[
        Literal["month", "quarter", "year"], Field(description="On the first day of each month, quarter or year.")
    ]
    starts_month: Annotated[Month, Field(description="The month in which a year begins, such as 4 for April.")] = 1
