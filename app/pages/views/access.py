"""Keys and people: who may do what, and when each was last seen."""

from collections.abc import Mapping
from typing import Any, Final

from app.pages.asked import Form, FormField, sent_form, shown_form
from app.pages.calls import named
from app.pages.cells import Cell
from app.pages.languages import role_name
from app.pages.visit import Moved, Page, Shown, Visit

PER_PAGE: Final = 100
KEY_ROLES: Final = ("pos", "ecommerce", "email", "auditor", "admin", "representative", "manager", "operator")
ROLES: Final = ("representative", "manager", "auditor", "operator", "admin")


async def keys_page(visit: Visit) -> Shown:
    """All keys, with a button to revoke each."""
    text = visit.text
    found = await visit.calls.get("/v1/keys", limit=PER_PAGE, cursor=visit.query.get("cursor"))
    may_write = visit.may("keys:write")
    rows = []
    for key in found["data"]:
        ended = bool(key["revoked_at"])
        end = Cell(text("revoked"), look="bad") if ended else Cell("")
        if may_write and not ended:
            end = Cell(text("Revoke"), action=f"/pages/keys/{key['id']}/revoke")
        last = Cell(at=key["last_used_at"]) if key["last_used_at"] else Cell(text("never"))
        rows.append([Cell(key["name"] or key["id"]), Cell(key["role"]), Cell(key["store"] or ""), last, end])
    values = {
        "told": text("A key opens the API, never these pages. It is shown once, when it is made."),
        "heads": [text("Key"), text("Role"), text("Store"), text("Last used"), text("State")],
        "rows": rows,
        "nothing": text("There are no keys."),
        "buttons": [{"path": "/pages/keys/new", "name": text("Make a key")}] if may_write else [],
        "next": f"?cursor={found['next_cursor']}" if found["next_cursor"] else None,
    }
    return Page("table.html", text("Keys"), values)


async def new_key_page(visit: Visit) -> Shown:
    """The form for a key."""
    return shown_form(visit, _key_form(visit))


async def make_key(visit: Visit) -> Shown:
    """Make a key, and show it once."""

    async def send() -> Shown:
        body = {name: visit.form.get(name, "").strip() for name in ("role", "name", "store")}
        made = await visit.calls.send("POST", "/v1/keys", {name: value for name, value in body.items() if value})
        values = {
            "lines": [visit.text("Copy it now: it is not shown again.")],
            "sums": [made["key"]],
            "table": None,
            "back": "/pages/keys",
            "back_to": visit.text("To the keys"),
        }
        return Page("why.html", visit.text("The new key"), values)

    return await sent_form(visit, _key_form(visit), send)


async def revoke_key(visit: Visit) -> Shown:
    """Revoke a key for good."""
    await visit.calls.send("DELETE", f"/v1/keys/{named(visit.names['key'])}")
    return Moved("/pages/keys")


def _key_form(visit: Visit) -> Form:
    text = visit.text
    fields = [
        FormField("name", text("Name"), hint=text("To recognise it in the list.")),
        FormField("role", text("Role"), "pos", choices=[(one, one) for one in KEY_ROLES]),
        FormField("store", text("Store"), hint=text("Empty for every store.")),
    ]
    return Form(text("Make a key"), fields, text("Make the key"), "/pages/keys")


async def people_page(visit: Visit) -> Shown:
    """The staff."""
    text = visit.text
    found = await visit.calls.get("/v1/staff", limit=PER_PAGE, cursor=visit.query.get("cursor"))
    rows = [
        [
            Cell(one["name"]),
            Cell(role_name(visit.words, one["role"])),
            Cell(one["email"] or ""),
            Cell(one["store"] or ""),
            _state(visit, one),
        ]
        for one in found["data"]
    ]
    values = {
        "told": text("The people of the shop who sign in here, or use a key of theirs."),
        "heads": [text("Name"), text("Role"), text("E-mail"), text("Store"), text("State")],
        "rows": rows,
        "nothing": text("Nobody yet."),
        "buttons": [{"path": "/pages/people/new", "name": text("Invite")}],
        "next": f"?cursor={found['next_cursor']}" if found["next_cursor"] else None,
    }
    return Page("table.html", text("People"), values)


def _state(visit: Visit, person: Mapping[str, Any]) -> Cell:
    if not person["active"]:
        return Cell(visit.text("has left"), look="bad")
    if person["id"] == visit.person.staff_id:
        return Cell(visit.text("you"), look="good")
    return Cell(visit.text("End"), action=f"/pages/people/{person['id']}/end")


async def end_person(visit: Visit) -> Shown:
    """Somebody has left: sessions and keys of the person end."""
    path = f"/v1/staff/{named(visit.names['person'])}"
    known = await visit.calls.get(path)
    kept = ("name", "role", "email", "manager", "store", "deputy", "away_until")
    await visit.calls.send("PUT", path, {**{name: known[name] for name in kept}, "active": False})
    return Moved("/pages/people")


async def new_person_page(visit: Visit) -> Shown:
    """The form for a person."""
    return shown_form(visit, _person_form(visit))


async def invite_person(visit: Visit) -> Shown:
    """Make a person, and show the link for the first sign-in once."""

    async def send() -> Shown:
        body = {name: visit.form.get(name, "").strip() for name in ("name", "role", "email")}
        body = {name: value for name, value in body.items() if value}
        made = await visit.calls.send("PUT", f"/v1/staff/{named('ext:' + visit.once)}", body)
        invited = await visit.calls.send("POST", f"/v1/staff/{made['id']}/invitation")
        values = {
            "lines": [
                visit.text("Send this link to %(name)s. It works once, for an hour.", name=made["name"]),
            ],
            "sums": [invited["path"]],
            "table": None,
            "back": "/pages/people",
            "back_to": visit.text("To the people"),
        }
        return Page("why.html", visit.text("Invited"), values)

    return await sent_form(visit, _person_form(visit), send)


def _person_form(visit: Visit) -> Form:
    text = visit.text
    roles = [(one, role_name(visit.words, one)) for one in ROLES]
    fields = [
        FormField("name", text("Name"), extra={"required": ""}),
        FormField("role", text("Role"), ROLES[0], choices=roles),
        FormField("email", text("E-mail address"), type="email"),
    ]
    return Form(text("Invite somebody"), fields, text("Invite"), "/pages/people")
