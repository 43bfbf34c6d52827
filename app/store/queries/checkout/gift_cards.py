"""Gift cards: locked for commands, and listed."""

from collections.abc import Collection

from sqlalchemy import func, select, tuple_, update

from app.engine.model.gift_cards import GiftCard
from app.ledger.entries import GIFT_CARD, Entry
from app.store.connection.statements import from_rows
from app.store.connection.transaction import Transaction
from app.store.tables.gift_cards import gift_cards
from app.store.tables.ledger import entries
from app.store.tables.programs import programs

CHUNK = 500


async def ids_of_codes(transaction: Transaction, codes: Collection[tuple[str, str]]) -> set[str]:
    """The ids of the cards with these codes, each in its programme."""
    key = tuple_(gift_cards.c.program_id, gift_cards.c.code)
    found = await transaction.execute(select(gift_cards.c.card_id).where(key.in_(sorted(codes))))
    return {row[0] for row in found}


async def lock(transaction: Transaction, card_ids: Collection[str]) -> list[GiftCard]:
    """The cards with these ids, locked until the transaction ends in one order for all."""
    found = select(gift_cards).where(gift_cards.c.card_id.in_(sorted(card_ids))).order_by(gift_cards.c.card_id)
    return from_rows(GiftCard, await transaction.execute(found.with_for_update()))


async def by_code(transaction: Transaction, program_id: str, code: str) -> GiftCard | None:
    """The card with this code, if there is one."""
    found = select(gift_cards).where(gift_cards.c.program_id == program_id, gift_cards.c.code == code)
    return next(iter(from_rows(GiftCard, await transaction.execute(found))), None)


async def by_id(transaction: Transaction, program_id: str, card_id: str) -> GiftCard | None:
    """The card with this id, if there is one."""
    found = select(gift_cards).where(gift_cards.c.program_id == program_id, gift_cards.c.card_id == card_id)
    return next(iter(from_rows(GiftCard, await transaction.execute(found))), None)


async def page(
    transaction: Transaction,
    program_id: str,
    limit: int,
    *,
    before: str | None = None,
    status: str | None = None,
    member_id: str | None = None,
) -> list[GiftCard]:
    """Up to `limit` cards of a programme, newest first, after a given one."""
    wanted = [gift_cards.c.program_id == program_id]
    wanted += [gift_cards.c.card_id < before] if before else []
    wanted += [gift_cards.c.status == status] if status else []
    wanted += [gift_cards.c.member_id == member_id] if member_id else []
    found = select(gift_cards).where(*wanted).order_by(gift_cards.c.card_id.desc()).limit(limit)
    return from_rows(GiftCard, await transaction.execute(found))


async def entries_page(
    transaction: Transaction, program_id: str, card_id: str, limit: int, before: str | None
) -> list[Entry]:
    """Up to `limit` entries of a card, newest first, after a given one."""
    wanted = [entries.c.program_id == program_id, entries.c.member_id == card_id]
    wanted += [entries.c.entry_id < before] if before else []
    found = select(entries).where(*wanted).order_by(entries.c.entry_id.desc()).limit(limit)
    return from_rows(Entry, await transaction.execute(found))


async def over(transaction: Transaction, program_id: str, today: str, limit: int = CHUNK) -> list[str]:
    """Up to `limit` ids of cards whose last day has passed and that are not ended yet."""
    wanted = (
        gift_cards.c.program_id == program_id,
        gift_cards.c.status.in_(("active", "blocked")),
        gift_cards.c.expires_on < today,
    )
    found = select(gift_cards.c.card_id).where(*wanted).order_by(gift_cards.c.expires_on).limit(limit)
    return [row[0] for row in await transaction.execute(found)]


async def outstanding(transaction: Transaction, program_id: str, before: str, today: str) -> tuple[int, int]:
    """The number of cards with money before an instant, and its sum, by all entries.

    What is on a card whose last day was before `today` does not count, unless a hold reserves it.
    """
    lasting = (
        select(entries.c.member_id, func.sum(entries.c.amount).label("left"))
        .join_from(entries, gift_cards, gift_cards.c.card_id == entries.c.member_id)
        .where(
            entries.c.program_id == program_id,
            entries.c.unit == GIFT_CARD,
            entries.c.recorded_at < before,
            (entries.c.lot != "") | gift_cards.c.expires_on.is_(None) | (gift_cards.c.expires_on >= today),
        )
        .group_by(entries.c.member_id)
        .subquery()
    )
    found = select(func.count(), func.coalesce(func.sum(lasting.c.left), 0)).where(lasting.c.left > 0)
    ((count, total),) = await transaction.execute(found)
    return int(count), int(total)


async def chunk(transaction: Transaction, program_id: str, after: str) -> list[tuple[GiftCard, list[Entry]]]:
    """Up to `CHUNK` cards by id, after a given one, each with its entries."""
    wanted = (gift_cards.c.program_id == program_id, gift_cards.c.card_id > after)
    found = select(gift_cards).where(*wanted).order_by(gift_cards.c.card_id).limit(CHUNK)
    cards = from_rows(GiftCard, await transaction.execute(found))
    moved: dict[str, list[Entry]] = {one.card_id: [] for one in cards}
    for entry in await transaction.rows(Entry, "member_id", moved) if moved else ():
        moved[entry.member_id].append(entry)
    return [(one, moved[one.card_id]) for one in cards]


async def programs_with_ends(transaction: Transaction) -> list[str]:
    """The programmes with cards that end."""
    ending = gift_cards.c.status.in_(("active", "blocked")) & gift_cards.c.expires_on.is_not(None)
    some = select(gift_cards.c.card_id).where(gift_cards.c.program_id == programs.c.program_id, ending).limit(1)
    found = select(programs.c.program_id).where(some.exists()).order_by(programs.c.program_id)
    return [row[0] for row in await transaction.execute(found)]


async def assigned(transaction: Transaction, member_id: str) -> list[str]:
    """The ids of the cards that are assigned to a member."""
    found = select(gift_cards.c.card_id).where(gift_cards.c.member_id == member_id).order_by(gift_cards.c.card_id)
    return [row[0] for row in await transaction.execute(found)]


async def replaced_by(transaction: Transaction, card_ids: Collection[str]) -> set[str]:
    """The ids of the cards that these have replaced."""
    found = select(gift_cards.c.card_id).where(gift_cards.c.replaced_by.in_(sorted(card_ids)))
    return {row[0] for row in await transaction.execute(found)}


async def assign(transaction: Transaction, member_id: str, to: str | None) -> None:
    """Assign a member's cards to another member, or to nobody."""
    changed = update(gift_cards).where(gift_cards.c.member_id == member_id).values(member_id=to)
    await transaction.execute(changed)
