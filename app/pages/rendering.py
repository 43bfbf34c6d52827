"""Templates into HTML, and the files of the pages under a name that changes with their content."""

import gzip
import hashlib
from collections.abc import Mapping
from functools import cache
from gettext import NullTranslations
from pathlib import Path
from typing import Any, Final, NamedTuple

from babel import Locale
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

_HERE: Final = Path(__file__).parent
_KINDS: Final = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


class Asset(NamedTuple):
    """A file for browsers, plain and compressed."""

    plain: bytes
    packed: bytes
    media_type: str


@cache
def assets() -> Mapping[str, Asset]:
    """The files by name."""
    found = {}
    for path in sorted((_HERE / "static").iterdir()):
        content = path.read_bytes()
        found[path.name] = Asset(content, gzip.compress(content, mtime=0), _KINDS[path.suffix])
    return found


@cache
def assets_hash() -> str:
    """A hash of all files."""
    text = b"".join(name.encode() + asset.plain for name, asset in assets().items())
    return hashlib.sha256(text).hexdigest()[:16]


def asset_path(name: str) -> str:
    """The path of a file."""
    assert name in assets(), name
    return f"/pages/static/{assets_hash()}/{name}"


class Language(NamedTuple):
    """A language of the pages: its locale for numbers and days, and its texts."""

    locale: Locale
    texts: NullTranslations


class Direction:
    """The words that a page without a programme needs."""

    def __init__(self, language: Language) -> None:
        self.lang = str(language.locale).replace("_", "-")
        self.dir = language.locale.text_direction


@cache
def environment(language: Language) -> Environment:
    """The templates in one language."""
    made = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=["jinja2.ext.i18n"],
    )
    made.install_gettext_translations(language.texts, newstyle=True)  # type: ignore[attr-defined]
    made.globals.update(asset=asset_path, initials=initials)
    return made


def initials(name: str) -> str:
    """The first letters of the first and last word of a name."""
    words = [word for word in name.split() if word[0].isalnum()]
    return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()


def rendered(language: Language, template: str, values: Mapping[str, Any]) -> str:
    """A page as HTML."""
    return environment(language).get_template(template).render(values)
