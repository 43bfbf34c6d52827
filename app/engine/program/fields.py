"""The values of the contract as pydantic types: names, amounts, instants, references, texts.

All are strict: a number is a number, and a text is accepted unchanged or refused. The only exception: names chosen by
callers are stored in composed Unicode (NFC), so that an `ä` is the same from every till.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Final
from unicodedata import normalize

from pydantic import AfterValidator, BeforeValidator, Field, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from app.engine.program.texts import (
    CARD,
    CONNECTOR,
    CURRENCY,
    CUSTOMER,
    DAY,
    EMAIL,
    FREE_TEXT,
    HUMAN_TEXT,
    INSTANT,
    LABEL,
    LARGEST_AMOUNT,
    LARGEST_QUANTITY,
    LONGEST_EMAIL,
    LONGEST_LABEL,
    LONGEST_NAME,
    LONGEST_REFERENCE,
    LONGEST_TEXT,
    MEASURED,
    MEMBER_REFERENCE,
    MOST_METADATA,
    NAME,
    PHONE,
    PURCHASE_REFERENCE,
    RATE,
    RETURN_REFERENCE,
    STAFF_OR_NONE,
    STAFF_REFERENCE,
    VOUCHER_CODE,
    is_printable,
    stray_joiner,
)
from app.engine.program.values import read_day, read_instant, read_moment, read_quantity


def in_order(texts: dict[str, str]) -> dict[str, str]:
    """The same texts sorted by name, so that equal contents have equal JSON."""
    return dict(sorted(texts.items())) if len(texts) > 1 else texts


def _composed_to(longest: int) -> Callable[[str], str]:
    def compose(text: str) -> str:
        if text.isascii():
            return text
        text = normalize("NFC", text)
        if not is_printable(text):
            raise PydanticCustomError("wrong-form", "must contain only printable characters")
        if len(text) > longest:
            raise PydanticCustomError("wrong-length", "must have at most {longest} characters", {"longest": longest})
        return text

    return compose


def _with_joiners(text: str) -> str:
    if not text.isascii() and stray_joiner(text):
        raise PydanticCustomError("wrong-form", "must have joiners only between letters or emoji")
    return text


Name = Annotated[
    str,
    Field(strict=True, min_length=1, max_length=LONGEST_NAME, pattern=NAME),
    AfterValidator(_composed_to(LONGEST_NAME)),
]
ConnectorName = Annotated[str, Field(strict=True, pattern=CONNECTOR)]
Customer = Annotated[str, Field(strict=True, pattern=CUSTOMER)]
CardNumber = Annotated[str, Field(strict=True, min_length=1, max_length=LONGEST_NAME, pattern=CARD)]
Label = Annotated[
    str,
    Field(strict=True, min_length=1, max_length=LONGEST_LABEL, pattern=LABEL),
    AfterValidator(_composed_to(LONGEST_LABEL)),
]
Category = Label
Sku = Label
Currency = Annotated[str, Field(strict=True, pattern=CURRENCY)]
TypedCode = Annotated[str, Field(strict=True, min_length=1, max_length=40)]
VoucherCode = Annotated[str, Field(strict=True, pattern=VOUCHER_CODE)]
Rate = Annotated[str, Field(strict=True, pattern=RATE)]

Amount = Annotated[int, Field(strict=True, ge=0, le=LARGEST_AMOUNT)]
Quantity = Annotated[
    int | str,
    PlainValidator(read_quantity),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "integer", "minimum": 1, "maximum": LARGEST_QUANTITY},
                {"type": "string", "pattern": MEASURED},
            ]
        }
    ),
]

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

HumanText = Annotated[
    str, Field(strict=True, min_length=1, max_length=LONGEST_TEXT, pattern=HUMAN_TEXT), AfterValidator(_with_joiners)
]
Email = Annotated[
    str, Field(strict=True, max_length=LONGEST_EMAIL, pattern=EMAIL, json_schema_extra={"format": "email"})
]
Phone = Annotated[str, Field(strict=True, pattern=PHONE)]
MetadataName = Annotated[
    str, Field(strict=True, min_length=1, max_length=40, pattern=HUMAN_TEXT), AfterValidator(_with_joiners)
]
LongText = Annotated[str, Field(strict=True, min_length=1, max_length=2000, pattern=FREE_TEXT)]
FreeText = Annotated[str, Field(strict=True, max_length=500, pattern=FREE_TEXT)]
Metadata = Annotated[dict[MetadataName, FreeText], Field(max_length=MOST_METADATA), AfterValidator(in_order)]

_compose_reference: Final = AfterValidator(_composed_to(LONGEST_REFERENCE))
MemberReference = Annotated[
    str, Field(strict=True, max_length=LONGEST_REFERENCE, pattern=MEMBER_REFERENCE), _compose_reference
]
PurchaseReference = Annotated[
    str, Field(strict=True, max_length=LONGEST_REFERENCE, pattern=PURCHASE_REFERENCE), _compose_reference
]
ReturnReference = Annotated[
    str, Field(strict=True, max_length=LONGEST_REFERENCE, pattern=RETURN_REFERENCE), _compose_reference
]
StaffReference = Annotated[
    str, Field(strict=True, max_length=LONGEST_REFERENCE, pattern=STAFF_REFERENCE), _compose_reference
]
StaffOrNone = Annotated[
    str, Field(strict=True, max_length=LONGEST_REFERENCE, pattern=STAFF_OR_NONE), _compose_reference
]
