"""Forms: their fields, and what an operation found wrong with them.

A refused form is shown again with what was typed. The text of each fault stands under its field, found by the pointer
in the problem.
"""

from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from app.pages.calls import Refused
from app.pages.visit import Page, Shown, Visit

# Refusals that somebody can mend in the form.
MENDABLE: Final = {400, 409, 412, 413, 422, 428}


@dataclass(frozen=True, slots=True)
class FormField:
    """A field. `pointer`: where its value stands in the operation's body, by default under its name."""

    name: str
    label: str
    value: str = ""
    type: str = "text"
    hint: str = ""
    choices: Sequence[tuple[str, str]] = ()
    extra: Mapping[str, str] = field(default_factory=dict)
    pointer: str = ""
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """A form on a page of its own."""

    title: str
    fields: Sequence[FormField]
    button: str
    back: str
    lines: Sequence[str] = ()
    dangerous: bool = False


def shown_form(visit: Visit, form: Form, refused: Refused | None = None) -> Page:
    """The page of a form, with what was typed; after a refusal also its faults."""
    faults = _faults(refused)
    fields = []
    for one in form.fields:
        value = visit.form.get(one.name, "" if visit.form and one.type == "checkbox" else one.value)
        found = faults.pop(one.pointer or f"/{one.name}", None)
        fields.append(replace(one, value=value, fault=found))
    rest = next(iter(faults.values()), "")
    if refused and not rest and not any(one.fault for one in fields):
        rest = str(refused.document.get("detail") or refused.document.get("title") or refused.name)
    values = {
        "lines": form.lines,
        "fault": rest,
        "action": visit.path,
        "fields": fields,
        "button": form.button,
        "back": form.back,
        "dangerous": form.dangerous,
    }
    return Page("form.html", form.title, values, refused.status if refused else 200)


async def sent_form(visit: Visit, form: Form, send: Callable[[], Coroutine[Any, Any, Shown]]) -> Shown:
    """The page after `send`, or the form again with its faults."""
    try:
        return await send()
    except Refused as refused:
        if refused.status not in MENDABLE:
            raise
        return shown_form(visit, form, refused)


def _faults(refused: Refused | None) -> dict[str, str]:
    if refused is None:
        return {}
    return {one["pointer"]: one["detail"] for one in reversed(refused.document.get("errors", []))}
