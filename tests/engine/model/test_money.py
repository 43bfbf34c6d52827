"""Money as people read it, exactly."""

import pytest

from app.engine.model.money import DECIMALS, money_text


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [
        (650, "GBP", "6.50 GBP"),
        (5, "GBP", "0.05 GBP"),
        (0, "GBP", "0.00 GBP"),
        (-5, "GBP", "-0.05 GBP"),
        (-12345, "EUR", "-123.45 EUR"),
        (1234, "JPY", "1234 JPY"),
        (-7, "JPY", "-7 JPY"),
        (1234, "KWD", "1.234 KWD"),
        (10**15 + 1, "USD", "10000000000000.01 USD"),
        (12345, "CLF", "1.2345 CLF"),
    ],
)
def test_an_amount_is_written_with_the_decimals_of_its_currency(amount: int, currency: str, text: str) -> None:
    assert money_text(amount, currency) == text


def test_a_currency_that_does_not_exist_has_no_text() -> None:
    with pytest.raises(KeyError):
        money_text(1, "XXX")


def test_the_table_has_no_code_twice_and_only_codes() -> None:
    assert all(len(code) == 3 and code.isascii() and code.isupper() for code in DECIMALS)
    assert len(DECIMALS) == 165
