"""The progress of notices, and what they announce: changes of tier, vouchers, and items bought again."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from sqlalchemy import and_, func, or_, select, update

from app.engine.model.records.tiers import TierChange
from app.engine.model.records.vouchers import Voucher
from app.store.connection.transaction import Transaction
from app.store.rows.reviews import NoticeRound
from app.store.tables.events import notice_rounds
from app.store.tables.insights import insight_reviews, review_items
from app.store.tables.tiers import tier_changes
from app.store.tables.vouchers import vouchers

_review, _item, _change = insight_reviews.c, review_items.c, tier_changes.c


class Expected(NamedTuple):
    """An item that a member is expected to buy again; `usual_amount` in minor units."""

    item: str
    expected_on: str
    usual_amount: int


async def round_of(transaction: Transaction, program_id: str) -> NoticeRound | None:
    """The progress of a programme's notices."""
    rows = await transaction.execute(select(notice_rounds).where(notice_rounds.c.program_id == program_id))
    return NoticeRound(*rows[0]) if rows else None


async def note_progress(transaction: Transaction, was: NoticeRound, **changes: str) -> bool:
    """Note progress; False, without a change, if another worker has come as far."""
    same = [getattr(notice_rounds.c, name) == value for name, value in was._asdict().items()]
    changed = update(notice_rounds).where(*same).values(**changes).returning(notice_rounds.c.program_id)
    return bool(await transaction.execute(changed))


async def delayed_changes(
    transaction: Transaction, program_id: str, after: tuple[str, str], until: str, limit: int
) -> list[TierChange]:
    """The changes of tier announced after a delay, by instant and id: after these, up to an instant."""
    at, change_id = after
    later = or_(_change.notice_at > at, and_(_change.notice_at == at, _change.tier_change_id > change_id))
    wanted = _change.program_id == program_id, _change.notice_at > _change.recorded_at, _change.notice_at <= until
    found = select(tier_changes).where(*wanted, _change.notice_at >= at, later)
    rows = await transaction.execute(found.order_by(_change.notice_at, _change.tier_change_id).limit(limit))
    return [TierChange(*row) for row in rows]


async def ending_vouchers(
    transaction: Transaction, member_ids: Collection[str], first_on: str, last_on: str
) -> Mapping[str, list[Voucher]]:
    """The usable vouchers of these members whose last day is one of these, by member."""
    wanted = vouchers.c.member_id.in_(member_ids), vouchers.c.status == "usable"
    ends = vouchers.c.expires_on >= first_on, vouchers.c.expires_on <= last_on
    found: dict[str, list[Voucher]] = {}
    for row in await transaction.execute(select(vouchers).where(*wanted, *ends).order_by(vouchers.c.voucher_id)):
        one = Voucher(*row)
        found.setdefault(one.member_id, []).append(one)
    return found


async def expected_items(
    transaction: Transaction, program_id: str, member_ids: Collection[str], first_on: str, last_on: str
) -> Mapping[str, list[Expected]]:
    """The items that the newest review expects these members to buy again on one of these days, by member."""
    done = _review.program_id == program_id, _review.status == "done", _review.backfilled == 0
    newest = select(func.max(_review.review_id)).where(*done, _review.kind.in_(("scheduled", "daily")))
    wanted = _item.review_id == newest.scalar_subquery(), _item.member_id.in_(member_ids)
    days = _item.expected_on >= first_on, _item.expected_on <= last_on
    columns = select(_item.member_id, _item.item, _item.expected_on, _item.usual_amount)
    found: dict[str, list[Expected]] = {}
    for member_id, *one in await transaction.execute(columns.where(*wanted, *days).order_by(_item.item)):
        found.setdefault(member_id, []).append(Expected(*one))
    return found
