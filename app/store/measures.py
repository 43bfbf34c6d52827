"""What a member's purchases and returns come to, summed by the database."""

from collections.abc import Collection

from sqlalchemy import BigInteger, cast, func, select, union_all

from app.store.tables import purchases, returns
from app.store.transaction import Transaction


async def spent_by_day(transaction: Transaction, member_ids: Collection[str]) -> dict[str, dict[str, int]]:
    """What each member spent on each business date, in minor units.

    A linked return lowers the date of its purchase, one without receipt its own. Voided returns count nothing.
    """
    bought = select(purchases.c.member_id, purchases.c.business_date, purchases.c.net.label("amount")).where(
        purchases.c.member_id.in_(member_ids), purchases.c.status != "claimed"
    )
    linked = (
        select(purchases.c.member_id, purchases.c.business_date, -returns.c.returned_net)
        .join(
            returns,
            (returns.c.member_id == purchases.c.member_id) & (returns.c.purchase_id == purchases.c.purchase_id),
        )
        .where(purchases.c.member_id.in_(member_ids), returns.c.status == "recorded", purchases.c.status != "claimed")
    )
    unlinked = select(returns.c.member_id, returns.c.business_date, -returns.c.returned_net).where(
        returns.c.member_id.in_(member_ids), returns.c.purchase_id.is_(None), returns.c.status == "recorded"
    )
    parts = union_all(bought, linked, unlinked).subquery()
    # PostgreSQL sums to a decimal, which is not what amounts are.
    total = cast(func.sum(parts.c.amount), BigInteger)
    sums = select(parts.c.member_id, parts.c.business_date, total).group_by(parts.c.member_id, parts.c.business_date)
    spent: dict[str, dict[str, int]] = {member_id: {} for member_id in member_ids}
    for member_id, day, amount in await transaction.execute(sums):
        spent[member_id][day] = amount
    return spent
