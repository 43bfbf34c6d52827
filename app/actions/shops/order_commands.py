"""The commands that an order of a shop system becomes. Each has one name for ever, so that it is carried out once."""

import hashlib

from app.actions.ids import IdSource
from app.engine.model.commands.members import EnrolMember
from app.engine.model.commands.sales import RecordPurchase, TakeReturn
from app.engine.model.orders import Order
from app.engine.model.receipts import RequestKey
from app.engine.orders.naming import plain_label
from app.engine.orders.settling import Back, Sale
from app.engine.program.versions import Program
from app.sources.settings import ShopSettings


def sale_command(
    ids: IdSource,
    program: Program,
    settings: ShopSettings,
    order: Order,
    sale: Sale,
    member: str | None,
    codes: tuple[str, ...],
) -> RecordPurchase:
    """Record a part of an order that was sold; `codes` are vouchers of ours."""
    store = settings.stores.get(order.store) or plain_label(order.store) if order.store else None
    return RecordPurchase(
        program_id=program.id,
        purchase_id=ids.draw("pur"),
        request_key=RequestKey("purchase", sale.name, _fingerprint(sale.name)),
        external_id=sale.name,
        member=member,
        enrol=False,
        occurred_at=sale.occurred_at,
        currency=program.currency,
        lines=sale.lines,
        discount=sale.discount,
        store=store,
        channel=settings.channel,
        vouchers=codes,
        already_paid=True,
    )


def back_command(ids: IdSource, program: Program, order: Order, back: Back) -> TakeReturn:
    """Take back goods of a purchase that an order had become."""
    return TakeReturn(
        program_id=program.id,
        return_id=ids.draw("ret"),
        request_key=RequestKey("return", back.name, _fingerprint(back.name)),
        external_id=back.name,
        purchase=f"ext:{back.goods.purchase}",
        occurred_at=back.at,
        parts=back.goods.parts,
    )


def enrolment_command(ids: IdSource, program_id: str, email: str | None, link: str | None) -> EnrolMember:
    """Enrol a customer of the shop system by the e-mail address or the link to the account there."""
    named = f"email {_fingerprint(email)}" if email else f"link {link}"
    return EnrolMember(
        program_id=program_id,
        member_id=ids.draw("mem"),
        request_key=RequestKey("member", named, _fingerprint(email or link or "")),
        external_id=None,
        card_number=None,
        joined_on=None,
        email=email,
    )


def _fingerprint(text: str) -> str:
    """A name is enough: the first request under it stands, whatever the settings are by now."""
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
