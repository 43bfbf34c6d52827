"""How the tables are spread over the servers of a cluster, where the database is one.

A row is on the server that the text in its table's column decides: all that belongs to a member is on one server, with
the ids of members as the texts, and names are each where the name decides. A unique key holds over all servers only if
it contains the column.
"""

from typing import Final

# A copy on each server, for what everything refers to and hardly anything changes.
EVERY_NODE: Final = "every node"
# On the coordinator alone: what is short, or has unique keys of several kinds.
HERE: Final = "here"

SPREAD: Final[dict[str, str]] = {
    "programs": EVERY_NODE,
    "program_versions": EVERY_NODE,
    "api_keys": EVERY_NODE,
    # What belongs to a member.
    "members": "member_id",
    "profiles": "member_id",
    "purchases": "member_id",
    "returns": "member_id",
    "entries": "member_id",
    "vouchers": "member_id",
    "holds": "member_id",
    "given_levels": "member_id",
    "tier_changes": "member_id",
    "member_segments": "member_id",
    "member_days": "member_id",
    "member_items": "member_id",
    "member_owners": "member_id",
    "member_words": "member_id",
    "key_members": "member_id",
    "picture_links": "member_id",
    "rehearsal_members": "member_id",
    "review_members": "member_id",
    "review_items": "member_id",
    # Names, which are unique in their programme.
    "identifiers": "value",
    "receipts": "name",
    "voucher_codes": "code",
    # What happened, in the order that the coordinator gives it.
    "commits": HERE,
    "events": HERE,
    "feeds": HERE,
    "notice_rounds": HERE,
    "webhooks": HERE,
    "webhook_attempts": HERE,
    "webhook_replays": HERE,
    "webhook_retries": HERE,
    # Checkouts and what they share.
    "gift_cards": HERE,
    "partner_codes": HERE,
    "quotes": HERE,
    "supplies": HERE,
    "voucher_batches": HERE,
    # Customers and the people who look after them.
    "alert_rounds": HERE,
    "alerts": HERE,
    "consents": HERE,
    "contact_lists": HERE,
    "contacts": HERE,
    "link_secrets": HERE,
    "notes": HERE,
    "page_links": HERE,
    "staff": HERE,
    "staff_invitations": HERE,
    "staff_passwords": HERE,
    "staff_sessions": HERE,
    "failed_sign_ins": HERE,
    "suppressions": HERE,
    "tasks": HERE,
    # Reviews, reports and rehearsals.
    "holdout_effects": HERE,
    "insight_folds": HERE,
    "insight_parts": HERE,
    "insight_reviews": HERE,
    "ladder_reviews": HERE,
    "rehearsals": HERE,
    "sales_corrections": HERE,
    "sales_hours": HERE,
    "sales_reached": HERE,
    "segment_rounds": HERE,
    # Programmes in the making, work, shops and the log.
    "audit": HERE,
    "backfills": HERE,
    "connectors": HERE,
    "deliveries": HERE,
    "key_days": HERE,
    "leases": HERE,
    "program_drafts": HERE,
    "shop_orders": HERE,
}
