"""JSON is read strictly: what could mean two things, or is no JSON, is a problem."""

from typing import Any

import pytest

from app.api.contract.json_text import FRACTIONAL, fractional_places, read_json
from app.api.contract.problems import Problem


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b"{}", {}),
        (b' {"a": [1, true, null, "x"]}\r\n', {"a": [1, True, None, "x"]}),
        ('{"a": "ünï 👍"}'.encode(), {"a": "ünï 👍"}),
        (b'"\\ud83d\\udc4d"', "👍"),
        (b"9223372036854775808", 2**63),
        (b"-0", 0),
        (b"[" * 12 + b"]" * 12, [[[[[[[[[[[[]]]]]]]]]]]]),
    ],
)
def test_json_is_read(body: bytes, value: Any) -> None:
    assert read_json(body) == value


@pytest.mark.parametrize("number", [b"10.0", b"1e3", b"1E-3", b"1e999999", b"-0.5", b"1" * 400 + b".5"])
def test_a_number_with_fraction_or_exponent_stays_recognisable(number: bytes) -> None:
    assert read_json(number) is FRACTIONAL


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b"", "malformed-json"),
        (b" ", "malformed-json"),
        (b"{", "malformed-json"),
        (b"{} {}", "malformed-json"),
        (b"nul", "malformed-json"),
        ("{}".encode("utf-16"), "malformed-json"),
        ('{"a":1}'.encode("utf-16-le"), "malformed-json"),
        ("{}".encode("utf-32"), "malformed-json"),
        (b"\xef\xbb\xbf{}", "malformed-json"),
        (b'{"a": "\xff"}', "malformed-json"),
        (b'{"a": "\xed\xa0\x80"}', "malformed-json"),
        (b'{"a": 1, /* no */ "b": 2}', "malformed-json"),
        (b'{"a": 1,}', "malformed-json"),
        (b"[1,]", "malformed-json"),
        (b"{'a': 1}", "malformed-json"),
        (b'{"a": NaN}', "malformed-json"),
        (b"Infinity", "malformed-json"),
        (b"[-Infinity]", "malformed-json"),
        (b"01", "malformed-json"),
        (b"+1", "malformed-json"),
        (b"0x10", "malformed-json"),
        (b'"a\nb"', "malformed-json"),
        (b"9" * 5000, "malformed-json"),
        (b"[" * 13 + b"]" * 13, "malformed-json"),
        (b'{"a":' * 13 + b"1" + b"}" * 13, "malformed-json"),
        (b"[" * 1000 + b"]" * 1000, "malformed-json"),
        (b"[" * 100_000, "malformed-json"),
        (b'{"a":' * 100_000, "malformed-json"),
        (b'{"member": "ext:m", "member": "ext:n"}', "duplicate-member"),
        (b'{"lines": [{"a": 1, "\\u0061": 2}]}', "duplicate-member"),
        (b'{"a": "\\ud800"}', "validation"),
        (b'{"\\uDC00": 1}', "validation"),
        (b"{" + b",".join(b'"%d":1' % place for place in range(100_000)) + b"}", "validation"),
    ],
)
def test_what_is_not_one_clear_json_text_is_a_problem(body: bytes, problem: str) -> None:
    with pytest.raises(Problem) as raised:
        read_json(body)
    assert raised.value.name == problem
    assert "ext:" not in raised.value.detail


def test_numbers_that_are_not_whole_are_found_where_they_stand() -> None:
    assert fractional_places(read_json(b'{"a": [1, 1.5], "b": {"c": 2e1}, "d": "1.5"}')) == [("a", 1), ("b", "c")]
