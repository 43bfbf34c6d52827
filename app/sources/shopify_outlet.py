"""Writes to Shopify by its GraphQL interface: vouchers as discount codes, the standing as metafields and a tag."""

from decimal import Decimal
from typing import Any, Final

from app.sources.outlet import Call, Outlet, PublishedVoucher, Standing

PATH: Final = "/admin/api/2026-07/graphql.json"
TAKEN: Final = "TAKEN"

# The value is written into the text: as a variable a share would be a binary fraction.
_ISSUE: Final = """\
mutation($title: String!, $code: String!, $starts: DateTime!, $ends: DateTime, $customer: ID!) {
  discountCodeBasicCreate(basicCodeDiscount: {
    title: $title, code: $code, startsAt: $starts, endsAt: $ends, usageLimit: 1, appliesOncePerCustomer: true,
    customerSelection: { customers: { add: [$customer] } },
    customerGets: { value: {VALUE}, items: { all: true } }
  }) { codeDiscountNode { id } userErrors { code message } }
}"""
_LOOK_UP: Final = "query($code: String!) { codeDiscountNodeByCode(code: $code) { id } }"
_REMOVE: Final = "mutation($id: ID!) { discountCodeDeactivate(id: $id) { userErrors { code message } } }"
_STANDING: Final = """\
mutation($fields: [MetafieldsSetInput!]!, $id: ID!, $gone: [String!]!, $tags: [String!]!) {
  metafieldsSet(metafields: $fields) { userErrors { code message } }
  tagsRemove(id: $id, tags: $gone) { userErrors { message } }
  tagsAdd(id: $id, tags: $tags) { userErrors { message } }
}"""


def issue(voucher: PublishedVoucher) -> Call | None:
    """A discount code for one use by this customer."""
    if voucher.customer is None:
        return None
    value = f"{{ percentage: {Decimal(voucher.percent or '0').scaleb(-2):f} }}"
    if voucher.amount is not None:
        value = f'{{ discountAmount: {{ amount: "{Decimal(voucher.amount):f}", appliesOnEachItem: false }} }}'
    told = {
        "title": voucher.name,
        "code": voucher.code,
        "starts": voucher.starts_at,
        "ends": f"{voucher.expires_on}T23:59:59Z" if voucher.expires_on else None,
        "customer": _customer(voucher.customer),
    }
    return _call(_ISSUE.replace("{VALUE}", value), told)


def is_issued(status: int, answer: Any) -> bool:
    """Whether the code is there now."""
    told = _data(answer).get("discountCodeBasicCreate")
    if status != 200 or not isinstance(told, dict):
        return False
    return all(one.get("code") == TAKEN for one in told.get("userErrors", []))


def look_up(code: str) -> Call:
    """Find the discount of a code."""
    return _call(_LOOK_UP, {"code": code})


def found(answer: Any) -> str | None:
    """The id of the discount."""
    node = _data(answer).get("codeDiscountNodeByCode")
    return node.get("id") if isinstance(node, dict) else None


def remove(discount: str) -> Call:
    """Deactivate a discount."""
    return _call(_REMOVE, {"id": discount})


def standing(customer: str, told: Standing) -> Call:
    """Metafields of the customer, and the tag of the tier instead of all others."""
    owner = _customer(customer)
    texts = {"points": ("number_integer", str(told.points)), "tier": ("single_line_text_field", told.tier or "none")}
    fields = [
        {"ownerId": owner, "namespace": "goldlist", "key": name, "type": kind, "value": text}
        for name, (kind, text) in texts.items()
    ]
    gone = [f"tier:{one}" for one in told.tiers if one != told.tier]
    tags = [f"tier:{told.tier}"] if told.tier else []
    return _call(_STANDING, {"fields": fields, "id": owner, "gone": gone, "tags": tags})


def _call(query: str, variables: dict[str, Any]) -> Call:
    return Call("POST", PATH, {"query": query, "variables": variables})


def _customer(id_: str) -> str:
    return f"gid://shopify/Customer/{id_}"


def _data(answer: Any) -> dict[str, Any]:
    data = answer.get("data") if isinstance(answer, dict) else None
    return data if isinstance(data, dict) else {}


OUTLET: Final = Outlet(issue, is_issued, look_up, found, remove=remove, standing=standing)
