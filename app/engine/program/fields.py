"""The values of the contract as pydantic types: names, amounts, instants, references, texts.

All are strict: a number is a number, a text is taken as it is or refused. Each form that a text can miss is
told in words by `EXPLAINED`, so that an answer need not show a regular expression, nor what was sent.
"""

import re
from datetime import UTC, date, datetime
from typing import Annotated, Final

from pydantic import AfterValidator, BeforeValidator, Field, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

LARGEST_AMOUNT: Final = 10**12
LARGEST_QUANTITY: Final = 10**6
LONGEST_NAME: Final = 64
LONGEST_CODE: Final = 40
MOST_METADATA: Final = 20

_NAME: Final = r"\.*[A-Za-z0-9_:+@-][A-Za-z0-9._:+@-]*"
NAME: Final = f"^{_NAME}$"
CATEGORY: Final = r"^[A-Za-z0-9._:+@/-]+$"
SKU: Final = r"^[!-~]([ -~]*[!-~])?$"
CURRENCY: Final = r"^[A-Z]{3}$"
RATE: Final = r"^(0|[1-9][0-9]{0,5})(\.[0-9]{1,6})?$"
DAY: Final = r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"
INSTANT: Final = (
    r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,6})?"
    r"(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$"
)
_ATOM: Final = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL: Final = r"[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?"
EMAIL: Final = rf"^{_ATOM}(\.{_ATOM})*@{_LABEL}(\.{_LABEL})+$"
PHONE: Final = r"^\+?[0-9(][0-9 ()./-]{3,30}[0-9]$"
# Left out: control characters, and marks that are not seen but turn or hide what is (zero width, direction).
_UNSEEN: Final = r"\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff"
HUMAN_TEXT: Final = rf"^[^{_UNSEEN}]*[^{_UNSEEN}\s][^{_UNSEEN}]*$"
# Metadata is the caller's own: line breaks and joined emoji may stay.
FREE_TEXT: Final = (
    r"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\ufff9-\ufffb\ufffe\uffff]*$"
)
MEMBER_REFERENCE: Final = rf"^(mem_[0-9A-Za-z_-]+|(ext|card):{_NAME})$"
PURCHASE_REFERENCE: Final = rf"^((pur|ret)_[0-9A-Za-z_-]+|ext:{_NAME})$"
VOUCHER_CODE: Final = r"^[!-~]([ -~]{0,38}[!-~])?$"
UNIT: Final = r"^(points|credit|(punches|rebate|voucher):[A-Za-z0-9][A-Za-z0-9._-]{0,39})$"
HOLD_ID: Final = r"^hld_[0-9A-Za-z]+$"
VOUCHER_BATCH_ID: Final = r"^vba_[0-9A-Za-z]+$"
RETURN_REFERENCE: Final = rf"^(ret_[0-9A-Za-z_-]+|ext:{_NAME})$"

_NAME_WORDS: Final = "1 to 64 characters of A-Z a-z 0-9 . _ : + @ -, not dots alone"
EXPLAINED: Final[dict[str, str]] = {
    NAME: _NAME_WORDS,
    CATEGORY: "1 to 100 characters of A-Z a-z 0-9 . _ : + @ - and / between levels",
    SKU: "1 to 100 printable ASCII characters, no blank first or last",
    CURRENCY: "an ISO 4217 code of three capital letters",
    RATE: 'a decimal number as text, such as "0.02"',
    DAY: "a day in the form YYYY-MM-DD",
    INSTANT: "an instant of RFC 3339 with offset, such as 2026-03-01T10:15:00+00:00, and at most 6 fraction digits",
    EMAIL: "an e-mail address",
    PHONE: "a phone number of digits, which may begin with +",
    HUMAN_TEXT: "text without control characters or invisible marks, and not blank",
    FREE_TEXT: "text without control characters or marks that change its direction",
    MEMBER_REFERENCE: "a member's id (mem_…), ext:<external_id> or card:<number>",
    PURCHASE_REFERENCE: "a purchase's id (pur_…) or ext:<external_id>",
    RETURN_REFERENCE: "a return's id (ret_…) or ext:<external_id>",
    HOLD_ID: "a hold's id (hld_…)",
    VOUCHER_BATCH_ID: "the id of a batch of vouchers (vba_…)",
    UNIT: "points, credit, punches:<card>, rebate:<id> or voucher:<reward>",
    VOUCHER_CODE: "a voucher's code as it is printed, of at most 40 characters",
}

_name = re.compile(NAME, re.ASCII).fullmatch
_instant = re.compile(INSTANT, re.ASCII).match
_day = re.compile(DAY, re.ASCII).match
_member_reference = re.compile(MEMBER_REFERENCE, re.ASCII).fullmatch
_purchase_reference = re.compile(PURCHASE_REFERENCE, re.ASCII).fullmatch
_voucher_code = re.compile(VOUCHER_CODE, re.ASCII).fullmatch
_hold_id = re.compile(HOLD_ID, re.ASCII).fullmatch
_voucher_batch_id = re.compile(VOUCHER_BATCH_ID, re.ASCII).fullmatch
_return_reference = re.compile(RETURN_REFERENCE, re.ASCII).fullmatch
_LONGEST_REFERENCE: Final = len("card:") + LONGEST_NAME


def read_instant(value: object) -> datetime:
    """The instant in UTC that a text names. Raises a pydantic error, which does not tell the text."""
    if type(value) is not str:
        raise PydanticCustomError("wrong-type", "must be a text")
    # A final line break would slip past `$`.
    if len(value) > 32 or not _instant(value) or value[-1] == "\n":
        raise PydanticCustomError("wrong-form", "must be " + EXPLAINED[INSTANT])
    try:
        return datetime.fromisoformat(value).astimezone(UTC)
    except (ValueError, OverflowError):
        raise PydanticCustomError("wrong-form", "must be an instant that exists, in the years 1 to 9999") from None


def read_day(value: str) -> str:
    """The same day, after a look into the calendar. Raises a pydantic error, which does not tell the text."""
    try:
        date.fromisoformat(value)
    except ValueError:
        raise PydanticCustomError("wrong-form", "must be a day of the calendar") from None
    return value


def read_moment(value: object) -> datetime | str:
    """The instant in UTC or the day that a text names, from 1900 to 2999. Raises a pydantic error, as above."""
    if type(value) is str and len(value) == 10 and _day(value):
        moment: datetime | str = read_day(value)
        year = int(value[:4])
    else:
        moment = read_instant(value)
        year = moment.year
    if not 1900 <= year <= 2999:
        raise PydanticCustomError("out-of-range", "must be of the years 1900 to 2999")
    return moment


def in_order(texts: dict[str, str]) -> dict[str, str]:
    """The same texts by name, so that equal contents are written equally."""
    return dict(sorted(texts.items())) if len(texts) > 1 else texts


def is_name(text: str) -> bool:
    """Whether the text could be a name or a card number."""
    return len(text) <= LONGEST_NAME and _name(text) is not None


def is_member_reference(text: str) -> bool:
    """Whether the text could name a member; one that could not need not be looked for."""
    return len(text) <= _LONGEST_REFERENCE and _member_reference(text) is not None


def is_purchase_reference(text: str) -> bool:
    """Whether the text could name a purchase."""
    return len(text) <= _LONGEST_REFERENCE and _purchase_reference(text) is not None


def is_voucher_code(text: str) -> bool:
    """Whether the text could be a voucher's code."""
    return len(text) <= LONGEST_CODE and _voucher_code(text) is not None


def is_hold_id(text: str) -> bool:
    """Whether the text could be the id of a hold."""
    return len(text) <= LONGEST_NAME and _hold_id(text) is not None


def is_voucher_batch_id(text: str) -> bool:
    """Whether the text could be the id of a batch of vouchers."""
    return len(text) <= LONGEST_NAME and _voucher_batch_id(text) is not None


def is_return_reference(text: str) -> bool:
    """Whether the text could name a return."""
    return len(text) <= _LONGEST_REFERENCE and _return_reference(text) is not None


Name = Annotated[str, Field(strict=True, min_length=1, max_length=LONGEST_NAME, pattern=NAME)]
Category = Annotated[str, Field(strict=True, min_length=1, max_length=100, pattern=CATEGORY)]
Sku = Annotated[str, Field(strict=True, min_length=1, max_length=100, pattern=SKU)]
Currency = Annotated[str, Field(strict=True, pattern=CURRENCY)]
VoucherCode = Annotated[str, Field(strict=True, pattern=VOUCHER_CODE)]
Rate = Annotated[str, Field(strict=True, pattern=RATE)]

Amount = Annotated[int, Field(strict=True, ge=0, le=LARGEST_AMOUNT)]
Quantity = Annotated[int, Field(strict=True, ge=1, le=LARGEST_QUANTITY)]

Instant = Annotated[
    datetime,
    BeforeValidator(read_instant),
    WithJsonSchema({"type": "string", "format": "date-time", "pattern": INSTANT}),
]
Moment = Annotated[
    datetime | str,
    PlainValidator(read_moment),
    WithJsonSchema({"type": "string", "description": "A day (YYYY-MM-DD) or an instant (RFC 3339 with offset)."}),
]
Day = Annotated[
    str,
    Field(strict=True, pattern=DAY, json_schema_extra={"format": "date"}),
    AfterValidator(read_day),
]

HumanText = Annotated[str, Field(strict=True, min_length=1, max_length=200, pattern=HUMAN_TEXT)]
Email = Annotated[str, Field(strict=True, max_length=254, pattern=EMAIL, json_schema_extra={"format": "email"})]
Phone = Annotated[str, Field(strict=True, pattern=PHONE)]
MetadataName = Annotated[str, Field(strict=True, min_length=1, max_length=40, pattern=HUMAN_TEXT)]
FreeText = Annotated[str, Field(strict=True, max_length=500, pattern=FREE_TEXT)]
Metadata = Annotated[dict[MetadataName, FreeText], Field(max_length=MOST_METADATA), AfterValidator(in_order)]

MemberReference = Annotated[str, Field(strict=True, max_length=_LONGEST_REFERENCE, pattern=MEMBER_REFERENCE)]
PurchaseReference = Annotated[str, Field(strict=True, max_length=_LONGEST_REFERENCE, pattern=PURCHASE_REFERENCE)]
ReturnReference = Annotated[str, Field(strict=True, max_length=_LONGEST_REFERENCE, pattern=RETURN_REFERENCE)]
