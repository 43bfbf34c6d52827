"""What every property of the OpenAPI document means, in words.

A name means one thing wherever it stands, so most words hold for all models; where one has its own, it stands under
the beginning of the models' names, and the longest beginning wins. Words that a model says itself come first.
"""

from collections.abc import Mapping
from typing import Any, Final

from app.api.contract.programme_descriptions import PROGRAM_WORDS

WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "": {
        "after": "Where the member stands right after it, for the receipt; null for a guest.",
        "as_of": "The moment for which this holds, by the programme's clock.",
        "birth_date": "The day of birth, not in the future; null when not known.",
        "business_date": "The local day of `occurred_at` in the programme's time zone. It decides periods and windows.",
        "category": "What kind of goods, for the rules to match; levels are parted by `/`. Null when not told.",
        "channel": "Through which channel, such as `pos` or `web`; rules can match it. Null when not told.",
        "code": "What the customer shows and the till sends to use it; capitals, dashes and blanks do not matter.",
        "consents": "What the member agreed to.",
        "created_at": "When the member was enrolled here.",
        "currency": "The programme's currency (ISO 4217). All amounts are in its minor units, such as pence.",
        "data": "What this page has.",
        "discount": "Off the whole basket, in minor units, besides the discounts of the lines.",
        "due": "What the spend comes to, in minor units; never negative, and always the true figure.",
        "email": "The e-mail address; null when not known.",
        "enrol": "Make a member of an unknown `ext:` or `card:`. Needs a key with the scope `members:enrol`.",
        "entries": "Every change of a balance that came of it, in the order in which they were made.",
        "expires_on": "The last day on which it is good; null when it never ends.",
        "external_id": "Your own name for it; null when an Idempotency-Key named the request instead.",
        "held": "Kept by holds for checkouts under way, and so not to be spent otherwise.",
        "id": "Our name for it. Take it as it is: its form has no meaning.",
        "kind": "Which kind it is; the other fields depend on it.",
        "lines": "What is in the basket, line by line, in the order of the request.",
        "measure": "What decides the level: `spend` in minor units, `points` earned, or `visits`.",
        "member": "The member's id, `mem_…`; null for a guest.",
        "metadata": "Your own notes: up to 20 texts by name. They are kept and given back, and decide nothing.",
        "name": "What it is called, as people read it.",
        "next_cursor": "Send it as `cursor` to get the next page; null on the last one.",
        "occurred_at": "When it happened at the till.",
        "phone": "The phone number; null when not known.",
        "privileges": "What else the level gives, as short names that your own systems understand.",
        "problem": "Why not: the problem that the request would have got on its own.",
        "program_version": "The version of the programme that decided it.",
        "purchase": "The purchase that it belongs to, `pur_…`; null when that is not known.",
        "quantity": "How many units.",
        "rate": "The rate of the band reached, as a decimal text (`0.02` is 2 %); null where there is none.",
        "recorded_at": "When it was recorded here, by the programme's clock.",
        "reward": "The id of the reward, or of the rebate that pays by vouchers.",
        "freed": "How many of the units were paid with vouchers for a free item; such units give no punches.",
        "share": "What the line comes to after its part of the basket discount, in minor units.",
        "sku": "The article, for the rules to match; null when not told.",
        "spend": "Matching spend of the period in minor units, less what came back; may be negative.",
        "status": "The HTTP status that the item would have got on its own.",
        "store": "In which store; a key that is bound to a store fills it in. Null when not told.",
        "unit_price": "Of one unit, in minor units.",
        "vouchers_issued": "The vouchers that it brought, oldest first.",
        "vouchers_revoked": "The vouchers that it took back, oldest first.",
    },
    "Adjustment": {
        "amount": "By how much: signed; points, minor units of credit, or punches.",
        "reason": "Why, as it stands in the ledger.",
        "unit": "What was changed: `points`, `credit` or `punches:<card>`.",
    },
    "After": {
        "credit": "Credit in minor units; negative when more was taken back than was there.",
        "pending": "Points that are earned and cannot be spent yet.",
        "points": "Points that can be spent, less those owed; negative when more are owed.",
        "punches": "What each punch card shows, by its id; negative only when more came back than there was.",
        "rebates": "Each rebate by its id, in the period that this belongs to.",
        "tier": "The id of the level held; null in a programme without levels.",
    },
    "AppliedCampaign": {
        "id": "The id of the campaign in the programme.",
        "name": "What it was called when the purchase was recorded.",
    },
    "Balance": {
        "at": "The moment for which this holds, by the programme's clock.",
        "credit": "Credit in minor units; negative when more was taken back than was there.",
        "member": "The member's id, `mem_…`.",
        "points": "Points that could be spent, that were to come, and that were owed.",
        "punches": "What each punch card showed, by its id; negative only when more had come back than there was.",
        "rebates": "Each rebate by its id, over all its periods.",
        "units": "The plain sum of the entries, by their unit; what is 0 is left out.",
        "vouchers": "How many vouchers there were to use for each reward, by its id; negative when one was used twice.",
    },
    "BalancePoints": {
        "available": "Points that could be spent.",
        "balance": "Points that could be spent, less those owed; negative when more were owed.",
        "debt": "Points owed. Never negative.",
        "pending": "Points that were earned and could not be spent yet; not part of `balance`.",
    },
    "BalanceRebate": {
        "accrued": "What had become due, in minor units.",
        "unpaid": "How much of that was not given yet, in minor units; negative while too much was out.",
    },
    "Batch": {
        "purchases": 'The purchases, and returns as `{"return": {…}}`; each needs its own `external_id`.',
        "results": "What became of each item, in the order of the request.",
        "return": "The return, as it would be sent alone.",
    },
    "Card": {"card_number": "The number of the card, as tills read it."},
    "Check": {
        "faults": "Everything that is wrong with the document; empty when it could be published.",
        "ok": "Whether the document could be published as it is.",
    },
    "Claim": {"member": "Who claims it: `mem_…`, `ext:<external_id>` or `card:<number>`."},
    "Consents": {"marketing": "Whether the member may be sent advertisements."},
    "Credit": {"balance": "Credit in minor units; negative when more was taken back than was there."},
    "Entry": {
        "rule": "The id of the rule, card or rebate that brought it; null for what no rule brought.",
        "type": "What kind of change it is; more kinds may come.",
    },
    "Expiring": {
        "on": "The last day on which they are good.",
        "points": "How many points end then.",
    },
    "Fault": {
        "code": "What is wrong there, for programs.",
        "detail": "What is expected there, for people. It never shows what was sent.",
        "pointer": "Where: a JSON pointer into the body, or the name of a parameter; empty for the whole.",
    },
    "KeepTier": {
        "by": "The last day on which the level holds if nothing more is bought; null when it holds for good.",
        "needs": "What will then be missing to keep it, in the measure of the levels; 0 when nothing is.",
    },
    "Key": {
        "created_at": "When it was made.",
        "expires_at": "When it ends; null when it never does.",
        "revoked_at": "When it was revoked; null as long as it was not.",
        "credit_per_day": "How much credit it may give, and take, a day, in minor units; null is any.",
        "key": "The key itself, for the header Authorization. Keep it: nobody can tell it again.",
        "points_per_day": "How many points it may give, and take, a day; null is any.",
        "requests_per_second": "How many requests it may send, on average over 10 seconds; null is any.",
        "role": "What it is for.",
        "scopes": "What it may do. The scope that an operation needs stands in its `x-scope`.",
        "store": "The only store that it acts for; null is every store.",
    },
    "OwnKey": {
        "expires_at": "When it ends; null when it never does.",
        "credit_per_day": "How much credit it may give, and take, a day, in minor units; null is any.",
        "points_per_day": "How many points it may give, and take, a day; null is any.",
        "requests_per_second": "How many requests it may send, on average over 10 seconds; null is any.",
        "role": "What it is for.",
        "scopes": "What it may do. The scope that an operation needs stands in its `x-scope`.",
        "store": "The only store that it acts for; null is every store.",
    },
    "LedgerEntry": {
        "cause": "What it follows from; more causes may come.",
        "lot": "The part of the balance that moved, such as points with the same last day; empty where there are none.",
        "rule": "The id of the rule, card or rebate that brought it; null for what no rule brought.",
        "type": "What kind of change it is; more kinds may come.",
    },
    "LinePart": {
        "amount": "What comes back in minor units, where no whole unit does.",
        "quantity": "How many units come back.",
    },
    "Member": {
        "card_number": "The card; if left out, a number is drawn.",
        "card_numbers": "All cards of the member, in the order of their numbers.",
        "external_id": "Your own name for the member; null when none was given.",
        "joined_on": "The day of joining; null when not known, and anniversaries then count from the first purchase.",
        "name": "The member's name; null when not known.",
    },
    "NextBand": {
        "due_then": "What the whole period will come to when the band is reached, in minor units.",
        "from": "The spend at which it begins, in minor units.",
        "needs": "What is missing to it, in minor units of spend.",
        "rate": "Its rate as a decimal text (`0.05` is 5 %); null where a band is an amount.",
    },
    "NextTier": {
        "by": "The last day of the window in which it can be reached; null when the window moves along or never ends.",
        "id": "The id of the level.",
        "needs": "How much more of the measure reaches it.",
    },
    "Liability": {
        "credit": "All members' credit, in minor units.",
        "on": "The business day at whose end this holds.",
        "points": "All members' points, those that are pending included.",
        "program_version": "The version of the programme that was in force.",
        "rebates": "Every rebate and period in which something was due, over all members.",
    },
    "LiabilityCredit": {
        "outstanding": "What members have to their good.",
        "owed_by_members": "What those owe whose credit is below zero. Never negative.",
    },
    "LiabilityLot": {
        "month": "The month in which they end; null when they never do, or where `earned_in` is told.",
        "earned_in": "Where points live as long as their owner is active: the month in which they were earned.",
        "issued": "What came in, less what was taken back, not given, or paid off debt.",
        "spent": "What was redeemed, donated or given away.",
        "expired": "What ended unused.",
        "outstanding": "What is left: `issued - spent - expired`.",
    },
    "LiabilityPoints": {
        "lots": "The points by when they end, soonest first.",
        "issued": "What came in, less what was taken back, not given, or paid off debt.",
        "spent": "What was redeemed, donated or given away.",
        "expired": "What ended unused.",
        "outstanding": "What is left: `issued - spent - expired`; pending points included.",
        "debt": "Points that members owe. Never negative; not part of `outstanding`.",
        "worth": "What `outstanding` is worth in minor units by the programme's `points.worth`; null when it has none.",
    },
    "LiabilityRebate": {
        "id": "The id of the rebate.",
        "due": "What had become due.",
        "paid": "How much of `due` was given, as credit, points or vouchers.",
        "period": "The days of the period.",
        "unpaid": "How much of `due` is not given yet; negative while too much is out.",
    },
    "Period": {
        "from": "The first day.",
        "to": "The last day.",
    },
    "Points": {
        "balance": "Points that can be spent, less those owed; negative when more are owed.",
        "debt": "Points owed, because more were taken back than were there; the next ones pay it. Never negative.",
        "expiring": "Which points end when, soonest first; points that never end are not in it.",
        "pending": "Points that are earned and cannot be spent yet; not part of `balance`.",
    },
    "Problem": {
        "detail": "What is wrong in this case, for people. It never shows what was sent.",
        "errors": "Each thing that is wrong, with its place; empty where there is no place to tell.",
        "request_id": "The `Request-Id` of the answer, to name when you ask us about it.",
        "retry": "What to do: `no`, never send it like this again; `same`, send the same again now; `later`, send the "
        "same again when `Retry-After` says.",
        "status": "The HTTP status.",
        "title": "The kind of problem in a few words.",
        "type": "The kind of problem for programs; the address of a page that explains it.",
    },
    "ProblemResult": {
        "problem": "Why not: the problem that the request would have got on its own.",
        "status": "The HTTP status that the item would have got on its own.",
    },
    "ExpiringPunches": {
        "on": "The last day on which they count.",
        "punches": "So many of those on the card that is being filled.",
    },
    "PunchCard": {
        "expiring": "Which punches of the card that is being filled end when, the first to end first.",
        "completed": "How many times it was filled; each time a voucher was issued.",
        "id": "The id of the card.",
        "of": "How many punches fill it.",
        "punches": "What the card shows, head start included; negative only when more came back than there was. Where "
        "the voucher of a full card was used and what filled it came back, it shows the plain rest, and filling it "
        "again brings no second voucher.",
    },
    "Purchase": {
        "entries": "Everything that it earned, in the order in which it was posted; empty for a guest.",
        "net": "What was paid in minor units, after all discounts.",
        "returned_net": "How much of `net` came back, in minor units.",
        "returns": "All returns of it, oldest first, voided ones too; voiding a purchase makes one of kind `void`.",
        "status": "`recorded`; `partly_returned` or `returned` when something or everything came back; `voided`.",
    },
    "PurchaseLine": {
        "discount": "Off the whole line, in minor units.",
        "line": "Counts from 1; a return names it.",
    },
    "PurchaseResult": {
        "purchase": "The purchase, as it would be answered alone; without `entries` if `brief` was asked for.",
        "status": "201 if it was recorded now, 200 if it was before.",
    },
    "Qualifying": {
        "amount": "How much of the measure falls into the window; may be negative after returns.",
        "from": "The first day that counts; null when everything counts.",
        "to": "The last day that counts: today.",
    },
    "Rebate": {
        "id": "The id of the rebate.",
        "next_band": "The next band up; null in the highest.",
        "paid": "How much of `due` was given already, as credit, points or vouchers, in minor units; more than `due` "
        "while too much is out.",
        "period": "The days of the period.",
        "settled_at": "When the period was settled; null as long as it was not, and where nothing was paid.",
    },
    "Return": {
        "currency": "The programme's currency (ISO 4217); if given, it must be that.",
        "entries": "Everything that it took back, in the order in which it was posted; empty for a guest.",
        "lines": "What came back: of which lines of the purchase how much; without a receipt, the full lines as they "
        "were sent, each with its `share`.",
        "returned_net": "What came back, in minor units.",
        "status": "`recorded`, or `voided` when the return was a mistake and is undone.",
    },
    "ReturnedLine": {
        "amount": "What came back without a unit, in minor units; 0 where units came back.",
        "line": "Which line of the purchase, counted from 1.",
        "quantity": "How many units came back; 0 where an amount did.",
    },
    "ReturnRequest": {
        "external_id": "Your own name for the return. Give it, or send the header Idempotency-Key.",
        "lines": "What came back; if left out, all that is left.",
        "purchase": "What was bought: `pur_…` or `ext:<external_id>`.",
    },
    "ReturnResult": {
        "return": "The return, as it would be answered alone; without `entries` if `brief` was asked for.",
        "status": "201 if it was recorded now, 200 if it was before.",
    },
    "ReturnWithoutReceipt": {
        "external_id": "Your own name for the return. Give it, or send the header Idempotency-Key.",
        "lines": "What came back, with the prices paid.",
        "member": "Whose return it is: `mem_…`, `ext:<external_id>` or `card:<number>`.",
        "purchase": "Null: nobody knows the purchase.",
    },
    "Hold": {"expires_at": "When it ends by itself, by the programme's clock."},
    "Quote": {
        "expires_at": "Until when it can be booked, by the programme's clock.",
        "rejected": "What was considered and is not used.",
        "vouchers_applied": "The vouchers that the purchase would use up.",
    },
    "QuotedEntry": {
        "amount": "Signed: points, minor units, punches or vouchers.",
        "rule": "The rule that it follows from; null where none does.",
        "type": "What kind of change it is, as in the ledger.",
        "unit": "What changes: `points`, `credit`, `punches:<card>`, `rebate:<id>` or `voucher:<reward>`.",
        "why": "The reason with its arithmetic, in words.",
    },
    "QuotedLine": {"line": "Which line, from 1."},
    "Reward": {
        "amount": "For `amount_off` and `store_credit`: what it is worth, in minor units; null for others.",
        "cause": "For `donation`: who is given to; null for others.",
        "data": "The rewards, in the order of the programme's document.",
        "extra": "For `bonus_quantity`: how much more for the same price, as a decimal text; null for others.",
        "limit_per_member": "How often a member may have it for points; null means any number of times.",
        "max_amount": "The most that it takes off, in minor units; null means any amount.",
        "min_spend": "What a basket must come to for it to be used, in minor units.",
        "percent": "For `percent_off`: how much, as a decimal text (`0.10` is 10 %); null for others.",
        "points_price": "What it costs in points; null where it cannot be had for points.",
        "text": "For `gift`: what it is; null for others.",
        "valid_days": "For how many days a voucher is good; null means for ever.",
        "valid_until": "The last day on which it can be had and its vouchers are good; null for none.",
    },
    "GivenBack": {
        "credit": "Credit that is the member's again, in minor units.",
        "money": "Money, in minor units.",
        "points": "Points that are the member's again.",
        "points_worth": "What these points paid for, in minor units.",
    },
    "Spent": {
        "credit": "Credit that paid a part, in minor units.",
        "points": "Points that paid a part.",
        "points_worth": "What these points were worth, in minor units.",
    },
    "Status": {
        "credit": "Money that is the member's to spend here.",
        "data": "One status for each reference, in the order asked.",
        "keep_tier": "What it takes to keep the level; null in a programme without levels.",
        "member": "The member's id, `mem_…`.",
        "members": "Whose: up to 1000 of `mem_…`, `ext:<external_id>` or `card:<number>`.",
        "next_tier": "The level above; null at the top and in a programme without levels.",
        "points": "Points that can be spent, that are to come, and that are owed.",
        "program_version": "The version of the programme that is in force.",
        "punch_cards": "Every punch card of the programme.",
        "qualifying": "What decides the level, as it stands; null in a programme without levels.",
        "rebates": "Every rebate of the programme, in its current period.",
        "tier": "The level held; null in a programme without levels.",
    },
    "Tier": {
        "discount": "The price reduction that your till may give, as a decimal text (`0.05` is 5 %); null for none.",
        "id": "The id of the level.",
        "points_multiplier": "Points earned are multiplied by this, a decimal text; `1` changes nothing.",
        "since": "The day from which the level is held; null when it was held from the start.",
        "until": "The last day to which the level is promised; null when no day is.",
    },
    "VoucherApplied": {"why": "What it does, with its arithmetic, in words."},
    "UnknownMember": {"member": "The reference as it was sent."},
    **PROGRAM_WORDS,
}


def describe(definitions: Mapping[str, dict[str, Any]]) -> None:
    """Write into each property what it means, where its model has not said it."""
    for model, definition in definitions.items():
        for name, told in definition.get("properties", {}).items():
            words = words_for(model, name)
            if words and "description" not in told:
                told["description"] = words
            told.pop("title", None)


def words_for(model: str, name: str) -> str:
    """What a property of a model means; "" if that has not been said."""
    model = model.removeprefix("Brief").removeprefix("New").removeprefix("Usable")
    beginnings = [beginning for beginning in WORDS if model.startswith(beginning) and name in WORDS[beginning]]
    return WORDS[max(beginnings, key=len)][name] if beginnings else ""
