"""Caps on contacts and groups of members, with worked figures."""

import pytest

from app.engine.program.terms.contacts import Cap, ContactTerms
from app.engine.rules.contacts import Made, cap_uses, group_of

NEWS = Cap("news", "email", 2, 7)
TERMS = ContactTerms({"news": frozenset({"consent"})}, (NEWS, Cap("news", "sms", 1, 1), Cap(None, None, 3, 30)))


def test_caps_are_those_of_the_purpose_and_channel_and_of_everything() -> None:
    used = cap_uses(TERMS, "news", "email", (), "2026-03-02")
    assert [(one.cap.channel, one.used, one.free_on) for one in used] == [("email", 0, None), (None, 0, None)]
    assert [one.cap.most for one in cap_uses(TERMS, "marketing", "email", (), "2026-03-02")] == [3]


@pytest.mark.parametrize(
    ("days", "used", "free_on"),
    [
        (["2026-02-23", "2026-02-23"], 0, None),
        (["2026-02-24"], 1, None),
        (["2026-02-24", "2026-03-02"], 2, "2026-03-03"),
        # Two on a day leave together.
        (["2026-02-26", "2026-02-26"], 2, "2026-03-05"),
        # More than the cap, because they were recorded without asking: all but one must leave.
        (["2026-02-25", "2026-02-27", "2026-03-01"], 3, "2026-03-06"),
    ],
)
def test_one_more_fits_when_enough_have_left_the_window(days: list[str], used: int, free_on: str | None) -> None:
    made = [Made(day, "news", "email") for day in days]
    others = [Made("2026-03-01", "news", "post"), Made("2026-03-01", None, "email")]
    first, _ = cap_uses(TERMS, "news", "email", [*made, *others], "2026-03-02")
    assert (first.used, first.free_on) == (used, free_on)


def test_groups_follow_from_the_first_purchase_and_the_level() -> None:
    terms = ContactTerms({}, premium=frozenset({"gold"}))
    found = [group_of(terms, first_on, level) for first_on in (None, "2026-03-01") for level in (None, "base", "gold")]
    assert found == ["prospects", "prospects", "prospects", "customers", "customers", "premium"]
