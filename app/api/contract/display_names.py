"""The names that an answer needs besides its record."""

from collections.abc import Mapping
from typing import NamedTuple


class DisplayNames(NamedTuple):
    """The programme's currency, and the names of vouchers by id."""

    currency: str
    names: Mapping[str, str]
