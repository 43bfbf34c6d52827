"""Goldlist as a whole: what it is made of, and what takes several parts at once.

Members are named by any reference that `app.engine.program.fields` knows; None means that it names nothing in the
programme. Reads show everything that was acknowledged before they were asked. A member who was erased is nobody, but
for the ledger that is left (entries, balance, rebates, purchases), which is found by the id. Whatever asks the database
raises Unavailable or DatabaseUnavailable when that cannot be had now.
"""

import asyncio
from collections.abc import Callable, Sequence
from copy import copy
from datetime import datetime

from app.actions.access.audit import Recorder
from app.actions.access.callers import Callers
from app.actions.access.guesses import Guesses
from app.actions.access.key_making import Keys
from app.actions.access.key_members import KeyMembers
from app.actions.access.keys import Caller
from app.actions.access.page_links import PageLinks
from app.actions.access.sealing import Sealing
from app.actions.access.sign_ins import SignIns
from app.actions.access.staff import Staff
from app.actions.background.gift_card_expiry import GiftCardExpiry
from app.actions.background.jobs import JobParts
from app.actions.background.reviews import Reviews
from app.actions.background.sales_counts import SalesCounts
from app.actions.background.sweep import Sweep
from app.actions.background.voucher_batches import VoucherBatches
from app.actions.customers.contacts.consents import Consents
from app.actions.customers.contacts.contact_lists import ContactLists
from app.actions.customers.contacts.contacts import Contacts
from app.actions.customers.contacts.mail_links import MailLinks
from app.actions.customers.contacts.merge_fields import MergeFields
from app.actions.customers.contacts.pictures import Pictures
from app.actions.customers.insights.golden_list import GoldenList
from app.actions.customers.insights.holdout import Holdouts
from app.actions.customers.insights.insight_reviews import InsightReviews
from app.actions.customers.insights.insights import Insights
from app.actions.customers.insights.member_insights import MemberInsights
from app.actions.customers.notices import Notices
from app.actions.customers.rehearsals.lint import Lint
from app.actions.customers.rehearsals.rehearsals import Rehearsals
from app.actions.customers.segments.segment_lists import SegmentLists
from app.actions.customers.segments.segments import Segments
from app.actions.customers.tasks.alert_rounds import AlertRounds
from app.actions.customers.tasks.notes import Notes
from app.actions.customers.tasks.owners import Owners
from app.actions.customers.tasks.task_distribution import Distribution
from app.actions.customers.tasks.tasks import Tasks
from app.actions.drafts import Drafts
from app.actions.events.feed import Feed
from app.actions.events.messages import WAITS, Messenger
from app.actions.events.pushing import Pusher
from app.actions.events.sequencer import Sequencer
from app.actions.events.webhooks import Webhooks
from app.actions.ids import IdSource
from app.actions.programs import Programs
from app.actions.proof.verify import Verification
from app.actions.reading.campaign_codes import CampaignCodes
from app.actions.reading.gift_cards import GiftCards
from app.actions.reading.offers import Offers
from app.actions.reading.reads import Reads
from app.actions.reading.reports import Reports
from app.actions.reading.sales import SalesReport
from app.actions.reading.statuses import Statuses
from app.actions.shops.asking import Asking
from app.actions.shops.backfilling import Backfilling
from app.actions.shops.backfills import Backfills
from app.actions.shops.buyers import Buyers
from app.actions.shops.connectors import Connectors
from app.actions.shops.delivery_desk import DeliveryDesk
from app.actions.shops.inbox import Inbox
from app.actions.shops.links import Links
from app.actions.shops.publishing import Publishing
from app.actions.shops.taking_in import TakeIn
from app.actions.writing.batches import Batches
from app.actions.writing.observer import Observer
from app.actions.writing.write_queue import WriteQueue
from app.engine.model.book import Refusal
from app.outside.door import Door
from app.store.connection.database import Database
from app.store.connection.errors import DatabaseUnavailable, SchemaOutdated
from app.store.connection.schema import ensure_current
from app.store.queries.workers import Workers, workers


class Goldlist:
    """All parts that share one database: `commands` write, the other parts are named after their data.

    `clock` gives the real time (UTC), `pepper` the secret of the key hashes; `on_death` is called when writing becomes
    impossible, which is always a bug in Goldlist. `watch` receives events. `secrets_key` seals the secrets of others,
    and `door` calls them; `webhook_waits` are the seconds between attempts. Events are kept for `events_days`.
    `public_url`: where people and shop systems reach the service, if that is known.
    """

    def __init__(
        self,
        database: Database,
        clock: Callable[[], datetime],
        pepper: bytes,
        on_death: Callable[[], None],
        watch: Observer | None = None,
        *,
        secrets_key: bytes = b"",
        events_days: int = 30,
        public_url: str | None = None,
        door: Door | None = None,
        webhook_waits: Sequence[int] = WAITS,
    ) -> None:
        watch = watch or Observer()
        self.database = database
        self.sealing = Sealing(secrets_key)
        self.door = door or Door()
        self.clock = clock
        self.public_url = public_url
        self.ids = IdSource()
        self.gift_card_guesses = Guesses()
        recorder = Recorder(self.ids.draw, clock)
        self.callers = Callers(database, clock, pepper)
        self.keys = Keys(database, self.ids, clock, recorder, pepper, on_revoked=self.callers.forget)
        self.staff = Staff(database, self.ids, clock, recorder, on_change=self.callers.forget)
        self.sign_ins = SignIns(database, self.ids.draw, clock, recorder, pepper)
        self.page_links = PageLinks(database, self.ids.draw, clock, recorder, pepper)
        self.key_members = KeyMembers(database, clock, recorder)
        self.programs = Programs(database, self.ids, clock, self.keys, recorder)
        self.consents = Consents(database, self.programs, self.ids, clock, pepper)
        self.contacts = Contacts(database, self.programs, self.ids, clock, self.consents)
        self.mail_links = MailLinks(database, self.programs, self.ids, clock, self.consents)
        self.campaign_codes = CampaignCodes(database, self.programs, self.mail_links.secret)
        self.pictures = Pictures(database, clock, self.mail_links)
        self.drafts = Drafts(database, clock)
        self.notes = Notes(database, self.programs, self.ids, clock)
        self.owners = Owners(database, self.programs, clock, recorder)
        distribution = Distribution(database, self.programs, self.ids, clock)
        self.tasks = Tasks(database, self.programs, self.ids, clock, recorder=recorder, distribution=distribution)
        self.alert_rounds = AlertRounds(database, self.programs, self.ids, clock, distribution)
        self.notices = Notices(database, self.programs, self.ids, clock)
        self.sequencer = Sequencer(database, clock, events_days)
        self.feed = Feed(database, self.programs, self.sequencer)
        messenger = Messenger(self.door, self.sealing, clock, webhook_waits)
        self.webhooks = Webhooks(
            database, self.ids, clock, recorder, sealing=self.sealing, door=self.door, messenger=messenger
        )
        self.pusher = Pusher(database, self.feed, self.sequencer, self.ids, clock, messenger=messenger)
        self.commands = WriteQueue(
            Batches(
                database=database,
                programs=self.programs,
                ids=self.ids,
                clock=clock,
                recorder=recorder,
                watch=watch,
                pepper=pepper,
                on_events=self.sequencer.committed.ring,
            ).perform,
            on_death,
            watch,
        )
        self._read_from(database)
        jobs = JobParts(database, self.programs, self.ids, clock, recorder)
        self.insight_reviews = InsightReviews(jobs)
        self.lint = Lint(database, self.programs, clock)
        self.rehearsals = Rehearsals(jobs)
        self.verification = Verification(database, self.programs, clock)
        submit = self.commands.submit
        self.voucher_batches = VoucherBatches(jobs, submit)
        self.contact_lists = ContactLists(jobs, self.consents)
        self.sales_counts = SalesCounts(database, self.programs)
        self._sweep = Sweep(database, submit, clock, self.ids.draw("wrk"), watch)
        self._gift_card_expiry = GiftCardExpiry(database, self.programs, self.ids, clock, submit)
        self._reviews = Reviews(database, self.programs, submit, clock, self.ids.draw("wrk"))
        self.segments = Segments(database, self.programs, self.ids, clock, submit)
        self._connect_shops(recorder)

    def _connect_shops(self, recorder: Recorder) -> None:
        database, clock = self.database, self.clock
        # Set when a message arrived, or became due.
        self.arrival = asyncio.Event()
        self.connectors = Connectors(database, self.ids, clock, recorder, self.sealing)
        self.inbox = Inbox(database, self.ids, clock, self.sealing, self.arrival.set, public_url=self.public_url or "")
        self.delivery_desk = DeliveryDesk(database, clock, recorder, self.arrival.set)
        asking = Asking(self.door, self.sealing)
        submit, programs = self.commands.submit, self.programs
        self.links = Links(database, programs, clock, submit=submit)
        buyers = Buyers(database, self.ids, self.links, submit)
        self.take_in = TakeIn(database, programs, self.ids, clock, submit=submit, fetch=asking.fetch, buyers=buyers)
        self.backfills = Backfills(database, self.ids, clock, recorder)
        self.backfilling = Backfilling(database, programs, self.ids, clock, asking=asking, on_arrival=self.arrival.set)
        self.publishing = Publishing(
            database, programs, self.ids, clock, feed=self.feed, statuses=self.statuses, asking=asking
        )

    def _read_from(self, database: Database) -> None:
        self.reads = Reads(database, self.programs, self.clock)
        self.statuses = Statuses(database, self.programs, self.clock)
        self.offers = Offers(database, self.programs, self.clock)
        self.gift_cards = GiftCards(database, self.programs, self.clock)
        self.reports = Reports(database, self.programs, self.clock)
        self.sales = SalesReport(database, self.programs)
        self.insights = Insights(database, self.programs)
        self.merge_fields = MergeFields(database, self.programs, self.clock, self.consents, self.mail_links)
        self.golden_list = GoldenList(database, self.programs, self.clock)
        self.holdouts = Holdouts(database, self.programs, self.clock)
        self.segment_lists = SegmentLists(database, self.programs, self.clock)
        self.member_insights = MemberInsights(database, self.programs, self.clock)

    def seen_by(self, caller: Caller) -> "Goldlist":
        """The same service, in which only the members known to the caller's key are visible."""
        if caller.members_of is None:
            return self
        seen = copy(self)
        seen._read_from(self.database.known_to(caller.members_of))
        return seen

    def start(self) -> None:
        """Start accepting commands; called once, inside the serving event loop."""
        self.commands.start()

    async def close(self) -> None:
        """Finish waiting commands, and close the database."""
        await self.pusher.close()
        await self.commands.close()
        await self.door.close()
        await self.callers.close()
        await self.door.close()
        await self.database.close()

    async def ready(self) -> bool:
        """Whether the database is reachable and its schema current."""
        try:
            await ensure_current(self.database)
        except (DatabaseUnavailable, SchemaOutdated):
            return False
        return True

    async def workers(self) -> Workers | None:
        """The servers of a cluster beside its coordinator; None for any other database. Raises DatabaseUnavailable."""
        return await self.database.read(workers) if self.database.is_cluster else None

    async def advance_clock(
        self, program_id: str, to: datetime, caller: Caller | None = None
    ) -> datetime | Refusal | None:
        """Advance a test programme's clock and return the new time; None without a clock of its own.

        Every effect due by then is applied.
        """
        moved = await self.programs.advance_clock(program_id, to, caller)
        if isinstance(moved, datetime):
            await self._sweep.catch_up(program_id)
            await self._gift_card_expiry.catch_up(program_id)
            await self._reviews.catch_up(program_id)
            await self.insight_reviews.catch_up(program_id)
            await self.alert_rounds.catch_up(program_id)
            await self.segments.catch_up(program_id)
            await self.notices.catch_up(program_id)
        return moved

    async def sweep(self) -> int:
        """Apply the effects of time to every due member of any programme: returns their number.

        Rank ladders whose day has come are reviewed after that.
        """
        await self.offers.forget_quotes()
        swept = await self._sweep.go_round()
        await self._gift_card_expiry.go_round()
        await self._reviews.go_round()
        return swept
