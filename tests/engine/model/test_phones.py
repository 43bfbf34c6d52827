"""Forms of phone numbers."""

import pytest

from app.engine.model import phones
from app.engine.model.names import forms, stands_for
from app.engine.model.records.members import Identifier


@pytest.mark.parametrize(
    ("country", "number", "international"),
    [
        ("GB", "02079460958", "+442079460958"),
        ("GB", "+442079460958", "+442079460958"),
        ("GB", "+4402079460958", "+442079460958"),
        ("GB", "00442079460958", "+442079460958"),
        ("GB", "442079460958", "+442079460958"),
        ("GB", "2079460958", "+442079460958"),
        ("GB", "+12125550123", "+12125550123"),
        ("US", "2125550123", "+12125550123"),
        ("US", "12125550123", "+12125550123"),
        ("US", "011442079460958", "+442079460958"),
        ("IT", "0669812345", "+390669812345"),
        ("DE", "030123456", "+4930123456"),
        ("RU", "84951234567", "+74951234567"),
        ("AR", "011152345" + "6789", "+5491123456789"),
    ],
)
def test_a_number_is_found_by_each_of_its_forms(country: str, number: str, international: str) -> None:
    known = phones.forms(number, country)
    assert known[0] == international
    assert number in known or number.startswith(("+440", "011442"))
    assert len(set(known)) == len(known)
    for one in known:
        assert phones.forms(one, country)[0] == international, one


@pytest.mark.parametrize("number", ["99", "0", "", "+9991234567", "1" * 30])
def test_what_is_no_number_is_found_as_it_came(number: str) -> None:
    assert phones.forms(number, "GB") == (number,)


def test_numbers_of_two_countries_are_two() -> None:
    london, geneva = phones.forms("02079460958", "GB"), phones.forms("02079460958", "CH")
    assert not set(london[:1]) & set(geneva)


def test_without_a_country_a_number_is_what_it_was_told() -> None:
    assert forms("phone", "020 7946-0958", None) == ("02079460958",)
    assert forms("phone", "020 7946-0958", "GB")[0] == "+442079460958"
    assert forms("email", "Ada@Example.com", "GB") == ("ada@example.com",)
    assert forms("ext", "020 7946", "GB") == ("020 7946",)


@pytest.mark.parametrize(
    ("value", "told", "country", "stands"),
    [
        ("02079460958", "020 7946 0958", None, True),
        ("02079460958", "020 7946 0958", "GB", True),
        ("+442079460958", "020 7946 0958", "GB", True),
        ("+442079460958", "020 7946 0958", "US", True),
        ("+442079460958", "020 7946 0958", None, True),
        ("+442079460958", "020 7946 0959", "GB", False),
        ("+12125550123", "020 7946 0958", "GB", False),
        ("02079460959", "020 7946 0958", "GB", False),
    ],
)
def test_an_identifier_stands_for_a_number_whatever_the_default_was(
    value: str, told: str, country: str | None, stands: bool
) -> None:
    assert stands_for(Identifier("prg_1", "phone", value, "mem_1"), told, country) is stands


@pytest.mark.parametrize(("code", "known"), [("GB", True), ("US", True), ("XX", False), ("gb", False), ("UK", False)])
def test_countries_have_codes_of_two_letters(code: str, known: bool) -> None:
    assert phones.is_country(code) is known
