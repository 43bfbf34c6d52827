"""All operations of the API, blocking and not. Generated from openapi/openapi.json by `./run clients`; do not edit."""

from collections.abc import AsyncIterator, Iterator
from typing import Any, Final, Literal

from goldlist_client import models
from goldlist_client.calls import AsyncCalls, Call, Calls, Operation

GET_DRAFT: Final[Operation[models.DraftAnswer]] = Operation("GET", "/v1/program/draft", True)
KEEP_DRAFT: Final[Operation[models.DraftAnswer]] = Operation("PUT", "/v1/program/draft", True)
DROP_DRAFT: Final[Operation[None]] = Operation("DELETE", "/v1/program/draft", True)
GET_PROGRAM: Final[Operation[models.ProgramVersion]] = Operation("GET", "/v1/program", True)
PUBLISH_PROGRAM: Final[Operation[models.ProgramVersion]] = Operation("PUT", "/v1/program", True)
CHECK_PROGRAM: Final[Operation[models.CheckAnswer]] = Operation("POST", "/v1/program/check", True)
GET_PROGRAM_VERSION: Final[Operation[models.ProgramVersion]] = Operation("GET", "/v1/program/versions/{version}", True)
LIST_CAMPAIGNS: Final[Operation[models.CampaignsAnswer]] = Operation("GET", "/v1/campaigns", True)
LIST_CAMPAIGN_CODES: Final[Operation[bytes]] = Operation("GET", "/v1/campaigns/{campaign}/codes", True)
GET_CLOCK: Final[Operation[models.ClockAnswer]] = Operation("GET", "/v1/clock", True)
ADVANCE_CLOCK: Final[Operation[models.ClockAnswer]] = Operation("POST", "/v1/clock/advance", True)
LIST_KEYS: Final[Operation[models.KeysAnswer]] = Operation("GET", "/v1/keys", True)
CREATE_KEY: Final[Operation[models.NewKeyAnswer]] = Operation("POST", "/v1/keys", False)
REVOKE_KEY: Final[Operation[models.RevokedAnswer | None]] = Operation("DELETE", "/v1/keys/{key}", True)
GET_OWN_KEY: Final[Operation[models.OwnKeyAnswer]] = Operation("GET", "/v1/key", True)
LIST_KEY_MEMBERS: Final[Operation[models.KeyMembersAnswer]] = Operation("GET", "/v1/keys/{key}/members", True)
ADD_KEY_MEMBER: Final[Operation[models.KeyMemberAnswer]] = Operation("PUT", "/v1/keys/{key}/members/{member}", True)
REMOVE_KEY_MEMBER: Final[Operation[None]] = Operation("DELETE", "/v1/keys/{key}/members/{member}", True)
PUT_STAFF: Final[Operation[models.StaffAnswer]] = Operation("PUT", "/v1/staff/{staff}", True)
GET_STAFF: Final[Operation[models.StaffAnswer]] = Operation("GET", "/v1/staff/{staff}", True)
LIST_STAFF: Final[Operation[models.StaffListAnswer]] = Operation("GET", "/v1/staff", True)
INVITE_STAFF: Final[Operation[models.InvitationAnswer]] = Operation("POST", "/v1/staff/{staff}/invitation", False)
LIST_ACTS: Final[Operation[models.AuditAnswer]] = Operation("GET", "/v1/audit", True)
ENROL_MEMBER: Final[Operation[models.MemberAnswer]] = Operation("POST", "/v1/members", True, takes_name=True)
LIST_MEMBERS: Final[Operation[models.MembersAnswer]] = Operation("GET", "/v1/members", True)
GET_MEMBER: Final[Operation[models.MemberAnswer]] = Operation("GET", "/v1/members/{member}", True)
CHANGE_MEMBER: Final[Operation[models.MemberAnswer]] = Operation("PATCH", "/v1/members/{member}", True)
ERASE_MEMBER: Final[Operation[None]] = Operation("DELETE", "/v1/members/{member}", True)
GET_MEMBERS: Final[Operation[models.MembersFoundAnswer]] = Operation("POST", "/v1/members/batch", True)
ADD_CARD: Final[Operation[models.MemberAnswer]] = Operation("POST", "/v1/members/{member}/cards", True)
REMOVE_CARD: Final[Operation[None]] = Operation("DELETE", "/v1/members/{member}/cards/{number}", True)
ADD_LINK: Final[Operation[models.MadeLinkAnswer]] = Operation("POST", "/v1/members/{member}/links", True)
LIST_LINKS: Final[Operation[models.LinksAnswer]] = Operation("GET", "/v1/members/{member}/links", True)
REMOVE_LINK: Final[Operation[None]] = Operation(
    "DELETE", "/v1/members/{member}/links/{connector_name}/{customer}", True
)
MERGE_MEMBERS: Final[Operation[models.MemberAnswer]] = Operation("POST", "/v1/members/{member}/merge", False)
SET_OWNER: Final[Operation[models.OwnerAnswer]] = Operation("PUT", "/v1/members/{member}/owner", True)
GET_OWNER: Final[Operation[models.OwnerAnswer]] = Operation("GET", "/v1/members/{member}/owner", True)
ADD_CONSENT: Final[Operation[models.ConsentAnswer]] = Operation("POST", "/v1/members/{member}/consents", True)
LIST_CONSENTS: Final[Operation[models.ConsentsPageAnswer]] = Operation("GET", "/v1/members/{member}/consents", True)
SUPPRESS_ADDRESS: Final[Operation[models.SuppressionAnswer]] = Operation("POST", "/v1/suppressions", True)
START_CONTACT_LIST: Final[Operation[models.ContactListAnswer]] = Operation("POST", "/v1/contact-lists", True)
GET_CONTACT_LIST: Final[Operation[models.ContactListAnswer]] = Operation("GET", "/v1/contact-lists/{list}", True)
LIST_CHOSEN_MEMBERS: Final[Operation[models.ChosenMembersAnswer]] = Operation(
    "GET", "/v1/contact-lists/{list}/members", True
)
LIST_CHOSEN_MEMBERS_CSV: Final[Operation[bytes]] = Operation("GET", "/v1/contact-lists/{list}/members", True)
RECORD_CONTACT: Final[Operation[models.MemberContactAnswer]] = Operation("POST", "/v1/contacts", True)
LIST_CONTACTS: Final[Operation[models.ContactsAnswer]] = Operation("GET", "/v1/members/{member}/contacts", True)
CHECK_CONTACT: Final[Operation[models.ContactCheckAnswer]] = Operation("GET", "/v1/members/{member}/may-contact", True)
MAKE_PAGE_LINK: Final[Operation[models.PageLinkAnswer]] = Operation("POST", "/v1/members/{member}/page-link", False)
ASK_CONSENT: Final[Operation[models.AskAnswer]] = Operation("POST", "/v1/members/{member}/consents/ask", False)
RENEW_PICTURES: Final[Operation[None]] = Operation("POST", "/v1/members/{member}/pictures/renew", False)
GET_MERGE_FIELDS: Final[Operation[models.MemberFieldsAnswer]] = Operation(
    "GET", "/v1/members/{member}/merge-fields", True
)
LIST_MERGE_FIELDS: Final[Operation[models.MergeFieldsAnswer]] = Operation("GET", "/v1/merge-fields", True)
LIST_MERGE_FIELDS_CSV: Final[Operation[bytes]] = Operation("GET", "/v1/merge-fields", True)
WRITE_NOTE: Final[Operation[models.NoteAnswer]] = Operation("POST", "/v1/members/{member}/notes", True)
LIST_NOTES: Final[Operation[models.NotesAnswer]] = Operation("GET", "/v1/members/{member}/notes", True)
RECORD_PURCHASE: Final[Operation[models.PurchaseAnswer]] = Operation("POST", "/v1/purchases", True, takes_name=True)
LIST_PURCHASES: Final[Operation[models.PurchasesAnswer]] = Operation("GET", "/v1/purchases", True)
GET_PURCHASE: Final[Operation[models.PurchaseWithReturnsAnswer]] = Operation("GET", "/v1/purchases/{purchase}", True)
VOID_PURCHASE: Final[Operation[models.PurchaseWithReturnsAnswer]] = Operation(
    "POST", "/v1/purchases/{purchase}/void", True
)
CLAIM_PURCHASE: Final[Operation[models.PurchaseWithReturnsAnswer]] = Operation(
    "POST", "/v1/purchases/{purchase}/claim", True
)
ACTIVATE_PURCHASE: Final[Operation[models.PurchaseWithReturnsAnswer]] = Operation(
    "POST", "/v1/purchases/{purchase}/activate", True
)
RECORD_PURCHASES: Final[Operation[models.BatchAnswer]] = Operation("POST", "/v1/purchases/batch", True)
TAKE_RETURN: Final[Operation[models.ReturnAnswer]] = Operation("POST", "/v1/returns", True, takes_name=True)
GET_RETURN: Final[Operation[models.ReturnAnswer]] = Operation("GET", "/v1/returns/{return}", True)
VOID_RETURN: Final[Operation[models.ReturnAnswer]] = Operation("POST", "/v1/returns/{return}/void", True)
EXCHANGE_GOODS: Final[Operation[models.ExchangeAnswer]] = Operation("POST", "/v1/exchanges", True)
ASK_QUOTE: Final[Operation[models.QuoteAnswer]] = Operation("POST", "/v1/quotes", True)
PLACE_HOLD: Final[Operation[models.HoldAnswer]] = Operation("POST", "/v1/holds", True, takes_name=True)
RELEASE_HOLD: Final[Operation[None]] = Operation("DELETE", "/v1/holds/{hold}", True)
GET_HOLD: Final[Operation[models.HoldStateAnswer]] = Operation("GET", "/v1/holds/{hold}", True)
ISSUE_GIFT_CARD: Final[Operation[models.IssuedGiftCardAnswer]] = Operation(
    "POST", "/v1/gift-cards", True, takes_name=True
)
LIST_GIFT_CARDS: Final[Operation[models.GiftCardsAnswer]] = Operation("GET", "/v1/gift-cards", True)
LOOK_UP_GIFT_CARD: Final[Operation[models.GiftCardAnswer]] = Operation("POST", "/v1/gift-cards/look-up", False)
GET_GIFT_CARD: Final[Operation[models.GiftCardAnswer]] = Operation("GET", "/v1/gift-cards/{gift_card}", True)
LIST_GIFT_CARD_ENTRIES: Final[Operation[models.GiftCardEntriesAnswer]] = Operation(
    "GET", "/v1/gift-cards/{gift_card}/entries", True
)
TOP_UP_GIFT_CARD: Final[Operation[models.GiftCardAnswer]] = Operation(
    "POST", "/v1/gift-cards/{gift_card}/top-ups", True, takes_name=True
)
REPLACE_GIFT_CARD: Final[Operation[models.IssuedGiftCardAnswer]] = Operation(
    "POST", "/v1/gift-cards/{gift_card}/replace", True, takes_name=True
)
BLOCK_GIFT_CARD: Final[Operation[models.GiftCardAnswer]] = Operation("POST", "/v1/gift-cards/{gift_card}/block", False)
UNBLOCK_GIFT_CARD: Final[Operation[models.GiftCardAnswer]] = Operation(
    "POST", "/v1/gift-cards/{gift_card}/unblock", False
)
VOID_GIFT_CARD: Final[Operation[models.GiftCardAnswer]] = Operation("POST", "/v1/gift-cards/{gift_card}/void", False)
LIST_REWARDS: Final[Operation[models.RewardsAnswer]] = Operation("GET", "/v1/rewards", True)
REDEEM_REWARD: Final[Operation[models.RedemptionAnswer]] = Operation("POST", "/v1/redemptions", True, takes_name=True)
GET_VOUCHER: Final[Operation[models.VoucherStateAnswer]] = Operation("GET", "/v1/vouchers/{code}", True)
LIST_MEMBER_HOLDS: Final[Operation[models.HoldsAnswer]] = Operation("GET", "/v1/members/{member}/holds", True)
LIST_MEMBER_VOUCHERS: Final[Operation[models.VouchersAnswer]] = Operation("GET", "/v1/members/{member}/vouchers", True)
GIVE_VOUCHER: Final[Operation[models.GiftAnswer]] = Operation("POST", "/v1/vouchers", True, takes_name=True)
REVOKE_VOUCHER: Final[Operation[models.VoucherStateAnswer]] = Operation("POST", "/v1/vouchers/{code}/revoke", False)
START_VOUCHER_BATCH: Final[Operation[models.VoucherBatchAnswer]] = Operation("POST", "/v1/voucher-batches", True)
GET_VOUCHER_BATCH: Final[Operation[models.VoucherBatchAnswer]] = Operation("GET", "/v1/voucher-batches/{batch}", True)
TRANSFER_POINTS: Final[Operation[models.TransferAnswer]] = Operation("POST", "/v1/transfers", True, takes_name=True)
GET_STATUS: Final[Operation[models.StatusAnswer]] = Operation("GET", "/v1/members/{member}/status", True)
GET_STATUSES: Final[Operation[models.StatusBatchAnswer]] = Operation("POST", "/v1/status/batch", True)
LIST_ENTRIES: Final[Operation[models.EntriesAnswer]] = Operation("GET", "/v1/members/{member}/entries", True)
GET_ENTRY: Final[Operation[models.OneEntryAnswer]] = Operation("GET", "/v1/members/{member}/entries/{entry}", True)
GET_BALANCE: Final[Operation[models.BalanceAnswer]] = Operation("GET", "/v1/members/{member}/balance", True)
ADJUST_BALANCE: Final[Operation[models.AdjustmentAnswer]] = Operation(
    "POST", "/v1/members/{member}/adjustments", True, takes_name=True
)
GIVE_LEVEL: Final[Operation[models.LevelHeldAnswer]] = Operation("PUT", "/v1/members/{member}/tier", True)
TAKE_LEVEL_AWAY: Final[Operation[None]] = Operation("DELETE", "/v1/members/{member}/tier", True)
LIST_MEMBER_TIERS: Final[Operation[models.TierChangesAnswer]] = Operation("GET", "/v1/members/{member}/tiers", True)
LIST_TIER_CHANGES: Final[Operation[models.AnnouncedPageAnswer]] = Operation("GET", "/v1/tier-changes", True)
LIST_REBATES: Final[Operation[models.RebatePeriodsAnswer]] = Operation("GET", "/v1/members/{member}/rebates", True)
GET_LIABILITY: Final[Operation[models.LiabilityAnswer]] = Operation("GET", "/v1/reports/liability", True)
LIST_SETTLEMENTS: Final[Operation[bytes]] = Operation("GET", "/v1/reports/settlements", True)
GET_SALES: Final[Operation[models.SalesAnswer]] = Operation("GET", "/v1/reports/sales", True)
LIST_DONATIONS: Final[Operation[models.DonationsAnswer]] = Operation("GET", "/v1/reports/donations", True)
LIST_UNMATCHED_GOODS: Final[Operation[models.UnmatchedGoodsAnswer]] = Operation(
    "GET", "/v1/reports/unmatched-goods", True
)
EXPORT_RECORDS: Final[Operation[bytes]] = Operation("GET", "/v1/exports/{file}", True)
CREATE_CONNECTOR: Final[Operation[models.ConnectorAnswer]] = Operation("POST", "/v1/connectors", False)
LIST_CONNECTORS: Final[Operation[models.ConnectorsAnswer]] = Operation("GET", "/v1/connectors", True)
GET_CONNECTOR: Final[Operation[models.ConnectorAnswer]] = Operation("GET", "/v1/connectors/{connector}", True)
CHANGE_CONNECTOR: Final[Operation[models.ConnectorAnswer]] = Operation("PATCH", "/v1/connectors/{connector}", True)
DELETE_CONNECTOR: Final[Operation[None]] = Operation("DELETE", "/v1/connectors/{connector}", True)
RETRY_DELIVERIES: Final[Operation[models.RetryAnswer]] = Operation("POST", "/v1/connectors/{connector}/retry", False)
MAP_MESSAGE: Final[Operation[models.TriedAnswer]] = Operation("POST", "/v1/connectors/{connector}/map", True)
START_BACKFILL: Final[Operation[models.BackfillAnswer]] = Operation("POST", "/v1/connectors/{connector}/backfill", True)
LIST_BACKFILLS: Final[Operation[models.BackfillsAnswer]] = Operation(
    "GET", "/v1/connectors/{connector}/backfills", True
)
GET_BACKFILL: Final[Operation[models.BackfillAnswer]] = Operation(
    "GET", "/v1/connectors/{connector}/backfills/{backfill}", True
)
LIST_DELIVERIES: Final[Operation[models.DeliveriesAnswer]] = Operation("GET", "/v1/deliveries", True)
GET_DELIVERY: Final[Operation[models.FullDeliveryAnswer]] = Operation("GET", "/v1/deliveries/{delivery}", True)
REPLAY_DELIVERY: Final[Operation[models.FullDeliveryAnswer]] = Operation(
    "POST", "/v1/deliveries/{delivery}/replay", False
)
DISMISS_DELIVERY: Final[Operation[models.FullDeliveryAnswer]] = Operation(
    "POST", "/v1/deliveries/{delivery}/dismiss", False
)
ASK_REVIEW: Final[Operation[models.InsightReviewAnswer]] = Operation("POST", "/v1/insights/reviews", True)
LIST_REVIEWS: Final[Operation[models.InsightReviewsAnswer]] = Operation("GET", "/v1/insights/reviews", True)
GET_REVIEW: Final[Operation[models.InsightReviewAnswer]] = Operation("GET", "/v1/insights/reviews/{review}", True)
LIST_GRADES: Final[Operation[models.GradesAnswer]] = Operation("GET", "/v1/insights/grades", True)
LIST_MEMBER_GRADES: Final[Operation[models.MemberGradesAnswer]] = Operation("GET", "/v1/members/{member}/grades", True)
GET_PARETO: Final[Operation[models.ParetoAnswer]] = Operation("GET", "/v1/insights/pareto", True)
LIST_DEVIATIONS: Final[Operation[models.DeviationsAnswer]] = Operation("GET", "/v1/insights/deviations", True)
LIST_LAPSED: Final[Operation[models.LapsedAnswer]] = Operation("GET", "/v1/insights/lapsed", True)
LIST_REORDERS: Final[Operation[models.ReordersAnswer]] = Operation("GET", "/v1/insights/reorders", True)
LIST_LIFT: Final[Operation[models.LiftsAnswer]] = Operation("GET", "/v1/insights/lift", True)
GET_STAGES: Final[Operation[models.StagesAnswer]] = Operation("GET", "/v1/insights/stages", True)
MAKE_TASK: Final[Operation[models.TaskAnswer]] = Operation("POST", "/v1/tasks", True)
LIST_TASKS: Final[Operation[models.TasksAnswer]] = Operation("GET", "/v1/tasks", True)
GET_TASK: Final[Operation[models.TaskAnswer]] = Operation("GET", "/v1/tasks/{task}", True)
FINISH_TASK: Final[Operation[models.TaskAnswer]] = Operation("POST", "/v1/tasks/{task}/done", False)
DROP_TASK: Final[Operation[models.TaskAnswer]] = Operation("POST", "/v1/tasks/{task}/drop", False)
HAND_TASK: Final[Operation[models.TaskAnswer]] = Operation("POST", "/v1/tasks/{task}/hand", False)
POSTPONE_TASK: Final[Operation[models.TaskAnswer]] = Operation("POST", "/v1/tasks/{task}/later", False)
LIST_LAPSE_REASONS: Final[Operation[models.LapseReasonsAnswer]] = Operation("GET", "/v1/insights/lapsed/reasons", True)
GET_GOLDEN_LIST: Final[Operation[models.GoldenListAnswer]] = Operation("GET", "/v1/golden-list", True)
GET_GOLDEN_LIST_CSV: Final[Operation[bytes]] = Operation("GET", "/v1/golden-list", True)
GET_MEMBER_INSIGHT: Final[Operation[models.MemberInsightAnswer]] = Operation(
    "GET", "/v1/members/{member}/insight", True
)
LIST_HONOURS: Final[Operation[models.HonoursAnswer]] = Operation("GET", "/v1/honours", True)
LIST_SEGMENTS: Final[Operation[models.SegmentsAnswer]] = Operation("GET", "/v1/segments", True)
GET_SEGMENT: Final[Operation[models.SegmentAnswer]] = Operation("GET", "/v1/segments/{segment}", True)
LIST_SEGMENT_MEMBERS: Final[Operation[models.SegmentMembersAnswer]] = Operation(
    "GET", "/v1/segments/{segment}/members", True
)
LIST_SEGMENT_MEMBERS_CSV: Final[Operation[bytes]] = Operation("GET", "/v1/segments/{segment}/members", True)
CHECK_SEGMENT: Final[Operation[models.SegmentCheckAnswer]] = Operation("POST", "/v1/segments/check", True)
GET_HOLDOUT: Final[Operation[models.HoldoutAnswer]] = Operation("GET", "/v1/holdout", True)
GET_HOLDOUT_EFFECT: Final[Operation[models.HoldoutEffectAnswer]] = Operation("GET", "/v1/holdout/effect", True)
START_REHEARSAL: Final[Operation[models.RehearsalAnswer]] = Operation("POST", "/v1/rehearsals", True)
LIST_REHEARSALS: Final[Operation[models.RehearsalsAnswer]] = Operation("GET", "/v1/rehearsals", True)
GET_REHEARSAL: Final[Operation[models.RehearsalAnswer]] = Operation("GET", "/v1/rehearsals/{rehearsal}", True)
CANCEL_REHEARSAL: Final[Operation[None]] = Operation("DELETE", "/v1/rehearsals/{rehearsal}", True)
LIST_REHEARSED_MEMBERS: Final[Operation[models.RehearsedMembersAnswer]] = Operation(
    "GET", "/v1/rehearsals/{rehearsal}/members", True
)
LINT_PROGRAM: Final[Operation[models.LintAnswer]] = Operation("POST", "/v1/program/lint", True)
LIST_EVENTS: Final[Operation[models.EventsAnswer]] = Operation("GET", "/v1/events", True)
MAKE_WEBHOOK: Final[Operation[models.MadeWebhookAnswer]] = Operation("POST", "/v1/webhooks", False)
LIST_WEBHOOKS: Final[Operation[models.WebhooksAnswer]] = Operation("GET", "/v1/webhooks", True)
GET_WEBHOOK: Final[Operation[models.WebhookStateAnswer]] = Operation("GET", "/v1/webhooks/{webhook}", True)
CHANGE_WEBHOOK: Final[Operation[models.WebhookAnswer]] = Operation("PATCH", "/v1/webhooks/{webhook}", True)
DELETE_WEBHOOK: Final[Operation[None]] = Operation("DELETE", "/v1/webhooks/{webhook}", True)
ROTATE_WEBHOOK: Final[Operation[models.SecretAnswer]] = Operation("POST", "/v1/webhooks/{webhook}/rotate", False)
PING_WEBHOOK: Final[Operation[models.PingAnswer]] = Operation("POST", "/v1/webhooks/{webhook}/ping", False)
REPLAY_WEBHOOK: Final[Operation[models.ReplayAnswer]] = Operation("POST", "/v1/webhooks/{webhook}/replay", False)
LIST_ATTEMPTS: Final[Operation[models.AttemptsAnswer]] = Operation("GET", "/v1/webhooks/{webhook}/attempts", True)


class Operations(Calls):
    """All operations, which block until they are answered."""

    def get_draft(self, *, if_none_match: str | None = None) -> models.DraftAnswer:
        """Read the draft of the programme's next version.

        Its `ETag` names the revision; send it as `If-Match` when changing or dropping the draft.

        `if_none_match`: The ETag of the version that you have; 304 if it is still current.
        """
        return self._send(GET_DRAFT, Call(headers={"If-None-Match": if_none_match}))

    def keep_draft(self, body: models.ProgramVersion, *, if_match: str | None = None) -> models.DraftAnswer:
        """Keep a draft of the programme's next version, or replace the one there is.

        With `If-Match`, only if nobody has changed or dropped it since it was read. A draft may have faults,
        but only whole numbers. Check it by `POST /v1/program/check`, and publish it by `PUT /v1/program` with
        the version it is based on.

        `if_match`: The ETag of the version to replace.
        """
        return self._send(KEEP_DRAFT, Call(headers={"If-Match": if_match}, body=body))

    def drop_draft(self, *, if_match: str | None = None) -> None:
        """Drop the draft. With `If-Match`, only if nobody has changed it since it was read.

        `if_match`: The ETag of the version to replace.
        """
        self._send(DROP_DRAFT, Call(headers={"If-Match": if_match}))

    def get_program(self, *, if_none_match: str | None = None) -> models.ProgramVersion:
        """Read the programme in force.

        Its `ETag` names the version; send it as `If-Match` when publishing the next one.

        `if_none_match`: The ETag of the version that you have; 304 if it is still current.
        """
        return self._send(GET_PROGRAM, Call(headers={"If-None-Match": if_none_match}))

    def publish_program(self, body: models.ProgramVersion, *, if_match: str | None = None) -> models.ProgramVersion:
        """Publish the next version of the programme.

        With `If-Match`, only if the version read is still the newest. Earlier recordings stay as decided.

        `if_match`: The ETag of the version to replace.
        """
        return self._send(PUBLISH_PROGRAM, Call(headers={"If-Match": if_match}, body=body))

    def check_program(self, body: models.ProgramVersion) -> models.CheckAnswer:
        """Check a draft of the programme without publishing it.

        All faults are reported at once, each with its place in the document; while a value is missing or has
        the wrong type, conflicts between parts are not checked.
        """
        return self._send(CHECK_PROGRAM, Call(body=body))

    def get_program_version(self, version: int, *, if_none_match: str | None = None) -> models.ProgramVersion:
        """Read any version of the programme.

        Purchases and entries name the version that decided them.

        `version`: The number of a version, from 1.

        `if_none_match`: The ETag of the version that you have; 304 if it is still current.
        """
        return self._send(
            GET_PROGRAM_VERSION, Call(path={"version": version}, headers={"If-None-Match": if_none_match})
        )

    def list_campaigns(self) -> models.CampaignsAnswer:
        """Read the campaigns of the programme in force.

        In the order of its document, each in its document form. `state` depends only on the first and the
        last day: a running campaign may still be limited to other hours, stores or members.
        """
        return self._send(LIST_CAMPAIGNS, Call())

    def list_campaign_codes(self, campaign: str) -> Iterator[bytes]:
        """Read the codes of a campaign with `codes` of kind `many` as CSV.

        The same codes each time; a greater `count` adds codes behind them. Knowing a code is enough to use
        it, so reading them requires a scope of its own.

        The answer is a file; the request is sent when its first piece is asked for.

        `campaign`: The id of a campaign.
        """
        return self._file(LIST_CAMPAIGN_CODES, Call(path={"campaign": campaign}))

    def get_clock(self) -> models.ClockAnswer:
        """Read the clock of a test programme. A live programme has none of its own."""
        return self._send(GET_CLOCK, Call())

    def advance_clock(self, body: models.ClockRequest) -> models.ClockAnswer:
        """Advance the clock of a test programme to a fixed time.

        So effects of time can be tested in a second: points that expire, days that leave a tier's window,
        rebate periods that start and end, vouchers that pass their last day. Every effect due by then, on
        every member, is applied before the answer, which takes a while if there are many. Setting the present
        time again completes an interrupted request, and changes nothing else.
        """
        return self._send(ADVANCE_CLOCK, Call(body=body))

    def list_keys(self, *, limit: int | None = None, cursor: str | None = None) -> models.KeysAnswer:
        """List the keys of the programme, oldest first, without their secrets.

        `limit`: The maximum number of items.

        `cursor`: `next_cursor` of the previous page, with otherwise the same parameters.
        """
        return self._send(LIST_KEYS, Call(query={"limit": limit, "cursor": cursor}))

    def iterate_keys(self, *, limit: int | None = None) -> Iterator[models.KeyAnswer]:
        """Each of list_keys, page by page.

        `limit`: The maximum number of items.
        """
        return self._items(LIST_KEYS, Call(query={"limit": limit}))

    def create_key(self, body: models.KeyRequest) -> models.NewKeyAnswer:
        """Make a key. Its secret is shown only in this answer; repeating the request makes another key.

        The header Idempotency-Key is ignored, because the secret cannot be shown twice: without an answer,
        make another key, find the first one in the list, and revoke it.

        A key can pass on only what it has: its own scopes, its own store, no more requests and no later
        expiry. Keys made by a partner's key know the same members, and must be a partner's too. Keys made by
        a limited key share its limit: a request counts for both. A key with a daily limit cannot make keys,
        because they would evade it. A request over a limit gets 429 and has no effect.
        """
        return self._send(CREATE_KEY, Call(body=body))

    def revoke_key(
        self, key: str, *, made_by_it: Literal["true", "false"] | None = None
    ) -> models.RevokedAnswer | None:
        """Revoke a key for good: it is refused everywhere within 5 seconds. Repeating the request changes
        nothing.

        This includes the last admin key: make a new one on the command line, `goldlist keys create --role
        admin`. A key can revoke itself, and any key it could have made: of its own store, with no more
        scopes, no wider limits and no later expiry than its own. A stolen key may have made others:
        `made_by_it=true` revokes those too. Without it the answer has no body, and the header
        `Keys-Still-Open` has their number.

        `key`: A key: `key_…`.

        `made_by_it`: `true`: also all keys it made, directly or indirectly. The answer has their number.
        """
        return self._send(REVOKE_KEY, Call(path={"key": key}, query={"made_by_it": made_by_it}))

    def get_own_key(self) -> models.OwnKeyAnswer:
        """Read the permissions of this request's key: its role, scopes, store, limits and expiry. Every key may."""
        return self._send(GET_OWN_KEY, Call())

    def list_key_members(
        self, key: str, *, limit: int | None = None, cursor: str | None = None
    ) -> models.KeyMembersAnswer:
        """List the members that a partner's key knows.

        Those that it, or a key sharing its members, has enrolled, and those that were added to it.

        `key`: A key: `key_…`.

        `limit`: The maximum number of items.

        `cursor`: `next_cursor` of the previous page, with otherwise the same parameters.
        """
        return self._send(LIST_KEY_MEMBERS, Call(path={"key": key}, query={"limit": limit, "cursor": cursor}))

    def iterate_key_members(self, key: str, *, limit: int | None = None) -> Iterator[models.KeyMemberAnswer]:
        """Each of list_key_members, page by page.

        `limit`: The maximum number of items.
        """
        return self._items(LIST_KEY_MEMBERS, Call(path={"key": key}, query={"limit": limit}))

    def add_key_member(self, key: str, member: str) -> models.KeyMemberAnswer:
        """Let a partner's key know a member. Repeating the request changes nothing.

        From then on the key, and those that share its members, can use the member as their scopes allow. All
        other members are 404 for it, as if they did not exist. Refused for a key that knows all members.

        `key`: A key: `key_…`.

        `member`: A member: `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>%2F<customer>`.
        """
        return self._send(ADD_KEY_MEMBER, Call(path={"key": key, "member": member}))

    def remove_key_member(self, key: str, member: str) -> None:
        """Remove a member from those that a partner's key, and those that share its members, know.

        `key`: A key: `key_…`.

        `member`: A member: `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>%2F<customer>`.
        """
        self._send(REMOVE_KEY_MEMBER, Call(path={"key": key, "member": member}))

    def put_staff(self, staff: str, body: models.StaffBody) -> models.StaffAnswer:
        """Make a member of staff, or replace everything about one.

        `ext:…` makes the person if there is none yet. Repeating the request changes nothing. A key can only
        make and change staff whose role has no more scopes than the key.

        `staff`: A member of staff: `stf_…` or `ext:<external_id>`.
        """
        return self._send(PUT_STAFF, Call(path={"staff": staff}, body=body))

    def get_staff(self, staff: str) -> models.StaffAnswer:
        """Read a member of staff.

        `staff`: A member of staff: `stf_…` or `ext:<external_id>`.
        """
        return self._send(GET_STAFF, Call(path={"staff": staff}))

    def list_staff(self, *, limit: int | None = None, cursor: str | None = None) -> models.StaffListAnswer:
        """List the staff of the programme, oldest first, including those who have left.

        `limit`: The maximum number of items.

        `cursor`: `next_cursor` of the previous page, with otherwise the same parameters.
        """
        return self._send(LIST_STAFF, Call(query={"limit": limit, "cursor": cursor}))

    def iterate_staff(self, *, limit: int | None = None) -> Iterator[models.StaffAnswer]:
        """Each of list_staff, page by page.

        `limit`: The maximum number of items.
        """
        return self._items(LIST_STAFF, Call(query={"limit": limit}))

    def invite_staff(self, staff: str) -> models.InvitationAnswer:
        """Invite a member of staff to the pages.

        The link works once, for an hour, asks for a password, and replaces earlier invitations. A key can
        only invite staff whose role has no more scopes than the key.

        `staff`: A member of staff: `stf_…` or `ext:<external_id>`.
        """
        return self._send(INVITE_STAFF, Call(path={"staff": staff}))

    def list_acts(self, *, limit: int | None = None, cursor: str | None = None) -> models.AuditAnswer:
        """Read the audit log of administrative actions, newest first.

        Programmes published, keys made and revoked, balances adjusted manually, members changed, merged and
        erased. Actions are logged together with their effect, and never altered.

        `limit`: The maximum number of items.

        `cursor`: `next_cursor` of the previous page, with otherwise the same parameters.
        """
        return self._send(LIST_ACTS, Call(query={"limit": limit, "cursor": cursor}))

    def iterate_acts(self, *, limit: int | None = None) -> Iterator[models.ActAnswer]:
        """Each of list_acts, page by page.

        `limit`: The maximum number of items.
        """
        return self._items(LIST_ACTS, Call(query={"limit": limit}))

    def enrol_member(self, body: models.MemberRequest, *, idempotency_key: str | None = None) -> models.MemberAnswer:
        """Enrol a member.

        `idempotency_key`: A name for this request, kept for 30 days. Required if the body has no
        `external_id`, which takes precedence.
        """
        return self._send(ENROL_MEMBER, Call(headers={"Idempotency-Key": idempotency_key}, body=body))

    def list_members(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        q: str | None = None,
        external_id: str | None = None,
        card: str | None = None,
        email: str | None = None,
        phone: str | None = None,
        owner: str | None = None,
        group: Literal["prospects", "premium", "customers"] | None = None,
        changed_since: str | None = None,
        expiring_by: str | None = None,
    ) -> models.MembersAnswer:
        """List all members, or those that match every filter, in the order of enrolment.

        `limit`: The maximum number of items.

        `cursor`: `next_cursor` of the previous page, with otherwise the same parameters.

        `q`: A search for up to 20 members, by name, without other parameters: beginnings of words of the name
        in any order, at least the last 4 digits of a card or phone, or a whole e-mail address, external id or
        receipt (a purchase's external id).

        `external_id`: Your own name for the member.

        `card`: One of the member's card numbers.

        `email`: The e-mail address, in any case.

        `phone`: The phone number, with or without blanks and punctuation; if the programme has a
        `default_country`, with or without a country code.

        `owner`: The member of staff who looks after the member, `stf_…` or `ext:…`; `none` for nobody.

        `group`: Only members of this group now: `prospects` have bought nothing that was kept, `premium` are
        at one of the levels of this group, `customers` are all others. A page may then have fewer members
        than `limit`, even none, and others follow.

        `changed_since`: Only members changed since then in any way, oldest change first. A change may become
        visible a few seconds after its instant: start the next request 10 seconds before the time of this
        one.

        `expiring_by`: Only members with points whose last valid day is this one or earlier.
        """
        return self._send(
            LIST_MEMBERS,
            Call(
                query={
                    "limit": limit,
                    "cursor": cursor,
                    "q": q,
                    "external_id": external_id,
                    "card": card,
                    "email": email,
                    "phone": phone,
                    "owner": owner,
                    "group": group,
                    "changed_since": changed_since,
                    "expiring_by": expiring_by,
                }
            ),
        )

    def iterate_members(
        self,
        *,
        limit: int | None = None,
        q: str | None = None,
        external_id: str | None = None,
        card: str | None = None,
        email: str | None = None,
        phone: str | None = None,
        owner: str | None = None,
        group: Literal["prospects", "premium", "customers"] | None = None,
        changed_since: str | None = None,
        expiring_by: str | None = None,
    ) -> Iterator[models.MemberAnswer]:
        """Each of list_members, page by page.

        `limit`: The maximum number of items.

        `q`: A search for up to 20 members, by name, without other parameters: beginnings of words of the name
        in any order, at least the last 4 digits of a card or phone, or a whole e-mail address, external id or
        receipt (a purchase's external id).

        `external_id`: Your own name for the member.

        `card`: One of the member's card numbers.

        `email`: The e-mail address, in any case.

        `phone`: The phone number, with or without blanks and punctuation; if the programme has a
        `default_country`, with or without a country code.

        `owner`: The member of staff who looks after the member, `stf_…` or `ext:…`; `none` for nobody.

        `group`: Only members of this group now: `prospects` have bought nothing that was kept, `premium` are
        at one of the levels of this group, `customers` are all others. A page may then have fewer members
        than `limit`, even none, and others follow.

        `changed_since`: Only members changed since then in any way, oldest change first. A change may become
        visible a few seconds after its instant: start the next request 10 seconds before the time of this
        one.

        `expiring_by`: Only members with points whose last valid day is this one or earlier.
        """
        return self._items(
            LIST_MEMBERS,
            Call(
                query={
                    "limit": limit,
                    "q": q,
                    "external_id": external_id,
                    "card": card,
                    "email": email,
                    "phone": phone,
                    "owner": owner,
                    "group": group,
                    "changed_since": changed_since,
                    "expiring_by": expiring_by,
                }
            ),
        )

    def get_member(self, member: str, *, if_none_match: str | None = None) -> models.MemberAnswer:
        """Read a member, by id, external_id or card.

        `member`: A member: `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>%2F<customer>`.

        `if_none_match`: The ETag of the version that you have; 304 if it is still current.
        """
        return self._send(GET_MEMBER, Call(path={"member": member}, headers={"If-None-Match": if_none_match}))

    def change_member(self, member: str, body: models.MemberChange, *, if_match: str) -> models.MemberAnswer:
        """Change a member's personal data. Omitted fields stay, null removes a value.

        `If-Match` with the ETag that you read is required, so that concurrent changes are not overwritten; a
        purchase in between counts as a change too. `*` matches any version.

        Fields that customers may change themselves (`name`, `email`, `phone`, `birth_date`, `consents`)
        require the scope `members:contact`, which a web shop's key has; `joined_on` and `metadata` require
        `members:write`.

        `member`: A member: `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>%2F<customer>`.

        `if_match`: The ETag of the version to replace.
        """
        return self._send(CHANGE_MEMBER, Call(path={"member": member}, headers={"If-Match": if_match}, body=body))

    def erase_member(self, member: str) -> None:
        """Erase a member's personal data with all names and cards; the anonymous ledger stays.

        This cannot be undone, and nothing can be recorded for the member any more. The names are free for
        others. The entries, the balance, the rebates and the purchases are still found by the id, `mem_…`.

        `member`: A member: `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>%2F<customer>`.
        """
        self._send(ERASE_MEMBER, Call(path={"member": member}))

    def get_members(self, body: models.MembersRequest) -> models.MembersFoundAnswer:
        """Read up to 200 members.

        In the order of the references; an unknown one gets a problem in its place. Each reference may occur
        once.
        """
        return self._send(GET_MEMBERS, Call(body=body))

    def add_card(self, member: str, body: models.CardRequest) -> models.MemberAnswer:
        """Add a card to a member. Repeating the request changes nothing.

        `member`: A member: `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>%2F<customer>`.
        """
        return self._send(ADD_CARD, Call(path={"member": member}, body=body))

    def remove_card(self, member: str, number: str) -> None:
        """Remove a card from a member. It no longer identifies anyone, and can be given to another member.

        `member`: A member: `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>%2F<customer>`.

        `number`: The number of a card.
        """
        self._send(REMOVE_CARD, Call(path={"member": member, "number": number}))

    def add_link(self, member: str, body: models.LinkRequest) -> models.MadeLinkAnswer:
        """Link a member to a customer of a shop system: the customer's orders become the member's purchases.

        Purchases that the customer made as a guest in the last 90 days become the member's. A customer is
        linked to one member. Repeating the request claims what has come in since, and changes nothing else.

        `member`: A member: `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>%2F<customer>`.
        """
        return self._send(ADD_LINK, Call(path={"member": member}, body=body))

    def list_links(self, member: str) -> models.LinksAnswer:
        """List the links of a member to customers of shop systems.

        `member`: A member: `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>%2F<customer>`.
        """
        return self._send(LIST_LINKS, Call(path={"member": member}))

    def remove_link(self, member: str, connector_name: str, customer: str) -> None:
        """Remove a link. The member keeps the purchases; later orders of the customer are a guest's.

        `member`: A member: `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>%2F<customer>`.

        `connector_name`: The name of a connector.

        `customer`: The shop's id of a customer.
        """
        self._send(REMOVE_LINK, Call(path={"member": member, "connector_name": connector_name, "customer": customer}))

    def merge_members(self, member: str, body: models.MergeRequest) -> models.MemberAnswer:
        """Merge another member into this one: purchases, balances, vouchers, cards and names.

        From then on the other's names and id find this member. Personal data is this member's, completed by
        the other's. Repeating the request changes nothing.

        `member`: A member: `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>%2F<customer>`.
        """
        return self._send(MERGE_MEMBERS, Call(path={"member": member}, body=body))

    def set_owner(self, member: str, body: models.OwnerRequest) -> models.OwnerAnswer:
        """Make a member of staff the owner of a member, the account manager. Repeating the request changes
        nothing.

        The owner gets the tasks about the member. The audit log has the earlier owners.

        `member`: A member: `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>%2F<customer>`.
        """
        return self._send(SET_OWNER, Call(path={"member": member}, body=body))

    def get_owner(self, member: str) -> models.OwnerAnswer:
        """Read the owner of a member, and the person to contact now.

        `member`: A member: `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>%2F<customer>`.
        """
        return self._send(GET_OWNER, Call(path={"member": member}))

    def add_consent(self, member: str, body: models.ConsentBody) -> models.ConsentAnswer:
        """Record what a member allowed or withdrew, with its evidence. Rows are never changed.

        The newest row by `at` decides about a purpose and channel, of those for the channel and those for
        all; of two with the same instant, the withdrawal. A row for `marketing` and all channels is the
        member's `consents.marketing`.

        `member`: A member: `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>%2F<customer>`.
        """
        return self._send(ADD_CONSENT, Call(path={"member": member}, body=body))

    def list_consents(
        self, member: str, *, limit: int | None = None, cursor: str | None = None
    ) -> models.ConsentsPageAnswer:
        """Read what a member allows now, and list who said what, when, how and to which text.

        `member`: A member: `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>%2F<customer>`.

        `limit`: The maximum number of items.

        `cursor`: `next_cursor` of the previous page, with otherwise the same parameters.
        """
        return self._send(LIST_CONSENTS, Call(path={"member": member}, query={"limit": limit, "cursor": cursor}))

    def iterate_consents(self, member: str, *, limit: int | None = None) -> Iterator[models.ConsentAnswer]:
        """Each of list_consents, page by page.

        `limit`: The maximum number of items.
        """
        return self._items(LIST_CONSENTS, Call(path={"member": member}, query={"limit": limit}))

    def suppress_address(self, body: models.SuppressionBody) -> models.SuppressionAnswer:
        """Store that an address wants nothing, whoever has it, and whatever is imported later.

        Only a mark of the address is stored. A later consent counts if it is `confirmed`.
        """
        return self._send(SUPPRESS_ADDRESS, Call(body=body))

    def start_contact_list(self, body: models.ContactListRequest) -> models.ContactListAnswer:
        """Choose members to contact for a purpose over a channel.

        They are chosen in the background, a few at a time, each at most once, despite interruptions.
        Consents, addresses that want nothing, caps and the control group decide at that moment. A chosen
        member counts as contacted that day, so a list that is not sent uses up caps. Requires a key that
        knows all members.
        """
        return self._send(START_CONTACT_LIST, Call(body=body))

    def get_contact_list(self, list: str) -> models.ContactListAnswer:
        """Read the progress of a contact list.

        `list`: A contact list: `lst_…`.
        """
        return self._send(GET_CONTACT_LIST, Call(path={"list": list}))

    def list_chosen_members(
        self, list: str, *, limit: int | None = None, cursor: str | None = None
    ) -> models.ChosenMembersAnswer:
        """List the members chosen for a contact list so far.

        With `format=csv` a text that a spreadsheet would execute gets a leading apostrophe. Erased members
        are left out.

        `list`: A contact list: `lst_…`.

        `limit`: The maximum number of items.

        `cursor`: `next_cursor` of the previous page, with otherwise the same parameters.
        """
        return self._send(LIST_CHOSEN_MEMBERS, Call(path={"list": list}, query={"limit": limit, "cursor": cursor}))

    def iterate_chosen_members(self, list: str, *, limit: int | None = None) -> Iterator[models.ChosenAnswer]:
        """Each of list_chosen_members, page by page.

        `limit`: The maximum number of items.
        """
        return self._items(LIST_CHOSEN_MEMBERS, Call(path={"list": list}, query={"limit": limit}))

    def list_chosen_members_csv(self, list: str) -> Iterator[bytes]:
        """List the members chosen for a contact list so far.

        With `format=csv` a text that a spreadsheet would execute gets a leading apostrophe. Erased members
        are left out.

        The answer is a file; the request is sent when its first piece is asked for.

        `list`: A contact list: `lst_…`.
        """
        return self._file(LIST_CHOSEN_MEMBERS_CSV, Call(path={"list": list}, query={"format": "csv"}))

    def record_contact(self, body: models.ContactBody) -> models.MemberContactAnswer:
        """Record a contact with a member: a message, a call, a visit, or what a platform reports about a
        message.

        Contacts that the shop made count against the programme's caps; reports do not. After `bounced` and
        `complained` the member's present address for the channel is not contacted any more, until a later
        consent is `confirmed`.
        """
        return self._send(RECORD_CONTACT, Call(body=body))

    def list_contacts(
        self, member: str, *, limit: int | None = None, cursor: str | None = None
    ) -> models.ContactsAnswer:
        """List the contacts with a member, the last recorded first.

        `member`: A member: `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>%2F<customer>`.

        `limit`: The maximum number of items.

        `cursor`: `next_cursor` of the previous page, with otherwise the same parameters.
        """
        return self._send(LIST_CONTACTS, Call(path={"member": member}, query={"limit": limit, "cursor": cursor}))

    def iterate_contacts(self, member: str, *, limit: int | None = None) -> Iterator[models.MemberContactAnswer]:
        """Each of list_contacts, page by page.

        `limit`: The maximum number of items.
        """
        return self._items(LIST_CONTACTS, Call(path={"member": member}, query={"limit": limit}))

    def check_contact(
        self,
        member: str,
        *,
        purpose: str | None = None,
        channel: Literal["email", "sms", "phone", "post", "push"] | None = None,
    ) -> models.ContactCheckAnswer:
        """Read whether a member may be contacted now for a purpose over a channel, and if not, why not.

        `member`: A member: `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>%2F<customer>`.

        `purpose`: `marketing`, or a purpose of the programme.

        `channel`: The channel.
        """
        return self._send(CHECK_CONTACT, Call(path={"member": member}, query={"purpose": purpose, "channel": channel}))

    def make_page_link(self, member: str, body: models.PageLinkRequest | None = None) -> models.PageLinkAnswer:
        """Make a link to the customer's own page: standing, vouchers, cards and latest entries, without signing
        in.

        Earlier links of the member end, unless they are kept. All end when the member is erased or merged
        into another.

        `member`: A member: `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>%2F<customer>`.
        """
        return self._send(MAKE_PAGE_LINK, Call(path={"member": member}, body=body))

    def ask_consent(self, member: str, body: models.AskBody) -> models.AskAnswer:
        """Make the link by which a member confirms a consent (double opt-in); your platform sends it.

        Opening the link shows a button, and only pressing it records the consent, once, with `confirmed`
        true. The link is for the member's present address: it is dead once the address changes.

        `member`: A member: `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>%2F<customer>`.
        """
        return self._send(ASK_CONSENT, Call(path={"member": member}, body=body))

    def renew_pictures(self, member: str) -> None:
        """Make the links to a member's pictures new ones: those in sent mails then show a neutral picture.

        `member`: A member: `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>%2F<customer>`.
        """
        self._send(RENEW_PICTURES, Call(path={"member": member}))

    def get_merge_fields(
        self,
        member: str,
        *,
        locale: str | None = None,
        names: Literal["plain", "mailchimp", "brevo"] | None = None,
        fields: str | None = None,
    ) -> models.MemberFieldsAnswer:
        """Read the merge fields of one member, for platforms that ask while they send. Also requires
        `members:read`.

        `member`: A member: `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>%2F<customer>`.

        `locale`: The locale of amounts and days, such as `de-AT`.

        `names`: The names of the fields: `mailchimp` has at most 10 capitals, `brevo` capitals.

        `fields`: Only these fields, separated by commas, by their plain names.
        """
        return self._send(
            GET_MERGE_FIELDS, Call(path={"member": member}, query={"locale": locale, "names": names, "fields": fields})
        )

    def list_merge_fields(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        purpose: str | None = None,
        all: Literal["true", "false"] | None = None,
        group: Literal["prospects", "premium", "customers"] | None = None,
        changed_since: str | None = None,
        locale: str | None = None,
        names: Literal["plain", "mailchimp", "brevo"] | None = None,
        fields: str | None = None,
    ) -> models.MergeFieldsAnswer:
        """List what an e-mail platform merges into its texts: one flat object a member, page by page or as one
        file.

        Only members with an address who may be written to for the purpose, caps included; also requires
        `members:read`. Amounts and days stand twice: as text of the locale, and exact (`…_minor`, `…_iso`).
        The codes of vouchers require `vouchers:read`.

        `limit`: The maximum number of items.

        `cursor`: `next_cursor` of the previous page, with otherwise the same parameters.

        `purpose`: Only members who may be written to by e-mail for this purpose now.

        `all`: `true`: whatever they allow, and whatever the caps.

        `group`: Only members of this group.

        `changed_since`: Only members changed since this instant.

        `locale`: The locale of amounts and days, such as `de-AT`.

        `names`: The names of the fields: `mailchimp` has at most 10 capitals, `brevo` capitals.

        `fields`: Only these fields, separated by commas, by their plain names.
        """
        return self._send(
            LIST_MERGE_FIELDS,
            Call(
                query={
                    "limit": limit,
                    "cursor": cursor,
                    "purpose": purpose,
                    "all": all,
                    "group": group,
                    "changed_since": changed_since,
                    "locale": locale,
                    "names": names,
                    "fields": fields,
                }
            ),
        )

    def iterate_merge_fields(
        self,
        *,
        limit: int | None = None,
        purpose: str | None = None,
        all: Literal["true", "false"] | None = None,
        group: Literal["prospects", "premium", "customers"] | None = None,
        changed_since: str | None = None,
        locale: str | None = None,
        names: Literal["plain", "mailchimp", "brevo"] | None = None,
        fields: str | None = None,
    ) -> Iterator[dict[str, Any]]:
        """Each of list_merge_fields, page by page.

        `limit`: The maximum number of items.

        `purpose`: Only members who may be written to by e-mail for this purpose now.

        `all`: `true`: whatever they allow, and whatever the caps.

        `group`: Only members of this group.

        `changed_since`: Only members changed since this instant.

        `locale`: The locale of amounts and days, such as `de-AT`.

        `names`: The names of the fields: `mailchimp` has at most 10 capitals, `brevo` capitals.

        `fields`: Only these fields, separated by commas, by their plain names.
        """
        return self._items(
            LIST_MERGE_FIELDS,
            Call(
                query={
                    "limit": limit,
                    "purpose": purpose,
                    "all": all,
                    "group": group,
                    "changed_since": changed_since,
                    "locale": locale,
                    "names": names,
                    "fields": fields,
                }
            ),
        )

    def list_merge_fields_csv(
        self,
        *,
        purpose: str | None = None,
        all: Literal["true", "false"] | None = None,
        group: Literal["prospects", "premium", "customers"] | None = None,
        changed_since: str | None = None,
        locale: str | None = None,
        names: Literal["plain", "mailchimp", "brevo"] | None = None,
        fields: str | None = None,
    ) -> Iterator[bytes]:
        """List what an e-mail platform merges into its texts: one flat object a member, page by page or as one
        file.

        Only members with an address who may be written to for the purpose, caps included; also requires
        `members:read`. Amounts and days stand twice: as text of the locale, and exact (`…_minor`, `…_iso`).
        The codes of vouchers require `vouchers:read`.

        The answer is a file; the request is sent when its first piece is asked for.

        `purpose`: Only members who may be written to by e-mail for this purpose now.

        `all`: `true`: whatever they allow, and whatever the caps.

        `group`: Only members of this group.

        `changed_since`: Only members changed since this instant.

        `locale`: The locale of amounts and days, such as `de-AT`.

        `names`: The names of the fields: `mailchimp` has at most 10 capitals, `brevo` capitals.

        `fields`: Only these fields, separated by commas, by their plain names.
        """
        return self._file(
            LIST_MERGE_FIELDS_CSV,
            Call(
                query={
                    "format": "csv",
                    "purpose": purpose,
                    "all": all,
                    "group": group,
                    "changed_since": changed_since,
                    "locale": locale,
                    "names": names,
                    "fields": fields,
                }
            ),
        )

    def write_note(self, member: str, body: models.NoteBody) -> models.NoteAnswer:
        """Write a note about a member, for colleagues. The customer never sees it; it is deleted with the
        member.

        `member`: A member: `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>%2F<customer>`.
        """
        return self._send(WRITE_NOTE, Call(path={"member": member}, body=body))

    def list_notes(self, member: str, *, limit: int | None = None, cursor: str | None = None) -> models.NotesAnswer:
        """List the notes about a member, newest first.

        `member`: A member: `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>%2F<customer>`.

        `limit`: The maximum number of items.

        `cursor`: `next_cursor` of the previous page, with otherwise the same parameters.
        """
        return self._send(LIST_NOTES, Call(path={"member": member}, query={"limit": limit, "cursor": cursor}))

    def iterate_notes(self, member: str, *, limit: int | None = None) -> Iterator[models.NoteAnswer]:
        """Each of list_notes, page by page.

        `limit`: The maximum number of items.
        """
        return self._items(LIST_NOTES, Call(path={"member": member}, query={"limit": limit}))

    def record_purchase(
        self, body: models.PurchaseRequest, *, idempotency_key: str | None = None
    ) -> models.PurchaseAnswer:
        """Record a purchase, and what it earns.

        The lines include every discount; no price is changed here. A purchase without a member is a guest's,
        and can be claimed later. `after` and `entries` are for the receipt.

        The same `external_id` again gets the first answer again, byte for byte, however much later.

        `idempotency_key`: A name for this request, kept for 30 days. Required if the body has no
        `external_id`, which takes precedence.
        """
        return self._send(RECORD_PURCHASE, Call(headers={"Idempotency-Key": idempotency_key}, body=body))

    def list_purchases(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        member: str | None = None,
        store: str | None = None,
        from_: str | None = None,
        to: str | None = None,
    ) -> models.PurchasesAnswer:
        """List purchases, latest sale first, including guests'.

        A key limited to a store lists those of its store and those without a store.

        `limit`: The maximum number of items.

        `cursor`: `next_cursor` of the previous page, with otherwise the same parameters.

        `member`: Only purchases of this member.

        `store`: Only purchases in this store; a store's key sees only its own.

        `from_`: Only from this instant, or from the start of this day in the programme's time zone.

        `to`: Only before this instant, or to the end of this day; at most 10 years after `from`.
        """
        return self._send(
            LIST_PURCHASES,
            Call(query={"limit": limit, "cursor": cursor, "member": member, "store": store, "from": from_, "to": to}),
        )

    def iterate_purchases(
        self,
        *,
        limit: int | None = None,
        member: str | None = None,
        store: str | None = None,
        from_: str | None = None,
        to: str | None = None,
    ) -> Iterator[models.PurchaseInListAnswer]:
        """Each of list_purchases, page by page.

        `limit`: The maximum number of items.

        `member`: Only purchases of this member.

        `store`: Only purchases in this store; a store's key sees only its own.

        `from_`: Only from this instant, or from the start of this day in the programme's time zone.

        `to`: Only before this instant, or to the end of this day; at most 10 years after `from`.
        """
        return self._items(
            LIST_PURCHASES, Call(query={"limit": limit, "member": member, "store": store, "from": from_, "to": to})
        )

    def get_purchase(self, purchase: str) -> models.PurchaseWithReturnsAnswer:
        """Read a purchase in its present state.

        With its lines, its returns, and everything it earned. A key limited to a store reads, lists, returns,
        claims, activates and voids only purchases of its store and those without a store.

        `purchase`: A purchase: `pur_…` or `ext:<external_id>`.
        """
        return self._send(GET_PURCHASE, Call(path={"purchase": purchase}))

    def void_purchase(self, purchase: str) -> models.PurchaseWithReturnsAnswer:
        """Void a purchase.

        Everything left of it is taken back, as in a return. Repeating the request changes nothing. A key
        limited to a store may void its own purchases and those without a store.

        `purchase`: A purchase: `pur_…` or `ext:<external_id>`.
        """
        return self._send(VOID_PURCHASE, Call(path={"purchase": purchase}))

    def claim_purchase(self, purchase: str, body: models.ClaimRequest) -> models.PurchaseWithReturnsAnswer:
        """Claim a guest's purchase for a member.

        Its kept part earns now, with the member's present tier. Repeating the request changes nothing.

        `purchase`: A purchase: `pur_…` or `ext:<external_id>`.
        """
        return self._send(CLAIM_PURCHASE, Call(path={"purchase": purchase}, body=body))

    def activate_purchase(self, purchase: str) -> models.PurchaseWithReturnsAnswer:
        """Make the points of a purchase available now.

        In a programme with `pending_days`, points are pending for that time; once the goods have arrived,
        they need not wait. Repeating the request, or sending it after that time, changes nothing. A guest's
        purchase can be activated before it is claimed. A key limited to a store may activate its own
        purchases and those without a store.

        `purchase`: A purchase: `pur_…` or `ext:<external_id>`.
        """
        return self._send(ACTIVATE_PURCHASE, Call(path={"purchase": purchase}))

    def record_purchases(
        self, body: models.BatchRequest, *, answer: Literal["full", "brief"] | None = None
    ) -> models.BatchAnswer:
        """Record up to 500 purchases and returns in one request.

        Each item is independent: a refused one does not stop the others, and the results are in the order of
        the request. A return may precede its purchase: it is recorded after it. An item may be `{"return":
        {…}}`. Repeating the whole batch changes nothing.

        `answer`: `brief` omits `entries`.
        """
        return self._send(RECORD_PURCHASES, Call(query={"answer": answer}, body=body))

    def take_return(
        self, body: models.ReturnRequest | models.ReturnWithoutReceiptRequest, *, idempotency_key: str | None = None
    ) -> models.ReturnAnswer:
        """Return goods, with or without receipt.

        With its purchase, the member has exactly what buying only the rest would have earned. Without
        `lines`, everything left is returned.

        `idempotency_key`: A name for this request, kept for 30 days. Required if the body has no
        `external_id`, which takes precedence.
        """
        return self._send(TAKE_RETURN, Call(headers={"Idempotency-Key": idempotency_key}, body=body))

    def get_return(self, return_: str) -> models.ReturnAnswer:
        """Read a return in its present state.

        With everything it took back.

        `return_`: A return: `ret_…` or `ext:<external_id>`.
        """
        return self._send(GET_RETURN, Call(path={"return": return_}))

    def void_return(self, return_: str) -> models.ReturnAnswer:
        """Undo a mistaken return.

        Its goods count as kept again. Repeating the request changes nothing. A key limited to a store may
        undo its own returns and those without a store.

        `return_`: A return: `ret_…` or `ext:<external_id>`.
        """
        return self._send(VOID_RETURN, Call(path={"return": return_}))

    def exchange_goods(self, body: models.ExchangeRequest) -> models.ExchangeAnswer:
        """Exchange goods: take some back and sell others, both or neither.

        The return comes first, so the purchase can use what it gives back. Each has its own `external_id`;
        the same request again changes nothing and gets the same answers.
        """
        return self._send(EXCHANGE_GOODS, Call(body=body))

    def ask_quote(self, body: models.QuoteRequest) -> models.QuoteAnswer:
        """Price a basket: the best combination of discounts, and the earnings of buying it.

        Nothing changes. A purchase that names the quote is booked exactly as shown, or refused with the
        reason. The member's tier, campaigns and vouchers are considered, and the combination with the lowest
        amount to pay is used. Asking again makes a new quote.
        """
        return self._send(ASK_QUOTE, Call(body=body))

    def place_hold(self, body: models.HoldRequest, *, idempotency_key: str | None = None) -> models.HoldAnswer:
        """Reserve what a checkout will use, so that nobody else can use it meanwhile.

        A purchase that names the hold captures it. It expires after `ttl_seconds`.

        `idempotency_key`: A name for this request, kept for 30 days. Required if the body has no
        `external_id`, which takes precedence.
        """
        return self._send(PLACE_HOLD, Call(headers={"Idempotency-Key": idempotency_key}, body=body))

    def release_hold(self, hold: str) -> None:
        """Release a hold: the reserved items can be used again.

        Repeating the request changes nothing. A captured hold cannot be released.

        `hold`: A hold: `hld_…`.
        """
        self._send(RELEASE_HOLD, Call(path={"hold": hold}))

    def get_hold(self, hold: str) -> models.HoldStateAnswer:
        """Read the present state of a hold.

        It is active until a purchase captures it, it is released, or it expires.

        `hold`: A hold: `hld_…`.
        """
        return self._send(GET_HOLD, Call(path={"hold": hold}))

    def issue_gift_card(
        self, body: models.GiftCardRequest, *, idempotency_key: str | None = None
    ) -> models.IssuedGiftCardAnswer:
        """Issue a gift card with a balance.

        The programme's `gift_cards` says how long it is good for. The amount counts against the key's
        `credit_per_day`. Only this answer has the code; the same request again gets it again.

        `idempotency_key`: A name for this request, kept for 30 days. Required if the body has no
        `external_id`, which takes precedence.
        """
        return self._send(ISSUE_GIFT_CARD, Call(headers={"Idempotency-Key": idempotency_key}, body=body))

    def list_gift_cards(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        status: Literal["active", "blocked", "expired", "voided", "replaced"] | None = None,
        member: str | None = None,
    ) -> models.GiftCardsAnswer:
        """List the programme's gift cards, newest first.

        `limit`: The maximum number of items.

        `cursor`: `next_cursor` of the previous page, with otherwise the same parameters.

        `status`: Only those with this stored status.

        `member`: Only those assigned to this member.
        """
        return self._send(
            LIST_GIFT_CARDS, Call(query={"limit": limit, "cursor": cursor, "status": status, "member": member})
        )

    def iterate_gift_cards(
        self,
        *,
        limit: int | None = None,
        status: Literal["active", "blocked", "expired", "voided", "replaced"] | None = None,
        member: str | None = None,
    ) -> Iterator[models.GiftCardAnswer]:
        """Each of list_gift_cards, page by page.

        `limit`: The maximum number of items.

        `status`: Only those with this stored status.

        `member`: Only those assigned to this member.
        """
        return self._items(LIST_GIFT_CARDS, Call(query={"limit": limit, "status": status, "member": member}))

    def look_up_gift_card(self, body: models.LookUpRequest) -> models.GiftCardAnswer:
        """Find a gift card by its code.

        After 20 unknown codes within ten minutes, a key must wait.
        """
        return self._send(LOOK_UP_GIFT_CARD, Call(body=body))

    def get_gift_card(self, gift_card: str) -> models.GiftCardAnswer:
        """Read a gift card.

        `gift_card`: A gift card: `gft_…`.
        """
        return self._send(GET_GIFT_CARD, Call(path={"gift_card": gift_card}))

    def list_gift_card_entries(
        self, gift_card: str, *, limit: int | None = None, cursor: str | None = None
    ) -> models.GiftCardEntriesAnswer:
        """Read a gift card's ledger, newest first.

        The entries sum to its balance and what holds reserve (lot `held:`).

        `gift_card`: A gift card: `gft_…`.

        `limit`: The maximum number of items.

        `cursor`: `next_cursor` of the previous page, with otherwise the same parameters.
        """
        return self._send(
            LIST_GIFT_CARD_ENTRIES, Call(path={"gift_card": gift_card}, query={"limit": limit, "cursor": cursor})
        )

    def iterate_gift_card_entries(
        self, gift_card: str, *, limit: int | None = None
    ) -> Iterator[models.LedgerEntryAnswer]:
        """Each of list_gift_card_entries, page by page.

        `limit`: The maximum number of items.
        """
        return self._items(LIST_GIFT_CARD_ENTRIES, Call(path={"gift_card": gift_card}, query={"limit": limit}))

    def top_up_gift_card(
        self, gift_card: str, body: models.TopUpRequest, *, idempotency_key: str | None = None
    ) -> models.GiftCardAnswer:
        """Add to a gift card's balance.

        Its validity starts again, by the programme's `gift_cards`; an expired one can be spent again. The
        amount counts against the key's `credit_per_day`.

        `gift_card`: A gift card: `gft_…`.

        `idempotency_key`: A name for this request, kept for 30 days. Required if the body has no
        `external_id`, which takes precedence.
        """
        return self._send(
            TOP_UP_GIFT_CARD,
            Call(path={"gift_card": gift_card}, headers={"Idempotency-Key": idempotency_key}, body=body),
        )

    def replace_gift_card(
        self, gift_card: str, body: models.ReplacementRequest, *, idempotency_key: str | None = None
    ) -> models.IssuedGiftCardAnswer:
        """Move the balance of a lost gift card to a new one, which has the same last day.

        The lost one cannot be spent any more. What comes back to it later goes to the new one. Only this
        answer has the new code; the same request again gets it again.

        `gift_card`: A gift card: `gft_…`.

        `idempotency_key`: A name for this request, kept for 30 days. Required if the body has no
        `external_id`, which takes precedence.
        """
        return self._send(
            REPLACE_GIFT_CARD,
            Call(path={"gift_card": gift_card}, headers={"Idempotency-Key": idempotency_key}, body=body),
        )

    def block_gift_card(self, gift_card: str, body: models.GiftCardReasonRequest) -> models.GiftCardAnswer:
        """Block a gift card, so that it cannot be spent. Repeating the request changes nothing.

        `gift_card`: A gift card: `gft_…`.
        """
        return self._send(BLOCK_GIFT_CARD, Call(path={"gift_card": gift_card}, body=body))

    def unblock_gift_card(self, gift_card: str, body: models.GiftCardReasonRequest) -> models.GiftCardAnswer:
        """Let a blocked gift card be spent again. Repeating the request changes nothing.

        `gift_card`: A gift card: `gft_…`.
        """
        return self._send(UNBLOCK_GIFT_CARD, Call(path={"gift_card": gift_card}, body=body))

    def void_gift_card(self, gift_card: str, body: models.GiftCardReasonRequest) -> models.GiftCardAnswer:
        """Void the issue of a gift card of which nothing was spent. Repeating the request changes nothing.

        `gift_card`: A gift card: `gft_…`.
        """
        return self._send(VOID_GIFT_CARD, Call(path={"gift_card": gift_card}, body=body))

    def list_rewards(self) -> models.RewardsAnswer:
        """List the rewards of the programme.

        Those with a `points_price` are sold for points; the others come from full cards, rebates and
        campaigns.
        """
        return self._send(LIST_REWARDS, Call())

    def redeem_reward(
        self, body: models.RedemptionRequest, *, idempotency_key: str | None = None
    ) -> models.RedemptionAnswer:
        """Redeem a member's points for a reward.

        Most rewards are a voucher, to be used with a purchase. Store credit and donations are granted
        immediately.

        `idempotency_key`: A name for this request, kept for 30 days. Required if the body has no
        `external_id`, which takes precedence.
        """
        return self._send(REDEEM_REWARD, Call(headers={"Idempotency-Key": idempotency_key}, body=body))

    def get_voucher(self, code: str) -> models.VoucherStateAnswer:
        """Look up a voucher by its code.

        Case, dashes and blanks do not matter.

        `code`: A voucher's code, as it is printed.
        """
        return self._send(GET_VOUCHER, Call(path={"code": code}))

    def list_member_holds(
        self,
        member: str,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        status: Literal["active", "captured", "released", "expired"] | None = None,
    ) -> models.HoldsAnswer:
        """List a member's holds, newest first.

        With `status=active`, only those of open checkouts.

        `member`: A member: `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>%2F<customer>`.

        `limit`: The maximum number of items.

        `cursor`: `next_cursor` of the previous page, with otherwise the same parameters.

        `status`: Only those with this status now.
        """
        return self._send(
            LIST_MEMBER_HOLDS, Call(path={"member": member}, query={"limit": limit, "cursor": cursor, "status": status})
        )

    def iterate_member_holds(
        self,
        member: str,
        *,
        limit: int | None = None,
        status: Literal["active", "captured", "released", "expired"] | None = None,
    ) -> Iterator[models.HoldStateAnswer]:
        """Each of list_member_holds, page by page.

        `limit`: The maximum number of items.

        `status`: Only those with this status now.
        """
        return self._items(LIST_MEMBER_HOLDS, Call(path={"member": member}, query={"limit": limit, "status": status}))

    def list_member_vouchers(
        self,
        member: str,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        status: Literal["usable", "held", "used", "expired", "revoked"] | None = None,
    ) -> models.VouchersAnswer:
        """List a member's vouchers, newest first.

        All vouchers ever issued, or with `status` only those that are now usable, held, used, expired or
        revoked.

        `member`: A member: `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>%2F<customer>`.

        `limit`: The maximum number of items.

        `cursor`: `next_cursor` of the previous page, with otherwise the same parameters.

        `status`: Only those with this status now.
        """
        return self._send(
            LIST_MEMBER_VOUCHERS,
            Call(path={"member": member}, query={"limit": limit, "cursor": cursor, "status": status}),
        )

    def iterate_member_vouchers(
        self,
        member: str,
        *,
        limit: int | None = None,
        status: Literal["usable", "held", "used", "expired", "revoked"] | None = None,
    ) -> Iterator[models.VoucherStateAnswer]:
        """Each of list_member_vouchers, page by page.

        `limit`: The maximum number of items.

        `status`: Only those with this status now.
        """
        return self._items(
            LIST_MEMBER_VOUCHERS, Call(path={"member": member}, query={"limit": limit, "status": status})
        )

    def give_voucher(self, body: models.GiftRequest, *, idempotency_key: str | None = None) -> models.GiftAnswer:
        """Issue a voucher to a member manually, with a reason.

        It draws on the reward's `stock`, if limited. Store credit and donations are granted immediately, so
        they have no vouchers.

        `idempotency_key`: A name for this request, kept for 30 days. Required if the body has no
        `external_id`, which takes precedence.
        """
        return self._send(GIVE_VOUCHER, Call(headers={"Idempotency-Key": idempotency_key}, body=body))

    def revoke_voucher(self, code: str, body: models.RevocationRequest) -> models.VoucherStateAnswer:
        """Revoke an unused voucher that was issued manually or bought with points.

        Points paid for it are refunded to their lots, and it no longer counts against `limit_per_member` and
        `stock`. An expired one can be revoked too. Repeating the request changes nothing. Vouchers of punch
        cards and rebates follow from punches and spend, and are revoked with them.

        `code`: A voucher's code, as it is printed.
        """
        return self._send(REVOKE_VOUCHER, Call(path={"code": code}, body=body))

    def start_voucher_batch(self, body: models.VoucherBatchRequest) -> models.VoucherBatchAnswer:
        """Issue a voucher to each of many members.

        They are issued in the background, a few at a time, and each member gets exactly one, despite
        interruptions. Requires a key that knows all members. A refusal (out of stock, an unknown or erased
        member) does not stop the others.
        """
        return self._send(START_VOUCHER_BATCH, Call(body=body))

    def get_voucher_batch(self, batch: str) -> models.VoucherBatchAnswer:
        """Read the progress of a batch of vouchers.

        `batch`: A batch of vouchers: `vba_…`.
        """
        return self._send(GET_VOUCHER_BATCH, Call(path={"batch": batch}))

    def transfer_points(
        self, body: models.TransferRequest, *, idempotency_key: str | None = None
    ) -> models.TransferAnswer:
        """Transfer points from one member to another.

        Points that expire first are transferred first, and keep their last valid days. Only if the programme
        allows it, and never into debt.

        `idempotency_key`: A name for this request, kept for 30 days. Required if the body has no
        `external_id`, which takes precedence.
        """
        return self._send(TRANSFER_POINTS, Call(headers={"Idempotency-Key": idempotency_key}, body=body))

    def get_status(
        self, member: str, *, at: str | None = None, if_none_match: str | None = None
    ) -> models.StatusAnswer:
        """Read a member's status, now or at a past moment.

        Tier, points, credit, punch cards, rebates and usable vouchers: for a till, a checkout or an e-mail.
        Send the `ETag` of the last answer as `If-None-Match` to get only changes. With `at`, the status is as
        known at that moment, under the version in force then; before the member was enrolled there is none.

        `member`: A member: `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>%2F<customer>`.

        `at`: The moment, at most 5 minutes ahead, for the status as known then; now by default.

        `if_none_match`: The ETag of the version that you have; 304 if it is still current.
        """
        return self._send(
            GET_STATUS, Call(path={"member": member}, query={"at": at}, headers={"If-None-Match": if_none_match})
        )

    def get_statuses(self, body: models.StatusBatchRequest) -> models.StatusBatchAnswer:
        """Read the status of up to 1000 members.

        In the order of the references; an unknown one gets a problem in its place. Each reference may occur
        once.
        """
        return self._send(GET_STATUSES, Call(body=body))

    def list_entries(
        self,
        member: str,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        unit: str | None = None,
        purchase: str | None = None,
    ) -> models.EntriesAnswer:
        """Read a member's ledger, newest first.

        Every change of every balance is one entry, with its reason and the arithmetic in words. Entries are
        never altered.

        `member`: A member: `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>%2F<customer>`.

        `limit`: The maximum number of items.

        `cursor`: `next_cursor` of the previous page, with otherwise the same parameters.

        `unit`: Only entries of this unit.

        `purchase`: Only entries of this purchase and its returns; or of one return, by its id (`ret_…`).
        """
        return self._send(
            LIST_ENTRIES,
            Call(path={"member": member}, query={"limit": limit, "cursor": cursor, "unit": unit, "purchase": purchase}),
        )

    def iterate_entries(
        self, member: str, *, limit: int | None = None, unit: str | None = None, purchase: str | None = None
    ) -> Iterator[models.LedgerEntryAnswer]:
        """Each of list_entries, page by page.

        `limit`: The maximum number of items.

        `unit`: Only entries of this unit.

        `purchase`: Only entries of this purchase and its returns; or of one return, by its id (`ret_…`).
        """
        return self._items(
            LIST_ENTRIES, Call(path={"member": member}, query={"limit": limit, "unit": unit, "purchase": purchase})
        )

    def get_entry(self, member: str, entry: str) -> models.OneEntryAnswer:
        """Read one entry of a member's ledger, with the purchase behind it and the rest of its lot now.

        `member`: A member: `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>%2F<customer>`.

        `entry`: An entry of the member's ledger: `ent_…`.
        """
        return self._send(GET_ENTRY, Call(path={"member": member, "entry": entry}))

    def get_balance(self, member: str, *, at: str | None = None) -> models.BalanceAnswer:
        """Read a member's balance as known at a moment: the sum of the entries recorded up to it.

        `member`: A member: `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>%2F<customer>`.

        `at`: The moment, at most 5 minutes ahead; now by default.
        """
        return self._send(GET_BALANCE, Call(path={"member": member}, query={"at": at}))

    def adjust_balance(
        self, member: str, body: models.AdjustmentRequest, *, idempotency_key: str | None = None
    ) -> models.AdjustmentAnswer:
        """Adjust a balance manually, with a reason.

        The ledger shows the reason unchanged. Refused if the balance would become negative, unless
        `allow_negative` is set.

        `member`: A member: `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>%2F<customer>`.

        `idempotency_key`: A name for this request, kept for 30 days. Required if the body has no
        `external_id`, which takes precedence.
        """
        return self._send(
            ADJUST_BALANCE, Call(path={"member": member}, headers={"Idempotency-Key": idempotency_key}, body=body)
        )

    def give_level(self, member: str, body: models.GiveLevelRequest) -> models.LevelHeldAnswer:
        """Grant a member a tier.

        The member holds the higher of this tier and the one reached by purchases, at once and through the
        last day; after it, the reached one. A granted tier does not count as reached. An earlier grant is
        replaced, and the same again changes nothing.

        `member`: A member: `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>%2F<customer>`.
        """
        return self._send(GIVE_LEVEL, Call(path={"member": member}, body=body))

    def take_level_away(self, member: str) -> None:
        """Revoke a member's tier grant.

        From then on the member holds the tier reached by purchases. Repeating the request changes nothing.

        `member`: A member: `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>%2F<customer>`.
        """
        self._send(TAKE_LEVEL_AWAY, Call(path={"member": member}))

    def list_member_tiers(
        self, member: str, *, limit: int | None = None, cursor: str | None = None
    ) -> models.TierChangesAnswer:
        """List a member's changes of tier, newest first.

        Every change of tier with its day and its cause. Effects of time have the day of their midnight.

        `member`: A member: `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>%2F<customer>`.

        `limit`: The maximum number of items.

        `cursor`: `next_cursor` of the previous page, with otherwise the same parameters.
        """
        return self._send(LIST_MEMBER_TIERS, Call(path={"member": member}, query={"limit": limit, "cursor": cursor}))

    def iterate_member_tiers(self, member: str, *, limit: int | None = None) -> Iterator[models.TierChangeAnswer]:
        """Each of list_member_tiers, page by page.

        `limit`: The maximum number of items.
        """
        return self._items(LIST_MEMBER_TIERS, Call(path={"member": member}, query={"limit": limit}))

    def list_tier_changes(
        self, *, limit: int | None = None, cursor: str | None = None, since: str | None = None
    ) -> models.AnnouncedPageAnswer:
        """List announced changes of tier, in the order of announcement.

        A change is announced once it has lasted for the programme's `tiers.notice_delay_minutes`. A change
        undone before that is never announced, and neither is its undoing; several changes within that time
        are announced as one. An announcement is final. In a live programme a change may become visible some
        seconds after its instant; none is skipped. A key limited to a store cannot list them, because they
        name members of all stores.

        `limit`: The maximum number of items.

        `cursor`: `next_cursor` of the previous page, with otherwise the same parameters.

        `since`: Only announcements from then on; all by default.
        """
        return self._send(LIST_TIER_CHANGES, Call(query={"limit": limit, "cursor": cursor, "since": since}))

    def iterate_tier_changes(
        self, *, limit: int | None = None, since: str | None = None
    ) -> Iterator[models.AnnouncedAnswer]:
        """Each of list_tier_changes, page by page.

        `limit`: The maximum number of items.

        `since`: Only announcements from then on; all by default.
        """
        return self._items(LIST_TIER_CHANGES, Call(query={"limit": limit, "since": since}))

    def list_rebates(
        self, member: str, *, limit: int | None = None, cursor: str | None = None
    ) -> models.RebatePeriodsAnswer:
        """Read every period of a member's rebates.

        Rebate by rebate, from the period of the first purchase to the current one, each with the amounts due
        and paid.

        `member`: A member: `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>%2F<customer>`.

        `limit`: The maximum number of items.

        `cursor`: `next_cursor` of the previous page, with otherwise the same parameters.
        """
        return self._send(LIST_REBATES, Call(path={"member": member}, query={"limit": limit, "cursor": cursor}))

    def iterate_rebates(self, member: str, *, limit: int | None = None) -> Iterator[models.RebatePeriodAnswer]:
        """Each of list_rebates, page by page.

        `limit`: The maximum number of items.
        """
        return self._items(LIST_REBATES, Call(path={"member": member}, query={"limit": limit}))

    def get_liability(self, *, on: str | None = None) -> models.LiabilityAnswer:
        """Read the shop's liability to its members at the end of a business day.

        Points by the month of their expiry, credit, and unpaid rebates. All entries recorded before the next
        local midnight count; for today, those until now. Effects of time due by then count too, written or
        not.

        `on`: The business day at whose end the report is drawn up, not in the future; today by default.
        """
        return self._send(GET_LIABILITY, Call(query={"on": on}))

    def list_settlements(self, *, from_: str, to: str) -> Iterator[bytes]:
        """Read the settlements of rebates as CSV, for accounting.

        One line per entry that pays a rebate (a positive amount) or takes it back (negative), by time of
        recording, in minor units. A text that a spreadsheet would execute gets a leading apostrophe.

        The answer is a file; the request is sent when its first piece is asked for.

        `from_`: The first business day.

        `to`: The last business day.
        """
        return self._file(LIST_SETTLEMENTS, Call(query={"from": from_, "to": to}))

    def get_sales(
        self, *, from_: str, to: str, by: Literal["day", "hour", "store"] | None = None
    ) -> models.SalesAnswer:
        """Read sales by day, local hour or store: their number, value, what came back, and the members' part.

        Each purchase counts on its own day, and so does each return and each void; a return that is undone
        counts nowhere. Everything acknowledged before is included, at whatever time it arrived.

        `from_`: The first business day.

        `to`: The last business day.

        `by`: One row for each day, each local hour of each day, or each store.
        """
        return self._send(GET_SALES, Call(query={"from": from_, "to": to, "by": by}))

    def list_donations(self, *, from_: str, to: str, member: str | None = None) -> models.DonationsAnswer:
        """Read members' donations: points, and the money that the shop pays for them.

        All donations recorded on these days count, each with the reward's `amount` at that time.

        `from_`: The first business day.

        `to`: The last business day.

        `member`: Only donations of this member.
        """
        return self._send(LIST_DONATIONS, Call(query={"from": from_, "to": to, "member": member}))

    def list_unmatched_goods(self, *, from_: str | None = None, to: str | None = None) -> models.UnmatchedGoodsAnswer:
        """Report goods sold that no rule names, to find a till that spells a category differently from the
        programme.

        Rules name goods by the categories and skus of matches and conditions, anywhere in the newest version.
        Rules that match everything still count such goods. At most 10,000 purchases are checked.

        `from_`: The first business day; by default, 30 days including the last.

        `to`: The last business day; today by default.
        """
        return self._send(LIST_UNMATCHED_GOODS, Call(query={"from": from_, "to": to}))

    def export_records(
        self,
        file: str,
        *,
        from_: str | None = None,
        to: str | None = None,
        changed_since: str | None = None,
        segment: str | None = None,
        columns: str | None = None,
        bom: Literal["true", "false"] | None = None,
    ) -> Iterator[bytes]:
        """Export all records of a kind as CSV or JSON lines.

        `members`, `purchases`, `lines` (of purchases), `returns`, `entries` (of the ledger), `vouchers` or
        `gift_cards`. Sent while they are read, in pages by key; an export that cannot be finished is cut off
        without the end of the transfer, so a complete answer is a complete export. Amounts are in minor
        units, with their currency. Without the scope `members:read` members have no personal data, and
        without `vouchers:read` vouchers have no code. Requires a key that knows all members and all stores.
        In CSV a text that a spreadsheet would execute gets a leading apostrophe.

        The answer is a file; the request is sent when its first piece is asked for.

        `file`: What is exported and its form: a name in the description below, with `.csv` or `.jsonl`.

        `from_`: The first business day; not for `members`.

        `to`: The last business day; not for `members`.

        `changed_since`: Only members changed since this instant; only for `members`.

        `segment`: Only members who are in this segment now; only for `members`.

        `columns`: The columns and their order, separated by commas.

        `bom`: `true`: the CSV begins with a byte order mark, by which spreadsheets know UTF-8.
        """
        return self._file(
            EXPORT_RECORDS,
            Call(
                path={"file": file},
                query={
                    "from": from_,
                    "to": to,
                    "changed_since": changed_since,
                    "segment": segment,
                    "columns": columns,
                    "bom": bom,
                },
            ),
        )

    def create_connector(self, body: models.ConnectorBody) -> models.ConnectorAnswer:
        """Connect a shop system: its orders become purchases and returns.

        Point the shop's webhooks to `inbox`. The name is for ever: the purchases are named after it.
        """
        return self._send(CREATE_CONNECTOR, Call(body=body))

    def list_connectors(self) -> models.ConnectorsAnswer:
        """List the connectors, with the number of their deliveries."""
        return self._send(LIST_CONNECTORS, Call())

    def get_connector(self, connector: str) -> models.ConnectorAnswer:
        """Read a connector.

        `connector`: A connector: `con_…`.
        """
        return self._send(GET_CONNECTOR, Call(path={"connector": connector}))

    def change_connector(self, connector: str, body: models.ConnectorChangeBody) -> models.ConnectorAnswer:
        """Change a connector's settings, secrets or status. Purchases recorded before stay as they are.

        `connector`: A connector: `con_…`.
        """
        return self._send(CHANGE_CONNECTOR, Call(path={"connector": connector}, body=body))

    def delete_connector(self, connector: str) -> None:
        """Remove a connector. Its inbox is closed; its deliveries and everything recorded stay.

        `connector`: A connector: `con_…`.
        """
        self._send(DELETE_CONNECTOR, Call(path={"connector": connector}))

    def retry_deliveries(self, connector: str, body: models.RetryBody) -> models.RetryAnswer:
        """Process deliveries again, such as failed ones after the settings were mended.

        `connector`: A connector: `con_…`.
        """
        return self._send(RETRY_DELIVERIES, Call(path={"connector": connector}, body=body))

    def map_message(self, connector: str, body: models.MapBody) -> models.TriedAnswer:
        """Try a message of the shop system: the result that it would have now. Nothing is kept.

        `connector`: A connector: `con_…`.
        """
        return self._send(MAP_MESSAGE, Call(path={"connector": connector}, body=body))

    def start_backfill(self, connector: str, body: models.BackfillRequest) -> models.BackfillAnswer:
        """Fetch the orders of the shop that changed in a time, in the background.

        Each becomes a delivery, as if its message had just come. Orders that are known change nothing, so a
        time may be fetched again. Purchases have the time of their sale, and earn as those that arrive late.
        The same time again, while it is being fetched, is the same backfill.

        `connector`: A connector: `con_…`.
        """
        return self._send(START_BACKFILL, Call(path={"connector": connector}, body=body))

    def list_backfills(
        self, connector: str, *, limit: int | None = None, cursor: str | None = None
    ) -> models.BackfillsAnswer:
        """List the backfills of a connector, newest first, scheduled ones too.

        `connector`: A connector: `con_…`.

        `limit`: The maximum number of items.

        `cursor`: `next_cursor` of the previous page, with otherwise the same parameters.
        """
        return self._send(LIST_BACKFILLS, Call(path={"connector": connector}, query={"limit": limit, "cursor": cursor}))

    def iterate_backfills(self, connector: str, *, limit: int | None = None) -> Iterator[models.BackfillAnswer]:
        """Each of list_backfills, page by page.

        `limit`: The maximum number of items.
        """
        return self._items(LIST_BACKFILLS, Call(path={"connector": connector}, query={"limit": limit}))

    def get_backfill(self, connector: str, backfill: str) -> models.BackfillAnswer:
        """Read a backfill: its progress, and the results of the orders.

        `connector`: A connector: `con_…`.

        `backfill`: A backfill: `bkf_…`.
        """
        return self._send(GET_BACKFILL, Call(path={"connector": connector, "backfill": backfill}))

    def list_deliveries(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        connector: str | None = None,
        status: Literal["received", "done", "ignored", "waiting", "failed", "dismissed"] | None = None,
        code: str | None = None,
        backfill: str | None = None,
    ) -> models.DeliveriesAnswer:
        """List the messages of shop systems, newest first.

        `limit`: The maximum number of items.

        `cursor`: `next_cursor` of the previous page, with otherwise the same parameters.

        `connector`: Only those of this connector (`con_…`).

        `status`: Only those of this status.

        `code`: Only those with this code.

        `backfill`: Only those that this backfill (`bkf_…`) found.
        """
        return self._send(
            LIST_DELIVERIES,
            Call(
                query={
                    "limit": limit,
                    "cursor": cursor,
                    "connector": connector,
                    "status": status,
                    "code": code,
                    "backfill": backfill,
                }
            ),
        )

    def iterate_deliveries(
        self,
        *,
        limit: int | None = None,
        connector: str | None = None,
        status: Literal["received", "done", "ignored", "waiting", "failed", "dismissed"] | None = None,
        code: str | None = None,
        backfill: str | None = None,
    ) -> Iterator[models.DeliveryAnswer]:
        """Each of list_deliveries, page by page.

        `limit`: The maximum number of items.

        `connector`: Only those of this connector (`con_…`).

        `status`: Only those of this status.

        `code`: Only those with this code.

        `backfill`: Only those that this backfill (`bkf_…`) found.
        """
        return self._items(
            LIST_DELIVERIES,
            Call(query={"limit": limit, "connector": connector, "status": status, "code": code, "backfill": backfill}),
        )

    def get_delivery(self, delivery: str) -> models.FullDeliveryAnswer:
        """Read a delivery, with the part of the message that is stored.

        `delivery`: A delivery: `dlv_…`.
        """
        return self._send(GET_DELIVERY, Call(path={"delivery": delivery}))

    def replay_delivery(self, delivery: str, body: models.ReplayBody) -> models.FullDeliveryAnswer:
        """Process a delivery again, repaired if `payload` is given; the first payload is kept beside it.

        `delivery`: A delivery: `dlv_…`.
        """
        return self._send(REPLAY_DELIVERY, Call(path={"delivery": delivery}, body=body))

    def dismiss_delivery(self, delivery: str, body: models.DismissBody) -> models.FullDeliveryAnswer:
        """Settle a delivery that failed or waits, and will not be recorded.

        `delivery`: A delivery: `dlv_…`.
        """
        return self._send(DISMISS_DELIVERY, Call(path={"delivery": delivery}, body=body))

    def ask_review(self, body: models.InsightReviewRequest) -> models.InsightReviewAnswer:
        """Review all customers as of a day.

        It runs in the background. It reports to nobody, and is not part of the history of grades; the 30
        newest requested ones are kept. With `backfill_from` the missing scheduled reviews are made first;
        those are part of the history.
        """
        return self._send(ASK_REVIEW, Call(body=body))

    def list_reviews(self, *, limit: int | None = None, cursor: str | None = None) -> models.InsightReviewsAnswer:
        """List reviews, latest first.

        `limit`: The maximum number of items.

        `cursor`: `next_cursor` of the previous page, with otherwise the same parameters.
        """
        return self._send(LIST_REVIEWS, Call(query={"limit": limit, "cursor": cursor}))

    def iterate_reviews(self, *, limit: int | None = None) -> Iterator[models.InsightReviewAnswer]:
        """Each of list_reviews, page by page.

        `limit`: The maximum number of items.
        """
        return self._items(LIST_REVIEWS, Call(query={"limit": limit}))

    def get_review(self, review: str) -> models.InsightReviewAnswer:
        """Read the progress of a review, and its results for all members together.

        `review`: A review of customers: `rev_…`.
        """
        return self._send(GET_REVIEW, Call(path={"review": review}))

    def list_grades(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        review: str | None = None,
        grade: str | None = None,
        owner: str | None = None,
        segment: str | None = None,
    ) -> models.GradesAnswer:
        """Read the grades of all members, best place first.

        As found by a review, without members erased since. Members without a place come last.

        `limit`: The maximum number of items.

        `cursor`: `next_cursor` of the previous page, with otherwise the same parameters.

        `review`: The id of a review; by default, the newest with this content.

        `grade`: Only members with this grade.

        `owner`: Only members of this member of staff, `stf_…` or `ext:…`; `none` for those of nobody.

        `segment`: Only members in this segment now; no members for an unknown one.
        """
        return self._send(
            LIST_GRADES,
            Call(
                query={
                    "limit": limit,
                    "cursor": cursor,
                    "review": review,
                    "grade": grade,
                    "owner": owner,
                    "segment": segment,
                }
            ),
        )

    def iterate_grades(
        self,
        *,
        limit: int | None = None,
        review: str | None = None,
        grade: str | None = None,
        owner: str | None = None,
        segment: str | None = None,
    ) -> Iterator[models.MemberGradeAnswer]:
        """Each of list_grades, page by page.

        `limit`: The maximum number of items.

        `review`: The id of a review; by default, the newest with this content.

        `grade`: Only members with this grade.

        `owner`: Only members of this member of staff, `stf_…` or `ext:…`; `none` for those of nobody.

        `segment`: Only members in this segment now; no members for an unknown one.
        """
        return self._items(
            LIST_GRADES,
            Call(query={"limit": limit, "review": review, "grade": grade, "owner": owner, "segment": segment}),
        )

    def list_member_grades(
        self, member: str, *, limit: int | None = None, cursor: str | None = None
    ) -> models.MemberGradesAnswer:
        """Read the grade of a member in each scheduled review, newest first.

        `member`: A member: `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>%2F<customer>`.

        `limit`: The maximum number of items.

        `cursor`: `next_cursor` of the previous page, with otherwise the same parameters.
        """
        return self._send(LIST_MEMBER_GRADES, Call(path={"member": member}, query={"limit": limit, "cursor": cursor}))

    def iterate_member_grades(self, member: str, *, limit: int | None = None) -> Iterator[models.GradeOfReviewAnswer]:
        """Each of list_member_grades, page by page.

        `limit`: The maximum number of items.
        """
        return self._items(LIST_MEMBER_GRADES, Call(path={"member": member}, query={"limit": limit}))

    def get_pareto(self, *, review: str | None = None) -> models.ParetoAnswer:
        """Read the concentration of spend among customers.

        `review`: The id of a review; by default, the newest with this content.
        """
        return self._send(GET_PARETO, Call(query={"review": review}))

    def list_deviations(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        review: str | None = None,
        grade: str | None = None,
        owner: str | None = None,
        segment: str | None = None,
        direction: Literal["down", "up"] | None = None,
        chance: str | None = None,
    ) -> models.DeviationsAnswer:
        """List customers who spent less, or more, than expected from their past.

        Only customers of the grades in `insights.deviation`, with enough purchases to tell.

        `limit`: The maximum number of items.

        `cursor`: `next_cursor` of the previous page, with otherwise the same parameters.

        `review`: The id of a review; by default, the newest with this content.

        `grade`: Only members with this grade.

        `owner`: Only members of this member of staff, `stf_…` or `ext:…`; `none` for those of nobody.

        `segment`: Only members in this segment now; no members for an unknown one.

        `direction`: Only members who spent less (`down`), or more (`up`).

        `chance`: Only members with at most this `chance`, a decimal text such as `0.10`.
        """
        return self._send(
            LIST_DEVIATIONS,
            Call(
                query={
                    "limit": limit,
                    "cursor": cursor,
                    "review": review,
                    "grade": grade,
                    "owner": owner,
                    "segment": segment,
                    "direction": direction,
                    "chance": chance,
                }
            ),
        )

    def iterate_deviations(
        self,
        *,
        limit: int | None = None,
        review: str | None = None,
        grade: str | None = None,
        owner: str | None = None,
        segment: str | None = None,
        direction: Literal["down", "up"] | None = None,
        chance: str | None = None,
    ) -> Iterator[models.DeviationAnswer]:
        """Each of list_deviations, page by page.

        `limit`: The maximum number of items.

        `review`: The id of a review; by default, the newest with this content.

        `grade`: Only members with this grade.

        `owner`: Only members of this member of staff, `stf_…` or `ext:…`; `none` for those of nobody.

        `segment`: Only members in this segment now; no members for an unknown one.

        `direction`: Only members who spent less (`down`), or more (`up`).

        `chance`: Only members with at most this `chance`, a decimal text such as `0.10`.
        """
        return self._items(
            LIST_DEVIATIONS,
            Call(
                query={
                    "limit": limit,
                    "review": review,
                    "grade": grade,
                    "owner": owner,
                    "segment": segment,
                    "direction": direction,
                    "chance": chance,
                }
            ),
        )

    def list_lapsed(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        review: str | None = None,
        grade: str | None = None,
        owner: str | None = None,
        segment: str | None = None,
        state: Literal["new", "active", "late", "at_risk", "lapsed"] | None = None,
        bought: Literal["once"] | None = None,
    ) -> models.LapsedAnswer:
        """List customers who have stayed away for longer than usual.

        With `bought=once` those who have come on one day, whatever their state.

        `limit`: The maximum number of items.

        `cursor`: `next_cursor` of the previous page, with otherwise the same parameters.

        `review`: The id of a review; by default, the newest with this content.

        `grade`: Only members with this grade.

        `owner`: Only members of this member of staff, `stf_…` or `ext:…`; `none` for those of nobody.

        `segment`: Only members in this segment now; no members for an unknown one.

        `state`: Only members in this state; the default is at risk and lapsed, with `bought` all.

        `bought`: Only members who have come on one day; all of them by default.
        """
        return self._send(
            LIST_LAPSED,
            Call(
                query={
                    "limit": limit,
                    "cursor": cursor,
                    "review": review,
                    "grade": grade,
                    "owner": owner,
                    "segment": segment,
                    "state": state,
                    "bought": bought,
                }
            ),
        )

    def iterate_lapsed(
        self,
        *,
        limit: int | None = None,
        review: str | None = None,
        grade: str | None = None,
        owner: str | None = None,
        segment: str | None = None,
        state: Literal["new", "active", "late", "at_risk", "lapsed"] | None = None,
        bought: Literal["once"] | None = None,
    ) -> Iterator[models.SilenceAnswer]:
        """Each of list_lapsed, page by page.

        `limit`: The maximum number of items.

        `review`: The id of a review; by default, the newest with this content.

        `grade`: Only members with this grade.

        `owner`: Only members of this member of staff, `stf_…` or `ext:…`; `none` for those of nobody.

        `segment`: Only members in this segment now; no members for an unknown one.

        `state`: Only members in this state; the default is at risk and lapsed, with `bought` all.

        `bought`: Only members who have come on one day; all of them by default.
        """
        return self._items(
            LIST_LAPSED,
            Call(
                query={
                    "limit": limit,
                    "review": review,
                    "grade": grade,
                    "owner": owner,
                    "segment": segment,
                    "state": state,
                    "bought": bought,
                }
            ),
        )

    def list_reorders(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        review: str | None = None,
        grade: str | None = None,
        owner: str | None = None,
        segment: str | None = None,
        status: Literal["due", "overdue", "all"] | None = None,
    ) -> models.ReordersAnswer:
        """List items that customers are expected to buy again.

        The interval around the expected day comes from the shop's own reorders. Lapsed customers are left
        out.

        `limit`: The maximum number of items.

        `cursor`: `next_cursor` of the previous page, with otherwise the same parameters.

        `review`: The id of a review; by default, the newest with this content.

        `grade`: Only members with this grade.

        `owner`: Only members of this member of staff, `stf_…` or `ext:…`; `none` for those of nobody.

        `segment`: Only members in this segment now; no members for an unknown one.

        `status`: Expected in the next 7 days (`due`), expected before (`overdue`), or both (`all`).
        """
        return self._send(
            LIST_REORDERS,
            Call(
                query={
                    "limit": limit,
                    "cursor": cursor,
                    "review": review,
                    "grade": grade,
                    "owner": owner,
                    "segment": segment,
                    "status": status,
                }
            ),
        )

    def iterate_reorders(
        self,
        *,
        limit: int | None = None,
        review: str | None = None,
        grade: str | None = None,
        owner: str | None = None,
        segment: str | None = None,
        status: Literal["due", "overdue", "all"] | None = None,
    ) -> Iterator[models.ReorderAnswer]:
        """Each of list_reorders, page by page.

        `limit`: The maximum number of items.

        `review`: The id of a review; by default, the newest with this content.

        `grade`: Only members with this grade.

        `owner`: Only members of this member of staff, `stf_…` or `ext:…`; `none` for those of nobody.

        `segment`: Only members in this segment now; no members for an unknown one.

        `status`: Expected in the next 7 days (`due`), expected before (`overdue`), or both (`all`).
        """
        return self._items(
            LIST_REORDERS,
            Call(
                query={
                    "limit": limit,
                    "review": review,
                    "grade": grade,
                    "owner": owner,
                    "segment": segment,
                    "status": status,
                }
            ),
        )

    def list_lift(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        review: str | None = None,
        grade: str | None = None,
        owner: str | None = None,
        segment: str | None = None,
    ) -> models.LiftsAnswer:
        """List the customers nearest to the golden grades, and the missing amounts.

        `limit`: The maximum number of items.

        `cursor`: `next_cursor` of the previous page, with otherwise the same parameters.

        `review`: The id of a review; by default, the newest with this content.

        `grade`: Only members with this grade.

        `owner`: Only members of this member of staff, `stf_…` or `ext:…`; `none` for those of nobody.

        `segment`: Only members in this segment now; no members for an unknown one.
        """
        return self._send(
            LIST_LIFT,
            Call(
                query={
                    "limit": limit,
                    "cursor": cursor,
                    "review": review,
                    "grade": grade,
                    "owner": owner,
                    "segment": segment,
                }
            ),
        )

    def iterate_lift(
        self,
        *,
        limit: int | None = None,
        review: str | None = None,
        grade: str | None = None,
        owner: str | None = None,
        segment: str | None = None,
    ) -> Iterator[models.LiftAnswer]:
        """Each of list_lift, page by page.

        `limit`: The maximum number of items.

        `review`: The id of a review; by default, the newest with this content.

        `grade`: Only members with this grade.

        `owner`: Only members of this member of staff, `stf_…` or `ext:…`; `none` for those of nobody.

        `segment`: Only members in this segment now; no members for an unknown one.
        """
        return self._items(
            LIST_LIFT,
            Call(query={"limit": limit, "review": review, "grade": grade, "owner": owner, "segment": segment}),
        )

    def get_stages(self, *, review: str | None = None) -> models.StagesAnswer:
        """Read the number of customers in each stage, and how many come a second time.

        `review`: The id of a review; by default, the newest with this content.
        """
        return self._send(GET_STAGES, Call(query={"review": review}))

    def make_task(self, body: models.NewTaskRequest) -> models.TaskAnswer:
        """Make a manual task."""
        return self._send(MAKE_TASK, Call(body=body))

    def list_tasks(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        owner: str | None = None,
        status: Literal["waiting", "open", "done", "dropped"] | None = None,
        due_by: str | None = None,
        member: str | None = None,
        rule: str | None = None,
    ) -> models.TasksAnswer:
        """List tasks, the earliest due day first.

        `limit`: The maximum number of items.

        `cursor`: `next_cursor` of the previous page, with otherwise the same parameters.

        `owner`: The person to do it; `none`: the managers' queue.

        `status`: The status.

        `due_by`: Only tasks due by this day.

        `member`: The member that it is about.

        `rule`: The rule that made it.
        """
        return self._send(
            LIST_TASKS,
            Call(
                query={
                    "limit": limit,
                    "cursor": cursor,
                    "owner": owner,
                    "status": status,
                    "due_by": due_by,
                    "member": member,
                    "rule": rule,
                }
            ),
        )

    def iterate_tasks(
        self,
        *,
        limit: int | None = None,
        owner: str | None = None,
        status: Literal["waiting", "open", "done", "dropped"] | None = None,
        due_by: str | None = None,
        member: str | None = None,
        rule: str | None = None,
    ) -> Iterator[models.TaskAnswer]:
        """Each of list_tasks, page by page.

        `limit`: The maximum number of items.

        `owner`: The person to do it; `none`: the managers' queue.

        `status`: The status.

        `due_by`: Only tasks due by this day.

        `member`: The member that it is about.

        `rule`: The rule that made it.
        """
        return self._items(
            LIST_TASKS,
            Call(
                query={
                    "limit": limit,
                    "owner": owner,
                    "status": status,
                    "due_by": due_by,
                    "member": member,
                    "rule": rule,
                }
            ),
        )

    def get_task(self, task: str) -> models.TaskAnswer:
        """Read a task.

        `task`: A task: `tsk_…`.
        """
        return self._send(GET_TASK, Call(path={"task": task}))

    def finish_task(self, task: str, body: models.DoneRequest) -> models.TaskAnswer:
        """Close a task with its outcome. Repeating the request changes nothing; another outcome is refused.

        `task`: A task: `tsk_…`.
        """
        return self._send(FINISH_TASK, Call(path={"task": task}, body=body))

    def drop_task(self, task: str, body: models.DropRequest) -> models.TaskAnswer:
        """Close a task that nobody is to do. Repeating the request changes nothing.

        `task`: A task: `tsk_…`.
        """
        return self._send(DROP_TASK, Call(path={"task": task}, body=body))

    def hand_task(self, task: str, body: models.HandRequest) -> models.TaskAnswer:
        """Give a task to another person. Repeating the request changes nothing.

        `task`: A task: `tsk_…`.
        """
        return self._send(HAND_TASK, Call(path={"task": task}, body=body))

    def postpone_task(self, task: str, body: models.LaterRequest) -> models.TaskAnswer:
        """Give a task another due day. Repeating the request changes nothing.

        `task`: A task: `tsk_…`.
        """
        return self._send(POSTPONE_TASK, Call(path={"task": task}, body=body))

    def list_lapse_reasons(self, *, from_: str | None = None, to: str | None = None) -> models.LapseReasonsAnswer:
        """Count the reasons of lapsed customers, as given when their tasks were done.

        `from_`: The first day of closing.

        `to`: The last day of closing.
        """
        return self._send(LIST_LAPSE_REASONS, Call(query={"from": from_, "to": to}))

    def get_golden_list(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        review: str | None = None,
        grade: str | None = None,
        owner: str | None = None,
        segment: str | None = None,
    ) -> models.GoldenListAnswer:
        """Read the golden list: the members with golden grades, best place first.

        As found by the newest scheduled review, without members erased since. State and last visit are those
        of the newest review, and rewards within reach those of now. With `format=csv` a text that a
        spreadsheet would execute gets a leading apostrophe.

        `limit`: The maximum number of items.

        `cursor`: `next_cursor` of the previous page, with otherwise the same parameters.

        `review`: The id of a review; by default, the newest with this content.

        `grade`: Only members with this grade.

        `owner`: Only members of this member of staff, `stf_…` or `ext:…`; `none` for those of nobody.

        `segment`: Only members in this segment now; no members for an unknown one.
        """
        return self._send(
            GET_GOLDEN_LIST,
            Call(
                query={
                    "limit": limit,
                    "cursor": cursor,
                    "review": review,
                    "grade": grade,
                    "owner": owner,
                    "segment": segment,
                }
            ),
        )

    def iterate_golden_list(
        self,
        *,
        limit: int | None = None,
        review: str | None = None,
        grade: str | None = None,
        owner: str | None = None,
        segment: str | None = None,
    ) -> Iterator[models.GoldenMemberAnswer]:
        """Each of get_golden_list, page by page.

        `limit`: The maximum number of items.

        `review`: The id of a review; by default, the newest with this content.

        `grade`: Only members with this grade.

        `owner`: Only members of this member of staff, `stf_…` or `ext:…`; `none` for those of nobody.

        `segment`: Only members in this segment now; no members for an unknown one.
        """
        return self._items(
            GET_GOLDEN_LIST,
            Call(query={"limit": limit, "review": review, "grade": grade, "owner": owner, "segment": segment}),
        )

    def get_golden_list_csv(
        self,
        *,
        review: str | None = None,
        grade: str | None = None,
        owner: str | None = None,
        segment: str | None = None,
    ) -> Iterator[bytes]:
        """Read the golden list: the members with golden grades, best place first.

        As found by the newest scheduled review, without members erased since. State and last visit are those
        of the newest review, and rewards within reach those of now. With `format=csv` a text that a
        spreadsheet would execute gets a leading apostrophe.

        The answer is a file; the request is sent when its first piece is asked for.

        `review`: The id of a review; by default, the newest with this content.

        `grade`: Only members with this grade.

        `owner`: Only members of this member of staff, `stf_…` or `ext:…`; `none` for those of nobody.

        `segment`: Only members in this segment now; no members for an unknown one.
        """
        return self._file(
            GET_GOLDEN_LIST_CSV,
            Call(query={"format": "csv", "review": review, "grade": grade, "owner": owner, "segment": segment}),
        )

    def get_member_insight(self, member: str) -> models.MemberInsightAnswer:
        """Read the insight of a member, as of now.

        Computed from the member's own purchases until now, and the shop's figures of the newest review. The
        grade and the deviation are those of the newest scheduled review.

        `member`: A member: `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>%2F<customer>`.
        """
        return self._send(GET_MEMBER_INSIGHT, Call(path={"member": member}))

    def list_honours(self, *, kind: Literal["golden"]) -> models.HonoursAnswer:
        """List the golden customers who agreed to be named in public, under the names they chose, in
        alphabetical order.

        Only members of the golden list whose consent for `honours` stands. A withdrawal takes effect at once.

        `kind`: `golden`: the golden list.
        """
        return self._send(LIST_HONOURS, Call(query={"kind": kind}))

    def list_segments(self) -> models.SegmentsAnswer:
        """List the segments of the newest version, with the number of their members now."""
        return self._send(LIST_SEGMENTS, Call())

    def get_segment(self, segment: str) -> models.SegmentAnswer:
        """Read a segment, with the number of its members now.

        `segment`: The id of a segment.
        """
        return self._send(GET_SEGMENT, Call(path={"segment": segment}))

    def list_segment_members(
        self, segment: str, *, limit: int | None = None, cursor: str | None = None
    ) -> models.SegmentMembersAnswer:
        """List the members of a segment, with the reason of each.

        With `format=csv` a text that a spreadsheet would execute gets a leading apostrophe.

        `segment`: The id of a segment.

        `limit`: The maximum number of items.

        `cursor`: `next_cursor` of the previous page, with otherwise the same parameters.
        """
        return self._send(
            LIST_SEGMENT_MEMBERS, Call(path={"segment": segment}, query={"limit": limit, "cursor": cursor})
        )

    def iterate_segment_members(
        self, segment: str, *, limit: int | None = None
    ) -> Iterator[models.SegmentMemberAnswer]:
        """Each of list_segment_members, page by page.

        `limit`: The maximum number of items.
        """
        return self._items(LIST_SEGMENT_MEMBERS, Call(path={"segment": segment}, query={"limit": limit}))

    def list_segment_members_csv(self, segment: str) -> Iterator[bytes]:
        """List the members of a segment, with the reason of each.

        With `format=csv` a text that a spreadsheet would execute gets a leading apostrophe.

        The answer is a file; the request is sent when its first piece is asked for.

        `segment`: The id of a segment.
        """
        return self._file(LIST_SEGMENT_MEMBERS_CSV, Call(path={"segment": segment}, query={"format": "csv"}))

    def check_segment(self, body: models.SegmentCheckRequest) -> models.SegmentCheckAnswer:
        """Try a condition on the newest review, without saving anything.

        Requires a key that knows all members.
        """
        return self._send(CHECK_SEGMENT, Call(body=body))

    def get_holdout(self) -> models.HoldoutAnswer:
        """Read the control group of the newest version, and the sizes of both groups."""
        return self._send(GET_HOLDOUT, Call())

    def get_holdout_effect(self, *, from_: str, to: str) -> models.HoldoutEffectAnswer:
        """Read the effect of the covered offers on the spend of members, over days that have ended.

        The spend of members who got the offers is compared with that of the control group, given their spend
        before. 202 while it is computed.

        `from_`: The first business day.

        `to`: The last business day, which has ended; at least 28 days in all.
        """
        return self._send(GET_HOLDOUT_EFFECT, Call(query={"from": from_, "to": to}))

    def start_rehearsal(self, body: models.StartRehearsalRequest) -> models.RehearsalAnswer:
        """Rehearse one or two documents on past sales, without publishing them.

        Each member's purchases and returns are decided again by the document, each at its own time, from an
        empty start. It runs in the background and changes no balance. The 30 newest are kept. Requires a key
        that knows all members.
        """
        return self._send(START_REHEARSAL, Call(body=body))

    def list_rehearsals(self, *, limit: int | None = None, cursor: str | None = None) -> models.RehearsalsAnswer:
        """List rehearsals without their results, newest first.

        `limit`: The maximum number of items.

        `cursor`: `next_cursor` of the previous page, with otherwise the same parameters.
        """
        return self._send(LIST_REHEARSALS, Call(query={"limit": limit, "cursor": cursor}))

    def iterate_rehearsals(self, *, limit: int | None = None) -> Iterator[models.ListedRehearsalAnswer]:
        """Each of list_rehearsals, page by page.

        `limit`: The maximum number of items.
        """
        return self._items(LIST_REHEARSALS, Call(query={"limit": limit}))

    def get_rehearsal(self, rehearsal: str) -> models.RehearsalAnswer:
        """Read the progress of a rehearsal, and its results.

        `rehearsal`: A rehearsal: `reh_…`.
        """
        return self._send(GET_REHEARSAL, Call(path={"rehearsal": rehearsal}))

    def cancel_rehearsal(self, rehearsal: str) -> None:
        """Cancel and forget a rehearsal, whether or not it is done.

        `rehearsal`: A rehearsal: `reh_…`.
        """
        self._send(CANCEL_REHEARSAL, Call(path={"rehearsal": rehearsal}))

    def list_rehearsed_members(
        self,
        rehearsal: str,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        order: Literal["winners", "losers"] | None = None,
    ) -> models.RehearsedMembersAnswer:
        """List the members of a rehearsal by the difference between its documents.

        Empty until it is done. Members erased or merged since are not listed.

        `rehearsal`: A rehearsal: `reh_…`.

        `limit`: The maximum number of items.

        `cursor`: `next_cursor` of the previous page, with otherwise the same parameters.

        `order`: Those who receive most with the second document first (`winners`), or least (`losers`).
        """
        return self._send(
            LIST_REHEARSED_MEMBERS,
            Call(path={"rehearsal": rehearsal}, query={"limit": limit, "cursor": cursor, "order": order}),
        )

    def iterate_rehearsed_members(
        self, rehearsal: str, *, limit: int | None = None, order: Literal["winners", "losers"] | None = None
    ) -> Iterator[models.RehearsedMemberAnswer]:
        """Each of list_rehearsed_members, page by page.

        `limit`: The maximum number of items.

        `order`: Those who receive most with the second document first (`winners`), or least (`losers`).
        """
        return self._items(
            LIST_REHEARSED_MEMBERS, Call(path={"rehearsal": rehearsal}, query={"limit": limit, "order": order})
        )

    def lint_program(self, body: models.ProgramVersion) -> models.LintAnswer:
        """Look for parts of a draft that give away more than they bring.

        By reading (a card worth more than what fills it, points above their price …), with the prices of
        goods sold in the last 12 months, and by trying: baskets at every threshold are bought, split,
        returned and redeemed. It never keeps a document from being published.
        """
        return self._send(LINT_PROGRAM, Call(body=body))

    def list_events(
        self,
        *,
        after: str | None = None,
        types: str | None = None,
        limit: int | None = None,
        wait_seconds: int | None = None,
    ) -> models.EventsAnswer:
        """Read the events of the programme, oldest first, and go on from there.

        Keep `next_cursor`, and ask again with it as `after`: no event is missed, and none comes twice. With
        `wait_seconds` the answer comes as soon as there is an event. Events are kept for 30 days, unless the
        operator sets another time. A key limited to a store sees the events of its store, a partner's key
        those of the members it knows. Codes of vouchers are shown to keys with `status:read`.

        `after`: `start` for the oldest event kept, `now` for those to come, `next_cursor` of the page before,
        or the id of an event.

        `types`: Only these types, with commas: `purchase.*,tier.changed`.

        `limit`: The maximum number of events.

        `wait_seconds`: How long to wait for an event if there is none yet.
        """
        return self._send(
            LIST_EVENTS, Call(query={"after": after, "types": types, "limit": limit, "wait_seconds": wait_seconds})
        )

    def make_webhook(self, body: models.WebhookBody) -> models.MadeWebhookAnswer:
        """Send events to an address.

        Messages are signed by the rules of Standard Webhooks. A member's events come one after the other;
        what is not taken is sent again for three days. At most 20 webhooks.
        """
        return self._send(MAKE_WEBHOOK, Call(body=body))

    def list_webhooks(self) -> models.WebhooksAnswer:
        """List the webhooks of the programme."""
        return self._send(LIST_WEBHOOKS, Call())

    def get_webhook(self, webhook: str) -> models.WebhookStateAnswer:
        """Read a webhook, with what is left to send.

        `webhook`: A webhook: `whk_…`.
        """
        return self._send(GET_WEBHOOK, Call(path={"webhook": webhook}))

    def change_webhook(self, webhook: str, body: models.WebhookChange) -> models.WebhookAnswer:
        """Change a webhook, pause it, or set it going again.

        `webhook`: A webhook: `whk_…`.
        """
        return self._send(CHANGE_WEBHOOK, Call(path={"webhook": webhook}, body=body))

    def delete_webhook(self, webhook: str) -> None:
        """Delete a webhook, with everything that was left to send.

        `webhook`: A webhook: `whk_…`.
        """
        self._send(DELETE_WEBHOOK, Call(path={"webhook": webhook}))

    def rotate_webhook(self, webhook: str, body: models.RotateBody) -> models.SecretAnswer:
        """Draw a new secret. For some hours messages have two signatures, by the new and the old one.

        `webhook`: A webhook: `whk_…`.
        """
        return self._send(ROTATE_WEBHOOK, Call(path={"webhook": webhook}, body=body))

    def ping_webhook(self, webhook: str) -> models.PingAnswer:
        """Send a `webhook.ping` now, and see whether it is taken.

        `webhook`: A webhook: `whk_…`.
        """
        return self._send(PING_WEBHOOK, Call(path={"webhook": webhook}))

    def replay_webhook(self, webhook: str, body: models.ReplayEventsBody) -> models.ReplayAnswer:
        """Send events once more, with the same ids and the header `webhook-replay: true`.

        What happens meanwhile is sent as ever.

        `webhook`: A webhook: `whk_…`.
        """
        return self._send(REPLAY_WEBHOOK, Call(path={"webhook": webhook}, body=body))

    def list_attempts(
        self,
        webhook: str,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        status: Literal["pending", "failed"] | None = None,
    ) -> models.AttemptsAnswer:
        """List the attempts that failed, newest first. They are kept for 30 days.

        `webhook`: A webhook: `whk_…`.

        `limit`: The maximum number of items.

        `cursor`: `next_cursor` of the previous page, with otherwise the same parameters.

        `status`: `failed`: given up; `pending`: to be tried again.
        """
        return self._send(
            LIST_ATTEMPTS, Call(path={"webhook": webhook}, query={"limit": limit, "cursor": cursor, "status": status})
        )

    def iterate_attempts(
        self, webhook: str, *, limit: int | None = None, status: Literal["pending", "failed"] | None = None
    ) -> Iterator[models.AttemptAnswer]:
        """Each of list_attempts, page by page.

        `limit`: The maximum number of items.

        `status`: `failed`: given up; `pending`: to be tried again.
        """
        return self._items(LIST_ATTEMPTS, Call(path={"webhook": webhook}, query={"limit": limit, "status": status}))


class AsyncOperations(AsyncCalls):
    """All operations, which do not block."""

    async def get_draft(self, *, if_none_match: str | None = None) -> models.DraftAnswer:
        """Read the draft of the programme's next version.

        Its `ETag` names the revision; send it as `If-Match` when changing or dropping the draft.

        `if_none_match`: The ETag of the version that you have; 304 if it is still current.
        """
        return await self._send(GET_DRAFT, Call(headers={"If-None-Match": if_none_match}))

    async def keep_draft(self, body: models.ProgramVersion, *, if_match: str | None = None) -> models.DraftAnswer:
        """Keep a draft of the programme's next version, or replace the one there is.

        With `If-Match`, only if nobody has changed or dropped it since it was read. A draft may have faults,
        but only whole numbers. Check it by `POST /v1/program/check`, and publish it by `PUT /v1/program` with
        the version it is based on.

        `if_match`: The ETag of the version to replace.
        """
        return await self._send(KEEP_DRAFT, Call(headers={"If-Match": if_match}, body=body))

    async def drop_draft(self, *, if_match: str | None = None) -> None:
        """Drop the draft. With `If-Match`, only if nobody has changed it since it was read.

        `if_match`: The ETag of the version to replace.
        """
        await self._send(DROP_DRAFT, Call(headers={"If-Match": if_match}))

    async def get_program(self, *, if_none_match: str | None = None) -> models.ProgramVersion:
        """Read the programme in force.

        Its `ETag` names the version; send it as `If-Match` when publishing the next one.

        `if_none_match`: The ETag of the version that you have; 304 if it is still current.
        """
        return await self._send(GET_PROGRAM, Call(headers={"If-None-Match": if_none_match}))

    async def publish_program(
        self, body: models.ProgramVersion, *, if_match: str | None = None
    ) -> models.ProgramVersion:
        """Publish the next version of the programme.

        With `If-Match`, only if the version read is still the newest. Earlier recordings stay as decided.

        `if_match`: The ETag of the version to replace.
        """
        return await self._send(PUBLISH_PROGRAM, Call(headers={"If-Match": if_match}, body=body))

    async def check_program(self, body: models.ProgramVersion) -> models.CheckAnswer:
        """Check a draft of the programme without publishing it.

        All faults are reported at once, each with its place in the document; while a value is missing or has
        the wrong type, conflicts between parts are not checked.
        """
        return await self._send(CHECK_PROGRAM, Call(body=body))

    async def get_program_version(self, version: int, *, if_none_match: str | None = None) -> models.ProgramVersion:
        """Read any version of the programme.

        Purchases and entries name the version that decided them.

        `version`: The number of a version, from 1.

        `if_none_match`: The ETag of the version that you have; 304 if it is still current.
        """
        return await self._send(
            GET_PROGRAM_VERSION, Call(path={"version": version}, headers={"If-None-Match": if_none_match})
        )

    async def list_campaigns(self) -> models.CampaignsAnswer:
        """Read the campaigns of the programme in force.

        In the order of its document, each in its document form. `state` depends only on the first and the
        last day: a running campaign may still be limited to other hours, stores or members.
        """
        return await self._send(LIST_CAMPAIGNS, Call())

    def list_campaign_codes(self, campaign: str) -> AsyncIterator[bytes]:
        """Read the codes of a campaign with `codes` of kind `many` as CSV.

        The same codes each time; a greater `count` adds codes behind them. Knowing a code is enough to use
        it, so reading them requires a scope of its own.

        The answer is a file; the request is sent when its first piece is asked for.

        `campaign`: The id of a campaign.
        """
        return self._file(LIST_CAMPAIGN_CODES, Call(path={"campaign": campaign}))

    async def get_clock(self) -> models.ClockAnswer:
        """Read the clock of a test programme. A live programme has none of its own."""
        return await self._send(GET_CLOCK, Call())

    async def advance_clock(self, body: models.ClockRequest) -> models.ClockAnswer:
        """Advance the clock of a test programme to a fixed time.

        So effects of time can be tested in a second: points that expire, days that leave a tier's window,
        rebate periods that start and end, vouchers that pass their last day. Every effect due by then, on
        every member, is applied before the answer, which takes a while if there are many. Setting the present
        time again completes an interrupted request, and changes nothing else.
        """
        return await self._send(ADVANCE_CLOCK, Call(body=body))

    async def list_keys(self, *, limit: int | None = None, cursor: str | None = None) -> models.KeysAnswer:
        """List the keys of the programme, oldest first, without their secrets.

        `limit`: The maximum number of items.

        `cursor`: `next_cursor` of the previous page, with otherwise the same parameters.
        """
        return await self._send(LIST_KEYS, Call(query={"limit": limit, "cursor": cursor}))

    def iterate_keys(self, *, limit: int | None = None) -> AsyncIterator[models.KeyAnswer]:
        """Each of list_keys, page by page.

        `limit`: The maximum number of items.
        """
        return self._items(LIST_KEYS, Call(query={"limit": limit}))

    async def create_key(self, body: models.KeyRequest) -> models.NewKeyAnswer:
        """Make a key. Its secret is shown only in this answer; repeating the request makes another key.

        The header Idempotency-Key is ignored, because the secret cannot be shown twice: without an answer,
        make another key, find the first one in the list, and revoke it.

        A key can pass on only what it has: its own scopes, its own store, no more requests and no later
        expiry. Keys made by a partner's key know the same members, and must be a partner's too. Keys made by
        a limited key share its limit: a request counts for both. A key with a daily limit cannot make keys,
        because they would evade it. A request over a limit gets 429 and has no effect.
        """
        return await self._send(CREATE_KEY, Call(body=body))

    async def revoke_key(
        self, key: str, *, made_by_it: Literal["true", "false"] | None = None
    ) -> models.RevokedAnswer | None:
        """Revoke a key for good: it is refused everywhere within 5 seconds. Repeating the request changes
        nothing.

        This includes the last admin key: make a new one on the command line, `goldlist keys create --role
        admin`. A key can revoke itself, and any key it could have made: of its own store, with no more
        scopes, no wider limits and no later expiry than its own. A stolen key may have made others:
        `made_by_it=true` revokes those too. Without it the answer has no body, and the header
        `Keys-Still-Open` has their number.

        `key`: A key: `key_…`.

        `made_by_it`: `true`: also all keys it made, directly or indirectly. The answer has their number.
        """
        return await self._send(REVOKE_KEY, Call(path={"key": key}, query={"made_by_it": made_by_it}))

    async def get_own_key(self) -> models.OwnKeyAnswer:
        """Read the permissions of this request's key: its role, scopes, store, limits and expiry. Every key may."""
        return await self._send(GET_OWN_KEY, Call())

    async def list_key_members(
        self, key: str, *, limit: int | None = None, cursor: str | None = None
    ) -> models.KeyMembersAnswer:
        """List the members that a partner's key knows.

        Those that it, or a key sharing its members, has enrolled, and those that were added to it.

        `key`: A key: `key_…`.

        `limit`: The maximum number of items.

        `cursor`: `next_cursor` of the previous page, with otherwise the same parameters.
        """
        return await self._send(LIST_KEY_MEMBERS, Call(path={"key": key}, query={"limit": limit, "cursor": cursor}))

    def iterate_key_members(self, key: str, *, limit: int | None = None) -> AsyncIterator[models.KeyMemberAnswer]:
        """Each of list_key_members, page by page.

        `limit`: The maximum number of items.
        """
        return self._items(LIST_KEY_MEMBERS, Call(path={"key": key}, query={"limit": limit}))

    async def add_key_member(self, key: str, member: str) -> models.KeyMemberAnswer:
        """Let a partner's key know a member. Repeating the request changes nothing.

        From then on the key, and those that share its members, can use the member as their scopes allow. All
        other members are 404 for it, as if they did not exist. Refused for a key that knows all members.

        `key`: A key: `key_…`.

        `member`: A member: `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>%2F<customer>`.
        """
        return await self._send(ADD_KEY_MEMBER, Call(path={"key": key, "member": member}))

    async def remove_key_member(self, key: str, member: str) -> None:
        """Remove a member from those that a partner's key, and those that share its members, know.

        `key`: A key: `key_…`.

        `member`: A member: `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>%2F<customer>`.
        """
        await self._send(REMOVE_KEY_MEMBER, Call(path={"key": key, "member": member}))

    async def put_staff(self, staff: str, body: models.StaffBody) -> models.StaffAnswer:
        """Make a member of staff, or replace everything about one.

        `ext:…` makes the person if there is none yet. Repeating the request changes nothing. A key can only
        make and change staff whose role has no more scopes than the key.

        `staff`: A member of staff: `stf_…` or `ext:<external_id>`.
        """
        return await self._send(PUT_STAFF, Call(path={"staff": staff}, body=body))

    async def get_staff(self, staff: str) -> models.StaffAnswer:
        """Read a member of staff.

        `staff`: A member of staff: `stf_…` or `ext:<external_id>`.
        """
        return await self._send(GET_STAFF, Call(path={"staff": staff}))

    async def list_staff(self, *, limit: int | None = None, cursor: str | None = None) -> models.StaffListAnswer:
        """List the staff of the programme, oldest first, including those who have left.

        `limit`: The maximum number of items.

        `cursor`: `next_cursor` of the previous page, with otherwise the same parameters.
        """
        return await self._send(LIST_STAFF, Call(query={"limit": limit, "cursor": cursor}))

    def iterate_staff(self, *, limit: int | None = None) -> AsyncIterator[models.StaffAnswer]:
        """Each of list_staff, page by page.

        `limit`: The maximum number of items.
        """
        return self._items(LIST_STAFF, Call(query={"limit": limit}))

    async def invite_staff(self, staff: str) -> models.InvitationAnswer:
        """Invite a member of staff to the pages.

        The link works once, for an hour, asks for a password, and replaces earlier invitations. A key can
        only invite staff whose role has no more scopes than the key.

        `staff`: A member of staff: `stf_…` or `ext:<external_id>`.
        """
        return await self._send(INVITE_STAFF, Call(path={"staff": staff}))

    async def list_acts(self, *, limit: int | None = None, cursor: str | None = None) -> models.AuditAnswer:
        """Read the audit log of administrative actions, newest first.

        Programmes published, keys made and revoked, balances adjusted manually, members changed, merged and
        erased. Actions are logged together with their effect, and never altered.

        `limit`: The maximum number of items.

        `cursor`: `next_cursor` of the previous page, with otherwise the same parameters.
        """
        return await self._send(LIST_ACTS, Call(query={"limit": limit, "cursor": cursor}))

    def iterate_acts(self, *, limit: int | None = None) -> AsyncIterator[models.ActAnswer]:
        """Each of list_acts, page by page.

        `limit`: The maximum number of items.
        """
        return self._items(LIST_ACTS, Call(query={"limit": limit}))

    async def enrol_member(
        self, body: models.MemberRequest, *, idempotency_key: str | None = None
    ) -> models.MemberAnswer:
        """Enrol a member.

        `idempotency_key`: A name for this request, kept for 30 days. Required if the body has no
        `external_id`, which takes precedence.
        """
        return await self._send(ENROL_MEMBER, Call(headers={"Idempotency-Key": idempotency_key}, body=body))

    async def list_members(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        q: str | None = None,
        external_id: str | None = None,
        card: str | None = None,
        email: str | None = None,
        phone: str | None = None,
        owner: str | None = None,
        group: Literal["prospects", "premium", "customers"] | None = None,
        changed_since: str | None = None,
        expiring_by: str | None = None,
    ) -> models.MembersAnswer:
        """List all members, or those that match every filter, in the order of enrolment.

        `limit`: The maximum number of items.

        `cursor`: `next_cursor` of the previous page, with otherwise the same parameters.

        `q`: A search for up to 20 members, by name, without other parameters: beginnings of words of the name
        in any order, at least the last 4 digits of a card or phone, or a whole e-mail address, external id or
        receipt (a purchase's external id).

        `external_id`: Your own name for the member.

        `card`: One of the member's card numbers.

        `email`: The e-mail address, in any case.

        `phone`: The phone number, with or without blanks and punctuation; if the programme has a
        `default_country`, with or without a country code.

        `owner`: The member of staff who looks after the member, `stf_…` or `ext:…`; `none` for nobody.

        `group`: Only members of this group now: `prospects` have bought nothing that was kept, `premium` are
        at one of the levels of this group, `customers` are all others. A page may then have fewer members
        than `limit`, even none, and others follow.

        `changed_since`: Only members changed since then in any way, oldest change first. A change may become
        visible a few seconds after its instant: start the next request 10 seconds before the time of this
        one.

        `expiring_by`: Only members with points whose last valid day is this one or earlier.
        """
        return await self._send(
            LIST_MEMBERS,
            Call(
                query={
                    "limit": limit,
                    "cursor": cursor,
                    "q": q,
                    "external_id": external_id,
                    "card": card,
                    "email": email,
                    "phone": phone,
                    "owner": owner,
                    "group": group,
                    "changed_since": changed_since,
                    "expiring_by": expiring_by,
                }
            ),
        )

    def iterate_members(
        self,
        *,
        limit: int | None = None,
        q: str | None = None,
        external_id: str | None = None,
        card: str | None = None,
        email: str | None = None,
        phone: str | None = None,
        owner: str | None = None,
        group: Literal["prospects", "premium", "customers"] | None = None,
        changed_since: str | None = None,
        expiring_by: str | None = None,
    ) -> AsyncIterator[models.MemberAnswer]:
        """Each of list_members, page by page.

        `limit`: The maximum number of items.

        `q`: A search for up to 20 members, by name, without other parameters: beginnings of words of the name
        in any order, at least the last 4 digits of a card or phone, or a whole e-mail address, external id or
        receipt (a purchase's external id).

        `external_id`: Your own name for the member.

        `card`: One of the member's card numbers.

        `email`: The e-mail address, in any case.

        `phone`: The phone number, with or without blanks and punctuation; if the programme has a
        `default_country`, with or without a country code.

        `owner`: The member of staff who looks after the member, `stf_…` or `ext:…`; `none` for nobody.

        `group`: Only members of this group now: `prospects` have bought nothing that was kept, `premium` are
        at one of the levels of this group, `customers` are all others. A page may then have fewer members
        than `limit`, even none, and others follow.

        `changed_since`: Only members changed since then in any way, oldest change first. A change may become
        visible a few seconds after its instant: start the next request 10 seconds before the time of this
        one.

        `expiring_by`: Only members with points whose last valid day is this one or earlier.
        """
        return self._items(
            LIST_MEMBERS,
            Call(
                query={
                    "limit": limit,
                    "q": q,
                    "external_id": external_id,
                    "card": card,
                    "email": email,
                    "phone": phone,
                    "owner": owner,
                    "group": group,
                    "changed_since": changed_since,
                    "expiring_by": expiring_by,
                }
            ),
        )

    async def get_member(self, member: str, *, if_none_match: str | None = None) -> models.MemberAnswer:
        """Read a member, by id, external_id or card.

        `member`: A member: `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>%2F<customer>`.

        `if_none_match`: The ETag of the version that you have; 304 if it is still current.
        """
        return await self._send(GET_MEMBER, Call(path={"member": member}, headers={"If-None-Match": if_none_match}))

    async def change_member(self, member: str, body: models.MemberChange, *, if_match: str) -> models.MemberAnswer:
        """Change a member's personal data. Omitted fields stay, null removes a value.

        `If-Match` with the ETag that you read is required, so that concurrent changes are not overwritten; a
        purchase in between counts as a change too. `*` matches any version.

        Fields that customers may change themselves (`name`, `email`, `phone`, `birth_date`, `consents`)
        require the scope `members:contact`, which a web shop's key has; `joined_on` and `metadata` require
        `members:write`.

        `member`: A member: `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>%2F<customer>`.

        `if_match`: The ETag of the version to replace.
        """
        return await self._send(CHANGE_MEMBER, Call(path={"member": member}, headers={"If-Match": if_match}, body=body))

    async def erase_member(self, member: str) -> None:
        """Erase a member's personal data with all names and cards; the anonymous ledger stays.

        This cannot be undone, and nothing can be recorded for the member any more. The names are free for
        others. The entries, the balance, the rebates and the purchases are still found by the id, `mem_…`.

        `member`: A member: `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>%2F<customer>`.
        """
        await self._send(ERASE_MEMBER, Call(path={"member": member}))

    async def get_members(self, body: models.MembersRequest) -> models.MembersFoundAnswer:
        """Read up to 200 members.

        In the order of the references; an unknown one gets a problem in its place. Each reference may occur
        once.
        """
        return await self._send(GET_MEMBERS, Call(body=body))

    async def add_card(self, member: str, body: models.CardRequest) -> models.MemberAnswer:
        """Add a card to a member. Repeating the request changes nothing.

        `member`: A member: `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>%2F<customer>`.
        """
        return await self._send(ADD_CARD, Call(path={"member": member}, body=body))

    async def remove_card(self, member: str, number: str) -> None:
        """Remove a card from a member. It no longer identifies anyone, and can be given to another member.

        `member`: A member: `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>%2F<customer>`.

        `number`: The number of a card.
        """
        await self._send(REMOVE_CARD, Call(path={"member": member, "number": number}))

    async def add_link(self, member: str, body: models.LinkRequest) -> models.MadeLinkAnswer:
        """Link a member to a customer of a shop system: the customer's orders become the member's purchases.

        Purchases that the customer made as a guest in the last 90 days become the member's. A customer is
        linked to one member. Repeating the request claims what has come in since, and changes nothing else.

        `member`: A member: `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>%2F<customer>`.
        """
        return await self._send(ADD_LINK, Call(path={"member": member}, body=body))

    async def list_links(self, member: str) -> models.LinksAnswer:
        """List the links of a member to customers of shop systems.

        `member`: A member: `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>%2F<customer>`.
        """
        return await self._send(LIST_LINKS, Call(path={"member": member}))

    async def remove_link(self, member: str, connector_name: str, customer: str) -> None:
        """Remove a link. The member keeps the purchases; later orders of the customer are a guest's.

        `member`: A member: `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>%2F<customer>`.

        `connector_name`: The name of a connector.

        `customer`: The shop's id of a customer.
        """
        await self._send(
            REMOVE_LINK, Call(path={"member": member, "connector_name": connector_name, "customer": customer})
        )

    async def merge_members(self, member: str, body: models.MergeRequest) -> models.MemberAnswer:
        """Merge another member into this one: purchases, balances, vouchers, cards and names.

        From then on the other's names and id find this member. Personal data is this member's, completed by
        the other's. Repeating the request changes nothing.

        `member`: A member: `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>%2F<customer>`.
        """
        return await self._send(MERGE_MEMBERS, Call(path={"member": member}, body=body))

    async def set_owner(self, member: str, body: models.OwnerRequest) -> models.OwnerAnswer:
        """Make a member of staff the owner of a member, the account manager. Repeating the request changes
        nothing.

        The owner gets the tasks about the member. The audit log has the earlier owners.

        `member`: A member: `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>%2F<customer>`.
        """
        return await self._send(SET_OWNER, Call(path={"member": member}, body=body))

    async def get_owner(self, member: str) -> models.OwnerAnswer:
        """Read the owner of a member, and the person to contact now.

        `member`: A member: `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>%2F<customer>`.
        """
        return await self._send(GET_OWNER, Call(path={"member": member}))

    async def add_consent(self, member: str, body: models.ConsentBody) -> models.ConsentAnswer:
        """Record what a member allowed or withdrew, with its evidence. Rows are never changed.

        The newest row by `at` decides about a purpose and channel, of those for the channel and those for
        all; of two with the same instant, the withdrawal. A row for `marketing` and all channels is the
        member's `consents.marketing`.

        `member`: A member: `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>%2F<customer>`.
        """
        return await self._send(ADD_CONSENT, Call(path={"member": member}, body=body))

    async def list_consents(
        self, member: str, *, limit: int | None = None, cursor: str | None = None
    ) -> models.ConsentsPageAnswer:
        """Read what a member allows now, and list who said what, when, how and to which text.

        `member`: A member: `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>%2F<customer>`.

        `limit`: The maximum number of items.

        `cursor`: `next_cursor` of the previous page, with otherwise the same parameters.
        """
        return await self._send(LIST_CONSENTS, Call(path={"member": member}, query={"limit": limit, "cursor": cursor}))

    def iterate_consents(self, member: str, *, limit: int | None = None) -> AsyncIterator[models.ConsentAnswer]:
        """Each of list_consents, page by page.

        `limit`: The maximum number of items.
        """
        return self._items(LIST_CONSENTS, Call(path={"member": member}, query={"limit": limit}))

    async def suppress_address(self, body: models.SuppressionBody) -> models.SuppressionAnswer:
        """Store that an address wants nothing, whoever has it, and whatever is imported later.

        Only a mark of the address is stored. A later consent counts if it is `confirmed`.
        """
        return await self._send(SUPPRESS_ADDRESS, Call(body=body))

    async def start_contact_list(self, body: models.ContactListRequest) -> models.ContactListAnswer:
        """Choose members to contact for a purpose over a channel.

        They are chosen in the background, a few at a time, each at most once, despite interruptions.
        Consents, addresses that want nothing, caps and the control group decide at that moment. A chosen
        member counts as contacted that day, so a list that is not sent uses up caps. Requires a key that
        knows all members.
        """
        return await self._send(START_CONTACT_LIST, Call(body=body))

    async def get_contact_list(self, list: str) -> models.ContactListAnswer:
        """Read the progress of a contact list.

        `list`: A contact list: `lst_…`.
        """
        return await self._send(GET_CONTACT_LIST, Call(path={"list": list}))

    async def list_chosen_members(
        self, list: str, *, limit: int | None = None, cursor: str | None = None
    ) -> models.ChosenMembersAnswer:
        """List the members chosen for a contact list so far.

        With `format=csv` a text that a spreadsheet would execute gets a leading apostrophe. Erased members
        are left out.

        `list`: A contact list: `lst_…`.

        `limit`: The maximum number of items.

        `cursor`: `next_cursor` of the previous page, with otherwise the same parameters.
        """
        return await self._send(
            LIST_CHOSEN_MEMBERS, Call(path={"list": list}, query={"limit": limit, "cursor": cursor})
        )

    def iterate_chosen_members(self, list: str, *, limit: int | None = None) -> AsyncIterator[models.ChosenAnswer]:
        """Each of list_chosen_members, page by page.

        `limit`: The maximum number of items.
        """
        return self._items(LIST_CHOSEN_MEMBERS, Call(path={"list": list}, query={"limit": limit}))

    def list_chosen_members_csv(self, list: str) -> AsyncIterator[bytes]:
        """List the members chosen for a contact list so far.

        With `format=csv` a text that a spreadsheet would execute gets a leading apostrophe. Erased members
        are left out.

        The answer is a file; the request is sent when its first piece is asked for.

        `list`: A contact list: `lst_…`.
        """
        return self._file(LIST_CHOSEN_MEMBERS_CSV, Call(path={"list": list}, query={"format": "csv"}))

    async def record_contact(self, body: models.ContactBody) -> models.MemberContactAnswer:
        """Record a contact with a member: a message, a call, a visit, or what a platform reports about a
        message.

        Contacts that the shop made count against the programme's caps; reports do not. After `bounced` and
        `complained` the member's present address for the channel is not contacted any more, until a later
        consent is `confirmed`.
        """
        return await self._send(RECORD_CONTACT, Call(body=body))

    async def list_contacts(
        self, member: str, *, limit: int | None = None, cursor: str | None = None
    ) -> models.ContactsAnswer:
        """List the contacts with a member, the last recorded first.

        `member`: A member: `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>%2F<customer>`.

        `limit`: The maximum number of items.

        `cursor`: `next_cursor` of the previous page, with otherwise the same parameters.
        """
        return await self._send(LIST_CONTACTS, Call(path={"member": member}, query={"limit": limit, "cursor": cursor}))

    def iterate_contacts(self, member: str, *, limit: int | None = None) -> AsyncIterator[models.MemberContactAnswer]:
        """Each of list_contacts, page by page.

        `limit`: The maximum number of items.
        """
        return self._items(LIST_CONTACTS, Call(path={"member": member}, query={"limit": limit}))

    async def check_contact(
        self,
        member: str,
        *,
        purpose: str | None = None,
        channel: Literal["email", "sms", "phone", "post", "push"] | None = None,
    ) -> models.ContactCheckAnswer:
        """Read whether a member may be contacted now for a purpose over a channel, and if not, why not.

        `member`: A member: `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>%2F<customer>`.

        `purpose`: `marketing`, or a purpose of the programme.

        `channel`: The channel.
        """
        return await self._send(
            CHECK_CONTACT, Call(path={"member": member}, query={"purpose": purpose, "channel": channel})
        )

    async def make_page_link(self, member: str, body: models.PageLinkRequest | None = None) -> models.PageLinkAnswer:
        """Make a link to the customer's own page: standing, vouchers, cards and latest entries, without signing
        in.

        Earlier links of the member end, unless they are kept. All end when the member is erased or merged
        into another.

        `member`: A member: `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>%2F<customer>`.
        """
        return await self._send(MAKE_PAGE_LINK, Call(path={"member": member}, body=body))

    async def ask_consent(self, member: str, body: models.AskBody) -> models.AskAnswer:
        """Make the link by which a member confirms a consent (double opt-in); your platform sends it.

        Opening the link shows a button, and only pressing it records the consent, once, with `confirmed`
        true. The link is for the member's present address: it is dead once the address changes.

        `member`: A member: `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>%2F<customer>`.
        """
        return await self._send(ASK_CONSENT, Call(path={"member": member}, body=body))

    async def renew_pictures(self, member: str) -> None:
        """Make the links to a member's pictures new ones: those in sent mails then show a neutral picture.

        `member`: A member: `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>%2F<customer>`.
        """
        await self._send(RENEW_PICTURES, Call(path={"member": member}))

    async def get_merge_fields(
        self,
        member: str,
        *,
        locale: str | None = None,
        names: Literal["plain", "mailchimp", "brevo"] | None = None,
        fields: str | None = None,
    ) -> models.MemberFieldsAnswer:
        """Read the merge fields of one member, for platforms that ask while they send. Also requires
        `members:read`.

        `member`: A member: `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>%2F<customer>`.

        `locale`: The locale of amounts and days, such as `de-AT`.

        `names`: The names of the fields: `mailchimp` has at most 10 capitals, `brevo` capitals.

        `fields`: Only these fields, separated by commas, by their plain names.
        """
        return await self._send(
            GET_MERGE_FIELDS, Call(path={"member": member}, query={"locale": locale, "names": names, "fields": fields})
        )

    async def list_merge_fields(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        purpose: str | None = None,
        all: Literal["true", "false"] | None = None,
        group: Literal["prospects", "premium", "customers"] | None = None,
        changed_since: str | None = None,
        locale: str | None = None,
        names: Literal["plain", "mailchimp", "brevo"] | None = None,
        fields: str | None = None,
    ) -> models.MergeFieldsAnswer:
        """List what an e-mail platform merges into its texts: one flat object a member, page by page or as one
        file.

        Only members with an address who may be written to for the purpose, caps included; also requires
        `members:read`. Amounts and days stand twice: as text of the locale, and exact (`…_minor`, `…_iso`).
        The codes of vouchers require `vouchers:read`.

        `limit`: The maximum number of items.

        `cursor`: `next_cursor` of the previous page, with otherwise the same parameters.

        `purpose`: Only members who may be written to by e-mail for this purpose now.

        `all`: `true`: whatever they allow, and whatever the caps.

        `group`: Only members of this group.

        `changed_since`: Only members changed since this instant.

        `locale`: The locale of amounts and days, such as `de-AT`.

        `names`: The names of the fields: `mailchimp` has at most 10 capitals, `brevo` capitals.

        `fields`: Only these fields, separated by commas, by their plain names.
        """
        return await self._send(
            LIST_MERGE_FIELDS,
            Call(
                query={
                    "limit": limit,
                    "cursor": cursor,
                    "purpose": purpose,
                    "all": all,
                    "group": group,
                    "changed_since": changed_since,
                    "locale": locale,
                    "names": names,
                    "fields": fields,
                }
            ),
        )

    def iterate_merge_fields(
        self,
        *,
        limit: int | None = None,
        purpose: str | None = None,
        all: Literal["true", "false"] | None = None,
        group: Literal["prospects", "premium", "customers"] | None = None,
        changed_since: str | None = None,
        locale: str | None = None,
        names: Literal["plain", "mailchimp", "brevo"] | None = None,
        fields: str | None = None,
    ) -> AsyncIterator[dict[str, Any]]:
        """Each of list_merge_fields, page by page.

        `limit`: The maximum number of items.

        `purpose`: Only members who may be written to by e-mail for this purpose now.

        `all`: `true`: whatever they allow, and whatever the caps.

        `group`: Only members of this group.

        `changed_since`: Only members changed since this instant.

        `locale`: The locale of amounts and days, such as `de-AT`.

        `names`: The names of the fields: `mailchimp` has at most 10 capitals, `brevo` capitals.

        `fields`: Only these fields, separated by commas, by their plain names.
        """
        return self._items(
            LIST_MERGE_FIELDS,
            Call(
                query={
                    "limit": limit,
                    "purpose": purpose,
                    "all": all,
                    "group": group,
                    "changed_since": changed_since,
                    "locale": locale,
                    "names": names,
                    "fields": fields,
                }
            ),
        )

    def list_merge_fields_csv(
        self,
        *,
        purpose: str | None = None,
        all: Literal["true", "false"] | None = None,
        group: Literal["prospects", "premium", "customers"] | None = None,
        changed_since: str | None = None,
        locale: str | None = None,
        names: Literal["plain", "mailchimp", "brevo"] | None = None,
        fields: str | None = None,
    ) -> AsyncIterator[bytes]:
        """List what an e-mail platform merges into its texts: one flat object a member, page by page or as one
        file.

        Only members with an address who may be written to for the purpose, caps included; also requires
        `members:read`. Amounts and days stand twice: as text of the locale, and exact (`…_minor`, `…_iso`).
        The codes of vouchers require `vouchers:read`.

        The answer is a file; the request is sent when its first piece is asked for.

        `purpose`: Only members who may be written to by e-mail for this purpose now.

        `all`: `true`: whatever they allow, and whatever the caps.

        `group`: Only members of this group.

        `changed_since`: Only members changed since this instant.

        `locale`: The locale of amounts and days, such as `de-AT`.

        `names`: The names of the fields: `mailchimp` has at most 10 capitals, `brevo` capitals.

        `fields`: Only these fields, separated by commas, by their plain names.
        """
        return self._file(
            LIST_MERGE_FIELDS_CSV,
            Call(
                query={
                    "format": "csv",
                    "purpose": purpose,
                    "all": all,
                    "group": group,
                    "changed_since": changed_since,
                    "locale": locale,
                    "names": names,
                    "fields": fields,
                }
            ),
        )

    async def write_note(self, member: str, body: models.NoteBody) -> models.NoteAnswer:
        """Write a note about a member, for colleagues. The customer never sees it; it is deleted with the
        member.

        `member`: A member: `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>%2F<customer>`.
        """
        return await self._send(WRITE_NOTE, Call(path={"member": member}, body=body))

    async def list_notes(
        self, member: str, *, limit: int | None = None, cursor: str | None = None
    ) -> models.NotesAnswer:
        """List the notes about a member, newest first.

        `member`: A member: `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>%2F<customer>`.

        `limit`: The maximum number of items.

        `cursor`: `next_cursor` of the previous page, with otherwise the same parameters.
        """
        return await self._send(LIST_NOTES, Call(path={"member": member}, query={"limit": limit, "cursor": cursor}))

    def iterate_notes(self, member: str, *, limit: int | None = None) -> AsyncIterator[models.NoteAnswer]:
        """Each of list_notes, page by page.

        `limit`: The maximum number of items.
        """
        return self._items(LIST_NOTES, Call(path={"member": member}, query={"limit": limit}))

    async def record_purchase(
        self, body: models.PurchaseRequest, *, idempotency_key: str | None = None
    ) -> models.PurchaseAnswer:
        """Record a purchase, and what it earns.

        The lines include every discount; no price is changed here. A purchase without a member is a guest's,
        and can be claimed later. `after` and `entries` are for the receipt.

        The same `external_id` again gets the first answer again, byte for byte, however much later.

        `idempotency_key`: A name for this request, kept for 30 days. Required if the body has no
        `external_id`, which takes precedence.
        """
        return await self._send(RECORD_PURCHASE, Call(headers={"Idempotency-Key": idempotency_key}, body=body))

    async def list_purchases(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        member: str | None = None,
        store: str | None = None,
        from_: str | None = None,
        to: str | None = None,
    ) -> models.PurchasesAnswer:
        """List purchases, latest sale first, including guests'.

        A key limited to a store lists those of its store and those without a store.

        `limit`: The maximum number of items.

        `cursor`: `next_cursor` of the previous page, with otherwise the same parameters.

        `member`: Only purchases of this member.

        `store`: Only purchases in this store; a store's key sees only its own.

        `from_`: Only from this instant, or from the start of this day in the programme's time zone.

        `to`: Only before this instant, or to the end of this day; at most 10 years after `from`.
        """
        return await self._send(
            LIST_PURCHASES,
            Call(query={"limit": limit, "cursor": cursor, "member": member, "store": store, "from": from_, "to": to}),
        )

    def iterate_purchases(
        self,
        *,
        limit: int | None = None,
        member: str | None = None,
        store: str | None = None,
        from_: str | None = None,
        to: str | None = None,
    ) -> AsyncIterator[models.PurchaseInListAnswer]:
        """Each of list_purchases, page by page.

        `limit`: The maximum number of items.

        `member`: Only purchases of this member.

        `store`: Only purchases in this store; a store's key sees only its own.

        `from_`: Only from this instant, or from the start of this day in the programme's time zone.

        `to`: Only before this instant, or to the end of this day; at most 10 years after `from`.
        """
        return self._items(
            LIST_PURCHASES, Call(query={"limit": limit, "member": member, "store": store, "from": from_, "to": to})
        )

    async def get_purchase(self, purchase: str) -> models.PurchaseWithReturnsAnswer:
        """Read a purchase in its present state.

        With its lines, its returns, and everything it earned. A key limited to a store reads, lists, returns,
        claims, activates and voids only purchases of its store and those without a store.

        `purchase`: A purchase: `pur_…` or `ext:<external_id>`.
        """
        return await self._send(GET_PURCHASE, Call(path={"purchase": purchase}))

    async def void_purchase(self, purchase: str) -> models.PurchaseWithReturnsAnswer:
        """Void a purchase.

        Everything left of it is taken back, as in a return. Repeating the request changes nothing. A key
        limited to a store may void its own purchases and those without a store.

        `purchase`: A purchase: `pur_…` or `ext:<external_id>`.
        """
        return await self._send(VOID_PURCHASE, Call(path={"purchase": purchase}))

    async def claim_purchase(self, purchase: str, body: models.ClaimRequest) -> models.PurchaseWithReturnsAnswer:
        """Claim a guest's purchase for a member.

        Its kept part earns now, with the member's present tier. Repeating the request changes nothing.

        `purchase`: A purchase: `pur_…` or `ext:<external_id>`.
        """
        return await self._send(CLAIM_PURCHASE, Call(path={"purchase": purchase}, body=body))

    async def activate_purchase(self, purchase: str) -> models.PurchaseWithReturnsAnswer:
        """Make the points of a purchase available now.

        In a programme with `pending_days`, points are pending for that time; once the goods have arrived,
        they need not wait. Repeating the request, or sending it after that time, changes nothing. A guest's
        purchase can be activated before it is claimed. A key limited to a store may activate its own
        purchases and those without a store.

        `purchase`: A purchase: `pur_…` or `ext:<external_id>`.
        """
        return await self._send(ACTIVATE_PURCHASE, Call(path={"purchase": purchase}))

    async def record_purchases(
        self, body: models.BatchRequest, *, answer: Literal["full", "brief"] | None = None
    ) -> models.BatchAnswer:
        """Record up to 500 purchases and returns in one request.

        Each item is independent: a refused one does not stop the others, and the results are in the order of
        the request. A return may precede its purchase: it is recorded after it. An item may be `{"return":
        {…}}`. Repeating the whole batch changes nothing.

        `answer`: `brief` omits `entries`.
        """
        return await self._send(RECORD_PURCHASES, Call(query={"answer": answer}, body=body))

    async def take_return(
        self, body: models.ReturnRequest | models.ReturnWithoutReceiptRequest, *, idempotency_key: str | None = None
    ) -> models.ReturnAnswer:
        """Return goods, with or without receipt.

        With its purchase, the member has exactly what buying only the rest would have earned. Without
        `lines`, everything left is returned.

        `idempotency_key`: A name for this request, kept for 30 days. Required if the body has no
        `external_id`, which takes precedence.
        """
        return await self._send(TAKE_RETURN, Call(headers={"Idempotency-Key": idempotency_key}, body=body))

    async def get_return(self, return_: str) -> models.ReturnAnswer:
        """Read a return in its present state.

        With everything it took back.

        `return_`: A return: `ret_…` or `ext:<external_id>`.
        """
        return await self._send(GET_RETURN, Call(path={"return": return_}))

    async def void_return(self, return_: str) -> models.ReturnAnswer:
        """Undo a mistaken return.

        Its goods count as kept again. Repeating the request changes nothing. A key limited to a store may
        undo its own returns and those without a store.

        `return_`: A return: `ret_…` or `ext:<external_id>`.
        """
        return await self._send(VOID_RETURN, Call(path={"return": return_}))

    async def exchange_goods(self, body: models.ExchangeRequest) -> models.ExchangeAnswer:
        """Exchange goods: take some back and sell others, both or neither.

        The return comes first, so the purchase can use what it gives back. Each has its own `external_id`;
        the same request again changes nothing and gets the same answers.
        """
        return await self._send(EXCHANGE_GOODS, Call(body=body))

    async def ask_quote(self, body: models.QuoteRequest) -> models.QuoteAnswer:
        """Price a basket: the best combination of discounts, and the earnings of buying it.

        Nothing changes. A purchase that names the quote is booked exactly as shown, or refused with the
        reason. The member's tier, campaigns and vouchers are considered, and the combination with the lowest
        amount to pay is used. Asking again makes a new quote.
        """
        return await self._send(ASK_QUOTE, Call(body=body))

    async def place_hold(self, body: models.HoldRequest, *, idempotency_key: str | None = None) -> models.HoldAnswer:
        """Reserve what a checkout will use, so that nobody else can use it meanwhile.

        A purchase that names the hold captures it. It expires after `ttl_seconds`.

        `idempotency_key`: A name for this request, kept for 30 days. Required if the body has no
        `external_id`, which takes precedence.
        """
        return await self._send(PLACE_HOLD, Call(headers={"Idempotency-Key": idempotency_key}, body=body))

    async def release_hold(self, hold: str) -> None:
        """Release a hold: the reserved items can be used again.

        Repeating the request changes nothing. A captured hold cannot be released.

        `hold`: A hold: `hld_…`.
        """
        await self._send(RELEASE_HOLD, Call(path={"hold": hold}))

    async def get_hold(self, hold: str) -> models.HoldStateAnswer:
        """Read the present state of a hold.

        It is active until a purchase captures it, it is released, or it expires.

        `hold`: A hold: `hld_…`.
        """
        return await self._send(GET_HOLD, Call(path={"hold": hold}))

    async def issue_gift_card(
        self, body: models.GiftCardRequest, *, idempotency_key: str | None = None
    ) -> models.IssuedGiftCardAnswer:
        """Issue a gift card with a balance.

        The programme's `gift_cards` says how long it is good for. The amount counts against the key's
        `credit_per_day`. Only this answer has the code; the same request again gets it again.

        `idempotency_key`: A name for this request, kept for 30 days. Required if the body has no
        `external_id`, which takes precedence.
        """
        return await self._send(ISSUE_GIFT_CARD, Call(headers={"Idempotency-Key": idempotency_key}, body=body))

    async def list_gift_cards(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        status: Literal["active", "blocked", "expired", "voided", "replaced"] | None = None,
        member: str | None = None,
    ) -> models.GiftCardsAnswer:
        """List the programme's gift cards, newest first.

        `limit`: The maximum number of items.

        `cursor`: `next_cursor` of the previous page, with otherwise the same parameters.

        `status`: Only those with this stored status.

        `member`: Only those assigned to this member.
        """
        return await self._send(
            LIST_GIFT_CARDS, Call(query={"limit": limit, "cursor": cursor, "status": status, "member": member})
        )

    def iterate_gift_cards(
        self,
        *,
        limit: int | None = None,
        status: Literal["active", "blocked", "expired", "voided", "replaced"] | None = None,
        member: str | None = None,
    ) -> AsyncIterator[models.GiftCardAnswer]:
        """Each of list_gift_cards, page by page.

        `limit`: The maximum number of items.

        `status`: Only those with this stored status.

        `member`: Only those assigned to this member.
        """
        return self._items(LIST_GIFT_CARDS, Call(query={"limit": limit, "status": status, "member": member}))

    async def look_up_gift_card(self, body: models.LookUpRequest) -> models.GiftCardAnswer:
        """Find a gift card by its code.

        After 20 unknown codes within ten minutes, a key must wait.
        """
        return await self._send(LOOK_UP_GIFT_CARD, Call(body=body))

    async def get_gift_card(self, gift_card: str) -> models.GiftCardAnswer:
        """Read a gift card.

        `gift_card`: A gift card: `gft_…`.
        """
        return await self._send(GET_GIFT_CARD, Call(path={"gift_card": gift_card}))

    async def list_gift_card_entries(
        self, gift_card: str, *, limit: int | None = None, cursor: str | None = None
    ) -> models.GiftCardEntriesAnswer:
        """Read a gift card's ledger, newest first.

        The entries sum to its balance and what holds reserve (lot `held:`).

        `gift_card`: A gift card: `gft_…`.

        `limit`: The maximum number of items.

        `cursor`: `next_cursor` of the previous page, with otherwise the same parameters.
        """
        return await self._send(
            LIST_GIFT_CARD_ENTRIES, Call(path={"gift_card": gift_card}, query={"limit": limit, "cursor": cursor})
        )

    def iterate_gift_card_entries(
        self, gift_card: str, *, limit: int | None = None
    ) -> AsyncIterator[models.LedgerEntryAnswer]:
        """Each of list_gift_card_entries, page by page.

        `limit`: The maximum number of items.
        """
        return self._items(LIST_GIFT_CARD_ENTRIES, Call(path={"gift_card": gift_card}, query={"limit": limit}))

    async def top_up_gift_card(
        self, gift_card: str, body: models.TopUpRequest, *, idempotency_key: str | None = None
    ) -> models.GiftCardAnswer:
        """Add to a gift card's balance.

        Its validity starts again, by the programme's `gift_cards`; an expired one can be spent again. The
        amount counts against the key's `credit_per_day`.

        `gift_card`: A gift card: `gft_…`.

        `idempotency_key`: A name for this request, kept for 30 days. Required if the body has no
        `external_id`, which takes precedence.
        """
        return await self._send(
            TOP_UP_GIFT_CARD,
            Call(path={"gift_card": gift_card}, headers={"Idempotency-Key": idempotency_key}, body=body),
        )

    async def replace_gift_card(
        self, gift_card: str, body: models.ReplacementRequest, *, idempotency_key: str | None = None
    ) -> models.IssuedGiftCardAnswer:
        """Move the balance of a lost gift card to a new one, which has the same last day.

        The lost one cannot be spent any more. What comes back to it later goes to the new one. Only this
        answer has the new code; the same request again gets it again.

        `gift_card`: A gift card: `gft_…`.

        `idempotency_key`: A name for this request, kept for 30 days. Required if the body has no
        `external_id`, which takes precedence.
        """
        return await self._send(
            REPLACE_GIFT_CARD,
            Call(path={"gift_card": gift_card}, headers={"Idempotency-Key": idempotency_key}, body=body),
        )

    async def block_gift_card(self, gift_card: str, body: models.GiftCardReasonRequest) -> models.GiftCardAnswer:
        """Block a gift card, so that it cannot be spent. Repeating the request changes nothing.

        `gift_card`: A gift card: `gft_…`.
        """
        return await self._send(BLOCK_GIFT_CARD, Call(path={"gift_card": gift_card}, body=body))

    async def unblock_gift_card(self, gift_card: str, body: models.GiftCardReasonRequest) -> models.GiftCardAnswer:
        """Let a blocked gift card be spent again. Repeating the request changes nothing.

        `gift_card`: A gift card: `gft_…`.
        """
        return await self._send(UNBLOCK_GIFT_CARD, Call(path={"gift_card": gift_card}, body=body))

    async def void_gift_card(self, gift_card: str, body: models.GiftCardReasonRequest) -> models.GiftCardAnswer:
        """Void the issue of a gift card of which nothing was spent. Repeating the request changes nothing.

        `gift_card`: A gift card: `gft_…`.
        """
        return await self._send(VOID_GIFT_CARD, Call(path={"gift_card": gift_card}, body=body))

    async def list_rewards(self) -> models.RewardsAnswer:
        """List the rewards of the programme.

        Those with a `points_price` are sold for points; the others come from full cards, rebates and
        campaigns.
        """
        return await self._send(LIST_REWARDS, Call())

    async def redeem_reward(
        self, body: models.RedemptionRequest, *, idempotency_key: str | None = None
    ) -> models.RedemptionAnswer:
        """Redeem a member's points for a reward.

        Most rewards are a voucher, to be used with a purchase. Store credit and donations are granted
        immediately.

        `idempotency_key`: A name for this request, kept for 30 days. Required if the body has no
        `external_id`, which takes precedence.
        """
        return await self._send(REDEEM_REWARD, Call(headers={"Idempotency-Key": idempotency_key}, body=body))

    async def get_voucher(self, code: str) -> models.VoucherStateAnswer:
        """Look up a voucher by its code.

        Case, dashes and blanks do not matter.

        `code`: A voucher's code, as it is printed.
        """
        return await self._send(GET_VOUCHER, Call(path={"code": code}))

    async def list_member_holds(
        self,
        member: str,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        status: Literal["active", "captured", "released", "expired"] | None = None,
    ) -> models.HoldsAnswer:
        """List a member's holds, newest first.

        With `status=active`, only those of open checkouts.

        `member`: A member: `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>%2F<customer>`.

        `limit`: The maximum number of items.

        `cursor`: `next_cursor` of the previous page, with otherwise the same parameters.

        `status`: Only those with this status now.
        """
        return await self._send(
            LIST_MEMBER_HOLDS, Call(path={"member": member}, query={"limit": limit, "cursor": cursor, "status": status})
        )

    def iterate_member_holds(
        self,
        member: str,
        *,
        limit: int | None = None,
        status: Literal["active", "captured", "released", "expired"] | None = None,
    ) -> AsyncIterator[models.HoldStateAnswer]:
        """Each of list_member_holds, page by page.

        `limit`: The maximum number of items.

        `status`: Only those with this status now.
        """
        return self._items(LIST_MEMBER_HOLDS, Call(path={"member": member}, query={"limit": limit, "status": status}))

    async def list_member_vouchers(
        self,
        member: str,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        status: Literal["usable", "held", "used", "expired", "revoked"] | None = None,
    ) -> models.VouchersAnswer:
        """List a member's vouchers, newest first.

        All vouchers ever issued, or with `status` only those that are now usable, held, used, expired or
        revoked.

        `member`: A member: `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>%2F<customer>`.

        `limit`: The maximum number of items.

        `cursor`: `next_cursor` of the previous page, with otherwise the same parameters.

        `status`: Only those with this status now.
        """
        return await self._send(
            LIST_MEMBER_VOUCHERS,
            Call(path={"member": member}, query={"limit": limit, "cursor": cursor, "status": status}),
        )

    def iterate_member_vouchers(
        self,
        member: str,
        *,
        limit: int | None = None,
        status: Literal["usable", "held", "used", "expired", "revoked"] | None = None,
    ) -> AsyncIterator[models.VoucherStateAnswer]:
        """Each of list_member_vouchers, page by page.

        `limit`: The maximum number of items.

        `status`: Only those with this status now.
        """
        return self._items(
            LIST_MEMBER_VOUCHERS, Call(path={"member": member}, query={"limit": limit, "status": status})
        )

    async def give_voucher(self, body: models.GiftRequest, *, idempotency_key: str | None = None) -> models.GiftAnswer:
        """Issue a voucher to a member manually, with a reason.

        It draws on the reward's `stock`, if limited. Store credit and donations are granted immediately, so
        they have no vouchers.

        `idempotency_key`: A name for this request, kept for 30 days. Required if the body has no
        `external_id`, which takes precedence.
        """
        return await self._send(GIVE_VOUCHER, Call(headers={"Idempotency-Key": idempotency_key}, body=body))

    async def revoke_voucher(self, code: str, body: models.RevocationRequest) -> models.VoucherStateAnswer:
        """Revoke an unused voucher that was issued manually or bought with points.

        Points paid for it are refunded to their lots, and it no longer counts against `limit_per_member` and
        `stock`. An expired one can be revoked too. Repeating the request changes nothing. Vouchers of punch
        cards and rebates follow from punches and spend, and are revoked with them.

        `code`: A voucher's code, as it is printed.
        """
        return await self._send(REVOKE_VOUCHER, Call(path={"code": code}, body=body))

    async def start_voucher_batch(self, body: models.VoucherBatchRequest) -> models.VoucherBatchAnswer:
        """Issue a voucher to each of many members.

        They are issued in the background, a few at a time, and each member gets exactly one, despite
        interruptions. Requires a key that knows all members. A refusal (out of stock, an unknown or erased
        member) does not stop the others.
        """
        return await self._send(START_VOUCHER_BATCH, Call(body=body))

    async def get_voucher_batch(self, batch: str) -> models.VoucherBatchAnswer:
        """Read the progress of a batch of vouchers.

        `batch`: A batch of vouchers: `vba_…`.
        """
        return await self._send(GET_VOUCHER_BATCH, Call(path={"batch": batch}))

    async def transfer_points(
        self, body: models.TransferRequest, *, idempotency_key: str | None = None
    ) -> models.TransferAnswer:
        """Transfer points from one member to another.

        Points that expire first are transferred first, and keep their last valid days. Only if the programme
        allows it, and never into debt.

        `idempotency_key`: A name for this request, kept for 30 days. Required if the body has no
        `external_id`, which takes precedence.
        """
        return await self._send(TRANSFER_POINTS, Call(headers={"Idempotency-Key": idempotency_key}, body=body))

    async def get_status(
        self, member: str, *, at: str | None = None, if_none_match: str | None = None
    ) -> models.StatusAnswer:
        """Read a member's status, now or at a past moment.

        Tier, points, credit, punch cards, rebates and usable vouchers: for a till, a checkout or an e-mail.
        Send the `ETag` of the last answer as `If-None-Match` to get only changes. With `at`, the status is as
        known at that moment, under the version in force then; before the member was enrolled there is none.

        `member`: A member: `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>%2F<customer>`.

        `at`: The moment, at most 5 minutes ahead, for the status as known then; now by default.

        `if_none_match`: The ETag of the version that you have; 304 if it is still current.
        """
        return await self._send(
            GET_STATUS, Call(path={"member": member}, query={"at": at}, headers={"If-None-Match": if_none_match})
        )

    async def get_statuses(self, body: models.StatusBatchRequest) -> models.StatusBatchAnswer:
        """Read the status of up to 1000 members.

        In the order of the references; an unknown one gets a problem in its place. Each reference may occur
        once.
        """
        return await self._send(GET_STATUSES, Call(body=body))

    async def list_entries(
        self,
        member: str,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        unit: str | None = None,
        purchase: str | None = None,
    ) -> models.EntriesAnswer:
        """Read a member's ledger, newest first.

        Every change of every balance is one entry, with its reason and the arithmetic in words. Entries are
        never altered.

        `member`: A member: `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>%2F<customer>`.

        `limit`: The maximum number of items.

        `cursor`: `next_cursor` of the previous page, with otherwise the same parameters.

        `unit`: Only entries of this unit.

        `purchase`: Only entries of this purchase and its returns; or of one return, by its id (`ret_…`).
        """
        return await self._send(
            LIST_ENTRIES,
            Call(path={"member": member}, query={"limit": limit, "cursor": cursor, "unit": unit, "purchase": purchase}),
        )

    def iterate_entries(
        self, member: str, *, limit: int | None = None, unit: str | None = None, purchase: str | None = None
    ) -> AsyncIterator[models.LedgerEntryAnswer]:
        """Each of list_entries, page by page.

        `limit`: The maximum number of items.

        `unit`: Only entries of this unit.

        `purchase`: Only entries of this purchase and its returns; or of one return, by its id (`ret_…`).
        """
        return self._items(
            LIST_ENTRIES, Call(path={"member": member}, query={"limit": limit, "unit": unit, "purchase": purchase})
        )

    async def get_entry(self, member: str, entry: str) -> models.OneEntryAnswer:
        """Read one entry of a member's ledger, with the purchase behind it and the rest of its lot now.

        `member`: A member: `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>%2F<customer>`.

        `entry`: An entry of the member's ledger: `ent_…`.
        """
        return await self._send(GET_ENTRY, Call(path={"member": member, "entry": entry}))

    async def get_balance(self, member: str, *, at: str | None = None) -> models.BalanceAnswer:
        """Read a member's balance as known at a moment: the sum of the entries recorded up to it.

        `member`: A member: `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>%2F<customer>`.

        `at`: The moment, at most 5 minutes ahead; now by default.
        """
        return await self._send(GET_BALANCE, Call(path={"member": member}, query={"at": at}))

    async def adjust_balance(
        self, member: str, body: models.AdjustmentRequest, *, idempotency_key: str | None = None
    ) -> models.AdjustmentAnswer:
        """Adjust a balance manually, with a reason.

        The ledger shows the reason unchanged. Refused if the balance would become negative, unless
        `allow_negative` is set.

        `member`: A member: `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>%2F<customer>`.

        `idempotency_key`: A name for this request, kept for 30 days. Required if the body has no
        `external_id`, which takes precedence.
        """
        return await self._send(
            ADJUST_BALANCE, Call(path={"member": member}, headers={"Idempotency-Key": idempotency_key}, body=body)
        )

    async def give_level(self, member: str, body: models.GiveLevelRequest) -> models.LevelHeldAnswer:
        """Grant a member a tier.

        The member holds the higher of this tier and the one reached by purchases, at once and through the
        last day; after it, the reached one. A granted tier does not count as reached. An earlier grant is
        replaced, and the same again changes nothing.

        `member`: A member: `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>%2F<customer>`.
        """
        return await self._send(GIVE_LEVEL, Call(path={"member": member}, body=body))

    async def take_level_away(self, member: str) -> None:
        """Revoke a member's tier grant.

        From then on the member holds the tier reached by purchases. Repeating the request changes nothing.

        `member`: A member: `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>%2F<customer>`.
        """
        await self._send(TAKE_LEVEL_AWAY, Call(path={"member": member}))

    async def list_member_tiers(
        self, member: str, *, limit: int | None = None, cursor: str | None = None
    ) -> models.TierChangesAnswer:
        """List a member's changes of tier, newest first.

        Every change of tier with its day and its cause. Effects of time have the day of their midnight.

        `member`: A member: `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>%2F<customer>`.

        `limit`: The maximum number of items.

        `cursor`: `next_cursor` of the previous page, with otherwise the same parameters.
        """
        return await self._send(
            LIST_MEMBER_TIERS, Call(path={"member": member}, query={"limit": limit, "cursor": cursor})
        )

    def iterate_member_tiers(self, member: str, *, limit: int | None = None) -> AsyncIterator[models.TierChangeAnswer]:
        """Each of list_member_tiers, page by page.

        `limit`: The maximum number of items.
        """
        return self._items(LIST_MEMBER_TIERS, Call(path={"member": member}, query={"limit": limit}))

    async def list_tier_changes(
        self, *, limit: int | None = None, cursor: str | None = None, since: str | None = None
    ) -> models.AnnouncedPageAnswer:
        """List announced changes of tier, in the order of announcement.

        A change is announced once it has lasted for the programme's `tiers.notice_delay_minutes`. A change
        undone before that is never announced, and neither is its undoing; several changes within that time
        are announced as one. An announcement is final. In a live programme a change may become visible some
        seconds after its instant; none is skipped. A key limited to a store cannot list them, because they
        name members of all stores.

        `limit`: The maximum number of items.

        `cursor`: `next_cursor` of the previous page, with otherwise the same parameters.

        `since`: Only announcements from then on; all by default.
        """
        return await self._send(LIST_TIER_CHANGES, Call(query={"limit": limit, "cursor": cursor, "since": since}))

    def iterate_tier_changes(
        self, *, limit: int | None = None, since: str | None = None
    ) -> AsyncIterator[models.AnnouncedAnswer]:
        """Each of list_tier_changes, page by page.

        `limit`: The maximum number of items.

        `since`: Only announcements from then on; all by default.
        """
        return self._items(LIST_TIER_CHANGES, Call(query={"limit": limit, "since": since}))

    async def list_rebates(
        self, member: str, *, limit: int | None = None, cursor: str | None = None
    ) -> models.RebatePeriodsAnswer:
        """Read every period of a member's rebates.

        Rebate by rebate, from the period of the first purchase to the current one, each with the amounts due
        and paid.

        `member`: A member: `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>%2F<customer>`.

        `limit`: The maximum number of items.

        `cursor`: `next_cursor` of the previous page, with otherwise the same parameters.
        """
        return await self._send(LIST_REBATES, Call(path={"member": member}, query={"limit": limit, "cursor": cursor}))

    def iterate_rebates(self, member: str, *, limit: int | None = None) -> AsyncIterator[models.RebatePeriodAnswer]:
        """Each of list_rebates, page by page.

        `limit`: The maximum number of items.
        """
        return self._items(LIST_REBATES, Call(path={"member": member}, query={"limit": limit}))

    async def get_liability(self, *, on: str | None = None) -> models.LiabilityAnswer:
        """Read the shop's liability to its members at the end of a business day.

        Points by the month of their expiry, credit, and unpaid rebates. All entries recorded before the next
        local midnight count; for today, those until now. Effects of time due by then count too, written or
        not.

        `on`: The business day at whose end the report is drawn up, not in the future; today by default.
        """
        return await self._send(GET_LIABILITY, Call(query={"on": on}))

    def list_settlements(self, *, from_: str, to: str) -> AsyncIterator[bytes]:
        """Read the settlements of rebates as CSV, for accounting.

        One line per entry that pays a rebate (a positive amount) or takes it back (negative), by time of
        recording, in minor units. A text that a spreadsheet would execute gets a leading apostrophe.

        The answer is a file; the request is sent when its first piece is asked for.

        `from_`: The first business day.

        `to`: The last business day.
        """
        return self._file(LIST_SETTLEMENTS, Call(query={"from": from_, "to": to}))

    async def get_sales(
        self, *, from_: str, to: str, by: Literal["day", "hour", "store"] | None = None
    ) -> models.SalesAnswer:
        """Read sales by day, local hour or store: their number, value, what came back, and the members' part.

        Each purchase counts on its own day, and so does each return and each void; a return that is undone
        counts nowhere. Everything acknowledged before is included, at whatever time it arrived.

        `from_`: The first business day.

        `to`: The last business day.

        `by`: One row for each day, each local hour of each day, or each store.
        """
        return await self._send(GET_SALES, Call(query={"from": from_, "to": to, "by": by}))

    async def list_donations(self, *, from_: str, to: str, member: str | None = None) -> models.DonationsAnswer:
        """Read members' donations: points, and the money that the shop pays for them.

        All donations recorded on these days count, each with the reward's `amount` at that time.

        `from_`: The first business day.

        `to`: The last business day.

        `member`: Only donations of this member.
        """
        return await self._send(LIST_DONATIONS, Call(query={"from": from_, "to": to, "member": member}))

    async def list_unmatched_goods(
        self, *, from_: str | None = None, to: str | None = None
    ) -> models.UnmatchedGoodsAnswer:
        """Report goods sold that no rule names, to find a till that spells a category differently from the
        programme.

        Rules name goods by the categories and skus of matches and conditions, anywhere in the newest version.
        Rules that match everything still count such goods. At most 10,000 purchases are checked.

        `from_`: The first business day; by default, 30 days including the last.

        `to`: The last business day; today by default.
        """
        return await self._send(LIST_UNMATCHED_GOODS, Call(query={"from": from_, "to": to}))

    def export_records(
        self,
        file: str,
        *,
        from_: str | None = None,
        to: str | None = None,
        changed_since: str | None = None,
        segment: str | None = None,
        columns: str | None = None,
        bom: Literal["true", "false"] | None = None,
    ) -> AsyncIterator[bytes]:
        """Export all records of a kind as CSV or JSON lines.

        `members`, `purchases`, `lines` (of purchases), `returns`, `entries` (of the ledger), `vouchers` or
        `gift_cards`. Sent while they are read, in pages by key; an export that cannot be finished is cut off
        without the end of the transfer, so a complete answer is a complete export. Amounts are in minor
        units, with their currency. Without the scope `members:read` members have no personal data, and
        without `vouchers:read` vouchers have no code. Requires a key that knows all members and all stores.
        In CSV a text that a spreadsheet would execute gets a leading apostrophe.

        The answer is a file; the request is sent when its first piece is asked for.

        `file`: What is exported and its form: a name in the description below, with `.csv` or `.jsonl`.

        `from_`: The first business day; not for `members`.

        `to`: The last business day; not for `members`.

        `changed_since`: Only members changed since this instant; only for `members`.

        `segment`: Only members who are in this segment now; only for `members`.

        `columns`: The columns and their order, separated by commas.

        `bom`: `true`: the CSV begins with a byte order mark, by which spreadsheets know UTF-8.
        """
        return self._file(
            EXPORT_RECORDS,
            Call(
                path={"file": file},
                query={
                    "from": from_,
                    "to": to,
                    "changed_since": changed_since,
                    "segment": segment,
                    "columns": columns,
                    "bom": bom,
                },
            ),
        )

    async def create_connector(self, body: models.ConnectorBody) -> models.ConnectorAnswer:
        """Connect a shop system: its orders become purchases and returns.

        Point the shop's webhooks to `inbox`. The name is for ever: the purchases are named after it.
        """
        return await self._send(CREATE_CONNECTOR, Call(body=body))

    async def list_connectors(self) -> models.ConnectorsAnswer:
        """List the connectors, with the number of their deliveries."""
        return await self._send(LIST_CONNECTORS, Call())

    async def get_connector(self, connector: str) -> models.ConnectorAnswer:
        """Read a connector.

        `connector`: A connector: `con_…`.
        """
        return await self._send(GET_CONNECTOR, Call(path={"connector": connector}))

    async def change_connector(self, connector: str, body: models.ConnectorChangeBody) -> models.ConnectorAnswer:
        """Change a connector's settings, secrets or status. Purchases recorded before stay as they are.

        `connector`: A connector: `con_…`.
        """
        return await self._send(CHANGE_CONNECTOR, Call(path={"connector": connector}, body=body))

    async def delete_connector(self, connector: str) -> None:
        """Remove a connector. Its inbox is closed; its deliveries and everything recorded stay.

        `connector`: A connector: `con_…`.
        """
        await self._send(DELETE_CONNECTOR, Call(path={"connector": connector}))

    async def retry_deliveries(self, connector: str, body: models.RetryBody) -> models.RetryAnswer:
        """Process deliveries again, such as failed ones after the settings were mended.

        `connector`: A connector: `con_…`.
        """
        return await self._send(RETRY_DELIVERIES, Call(path={"connector": connector}, body=body))

    async def map_message(self, connector: str, body: models.MapBody) -> models.TriedAnswer:
        """Try a message of the shop system: the result that it would have now. Nothing is kept.

        `connector`: A connector: `con_…`.
        """
        return await self._send(MAP_MESSAGE, Call(path={"connector": connector}, body=body))

    async def start_backfill(self, connector: str, body: models.BackfillRequest) -> models.BackfillAnswer:
        """Fetch the orders of the shop that changed in a time, in the background.

        Each becomes a delivery, as if its message had just come. Orders that are known change nothing, so a
        time may be fetched again. Purchases have the time of their sale, and earn as those that arrive late.
        The same time again, while it is being fetched, is the same backfill.

        `connector`: A connector: `con_…`.
        """
        return await self._send(START_BACKFILL, Call(path={"connector": connector}, body=body))

    async def list_backfills(
        self, connector: str, *, limit: int | None = None, cursor: str | None = None
    ) -> models.BackfillsAnswer:
        """List the backfills of a connector, newest first, scheduled ones too.

        `connector`: A connector: `con_…`.

        `limit`: The maximum number of items.

        `cursor`: `next_cursor` of the previous page, with otherwise the same parameters.
        """
        return await self._send(
            LIST_BACKFILLS, Call(path={"connector": connector}, query={"limit": limit, "cursor": cursor})
        )

    def iterate_backfills(self, connector: str, *, limit: int | None = None) -> AsyncIterator[models.BackfillAnswer]:
        """Each of list_backfills, page by page.

        `limit`: The maximum number of items.
        """
        return self._items(LIST_BACKFILLS, Call(path={"connector": connector}, query={"limit": limit}))

    async def get_backfill(self, connector: str, backfill: str) -> models.BackfillAnswer:
        """Read a backfill: its progress, and the results of the orders.

        `connector`: A connector: `con_…`.

        `backfill`: A backfill: `bkf_…`.
        """
        return await self._send(GET_BACKFILL, Call(path={"connector": connector, "backfill": backfill}))

    async def list_deliveries(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        connector: str | None = None,
        status: Literal["received", "done", "ignored", "waiting", "failed", "dismissed"] | None = None,
        code: str | None = None,
        backfill: str | None = None,
    ) -> models.DeliveriesAnswer:
        """List the messages of shop systems, newest first.

        `limit`: The maximum number of items.

        `cursor`: `next_cursor` of the previous page, with otherwise the same parameters.

        `connector`: Only those of this connector (`con_…`).

        `status`: Only those of this status.

        `code`: Only those with this code.

        `backfill`: Only those that this backfill (`bkf_…`) found.
        """
        return await self._send(
            LIST_DELIVERIES,
            Call(
                query={
                    "limit": limit,
                    "cursor": cursor,
                    "connector": connector,
                    "status": status,
                    "code": code,
                    "backfill": backfill,
                }
            ),
        )

    def iterate_deliveries(
        self,
        *,
        limit: int | None = None,
        connector: str | None = None,
        status: Literal["received", "done", "ignored", "waiting", "failed", "dismissed"] | None = None,
        code: str | None = None,
        backfill: str | None = None,
    ) -> AsyncIterator[models.DeliveryAnswer]:
        """Each of list_deliveries, page by page.

        `limit`: The maximum number of items.

        `connector`: Only those of this connector (`con_…`).

        `status`: Only those of this status.

        `code`: Only those with this code.

        `backfill`: Only those that this backfill (`bkf_…`) found.
        """
        return self._items(
            LIST_DELIVERIES,
            Call(query={"limit": limit, "connector": connector, "status": status, "code": code, "backfill": backfill}),
        )

    async def get_delivery(self, delivery: str) -> models.FullDeliveryAnswer:
        """Read a delivery, with the part of the message that is stored.

        `delivery`: A delivery: `dlv_…`.
        """
        return await self._send(GET_DELIVERY, Call(path={"delivery": delivery}))

    async def replay_delivery(self, delivery: str, body: models.ReplayBody) -> models.FullDeliveryAnswer:
        """Process a delivery again, repaired if `payload` is given; the first payload is kept beside it.

        `delivery`: A delivery: `dlv_…`.
        """
        return await self._send(REPLAY_DELIVERY, Call(path={"delivery": delivery}, body=body))

    async def dismiss_delivery(self, delivery: str, body: models.DismissBody) -> models.FullDeliveryAnswer:
        """Settle a delivery that failed or waits, and will not be recorded.

        `delivery`: A delivery: `dlv_…`.
        """
        return await self._send(DISMISS_DELIVERY, Call(path={"delivery": delivery}, body=body))

    async def ask_review(self, body: models.InsightReviewRequest) -> models.InsightReviewAnswer:
        """Review all customers as of a day.

        It runs in the background. It reports to nobody, and is not part of the history of grades; the 30
        newest requested ones are kept. With `backfill_from` the missing scheduled reviews are made first;
        those are part of the history.
        """
        return await self._send(ASK_REVIEW, Call(body=body))

    async def list_reviews(self, *, limit: int | None = None, cursor: str | None = None) -> models.InsightReviewsAnswer:
        """List reviews, latest first.

        `limit`: The maximum number of items.

        `cursor`: `next_cursor` of the previous page, with otherwise the same parameters.
        """
        return await self._send(LIST_REVIEWS, Call(query={"limit": limit, "cursor": cursor}))

    def iterate_reviews(self, *, limit: int | None = None) -> AsyncIterator[models.InsightReviewAnswer]:
        """Each of list_reviews, page by page.

        `limit`: The maximum number of items.
        """
        return self._items(LIST_REVIEWS, Call(query={"limit": limit}))

    async def get_review(self, review: str) -> models.InsightReviewAnswer:
        """Read the progress of a review, and its results for all members together.

        `review`: A review of customers: `rev_…`.
        """
        return await self._send(GET_REVIEW, Call(path={"review": review}))

    async def list_grades(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        review: str | None = None,
        grade: str | None = None,
        owner: str | None = None,
        segment: str | None = None,
    ) -> models.GradesAnswer:
        """Read the grades of all members, best place first.

        As found by a review, without members erased since. Members without a place come last.

        `limit`: The maximum number of items.

        `cursor`: `next_cursor` of the previous page, with otherwise the same parameters.

        `review`: The id of a review; by default, the newest with this content.

        `grade`: Only members with this grade.

        `owner`: Only members of this member of staff, `stf_…` or `ext:…`; `none` for those of nobody.

        `segment`: Only members in this segment now; no members for an unknown one.
        """
        return await self._send(
            LIST_GRADES,
            Call(
                query={
                    "limit": limit,
                    "cursor": cursor,
                    "review": review,
                    "grade": grade,
                    "owner": owner,
                    "segment": segment,
                }
            ),
        )

    def iterate_grades(
        self,
        *,
        limit: int | None = None,
        review: str | None = None,
        grade: str | None = None,
        owner: str | None = None,
        segment: str | None = None,
    ) -> AsyncIterator[models.MemberGradeAnswer]:
        """Each of list_grades, page by page.

        `limit`: The maximum number of items.

        `review`: The id of a review; by default, the newest with this content.

        `grade`: Only members with this grade.

        `owner`: Only members of this member of staff, `stf_…` or `ext:…`; `none` for those of nobody.

        `segment`: Only members in this segment now; no members for an unknown one.
        """
        return self._items(
            LIST_GRADES,
            Call(query={"limit": limit, "review": review, "grade": grade, "owner": owner, "segment": segment}),
        )

    async def list_member_grades(
        self, member: str, *, limit: int | None = None, cursor: str | None = None
    ) -> models.MemberGradesAnswer:
        """Read the grade of a member in each scheduled review, newest first.

        `member`: A member: `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>%2F<customer>`.

        `limit`: The maximum number of items.

        `cursor`: `next_cursor` of the previous page, with otherwise the same parameters.
        """
        return await self._send(
            LIST_MEMBER_GRADES, Call(path={"member": member}, query={"limit": limit, "cursor": cursor})
        )

    def iterate_member_grades(
        self, member: str, *, limit: int | None = None
    ) -> AsyncIterator[models.GradeOfReviewAnswer]:
        """Each of list_member_grades, page by page.

        `limit`: The maximum number of items.
        """
        return self._items(LIST_MEMBER_GRADES, Call(path={"member": member}, query={"limit": limit}))

    async def get_pareto(self, *, review: str | None = None) -> models.ParetoAnswer:
        """Read the concentration of spend among customers.

        `review`: The id of a review; by default, the newest with this content.
        """
        return await self._send(GET_PARETO, Call(query={"review": review}))

    async def list_deviations(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        review: str | None = None,
        grade: str | None = None,
        owner: str | None = None,
        segment: str | None = None,
        direction: Literal["down", "up"] | None = None,
        chance: str | None = None,
    ) -> models.DeviationsAnswer:
        """List customers who spent less, or more, than expected from their past.

        Only customers of the grades in `insights.deviation`, with enough purchases to tell.

        `limit`: The maximum number of items.

        `cursor`: `next_cursor` of the previous page, with otherwise the same parameters.

        `review`: The id of a review; by default, the newest with this content.

        `grade`: Only members with this grade.

        `owner`: Only members of this member of staff, `stf_…` or `ext:…`; `none` for those of nobody.

        `segment`: Only members in this segment now; no members for an unknown one.

        `direction`: Only members who spent less (`down`), or more (`up`).

        `chance`: Only members with at most this `chance`, a decimal text such as `0.10`.
        """
        return await self._send(
            LIST_DEVIATIONS,
            Call(
                query={
                    "limit": limit,
                    "cursor": cursor,
                    "review": review,
                    "grade": grade,
                    "owner": owner,
                    "segment": segment,
                    "direction": direction,
                    "chance": chance,
                }
            ),
        )

    def iterate_deviations(
        self,
        *,
        limit: int | None = None,
        review: str | None = None,
        grade: str | None = None,
        owner: str | None = None,
        segment: str | None = None,
        direction: Literal["down", "up"] | None = None,
        chance: str | None = None,
    ) -> AsyncIterator[models.DeviationAnswer]:
        """Each of list_deviations, page by page.

        `limit`: The maximum number of items.

        `review`: The id of a review; by default, the newest with this content.

        `grade`: Only members with this grade.

        `owner`: Only members of this member of staff, `stf_…` or `ext:…`; `none` for those of nobody.

        `segment`: Only members in this segment now; no members for an unknown one.

        `direction`: Only members who spent less (`down`), or more (`up`).

        `chance`: Only members with at most this `chance`, a decimal text such as `0.10`.
        """
        return self._items(
            LIST_DEVIATIONS,
            Call(
                query={
                    "limit": limit,
                    "review": review,
                    "grade": grade,
                    "owner": owner,
                    "segment": segment,
                    "direction": direction,
                    "chance": chance,
                }
            ),
        )

    async def list_lapsed(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        review: str | None = None,
        grade: str | None = None,
        owner: str | None = None,
        segment: str | None = None,
        state: Literal["new", "active", "late", "at_risk", "lapsed"] | None = None,
        bought: Literal["once"] | None = None,
    ) -> models.LapsedAnswer:
        """List customers who have stayed away for longer than usual.

        With `bought=once` those who have come on one day, whatever their state.

        `limit`: The maximum number of items.

        `cursor`: `next_cursor` of the previous page, with otherwise the same parameters.

        `review`: The id of a review; by default, the newest with this content.

        `grade`: Only members with this grade.

        `owner`: Only members of this member of staff, `stf_…` or `ext:…`; `none` for those of nobody.

        `segment`: Only members in this segment now; no members for an unknown one.

        `state`: Only members in this state; the default is at risk and lapsed, with `bought` all.

        `bought`: Only members who have come on one day; all of them by default.
        """
        return await self._send(
            LIST_LAPSED,
            Call(
                query={
                    "limit": limit,
                    "cursor": cursor,
                    "review": review,
                    "grade": grade,
                    "owner": owner,
                    "segment": segment,
                    "state": state,
                    "bought": bought,
                }
            ),
        )

    def iterate_lapsed(
        self,
        *,
        limit: int | None = None,
        review: str | None = None,
        grade: str | None = None,
        owner: str | None = None,
        segment: str | None = None,
        state: Literal["new", "active", "late", "at_risk", "lapsed"] | None = None,
        bought: Literal["once"] | None = None,
    ) -> AsyncIterator[models.SilenceAnswer]:
        """Each of list_lapsed, page by page.

        `limit`: The maximum number of items.

        `review`: The id of a review; by default, the newest with this content.

        `grade`: Only members with this grade.

        `owner`: Only members of this member of staff, `stf_…` or `ext:…`; `none` for those of nobody.

        `segment`: Only members in this segment now; no members for an unknown one.

        `state`: Only members in this state; the default is at risk and lapsed, with `bought` all.

        `bought`: Only members who have come on one day; all of them by default.
        """
        return self._items(
            LIST_LAPSED,
            Call(
                query={
                    "limit": limit,
                    "review": review,
                    "grade": grade,
                    "owner": owner,
                    "segment": segment,
                    "state": state,
                    "bought": bought,
                }
            ),
        )

    async def list_reorders(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        review: str | None = None,
        grade: str | None = None,
        owner: str | None = None,
        segment: str | None = None,
        status: Literal["due", "overdue", "all"] | None = None,
    ) -> models.ReordersAnswer:
        """List items that customers are expected to buy again.

        The interval around the expected day comes from the shop's own reorders. Lapsed customers are left
        out.

        `limit`: The maximum number of items.

        `cursor`: `next_cursor` of the previous page, with otherwise the same parameters.

        `review`: The id of a review; by default, the newest with this content.

        `grade`: Only members with this grade.

        `owner`: Only members of this member of staff, `stf_…` or `ext:…`; `none` for those of nobody.

        `segment`: Only members in this segment now; no members for an unknown one.

        `status`: Expected in the next 7 days (`due`), expected before (`overdue`), or both (`all`).
        """
        return await self._send(
            LIST_REORDERS,
            Call(
                query={
                    "limit": limit,
                    "cursor": cursor,
                    "review": review,
                    "grade": grade,
                    "owner": owner,
                    "segment": segment,
                    "status": status,
                }
            ),
        )

    def iterate_reorders(
        self,
        *,
        limit: int | None = None,
        review: str | None = None,
        grade: str | None = None,
        owner: str | None = None,
        segment: str | None = None,
        status: Literal["due", "overdue", "all"] | None = None,
    ) -> AsyncIterator[models.ReorderAnswer]:
        """Each of list_reorders, page by page.

        `limit`: The maximum number of items.

        `review`: The id of a review; by default, the newest with this content.

        `grade`: Only members with this grade.

        `owner`: Only members of this member of staff, `stf_…` or `ext:…`; `none` for those of nobody.

        `segment`: Only members in this segment now; no members for an unknown one.

        `status`: Expected in the next 7 days (`due`), expected before (`overdue`), or both (`all`).
        """
        return self._items(
            LIST_REORDERS,
            Call(
                query={
                    "limit": limit,
                    "review": review,
                    "grade": grade,
                    "owner": owner,
                    "segment": segment,
                    "status": status,
                }
            ),
        )

    async def list_lift(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        review: str | None = None,
        grade: str | None = None,
        owner: str | None = None,
        segment: str | None = None,
    ) -> models.LiftsAnswer:
        """List the customers nearest to the golden grades, and the missing amounts.

        `limit`: The maximum number of items.

        `cursor`: `next_cursor` of the previous page, with otherwise the same parameters.

        `review`: The id of a review; by default, the newest with this content.

        `grade`: Only members with this grade.

        `owner`: Only members of this member of staff, `stf_…` or `ext:…`; `none` for those of nobody.

        `segment`: Only members in this segment now; no members for an unknown one.
        """
        return await self._send(
            LIST_LIFT,
            Call(
                query={
                    "limit": limit,
                    "cursor": cursor,
                    "review": review,
                    "grade": grade,
                    "owner": owner,
                    "segment": segment,
                }
            ),
        )

    def iterate_lift(
        self,
        *,
        limit: int | None = None,
        review: str | None = None,
        grade: str | None = None,
        owner: str | None = None,
        segment: str | None = None,
    ) -> AsyncIterator[models.LiftAnswer]:
        """Each of list_lift, page by page.

        `limit`: The maximum number of items.

        `review`: The id of a review; by default, the newest with this content.

        `grade`: Only members with this grade.

        `owner`: Only members of this member of staff, `stf_…` or `ext:…`; `none` for those of nobody.

        `segment`: Only members in this segment now; no members for an unknown one.
        """
        return self._items(
            LIST_LIFT,
            Call(query={"limit": limit, "review": review, "grade": grade, "owner": owner, "segment": segment}),
        )

    async def get_stages(self, *, review: str | None = None) -> models.StagesAnswer:
        """Read the number of customers in each stage, and how many come a second time.

        `review`: The id of a review; by default, the newest with this content.
        """
        return await self._send(GET_STAGES, Call(query={"review": review}))

    async def make_task(self, body: models.NewTaskRequest) -> models.TaskAnswer:
        """Make a manual task."""
        return await self._send(MAKE_TASK, Call(body=body))

    async def list_tasks(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        owner: str | None = None,
        status: Literal["waiting", "open", "done", "dropped"] | None = None,
        due_by: str | None = None,
        member: str | None = None,
        rule: str | None = None,
    ) -> models.TasksAnswer:
        """List tasks, the earliest due day first.

        `limit`: The maximum number of items.

        `cursor`: `next_cursor` of the previous page, with otherwise the same parameters.

        `owner`: The person to do it; `none`: the managers' queue.

        `status`: The status.

        `due_by`: Only tasks due by this day.

        `member`: The member that it is about.

        `rule`: The rule that made it.
        """
        return await self._send(
            LIST_TASKS,
            Call(
                query={
                    "limit": limit,
                    "cursor": cursor,
                    "owner": owner,
                    "status": status,
                    "due_by": due_by,
                    "member": member,
                    "rule": rule,
                }
            ),
        )

    def iterate_tasks(
        self,
        *,
        limit: int | None = None,
        owner: str | None = None,
        status: Literal["waiting", "open", "done", "dropped"] | None = None,
        due_by: str | None = None,
        member: str | None = None,
        rule: str | None = None,
    ) -> AsyncIterator[models.TaskAnswer]:
        """Each of list_tasks, page by page.

        `limit`: The maximum number of items.

        `owner`: The person to do it; `none`: the managers' queue.

        `status`: The status.

        `due_by`: Only tasks due by this day.

        `member`: The member that it is about.

        `rule`: The rule that made it.
        """
        return self._items(
            LIST_TASKS,
            Call(
                query={
                    "limit": limit,
                    "owner": owner,
                    "status": status,
                    "due_by": due_by,
                    "member": member,
                    "rule": rule,
                }
            ),
        )

    async def get_task(self, task: str) -> models.TaskAnswer:
        """Read a task.

        `task`: A task: `tsk_…`.
        """
        return await self._send(GET_TASK, Call(path={"task": task}))

    async def finish_task(self, task: str, body: models.DoneRequest) -> models.TaskAnswer:
        """Close a task with its outcome. Repeating the request changes nothing; another outcome is refused.

        `task`: A task: `tsk_…`.
        """
        return await self._send(FINISH_TASK, Call(path={"task": task}, body=body))

    async def drop_task(self, task: str, body: models.DropRequest) -> models.TaskAnswer:
        """Close a task that nobody is to do. Repeating the request changes nothing.

        `task`: A task: `tsk_…`.
        """
        return await self._send(DROP_TASK, Call(path={"task": task}, body=body))

    async def hand_task(self, task: str, body: models.HandRequest) -> models.TaskAnswer:
        """Give a task to another person. Repeating the request changes nothing.

        `task`: A task: `tsk_…`.
        """
        return await self._send(HAND_TASK, Call(path={"task": task}, body=body))

    async def postpone_task(self, task: str, body: models.LaterRequest) -> models.TaskAnswer:
        """Give a task another due day. Repeating the request changes nothing.

        `task`: A task: `tsk_…`.
        """
        return await self._send(POSTPONE_TASK, Call(path={"task": task}, body=body))

    async def list_lapse_reasons(self, *, from_: str | None = None, to: str | None = None) -> models.LapseReasonsAnswer:
        """Count the reasons of lapsed customers, as given when their tasks were done.

        `from_`: The first day of closing.

        `to`: The last day of closing.
        """
        return await self._send(LIST_LAPSE_REASONS, Call(query={"from": from_, "to": to}))

    async def get_golden_list(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        review: str | None = None,
        grade: str | None = None,
        owner: str | None = None,
        segment: str | None = None,
    ) -> models.GoldenListAnswer:
        """Read the golden list: the members with golden grades, best place first.

        As found by the newest scheduled review, without members erased since. State and last visit are those
        of the newest review, and rewards within reach those of now. With `format=csv` a text that a
        spreadsheet would execute gets a leading apostrophe.

        `limit`: The maximum number of items.

        `cursor`: `next_cursor` of the previous page, with otherwise the same parameters.

        `review`: The id of a review; by default, the newest with this content.

        `grade`: Only members with this grade.

        `owner`: Only members of this member of staff, `stf_…` or `ext:…`; `none` for those of nobody.

        `segment`: Only members in this segment now; no members for an unknown one.
        """
        return await self._send(
            GET_GOLDEN_LIST,
            Call(
                query={
                    "limit": limit,
                    "cursor": cursor,
                    "review": review,
                    "grade": grade,
                    "owner": owner,
                    "segment": segment,
                }
            ),
        )

    def iterate_golden_list(
        self,
        *,
        limit: int | None = None,
        review: str | None = None,
        grade: str | None = None,
        owner: str | None = None,
        segment: str | None = None,
    ) -> AsyncIterator[models.GoldenMemberAnswer]:
        """Each of get_golden_list, page by page.

        `limit`: The maximum number of items.

        `review`: The id of a review; by default, the newest with this content.

        `grade`: Only members with this grade.

        `owner`: Only members of this member of staff, `stf_…` or `ext:…`; `none` for those of nobody.

        `segment`: Only members in this segment now; no members for an unknown one.
        """
        return self._items(
            GET_GOLDEN_LIST,
            Call(query={"limit": limit, "review": review, "grade": grade, "owner": owner, "segment": segment}),
        )

    def get_golden_list_csv(
        self,
        *,
        review: str | None = None,
        grade: str | None = None,
        owner: str | None = None,
        segment: str | None = None,
    ) -> AsyncIterator[bytes]:
        """Read the golden list: the members with golden grades, best place first.

        As found by the newest scheduled review, without members erased since. State and last visit are those
        of the newest review, and rewards within reach those of now. With `format=csv` a text that a
        spreadsheet would execute gets a leading apostrophe.

        The answer is a file; the request is sent when its first piece is asked for.

        `review`: The id of a review; by default, the newest with this content.

        `grade`: Only members with this grade.

        `owner`: Only members of this member of staff, `stf_…` or `ext:…`; `none` for those of nobody.

        `segment`: Only members in this segment now; no members for an unknown one.
        """
        return self._file(
            GET_GOLDEN_LIST_CSV,
            Call(query={"format": "csv", "review": review, "grade": grade, "owner": owner, "segment": segment}),
        )

    async def get_member_insight(self, member: str) -> models.MemberInsightAnswer:
        """Read the insight of a member, as of now.

        Computed from the member's own purchases until now, and the shop's figures of the newest review. The
        grade and the deviation are those of the newest scheduled review.

        `member`: A member: `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>%2F<customer>`.
        """
        return await self._send(GET_MEMBER_INSIGHT, Call(path={"member": member}))

    async def list_honours(self, *, kind: Literal["golden"]) -> models.HonoursAnswer:
        """List the golden customers who agreed to be named in public, under the names they chose, in
        alphabetical order.

        Only members of the golden list whose consent for `honours` stands. A withdrawal takes effect at once.

        `kind`: `golden`: the golden list.
        """
        return await self._send(LIST_HONOURS, Call(query={"kind": kind}))

    async def list_segments(self) -> models.SegmentsAnswer:
        """List the segments of the newest version, with the number of their members now."""
        return await self._send(LIST_SEGMENTS, Call())

    async def get_segment(self, segment: str) -> models.SegmentAnswer:
        """Read a segment, with the number of its members now.

        `segment`: The id of a segment.
        """
        return await self._send(GET_SEGMENT, Call(path={"segment": segment}))

    async def list_segment_members(
        self, segment: str, *, limit: int | None = None, cursor: str | None = None
    ) -> models.SegmentMembersAnswer:
        """List the members of a segment, with the reason of each.

        With `format=csv` a text that a spreadsheet would execute gets a leading apostrophe.

        `segment`: The id of a segment.

        `limit`: The maximum number of items.

        `cursor`: `next_cursor` of the previous page, with otherwise the same parameters.
        """
        return await self._send(
            LIST_SEGMENT_MEMBERS, Call(path={"segment": segment}, query={"limit": limit, "cursor": cursor})
        )

    def iterate_segment_members(
        self, segment: str, *, limit: int | None = None
    ) -> AsyncIterator[models.SegmentMemberAnswer]:
        """Each of list_segment_members, page by page.

        `limit`: The maximum number of items.
        """
        return self._items(LIST_SEGMENT_MEMBERS, Call(path={"segment": segment}, query={"limit": limit}))

    def list_segment_members_csv(self, segment: str) -> AsyncIterator[bytes]:
        """List the members of a segment, with the reason of each.

        With `format=csv` a text that a spreadsheet would execute gets a leading apostrophe.

        The answer is a file; the request is sent when its first piece is asked for.

        `segment`: The id of a segment.
        """
        return self._file(LIST_SEGMENT_MEMBERS_CSV, Call(path={"segment": segment}, query={"format": "csv"}))

    async def check_segment(self, body: models.SegmentCheckRequest) -> models.SegmentCheckAnswer:
        """Try a condition on the newest review, without saving anything.

        Requires a key that knows all members.
        """
        return await self._send(CHECK_SEGMENT, Call(body=body))

    async def get_holdout(self) -> models.HoldoutAnswer:
        """Read the control group of the newest version, and the sizes of both groups."""
        return await self._send(GET_HOLDOUT, Call())

    async def get_holdout_effect(self, *, from_: str, to: str) -> models.HoldoutEffectAnswer:
        """Read the effect of the covered offers on the spend of members, over days that have ended.

        The spend of members who got the offers is compared with that of the control group, given their spend
        before. 202 while it is computed.

        `from_`: The first business day.

        `to`: The last business day, which has ended; at least 28 days in all.
        """
        return await self._send(GET_HOLDOUT_EFFECT, Call(query={"from": from_, "to": to}))

    async def start_rehearsal(self, body: models.StartRehearsalRequest) -> models.RehearsalAnswer:
        """Rehearse one or two documents on past sales, without publishing them.

        Each member's purchases and returns are decided again by the document, each at its own time, from an
        empty start. It runs in the background and changes no balance. The 30 newest are kept. Requires a key
        that knows all members.
        """
        return await self._send(START_REHEARSAL, Call(body=body))

    async def list_rehearsals(self, *, limit: int | None = None, cursor: str | None = None) -> models.RehearsalsAnswer:
        """List rehearsals without their results, newest first.

        `limit`: The maximum number of items.

        `cursor`: `next_cursor` of the previous page, with otherwise the same parameters.
        """
        return await self._send(LIST_REHEARSALS, Call(query={"limit": limit, "cursor": cursor}))

    def iterate_rehearsals(self, *, limit: int | None = None) -> AsyncIterator[models.ListedRehearsalAnswer]:
        """Each of list_rehearsals, page by page.

        `limit`: The maximum number of items.
        """
        return self._items(LIST_REHEARSALS, Call(query={"limit": limit}))

    async def get_rehearsal(self, rehearsal: str) -> models.RehearsalAnswer:
        """Read the progress of a rehearsal, and its results.

        `rehearsal`: A rehearsal: `reh_…`.
        """
        return await self._send(GET_REHEARSAL, Call(path={"rehearsal": rehearsal}))

    async def cancel_rehearsal(self, rehearsal: str) -> None:
        """Cancel and forget a rehearsal, whether or not it is done.

        `rehearsal`: A rehearsal: `reh_…`.
        """
        await self._send(CANCEL_REHEARSAL, Call(path={"rehearsal": rehearsal}))

    async def list_rehearsed_members(
        self,
        rehearsal: str,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        order: Literal["winners", "losers"] | None = None,
    ) -> models.RehearsedMembersAnswer:
        """List the members of a rehearsal by the difference between its documents.

        Empty until it is done. Members erased or merged since are not listed.

        `rehearsal`: A rehearsal: `reh_…`.

        `limit`: The maximum number of items.

        `cursor`: `next_cursor` of the previous page, with otherwise the same parameters.

        `order`: Those who receive most with the second document first (`winners`), or least (`losers`).
        """
        return await self._send(
            LIST_REHEARSED_MEMBERS,
            Call(path={"rehearsal": rehearsal}, query={"limit": limit, "cursor": cursor, "order": order}),
        )

    def iterate_rehearsed_members(
        self, rehearsal: str, *, limit: int | None = None, order: Literal["winners", "losers"] | None = None
    ) -> AsyncIterator[models.RehearsedMemberAnswer]:
        """Each of list_rehearsed_members, page by page.

        `limit`: The maximum number of items.

        `order`: Those who receive most with the second document first (`winners`), or least (`losers`).
        """
        return self._items(
            LIST_REHEARSED_MEMBERS, Call(path={"rehearsal": rehearsal}, query={"limit": limit, "order": order})
        )

    async def lint_program(self, body: models.ProgramVersion) -> models.LintAnswer:
        """Look for parts of a draft that give away more than they bring.

        By reading (a card worth more than what fills it, points above their price …), with the prices of
        goods sold in the last 12 months, and by trying: baskets at every threshold are bought, split,
        returned and redeemed. It never keeps a document from being published.
        """
        return await self._send(LINT_PROGRAM, Call(body=body))

    async def list_events(
        self,
        *,
        after: str | None = None,
        types: str | None = None,
        limit: int | None = None,
        wait_seconds: int | None = None,
    ) -> models.EventsAnswer:
        """Read the events of the programme, oldest first, and go on from there.

        Keep `next_cursor`, and ask again with it as `after`: no event is missed, and none comes twice. With
        `wait_seconds` the answer comes as soon as there is an event. Events are kept for 30 days, unless the
        operator sets another time. A key limited to a store sees the events of its store, a partner's key
        those of the members it knows. Codes of vouchers are shown to keys with `status:read`.

        `after`: `start` for the oldest event kept, `now` for those to come, `next_cursor` of the page before,
        or the id of an event.

        `types`: Only these types, with commas: `purchase.*,tier.changed`.

        `limit`: The maximum number of events.

        `wait_seconds`: How long to wait for an event if there is none yet.
        """
        return await self._send(
            LIST_EVENTS, Call(query={"after": after, "types": types, "limit": limit, "wait_seconds": wait_seconds})
        )

    async def make_webhook(self, body: models.WebhookBody) -> models.MadeWebhookAnswer:
        """Send events to an address.

        Messages are signed by the rules of Standard Webhooks. A member's events come one after the other;
        what is not taken is sent again for three days. At most 20 webhooks.
        """
        return await self._send(MAKE_WEBHOOK, Call(body=body))

    async def list_webhooks(self) -> models.WebhooksAnswer:
        """List the webhooks of the programme."""
        return await self._send(LIST_WEBHOOKS, Call())

    async def get_webhook(self, webhook: str) -> models.WebhookStateAnswer:
        """Read a webhook, with what is left to send.

        `webhook`: A webhook: `whk_…`.
        """
        return await self._send(GET_WEBHOOK, Call(path={"webhook": webhook}))

    async def change_webhook(self, webhook: str, body: models.WebhookChange) -> models.WebhookAnswer:
        """Change a webhook, pause it, or set it going again.

        `webhook`: A webhook: `whk_…`.
        """
        return await self._send(CHANGE_WEBHOOK, Call(path={"webhook": webhook}, body=body))

    async def delete_webhook(self, webhook: str) -> None:
        """Delete a webhook, with everything that was left to send.

        `webhook`: A webhook: `whk_…`.
        """
        await self._send(DELETE_WEBHOOK, Call(path={"webhook": webhook}))

    async def rotate_webhook(self, webhook: str, body: models.RotateBody) -> models.SecretAnswer:
        """Draw a new secret. For some hours messages have two signatures, by the new and the old one.

        `webhook`: A webhook: `whk_…`.
        """
        return await self._send(ROTATE_WEBHOOK, Call(path={"webhook": webhook}, body=body))

    async def ping_webhook(self, webhook: str) -> models.PingAnswer:
        """Send a `webhook.ping` now, and see whether it is taken.

        `webhook`: A webhook: `whk_…`.
        """
        return await self._send(PING_WEBHOOK, Call(path={"webhook": webhook}))

    async def replay_webhook(self, webhook: str, body: models.ReplayEventsBody) -> models.ReplayAnswer:
        """Send events once more, with the same ids and the header `webhook-replay: true`.

        What happens meanwhile is sent as ever.

        `webhook`: A webhook: `whk_…`.
        """
        return await self._send(REPLAY_WEBHOOK, Call(path={"webhook": webhook}, body=body))

    async def list_attempts(
        self,
        webhook: str,
        *,
        limit: int | None = None,
        cursor: str | None = None,
        status: Literal["pending", "failed"] | None = None,
    ) -> models.AttemptsAnswer:
        """List the attempts that failed, newest first. They are kept for 30 days.

        `webhook`: A webhook: `whk_…`.

        `limit`: The maximum number of items.

        `cursor`: `next_cursor` of the previous page, with otherwise the same parameters.

        `status`: `failed`: given up; `pending`: to be tried again.
        """
        return await self._send(
            LIST_ATTEMPTS, Call(path={"webhook": webhook}, query={"limit": limit, "cursor": cursor, "status": status})
        )

    def iterate_attempts(
        self, webhook: str, *, limit: int | None = None, status: Literal["pending", "failed"] | None = None
    ) -> AsyncIterator[models.AttemptAnswer]:
        """Each of list_attempts, page by page.

        `limit`: The maximum number of items.

        `status`: `failed`: given up; `pending`: to be tried again.
        """
        return self._items(LIST_ATTEMPTS, Call(path={"webhook": webhook}, query={"limit": limit, "status": status}))
