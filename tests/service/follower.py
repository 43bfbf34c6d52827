"""A follower of the feed, as a process of its own: `python follower.py KEY FILE ADDRESS…`.

Each line of FILE is what one page told, with the cursor after it: whoever reads a line has both or neither.
"""

import json
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

TOLD = ("id", "position", "subject", "memberseq", "type")


def lines_of(file: Path) -> list[dict[str, Any]]:
    """The whole lines of a follower's file; a half one, of a follower that was killed, is cut off."""
    if not file.exists():
        return []
    text = file.read_bytes()
    whole = text[: text.rfind(b"\n") + 1]
    if whole != text:
        file.write_bytes(whole)
    return [json.loads(line) for line in whole.splitlines()]


def follow(key: str, file: Path, addresses: list[str]) -> None:
    """Read the feed for ever, from the last line on."""
    before = lines_of(file)
    cursor, number = before[-1]["cursor"] if before else "start", 0
    with file.open("ab", buffering=0) as out:
        while True:
            asked = urlencode({"after": cursor, "limit": 1000, "wait_seconds": 1})
            address = addresses[number % len(addresses)]
            request = urllib.request.Request(f"{address}/v1/events?{asked}", headers={"Authorization": f"Bearer {key}"})
            try:
                with urllib.request.urlopen(request, timeout=30) as answer:
                    page = json.load(answer)
            except (OSError, ValueError, urllib.error.HTTPError):
                # A server was killed; another one may be there.
                number += 1
                time.sleep(0.05)
                continue
            if page["data"]:
                cursor = page["next_cursor"]
                seen = [[event[name] for name in TOLD] for event in page["data"]]
                out.write(json.dumps({"cursor": cursor, "seen": seen}).encode() + b"\n")


if __name__ == "__main__":
    follow(sys.argv[1], Path(sys.argv[2]), sys.argv[3:])
