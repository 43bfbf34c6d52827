"""Names that we make ourselves."""

import threading
from itertools import pairwise

import pytest

from app.actions.ids import (
    CODE_ALPHABET,
    CROCKFORD,
    IdSource,
    draw_card_number,
    draw_voucher_code,
    random_id_between,
    read_voucher_code,
)


def bits(drawn: str) -> int:
    """The number that an id's 26 characters stand for."""
    number = 0
    for character in drawn[4:]:
        number = number * 32 + CROCKFORD.index(character)
    return number


def test_an_id_is_a_prefix_and_a_uuid_of_version_7() -> None:
    drawn = IdSource(lambda: 1_772_360_100_000).draw("pur")
    assert drawn.startswith("pur_")
    assert len(drawn) == 30
    assert bits(drawn) >> 80 == 1_772_360_100_000
    assert bits(drawn) >> 76 & 0xF == 7
    assert bits(drawn) >> 62 & 0b11 == 0b10


def test_ids_rise_within_a_millisecond() -> None:
    ids = IdSource(lambda: 1_772_360_100_000)
    drawn = [ids.draw("ent") for _ in range(10_000)]
    assert all(before < after for before, after in pairwise(drawn))


def test_ids_rise_when_the_clock_steps_back() -> None:
    clock = iter([2000, 1000, 1500, 2001])
    ids = IdSource(lambda: next(clock))
    drawn = [ids.draw("ent") for _ in range(4)]
    assert drawn == sorted(set(drawn))


def test_threads_share_a_source_without_drawing_the_same() -> None:
    ids = IdSource()
    drawn: list[str] = []
    threads = [threading.Thread(target=lambda: drawn.extend([ids.draw("ent") for _ in range(2000)])) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(drawn)) == 8000


def test_two_sources_do_not_draw_the_same() -> None:
    assert IdSource(lambda: 1000).draw("ent") != IdSource(lambda: 1000).draw("ent")


def test_a_voucher_code_is_read_however_it_is_typed() -> None:
    code = draw_voucher_code()
    assert len(code) == 14
    assert read_voucher_code(code) == code
    assert read_voucher_code(code.lower().replace("-", " ")) == code
    assert read_voucher_code(code.replace("-", "")) == code


def test_a_mistyped_voucher_code_is_noticed() -> None:
    code = draw_voucher_code().replace("-", "")
    for place, character in enumerate(code):
        for other in CODE_ALPHABET.replace(character, ""):
            assert read_voucher_code(code[:place] + other + code[place + 1 :]) is None


def test_swapped_characters_of_a_voucher_code_are_noticed() -> None:
    code = draw_voucher_code().replace("-", "")
    for place in range(len(code) - 1):
        swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
        assert swapped == code or read_voucher_code(swapped) is None


@pytest.mark.parametrize("text", ["", "4F7K", "0000-0000-0000", "É" * 12, "4F7K-9QXA-22MP-4F7K"])
def test_what_is_no_voucher_code_is_noticed(text: str) -> None:
    assert read_voucher_code(text) is None


def test_a_card_number_has_the_check_digit_of_all_cards() -> None:
    number = draw_card_number()
    assert len(number) == 16
    assert number.startswith("9")
    digits = [int(digit) for digit in reversed(number)]
    assert sum(digits[::2] + [sum(divmod(2 * digit, 10)) for digit in digits[1::2]]) % 10 == 0


def test_something_between_two_ids_is_between_them() -> None:
    source = IdSource()
    first, *_, last = (source.draw("mem") for _ in range(100))
    for _ in range(200):
        between = random_id_between(first, last)
        assert first <= between <= last
        assert len(between) == len(first)
    assert random_id_between(first, first) == first
