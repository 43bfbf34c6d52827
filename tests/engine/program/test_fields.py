"""What each kind of value may be, and what it may not."""

from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from app.engine.program import texts
from app.engine.program.fields import (
    Amount,
    CardNumber,
    Category,
    Currency,
    Day,
    Email,
    FreeText,
    HumanText,
    Instant,
    MemberReference,
    Metadata,
    Name,
    Phone,
    PurchaseReference,
    Quantity,
    Rate,
    ReturnReference,
    Sku,
)

JOINED = [
    "👨\u200d👩\u200d👧",
    "❤️\u200d🔥",
    "👩🏽\u200d🚀 Ada",
    "می\u200cخواهم",
    "ශ්\u200dරී",
    "മോഹന്\u200d",
    "മോഹന്\u200d K",
    "Auf\u200clage",
]
RIGHT: list[tuple[Any, list[Any]]] = [
    (
        Name,
        ["a", "till7-000123", "A.b_c:d+e@f-g", "a" * 64, "..a", "#1001", "2024/000123", "Order 12-3", "%2f", "BÜRO-12"],
    ),
    (CardNumber, ["a", "6331001234567890", "A.b_c:d+e@f-g", "a" * 64, "..a"]),
    (Category, ["coffee", "coffee/latte", "a" * 100, "Hot Drinks", "Food & Drink", "Getränke", "نوشیدنی\u200cهای گرم"]),
    (Sku, ["latte 12", "!", "a" * 100, "{}\"'/\\", "BÜRO-12", "茶-500", "☕"]),
    (Currency, ["GBP"]),
    (Rate, ["0", "0.02", "1.25", "999999.999999"]),
    (Amount, [0, 1, 10**12]),
    (Quantity, [1, 10**6]),
    (Day, ["2026-03-01", "2024-02-29", "0001-01-01"]),
    (HumanText, ["Ada", " O'Neill; DROP TABLE p;-- ", "<script>", "=HYPERLINK(1)", "Łukasz 山田", "❤️", *JOINED]),
    (FreeText, ["", "two\nlines\tand a tab", "👨\u200d👩\u200d👧"]),
    (Email, ["a@example.com", "a.b+c@mail.example.co.uk"]),
    (Phone, ["+442079460958", "020 7946 0958", "(0)20-7946"]),
    (Metadata, [{}, {"a": ""}, {str(place): "x" * 500 for place in range(20)}]),
    (
        MemberReference,
        ["mem_01jn8w4x5e7ssa0v1m2n3p4q5s", "ext:a.b", "ext:#1 / Bürö", "card:6331", "card:" + "9" * 64, "mem_UNKNOWN"],
    ),
    (PurchaseReference, ["pur_1", "ret_1", "ext:a"]),
    (ReturnReference, ["ret_1", "ext:a"]),
]
UNSEEN = [
    "a\u0000b",
    "a\u0001",
    "a\u007f",
    "a\r\nb",
    "a\u200d",
    "\u200ca",
    "a\u200d b",
    "a\u200d\u200db",
    "a1\u200db",
    "a\u200bb",
    "a\u202eb",
    "a\u2066b",
    "\ufeffa",
    "a\ud800",
]
UNPRINTABLE = ["a\u00a0b", "é\u00a0", "a\u00adb", "a\ufffdb", "a\ue000", "a\u3164", "a\U000e0041", "a\U0010ffff"]
NOT_TEXT = [None, True, 1, 1.5, [], {}, b"a"]
NOT_WHOLE = [None, True, "1", 1.0, 10.5, [], "1_000", " 5 ", "١٢", 2**63, -1, 10**12 + 1]
WRONG: list[tuple[Any, list[Any]]] = [
    (Name, ["", " ", " a", "a ", "..", ".", "a\n", "a" * 65, "é" * 65, *UNPRINTABLE, *UNSEEN, *NOT_TEXT]),
    (CardNumber, ["", "6331 0012", "a/b", "..", "é", "a\n", "1" * 65, *UNSEEN, *NOT_TEXT]),
    (Category, ["", " a", "a ", "a" * 101, *UNPRINTABLE, *UNSEEN, *NOT_TEXT]),
    (Sku, ["", " a", "a ", "a" * 101, *UNPRINTABLE, *UNSEEN, *NOT_TEXT]),
    (Currency, ["", "gbp", "GB", "GBPX", "E\u0000R", "GBP\n", *NOT_TEXT]),
    (Rate, ["", "-0.1", "01", ".5", "1.", "1e3", "0.0000001", "1_0", *NOT_TEXT]),
    (Amount, NOT_WHOLE),
    (Quantity, [0, 10**6 + 1, *NOT_WHOLE]),
    (
        Day,
        [
            "2026-02-30",
            "2026-13-01",
            "0000-01-01",
            "26-01-01",
            "2026-1-1",
            "20260101",
            "2026-01-01T00:00:00Z",
            *NOT_TEXT,
        ],
    ),
    (HumanText, ["", " ", "a" * 201, *UNSEEN, *NOT_TEXT]),
    (FreeText, ["a\u0000b", "\u0007", "a\u202eb", "a\ud800", "a" * 501, *NOT_TEXT]),
    (
        Email,
        [
            "",
            "a",
            "a@",
            "@b.c",
            "a@b",
            "a b@c.de",
            "a@b..c",
            ".a@b.c",
            "a..b@c.d",
            "a@-b.c",
            "ä@example.com",
            "a@example.com\n",
            *NOT_TEXT,
        ],
    ),
    (Phone, ["", "12", "abc", "+", "+44+20", "1" * 40, *NOT_TEXT]),
    (
        Metadata,
        [{"": "a"}, {"a": 1}, {"a" * 41: ""}, {"a": "x" * 501}, {str(place): "" for place in range(21)}, None, []],
    ),
    (Metadata, [{"a\u0000": ""}, {"a": "\u0000"}]),
    (
        MemberReference,
        [
            "",
            "a",
            "mem_",
            "ext:",
            "ext:..",
            "ext:a ",
            "card:a b",
            "card:",
            "pur_1",
            "EXT:a",
            "ext:" + "a" * 70,
            *NOT_TEXT,
        ],
    ),
    (PurchaseReference, ["", "mem_1", "card:1", *NOT_TEXT]),
    (ReturnReference, ["", "pur_1", *NOT_TEXT]),
]


@pytest.mark.parametrize(("kind", "value"), [(kind, value) for kind, values in RIGHT for value in values])
def test_it_is_taken_as_it_is(kind: Any, value: object) -> None:
    assert TypeAdapter(kind).validate_python(value) == value


@pytest.mark.parametrize(("kind", "value"), [(kind, value) for kind, values in WRONG for value in values])
def test_it_is_refused(kind: Any, value: object) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(kind).validate_python(value)


@pytest.mark.parametrize("kind", [Name, Category, Sku])
def test_a_name_is_kept_composed(kind: Any) -> None:
    assert TypeAdapter(kind).validate_python("Getra\u0308nke") == "Getr\u00e4nke"
    assert TypeAdapter(MemberReference).validate_python("ext:e\u0301") == "ext:\u00e9"
    with pytest.raises(ValidationError):
        TypeAdapter(Name).validate_python("\ufb2c" * 64)  # three characters each when composed


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-03-01T10:15:00Z", datetime(2026, 3, 1, 10, 15, tzinfo=UTC)),
        ("2026-03-01T10:15:00+00:00", datetime(2026, 3, 1, 10, 15, tzinfo=UTC)),
        ("2026-03-01T10:15:00-00:00", datetime(2026, 3, 1, 10, 15, tzinfo=UTC)),
        ("2026-03-01T10:15:00.5+14:00", datetime(2026, 2, 28, 20, 15, 0, 500_000, tzinfo=UTC)),
        ("2026-03-01T10:15:00+0100", datetime(2026, 3, 1, 9, 15, tzinfo=UTC)),
        ("2026-03-01T10:15:00.1234567Z", datetime(2026, 3, 1, 10, 15, 0, 123_456, tzinfo=UTC)),
        ("2026-03-01T10:15:00.123456789+0000", datetime(2026, 3, 1, 10, 15, 0, 123_456, tzinfo=UTC)),
        ("2026-03-29T01:30:00+00:00", datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        ("2024-02-29T23:59:59.999999-12:00", datetime(2024, 3, 1, 11, 59, 59, 999_999, tzinfo=UTC)),
    ],
)
def test_an_instant_is_brought_to_utc(text: str, instant: datetime) -> None:
    assert TypeAdapter(Instant).validate_python(text) == instant


@pytest.mark.parametrize(
    "text",
    [
        1700000000,
        "1700000000.5",
        None,
        True,
        "",
        "2026-03-01",
        "2026-03-01T10:15:00",
        "2026-03-01 10:15:00Z",
        "2026-03-01t10:15:00z",
        "2026-03-01T10:15:00z",
        "2026-03-01T10:15Z",
        "2026-03-01T24:00:00Z",
        "2026-03-01T23:59:60Z",
        "2026-02-29T10:15:00Z",
        "2026-03-01T10:15:00+25:00",
        "2026-03-01T10:15:00+01",
        "2026-03-01T10:15:00+01:",
        "2026-03-01T10:15:00.1234567890Z",
        "2026-03-01T10:15:00,5Z",
        "2026-03-01T10:15:00Z\n",
        "0000-01-01T00:00:00Z",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-01:00",
        "10000-01-01T00:00:00Z",
        "2026-W09-7T10:15:00Z",
        "٢٠٢٦-03-01T10:15:00Z",
    ],
)
def test_an_instant_that_is_none_is_refused(text: object) -> None:
    with pytest.raises(ValidationError) as error:
        TypeAdapter(Instant).validate_python(text)
    assert error.value.errors()[0]["type"] in {"wrong-form", "wrong-type"}


def test_metadata_is_put_in_order_so_that_equal_contents_are_written_equally() -> None:
    read = TypeAdapter(Metadata).validate_python({"b": "1", "a": "2"})
    assert list(read) == ["a", "b"]


def test_every_form_is_explained_in_words() -> None:
    forms = {value for name, value in vars(texts).items() if isinstance(value, str) and value.startswith("^")}
    assert forms == texts.EXPLAINED.keys()


@pytest.mark.parametrize(
    "text", ["a\x00b", "a/b", "ext:a\u200d", "ext:é\u00a0", "", "\ufffd", "ext:a\n", "mem_a b", "ext:" + "a" * 10_000]
)
def test_a_text_that_can_name_nothing_is_known_without_looking(text: str) -> None:
    assert not texts.is_member_reference(text)
    assert not texts.is_purchase_reference(text)
    assert not texts.is_return_reference(text)
