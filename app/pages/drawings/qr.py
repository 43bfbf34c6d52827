"""QR codes as the outline of an SVG."""

from typing import Any, Final

import segno

QUIET: Final = 4
STEADY: Final = "m"


def qr_drawn(text: str) -> dict[str, Any]:
    """A code of this text: the length of its side with the quiet zone, and the path of its dark rows."""
    rows = [bytes(row) for row in segno.make(text, error=STEADY, micro=False).matrix]
    path = []
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            end = x
            while end < len(row) and row[end]:
                end += 1
            if end > x:
                path.append(f"M{x + QUIET} {y + QUIET}.5h{end - x}")
            x = end + 1
    return {"side": len(rows) + 2 * QUIET, "path": "".join(path)}
