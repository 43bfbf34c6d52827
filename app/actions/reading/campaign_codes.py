"""The codes of campaigns that can be used once each, as CSV."""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Final

from app.actions.programs import Programs
from app.engine.program.single_codes import codes_of, name_of
from app.engine.program.terms.offers import typed_form
from app.store.connection.database import Database
from app.store.queries.checkout import shared_limits

AT_ONCE: Final = 2_000
HEADER: Final = b"code,used\r\n"


class CampaignCodes:
    """The codes of one database. `secret` gives the secret of a programme, drawn when it is first needed."""

    def __init__(self, database: Database, programs: Programs, secret: Callable[[str], Awaitable[bytes]]) -> None:
        self._database = database
        self._programs = programs
        self._secret = secret

    async def count(self, program_id: str, campaign_id: str) -> int:
        """The number of a campaign's codes by the newest version; 0 if it has none."""
        program = await self._database.read(lambda transaction: self._programs.one(transaction, program_id))
        campaign = program.rules.campaign(campaign_id)
        return campaign.single_codes if campaign else 0

    async def csv(self, program_id: str, campaign_id: str, count: int) -> AsyncIterator[bytes]:
        """The first `count` codes, in chunks, each with the number of its uses."""
        secret = await self._secret(program_id)
        used = await self._database.read(
            lambda transaction: shared_limits.codes_used(transaction, program_id, campaign_id)
        )
        yield HEADER
        for start in range(0, count, AT_ONCE):
            codes = codes_of(secret, campaign_id, range(start, min(start + AT_ONCE, count)))
            rows = [f"{code},{used.get(name_of(campaign_id, typed_form(code)), 0)}\r\n" for code in codes]
            yield "".join(rows).encode()
