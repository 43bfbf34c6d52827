"""Tasks: what a person has to do by a day, and its outcome."""

from collections.abc import Mapping
from typing import Any, Final

from app.pages.asked import Form, FormField, sent_form, shown_form
from app.pages.calls import Refused, named
from app.pages.people import members_of, name_of
from app.pages.sitemap_roles import OWNERS
from app.pages.views.golden_actions import people
from app.pages.visit import Moved, Shown, Visit

SHOWN: Final = 10
# The reasons of a programme that names none.
USUAL_REASONS: Final = ("price", "quality", "service", "competitor", "moved", "no-need", "seasonal", "other")


async def own_tasks(visit: Visit) -> list[dict[str, Any]]:
    """The open tasks of this person, and for managers those of nobody, the earliest first."""
    if not visit.may("tasks:read"):
        return []
    owners = [visit.person.staff_id, *(["none"] if visit.person.caller.role in OWNERS else [])]
    rows: list[Mapping[str, Any]] = []
    for owner in owners:
        found = await visit.calls.get("/v1/tasks", owner=owner, status="open", limit=SHOWN)
        rows += found["data"]
    rows.sort(key=lambda one: (one["due_on"], one["id"]))
    return await _needs(visit, rows[:SHOWN])


async def tasks_of(visit: Visit, member_id: str) -> list[dict[str, Any]]:
    """The open tasks about a customer."""
    if not visit.may("tasks:read"):
        return []
    found = await visit.calls.get("/v1/tasks", member=member_id, status="open", limit=SHOWN)
    return await _needs(visit, found["data"])


async def _needs(visit: Visit, rows: list[Mapping[str, Any]]) -> list[dict[str, Any]]:
    ids = [row["member"] for row in rows if row["member"]]
    known = await members_of(visit, ids) if ids else {}
    words, today = visit.words, visit.words.today.isoformat()
    needs = []
    for row in rows:
        name = name_of(visit, known.get(row["member"]), row["member"]) if row["member"] else ""
        buttons = []
        if visit.may("tasks:write"):
            buttons.append(
                {"path": f"/pages/tasks/{row['id']}/done", "name": words.text("Done"), "go": row["due_on"] <= today}
            )
            buttons.append({"path": f"/pages/tasks/{row['id']}/later", "name": words.text("Later"), "go": False})
            buttons.append({"path": f"/pages/tasks/{row['id']}/hand", "name": words.text("Hand over"), "go": False})
        if row["member"]:
            see = words.text("See %(name)s", name=name)
            buttons.append({"path": f"/pages/members/{row['member']}", "name": see, "go": False})
        amount = words.text("%(amount)s at stake.", amount=words.money(row["amount"])) if row["amount"] else ""
        needs.append(
            {
                "look": "bad" if row["due_on"] < today else "good",
                "icon": "tick",
                "title": _title(visit, row, name),
                "text": f"{task_reason(row)} {amount}".strip(),
                "buttons": buttons,
                "due": words.text("by %(day)s", day=words.day(row["due_on"])),
            }
        )
    return needs


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
        return Moved("/pages/")

    return await sent_form(visit, await _form(visit), send)


async def _form(visit: Visit) -> Form:
    text, what = visit.text, visit.names["what"]
    if what not in ("done", "later", "hand"):
        raise Refused(404, {"type": "/not-found"})
    task = await visit.calls.get(f"/v1/tasks/{named(visit.names['task'])}")
    known = await members_of(visit, [task["member"]]) if task["member"] else {}
    title = _title(visit, task, name_of(visit, known.get(task["member"]), task["member"] or ""))
    if what == "later":
        fields = [FormField("due_on", text("By"), visit.words.ago(-7), type="date")]
        return Form(title, fields, text("Later"), "/pages/")
    if what == "hand":
        fields = [FormField("staff", text("Who does it"), choices=await people(visit))]
        return Form(title, fields, text("Hand over"), "/pages/")
    outcomes = {
        "contacted": text("spoke with them"),
        "offer_made": text("made an offer"),
        "solved": text("solved"),
        "unreachable": text("did not reach them"),
        "no_action": text("nothing to be done"),
        "mistaken": text("was a mistake"),
    }
    reasons = (visit.shop.document.get("tasks") or {}).get("reasons") or USUAL_REASONS
    fields = [
        FormField("outcome", text("Outcome"), "contacted", choices=list(outcomes.items())),
        FormField("reason", text("Reason"), choices=[("", text("unknown")), *((one, one) for one in reasons)]),
        FormField("note", text("Note for the house"), type="area"),
    ]
    return Form(title, fields, text("Done"), "/pages/")
