"""The scripts of the pages: few, typed, and without anything that the content security policy forbids."""

import gzip
import re
from pathlib import Path

from tests.clients.generated import run
from tests.clients.node import TOOLS, found_node

STATIC = Path("app/pages/static")
MOST_BYTES, MOST_PACKED_BYTES = 8_000, 3_000
STRICT = ["--strict", "--noUncheckedIndexedAccess", "--noImplicitReturns", "--noUnusedLocals", "--noUnusedParameters"]


def test_the_scripts_are_small_and_make_no_text_into_code() -> None:
    scripts = sorted(STATIC.glob("*.js"))
    assert scripts
    assert sum(len(one.read_bytes()) for one in scripts) <= MOST_BYTES
    assert sum(len(gzip.compress(one.read_bytes())) for one in scripts) <= MOST_PACKED_BYTES
    for one in scripts:
        text = one.read_text("utf-8")
        assert "// @ts-check" in text
        assert not re.search(
            r"\beval\b|new Function|innerHTML|outerHTML|document\.write|setAttribute\(\"on|https?:", text
        )


def test_the_scripts_have_the_types_they_say() -> None:
    found_node()
    scripts = [str(one.absolute()) for one in sorted(STATIC.glob("*.js"))]
    options = ["--allowJs", "--checkJs", "--noEmit", "--target", "es2022", "--lib", "es2022,dom,dom.iterable"]
    run(TOOLS / "tsc", *options, *STRICT, *scripts, folder=Path.cwd())
