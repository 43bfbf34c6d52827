"""The live pictures of a member: what a link shows now."""

from collections.abc import Callable
from datetime import datetime

from app.actions.customers.contacts.mail_links import MailLinks
from app.actions.customers.contacts.mail_texts import mail_texts
from app.actions.customers.contacts.picture_texts import NEUTRAL, Picture, picture
from app.actions.writing.batches import refresh_if_stale
from app.engine.views.status import status
from app.store.connection.database import Database
from app.store.connection.transaction import Transaction


class Pictures:
    """The pictures of one database. `clock` gives the real time, in UTC."""

    neutral = NEUTRAL

    def __init__(self, database: Database, clock: Callable[[], datetime], links: MailLinks) -> None:
        self._database = database
        self._clock = clock
        self._links = links

    async def of(self, token: str, name: str, locale: str) -> Picture | None:
        """The picture of this name for the member of a token; None for a strange token, or no such picture."""

        async def work(transaction: Transaction) -> Picture | None:
            found = await self._links.pictured(transaction, token)
            if found is None:
                return None
            program, member = found
            now = program.now(self._clock())
            texts = mail_texts(program, locale)
            shown = status(program, await refresh_if_stale(transaction, program, member, now), [], now)
            as_of = texts.day(program.business_date(now))
            return picture(shown, name, program.rules.name, as_of, texts)

        return await self._database.read(work)
