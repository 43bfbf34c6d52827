"""Programmes that between them use every field that the prose tells."""

from typing import Any

_GENERAL: dict[str, Any] = {"name": "Corner Coffee", "currency": "GBP", "time_zone": "Europe/London"}
_EVERYTHING: dict[str, Any] = {
    "categories": ["coffee"],
    "skus": ["tea-1"],
    "exclude_categories": ["coffee/beans"],
    "exclude_skus": ["cup-1"],
    "stores": ["york"],
    "channels": ["web"],
}
_REWARDS: list[dict[str, Any]] = [
    {"id": "free", "name": "A free coffee", "kind": "free_item", "match": {"categories": ["coffee"]},
     "max_amount": 450, "valid_days": 60, "min_spend": 1000, "points_price": 250, "valid_until": "2026-12-31",
     "limit_per_member": 2, "stock": 50, "budget": 90000, "exclusive": True, "group": "gifts", "order": 3},
    {"id": "off", "name": "Five off", "kind": "amount_off", "amount": 500},
    {"id": "rate", "name": "A tenth off", "kind": "percent_off", "percent": "0.10", "codes": "imported"},
    {"id": "more", "name": "More beans", "kind": "bonus_quantity", "extra": "0.20", "match": {"skus": ["beans-1"]}},
    {"id": "credit", "name": "Credit", "kind": "store_credit", "amount": 700},
    {"id": "trees", "name": "A tree", "kind": "donation", "cause": "Trees for all", "amount": 75, "points_price": 50},
    {"id": "film", "name": "A film", "kind": "gift", "text": "One seat"},
    {"id": "deal", "name": "Two for one", "kind": "buy_get", "buy": {"quantity": 1, "match": {"skus": ["tea-1"]}},
     "get": {"match": {"skus": ["tea-2"]}, "quantity": 2, "percent_off": "0.5", "choose": "dearest"}, "times": 2},
    {"id": "spree", "name": "A cup with tea", "kind": "buy_get", "buy": {"amount": 3000},
     "get": {"match": {"skus": ["cup-1"]}}},
]  # fmt: skip
_CONDITION: dict[str, Any] = {
    "all": [
        {"fact": "basket.matching_amount", "is": "at_least", "value": 2000},
        {"any": [{"fact": "time.weekday", "is": "one_of", "value": ["sat", "sun"]},
                 {"fact": "basket.matching_quantity", "is": "more_than", "value": 3}]},
        {"not": {"fact": "member.first_purchase", "is": "equals", "value": True}},
    ]
}  # fmt: skip
_CAMPAIGNS: list[dict[str, Any]] = [
    {"id": "spring", "name": "Spring", "percent_off": "0.10", "max_amount": 300, "min_spend": 1000,
     "match": {"categories": ["beans"]}, "from": "2026-03-01", "to": "2026-05-31", "weekdays": ["mon", "fri"],
     "hours": [{"from": "22:00", "to": "03:00"}], "stores": ["york"], "channels": ["pos"],
     "codes": {"kind": "one", "code": "SPRING-10"}, "for_guests": True, "limit_total": 1000, "limit_per_member": 1,
     "budget": 150000, "exclusive": True, "group": "spring", "order": 2},
    {"id": "letter", "name": "Letter", "amount_off": 300, "codes": {"kind": "many", "count": 5000}, "holdout": False,
     "exclusive": True},
    {"id": "double", "name": "Double points", "points_multiplier": "2", "when": _CONDITION},
    {"id": "bonus", "name": "Bonus", "bonus_points": 500, "first_purchase": True},
    {"id": "birthday", "name": "Birthday", "points_multiplier": "3", "birthday": "week"},
    {"id": "teas", "name": "Three for two", "kind": "buy_get", "buy": {"match": {"categories": ["tea"]}, "quantity": 2},
     "get": {"match": {"skus": ["tea-2"]}, "quantity": 1, "percent_off": "0.5", "choose": "dearest"}, "times": 2,
     "max_amount": 900},
    {"id": "cup", "name": "A cup for tea", "kind": "buy_get", "buy": {"amount": 3000}, "get": {"quantity": 2}},
]  # fmt: skip
PROGRAMMES: dict[str, dict[str, Any]] = {
    "offers": {
        **_GENERAL,
        "rewards": _REWARDS,
        "campaigns": _CAMPAIGNS,
        "bonuses": [
            {"id": "welcome", "name": "Welcome", "on": "joined", "points": 100},
            {"id": "birthday", "name": "Many happy returns", "on": "birthday", "points": 50},
            {"id": "known", "name": "All known", "on": "profile_complete", "points": 30,
             "fields": ["name", "email", "phone", "birth_date"]},
        ],
        "coupons": [{"id": "next", "name": "Next time", "reward": "off", "match": _EVERYTHING, "min_spend": 2000}],
        "checkout": {"quote_minutes": 30, "max_vouchers": 2, "max_discount": "0.50"},
    },
    "nights": {
        **_GENERAL,
        "day_starts": "04:00",
        "stores": [{"id": "york", "time_zone": "America/New_York"}],
        "default_country": "GB",
        "tax": {"prices": "with_tax", "counts": "without_tax"},
        "gift_cards": {"valid_months": 24, "max_balance": 50000},
        "points": {
            "earn": [
                {"id": "base", "points": 2, "per": 100, "min_spend": 500, "not_with_discount": True, "steps": True,
                 "rounding": "half_up", "match": {"categories": ["coffee"]}},
                {"id": "rest", "points": 1, "per": 100, "carry": True},
                {"id": "each", "per_item": 5, "match": {"skus": ["tea-1"]}},
                {"id": "visit", "per_purchase": 10},
            ],
            "pending_days": 14,
            "expiry": {"kind": "inactivity", "months": 6, "max_age_months": 24, "round_up_to": "half_year"},
            "on_debt": "write_off",
            "worth": {"points": 100, "amount": 100, "max_share": "0.50", "min_points": 200,
                      "match": {"exclude_categories": ["tea"]}},
            "earn_on_rewards": True,
            "transfer": {"allowed": True, "min": 100},
        },
        "tiers": {
            "window": {"kind": "rolling", "months": 12},
            "match": {"categories": ["coffee"]},
            "keep": {"kind": "months", "n": 6},
            "downgrade": "one_down",
            "on_return": "keep",
            "grace_days": 30,
            "levels": [
                {"id": "base", "name": "Base", "from": 0},
                {"id": "gold", "name": "Gold", "from": 50000, "points_multiplier": "1.5", "discount": "0.05",
                 "privileges": ["free_delivery"]},
            ],
        },
    },
    "periods": {
        **_GENERAL,
        "points": {
            "earn": [{"id": "base", "points": 1, "per": 100}],
            "expiry": {"kind": "yearly", "month": 11, "day": 29, "min_age_months": 6},
        },
        "tiers": {
            "qualify_by": "visits",
            "window": {"kind": "calendar", "unit": "year", "starts_month": 4},
            "levels": [{"id": "base", "name": "Base", "from": 0}, {"id": "gold", "name": "Gold", "from": 20}],
        },
        "rewards": _REWARDS,
        "punch_cards": [
            {"id": "items", "name": "Coffee card", "counts": "items", "match": {"categories": ["coffee"]},
             "punches": 10, "head_start": 2, "reward": "free", "max_per_purchase": 3, "max_per_day": 4,
             "expires_after_months": 6},
            {"id": "visits", "name": "Visits", "counts": "visits", "punches": 5, "reward": "off", "min_spend": 500},
            {"id": "spend", "name": "Spend", "counts": "spend", "punches": 5, "reward": "off", "per": 1000},
        ],
        "rebates": [
            {"id": "year", "name": "Year", "period": "year", "starts_month": 4, "method": "retroactive", "cap": 90000,
             "expected_rate": "0.015", "pay": "at_period_end", "as": "statement", "match": {"categories": ["coffee"]},
             "bands": [{"from": 100000, "rate": "0.02"}], "grace_days": 14},
            {"id": "units", "name": "Units", "period": "quarter", "method": "marginal", "measure": "quantity",
             "bands": [{"from": 12, "amount": 15}]},
            {"id": "full", "name": "Full", "period": "month", "method": "per_multiple", "per": 10000, "amount": 300},
            {"id": "growth", "name": "Growth", "period": "year", "method": "growth", "on": "growth",
             "bands": [{"from": "0.10", "rate": "0.03"}]},
        ],
    },
}  # fmt: skip
