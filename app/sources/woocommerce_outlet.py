"""Writes to WooCommerce: vouchers as coupons, and the standing as meta data of the customer."""

from typing import Any, Final
from urllib.parse import quote

from app.sources.outlet import Call, Outlet, PublishedVoucher, Standing

COUPONS: Final = "/wp-json/wc/v3/coupons"
EXISTS: Final = "woocommerce_rest_coupon_code_already_exists"


def issue(voucher: PublishedVoucher) -> Call | None:
    """A coupon for one use by this customer; only an e-mail address can limit it to one."""
    if voucher.email is None:
        return None
    kind = {"discount_type": "percent", "amount": voucher.percent}
    if voucher.amount is not None:
        kind = {"discount_type": "fixed_cart", "amount": voucher.amount}
    body = {
        "code": voucher.code,
        "description": voucher.name,
        **kind,
        "usage_limit": 1,
        "email_restrictions": [voucher.email],
        "date_expires": f"{voucher.expires_on}T23:59:59" if voucher.expires_on else None,
    }
    return Call("POST", COUPONS, body)


def is_issued(status: int, answer: Any) -> bool:
    """Whether the coupon is there now."""
    return status in (200, 201) or (isinstance(answer, dict) and answer.get("code") == EXISTS)


def look_up(code: str) -> Call:
    """Find the coupon of a code."""
    return Call("GET", f"{COUPONS}?code={quote(code, safe='')}")


def found(answer: Any) -> str | None:
    """The id of the coupon."""
    rows = answer if isinstance(answer, list) else []
    return next((str(one["id"]) for one in rows if isinstance(one, dict) and "id" in one), None)


def remove(coupon: str) -> Call:
    """Delete a coupon."""
    return Call("DELETE", f"{COUPONS}/{coupon}?force=true")


def standing(customer: str, told: Standing) -> Call:
    """Meta data of the customer."""
    data = {"goldlist_points": str(told.points), "goldlist_tier": told.tier or ""}
    body = {"meta_data": [{"key": name, "value": value} for name, value in data.items()]}
    return Call("PUT", f"/wp-json/wc/v3/customers/{quote(customer, safe='')}", body)


OUTLET: Final = Outlet(issue, is_issued, look_up, found, remove=remove, standing=standing)
