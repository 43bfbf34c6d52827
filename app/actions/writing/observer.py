"""Receives internal events, to keep metrics."""

from app.actions.writing.batch_stats import BatchStats
from app.store.connection.database import DatabaseWatch


class Observer(DatabaseWatch):
    """This base class ignores all events."""

    def batch_taken(self, waiting: int) -> None:
        """A batch begins, with this number of commands waiting behind it."""

    def batch_done(self, commands: int) -> None:
        """A batch of this number of commands was carried out."""

    def traded(self, trade: BatchStats) -> None:
        """A batch was committed."""

    def members_checked(self, members: int, differences: int) -> None:
        """Members were rebuilt from the tables, with this number of differences."""

    def time_passed(self, members: int) -> None:
        """Effects of time were applied to this number of members."""

    def swept_late(self, seconds: float) -> None:
        """A sweep begins; the oldest effect still due is this old."""
