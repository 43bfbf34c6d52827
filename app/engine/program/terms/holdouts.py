"""Control groups: a share of the members is excluded from the covered offers, to measure their effect."""

from typing import Final, Literal, NamedTuple

from app.engine.model.control_groups import is_in_control_group
from app.engine.model.ratio import Ratio

Covered = Literal["campaigns", "voucher_batches", "contact_lists"]

NOT_FOR_THIS_MEMBER: Final = "not for this member"


class Holdout(NamedTuple):
    """The control group of `id`: `share` of all members, excluded from what it `covers` from a day."""

    id: str
    share: Ratio
    starts_on: str
    covers: frozenset[Covered]

    def has(self, program_id: str, member_id: str) -> bool:
        """Whether a member is in the control group."""
        return is_in_control_group(program_id, self.id, member_id, self.share)

    def keeps_out(self, program_id: str, member_id: str, covered: Covered, day: str) -> bool:
        """Whether a member is excluded from this on a day."""
        return covered in self.covers and day >= self.starts_on and self.has(program_id, member_id)
