"""The programs of the Python client's README, for the type checker."""

from goldlist_client import Goldlist, WebhookVerificationError, problems, reply_of, verify_webhook

with Goldlist("https://loyalty.example", "gl_live_…") as goldlist:
    purchase = goldlist.record_purchase(
        {
            "external_id": "till7-000123",
            "member": "card:6331001234567890",
            "occurred_at": "2026-03-01T10:15:00+00:00",
            "currency": "GBP",
            "lines": [{"category": "coffee/latte", "quantity": 2, "unit_price": 350}],
        }
    )
    if purchase["after"]:
        print(purchase["after"]["points"], "points")


class Request:
    """A request of a web framework."""

    headers: dict[str, str]
    body: bytes


def receive(request: Request, new_secret: str, old_secret: str) -> int:
    """A receiver of webhooks."""
    try:
        events = verify_webhook(request.headers, request.body, [new_secret, old_secret])
    except WebhookVerificationError:
        return 401
    for event in events:
        if event["type"] == "tier.changed":
            print(event["data"].get("to"))
    return 204


def kinds(goldlist: Goldlist, member: str, etag: str | None) -> None:
    """What the README's table shows."""
    for one in goldlist.iterate_members(owner="ext:sam"):
        print(one["id"])
    for event in goldlist.follow_events(after="evt_1"):
        print(event["id"])
    for piece in goldlist.export_records("purchases.csv"):
        print(len(piece))
    try:
        goldlist.get_status(member, if_none_match=etag)
    except problems.InsufficientBalance as refused:
        print(refused.detail, refused.errors)
    print(reply_of(purchase).replayed, reply_of(purchase).etag)
