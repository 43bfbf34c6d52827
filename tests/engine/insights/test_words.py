"""Figures in words."""

from app.engine.insights.words import amount_text, counted, number_text


def test_thousands_stand_apart() -> None:
    assert number_text(3921) == "3,921"
    assert number_text(0) == "0"
    assert amount_text(431020, "GBP") == "4,310.20 GBP"
    assert amount_text(99, "GBP") == "0.99 GBP"
    assert amount_text(1234567, "JPY") == "1,234,567 JPY"
    assert amount_text(0, "KWD") == "0.000 KWD"


def test_an_amount_below_nothing_keeps_its_sign() -> None:
    assert amount_text(-5, "GBP") == "-0.05 GBP"
    assert amount_text(-123456, "GBP") == "-1,234.56 GBP"
    assert amount_text(-1234, "JPY") == "-1,234 JPY"


def test_one_is_told_as_one() -> None:
    assert counted(1, "visit day", "visit days") == "1 visit day"
    assert counted(0, "visit day", "visit days") == "0 visit days"
    assert counted(1200, "visit day", "visit days") == "1,200 visit days"
