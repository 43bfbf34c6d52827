"""What every property of the programme's document means, in words; `words.py` says how they are found."""

from collections.abc import Mapping
from typing import Final

PROGRAM_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "Band": {
        "amount": "Of a lump sum: what is due in all once this band is reached, in minor units.",
        "from": "From this spend on, in minor units; of growth, this growth, as text (`0.10` is 10 %).",
        "rate": "What share of the spend is due, as a decimal text (`0.02` is 2 %); not with a lump sum.",
    },
    "CheckoutPart": {
        "max_discount": "The largest part of a basket that all discounts may take together, as a decimal text (`0.50` "
        "is half); null means all of it.",
        "max_vouchers": "How many vouchers may be used with one purchase; null means any number.",
        "quote_minutes": "For how many minutes a quote can be booked.",
    },
    "Earn": {
        "carry": "Carry fractions over to the member's next purchase, so that splitting a purchase changes nothing.",
        "id": "Your name for the rule; it stands in the ledger.",
        "match": "Which lines count; null means all.",
        "per": "For so many minor units of matching spend.",
        "points": "So many points.",
        "rounding": "How a fraction of a point is rounded, once per purchase.",
        "steps": "Count only full `per`: 10 points per 2.00 are 30 on 7.00, not 35.",
    },
    "Expiry": {
        "day": "Of `yearly`: the day of the month, the last on which they are good; 31 of a shorter month is its last.",
        "kind": "When points end: never (`none`), so many `months` `after` the day of the purchase, so many months "
        "after the newest purchase or spending (`inactivity`), or on a day of the year (`yearly`).",
        "min_age_months": "Of `yearly`: points younger than this stay until the year after.",
        "month": "Of `yearly`: the month in which points end.",
        "months": "How many months points are good; needed with `after` and `inactivity`.",
        "round_up_to": "Of `after`: points are good to the end of the day, month, … or year that the months lead to.",
    },
    "Keep": {
        "kind": "How long a level is kept: `while_qualified`, as long as the window says so; "
        "`until_end_of_next_window`, to the end of the year (or month, quarter, year of the member) after the one in "
        "which it was earned; `months`, counted from the day on which it was reached, and again as long as the window "
        "says so on the last of them.",
        "n": "Of `months`: how many.",
    },
    "LadderPart": {
        "id": "Your name for the ladder.",
        "levels": "The levels, in any order: the smaller the share, the higher.",
        "months": "How many months before a review count.",
        "rank_by": "By what members are ranked: what they spent, less what came back.",
        "review": "When all members are looked at, and levels are set.",
    },
    "Level": {
        "discount": "A price reduction that your till may give at this level, as a decimal text (`0.05` is 5 %).",
        "from": "From this much of the measure on; the first level has 0 and is everybody's.",
        "id": "Your name for the level.",
        "points_multiplier": "Points earned at this level are multiplied by this, a decimal text such as `1.25`.",
    },
    "Match": {
        "categories": "Only these categories and all below them; null means all.",
        "channels": "Only purchases through these channels; null means all.",
        "exclude_categories": "Not these categories, nor any below them.",
        "exclude_skus": "Not these articles.",
        "skus": "Only these articles; null means all.",
        "stores": "Only purchases in these stores; null means all.",
    },
    "RankLevelPart": {
        "id": "Your name for the level.",
        "share": "For the best members up to this share of all, as a decimal text (`0.10` is the best 10 %).",
        "stay_share": "Who holds it keeps it while within this share, so that nobody flaps; null means `share`.",
    },
    "ReviewPart": {"unit": "On the first day of each month, quarter or year."},
    "PointsPart": {
        "earn": "The rules by which points are earned. They add up: a line that two rules match earns by both.",
        "expiry": "When points end.",
        "on_debt": "Points that are taken back and were spent are owed (`allow`) or forgotten (`write_off`).",
        "pending_days": "For so many days points cannot be spent. They can from the day after the last of them.",
        "earn_on_rewards": "Whether what was paid with points or credit earns points and punches all the same.",
        "worth": "What points are worth in money: for rebates that pay points, and for paying with points, in whole "
        "units of so many `points`.",
    },
    "ProgramVersion": {
        "checkout": "How baskets are quoted.",
        "currency": "The one currency (ISO 4217). It cannot change.",
        "name": "What the programme is called.",
        "points": "How points are earned and when they end.",
        "punch_cards": "Cards of which a full one gives a voucher.",
        "rebates": "Money back on the spend of a period.",
        "rewards": "What vouchers stand for.",
        "ladders": "Levels by rank, such as for the best 10 % of all members.",
        "tiers": "The levels; null for a programme without.",
        "time_zone": "The IANA time zone in which days begin and end, such as `Europe/London`. It cannot change.",
    },
    "PunchCardPart": {
        "counts": "What gives a punch: each matching item, each visit, or every full `per` of spend. It cannot change.",
        "expires_after_months": "How many months a punch counts, from the day of its purchase; for ever if absent.",
        "head_start": "Punches that are on every card from the start; fewer than `punches`. It cannot change.",
        "id": "Your name for the card.",
        "match": "Which lines count; null means all.",
        "max_per_purchase": "The most punches that one purchase gives; null means any number.",
        "min_spend": "For `visits`: what a visit must come to, in minor units of matching spend.",
        "per": "For `spend`: minor units of matching spend for one punch.",
        "punches": "How many punches fill the card. It cannot change.",
        "reward": "The id of the reward for which a full card gives a voucher.",
    },
    "RebatePart": {
        "amount": "For `per_multiple`: what every full `per` brings, in minor units.",
        "as": "What is paid. A `voucher` at once is for lump sums and multiples, a `statement` for a period's end. "
        "It cannot change.",
        "bands": "The bands, lowest first; not with `per_multiple`.",
        "grace_days": "How many days after the end of a period it is settled.",
        "id": "Your name for the rebate.",
        "match": "Which lines count; null means all.",
        "method": "The rate of the highest band on all of the spend (`retroactive`), each slice at its own rate "
        "(`marginal`), one amount (`lump_sum`), an amount for every full `per` (`per_multiple`), or a rate for growth "
        "against the year before (`growth`). It cannot change.",
        "on": "For `growth`: whether the rate is of all spend, or of the growth alone.",
        "pay": "Whether what is due is paid with each purchase, or once the period has ended. It cannot change.",
        "per": "For `per_multiple`: minor units of matching spend.",
        "period": "How long spend is added up before it starts again. It cannot change.",
    },
    "RewardPart": {
        "amount": "For `amount_off` and `store_credit`: what it is worth, in minor units.",
        "cause": "For `donation`: who is given to.",
        "extra": "For `bonus_quantity`: how much more for the same price, as a decimal text (`0.20` is 20 %).",
        "id": "Your name for the reward.",
        "match": "What it may be used for; null means everything.",
        "max_amount": "The most that it takes off, in minor units; null means any amount.",
        "min_spend": "What a basket must come to for it to be used, in minor units.",
        "percent": "For `percent_off`: how much, as a decimal text (`0.10` is 10 %).",
        "points_price": "What it costs in points; null when it cannot be bought with points.",
        "text": "For `gift`: what it is.",
        "budget": "How much may be given away in all, in minor units; null means any amount.",
        "exclusive": "Whether it is used alone: with nothing else, or only with what has the same `group`.",
        "group": "Your name for the discounts that may be used together even if they are `exclusive`.",
        "limit_per_member": "How often a member may have it for points; null means any number of times.",
        "order": "What takes its discount first: the lower number. If absent, percentages come before amounts.",
        "stock": "How many there are in all to be had for points; null means any number.",
        "valid_days": "For how many days a voucher is good; null means for ever.",
        "valid_until": "The last day on which it can be had and its vouchers are good; null for none.",
    },
    "TiersPart": {
        "downgrade": "Where a member falls: to what the window says (`requalify`), or one level down (`one_down`).",
        "grace_days": "For how many days a level stays after its end.",
        "keep": "How long a level is kept.",
        "levels": "The levels, lowest first.",
        "notice_delay_minutes": "For how many minutes a change of level must stand before it is announced.",
        "on_return": "Whether a return can take a level (`requalify`) or not (`keep`).",
        "qualify_by": "What decides the level: spend, points earned, or visits.",
        "window": "Which days count towards a level.",
    },
    "Window": {
        "kind": "The last `months` (`rolling`), the current `unit` (`calendar`), the year since the member's last "
        "anniversary (`anniversary`), or everything (`lifetime`).",
        "months": "For `rolling`: how many months back.",
        "unit": "For `calendar`: month, quarter or year.",
    },
    "Worth": {
        "amount": "What so many `points` are worth, in minor units.",
        "points": "How many points are worth the `amount`.",
    },
}
