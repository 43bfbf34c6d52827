"""The settings of a connector: what differs between shops."""

import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from app.engine.orders.naming import CategoryRule
from app.engine.program.fields import Label

Kind = Literal["shopify", "woocommerce", "square", "stripe", "saleor", "mapped"]
Prices = Literal["as_shown", "with_tax", "without_tax"]
Pattern = Annotated[str, Field(min_length=1, max_length=200)]
_base = re.compile(r"https?://[^\s?#]{1,300}", re.ASCII).fullmatch


def _is_base(text: str) -> str:
    if not _base(text):
        raise ValueError("must be an address such as https://shop.example")
    return text.rstrip("/")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class GoodsPart(_Strict):
    """Goods by sku, title or product id; `*` stands for any text, and case does not matter."""

    skus: Annotated[list[Pattern], Field(max_length=200, description="Their skus.")] = []
    titles: Annotated[list[Pattern], Field(max_length=200, description="Their titles in the shop.")] = []
    products: Annotated[
        list[Pattern], Field(max_length=200, description="The shop's ids of products and variants, with `#`.")
    ] = []


class CategoryPart(_Strict):
    """A category for the goods that match."""

    match: Annotated[GoodsPart, Field(description="The goods.")]
    category: Annotated[Label, Field(description="Their category in the programme.")]


Pointer = Annotated[str, Field(pattern=r"^(/[^/]{1,100}){1,8}$")]
Column = Literal[
    "external_id",
    "occurred_at",
    "changed_at",
    "currency",
    "member",
    "email",
    "store",
    "voucher",
    "basket_discount",
    "return_of",
    "line",
    "sku",
    "title",
    "category",
    "quantity",
    "unit_price",
    "gross",
    "net",
    "discount",
]


class MapTest(_Strict):
    """Whether the text at a place of the message is one of these."""

    model_config = ConfigDict(extra="forbid", strict=True, validate_by_name=True, serialize_by_alias=True)

    column: Annotated[Pointer, Field(description="The place in the message.")]
    in_: Annotated[list[str], Field(alias="in", min_length=1, max_length=50, description="The texts.")]


class MapPart(_Strict):
    """Where the fields of a purchase are in a message: JSON pointers, those of a line within the line."""

    columns: Annotated[dict[Column, Pointer], Field(description="The place of each field.")]
    lines: Annotated[Pointer, Field(description="The place of the list of lines.")]
    minor: Annotated[bool, Field(description="Whether amounts are in minor units, not decimal.")] = False
    is_return: Annotated[
        MapTest | None, Field(description="When the message is a return of the purchase at `return_of`.")
    ] = None
    is_cancelled: Annotated[MapTest | None, Field(description="When the message cancels its purchase.")] = None
    skip: Annotated[list[MapTest], Field(max_length=20, description="When the message is no sale (yet).")] = []

    @model_validator(mode="after")
    def _is_complete(self) -> "MapPart":
        missing = [name for name in ("external_id", "occurred_at") if name not in self.columns]
        if self.is_return and "return_of" not in self.columns:
            missing.append("return_of")
        if not {"unit_price", "gross", "net"} & set(self.columns):
            missing.append("unit_price, gross or net")
        if missing:
            raise ValueError(f"columns must have {', '.join(missing)}")
        return self


class HmacPart(_Strict):
    """A signature other than Standard Webhooks: HMAC-SHA256 of the body in a header."""

    header: Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{1,100}$", description="The name of the header.")]
    encoding: Annotated[Literal["base64", "hex"], Field(description="How the header writes it.")] = "base64"


class PublishPart(_Strict):
    """The parts of the programme that the shop system gets."""

    vouchers: Annotated[
        bool, Field(description="Whether vouchers of an amount or a percentage become codes of the shop, for one use.")
    ] = False
    status: Annotated[bool, Field(description="Whether the customers of the shop get their points and tier.")] = False


class ShopSettings(_Strict):
    """The settings of a connector.

    `prices`: `as_shown` is the price tag, with tax where the shop's prices include it.
    """

    prices: Annotated[Prices, Field(description="Which prices count: the price tag, or those with or without tax.")] = (
        "as_shown"
    )
    sold_when: Annotated[
        Literal["paid", "fulfilled"], Field(description="When an order is a purchase: once paid, or once fulfilled.")
    ] = "paid"
    count_shipping: Annotated[bool, Field(description="Whether delivery is a line, of category `delivery`.")] = False
    count_fees: Annotated[bool, Field(description="Whether fees are lines, of category `fee`.")] = False
    weights: Annotated[
        bool,
        Field(
            description="Whether a quantity that is not whole is one by weight or length; by default it is one unit at "
            "the price of the line."
        ),
    ] = False
    channel: Annotated[Label | None, Field(description="The channel of the purchases.")] = "web"
    stores: Annotated[
        dict[str, Label],
        Field(max_length=500, description="Our store by their location; others get a spelling of ours."),
    ] = {}
    enrol: Annotated[
        Literal["never", "customers", "everyone"],
        Field(description="Customers to enrol: none, those with an account there, or all with an e-mail address."),
    ] = "never"
    match_email: Annotated[
        bool, Field(description="Whether the member with the order's e-mail address gets the purchase.")
    ] = True
    shop: Annotated[
        str | None, Field(max_length=200, description="Shopify: the shop's domain, which every message must name.")
    ] = None
    sale: Annotated[
        Literal["checkout", "payment"],
        Field(description="Stripe: whether a finished checkout or invoice is the sale, or each payment."),
    ] = "checkout"
    base_url: Annotated[
        Annotated[str, AfterValidator(_is_base)] | None,
        Field(description="The address of the shop system's interface, for asking and publishing."),
    ] = None
    categories: Annotated[
        list[CategoryPart], Field(max_length=500, description="Categories of goods; the first that matches counts.")
    ] = []
    map: Annotated[MapPart | None, Field(description="`mapped`: where the fields of a purchase are.")] = None
    hmac: Annotated[
        HmacPart | None, Field(description="`mapped`: the signature, if it is not that of Standard Webhooks.")
    ] = None

    publish: Annotated[
        PublishPart, Field(description="Shopify and WooCommerce: the parts that are written to the shop.")
    ] = PublishPart()

    def rules(self) -> tuple[CategoryRule, ...]:
        """The rules for categories."""
        return tuple(
            CategoryRule(one.category, tuple(one.match.skus), tuple(one.match.titles), tuple(one.match.products))
            for one in self.categories
        )

    def taxed(self, shown: int, tax: int, *, includes_tax: bool) -> int:
        """An amount of the price tag as it counts; `tax` is that on it."""
        if self.prices == "with_tax" and not includes_tax:
            return shown + tax
        if self.prices == "without_tax" and includes_tax:
            return shown - tax
        return shown


def read_settings(value: Any) -> ShopSettings:
    """Settings as they are stored."""
    return ShopSettings.model_validate(value)


def read_settings_text(text: str) -> ShopSettings:
    """Settings as they are stored, as JSON."""
    return ShopSettings.model_validate_json(text)
