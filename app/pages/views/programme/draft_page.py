"""The draft of the programme: changed value by value, checked, rehearsed and published by whoever may."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from app.pages.calls import Refused, named
from app.pages.typed import number_text, number_typed
from app.pages.views.programme.document_changes import ABSENT, Change, changes_between, plain, value_at, with_value
from app.pages.views.programme.programme import marked_sections, picture_values, place_of, shown_changes, values_of
from app.pages.views.programme.rehearsed import rehearsal_of, rehearse
from app.pages.views.prose.parts import Value
from app.pages.visit import Moved, Page, Shown, Visit

DRAFT: Final = "/v1/program/draft"
PATH: Final = "/pages/programme/draft"
MOST_NOTES: Final = 6


class Draft:
    """The draft, or the document in force where nobody has begun one. `revision` 0: none is kept yet."""

    def __init__(self, visit: Visit, kept: Mapping[str, Any] | None) -> None:
        self.revision: int = kept["revision"] if kept else 0
        self.base_version: int = kept["base_version"] if kept else visit.shop.version
        self.document: dict[str, Any] = kept["document"] if kept else plain(visit.shop.document)
        self.staff: str | None = kept["staff"] if kept else None
        self.changed_at: str | None = kept["changed_at"] if kept else None
        self.changes: Sequence[Change] = changes_between(visit.shop.document, self.document)


async def read_draft(visit: Visit) -> Draft:
    """The draft as it is now."""
    return Draft(visit, await visit.calls.try_get(DRAFT, "not-found"))


async def keep_draft(visit: Visit, document: Mapping[str, Any], revision: int) -> None:
    """Replace the draft that somebody has read. Raises Refused if it has been changed since."""
    if revision:
        await visit.calls.send("PUT", DRAFT, document, if_match=f'"{revision}"')
        return
    # Begun by somebody else meanwhile: then there is one, and nobody has read it here.
    if await visit.calls.try_get(DRAFT, "not-found") is not None:
        raise Refused(412, {"type": "/version-conflict"})
    await visit.calls.send("PUT", DRAFT, document)


async def draft_page(visit: Visit) -> Shown:
    """The draft; a touched value gets a field."""
    return await _page(visit, await read_draft(visit), visit.query.get("pointer"))


async def change_draft(visit: Visit) -> Shown:
    """What a button of the draft says: change a value, undo a change or all, rehearse."""
    draft, form = await read_draft(visit), visit.form
    if form.get("do") == "rehearse":
        await rehearse(visit, draft.document, draft.revision)
        return Moved(f"{PATH}#rehearsal")
    revision = form.get("revision", "")
    if form.get("do") == "drop":
        return await _sent(visit, draft, None, None) if draft.revision else Moved("/pages/programme")
    pointer = form.get("pointer", "")
    values = values_of(visit, draft.document)
    if form.get("do") == "undo":
        before = value_at(visit.shop.document, pointer)
        changed = None if before is ABSENT else with_value(draft.document, pointer, before)
        return await _sent(visit, draft, changed, None) if changed else Moved(PATH)
    if pointer not in values:
        return Moved(PATH)
    new = number_typed(form.get("value", ""), values[pointer].kind, visit.words.currency)
    if new is None:
        return await _page(visit, draft, pointer, fault=visit.text("This is not such a value"), status=422)
    if revision != str(draft.revision):
        return await _page(visit, draft, pointer, lost=form.get("seen", ""), status=412)
    return await _sent(visit, draft, with_value(draft.document, pointer, new), pointer)


async def publish_page(visit: Visit) -> Shown:
    """What the next version changes, before it is published."""
    return await _asked(visit, await read_draft(visit))


async def publish_draft(visit: Visit) -> Shown:
    """Publish the draft as the next version, unless somebody has changed it or published one meanwhile."""
    draft = await read_draft(visit)
    try:
        if not draft.revision or visit.form.get("revision") != str(draft.revision):
            raise Refused(412, {"type": "/version-conflict"})
        await visit.calls.send("PUT", "/v1/program", draft.document, if_match=f'"{draft.base_version}"')
    except Refused as refused:
        if refused.status not in (409, 412, 422):
            raise
        return await _asked(visit, draft, refused)
    await visit.calls.send("DELETE", DRAFT, if_match=f'"{draft.revision}"')
    return Moved("/pages/programme?published=yes")


async def _sent(visit: Visit, draft: Draft, document: Mapping[str, Any] | None, pointer: str | None) -> Shown:
    """Keep a changed document, or drop the draft; show the draft again if somebody was quicker."""
    given = visit.form.get("revision", "")
    try:
        if given != str(draft.revision):
            raise Refused(412, {"type": "/version-conflict"})
        if document is None or not changes_between(visit.shop.document, document):
            if draft.revision:
                await visit.calls.send("DELETE", DRAFT, if_match=f'"{draft.revision}"')
            return Moved("/pages/programme")
        await keep_draft(visit, document, draft.revision)
    except Refused as refused:
        if refused.status != 412:
            raise
        return await _page(visit, await read_draft(visit), pointer, lost=visit.form.get("seen", ""), status=412)
    return Moved(PATH)


async def _page(
    visit: Visit, draft: Draft, pointer: str | None, *, fault: str = "", lost: str | None = None, status: int = 200
) -> Page:
    words = visit.words
    values = values_of(visit, draft.document)
    faults, notes = await checked(visit, draft.document) if draft.changes else ([], [])
    rehearsal = await rehearsal_of(visit, draft.revision) if draft.revision else None
    seen = json.dumps({one.pointer: one.after for one in draft.changes})
    shown = {
        "tabs": "draft",
        "told": await _told(visit, draft),
        "sections": marked_sections(visit, draft.document, visit.shop.document, PATH),
        **picture_values(visit, draft.document, rehearsal),
        "touched": _touched(visit, values[pointer], draft, fault) if pointer in values else None,
        "lost": await _lost(visit, draft, lost) if lost is not None else None,
        "revision": draft.revision,
        "seen": seen,
        "changes": shown_changes(visit, draft.changes, visit.shop.document, draft.document),
        "changes_told": words.several("%(n)s change", "%(n)s changes", len(draft.changes)),
        "checked": _checked_words(visit, faults),
        "faults": faults,
        "notes": notes,
        "rehearsal": rehearsal,
        "can_rehearse": visit.may("rehearsals:write") and not faults,
        "publish": words.text("Publish version %(n)s", n=visit.shop.version + 1),
    }
    title = words.text("%(shop)s: the draft", shop=visit.shop.name)
    return Page("draft.html", title, shown, status)


async def checked(visit: Visit, document: Mapping[str, Any]) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """The faults of a document, and without any what the lint has to say."""
    found = await visit.calls.send("POST", "/v1/program/check", document)
    faults = [{"pointer": one["pointer"], "text": one["detail"]} for one in found["faults"]]
    if faults or not visit.may("rehearsals:read"):
        return faults, []
    linted = await visit.calls.send("POST", "/v1/program/lint", document)
    looks = {"error": "bad", "warning": "bad", "note": ""}
    return [], [{"look": looks[one["severity"]], "text": one["what"]} for one in linted["findings"][:MOST_NOTES]]


def _checked_words(visit: Visit, faults: Sequence[object]) -> str:
    if faults:
        return visit.words.several("%(n)s fault", "%(n)s faults", len(faults))
    return visit.text("Checked: no faults")


async def _told(visit: Visit, draft: Draft) -> str:
    words = visit.words
    if not draft.revision or draft.changed_at is None:
        return words.text("Nothing is changed yet. Version %(n)s is in force.", n=visit.shop.version)
    who = await _name(visit, draft.staff)
    told = words.text(
        "A draft of version %(n)s, last changed by %(who)s, %(moment)s.",
        n=visit.shop.version + 1,
        who=who,
        moment=words.moment(draft.changed_at),
    )
    if draft.base_version != visit.shop.version:
        told += " " + words.text(
            "It was begun on version %(old)s; version %(n)s has been published since.",
            old=draft.base_version,
            n=visit.shop.version,
        )
    return told


async def _name(visit: Visit, staff: str | None) -> str:
    if staff == visit.person.staff_id:
        return visit.text("you")
    if staff is None or not visit.may("staff:read"):
        return visit.text("somebody")
    found = await visit.calls.try_get(f"/v1/staff/{named(staff)}", "not-found")
    return str(found["name"]) if found else visit.text("somebody")


def _touched(visit: Visit, value: Value, draft: Draft, fault: str) -> dict[str, Any]:
    units = {
        "money": visit.text("Amount in %(currency)s", currency=visit.words.currency),
        "rate": visit.text("Per cent"),
        "number": visit.text("Number"),
    }
    typed = visit.form.get("value")
    now = value_at(draft.document, value.pointer)
    return {
        "pointer": value.pointer,
        "label": units[value.kind],
        "value": typed if typed is not None else number_text(now, value.kind, visit.words.currency),
        "fault": fault,
    }


async def _lost(visit: Visit, draft: Draft, seen: str) -> dict[str, Any]:
    """What another person has changed in the draft since this person read it."""
    try:
        known = json.loads(seen)
    except ValueError:
        known = {}
    known = known if isinstance(known, dict) else {}
    now = {one.pointer: one.after for one in draft.changes}
    pointers = [one for one in {**known, **now} if known.get(one, ABSENT) != now.get(one, ABSENT)]
    current = values_of(visit, draft.document)
    lines = []
    for one in pointers:
        text = current[one].text if one in current else json.dumps(now.get(one), ensure_ascii=False)
        lines.append({"where": place_of(draft.document, one), "now": text})
    who = await _name(visit, draft.staff) if draft.revision else visit.text("somebody")
    return {
        "who": visit.text("%(who)s has changed the draft meanwhile. Nothing of yours was kept.", who=who),
        "lines": lines,
    }


async def _asked(visit: Visit, draft: Draft, refused: Refused | None = None) -> Page:
    words, fault = visit.words, ""
    if refused:
        texts = [f"{one['pointer']}: {one['detail']}" for one in refused.document.get("errors", [])]
        fault = "; ".join(texts) or words.text("The draft or the programme has been changed meanwhile. Look again.")
    values = {
        "changes": shown_changes(visit, draft.changes, visit.shop.document, draft.document),
        "fault": fault,
        "revision": draft.revision,
        "button": words.text("Publish version %(n)s", n=visit.shop.version + 1),
    }
    title = words.text("Publish version %(n)s?", n=visit.shop.version + 1)
    return Page("publish.html", title, values, refused.status if refused else 200)
