"""No event, export for others or picture names a person, and after an erasure nothing does."""

import httpx2
import pytest

from app.actions.files import exports
from app.api.http.application import create_application
from app.pages.routes import Letters
from tests.api.requests import purchase
from tests.api.shop import Shop

pytestmark = pytest.mark.anyio

CANARY = "Kanarienvogel"
PERSON = {
    "external_id": "crm-1",
    "name": f"Ann {CANARY}",
    "email": f"ann.{CANARY}@example.com",
    "phone": "+447700900123",
    "birth_date": "1971-07-17",
    "consents": {"marketing": True},
    "metadata": {"note": CANARY},
}
WORDS = (CANARY.lower(), "7700900123", "1971-07-17")
LINES = [{"quantity": 1, "unit_price": 35_000, "category": "coffee"}, {"quantity": 12, "unit_price": 100}]


async def said(shop: Shop) -> list[str]:
    """All that the shop tells others: the feed, pictures, and exports without members' data."""
    await shop.goldlist.sequencer.catch_up()
    texts = [(await shop.admin.get("/v1/events", params={"after": "start", "limit": "1000"})).text]
    for what in exports.WHAT:
        for form in exports.FORMATS:
            if what != "members":
                texts.append((await shop.admin.get(f"/v1/exports/{what}.{form}")).text)
    blind = shop.client_of(
        (await shop.post("/v1/keys", {"role": "partner", "scopes": ["exports:read"], "all_members": True}))["key"]
    )
    texts.append((await blind.get("/v1/exports/members.csv")).text)
    return [text.lower() for text in texts]


async def test_a_canary_is_told_to_nobody(shop: Shop) -> None:
    await shop.post("/v1/members", PERSON)
    await shop.post("/v1/purchases", purchase(external_id="p1", member="ext:crm-1", lines=LINES, total=None))
    change = {"name": f"{CANARY} Ann", "email": f"{CANARY}@example.com"}
    assert (await shop.admin.patch("/v1/members/ext:crm-1", json=change, headers={"If-Match": "*"})).status_code == 200
    adjusted = {"external_id": "a1", "unit": "points", "amount": 5, "reason": "goodwill"}
    await shop.post("/v1/members/ext:crm-1/adjustments", adjusted)
    fields = (await shop.get("/v1/members/ext:crm-1/merge-fields"))["fields"]
    links = [one for name, one in fields.items() if name.startswith("image_") and not name.endswith("_alt")]
    application = create_application(shop.goldlist, pages=Letters(shop.goldlist, wait_seconds=60).routes())
    transport = httpx2.ASGITransport(app=application)
    async with httpx2.AsyncClient(transport=transport, base_url="http://shop.example") as reader:
        drawn = [(await reader.get(link.replace(".png", ".svg"))).text.lower() for link in links]
    assert drawn
    told = await said(shop)
    assert any("crm-1" in text for text in told)
    assert [word for text in [*told, *drawn] for word in WORDS if word in text] == []
    # Whoever may read members finds the person there, until the erasure.
    members = (await shop.admin.get("/v1/exports/members.csv")).text.lower()
    assert CANARY.lower() in members
    assert (await shop.admin.delete("/v1/members/ext:crm-1")).status_code == 204
    after = [*(await said(shop)), (await shop.admin.get("/v1/exports/members.csv")).text.lower()]
    assert [word for text in after for word in (*WORDS, "crm-1") if word in text] == []
