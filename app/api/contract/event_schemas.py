"""One JSON schema for the data of each type of event."""

from typing import Any, Final

from app.engine.events.types import TYPES

Schema = dict[str, Any]


def _object(described: str, **properties: Schema) -> Schema:
    return {"type": "object", "description": described, "properties": _with_formats(properties)}


def _with_formats(properties: Schema) -> Schema:
    """The same, with instants and days told apart from other texts."""
    formats = {"_at": "date-time", "_on": "date", "_date": "date"}
    return {
        name: part | next(({"format": form} for end, form in formats.items() if name.endswith(end)), {})
        for name, part in properties.items()
    }


def _text(described: str) -> Schema:
    return {"type": "string", "description": described}


def _maybe(described: str) -> Schema:
    return {"type": ["string", "null"], "description": described}


def _whole(described: str) -> Schema:
    return {"type": "integer", "description": described}


def _list(described: str, items: Schema) -> Schema:
    return {"type": "array", "description": described, "items": items}


_PURCHASE: Final = _object(
    "The purchase.",
    id=_text("`pur_…`"),
    external_id=_maybe("The caller's name for it."),
    net=_whole("The value after discounts, in minor units."),
    currency=_text("The currency, by ISO 4217."),
    store=_maybe("The store."),
    channel=_maybe("The channel."),
    business_date=_text("The business date."),
    status=_text("`recorded` or `voided`."),
)
_ENTRY: Final = _object(
    "A change of a balance.",
    unit=_text("`points`, `credit`, `punches:<card>`, `rebate:<id>` or `voucher:<reward>`"),
    type=_text("The kind of change."),
    amount=_whole("Signed."),
    rule=_maybe("The rule behind it."),
)
_BAND: Final = {
    "type": ["object", "null"],
    "description": "A band of the rebate.",
    "properties": {
        "from": _whole("The spend from which it holds."),
        "rate": _maybe("The rate."),
        "amount": {"type": ["integer", "null"], "description": "The amount, of a lump sum."},
        "needs": _whole("The spend that is missing."),
    },
}
_REBATE: Final = _object(
    "The rebate.",
    id=_text("The id of the rebate."),
    period=_text("The first day of the period."),
    spend=_whole("The spend of the period, in minor units."),
    due=_whole("The amount due, in minor units."),
    paid=_whole("The amount settled, in minor units."),
)
_VOUCHER: Final = _object(
    "The voucher.",
    id=_text("`vou_…`"),
    reward=_text("The id of the reward."),
    expires_on=_maybe("The last day on which it can be used."),
    source=_text("Its origin, such as `card:<id>`."),
    code=_text("The code, for those who may see it."),
)
_FIELDS: Final[dict[str, Schema]] = {
    "purchase": {"purchase": _PURCHASE, "shortfalls": _list("Parts that could not be granted.", {"type": "object"})},
    "return": {
        "return": _object(
            "The return.",
            id=_text("`ret_…`"),
            external_id=_maybe("The caller's name for it."),
            purchase=_maybe("The id of the purchase; null without receipt."),
            returned_net=_whole("The value taken back, in minor units."),
        )
    },
    "points.adjusted": {"unit": _text("`points`"), "amount": _whole("Signed.")},
    "credit.adjusted": {"unit": _text("`credit`"), "amount": _whole("Signed, in minor units.")},
    "balance.adjusted": {"unit": _text("`punches:<card>`"), "amount": _whole("Signed.")},
    "points.transferred": {"points": _whole("Signed."), "other": _text("The id of the other member.")},
    "points.expired": {
        "points": _whole("The points that expired."),
        "lots": _list(
            "The lots that ended.",
            _object(
                "A lot.",
                available_on=_maybe("Its first day."),
                expires_on=_maybe("Its end."),
                points=_whole("Points."),
            ),
        ),
    },
    "points.owed": {"debt": _whole("The points owed.")},
    "points.settled": {"debt": _whole("The points owed: 0.")},
    "rebate.settled": {"rebate": _REBATE},
    "bonus.given": {
        "bonus": _object("The bonus.", id=_text("The id of the bonus."), points=_whole("The points given."))
    },
    "rebate.near": {"rebate": _REBATE, "next_band": _BAND},
    "rebate.band_reached": {"rebate": _REBATE, "band": _BAND, "next_band": _BAND},
    "rebate.band_lost": {"rebate": _REBATE, "band": _BAND, "next_band": _BAND},
    "punch_card": {
        "punch_card": _object(
            "The card.",
            id=_text("The id of the card."),
            of=_whole("The punches of a full card."),
            completed=_whole("The number of cards."),
        )
    },
    "voucher": {"voucher": _VOUCHER},
    "gift_card": {
        "gift_card": _object(
            "The gift card; its code is in no event.",
            id=_text("`gft_…`"),
            external_id=_maybe("The caller's name for it."),
            amount=_whole("Its change, in minor units, signed."),
            balance=_whole("The balance after it, in minor units."),
            status=_text("The status after it."),
            expires_on=_maybe("The last valid day."),
            replaced_by=_maybe("The id of the card that has its balance now."),
        )
    },
    "reward": {"reward": _text("The id of the reward."), "points": _whole("The points redeemed.")},
    "donation": {"reward": _text("The id of the reward."), "points": _whole("The points donated.")},
    "hold": {
        "hold": _object(
            "The hold.",
            id=_text("`hld_…`"),
            points=_whole("The points held."),
            credit=_whole("The credit held, in minor units."),
            expires_at=_text("The instant of its end."),
        )
    },
    "tier": {
        "ladder": _maybe("The rank ladder; null for the tiers."),
        "from": _maybe("The tier before."),
        "to": _maybe("The tier now."),
        "reason": _text("The cause of the change."),
        "effective_on": _text("The day from which it holds."),
    },
    "tier.ending": {
        "tier": _text("The tier."),
        "needs": _whole("How much is missing to keep it, in the tiers' measure."),
        "by": _text("The last day."),
    },
    "points.expiring": {
        "points": _whole("The points that will expire."),
        "expires_on": _text("Their last day."),
        "days": _whole("Days from the notice to the last day."),
    },
    "voucher.expiring": {"voucher": _VOUCHER, "days": _whole("Days from the notice to the last day.")},
    "member.birthday": {"birthday_on": _text("The next birthday."), "days": _whole("Days until then.")},
    "member.deviated": {
        "grade": _maybe("The grade."),
        "period": {"type": "object", "description": "The days compared, `from` and `to`."},
        "direction": _text("`down`."),
        "spend": _whole("The spend of the period, in minor units."),
        "expected": _whole("The expected spend, in minor units."),
        "shortfall": _whole("The difference, in minor units."),
        "visits": _whole("The visit days of the period."),
        "base": {"type": "object", "description": "The earlier periods that the expectation comes from."},
        "season": _text("The share of such a period in the whole, as a decimal text."),
        "chance": _text("The probability of so little by chance, as a decimal text."),
        "continued": {"type": "boolean", "description": "Whether the period before was low too."},
    },
    "member.lapsed": {
        "state": _text("`lapsed`."),
        "first_on": _text("The day of the first visit."),
        "visit_days": _whole("The number of days with a visit."),
        "last_on": _text("The day of the last visit."),
        "silent_days": _whole("Days since then."),
        "usual_gap_days": _whole("Days that are usual between visits."),
        "at_stake": {"type": ["integer", "null"], "description": "The spend of the last year, in minor units."},
    },
    "member.won_back": {"alert": _text("`alr_…`, of `member.lapsed`.")},
    "grade": {
        "from": _maybe("The grade before; null without one."),
        "to": _maybe("The grade now."),
        "measure": {"type": ["integer", "null"], "description": "What the grade goes by."},
        "place": {"type": ["integer", "null"], "description": "The place among all."},
        "needs": {"type": ["integer", "null"], "description": "What is missing to the golden grades."},
    },
    "reorder": {
        "item": _text("The sku or category."),
        "expected_on": _text("The day on which the purchase is expected."),
        "usual_amount": _whole("The usual amount, in minor units."),
    },
    "consent.asked": {
        "purpose": _text("The purpose."),
        "channel": _text("The channel."),
        "valid_until": {**_text("Until when the link confirms."), "format": "date-time"},
    },
    "consent.changed": {
        "purpose": _text("The purpose."),
        "channel": _maybe("The channel; null for all."),
        "may": {"type": "boolean", "description": "Whether contact is allowed now."},
    },
    "task": {
        "task": _object(
            "The task.",
            id=_text("`tsk_…`"),
            rule=_maybe("The rule; null for a manual task."),
            owner=_maybe("`stf_…`; null for the managers' queue."),
            due_on=_text("The day by which it is to be done."),
            status=_text("`open`, `done` or `dropped`."),
            outcome=_maybe("The outcome."),
        )
    },
    "review": {
        "review": _object(
            "The review.",
            kind=_text("`scheduled`, `daily` or `asked`."),
            as_of=_text("The day as of which it is."),
            members=_whole("The number of members."),
        )
    },
    "job": {
        "job": _object(
            "The job.",
            kind=_text("`voucher_batch`, `contact_list`, `rehearsal` or `backfill`."),
            status=_text("`done` or `failed`."),
            issued=_whole("Of a batch: the vouchers issued."),
            refused=_whole("Of a batch: the members who got none."),
            held_out=_whole("Of a batch or list: the members of the control group."),
            chosen=_whole("Of a list: the members chosen."),
            no_consent=_whole("Of a list: the members who have not consented."),
            suppressed=_whole("Of a list: the members whose address wants nothing."),
            capped=_whole("Of a list: the members contacted often enough."),
            no_address=_whole("Of a list: the members without an address."),
            unknown=_whole("Of a list: the references that name nobody."),
            members=_whole("Of a rehearsal: the members."),
            orders=_whole("Of a backfill: the orders that the shop told."),
            recorded=_whole("Of a backfill: those of which something was recorded."),
            failures=_whole("Of a backfill: those that could not be recorded."),
        )
    },
    "delivery": {
        "delivery": _text("`dlv_…`"),
        "connector": _text("`con_…`"),
        "code": _maybe("Why it failed."),
    },
    "segment": {"segment": _text("The id of the segment.")},
    "member.enrolled": {"how": _text("`enrolment` or `purchase`.")},
    "member.changed": {"fields": _list("The names of the fields that changed.", {"type": "string"})},
    "member.linked": {"connector": _text("The name of the connector.")},
    "member.merged": {"from": _text("The id of the member who was merged into this one.")},
    "program": {"version": _whole("The version.")},
    "webhook.ping": {"webhook": _text("The id of the webhook.")},
    "webhook.disabled": {"webhook": _text("The id of the webhook."), "code": _text("The last problem.")},
}
_MEMBER: Final = _object(
    "The member; absent for a guest.", id=_text("`mem_…`"), external_id=_maybe("Null after an erasure.")
)
_CAUSE: Final = _object("What caused it.", kind=_text("Its kind."), id=_text("Its id, or a day."))
_AFTER: Final[Schema] = {"type": ["object", "null"], "description": "The member's balances after it."}
# Parts of several types: components of the OpenAPI document.
PARTS: Final[dict[str, Schema]] = {
    "EventAfter": _AFTER,
    "EventBand": _BAND,
    "EventCause": _CAUSE,
    "EventEntry": _ENTRY,
    "EventGiftCard": _FIELDS["gift_card"]["gift_card"],
    "EventHold": _FIELDS["hold"]["hold"],
    "EventMember": _MEMBER,
    "EventPunchCard": _FIELDS["punch_card"]["punch_card"],
    "EventPurchase": _PURCHASE,
    "EventRebate": _REBATE,
    "EventTask": _FIELDS["task"]["task"],
    "EventVoucher": _VOUCHER,
}
_WITH_ENTRIES: Final = ("purchase.", "return.", "points.", "credit.", "reward.", "donation.")
_WITHOUT_MEMBER: Final = ("program.", "webhook.", "gift_card.", "review.", "job.", "delivery.")


def data_schema(type_: str) -> Schema:
    """The JSON schema of `data` of a type. Fields may be added to it."""
    own = _FIELDS.get(type_) or _FIELDS.get(type_.partition(".")[0], {})
    properties: Schema = {}
    if not type_.startswith(_WITHOUT_MEMBER):
        properties["member"] = _MEMBER
        properties["after"] = _AFTER
    if type_ != "webhook.ping":
        properties["cause"] = _CAUSE
    properties |= own
    if type_.startswith(_WITH_ENTRIES):
        properties["entries"] = _list("The changes of balances, at most 50.", _ENTRY)
        properties["more"] = {"type": "boolean", "description": "Whether entries are left out."}
    if type_.startswith(("purchase.", "return.")):
        properties["href"] = _text("The path of the record.")
    return {"type": "object", "description": TYPES[type_], "properties": _with_formats(properties)}
