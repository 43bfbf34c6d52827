"""The bodies and answers of all operations, as JSON objects. Generated from openapi/openapi.json by `./run clients`; do not edit."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypeAlias, TypedDict


class AboutAnswer(TypedDict):
    """The alert that a task is about."""

    kind: Literal["deviation", "lapse"]
    """`deviation`: the customer spends less than before; `lapse`: the customer has lapsed."""
    id: str
    """The id of the alert. Treat it as opaque text."""
    as_of: str
    """The day of the review that found it."""


class ActAnswer(TypedDict):
    """One administrative action."""

    id: str
    """Goldlist's id. Treat it as opaque text."""
    at: str
    """The real time of the action, even in a test programme."""
    key: str | None
    """The id of the key used; null from a shell."""
    staff: str | None
    """The id of the person who used it; null for no one in particular."""
    act: Literal[
        "create_program",
        "publish_program",
        "advance_clock",
        "create_key",
        "create_connector",
        "change_connector",
        "replay_delivery",
        "dismiss_delivery",
        "retry_deliveries",
        "start_backfill",
        "revoke_key",
        "add_key_member",
        "remove_key_member",
        "adjust_balance",
        "give_level",
        "take_level_away",
        "change_member",
        "erase_member",
        "merge_members",
        "add_card",
        "remove_card",
        "add_link",
        "remove_link",
        "give_voucher",
        "revoke_voucher",
        "issue_gift_card",
        "top_up_gift_card",
        "replace_gift_card",
        "block_gift_card",
        "unblock_gift_card",
        "void_gift_card",
        "start_voucher_batch",
        "start_contact_list",
        "ask_review",
        "put_staff",
        "invite_staff",
        "start_rehearsal",
        "cancel_rehearsal",
        "set_owner",
        "close_task",
        "hand_task",
        "postpone_task",
        "make_page_link",
        "make_webhook",
        "change_webhook",
        "delete_webhook",
        "rotate_webhook",
        "replay_webhook",
    ]
    """The action, by the name of the operation."""
    object: str
    """The id of what it was done to, such as a key or member."""
    detail: dict[str, Any]
    """Details, depending on the action. Never personal data."""


class AdjustmentAnswer(TypedDict):
    """A manual adjustment, with its entries and the member's balances after it."""

    id: str
    """Goldlist's id. Treat it as opaque text."""
    external_id: str | None
    """Your own name for it; null if the request was named by an Idempotency-Key instead."""
    member: str
    """The member's id, `mem_…`; null for a guest."""
    unit: str
    """The unit: `points`, `credit` or `punches:<card>`."""
    amount: int
    """The amount, signed: points, minor units of credit, or punches."""
    reason: str
    """The reason, as in the ledger."""
    currency: str
    """The programme's currency (ISO 4217). All amounts are in its minor units, such as pence."""
    recorded_at: str
    """The time of recording, by the programme's clock."""
    entries: list[EntryAnswer]
    """Every change of a balance that resulted, in order."""
    after: AfterAnswer
    """The member's balances right after it, for the receipt; null for a guest."""


class AdjustmentRequest(TypedDict):
    """An adjustment of a balance, with its reason."""

    external_id: NotRequired[str | None]
    """Your own name for it. Required unless you send the header Idempotency-Key."""
    unit: str
    """`points`, `credit` or `punches:<card>`."""
    amount: int
    """Signed, not 0: points, minor units of credit, or punches."""
    reason: str
    """Shown unchanged in the ledger."""
    allow_negative: NotRequired[bool]
    """Allow a negative balance. Default: `false`."""


class AfterAnswer(TypedDict):
    """The member's balances after it, for the till to print."""

    points: int
    """Available points less debt; negative with more debt than points."""
    pending: int
    """Pending points, earned but not yet available."""
    credit: int
    """Credit in minor units; negative if more was taken back than available."""
    tier: str | None
    """The id of the tier held; null in a programme without tiers."""
    punches: dict[str, int]
    """The punches on each card, by its id; negative only if more were taken back than available."""
    rebates: dict[str, RebateAfterAnswer]
    """Each rebate by its id, in the period of this purchase or return."""


# A change of tier that is announced, because it has lasted long enough.
AnnouncedAnswer = TypedDict(
    "AnnouncedAnswer",
    {
        # Goldlist's id. Treat it as opaque text.
        "id": "str",
        # The member's id, `mem_…`.
        "member": "str",
        # The id of the rank ladder; null for the programme's tiers.
        "ladder": "str | None",
        # The id of the tier announced before, or null.
        "from": "str | None",
        # The id of the new tier, or null.
        "to": "str | None",
        # The time of announcement, by the programme's clock.
        "at": "str",
        # The local day from which the tier holds.
        "effective_on": "str",
    },
)


class AnnouncedPageAnswer(TypedDict):
    """A page of announcements, in order."""

    data: list[AnnouncedAnswer]
    """What this page has."""
    next_cursor: str | None
    """Send it as `cursor` to get the next page; null on the last one."""
    resume_cursor: str | None
    """Store it, and send it as `cursor` the next time, to get every later announcement once; null before the
    first.
    """


class AppliedCampaignAnswer(TypedDict):
    """A campaign that applied to a purchase."""

    id: str
    """The id of the campaign in the programme."""
    name: str
    """Its name when the purchase was recorded."""


class AskAnswer(TypedDict):
    """The link that confirms the consent."""

    confirm_url: str
    """The link for your message; without `GOLDLIST_PUBLIC_URL` only its path."""
    valid_until: str
    """Until when it confirms: 7 days."""


class AskBody(TypedDict):
    """A consent to ask for."""

    purpose: str
    """`marketing`, or a purpose of the programme."""
    channel: NotRequired[Literal["email", "sms", "phone"]]
    """The channel of the consent, and of the message that asks. Default: `email`."""
    text_version: NotRequired[str | None]
    """Your name for the text of the message, kept with the consent."""


class AttemptAnswer(TypedDict):
    """An attempt that failed."""

    event: str
    """The id of the event."""
    type: str
    """The type of the event."""
    attempt: int
    """Which attempt it was, from 1."""
    at: str
    """When."""
    status: int | None
    """The status of the answer; null without one."""
    problem: str
    """The problem, such as `refused` or `no-answer`."""
    given_up: bool
    """Whether it was the last attempt."""


class AttemptsAnswer(TypedDict):
    """A page of failed attempts, newest first."""

    data: list[AttemptAnswer]
    """What this page has."""
    next_cursor: str | None
    """Send it as `cursor` to get the next page; null on the last one."""


class AuditAnswer(TypedDict):
    """A page of the audit log, newest first."""

    data: list[ActAnswer]
    """What this page has."""
    next_cursor: str | None
    """Send it as `cursor` to get the next page; null on the last one."""


# A backfill.
BackfillAnswer = TypedDict(
    "BackfillAnswer",
    {
        # Goldlist's id. Treat it as opaque text.
        "id": "str",
        # The id of the connector.
        "connector": "str",
        # Asked for, or part of the schedule.
        "kind": 'Literal["asked", "scheduled"]',
        # The start of its time.
        "from": "str",
        # The end of its time.
        "to": "str",
        # `processing`: everything is fetched, and the deliveries are being processed.
        "status": 'Literal["fetching", "processing", "done", "failed"]',
        # `rate-limited` or `fetch-failed` while it waits to ask again; why it failed; else null.
        "code": "str | None",
        # The same for people.
        "detail": "str | None",
        # How far it has come.
        "progress": "BackfillProgress",
        # The results of the orders.
        "deliveries": "BackfillResults",
        # When it goes on; null once it has ended.
        "next_at": "str | None",
        # When it began.
        "created_at": "str",
        # When it ended, or null.
        "ended_at": "str | None",
    },
)


class BackfillProgress(TypedDict):
    """How far a backfill has come."""

    pages: int
    """The pages that were fetched."""
    orders: int
    """The orders on them."""
    reached: str | None
    """Orders that changed before this instant were fetched; null if the shop has another order."""


# A time.
BackfillRequest = TypedDict(
    "BackfillRequest",
    {
        # Orders that changed at this instant or later.
        "from": "str",
        # Orders that changed at this instant or earlier; by default, now.
        "to": "NotRequired[str | None]",
    },
)


class BackfillResults(TypedDict):
    """The deliveries of a backfill by their result."""

    received: int
    """Still to be processed."""
    done: int
    """Something was recorded: the shop's messages had not told of it."""
    ignored: int
    """Nothing was to be recorded, such as for an order that is known."""
    waiting: int
    """A refund whose order has not come."""
    failed: int
    """Could not be recorded; list them with `GET /v1/deliveries`."""
    dismissed: int
    """Dismissed."""


class BackfillsAnswer(TypedDict):
    """A page of backfills, newest first."""

    data: list[BackfillAnswer]
    """What this page has."""
    next_cursor: str | None
    """Send it as `cursor` to get the next page; null on the last one."""


class BalanceAdjustedData(TypedDict):
    """A manual adjustment of punches."""

    member: NotRequired[EventMember]
    """The member; absent for a guest."""
    after: NotRequired[EventAfter]
    """The member's balances after it."""
    cause: NotRequired[EventCause]
    """What caused it."""
    unit: NotRequired[str]
    """`punches:<card>`"""
    amount: NotRequired[int]
    """Signed."""


class BalanceAnswer(TypedDict):
    """A member's balance at a moment. Later recordings are not included, even of earlier sales."""

    member: str
    """The member's id, `mem_…`."""
    at: str
    """The time of this answer, by the programme's clock."""
    currency: str
    """The programme's currency (ISO 4217). All amounts are in its minor units, such as pence."""
    points: BalancePointsAnswer
    """Available, pending and owed points."""
    credit: int
    """Credit in minor units; negative if more was taken back than available."""
    punches: dict[str, int]
    """The punches on each card, by its id; negative only if more were taken back than available."""
    rebates: dict[str, BalanceRebateAnswer]
    """Each rebate by its id, over all periods."""
    vouchers: dict[str, int]
    """The number of usable vouchers of each reward, by its id; negative if one was used twice."""
    units: dict[str, int]
    """The sum of the entries by unit, without zeros."""


class BalancePointsAnswer(TypedDict):
    """The points at that moment."""

    balance: int
    """Available points less debt; negative with more debt than points."""
    available: int
    """Available points."""
    pending: int
    """Pending points, earned but not yet available; not part of `balance`."""
    debt: int
    """Debt in points. Never negative."""
    held: int
    """Reserved by holds for checkouts."""


class BalanceRebateAnswer(TypedDict):
    """A rebate over all its periods, in minor units."""

    accrued: int
    """The amount due by then, in minor units."""
    unpaid: int
    """The unpaid part of it, in minor units; negative if overpaid."""


# A band of a rebate: from this spend (for `growth`, this growth; or units), a rate or an amount.
BandPart = TypedDict(
    "BandPart",
    {
        # The spend from which the band applies, in minor units; for growth, the growth as text (`0.10` is 10 %);
        # for a rebate by quantity, the units.
        "from": "int | str",
        # The share of the spend that is due, as a decimal text (`0.02` is 2 %); not for a lump sum.
        "rate": "NotRequired[str | None]",
        # For a lump sum: the total amount due once this band is reached, in minor units. For `retroactive` and
        # `marginal` by quantity: the amount for each unit.
        "amount": "NotRequired[int | None]",
    },
)


class BaseAnswer(TypedDict):
    """The earlier periods to compare with."""

    periods: int
    """Their number."""
    spend: int
    """Their total spend, in minor units."""
    visits: int
    """Their total number of days with a visit."""


class BatchAnswer(TypedDict):
    """One result per item, in the order of the request."""

    results: list[PurchaseResultAnswer | ReturnResultAnswer | ProblemResultAnswer]
    """The result of each item, in the order of the request."""


class BatchRequest(TypedDict):
    """Purchases and returns, each with its own external_id."""

    purchases: list[PurchaseRequest | BatchReturnRequest]
    """Purchases, and returns as `{"return": {…}}`; each needs its own `external_id`."""


# A return among purchases.
BatchReturnRequest = TypedDict(
    "BatchReturnRequest",
    {
        # The return, as in a single request.
        "return": "ReturnRequest | ReturnWithoutReceiptRequest",
    },
)


class BonusGivenDataBonus(TypedDict):
    """The bonus."""

    id: NotRequired[str]
    """The id of the bonus."""
    points: NotRequired[int]
    """The points given."""


class BonusGivenData(TypedDict):
    """A member got a bonus: for joining, a birthday, or a complete profile."""

    member: NotRequired[EventMember]
    """The member; absent for a guest."""
    after: NotRequired[EventAfter]
    """The member's balances after it."""
    cause: NotRequired[EventCause]
    """What caused it."""
    bonus: NotRequired[BonusGivenDataBonus]
    """The bonus."""


class BonusPart(TypedDict):
    """Points for joining, for a birthday, or for a complete profile."""

    id: str
    """Your name for the bonus, shown in the ledger."""
    name: str
    """The display name."""
    on: Literal["joined", "birthday", "profile_complete"]
    """The occasion: a member has `joined`, at the start of each `birthday`, or once all `fields` are known
    (`profile_complete`). It cannot change under the same `id`.
    """
    points: int
    """The points given."""
    fields: NotRequired[list[Literal["name", "email", "phone", "birth_date"]] | None]
    """For `profile_complete`: the fields of the member that must be known."""


class BriefPurchaseAnswer(TypedDict):
    """A purchase as recorded; `after` is null for guests."""

    id: str
    """Goldlist's id. Treat it as opaque text."""
    external_id: str | None
    """Your own name for it; null if the request was named by an Idempotency-Key instead."""
    member: str | None
    """The member's id, `mem_…`; null for a guest."""
    status: Literal["recorded", "partly_returned", "returned", "voided"]
    """`recorded`; `partly_returned` or `returned` after returns; `voided`."""
    occurred_at: str
    """The time of the sale at the till."""
    recorded_at: str
    """The time of recording, by the programme's clock."""
    business_date: str
    """The local day of `occurred_at` in the programme's time zone. It decides periods and windows."""
    net: int
    """The amount paid in minor units, after all discounts."""
    tax: NotRequired[int | None]
    """The tax on `net`, in minor units; omitted if no line states any."""
    currency: str
    """The programme's currency (ISO 4217). All amounts are in its minor units, such as pence."""
    program_version: int
    """The version of the programme that decided it."""
    spent: NotRequired[SpentAnswer | None]
    """The payment with points, credit and gift cards, if any."""
    discounts: NotRequired[list[DiscountAnswer] | None]
    """The discounts of its quote, if any."""
    campaigns: NotRequired[list[AppliedCampaignAnswer]]
    """The campaigns that applied; omitted if none did."""
    vouchers_issued: list[VoucherAnswer]
    """The vouchers it issued, oldest first."""
    shortfalls: list[ShortfallAnswer]
    """The parts that could not be granted; empty unless `already_paid`."""
    notices: NotRequired[list[NoticeAnswer]]
    """Remarks that somebody should look at; omitted if there are none."""
    after: AfterAnswer | None
    """The member's balances right after it, for the receipt; null for a guest."""


class BriefReturnAnswer(TypedDict):
    """A return; `after` is null for guests."""

    id: str
    """Goldlist's id. Treat it as opaque text."""
    external_id: str | None
    """Your own name for it; null if the request was named by an Idempotency-Key instead."""
    kind: Literal["return", "void"]
    """`return`, or `void` for the return made by voiding a purchase."""
    purchase: str | None
    """Its purchase, `pur_…`; null if unknown."""
    member: str | None
    """The member's id, `mem_…`; null for a guest."""
    status: Literal["recorded", "voided"]
    """`recorded`, or `voided` for a mistaken return that was undone."""
    occurred_at: str
    """The time of the sale at the till."""
    recorded_at: str
    """The time of recording, by the programme's clock."""
    business_date: str
    """The local day of `occurred_at` in the programme's time zone. It decides periods and windows."""
    lines: list[ReturnedLineAnswer | PurchaseLineAnswer]
    """The goods returned: the parts of the purchase's lines; without receipt, the complete lines as sent, each
    with its `share`.
    """
    returned_net: int
    """The value returned, in minor units."""
    returned_tax: NotRequired[int | None]
    """The tax on the value returned, in minor units; omitted if no line states any."""
    given_back: GivenBackAnswer | None
    """The customer's refund; null for old returns without this record."""
    taken_again: GivenBackAnswer | None
    """For an undone return: what the customer pays again; else null."""
    currency: str
    """The programme's currency (ISO 4217); any other is refused."""
    program_version: int
    """The version of the programme that decided it."""
    vouchers_revoked: list[VoucherAnswer]
    """The vouchers it revoked, oldest first."""
    after: AfterAnswer | None
    """The member's balances right after it, for the receipt; null for a guest."""


class BuyPart(TypedDict):
    """What has to be bought: `quantity` units or goods for `amount`."""

    match: NotRequired[MatchPart | None]
    """Selects the goods; null means all."""
    quantity: NotRequired[int | None]
    """The number of units; not with `amount`."""
    amount: NotRequired[int | None]
    """The price of the goods in minor units; not with `quantity`."""


# A campaign in its document form, and its state.
CampaignAnswer = TypedDict(
    "CampaignAnswer",
    {
        # Your name for the campaign, shown with the purchases to which it applied.
        "id": "str",
        # The display name.
        "name": "str",
        # The first day; null means no limit.
        "from": "str | None",
        # The last day; null means no limit.
        "to": "str | None",
        # Only on these days of the week; null means all.
        "weekdays": 'list[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]] | None',
        # Only in these hours of the local day; null means all. Hours past midnight belong to the day on which they
        # start.
        "hours": "list[HoursPart] | None",
        # Only for purchases through these channels; null means all.
        "channels": "list[str] | None",
        # Only for purchases in these stores; null means all.
        "stores": "list[str] | None",
        # Selects the lines that count; null means all. At least one such line must be in the basket.
        "match": "MatchPart | None",
        # Only for a member's first purchase: no other purchase of the member is kept. Default: `false`.
        "first_purchase": "bool",
        # Only near the member's birthday: on the `day`, within 3 days of it (`week`), or in its `month`.
        "birthday": 'Literal["day", "week", "month"] | None',
        # The minimum matching spend, in minor units. Default: `0`.
        "min_spend": "int",
        # The maximum number of purchases per member; null means no limit.
        "limit_per_member": "int | None",
        # The maximum number of purchases in all; null means no limit.
        "limit_total": "int | None",
        # The maximum total discount, in minor units; null means no limit.
        "budget": "int | None",
        # A condition that must hold; null means none.
        "when": "ConditionPart | None",
        # Only for those who type a code (`codes` of a quote); null means for all. Discounts only.
        "codes": "OneCodePart | ManyCodesPart | None",
        # Whether guests are quoted it too. Discounts only, without conditions on the member. Default: `false`.
        "for_guests": "bool",
        # Whether the members of the programme's `holdout` are left out, if it covers campaigns. Default: `true`.
        "holdout": "bool",
        # The multiplier for the points of the whole purchase, a decimal text such as `2`.
        "points_multiplier": "str | None",
        # Points for the purchase beside those of the earn rules, never multiplied, as long as what is kept has a
        # line that counts and `min_spend`. It stacks with everything.
        "bonus_points": "int | None",
        # The discount on the lines that count, as a decimal text; in quotes only.
        "percent_off": "str | None",
        # For `percent_off` and `buy_get`: the maximum discount, in minor units.
        "max_amount": "int | None",
        # The discount on the lines that count, in minor units; in quotes only.
        "amount_off": "int | None",
        # Buy X get Y (`buy_get`), described by `buy`, `get` and `times`; null for other effects. In quotes only.
        "kind": 'Literal["buy_get"] | None',
        # For `buy_get`: what has to be bought.
        "buy": "BuyPart | None",
        # For `buy_get`: what one then gets for less.
        "get": "GetPart | None",
        # For `buy_get`: the maximum number of times in a purchase; null means no limit.
        "times": "int | None",
        # Whether it excludes other discounts, except those of the same `group`. The best combination for the
        # customer is used. Default: `false`.
        "exclusive": "bool",
        # Your name for a group of `exclusive` discounts that can be used together.
        "group": "str | None",
        # The order of discounts: lower numbers apply first, and win between equal campaigns.
        "order": "int | None",
        # By its dates: `upcoming`, `running` or `over`.
        "state": 'Literal["upcoming", "running", "over"]',
    },
)

# A CSV of codes.
CampaignCodesCsv: TypeAlias = "str"

# A campaign: multiplied points or a discount for the purchases to which it applies.
CampaignPart = TypedDict(
    "CampaignPart",
    {
        # Your name for the campaign, shown with the purchases to which it applied.
        "id": "str",
        # The display name.
        "name": "str",
        # The first day; null means no limit.
        "from": "NotRequired[str | None]",
        # The last day; null means no limit.
        "to": "NotRequired[str | None]",
        # Only on these days of the week; null means all.
        "weekdays": 'NotRequired[list[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]] | None]',
        # Only in these hours of the local day; null means all. Hours past midnight belong to the day on which they
        # start.
        "hours": "NotRequired[list[HoursPart] | None]",
        # Only for purchases through these channels; null means all.
        "channels": "NotRequired[list[str] | None]",
        # Only for purchases in these stores; null means all.
        "stores": "NotRequired[list[str] | None]",
        # Selects the lines that count; null means all. At least one such line must be in the basket.
        "match": "NotRequired[MatchPart | None]",
        # Only for a member's first purchase: no other purchase of the member is kept. Default: `false`.
        "first_purchase": "NotRequired[bool]",
        # Only near the member's birthday: on the `day`, within 3 days of it (`week`), or in its `month`.
        "birthday": 'NotRequired[Literal["day", "week", "month"] | None]',
        # The minimum matching spend, in minor units. Default: `0`.
        "min_spend": "NotRequired[int]",
        # The maximum number of purchases per member; null means no limit.
        "limit_per_member": "NotRequired[int | None]",
        # The maximum number of purchases in all; null means no limit.
        "limit_total": "NotRequired[int | None]",
        # The maximum total discount, in minor units; null means no limit.
        "budget": "NotRequired[int | None]",
        # A condition that must hold; null means none.
        "when": "NotRequired[ConditionPart | None]",
        # Only for those who type a code (`codes` of a quote); null means for all. Discounts only.
        "codes": "NotRequired[OneCodePart | ManyCodesPart | None]",
        # Whether guests are quoted it too. Discounts only, without conditions on the member. Default: `false`.
        "for_guests": "NotRequired[bool]",
        # Whether the members of the programme's `holdout` are left out, if it covers campaigns. Default: `true`.
        "holdout": "NotRequired[bool]",
        # The multiplier for the points of the whole purchase, a decimal text such as `2`.
        "points_multiplier": "NotRequired[str | None]",
        # Points for the purchase beside those of the earn rules, never multiplied, as long as what is kept has a
        # line that counts and `min_spend`. It stacks with everything.
        "bonus_points": "NotRequired[int | None]",
        # The discount on the lines that count, as a decimal text; in quotes only.
        "percent_off": "NotRequired[str | None]",
        # For `percent_off` and `buy_get`: the maximum discount, in minor units.
        "max_amount": "NotRequired[int | None]",
        # The discount on the lines that count, in minor units; in quotes only.
        "amount_off": "NotRequired[int | None]",
        # Buy X get Y (`buy_get`), described by `buy`, `get` and `times`; null for other effects. In quotes only.
        "kind": 'NotRequired[Literal["buy_get"] | None]',
        # For `buy_get`: what has to be bought.
        "buy": "NotRequired[BuyPart | None]",
        # For `buy_get`: what one then gets for less.
        "get": "NotRequired[GetPart | None]",
        # For `buy_get`: the maximum number of times in a purchase; null means no limit.
        "times": "NotRequired[int | None]",
        # Whether it excludes other discounts, except those of the same `group`. The best combination for the
        # customer is used. Default: `false`.
        "exclusive": "NotRequired[bool]",
        # Your name for a group of `exclusive` discounts that can be used together.
        "group": "NotRequired[str | None]",
        # The order of discounts: lower numbers apply first, and win between equal campaigns.
        "order": "NotRequired[int | None]",
    },
)


class CampaignsAnswer(TypedDict):
    """All campaigns of the version in force."""

    data: list[CampaignAnswer]
    """All campaigns, in the order of the programme's document."""
    next_cursor: str | None
    """Send it as `cursor` to get the next page; null on the last one."""


class CapAnswer(TypedDict):
    """A cap on contacts, and how much of it is used."""

    purpose: str | None
    """The purpose whose contacts it counts; null: all."""
    channel: str | None
    """The channel whose contacts it counts; null: all."""
    max: int
    """The most contacts."""
    days: int
    """On so many business days in a row, the present one included."""
    used: int
    """The contacts that count now."""
    free_on: str | None
    """The business day from which one more fits; null: it fits now."""


class CapPart(TypedDict):
    """How often a member is contacted at most."""

    max: int
    """The most contacts."""
    days: int
    """On so many business days in a row, the present one included."""


class CardRequest(TypedDict):
    """A card to add."""

    card_number: str
    """The card number, as tills read it."""


class CategoryPart(TypedDict):
    """A category for the goods that match."""

    match: GoodsPart
    """The goods."""
    category: str
    """Their category in the programme."""


class CheckAnswer(TypedDict):
    """The result of a check."""

    ok: bool
    """Whether the document could be published."""
    faults: list[FaultAnswer]
    """All faults of the document; empty if it could be published."""


class CheckoutPart(TypedDict):
    """How baskets are quoted."""

    quote_minutes: NotRequired[int]
    """The number of minutes that a quote is valid. Default: `15`."""
    max_vouchers: NotRequired[int | None]
    """The maximum vouchers per purchase; null means no limit."""
    max_discount: NotRequired[str | None]
    """The maximum share of a basket that all discounts together may take, as a decimal text (`0.50` is half);
    null means all of it.
    """


class ChosenAnswer(TypedDict):
    """A member chosen for a list."""

    member: str
    """The member's id."""
    external_id: str | None
    """Your own name for the member, or null."""
    name: str | None
    """The member's name; null without `members:read`."""
    address: str | None
    """The present e-mail address or phone number, by the channel; null for other channels, and without
    `members:read`.
    """


class ChosenMembersAnswer(TypedDict):
    """A page of the members of a list, in the order of their ids."""

    data: list[ChosenAnswer]
    """What this page has."""
    next_cursor: str | None
    """Send it as `cursor` to get the next page; null on the last one."""


class ClaimRequest(TypedDict):
    """The member who claims the purchase."""

    member: str
    """The member: `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>/<customer>`."""


class ClockAnswer(TypedDict):
    """The programme's own time."""

    now: str
    """The programme's present time."""
    stands: bool
    """Whether the time is fixed until it is advanced, or follows real time."""


class ClockRequest(TypedDict):
    """The time to set."""

    to: str
    """The new time: not before the present one, and at most 20 years ahead."""


class ComparisonAnswer(TypedDict):
    """Two documents side by side."""

    winners: WinnersAnswer
    """Members who receive more."""
    losers: WinnersAnswer
    """Members who receive less."""
    even: int
    """The number of members who receive the same."""
    tier_moves: list[TierMoveAnswer]
    """Members by their tiers at the end."""
    deciles: list[int]
    """The differences at 10, 20 … 90 % of members, the largest loss first; none if nobody has any."""
    grades: list[GradeComparedAnswer]
    """By grade, the best first."""


# A condition: `all`, `any` or `not` of others, or a comparison of a fact with a value.
ConditionPart = TypedDict(
    "ConditionPart",
    {
        # Conditions that must all hold.
        "all": "NotRequired[list[ConditionPart] | None]",
        # Conditions, at least one of which must hold.
        "any": "NotRequired[list[ConditionPart] | None]",
        # A condition that must not hold.
        "not": "NotRequired[ConditionPart | None]",
        # The fact to compare, such as `basket.total`; used with `is` and `value`.
        "fact": 'NotRequired[Literal["basket.total", "basket.quantity", "basket.matching_quantity", "basket.matching_amount", "basket.categories", "basket.skus", "basket.store", "basket.channel", "member.tier", "member.points", "member.joined_on", "member.days_since_joined", "member.first_purchase", "member.birthday_in_days", "member.segments", "member.consents", "member.reachable", "member.owner", "member.group", "time.date", "time.weekday", "time.hour", "time.minute_of_day", "insight.grade", "insight.measure", "insight.place", "insight.visit_days", "insight.silent_days", "insight.state", "insight.stage", "insight.usual_gap_days", "insight.first_on", "insight.last_on", "insight.deviates", "insight.shortfall", "insight.categories", "insight.skus", "insight.due_items"] | None]',
        # The comparison of the fact with the `value`.
        "is": 'NotRequired[Literal["equals", "not_equals", "at_least", "at_most", "more_than", "less_than", "one_of", "contains"] | None]',
        # The value to compare with: an amount in minor units, a number, a text, a day, true or false; for `one_of`
        # a list of them.
        "value": "NotRequired[int | str | bool | list[int | str] | None]",
    },
)


class ConnectorAnswer(TypedDict):
    """A connector."""

    id: str
    """Goldlist's id. Treat it as opaque text."""
    name: str
    """Its name."""
    kind: Literal["shopify", "woocommerce", "square", "stripe", "saleor", "mapped"]
    """The shop system."""
    settings: ShopSettings
    """Its settings, complete."""
    has_secrets: list[Literal["signing", "api"]]
    """The secrets that it has."""
    status: Literal["active", "paused"]
    """Whether its messages are processed."""
    inbox: str
    """The address to which the shop system sends its messages."""
    deliveries: dict[str, int]
    """The number of its deliveries by status."""
    created_at: str
    """The time of its creation."""


class ConnectorBody(TypedDict):
    """A connector."""

    name: str
    """Its name, with which the names of its purchases begin."""
    kind: Literal["shopify", "woocommerce", "square", "stripe", "saleor", "mapped"]
    """The shop system."""
    settings: NotRequired[ShopSettings]
    """What differs between shops."""
    secrets: SecretsBody
    """The shop's secrets."""


class ConnectorChangeBody(TypedDict):
    """What changes; the rest stays."""

    settings: NotRequired[ShopSettings | None]
    """All settings; those left out get their defaults."""
    secrets: NotRequired[SecretsChange | None]
    """New secrets."""
    status: NotRequired[Literal["active", "paused"] | None]
    """`paused`: messages are stored, and processed once it is active again."""


class ConnectorsAnswer(TypedDict):
    """The connectors, oldest first."""

    data: list[ConnectorAnswer]
    """The connectors; at most 20."""


class ConsentAnswer(TypedDict):
    """Something that a member allowed or withdrew."""

    id: str
    """Goldlist's id. Treat it as opaque text."""
    external_id: str | None
    """Your own name for it; null if the service wrote it itself."""
    purpose: str
    """The purpose."""
    channel: str | None
    """The channel; null: all."""
    given: bool
    """Whether it was allowed; false: withdrawn."""
    basis: Literal["consent", "soft_opt_in", "contract"]
    """The legal basis."""
    at: str
    """When it was said."""
    how: Literal["web", "paper", "phone", "till", "import", "platform"]
    """Where it was said."""
    text_version: str | None
    """The name of the text that the member was shown, or null."""
    shown_as: str | None
    """The name on lists of honour, or null."""
    evidence: str | None
    """What proves it, or null."""
    confirmed: bool
    """Whether a link in a message to the address confirmed it."""
    staff: str | None
    """The id of the person who recorded it, or null."""
    recorded_at: str
    """The time of recording, by the programme's clock."""


class ConsentAskedData(TypedDict):
    """A member was asked for a consent by a link."""

    member: NotRequired[EventMember]
    """The member; absent for a guest."""
    after: NotRequired[EventAfter]
    """The member's balances after it."""
    cause: NotRequired[EventCause]
    """What caused it."""
    purpose: NotRequired[str]
    """The purpose."""
    channel: NotRequired[str]
    """The channel."""
    valid_until: NotRequired[str]
    """Until when the link confirms."""


class ConsentBody(TypedDict):
    """Something that a member allowed or withdrew."""

    external_id: str
    """Your own name for it."""
    purpose: str
    """A purpose of the programme, or `marketing`, `honours` (lists of honour) or `share`."""
    channel: NotRequired[str | None]
    """`email`, `sms`, `phone`, `post` or `push`; null: all of them. For `share` the id of a partner, for
    `honours` null.
    """
    given: bool
    """Whether it is allowed; false: withdrawn."""
    basis: NotRequired[Literal["consent", "soft_opt_in", "contract"]]
    """The legal basis. Default: `consent`."""
    at: str
    """When it was said: up to 10 years ago, at most 5 minutes ahead (stored as now)."""
    how: Literal["web", "paper", "phone", "till", "import", "platform"]
    """Where it was said."""
    text_version: str
    """Your name for the text that the member was shown."""
    shown_as: NotRequired[str | None]
    """For `honours`: the name under which the member is shown."""
    evidence: NotRequired[str | None]
    """What proves it, such as the place of a form; deleted with the member."""
    confirmed: NotRequired[bool]
    """Whether a link in a message to the address confirmed it (double opt-in). Default: `false`."""


class ConsentChangedData(TypedDict):
    """A member allowed or withdrew contact for a purpose."""

    member: NotRequired[EventMember]
    """The member; absent for a guest."""
    after: NotRequired[EventAfter]
    """The member's balances after it."""
    cause: NotRequired[EventCause]
    """What caused it."""
    purpose: NotRequired[str]
    """The purpose."""
    channel: NotRequired[str | None]
    """The channel; null for all."""
    may: NotRequired[bool]
    """Whether contact is allowed now."""


class ConsentsAnswer(TypedDict):
    """The consents of a member."""

    marketing: bool
    """Whether the member may be sent advertising."""


class ConsentsChange(TypedDict):
    """Changed consents; null resets a consent as if it had never been asked for."""

    marketing: NotRequired[bool | None]
    """Whether the member may be sent advertising."""


class ConsentsPageAnswer(TypedDict):
    """What a member allows now, and a page of the rows that tell so, the last recorded first."""

    now: list[MayAnswer]
    """What is allowed now, by purpose and channel."""
    data: list[ConsentAnswer]
    """What this page has."""
    next_cursor: str | None
    """Send it as `cursor` to get the next page; null on the last one."""


class ConsentsRequest(TypedDict):
    """Consents of a new member."""

    marketing: NotRequired[bool]
    """Whether the member may be sent advertising. Default: `false`."""


class ContactAnswer(TypedDict):
    """A person to contact."""

    id: str
    """The id of the person."""
    name: str
    """The name."""
    email: str | None
    """The e-mail address, or null."""


class ContactBody(TypedDict):
    """A contact with a member, or what a platform reports about an earlier message."""

    external_id: str
    """Your own name for it."""
    member: str
    """The member."""
    channel: Literal["email", "sms", "phone", "post", "push", "visit"]
    """How."""
    direction: Literal["in", "out"]
    """`out`: the shop contacted the member; `in`: the other way."""
    purpose: NotRequired[str | None]
    """`marketing`, or a purpose of the programme; null: none of them."""
    topic: NotRequired[str | None]
    """What it was about, such as the name of a mailing."""
    outcome: Literal["sent", "spoken", "no_answer", "bounced", "complained"]
    """`sent` (a message), `spoken`, `no_answer`; or a report about an earlier message: `bounced` (the address
    does not exist), `complained` (reported as spam).
    """
    at: str
    """When it was: up to 10 years ago, at most 5 minutes ahead (stored as now)."""


class ContactCheckAnswer(TypedDict):
    """Whether a member may be contacted now."""

    member: str
    """The member's id."""
    purpose: str
    """The purpose."""
    channel: str
    """The channel."""
    may: bool
    """Whether nothing is against it."""
    reason: Literal["no_address", "suppressed", "no_consent", "capped"] | None
    """What is against it, the first that holds: `no_address` (none is known, or it bounced), `suppressed` (the
    address wants nothing), `no_consent` (nothing that the purpose needs was given, or it was withdrawn),
    `capped` (there were enough contacts); null: nothing.
    """
    group: Literal["prospects", "premium", "customers"]
    """`prospects`: has bought nothing that was kept; `premium`: at one of the levels of this group; `customers`:
    all others.
    """
    caps: list[CapAnswer]
    """The caps on contacts for the purpose over the channel."""


class ContactListAnswer(TypedDict):
    """A contact list, with its progress."""

    id: str
    """Goldlist's id. Treat it as opaque text."""
    external_id: str
    """Your own name for it."""
    purpose: str
    """What the members are contacted for."""
    channel: Literal["email", "sms", "phone", "post", "push"]
    """How."""
    topic: str | None
    """What it is about, or null."""
    occasion: str | None
    """The kind of the occasion, or null."""
    on: str | None
    """The day of the occasion, or null."""
    limit: int | None
    """The most members to choose, or null."""
    created_at: str
    """The time of its start, by the programme's clock."""
    status: Literal["running", "done"]
    """Whether members remain to be examined."""
    wanted: int
    """The number of members to examine when it started; for a `group`, all members."""
    examined: int
    """The number of members examined so far."""
    chosen: int
    """The number of members chosen."""
    left_out: LeftOutAnswer
    """The members not chosen, by reason."""


class ContactListRequest(TypedDict):
    """A contact list: its purpose, its channel, and the members to choose from."""

    external_id: str
    """Your own name for the list."""
    purpose: str
    """`marketing`, or a purpose of the programme."""
    channel: Literal["email", "sms", "phone", "post", "push"]
    """How the members will be contacted."""
    topic: NotRequired[str | None]
    """What it is about, such as the name of a mailing."""
    members: ListedRequest
    """The members to choose from."""
    occasion: NotRequired[OccasionRequest | None]
    """Only members with this occasion; null: all."""
    limit: NotRequired[int | None]
    """The most members to choose, the earliest enrolled first."""


class ContactsAnswer(TypedDict):
    """A page of contacts, the last recorded first."""

    data: list[MemberContactAnswer]
    """What this page has."""
    next_cursor: str | None
    """Send it as `cursor` to get the next page; null on the last one."""


class ContactsPart(TypedDict):
    """For what members are contacted, and how often at most."""

    premium: NotRequired[PremiumPart | None]
    """The members of the group `premium`; left out: none."""
    all: NotRequired[CapPart | None]
    """How often a member is contacted at most, for all purposes over all channels."""
    purposes: NotRequired[list[PurposePart]]
    """The purposes, besides `marketing` (which needs `consent` or `soft_opt_in` unless it is listed with other
    needs), `honours` and `share`.
    """


class CouponPart(TypedDict):
    """A coupon: each purchase above a minimum issues a voucher for a later purchase."""

    id: str
    """Your name for the coupon, shown in the ledger."""
    name: str
    """The display name."""
    reward: str
    """The id of the voucher's reward; its `valid_days` set the validity."""
    match: NotRequired[MatchPart | None]
    """Selects the lines that count; null means all."""
    min_spend: NotRequired[int]
    """The minimum matching spend, in minor units. Default: `0`."""


class CreditAdjustedData(TypedDict):
    """A manual adjustment of credit."""

    member: NotRequired[EventMember]
    """The member; absent for a guest."""
    after: NotRequired[EventAfter]
    """The member's balances after it."""
    cause: NotRequired[EventCause]
    """What caused it."""
    unit: NotRequired[str]
    """`credit`"""
    amount: NotRequired[int]
    """Signed, in minor units."""
    entries: NotRequired[list[EventEntry]]
    """The changes of balances, at most 50."""
    more: NotRequired[bool]
    """Whether entries are left out."""


class CreditAnswer(TypedDict):
    """Credit in minor units."""

    balance: int
    """Credit in minor units; negative if more was taken back than available."""
    held: int
    """Reserved by holds for checkouts."""


# A period by its days.
DaysAnswer = TypedDict(
    "DaysAnswer",
    {
        # The first business day.
        "from": "str",
        # The last business day.
        "to": "str",
    },
)


class DeliveriesAnswer(TypedDict):
    """A page of deliveries, newest first."""

    data: list[DeliveryAnswer]
    """What this page has."""
    next_cursor: str | None
    """Send it as `cursor` to get the next page; null on the last one."""


class DeliveryAnswer(TypedDict):
    """A message of a shop system, and its result."""

    id: str
    """Goldlist's id. Treat it as opaque text."""
    connector: str
    """The id of the connector."""
    topic: str
    """Its topic, as the shop system names it."""
    source_id: str
    """The shop system's id of the message, or a hash of it."""
    received_at: str
    """The time of its arrival."""
    times: int
    """How often it came. Only the first one has an effect."""
    status: Literal["received", "done", "ignored", "waiting", "failed", "dismissed"]
    """`received`: still to be processed."""
    code: str | None
    """Why nothing was recorded, for programs."""
    detail: str | None
    """The same for people."""
    pointer: str | None
    """The place of the fault in the payload, a JSON pointer."""
    attempts: int
    """How often it was processed."""
    backfill: str | None
    """The id of the backfill that found it; null for a message."""
    next_at: str | None
    """When it is processed next; null for never."""
    purchases: list[str]
    """The ids of the purchases that it recorded."""
    returns: list[str]
    """The ids of the returns; names of purchases for voids."""
    shortfalls: list[Any]
    """What could not be granted, since the sale was paid already."""


class DeliveryFailedData(TypedDict):
    """A message of a shop system could not be recorded."""

    cause: NotRequired[EventCause]
    """What caused it."""
    delivery: NotRequired[str]
    """`dlv_…`"""
    connector: NotRequired[str]
    """`con_…`"""
    code: NotRequired[str | None]
    """Why it failed."""


class DeviationAnswer(TypedDict):
    """A member who spent less, or more, than expected from the member's past."""

    member: str
    """The member's id, `mem_…`."""
    external_id: str | None
    """Your own name for the member, or null."""
    grade: str
    """The grade on the day before the period began."""
    period: DaysAnswer
    """The last full period."""
    direction: Literal["down", "up"]
    """Less than expected (`down`), or more (`up`)."""
    spend: int
    """The spend in the period, in minor units."""
    expected: int
    """The expected spend, from the base and the season, in minor units."""
    shortfall: int
    """`expected - spend`; negative for `up`."""
    visits: int
    """The number of days with a visit in the period."""
    base: BaseAnswer
    """The earlier periods, without that of the first purchase."""
    season: str
    """The share of the visits in base and period that falls into the period: `0.248`."""
    chance: str
    """The probability of at most this number of visits in the period (for `up`: at least) if nothing had
    changed; rounded up.
    """
    continued: bool
    """Whether the previous period's list has the member as `down`, too."""
    task: str | None
    """The id of the task about it, or null."""
    why: str
    """The explanation."""


class DeviationPart(TypedDict):
    """The terms for listing customers who spend less, or more, than before."""

    unit: NotRequired[Literal["month", "quarter"]]
    """The length of a period. Default: `quarter`."""
    base_periods: NotRequired[int]
    """The maximum number of earlier periods to compare with. Default: `4`."""
    min_periods: NotRequired[int]
    """The minimum number of earlier periods; with fewer, no customer is listed. Default: `2`."""
    grades: NotRequired[list[str]]
    """The grades whose customers are checked."""
    below: NotRequired[str]
    """Spend below this part of the expected one counts as down, a decimal text. Default: `0.70`."""
    above: NotRequired[str]
    """Spend above this multiple of the expected one counts as up, a decimal text. Default: `1.50`."""
    list_chance: NotRequired[str]
    """The maximum probability of the number of visits by chance, for customers to be listed. Default: `0.20`."""
    tell_chance: NotRequired[str]
    """The maximum probability for customers to be reported as well; not above `list_chance`. Default: `0.10`."""
    min_amount: NotRequired[int]
    """The minimum difference from the expected spend, in minor units. Default: `0`."""


class DeviationsAnswer(TypedDict):
    """A page of deviating members, the largest shortfall first."""

    review: str
    """The id of the review."""
    as_of: str
    """The business day whose end it describes."""
    currency: str
    """The programme's currency (ISO 4217). All amounts are in its minor units, such as pence."""
    data: list[DeviationAnswer]
    """What this page has."""
    next_cursor: str | None
    """Send it as `cursor` to get the next page; null on the last one."""


class DiscountAnswer(TypedDict):
    """The discount of a voucher, a campaign or the tier (exactly one is named) on a quoted purchase."""

    voucher: str | None
    """The voucher's code; null without a voucher, and for a key without the scope `vouchers:read`."""
    campaign: str | None
    """The campaign's id."""
    tier: str | None
    """The tier's id."""
    typed: str | None
    """The code that was typed for the campaign."""
    name: str
    """The display name."""
    amount: int
    """The amount in minor units."""
    why: str
    """With its arithmetic, in words."""


class DismissBody(TypedDict):
    """Why a delivery will not be recorded."""

    reason: str
    """The reason, for the audit log."""


class DonationAnswer(TypedDict):
    """The donations to one cause."""

    reward: str
    """The id of the reward."""
    name: str
    """The reward's name in its newest version."""
    cause: str
    """The recipient."""
    gifts: int
    """The number of donations."""
    points: int
    """The donated points."""
    amount: int | None
    """The shop's payment to the cause, in minor units; null if the reward has no amount."""


class DonationMadeData(TypedDict):
    """Points were donated."""

    member: NotRequired[EventMember]
    """The member; absent for a guest."""
    after: NotRequired[EventAfter]
    """The member's balances after it."""
    cause: NotRequired[EventCause]
    """What caused it."""
    reward: NotRequired[str]
    """The id of the reward."""
    points: NotRequired[int]
    """The points donated."""
    entries: NotRequired[list[EventEntry]]
    """The changes of balances, at most 50."""
    more: NotRequired[bool]
    """Whether entries are left out."""


# The donations on these days, without causes that received none.
DonationsAnswer = TypedDict(
    "DonationsAnswer",
    {
        # The first business day.
        "from": "str",
        # The last business day.
        "to": "str",
        # The programme's currency (ISO 4217). All amounts are in its minor units, such as pence.
        "currency": "str",
        # Each cause, in the order of the rewards' ids.
        "data": "list[DonationAnswer]",
        # All donated points.
        "points": "int",
        # The shop's total payment, in minor units.
        "amount": "int",
    },
)


class DoneRequest(TypedDict):
    """The outcome of a task."""

    outcome: Literal["contacted", "offer_made", "solved", "unreachable", "no_action", "mistaken"]
    """What came of it."""
    reason: NotRequired[str | None]
    """The reason, one of the programme's `tasks.reasons`; or null."""
    note: NotRequired[str | None]
    """What was said, in your own words; deleted with the member."""


class DraftAnswer(TypedDict):
    """The draft of the programme's next version."""

    document: dict[str, Any]
    """The document. It may have faults until it is published."""
    revision: int
    """Counts the changes; the `ETag` names it."""
    base_version: int
    """The version in force when the draft was begun."""
    staff: str | None
    """The person who changed it last; null if the key belongs to nobody."""
    key: str | None
    """The key that changed it last; null for a page."""
    changed_at: str
    """The time of the last change, by the real clock."""


class DropRequest(TypedDict):
    """A task that nobody is to do."""

    reason: NotRequired[str | None]
    """The reason, one of the programme's `tasks.reasons`; or null."""
    note: NotRequired[str | None]
    """What was said, in your own words; deleted with the member."""


# An item with the expected day of the next purchase.
DueItemAnswer = TypedDict(
    "DueItemAnswer",
    {
        # The article or category, by `insights.reorder`.
        "item": "str",
        # `due` or `overdue`.
        "status": 'Literal["due", "overdue"]',
        # The number of days on which it was bought.
        "times": "int",
        # The last of these days.
        "last_on": "str",
        # The expected day, by the mean gap.
        "expected_on": "str",
        # The first day of the interval.
        "from": "str",
        # The last day of the interval, which contains most of the shop's reorders.
        "to": "str",
        # The mean amount kept per day of purchase, in minor units.
        "usual_amount": "int",
    },
)


class EarnPart(TypedDict):
    """Exactly one of: `points` for every `per` minor units of matching spend, `per_item`, `per_purchase`."""

    id: str
    """Your name for the rule, shown in the ledger."""
    points: NotRequired[int | None]
    """The points earned for each `per`."""
    per: NotRequired[int | None]
    """The matching spend, in minor units, that earns `points`."""
    per_item: NotRequired[int | None]
    """The points earned for each matching unit with a price above 0."""
    per_purchase: NotRequired[int | None]
    """The points earned for a purchase with a matching line."""
    min_spend: NotRequired[int]
    """The matching spend, in minor units, below which nothing is earned. Default: `0`."""
    not_with_discount: NotRequired[bool]
    """Whether lines sold below their price earn nothing, whatever gave the discount. Default: `false`."""
    rounding: NotRequired[Literal["floor", "half_up", "ceil"]]
    """How a fraction of a point is rounded, once per purchase. Default: `floor`."""
    match: NotRequired[MatchPart | None]
    """Selects the lines that count; null means all."""
    steps: NotRequired[bool]
    """Counts only full `per`: 10 points per 2.00 are 30 on 7.00, not 35. Default: `false`."""
    carry: NotRequired[bool]
    """Carries fractions over to the member's next purchase, so that splitting a purchase changes nothing.
    Default: `false`.
    """


class EntriesAnswer(TypedDict):
    """A page of the ledger, newest first."""

    data: list[LedgerEntryAnswer]
    """What this page has."""
    next_cursor: str | None
    """Send it as `cursor` to get the next page; null on the last one."""


class EntryAnswer(TypedDict):
    """One change of one balance."""

    id: str
    """Goldlist's id. Treat it as opaque text."""
    unit: str
    """`points`, `credit`, `punches:<card>`, `rebate:<id>`, `expected:<rebate>` or `voucher:<reward>`"""
    type: Literal[
        "earn", "bonus", "redeem", "expire", "reverse", "adjust", "accrue", "settle", "forfeit", "transfer", "donate"
    ]
    """The kind of change; more kinds may be added."""
    amount: int
    """Signed: points, minor units, punches or vouchers."""
    rule: str | None
    """The id of the rule, bonus, card or rebate behind it, or null."""
    why: str
    """The reason with its arithmetic, in words."""


# The member's balances after it.
EventAfter: TypeAlias = "dict[str, Any] | None"


class EventAnswer(TypedDict):
    """Something that happened: a CloudEvents 1.0 object.

    Unknown types and fields are to be passed over: more may be added.
    """

    specversion: str
    """The version of CloudEvents: `1.0`."""
    id: str
    """The id, `evt_…`: the same however often the event is sent."""
    source: str
    """`/programs/` and the id of the programme."""
    type: str
    """What happened, such as `purchase.recorded`."""
    subject: str | None
    """The id of the member; null without one, such as for a guest."""
    time: str
    """The instant of recording, by the programme's clock."""
    datacontenttype: str
    """`application/json`"""
    dataschema: str
    """The path of the JSON schema of `data`."""
    memberseq: int | None
    """Counts the events of the member: 1, 2, 3 … without gaps. Null without one."""
    position: int | None
    """Counts the events of the programme, without gaps. Null for keys that do not see all events."""
    test: bool
    """Whether it is of a test programme."""
    data: dict[str, Any]
    """What to act upon, by type: see `webhooks` in this document."""


# A band of the rebate.
EventBand = TypedDict(
    "EventBand",
    {
        # The spend from which it holds.
        "from": "NotRequired[int]",
        # The rate.
        "rate": "NotRequired[str | None]",
        # The amount, of a lump sum.
        "amount": "NotRequired[int | None]",
        # The spend that is missing.
        "needs": "NotRequired[int]",
    },
)


class EventCause(TypedDict):
    """What caused it."""

    kind: NotRequired[str]
    """Its kind."""
    id: NotRequired[str]
    """Its id, or a day."""


class EventEntry(TypedDict):
    """A change of a balance."""

    unit: NotRequired[str]
    """`points`, `credit`, `punches:<card>`, `rebate:<id>` or `voucher:<reward>`"""
    type: NotRequired[str]
    """The kind of change."""
    amount: NotRequired[int]
    """Signed."""
    rule: NotRequired[str | None]
    """The rule behind it."""


class EventGiftCard(TypedDict):
    """The gift card; its code is in no event."""

    id: NotRequired[str]
    """`gft_…`"""
    external_id: NotRequired[str | None]
    """The caller's name for it."""
    amount: NotRequired[int]
    """Its change, in minor units, signed."""
    balance: NotRequired[int]
    """The balance after it, in minor units."""
    status: NotRequired[str]
    """The status after it."""
    expires_on: NotRequired[str | None]
    """The last valid day."""
    replaced_by: NotRequired[str | None]
    """The id of the card that has its balance now."""


class EventHold(TypedDict):
    """The hold."""

    id: NotRequired[str]
    """`hld_…`"""
    points: NotRequired[int]
    """The points held."""
    credit: NotRequired[int]
    """The credit held, in minor units."""
    expires_at: NotRequired[str]
    """The instant of its end."""


class EventMember(TypedDict):
    """The member; absent for a guest."""

    id: NotRequired[str]
    """`mem_…`"""
    external_id: NotRequired[str | None]
    """Null after an erasure."""


class EventPunchCard(TypedDict):
    """The card."""

    id: NotRequired[str]
    """The id of the card."""
    of: NotRequired[int]
    """The punches of a full card."""
    completed: NotRequired[int]
    """The number of cards."""


class EventPurchase(TypedDict):
    """The purchase."""

    id: NotRequired[str]
    """`pur_…`"""
    external_id: NotRequired[str | None]
    """The caller's name for it."""
    net: NotRequired[int]
    """The value after discounts, in minor units."""
    currency: NotRequired[str]
    """The currency, by ISO 4217."""
    store: NotRequired[str | None]
    """The store."""
    channel: NotRequired[str | None]
    """The channel."""
    business_date: NotRequired[str]
    """The business date."""
    status: NotRequired[str]
    """`recorded` or `voided`."""


class EventRebate(TypedDict):
    """The rebate."""

    id: NotRequired[str]
    """The id of the rebate."""
    period: NotRequired[str]
    """The first day of the period."""
    spend: NotRequired[int]
    """The spend of the period, in minor units."""
    due: NotRequired[int]
    """The amount due, in minor units."""
    paid: NotRequired[int]
    """The amount settled, in minor units."""


class EventTask(TypedDict):
    """The task."""

    id: NotRequired[str]
    """`tsk_…`"""
    rule: NotRequired[str | None]
    """The rule; null for a manual task."""
    owner: NotRequired[str | None]
    """`stf_…`; null for the managers' queue."""
    due_on: NotRequired[str]
    """The day by which it is to be done."""
    status: NotRequired[str]
    """`open`, `done` or `dropped`."""
    outcome: NotRequired[str | None]
    """The outcome."""


class EventVoucher(TypedDict):
    """The voucher."""

    id: NotRequired[str]
    """`vou_…`"""
    reward: NotRequired[str]
    """The id of the reward."""
    expires_on: NotRequired[str | None]
    """The last day on which it can be used."""
    source: NotRequired[str]
    """Its origin, such as `card:<id>`."""
    code: NotRequired[str]
    """The code, for those who may see it."""


class EventsAnswer(TypedDict):
    """Events in order, and where to go on."""

    data: list[EventAnswer]
    """The events, oldest first."""
    next_cursor: str
    """Where to go on: the next `after`. Never null."""
    more: bool
    """Whether there are more already."""


# Both, each as in a single answer.
ExchangeAnswer = TypedDict(
    "ExchangeAnswer",
    {
        # The return.
        "return": "ReturnAnswer",
        # The purchase.
        "purchase": "PurchaseAnswer",
    },
)

# A return and a purchase, each with its own external_id.
ExchangeRequest = TypedDict(
    "ExchangeRequest",
    {
        # The return, as in a single request.
        "return": "Any",
        # The purchase, as in a single request.
        "purchase": "PurchaseRequest",
    },
)


class ExpiringAnswer(TypedDict):
    """Points with their last valid day."""

    points: int
    """The points that expire then."""
    on: str
    """The last valid day."""


class ExpiringPunchesAnswer(TypedDict):
    """Punches with their last valid day."""

    punches: int
    """The number of punches on the current card that expire then."""
    on: str
    """Their last valid day."""


class ExpiryPart(TypedDict):
    """The expiry of points."""

    kind: Literal["none", "after", "inactivity", "yearly"]
    """When points expire: never (`none`), `months` after the day of the purchase (`after`), `months` after the
    newest purchase or spending (`inactivity`), or on one day of the year (`yearly`).
    """
    months: NotRequired[int | None]
    """The number of months that points are valid; required for `after` and `inactivity`."""
    round_up_to: NotRequired[Literal["day", "month", "quarter", "half_year", "year"]]
    """For `after`, and for `max_age_months`: extends the validity to the end of that day, month, … or year.
    Default: `day`.
    """
    max_age_months: NotRequired[int | None]
    """For `inactivity`: points expire this number of months after the day of the purchase at the latest, however
    active the member is; null means no such limit.
    """
    month: NotRequired[int | None]
    """For `yearly`: the month in which points expire."""
    day: NotRequired[int | None]
    """For `yearly`: the last valid day of that month; 31 means the last day of a shorter month."""
    min_age_months: NotRequired[int | None]
    """For `yearly`: points younger than this are kept until the next year."""


# The records, one a line: CSV (RFC 4180) with a header line, or JSON lines.
ExportCsv: TypeAlias = "str"


class FailedGiftAnswer(TypedDict):
    """A member who was refused."""

    member: str
    """The reference in the request, or the member's id."""
    problem: str
    """The reason, as the name of a problem, such as `reward-not-available`."""


class FaultAnswer(TypedDict):
    """One fault: its place (JSON pointer), a code, and the expected value."""

    pointer: str
    """The place: a JSON pointer into the body, or the name of a parameter; empty for the whole."""
    code: str
    """The kind of fault, for programs."""
    detail: str
    """The expected value, for people. It never repeats the request's content."""


class FewestAnswer(TypedDict):
    """The smallest number of members with a part of the total."""

    members: int
    """How many."""
    of_members: str | None
    """Their share of all members; null if there are none."""


class FiguresAnswer(TypedDict):
    """What a programme costs; amounts in minor units."""

    purchases: int
    """Purchases that were kept at least in part."""
    sales: int
    """Their kept value, before the programme's discounts."""
    points: RehearsedPointsAnswer
    """The points of these members."""
    vouchers: RehearsedVouchersAnswer
    """The vouchers of these members."""
    rebates: RehearsedRebatesAnswer
    """The rebates of these members."""
    discounts: int
    """Discounts of tiers, campaigns and vouchers."""
    cost_low: int
    """The cost if nothing outstanding is ever used."""
    cost_high: int
    """The cost if everything outstanding is used."""
    of_sales: OfSalesAnswer
    """Both as shares of sales."""
    refused: int
    """Recorded purchases, returns and redemptions that are not possible in the document."""


class FindingAnswer(TypedDict):
    """A part of the programme that may give away too much."""

    id: str
    """The kind of finding, for programs."""
    severity: Literal["error", "warning", "note"]
    """`error`: it gives more than it brings; `warning`: it can be exploited; `note`: a fact."""
    pointer: str
    """Its place in the document, a JSON pointer."""
    what: str
    """The explanation."""
    example: LintExampleAnswer
    """A sequence that shows it."""


class FollowedAnswer(TypedDict):
    """The outcome of the previous period's list of deviations."""

    listed: int
    """The number of members on it as `down`."""
    stayed_low: int
    """Those of them who spent less than expected in this period, too."""
    others: int
    """The number of other members compared."""
    others_low: int
    """Those of the others who spent less than expected in this period."""


class FullDeliveryAnswer(TypedDict):
    """A delivery with the part of the message that is stored."""

    id: str
    """Goldlist's id. Treat it as opaque text."""
    connector: str
    """The id of the connector."""
    topic: str
    """Its topic, as the shop system names it."""
    source_id: str
    """The shop system's id of the message, or a hash of it."""
    received_at: str
    """The time of its arrival."""
    times: int
    """How often it came. Only the first one has an effect."""
    status: Literal["received", "done", "ignored", "waiting", "failed", "dismissed"]
    """`received`: still to be processed."""
    code: str | None
    """Why nothing was recorded, for programs."""
    detail: str | None
    """The same for people."""
    pointer: str | None
    """The place of the fault in the payload, a JSON pointer."""
    attempts: int
    """How often it was processed."""
    backfill: str | None
    """The id of the backfill that found it; null for a message."""
    next_at: str | None
    """When it is processed next; null for never."""
    purchases: list[str]
    """The ids of the purchases that it recorded."""
    returns: list[str]
    """The ids of the returns; names of purchases for voids."""
    shortfalls: list[Any]
    """What could not be granted, since the sale was paid already."""
    payload: Any
    """The fields that are read; no others were stored."""
    first_payload: Any
    """The payload before it was repaired; null if it was not."""
    repaired_by: str | None
    """The key or person that repaired it."""
    repaired_at: str | None
    """The time of the repair."""


class GetPart(TypedDict):
    """What one then gets for less."""

    match: NotRequired[MatchPart | None]
    """Selects the goods; null means the goods that have to be bought."""
    quantity: NotRequired[int]
    """The number of units. Default: `1`."""
    percent_off: NotRequired[str]
    """The discount on these units, as a decimal text: `1` is free, `0.5` half price. Default: `1`."""
    choose: NotRequired[Literal["cheapest", "dearest"]]
    """Which of the goods in the basket these units are: the cheapest or the dearest. Default: `cheapest`."""


class GiftAnswer(TypedDict):
    """A manually issued voucher, as issued."""

    id: str
    """Goldlist's id. Treat it as opaque text."""
    code: str | None
    """The code that the customer shows and the till sends; capitals, dashes and blanks do not matter. Null for a
    key without the scope `vouchers:read`.
    """
    member: str
    """The member's id, `mem_…`; null for a guest."""
    reward: str
    """The id of the reward, or of the rebate that pays by vouchers."""
    name: str
    """The reward's name, as a till prints it."""
    kind: Literal[
        "amount_off", "percent_off", "free_item", "bonus_quantity", "store_credit", "donation", "gift", "buy_get"
    ]
    """The kind; the other fields depend on it."""
    amount: int | None
    """The value in minor units; null if it depends on the basket."""
    currency: str
    """The programme's currency (ISO 4217). All amounts are in its minor units, such as pence."""
    status: Literal["usable", "held", "used", "expired", "revoked"]
    """Its present status."""
    issued_at: str
    """The time of issue."""
    expires_on: str | None
    """The last valid day; null without one."""
    used_by: list[str]
    """The purchases that used it, `pur_…`."""
    entries: list[EntryAnswer]
    """Every change of a balance that resulted, in order."""


class GiftCardAnswer(TypedDict):
    """A gift card in its present state, without its code."""

    id: str
    """Goldlist's id. Treat it as opaque text."""
    external_id: str | None
    """Your own name for it; null if the request was named by an Idempotency-Key instead."""
    code_end: str
    """The last four characters of its code, to tell cards apart."""
    status: Literal["active", "blocked", "expired", "voided", "replaced"]
    """`active`: it can be spent; `blocked`; `expired`; `voided`: its issue was undone; `replaced` by another
    card.
    """
    balance: int
    """The balance that can be spent, in minor units."""
    held: int
    """What holds reserve besides, in minor units."""
    issued: int
    """The first balance, in minor units."""
    currency: str
    """The programme's currency (ISO 4217). All amounts are in its minor units, such as pence."""
    issued_at: str
    """The time of its issue, by the programme's clock."""
    expires_on: str | None
    """Its last valid day; null if it never expires."""
    member: str | None
    """The member it is assigned to, `mem_…`, or null."""
    replaced_by: str | None
    """The card that has its balance now, `gft_…`, or null."""


class GiftCardBlockedData(TypedDict):
    """A gift card was blocked."""

    cause: NotRequired[EventCause]
    """What caused it."""
    gift_card: NotRequired[EventGiftCard]
    """The gift card; its code is in no event."""


class GiftCardEntriesAnswer(TypedDict):
    """A page of a gift card's ledger, newest first."""

    data: list[LedgerEntryAnswer]
    """What this page has."""
    next_cursor: str | None
    """Send it as `cursor` to get the next page; null on the last one."""


class GiftCardExpiredData(TypedDict):
    """A gift card expired."""

    cause: NotRequired[EventCause]
    """What caused it."""
    gift_card: NotRequired[EventGiftCard]
    """The gift card; its code is in no event."""


class GiftCardGivenBackData(TypedDict):
    """Returned goods gave back to a gift card what it paid."""

    cause: NotRequired[EventCause]
    """What caused it."""
    gift_card: NotRequired[EventGiftCard]
    """The gift card; its code is in no event."""


class GiftCardIssuedData(TypedDict):
    """A gift card was issued."""

    cause: NotRequired[EventCause]
    """What caused it."""
    gift_card: NotRequired[EventGiftCard]
    """The gift card; its code is in no event."""


class GiftCardPaidAnswer(TypedDict):
    """The part of a gift card."""

    id: str
    """The gift card's id, `gft_…`."""
    amount: int
    """In minor units."""


class GiftCardReasonRequest(TypedDict):
    """The reason for a change of a card."""

    reason: str
    """Shown unchanged in the ledger and the audit log."""


class GiftCardRedeemedData(TypedDict):
    """A gift card paid for a purchase, or part of it."""

    cause: NotRequired[EventCause]
    """What caused it."""
    gift_card: NotRequired[EventGiftCard]
    """The gift card; its code is in no event."""


class GiftCardReplacedData(TypedDict):
    """Another gift card has the balance of this one now."""

    cause: NotRequired[EventCause]
    """What caused it."""
    gift_card: NotRequired[EventGiftCard]
    """The gift card; its code is in no event."""


class GiftCardRequest(TypedDict):
    """A gift card to issue."""

    external_id: NotRequired[str | None]
    """Your own name for it. Required unless you send the header Idempotency-Key."""
    amount: int
    """The first balance, in minor units."""
    member: NotRequired[str | None]
    """A member to assign it to. It remains a bearer card: its code is enough to spend it."""
    reason: NotRequired[str | None]
    """Shown unchanged in the ledger and the audit log; null for none."""


class GiftCardToPay(TypedDict):
    """A gift card to pay with."""

    code: str
    """The code of the card, in any case, with or without dashes and blanks."""
    amount: NotRequired[int | None]
    """The amount that it pays, in minor units; null means as much as it can."""


class GiftCardToppedUpData(TypedDict):
    """An amount was added to a gift card."""

    cause: NotRequired[EventCause]
    """What caused it."""
    gift_card: NotRequired[EventGiftCard]
    """The gift card; its code is in no event."""


class GiftCardUnblockedData(TypedDict):
    """A blocked gift card can be spent again."""

    cause: NotRequired[EventCause]
    """What caused it."""
    gift_card: NotRequired[EventGiftCard]
    """The gift card; its code is in no event."""


class GiftCardVoidedData(TypedDict):
    """The issue of a gift card was voided."""

    cause: NotRequired[EventCause]
    """What caused it."""
    gift_card: NotRequired[EventGiftCard]
    """The gift card; its code is in no event."""


class GiftCardsAnswer(TypedDict):
    """A page of gift cards, newest first."""

    data: list[GiftCardAnswer]
    """What this page has."""
    next_cursor: str | None
    """Send it as `cursor` to get the next page; null on the last one."""


class GiftCardsPart(TypedDict):
    """Gift cards with a balance."""

    valid_months: NotRequired[int | None]
    """The months that a card is good for from its issue, and again from every top-up, through the last day; null
    means for ever.
    """
    max_balance: NotRequired[int | None]
    """The maximum balance of a card, in minor units; null means no limit of its own."""


class GiftRequest(TypedDict):
    """A voucher to issue, with its reason."""

    external_id: NotRequired[str | None]
    """Your own name for it. Required unless you send the header Idempotency-Key."""
    member: str
    """`mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>/<customer>`."""
    reward: str
    """The id of a reward, whether or not it is sold for points."""
    valid_until: NotRequired[str | None]
    """The last valid day; null means as long as the reward says."""
    reason: str
    """Shown unchanged in the ledger and the audit log."""


class GiveLevelRequest(TypedDict):
    """A tier to grant, its duration and reason."""

    tier: str
    """The id of a tier of the programme."""
    until: NotRequired[str | None]
    """The last day; null, or omitted: until it is revoked."""
    kind: Literal["gift", "invitation", "status_match"]
    """The kind of grant."""
    reason: str
    """The reason, shown unchanged in the history."""


class GivenAnswer(TypedDict):
    """A tier grant."""

    level: str
    """The id of the tier."""
    kind: Literal["gift", "invitation", "status_match"]
    """The kind of grant."""
    reason: str
    """The reason for the grant."""
    until: str | None
    """The last day; null means until revoked."""


class GivenBackAnswer(TypedDict):
    """Money, credit and gift cards in minor units, points, and their worth. Together they equal `returned_net`."""

    money: int
    """Money, in minor units."""
    points: int
    """Points refunded to the member."""
    points_worth: int
    """The worth of these points, in minor units."""
    credit: int
    """Credit refunded to the member, in minor units."""
    gift_cards: NotRequired[list[GiftCardPaidAnswer]]
    """What goes back to gift cards; omitted if there are none."""


class GoldenListAnswer(TypedDict):
    """A page of the members with golden grades, best place first."""

    review: str
    """The id of the review."""
    as_of: str
    """The business day whose end it describes."""
    currency: str
    """The programme's currency (ISO 4217). All amounts are in its minor units, such as pence."""
    data: list[GoldenMemberAnswer]
    """What this page has."""
    next_cursor: str | None
    """Send it as `cursor` to get the next page; null on the last one."""


class GoldenMemberAnswer(TypedDict):
    """A member on the golden list."""

    member: str
    """The member's id, `mem_…`."""
    external_id: str | None
    """Your own name for the member, or null."""
    place: int | None
    """1 plus the number of members with more; null for a member with nothing, who has no place."""
    of: int
    """The number of members with a place."""
    measure: int
    """The measure in minor units: spend, or its margin, by `insights.measure`."""
    why: str
    """The reason for the grade, in words."""
    name: str | None
    """The member's name; null without one, and for a key without the scope `members:read`."""
    grade: str
    """The id of the grade."""
    since: str
    """The day of the first scheduled review in the unbroken run with this grade."""
    of_amount: str | None
    """The member's share of the total of all ranked members, as a decimal text."""
    likes: LikesAnswer
    """The member's preferences."""
    near: list[NearAnswer]
    """The rewards within reach now, as in a quote of an empty basket."""
    last_on: str | None
    """The last visit day, as of the newest review."""
    state: Literal["none", "new", "active", "late", "at_risk", "lapsed"]
    """The state by the usual gap, as of the newest review."""
    deviates: Literal["none", "down", "up"]
    """Whether the list of deviations of this review has the member, and its direction."""
    owner: str | None
    """The id of the person who looks after the member, or null."""
    open_tasks: int
    """The number of open tasks about the member."""


class GoodsPart(TypedDict):
    """Goods by sku, title or product id; `*` stands for any text, and case does not matter."""

    skus: NotRequired[list[str]]
    """Their skus."""
    titles: NotRequired[list[str]]
    """Their titles in the shop."""
    products: NotRequired[list[str]]
    """The shop's ids of products and variants, with `#`."""


# A review gave a member another grade.
GradeChangedData = TypedDict(
    "GradeChangedData",
    {
        # The member; absent for a guest.
        "member": "NotRequired[EventMember]",
        # The member's balances after it.
        "after": "NotRequired[EventAfter]",
        # What caused it.
        "cause": "NotRequired[EventCause]",
        # The grade before; null without one.
        "from": "NotRequired[str | None]",
        # The grade now.
        "to": "NotRequired[str | None]",
        # What the grade goes by.
        "measure": "NotRequired[int | None]",
        # The place among all.
        "place": "NotRequired[int | None]",
        # What is missing to the golden grades.
        "needs": "NotRequired[int | None]",
    },
)


class GradeComparedAnswer(TypedDict):
    """The comparison for the members with a grade."""

    winners: WinnersAnswer
    """Members who receive more."""
    losers: WinnersAnswer
    """Members who receive less."""
    even: int
    """The number of members who receive the same."""
    grade: str
    """The id of the grade."""


# A grade with the total of its members. Amounts are in the programme's `insights.measure`.
GradeCountAnswer = TypedDict(
    "GradeCountAnswer",
    {
        # The id of the grade.
        "grade": "str",
        # The number of members with it.
        "members": "int",
        # Their total, in minor units.
        "amount": "int",
        # Their share of the total of ranked members, as a decimal text; null if that is 0.
        "of_amount": "str | None",
        # The smallest amount among them; null if no member has the grade.
        "from": "int | None",
    },
)


class GradeFiguresAnswer(TypedDict):
    """The figures of the members with a grade."""

    purchases: int
    """Purchases that were kept at least in part."""
    sales: int
    """Their kept value, before the programme's discounts."""
    points: RehearsedPointsAnswer
    """The points of these members."""
    vouchers: RehearsedVouchersAnswer
    """The vouchers of these members."""
    rebates: RehearsedRebatesAnswer
    """The rebates of these members."""
    discounts: int
    """Discounts of tiers, campaigns and vouchers."""
    cost_low: int
    """The cost if nothing outstanding is ever used."""
    cost_high: int
    """The cost if everything outstanding is used."""
    of_sales: OfSalesAnswer
    """Both as shares of sales."""
    refused: int
    """Recorded purchases, returns and redemptions that are not possible in the document."""
    grade: str
    """The id of the grade, as of the last day."""
    members: int
    """The number of members with it."""


class GradeOfReviewAnswer(TypedDict):
    """The grade of a member in one review."""

    place: int | None
    """1 plus the number of members with more; null for a member with nothing, who has no place."""
    of: int
    """The number of members with a place."""
    measure: int
    """The measure in minor units: spend, or its margin, by `insights.measure`."""
    why: str
    """The reason for the grade, in words."""
    review: str
    """The id of the review."""
    as_of: str
    """The business day whose end it describes."""
    grade: str
    """The id of the grade."""


class GradePart(TypedDict):
    """A grade for the top `share` of customers with purchases; the last two have none."""

    id: str
    """Your name for the grade."""
    share: NotRequired[str | None]
    """The share of all customers with purchases, as a decimal text (`0.05` is 5 %), after those of the grades
    above. The last two grades have none: the last but one is for the rest, the last for customers without
    purchases.
    """


class GradesAnswer(TypedDict):
    """A page of members by place, best first."""

    review: str
    """The id of the review."""
    as_of: str
    """The business day whose end it describes."""
    currency: str
    """The programme's currency (ISO 4217). All amounts are in its minor units, such as pence."""
    data: list[MemberGradeAnswer]
    """What this page has."""
    next_cursor: str | None
    """Send it as `cursor` to get the next page; null on the last one."""


class HandRequest(TypedDict):
    """A person to do a task."""

    staff: str | None
    """The person; null: the managers' queue."""


class HitRateAnswer(TypedDict):
    """The accuracy of reorder intervals, over the last `insights.rhythm.horizon_days`."""

    within: int
    """Reorders within their interval."""
    early: int
    """Reorders before it."""
    late: int
    """Reorders after it."""
    none: int
    """Intervals that ended without a reorder."""


class HmacPart(TypedDict):
    """A signature other than Standard Webhooks: HMAC-SHA256 of the body in a header."""

    header: str
    """The name of the header."""
    encoding: NotRequired[Literal["base64", "hex"]]
    """How the header writes it. Default: `base64`."""


class HoldAnswer(TypedDict):
    """A hold on a member's points, credit and vouchers, until a purchase captures it, it is released, or it
    expires.
    """

    id: str
    """Goldlist's id. Treat it as opaque text."""
    external_id: str | None
    """Your own name for it; null if the request was named by an Idempotency-Key instead."""
    member: str
    """The member's id, `mem_…`; null for a guest."""
    status: Literal["active"]
    """Its status when placed."""
    quote: str | None
    """The quote that it reserves; null if the request named the points, credit and vouchers."""
    points: int
    """The reserved points."""
    credit: int
    """The reserved credit, in minor units."""
    vouchers: list[str] | None
    """The codes of the reserved vouchers; null for a key without the scope `vouchers:read`."""
    gift_cards: list[GiftCardPaidAnswer]
    """What it reserves of gift cards."""
    currency: str
    """The programme's currency (ISO 4217). All amounts are in its minor units, such as pence."""
    created_at: str
    """The time it was placed."""
    expires_at: str
    """The time of its expiry, by the programme's clock."""
    after: AfterAnswer
    """The member's balances right after it, for the receipt; null for a guest."""


class HoldCapturedData(TypedDict):
    """A purchase captured a hold."""

    member: NotRequired[EventMember]
    """The member; absent for a guest."""
    after: NotRequired[EventAfter]
    """The member's balances after it."""
    cause: NotRequired[EventCause]
    """What caused it."""
    hold: NotRequired[EventHold]
    """The hold."""


class HoldExpiredData(TypedDict):
    """A hold expired."""

    member: NotRequired[EventMember]
    """The member; absent for a guest."""
    after: NotRequired[EventAfter]
    """The member's balances after it."""
    cause: NotRequired[EventCause]
    """What caused it."""
    hold: NotRequired[EventHold]
    """The hold."""


class HoldPlacedData(TypedDict):
    """Balances were reserved for a checkout."""

    member: NotRequired[EventMember]
    """The member; absent for a guest."""
    after: NotRequired[EventAfter]
    """The member's balances after it."""
    cause: NotRequired[EventCause]
    """What caused it."""
    hold: NotRequired[EventHold]
    """The hold."""


class HoldReleasedData(TypedDict):
    """A hold was released."""

    member: NotRequired[EventMember]
    """The member; absent for a guest."""
    after: NotRequired[EventAfter]
    """The member's balances after it."""
    cause: NotRequired[EventCause]
    """What caused it."""
    hold: NotRequired[EventHold]
    """The hold."""


class HoldRequest(TypedDict):
    """A request to reserve the needs of a quote, or points, credit and vouchers."""

    external_id: NotRequired[str | None]
    """Your own name for it. Required unless you send the header Idempotency-Key."""
    member: str
    """`mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>/<customer>`."""
    quote: NotRequired[str | None]
    """A quote (`quo_…`): its needs are reserved, and it can be booked until the hold ends."""
    points: NotRequired[int]
    """Points to reserve. Default: `0`."""
    credit: NotRequired[int]
    """Credit to reserve, in minor units. Default: `0`."""
    vouchers: NotRequired[list[str]]
    """Codes of vouchers to reserve."""
    gift_cards: NotRequired[list[GiftCardToPay]]
    """Gift cards to pay with, in this order, by members and guests; requires the scope `gift_cards:redeem`."""
    ttl_seconds: NotRequired[int]
    """The duration, by the programme's clock; at most a week. Default: `900`."""


class HoldStateAnswer(TypedDict):
    """A hold in its present state."""

    id: str
    """Goldlist's id. Treat it as opaque text."""
    external_id: str | None
    """Your own name for it; null if the request was named by an Idempotency-Key instead."""
    member: str
    """The member's id, `mem_…`; null for a guest."""
    status: Literal["active", "captured", "released", "expired"]
    """Its present status."""
    quote: str | None
    """The quote that it reserves; null if the request named the points, credit and vouchers."""
    points: int
    """The points it reserved."""
    credit: int
    """The credit it reserved, in minor units."""
    vouchers: list[str] | None
    """The codes of the vouchers it reserved; null for a key without the scope `vouchers:read`."""
    gift_cards: list[GiftCardPaidAnswer]
    """What it reserved of gift cards."""
    currency: str
    """The programme's currency (ISO 4217). All amounts are in its minor units, such as pence."""
    created_at: str
    """The time it was placed."""
    expires_at: str
    """The time of its expiry, by the programme's clock."""
    ended_at: str | None
    """The time it ended; null while active."""
    captured_by: str | None
    """The purchase that captured it (`pur_…`), or null."""


# The control group of the newest version.
HoldoutAnswer = TypedDict(
    "HoldoutAnswer",
    {
        # The id of the control group.
        "id": "str",
        # Its share of all members, as a decimal text.
        "share": "str",
        # The first business day without the covered offers.
        "from": "str",
        # The offers that it does not get.
        "covers": 'list[Literal["campaigns", "voucher_batches", "contact_lists"]]',
        # The number of members outside it, who get these offers.
        "members": "int",
        # The number of members in it.
        "control": "int",
    },
)

# The effect of the covered offers on spend; all fields but `status` are null while it is computed.
HoldoutEffectAnswer = TypedDict(
    "HoldoutEffectAnswer",
    {
        # `running`: send the request again later.
        "status": 'Literal["running", "done"]',
        # The id of the control group.
        "holdout": "str | None",
        # The first business day.
        "from": "str | None",
        # The last business day.
        "to": "str | None",
        # The programme's currency (ISO 4217).
        "currency": "str | None",
        # The number of treated members.
        "members": "int | None",
        # The number of members in the control group.
        "control": "int | None",
        # Larger spends count as this: the 99 % quantile of both groups, in minor units.
        "cap": "int | None",
        # The mean spend of all in an equal number of days before, in minor units.
        "mean_before": "int | None",
        # The difference for a member.
        "per_member": "IntervalAnswer | None",
        # The same for all treated members; null if a group is too small.
        "total": "IntervalAnswer | None",
        # The discounts of campaigns that treated members got in these days, in minor units.
        "cost": "int | None",
        # `too_small`: a group has fewer than 100 members, so that nothing can be said.
        "verdict": 'Literal["too_small", "no_difference_shown", "more", "less"] | None',
        # The verdict with its figures, in words.
        "why": "str | None",
    },
)

# A control group: a share of the members, excluded from the covered offers.
HoldoutPart = TypedDict(
    "HoldoutPart",
    {
        # Your name for the control group. Its members follow from this name and the member's id, for ever; a new
        # name draws a new group.
        "id": "str",
        # The share of members in it, as a decimal text, at most `0.5`. It cannot change under the same `id`.
        "share": "str",
        # The first day on which its members are excluded.
        "from": "str",
        # The offers that its members are excluded from. A campaign with `holdout` false includes them; points,
        # cards, tiers and rebates always do.
        "covers": 'list[Literal["campaigns", "voucher_batches", "contact_lists"]]',
    },
)


class HoldsAnswer(TypedDict):
    """A page of a member's holds, newest first."""

    data: list[HoldStateAnswer]
    """What this page has."""
    next_cursor: str | None
    """Send it as `cursor` to get the next page; null on the last one."""


class HonouredAnswer(TypedDict):
    """A customer to be named in public."""

    name: str
    """The name that the member agreed to be shown under."""
    stage: str | None
    """Null on the golden list."""
    on: str | None
    """Null on the golden list."""


class HonoursAnswer(TypedDict):
    """The customers to be named in public, in alphabetical order."""

    data: list[HonouredAnswer]
    """The customers, in alphabetical order."""


# Hours of the local day, from one time until another, which may be past midnight.
HoursPart = TypedDict(
    "HoursPart",
    {
        # The start, in local time, such as `10:00`.
        "from": "str",
        # The end, exclusive; if it is before `from`, it is on the next day.
        "to": "str",
    },
)


class InsightReviewAnswer(TypedDict):
    """A review of all customers as of a day. It is a record, and never changes once it is done."""

    id: str
    """Goldlist's id. Treat it as opaque text."""
    external_id: str | None
    """Your own name for it; null unless it was requested."""
    kind: Literal["scheduled", "daily", "asked"]
    """`scheduled`: as of the day before each period of `insights.review`; `daily`: as of the last full day;
    `asked`: requested.
    """
    backfilled: bool
    """Whether it was made later, as if on time."""
    as_of: str
    """The business day whose end it describes."""
    known_at: str
    """The instant before which everything it knows was recorded, by the programme's clock."""
    status: Literal["running", "done", "failed"]
    """Its present status."""
    progress: ReviewProgressAnswer
    """Its progress."""
    program_version: int
    """The version of the programme whose `insights` it uses."""
    members: int
    """The number of its members; 0 until it is done."""
    grades: list[GradeCountAnswer]
    """The grades, the best first; none in a daily review, and until it is done."""
    states: list[StateCountAnswer] | None
    """The number of customers in each state; a daily review shows those of the newest scheduled one."""
    season: SeasonAnswer | None
    """The season; in a daily review as above."""
    followed: FollowedAnswer | None
    """The outcome of the previous period's list; null if there is none. In a daily review as above."""
    hit_rate: HitRateAnswer | None
    """The accuracy of reorder intervals; null in a backfilled review. In a daily review as above."""


class InsightReviewRequest(TypedDict):
    """The day as of which to review all customers."""

    external_id: str
    """Your own name for the review."""
    as_of: str
    """The business day whose end it describes; for today, the present state."""
    backfill_from: NotRequired[str | None]
    """First make the missing scheduled reviews as of days from this one, as if on time: for a shop that has just
    imported its past.
    """


class InsightReviewsAnswer(TypedDict):
    """A page of reviews, newest first."""

    data: list[InsightReviewAnswer]
    """What this page has."""
    next_cursor: str | None
    """Send it as `cursor` to get the next page; null on the last one."""


class InsightsPart(TypedDict):
    """The grades of customers, and the changes worth a look."""

    measure: NotRequired[Literal["spend", "margin"]]
    """The measure for ranking: spend, or its margin. Default: `spend`."""
    months: NotRequired[int]
    """The number of months that count, up to the day of the review. Default: `12`."""
    review: NotRequired[ReviewPart]
    """When grades are assigned."""
    grades: NotRequired[list[GradePart]]
    """The grades, the best first."""
    stay: NotRequired[str]
    """A customer keeps a grade while within its share times this, a decimal text, to avoid frequent changes.
    Default: `1.2`.
    """
    golden: NotRequired[list[str]]
    """The grades of the golden list: the first one or more."""
    margins: NotRequired[list[MarginPart]]
    """The margins of lines without a `unit_cost`: for each line the first that matches."""
    deviation: NotRequired[DeviationPart]
    """Spending less, or more, than the customer's own history suggests."""
    rhythm: NotRequired[RhythmPart]
    """Staying away longer than usual."""
    reorder: NotRequired[ReorderPart]
    """Buying the same item again."""
    task_control: NotRequired[str]
    """Not available yet. The part of the customers due for a report who are listed but not reported, to measure
    the effect of reports. Default: `0`.
    """


class IntervalAnswer(TypedDict):
    """A difference with its interval of 95 % confidence, in minor units; null where a group is too small for
    one.
    """

    difference: int | None
    """The spend of treated members, less that of the control group."""
    low: int | None
    """The lower end of the interval, rounded down."""
    high: int | None
    """The upper end of the interval, rounded up."""


class InvitationAnswer(TypedDict):
    """A link with which a person signs in for the first time, or sets a new password."""

    staff: str
    """Goldlist's id. Treat it as opaque text."""
    path: str
    """The path of the link, below the service's address. Shown only once."""
    ends_at: str
    """The end of the invitation, by the real clock."""


class IssuedGiftCardAnswer(TypedDict):
    """A gift card as issued, with its code, which no other answer shows."""

    id: str
    """Goldlist's id. Treat it as opaque text."""
    external_id: str | None
    """Your own name for it; null if the request was named by an Idempotency-Key instead."""
    code_end: str
    """The last four characters of its code, to tell cards apart."""
    status: Literal["active", "blocked", "expired", "voided", "replaced"]
    """`active`: it can be spent; `blocked`; `expired`; `voided`: its issue was undone; `replaced` by another
    card.
    """
    balance: int
    """The balance that can be spent, in minor units."""
    held: int
    """What holds reserve besides, in minor units."""
    issued: int
    """The first balance, in minor units."""
    currency: str
    """The programme's currency (ISO 4217). All amounts are in its minor units, such as pence."""
    issued_at: str
    """The time of its issue, by the programme's clock."""
    expires_on: str | None
    """Its last valid day; null if it never expires."""
    member: str | None
    """The member it is assigned to, `mem_…`, or null."""
    replaced_by: str | None
    """The card that has its balance now, `gft_…`, or null."""
    code: str
    """The code that its holder shows: knowing it is enough to spend the card."""


class JobFinishedDataJob(TypedDict):
    """The job."""

    kind: NotRequired[str]
    """`voucher_batch`, `contact_list`, `rehearsal` or `backfill`."""
    status: NotRequired[str]
    """`done` or `failed`."""
    issued: NotRequired[int]
    """Of a batch: the vouchers issued."""
    refused: NotRequired[int]
    """Of a batch: the members who got none."""
    held_out: NotRequired[int]
    """Of a batch or list: the members of the control group."""
    chosen: NotRequired[int]
    """Of a list: the members chosen."""
    no_consent: NotRequired[int]
    """Of a list: the members who have not consented."""
    suppressed: NotRequired[int]
    """Of a list: the members whose address wants nothing."""
    capped: NotRequired[int]
    """Of a list: the members contacted often enough."""
    no_address: NotRequired[int]
    """Of a list: the members without an address."""
    unknown: NotRequired[int]
    """Of a list: the references that name nobody."""
    members: NotRequired[int]
    """Of a rehearsal: the members."""
    orders: NotRequired[int]
    """Of a backfill: the orders that the shop told."""
    recorded: NotRequired[int]
    """Of a backfill: those of which something was recorded."""
    failures: NotRequired[int]
    """Of a backfill: those that could not be recorded."""


class JobFinishedData(TypedDict):
    """A job, such as a batch of vouchers, has ended."""

    cause: NotRequired[EventCause]
    """What caused it."""
    job: NotRequired[JobFinishedDataJob]
    """The job."""


class KeepPart(TypedDict):
    """The retention of tiers: how long one is kept."""

    kind: Literal["while_qualified", "until_end_of_next_window", "months"]
    """How long a tier is kept: `while_qualified`, as long as the window reaches it; `until_end_of_next_window`,
    to the end of the year (or month, quarter, membership year) after the one in which it was reached;
    `months`, counted from the day on which it was reached, and renewed if the window still reaches it on the
    last day.
    """
    n: NotRequired[int | None]
    """For `months`: the number of months."""


class KeepTierAnswer(TypedDict):
    """What is missing to keep the tier beyond its present end."""

    needs: int
    """The amount of the measure that will then be missing to keep it; 0 if none."""
    by: str | None
    """The last day on which the tier holds without further purchases; null if it holds for good."""


class KeyAnswer(TypedDict):
    """A key, without its secret."""

    id: str
    """Goldlist's id. Treat it as opaque text."""
    role: Literal["admin", "pos", "ecommerce", "email", "partner", "auditor", "representative", "manager", "operator"]
    """The role."""
    scopes: list[str]
    """Its scopes. The scope an operation requires is its `x-scope`."""
    store: str | None
    """The only store it acts for; null means every store."""
    created_at: str
    """The time of creation."""
    expires_at: str | None
    """The expiry; null means never."""
    revoked_at: str | None
    """The time of revocation, or null."""
    requests_per_second: int | None
    """The limit of requests per second, on average over 10 seconds; null means no limit."""
    points_per_day: int | None
    """The limit of points issued, and of points taken, per day; null means no limit."""
    credit_per_day: int | None
    """The limit of credit issued, and of credit taken, per day, in minor units; null means no limit."""
    name: str | None
    """Its name, or null."""
    staff: str | None
    """The id of the person who uses it; null for no one in particular."""
    made_by: str | None
    """The key that made it; null from a shell."""
    members_of: str | None
    """The key whose members it knows, which may be itself; null if it knows all members."""
    last_used_at: str | None
    """The time of its last use, to about a minute; null if never used."""


class KeyMemberAnswer(TypedDict):
    """A member that a partner's key knows."""

    member: str
    """The member's id, `mem_…`."""
    added_at: str
    """The real time since when the key knows the member."""


class KeyMembersAnswer(TypedDict):
    """A page of the members that a partner's key knows, in the order of their ids."""

    data: list[KeyMemberAnswer]
    """What this page has."""
    next_cursor: str | None
    """Send it as `cursor` to get the next page; null on the last one."""


class KeyRequest(TypedDict):
    """A new key."""

    role: Literal["admin", "pos", "ecommerce", "email", "partner", "auditor", "representative", "manager", "operator"]
    """The role, which decides its permissions."""
    name: NotRequired[str | None]
    """A name to recognise the key in the list."""
    store: NotRequired[str | None]
    """The only store it may act for; null means every store."""
    scopes: NotRequired[
        list[
            Literal[
                "audit:read",
                "checkout:write",
                "clock:write",
                "codes:read",
                "connectors:read",
                "connectors:write",
                "consents:write",
                "contacts:write",
                "events:read",
                "exports:read",
                "gift_cards:issue",
                "gift_cards:read",
                "gift_cards:redeem",
                "honours:read",
                "insights:read",
                "insights:write",
                "keys:read",
                "keys:write",
                "ledger:adjust",
                "ledger:read",
                "members:contact",
                "members:enrol",
                "members:erase",
                "members:link",
                "members:read",
                "members:write",
                "program:read",
                "program:write",
                "purchases:read",
                "purchases:write",
                "rehearsals:read",
                "rehearsals:write",
                "reports:read",
                "rewards:read",
                "segments:read",
                "staff:read",
                "staff:write",
                "status:read",
                "tasks:read",
                "tasks:write",
                "tiers:give",
                "vouchers:read",
                "vouchers:write",
                "webhooks:read",
                "webhooks:write",
            ]
        ]
    ]
    """The scopes of a partner's key; not for other roles."""
    all_members: NotRequired[bool]
    """Whether a partner's key knows all members. If not, it knows those it enrols or is given, and all others
    are 404 for it. Keys of other roles know all members. Default: `false`.
    """
    members_of: NotRequired[str | None]
    """The partner's key whose members it shares, for example as its replacement; null for its own."""
    staff: NotRequired[str | None]
    """The person who will use it, named in the audit log. It is refused once that person has left, and never has
    more scopes than the person's role.
    """
    expires_at: NotRequired[str | None]
    """The expiry; null means never."""
    requests_per_second: NotRequired[int | None]
    """The limit of requests per second, on average over 10 seconds; null means no limit."""
    points_per_day: NotRequired[int | None]
    """The limit of points issued, and of points taken, per day; null means no limit."""
    credit_per_day: NotRequired[int | None]
    """The limit of credit issued, and of credit taken, per day; null means no limit."""


class KeysAnswer(TypedDict):
    """A page of keys, including revoked and expired ones."""

    data: list[KeyAnswer]
    """What this page has."""
    next_cursor: str | None
    """Send it as `cursor` to get the next page; null on the last one."""


class LadderAnswer(TypedDict):
    """A rank ladder, with the member's tier on it."""

    id: str
    """The id of the ladder."""
    name: str
    """The display name."""
    level: RankLevelAnswer | None
    """The tier held on this ladder, or null."""
    since: str | None
    """The day since when the tier is held; null without a tier."""
    next_review_on: str
    """The day of the next review."""


class LadderPart(TypedDict):
    """A rank ladder: tiers by a member's place among all members."""

    id: str
    """Your name for the ladder."""
    name: str
    """The display name."""
    rank_by: NotRequired[Literal["spend"]]
    """The measure for ranking: spend, less returns. Default: `spend`."""
    match: NotRequired[MatchPart | None]
    """Selects the lines that count as spend; null means all."""
    months: NotRequired[int]
    """The number of months before a review that count. Default: `12`."""
    review: ReviewPart
    """When all members are ranked and their tiers set."""
    levels: list[RankLevelPart]
    """The tiers, in any order: the smaller the share, the higher."""


class LapseReasonsAnswer(TypedDict):
    """The reasons of lapsed customers, the most frequent first."""

    tasks: int
    """The number of tasks about lapsed customers that were done."""
    reasons: list[ReasonCountAnswer]
    """The tasks by reason."""


class LapsedAnswer(TypedDict):
    """A page of members who stay away, the largest amount at stake first."""

    review: str
    """The id of the review."""
    as_of: str
    """The business day whose end it describes."""
    currency: str
    """The programme's currency (ISO 4217). All amounts are in its minor units, such as pence."""
    mean_gap: MeanGapAnswer
    """The mean gap between visits, of all customers."""
    data: list[SilenceAnswer]
    """What this page has."""
    next_cursor: str | None
    """Send it as `cursor` to get the next page; null on the last one."""


class LaterRequest(TypedDict):
    """A new due day."""

    due_on: str
    """The day by which it is to be done, not in the past."""


class LedgerEntryAnswer(TypedDict):
    """A complete entry."""

    id: str
    """Goldlist's id. Treat it as opaque text."""
    unit: str
    """`points`, `credit`, `punches:<card>`, `rebate:<id>`, `expected:<rebate>` or `voucher:<reward>`"""
    type: Literal[
        "earn", "bonus", "redeem", "expire", "reverse", "adjust", "accrue", "settle", "forfeit", "transfer", "donate"
    ]
    """The kind of change; more kinds may be added."""
    amount: int
    """Signed: points, minor units, punches or vouchers."""
    rule: str | None
    """The id of the rule, bonus, card or rebate behind it, or null."""
    why: str
    """The reason with its arithmetic, in words."""
    lot: str
    """The part of the balance that changed, such as points with the same last day; empty if there are no parts."""
    cause: Literal[
        "purchase",
        "return",
        "purchase_void",
        "return_void",
        "claim",
        "activation",
        "redemption",
        "gift",
        "revocation",
        "transfer",
        "hold",
        "adjustment",
        "merge",
        "gift_card",
        "enrolment",
        "profile",
        "time",
    ]
    """The event behind it; more causes may be added."""
    cause_id: str
    """The id of the purchase, return, redemption, gift (of a voucher), revocation (of one), transfer, hold,
    adjustment or merged member; the member of an enrolment or profile; for time, a day.
    """
    program_version: int
    """The version of the programme that decided it."""
    recorded_at: str
    """The time of recording, by the programme's clock."""


class LeftOutAnswer(TypedDict):
    """The numbers of members who were left out, each by the first reason that held."""

    no_consent: int
    """Nothing that the purpose needs was given, or it was withdrawn."""
    suppressed: int
    """The address wants nothing."""
    capped: int
    """There were enough contacts."""
    no_address: int
    """No address is known for the channel, or it bounced."""
    held_out: int
    """Members of a control group that covers contact lists."""
    unknown: int
    """References that name nobody, and members erased meanwhile."""


class LevelCountAnswer(TypedDict):
    """The members with a tier at the end."""

    level: str | None
    """The id of the tier; null for none."""
    members: int
    """The number of members with it."""


class LevelHeldAnswer(TypedDict):
    """The member's tier after the request."""

    member: str
    """The member's id, `mem_…`."""
    tier: TierAnswer
    """The tier held: the granted one, or a higher one that was reached."""
    next_tier: NextTierAnswer | None
    """The next higher tier; null at the top."""
    keep_tier: KeepTierAnswer
    """The requirement for keeping the tier."""


# A tier, reached at `from` of the measure.
LevelPart = TypedDict(
    "LevelPart",
    {
        # Your name for the tier.
        "id": "str",
        # The display name.
        "name": "str",
        # The measure from which the tier is held; 0 for the first tier, which every member has.
        "from": "int",
        # The multiplier for points earned in this tier, a decimal text such as `1.25`. Default: `1`.
        "points_multiplier": "NotRequired[str]",
        # A price reduction that your till may apply in this tier, as a decimal text (`0.05` is 5 %).
        "discount": "NotRequired[str | None]",
        # Other privileges of the tier, as short names that your own systems understand.
        "privileges": "NotRequired[list[str]]",
    },
)


class LiabilityAnswer(TypedDict):
    """The shop's liability to its members at the end of a business day."""

    on: str
    """The business day of the report."""
    currency: str
    """The programme's currency (ISO 4217). All amounts are in its minor units, such as pence."""
    program_version: int
    """The version of the programme in force on that day."""
    points: LiabilityPointsAnswer
    """All members' points, including pending ones."""
    credit: LiabilityCreditAnswer
    """All members' credit, positive and negative."""
    gift_cards: LiabilityGiftCardsAnswer
    """The gift cards that can still be spent."""
    rebates: list[LiabilityRebateAnswer]
    """Every rebate and period with an amount due, over all members."""
    vouchers: list[LiabilityVoucherAnswer]
    """The usable and held vouchers, by reward."""


class LiabilityCreditAnswer(TypedDict):
    """All members' credit, in minor units."""

    outstanding: int
    """The sum of positive balances."""
    owed_by_members: int
    """The sum of negative balances, as a positive amount."""


class LiabilityGiftCardsAnswer(TypedDict):
    """All gift cards with money."""

    count: int
    """Their number."""
    outstanding: int
    """The sum of their balances, reserved ones included, in minor units."""


class LiabilityLotAnswer(TypedDict):
    """All points that expire in one month, or, where expiry depends on activity, that were earned in one month."""

    month: str | None
    """The month in which they expire; null if they never do, or if `earned_in` is set."""
    earned_in: str | None
    """Where expiry depends on activity: the month of earning."""
    issued: int
    """Points issued, less those taken back, written off, or used to pay debt."""
    spent: int
    """Points redeemed, donated or transferred."""
    expired: int
    """Points expired unused."""
    outstanding: int
    """The outstanding points: `issued - spent - expired`."""


class LiabilityPointsAnswer(TypedDict):
    """All members' points: `issued - spent - expired = outstanding`, and `outstanding - debt` is the ledger's
    sum.
    """

    lots: list[LiabilityLotAnswer]
    """The points by expiry, earliest first."""
    issued: int
    """Points issued, less those taken back, written off, or used to pay debt."""
    spent: int
    """Points redeemed, donated or transferred."""
    expired: int
    """Points expired unused."""
    outstanding: int
    """The outstanding points: `issued - spent - expired`; pending points included."""
    debt: int
    """Points that members owe. Never negative; not part of `outstanding`."""
    worth: int | None
    """The worth of `outstanding` in minor units, by the programme's `points.worth`; null without one."""


class LiabilityRebateAnswer(TypedDict):
    """One period of a rebate over all members, in minor units."""

    id: str
    """The id of the rebate."""
    period: PeriodAnswer
    """The days of the period."""
    due: int
    """The amount due."""
    paid: int
    """The paid part of `due`, as credit, points or vouchers."""
    unpaid: int
    """The unpaid part of `due`; negative if overpaid."""
    expected: int | None
    """The shop's accrual for the spend of the period at the rebate's `expected_rate`, rounded for each member;
    null without one.
    """


class LiabilityVoucherAnswer(TypedDict):
    """The usable and held vouchers of one reward."""

    reward: str
    """The id of the reward, or of the rebate that pays by vouchers."""
    outstanding: int
    """Their number."""
    largest_worth: int | None
    """Their maximum discount, in minor units, by the version in force on that day; null if a voucher has no
    limit, or if it is unknown for a past day.
    """


class LiftAnswer(TypedDict):
    """A member who is not golden yet, and the missing amount."""

    member: str
    """The member's id, `mem_…`."""
    external_id: str | None
    """Your own name for the member, or null."""
    grade: str
    """The grade."""
    measure: int
    """The present measure, in minor units."""
    counts_on: int
    """The part of it that still counts at the next review."""
    needs: int
    """The amount missing to the `floor` at the next review."""
    by: str
    """The last day that counts for the next review."""
    visits: int
    """The number of visits of the usual size for this amount."""
    unbought: list[str]
    """Up to three of the golden members' top categories, not bought by this member in the window."""


class LiftsAnswer(TypedDict):
    """A page of the members nearest to the golden grades."""

    review: str
    """The id of the review."""
    as_of: str
    """The business day whose end it describes."""
    currency: str
    """The programme's currency (ISO 4217). All amounts are in its minor units, such as pence."""
    floor: int | None
    """The smallest measure within the golden shares; null if no member is ranked."""
    data: list[LiftAnswer]
    """What this page has."""
    next_cursor: str | None
    """Send it as `cursor` to get the next page; null on the last one."""


class LikesAnswer(TypedDict):
    """The preferences of a member within the window."""

    categories: list[str]
    """Up to three first-level categories, by the value kept."""
    store: str | None
    """The store with most visit days; null without one."""
    usual_gap_days: int | None
    """The usual gap between visits, rounded to whole days; null without visits."""


class LinePartRequest(TypedDict):
    """A part of a line: units, or an amount without a unit (a scratch)."""

    line: int
    """Counts from 1."""
    quantity: NotRequired[int | str | None]
    """The quantity returned, in the form in which the line was sold."""
    amount: NotRequired[int | None]
    """The value returned in minor units, if no whole unit is returned."""


class LineRequest(TypedDict):
    """A line from a till."""

    sku: NotRequired[str | None]
    """The article, for rules to match; null if unknown."""
    category: NotRequired[str | None]
    """`/` separates levels."""
    quantity: int | str
    """The number of units; for goods by weight or length a decimal text with a point and up to 3 places
    (`1.200`), which earns no punches.
    """
    unit_price: int
    """The price of one unit, in minor units. What goods by weight or length come to is rounded half up."""
    discount: NotRequired[int]
    """The discount on the whole line, in minor units. Default: `0`."""
    unit_cost: NotRequired[int | None]
    """The shop's cost of one unit, in minor units, for `insights.measure` margin; never shown."""
    gift_card: NotRequired[bool]
    """Whether it sells a gift card: such a line earns nothing, counts for no tier, gets no discount and cannot
    be paid with points. Default: `false`.
    """
    tax: NotRequired[int | None]
    """The tax on the line after all discounts of the request, in minor units; the programme's `tax` says whether
    prices include it. Null if unknown.
    """


class LinkAnswer(TypedDict):
    """A link of a member to a customer of a shop system."""

    connector: str
    """The name of the connector."""
    customer: str
    """The shop's id of the customer."""


class LinkRequest(TypedDict):
    """A customer of a shop system."""

    connector: str
    """The name of the connector."""
    customer: str
    """The shop's id of the customer, as its orders have it."""


class LinksAnswer(TypedDict):
    """The links of a member, by connector and customer."""

    data: list[LinkAnswer]
    """The links."""


class LintAnswer(TypedDict):
    """The findings of a lint."""

    findings: list[FindingAnswer]
    """The gravest first."""
    decisions: int
    """The number of decisions tried."""
    stopped: bool
    """Whether the limit of decisions was reached before all was tried."""


class LintExampleAnswer(TypedDict):
    """The shortest known sequence of actions that shows a finding; amounts in minor units."""

    actions: list[str]
    """The actions, in words."""
    paid: int
    """The value of the goods that the customer keeps, or pays for."""
    got: int
    """The value received for it."""


# A rehearsal without its results.
ListedRehearsalAnswer = TypedDict(
    "ListedRehearsalAnswer",
    {
        # Goldlist's id. Treat it as opaque text.
        "id": "str",
        # Your own name for it.
        "external_id": "str | None",
        # Its present status.
        "status": 'Literal["running", "done", "failed"]',
        # Its progress.
        "progress": "RehearsalProgressAnswer",
        # The instant up to which records count, by the programme's clock.
        "known_at": "str",
        # A hash of the documents, the days and all records read so far: equal input, equal hash.
        "inputs_hash": "str",
        # The first business day.
        "from": "str",
        # The last business day.
        "to": "str",
        # The months before the first day that fill windows and periods.
        "warm_up_months": "int",
        # How points and vouchers are spent.
        "spend_points": 'Literal["none", "as_recorded", "when_enough"]',
        # The share of members; null for all.
        "sample": "str | None",
    },
)


class ListedRequest(TypedDict):
    """The members that a list chooses from: exactly one of these."""

    tier: NotRequired[str | None]
    """All members with this tier when they are handled."""
    segment: NotRequired[str | None]
    """All members in this segment at the start."""
    all: NotRequired[bool | None]
    """All members enrolled before the start."""
    references: NotRequired[list[str] | None]
    """Each `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>/<customer>`; a member named twice
    counts once.
    """
    group: NotRequired[Literal["prospects", "premium", "customers"] | None]
    """All members in this group when they are handled."""


class LookUpRequest(TypedDict):
    """The code of a gift card, in the body so that no log has it."""

    code: str
    """The code of the card, in any case, with or without dashes and blanks."""


class LotNowAnswer(TypedDict):
    """A lot now: the part of the balance that the entry changed."""

    left: int
    """The rest of it, in the unit of the entry; negative for debt."""
    available_on: str | None
    """The first day of pending points, or null."""
    expires_on: str | None
    """The last valid day; null: it does not expire."""


class MadeLinkAnswer(TypedDict):
    """A link, and the customer's recent purchases."""

    connector: str
    """The name of the connector."""
    customer: str
    """The shop's id of the customer."""
    purchases: list[str]
    """The `external_id` of each purchase of this customer in the last 90 days that is the member's now, oldest
    first.
    """


class MadeWebhookAnswer(TypedDict):
    """A new webhook, with its secret."""

    id: str
    """The id, `whk_…`."""
    url: str
    """The address."""
    types: list[str]
    """The types that are sent."""
    stores: list[str] | None
    """The stores whose events are sent; null for all."""
    description: str | None
    """What it is for."""
    codes: bool
    """Whether the codes of vouchers are sent."""
    concurrency: int
    """The maximum number of messages at the same time."""
    batch: int
    """The maximum number of events in a message."""
    status: Literal["active", "paused", "failing", "disabled"]
    """`failing`: the address is down; one event is tried now and then, and nothing is used up. `disabled`: it
    was down for 5 days, or answered 410.
    """
    created_at: str
    """The instant of making."""
    delivered: int
    """The number of events that were taken."""
    failed: int
    """The number of events that were given up after the last attempt."""
    last_success_at: str | None
    """The instant of the last success."""
    last_problem: str | None
    """The last problem, with the status of the answer."""
    secret: str
    """The secret of the signatures. It is shown only now."""


class ManyCodesPart(TypedDict):
    """Codes for a campaign, each of which can be used once."""

    kind: Literal["many"]
    """`many`: codes of their own (`GET /v1/campaigns/…/codes`)."""
    count: int
    """The number of codes. It may grow later."""
    each: NotRequired[Literal["once"]]
    """`once`: each code is good for one purchase, unless all of it is returned. Default: `once`."""


class MapBody(TypedDict):
    """A message, to be tried."""

    topic: str
    """The topic of the message, as the shop system sends it."""
    payload: dict[str, Any]
    """The message."""
    fetched: NotRequired[dict[str, Any] | list[Any] | None]
    """The shop's answer to the question that the message needs, such as an order's refunds."""


class MapPart(TypedDict):
    """Where the fields of a purchase are in a message: JSON pointers, those of a line within the line."""

    columns: dict[str, str]
    """The place of each field."""
    lines: str
    """The place of the list of lines."""
    minor: NotRequired[bool]
    """Whether amounts are in minor units, not decimal. Default: `false`."""
    is_return: NotRequired[MapTest | None]
    """When the message is a return of the purchase at `return_of`."""
    is_cancelled: NotRequired[MapTest | None]
    """When the message cancels its purchase."""
    skip: NotRequired[list[MapTest]]
    """When the message is no sale (yet)."""


# Whether the text at a place of the message is one of these.
MapTest = TypedDict(
    "MapTest",
    {
        # The place in the message.
        "column": "str",
        # The texts.
        "in": "list[str]",
    },
)


class MarginPart(TypedDict):
    """The margin of goods with unknown cost."""

    match: NotRequired[MatchPart | None]
    """Selects the lines; null means all."""
    rate: str
    """The margin as a share of the price paid, a decimal text."""


class MatchPart(TypedDict):
    """Selects lines; absent means all. A category includes everything below it."""

    categories: NotRequired[list[str] | None]
    """Only these categories and all below them; null means all."""
    skus: NotRequired[list[str] | None]
    """Only these articles; null means all."""
    exclude_categories: NotRequired[list[str] | None]
    """Excludes these categories and all below them."""
    exclude_skus: NotRequired[list[str] | None]
    """Excludes these articles."""
    stores: NotRequired[list[str] | None]
    """Only purchases in these stores; null means all."""
    channels: NotRequired[list[str] | None]
    """Only purchases through these channels; null means all."""


class MayAnswer(TypedDict):
    """Whether a member may be contacted."""

    purpose: str
    """The purpose."""
    channel: str | None
    """The channel; null: all of them."""
    may: bool
    """Whether it is allowed now, and the address does not refuse it."""


class MeanGapAnswer(TypedDict):
    """The mean gap between visits of all customers: a number of days in a number of gaps."""

    days: int
    """Days from the first to the last visit, of all members with three visits or more."""
    gaps: int
    """Gaps between their visits; if 0, the mean gap is taken as 30 days."""


class MeantRequest(TypedDict):
    """The members of a batch: all with a tier or in a segment, all members, or those named. Exactly one of
    these.
    """

    tier: NotRequired[str | None]
    """All members with this tier when they are handled."""
    segment: NotRequired[str | None]
    """All members in this segment at the start."""
    all: NotRequired[bool | None]
    """All members enrolled before the start."""
    references: NotRequired[list[str] | None]
    """Each `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>/<customer>`; a member named twice
    counts once.
    """


class MemberAnswer(TypedDict):
    """A member's data. For balances, see the status."""

    id: str
    """Goldlist's id. Treat it as opaque text."""
    external_id: str | None
    """Your own name for the member, or null."""
    card_number: str | None
    """The first of the cards."""
    card_numbers: list[str]
    """All cards of the member, in the order of their numbers."""
    name: str | None
    """The member's name; null if unknown."""
    email: str | None
    """The e-mail address; null if unknown."""
    phone: str | None
    """The phone number; null if unknown."""
    birth_date: str | None
    """The day of birth, not in the future; null if unknown."""
    joined_on: str | None
    """The day of joining; null if unknown: anniversaries then count from the first purchase."""
    consents: ConsentsAnswer
    """The member's consents."""
    metadata: dict[str, str]
    """Your own notes: up to 20 texts by name. They are stored and returned, without any effect."""
    created_at: str
    """The time of enrolment."""


class MemberBirthdayData(TypedDict):
    """A member's birthday is near."""

    member: NotRequired[EventMember]
    """The member; absent for a guest."""
    after: NotRequired[EventAfter]
    """The member's balances after it."""
    cause: NotRequired[EventCause]
    """What caused it."""
    birthday_on: NotRequired[str]
    """The next birthday."""
    days: NotRequired[int]
    """Days until then."""


class MemberChange(TypedDict):
    """The fields to change; all others stay. Null removes a value (JSON Merge Patch, RFC 7396)."""

    name: NotRequired[str | None]
    """The member's name; null if unknown."""
    email: NotRequired[str | None]
    """The e-mail address; null if unknown."""
    phone: NotRequired[str | None]
    """The phone number; null if unknown."""
    birth_date: NotRequired[str | None]
    """The day of birth, not in the future; null if unknown."""
    joined_on: NotRequired[str | None]
    """The day of joining; null if unknown: anniversaries then count from the first purchase."""
    consents: NotRequired[ConsentsChange | None]
    """The member's changed consents."""
    metadata: NotRequired[dict[str, str | None] | None]
    """Texts to set by name; null removes one, or all of them."""


class MemberChangedData(TypedDict):
    """Data of a member changed; the event has only the names of the fields."""

    member: NotRequired[EventMember]
    """The member; absent for a guest."""
    after: NotRequired[EventAfter]
    """The member's balances after it."""
    cause: NotRequired[EventCause]
    """What caused it."""
    fields: NotRequired[list[str]]
    """The names of the fields that changed."""


class MemberContactAnswer(TypedDict):
    """A contact with a member, or a report about one."""

    id: str
    """Goldlist's id. Treat it as opaque text."""
    external_id: str
    """Your own name for it."""
    member: str
    """The member's id."""
    channel: Literal["email", "sms", "phone", "post", "push", "visit"]
    """How."""
    direction: Literal["in", "out"]
    """`out`: the shop contacted the member."""
    purpose: str | None
    """The purpose, or null."""
    topic: str | None
    """What it was about, or null."""
    outcome: Literal["sent", "spoken", "no_answer", "bounced", "complained"]
    """What came of it."""
    at: str
    """When it was."""
    staff: str | None
    """The id of the person who recorded it, or null."""
    recorded_at: str
    """The time of recording, by the programme's clock."""
    contact_list: str | None
    """The id of the contact list that the member was chosen for, `lst_…`, or null."""


class MemberDeviatedData(TypedDict):
    """A member spends clearly less than usual."""

    member: NotRequired[EventMember]
    """The member; absent for a guest."""
    after: NotRequired[EventAfter]
    """The member's balances after it."""
    cause: NotRequired[EventCause]
    """What caused it."""
    grade: NotRequired[str | None]
    """The grade."""
    period: NotRequired[dict[str, Any]]
    """The days compared, `from` and `to`."""
    direction: NotRequired[str]
    """`down`."""
    spend: NotRequired[int]
    """The spend of the period, in minor units."""
    expected: NotRequired[int]
    """The expected spend, in minor units."""
    shortfall: NotRequired[int]
    """The difference, in minor units."""
    visits: NotRequired[int]
    """The visit days of the period."""
    base: NotRequired[dict[str, Any]]
    """The earlier periods that the expectation comes from."""
    season: NotRequired[str]
    """The share of such a period in the whole, as a decimal text."""
    chance: NotRequired[str]
    """The probability of so little by chance, as a decimal text."""
    continued: NotRequired[bool]
    """Whether the period before was low too."""


class MemberEnrolledData(TypedDict):
    """A member was enrolled."""

    member: NotRequired[EventMember]
    """The member; absent for a guest."""
    after: NotRequired[EventAfter]
    """The member's balances after it."""
    cause: NotRequired[EventCause]
    """What caused it."""
    how: NotRequired[str]
    """`enrolment` or `purchase`."""


class MemberErasedData(TypedDict):
    """A member's personal data was erased."""

    member: NotRequired[EventMember]
    """The member; absent for a guest."""
    after: NotRequired[EventAfter]
    """The member's balances after it."""
    cause: NotRequired[EventCause]
    """What caused it."""


class MemberFieldsAnswer(TypedDict):
    """The fields of one member."""

    fields: dict[str, Any]
    """The fields, by name."""


class MemberGradeAnswer(TypedDict):
    """A member with a grade."""

    place: int | None
    """1 plus the number of members with more; null for a member with nothing, who has no place."""
    of: int
    """The number of members with a place."""
    measure: int
    """The measure in minor units: spend, or its margin, by `insights.measure`."""
    why: str
    """The reason for the grade, in words."""
    member: str
    """The member's id, `mem_…`."""
    external_id: str | None
    """Your own name for the member, or null."""
    grade: str
    """The id of the grade."""
    before: str | None
    """The grade in the previous scheduled review, or null."""
    since: str
    """The day of the first scheduled review in the unbroken run with this grade."""
    visit_days: int
    """The number of days in the window with purchases kept in part."""
    first_on: str | None
    """The first such day ever, or null."""
    last_on: str | None
    """The last such day ever, or null."""
    customer_for_days: int | None
    """The number of days since the first one, including it."""
    young: bool
    """Whether the first one is within the window, so that only part of the window counts."""


class MemberGradeOfReviewAnswer(TypedDict):
    """The member in a review of grades."""

    place: int | None
    """1 plus the number of members with more; null for a member with nothing, who has no place."""
    of: int
    """The number of members with a place."""
    measure: int
    """The measure in minor units: spend, or its margin, by `insights.measure`."""
    why: str
    """The reason for the grade, in words."""
    member: str
    """The member's id, `mem_…`."""
    external_id: str | None
    """Your own name for the member, or null."""
    grade: str
    """The id of the grade."""
    before: str | None
    """The grade in the previous scheduled review, or null."""
    since: str
    """The day of the first scheduled review in the unbroken run with this grade."""
    visit_days: int
    """The number of days in the window with purchases kept in part."""
    first_on: str | None
    """The first such day ever, or null."""
    last_on: str | None
    """The last such day ever, or null."""
    customer_for_days: int | None
    """The number of days since the first one, including it."""
    young: bool
    """Whether the first one is within the window, so that only part of the window counts."""
    review: str
    """The id of the review."""
    as_of: str
    """The business day whose end it describes."""


class MemberGradesAnswer(TypedDict):
    """A page of a member's history, newest first."""

    data: list[GradeOfReviewAnswer]
    """What this page has."""
    next_cursor: str | None
    """Send it as `cursor` to get the next page; null on the last one."""


class MemberInsightAnswer(TypedDict):
    """A member as of now. Amounts in minor units."""

    member: str
    """The member's id, `mem_…`."""
    external_id: str | None
    """Your own name for the member, or null."""
    name: str | None
    """The member's name; null without one, and for a key without the scope `members:read`."""
    as_of: str
    """The present business day."""
    review: str
    """The id of the review with the shop's figures: the usual gap and reorder intervals."""
    currency: str
    """The programme's currency (ISO 4217). All amounts are in its minor units, such as pence."""
    first_on: str | None
    """The first visit day ever, or null."""
    second_on: str | None
    """The second visit day, or null."""
    previous_on: str | None
    """The last visit day but one, or null."""
    last_on: str | None
    """The last visit day, or null."""
    visit_days: int
    """The number of visit days of all time."""
    customer_for_days: int | None
    """The number of days since the first one, including it."""
    young: bool
    """Whether the first one is within the window, so that only part of the window counts."""
    window: WindowAnswer
    """The days that count for grades, up to now."""
    measure: int
    """The measure within the window."""
    measured_by: Literal["spend", "margin"]
    """The measure's kind: `insights.measure`."""
    state: Literal["none", "new", "active", "late", "at_risk", "lapsed"]
    """The state by the usual gap."""
    silent_days: int | None
    """The days since the last visit; null without visits."""
    usual_gap_days: int | None
    """The usual gap between visits, rounded to whole days; null without visits."""
    at_stake: int
    """The spend in the 12 months up to the last visit."""
    why: str
    """The reason for the state."""
    stage: Literal["suspect", "prospect", "customer", "client", "advocate"]
    """The stage."""
    likes: LikesAnswer
    """The preferences within the window."""
    due_items: list[DueItemAnswer]
    """The items due or overdue, the largest usual amount first; none for a lapsed member."""
    segments: list[StayAnswer]
    """The segments that the member is in."""
    grade: MemberGradeOfReviewAnswer | None
    """The grade in the newest scheduled review; null if it does not include the member."""
    deviation: DeviationAnswer | None
    """The member's row in that review's list of deviations; null without one."""


class MemberLapsedData(TypedDict):
    """A member has not bought for unusually long."""

    member: NotRequired[EventMember]
    """The member; absent for a guest."""
    after: NotRequired[EventAfter]
    """The member's balances after it."""
    cause: NotRequired[EventCause]
    """What caused it."""
    state: NotRequired[str]
    """`lapsed`."""
    first_on: NotRequired[str]
    """The day of the first visit."""
    visit_days: NotRequired[int]
    """The number of days with a visit."""
    last_on: NotRequired[str]
    """The day of the last visit."""
    silent_days: NotRequired[int]
    """Days since then."""
    usual_gap_days: NotRequired[int]
    """Days that are usual between visits."""
    at_stake: NotRequired[int | None]
    """The spend of the last year, in minor units."""


class MemberLinkedData(TypedDict):
    """A member was linked to a customer of a shop system."""

    member: NotRequired[EventMember]
    """The member; absent for a guest."""
    after: NotRequired[EventAfter]
    """The member's balances after it."""
    cause: NotRequired[EventCause]
    """What caused it."""
    connector: NotRequired[str]
    """The name of the connector."""


# Another member was merged into this one.
MemberMergedData = TypedDict(
    "MemberMergedData",
    {
        # The member; absent for a guest.
        "member": "NotRequired[EventMember]",
        # The member's balances after it.
        "after": "NotRequired[EventAfter]",
        # What caused it.
        "cause": "NotRequired[EventCause]",
        # The id of the member who was merged into this one.
        "from": "NotRequired[str]",
    },
)


class MemberRequest(TypedDict):
    """A new member. Omitted fields can be set later; a card number is generated by default."""

    external_id: NotRequired[str | None]
    """Your own name for the member. Required unless you send the header Idempotency-Key."""
    card_number: NotRequired[str | None]
    """The card number; generated by default."""
    name: NotRequired[str | None]
    """The member's name; null if unknown."""
    email: NotRequired[str | None]
    """The e-mail address; null if unknown."""
    phone: NotRequired[str | None]
    """The phone number; null if unknown."""
    birth_date: NotRequired[str | None]
    """The day of birth, not in the future; null if unknown."""
    joined_on: NotRequired[str | None]
    """The day of joining; null if unknown: anniversaries then count from the first purchase."""
    consents: NotRequired[ConsentsRequest]
    """The member's consents."""
    metadata: NotRequired[dict[str, str]]
    """Your own notes: up to 20 texts by name. They are stored and returned, without any effect."""


class MemberSalesAnswer(TypedDict):
    """The part that members bought."""

    count: int
    """Their purchases."""
    net: int
    """What these were sold for, in minor units."""


class MemberWonBackData(TypedDict):
    """A lapsed member has bought again."""

    member: NotRequired[EventMember]
    """The member; absent for a guest."""
    after: NotRequired[EventAfter]
    """The member's balances after it."""
    cause: NotRequired[EventCause]
    """What caused it."""
    alert: NotRequired[str]
    """`alr_…`, of `member.lapsed`."""


class MembersAnswer(TypedDict):
    """A page of members."""

    data: list[MemberAnswer]
    """What this page has."""
    next_cursor: str | None
    """Send it as `cursor` to get the next page; null on the last one."""


class MembersFoundAnswer(TypedDict):
    """One member per reference, in the order of the request."""

    data: list[MemberAnswer | UnknownMemberAnswer]
    """One member for each reference, in the order of the request."""


class MembersRequest(TypedDict):
    """The members to read."""

    members: list[str]
    """Up to 200 members: `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>/<customer>`."""


class MergeFieldsAnswer(TypedDict):
    """A page of members; a page may have fewer members than asked for, and others follow."""

    data: list[dict[str, Any]]
    """The fields of each member."""
    next_cursor: str | None
    """Send it as `cursor` to get the next page; null on the last one."""


# The member to merge.
MergeRequest = TypedDict(
    "MergeRequest",
    {
        # The member to merge into the other.
        "from": "str",
    },
)


class NearAnswer(TypedDict):
    """A reward within reach."""

    kind: Literal["punch_card", "rebate", "tier", "voucher"]
    """The kind; the other fields depend on it."""
    id: str
    """Goldlist's id. Treat it as opaque text."""
    name: str
    """The display name."""
    needs: int
    """The missing amount, in minor units if `unit` is a currency."""
    unit: str
    """A currency, `punches`, `points` or `visits`."""
    text: str
    """A text for the checkout to show."""


class NegativeAnswer(TypedDict):
    """The members below 0."""

    members: int
    """How many."""
    amount: int
    """Their total, in minor units."""


class NewKeyAnswer(TypedDict):
    """A new key. `key` is shown only in this answer."""

    id: str
    """Goldlist's id. Treat it as opaque text."""
    role: Literal["admin", "pos", "ecommerce", "email", "partner", "auditor", "representative", "manager", "operator"]
    """The role."""
    scopes: list[str]
    """Its scopes. The scope an operation requires is its `x-scope`."""
    store: str | None
    """The only store it acts for; null means every store."""
    created_at: str
    """The time of creation."""
    expires_at: str | None
    """The expiry; null means never."""
    revoked_at: str | None
    """The time of revocation, or null."""
    requests_per_second: int | None
    """The limit of requests per second, on average over 10 seconds; null means no limit."""
    points_per_day: int | None
    """The limit of points issued, and of points taken, per day; null means no limit."""
    credit_per_day: int | None
    """The limit of credit issued, and of credit taken, per day, in minor units; null means no limit."""
    name: str | None
    """Its name, or null."""
    staff: str | None
    """The id of the person who uses it; null for no one in particular."""
    made_by: str | None
    """The key that made it; null from a shell."""
    members_of: str | None
    """The key whose members it knows, which may be itself; null if it knows all members."""
    last_used_at: str | None
    """The time of its last use, to about a minute; null if never used."""
    key: str
    """The key itself, for the Authorization header. Save it: it cannot be shown again."""


class NewTaskRequest(TypedDict):
    """A manual task."""

    external_id: str
    """Your own name for the task."""
    due_on: str
    """The day by which it is to be done."""
    text: str
    """What is to be done."""
    member: NotRequired[str | None]
    """The member that it is about; null for none."""
    owner: NotRequired[str | None]
    """The person to do it; null: the managers' queue."""


# The next band, what is missing to reach it, and the amount due then.
NextBandAnswer = TypedDict(
    "NextBandAnswer",
    {
        # The spend from which it applies, in minor units, or the units.
        "from": "int",
        # Its rate as a decimal text (`0.05` is 5 %); null if a band is an amount.
        "rate": "str | None",
        # The missing spend, in minor units, or the missing units.
        "needs": "int",
        # The amount due for the whole period once the band is reached, in minor units; with a rate on units, of the
        # spend so far.
        "due_then": "int",
    },
)


class NextTierAnswer(TypedDict):
    """The next higher tier, and what is missing to reach it."""

    id: str
    """The id of the tier."""
    name: str
    """The display name."""
    needs: int
    """The missing amount of the measure."""
    measure: Literal["spend", "points", "visits"]
    """The measure: `spend` in minor units, `points` earned, or `visits`."""
    by: str | None
    """The last day of the window in which it can be reached; null for a rolling window or a lifetime."""


class NotCountedAnswer(TypedDict):
    """A part of a document that a rehearsal leaves out."""

    document: int
    """The number of the document: 1 or 2."""
    pointer: str
    """Its place in the document, a JSON pointer."""
    why: str
    """The reason."""


class NoteAnswer(TypedDict):
    """A note about a member."""

    id: str
    """Goldlist's id. Treat it as opaque text."""
    external_id: str
    """Your own name for the note."""
    text: str
    """The words."""
    staff: str | None
    """The id of the person of the key; null for no one in particular."""
    created_at: str
    """The time of writing, by the programme's clock."""


class NoteBody(TypedDict):
    """A note."""

    external_id: str
    """Your own name for the note."""
    text: str
    """The words, for colleagues; deleted with the member."""


class NotesAnswer(TypedDict):
    """A page of notes, newest first."""

    data: list[NoteAnswer]
    """What this page has."""
    next_cursor: str | None
    """Send it as `cursor` to get the next page; null on the last one."""


class Nothing(TypedDict):
    """The body of an operation without parameters: empty, or an empty object."""


class NoticeAnswer(TypedDict):
    """A remark about a purchase that somebody should look at, although it was recorded as sent."""

    what: str
    """Its subject: a JSON pointer into the request (`/vouchers/0`, or empty for all of it), or `coupon:<id>` or
    `punches:<card>`.
    """
    code: str
    """`price-not-reduced`: a voucher was named, but neither the basket nor any of its eligible lines has a
    discount (vouchers may share one). `reward-over`: no voucher was issued, because its reward has expired.
    `day-limit`: the punch card's limit per day was reached, so that fewer punches count. `history`: a past
    sale, imported to count for tiers and statistics; it gives nothing.
    """
    detail: str
    """The remark in words."""


class NoticesPart(TypedDict):
    """The events that announce what ends or comes soon. What is left out is not announced."""

    points_expiring_days: NotRequired[list[int]]
    """`points.expiring` so many days before the last day of points: `[30, 7]`."""
    voucher_expiring_days: NotRequired[list[int]]
    """`voucher.expiring` so many days before the last day of a voucher."""
    tier_ending_days: NotRequired[int | None]
    """`tier.ending` so many days before the last day of a tier that is not kept yet."""
    birthday_days: NotRequired[int | None]
    """`member.birthday` so many days before a birthday; 0 on the day itself."""
    reorder_days: NotRequired[int | None]
    """`reorder.due` so many days before a member is expected to buy an item again."""
    rebate_near: NotRequired[str | None]
    """`rebate.near` when no more than this part of the next band is missing: `0.10`."""


class OccasionRequest(TypedDict):
    """A day of the year that means something to the member. 29 February is 1 March in other years."""

    kind: str
    """`birthday`; `joined` or `first_purchase`, from a year later on; or `metadata:<name>`, a note of the member
    such as `05-31` (month and day).
    """
    on: str
    """Only members with the occasion on this day."""


class OfSalesAnswer(TypedDict):
    """The cost as a share of sales, such as `0.0213`; null without sales."""

    low: str | None
    """The share of `cost_low`."""
    high: str | None
    """The share of `cost_high`."""


class OneCodePart(TypedDict):
    """The code that has to be typed for a campaign."""

    kind: Literal["one"]
    """`one`: the same code for everybody."""
    code: str
    """The code, such as `SPRING-10`; case, dashes and blanks do not matter."""


class OneEntryAnswer(TypedDict):
    """An entry with the purchase behind it, and the rest of its lot."""

    id: str
    """Goldlist's id. Treat it as opaque text."""
    unit: str
    """`points`, `credit`, `punches:<card>`, `rebate:<id>`, `expected:<rebate>` or `voucher:<reward>`"""
    type: Literal[
        "earn", "bonus", "redeem", "expire", "reverse", "adjust", "accrue", "settle", "forfeit", "transfer", "donate"
    ]
    """The kind of change; more kinds may be added."""
    amount: int
    """Signed: points, minor units, punches or vouchers."""
    rule: str | None
    """The id of the rule, bonus, card or rebate behind it, or null."""
    why: str
    """The reason with its arithmetic, in words."""
    lot: str
    """The part of the balance that changed, such as points with the same last day; empty if there are no parts."""
    cause: Literal[
        "purchase",
        "return",
        "purchase_void",
        "return_void",
        "claim",
        "activation",
        "redemption",
        "gift",
        "revocation",
        "transfer",
        "hold",
        "adjustment",
        "merge",
        "gift_card",
        "enrolment",
        "profile",
        "time",
    ]
    """The event behind it; more causes may be added."""
    cause_id: str
    """The id of the purchase, return, redemption, gift (of a voucher), revocation (of one), transfer, hold,
    adjustment or merged member; the member of an enrolment or profile; for time, a day.
    """
    program_version: int
    """The version of the programme that decided it."""
    recorded_at: str
    """The time of recording, by the programme's clock."""
    purchase: str | None
    """The id of the purchase that it is of, or whose goods were taken back; null without one."""
    lot_now: LotNowAnswer
    """The lot as it is now."""


class OwnKeyAnswer(TypedDict):
    """The key of this request, with its permissions."""

    id: str
    """Goldlist's id. Treat it as opaque text."""
    name: str | None
    """Its name, or null."""
    role: Literal["admin", "pos", "ecommerce", "email", "partner", "auditor", "representative", "manager", "operator"]
    """The role."""
    scopes: list[str]
    """Its scopes. The scope an operation requires is its `x-scope`."""
    store: str | None
    """The only store it acts for; null means every store."""
    expires_at: str | None
    """The expiry; null means never."""
    requests_per_second: int | None
    """The limit of requests per second, on average over 10 seconds; null means no limit."""
    points_per_day: int | None
    """The limit of points issued, and of points taken, per day; null means no limit."""
    credit_per_day: int | None
    """The limit of credit issued, and of credit taken, per day, in minor units; null means no limit."""
    members_of: str | None
    """The key whose members it knows, which may be itself; null if it knows all members."""
    staff: str | None
    """The id of the person who uses it; null for no one in particular."""
    test: bool
    """Whether its programme is a test programme."""


class OwnerAnswer(TypedDict):
    """The owner of a member."""

    member: str
    """The member's id, `mem_…`."""
    staff: str | None
    """The id of the owner; null: nobody."""
    since: str | None
    """The time since when, by the programme's clock, or null."""
    contact: ContactAnswer | None
    """The owner, or the deputy while the owner is away or has left; null if there is neither."""


class OwnerRequest(TypedDict):
    """The owner of a member."""

    staff: str | None
    """The person who looks after the member; null: nobody."""


class PageLinkAnswer(TypedDict):
    """A link to a customer's own page."""

    url: str
    """The address of the page, shown only once. Anybody who has it sees the page. It begins with
    `GOLDLIST_PUBLIC_URL`, or else with the host of the request.
    """
    expires_at: str
    """When the link expires, by the real clock."""


class PageLinkRequest(TypedDict):
    """How long the link lasts, and whether earlier ones still open the page."""

    days: NotRequired[int]
    """The days until the link expires. Default: `90`."""
    keep_others: NotRequired[bool]
    """Whether earlier links of the member still open the page until they expire. Default: `false`."""


# The concentration of spend among ranked members. Amounts in minor units.
ParetoAnswer = TypedDict(
    "ParetoAnswer",
    {
        # The id of the review.
        "review": "str",
        # The business day whose end it describes.
        "as_of": "str",
        # The programme's currency (ISO 4217). All amounts are in its minor units, such as pence.
        "currency": "str",
        # The measure.
        "measure": 'Literal["spend", "margin"]',
        # The first business day that counts.
        "from": "str",
        # The last day with a visit.
        "to": "str",
        # The number of ranked members: those above 0.
        "members": "int",
        # Their total.
        "amount": "int",
        # The totals of the top 1, 5, 10, 20, 50 and 80 %.
        "top": "list[TopAnswer]",
        # The smallest number of members with half of it.
        "half": "FewestAnswer",
        # The smallest number of members with four fifths of it.
        "four_fifths": "FewestAnswer",
        # The totals of the top 0, 1, … 100 %: 101 sums, for a chart.
        "curve": "list[int]",
        # The members below 0, not included.
        "negative": "NegativeAnswer",
        # The spend of guests, not included.
        "guest_amount": "int",
        # The part of members' spend with a known margin; null without spend.
        "covered": "str | None",
    },
)

# A period, by its first and last day.
PeriodAnswer = TypedDict(
    "PeriodAnswer",
    {
        # The first day.
        "from": "str",
        # The last day.
        "to": "str",
    },
)


class PingAnswer(TypedDict):
    """The result of a ping."""

    ok: bool
    """Whether the answer was 2xx, in time."""
    status: int | None
    """The status of the answer; null without one."""
    milliseconds: int
    """The time it took."""
    problem: str | None
    """The problem, such as `no-connection`."""


class PointsAdjustedData(TypedDict):
    """A manual adjustment of points."""

    member: NotRequired[EventMember]
    """The member; absent for a guest."""
    after: NotRequired[EventAfter]
    """The member's balances after it."""
    cause: NotRequired[EventCause]
    """What caused it."""
    unit: NotRequired[str]
    """`points`"""
    amount: NotRequired[int]
    """Signed."""
    entries: NotRequired[list[EventEntry]]
    """The changes of balances, at most 50."""
    more: NotRequired[bool]
    """Whether entries are left out."""


class PointsAnswer(TypedDict):
    """The member's points: `balance` is the available ones less debt."""

    balance: int
    """Available points less debt; negative with more debt than points."""
    pending: int
    """Pending points, earned but not yet available; not part of `balance`."""
    held: int
    """Reserved by holds for checkouts."""
    debt: int
    """Debt in points, after more were taken back than available; the next points pay it. Never negative."""
    expiring: list[ExpiringAnswer]
    """The points that expire, earliest first, without those that never do."""


class PointsExpiredDataLots(TypedDict):
    """A lot."""

    available_on: NotRequired[str | None]
    """Its first day."""
    expires_on: NotRequired[str | None]
    """Its end."""
    points: NotRequired[int]
    """Points."""


class PointsExpiredData(TypedDict):
    """Points expired."""

    member: NotRequired[EventMember]
    """The member; absent for a guest."""
    after: NotRequired[EventAfter]
    """The member's balances after it."""
    cause: NotRequired[EventCause]
    """What caused it."""
    points: NotRequired[int]
    """The points that expired."""
    lots: NotRequired[list[PointsExpiredDataLots]]
    """The lots that ended."""
    entries: NotRequired[list[EventEntry]]
    """The changes of balances, at most 50."""
    more: NotRequired[bool]
    """Whether entries are left out."""


class PointsExpiringData(TypedDict):
    """Points will expire soon."""

    member: NotRequired[EventMember]
    """The member; absent for a guest."""
    after: NotRequired[EventAfter]
    """The member's balances after it."""
    cause: NotRequired[EventCause]
    """What caused it."""
    points: NotRequired[int]
    """The points that will expire."""
    expires_on: NotRequired[str]
    """Their last day."""
    days: NotRequired[int]
    """Days from the notice to the last day."""
    entries: NotRequired[list[EventEntry]]
    """The changes of balances, at most 50."""
    more: NotRequired[bool]
    """Whether entries are left out."""


class PointsOwedData(TypedDict):
    """A debt of points began."""

    member: NotRequired[EventMember]
    """The member; absent for a guest."""
    after: NotRequired[EventAfter]
    """The member's balances after it."""
    cause: NotRequired[EventCause]
    """What caused it."""
    debt: NotRequired[int]
    """The points owed."""
    entries: NotRequired[list[EventEntry]]
    """The changes of balances, at most 50."""
    more: NotRequired[bool]
    """Whether entries are left out."""


class PointsPart(TypedDict):
    """How points are earned, expire and become debt."""

    earn: NotRequired[list[EarnPart]]
    """The rules for earning points. They add up: a line that matches two rules earns from both."""
    pending_days: NotRequired[int]
    """The number of days before points are available: they can be spent from the day after the last of these.
    Default: `0`.
    """
    expiry: NotRequired[ExpiryPart]
    """When points expire."""
    on_debt: NotRequired[Literal["allow", "write_off"]]
    """What happens to points that a return takes back after they were spent: they become debt (`allow`) or are
    written off (`write_off`). Default: `allow`.
    """
    worth: NotRequired[WorthPart | None]
    """The worth of points in money: for rebates paid as points, and for payment with points, in multiples of its
    `points`.
    """
    earn_on_rewards: NotRequired[bool]
    """Whether amounts paid with points or credit also earn points and punches. Default: `false`."""
    transfer: NotRequired[TransferPart]
    """Transfers of points between members."""


class PointsSettledData(TypedDict):
    """A debt of points was paid."""

    member: NotRequired[EventMember]
    """The member; absent for a guest."""
    after: NotRequired[EventAfter]
    """The member's balances after it."""
    cause: NotRequired[EventCause]
    """What caused it."""
    debt: NotRequired[int]
    """The points owed: 0."""
    entries: NotRequired[list[EventEntry]]
    """The changes of balances, at most 50."""
    more: NotRequired[bool]
    """Whether entries are left out."""


class PointsTransferredData(TypedDict):
    """Points went from one member to another: an event for each."""

    member: NotRequired[EventMember]
    """The member; absent for a guest."""
    after: NotRequired[EventAfter]
    """The member's balances after it."""
    cause: NotRequired[EventCause]
    """What caused it."""
    points: NotRequired[int]
    """Signed."""
    other: NotRequired[str]
    """The id of the other member."""
    entries: NotRequired[list[EventEntry]]
    """The changes of balances, at most 50."""
    more: NotRequired[bool]
    """Whether entries are left out."""


class PremiumPart(TypedDict):
    """Which members the group `premium` has."""

    levels: list[str]
    """The ids of tiers."""


class ProblemAnswer(TypedDict):
    """An error (RFC 9457). Decide by `retry`: `no`, `same` (send the same request again now) or `later`."""

    type: str
    """The kind of problem, for programs; the address of a page that explains it."""
    title: str
    """The kind of problem in a few words."""
    status: int
    """The HTTP status."""
    detail: str
    """Details of this case, for people. They never repeat the request's content."""
    request_id: str
    """The `Request-Id` of the answer; quote it in support requests."""
    retry: Literal["no", "same", "later"]
    """Whether to retry: `no`, this request cannot succeed; `same`, send the same request again now; `later`,
    send it again after `Retry-After`.
    """
    errors: list[FaultAnswer]
    """The faults, each with its place; empty if there is no place to name."""


class ProblemResultAnswer(TypedDict):
    """A refused item."""

    status: int
    """The HTTP status of the item in a single answer."""
    problem: ProblemAnswer
    """The problem, as in a single answer."""


class ProgramPublishedData(TypedDict):
    """A version of the programme was published."""

    cause: NotRequired[EventCause]
    """What caused it."""
    version: NotRequired[int]
    """The version."""


class ProgramVersion(TypedDict):
    """A programme document; answers include its version number, requests may."""

    name: str
    """The name of the programme."""
    currency: str
    """The only currency (ISO 4217). It cannot change."""
    time_zone: str
    """The IANA time zone of the business day, such as `Europe/London`. It cannot change."""
    day_starts: NotRequired[str]
    """The hour at which a business day starts, from `00:00` to `11:00`: with `04:00`, a purchase at 02:30
    belongs to the day before. It cannot change. Default: `00:00`.
    """
    stores: NotRequired[list[StorePart]]
    """The stores in another time zone. All effects of time remain at the start of the programme's day."""
    default_country: NotRequired[str | None]
    """The country (ISO 3166-1, such as `GB`) of phone numbers without a country code; null means that a number
    is found only in the form it was given.
    """
    tax: NotRequired[TaxPart | None]
    """How tax is treated; null means that only prices count, as they are sent."""
    points: NotRequired[PointsPart]
    """How points are earned and when they expire."""
    tiers: NotRequired[TiersPart | None]
    """The tiers; null for a programme without tiers."""
    ladders: NotRequired[list[LadderPart]]
    """Tiers by rank, such as for the top 10 % of all members."""
    bonuses: NotRequired[list[BonusPart]]
    """Points for joining, for birthdays, and for complete profiles."""
    punch_cards: NotRequired[list[PunchCardPart]]
    """Punch cards; a full card issues a voucher."""
    coupons: NotRequired[list[CouponPart]]
    """Vouchers that a purchase issues for later purchases."""
    rebates: NotRequired[list[RebatePart]]
    """Money back on the spend of a period."""
    rewards: NotRequired[list[RewardPart]]
    """The rewards that vouchers are issued for."""
    checkout: NotRequired[CheckoutPart]
    """How baskets are quoted, and which discounts combine."""
    campaigns: NotRequired[list[CampaignPart]]
    """Multiplied points or discounts for some purchases during some time."""
    insights: NotRequired[InsightsPart]
    """Grades of customers, and the changes to list."""
    segments: NotRequired[list[SegmentPart]]
    """Groups of members, decided by conditions at every review."""
    contacts: NotRequired[ContactsPart]
    """For what members are contacted, and what that requires."""
    notices: NotRequired[NoticesPart]
    """Events that announce what ends or comes soon."""
    tasks: NotRequired[TasksPart]
    """The tasks that follow from reviews of customers."""
    gift_cards: NotRequired[GiftCardsPart | None]
    """Gift cards with a balance; null means that none are issued. Those issued before can be spent."""
    holdout: NotRequired[HoldoutPart | None]
    """A control group, to measure the effect of campaigns and other offers; null means none."""
    version: NotRequired[int | None]
    """The version number; ignored in requests."""


class PublishPart(TypedDict):
    """The parts of the programme that the shop system gets."""

    vouchers: NotRequired[bool]
    """Whether vouchers of an amount or a percentage become codes of the shop, for one use. Default: `false`."""
    status: NotRequired[bool]
    """Whether the customers of the shop get their points and tier. Default: `false`."""


class PunchCardAnswer(TypedDict):
    """A punch card."""

    id: str
    """The id of the card."""
    name: str
    """The display name."""
    punches: int
    """The punches on the card, head start included; negative only if more were taken back than available. If the
    voucher of a full card was used before its goods were returned, the card shows the remaining punches, and
    filling it again issues no second voucher.
    """
    of: int
    """The punches that fill it."""
    completed: int
    """The number of times it was filled; each time a voucher was issued."""
    expiring: list[ExpiringPunchesAnswer]
    """The punches on the current card that expire, earliest first."""


class PunchCardCompletedData(TypedDict):
    """A punch card was filled."""

    member: NotRequired[EventMember]
    """The member; absent for a guest."""
    after: NotRequired[EventAfter]
    """The member's balances after it."""
    cause: NotRequired[EventCause]
    """What caused it."""
    punch_card: NotRequired[EventPunchCard]
    """The card."""


class PunchCardPart(TypedDict):
    """A punch card: collect a number of punches, get the reward."""

    id: str
    """Your name for the card."""
    name: str
    """The display name."""
    counts: Literal["items", "visits", "spend"]
    """What earns a punch: each matching item, each visit, or every full `per` of spend. It cannot change."""
    match: NotRequired[MatchPart | None]
    """Selects the lines that count; null means all."""
    punches: int
    """The number of punches that fill the card. It cannot change."""
    head_start: NotRequired[int]
    """The punches on every new card; fewer than `punches`. It cannot change. Default: `0`."""
    reward: str
    """The id of the reward; a full card issues a voucher for it."""
    per: NotRequired[int | None]
    """For `spend`: the matching spend for one punch, in minor units."""
    min_spend: NotRequired[int]
    """For `visits`: the minimum matching spend of a visit, in minor units. Default: `0`."""
    max_per_purchase: NotRequired[int | None]
    """The maximum punches per purchase; null means no limit."""
    max_per_day: NotRequired[int | None]
    """The maximum punches per business day, for all purchases of it together; null means no limit. A change
    applies from the next day.
    """
    expires_after_months: NotRequired[int | None]
    """The number of months that a punch is valid, from the day of its purchase; null means without limit."""


class PunchCardUndoneData(TypedDict):
    """A return emptied a punch card that had been filled."""

    member: NotRequired[EventMember]
    """The member; absent for a guest."""
    after: NotRequired[EventAfter]
    """The member's balances after it."""
    cause: NotRequired[EventCause]
    """What caused it."""
    punch_card: NotRequired[EventPunchCard]
    """The card."""


class PurchaseActivatedData(TypedDict):
    """Pending points of a purchase became available early."""

    member: NotRequired[EventMember]
    """The member; absent for a guest."""
    after: NotRequired[EventAfter]
    """The member's balances after it."""
    cause: NotRequired[EventCause]
    """What caused it."""
    purchase: NotRequired[EventPurchase]
    """The purchase."""
    shortfalls: NotRequired[list[dict[str, Any]]]
    """Parts that could not be granted."""
    entries: NotRequired[list[EventEntry]]
    """The changes of balances, at most 50."""
    more: NotRequired[bool]
    """Whether entries are left out."""
    href: NotRequired[str]
    """The path of the record."""


class PurchaseAnswer(TypedDict):
    """A purchase as recorded, with everything it earned."""

    id: str
    """Goldlist's id. Treat it as opaque text."""
    external_id: str | None
    """Your own name for it; null if the request was named by an Idempotency-Key instead."""
    member: str | None
    """The member's id, `mem_…`; null for a guest."""
    status: Literal["recorded", "partly_returned", "returned", "voided"]
    """`recorded`; `partly_returned` or `returned` after returns; `voided`."""
    occurred_at: str
    """The time of the sale at the till."""
    recorded_at: str
    """The time of recording, by the programme's clock."""
    business_date: str
    """The local day of `occurred_at` in the programme's time zone. It decides periods and windows."""
    net: int
    """The amount paid in minor units, after all discounts."""
    tax: NotRequired[int | None]
    """The tax on `net`, in minor units; omitted if no line states any."""
    currency: str
    """The programme's currency (ISO 4217). All amounts are in its minor units, such as pence."""
    program_version: int
    """The version of the programme that decided it."""
    spent: NotRequired[SpentAnswer | None]
    """The payment with points, credit and gift cards, if any."""
    discounts: NotRequired[list[DiscountAnswer] | None]
    """The discounts of its quote, if any."""
    campaigns: NotRequired[list[AppliedCampaignAnswer]]
    """The campaigns that applied; omitted if none did."""
    vouchers_issued: list[VoucherAnswer]
    """The vouchers it issued, oldest first."""
    shortfalls: list[ShortfallAnswer]
    """The parts that could not be granted; empty unless `already_paid`."""
    notices: NotRequired[list[NoticeAnswer]]
    """Remarks that somebody should look at; omitted if there are none."""
    after: AfterAnswer | None
    """The member's balances right after it, for the receipt; null for a guest."""
    entries: list[EntryAnswer]
    """Everything it earned, in order; empty for a guest."""


class PurchaseClaimedData(TypedDict):
    """A guest's purchase became a member's."""

    member: NotRequired[EventMember]
    """The member; absent for a guest."""
    after: NotRequired[EventAfter]
    """The member's balances after it."""
    cause: NotRequired[EventCause]
    """What caused it."""
    purchase: NotRequired[EventPurchase]
    """The purchase."""
    shortfalls: NotRequired[list[dict[str, Any]]]
    """Parts that could not be granted."""
    entries: NotRequired[list[EventEntry]]
    """The changes of balances, at most 50."""
    more: NotRequired[bool]
    """Whether entries are left out."""
    href: NotRequired[str]
    """The path of the record."""


class PurchaseInListAnswer(TypedDict):
    """A purchase in its present state, without entries and returns."""

    id: str
    """Goldlist's id. Treat it as opaque text."""
    external_id: str | None
    """Your own name for it; null if the request was named by an Idempotency-Key instead."""
    member: str | None
    """The member's id, `mem_…`; null for a guest."""
    status: Literal["recorded", "partly_returned", "returned", "voided"]
    """`recorded`; `partly_returned` or `returned` after returns; `voided`."""
    occurred_at: str
    """The time of the sale at the till."""
    recorded_at: str
    """The time of recording, by the programme's clock."""
    business_date: str
    """The local day of `occurred_at` in the programme's time zone. It decides periods and windows."""
    net: int
    """The amount paid in minor units, after all discounts."""
    tax: NotRequired[int | None]
    """The tax on `net`, in minor units; omitted if no line states any."""
    currency: str
    """The programme's currency (ISO 4217). All amounts are in its minor units, such as pence."""
    program_version: int
    """The version of the programme that decided it."""
    spent: NotRequired[SpentAnswer | None]
    """The payment with points, credit and gift cards, if any."""
    discounts: NotRequired[list[DiscountAnswer] | None]
    """The discounts of its quote, if any."""
    campaigns: NotRequired[list[AppliedCampaignAnswer]]
    """The campaigns that applied; omitted if none did."""
    vouchers_issued: list[VoucherAnswer]
    """The vouchers it issued, oldest first."""
    shortfalls: list[ShortfallAnswer]
    """The parts that could not be granted; empty unless `already_paid`."""
    notices: NotRequired[list[NoticeAnswer]]
    """Remarks that somebody should look at; omitted if there are none."""
    after: AfterAnswer | None
    """The member's balances right after it, for the receipt; null for a guest."""
    store: str | None
    """The store; a key limited to a store fills it in. Null if unknown."""
    channel: str | None
    """The channel, such as `pos` or `web`; rules can match it. Null if unknown."""
    lines: list[PurchaseLineAnswer]
    """The lines of the basket, in the order of the request."""
    discount: int
    """The discount on the whole basket, in minor units, besides those of the lines."""
    vouchers: list[str] | None
    """The codes of the vouchers handed in; null for a key without the scope `vouchers:read`."""
    metadata: dict[str, str]
    """Your own notes: up to 20 texts by name. They are stored and returned, without any effect."""
    returned_net: int
    """The returned part of `net`, in minor units."""
    activated_on: str | None
    """The day of its activation, or null."""


class PurchaseLineAnswer(TypedDict):
    """A line of a purchase, or of a return without receipt.

    `share` is its value after its part of the basket discount; vouchers paid for `freed` units.
    """

    line: int
    """The number of the line, from 1; returns refer to it."""
    sku: str | None
    """The article, for rules to match; null if unknown."""
    category: str | None
    """The category, for rules to match; `/` separates levels. Null if unknown."""
    quantity: int | str
    """The number of units; for goods by weight or length a decimal text with three places."""
    unit_price: int
    """The price of one unit, in minor units."""
    discount: int
    """The discount on the whole line, in minor units."""
    share: int
    """The line's value after its part of the basket discount, in minor units."""
    freed: int
    """The number of units paid with vouchers for a free item; they earn no punches."""
    gift_card: bool
    """Whether it sells a gift card, which no rule counts."""
    tax: int | None
    """The tax on its share, in minor units; null if unknown."""


class PurchaseRecordedData(TypedDict):
    """A purchase was recorded; a guest's has no subject."""

    member: NotRequired[EventMember]
    """The member; absent for a guest."""
    after: NotRequired[EventAfter]
    """The member's balances after it."""
    cause: NotRequired[EventCause]
    """What caused it."""
    purchase: NotRequired[EventPurchase]
    """The purchase."""
    shortfalls: NotRequired[list[dict[str, Any]]]
    """Parts that could not be granted."""
    entries: NotRequired[list[EventEntry]]
    """The changes of balances, at most 50."""
    more: NotRequired[bool]
    """Whether entries are left out."""
    href: NotRequired[str]
    """The path of the record."""


class PurchaseRequest(TypedDict):
    """A purchase as paid: its lines include every discount."""

    external_id: NotRequired[str | None]
    """Your own name for it. Required unless you send the header Idempotency-Key."""
    member: NotRequired[str | None]
    """The member; null for a guest."""
    occurred_at: str
    """The time of the sale at the till."""
    store: NotRequired[str | None]
    """The store; a key limited to a store fills it in. Null if unknown."""
    channel: NotRequired[str | None]
    """The channel, such as `pos` or `web`; rules can match it. Null if unknown."""
    currency: str
    """The programme's currency (ISO 4217). All amounts are in its minor units, such as pence."""
    lines: list[LineRequest]
    """The lines of the basket, in the order of the request."""
    discount: NotRequired[int]
    """The discount on the whole basket, in minor units. Default: `0`."""
    total: NotRequired[int | None]
    """If set, it must equal the total of the lines."""
    enrol: NotRequired[bool]
    """Enrol an unknown `ext:` or `card:`. Default: `false`."""
    vouchers: NotRequired[list[str]]
    """The codes of the vouchers used, in any case, with or without dashes and blanks."""
    points_to_spend: NotRequired[int]
    """Points to pay part of the basket with, in multiples of the programme's `worth`. Default: `0`."""
    credit_to_spend: NotRequired[int]
    """Credit to pay part of the basket with, in minor units. Default: `0`."""
    gift_cards: NotRequired[list[GiftCardToPay]]
    """Gift cards to pay with, in this order, by members and guests; requires the scope `gift_cards:redeem`."""
    quote: NotRequired[str | None]
    """A quote to book exactly as shown, with its lines and prices (`quo_…`)."""
    hold: NotRequired[str | None]
    """A hold to capture (`hld_…`): everything it reserves, or the parts that the purchase names."""
    already_paid: NotRequired[bool]
    """An offline till's sale, always recorded, if necessary as a guest's; see `shortfalls`. Default: `false`."""
    metadata: NotRequired[dict[str, str]]
    """Your own notes: up to 20 texts by name. They are stored and returned, without any effect."""


class PurchaseResultAnswer(TypedDict):
    """A purchase, recorded now (201) or before (200)."""

    status: int
    """201 if recorded now, 200 if recorded before."""
    purchase: PurchaseAnswer | BriefPurchaseAnswer
    """The purchase, as in a single answer; without `entries` for `brief`."""


class PurchaseVoidedData(TypedDict):
    """A purchase was voided."""

    member: NotRequired[EventMember]
    """The member; absent for a guest."""
    after: NotRequired[EventAfter]
    """The member's balances after it."""
    cause: NotRequired[EventCause]
    """What caused it."""
    purchase: NotRequired[EventPurchase]
    """The purchase."""
    shortfalls: NotRequired[list[dict[str, Any]]]
    """Parts that could not be granted."""
    entries: NotRequired[list[EventEntry]]
    """The changes of balances, at most 50."""
    more: NotRequired[bool]
    """Whether entries are left out."""
    href: NotRequired[str]
    """The path of the record."""


class PurchaseWithReturnsAnswer(TypedDict):
    """A purchase in its present state."""

    id: str
    """Goldlist's id. Treat it as opaque text."""
    external_id: str | None
    """Your own name for it; null if the request was named by an Idempotency-Key instead."""
    member: str | None
    """The member's id, `mem_…`; null for a guest."""
    status: Literal["recorded", "partly_returned", "returned", "voided"]
    """`recorded`; `partly_returned` or `returned` after returns; `voided`."""
    occurred_at: str
    """The time of the sale at the till."""
    recorded_at: str
    """The time of recording, by the programme's clock."""
    business_date: str
    """The local day of `occurred_at` in the programme's time zone. It decides periods and windows."""
    net: int
    """The amount paid in minor units, after all discounts."""
    tax: NotRequired[int | None]
    """The tax on `net`, in minor units; omitted if no line states any."""
    currency: str
    """The programme's currency (ISO 4217). All amounts are in its minor units, such as pence."""
    program_version: int
    """The version of the programme that decided it."""
    spent: NotRequired[SpentAnswer | None]
    """The payment with points, credit and gift cards, if any."""
    discounts: NotRequired[list[DiscountAnswer] | None]
    """The discounts of its quote, if any."""
    campaigns: NotRequired[list[AppliedCampaignAnswer]]
    """The campaigns that applied; omitted if none did."""
    vouchers_issued: list[VoucherAnswer]
    """The vouchers it issued, oldest first."""
    shortfalls: list[ShortfallAnswer]
    """The parts that could not be granted; empty unless `already_paid`."""
    notices: NotRequired[list[NoticeAnswer]]
    """Remarks that somebody should look at; omitted if there are none."""
    after: AfterAnswer | None
    """The member's balances right after it, for the receipt; null for a guest."""
    store: str | None
    """The store; a key limited to a store fills it in. Null if unknown."""
    channel: str | None
    """The channel, such as `pos` or `web`; rules can match it. Null if unknown."""
    lines: list[PurchaseLineAnswer]
    """The lines of the basket, in the order of the request."""
    discount: int
    """The discount on the whole basket, in minor units, besides those of the lines."""
    vouchers: list[str] | None
    """The codes of the vouchers handed in; null for a key without the scope `vouchers:read`."""
    metadata: dict[str, str]
    """Your own notes: up to 20 texts by name. They are stored and returned, without any effect."""
    returned_net: int
    """The returned part of `net`, in minor units."""
    activated_on: str | None
    """The day of its activation, or null."""
    available_on: str | None
    """The first day on which its points are available; null if they were never pending."""
    given_back: GivenBackAnswer | None
    """For a voided purchase: the customer's refund; else null."""
    entries: list[EntryAnswer]
    """Everything it earned, in order; empty for a guest."""
    returns: list[ReturnAnswer]
    """All its returns, oldest first, including undone ones; voiding a purchase makes one of kind `void`."""


class PurchasesAnswer(TypedDict):
    """A page of purchases, latest sale first."""

    data: list[PurchaseInListAnswer]
    """What this page has."""
    next_cursor: str | None
    """Send it as `cursor` to get the next page; null on the last one."""


class PurposeCapPart(TypedDict):
    """How often a member is contacted over a channel at most."""

    max: int
    """The most contacts."""
    days: int
    """On so many business days in a row, the present one included."""
    channel: Literal["email", "sms", "phone", "post", "push"]
    """The channel."""


class PurposePart(TypedDict):
    """A purpose of contacts."""

    id: str
    """Its id. `honours` and `share` are taken."""
    needs: NotRequired[list[Literal["consent", "soft_opt_in", "contract"]]]
    """The bases of consents, of which a member's must have one. Empty: members may be contacted until they
    object.
    """
    caps: NotRequired[list[PurposeCapPart]]
    """How often a member is contacted for this purpose at most, by channel."""


# The measure that decides the tier, over its window.
QualifyingAnswer = TypedDict(
    "QualifyingAnswer",
    {
        # The measure: `spend` in minor units, `points` earned, or `visits`.
        "measure": 'Literal["spend", "points", "visits"]',
        # The measure within the window; may be negative after returns.
        "amount": "int",
        # The first day that counts; null if everything counts.
        "from": "str | None",
        # The last day that counts: today.
        "to": "str",
    },
)


class QuoteAnswer(TypedDict):
    """The price and earnings of a basket, valid until it expires."""

    id: str
    """Goldlist's id. Treat it as opaque text."""
    member: str | None
    """The member's id, `mem_…`; null for a guest."""
    expires_at: str
    """The end of its validity, by the programme's clock."""
    currency: str
    """The programme's currency (ISO 4217). All amounts are in its minor units, such as pence."""
    program_version: int
    """The version of the programme that decided it."""
    lines: list[QuotedLineAnswer]
    """The lines of the basket, in the order of the request."""
    total_before: int
    """The total without any of the discounts."""
    total: int
    """The total with them: the purchase's `net`."""
    tax: int | None
    """The tax on `total`, in minor units; null if no line states any. See the programme's `tax`."""
    paid_with: SpentAnswer
    """The part paid with points, credit and gift cards."""
    to_pay: int
    """The amount due in money, in minor units, with the tax where prices are without it."""
    discounts: list[UsedAnswer]
    """All discounts, in order of application."""
    vouchers_applied: list[VoucherAppliedAnswer]
    """The vouchers that the purchase would use up."""
    rejected: list[RejectedAnswer]
    """The vouchers and campaigns considered but not used."""
    rejected_more: int
    """The number of others not used: at most 50 are listed."""
    search: Literal["exact", "stopped"]
    """Whether every combination was considered, or there were too many."""
    would_earn: list[QuotedEntryAnswer]
    """Every change of a balance that the purchase would cause."""
    near: list[NearAnswer]
    """The rewards within reach, nearest first."""
    after: AfterAnswer | None
    """The member's balances right after it, for the receipt; null for a guest."""


class QuoteRequest(TypedDict):
    """A basket before payment, at shop prices."""

    member: NotRequired[str | None]
    """The member; null for a guest."""
    occurred_at: NotRequired[str | None]
    """The time of the purchase; now by default."""
    store: NotRequired[str | None]
    """The store; a key limited to a store fills it in. Null if unknown."""
    channel: NotRequired[str | None]
    """The channel, such as `pos` or `web`; rules can match it. Null if unknown."""
    currency: str
    """The programme's currency (ISO 4217). All amounts are in its minor units, such as pence."""
    lines: list[LineRequest]
    """The lines of the basket, in the order of the request."""
    discount: NotRequired[int]
    """The discount on the whole basket, in minor units. Default: `0`."""
    total: NotRequired[int | None]
    """If set, it must equal the total of the lines."""
    vouchers: NotRequired[list[str] | None]
    """The codes of the vouchers to consider; `[]` for none. By default, all usable vouchers of the member."""
    codes: NotRequired[list[str] | None]
    """The codes that the customer types for campaigns."""
    points_to_spend: NotRequired[int]
    """Points to pay part of the basket with, in multiples of the programme's `worth`. Default: `0`."""
    credit_to_spend: NotRequired[int]
    """Credit to pay part of the basket with, in minor units. Default: `0`."""
    gift_cards: NotRequired[list[GiftCardToPay]]
    """Gift cards to pay with, in this order, by members and guests; requires the scope `gift_cards:redeem`."""


class QuotedEntryAnswer(TypedDict):
    """A change of a balance that the purchase would cause."""

    unit: str
    """The unit: `points`, `credit`, `punches:<card>`, `rebate:<id>` or `voucher:<reward>`."""
    type: str
    """The kind of change, as in the ledger."""
    amount: int
    """Signed: points, minor units, punches or vouchers."""
    rule: str | None
    """The rule behind it, or null."""
    why: str
    """The reason with its arithmetic, in words."""


class QuotedLineAnswer(TypedDict):
    """A line as it would be sold."""

    line: int
    """The number of the line, from 1."""
    sku: str | None
    """The article, for rules to match; null if unknown."""
    category: str | None
    """The category, for rules to match; `/` separates levels. Null if unknown."""
    quantity: int | str
    """The number of units; for goods by weight or length a decimal text with three places."""
    unit_price: int
    """The price of one unit, in minor units."""
    discount: int
    """The discount on the whole line in the request, in minor units."""
    discounts: list[UsedOnLineAnswer]
    """The discounts on the line, in order of application."""
    net: int
    """The price to pay for it, in minor units."""
    tax: int | None
    """The tax on `net`, in minor units; null if the request states none."""


class RankLevelAnswer(TypedDict):
    """A tier of a rank ladder."""

    id: str
    """The id of the tier."""
    name: str
    """The display name."""
    privileges: list[str]
    """Other privileges of the tier, as short names that your own systems understand."""


class RankLevelPart(TypedDict):
    """A tier for the top `share` of all members, kept while within `stay_share`."""

    id: str
    """Your name for the tier."""
    name: str
    """The display name."""
    share: str
    """The top share of all members that reaches the tier, as a decimal text (`0.10` is the top 10 %)."""
    stay_share: NotRequired[str | None]
    """The share within which a member keeps the tier, to avoid frequent changes; null means `share`."""
    privileges: NotRequired[list[str]]
    """Other privileges of the tier, as short names that your own systems understand."""


class ReasonCountAnswer(TypedDict):
    """A reason, and how often it was given."""

    reason: str | None
    """The reason; null for tasks closed without one."""
    tasks: int
    """The number of tasks."""


class RebateAfterAnswer(TypedDict):
    """A rebate's period: spend and amount due, in minor units."""

    spend: int
    """Matching spend of the period less returns, in minor units; may be negative."""
    due: int
    """The amount due on the spend, in minor units; never negative, and always current."""


class RebateAnswer(TypedDict):
    """A rebate in its current period, in minor units."""

    id: str
    """The id of the rebate."""
    name: str
    """The display name."""
    period: PeriodAnswer
    """The days of the period."""
    spend: int
    """Matching spend of the period less returns, in minor units; may be negative."""
    quantity: int | str | None
    """Matching units of the period less returns, for a rebate by quantity; a decimal text where goods by weight
    or length leave part of a unit. Null for other rebates.
    """
    rate: str | None
    """The rate of the band reached, as a decimal text (`0.02` is 2 %), or null."""
    due: int
    """The amount due on the spend, in minor units; never negative, and always current."""
    paid: int
    """The paid part of `due`, as credit, points or vouchers, in minor units; more than `due` if overpaid."""
    next_band: NextBandAnswer | None
    """The next higher band; null in the highest."""


class RebateBandLostData(TypedDict):
    """The spend of a period fell to a lower band of a rebate."""

    member: NotRequired[EventMember]
    """The member; absent for a guest."""
    after: NotRequired[EventAfter]
    """The member's balances after it."""
    cause: NotRequired[EventCause]
    """What caused it."""
    rebate: NotRequired[EventRebate]
    """The rebate."""
    band: NotRequired[EventBand]
    """A band of the rebate."""
    next_band: NotRequired[EventBand]
    """A band of the rebate."""


class RebateBandReachedData(TypedDict):
    """The spend of a period reached a higher band of a rebate."""

    member: NotRequired[EventMember]
    """The member; absent for a guest."""
    after: NotRequired[EventAfter]
    """The member's balances after it."""
    cause: NotRequired[EventCause]
    """What caused it."""
    rebate: NotRequired[EventRebate]
    """The rebate."""
    band: NotRequired[EventBand]
    """A band of the rebate."""
    next_band: NotRequired[EventBand]
    """A band of the rebate."""


class RebateNearData(TypedDict):
    """Little is missing to the next band of a rebate."""

    member: NotRequired[EventMember]
    """The member; absent for a guest."""
    after: NotRequired[EventAfter]
    """The member's balances after it."""
    cause: NotRequired[EventCause]
    """What caused it."""
    rebate: NotRequired[EventRebate]
    """The rebate."""
    next_band: NotRequired[EventBand]
    """A band of the rebate."""


# A rebate: money back on the spend of a period.
RebatePart = TypedDict(
    "RebatePart",
    {
        # Your name for the rebate.
        "id": "str",
        # The display name.
        "name": "str",
        # The period over which spend is summed. It cannot change.
        "period": 'Literal["month", "quarter", "half_year", "year"]',
        # The month in which a year begins: with 4, quarters begin in April, July, October and January. It cannot
        # change. Default: `1`.
        "starts_month": "NotRequired[int]",
        # The rate of the highest band on the whole spend (`retroactive`), each slice at its own rate (`marginal`),
        # one amount (`lump_sum`), an amount for every full `per` (`per_multiple`), or a rate for growth over the
        # year before (`growth`). It cannot change.
        "method": 'Literal["retroactive", "marginal", "lump_sum", "per_multiple", "growth"]',
        # What bands and `per` count: the matching spend, or the matching units with a price above 0. Not for
        # `growth`. It cannot change. Default: `spend`.
        "measure": 'NotRequired[Literal["spend", "quantity"]]',
        # The maximum amount due for a period, in minor units; null means no limit.
        "cap": "NotRequired[int | None]",
        # The rate at which the liability report accrues the spend of a period, beside the amount due, as a decimal
        # text (`0.02` is 2 %); null means no accrual.
        "expected_rate": "NotRequired[str | None]",
        # Whether the amount due is paid with each purchase, or after the end of the period. It cannot change.
        # Default: `at_once`.
        "pay": 'NotRequired[Literal["at_once", "at_period_end"]]',
        # The form of payment. A `voucher` at once requires a lump sum or multiples, a `statement` payment at the
        # end of the period. It cannot change. Default: `credit`.
        "as": 'NotRequired[Literal["credit", "points", "voucher", "statement"]]',
        # Selects the lines that count; null means all.
        "match": "NotRequired[MatchPart | None]",
        # The bands, lowest first; not for `per_multiple`.
        "bands": "NotRequired[list[BandPart]]",
        # For `per_multiple`: the matching spend, in minor units, or the matching units.
        "per": "NotRequired[int | None]",
        # For `per_multiple`: the amount due for every full `per`, in minor units.
        "amount": "NotRequired[int | None]",
        # The number of days between the end of a period and its settlement. Default: `0`.
        "grace_days": "NotRequired[int]",
        # For `growth`: whether the rate applies to the whole spend or to the growth only. Default: `spend`.
        "on": 'NotRequired[Literal["spend", "growth"]]',
    },
)


class RebatePeriodAnswer(TypedDict):
    """A rebate in one period, in minor units."""

    id: str
    """The id of the rebate."""
    name: str
    """The display name."""
    period: PeriodAnswer
    """The days of the period."""
    currency: str
    """The programme's currency (ISO 4217). All amounts are in its minor units, such as pence."""
    spend: int
    """Matching spend of the period less returns, in minor units; may be negative."""
    quantity: int | str | None
    """Matching units of the period less returns, for a rebate by quantity; a decimal text where goods by weight
    or length leave part of a unit. Null for other rebates.
    """
    rate: str | None
    """The rate of the band reached, as a decimal text (`0.02` is 2 %), or null."""
    due: int
    """The amount due on the spend, in minor units; never negative, and always current."""
    paid: int
    """The paid part of `due`, as credit, points or vouchers, in minor units; more than `due` if overpaid."""
    settled_at: str | None
    """The time of the period's settlement; null before it, and if nothing was paid."""


class RebatePeriodsAnswer(TypedDict):
    """Every period with spend or an amount due."""

    data: list[RebatePeriodAnswer]
    """What this page has."""
    next_cursor: str | None
    """Send it as `cursor` to get the next page; null on the last one."""


class RebateSettledData(TypedDict):
    """A rebate was paid at the end of its period."""

    member: NotRequired[EventMember]
    """The member; absent for a guest."""
    after: NotRequired[EventAfter]
    """The member's balances after it."""
    cause: NotRequired[EventCause]
    """What caused it."""
    rebate: NotRequired[EventRebate]
    """The rebate."""


class RedemptionAnswer(TypedDict):
    """A redemption, with the reward granted."""

    id: str
    """Goldlist's id. Treat it as opaque text."""
    external_id: str | None
    """Your own name for it; null if the request was named by an Idempotency-Key instead."""
    member: str
    """The member's id, `mem_…`; null for a guest."""
    reward: str
    """The id of the reward, or of the rebate that pays by vouchers."""
    points: int
    """The price paid in points."""
    currency: str
    """The programme's currency (ISO 4217). All amounts are in its minor units, such as pence."""
    recorded_at: str
    """The time of recording, by the programme's clock."""
    voucher: VoucherAnswer | None
    """The voucher to use later; null if the reward was granted immediately."""
    entries: list[EntryAnswer]
    """Every change of a balance that resulted, in order."""
    after: AfterAnswer
    """The member's balances right after it, for the receipt; null for a guest."""


class RedemptionRequest(TypedDict):
    """A redemption of points for a reward."""

    external_id: NotRequired[str | None]
    """Your own name for it. Required unless you send the header Idempotency-Key."""
    member: str
    """`mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>/<customer>`."""
    reward: str
    """The id of a reward with a `points_price`."""


# A rehearsal, and once it is done, its results.
RehearsalAnswer = TypedDict(
    "RehearsalAnswer",
    {
        # Goldlist's id. Treat it as opaque text.
        "id": "str",
        # Your own name for it.
        "external_id": "str | None",
        # Its present status.
        "status": 'Literal["running", "done", "failed"]',
        # Its progress.
        "progress": "RehearsalProgressAnswer",
        # The instant up to which records count, by the programme's clock.
        "known_at": "str",
        # A hash of the documents, the days and all records read so far: equal input, equal hash.
        "inputs_hash": "str",
        # The first business day.
        "from": "str",
        # The last business day.
        "to": "str",
        # The months before the first day that fill windows and periods.
        "warm_up_months": "int",
        # How points and vouchers are spent.
        "spend_points": 'Literal["none", "as_recorded", "when_enough"]',
        # The share of members; null for all.
        "sample": "str | None",
        # The number of members with results; 0 until it is done.
        "members": "int",
        # Parts of the documents that depend on all members together.
        "not_counted": "list[NotCountedAnswer]",
        # The assumptions, in words; empty until it is done.
        "assumes": "list[str]",
        # The results; empty until it is done.
        "documents": "list[RehearsedDocumentAnswer]",
        # Two documents side by side; null for one.
        "compared": "ComparisonAnswer | None",
    },
)


class RehearsalProgressAnswer(TypedDict):
    """The progress of a rehearsal."""

    done: int
    """The number of members handled."""
    of: int
    """The number of members to handle."""


class RehearsalsAnswer(TypedDict):
    """A page of rehearsals, newest first."""

    data: list[ListedRehearsalAnswer]
    """What this page has."""
    next_cursor: str | None
    """Send it as `cursor` to get the next page; null on the last one."""


class RehearsedDocumentAnswer(TypedDict):
    """The results of one document."""

    version: int | None
    """The number of the published version; null for a draft."""
    total: FiguresAnswer
    """All members, or those of the sample."""
    scaled: FiguresAnswer | None
    """The figures of a sample scaled up to all members; null without one."""
    grades: list[GradeFiguresAnswer]
    """By grade, the best first."""
    levels: list[LevelCountAnswer]
    """By tier at the end, the lowest first."""


class RehearsedMemberAnswer(TypedDict):
    """A member's results."""

    member: str
    """The member's id, `mem_…`."""
    external_id: str | None
    """Your own name for the member, or null."""
    grade: str
    """The grade as of the last day."""
    measure: int
    """The measure of the grade, in minor units."""
    received: list[int]
    """The value received (`cost_high`) with each document."""
    levels: list[str | None]
    """The tier at the end with each document; null for none."""
    difference: int
    """The value received with the second document less the first; with one, all of it."""


class RehearsedMembersAnswer(TypedDict):
    """A page of members with their results."""

    data: list[RehearsedMemberAnswer]
    """What this page has."""
    next_cursor: str | None
    """Send it as `cursor` to get the next page; null on the last one."""


class RehearsedPointsAnswer(TypedDict):
    """Points: `issued - spent - expired = outstanding`."""

    issued: int
    """Points issued, less those reversed by returns."""
    spent: int
    """Points spent."""
    expired: int
    """Points expired."""
    outstanding: int
    """Points left at the end."""
    worth: int
    """The worth of these in minor units."""


class RehearsedRebatesAnswer(TypedDict):
    """Rebates in minor units."""

    due: int
    """The total due."""
    paid: int
    """The part paid by the end."""


class RehearsedVouchersAnswer(TypedDict):
    """Vouchers issued, and their present status."""

    issued: int
    """Vouchers issued, less those revoked."""
    used: int
    """Vouchers used."""
    expired: int
    """Vouchers expired."""
    outstanding: int
    """Vouchers left at the end."""
    worth: int
    """The largest worth of these in minor units."""


class RejectedAnswer(TypedDict):
    """A voucher, campaign or typed code (one of them is named) that is not used, and the reason."""

    voucher: str | None
    """The voucher's code; null without a voucher, and for a key without the scope `vouchers:read`."""
    campaign: str | None
    """The campaign's id."""
    typed: str | None
    """A typed code that no campaign has."""
    code: Literal[
        "max-vouchers",
        "max-discount",
        "exclusive-with",
        "better-without",
        "no-unit-left",
        "nothing-left",
        "budget",
        "limit",
        "condition",
        "not-for-member",
        "not-tried",
    ]
    """The reason, for programs."""
    reason: str
    """The reason, in words."""


# An item that a member is expected to buy again.
ReorderAnswer = TypedDict(
    "ReorderAnswer",
    {
        # The member's id, `mem_…`.
        "member": "str",
        # Your own name for the member, or null.
        "external_id": "str | None",
        # The article or category, by `insights.reorder`.
        "item": "str",
        # `due` or `overdue`.
        "status": 'Literal["due", "overdue"]',
        # The number of days on which it was bought.
        "times": "int",
        # The last of these days.
        "last_on": "str",
        # The expected day, by the mean gap.
        "expected_on": "str",
        # The first day of the interval.
        "from": "str",
        # The last day of the interval, which contains most of the shop's reorders.
        "to": "str",
        # The mean amount kept per day of purchase, in minor units.
        "usual_amount": "int",
    },
)


class ReorderDueData(TypedDict):
    """A member will soon buy an item again."""

    member: NotRequired[EventMember]
    """The member; absent for a guest."""
    after: NotRequired[EventAfter]
    """The member's balances after it."""
    cause: NotRequired[EventCause]
    """What caused it."""
    item: NotRequired[str]
    """The sku or category."""
    expected_on: NotRequired[str]
    """The day on which the purchase is expected."""
    usual_amount: NotRequired[int]
    """The usual amount, in minor units."""


class ReorderPart(TypedDict):
    """The terms for expecting a customer to buy the same item again."""

    by: NotRequired[Literal["sku", "category"]]
    """Whether an item is an article or a category. Default: `category`."""
    depth: NotRequired[int]
    """For `category`: the number of its levels that count; `a/b/c` to 2 levels is `a/b`. Default: `2`."""
    min_purchases: NotRequired[int]
    """The minimum number of days with purchases of an item for an expectation. Default: `3`."""
    within: NotRequired[str]
    """The part of all re-orders that the interval should contain, a decimal text. Default: `0.80`."""
    match: NotRequired[MatchPart | None]
    """Selects the lines that count; null means all."""


class ReordersAnswer(TypedDict):
    """A page of expected reorders, the largest usual amount first."""

    review: str
    """The id of the review."""
    as_of: str
    """The business day whose end it describes."""
    currency: str
    """The programme's currency (ISO 4217). All amounts are in its minor units, such as pence."""
    data: list[ReorderAnswer]
    """What this page has."""
    next_cursor: str | None
    """Send it as `cursor` to get the next page; null on the last one."""


class ReplacementRequest(TypedDict):
    """A new card for a lost one."""

    external_id: NotRequired[str | None]
    """Your own name for it. Required unless you send the header Idempotency-Key."""
    reason: str
    """Shown unchanged in the ledger and the audit log."""


class ReplayAnswer(TypedDict):
    """A replay."""

    id: str
    """The id, `wrp_…`."""


class ReplayBody(TypedDict):
    """How to process a delivery again."""

    payload: NotRequired[dict[str, Any] | None]
    """The corrected message; by default, that which is stored."""


# The events to be sent once more.
ReplayEventsBody = TypedDict(
    "ReplayEventsBody",
    {
        # Begin with the oldest event kept (`start`), or after an event.
        "from": "str",
        # The last event, by its id, or `now`. Default: `now`.
        "to": "NotRequired[str]",
        # Only these types; null for those of the webhook.
        "types": "NotRequired[list[str] | None]",
    },
)


class RetryAnswer(TypedDict):
    """The number of deliveries that are processed again."""

    deliveries: int
    """Their number."""


class RetryBody(TypedDict):
    """The deliveries to process again."""

    status: NotRequired[Literal["failed", "waiting", "ignored"]]
    """Those of this status. Default: `failed`."""
    code: NotRequired[str | None]
    """Only those with this code."""


class ReturnAnswer(TypedDict):
    """A return and everything it took back."""

    id: str
    """Goldlist's id. Treat it as opaque text."""
    external_id: str | None
    """Your own name for it; null if the request was named by an Idempotency-Key instead."""
    kind: Literal["return", "void"]
    """`return`, or `void` for the return made by voiding a purchase."""
    purchase: str | None
    """Its purchase, `pur_…`; null if unknown."""
    member: str | None
    """The member's id, `mem_…`; null for a guest."""
    status: Literal["recorded", "voided"]
    """`recorded`, or `voided` for a mistaken return that was undone."""
    occurred_at: str
    """The time of the sale at the till."""
    recorded_at: str
    """The time of recording, by the programme's clock."""
    business_date: str
    """The local day of `occurred_at` in the programme's time zone. It decides periods and windows."""
    lines: list[ReturnedLineAnswer | PurchaseLineAnswer]
    """The goods returned: the parts of the purchase's lines; without receipt, the complete lines as sent, each
    with its `share`.
    """
    returned_net: int
    """The value returned, in minor units."""
    returned_tax: NotRequired[int | None]
    """The tax on the value returned, in minor units; omitted if no line states any."""
    given_back: GivenBackAnswer | None
    """The customer's refund; null for old returns without this record."""
    taken_again: GivenBackAnswer | None
    """For an undone return: what the customer pays again; else null."""
    currency: str
    """The programme's currency (ISO 4217); any other is refused."""
    program_version: int
    """The version of the programme that decided it."""
    vouchers_revoked: list[VoucherAnswer]
    """The vouchers it revoked, oldest first."""
    after: AfterAnswer | None
    """The member's balances right after it, for the receipt; null for a guest."""
    entries: list[EntryAnswer]
    """Everything it took back, in order; empty for a guest."""


class ReturnRecordedDataReturn(TypedDict):
    """The return."""

    id: NotRequired[str]
    """`ret_…`"""
    external_id: NotRequired[str | None]
    """The caller's name for it."""
    purchase: NotRequired[str | None]
    """The id of the purchase; null without receipt."""
    returned_net: NotRequired[int]
    """The value taken back, in minor units."""


# Goods were returned.
ReturnRecordedData = TypedDict(
    "ReturnRecordedData",
    {
        # The member; absent for a guest.
        "member": "NotRequired[EventMember]",
        # The member's balances after it.
        "after": "NotRequired[EventAfter]",
        # What caused it.
        "cause": "NotRequired[EventCause]",
        # The return.
        "return": "NotRequired[ReturnRecordedDataReturn]",
        # The changes of balances, at most 50.
        "entries": "NotRequired[list[EventEntry]]",
        # Whether entries are left out.
        "more": "NotRequired[bool]",
        # The path of the record.
        "href": "NotRequired[str]",
    },
)


class ReturnRequest(TypedDict):
    """A return of goods from a purchase. Without `lines`, everything left."""

    external_id: NotRequired[str | None]
    """Your own name for the return. Required unless you send the header Idempotency-Key."""
    purchase: str
    """The purchase: `pur_…` or `ext:<external_id>`."""
    member: NotRequired[str | None]
    """If set, the purchase must be this member's."""
    occurred_at: str
    """The time of the sale at the till."""
    store: NotRequired[str | None]
    """The store; a key limited to a store fills it in. Null if unknown."""
    currency: NotRequired[str | None]
    """The programme's currency (ISO 4217); any other is refused."""
    lines: NotRequired[list[LinePartRequest] | None]
    """The goods returned; by default, everything left."""
    amount: NotRequired[int | None]
    """A sum of no line, in minor units, instead of `lines`: it is spread over everything left, as a basket
    discount is.
    """
    metadata: NotRequired[dict[str, str]]
    """Your own notes: up to 20 texts by name. They are stored and returned, without any effect."""


# A return, recorded now (201) or before (200).
ReturnResultAnswer = TypedDict(
    "ReturnResultAnswer",
    {
        # 201 if recorded now, 200 if recorded before.
        "status": "int",
        # The return, as in a single answer; without `entries` for `brief`.
        "return": "ReturnAnswer | BriefReturnAnswer",
    },
)


class ReturnVoidedDataReturn(TypedDict):
    """The return."""

    id: NotRequired[str]
    """`ret_…`"""
    external_id: NotRequired[str | None]
    """The caller's name for it."""
    purchase: NotRequired[str | None]
    """The id of the purchase; null without receipt."""
    returned_net: NotRequired[int]
    """The value taken back, in minor units."""


# A mistaken return was undone.
ReturnVoidedData = TypedDict(
    "ReturnVoidedData",
    {
        # The member; absent for a guest.
        "member": "NotRequired[EventMember]",
        # The member's balances after it.
        "after": "NotRequired[EventAfter]",
        # What caused it.
        "cause": "NotRequired[EventCause]",
        # The return.
        "return": "NotRequired[ReturnVoidedDataReturn]",
        # The changes of balances, at most 50.
        "entries": "NotRequired[list[EventEntry]]",
        # Whether entries are left out.
        "more": "NotRequired[bool]",
        # The path of the record.
        "href": "NotRequired[str]",
    },
)


class ReturnWithoutReceiptRequest(TypedDict):
    """A return of goods from an unknown purchase."""

    external_id: NotRequired[str | None]
    """Your own name for the return. Required unless you send the header Idempotency-Key."""
    purchase: NotRequired[None]
    """Always null: the purchase is unknown."""
    member: str
    """The member: `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>/<customer>`."""
    enrol: NotRequired[bool]
    """Enrol an unknown `ext:` or `card:`. Requires a key with the scope `members:enrol`. Default: `false`."""
    occurred_at: str
    """The time of the sale at the till."""
    store: NotRequired[str | None]
    """The store; a key limited to a store fills it in. Null if unknown."""
    currency: str
    """The programme's currency (ISO 4217); any other is refused."""
    lines: list[LineRequest]
    """The goods returned, with the prices paid."""
    discount: NotRequired[int]
    """The discount on the whole basket, in minor units, besides those of the lines. Default: `0`."""
    metadata: NotRequired[dict[str, str]]
    """Your own notes: up to 20 texts by name. They are stored and returned, without any effect."""


class ReturnedLineAnswer(TypedDict):
    """The returned part of a line of the purchase: units, or an amount without a unit."""

    line: int
    """The line of the purchase, counted from 1."""
    quantity: int | str
    """The number of units returned, 0 if an amount was returned; for goods by weight or length a decimal text
    with three places.
    """
    amount: int
    """The value returned without a unit, in minor units; 0 if units were returned."""


class ReviewDoneDataReview(TypedDict):
    """The review."""

    kind: NotRequired[str]
    """`scheduled`, `daily` or `asked`."""
    as_of: NotRequired[str]
    """The day as of which it is."""
    members: NotRequired[int]
    """The number of members."""


class ReviewDoneData(TypedDict):
    """A review of customers has ended."""

    cause: NotRequired[EventCause]
    """What caused it."""
    review: NotRequired[ReviewDoneDataReview]
    """The review."""


class ReviewPart(TypedDict):
    """The dates of reviews: the first day of each period."""

    unit: Literal["month", "quarter", "year"]
    """On the first day of each month, quarter or year."""
    starts_month: NotRequired[int]
    """The month in which a year begins, such as 4 for April. Default: `1`."""


class ReviewProgressAnswer(TypedDict):
    """The progress of a review."""

    done: int
    """The number of members handled; some are handled, and counted, twice."""
    of: int
    """The number of members to handle."""


class RevocationRequest(TypedDict):
    """The reason for a revocation."""

    reason: str
    """Shown unchanged in the ledger and the audit log."""


class RevokedAnswer(TypedDict):
    """A revoked key."""

    id: str
    """Goldlist's id. Treat it as opaque text."""
    revoked_at: str
    """The time of revocation."""
    revoked_with_it: int
    """The number of keys it had made, directly or indirectly, that were also revoked."""


class RewardAnswer(TypedDict):
    """A reward of the programme."""

    id: str
    """Goldlist's id. Treat it as opaque text."""
    name: str
    """The display name."""
    kind: Literal[
        "amount_off", "percent_off", "free_item", "bonus_quantity", "store_credit", "donation", "gift", "buy_get"
    ]
    """The kind; the other fields depend on it."""
    points_price: int | None
    """The price in points; null if it is not sold for points."""
    amount: int | None
    """For `amount_off` and `store_credit`: the value in minor units; null for others."""
    percent: str | None
    """For `percent_off`: the rate as a decimal text (`0.10` is 10 %); null for others."""
    max_amount: int | None
    """The maximum discount, in minor units; null means no limit."""
    extra: str | None
    """For `bonus_quantity`: the extra quantity for the same price, as a decimal text; null for others."""
    cause: str | None
    """For `donation`: the recipient; null for others."""
    text: str | None
    """For `gift`: a description; null for others."""
    min_spend: int
    """The minimum basket for using it, in minor units."""
    valid_days: int | None
    """The number of days that a voucher is valid; null means without limit."""
    valid_until: str | None
    """The last day on which it is available and its vouchers are valid, or null."""
    limit_per_member: int | None
    """The maximum redemptions for points per member; null means no limit."""
    left: int | None
    """The number left; null without a limit."""


class RewardPart(TypedDict):
    """A reward; vouchers are issued for it."""

    id: str
    """Your name for the reward."""
    name: str
    """The display name."""
    kind: Literal[
        "amount_off", "percent_off", "free_item", "bonus_quantity", "store_credit", "donation", "gift", "buy_get"
    ]
    """The kind of reward; the other fields depend on it."""
    match: NotRequired[MatchPart | None]
    """Selects the lines that it can be used for; null means all."""
    amount: NotRequired[int | None]
    """For `amount_off` and `store_credit`: the value in minor units."""
    percent: NotRequired[str | None]
    """For `percent_off`: the rate as a decimal text (`0.10` is 10 %)."""
    max_amount: NotRequired[int | None]
    """The maximum discount, in minor units; null means no limit."""
    extra: NotRequired[str | None]
    """For `bonus_quantity`: the extra quantity for the same price, as a decimal text (`0.20` is 20 %)."""
    buy: NotRequired[BuyPart | None]
    """For `buy_get`: what has to be bought."""
    get: NotRequired[GetPart | None]
    """For `buy_get`: what one then gets for less."""
    times: NotRequired[int | None]
    """For `buy_get`: the maximum number of times in a purchase; null means no limit."""
    cause: NotRequired[str | None]
    """For `donation`: the recipient."""
    text: NotRequired[str | None]
    """For `gift`: a description of the gift."""
    points_price: NotRequired[int | None]
    """The price in points; null if it is not sold for points."""
    min_spend: NotRequired[int]
    """The minimum basket for using it, in minor units. Default: `0`."""
    valid_days: NotRequired[int | None]
    """The number of days that a voucher is valid; null means without limit."""
    valid_until: NotRequired[str | None]
    """The last day on which it is available and its vouchers are valid; null means none."""
    limit_per_member: NotRequired[int | None]
    """The maximum redemptions for points per member; null means no limit."""
    stock: NotRequired[int | None]
    """The total number available for points and as gifts; null means no limit."""
    codes: NotRequired[Literal["drawn", "imported"]]
    """Whether its vouchers carry codes `drawn` here, or `imported` codes of a partner. Default: `drawn`."""
    budget: NotRequired[int | None]
    """The maximum total discount, in minor units; null means no limit."""
    exclusive: NotRequired[bool]
    """Whether it excludes other discounts, except those of the same `group`. Default: `false`."""
    group: NotRequired[str | None]
    """Your name for a group of `exclusive` discounts that can be used together."""
    order: NotRequired[int | None]
    """The order of discounts: lower numbers apply first. If absent, percentages apply before amounts."""


class RewardRedeemedData(TypedDict):
    """Points were redeemed for a reward."""

    member: NotRequired[EventMember]
    """The member; absent for a guest."""
    after: NotRequired[EventAfter]
    """The member's balances after it."""
    cause: NotRequired[EventCause]
    """What caused it."""
    reward: NotRequired[str]
    """The id of the reward."""
    points: NotRequired[int]
    """The points redeemed."""
    entries: NotRequired[list[EventEntry]]
    """The changes of balances, at most 50."""
    more: NotRequired[bool]
    """Whether entries are left out."""


class RewardsAnswer(TypedDict):
    """Every reward of the programme."""

    data: list[RewardAnswer]
    """The rewards, in the order of the programme's document."""


class RhythmPart(TypedDict):
    """The terms for customers who are late, at risk or lapsed, by their own rhythm."""

    min_purchases: NotRequired[int]
    """The minimum number of days with purchases for a rhythm. Default: `3`."""
    at_risk: NotRequired[str]
    """At risk after more than this multiple of the usual gap, a decimal text. Default: `2.5`."""
    lapsed: NotRequired[str]
    """Lapsed after more than this multiple of the usual gap; not below `at_risk`. Default: `4`."""
    horizon_days: NotRequired[int]
    """The number of days after which the outcome of each state is reported. Default: `90`."""
    win_back_days: NotRequired[int]
    """A lapsed customer who buys within this number of days is won back. Default: `90`."""
    tell_grades: NotRequired[list[str]]
    """The grades whose lapsed customers are reported."""


class RotateBody(TypedDict):
    """How long the old secret signs, too."""

    overlap_hours: NotRequired[int]
    """For this long messages have two signatures. Default: `24`."""


# Sales on business days.
SalesAnswer = TypedDict(
    "SalesAnswer",
    {
        # The first business day.
        "from": "str",
        # The last business day.
        "to": "str",
        # The programme's currency (ISO 4217). All amounts are in its minor units, such as pence.
        "currency": "str",
        # In order of time, or of the stores' names. Days, hours and stores without sales are absent.
        "data": "list[SalesRowAnswer]",
    },
)


class SalesRowAnswer(TypedDict):
    """Sales of a day, of an hour, or of a store; amounts in minor units."""

    day: str | None
    """The business day; null by `store`."""
    hour: int | None
    """The local hour, 0 to 23; null unless by `hour`."""
    store: str | None
    """The store; null by `day` and `hour`, and for sales without one."""
    count: int
    """Purchases on this day, of members and guests, voided ones included."""
    net: int
    """What they were sold for."""
    voids: int
    """Purchases voided on this day."""
    returns: int
    """What came back on this day, voided purchases included."""
    members: MemberSalesAnswer
    """The part of `count` and `net` that members bought."""


# The season of the last full period.
SeasonAnswer = TypedDict(
    "SeasonAnswer",
    {
        # The first business day of the period.
        "from": "str",
        # The last business day of the period.
        "to": "str",
        # By length of the base.
        "bases": "list[SeasonOfBaseAnswer]",
    },
)


class SeasonOfBaseAnswer(TypedDict):
    """The season for one length of the base."""

    periods: int
    """The number of periods in the base."""
    regular: int
    """The number of customers with a visit in each of them and in the period."""
    season: str
    """The share of their visits in the period; with fewer than 30 customers, all periods count as alike."""


class SecondPurchaseAnswer(TypedDict):
    """The time until members come a second time."""

    within: list[WithinAnswer]
    """Within 30, 60, 90, 180 and 365 days."""
    median_days: int | None
    """The days until half of them have come again (a Kaplan-Meier estimate, which includes members who have not
    come again yet); null if fewer have.
    """


class SecretAnswer(TypedDict):
    """A new secret."""

    secret: str
    """The secret of the signatures. It is shown only now."""


class SecretsBody(TypedDict):
    """The shop's secrets. They lie sealed, and no answer has them."""

    signing: str
    """The secret with which the shop system signs its messages; Saleor: or its JWKS document."""
    api: NotRequired[str | None]
    """The key of the shop's interface. WooCommerce: `ck_…:cs_…`; Shopify: the access token."""


class SecretsChange(TypedDict):
    """New secrets; those left out stay."""

    signing: NotRequired[str | None]
    """The secret of signatures."""
    api: NotRequired[str | None]
    """The key of the shop's interface."""


class SegmentAnswer(TypedDict):
    """A segment with its members now."""

    id: str
    """The id of the segment."""
    name: str
    """The display name."""
    members: int
    """The number of members in it now."""
    decided_on: str | None
    """The business day of the last decision; null before it."""
    review: str | None
    """The id of the review it was decided by; null before."""


class SegmentCheckAnswer(TypedDict):
    """The members that a condition selects by the newest review."""

    review: str
    """The id of the review."""
    as_of: str
    """The business day whose end it describes."""
    members: int
    """The number of members selected."""
    of: int
    """The number of members looked at, at most 100,000, drawn by hash."""
    sample: list[SelectedAnswer]
    """The first of them, with the reason."""


class SegmentCheckRequest(TypedDict):
    """A condition to try."""

    when: ConditionPart
    """A condition as in `segments` of the programme document."""


class SegmentEnteredData(TypedDict):
    """A member entered a segment."""

    member: NotRequired[EventMember]
    """The member; absent for a guest."""
    after: NotRequired[EventAfter]
    """The member's balances after it."""
    cause: NotRequired[EventCause]
    """What caused it."""
    segment: NotRequired[str]
    """The id of the segment."""


class SegmentLeftData(TypedDict):
    """A member left a segment."""

    member: NotRequired[EventMember]
    """The member; absent for a guest."""
    after: NotRequired[EventAfter]
    """The member's balances after it."""
    cause: NotRequired[EventCause]
    """What caused it."""
    segment: NotRequired[str]
    """The id of the segment."""


class SegmentMemberAnswer(TypedDict):
    """A member of a segment."""

    member: str
    """The member's id, `mem_…`."""
    external_id: str | None
    """Your own name for the member, or null."""
    entered_on: str
    """The business day of entering."""
    why: str
    """The reason for entering, in words."""


class SegmentMembersAnswer(TypedDict):
    """A page of a segment's members, in the order of their ids."""

    data: list[SegmentMemberAnswer]
    """What this page has."""
    next_cursor: str | None
    """Send it as `cursor` to get the next page; null on the last one."""


class SegmentPart(TypedDict):
    """The members who meet a condition, decided at every review of customers."""

    id: str
    """Your name for the segment."""
    name: str
    """The display name."""
    when: ConditionPart
    """The condition, on facts about the member and from reviews (`insight.grade` …)."""


class SegmentsAnswer(TypedDict):
    """The segments of the newest version."""

    data: list[SegmentAnswer]
    """The segments, in the order of the document."""


class SelectedAnswer(TypedDict):
    """A member that the condition selects."""

    member: str
    """The member's id, `mem_…`."""
    why: str
    """The reason, in words."""


# Settlements as CSV (RFC 4180), with a header line.
SettlementsCsv: TypeAlias = "str"


class ShopSettings(TypedDict):
    """The settings of a connector.

    `prices`: `as_shown` is the price tag, with tax where the shop's prices include it.
    """

    prices: NotRequired[Literal["as_shown", "with_tax", "without_tax"]]
    """Which prices count: the price tag, or those with or without tax. Default: `as_shown`."""
    sold_when: NotRequired[Literal["paid", "fulfilled"]]
    """When an order is a purchase: once paid, or once fulfilled. Default: `paid`."""
    count_shipping: NotRequired[bool]
    """Whether delivery is a line, of category `delivery`. Default: `false`."""
    count_fees: NotRequired[bool]
    """Whether fees are lines, of category `fee`. Default: `false`."""
    weights: NotRequired[bool]
    """Whether a quantity that is not whole is one by weight or length; by default it is one unit at the price of
    the line. Default: `false`.
    """
    channel: NotRequired[str | None]
    """The channel of the purchases. Default: `web`."""
    stores: NotRequired[dict[str, str]]
    """Our store by their location; others get a spelling of ours."""
    enrol: NotRequired[Literal["never", "customers", "everyone"]]
    """Customers to enrol: none, those with an account there, or all with an e-mail address. Default: `never`."""
    match_email: NotRequired[bool]
    """Whether the member with the order's e-mail address gets the purchase. Default: `true`."""
    shop: NotRequired[str | None]
    """Shopify: the shop's domain, which every message must name."""
    sale: NotRequired[Literal["checkout", "payment"]]
    """Stripe: whether a finished checkout or invoice is the sale, or each payment. Default: `checkout`."""
    base_url: NotRequired[str | None]
    """The address of the shop system's interface, for asking and publishing."""
    categories: NotRequired[list[CategoryPart]]
    """Categories of goods; the first that matches counts."""
    map: NotRequired[MapPart | None]
    """`mapped`: where the fields of a purchase are."""
    hmac: NotRequired[HmacPart | None]
    """`mapped`: the signature, if it is not that of Standard Webhooks."""
    publish: NotRequired[PublishPart]
    """Shopify and WooCommerce: the parts that are written to the shop."""


class ShortfallAnswer(TypedDict):
    """A part of a sale that could not be granted: its place in the request, and the reason."""

    what: str
    """The place in the request: a JSON pointer, such as `/vouchers/0` or `/member`."""
    code: str
    """The problem it would have caused: `voucher-not-usable`, `gift-card-not-usable`, `insufficient-balance`; at
    `/member`, if the sale was recorded as a guest's instead, `not-found`, `member-exists` or `member-erased`.
    """


class SilenceAnswer(TypedDict):
    """A member with the time since the last visit."""

    member: str
    """The member's id, `mem_…`."""
    external_id: str | None
    """Your own name for the member, or null."""
    state: Literal["new", "active", "late", "at_risk", "lapsed"]
    """The state, by their usual gap."""
    first_on: str
    """The first day with a visit."""
    last_on: str
    """The last day with a visit."""
    visit_days: int
    """The number of days with a visit."""
    silent_days: int
    """The days since the last visit."""
    usual_gap_days: int
    """Their usual gap, rounded to whole days."""
    at_stake: int
    """Their spend in the 12 months up to the last visit, in minor units."""
    task: str | None
    """The id of the task about it, or null."""
    why: str
    """The explanation."""


class SpentAnswer(TypedDict):
    """Payment other than money: points with their worth, credit and gift cards, these in minor units."""

    points: int
    """The points spent."""
    points_worth: int
    """The worth of these points, in minor units."""
    credit: int
    """The credit spent, in minor units."""
    gift_cards: NotRequired[list[GiftCardPaidAnswer]]
    """What gift cards paid; omitted if there are none."""


class StaffAnswer(TypedDict):
    """A person of the shop."""

    id: str
    """Goldlist's id. Treat it as opaque text."""
    external_id: str | None
    """Your own name for the person, or null."""
    name: str
    """The name."""
    role: Literal["admin", "manager", "representative", "auditor", "operator"]
    """The role."""
    email: str | None
    """The e-mail address, in lower case, or null."""
    manager: str | None
    """The manager's id, or null."""
    store: str | None
    """The store, or null."""
    active: bool
    """False if the person has left."""
    deputy: str | None
    """The id of the person who stands in, or null."""
    away_until: str | None
    """The last business date of an absence, or null."""
    created_at: str
    """The time of creation."""


class StaffBody(TypedDict):
    """A person of the shop, in full: what is left out is removed."""

    name: str
    """The name; no two staff have the same one, case and accents ignored."""
    role: Literal["admin", "manager", "representative", "auditor", "operator"]
    """The role, which decides the permissions."""
    email: NotRequired[str | None]
    """The e-mail address, of one person only."""
    manager: NotRequired[str | None]
    """The manager, who gets tasks that are late."""
    store: NotRequired[str | None]
    """The store of this person; null for no store in particular."""
    active: NotRequired[bool]
    """False: the person has left. Keys of this person are refused, and no task is added. Default: `true`."""
    deputy: NotRequired[str | None]
    """The person who stands in during an absence, or after leaving."""
    away_until: NotRequired[str | None]
    """The last business date of an absence; null if none."""


class StaffListAnswer(TypedDict):
    """A page of staff, including those who have left."""

    data: list[StaffAnswer]
    """What this page has."""
    next_cursor: str | None
    """Send it as `cursor` to get the next page; null on the last one."""


class StageCountsAnswer(TypedDict):
    """The number of members in each stage."""

    suspect: int
    """No purchases, and no consent or address for offers."""
    prospect: int
    """No purchases, but consent and an address for offers."""
    customer: int
    """Visits on one day."""
    client: int
    """Visits on two days or more."""
    advocate: int
    """Have referred a friend."""


class StagesAnswer(TypedDict):
    """Members by stage."""

    review: str
    """The id of the review."""
    as_of: str
    """The business day whose end it describes."""
    currency: str
    """The programme's currency (ISO 4217). All amounts are in its minor units, such as pence."""
    stages: StageCountsAnswer
    """The members by stage."""
    second_purchase: SecondPurchaseAnswer
    """The time until the second visit."""


# One or two documents, and the days.
StartRehearsalRequest = TypedDict(
    "StartRehearsalRequest",
    {
        # Your own name for the rehearsal.
        "external_id": "str",
        # Each a document as for `PUT /v1/program`, or a published version: `{"version": 3}`. The second is compared
        # with the first.
        "documents": "list[dict[str, Any]]",
        # The first business day.
        "from": "str",
        # The last business day, at most today.
        "to": "str",
        # The months before `from` that fill windows and periods; their results do not count. By default those of
        # the longest tier window or rebate period.
        "warm_up_months": "NotRequired[int | None]",
        # `as_recorded`: each recorded redemption and payment again, if there is enough; `when_enough`: before each
        # purchase, the first affordable reward of the document; `none`: nothing is spent. Default: `as_recorded`.
        "spend_points": 'NotRequired[Literal["none", "as_recorded", "when_enough"]]',
        # A share of the members, chosen by a hash of their ids: from `0.01` to `1`. Null for all.
        "sample": "NotRequired[str | None]",
    },
)


class StateCountAnswer(TypedDict):
    """A state of customers, and the returns of those who were in it."""

    state: Literal["none", "new", "active", "late", "at_risk", "lapsed"]
    """The state; `none` for members without visits."""
    members: int
    """The number of members in it."""
    then: int
    """The number of members in it `insights.rhythm.horizon_days` earlier."""
    back: int
    """The number of those with a visit since."""


class StatusAnswer(TypedDict):
    """A member's status. Days are last valid days."""

    member: str
    """The member's id, `mem_…`."""
    as_of: str
    """The time of this answer, by the programme's clock."""
    currency: str
    """The programme's currency (ISO 4217). All amounts are in its minor units, such as pence."""
    program_version: int
    """The version of the programme in force."""
    tier: TierAnswer | None
    """The tier held; null in a programme without tiers."""
    next_tier: NextTierAnswer | None
    """The next higher tier; null at the top and in a programme without tiers."""
    keep_tier: KeepTierAnswer | None
    """The requirement for keeping the tier; null in a programme without tiers."""
    qualifying: QualifyingAnswer | None
    """The present measure for tiers; null in a programme without tiers."""
    points: PointsAnswer
    """The member's points: available, pending and owed."""
    credit: CreditAnswer
    """Money that the member can spend here."""
    punch_cards: list[PunchCardAnswer]
    """Every punch card of the programme."""
    rebates: list[RebateAnswer]
    """Every rebate of the programme, in its current period."""
    vouchers: list[UsableVoucherAnswer]
    """The usable vouchers, oldest first, at most 50; the member's list has all."""
    vouchers_total: int
    """The number of usable vouchers."""
    ladders: list[LadderAnswer]
    """Every rank ladder of the programme."""
    group: Literal["prospects", "premium", "customers"]
    """`prospects`: has bought nothing that was kept; `premium`: at one of the levels of this group; `customers`:
    all others.
    """
    contact: StatusContactAnswer | None
    """The person who looks after the member, or the deputy; null for nobody, and in a status of the past."""


class StatusBatchAnswer(TypedDict):
    """One status per reference, in the order of the request."""

    data: list[StatusAnswer | UnknownMemberAnswer]
    """One status for each reference, in the order of the request."""


class StatusBatchRequest(TypedDict):
    """The members whose status to read."""

    members: list[str]
    """Up to 1000 members: `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>/<customer>`."""


class StatusContactAnswer(TypedDict):
    """The person who looks after a member."""

    name: str
    """The name."""
    email: str | None
    """The e-mail address, or null."""


class StayAnswer(TypedDict):
    """A segment that the member is in."""

    segment: str
    """The id of the segment."""
    name: str | None
    """Its name; null if the newest version does not have it."""
    entered_on: str
    """The business day of entering."""
    why: str
    """The reason for entering, in words."""


class StorePart(TypedDict):
    """A store with a time zone of its own."""

    id: str
    """The store, as purchases name it."""
    time_zone: str
    """The IANA time zone that decides the business dates and hours of its purchases."""


class SuppressionAnswer(TypedDict):
    """An address that wants nothing. The address itself is not stored."""

    channel: str
    """The channel."""
    reason: Literal["withdrawn", "complained", "bounced", "asked"]
    """Why."""
    at: str
    """Since when."""


class SuppressionBody(TypedDict):
    """An address that wants nothing."""

    channel: Literal["email", "sms", "phone"]
    """The channel."""
    address: str
    """The e-mail address or phone number. It is not stored."""
    reason: Literal["withdrawn", "complained", "bounced", "asked"]
    """Why."""


class TaskAnswer(TypedDict):
    """A task."""

    id: str
    """Goldlist's id. Treat it as opaque text."""
    external_id: str | None
    """Your own name for it; null for a task of a rule."""
    rule: str | None
    """The rule that made it; null for a manual task."""
    about: AboutAnswer | None
    """The alert that it is about; null for a manual task."""
    member: str | None
    """The member that it is about, or null."""
    owner: str | None
    """The person to do it; null: the managers' queue."""
    due_on: str
    """The day by which it is to be done."""
    status: Literal["waiting", "open", "done", "dropped"]
    """`waiting`: its owner has no room for it yet; `open`; `done`; `dropped`: nobody does it."""
    amount: int | None
    """The shortfall, or the amount at stake, in minor units; null for a manual task."""
    facts: dict[str, Any]
    """The row of the list that it comes from; empty for a manual task."""
    text: str
    """What is to be done, or the reason of the alert."""
    escalated_on: str | None
    """The day when it went to the manager, or null."""
    outcome: Literal["contacted", "offer_made", "solved", "unreachable", "no_action", "mistaken"] | None
    """What came of it; null unless it is done."""
    reason: str | None
    """The reason, one of the programme's `tasks.reasons`; or null."""
    note: str | None
    """What was said, or null."""
    result: Literal["pending", "recovered", "not_recovered", "won_back", "gone"] | None
    """How the customer went on, measured by later reviews whatever became of the task; `pending` until then,
    null for a manual task.
    """
    created_at: str
    """The time of creation, by the programme's clock."""
    closed_at: str | None
    """The time of closing, or null."""


class TaskClosedData(TypedDict):
    """A task was done or dropped."""

    member: NotRequired[EventMember]
    """The member; absent for a guest."""
    after: NotRequired[EventAfter]
    """The member's balances after it."""
    cause: NotRequired[EventCause]
    """What caused it."""
    task: NotRequired[EventTask]
    """The task."""


class TaskOpenedData(TypedDict):
    """A task was made or given to somebody; it may be about no member."""

    member: NotRequired[EventMember]
    """The member; absent for a guest."""
    after: NotRequired[EventAfter]
    """The member's balances after it."""
    cause: NotRequired[EventCause]
    """What caused it."""
    task: NotRequired[EventTask]
    """The task."""


class TaskRulePart(TypedDict):
    """Makes a task of each alert of a review."""

    id: str
    """Your name for the rule."""
    on: Literal["member.deviated", "member.lapsed"]
    """The alert: a golden customer spends much less than before (`member.deviated`), or has lapsed
    (`member.lapsed`).
    """
    levels: NotRequired[list[str]]
    """Only for members with one of these tiers; empty: for all."""
    owner: NotRequired[str]
    """The owner of the task: the member's owner (`account_manager`), that person's `manager`, or someone named
    (`staff:ext:…`). Without one it is in the managers' queue. Default: `account_manager`.
    """
    due_days: NotRequired[int]
    """The number of days until the due day. Default: `14`."""
    max_open: NotRequired[int]
    """The most open tasks of the rule for one owner; the others wait, the largest amount first. Default: `20`."""


class TasksAnswer(TypedDict):
    """A page of tasks, the earliest due day first."""

    data: list[TaskAnswer]
    """What this page has."""
    next_cursor: str | None
    """Send it as `cursor` to get the next page; null on the last one."""


class TasksPart(TypedDict):
    """Tasks for the staff."""

    escalate_days: NotRequired[int]
    """The days after the due day when a task goes to its owner's manager. Default: `3`."""
    reasons: NotRequired[list[str]]
    """The reasons for closing a task, for the report."""
    rules: NotRequired[list[TaskRulePart]]
    """The alerts that become tasks, once the programme has active staff. Left out: every customer who deviates
    (`deviation`) and every one who has lapsed (`lapsed`).
    """


class TaxPart(TypedDict):
    """How prices and rules treat tax. Lines state their `tax`."""

    prices: Literal["with_tax", "without_tax"]
    """Whether prices, discounts and totals include tax (`with_tax`), or it comes on top."""
    counts: Literal["with_tax", "without_tax"]
    """Whether points, tiers, cards and rebates count the value of goods with its tax. A line that states no tax
    counts at its price.
    """


class TierAnswer(TypedDict):
    """The tier of the member."""

    id: str
    """The id of the tier."""
    name: str
    """The display name."""
    since: str | None
    """The day since when the tier is held; null if from the start."""
    until: str | None
    """The last day through which the tier is guaranteed, or null."""
    points_multiplier: str
    """The multiplier for points, a decimal text; `1` changes nothing."""
    discount: str | None
    """The price reduction that your till may apply, as a decimal text (`0.05` is 5 %), or null."""
    privileges: list[str]
    """Other privileges of the tier, as short names that your own systems understand."""
    given: GivenAnswer | None
    """The tier grant in force, if any."""


# A change from one tier to another.
TierChangeAnswer = TypedDict(
    "TierChangeAnswer",
    {
        # The id of the tier.
        "id": "str",
        # The id of the rank ladder; null for the programme's tiers.
        "ladder": "str | None",
        # The id of the tier before, or null.
        "from": "str | None",
        # The id of the tier since then, or null.
        "to": "str | None",
        # The local day from which the change holds.
        "effective_on": "str",
        # The time of recording, by the programme's clock.
        "recorded_at": "str",
        # The version of the programme that decided it.
        "program_version": "int",
        # The event behind it; more causes may be added.
        "cause": 'Literal["purchase", "return", "purchase_void", "return_void", "claim", "activation", "adjustment", "merge", "time", "hand", "version", "recount", "review"]',
        # The id of the purchase, return, tier grant or merged member; for time, a recount or a review, the day; for
        # a version, its number.
        "cause_id": "str",
        # The reason of a manual change; else null.
        "reason": "str | None",
    },
)

# A member's tier changed, and may be announced.
TierChangedData = TypedDict(
    "TierChangedData",
    {
        # The member; absent for a guest.
        "member": "NotRequired[EventMember]",
        # The member's balances after it.
        "after": "NotRequired[EventAfter]",
        # What caused it.
        "cause": "NotRequired[EventCause]",
        # The rank ladder; null for the tiers.
        "ladder": "NotRequired[str | None]",
        # The tier before.
        "from": "NotRequired[str | None]",
        # The tier now.
        "to": "NotRequired[str | None]",
        # The cause of the change.
        "reason": "NotRequired[str]",
        # The day from which it holds.
        "effective_on": "NotRequired[str]",
    },
)


class TierChangesAnswer(TypedDict):
    """A page of a member's history, newest first."""

    data: list[TierChangeAnswer]
    """What this page has."""
    next_cursor: str | None
    """Send it as `cursor` to get the next page; null on the last one."""


class TierEndingData(TypedDict):
    """A member will soon lose the tier, unless more is bought."""

    member: NotRequired[EventMember]
    """The member; absent for a guest."""
    after: NotRequired[EventAfter]
    """The member's balances after it."""
    cause: NotRequired[EventCause]
    """What caused it."""
    tier: NotRequired[str]
    """The tier."""
    needs: NotRequired[int]
    """How much is missing to keep it, in the tiers' measure."""
    by: NotRequired[str]
    """The last day."""


# Members by their tiers at the end in both documents.
TierMoveAnswer = TypedDict(
    "TierMoveAnswer",
    {
        # The tier in the first document; null for none.
        "from": "str | None",
        # The tier in the second document; null for none.
        "to": "str | None",
        # The number of members.
        "members": "int",
    },
)


class TiersPart(TypedDict):
    """The tier ladder and its measure."""

    qualify_by: NotRequired[Literal["spend", "points", "visits"]]
    """The measure that decides the tier: spend, points earned, or visits. Default: `spend`."""
    match: NotRequired[MatchPart | None]
    """Selects the lines that count as spend or make a visit; null means all. Not for points."""
    window: WindowPart
    """The days that count towards a tier."""
    keep: NotRequired[KeepPart]
    """How long a tier is kept."""
    downgrade: NotRequired[Literal["requalify", "one_down"]]
    """The tier after a loss: the one that the window gives (`requalify`), or the next lower one (`one_down`).
    Default: `requalify`.
    """
    on_return: NotRequired[Literal["requalify", "keep"]]
    """Whether a return can cost a tier (`requalify`) or not (`keep`). Default: `requalify`."""
    grace_days: NotRequired[int]
    """The number of days that a tier is kept after its end. Default: `0`."""
    notice_delay_minutes: NotRequired[int]
    """The number of minutes that a change of tier must last before it is announced. Default: `0`."""
    levels: list[LevelPart]
    """The tiers, lowest first."""


class TopAnswer(TypedDict):
    """The total of the top members."""

    share: str
    """The maximum share of members, as a decimal text."""
    members: int
    """Their number, rounded up."""
    amount: int
    """Their total, in minor units."""
    of_amount: str | None
    """Its share of the grand total; null if that is 0."""


class TopUpRequest(TypedDict):
    """An amount to add."""

    external_id: NotRequired[str | None]
    """Your own name for it. Required unless you send the header Idempotency-Key."""
    amount: int
    """The amount to add, in minor units."""
    reason: NotRequired[str | None]
    """Shown unchanged in the ledger and the audit log; null for none."""


# Points transferred from one member to another, with their last valid days.
TransferAnswer = TypedDict(
    "TransferAnswer",
    {
        # Goldlist's id. Treat it as opaque text.
        "id": "str",
        # Your own name for it; null if the request was named by an Idempotency-Key instead.
        "external_id": "str | None",
        # The sender, `mem_…`.
        "from": "str",
        # The recipient, `mem_…`.
        "to": "str",
        # How many.
        "points": "int",
        # The reason in both ledgers, or null.
        "reason": "str | None",
        # The time of recording, by the programme's clock.
        "recorded_at": "str",
        # The sender's entries.
        "entries": "list[EntryAnswer]",
        # The recipient's entries, including debt now paid.
        "received": "list[EntryAnswer]",
        # The sender's balances right after it.
        "after": "AfterAnswer",
    },
)


class TransferPart(TypedDict):
    """Transfers of points between members, and the minimum per transfer."""

    allowed: NotRequired[bool]
    """Whether members may transfer points to each other (`POST /v1/transfers`). Default: `false`."""
    min: NotRequired[int]
    """The minimum points of a transfer. Default: `1`."""


# A transfer of points between two members.
TransferRequest = TypedDict(
    "TransferRequest",
    {
        # Your own name for it. Required unless you send the header Idempotency-Key.
        "external_id": "NotRequired[str | None]",
        # The sender.
        "from": "str",
        # The recipient.
        "to": "str",
        # The points, at most the available ones.
        "points": "int",
        # Shown unchanged in both ledgers.
        "reason": "NotRequired[str | None]",
    },
)


class TriedAnswer(TypedDict):
    """The result that a message would have; nothing was kept."""

    outcome: Literal["recorded", "ignored", "waiting", "failed"]
    """Whether something would be recorded."""
    code: str | None
    """The reason, if nothing would be recorded."""
    detail: str | None
    """The fault in words, or null."""
    pointer: str | None
    """The place of the fault in the payload: a JSON pointer, or null."""
    purchases: list[TriedPurchase]
    """The purchases that would be recorded."""
    returns: list[TriedReturn]
    """The returns and voids that would be recorded."""


class TriedLine(TypedDict):
    """A line of a purchase that would be recorded."""

    sku: str | None
    """The article, or null."""
    category: str | None
    """The category by the connector's rules, or null."""
    quantity: int
    """The units; 1 where the shop sold parts of a unit."""
    unit_price: int
    """The price of a unit before discounts, in minor units."""
    discount: int
    """The discount on the line, in minor units."""


class TriedPart(TypedDict):
    """A part of a line that would come back: units, or an amount."""

    line: int
    """The line of the purchase, from 1."""
    quantity: int | None
    """Units, or null."""
    amount: int | None
    """Minor units of money without a unit, or null."""


class TriedPurchase(TypedDict):
    """A purchase that would be recorded."""

    external_id: str
    """Its name."""
    occurred_at: str
    """The time of the sale, or of the edit."""
    currency: str
    """Its currency."""
    customer: bool
    """Whether the message names a customer."""
    codes: list[str]
    """The codes that the customer used in the shop."""
    lines: list[TriedLine]
    """The lines that count."""
    discount: int
    """The discount on the basket, in minor units."""
    net: int
    """Its value after all discounts, in minor units."""


class TriedReturn(TypedDict):
    """A return that would be recorded."""

    external_id: str | None
    """Its name; null if the purchase would be voided."""
    purchase: str
    """The name of the purchase."""
    lines: list[TriedPart] | None
    """The parts; null for everything that is left."""
    returned_net: int | None
    """The value, in minor units; null for a void."""


class UnknownMemberAnswer(TypedDict):
    """An unknown reference."""

    member: str
    """The reference in the request."""
    problem: ProblemAnswer
    """The problem, as in a single answer."""


class UnmatchedGoodAnswer(TypedDict):
    """Sales of one category, or of one sku without a category, that no rule names."""

    category: str | None
    """The category, for rules to match; `/` separates levels. Null if unknown."""
    sku: str | None
    """The article, if its lines had no category, or if it is only similar to one in a rule."""
    similar_to: str | None
    """A name in a rule that differs only in case, blanks and punctuation, and was probably meant."""
    lines: int
    """The number of purchase lines with it."""
    quantity: int | str
    """The number of units sold; a decimal text where goods by weight or length leave part of a unit."""
    net: int
    """The value of the lines after discounts, in minor units."""
    last_sold_on: str
    """The last business day on which it was sold."""


# Goods sold on these days that no rule of the programme names, and names in rules that were never sold.
UnmatchedGoodsAnswer = TypedDict(
    "UnmatchedGoodsAnswer",
    {
        # The first business day.
        "from": "str",
        # The last business day.
        "to": "str",
        # The version whose rules were checked: the newest.
        "program_version": "int",
        # The number of purchases checked, newest first.
        "purchases": "int",
        # Whether those were all purchases of these days.
        "complete": "bool",
        # Goods with a similar name first, then by number of lines; at most 200.
        "data": "list[UnmatchedGoodAnswer]",
        # The number of others, beyond `data`.
        "left_out": "int",
        # Categories named by a rule but never sold.
        "unsold_categories": "list[str]",
        # Skus named by a rule but never sold.
        "unsold_skus": "list[str]",
    },
)


class UsableVoucherAnswer(TypedDict):
    """A usable voucher."""

    id: str
    """Goldlist's id. Treat it as opaque text."""
    code: str | None
    """The code that the customer shows and the till sends; capitals, dashes and blanks do not matter. Null for a
    key without the scope `vouchers:read`.
    """
    reward: str
    """The id of the reward, or of the rebate that pays by vouchers."""
    name: str
    """The display name."""
    amount: int | None
    """The value in minor units; null if the reward sets it."""
    expires_on: str | None
    """The last valid day; null without one."""


class UsedAnswer(TypedDict):
    """The total discount of a voucher, a campaign or the tier (exactly one is named)."""

    voucher: str | None
    """The voucher's code; null without a voucher, and for a key without the scope `vouchers:read`."""
    campaign: str | None
    """The campaign's id."""
    tier: str | None
    """The tier's id."""
    amount: int
    """The amount in minor units."""
    why: str
    """With its arithmetic, in words."""
    typed: str | None
    """The code that was typed for the campaign."""
    name: str
    """The display name."""


class UsedOnLineAnswer(TypedDict):
    """The discount of a voucher, a campaign or the tier (exactly one is named) on a line."""

    voucher: str | None
    """The voucher's code; null without a voucher, and for a key without the scope `vouchers:read`."""
    campaign: str | None
    """The campaign's id."""
    tier: str | None
    """The tier's id."""
    amount: int
    """The amount in minor units."""
    why: str
    """With its arithmetic, in words."""


class VoucherAnswer(TypedDict):
    """A voucher that was issued or revoked. `amount` is its value if the reward does not set it."""

    id: str
    """Goldlist's id. Treat it as opaque text."""
    code: str | None
    """The code that the customer shows and the till sends; capitals, dashes and blanks do not matter. Null for a
    key without the scope `vouchers:read`.
    """
    reward: str
    """The id of the reward, or of the rebate that pays by vouchers."""
    name: str
    """The reward's name, as a till prints it."""
    amount: int | None
    """The value in minor units; null if the reward sets it."""
    expires_on: str | None
    """The last valid day; null without one."""


class VoucherAppliedAnswer(TypedDict):
    """A voucher that the purchase would use up."""

    code: str | None
    """The code that the customer shows and the till sends; capitals, dashes and blanks do not matter. Null for a
    key without the scope `vouchers:read`.
    """
    reward: str
    """The id of the reward, or of the rebate that pays by vouchers."""
    name: str
    """The display name."""
    amount: int
    """Its discount, in minor units."""
    extra: int
    """The value of the extra quantity it grants, in minor units."""
    lines: list[int]
    """Its eligible lines, from 1."""
    why: str
    """Its effect with its arithmetic, in words."""


class VoucherBatchAnswer(TypedDict):
    """A batch of vouchers, with its progress."""

    id: str
    """Goldlist's id. Treat it as opaque text."""
    external_id: str
    """Your own name for it; null if the request was named by an Idempotency-Key instead."""
    reward: str
    """The id of the reward."""
    valid_until: str | None
    """The last valid day of the vouchers, as requested."""
    reason: str
    """The reason, as in the ledgers."""
    created_at: str
    """The time of its start, by the programme's clock."""
    status: Literal["running", "done"]
    """Whether members remain to be handled."""
    wanted: int
    """The number of members when it started."""
    issued: int
    """The number of vouchers issued."""
    failed: list[FailedGiftAnswer]
    """The members refused: the first 1,000."""
    failed_count: int
    """The number of members refused."""
    held_out: int
    """The number left out as members of a control group that covers batches."""


class VoucherBatchRequest(TypedDict):
    """A batch of vouchers, with its reason."""

    external_id: str
    """Your own name for the batch."""
    reward: str
    """The id of a reward, whether or not it is sold for points."""
    valid_until: NotRequired[str | None]
    """The last valid day of the vouchers; null means as long as the reward says."""
    members: MeantRequest
    """The members who get one."""
    reason: str
    """Shown unchanged in the ledgers and the audit log."""


class VoucherExpiredData(TypedDict):
    """A voucher expired."""

    member: NotRequired[EventMember]
    """The member; absent for a guest."""
    after: NotRequired[EventAfter]
    """The member's balances after it."""
    cause: NotRequired[EventCause]
    """What caused it."""
    voucher: NotRequired[EventVoucher]
    """The voucher."""


class VoucherExpiringData(TypedDict):
    """A voucher will expire soon."""

    member: NotRequired[EventMember]
    """The member; absent for a guest."""
    after: NotRequired[EventAfter]
    """The member's balances after it."""
    cause: NotRequired[EventCause]
    """What caused it."""
    voucher: NotRequired[EventVoucher]
    """The voucher."""
    days: NotRequired[int]
    """Days from the notice to the last day."""


class VoucherIssuedData(TypedDict):
    """A voucher was issued."""

    member: NotRequired[EventMember]
    """The member; absent for a guest."""
    after: NotRequired[EventAfter]
    """The member's balances after it."""
    cause: NotRequired[EventCause]
    """What caused it."""
    voucher: NotRequired[EventVoucher]
    """The voucher."""


class VoucherRevokedData(TypedDict):
    """A voucher was revoked."""

    member: NotRequired[EventMember]
    """The member; absent for a guest."""
    after: NotRequired[EventAfter]
    """The member's balances after it."""
    cause: NotRequired[EventCause]
    """What caused it."""
    voucher: NotRequired[EventVoucher]
    """The voucher."""


class VoucherStateAnswer(TypedDict):
    """A voucher in its present state. `amount` is its value if that is fixed."""

    id: str
    """Goldlist's id. Treat it as opaque text."""
    code: str | None
    """The code that the customer shows and the till sends; capitals, dashes and blanks do not matter. Null for a
    key without the scope `vouchers:read`.
    """
    member: str
    """The member's id, `mem_…`; null for a guest."""
    reward: str
    """The id of the reward, or of the rebate that pays by vouchers."""
    name: str
    """The reward's name, as a till prints it."""
    kind: Literal[
        "amount_off", "percent_off", "free_item", "bonus_quantity", "store_credit", "donation", "gift", "buy_get"
    ]
    """The kind; the other fields depend on it."""
    amount: int | None
    """The value in minor units; null if it depends on the basket."""
    currency: str
    """The programme's currency (ISO 4217). All amounts are in its minor units, such as pence."""
    status: Literal["usable", "held", "used", "expired", "revoked"]
    """Its present status."""
    issued_at: str
    """The time of issue."""
    expires_on: str | None
    """The last valid day; null without one."""
    used_by: list[str]
    """The purchases that used it, `pur_…`."""


class VoucherUsedData(TypedDict):
    """A voucher was used."""

    member: NotRequired[EventMember]
    """The member; absent for a guest."""
    after: NotRequired[EventAfter]
    """The member's balances after it."""
    cause: NotRequired[EventCause]
    """What caused it."""
    voucher: NotRequired[EventVoucher]
    """The voucher."""


class VouchersAnswer(TypedDict):
    """A page of a member's vouchers, newest first."""

    data: list[VoucherStateAnswer]
    """What this page has."""
    next_cursor: str | None
    """Send it as `cursor` to get the next page; null on the last one."""


class WebhookAnswer(TypedDict):
    """A webhook."""

    id: str
    """The id, `whk_…`."""
    url: str
    """The address."""
    types: list[str]
    """The types that are sent."""
    stores: list[str] | None
    """The stores whose events are sent; null for all."""
    description: str | None
    """What it is for."""
    codes: bool
    """Whether the codes of vouchers are sent."""
    concurrency: int
    """The maximum number of messages at the same time."""
    batch: int
    """The maximum number of events in a message."""
    status: Literal["active", "paused", "failing", "disabled"]
    """`failing`: the address is down; one event is tried now and then, and nothing is used up. `disabled`: it
    was down for 5 days, or answered 410.
    """
    created_at: str
    """The instant of making."""
    delivered: int
    """The number of events that were taken."""
    failed: int
    """The number of events that were given up after the last attempt."""
    last_success_at: str | None
    """The instant of the last success."""
    last_problem: str | None
    """The last problem, with the status of the answer."""


class WebhookBody(TypedDict):
    """A new webhook."""

    url: str
    """The address: https, on port 443 or 8443."""
    types: list[str]
    """The types: `purchase.*`, `tier.changed`, or `*` for all."""
    stores: NotRequired[list[str] | None]
    """Only events of these stores; null for all events."""
    description: NotRequired[str | None]
    """What it is for."""
    secret: NotRequired[str | None]
    """`whsec_` and 24 to 64 bytes in base64; by default one is drawn."""
    codes: NotRequired[bool]
    """Whether to send the codes of vouchers. Default: `false`."""
    after: NotRequired[str]
    """Begin with events to come (`now`), the oldest kept (`start`), or after an event. Default: `now`."""
    concurrency: NotRequired[int]
    """The maximum number of messages at the same time. Default: `8`."""
    batch: NotRequired[int]
    """The maximum number of events in a message; above 1 it is a list. Default: `1`."""


class WebhookChange(TypedDict):
    """What changes; the rest stays."""

    url: NotRequired[str | None]
    """The new address."""
    types: NotRequired[list[str] | None]
    """The types to send from now on."""
    stores: NotRequired[list[str] | None]
    """Only events of these stores; null for all events."""
    concurrency: NotRequired[int | None]
    """The maximum number of messages at once."""
    status: NotRequired[Literal["active", "paused"] | None]
    """`active` goes on where it stopped."""


class WebhookDisabledData(TypedDict):
    """A webhook was disabled, because its address refused events for too long."""

    cause: NotRequired[EventCause]
    """What caused it."""
    webhook: NotRequired[str]
    """The id of the webhook."""
    code: NotRequired[str]
    """The last problem."""


class WebhookPingData(TypedDict):
    """A webhook is tried out; it is in no feed."""

    webhook: NotRequired[str]
    """The id of the webhook."""


class WebhookStateAnswer(TypedDict):
    """A webhook with what is left to send."""

    id: str
    """The id, `whk_…`."""
    url: str
    """The address."""
    types: list[str]
    """The types that are sent."""
    stores: list[str] | None
    """The stores whose events are sent; null for all."""
    description: str | None
    """What it is for."""
    codes: bool
    """Whether the codes of vouchers are sent."""
    concurrency: int
    """The maximum number of messages at the same time."""
    batch: int
    """The maximum number of events in a message."""
    status: Literal["active", "paused", "failing", "disabled"]
    """`failing`: the address is down; one event is tried now and then, and nothing is used up. `disabled`: it
    was down for 5 days, or answered 410.
    """
    created_at: str
    """The instant of making."""
    delivered: int
    """The number of events that were taken."""
    failed: int
    """The number of events that were given up after the last attempt."""
    last_success_at: str | None
    """The instant of the last success."""
    last_problem: str | None
    """The last problem, with the status of the answer."""
    pending: int
    """The number of events to be sent again."""
    behind: int
    """The number of events of the programme not looked at yet."""


class WebhooksAnswer(TypedDict):
    """All webhooks of the programme."""

    data: list[WebhookAnswer]
    """The webhooks, oldest first."""


# The days that count for grades.
WindowAnswer = TypedDict(
    "WindowAnswer",
    {
        # The first business day.
        "from": "str",
        # The last business day.
        "to": "str",
        # The number of the member's visit days within it.
        "visit_days": "int",
    },
)


class WindowPart(TypedDict):
    """The window of the tier ladder: the days that count."""

    kind: Literal["rolling", "calendar", "anniversary", "lifetime"]
    """The last `months` (`rolling`), the current `unit` (`calendar`), the year since the member's last
    anniversary (`anniversary`), or everything (`lifetime`).
    """
    months: NotRequired[int | None]
    """For `rolling`: the number of months."""
    unit: NotRequired[Literal["month", "quarter", "year"] | None]
    """For `calendar`: month, quarter or year."""
    starts_month: NotRequired[int]
    """For `calendar`: the month in which a year begins, such as 4 for April. Default: `1`."""


class WinnersAnswer(TypedDict):
    """Members who receive more with the second document, or less."""

    members: int
    """Their number."""
    amount: int
    """The sum of their differences, in minor units."""


class WithinAnswer(TypedDict):
    """The number of members who came again within these days."""

    days: int
    """The number of days."""
    of: int
    """The members whose first visit was at least that long ago."""
    did: int
    """Those of them who came again within these days."""


class WorthPart(TypedDict):
    """The worth of points: `points` are worth `amount` minor units."""

    points: int
    """The number of points that are worth `amount`."""
    amount: int
    """The worth of `points`, in minor units."""
    max_share: NotRequired[str | None]
    """The maximum share of a purchase that can be paid with points, after all discounts: `0.5` is half; null
    means all of it.
    """
    min_points: NotRequired[int]
    """The minimum points of a payment. Default: `0`."""
    match: NotRequired[MatchPart | None]
    """Selects the lines that can be paid with points; null means all."""


class EventFields(TypedDict):
    """The fields of all events."""

    specversion: str
    """The version of CloudEvents: `1.0`."""
    id: str
    """The id, `evt_…`: the same however often the event is sent."""
    source: str
    """`/programs/` and the id of the programme."""
    subject: str | None
    """The id of the member; null without one, such as for a guest."""
    time: str
    """The instant of recording, by the programme's clock."""
    datacontenttype: str
    """`application/json`"""
    dataschema: str
    """The path of the JSON schema of `data`."""
    memberseq: int | None
    """Counts the events of the member: 1, 2, 3 … without gaps. Null without one."""
    position: int | None
    """Counts the events of the programme, without gaps. Null for keys that do not see all events."""
    test: bool
    """Whether it is of a test programme."""


class PurchaseRecordedEvent(EventFields):
    """A purchase was recorded; a guest's has no subject."""

    type: Literal["purchase.recorded"]
    data: PurchaseRecordedData


class PurchaseVoidedEvent(EventFields):
    """A purchase was voided."""

    type: Literal["purchase.voided"]
    data: PurchaseVoidedData


class PurchaseClaimedEvent(EventFields):
    """A guest's purchase became a member's."""

    type: Literal["purchase.claimed"]
    data: PurchaseClaimedData


class PurchaseActivatedEvent(EventFields):
    """Pending points of a purchase became available early."""

    type: Literal["purchase.activated"]
    data: PurchaseActivatedData


class ReturnRecordedEvent(EventFields):
    """Goods were returned."""

    type: Literal["return.recorded"]
    data: ReturnRecordedData


class ReturnVoidedEvent(EventFields):
    """A mistaken return was undone."""

    type: Literal["return.voided"]
    data: ReturnVoidedData


class PointsAdjustedEvent(EventFields):
    """A manual adjustment of points."""

    type: Literal["points.adjusted"]
    data: PointsAdjustedData


class PointsTransferredEvent(EventFields):
    """Points went from one member to another: an event for each."""

    type: Literal["points.transferred"]
    data: PointsTransferredData


class PointsExpiringEvent(EventFields):
    """Points will expire soon."""

    type: Literal["points.expiring"]
    data: PointsExpiringData


class PointsExpiredEvent(EventFields):
    """Points expired."""

    type: Literal["points.expired"]
    data: PointsExpiredData


class PointsOwedEvent(EventFields):
    """A debt of points began."""

    type: Literal["points.owed"]
    data: PointsOwedData


class PointsSettledEvent(EventFields):
    """A debt of points was paid."""

    type: Literal["points.settled"]
    data: PointsSettledData


class BonusGivenEvent(EventFields):
    """A member got a bonus: for joining, a birthday, or a complete profile."""

    type: Literal["bonus.given"]
    data: BonusGivenData


class CreditAdjustedEvent(EventFields):
    """A manual adjustment of credit."""

    type: Literal["credit.adjusted"]
    data: CreditAdjustedData


class BalanceAdjustedEvent(EventFields):
    """A manual adjustment of punches."""

    type: Literal["balance.adjusted"]
    data: BalanceAdjustedData


class RebateSettledEvent(EventFields):
    """A rebate was paid at the end of its period."""

    type: Literal["rebate.settled"]
    data: RebateSettledData


class RebateNearEvent(EventFields):
    """Little is missing to the next band of a rebate."""

    type: Literal["rebate.near"]
    data: RebateNearData


class RebateBandReachedEvent(EventFields):
    """The spend of a period reached a higher band of a rebate."""

    type: Literal["rebate.band_reached"]
    data: RebateBandReachedData


class RebateBandLostEvent(EventFields):
    """The spend of a period fell to a lower band of a rebate."""

    type: Literal["rebate.band_lost"]
    data: RebateBandLostData


class PunchCardCompletedEvent(EventFields):
    """A punch card was filled."""

    type: Literal["punch_card.completed"]
    data: PunchCardCompletedData


class PunchCardUndoneEvent(EventFields):
    """A return emptied a punch card that had been filled."""

    type: Literal["punch_card.undone"]
    data: PunchCardUndoneData


class VoucherIssuedEvent(EventFields):
    """A voucher was issued."""

    type: Literal["voucher.issued"]
    data: VoucherIssuedData


class VoucherUsedEvent(EventFields):
    """A voucher was used."""

    type: Literal["voucher.used"]
    data: VoucherUsedData


class VoucherRevokedEvent(EventFields):
    """A voucher was revoked."""

    type: Literal["voucher.revoked"]
    data: VoucherRevokedData


class VoucherExpiringEvent(EventFields):
    """A voucher will expire soon."""

    type: Literal["voucher.expiring"]
    data: VoucherExpiringData


class VoucherExpiredEvent(EventFields):
    """A voucher expired."""

    type: Literal["voucher.expired"]
    data: VoucherExpiredData


class GiftCardIssuedEvent(EventFields):
    """A gift card was issued."""

    type: Literal["gift_card.issued"]
    data: GiftCardIssuedData


class GiftCardToppedUpEvent(EventFields):
    """An amount was added to a gift card."""

    type: Literal["gift_card.topped_up"]
    data: GiftCardToppedUpData


class GiftCardRedeemedEvent(EventFields):
    """A gift card paid for a purchase, or part of it."""

    type: Literal["gift_card.redeemed"]
    data: GiftCardRedeemedData


class GiftCardGivenBackEvent(EventFields):
    """Returned goods gave back to a gift card what it paid."""

    type: Literal["gift_card.given_back"]
    data: GiftCardGivenBackData


class GiftCardBlockedEvent(EventFields):
    """A gift card was blocked."""

    type: Literal["gift_card.blocked"]
    data: GiftCardBlockedData


class GiftCardUnblockedEvent(EventFields):
    """A blocked gift card can be spent again."""

    type: Literal["gift_card.unblocked"]
    data: GiftCardUnblockedData


class GiftCardVoidedEvent(EventFields):
    """The issue of a gift card was voided."""

    type: Literal["gift_card.voided"]
    data: GiftCardVoidedData


class GiftCardReplacedEvent(EventFields):
    """Another gift card has the balance of this one now."""

    type: Literal["gift_card.replaced"]
    data: GiftCardReplacedData


class GiftCardExpiredEvent(EventFields):
    """A gift card expired."""

    type: Literal["gift_card.expired"]
    data: GiftCardExpiredData


class RewardRedeemedEvent(EventFields):
    """Points were redeemed for a reward."""

    type: Literal["reward.redeemed"]
    data: RewardRedeemedData


class DonationMadeEvent(EventFields):
    """Points were donated."""

    type: Literal["donation.made"]
    data: DonationMadeData


class HoldPlacedEvent(EventFields):
    """Balances were reserved for a checkout."""

    type: Literal["hold.placed"]
    data: HoldPlacedData


class HoldCapturedEvent(EventFields):
    """A purchase captured a hold."""

    type: Literal["hold.captured"]
    data: HoldCapturedData


class HoldReleasedEvent(EventFields):
    """A hold was released."""

    type: Literal["hold.released"]
    data: HoldReleasedData


class HoldExpiredEvent(EventFields):
    """A hold expired."""

    type: Literal["hold.expired"]
    data: HoldExpiredData


class TierEndingEvent(EventFields):
    """A member will soon lose the tier, unless more is bought."""

    type: Literal["tier.ending"]
    data: TierEndingData


class TierChangedEvent(EventFields):
    """A member's tier changed, and may be announced."""

    type: Literal["tier.changed"]
    data: TierChangedData


class SegmentEnteredEvent(EventFields):
    """A member entered a segment."""

    type: Literal["segment.entered"]
    data: SegmentEnteredData


class SegmentLeftEvent(EventFields):
    """A member left a segment."""

    type: Literal["segment.left"]
    data: SegmentLeftData


class MemberEnrolledEvent(EventFields):
    """A member was enrolled."""

    type: Literal["member.enrolled"]
    data: MemberEnrolledData


class MemberChangedEvent(EventFields):
    """Data of a member changed; the event has only the names of the fields."""

    type: Literal["member.changed"]
    data: MemberChangedData


class MemberLinkedEvent(EventFields):
    """A member was linked to a customer of a shop system."""

    type: Literal["member.linked"]
    data: MemberLinkedData


class MemberBirthdayEvent(EventFields):
    """A member's birthday is near."""

    type: Literal["member.birthday"]
    data: MemberBirthdayData


class MemberDeviatedEvent(EventFields):
    """A member spends clearly less than usual."""

    type: Literal["member.deviated"]
    data: MemberDeviatedData


class MemberLapsedEvent(EventFields):
    """A member has not bought for unusually long."""

    type: Literal["member.lapsed"]
    data: MemberLapsedData


class MemberWonBackEvent(EventFields):
    """A lapsed member has bought again."""

    type: Literal["member.won_back"]
    data: MemberWonBackData


class GradeChangedEvent(EventFields):
    """A review gave a member another grade."""

    type: Literal["grade.changed"]
    data: GradeChangedData


class ReorderDueEvent(EventFields):
    """A member will soon buy an item again."""

    type: Literal["reorder.due"]
    data: ReorderDueData


class ConsentAskedEvent(EventFields):
    """A member was asked for a consent by a link."""

    type: Literal["consent.asked"]
    data: ConsentAskedData


class ConsentChangedEvent(EventFields):
    """A member allowed or withdrew contact for a purpose."""

    type: Literal["consent.changed"]
    data: ConsentChangedData


class TaskOpenedEvent(EventFields):
    """A task was made or given to somebody; it may be about no member."""

    type: Literal["task.opened"]
    data: TaskOpenedData


class TaskClosedEvent(EventFields):
    """A task was done or dropped."""

    type: Literal["task.closed"]
    data: TaskClosedData


class ReviewDoneEvent(EventFields):
    """A review of customers has ended."""

    type: Literal["review.done"]
    data: ReviewDoneData


class JobFinishedEvent(EventFields):
    """A job, such as a batch of vouchers, has ended."""

    type: Literal["job.finished"]
    data: JobFinishedData


class DeliveryFailedEvent(EventFields):
    """A message of a shop system could not be recorded."""

    type: Literal["delivery.failed"]
    data: DeliveryFailedData


class MemberMergedEvent(EventFields):
    """Another member was merged into this one."""

    type: Literal["member.merged"]
    data: MemberMergedData


class MemberErasedEvent(EventFields):
    """A member's personal data was erased."""

    type: Literal["member.erased"]
    data: MemberErasedData


class ProgramPublishedEvent(EventFields):
    """A version of the programme was published."""

    type: Literal["program.published"]
    data: ProgramPublishedData


class WebhookPingEvent(EventFields):
    """A webhook is tried out; it is in no feed."""

    type: Literal["webhook.ping"]
    data: WebhookPingData


class WebhookDisabledEvent(EventFields):
    """A webhook was disabled, because its address refused events for too long."""

    type: Literal["webhook.disabled"]
    data: WebhookDisabledData


# An event; its `type` decides about its `data`. Pass over types that you do not know.
Event: TypeAlias = (
    PurchaseRecordedEvent
    | PurchaseVoidedEvent
    | PurchaseClaimedEvent
    | PurchaseActivatedEvent
    | ReturnRecordedEvent
    | ReturnVoidedEvent
    | PointsAdjustedEvent
    | PointsTransferredEvent
    | PointsExpiringEvent
    | PointsExpiredEvent
    | PointsOwedEvent
    | PointsSettledEvent
    | BonusGivenEvent
    | CreditAdjustedEvent
    | BalanceAdjustedEvent
    | RebateSettledEvent
    | RebateNearEvent
    | RebateBandReachedEvent
    | RebateBandLostEvent
    | PunchCardCompletedEvent
    | PunchCardUndoneEvent
    | VoucherIssuedEvent
    | VoucherUsedEvent
    | VoucherRevokedEvent
    | VoucherExpiringEvent
    | VoucherExpiredEvent
    | GiftCardIssuedEvent
    | GiftCardToppedUpEvent
    | GiftCardRedeemedEvent
    | GiftCardGivenBackEvent
    | GiftCardBlockedEvent
    | GiftCardUnblockedEvent
    | GiftCardVoidedEvent
    | GiftCardReplacedEvent
    | GiftCardExpiredEvent
    | RewardRedeemedEvent
    | DonationMadeEvent
    | HoldPlacedEvent
    | HoldCapturedEvent
    | HoldReleasedEvent
    | HoldExpiredEvent
    | TierEndingEvent
    | TierChangedEvent
    | SegmentEnteredEvent
    | SegmentLeftEvent
    | MemberEnrolledEvent
    | MemberChangedEvent
    | MemberLinkedEvent
    | MemberBirthdayEvent
    | MemberDeviatedEvent
    | MemberLapsedEvent
    | MemberWonBackEvent
    | GradeChangedEvent
    | ReorderDueEvent
    | ConsentAskedEvent
    | ConsentChangedEvent
    | TaskOpenedEvent
    | TaskClosedEvent
    | ReviewDoneEvent
    | JobFinishedEvent
    | DeliveryFailedEvent
    | MemberMergedEvent
    | MemberErasedEvent
    | ProgramPublishedEvent
    | WebhookPingEvent
    | WebhookDisabledEvent
)
