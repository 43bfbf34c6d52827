"""The roles that see groups of pages."""

from typing import Final

OWNERS: Final = frozenset({"admin", "manager"})
COUNTER: Final = OWNERS | {"representative"}
FIGURES: Final = OWNERS | {"auditor"}
TECHNICAL: Final = frozenset({"admin", "operator"})
EVERYBODY: Final = COUNTER | {"auditor", "operator"}
