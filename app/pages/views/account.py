"""A person's own account."""

from app.pages.languages import role_name
from app.pages.navigation import navigation
from app.pages.visit import Page, Shown, Visit


async def account_page(visit: Visit) -> Shown:
    """The person's name and role, and a button to sign out."""
    role = role_name(visit.words, visit.person.caller.role)
    entries = [entry for entry in navigation(visit.person.caller.role) if entry.place == "wide"]
    more = [{"path": entry.path, "name": visit.text(entry.name)} for entry in entries]
    return Page("account.html", visit.person.name, {"role": role, "more": more})
