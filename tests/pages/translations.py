"""Reads the texts of the pages, brings the catalogues up to date and compiles them: `./run translations`.

English is the source. A catalogue holds the texts in alphabetical order, without places or dates, so a change of one
text changes its own lines.
"""

import ast
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from babel.messages import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from jinja2 import Environment

from app.pages.languages import CATALOGUES, LANGUAGES

PAGES: Final = Path("app/pages")
TRANSLATED: Final = tuple(name for name in LANGUAGES if name != "en")
# The functions that take a text for people, with the places of the texts among their arguments.
KEYWORDS: Final = {
    "_": (0,),
    "gettext": (0,),
    "text": (0,),
    "ngettext": (0, 1),
    "several": (0, 1),
    "plural": (0, 1),
    "sentence": (1,),
}
Message = str | tuple[str, str]
# Lines of a catalogue's head that say nothing, or change with every run.
_IDLE: Final = ("Project-Id", "Report-", "POT-", "PO-", "Last-", "Language-Team", "Generated-By")


def texts() -> set[Message]:
    """Every text of the pages; one with a plural is a pair."""
    return {message for path in PAGES.rglob("*") for message in texts_in(path)}


def texts_in(path: Path) -> Iterator[Message]:
    """The texts of a template or module."""
    if path.suffix == ".html":
        found = Environment(extensions=["jinja2.ext.i18n"]).extract_translations(path.read_text("utf-8"))
        for _, _, message in found:
            words = [message] if isinstance(message, str) else [one for one in message if one is not None]
            yield words[0] if len(words) == 1 else (words[0], words[1])
    if path.suffix == ".py":
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(call, ast.Call):
                continue
            name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
            places = KEYWORDS.get(name, ())
            given = [call.args[place] for place in places if place < len(call.args)]
            words = [one.value for one in given if isinstance(one, ast.Constant) and isinstance(one.value, str)]
            if words and len(words) == len(places):
                yield words[0] if len(words) == 1 else (words[0], words[1])


def path_of(name: str, suffix: str = "po") -> Path:
    """The file of a catalogue."""
    return CATALOGUES / name / "LC_MESSAGES" / f"pages.{suffix}"


def catalogue(name: str) -> Catalog:
    """The catalogue of a language as it is in its file."""
    with path_of(name).open("rb") as file:
        return read_po(file, name)


def updated(name: str, wanted: set[Message]) -> Catalog:
    """A catalogue with exactly the wanted texts, and what is known of their translations."""
    known = catalogue(name) if path_of(name).exists() else Catalog(name)
    made = Catalog(name, fuzzy=False)
    for message in wanted:
        before = known.get(message if isinstance(message, str) else message[0])
        translation = (
            before.string if before is not None and isinstance(before.id, str) == isinstance(message, str) else ""
        )
        made.add(message, translation)
    return made


def written(made: Catalog) -> bytes:
    """A catalogue as the bytes of its file."""
    made.header_comment = "# The texts of the pages."
    file = io.BytesIO()
    write_po(file, made, width=120, sort_output=True)
    idle = tuple(f'"{one}'.encode() for one in _IDLE)
    return b"".join(line for line in file.getvalue().splitlines(keepends=True) if not line.startswith(idle))


def compiled(made: Catalog) -> bytes:
    """A catalogue as `gettext` reads it."""
    file = io.BytesIO()
    write_mo(file, made)
    return file.getvalue()


def missing(made: Catalog) -> Sequence[str]:
    """The texts without a translation, or without one of its plurals."""
    return [
        message.id if isinstance(message.id, str) else message.id[0]
        for message in made
        if message.id and not all([message.string] if isinstance(message.string, str) else message.string)
    ]


def main() -> None:
    """Bring all catalogues up to date."""
    wanted = texts()
    for name in TRANSLATED:
        made = updated(name, wanted)
        path_of(name).parent.mkdir(parents=True, exist_ok=True)
        path_of(name).write_bytes(written(made))
        path_of(name, "mo").write_bytes(compiled(made))
        print(f"{name}: {len(wanted)} texts, {len(missing(made))} of them without a translation")


if __name__ == "__main__":
    main()
