"""Enrols a customer."""

from app.pages.asked import Form, FormField, sent_form, shown_form
from app.pages.visit import Moved, Shown, Visit


async def enrolment_page(visit: Visit) -> Shown:
    """The form."""
    return shown_form(visit, _form(visit))


async def enrol(visit: Visit) -> Shown:
    """Enrol, and go to the new customer."""

    async def send() -> Shown:
        given = {name: visit.form.get(name, "").strip() for name in ("name", "email", "phone", "card_number")}
        body = {name: value for name, value in given.items() if value}
        consents = {"marketing": visit.form.get("marketing") == "yes"}
        made = await visit.calls.send("POST", "/v1/members", {**body, "consents": consents}, idempotency_key=visit.once)
        return Moved(f"/pages/members/{made['id']}")

    return await sent_form(visit, _form(visit), send)


def _form(visit: Visit) -> Form:
    text = visit.text
    fields = [
        FormField("name", text("Name"), extra={"autocomplete": "off"}),
        FormField("email", text("E-mail address"), type="email", extra={"autocomplete": "off"}),
        FormField("phone", text("Phone"), type="tel", extra={"autocomplete": "off"}),
        FormField("card_number", text("Card"), hint=text("Scan or type it; empty draws a new number.")),
        FormField("marketing", text("Agrees to offers"), type="checkbox"),
    ]
    return Form(text("Enrol a customer"), fields, text("Enrol"), "/pages/members")
