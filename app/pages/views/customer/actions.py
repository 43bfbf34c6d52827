"""What people do about a customer: each action is a form that sends one operation."""

from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Any, Final, NamedTuple

from app.pages.asked import Form, FormField, sent_form, shown_form
from app.pages.calls import Refused, named
from app.pages.marked import _
from app.pages.people import name_of
from app.pages.typed import money_typed, quantity_typed
from app.pages.visit import Moved, Shown, Visit

Body = Mapping[str, Any]
SALES: Final = 20


class Action(NamedTuple):
    """An action: its place in the path, its name, the scope of its operation, its form, and what sends it.

    `send` may return the id of a new voucher, to be shown on the customer's page.
    """

    path: str
    name: str
    scope: str
    form: Callable[[Visit, Body], Coroutine[Any, Any, Form]]
    send: Callable[[Visit, Body], Coroutine[Any, Any, str | None]]


async def action_page(visit: Visit) -> Shown:
    """The form of an action."""
    action, member = await _asked(visit)
    return shown_form(visit, await action.form(visit, member))


async def do_action(visit: Visit) -> Shown:
    """Send an action, and go back to the customer."""
    action, member = await _asked(visit)

    async def send() -> Shown:
        made = await action.send(visit, member)
        if action.path == "erase":
            return Moved("/pages/members")
        return Moved(f"/pages/members/{member['id']}?done={action.path}" + (f"&made={made}" if made else ""))

    return await sent_form(visit, await action.form(visit, member), send)


def actions_of(visit: Visit) -> list[dict[str, str]]:
    """The actions that the person may do."""
    return [{"path": one.path, "name": visit.text(one.name)} for one in ACTIONS if visit.may(one.scope)]


async def _asked(visit: Visit) -> tuple[Action, Body]:
    action = next((one for one in ACTIONS if one.path == visit.names["action"]), None)
    if action is None:
        raise Refused(404, {"type": "/not-found"})
    if not visit.may(action.scope):
        raise Refused(403, {"type": "/insufficient-scope"})
    return action, await visit.calls.get(f"/v1/members/{named(visit.names['member'])}")


def _form(visit: Visit, member: Body, title: str, fields: Sequence[FormField], **more: Any) -> Form:
    lines = [name_of(visit, member), *more.pop("lines", ())]
    return Form(
        visit.text(title),
        fields,
        visit.text(more.pop("button", title)),
        f"/pages/members/{member['id']}",
        lines,
        **more,
    )


def _reason(visit: Visit) -> FormField:
    return FormField(
        "reason", visit.text("Reason"), hint=visit.text("The customer may see it."), extra={"required": ""}
    )


async def _correction(visit: Visit, member: Body) -> Form:
    text = visit.text
    units = [("points", text("Points")), ("credit", text("Credit"))]
    units += [(f"punches:{one['id']}", one["name"]) for one in visit.shop.document.get("punch_cards") or ()]
    hint = text("Signed: −50 takes 50 away. Credit in %(currency)s.", currency=visit.words.currency)
    fields = [
        FormField("unit", text("What"), "points", choices=units),
        FormField("amount", text("How much"), hint=hint, extra={"inputmode": "decimal", "required": ""}),
        _reason(visit),
    ]
    return _form(visit, member, _("Correct a balance"), fields, button=_("Correct"))


async def _correct(visit: Visit, member: Body) -> None:
    unit = visit.form.get("unit", "")
    amount = money_typed(visit.form.get("amount", ""), visit.words.currency if unit == "credit" else None)
    if amount is None:
        fault = {"pointer": "/amount", "code": "number", "detail": visit.text("This is not such a number")}
        raise Refused(422, {"type": "/validation", "errors": [fault]})
    body = {"unit": unit, "amount": amount, "reason": visit.form.get("reason", "")}
    await visit.calls.send("POST", f"/v1/members/{member['id']}/adjustments", body, idempotency_key=visit.once)


async def _gift(visit: Visit, member: Body) -> Form:
    rewards = [(one["id"], one["name"]) for one in visit.shop.document.get("rewards") or ()]
    fields = [FormField("reward", visit.text("Voucher"), choices=rewards), _reason(visit)]
    return _form(visit, member, _("Give a voucher"), fields, button=_("Give"))


async def _give(visit: Visit, member: Body) -> str:
    body = {"member": member["id"], "reward": visit.form.get("reward", ""), "reason": visit.form.get("reason", "")}
    made = await visit.calls.send("POST", "/v1/vouchers", body, idempotency_key=visit.once)
    return str(made["id"])


async def _level(visit: Visit, member: Body) -> Form:
    text = visit.text
    levels = [(one["id"], one["name"]) for one in (visit.shop.document.get("tiers") or {}).get("levels") or ()]
    kinds = [("gift", text("gift")), ("invitation", text("invitation")), ("status_match", text("as elsewhere"))]
    fields = [
        FormField("tier", text("Level"), choices=levels),
        FormField("kind", text("Kind"), "gift", choices=kinds),
        FormField("until", text("Last day"), type="date", hint=text("Empty: until it is taken away.")),
        _reason(visit),
    ]
    return _form(visit, member, _("Give a level"), fields, button=_("Give"))


async def _give_level(visit: Visit, member: Body) -> None:
    body = {name: visit.form.get(name, "") for name in ("tier", "kind", "reason")}
    body |= {"until": visit.form["until"]} if visit.form.get("until") else {}
    await visit.calls.send("PUT", f"/v1/members/{member['id']}/tier", body)


async def _details(visit: Visit, member: Body) -> Form:
    text = visit.text
    fields = [
        FormField("name", text("Name"), member["name"] or ""),
        FormField("email", text("E-mail address"), member["email"] or "", type="email"),
        FormField("phone", text("Phone"), member["phone"] or "", type="tel"),
        FormField("birth_date", text("Birthday"), member["birth_date"] or "", type="date"),
        FormField("marketing", text("Agrees to offers"), "yes" if member["consents"]["marketing"] else "", "checkbox"),
    ]
    return _form(visit, member, _("Change details"), fields, button=_("Save"))


async def _change(visit: Visit, member: Body) -> None:
    body: dict[str, Any] = {
        name: visit.form.get(name, "").strip() or None for name in ("name", "email", "phone", "birth_date")
    }
    body["consents"] = {"marketing": visit.form.get("marketing") == "yes"}
    await visit.calls.send("PATCH", f"/v1/members/{member['id']}", body, if_match="*")


async def _card(visit: Visit, member: Body) -> Form:
    fields = [FormField("card_number", visit.text("Card"), extra={"required": "", "autocomplete": "off"})]
    return _form(visit, member, _("Add a card"), fields, button=_("Add"))


async def _add_card(visit: Visit, member: Body) -> None:
    body = {"card_number": visit.form.get("card_number", "").strip()}
    await visit.calls.send("POST", f"/v1/members/{member['id']}/cards", body)


async def _task(visit: Visit, member: Body) -> Form:
    text = visit.text
    fields = [
        FormField("text", text("What is to be done"), type="area"),
        FormField("due_on", text("By"), visit.words.ago(-7), type="date"),
    ]
    return _form(visit, member, _("Task"), fields, button=_("Add the task"))


async def _add_task(visit: Visit, member: Body) -> None:
    body = {"external_id": f"page-{visit.once}", "member": member["id"], "owner": visit.person.staff_id}
    body |= {"text": visit.form.get("text", "").strip(), "due_on": visit.form.get("due_on", "")}
    await visit.calls.send("POST", "/v1/tasks", body)


async def _note(visit: Visit, member: Body) -> Form:
    hint = visit.text("Only colleagues see it.")
    return _form(
        visit, member, _("Note"), [FormField("text", visit.text("Note"), type="area", hint=hint)], button=_("Save")
    )


async def _write_note(visit: Visit, member: Body) -> None:
    body = {"external_id": f"page-{visit.once}", "text": visit.form.get("text", "").strip()}
    await visit.calls.send("POST", f"/v1/members/{member['id']}/notes", body)


async def _merging(visit: Visit, member: Body) -> Form:
    text = visit.text
    hint = text("The number of the other's card, as card:6331…, her id, or ext: and your own name for her.")
    fields = [FormField("from", text("The other customer"), hint=hint, extra={"required": "", "autocomplete": "off"})]
    lines = [
        text("All that the other has goes to this customer: sales, points, vouchers, cards. This cannot be undone.")
    ]
    return _form(visit, member, _("Merge"), fields, lines=lines, dangerous=True)


async def _merge(visit: Visit, member: Body) -> None:
    body = {"from": visit.form.get("from", "").strip()}
    await visit.calls.send("POST", f"/v1/members/{member['id']}/merge", body)


async def _taking_back(visit: Visit, member: Body) -> Form:
    words = visit.words
    found = await visit.calls.get("/v1/purchases", member=member["id"], limit=SALES)
    sales = [
        (one["id"], f"{words.moment(one['occurred_at'])}, {words.money(one['net'] - one['returned_net'])}")
        for one in found["data"]
        if one["status"] in ("recorded", "partly_returned")
    ]
    hint = words.text("Empty: everything that is left of the sale.")
    fields = [
        FormField("purchase", words.text("Sale"), choices=sales),
        FormField("line", words.text("Line"), hint=hint, extra={"inputmode": "numeric"}, pointer="/lines/0/line"),
        FormField("quantity", words.text("How many"), extra={"inputmode": "decimal"}, pointer="/lines/0/quantity"),
    ]
    return _form(visit, member, _("Take goods back"), fields, button=_("Take back"))


async def _take_back(visit: Visit, member: Body) -> None:
    body: dict[str, Any] = {
        "purchase": visit.form.get("purchase", ""),
        "member": member["id"],
        "occurred_at": visit.words.now.isoformat(),
    }
    if line := visit.form.get("line", "").strip():
        quantity = visit.form.get("quantity", "").strip() or "1"
        body["lines"] = [{"line": money_typed(line, None) or line, "quantity": quantity_typed(quantity) or quantity}]
    await visit.calls.send("POST", "/v1/returns", body, idempotency_key=visit.once)


async def _erasure(visit: Visit, member: Body) -> Form:
    text, name = visit.text, name_of(visit, member)
    fields = [FormField("confirm", text("Type the name to erase it"), extra={"required": "", "autocomplete": "off"})]
    lines = [text("All personal data, names and cards go for good. The anonymous ledger stays. This cannot be undone.")]
    title, back = text("Erase %(name)s", name=name), f"/pages/members/{member['id']}"
    return Form(title, fields, text("Erase"), back, lines=lines, dangerous=True)


async def _erase(visit: Visit, member: Body) -> None:
    if visit.form.get("confirm", "").strip() != name_of(visit, member):
        fault = {"pointer": "/confirm", "code": "name", "detail": visit.text("This is not the name")}
        raise Refused(422, {"type": "/validation", "errors": [fault]})
    await visit.calls.send("DELETE", f"/v1/members/{member['id']}")


ACTIONS = (
    Action("voucher", _("Give a voucher"), "vouchers:write", _gift, _give),
    Action("correct", _("Correct a balance"), "ledger:adjust", _correction, _correct),
    Action("task", _("Task"), "tasks:write", _task, _add_task),
    Action("note", _("Note"), "tasks:write", _note, _write_note),
    Action("back", _("Take goods back"), "purchases:write", _taking_back, _take_back),
    Action("details", _("Change details"), "members:contact", _details, _change),
    Action("card", _("Add a card"), "members:contact", _card, _add_card),
    Action("level", _("Give a level"), "tiers:give", _level, _give_level),
    Action("merge", _("Merge"), "members:erase", _merging, _merge),
    Action("erase", _("Erase"), "members:erase", _erasure, _erase),
)
