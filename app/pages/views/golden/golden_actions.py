"""What is done about everybody on a list: an owner, a task, a batch of vouchers."""

from collections.abc import Mapping
from typing import Any, Final

from app.pages.asked import Form, FormField, sent_form, shown_form
from app.pages.calls import MOST_ROWS, Refused, named
from app.pages.marked import _
from app.pages.views.golden.listed import LISTS, list_rows
from app.pages.views.golden.reviewed import read_review
from app.pages.visit import Moved, Shown, Visit

# By action: its name, its scope, and the most customers at once.
ACTIONS: Final = {
    "owner": (_("Give an owner"), "tasks:write", 200),
    "task": (_("Task"), "tasks:write", 200),
    "vouchers": (_("Give vouchers"), "vouchers:write", 2_000),
}


def list_actions(visit: Visit, shown: str) -> list[dict[str, str]]:
    """The actions that the person may do about a list."""
    return [
        {"path": f"/pages/golden-list/{key}?show={shown}", "name": visit.text(name)}
        for key, (name, scope, _most) in ACTIONS.items()
        if visit.may(scope)
    ]


async def list_action_page(visit: Visit) -> Shown:
    """The form of an action."""
    return shown_form(visit, await _form(visit, await _members(visit)))


async def do_list_action(visit: Visit) -> Shown:
    """Do it for the customers who were on the list when the form was shown."""
    members = await _members(visit)

    async def send() -> Shown:
        action = visit.names["action"]
        if action == "vouchers":
            await _give(visit, members)
        for place, member in enumerate(members if action != "vouchers" else ()):
            await (_hand if action == "owner" else _add_task)(visit, member, place)
        return Moved(f"/pages/golden-list?show={_shown(visit)}&done={action}")

    return await sent_form(visit, await _form(visit, members), send)


def _shown(visit: Visit) -> str:
    shown = visit.form.get("show") or visit.query.get("show", "golden")
    return shown if shown in LISTS else "golden"


async def _members(visit: Visit) -> list[str]:
    if visit.names["action"] not in ACTIONS:
        raise Refused(404, {"type": "/not-found"})
    _name, scope, most = ACTIONS[visit.names["action"]]
    if not visit.may(scope):
        raise Refused(403, {"type": "/insufficient-scope"})
    if given := visit.form.get("members"):
        return given.split(" ")[:most]
    review = await read_review(visit)
    found: list[str] = []
    cursor = None
    while review and len(found) < most:
        rows = await list_rows(visit, _shown(visit), review, cursor, min(most, MOST_ROWS))
        found += [row["member"] for row in rows["data"]]
        cursor = rows["next_cursor"]
        if cursor is None:
            break
    return list(dict.fromkeys(found))[:most]


async def _form(visit: Visit, members: list[str]) -> Form:
    text, action = visit.text, visit.names["action"]
    fields = [
        FormField("show", "", _shown(visit), "hidden"),
        FormField("members", "", " ".join(members), "hidden"),
    ]
    if action == "owner":
        fields.append(FormField("staff", text("Who looks after them"), choices=await people(visit)))
    elif action == "task":
        fields.append(FormField("text", text("What is to be done"), type="area"))
        fields.append(FormField("due_on", text("By"), visit.words.ago(-7), type="date"))
        fields.append(FormField("owner", text("Who does it"), choices=await people(visit)))
    else:
        rewards = [(one["id"], one["name"]) for one in visit.shop.document.get("rewards") or ()]
        fields.append(FormField("reward", text("Voucher"), choices=rewards))
        hint = text("The customer may see it.")
        fields.append(FormField("reason", text("Reason"), hint=hint, extra={"required": ""}))
    told = visit.words.several("For %(n)s customer of this list.", "For %(n)s customers of this list.", len(members))
    name = text(ACTIONS[action][0])
    return Form(name, fields, name, f"/pages/golden-list?show={_shown(visit)}", lines=[told])


async def people(visit: Visit) -> list[tuple[str, str]]:
    """The people of the shop to choose from; nobody, and only oneself for who may not list them."""
    me = (visit.person.staff_id, visit.person.name)
    if not visit.may("staff:read"):
        return [me, ("", visit.text("nobody"))]
    found = await visit.calls.get("/v1/staff", limit=MOST_ROWS)
    others = [(one["id"], one["name"]) for one in found["data"] if one["active"] and one["id"] != me[0]]
    return [me, *others, ("", visit.text("nobody"))]


async def _hand(visit: Visit, member: str, place: int) -> None:
    body = {"staff": visit.form.get("staff") or None}
    await visit.calls.send("PUT", f"/v1/members/{named(member)}/owner", body)


async def _add_task(visit: Visit, member: str, place: int) -> None:
    body: Mapping[str, Any] = {
        "external_id": f"page-{visit.once}-{place}",
        "member": member,
        "owner": visit.form.get("owner") or None,
        "text": visit.form.get("text", "").strip(),
        "due_on": visit.form.get("due_on", ""),
    }
    await visit.calls.send("POST", "/v1/tasks", body)


async def _give(visit: Visit, members: list[str]) -> None:
    if not members:
        return
    body = {
        "external_id": f"page-{visit.once}",
        "reward": visit.form.get("reward", ""),
        "members": {"references": members},
        "reason": visit.form.get("reason", ""),
    }
    await visit.calls.send("POST", "/v1/voucher-batches", body)
