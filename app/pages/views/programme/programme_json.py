"""The draft as JSON: edited as a whole, checked, and kept."""

import json
from typing import Any, Final

from app.pages.calls import Refused
from app.pages.views.programme.draft_page import PATH, checked, keep_draft, read_draft
from app.pages.visit import Moved, Page, Shown, Visit

HERE: Final = "/pages/programme/json"


async def json_page(visit: Visit) -> Shown:
    """The draft, or the document in force, to edit."""
    draft = await read_draft(visit)
    return await _page(visit, _text(draft.document), draft.revision)


async def change_json(visit: Visit) -> Shown:
    """Check what was typed, and keep it as the draft if that was asked for."""
    text, given = visit.form.get("document", ""), visit.form.get("revision", "")
    revision = int(given) if given.isascii() and given.isdigit() and len(given) < 10 else 0
    try:
        document = json.loads(text)
        if not isinstance(document, dict):
            raise TypeError
    except (ValueError, TypeError, RecursionError) as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else 1
        detail = error.msg if isinstance(error, json.JSONDecodeError) else visit.text("This is no JSON object")
        return await _page(visit, text, revision, faults=[{"pointer": "", "text": detail, "line": line}], status=422)
    document.pop("version", None)
    faults, notes = await checked(visit, document)
    placed = [{**one, "line": line_of(text, one["pointer"])} for one in faults]
    if visit.form.get("do") != "keep":
        return await _page(visit, text, revision, faults=placed, notes=notes, was_checked=True)
    try:
        await keep_draft(visit, document, revision)
    except Refused as refused:
        if refused.status != 412:
            raise
        lost = visit.text(
            "Somebody has changed the draft meanwhile. Nothing of yours was kept; copy it, and look again."
        )
        return await _page(visit, text, revision, faults=placed, lost=lost, status=412)
    return Moved(PATH)


def line_of(text: str, pointer: str) -> int:
    """The line (from 1) at which a part of a JSON text begins, or its nearest part that is there."""
    decoder, found = json.JSONDecoder(), 0
    at = _skipped(text, 0)
    for step in pointer.split("/")[1:]:
        begin = _member(text, at, step.replace("~1", "/").replace("~0", "~"), decoder)
        if begin is None:
            break
        found = at = begin
    return text.count("\n", 0, found) + 1


def _skipped(text: str, at: int) -> int:
    while at < len(text) and text[at] in " \t\r\n":
        at += 1
    return at


def _member(text: str, at: int, step: str, decoder: json.JSONDecoder) -> int | None:
    """Where a member of the object or list at a place begins."""
    if text[at] not in "{[":
        return None
    is_object, place, at = text[at] == "{", 0, _skipped(text, at + 1)
    while at < len(text) and text[at] not in "}]":
        name: Any = str(place)
        if is_object:
            name, at = decoder.raw_decode(text, at)
            at = _skipped(text, _skipped(text, at) + 1)
        if name == step:
            return at
        _, at = decoder.raw_decode(text, at)
        at = _skipped(text, at)
        if text[at] == ",":
            at = _skipped(text, at + 1)
        place += 1
    return None


def _text(document: dict[str, Any]) -> str:
    return json.dumps(document, indent=2, ensure_ascii=False)


async def _page(visit: Visit, text: str, revision: int, *, status: int = 200, **more: Any) -> Page:
    words = visit.words
    faults = more.get("faults", [])
    told = words.several("%(n)s fault", "%(n)s faults", len(faults)) if faults else words.text("Checked: no faults")
    values = {
        "tabs": "json",
        "text": text,
        "revision": revision,
        "faults": faults,
        "notes": more.get("notes", []),
        "checked": told if faults or more.get("was_checked") else "",
        "lost": more.get("lost", ""),
    }
    return Page("programme_json.html", words.text("The programme as JSON"), values, status)
