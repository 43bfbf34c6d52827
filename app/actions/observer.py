"""Who is told what happens inside, to keep figures of it."""

from app.actions.batch_stats import BatchStats
from app.store.connection.database import DatabaseWatch


class Observer(DatabaseWatch):
    """By itself it makes nothing of what it is told."""

    def batch_taken(self, commands: int, waiting: int) -> None:
        """A batch of so many commands begins, and so many wait behind it."""

    def traded(self, trade: BatchStats) -> None:
        """A batch was committed."""

    def members_checked(self, members: int, differences: int) -> None:
        """So many members were made anew from the tables, and so much was not as it is stored."""

    def time_passed(self, members: int) -> None:
        """Time has had its effects on so many members."""

    def swept_late(self, seconds: float) -> None:
        """A round over all members begins, and the one who is due longest has been so since then."""
