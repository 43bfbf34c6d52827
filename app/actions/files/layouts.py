"""Layouts: which columns of a foreign file mean what. The known ones are profiles; any other is a `MAP.json`."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from app.actions.files.csv_form import Unreadable, normal

AUTO: Final = "auto"
GOLDLIST: Final = "goldlist"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, populate_by_name=True)


class FirstOf(_Part):
    """The first of several columns that is not empty."""

    first_of: list[str] = Field(min_length=1)


# One column, several joined by a blank, or the first of several that is not empty.
Source = str | Annotated[list[str], Field(min_length=1)] | FirstOf


class Columns(_Part):
    """The columns of each part of a basket's line. `basket` joins the rows of a basket (default: `external_id`).

    A line is worth `gross` less `discount`, or `net`, or `quantity` x `unit_price` less `discount`; `less` is deducted
    too. Of `paid`, `refunded` was given back.
    """

    external_id: Source
    occurred_at: Source
    basket: Source | None = None
    zone: Source | None = None
    member: Source | None = None
    store: Source | None = None
    sku: Source | None = None
    category: Source | None = None
    currency: Source | None = None
    line_no: Source | None = None
    quantity: Source | None = None
    unit_price: Source | None = None
    gross: Source | None = None
    net: Source | None = None
    less: Source | None = None
    discount: Source | None = None
    basket_discount: Source | None = None
    unit_cost: Source | None = None
    tax: Source | None = None
    refunded: Source | None = None
    paid: Source | None = None
    return_of: Source | None = None

    @model_validator(mode="after")
    def _has_a_price(self) -> "Columns":
        prices = [one for one in (self.unit_price, self.gross, self.net) if one is not None]
        if len(prices) != 1:
            raise ValueError("needs exactly one of unit_price, gross and net")
        if self.unit_price is not None and self.quantity is None:
            raise ValueError("unit_price needs quantity")
        if (self.refunded is None) != (self.paid is None):
            raise ValueError("refunded needs paid, and paid refunded")
        return self


class Condition(_Part):
    """A column has one of these values (`in`), or none of them (`not_in`); case does not matter."""

    column: str
    in_: list[str] | None = Field(None, alias="in")
    not_in: list[str] | None = None

    @model_validator(mode="after")
    def _has_one_list(self) -> "Condition":
        if (self.in_ is None) == (self.not_in is None):
            raise ValueError("needs in or not_in")
        return self


class ReturnPart(_Part):
    """Rows that are returns, with the columns that name the return and its purchase. Negative quantities are too."""

    column: str
    in_: list[str] = Field(alias="in")
    external_id: Source | None = None
    return_of: Source | None = None


class Layout(_Part):
    """A layout. `further_lines`: rows where this column is empty continue their basket's first row.

    `dates` is a pattern of `strptime`; `names`: whether stores and categories are simplified (`Café` to `cafe`);
    `weights`: whether a quantity that is not whole is one by weight or length, not one unit at the price of the row;
    `customers`: what names customers.
    """

    columns: Columns
    is_return: ReturnPart | None = None
    skip: list[Condition] = []
    expect: list[Condition] = []
    further_lines: str | None = None
    dates: str | None = None
    decimal: Literal[".", ","] | None = None
    amounts: Literal["decimal", "minor"] = "decimal"
    names: Literal["simplified", "as_written"] = "simplified"
    weights: bool = False
    customers: Literal["external_id", "email", "card"] = "external_id"

    def named_columns(self) -> Iterator[str]:
        """Every column that the layout names."""
        for _, source in self.columns:
            yield from columns_of(source)
        for condition in (*self.skip, *self.expect):
            yield condition.column
        if self.is_return:
            yield self.is_return.column
            yield from columns_of(self.is_return.external_id)
            yield from columns_of(self.is_return.return_of)
        if self.further_lines:
            yield self.further_lines


def columns_of(source: Source | None) -> Sequence[str]:
    """The columns of a source."""
    if source is None:
        return ()
    if isinstance(source, FirstOf):
        return source.first_of
    return (source,) if isinstance(source, str) else source


_DOCUMENTS: Final[dict[str, dict[str, Any]]] = {
    GOLDLIST: {
        "columns": {
            "external_id": "external_id",
            "occurred_at": "occurred_at",
            "zone": "zone",
            "member": "member_id",
            "store": "store",
            "sku": "sku",
            "category": "category",
            "currency": "currency",
            "line_no": "line_no",
            "quantity": "quantity",
            "unit_price": "unit_price_minor",
            "discount": "discount_minor",
            "unit_cost": "unit_cost_minor",
            "tax": "tax_minor",
            "return_of": "return_of",
        },
        "amounts": "minor",
        "names": "as_written",
    },
    "square-items": {
        "columns": {
            "external_id": "Transaction ID",
            "occurred_at": ["Date", "Time"],
            "zone": "Time Zone",
            "member": "Customer ID",
            "store": "Location",
            "sku": "SKU",
            "category": "Category",
            "quantity": "Qty",
            "gross": "Gross Sales",
            "discount": "Discounts",
        },
        "is_return": {
            "column": "Event Type",
            "in": ["Refund"],
            "external_id": "Payment ID",
            "return_of": "Transaction ID",
        },
        "skip": [{"column": "Itemization Type", "in": ["Gift Card"]}],
    },
    "shopify-orders": {
        "columns": {
            "external_id": {"first_of": ["Id", "Name"]},
            "basket": "Name",
            "occurred_at": {"first_of": ["Paid at", "Created at"]},
            "member": "Email",
            "sku": "Lineitem sku",
            "currency": "Currency",
            "quantity": "Lineitem quantity",
            "unit_price": "Lineitem price",
            "basket_discount": "Discount Amount",
            "refunded": "Refunded Amount",
            "paid": "Total",
        },
        "further_lines": "Financial Status",
        "skip": [
            {
                "column": "Financial Status",
                "in": ["voided", "pending", "authorized", "partially_paid", "expired", "unpaid"],
            }
        ],
        "expect": [{"column": "Financial Status", "in": ["paid", "partially_refunded", "refunded"]}],
        "customers": "email",
    },
    "toast-items": {
        "columns": {
            "external_id": "Check Id",
            "occurred_at": "Order Date",
            "store": "Location",
            "sku": {"first_of": ["SKU", "Item Id"]},
            "category": "Sales Category",
            "quantity": "Qty",
            "gross": "Gross Price",
            "discount": "Discount",
        },
        "skip": [{"column": "Void?", "in": ["true", "yes"]}, {"column": "Deferred", "in": ["true", "yes"]}],
        "expect": [
            {"column": "Void?", "in": ["true", "false", "yes", "no"]},
            {"column": "Deferred", "in": ["true", "false", "yes", "no", ""]},
        ],
    },
    "clover-orders": {
        "columns": {
            "external_id": "Order ID",
            "occurred_at": "Order Date",
            "currency": "Currency",
            "net": "Order Total",
            "less": "Tax Amount",
        },
        "skip": [{"column": "Order Payment State", "not_in": ["Paid"]}],
    },
}  # fmt: skip
# The columns by which a profile is recognised; others differ by year and settings.
NEEDED: Final[dict[str, tuple[str, ...]]] = {
    GOLDLIST: ("external_id", "occurred_at", "quantity", "unit_price_minor"),
    "square-items": ("Date", "Time", "Qty", "Gross Sales", "Discounts", "Transaction ID", "Event Type"),
    "shopify-orders": (
        "Name",
        "Financial Status",
        "Created at",
        "Discount Amount",
        "Lineitem quantity",
        "Lineitem price",
    ),
    "toast-items": ("Order Date", "Check Id", "Gross Price", "Discount", "Qty", "Void?"),
    "clover-orders": ("Order Date", "Order ID", "Tax Amount", "Order Total", "Order Payment State"),
}
PROFILES: Final = tuple(_DOCUMENTS)
KNOWN_COLUMNS: Final = tuple({column: None for columns in NEEDED.values() for column in columns})


def profile(name: str) -> Layout:
    """The layout of a profile. Raises KeyError."""
    return Layout.model_validate(_DOCUMENTS[name])


def map_document(name: str) -> dict[str, Any]:
    """The layout of a profile as the content of a `MAP.json`. Raises KeyError."""
    return _DOCUMENTS[name]


def profile_of(columns: Sequence[str]) -> str:
    """The profile whose needed columns are all there; of several, the one that needs most. Raises Unreadable."""
    there = {normal(column) for column in columns}
    missing = {name: [column for column in needed if normal(column) not in there] for name, needed in NEEDED.items()}
    found = [name for name in NEEDED if not missing[name]]
    if found:
        return max(found, key=lambda name: len(NEEDED[name]))
    nearest = max(NEEDED, key=lambda name: (len(NEEDED[name]) - len(missing[name])) / len(NEEDED[name]))
    if 2 * len(missing[nearest]) > len(NEEDED[nearest]):
        nearest = GOLDLIST
    hint = "; cells are separated by commas, semicolons, tabs or vertical bars" if len(columns) == 1 else ""
    raise Unreadable(
        f"the first line must name the columns; missing for {nearest}: {', '.join(missing[nearest])}{hint}; "
        "--profile MAP.json reads any columns (--print-map shows one to begin with)"
    )


def read_map(path: Path) -> Layout:
    """The layout of a `MAP.json`. Raises Unreadable, with every fault."""
    try:
        return Layout.model_validate_json(path.read_bytes())
    except OSError as error:
        raise Unreadable(f"{path} cannot be read: {(error.strerror or str(error)).lower()}") from error
    except ValidationError as error:
        faults = [
            f"/{'/'.join(map(str, fault['loc']))}: {fault['msg'].removeprefix('Value error, ')}"
            for fault in error.errors(include_url=False)
        ]
        raise Unreadable(f"{path} is not a map of columns: {'; '.join(faults)}") from error
