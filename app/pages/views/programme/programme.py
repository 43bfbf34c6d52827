"""The programme as prose: in force, in an earlier version, and two versions side by side."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlencode

from app.pages.calls import Refused, named
from app.pages.views.programme.document_changes import Change, changes_between, value_at
from app.pages.views.prose.parts import Value
from app.pages.views.prose.sections import sections
from app.pages.visit import Page, Shown, Visit

MOST_VERSIONS: Final = 12
DRAFT: Final = "/pages/programme/draft"
MOST_STEPS: Final = 6


async def programme_page(visit: Visit) -> Shown:
    """The programme in force."""
    words, version = visit.words, visit.shop.version
    draft = await visit.calls.try_get("/v1/program/draft", "not-found") if visit.may("program:write") else None
    told = words.text("Version %(n)s is in force.", n=version)
    if visit.query.get("published"):
        told = words.text("Version %(n)s is published, and decides from now on.", n=version)
    changes = changes_between(visit.shop.document, draft["document"]) if draft else []
    values = {
        "tabs": "read",
        "told": told,
        "sections": marked_sections(visit, visit.shop.document, None, DRAFT if visit.may("program:write") else ""),
        **picture_values(visit, visit.shop.document, None),
        "begun": words.several("A draft has %(n)s change.", "A draft has %(n)s changes.", len(changes))
        if draft
        else "",
        "versions": _versions(visit),
        "published": bool(visit.query.get("published")),
    }
    return Page("programme.html", words.text("%(shop)s: the programme", shop=visit.shop.name), values)


async def version_page(visit: Visit) -> Shown:
    """Any version of the programme, to read."""
    document = await _version(visit, visit.names["version"])
    number = document["version"]
    if number == visit.shop.version:
        told = visit.text("This version is in force.")
    else:
        told = visit.text("Purchases of its time were decided by it.")
    values = {
        "tabs": "",
        "told": told,
        "sections": marked_sections(visit, document, None, ""),
        **picture_values(visit, document, None),
        "begun": "",
        "versions": _versions(visit),
        "published": False,
    }
    return Page("programme.html", visit.text("Version %(n)s of the programme", n=number), values)


async def compare_page(visit: Visit) -> Shown:
    """Two versions: what differs, and the second as prose with what it changed."""
    newest = visit.shop.version
    names = [visit.query.get("a") or str(max(newest - 1, 1)), visit.query.get("b") or str(newest)]
    first, second = [await _version(visit, name) for name in names]
    changes = changes_between(first, second)
    words = visit.words
    values = {
        "tabs": "compare",
        "told": words.several("%(n)s value differs.", "%(n)s values differ.", len(changes))
        if changes
        else words.text("They say the same."),
        "sections": marked_sections(visit, second, first, ""),
        "changes": shown_changes(visit, changes, first, second),
        "a": first["version"],
        "b": second["version"],
        "numbers": list(range(newest, max(newest - 50, 0), -1)),
    }
    title = words.text("Versions %(a)s and %(b)s", a=first["version"], b=second["version"])
    return Page("compare.html", title, values)


async def _version(visit: Visit, name: str) -> dict[str, Any]:
    try:
        return dict(await visit.calls.get(f"/v1/program/versions/{named(name)}"))
    except Refused as refused:
        if refused.status == 404:
            raise Refused(404, {"type": "/not-found"}) from None
        raise


def _versions(visit: Visit) -> list[dict[str, Any]]:
    newest = visit.shop.version
    return [
        {
            "name": visit.text("Version %(n)s", n=number),
            "path": f"/pages/programme/versions/{number}",
            "compare": f"/pages/programme/compare?{urlencode({'a': number - 1, 'b': number})}" if number > 1 else "",
        }
        for number in range(newest, max(newest - MOST_VERSIONS, 0), -1)
    ]


def marked_sections(
    visit: Visit, document: Mapping[str, Any], before: Mapping[str, Any] | None, path: str
) -> list[dict[str, Any]]:
    """The prose of a document: values that differ from `before` are marked, all are linked to `path` to be changed."""
    old = values_of(visit, before) if before is not None else {}
    found = []
    for section in sections(visit, document):
        lines = []
        for line in section.paragraphs:
            spans: list[Any] = []
            for span in line:
                if isinstance(span, str):
                    spans.append(span)
                    continue
                was = old.get(span.pointer)
                query = urlencode({"pointer": span.pointer})
                spans.append(
                    {
                        "text": span.text,
                        "was": was.text if was and _differs(document, before, span.pointer) else None,
                        "path": f"{path}?{query}" if path else "",
                    }
                )
            lines.append(spans)
        found.append({"name": section.name, "paragraphs": lines})
    return found


def _differs(document: Mapping[str, Any], before: Mapping[str, Any] | None, pointer: str) -> bool:
    return bool(value_at(document, pointer) != value_at(before, pointer))


def values_of(visit: Visit, document: Mapping[str, Any]) -> dict[str, Value]:
    """The values of a document that can be touched, by pointer."""
    spans = [span for section in sections(visit, document) for line in section.paragraphs for span in line]
    return {span.pointer: span for span in spans if isinstance(span, Value)}


def shown_changes(
    visit: Visit, changes: Sequence[Change], before: Mapping[str, Any], after: Mapping[str, Any]
) -> list[dict[str, str]]:
    """Changes in words: what was, what is, where; and whether the value can be touched."""
    old, new = values_of(visit, before), values_of(visit, after)
    return [
        {
            "pointer": one.pointer if one.pointer in new else "",
            "was": old[one.pointer].text if one.pointer in old else _text(one.before),
            "now": new[one.pointer].text if one.pointer in new else _text(one.after),
            "where": place_of(after, one.pointer),
        }
        for one in changes
    ]


def place_of(document: Mapping[str, Any], pointer: str) -> str:
    """A place in the document by the names of its parts, such as `tiers Gold from`."""
    names, path = [], ""
    for step in pointer.strip("/").split("/"):
        path += f"/{step}"
        part = value_at(document, path)
        name = (part.get("name") or part.get("id")) if isinstance(part, dict) and step.isdigit() else None
        names.append(str(name or step).replace("_", " "))
    return " ".join(names)


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def picture_values(visit: Visit, document: Mapping[str, Any], rehearsal: Mapping[str, Any] | None) -> dict[str, Any]:
    """The picture of the levels, and the section that it belongs to."""
    names = [one.name for one in sections(visit, document)]
    levels = visit.text("Levels")
    return {
        "picture_at": names.index(levels) if levels in names else -1,
        "steps": _steps(visit, document, rehearsal),
    }


def _steps(visit: Visit, document: Mapping[str, Any], rehearsal: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """The levels as steps, each as high as its place; after a rehearsal with the people on each."""
    tiers, words = document.get("tiers"), visit.words
    levels = tiers.get("levels") if isinstance(tiers, Mapping) else None
    if not isinstance(tiers, Mapping) or not isinstance(levels, list) or not 2 <= len(levels) <= MOST_STEPS:
        return None
    if not all(isinstance(one, Mapping) and _is_level(one) for one in levels):
        return None
    is_money = tiers.get("qualify_by", "spend") == "spend"
    people: Mapping[str, tuple[int, int]] = rehearsal["people"] if rehearsal and rehearsal["done"] else {}
    width = 100 // len(levels)
    steps = []
    for place, level in enumerate(levels):
        begin = words.round_money(level["from"]) if is_money else words.number(level["from"])
        before, after = people.get(level["id"], (0, 0))
        more = after - before
        steps.append(
            {
                "x": place * width,
                "width": width - 2,
                "y": 110 - place * 90 // max(len(levels) - 1, 1),
                "name": level["name"],
                "begin": words.text("from %(amount)s", amount=begin),
                "people": words.several("%(n)s person", "%(n)s people", after) if people else "",
                "more": _more(visit, more) if people and more else "",
            }
        )
    told = ", ".join(f"{one['name']} {one['begin']} {one['people']} {one['more']}".strip() for one in steps)
    caption = words.text("Where members would stand") if people else words.text("The levels, and where each begins")
    return {"steps": steps, "told": told, "caption": caption}


def _is_level(level: Mapping[str, Any]) -> bool:
    """Whether a level of a draft, which may have faults, has what the picture shows."""
    return isinstance(level.get("from"), int) and all(isinstance(level.get(one), str) for one in ("id", "name"))


def _more(visit: Visit, more: int) -> str:
    words = visit.words
    return (
        words.several("%(n)s more", "%(n)s more", more)
        if more > 0
        else words.several("%(n)s fewer", "%(n)s fewer", -more)
    )
