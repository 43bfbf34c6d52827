"""Notices: the events that announce an end or an occasion."""

from typing import Annotated

from pydantic import Field

from app.engine.model.ratio import ratio
from app.engine.program.parts.part import Part, Rate
from app.engine.program.terms.notices import NoticeTerms

NoticeDays = Annotated[list[Annotated[int, Field(ge=1, le=366)]], Field(max_length=5)]


class NoticesPart(Part):
    """The events that announce what ends or comes soon. What is left out is not announced."""

    points_expiring_days: Annotated[
        NoticeDays, Field(description="`points.expiring` so many days before the last day of points: `[30, 7]`.")
    ] = []
    voucher_expiring_days: Annotated[
        NoticeDays, Field(description="`voucher.expiring` so many days before the last day of a voucher.")
    ] = []
    tier_ending_days: Annotated[
        Annotated[int, Field(ge=1, le=366)] | None,
        Field(description="`tier.ending` so many days before the last day of a tier that is not kept yet."),
    ] = None
    birthday_days: Annotated[
        Annotated[int, Field(ge=0, le=60)] | None,
        Field(description="`member.birthday` so many days before a birthday; 0 on the day itself."),
    ] = None
    reorder_days: Annotated[
        Annotated[int, Field(ge=0, le=7)] | None,
        Field(description="`reorder.due` so many days before a member is expected to buy an item again."),
    ] = None
    rebate_near: Annotated[
        Rate | None,
        Field(description="`rebate.near` when no more than this part of the next band is missing: `0.10`."),
    ] = None


def notice_terms(part: NoticesPart) -> NoticeTerms:
    """What is announced how many days before."""
    return NoticeTerms(
        points_expiring_days=tuple(sorted(part.points_expiring_days)),
        voucher_expiring_days=tuple(sorted(part.voucher_expiring_days)),
        tier_ending_days=part.tier_ending_days,
        birthday_days=part.birthday_days,
        reorder_days=part.reorder_days,
        rebate_near=ratio(part.rebate_near) if part.rebate_near is not None else None,
    )
