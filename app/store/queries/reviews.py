"""Reviews of rank ladders: those done, and the members' standings for the next. Instants and days are text."""

from typing import Final, NamedTuple

from sqlalchemy import BigInteger, Integer, and_, bindparam, func, or_, select, text

from app.store.connection.transaction import Transaction
from app.store.rows.reviews import ReviewRow
from app.store.tables.ledger import purchases, returns
from app.store.tables.members import members
from app.store.tables.programs import programs
from app.store.tables.tiers import ladder_reviews, tier_changes

# The kept part of each purchase counts on its day, returns without receipt on their own. Only records from before the
# review count, so its result is repeatable. The span of instants narrows the search to an index; the business date
# decides.
_PLACES = text(
    """
    WITH amounts AS (
        SELECT member_id, net AS amount FROM purchases
        WHERE program_id = :program_id AND occurred_at >= :earliest AND occurred_at < :latest
          AND business_date >= :first_on AND business_date < :end_on
          AND guest = 0 AND status <> 'claimed' AND recorded_at < :before
        UNION ALL
        SELECT returns.member_id, -returns.returned_net AS amount FROM purchases
        JOIN returns ON returns.purchase_id = purchases.purchase_id AND returns.member_id = purchases.member_id
        WHERE purchases.program_id = :program_id
          AND purchases.occurred_at >= :earliest AND purchases.occurred_at < :latest
          AND purchases.business_date >= :first_on AND purchases.business_date < :end_on
          AND purchases.guest = 0 AND purchases.status IN ('partly_returned', 'returned', 'voided')
          AND returns.status = 'recorded' AND returns.recorded_at < :before
        UNION ALL
        SELECT member_id, -returned_net AS amount FROM returns
        WHERE purchase_id IS NULL AND program_id = :program_id AND status = 'recorded'
          AND business_date >= :first_on AND business_date < :end_on AND recorded_at < :before
    ), spends AS (
        SELECT amounts.member_id, SUM(amounts.amount) AS spend FROM amounts
        JOIN members ON members.member_id = amounts.member_id
        WHERE members.erased_at IS NULL OR members.erased_at >= :before
        GROUP BY amounts.member_id HAVING SUM(amounts.amount) > 0
    ), ranked AS (SELECT member_id, RANK() OVER (ORDER BY spend DESC) AS place FROM spends)
    SELECT member_id, place FROM ranked WHERE place <= :lowest_place ORDER BY place, member_id
    """
).bindparams(bindparam("lowest_place", type_=BigInteger().with_variant(Integer(), "sqlite")))


_BOUGHT = text(
    """
    SELECT purchases.member_id, purchases.purchase_id, purchases.occurred_at, purchases.store, purchases.channel,
           purchases.lines, purchases.status
    FROM purchases JOIN members ON members.member_id = purchases.member_id
    WHERE purchases.program_id = :program_id
      AND purchases.occurred_at >= :earliest AND purchases.occurred_at < :latest
      AND (purchases.occurred_at, purchases.purchase_id) > (:after_at, :after_id)
      AND purchases.business_date >= :first_on AND purchases.business_date < :end_on
      AND purchases.guest = 0 AND purchases.status <> 'claimed' AND purchases.recorded_at < :before
      AND (members.erased_at IS NULL OR members.erased_at >= :before)
    ORDER BY purchases.occurred_at, purchases.purchase_id LIMIT :page_rows
    """
).bindparams(bindparam("page_rows", type_=Integer()))
_WITHOUT_RECEIPT = text(
    """
    SELECT returns.member_id, returns.store, returns.lines
    FROM returns JOIN members ON members.member_id = returns.member_id
    WHERE returns.purchase_id IS NULL AND returns.program_id = :program_id AND returns.status = 'recorded'
      AND returns.business_date >= :first_on AND returns.business_date < :end_on AND returns.recorded_at < :before
      AND (members.erased_at IS NULL OR members.erased_at >= :before)
    """
)
# A line that sells a gift card has `true` in its stored form; so may others, which costs time only.
_SELLS_GIFT_CARDS = text(
    """
    SELECT 1 WHERE EXISTS (
        SELECT 1 FROM purchases
        WHERE program_id = :program_id AND occurred_at >= :earliest AND occurred_at < :latest
          AND guest = 0 AND lines LIKE '%true%'
    ) OR EXISTS (
        SELECT 1 FROM returns
        WHERE purchase_id IS NULL AND program_id = :program_id
          AND business_date >= :first_on AND business_date < :end_on AND lines LIKE '%true%'
    )
    """
)
PAGE_ROWS: Final = 500


class Bought(NamedTuple):
    """A purchase with the fields that count for ranks; `lines` in stored form."""

    member_id: str
    purchase_id: str
    occurred_at: str
    store: str | None
    channel: str | None
    lines: str
    status: str


class Span(NamedTuple):
    """The span of a review: business dates from `first_on` (inclusive) to `end_on` (exclusive), recorded `before` an
    instant.

    Everything on these days occurred from `earliest` to before `latest`.
    """

    first_on: str
    end_on: str
    before: str
    earliest: str
    latest: str


class ReviewedProgram(NamedTuple):
    """A programme, its newest version, and its clock (None: real time)."""

    program_id: str
    version: int
    clock: str | None


async def may_sell_gift_cards(transaction: Transaction, program_id: str, span: Span) -> bool:
    """Whether a purchase or return in a span may have lines that sell gift cards, which count for no rank."""
    names = {"program_id": program_id, "earliest": span.earliest, "latest": span.latest}
    days = {"first_on": span.first_on, "end_on": span.end_on}
    return bool(await transaction.execute(_SELLS_GIFT_CARDS.bindparams(**names, **days)))


async def every_program(transaction: Transaction) -> list[ReviewedProgram]:
    """All programmes."""
    found = select(programs.c.program_id, programs.c.version, programs.c.clock).order_by(programs.c.program_id)
    return [ReviewedProgram(*row) for row in await transaction.execute(found)]


async def last_of_each(transaction: Transaction, program_id: str) -> dict[str, str]:
    """The day of each ladder's last review."""
    found = (
        select(ladder_reviews.c.ladder, func.max(ladder_reviews.c.review_on))
        .where(ladder_reviews.c.program_id == program_id)
        .group_by(ladder_reviews.c.ladder)
    )
    return {str(ladder): str(review_on) for ladder, review_on in await transaction.execute(found)}


async def count_members(transaction: Transaction, program_id: str, before: str) -> int:
    """The number of members just before an instant."""
    wanted = (
        members.c.program_id == program_id,
        members.c.created_at < before,
        or_(members.c.erased_at.is_(None), members.c.erased_at >= before),
    )
    rows = await transaction.execute(select(func.count()).where(*wanted))
    return int(rows[0][0])


async def places(transaction: Transaction, program_id: str, span: Span, lowest_place: int) -> dict[str, int]:
    """The places of members by spend, down to a place; equal spends share the better place."""
    parameters = {**span._asdict(), "program_id": program_id, "lowest_place": lowest_place}
    return {member_id: int(place) for member_id, place in await transaction.execute(_PLACES.bindparams(**parameters))}


async def bought_page(transaction: Transaction, program_id: str, span: Span, after: tuple[str, str]) -> list[Bought]:
    """Up to `PAGE_ROWS` purchases of a span, after an instant and id, in that order."""
    parameters = {"program_id": program_id, "after_at": after[0], "after_id": after[1], "page_rows": PAGE_ROWS}
    return [Bought(*row) for row in await transaction.execute(_BOUGHT.bindparams(**span._asdict(), **parameters))]


async def returned_lines(transaction: Transaction, purchase_ids: list[str], before: str) -> dict[str, list[str]]:
    """The returned goods of purchases by an instant: the stored lines of each valid return."""
    found: dict[str, list[str]] = {}
    wanted = (
        select(purchases.c.purchase_id, returns.c.lines)
        .join_from(
            purchases,
            returns,
            and_(returns.c.purchase_id == purchases.c.purchase_id, returns.c.member_id == purchases.c.member_id),
        )
        .where(purchases.c.purchase_id.in_(purchase_ids), purchases.c.guest == 0, purchases.c.status != "claimed")
        .where(returns.c.status == "recorded", returns.c.recorded_at < before)
    )
    for purchase_id, lines in await transaction.execute(wanted) if purchase_ids else ():
        found.setdefault(str(purchase_id), []).append(str(lines))
    return found


async def without_receipt(transaction: Transaction, program_id: str, span: Span) -> list[tuple[str, str | None, str]]:
    """The returns without receipt of a span: member, store, and stored lines."""
    wanted = {"first_on": span.first_on, "end_on": span.end_on, "before": span.before}
    rows = await transaction.execute(_WITHOUT_RECEIPT.bindparams(program_id=program_id, **wanted))
    return [(member_id, store, lines) for member_id, store, lines in rows]


async def holders(transaction: Transaction, program_id: str, ladder: str) -> dict[str, str]:
    """The holders of tiers of a ladder, with their tiers."""
    newest = (
        select(tier_changes.c.member_id, func.max(tier_changes.c.tier_change_id).label("newest"))
        .where(tier_changes.c.program_id == program_id, tier_changes.c.ladder == ladder)
        .group_by(tier_changes.c.member_id)
        .subquery()
    )
    is_newest = and_(tier_changes.c.member_id == newest.c.member_id, tier_changes.c.tier_change_id == newest.c.newest)
    found = (
        select(tier_changes.c.member_id, tier_changes.c.to_level)
        .join_from(newest, tier_changes, is_newest)
        .where(tier_changes.c.to_level.is_not(None))
    )
    return {str(member_id): str(level) for member_id, level in await transaction.execute(found)}


async def enter(transaction: Transaction, done: ReviewRow) -> None:
    """Record that a review is done. Raises IntegrityConflict if it is recorded already."""
    await transaction.insert(ReviewRow, [done])
