"""Control groups: members excluded from an offer, to measure its effect.

A hash of the member's id decides, so a group needs no table and never changes. A larger share of the same name includes
all members of a smaller one.
"""

import hashlib
from typing import Final

from app.engine.model.ratio import Ratio

_HASHES: Final = 2**64


def is_in_control_group(program_id: str, name: str, member_id: str, share: Ratio) -> bool:
    """Whether a member is one of the share that the control group of this name has of a programme's members."""
    digest = hashlib.sha256(f"{program_id}/{name}/{member_id}".encode()).digest()
    return int.from_bytes(digest[:8], "big") * share.per < share.amount * _HASHES
