"""What an answer says besides what was recorded."""

from collections.abc import Mapping
from typing import NamedTuple


class DisplayNames(NamedTuple):
    """The programme's currency, and what vouchers are called, by id."""

    currency: str
    names: Mapping[str, str]
