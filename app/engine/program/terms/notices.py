"""The terms of notices, compiled: how many days before something ends or comes, others are to learn of it."""

from typing import Final, NamedTuple

from app.engine.model.ratio import Ratio


class NoticeTerms(NamedTuple):
    """The days before the end of points and vouchers, of a tier, and before a birthday and a re-order; None: never.

    `rebate_near`: the part of the next band of a rebate that may be missing.
    """

    points_expiring_days: tuple[int, ...] = ()
    voucher_expiring_days: tuple[int, ...] = ()
    tier_ending_days: int | None = None
    birthday_days: int | None = None
    reorder_days: int | None = None
    rebate_near: Ratio | None = None

    @property
    def is_empty(self) -> bool:
        """Whether there are no notices of days."""
        return self._replace(rebate_near=None) == NO_NOTICES


NO_NOTICES: Final = NoticeTerms()
