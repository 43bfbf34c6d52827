"""Tasks: what a person has to do by a day, and its outcome."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, NamedTuple

from app.pages.asked import Form, FormField, sent_form, shown_form
from app.pages.calls import Refused, named
from app.pages.people import members_of, name_of
from app.pages.sitemap_roles import OWNERS
from app.pages.views.golden.golden_actions import people
from app.pages.visit import Moved, Shown, Visit

SHOWN: Final = 10
# The reasons of a programme that names none.
USUAL_REASONS: Final = ("price", "quality", "service", "competitor", "moved", "no-need", "seasonal", "other")


class Row(NamedTuple):
    """An open task as a row: `open` shows its form at once, for somebody who came to do it."""

    task: Mapping[str, Any]
    open: bool = False


async def own_tasks(visit: Visit) -> list[dict[str, Any]]:
    """The open tasks of this person, and for managers those of nobody, the earliest first."""
    if not visit.may("tasks:read"):
        return []
    owners = [visit.person.staff_id, *(["none"] if visit.person.caller.role in OWNERS else [])]
    rows: list[Mapping[str, Any]] = []
    for owner in owners:
        found = await visit.calls.get("/v1/tasks", owner=owner, status="open", limit=SHOWN)
        rows += found["data"]
    rows.sort(key=lambda one: (one["due_on"], -(one["amount"] or 0), one["id"]))
    needs = await _needs(visit, [Row(one) for one in rows[:SHOWN]])
    for need in needs:
        if need["member"]:
            path = f"/pages/members/{need['member']}?task={need['id']}"
            asks = need["about"] in ("lapse", "deviation")
            words = (
                visit.text("Ask %(name)s", name=need["name"]) if asks else visit.text("See %(name)s", name=need["name"])
            )
            # Only what is due is filled.
            need["buttons"] = [{"path": path, "name": words, "go": asks and any(one["go"] for one in need["forms"])}]
            if asks:
                need["forms"] = [{**one, "go": False} for one in need["forms"]]
    return needs


async def tasks_of(visit: Visit, member_id: str) -> list[dict[str, Any]]:
    """The open tasks about a customer; the one that the person came for is open."""
    if not visit.may("tasks:read"):
        return []
    found = await visit.calls.get("/v1/tasks", member=member_id, status="open", limit=SHOWN)
    return await _needs(visit, [Row(one, one["id"] == visit.query.get("task")) for one in found["data"]])


async def _needs(visit: Visit, rows: list[Row]) -> list[dict[str, Any]]:
    ids = [row.task["member"] for row in rows if row.task["member"]]
    known = await members_of(visit, ids) if ids else {}
    words, today = visit.words, visit.words.today.isoformat()
    staff = await people(visit) if rows and visit.may("tasks:write") else []
    needs = []
    for task, is_open in rows:
        name = name_of(visit, known.get(task["member"]), task["member"]) if task["member"] else ""
        amount = words.text("%(amount)s at stake.", amount=words.money(task["amount"])) if task["amount"] else ""
        needs.append(
            {
                "id": task["id"],
                "member": task["member"],
                "name": name,
                "about": task["about"]["kind"] if task["about"] else None,
                "look": "bad" if task["due_on"] < today else "good",
                "icon": "tick",
                "title": _title(visit, task, name),
                "text": f"{amount} {_sentence_of(task_reason(task))}".strip(),
                "buttons": [],
                "forms": _forms(visit, task, staff, is_open) if visit.may("tasks:write") else [],
                "due": words.text("by %(day)s", day=words.day(task["due_on"])),
            }
        )
    return needs


def _forms(
    visit: Visit, task: Mapping[str, Any], staff: Sequence[tuple[str, str]], is_open: bool
) -> list[dict[str, Any]]:
    """What is done with a task, without leaving the page."""
    words, path = visit.words, f"/pages/tasks/{task['id']}"
    later = [
        ("due_on", words.ago(-days), text) for days, text in ((1, words.text("Tomorrow")), (7, words.text("In a week")))
    ]
    is_due = task["due_on"] <= words.today.isoformat()
    done = _done_fields(visit)
    if is_open:
        done[-1] = replace(done[-1], extra={"autofocus": ""})
    forms = [
        ("done", words.text("Done"), done, []),
        ("later", words.text("Later"), _later_fields(visit), later),
        ("hand", words.text("Hand over"), _hand_fields(visit, staff), []),
    ]
    return [
        {
            "action": f"{path}/{what}",
            "name": name,
            "button": name,
            "fields": fields,
            "quick": quick,
            "go": what == "done" and is_due,
            "open": what == "done" and is_open,
        }
        for what, name, fields, quick in forms
    ]


def _sentence_of(reason: str) -> str:
    return f"{reason[:1].upper()}{reason[1:].rstrip('.')}." if reason else ""


def task_reason(task: Mapping[str, Any]) -> str:
    """The reason of an alert; a manual task is its own reason."""
    return str(task["text"]) if task["about"] else ""


def _title(visit: Visit, task: Mapping[str, Any], name: str) -> str:
    kind = task["about"]["kind"] if task["about"] else None
    if kind == "lapse":
        return visit.text("%(name)s has gone quiet: ask why", name=name)
    if kind == "deviation":
        return visit.text("%(name)s buys less than usual: ask why", name=name)
    return f"{task['text']} ({name})" if name else str(task["text"])


async def task_page(visit: Visit) -> Shown:
    """The form with which a task is done or put off."""
    return shown_form(visit, await _form(visit))


async def do_task(visit: Visit) -> Shown:
    """Close a task with its outcome, or give it a later day; then back to Today."""
    what, path = visit.names["what"], f"/v1/tasks/{named(visit.names['task'])}"

    async def send() -> Shown:
        fields = {"later": ("due_on",), "hand": ("staff",)}.get(what, ("outcome", "reason", "note"))
        given: dict[str, str | None] = {name: visit.form.get(name, "").strip() for name in fields}
        body = (
            {"staff": given["staff"] or None} if what == "hand" else {one: text for one, text in given.items() if text}
        )
        await visit.calls.send("POST", f"{path}/{what}", body)
        # The next one is in the first row.
        return Moved("/pages/#need-1")

    return await sent_form(visit, await _form(visit), send)


async def _form(visit: Visit) -> Form:
    text, what = visit.text, visit.names["what"]
    if what not in ("done", "later", "hand"):
        raise Refused(404, {"type": "/not-found"})
    task = await visit.calls.get(f"/v1/tasks/{named(visit.names['task'])}")
    known = await members_of(visit, [task["member"]]) if task["member"] else {}
    title = _title(visit, task, name_of(visit, known.get(task["member"]), task["member"] or ""))
    if what == "later":
        return Form(title, _later_fields(visit), text("Later"), "/pages/")
    if what == "hand":
        return Form(title, _hand_fields(visit, await people(visit)), text("Hand over"), "/pages/")
    return Form(title, _done_fields(visit), text("Done"), "/pages/")


def _later_fields(visit: Visit) -> list[FormField]:
    return [FormField("due_on", visit.text("By"), visit.words.ago(-7), type="date")]


def _hand_fields(visit: Visit, staff: Sequence[tuple[str, str]]) -> list[FormField]:
    return [FormField("staff", visit.text("Who does it"), choices=staff)]


def _done_fields(visit: Visit) -> list[FormField]:
    text = visit.text
    outcomes = {
        "contacted": text("spoke with them"),
        "offer_made": text("made an offer"),
        "solved": text("solved"),
        "unreachable": text("did not reach them"),
        "no_action": text("nothing to be done"),
        "mistaken": text("was a mistake"),
    }
    reasons = (visit.shop.document.get("tasks") or {}).get("reasons") or USUAL_REASONS
    return [
        FormField("outcome", text("Outcome"), "contacted", choices=list(outcomes.items())),
        FormField("reason", text("Reason"), choices=[("", text("unknown")), *((one, one) for one in reasons)]),
        FormField("note", text("Note for the house"), type="area"),
    ]
