"""Makes a link to a customer's own page, and shows it once."""

from app.pages.asked import Form, FormField, sent_form, shown_form
from app.pages.calls import Refused, named
from app.pages.drawings.qr import qr_drawn
from app.pages.people import name_of
from app.pages.visit import Page, Shown, Visit

SCOPE = "members:link"
USUAL_DAYS = "90"


async def page_link_page(visit: Visit) -> Shown:
    """The form."""
    return shown_form(visit, await _form(visit))


async def make_link(visit: Visit) -> Shown:
    """Make the link: it cannot be shown again."""
    form = await _form(visit)

    async def send() -> Shown:
        typed = visit.form.get("days", "").strip() or USUAL_DAYS
        body = {
            "days": int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 6 else 0,
            "keep_others": visit.form.get("keep_others") == "yes",
        }
        path = f"/v1/members/{named(visit.names['member'])}/page-link"
        made = await visit.calls.send("POST", path, body)
        day = visit.words.day(made["expires_at"], year=True)
        until = visit.text("It opens the page until %(day)s.", day=day)
        values = {"url": made["url"], "qr": qr_drawn(made["url"]), "until": until, "back": form.back}
        return Page("page_link.html", form.title, values)

    return await sent_form(visit, form, send)


async def _form(visit: Visit) -> Form:
    if not visit.may(SCOPE):
        raise Refused(403, {"type": "/insufficient-scope"})
    text = visit.text
    member = await visit.calls.get(f"/v1/members/{named(visit.names['member'])}")
    fields = [
        FormField("days", text("Days"), USUAL_DAYS, hint=text("1 to 400."), extra={"inputmode": "numeric"}),
        FormField("keep_others", text("Earlier links still work"), type="checkbox"),
    ]
    lines = [
        name_of(visit, member),
        text(
            "A page for the customer's phone: the card, points, vouchers and what happened lately, without a password."
        ),
    ]
    return Form(text("Customer's page"), fields, text("New link"), f"/pages/members/{member['id']}", lines=lines)
