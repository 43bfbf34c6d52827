"""Corner Coffee: an invented shop with its programme, customers and sales.

All data is invented. The same seed and instant give the same shop to the last penny.
"""

import json
from pathlib import Path
from typing import Any

SLUG = "corner-coffee"


def programme() -> dict[str, Any]:
    """The shop's programme document."""
    document: dict[str, Any] = json.loads((Path(__file__).parent / "programme.json").read_text("utf-8"))
    return document
