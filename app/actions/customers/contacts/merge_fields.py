"""Merge fields: what e-mail platforms write into their texts, for whole lists and for one member."""

from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime
from typing import Any, Final, NamedTuple

from app.actions.customers.contacts.consents import Consents
from app.actions.customers.contacts.contacts import made_lately
from app.actions.customers.contacts.mail_links import MailLinks
from app.actions.customers.contacts.mail_texts import mail_texts
from app.actions.customers.contacts.picture_texts import names_of, picture
from app.actions.programs import Programs
from app.actions.reading.statuses import has_vouchers
from app.actions.writing.batches import refresh_if_stale
from app.engine.model import mail_links as tokens
from app.engine.model.book import Refusal
from app.engine.model.consents import allows, deciding, from_before
from app.engine.model.instants import instant_text
from app.engine.model.records.members import Profile
from app.engine.program.versions import Program
from app.engine.rules.contacts import Group, cap_uses
from app.engine.views.merge_fields import merge_fields
from app.engine.views.status import status
from app.store.connection.database import Database
from app.store.connection.transaction import Transaction
from app.store.queries.checkout import vouchers
from app.store.queries.customers import consents as consent_rows
from app.store.queries.customers import mail_links
from app.store.queries.members import members
from app.store.queries.members.members import KnownMember

MEMBERS_AT_ONCE: Final = 200
LIMIT_SECONDS: Final = 30


class Shape(NamedTuple):
    """Which members, and what of them.

    `purpose`: only members who may be written to for it now; None: all. `group`: only members of it; None: of all.
    `changed_since`: an instant. `codes`: with those of vouchers. `public_url`: what the links begin with.
    """

    purpose: str | None
    group: Group | None
    changed_since: str | None
    locale: str
    codes: bool
    public_url: str


class Merged(NamedTuple):
    """The fields of one member, and the place after it."""

    member_id: str
    changed_at: str
    fields: dict[str, Any]


class MergeFields:
    """The merge fields of one database. `clock` gives the real time, in UTC."""

    def __init__(
        self,
        database: Database,
        programs: Programs,
        clock: Callable[[], datetime],
        consents: Consents,
        links: MailLinks,
    ) -> None:
        self._database = database
        self._programs = programs
        self._clock = clock
        self._consents = consents
        self._links = links

    async def one(self, program_id: str, reference: str, shape: Shape) -> Merged | None:
        """The fields of one member, whatever the member allows."""
        secret = await self._links.secret(program_id)

        async def work(transaction: Transaction) -> Merged | None:
            found = await members.find(transaction, program_id, reference)
            if found is None:
                return None
            program = await self._programs.one(transaction, program_id)
            every = shape._replace(purpose=None, group=None)
            return (await self._merged(transaction, program, [found], every, secret))[0]

        return await self._database.read(work)

    async def page(
        self, program_id: str, shape: Shape, limit: int, after: Sequence[str]
    ) -> tuple[list[Merged], Sequence[str] | None] | Refusal:
        """Up to `limit` members, and the place where the next page begins, None after the last one.

        A page may be empty, and others follow: members who may not be written to are passed over.
        """
        secret = await self._links.secret(program_id)

        async def work(transaction: Transaction) -> tuple[list[Merged], Sequence[str] | None] | Refusal:
            program = await self._programs.one(transaction, program_id)
            if shape.purpose is not None and shape.purpose not in program.rules.contacts.writing:
                return Refusal("validation", "the programme has no such purpose", "/purpose", "unknown-purpose")
            if shape.changed_since is None:
                found = await members.members_page(transaction, program_id, limit, after[0] if after else None)
                last = [found[-1].member.member_id] if len(found) == limit else None
            else:
                behind = (after[0], after[1]) if after else (shape.changed_since, "")
                found = await members.changed_members_page(transaction, program_id, limit, behind)
                end = found[-1].member if len(found) == limit else None
                last = [end.changed_at, end.member_id] if end else None
            return await self._merged(transaction, program, found, shape, secret), last

        return await self._database.read(work, limit_seconds=LIMIT_SECONDS)

    async def every(self, program_id: str, shape: Shape) -> AsyncIterator[list[Merged]]:
        """All members, a few at a time."""
        after: Sequence[str] | None = ()
        while after is not None:
            page = await self.page(program_id, shape, MEMBERS_AT_ONCE, after)
            assert not isinstance(page, Refusal), "the purpose was checked"
            rows, after = page
            yield rows

    async def _merged(
        self,
        transaction: Transaction,
        program: Program,
        found: Sequence[KnownMember],
        shape: Shape,
        secret: bytes,
    ) -> list[Merged]:
        now = program.now(self._clock())
        ids = [one.member.member_id for one in found]
        usable = await vouchers.usable(transaction, [one.member.member_id for one in found if has_vouchers(one.member)])
        said = await consent_rows.consents_of(transaction, ids)
        profiles = [one.profile for one in found if one.profile]
        generations = await mail_links.generations_of(transaction, ids)
        refused = await self._consents.refused(transaction, program, "email", profiles)
        texts = mail_texts(program, shape.locale)
        terms = program.rules.contacts
        needs, writing = terms.needs, terms.writing
        made = await made_lately(transaction, program, ids, now) if shape.purpose else {}
        rows = []
        for member, known_profile, _ in found:
            member_id = member.member_id
            profile = known_profile or Profile(member_id, program.id)
            own = said.get(member_id, [])
            rows_of = [*own, *from_before(own, profile)]
            may = {
                purpose: profile.email is not None
                and allows(deciding(rows_of, purpose, "email"), needs[purpose], refused.get(member_id, {}), purpose)
                for purpose in writing
            }
            if shape.purpose is not None:
                uses = cap_uses(terms, shape.purpose, "email", made.get(member_id, ()), program.business_date(now))
                if not may[shape.purpose] or any(one.free_on for one in uses):
                    continue
            current = await refresh_if_stale(transaction, program, member, now)
            shown = status(program, current, usable.get(member_id, []), now)
            if shape.group not in (None, shown["group"]):
                continue
            token = tokens.member_token(secret, "pictures", member_id, generations.get(member_id, 0))
            today = texts.day(program.business_date(now))
            pictures = {}
            for name in names_of(shown):
                drawn = picture(shown, name, program.rules.name, today, texts)
                field = f"image_{name.replace('-', '_', 1)}"
                pictures[field] = f"{shape.public_url}/i/{token}/{name}.png"
                pictures[f"{field}_alt"] = drawn.alt if drawn else ""
            unsubscribe = tokens.member_token(secret, "unsubscribe", member_id)
            fields = {
                "email": profile.email,
                "external_id": member.external_id,
                "name": profile.name,
                **merge_fields(shown, texts, codes=shape.codes),
                "birthday": profile.birth_date[5:] if profile.birth_date else None,
                "group": shown["group"],
                **{f"may_{purpose}_email": allowed for purpose, allowed in may.items()},
                **pictures,
                "unsubscribe_url": f"{shape.public_url}/u/{unsubscribe}?purpose={shape.purpose or 'marketing'}",
                "as_of": today,
                "as_of_iso": instant_text(now)[:19] + "Z",
            }
            rows.append(Merged(member_id, member.changed_at, fields))
        return rows
