"""The commands that record the baskets of a file."""

import hashlib
import re

from app.actions.files.baskets import Basket, refunded_amounts
from app.actions.files.purchase_rows import Fault, Row
from app.engine.model import quantities
from app.engine.model.book import Refusal
from app.engine.model.commands.members import EnrolMember
from app.engine.model.commands.sales import (
    BasketLine,
    LinePart,
    RecordPurchase,
    ReturnedGoods,
    TakeReturn,
    TakeReturnWithoutReceipt,
)
from app.engine.model.instants import instant_text
from app.engine.model.receipts import RequestKey
from app.engine.program.texts import CARD, EMAIL, EXPLAINED, NAME, is_member_reference

ENROL_BY: dict[str, str] = {"external_id": "ext", "email": "email", "card": "card"}
_SEPARATOR = "\x1f"
_EXPLAINED = {"external_id": EXPLAINED[NAME], "email": EXPLAINED[EMAIL], "card": EXPLAINED[CARD]}
_email = re.compile(EMAIL, re.ASCII).fullmatch
# The cells of a row that say what was sold: the rest is how it was read.
_SAID = 12


class Wrong(Exception):
    """A basket that cannot be recorded: all its faults, each once."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__("; ".join(fault.text for fault in faults))
        self.faults = faults


def command(
    basket: Basket,
    program_id: str,
    new_id: str,
    currency: str,
    *,
    enrol_by: str = "external_id",
    history: bool = False,
) -> RecordPurchase | TakeReturn | TakeReturnWithoutReceipt | None:
    """The command of a basket; None for a guest's return without receipt, which has no effect. Raises Wrong.

    `new_id` is 26 characters for the id of the purchase or return; `currency` is the default. With `enrol_by` e-mail
    the member must exist. `history`: sales of the past, which count for tiers and windows and give nothing.
    """
    if basket.faults:
        raise Wrong(*basket.faults)
    first = basket.rows[0]
    if basket.refund:
        return _refund(basket, program_id, new_id)
    is_return = first.quantity.startswith("-")
    request_key = RequestKey("return" if is_return else "purchase", basket.name, _fingerprint(basket))
    member = member_of(basket, enrol_by)
    if member and not _is_reference(member):
        raise Wrong(Fault(f"the customer is not {_EXPLAINED[enrol_by]}", basket.raw[0].line))
    # Only an enrolment stores an e-mail address.
    enrol = enrol_by != "email"
    currency, store = first.currency or currency, first.store or None
    if not is_return:
        return RecordPurchase(
            program_id=program_id,
            purchase_id=f"pur_{new_id}",
            request_key=request_key,
            external_id=basket.name,
            member=member,
            enrol=enrol,
            occurred_at=basket.occurred_at,
            currency=currency,
            lines=basket.lines,
            discount=basket.discount,
            store=store,
            history=history,
        )
    if first.return_of:
        goods = tuple(_goods(row, line) for row, line in zip(basket.rows, basket.lines, strict=True))
        return TakeReturn(
            program_id=program_id,
            return_id=f"ret_{new_id}",
            request_key=request_key,
            external_id=basket.name,
            purchase=f"ext:{first.return_of}",
            occurred_at=basket.occurred_at,
            parts=goods,
            store=store,
        )
    if member is None:
        return None
    return TakeReturnWithoutReceipt(
        program_id=program_id,
        return_id=f"ret_{new_id}",
        request_key=request_key,
        external_id=basket.name,
        member=member,
        enrol=enrol,
        occurred_at=basket.occurred_at,
        currency=currency,
        lines=basket.lines,
        store=store,
        history=history,
    )


def _is_reference(member: str) -> bool:
    address = member.removeprefix("email:")
    if address != member:
        return len(address) <= 254 and _email(address) is not None
    return is_member_reference(member)


def member_of(basket: Basket, enrol_by: str) -> str | None:
    """The reference of a basket's customer, None for a guest."""
    name = basket.rows[0].member_id
    return f"{ENROL_BY[enrol_by]}:{name.lower() if enrol_by == 'email' else name}" if name else None


def enrolment(program_id: str, member_id: str, reference: str) -> EnrolMember:
    """The enrolment of an unknown customer with an e-mail address, `email:…`."""
    address = reference.removeprefix("email:")
    return EnrolMember(
        program_id=program_id,
        member_id=member_id,
        request_key=RequestKey("member", f"email {_hash(address)}", _hash(address)),
        external_id=None,
        card_number=None,
        joined_on=None,
        email=address,
        how="import",
    )


def _goods(row: Row, line: BasketLine) -> ReturnedGoods:
    if row.part_of_unit:
        net = quantities.full_price(line) - line.discount
        quantity = line.quantity if line.measured else 0
        return ReturnedGoods(line.sku, line.unit_price, quantity, any_price=True, amount=net, measured=line.measured)
    return ReturnedGoods(
        line.sku, line.unit_price, line.quantity, any_price=bool(row.any_price), measured=line.measured
    )


def _refund(basket: Basket, program_id: str, new_id: str) -> TakeReturn | None:
    amounts = refunded_amounts(basket)
    if isinstance(amounts, Refusal):
        raise Wrong(Fault(f"{amounts.problem}: {amounts.detail}"))
    parts = None
    if amounts is not None:
        parts = tuple(LinePart(place, amount=amount) for place, amount in enumerate(amounts, 1) if amount)
        if not parts:
            return None
    return TakeReturn(
        program_id=program_id,
        return_id=f"ret_{new_id}",
        request_key=RequestKey("return", basket.name, _hash(basket.start, str(amounts))),
        external_id=basket.name,
        purchase=f"ext:{basket.return_of}",
        occurred_at=basket.occurred_at,
        parts=parts,
        store=basket.rows[0].store or None,
    )


def _fingerprint(basket: Basket) -> str:
    text = [instant_text(basket.occurred_at)]
    text += [_SEPARATOR.join(row._replace(occurred_at="", line_no="")[:_SAID]) for row in basket.rows]
    if basket.discount:
        text.append(str(basket.discount))
    if any(row.tax for row in basket.rows):
        text.append(_SEPARATOR.join(row.tax for row in basket.rows))
    return _hash(*text)


def _hash(*text: str) -> str:
    return hashlib.blake2b("\n".join(text).encode(), digest_size=16).hexdigest()
