// All operations of the API. Generated from openapi/openapi.json by `./run clients`; do not edit.

import type { CallOptions, Operation } from "./calls.js";
import { Calls } from "./calls.js";
import type * as models from "./models.js";

const GET_DRAFT: Operation = { method: "GET", path: "/v1/program/draft", repeatable: true };
const KEEP_DRAFT: Operation = { method: "PUT", path: "/v1/program/draft", repeatable: true };
const DROP_DRAFT: Operation = { method: "DELETE", path: "/v1/program/draft", repeatable: true };
const GET_PROGRAM: Operation = { method: "GET", path: "/v1/program", repeatable: true };
const PUBLISH_PROGRAM: Operation = { method: "PUT", path: "/v1/program", repeatable: true };
const CHECK_PROGRAM: Operation = { method: "POST", path: "/v1/program/check", repeatable: true };
const GET_PROGRAM_VERSION: Operation = { method: "GET", path: "/v1/program/versions/{version}", repeatable: true };
const LIST_CAMPAIGNS: Operation = { method: "GET", path: "/v1/campaigns", repeatable: true };
const LIST_CAMPAIGN_CODES: Operation = { method: "GET", path: "/v1/campaigns/{campaign}/codes", repeatable: true };
const GET_CLOCK: Operation = { method: "GET", path: "/v1/clock", repeatable: true };
const ADVANCE_CLOCK: Operation = { method: "POST", path: "/v1/clock/advance", repeatable: true };
const LIST_KEYS: Operation = { method: "GET", path: "/v1/keys", repeatable: true };
const CREATE_KEY: Operation = { method: "POST", path: "/v1/keys", repeatable: false };
const REVOKE_KEY: Operation = { method: "DELETE", path: "/v1/keys/{key}", repeatable: true };
const GET_OWN_KEY: Operation = { method: "GET", path: "/v1/key", repeatable: true };
const LIST_KEY_MEMBERS: Operation = { method: "GET", path: "/v1/keys/{key}/members", repeatable: true };
const ADD_KEY_MEMBER: Operation = { method: "PUT", path: "/v1/keys/{key}/members/{member}", repeatable: true };
const REMOVE_KEY_MEMBER: Operation = { method: "DELETE", path: "/v1/keys/{key}/members/{member}", repeatable: true };
const PUT_STAFF: Operation = { method: "PUT", path: "/v1/staff/{staff}", repeatable: true };
const GET_STAFF: Operation = { method: "GET", path: "/v1/staff/{staff}", repeatable: true };
const LIST_STAFF: Operation = { method: "GET", path: "/v1/staff", repeatable: true };
const INVITE_STAFF: Operation = { method: "POST", path: "/v1/staff/{staff}/invitation", repeatable: false };
const LIST_ACTS: Operation = { method: "GET", path: "/v1/audit", repeatable: true };
const ENROL_MEMBER: Operation = { method: "POST", path: "/v1/members", repeatable: true, takesName: true };
const LIST_MEMBERS: Operation = { method: "GET", path: "/v1/members", repeatable: true };
const GET_MEMBER: Operation = { method: "GET", path: "/v1/members/{member}", repeatable: true };
const CHANGE_MEMBER: Operation = { method: "PATCH", path: "/v1/members/{member}", repeatable: true };
const ERASE_MEMBER: Operation = { method: "DELETE", path: "/v1/members/{member}", repeatable: true };
const GET_MEMBERS: Operation = { method: "POST", path: "/v1/members/batch", repeatable: true };
const ADD_CARD: Operation = { method: "POST", path: "/v1/members/{member}/cards", repeatable: true };
const REMOVE_CARD: Operation = { method: "DELETE", path: "/v1/members/{member}/cards/{number}", repeatable: true };
const ADD_LINK: Operation = { method: "POST", path: "/v1/members/{member}/links", repeatable: true };
const LIST_LINKS: Operation = { method: "GET", path: "/v1/members/{member}/links", repeatable: true };
const REMOVE_LINK: Operation = { method: "DELETE", path: "/v1/members/{member}/links/{connector_name}/{customer}", repeatable: true };
const MERGE_MEMBERS: Operation = { method: "POST", path: "/v1/members/{member}/merge", repeatable: false };
const SET_OWNER: Operation = { method: "PUT", path: "/v1/members/{member}/owner", repeatable: true };
const GET_OWNER: Operation = { method: "GET", path: "/v1/members/{member}/owner", repeatable: true };
const ADD_CONSENT: Operation = { method: "POST", path: "/v1/members/{member}/consents", repeatable: true };
const LIST_CONSENTS: Operation = { method: "GET", path: "/v1/members/{member}/consents", repeatable: true };
const SUPPRESS_ADDRESS: Operation = { method: "POST", path: "/v1/suppressions", repeatable: true };
const START_CONTACT_LIST: Operation = { method: "POST", path: "/v1/contact-lists", repeatable: true };
const GET_CONTACT_LIST: Operation = { method: "GET", path: "/v1/contact-lists/{list}", repeatable: true };
const LIST_CHOSEN_MEMBERS: Operation = { method: "GET", path: "/v1/contact-lists/{list}/members", repeatable: true };
const LIST_CHOSEN_MEMBERS_CSV: Operation = { method: "GET", path: "/v1/contact-lists/{list}/members", repeatable: true };
const RECORD_CONTACT: Operation = { method: "POST", path: "/v1/contacts", repeatable: true };
const LIST_CONTACTS: Operation = { method: "GET", path: "/v1/members/{member}/contacts", repeatable: true };
const CHECK_CONTACT: Operation = { method: "GET", path: "/v1/members/{member}/may-contact", repeatable: true };
const MAKE_PAGE_LINK: Operation = { method: "POST", path: "/v1/members/{member}/page-link", repeatable: false };
const ASK_CONSENT: Operation = { method: "POST", path: "/v1/members/{member}/consents/ask", repeatable: false };
const RENEW_PICTURES: Operation = { method: "POST", path: "/v1/members/{member}/pictures/renew", repeatable: false };
const GET_MERGE_FIELDS: Operation = { method: "GET", path: "/v1/members/{member}/merge-fields", repeatable: true };
const LIST_MERGE_FIELDS: Operation = { method: "GET", path: "/v1/merge-fields", repeatable: true };
const LIST_MERGE_FIELDS_CSV: Operation = { method: "GET", path: "/v1/merge-fields", repeatable: true };
const WRITE_NOTE: Operation = { method: "POST", path: "/v1/members/{member}/notes", repeatable: true };
const LIST_NOTES: Operation = { method: "GET", path: "/v1/members/{member}/notes", repeatable: true };
const RECORD_PURCHASE: Operation = { method: "POST", path: "/v1/purchases", repeatable: true, takesName: true };
const LIST_PURCHASES: Operation = { method: "GET", path: "/v1/purchases", repeatable: true };
const GET_PURCHASE: Operation = { method: "GET", path: "/v1/purchases/{purchase}", repeatable: true };
const VOID_PURCHASE: Operation = { method: "POST", path: "/v1/purchases/{purchase}/void", repeatable: true };
const CLAIM_PURCHASE: Operation = { method: "POST", path: "/v1/purchases/{purchase}/claim", repeatable: true };
const ACTIVATE_PURCHASE: Operation = { method: "POST", path: "/v1/purchases/{purchase}/activate", repeatable: true };
const RECORD_PURCHASES: Operation = { method: "POST", path: "/v1/purchases/batch", repeatable: true };
const TAKE_RETURN: Operation = { method: "POST", path: "/v1/returns", repeatable: true, takesName: true };
const GET_RETURN: Operation = { method: "GET", path: "/v1/returns/{return}", repeatable: true };
const VOID_RETURN: Operation = { method: "POST", path: "/v1/returns/{return}/void", repeatable: true };
const EXCHANGE_GOODS: Operation = { method: "POST", path: "/v1/exchanges", repeatable: true };
const ASK_QUOTE: Operation = { method: "POST", path: "/v1/quotes", repeatable: true };
const PLACE_HOLD: Operation = { method: "POST", path: "/v1/holds", repeatable: true, takesName: true };
const RELEASE_HOLD: Operation = { method: "DELETE", path: "/v1/holds/{hold}", repeatable: true };
const GET_HOLD: Operation = { method: "GET", path: "/v1/holds/{hold}", repeatable: true };
const ISSUE_GIFT_CARD: Operation = { method: "POST", path: "/v1/gift-cards", repeatable: true, takesName: true };
const LIST_GIFT_CARDS: Operation = { method: "GET", path: "/v1/gift-cards", repeatable: true };
const LOOK_UP_GIFT_CARD: Operation = { method: "POST", path: "/v1/gift-cards/look-up", repeatable: false };
const GET_GIFT_CARD: Operation = { method: "GET", path: "/v1/gift-cards/{gift_card}", repeatable: true };
const LIST_GIFT_CARD_ENTRIES: Operation = { method: "GET", path: "/v1/gift-cards/{gift_card}/entries", repeatable: true };
const TOP_UP_GIFT_CARD: Operation = { method: "POST", path: "/v1/gift-cards/{gift_card}/top-ups", repeatable: true, takesName: true };
const REPLACE_GIFT_CARD: Operation = { method: "POST", path: "/v1/gift-cards/{gift_card}/replace", repeatable: true, takesName: true };
const BLOCK_GIFT_CARD: Operation = { method: "POST", path: "/v1/gift-cards/{gift_card}/block", repeatable: false };
const UNBLOCK_GIFT_CARD: Operation = { method: "POST", path: "/v1/gift-cards/{gift_card}/unblock", repeatable: false };
const VOID_GIFT_CARD: Operation = { method: "POST", path: "/v1/gift-cards/{gift_card}/void", repeatable: false };
const LIST_REWARDS: Operation = { method: "GET", path: "/v1/rewards", repeatable: true };
const REDEEM_REWARD: Operation = { method: "POST", path: "/v1/redemptions", repeatable: true, takesName: true };
const GET_VOUCHER: Operation = { method: "GET", path: "/v1/vouchers/{code}", repeatable: true };
const LIST_MEMBER_HOLDS: Operation = { method: "GET", path: "/v1/members/{member}/holds", repeatable: true };
const LIST_MEMBER_VOUCHERS: Operation = { method: "GET", path: "/v1/members/{member}/vouchers", repeatable: true };
const GIVE_VOUCHER: Operation = { method: "POST", path: "/v1/vouchers", repeatable: true, takesName: true };
const REVOKE_VOUCHER: Operation = { method: "POST", path: "/v1/vouchers/{code}/revoke", repeatable: false };
const START_VOUCHER_BATCH: Operation = { method: "POST", path: "/v1/voucher-batches", repeatable: true };
const GET_VOUCHER_BATCH: Operation = { method: "GET", path: "/v1/voucher-batches/{batch}", repeatable: true };
const TRANSFER_POINTS: Operation = { method: "POST", path: "/v1/transfers", repeatable: true, takesName: true };
const GET_STATUS: Operation = { method: "GET", path: "/v1/members/{member}/status", repeatable: true };
const GET_STATUSES: Operation = { method: "POST", path: "/v1/status/batch", repeatable: true };
const LIST_ENTRIES: Operation = { method: "GET", path: "/v1/members/{member}/entries", repeatable: true };
const GET_ENTRY: Operation = { method: "GET", path: "/v1/members/{member}/entries/{entry}", repeatable: true };
const GET_BALANCE: Operation = { method: "GET", path: "/v1/members/{member}/balance", repeatable: true };
const ADJUST_BALANCE: Operation = { method: "POST", path: "/v1/members/{member}/adjustments", repeatable: true, takesName: true };
const GIVE_LEVEL: Operation = { method: "PUT", path: "/v1/members/{member}/tier", repeatable: true };
const TAKE_LEVEL_AWAY: Operation = { method: "DELETE", path: "/v1/members/{member}/tier", repeatable: true };
const LIST_MEMBER_TIERS: Operation = { method: "GET", path: "/v1/members/{member}/tiers", repeatable: true };
const LIST_TIER_CHANGES: Operation = { method: "GET", path: "/v1/tier-changes", repeatable: true };
const LIST_REBATES: Operation = { method: "GET", path: "/v1/members/{member}/rebates", repeatable: true };
const GET_LIABILITY: Operation = { method: "GET", path: "/v1/reports/liability", repeatable: true };
const LIST_SETTLEMENTS: Operation = { method: "GET", path: "/v1/reports/settlements", repeatable: true };
const GET_SALES: Operation = { method: "GET", path: "/v1/reports/sales", repeatable: true };
const LIST_DONATIONS: Operation = { method: "GET", path: "/v1/reports/donations", repeatable: true };
const LIST_UNMATCHED_GOODS: Operation = { method: "GET", path: "/v1/reports/unmatched-goods", repeatable: true };
const EXPORT_RECORDS: Operation = { method: "GET", path: "/v1/exports/{file}", repeatable: true };
const CREATE_CONNECTOR: Operation = { method: "POST", path: "/v1/connectors", repeatable: false };
const LIST_CONNECTORS: Operation = { method: "GET", path: "/v1/connectors", repeatable: true };
const GET_CONNECTOR: Operation = { method: "GET", path: "/v1/connectors/{connector}", repeatable: true };
const CHANGE_CONNECTOR: Operation = { method: "PATCH", path: "/v1/connectors/{connector}", repeatable: true };
const DELETE_CONNECTOR: Operation = { method: "DELETE", path: "/v1/connectors/{connector}", repeatable: true };
const RETRY_DELIVERIES: Operation = { method: "POST", path: "/v1/connectors/{connector}/retry", repeatable: false };
const MAP_MESSAGE: Operation = { method: "POST", path: "/v1/connectors/{connector}/map", repeatable: true };
const START_BACKFILL: Operation = { method: "POST", path: "/v1/connectors/{connector}/backfill", repeatable: true };
const LIST_BACKFILLS: Operation = { method: "GET", path: "/v1/connectors/{connector}/backfills", repeatable: true };
const GET_BACKFILL: Operation = { method: "GET", path: "/v1/connectors/{connector}/backfills/{backfill}", repeatable: true };
const LIST_DELIVERIES: Operation = { method: "GET", path: "/v1/deliveries", repeatable: true };
const GET_DELIVERY: Operation = { method: "GET", path: "/v1/deliveries/{delivery}", repeatable: true };
const REPLAY_DELIVERY: Operation = { method: "POST", path: "/v1/deliveries/{delivery}/replay", repeatable: false };
const DISMISS_DELIVERY: Operation = { method: "POST", path: "/v1/deliveries/{delivery}/dismiss", repeatable: false };
const ASK_REVIEW: Operation = { method: "POST", path: "/v1/insights/reviews", repeatable: true };
const LIST_REVIEWS: Operation = { method: "GET", path: "/v1/insights/reviews", repeatable: true };
const GET_REVIEW: Operation = { method: "GET", path: "/v1/insights/reviews/{review}", repeatable: true };
const LIST_GRADES: Operation = { method: "GET", path: "/v1/insights/grades", repeatable: true };
const LIST_MEMBER_GRADES: Operation = { method: "GET", path: "/v1/members/{member}/grades", repeatable: true };
const GET_PARETO: Operation = { method: "GET", path: "/v1/insights/pareto", repeatable: true };
const LIST_DEVIATIONS: Operation = { method: "GET", path: "/v1/insights/deviations", repeatable: true };
const LIST_LAPSED: Operation = { method: "GET", path: "/v1/insights/lapsed", repeatable: true };
const LIST_REORDERS: Operation = { method: "GET", path: "/v1/insights/reorders", repeatable: true };
const LIST_LIFT: Operation = { method: "GET", path: "/v1/insights/lift", repeatable: true };
const GET_STAGES: Operation = { method: "GET", path: "/v1/insights/stages", repeatable: true };
const MAKE_TASK: Operation = { method: "POST", path: "/v1/tasks", repeatable: true };
const LIST_TASKS: Operation = { method: "GET", path: "/v1/tasks", repeatable: true };
const GET_TASK: Operation = { method: "GET", path: "/v1/tasks/{task}", repeatable: true };
const FINISH_TASK: Operation = { method: "POST", path: "/v1/tasks/{task}/done", repeatable: false };
const DROP_TASK: Operation = { method: "POST", path: "/v1/tasks/{task}/drop", repeatable: false };
const HAND_TASK: Operation = { method: "POST", path: "/v1/tasks/{task}/hand", repeatable: false };
const POSTPONE_TASK: Operation = { method: "POST", path: "/v1/tasks/{task}/later", repeatable: false };
const LIST_LAPSE_REASONS: Operation = { method: "GET", path: "/v1/insights/lapsed/reasons", repeatable: true };
const GET_GOLDEN_LIST: Operation = { method: "GET", path: "/v1/golden-list", repeatable: true };
const GET_GOLDEN_LIST_CSV: Operation = { method: "GET", path: "/v1/golden-list", repeatable: true };
const GET_MEMBER_INSIGHT: Operation = { method: "GET", path: "/v1/members/{member}/insight", repeatable: true };
const LIST_HONOURS: Operation = { method: "GET", path: "/v1/honours", repeatable: true };
const LIST_SEGMENTS: Operation = { method: "GET", path: "/v1/segments", repeatable: true };
const GET_SEGMENT: Operation = { method: "GET", path: "/v1/segments/{segment}", repeatable: true };
const LIST_SEGMENT_MEMBERS: Operation = { method: "GET", path: "/v1/segments/{segment}/members", repeatable: true };
const LIST_SEGMENT_MEMBERS_CSV: Operation = { method: "GET", path: "/v1/segments/{segment}/members", repeatable: true };
const CHECK_SEGMENT: Operation = { method: "POST", path: "/v1/segments/check", repeatable: true };
const GET_HOLDOUT: Operation = { method: "GET", path: "/v1/holdout", repeatable: true };
const GET_HOLDOUT_EFFECT: Operation = { method: "GET", path: "/v1/holdout/effect", repeatable: true };
const START_REHEARSAL: Operation = { method: "POST", path: "/v1/rehearsals", repeatable: true };
const LIST_REHEARSALS: Operation = { method: "GET", path: "/v1/rehearsals", repeatable: true };
const GET_REHEARSAL: Operation = { method: "GET", path: "/v1/rehearsals/{rehearsal}", repeatable: true };
const CANCEL_REHEARSAL: Operation = { method: "DELETE", path: "/v1/rehearsals/{rehearsal}", repeatable: true };
const LIST_REHEARSED_MEMBERS: Operation = { method: "GET", path: "/v1/rehearsals/{rehearsal}/members", repeatable: true };
const LINT_PROGRAM: Operation = { method: "POST", path: "/v1/program/lint", repeatable: true };
const LIST_EVENTS: Operation = { method: "GET", path: "/v1/events", repeatable: true };
const MAKE_WEBHOOK: Operation = { method: "POST", path: "/v1/webhooks", repeatable: false };
const LIST_WEBHOOKS: Operation = { method: "GET", path: "/v1/webhooks", repeatable: true };
const GET_WEBHOOK: Operation = { method: "GET", path: "/v1/webhooks/{webhook}", repeatable: true };
const CHANGE_WEBHOOK: Operation = { method: "PATCH", path: "/v1/webhooks/{webhook}", repeatable: true };
const DELETE_WEBHOOK: Operation = { method: "DELETE", path: "/v1/webhooks/{webhook}", repeatable: true };
const ROTATE_WEBHOOK: Operation = { method: "POST", path: "/v1/webhooks/{webhook}/rotate", repeatable: false };
const PING_WEBHOOK: Operation = { method: "POST", path: "/v1/webhooks/{webhook}/ping", repeatable: false };
const REPLAY_WEBHOOK: Operation = { method: "POST", path: "/v1/webhooks/{webhook}/replay", repeatable: false };
const LIST_ATTEMPTS: Operation = { method: "GET", path: "/v1/webhooks/{webhook}/attempts", repeatable: true };

/** All operations. */
export abstract class Operations extends Calls {
  /**
   * Read the draft of the programme's next version.
   *
   * Its `ETag` names the revision; send it as `If-Match` when changing or dropping the draft.
   */
  getDraft(options: CallOptions & {
    /** The ETag of the version that you have; 304 if it is still current. */
    if_none_match?: string;
  } = {}): Promise<models.DraftAnswer> {
    return this.send(GET_DRAFT, { headers: { "If-None-Match": options.if_none_match }, signal: options.signal });
  }

  /**
   * Keep a draft of the programme's next version, or replace the one there is.
   *
   * With `If-Match`, only if nobody has changed or dropped it since it was read. A draft may have faults, but
   * only whole numbers. Check it by `POST /v1/program/check`, and publish it by `PUT /v1/program` with the
   * version it is based on.
   */
  keepDraft(body: models.ProgramVersion, options: CallOptions & {
    /** The ETag of the version to replace. */
    if_match?: string;
  } = {}): Promise<models.DraftAnswer> {
    return this.send(KEEP_DRAFT, { headers: { "If-Match": options.if_match }, body, signal: options.signal });
  }

  /** Drop the draft. With `If-Match`, only if nobody has changed it since it was read. */
  dropDraft(options: CallOptions & {
    /** The ETag of the version to replace. */
    if_match?: string;
  } = {}): Promise<void> {
    return this.send(DROP_DRAFT, { headers: { "If-Match": options.if_match }, signal: options.signal });
  }

  /**
   * Read the programme in force.
   *
   * Its `ETag` names the version; send it as `If-Match` when publishing the next one.
   */
  getProgram(options: CallOptions & {
    /** The ETag of the version that you have; 304 if it is still current. */
    if_none_match?: string;
  } = {}): Promise<models.ProgramVersion> {
    return this.send(GET_PROGRAM, { headers: { "If-None-Match": options.if_none_match }, signal: options.signal });
  }

  /**
   * Publish the next version of the programme.
   *
   * With `If-Match`, only if the version read is still the newest. Earlier recordings stay as decided.
   */
  publishProgram(body: models.ProgramVersion, options: CallOptions & {
    /** The ETag of the version to replace. */
    if_match?: string;
  } = {}): Promise<models.ProgramVersion> {
    return this.send(PUBLISH_PROGRAM, { headers: { "If-Match": options.if_match }, body, signal: options.signal });
  }

  /**
   * Check a draft of the programme without publishing it.
   *
   * All faults are reported at once, each with its place in the document; while a value is missing or has the
   * wrong type, conflicts between parts are not checked.
   */
  checkProgram(body: models.ProgramVersion, options: CallOptions = {}): Promise<models.CheckAnswer> {
    return this.send(CHECK_PROGRAM, { body, signal: options.signal });
  }

  /**
   * Read any version of the programme.
   *
   * Purchases and entries name the version that decided them.
   */
  getProgramVersion(version: number, options: CallOptions & {
    /** The ETag of the version that you have; 304 if it is still current. */
    if_none_match?: string;
  } = {}): Promise<models.ProgramVersion> {
    return this.send(GET_PROGRAM_VERSION, { path: { version: version }, headers: { "If-None-Match": options.if_none_match }, signal: options.signal });
  }

  /**
   * Read the campaigns of the programme in force.
   *
   * In the order of its document, each in its document form. `state` depends only on the first and the last
   * day: a running campaign may still be limited to other hours, stores or members.
   */
  listCampaigns(options: CallOptions = {}): Promise<models.CampaignsAnswer> {
    return this.send(LIST_CAMPAIGNS, { signal: options.signal });
  }

  /**
   * Read the codes of a campaign with `codes` of kind `many` as CSV.
   *
   * The same codes each time; a greater `count` adds codes behind them. Knowing a code is enough to use it,
   * so reading them requires a scope of its own.
   */
  listCampaignCodes(campaign: string, options: CallOptions = {}): Promise<ReadableStream<Uint8Array>> {
    return this.file(LIST_CAMPAIGN_CODES, { path: { campaign: campaign }, signal: options.signal });
  }

  /** Read the clock of a test programme. A live programme has none of its own. */
  getClock(options: CallOptions = {}): Promise<models.ClockAnswer> {
    return this.send(GET_CLOCK, { signal: options.signal });
  }

  /**
   * Advance the clock of a test programme to a fixed time.
   *
   * So effects of time can be tested in a second: points that expire, days that leave a tier's window, rebate
   * periods that start and end, vouchers that pass their last day. Every effect due by then, on every member,
   * is applied before the answer, which takes a while if there are many. Setting the present time again
   * completes an interrupted request, and changes nothing else.
   */
  advanceClock(body: models.ClockRequest, options: CallOptions = {}): Promise<models.ClockAnswer> {
    return this.send(ADVANCE_CLOCK, { body, signal: options.signal });
  }

  /** List the keys of the programme, oldest first, without their secrets. */
  listKeys(options: CallOptions & {
    /** The maximum number of items. */
    limit?: number;
    /** `next_cursor` of the previous page, with otherwise the same parameters. */
    cursor?: string;
  } = {}): Promise<models.KeysAnswer> {
    return this.send(LIST_KEYS, { query: { limit: options.limit, cursor: options.cursor }, signal: options.signal });
  }

  /** Each of listKeys, page by page. */
  iterateKeys(options: CallOptions & {
    /** The maximum number of items. */
    limit?: number;
  } = {}): AsyncGenerator<models.KeyAnswer, void, undefined> {
    return this.items(LIST_KEYS, { query: { limit: options.limit }, signal: options.signal });
  }

  /**
   * Make a key. Its secret is shown only in this answer; repeating the request makes another key.
   *
   * The header Idempotency-Key is ignored, because the secret cannot be shown twice: without an answer, make
   * another key, find the first one in the list, and revoke it.
   *
   * A key can pass on only what it has: its own scopes, its own store, no more requests and no later expiry.
   * Keys made by a partner's key know the same members, and must be a partner's too. Keys made by a limited
   * key share its limit: a request counts for both. A key with a daily limit cannot make keys, because they
   * would evade it. A request over a limit gets 429 and has no effect.
   */
  createKey(body: models.KeyRequest, options: CallOptions = {}): Promise<models.NewKeyAnswer> {
    return this.send(CREATE_KEY, { body, signal: options.signal });
  }

  /**
   * Revoke a key for good: it is refused everywhere within 5 seconds. Repeating the request changes nothing.
   *
   * This includes the last admin key: make a new one on the command line, `goldlist keys create --role
   * admin`. A key can revoke itself, and any key it could have made: of its own store, with no more scopes,
   * no wider limits and no later expiry than its own. A stolen key may have made others: `made_by_it=true`
   * revokes those too. Without it the answer has no body, and the header `Keys-Still-Open` has their number.
   */
  revokeKey(key: string, options: CallOptions & {
    /** `true`: also all keys it made, directly or indirectly. The answer has their number. */
    made_by_it?: "true" | "false";
  } = {}): Promise<models.RevokedAnswer | undefined> {
    return this.send(REVOKE_KEY, { path: { key: key }, query: { made_by_it: options.made_by_it }, signal: options.signal });
  }

  /** Read the permissions of this request's key: its role, scopes, store, limits and expiry. Every key may. */
  getOwnKey(options: CallOptions = {}): Promise<models.OwnKeyAnswer> {
    return this.send(GET_OWN_KEY, { signal: options.signal });
  }

  /**
   * List the members that a partner's key knows.
   *
   * Those that it, or a key sharing its members, has enrolled, and those that were added to it.
   */
  listKeyMembers(key: string, options: CallOptions & {
    /** The maximum number of items. */
    limit?: number;
    /** `next_cursor` of the previous page, with otherwise the same parameters. */
    cursor?: string;
  } = {}): Promise<models.KeyMembersAnswer> {
    return this.send(LIST_KEY_MEMBERS, { path: { key: key }, query: { limit: options.limit, cursor: options.cursor }, signal: options.signal });
  }

  /** Each of listKeyMembers, page by page. */
  iterateKeyMembers(key: string, options: CallOptions & {
    /** The maximum number of items. */
    limit?: number;
  } = {}): AsyncGenerator<models.KeyMemberAnswer, void, undefined> {
    return this.items(LIST_KEY_MEMBERS, { path: { key: key }, query: { limit: options.limit }, signal: options.signal });
  }

  /**
   * Let a partner's key know a member. Repeating the request changes nothing.
   *
   * From then on the key, and those that share its members, can use the member as their scopes allow. All
   * other members are 404 for it, as if they did not exist. Refused for a key that knows all members.
   */
  addKeyMember(key: string, member: string, options: CallOptions = {}): Promise<models.KeyMemberAnswer> {
    return this.send(ADD_KEY_MEMBER, { path: { key: key, member: member }, signal: options.signal });
  }

  /** Remove a member from those that a partner's key, and those that share its members, know. */
  removeKeyMember(key: string, member: string, options: CallOptions = {}): Promise<void> {
    return this.send(REMOVE_KEY_MEMBER, { path: { key: key, member: member }, signal: options.signal });
  }

  /**
   * Make a member of staff, or replace everything about one.
   *
   * `ext:…` makes the person if there is none yet. Repeating the request changes nothing. A key can only make
   * and change staff whose role has no more scopes than the key.
   */
  putStaff(staff: string, body: models.StaffBody, options: CallOptions = {}): Promise<models.StaffAnswer> {
    return this.send(PUT_STAFF, { path: { staff: staff }, body, signal: options.signal });
  }

  /** Read a member of staff. */
  getStaff(staff: string, options: CallOptions = {}): Promise<models.StaffAnswer> {
    return this.send(GET_STAFF, { path: { staff: staff }, signal: options.signal });
  }

  /** List the staff of the programme, oldest first, including those who have left. */
  listStaff(options: CallOptions & {
    /** The maximum number of items. */
    limit?: number;
    /** `next_cursor` of the previous page, with otherwise the same parameters. */
    cursor?: string;
  } = {}): Promise<models.StaffListAnswer> {
    return this.send(LIST_STAFF, { query: { limit: options.limit, cursor: options.cursor }, signal: options.signal });
  }

  /** Each of listStaff, page by page. */
  iterateStaff(options: CallOptions & {
    /** The maximum number of items. */
    limit?: number;
  } = {}): AsyncGenerator<models.StaffAnswer, void, undefined> {
    return this.items(LIST_STAFF, { query: { limit: options.limit }, signal: options.signal });
  }

  /**
   * Invite a member of staff to the pages.
   *
   * The link works once, for an hour, asks for a password, and replaces earlier invitations. A key can only
   * invite staff whose role has no more scopes than the key.
   */
  inviteStaff(staff: string, options: CallOptions = {}): Promise<models.InvitationAnswer> {
    return this.send(INVITE_STAFF, { path: { staff: staff }, signal: options.signal });
  }

  /**
   * Read the audit log of administrative actions, newest first.
   *
   * Programmes published, keys made and revoked, balances adjusted manually, members changed, merged and
   * erased. Actions are logged together with their effect, and never altered.
   */
  listActs(options: CallOptions & {
    /** The maximum number of items. */
    limit?: number;
    /** `next_cursor` of the previous page, with otherwise the same parameters. */
    cursor?: string;
  } = {}): Promise<models.AuditAnswer> {
    return this.send(LIST_ACTS, { query: { limit: options.limit, cursor: options.cursor }, signal: options.signal });
  }

  /** Each of listActs, page by page. */
  iterateActs(options: CallOptions & {
    /** The maximum number of items. */
    limit?: number;
  } = {}): AsyncGenerator<models.ActAnswer, void, undefined> {
    return this.items(LIST_ACTS, { query: { limit: options.limit }, signal: options.signal });
  }

  /** Enrol a member. */
  enrolMember(body: models.MemberRequest, options: CallOptions & {
    /**
     * A name for this request, kept for 30 days. Required if the body has no `external_id`, which takes
     * precedence.
     */
    idempotency_key?: string;
  } = {}): Promise<models.MemberAnswer> {
    return this.send(ENROL_MEMBER, { headers: { "Idempotency-Key": options.idempotency_key }, body, signal: options.signal });
  }

  /** List all members, or those that match every filter, in the order of enrolment. */
  listMembers(options: CallOptions & {
    /** The maximum number of items. */
    limit?: number;
    /** `next_cursor` of the previous page, with otherwise the same parameters. */
    cursor?: string;
    /**
     * A search for up to 20 members, by name, without other parameters: beginnings of words of the name in any
     * order, at least the last 4 digits of a card or phone, or a whole e-mail address, external id or receipt (a
     * purchase's external id).
     */
    q?: string;
    /** Your own name for the member. */
    external_id?: string;
    /** One of the member's card numbers. */
    card?: string;
    /** The e-mail address, in any case. */
    email?: string;
    /**
     * The phone number, with or without blanks and punctuation; if the programme has a `default_country`, with or
     * without a country code.
     */
    phone?: string;
    /** The member of staff who looks after the member, `stf_…` or `ext:…`; `none` for nobody. */
    owner?: string;
    /**
     * Only members of this group now: `prospects` have bought nothing that was kept, `premium` are at one of the
     * levels of this group, `customers` are all others. A page may then have fewer members than `limit`, even
     * none, and others follow.
     */
    group?: "prospects" | "premium" | "customers";
    /**
     * Only members changed since then in any way, oldest change first. A change may become visible a few seconds
     * after its instant: start the next request 10 seconds before the time of this one.
     */
    changed_since?: string;
    /** Only members with points whose last valid day is this one or earlier. */
    expiring_by?: string;
  } = {}): Promise<models.MembersAnswer> {
    return this.send(LIST_MEMBERS, { query: { limit: options.limit, cursor: options.cursor, q: options.q, external_id: options.external_id, card: options.card, email: options.email, phone: options.phone, owner: options.owner, group: options.group, changed_since: options.changed_since, expiring_by: options.expiring_by }, signal: options.signal });
  }

  /** Each of listMembers, page by page. */
  iterateMembers(options: CallOptions & {
    /** The maximum number of items. */
    limit?: number;
    /**
     * A search for up to 20 members, by name, without other parameters: beginnings of words of the name in any
     * order, at least the last 4 digits of a card or phone, or a whole e-mail address, external id or receipt (a
     * purchase's external id).
     */
    q?: string;
    /** Your own name for the member. */
    external_id?: string;
    /** One of the member's card numbers. */
    card?: string;
    /** The e-mail address, in any case. */
    email?: string;
    /**
     * The phone number, with or without blanks and punctuation; if the programme has a `default_country`, with or
     * without a country code.
     */
    phone?: string;
    /** The member of staff who looks after the member, `stf_…` or `ext:…`; `none` for nobody. */
    owner?: string;
    /**
     * Only members of this group now: `prospects` have bought nothing that was kept, `premium` are at one of the
     * levels of this group, `customers` are all others. A page may then have fewer members than `limit`, even
     * none, and others follow.
     */
    group?: "prospects" | "premium" | "customers";
    /**
     * Only members changed since then in any way, oldest change first. A change may become visible a few seconds
     * after its instant: start the next request 10 seconds before the time of this one.
     */
    changed_since?: string;
    /** Only members with points whose last valid day is this one or earlier. */
    expiring_by?: string;
  } = {}): AsyncGenerator<models.MemberAnswer, void, undefined> {
    return this.items(LIST_MEMBERS, { query: { limit: options.limit, q: options.q, external_id: options.external_id, card: options.card, email: options.email, phone: options.phone, owner: options.owner, group: options.group, changed_since: options.changed_since, expiring_by: options.expiring_by }, signal: options.signal });
  }

  /** Read a member, by id, external_id or card. */
  getMember(member: string, options: CallOptions & {
    /** The ETag of the version that you have; 304 if it is still current. */
    if_none_match?: string;
  } = {}): Promise<models.MemberAnswer> {
    return this.send(GET_MEMBER, { path: { member: member }, headers: { "If-None-Match": options.if_none_match }, signal: options.signal });
  }

  /**
   * Change a member's personal data. Omitted fields stay, null removes a value.
   *
   * `If-Match` with the ETag that you read is required, so that concurrent changes are not overwritten; a
   * purchase in between counts as a change too. `*` matches any version.
   *
   * Fields that customers may change themselves (`name`, `email`, `phone`, `birth_date`, `consents`) require
   * the scope `members:contact`, which a web shop's key has; `joined_on` and `metadata` require
   * `members:write`.
   */
  changeMember(member: string, body: models.MemberChange, options: CallOptions & {
    /** The ETag of the version to replace. */
    if_match: string;
  }): Promise<models.MemberAnswer> {
    return this.send(CHANGE_MEMBER, { path: { member: member }, headers: { "If-Match": options.if_match }, body, signal: options.signal });
  }

  /**
   * Erase a member's personal data with all names and cards; the anonymous ledger stays.
   *
   * This cannot be undone, and nothing can be recorded for the member any more. The names are free for
   * others. The entries, the balance, the rebates and the purchases are still found by the id, `mem_…`.
   */
  eraseMember(member: string, options: CallOptions = {}): Promise<void> {
    return this.send(ERASE_MEMBER, { path: { member: member }, signal: options.signal });
  }

  /**
   * Read up to 200 members.
   *
   * In the order of the references; an unknown one gets a problem in its place. Each reference may occur
   * once.
   */
  getMembers(body: models.MembersRequest, options: CallOptions = {}): Promise<models.MembersFoundAnswer> {
    return this.send(GET_MEMBERS, { body, signal: options.signal });
  }

  /** Add a card to a member. Repeating the request changes nothing. */
  addCard(member: string, body: models.CardRequest, options: CallOptions = {}): Promise<models.MemberAnswer> {
    return this.send(ADD_CARD, { path: { member: member }, body, signal: options.signal });
  }

  /** Remove a card from a member. It no longer identifies anyone, and can be given to another member. */
  removeCard(member: string, number: string, options: CallOptions = {}): Promise<void> {
    return this.send(REMOVE_CARD, { path: { member: member, number: number }, signal: options.signal });
  }

  /**
   * Link a member to a customer of a shop system: the customer's orders become the member's purchases.
   *
   * Purchases that the customer made as a guest in the last 90 days become the member's. A customer is linked
   * to one member. Repeating the request claims what has come in since, and changes nothing else.
   */
  addLink(member: string, body: models.LinkRequest, options: CallOptions = {}): Promise<models.MadeLinkAnswer> {
    return this.send(ADD_LINK, { path: { member: member }, body, signal: options.signal });
  }

  /** List the links of a member to customers of shop systems. */
  listLinks(member: string, options: CallOptions = {}): Promise<models.LinksAnswer> {
    return this.send(LIST_LINKS, { path: { member: member }, signal: options.signal });
  }

  /** Remove a link. The member keeps the purchases; later orders of the customer are a guest's. */
  removeLink(member: string, connector_name: string, customer: string, options: CallOptions = {}): Promise<void> {
    return this.send(REMOVE_LINK, { path: { member: member, connector_name: connector_name, customer: customer }, signal: options.signal });
  }

  /**
   * Merge another member into this one: purchases, balances, vouchers, cards and names.
   *
   * From then on the other's names and id find this member. Personal data is this member's, completed by the
   * other's. Repeating the request changes nothing.
   */
  mergeMembers(member: string, body: models.MergeRequest, options: CallOptions = {}): Promise<models.MemberAnswer> {
    return this.send(MERGE_MEMBERS, { path: { member: member }, body, signal: options.signal });
  }

  /**
   * Make a member of staff the owner of a member, the account manager. Repeating the request changes nothing.
   *
   * The owner gets the tasks about the member. The audit log has the earlier owners.
   */
  setOwner(member: string, body: models.OwnerRequest, options: CallOptions = {}): Promise<models.OwnerAnswer> {
    return this.send(SET_OWNER, { path: { member: member }, body, signal: options.signal });
  }

  /** Read the owner of a member, and the person to contact now. */
  getOwner(member: string, options: CallOptions = {}): Promise<models.OwnerAnswer> {
    return this.send(GET_OWNER, { path: { member: member }, signal: options.signal });
  }

  /**
   * Record what a member allowed or withdrew, with its evidence. Rows are never changed.
   *
   * The newest row by `at` decides about a purpose and channel, of those for the channel and those for all;
   * of two with the same instant, the withdrawal. A row for `marketing` and all channels is the member's
   * `consents.marketing`.
   */
  addConsent(member: string, body: models.ConsentBody, options: CallOptions = {}): Promise<models.ConsentAnswer> {
    return this.send(ADD_CONSENT, { path: { member: member }, body, signal: options.signal });
  }

  /** Read what a member allows now, and list who said what, when, how and to which text. */
  listConsents(member: string, options: CallOptions & {
    /** The maximum number of items. */
    limit?: number;
    /** `next_cursor` of the previous page, with otherwise the same parameters. */
    cursor?: string;
  } = {}): Promise<models.ConsentsPageAnswer> {
    return this.send(LIST_CONSENTS, { path: { member: member }, query: { limit: options.limit, cursor: options.cursor }, signal: options.signal });
  }

  /** Each of listConsents, page by page. */
  iterateConsents(member: string, options: CallOptions & {
    /** The maximum number of items. */
    limit?: number;
  } = {}): AsyncGenerator<models.ConsentAnswer, void, undefined> {
    return this.items(LIST_CONSENTS, { path: { member: member }, query: { limit: options.limit }, signal: options.signal });
  }

  /**
   * Store that an address wants nothing, whoever has it, and whatever is imported later.
   *
   * Only a mark of the address is stored. A later consent counts if it is `confirmed`.
   */
  suppressAddress(body: models.SuppressionBody, options: CallOptions = {}): Promise<models.SuppressionAnswer> {
    return this.send(SUPPRESS_ADDRESS, { body, signal: options.signal });
  }

  /**
   * Choose members to contact for a purpose over a channel.
   *
   * They are chosen in the background, a few at a time, each at most once, despite interruptions. Consents,
   * addresses that want nothing, caps and the control group decide at that moment. A chosen member counts as
   * contacted that day, so a list that is not sent uses up caps. Requires a key that knows all members.
   */
  startContactList(body: models.ContactListRequest, options: CallOptions = {}): Promise<models.ContactListAnswer> {
    return this.send(START_CONTACT_LIST, { body, signal: options.signal });
  }

  /** Read the progress of a contact list. */
  getContactList(list: string, options: CallOptions = {}): Promise<models.ContactListAnswer> {
    return this.send(GET_CONTACT_LIST, { path: { list: list }, signal: options.signal });
  }

  /**
   * List the members chosen for a contact list so far.
   *
   * With `format=csv` a text that a spreadsheet would execute gets a leading apostrophe. Erased members are
   * left out.
   */
  listChosenMembers(list: string, options: CallOptions & {
    /** The maximum number of items. */
    limit?: number;
    /** `next_cursor` of the previous page, with otherwise the same parameters. */
    cursor?: string;
  } = {}): Promise<models.ChosenMembersAnswer> {
    return this.send(LIST_CHOSEN_MEMBERS, { path: { list: list }, query: { limit: options.limit, cursor: options.cursor }, signal: options.signal });
  }

  /** Each of listChosenMembers, page by page. */
  iterateChosenMembers(list: string, options: CallOptions & {
    /** The maximum number of items. */
    limit?: number;
  } = {}): AsyncGenerator<models.ChosenAnswer, void, undefined> {
    return this.items(LIST_CHOSEN_MEMBERS, { path: { list: list }, query: { limit: options.limit }, signal: options.signal });
  }

  /**
   * List the members chosen for a contact list so far.
   *
   * With `format=csv` a text that a spreadsheet would execute gets a leading apostrophe. Erased members are
   * left out.
   */
  listChosenMembersCsv(list: string, options: CallOptions = {}): Promise<ReadableStream<Uint8Array>> {
    return this.file(LIST_CHOSEN_MEMBERS_CSV, { path: { list: list }, query: { format: "csv" }, signal: options.signal });
  }

  /**
   * Record a contact with a member: a message, a call, a visit, or what a platform reports about a message.
   *
   * Contacts that the shop made count against the programme's caps; reports do not. After `bounced` and
   * `complained` the member's present address for the channel is not contacted any more, until a later
   * consent is `confirmed`.
   */
  recordContact(body: models.ContactBody, options: CallOptions = {}): Promise<models.MemberContactAnswer> {
    return this.send(RECORD_CONTACT, { body, signal: options.signal });
  }

  /** List the contacts with a member, the last recorded first. */
  listContacts(member: string, options: CallOptions & {
    /** The maximum number of items. */
    limit?: number;
    /** `next_cursor` of the previous page, with otherwise the same parameters. */
    cursor?: string;
  } = {}): Promise<models.ContactsAnswer> {
    return this.send(LIST_CONTACTS, { path: { member: member }, query: { limit: options.limit, cursor: options.cursor }, signal: options.signal });
  }

  /** Each of listContacts, page by page. */
  iterateContacts(member: string, options: CallOptions & {
    /** The maximum number of items. */
    limit?: number;
  } = {}): AsyncGenerator<models.MemberContactAnswer, void, undefined> {
    return this.items(LIST_CONTACTS, { path: { member: member }, query: { limit: options.limit }, signal: options.signal });
  }

  /** Read whether a member may be contacted now for a purpose over a channel, and if not, why not. */
  checkContact(member: string, options: CallOptions & {
    /** `marketing`, or a purpose of the programme. */
    purpose?: string;
    /** The channel. */
    channel?: "email" | "sms" | "phone" | "post" | "push";
  } = {}): Promise<models.ContactCheckAnswer> {
    return this.send(CHECK_CONTACT, { path: { member: member }, query: { purpose: options.purpose, channel: options.channel }, signal: options.signal });
  }

  /**
   * Make a link to the customer's own page: standing, vouchers, cards and latest entries, without signing in.
   *
   * Earlier links of the member end, unless they are kept. All end when the member is erased or merged into
   * another.
   */
  makePageLink(member: string, body?: models.PageLinkRequest, options: CallOptions = {}): Promise<models.PageLinkAnswer> {
    return this.send(MAKE_PAGE_LINK, { path: { member: member }, body, signal: options.signal });
  }

  /**
   * Make the link by which a member confirms a consent (double opt-in); your platform sends it.
   *
   * Opening the link shows a button, and only pressing it records the consent, once, with `confirmed` true.
   * The link is for the member's present address: it is dead once the address changes.
   */
  askConsent(member: string, body: models.AskBody, options: CallOptions = {}): Promise<models.AskAnswer> {
    return this.send(ASK_CONSENT, { path: { member: member }, body, signal: options.signal });
  }

  /** Make the links to a member's pictures new ones: those in sent mails then show a neutral picture. */
  renewPictures(member: string, options: CallOptions = {}): Promise<void> {
    return this.send(RENEW_PICTURES, { path: { member: member }, signal: options.signal });
  }

  /**
   * Read the merge fields of one member, for platforms that ask while they send. Also requires
   * `members:read`.
   */
  getMergeFields(member: string, options: CallOptions & {
    /** The locale of amounts and days, such as `de-AT`. */
    locale?: string;
    /** The names of the fields: `mailchimp` has at most 10 capitals, `brevo` capitals. */
    names?: "plain" | "mailchimp" | "brevo";
    /** Only these fields, separated by commas, by their plain names. */
    fields?: string;
  } = {}): Promise<models.MemberFieldsAnswer> {
    return this.send(GET_MERGE_FIELDS, { path: { member: member }, query: { locale: options.locale, names: options.names, fields: options.fields }, signal: options.signal });
  }

  /**
   * List what an e-mail platform merges into its texts: one flat object a member, page by page or as one
   * file.
   *
   * Only members with an address who may be written to for the purpose, caps included; also requires
   * `members:read`. Amounts and days stand twice: as text of the locale, and exact (`…_minor`, `…_iso`). The
   * codes of vouchers require `vouchers:read`.
   */
  listMergeFields(options: CallOptions & {
    /** The maximum number of items. */
    limit?: number;
    /** `next_cursor` of the previous page, with otherwise the same parameters. */
    cursor?: string;
    /** Only members who may be written to by e-mail for this purpose now. */
    purpose?: string;
    /** `true`: whatever they allow, and whatever the caps. */
    all?: "true" | "false";
    /** Only members of this group. */
    group?: "prospects" | "premium" | "customers";
    /** Only members changed since this instant. */
    changed_since?: string;
    /** The locale of amounts and days, such as `de-AT`. */
    locale?: string;
    /** The names of the fields: `mailchimp` has at most 10 capitals, `brevo` capitals. */
    names?: "plain" | "mailchimp" | "brevo";
    /** Only these fields, separated by commas, by their plain names. */
    fields?: string;
  } = {}): Promise<models.MergeFieldsAnswer> {
    return this.send(LIST_MERGE_FIELDS, { query: { limit: options.limit, cursor: options.cursor, purpose: options.purpose, all: options.all, group: options.group, changed_since: options.changed_since, locale: options.locale, names: options.names, fields: options.fields }, signal: options.signal });
  }

  /** Each of listMergeFields, page by page. */
  iterateMergeFields(options: CallOptions & {
    /** The maximum number of items. */
    limit?: number;
    /** Only members who may be written to by e-mail for this purpose now. */
    purpose?: string;
    /** `true`: whatever they allow, and whatever the caps. */
    all?: "true" | "false";
    /** Only members of this group. */
    group?: "prospects" | "premium" | "customers";
    /** Only members changed since this instant. */
    changed_since?: string;
    /** The locale of amounts and days, such as `de-AT`. */
    locale?: string;
    /** The names of the fields: `mailchimp` has at most 10 capitals, `brevo` capitals. */
    names?: "plain" | "mailchimp" | "brevo";
    /** Only these fields, separated by commas, by their plain names. */
    fields?: string;
  } = {}): AsyncGenerator<Record<string, unknown>, void, undefined> {
    return this.items(LIST_MERGE_FIELDS, { query: { limit: options.limit, purpose: options.purpose, all: options.all, group: options.group, changed_since: options.changed_since, locale: options.locale, names: options.names, fields: options.fields }, signal: options.signal });
  }

  /**
   * List what an e-mail platform merges into its texts: one flat object a member, page by page or as one
   * file.
   *
   * Only members with an address who may be written to for the purpose, caps included; also requires
   * `members:read`. Amounts and days stand twice: as text of the locale, and exact (`…_minor`, `…_iso`). The
   * codes of vouchers require `vouchers:read`.
   */
  listMergeFieldsCsv(options: CallOptions & {
    /** Only members who may be written to by e-mail for this purpose now. */
    purpose?: string;
    /** `true`: whatever they allow, and whatever the caps. */
    all?: "true" | "false";
    /** Only members of this group. */
    group?: "prospects" | "premium" | "customers";
    /** Only members changed since this instant. */
    changed_since?: string;
    /** The locale of amounts and days, such as `de-AT`. */
    locale?: string;
    /** The names of the fields: `mailchimp` has at most 10 capitals, `brevo` capitals. */
    names?: "plain" | "mailchimp" | "brevo";
    /** Only these fields, separated by commas, by their plain names. */
    fields?: string;
  } = {}): Promise<ReadableStream<Uint8Array>> {
    return this.file(LIST_MERGE_FIELDS_CSV, { query: { format: "csv", purpose: options.purpose, all: options.all, group: options.group, changed_since: options.changed_since, locale: options.locale, names: options.names, fields: options.fields }, signal: options.signal });
  }

  /** Write a note about a member, for colleagues. The customer never sees it; it is deleted with the member. */
  writeNote(member: string, body: models.NoteBody, options: CallOptions = {}): Promise<models.NoteAnswer> {
    return this.send(WRITE_NOTE, { path: { member: member }, body, signal: options.signal });
  }

  /** List the notes about a member, newest first. */
  listNotes(member: string, options: CallOptions & {
    /** The maximum number of items. */
    limit?: number;
    /** `next_cursor` of the previous page, with otherwise the same parameters. */
    cursor?: string;
  } = {}): Promise<models.NotesAnswer> {
    return this.send(LIST_NOTES, { path: { member: member }, query: { limit: options.limit, cursor: options.cursor }, signal: options.signal });
  }

  /** Each of listNotes, page by page. */
  iterateNotes(member: string, options: CallOptions & {
    /** The maximum number of items. */
    limit?: number;
  } = {}): AsyncGenerator<models.NoteAnswer, void, undefined> {
    return this.items(LIST_NOTES, { path: { member: member }, query: { limit: options.limit }, signal: options.signal });
  }

  /**
   * Record a purchase, and what it earns.
   *
   * The lines include every discount; no price is changed here. A purchase without a member is a guest's, and
   * can be claimed later. `after` and `entries` are for the receipt.
   *
   * The same `external_id` again gets the first answer again, byte for byte, however much later.
   */
  recordPurchase(body: models.PurchaseRequest, options: CallOptions & {
    /**
     * A name for this request, kept for 30 days. Required if the body has no `external_id`, which takes
     * precedence.
     */
    idempotency_key?: string;
  } = {}): Promise<models.PurchaseAnswer> {
    return this.send(RECORD_PURCHASE, { headers: { "Idempotency-Key": options.idempotency_key }, body, signal: options.signal });
  }

  /**
   * List purchases, latest sale first, including guests'.
   *
   * A key limited to a store lists those of its store and those without a store.
   */
  listPurchases(options: CallOptions & {
    /** The maximum number of items. */
    limit?: number;
    /** `next_cursor` of the previous page, with otherwise the same parameters. */
    cursor?: string;
    /** Only purchases of this member. */
    member?: string;
    /** Only purchases in this store; a store's key sees only its own. */
    store?: string;
    /** Only from this instant, or from the start of this day in the programme's time zone. */
    from?: string;
    /** Only before this instant, or to the end of this day; at most 10 years after `from`. */
    to?: string;
  } = {}): Promise<models.PurchasesAnswer> {
    return this.send(LIST_PURCHASES, { query: { limit: options.limit, cursor: options.cursor, member: options.member, store: options.store, from: options.from, to: options.to }, signal: options.signal });
  }

  /** Each of listPurchases, page by page. */
  iteratePurchases(options: CallOptions & {
    /** The maximum number of items. */
    limit?: number;
    /** Only purchases of this member. */
    member?: string;
    /** Only purchases in this store; a store's key sees only its own. */
    store?: string;
    /** Only from this instant, or from the start of this day in the programme's time zone. */
    from?: string;
    /** Only before this instant, or to the end of this day; at most 10 years after `from`. */
    to?: string;
  } = {}): AsyncGenerator<models.PurchaseInListAnswer, void, undefined> {
    return this.items(LIST_PURCHASES, { query: { limit: options.limit, member: options.member, store: options.store, from: options.from, to: options.to }, signal: options.signal });
  }

  /**
   * Read a purchase in its present state.
   *
   * With its lines, its returns, and everything it earned. A key limited to a store reads, lists, returns,
   * claims, activates and voids only purchases of its store and those without a store.
   */
  getPurchase(purchase: string, options: CallOptions = {}): Promise<models.PurchaseWithReturnsAnswer> {
    return this.send(GET_PURCHASE, { path: { purchase: purchase }, signal: options.signal });
  }

  /**
   * Void a purchase.
   *
   * Everything left of it is taken back, as in a return. Repeating the request changes nothing. A key limited
   * to a store may void its own purchases and those without a store.
   */
  voidPurchase(purchase: string, options: CallOptions = {}): Promise<models.PurchaseWithReturnsAnswer> {
    return this.send(VOID_PURCHASE, { path: { purchase: purchase }, signal: options.signal });
  }

  /**
   * Claim a guest's purchase for a member.
   *
   * Its kept part earns now, with the member's present tier. Repeating the request changes nothing.
   */
  claimPurchase(purchase: string, body: models.ClaimRequest, options: CallOptions = {}): Promise<models.PurchaseWithReturnsAnswer> {
    return this.send(CLAIM_PURCHASE, { path: { purchase: purchase }, body, signal: options.signal });
  }

  /**
   * Make the points of a purchase available now.
   *
   * In a programme with `pending_days`, points are pending for that time; once the goods have arrived, they
   * need not wait. Repeating the request, or sending it after that time, changes nothing. A guest's purchase
   * can be activated before it is claimed. A key limited to a store may activate its own purchases and those
   * without a store.
   */
  activatePurchase(purchase: string, options: CallOptions = {}): Promise<models.PurchaseWithReturnsAnswer> {
    return this.send(ACTIVATE_PURCHASE, { path: { purchase: purchase }, signal: options.signal });
  }

  /**
   * Record up to 500 purchases and returns in one request.
   *
   * Each item is independent: a refused one does not stop the others, and the results are in the order of the
   * request. A return may precede its purchase: it is recorded after it. An item may be `{"return": {…}}`.
   * Repeating the whole batch changes nothing.
   */
  recordPurchases(body: models.BatchRequest, options: CallOptions & {
    /** `brief` omits `entries`. */
    answer?: "full" | "brief";
  } = {}): Promise<models.BatchAnswer> {
    return this.send(RECORD_PURCHASES, { query: { answer: options.answer }, body, signal: options.signal });
  }

  /**
   * Return goods, with or without receipt.
   *
   * With its purchase, the member has exactly what buying only the rest would have earned. Without `lines`,
   * everything left is returned.
   */
  takeReturn(body: models.ReturnRequest | models.ReturnWithoutReceiptRequest, options: CallOptions & {
    /**
     * A name for this request, kept for 30 days. Required if the body has no `external_id`, which takes
     * precedence.
     */
    idempotency_key?: string;
  } = {}): Promise<models.ReturnAnswer> {
    return this.send(TAKE_RETURN, { headers: { "Idempotency-Key": options.idempotency_key }, body, signal: options.signal });
  }

  /**
   * Read a return in its present state.
   *
   * With everything it took back.
   */
  getReturn(return_: string, options: CallOptions = {}): Promise<models.ReturnAnswer> {
    return this.send(GET_RETURN, { path: { return: return_ }, signal: options.signal });
  }

  /**
   * Undo a mistaken return.
   *
   * Its goods count as kept again. Repeating the request changes nothing. A key limited to a store may undo
   * its own returns and those without a store.
   */
  voidReturn(return_: string, options: CallOptions = {}): Promise<models.ReturnAnswer> {
    return this.send(VOID_RETURN, { path: { return: return_ }, signal: options.signal });
  }

  /**
   * Exchange goods: take some back and sell others, both or neither.
   *
   * The return comes first, so the purchase can use what it gives back. Each has its own `external_id`; the
   * same request again changes nothing and gets the same answers.
   */
  exchangeGoods(body: models.ExchangeRequest, options: CallOptions = {}): Promise<models.ExchangeAnswer> {
    return this.send(EXCHANGE_GOODS, { body, signal: options.signal });
  }

  /**
   * Price a basket: the best combination of discounts, and the earnings of buying it.
   *
   * Nothing changes. A purchase that names the quote is booked exactly as shown, or refused with the reason.
   * The member's tier, campaigns and vouchers are considered, and the combination with the lowest amount to
   * pay is used. Asking again makes a new quote.
   */
  askQuote(body: models.QuoteRequest, options: CallOptions = {}): Promise<models.QuoteAnswer> {
    return this.send(ASK_QUOTE, { body, signal: options.signal });
  }

  /**
   * Reserve what a checkout will use, so that nobody else can use it meanwhile.
   *
   * A purchase that names the hold captures it. It expires after `ttl_seconds`.
   */
  placeHold(body: models.HoldRequest, options: CallOptions & {
    /**
     * A name for this request, kept for 30 days. Required if the body has no `external_id`, which takes
     * precedence.
     */
    idempotency_key?: string;
  } = {}): Promise<models.HoldAnswer> {
    return this.send(PLACE_HOLD, { headers: { "Idempotency-Key": options.idempotency_key }, body, signal: options.signal });
  }

  /**
   * Release a hold: the reserved items can be used again.
   *
   * Repeating the request changes nothing. A captured hold cannot be released.
   */
  releaseHold(hold: string, options: CallOptions = {}): Promise<void> {
    return this.send(RELEASE_HOLD, { path: { hold: hold }, signal: options.signal });
  }

  /**
   * Read the present state of a hold.
   *
   * It is active until a purchase captures it, it is released, or it expires.
   */
  getHold(hold: string, options: CallOptions = {}): Promise<models.HoldStateAnswer> {
    return this.send(GET_HOLD, { path: { hold: hold }, signal: options.signal });
  }

  /**
   * Issue a gift card with a balance.
   *
   * The programme's `gift_cards` says how long it is good for. The amount counts against the key's
   * `credit_per_day`. Only this answer has the code; the same request again gets it again.
   */
  issueGiftCard(body: models.GiftCardRequest, options: CallOptions & {
    /**
     * A name for this request, kept for 30 days. Required if the body has no `external_id`, which takes
     * precedence.
     */
    idempotency_key?: string;
  } = {}): Promise<models.IssuedGiftCardAnswer> {
    return this.send(ISSUE_GIFT_CARD, { headers: { "Idempotency-Key": options.idempotency_key }, body, signal: options.signal });
  }

  /** List the programme's gift cards, newest first. */
  listGiftCards(options: CallOptions & {
    /** The maximum number of items. */
    limit?: number;
    /** `next_cursor` of the previous page, with otherwise the same parameters. */
    cursor?: string;
    /** Only those with this stored status. */
    status?: "active" | "blocked" | "expired" | "voided" | "replaced";
    /** Only those assigned to this member. */
    member?: string;
  } = {}): Promise<models.GiftCardsAnswer> {
    return this.send(LIST_GIFT_CARDS, { query: { limit: options.limit, cursor: options.cursor, status: options.status, member: options.member }, signal: options.signal });
  }

  /** Each of listGiftCards, page by page. */
  iterateGiftCards(options: CallOptions & {
    /** The maximum number of items. */
    limit?: number;
    /** Only those with this stored status. */
    status?: "active" | "blocked" | "expired" | "voided" | "replaced";
    /** Only those assigned to this member. */
    member?: string;
  } = {}): AsyncGenerator<models.GiftCardAnswer, void, undefined> {
    return this.items(LIST_GIFT_CARDS, { query: { limit: options.limit, status: options.status, member: options.member }, signal: options.signal });
  }

  /**
   * Find a gift card by its code.
   *
   * After 20 unknown codes within ten minutes, a key must wait.
   */
  lookUpGiftCard(body: models.LookUpRequest, options: CallOptions = {}): Promise<models.GiftCardAnswer> {
    return this.send(LOOK_UP_GIFT_CARD, { body, signal: options.signal });
  }

  /** Read a gift card. */
  getGiftCard(gift_card: string, options: CallOptions = {}): Promise<models.GiftCardAnswer> {
    return this.send(GET_GIFT_CARD, { path: { gift_card: gift_card }, signal: options.signal });
  }

  /**
   * Read a gift card's ledger, newest first.
   *
   * The entries sum to its balance and what holds reserve (lot `held:`).
   */
  listGiftCardEntries(gift_card: string, options: CallOptions & {
    /** The maximum number of items. */
    limit?: number;
    /** `next_cursor` of the previous page, with otherwise the same parameters. */
    cursor?: string;
  } = {}): Promise<models.GiftCardEntriesAnswer> {
    return this.send(LIST_GIFT_CARD_ENTRIES, { path: { gift_card: gift_card }, query: { limit: options.limit, cursor: options.cursor }, signal: options.signal });
  }

  /** Each of listGiftCardEntries, page by page. */
  iterateGiftCardEntries(gift_card: string, options: CallOptions & {
    /** The maximum number of items. */
    limit?: number;
  } = {}): AsyncGenerator<models.LedgerEntryAnswer, void, undefined> {
    return this.items(LIST_GIFT_CARD_ENTRIES, { path: { gift_card: gift_card }, query: { limit: options.limit }, signal: options.signal });
  }

  /**
   * Add to a gift card's balance.
   *
   * Its validity starts again, by the programme's `gift_cards`; an expired one can be spent again. The amount
   * counts against the key's `credit_per_day`.
   */
  topUpGiftCard(gift_card: string, body: models.TopUpRequest, options: CallOptions & {
    /**
     * A name for this request, kept for 30 days. Required if the body has no `external_id`, which takes
     * precedence.
     */
    idempotency_key?: string;
  } = {}): Promise<models.GiftCardAnswer> {
    return this.send(TOP_UP_GIFT_CARD, { path: { gift_card: gift_card }, headers: { "Idempotency-Key": options.idempotency_key }, body, signal: options.signal });
  }

  /**
   * Move the balance of a lost gift card to a new one, which has the same last day.
   *
   * The lost one cannot be spent any more. What comes back to it later goes to the new one. Only this answer
   * has the new code; the same request again gets it again.
   */
  replaceGiftCard(gift_card: string, body: models.ReplacementRequest, options: CallOptions & {
    /**
     * A name for this request, kept for 30 days. Required if the body has no `external_id`, which takes
     * precedence.
     */
    idempotency_key?: string;
  } = {}): Promise<models.IssuedGiftCardAnswer> {
    return this.send(REPLACE_GIFT_CARD, { path: { gift_card: gift_card }, headers: { "Idempotency-Key": options.idempotency_key }, body, signal: options.signal });
  }

  /** Block a gift card, so that it cannot be spent. Repeating the request changes nothing. */
  blockGiftCard(gift_card: string, body: models.GiftCardReasonRequest, options: CallOptions = {}): Promise<models.GiftCardAnswer> {
    return this.send(BLOCK_GIFT_CARD, { path: { gift_card: gift_card }, body, signal: options.signal });
  }

  /** Let a blocked gift card be spent again. Repeating the request changes nothing. */
  unblockGiftCard(gift_card: string, body: models.GiftCardReasonRequest, options: CallOptions = {}): Promise<models.GiftCardAnswer> {
    return this.send(UNBLOCK_GIFT_CARD, { path: { gift_card: gift_card }, body, signal: options.signal });
  }

  /** Void the issue of a gift card of which nothing was spent. Repeating the request changes nothing. */
  voidGiftCard(gift_card: string, body: models.GiftCardReasonRequest, options: CallOptions = {}): Promise<models.GiftCardAnswer> {
    return this.send(VOID_GIFT_CARD, { path: { gift_card: gift_card }, body, signal: options.signal });
  }

  /**
   * List the rewards of the programme.
   *
   * Those with a `points_price` are sold for points; the others come from full cards, rebates and campaigns.
   */
  listRewards(options: CallOptions = {}): Promise<models.RewardsAnswer> {
    return this.send(LIST_REWARDS, { signal: options.signal });
  }

  /**
   * Redeem a member's points for a reward.
   *
   * Most rewards are a voucher, to be used with a purchase. Store credit and donations are granted
   * immediately.
   */
  redeemReward(body: models.RedemptionRequest, options: CallOptions & {
    /**
     * A name for this request, kept for 30 days. Required if the body has no `external_id`, which takes
     * precedence.
     */
    idempotency_key?: string;
  } = {}): Promise<models.RedemptionAnswer> {
    return this.send(REDEEM_REWARD, { headers: { "Idempotency-Key": options.idempotency_key }, body, signal: options.signal });
  }

  /**
   * Look up a voucher by its code.
   *
   * Case, dashes and blanks do not matter.
   */
  getVoucher(code: string, options: CallOptions = {}): Promise<models.VoucherStateAnswer> {
    return this.send(GET_VOUCHER, { path: { code: code }, signal: options.signal });
  }

  /**
   * List a member's holds, newest first.
   *
   * With `status=active`, only those of open checkouts.
   */
  listMemberHolds(member: string, options: CallOptions & {
    /** The maximum number of items. */
    limit?: number;
    /** `next_cursor` of the previous page, with otherwise the same parameters. */
    cursor?: string;
    /** Only those with this status now. */
    status?: "active" | "captured" | "released" | "expired";
  } = {}): Promise<models.HoldsAnswer> {
    return this.send(LIST_MEMBER_HOLDS, { path: { member: member }, query: { limit: options.limit, cursor: options.cursor, status: options.status }, signal: options.signal });
  }

  /** Each of listMemberHolds, page by page. */
  iterateMemberHolds(member: string, options: CallOptions & {
    /** The maximum number of items. */
    limit?: number;
    /** Only those with this status now. */
    status?: "active" | "captured" | "released" | "expired";
  } = {}): AsyncGenerator<models.HoldStateAnswer, void, undefined> {
    return this.items(LIST_MEMBER_HOLDS, { path: { member: member }, query: { limit: options.limit, status: options.status }, signal: options.signal });
  }

  /**
   * List a member's vouchers, newest first.
   *
   * All vouchers ever issued, or with `status` only those that are now usable, held, used, expired or
   * revoked.
   */
  listMemberVouchers(member: string, options: CallOptions & {
    /** The maximum number of items. */
    limit?: number;
    /** `next_cursor` of the previous page, with otherwise the same parameters. */
    cursor?: string;
    /** Only those with this status now. */
    status?: "usable" | "held" | "used" | "expired" | "revoked";
  } = {}): Promise<models.VouchersAnswer> {
    return this.send(LIST_MEMBER_VOUCHERS, { path: { member: member }, query: { limit: options.limit, cursor: options.cursor, status: options.status }, signal: options.signal });
  }

  /** Each of listMemberVouchers, page by page. */
  iterateMemberVouchers(member: string, options: CallOptions & {
    /** The maximum number of items. */
    limit?: number;
    /** Only those with this status now. */
    status?: "usable" | "held" | "used" | "expired" | "revoked";
  } = {}): AsyncGenerator<models.VoucherStateAnswer, void, undefined> {
    return this.items(LIST_MEMBER_VOUCHERS, { path: { member: member }, query: { limit: options.limit, status: options.status }, signal: options.signal });
  }

  /**
   * Issue a voucher to a member manually, with a reason.
   *
   * It draws on the reward's `stock`, if limited. Store credit and donations are granted immediately, so they
   * have no vouchers.
   */
  giveVoucher(body: models.GiftRequest, options: CallOptions & {
    /**
     * A name for this request, kept for 30 days. Required if the body has no `external_id`, which takes
     * precedence.
     */
    idempotency_key?: string;
  } = {}): Promise<models.GiftAnswer> {
    return this.send(GIVE_VOUCHER, { headers: { "Idempotency-Key": options.idempotency_key }, body, signal: options.signal });
  }

  /**
   * Revoke an unused voucher that was issued manually or bought with points.
   *
   * Points paid for it are refunded to their lots, and it no longer counts against `limit_per_member` and
   * `stock`. An expired one can be revoked too. Repeating the request changes nothing. Vouchers of punch
   * cards and rebates follow from punches and spend, and are revoked with them.
   */
  revokeVoucher(code: string, body: models.RevocationRequest, options: CallOptions = {}): Promise<models.VoucherStateAnswer> {
    return this.send(REVOKE_VOUCHER, { path: { code: code }, body, signal: options.signal });
  }

  /**
   * Issue a voucher to each of many members.
   *
   * They are issued in the background, a few at a time, and each member gets exactly one, despite
   * interruptions. Requires a key that knows all members. A refusal (out of stock, an unknown or erased
   * member) does not stop the others.
   */
  startVoucherBatch(body: models.VoucherBatchRequest, options: CallOptions = {}): Promise<models.VoucherBatchAnswer> {
    return this.send(START_VOUCHER_BATCH, { body, signal: options.signal });
  }

  /** Read the progress of a batch of vouchers. */
  getVoucherBatch(batch: string, options: CallOptions = {}): Promise<models.VoucherBatchAnswer> {
    return this.send(GET_VOUCHER_BATCH, { path: { batch: batch }, signal: options.signal });
  }

  /**
   * Transfer points from one member to another.
   *
   * Points that expire first are transferred first, and keep their last valid days. Only if the programme
   * allows it, and never into debt.
   */
  transferPoints(body: models.TransferRequest, options: CallOptions & {
    /**
     * A name for this request, kept for 30 days. Required if the body has no `external_id`, which takes
     * precedence.
     */
    idempotency_key?: string;
  } = {}): Promise<models.TransferAnswer> {
    return this.send(TRANSFER_POINTS, { headers: { "Idempotency-Key": options.idempotency_key }, body, signal: options.signal });
  }

  /**
   * Read a member's status, now or at a past moment.
   *
   * Tier, points, credit, punch cards, rebates and usable vouchers: for a till, a checkout or an e-mail. Send
   * the `ETag` of the last answer as `If-None-Match` to get only changes. With `at`, the status is as known
   * at that moment, under the version in force then; before the member was enrolled there is none.
   */
  getStatus(member: string, options: CallOptions & {
    /** The moment, at most 5 minutes ahead, for the status as known then; now by default. */
    at?: string;
    /** The ETag of the version that you have; 304 if it is still current. */
    if_none_match?: string;
  } = {}): Promise<models.StatusAnswer> {
    return this.send(GET_STATUS, { path: { member: member }, query: { at: options.at }, headers: { "If-None-Match": options.if_none_match }, signal: options.signal });
  }

  /**
   * Read the status of up to 1000 members.
   *
   * In the order of the references; an unknown one gets a problem in its place. Each reference may occur
   * once.
   */
  getStatuses(body: models.StatusBatchRequest, options: CallOptions = {}): Promise<models.StatusBatchAnswer> {
    return this.send(GET_STATUSES, { body, signal: options.signal });
  }

  /**
   * Read a member's ledger, newest first.
   *
   * Every change of every balance is one entry, with its reason and the arithmetic in words. Entries are
   * never altered.
   */
  listEntries(member: string, options: CallOptions & {
    /** The maximum number of items. */
    limit?: number;
    /** `next_cursor` of the previous page, with otherwise the same parameters. */
    cursor?: string;
    /** Only entries of this unit. */
    unit?: string;
    /** Only entries of this purchase and its returns; or of one return, by its id (`ret_…`). */
    purchase?: string;
  } = {}): Promise<models.EntriesAnswer> {
    return this.send(LIST_ENTRIES, { path: { member: member }, query: { limit: options.limit, cursor: options.cursor, unit: options.unit, purchase: options.purchase }, signal: options.signal });
  }

  /** Each of listEntries, page by page. */
  iterateEntries(member: string, options: CallOptions & {
    /** The maximum number of items. */
    limit?: number;
    /** Only entries of this unit. */
    unit?: string;
    /** Only entries of this purchase and its returns; or of one return, by its id (`ret_…`). */
    purchase?: string;
  } = {}): AsyncGenerator<models.LedgerEntryAnswer, void, undefined> {
    return this.items(LIST_ENTRIES, { path: { member: member }, query: { limit: options.limit, unit: options.unit, purchase: options.purchase }, signal: options.signal });
  }

  /** Read one entry of a member's ledger, with the purchase behind it and the rest of its lot now. */
  getEntry(member: string, entry: string, options: CallOptions = {}): Promise<models.OneEntryAnswer> {
    return this.send(GET_ENTRY, { path: { member: member, entry: entry }, signal: options.signal });
  }

  /** Read a member's balance as known at a moment: the sum of the entries recorded up to it. */
  getBalance(member: string, options: CallOptions & {
    /** The moment, at most 5 minutes ahead; now by default. */
    at?: string;
  } = {}): Promise<models.BalanceAnswer> {
    return this.send(GET_BALANCE, { path: { member: member }, query: { at: options.at }, signal: options.signal });
  }

  /**
   * Adjust a balance manually, with a reason.
   *
   * The ledger shows the reason unchanged. Refused if the balance would become negative, unless
   * `allow_negative` is set.
   */
  adjustBalance(member: string, body: models.AdjustmentRequest, options: CallOptions & {
    /**
     * A name for this request, kept for 30 days. Required if the body has no `external_id`, which takes
     * precedence.
     */
    idempotency_key?: string;
  } = {}): Promise<models.AdjustmentAnswer> {
    return this.send(ADJUST_BALANCE, { path: { member: member }, headers: { "Idempotency-Key": options.idempotency_key }, body, signal: options.signal });
  }

  /**
   * Grant a member a tier.
   *
   * The member holds the higher of this tier and the one reached by purchases, at once and through the last
   * day; after it, the reached one. A granted tier does not count as reached. An earlier grant is replaced,
   * and the same again changes nothing.
   */
  giveLevel(member: string, body: models.GiveLevelRequest, options: CallOptions = {}): Promise<models.LevelHeldAnswer> {
    return this.send(GIVE_LEVEL, { path: { member: member }, body, signal: options.signal });
  }

  /**
   * Revoke a member's tier grant.
   *
   * From then on the member holds the tier reached by purchases. Repeating the request changes nothing.
   */
  takeLevelAway(member: string, options: CallOptions = {}): Promise<void> {
    return this.send(TAKE_LEVEL_AWAY, { path: { member: member }, signal: options.signal });
  }

  /**
   * List a member's changes of tier, newest first.
   *
   * Every change of tier with its day and its cause. Effects of time have the day of their midnight.
   */
  listMemberTiers(member: string, options: CallOptions & {
    /** The maximum number of items. */
    limit?: number;
    /** `next_cursor` of the previous page, with otherwise the same parameters. */
    cursor?: string;
  } = {}): Promise<models.TierChangesAnswer> {
    return this.send(LIST_MEMBER_TIERS, { path: { member: member }, query: { limit: options.limit, cursor: options.cursor }, signal: options.signal });
  }

  /** Each of listMemberTiers, page by page. */
  iterateMemberTiers(member: string, options: CallOptions & {
    /** The maximum number of items. */
    limit?: number;
  } = {}): AsyncGenerator<models.TierChangeAnswer, void, undefined> {
    return this.items(LIST_MEMBER_TIERS, { path: { member: member }, query: { limit: options.limit }, signal: options.signal });
  }

  /**
   * List announced changes of tier, in the order of announcement.
   *
   * A change is announced once it has lasted for the programme's `tiers.notice_delay_minutes`. A change
   * undone before that is never announced, and neither is its undoing; several changes within that time are
   * announced as one. An announcement is final. In a live programme a change may become visible some seconds
   * after its instant; none is skipped. A key limited to a store cannot list them, because they name members
   * of all stores.
   */
  listTierChanges(options: CallOptions & {
    /** The maximum number of items. */
    limit?: number;
    /** `next_cursor` of the previous page, with otherwise the same parameters. */
    cursor?: string;
    /** Only announcements from then on; all by default. */
    since?: string;
  } = {}): Promise<models.AnnouncedPageAnswer> {
    return this.send(LIST_TIER_CHANGES, { query: { limit: options.limit, cursor: options.cursor, since: options.since }, signal: options.signal });
  }

  /** Each of listTierChanges, page by page. */
  iterateTierChanges(options: CallOptions & {
    /** The maximum number of items. */
    limit?: number;
    /** Only announcements from then on; all by default. */
    since?: string;
  } = {}): AsyncGenerator<models.AnnouncedAnswer, void, undefined> {
    return this.items(LIST_TIER_CHANGES, { query: { limit: options.limit, since: options.since }, signal: options.signal });
  }

  /**
   * Read every period of a member's rebates.
   *
   * Rebate by rebate, from the period of the first purchase to the current one, each with the amounts due and
   * paid.
   */
  listRebates(member: string, options: CallOptions & {
    /** The maximum number of items. */
    limit?: number;
    /** `next_cursor` of the previous page, with otherwise the same parameters. */
    cursor?: string;
  } = {}): Promise<models.RebatePeriodsAnswer> {
    return this.send(LIST_REBATES, { path: { member: member }, query: { limit: options.limit, cursor: options.cursor }, signal: options.signal });
  }

  /** Each of listRebates, page by page. */
  iterateRebates(member: string, options: CallOptions & {
    /** The maximum number of items. */
    limit?: number;
  } = {}): AsyncGenerator<models.RebatePeriodAnswer, void, undefined> {
    return this.items(LIST_REBATES, { path: { member: member }, query: { limit: options.limit }, signal: options.signal });
  }

  /**
   * Read the shop's liability to its members at the end of a business day.
   *
   * Points by the month of their expiry, credit, and unpaid rebates. All entries recorded before the next
   * local midnight count; for today, those until now. Effects of time due by then count too, written or not.
   */
  getLiability(options: CallOptions & {
    /** The business day at whose end the report is drawn up, not in the future; today by default. */
    on?: string;
  } = {}): Promise<models.LiabilityAnswer> {
    return this.send(GET_LIABILITY, { query: { on: options.on }, signal: options.signal });
  }

  /**
   * Read the settlements of rebates as CSV, for accounting.
   *
   * One line per entry that pays a rebate (a positive amount) or takes it back (negative), by time of
   * recording, in minor units. A text that a spreadsheet would execute gets a leading apostrophe.
   */
  listSettlements(options: CallOptions & {
    /** The first business day. */
    from: string;
    /** The last business day. */
    to: string;
  }): Promise<ReadableStream<Uint8Array>> {
    return this.file(LIST_SETTLEMENTS, { query: { from: options.from, to: options.to }, signal: options.signal });
  }

  /**
   * Read sales by day, local hour or store: their number, value, what came back, and the members' part.
   *
   * Each purchase counts on its own day, and so does each return and each void; a return that is undone
   * counts nowhere. Everything acknowledged before is included, at whatever time it arrived.
   */
  getSales(options: CallOptions & {
    /** The first business day. */
    from: string;
    /** The last business day. */
    to: string;
    /** One row for each day, each local hour of each day, or each store. */
    by?: "day" | "hour" | "store";
  }): Promise<models.SalesAnswer> {
    return this.send(GET_SALES, { query: { from: options.from, to: options.to, by: options.by }, signal: options.signal });
  }

  /**
   * Read members' donations: points, and the money that the shop pays for them.
   *
   * All donations recorded on these days count, each with the reward's `amount` at that time.
   */
  listDonations(options: CallOptions & {
    /** The first business day. */
    from: string;
    /** The last business day. */
    to: string;
    /** Only donations of this member. */
    member?: string;
  }): Promise<models.DonationsAnswer> {
    return this.send(LIST_DONATIONS, { query: { from: options.from, to: options.to, member: options.member }, signal: options.signal });
  }

  /**
   * Report goods sold that no rule names, to find a till that spells a category differently from the
   * programme.
   *
   * Rules name goods by the categories and skus of matches and conditions, anywhere in the newest version.
   * Rules that match everything still count such goods. At most 10,000 purchases are checked.
   */
  listUnmatchedGoods(options: CallOptions & {
    /** The first business day; by default, 30 days including the last. */
    from?: string;
    /** The last business day; today by default. */
    to?: string;
  } = {}): Promise<models.UnmatchedGoodsAnswer> {
    return this.send(LIST_UNMATCHED_GOODS, { query: { from: options.from, to: options.to }, signal: options.signal });
  }

  /**
   * Export all records of a kind as CSV or JSON lines.
   *
   * `members`, `purchases`, `lines` (of purchases), `returns`, `entries` (of the ledger), `vouchers` or
   * `gift_cards`. Sent while they are read, in pages by key; an export that cannot be finished is cut off
   * without the end of the transfer, so a complete answer is a complete export. Amounts are in minor units,
   * with their currency. Without the scope `members:read` members have no personal data, and without
   * `vouchers:read` vouchers have no code. Requires a key that knows all members and all stores. In CSV a
   * text that a spreadsheet would execute gets a leading apostrophe.
   */
  exportRecords(file: string, options: CallOptions & {
    /** The first business day; not for `members`. */
    from?: string;
    /** The last business day; not for `members`. */
    to?: string;
    /** Only members changed since this instant; only for `members`. */
    changed_since?: string;
    /** Only members who are in this segment now; only for `members`. */
    segment?: string;
    /** The columns and their order, separated by commas. */
    columns?: string;
    /** `true`: the CSV begins with a byte order mark, by which spreadsheets know UTF-8. */
    bom?: "true" | "false";
  } = {}): Promise<ReadableStream<Uint8Array>> {
    return this.file(EXPORT_RECORDS, { path: { file: file }, query: { from: options.from, to: options.to, changed_since: options.changed_since, segment: options.segment, columns: options.columns, bom: options.bom }, signal: options.signal });
  }

  /**
   * Connect a shop system: its orders become purchases and returns.
   *
   * Point the shop's webhooks to `inbox`. The name is for ever: the purchases are named after it.
   */
  createConnector(body: models.ConnectorBody, options: CallOptions = {}): Promise<models.ConnectorAnswer> {
    return this.send(CREATE_CONNECTOR, { body, signal: options.signal });
  }

  /** List the connectors, with the number of their deliveries. */
  listConnectors(options: CallOptions = {}): Promise<models.ConnectorsAnswer> {
    return this.send(LIST_CONNECTORS, { signal: options.signal });
  }

  /** Read a connector. */
  getConnector(connector: string, options: CallOptions = {}): Promise<models.ConnectorAnswer> {
    return this.send(GET_CONNECTOR, { path: { connector: connector }, signal: options.signal });
  }

  /** Change a connector's settings, secrets or status. Purchases recorded before stay as they are. */
  changeConnector(connector: string, body: models.ConnectorChangeBody, options: CallOptions = {}): Promise<models.ConnectorAnswer> {
    return this.send(CHANGE_CONNECTOR, { path: { connector: connector }, body, signal: options.signal });
  }

  /** Remove a connector. Its inbox is closed; its deliveries and everything recorded stay. */
  deleteConnector(connector: string, options: CallOptions = {}): Promise<void> {
    return this.send(DELETE_CONNECTOR, { path: { connector: connector }, signal: options.signal });
  }

  /** Process deliveries again, such as failed ones after the settings were mended. */
  retryDeliveries(connector: string, body: models.RetryBody, options: CallOptions = {}): Promise<models.RetryAnswer> {
    return this.send(RETRY_DELIVERIES, { path: { connector: connector }, body, signal: options.signal });
  }

  /** Try a message of the shop system: the result that it would have now. Nothing is kept. */
  mapMessage(connector: string, body: models.MapBody, options: CallOptions = {}): Promise<models.TriedAnswer> {
    return this.send(MAP_MESSAGE, { path: { connector: connector }, body, signal: options.signal });
  }

  /**
   * Fetch the orders of the shop that changed in a time, in the background.
   *
   * Each becomes a delivery, as if its message had just come. Orders that are known change nothing, so a time
   * may be fetched again. Purchases have the time of their sale, and earn as those that arrive late. The same
   * time again, while it is being fetched, is the same backfill.
   */
  startBackfill(connector: string, body: models.BackfillRequest, options: CallOptions = {}): Promise<models.BackfillAnswer> {
    return this.send(START_BACKFILL, { path: { connector: connector }, body, signal: options.signal });
  }

  /** List the backfills of a connector, newest first, scheduled ones too. */
  listBackfills(connector: string, options: CallOptions & {
    /** The maximum number of items. */
    limit?: number;
    /** `next_cursor` of the previous page, with otherwise the same parameters. */
    cursor?: string;
  } = {}): Promise<models.BackfillsAnswer> {
    return this.send(LIST_BACKFILLS, { path: { connector: connector }, query: { limit: options.limit, cursor: options.cursor }, signal: options.signal });
  }

  /** Each of listBackfills, page by page. */
  iterateBackfills(connector: string, options: CallOptions & {
    /** The maximum number of items. */
    limit?: number;
  } = {}): AsyncGenerator<models.BackfillAnswer, void, undefined> {
    return this.items(LIST_BACKFILLS, { path: { connector: connector }, query: { limit: options.limit }, signal: options.signal });
  }

  /** Read a backfill: its progress, and the results of the orders. */
  getBackfill(connector: string, backfill: string, options: CallOptions = {}): Promise<models.BackfillAnswer> {
    return this.send(GET_BACKFILL, { path: { connector: connector, backfill: backfill }, signal: options.signal });
  }

  /** List the messages of shop systems, newest first. */
  listDeliveries(options: CallOptions & {
    /** The maximum number of items. */
    limit?: number;
    /** `next_cursor` of the previous page, with otherwise the same parameters. */
    cursor?: string;
    /** Only those of this connector (`con_…`). */
    connector?: string;
    /** Only those of this status. */
    status?: "received" | "done" | "ignored" | "waiting" | "failed" | "dismissed";
    /** Only those with this code. */
    code?: string;
    /** Only those that this backfill (`bkf_…`) found. */
    backfill?: string;
  } = {}): Promise<models.DeliveriesAnswer> {
    return this.send(LIST_DELIVERIES, { query: { limit: options.limit, cursor: options.cursor, connector: options.connector, status: options.status, code: options.code, backfill: options.backfill }, signal: options.signal });
  }

  /** Each of listDeliveries, page by page. */
  iterateDeliveries(options: CallOptions & {
    /** The maximum number of items. */
    limit?: number;
    /** Only those of this connector (`con_…`). */
    connector?: string;
    /** Only those of this status. */
    status?: "received" | "done" | "ignored" | "waiting" | "failed" | "dismissed";
    /** Only those with this code. */
    code?: string;
    /** Only those that this backfill (`bkf_…`) found. */
    backfill?: string;
  } = {}): AsyncGenerator<models.DeliveryAnswer, void, undefined> {
    return this.items(LIST_DELIVERIES, { query: { limit: options.limit, connector: options.connector, status: options.status, code: options.code, backfill: options.backfill }, signal: options.signal });
  }

  /** Read a delivery, with the part of the message that is stored. */
  getDelivery(delivery: string, options: CallOptions = {}): Promise<models.FullDeliveryAnswer> {
    return this.send(GET_DELIVERY, { path: { delivery: delivery }, signal: options.signal });
  }

  /** Process a delivery again, repaired if `payload` is given; the first payload is kept beside it. */
  replayDelivery(delivery: string, body: models.ReplayBody, options: CallOptions = {}): Promise<models.FullDeliveryAnswer> {
    return this.send(REPLAY_DELIVERY, { path: { delivery: delivery }, body, signal: options.signal });
  }

  /** Settle a delivery that failed or waits, and will not be recorded. */
  dismissDelivery(delivery: string, body: models.DismissBody, options: CallOptions = {}): Promise<models.FullDeliveryAnswer> {
    return this.send(DISMISS_DELIVERY, { path: { delivery: delivery }, body, signal: options.signal });
  }

  /**
   * Review all customers as of a day.
   *
   * It runs in the background. It reports to nobody, and is not part of the history of grades; the 30 newest
   * requested ones are kept. With `backfill_from` the missing scheduled reviews are made first; those are
   * part of the history.
   */
  askReview(body: models.InsightReviewRequest, options: CallOptions = {}): Promise<models.InsightReviewAnswer> {
    return this.send(ASK_REVIEW, { body, signal: options.signal });
  }

  /** List reviews, latest first. */
  listReviews(options: CallOptions & {
    /** The maximum number of items. */
    limit?: number;
    /** `next_cursor` of the previous page, with otherwise the same parameters. */
    cursor?: string;
  } = {}): Promise<models.InsightReviewsAnswer> {
    return this.send(LIST_REVIEWS, { query: { limit: options.limit, cursor: options.cursor }, signal: options.signal });
  }

  /** Each of listReviews, page by page. */
  iterateReviews(options: CallOptions & {
    /** The maximum number of items. */
    limit?: number;
  } = {}): AsyncGenerator<models.InsightReviewAnswer, void, undefined> {
    return this.items(LIST_REVIEWS, { query: { limit: options.limit }, signal: options.signal });
  }

  /** Read the progress of a review, and its results for all members together. */
  getReview(review: string, options: CallOptions = {}): Promise<models.InsightReviewAnswer> {
    return this.send(GET_REVIEW, { path: { review: review }, signal: options.signal });
  }

  /**
   * Read the grades of all members, best place first.
   *
   * As found by a review, without members erased since. Members without a place come last.
   */
  listGrades(options: CallOptions & {
    /** The maximum number of items. */
    limit?: number;
    /** `next_cursor` of the previous page, with otherwise the same parameters. */
    cursor?: string;
    /** The id of a review; by default, the newest with this content. */
    review?: string;
    /** Only members with this grade. */
    grade?: string;
    /** Only members of this member of staff, `stf_…` or `ext:…`; `none` for those of nobody. */
    owner?: string;
    /** Only members in this segment now; no members for an unknown one. */
    segment?: string;
  } = {}): Promise<models.GradesAnswer> {
    return this.send(LIST_GRADES, { query: { limit: options.limit, cursor: options.cursor, review: options.review, grade: options.grade, owner: options.owner, segment: options.segment }, signal: options.signal });
  }

  /** Each of listGrades, page by page. */
  iterateGrades(options: CallOptions & {
    /** The maximum number of items. */
    limit?: number;
    /** The id of a review; by default, the newest with this content. */
    review?: string;
    /** Only members with this grade. */
    grade?: string;
    /** Only members of this member of staff, `stf_…` or `ext:…`; `none` for those of nobody. */
    owner?: string;
    /** Only members in this segment now; no members for an unknown one. */
    segment?: string;
  } = {}): AsyncGenerator<models.MemberGradeAnswer, void, undefined> {
    return this.items(LIST_GRADES, { query: { limit: options.limit, review: options.review, grade: options.grade, owner: options.owner, segment: options.segment }, signal: options.signal });
  }

  /** Read the grade of a member in each scheduled review, newest first. */
  listMemberGrades(member: string, options: CallOptions & {
    /** The maximum number of items. */
    limit?: number;
    /** `next_cursor` of the previous page, with otherwise the same parameters. */
    cursor?: string;
  } = {}): Promise<models.MemberGradesAnswer> {
    return this.send(LIST_MEMBER_GRADES, { path: { member: member }, query: { limit: options.limit, cursor: options.cursor }, signal: options.signal });
  }

  /** Each of listMemberGrades, page by page. */
  iterateMemberGrades(member: string, options: CallOptions & {
    /** The maximum number of items. */
    limit?: number;
  } = {}): AsyncGenerator<models.GradeOfReviewAnswer, void, undefined> {
    return this.items(LIST_MEMBER_GRADES, { path: { member: member }, query: { limit: options.limit }, signal: options.signal });
  }

  /** Read the concentration of spend among customers. */
  getPareto(options: CallOptions & {
    /** The id of a review; by default, the newest with this content. */
    review?: string;
  } = {}): Promise<models.ParetoAnswer> {
    return this.send(GET_PARETO, { query: { review: options.review }, signal: options.signal });
  }

  /**
   * List customers who spent less, or more, than expected from their past.
   *
   * Only customers of the grades in `insights.deviation`, with enough purchases to tell.
   */
  listDeviations(options: CallOptions & {
    /** The maximum number of items. */
    limit?: number;
    /** `next_cursor` of the previous page, with otherwise the same parameters. */
    cursor?: string;
    /** The id of a review; by default, the newest with this content. */
    review?: string;
    /** Only members with this grade. */
    grade?: string;
    /** Only members of this member of staff, `stf_…` or `ext:…`; `none` for those of nobody. */
    owner?: string;
    /** Only members in this segment now; no members for an unknown one. */
    segment?: string;
    /** Only members who spent less (`down`), or more (`up`). */
    direction?: "down" | "up";
    /** Only members with at most this `chance`, a decimal text such as `0.10`. */
    chance?: string;
  } = {}): Promise<models.DeviationsAnswer> {
    return this.send(LIST_DEVIATIONS, { query: { limit: options.limit, cursor: options.cursor, review: options.review, grade: options.grade, owner: options.owner, segment: options.segment, direction: options.direction, chance: options.chance }, signal: options.signal });
  }

  /** Each of listDeviations, page by page. */
  iterateDeviations(options: CallOptions & {
    /** The maximum number of items. */
    limit?: number;
    /** The id of a review; by default, the newest with this content. */
    review?: string;
    /** Only members with this grade. */
    grade?: string;
    /** Only members of this member of staff, `stf_…` or `ext:…`; `none` for those of nobody. */
    owner?: string;
    /** Only members in this segment now; no members for an unknown one. */
    segment?: string;
    /** Only members who spent less (`down`), or more (`up`). */
    direction?: "down" | "up";
    /** Only members with at most this `chance`, a decimal text such as `0.10`. */
    chance?: string;
  } = {}): AsyncGenerator<models.DeviationAnswer, void, undefined> {
    return this.items(LIST_DEVIATIONS, { query: { limit: options.limit, review: options.review, grade: options.grade, owner: options.owner, segment: options.segment, direction: options.direction, chance: options.chance }, signal: options.signal });
  }

  /**
   * List customers who have stayed away for longer than usual.
   *
   * With `bought=once` those who have come on one day, whatever their state.
   */
  listLapsed(options: CallOptions & {
    /** The maximum number of items. */
    limit?: number;
    /** `next_cursor` of the previous page, with otherwise the same parameters. */
    cursor?: string;
    /** The id of a review; by default, the newest with this content. */
    review?: string;
    /** Only members with this grade. */
    grade?: string;
    /** Only members of this member of staff, `stf_…` or `ext:…`; `none` for those of nobody. */
    owner?: string;
    /** Only members in this segment now; no members for an unknown one. */
    segment?: string;
    /** Only members in this state; the default is at risk and lapsed, with `bought` all. */
    state?: "new" | "active" | "late" | "at_risk" | "lapsed";
    /** Only members who have come on one day; all of them by default. */
    bought?: "once";
  } = {}): Promise<models.LapsedAnswer> {
    return this.send(LIST_LAPSED, { query: { limit: options.limit, cursor: options.cursor, review: options.review, grade: options.grade, owner: options.owner, segment: options.segment, state: options.state, bought: options.bought }, signal: options.signal });
  }

  /** Each of listLapsed, page by page. */
  iterateLapsed(options: CallOptions & {
    /** The maximum number of items. */
    limit?: number;
    /** The id of a review; by default, the newest with this content. */
    review?: string;
    /** Only members with this grade. */
    grade?: string;
    /** Only members of this member of staff, `stf_…` or `ext:…`; `none` for those of nobody. */
    owner?: string;
    /** Only members in this segment now; no members for an unknown one. */
    segment?: string;
    /** Only members in this state; the default is at risk and lapsed, with `bought` all. */
    state?: "new" | "active" | "late" | "at_risk" | "lapsed";
    /** Only members who have come on one day; all of them by default. */
    bought?: "once";
  } = {}): AsyncGenerator<models.SilenceAnswer, void, undefined> {
    return this.items(LIST_LAPSED, { query: { limit: options.limit, review: options.review, grade: options.grade, owner: options.owner, segment: options.segment, state: options.state, bought: options.bought }, signal: options.signal });
  }

  /**
   * List items that customers are expected to buy again.
   *
   * The interval around the expected day comes from the shop's own reorders. Lapsed customers are left out.
   */
  listReorders(options: CallOptions & {
    /** The maximum number of items. */
    limit?: number;
    /** `next_cursor` of the previous page, with otherwise the same parameters. */
    cursor?: string;
    /** The id of a review; by default, the newest with this content. */
    review?: string;
    /** Only members with this grade. */
    grade?: string;
    /** Only members of this member of staff, `stf_…` or `ext:…`; `none` for those of nobody. */
    owner?: string;
    /** Only members in this segment now; no members for an unknown one. */
    segment?: string;
    /** Expected in the next 7 days (`due`), expected before (`overdue`), or both (`all`). */
    status?: "due" | "overdue" | "all";
  } = {}): Promise<models.ReordersAnswer> {
    return this.send(LIST_REORDERS, { query: { limit: options.limit, cursor: options.cursor, review: options.review, grade: options.grade, owner: options.owner, segment: options.segment, status: options.status }, signal: options.signal });
  }

  /** Each of listReorders, page by page. */
  iterateReorders(options: CallOptions & {
    /** The maximum number of items. */
    limit?: number;
    /** The id of a review; by default, the newest with this content. */
    review?: string;
    /** Only members with this grade. */
    grade?: string;
    /** Only members of this member of staff, `stf_…` or `ext:…`; `none` for those of nobody. */
    owner?: string;
    /** Only members in this segment now; no members for an unknown one. */
    segment?: string;
    /** Expected in the next 7 days (`due`), expected before (`overdue`), or both (`all`). */
    status?: "due" | "overdue" | "all";
  } = {}): AsyncGenerator<models.ReorderAnswer, void, undefined> {
    return this.items(LIST_REORDERS, { query: { limit: options.limit, review: options.review, grade: options.grade, owner: options.owner, segment: options.segment, status: options.status }, signal: options.signal });
  }

  /** List the customers nearest to the golden grades, and the missing amounts. */
  listLift(options: CallOptions & {
    /** The maximum number of items. */
    limit?: number;
    /** `next_cursor` of the previous page, with otherwise the same parameters. */
    cursor?: string;
    /** The id of a review; by default, the newest with this content. */
    review?: string;
    /** Only members with this grade. */
    grade?: string;
    /** Only members of this member of staff, `stf_…` or `ext:…`; `none` for those of nobody. */
    owner?: string;
    /** Only members in this segment now; no members for an unknown one. */
    segment?: string;
  } = {}): Promise<models.LiftsAnswer> {
    return this.send(LIST_LIFT, { query: { limit: options.limit, cursor: options.cursor, review: options.review, grade: options.grade, owner: options.owner, segment: options.segment }, signal: options.signal });
  }

  /** Each of listLift, page by page. */
  iterateLift(options: CallOptions & {
    /** The maximum number of items. */
    limit?: number;
    /** The id of a review; by default, the newest with this content. */
    review?: string;
    /** Only members with this grade. */
    grade?: string;
    /** Only members of this member of staff, `stf_…` or `ext:…`; `none` for those of nobody. */
    owner?: string;
    /** Only members in this segment now; no members for an unknown one. */
    segment?: string;
  } = {}): AsyncGenerator<models.LiftAnswer, void, undefined> {
    return this.items(LIST_LIFT, { query: { limit: options.limit, review: options.review, grade: options.grade, owner: options.owner, segment: options.segment }, signal: options.signal });
  }

  /** Read the number of customers in each stage, and how many come a second time. */
  getStages(options: CallOptions & {
    /** The id of a review; by default, the newest with this content. */
    review?: string;
  } = {}): Promise<models.StagesAnswer> {
    return this.send(GET_STAGES, { query: { review: options.review }, signal: options.signal });
  }

  /** Make a manual task. */
  makeTask(body: models.NewTaskRequest, options: CallOptions = {}): Promise<models.TaskAnswer> {
    return this.send(MAKE_TASK, { body, signal: options.signal });
  }

  /** List tasks, the earliest due day first. */
  listTasks(options: CallOptions & {
    /** The maximum number of items. */
    limit?: number;
    /** `next_cursor` of the previous page, with otherwise the same parameters. */
    cursor?: string;
    /** The person to do it; `none`: the managers' queue. */
    owner?: string;
    /** The status. */
    status?: "waiting" | "open" | "done" | "dropped";
    /** Only tasks due by this day. */
    due_by?: string;
    /** The member that it is about. */
    member?: string;
    /** The rule that made it. */
    rule?: string;
  } = {}): Promise<models.TasksAnswer> {
    return this.send(LIST_TASKS, { query: { limit: options.limit, cursor: options.cursor, owner: options.owner, status: options.status, due_by: options.due_by, member: options.member, rule: options.rule }, signal: options.signal });
  }

  /** Each of listTasks, page by page. */
  iterateTasks(options: CallOptions & {
    /** The maximum number of items. */
    limit?: number;
    /** The person to do it; `none`: the managers' queue. */
    owner?: string;
    /** The status. */
    status?: "waiting" | "open" | "done" | "dropped";
    /** Only tasks due by this day. */
    due_by?: string;
    /** The member that it is about. */
    member?: string;
    /** The rule that made it. */
    rule?: string;
  } = {}): AsyncGenerator<models.TaskAnswer, void, undefined> {
    return this.items(LIST_TASKS, { query: { limit: options.limit, owner: options.owner, status: options.status, due_by: options.due_by, member: options.member, rule: options.rule }, signal: options.signal });
  }

  /** Read a task. */
  getTask(task: string, options: CallOptions = {}): Promise<models.TaskAnswer> {
    return this.send(GET_TASK, { path: { task: task }, signal: options.signal });
  }

  /** Close a task with its outcome. Repeating the request changes nothing; another outcome is refused. */
  finishTask(task: string, body: models.DoneRequest, options: CallOptions = {}): Promise<models.TaskAnswer> {
    return this.send(FINISH_TASK, { path: { task: task }, body, signal: options.signal });
  }

  /** Close a task that nobody is to do. Repeating the request changes nothing. */
  dropTask(task: string, body: models.DropRequest, options: CallOptions = {}): Promise<models.TaskAnswer> {
    return this.send(DROP_TASK, { path: { task: task }, body, signal: options.signal });
  }

  /** Give a task to another person. Repeating the request changes nothing. */
  handTask(task: string, body: models.HandRequest, options: CallOptions = {}): Promise<models.TaskAnswer> {
    return this.send(HAND_TASK, { path: { task: task }, body, signal: options.signal });
  }

  /** Give a task another due day. Repeating the request changes nothing. */
  postponeTask(task: string, body: models.LaterRequest, options: CallOptions = {}): Promise<models.TaskAnswer> {
    return this.send(POSTPONE_TASK, { path: { task: task }, body, signal: options.signal });
  }

  /** Count the reasons of lapsed customers, as given when their tasks were done. */
  listLapseReasons(options: CallOptions & {
    /** The first day of closing. */
    from?: string;
    /** The last day of closing. */
    to?: string;
  } = {}): Promise<models.LapseReasonsAnswer> {
    return this.send(LIST_LAPSE_REASONS, { query: { from: options.from, to: options.to }, signal: options.signal });
  }

  /**
   * Read the golden list: the members with golden grades, best place first.
   *
   * As found by the newest scheduled review, without members erased since. State and last visit are those of
   * the newest review, and rewards within reach those of now. With `format=csv` a text that a spreadsheet
   * would execute gets a leading apostrophe.
   */
  getGoldenList(options: CallOptions & {
    /** The maximum number of items. */
    limit?: number;
    /** `next_cursor` of the previous page, with otherwise the same parameters. */
    cursor?: string;
    /** The id of a review; by default, the newest with this content. */
    review?: string;
    /** Only members with this grade. */
    grade?: string;
    /** Only members of this member of staff, `stf_…` or `ext:…`; `none` for those of nobody. */
    owner?: string;
    /** Only members in this segment now; no members for an unknown one. */
    segment?: string;
  } = {}): Promise<models.GoldenListAnswer> {
    return this.send(GET_GOLDEN_LIST, { query: { limit: options.limit, cursor: options.cursor, review: options.review, grade: options.grade, owner: options.owner, segment: options.segment }, signal: options.signal });
  }

  /** Each of getGoldenList, page by page. */
  iterateGoldenList(options: CallOptions & {
    /** The maximum number of items. */
    limit?: number;
    /** The id of a review; by default, the newest with this content. */
    review?: string;
    /** Only members with this grade. */
    grade?: string;
    /** Only members of this member of staff, `stf_…` or `ext:…`; `none` for those of nobody. */
    owner?: string;
    /** Only members in this segment now; no members for an unknown one. */
    segment?: string;
  } = {}): AsyncGenerator<models.GoldenMemberAnswer, void, undefined> {
    return this.items(GET_GOLDEN_LIST, { query: { limit: options.limit, review: options.review, grade: options.grade, owner: options.owner, segment: options.segment }, signal: options.signal });
  }

  /**
   * Read the golden list: the members with golden grades, best place first.
   *
   * As found by the newest scheduled review, without members erased since. State and last visit are those of
   * the newest review, and rewards within reach those of now. With `format=csv` a text that a spreadsheet
   * would execute gets a leading apostrophe.
   */
  getGoldenListCsv(options: CallOptions & {
    /** The id of a review; by default, the newest with this content. */
    review?: string;
    /** Only members with this grade. */
    grade?: string;
    /** Only members of this member of staff, `stf_…` or `ext:…`; `none` for those of nobody. */
    owner?: string;
    /** Only members in this segment now; no members for an unknown one. */
    segment?: string;
  } = {}): Promise<ReadableStream<Uint8Array>> {
    return this.file(GET_GOLDEN_LIST_CSV, { query: { format: "csv", review: options.review, grade: options.grade, owner: options.owner, segment: options.segment }, signal: options.signal });
  }

  /**
   * Read the insight of a member, as of now.
   *
   * Computed from the member's own purchases until now, and the shop's figures of the newest review. The
   * grade and the deviation are those of the newest scheduled review.
   */
  getMemberInsight(member: string, options: CallOptions = {}): Promise<models.MemberInsightAnswer> {
    return this.send(GET_MEMBER_INSIGHT, { path: { member: member }, signal: options.signal });
  }

  /**
   * List the golden customers who agreed to be named in public, under the names they chose, in alphabetical
   * order.
   *
   * Only members of the golden list whose consent for `honours` stands. A withdrawal takes effect at once.
   */
  listHonours(options: CallOptions & {
    /** `golden`: the golden list. */
    kind: "golden";
  }): Promise<models.HonoursAnswer> {
    return this.send(LIST_HONOURS, { query: { kind: options.kind }, signal: options.signal });
  }

  /** List the segments of the newest version, with the number of their members now. */
  listSegments(options: CallOptions = {}): Promise<models.SegmentsAnswer> {
    return this.send(LIST_SEGMENTS, { signal: options.signal });
  }

  /** Read a segment, with the number of its members now. */
  getSegment(segment: string, options: CallOptions = {}): Promise<models.SegmentAnswer> {
    return this.send(GET_SEGMENT, { path: { segment: segment }, signal: options.signal });
  }

  /**
   * List the members of a segment, with the reason of each.
   *
   * With `format=csv` a text that a spreadsheet would execute gets a leading apostrophe.
   */
  listSegmentMembers(segment: string, options: CallOptions & {
    /** The maximum number of items. */
    limit?: number;
    /** `next_cursor` of the previous page, with otherwise the same parameters. */
    cursor?: string;
  } = {}): Promise<models.SegmentMembersAnswer> {
    return this.send(LIST_SEGMENT_MEMBERS, { path: { segment: segment }, query: { limit: options.limit, cursor: options.cursor }, signal: options.signal });
  }

  /** Each of listSegmentMembers, page by page. */
  iterateSegmentMembers(segment: string, options: CallOptions & {
    /** The maximum number of items. */
    limit?: number;
  } = {}): AsyncGenerator<models.SegmentMemberAnswer, void, undefined> {
    return this.items(LIST_SEGMENT_MEMBERS, { path: { segment: segment }, query: { limit: options.limit }, signal: options.signal });
  }

  /**
   * List the members of a segment, with the reason of each.
   *
   * With `format=csv` a text that a spreadsheet would execute gets a leading apostrophe.
   */
  listSegmentMembersCsv(segment: string, options: CallOptions = {}): Promise<ReadableStream<Uint8Array>> {
    return this.file(LIST_SEGMENT_MEMBERS_CSV, { path: { segment: segment }, query: { format: "csv" }, signal: options.signal });
  }

  /**
   * Try a condition on the newest review, without saving anything.
   *
   * Requires a key that knows all members.
   */
  checkSegment(body: models.SegmentCheckRequest, options: CallOptions = {}): Promise<models.SegmentCheckAnswer> {
    return this.send(CHECK_SEGMENT, { body, signal: options.signal });
  }

  /** Read the control group of the newest version, and the sizes of both groups. */
  getHoldout(options: CallOptions = {}): Promise<models.HoldoutAnswer> {
    return this.send(GET_HOLDOUT, { signal: options.signal });
  }

  /**
   * Read the effect of the covered offers on the spend of members, over days that have ended.
   *
   * The spend of members who got the offers is compared with that of the control group, given their spend
   * before. 202 while it is computed.
   */
  getHoldoutEffect(options: CallOptions & {
    /** The first business day. */
    from: string;
    /** The last business day, which has ended; at least 28 days in all. */
    to: string;
  }): Promise<models.HoldoutEffectAnswer> {
    return this.send(GET_HOLDOUT_EFFECT, { query: { from: options.from, to: options.to }, signal: options.signal });
  }

  /**
   * Rehearse one or two documents on past sales, without publishing them.
   *
   * Each member's purchases and returns are decided again by the document, each at its own time, from an
   * empty start. It runs in the background and changes no balance. The 30 newest are kept. Requires a key
   * that knows all members.
   */
  startRehearsal(body: models.StartRehearsalRequest, options: CallOptions = {}): Promise<models.RehearsalAnswer> {
    return this.send(START_REHEARSAL, { body, signal: options.signal });
  }

  /** List rehearsals without their results, newest first. */
  listRehearsals(options: CallOptions & {
    /** The maximum number of items. */
    limit?: number;
    /** `next_cursor` of the previous page, with otherwise the same parameters. */
    cursor?: string;
  } = {}): Promise<models.RehearsalsAnswer> {
    return this.send(LIST_REHEARSALS, { query: { limit: options.limit, cursor: options.cursor }, signal: options.signal });
  }

  /** Each of listRehearsals, page by page. */
  iterateRehearsals(options: CallOptions & {
    /** The maximum number of items. */
    limit?: number;
  } = {}): AsyncGenerator<models.ListedRehearsalAnswer, void, undefined> {
    return this.items(LIST_REHEARSALS, { query: { limit: options.limit }, signal: options.signal });
  }

  /** Read the progress of a rehearsal, and its results. */
  getRehearsal(rehearsal: string, options: CallOptions = {}): Promise<models.RehearsalAnswer> {
    return this.send(GET_REHEARSAL, { path: { rehearsal: rehearsal }, signal: options.signal });
  }

  /** Cancel and forget a rehearsal, whether or not it is done. */
  cancelRehearsal(rehearsal: string, options: CallOptions = {}): Promise<void> {
    return this.send(CANCEL_REHEARSAL, { path: { rehearsal: rehearsal }, signal: options.signal });
  }

  /**
   * List the members of a rehearsal by the difference between its documents.
   *
   * Empty until it is done. Members erased or merged since are not listed.
   */
  listRehearsedMembers(rehearsal: string, options: CallOptions & {
    /** The maximum number of items. */
    limit?: number;
    /** `next_cursor` of the previous page, with otherwise the same parameters. */
    cursor?: string;
    /** Those who receive most with the second document first (`winners`), or least (`losers`). */
    order?: "winners" | "losers";
  } = {}): Promise<models.RehearsedMembersAnswer> {
    return this.send(LIST_REHEARSED_MEMBERS, { path: { rehearsal: rehearsal }, query: { limit: options.limit, cursor: options.cursor, order: options.order }, signal: options.signal });
  }

  /** Each of listRehearsedMembers, page by page. */
  iterateRehearsedMembers(rehearsal: string, options: CallOptions & {
    /** The maximum number of items. */
    limit?: number;
    /** Those who receive most with the second document first (`winners`), or least (`losers`). */
    order?: "winners" | "losers";
  } = {}): AsyncGenerator<models.RehearsedMemberAnswer, void, undefined> {
    return this.items(LIST_REHEARSED_MEMBERS, { path: { rehearsal: rehearsal }, query: { limit: options.limit, order: options.order }, signal: options.signal });
  }

  /**
   * Look for parts of a draft that give away more than they bring.
   *
   * By reading (a card worth more than what fills it, points above their price …), with the prices of goods
   * sold in the last 12 months, and by trying: baskets at every threshold are bought, split, returned and
   * redeemed. It never keeps a document from being published.
   */
  lintProgram(body: models.ProgramVersion, options: CallOptions = {}): Promise<models.LintAnswer> {
    return this.send(LINT_PROGRAM, { body, signal: options.signal });
  }

  /**
   * Read the events of the programme, oldest first, and go on from there.
   *
   * Keep `next_cursor`, and ask again with it as `after`: no event is missed, and none comes twice. With
   * `wait_seconds` the answer comes as soon as there is an event. Events are kept for 30 days, unless the
   * operator sets another time. A key limited to a store sees the events of its store, a partner's key those
   * of the members it knows. Codes of vouchers are shown to keys with `status:read`.
   */
  listEvents(options: CallOptions & {
    /**
     * `start` for the oldest event kept, `now` for those to come, `next_cursor` of the page before, or the id of
     * an event.
     */
    after?: string;
    /** Only these types, with commas: `purchase.*,tier.changed`. */
    types?: string;
    /** The maximum number of events. */
    limit?: number;
    /** How long to wait for an event if there is none yet. */
    wait_seconds?: number;
  } = {}): Promise<models.EventsAnswer> {
    return this.send(LIST_EVENTS, { query: { after: options.after, types: options.types, limit: options.limit, wait_seconds: options.wait_seconds }, signal: options.signal });
  }

  /**
   * Send events to an address.
   *
   * Messages are signed by the rules of Standard Webhooks. A member's events come one after the other; what
   * is not taken is sent again for three days. At most 20 webhooks.
   */
  makeWebhook(body: models.WebhookBody, options: CallOptions = {}): Promise<models.MadeWebhookAnswer> {
    return this.send(MAKE_WEBHOOK, { body, signal: options.signal });
  }

  /** List the webhooks of the programme. */
  listWebhooks(options: CallOptions = {}): Promise<models.WebhooksAnswer> {
    return this.send(LIST_WEBHOOKS, { signal: options.signal });
  }

  /** Read a webhook, with what is left to send. */
  getWebhook(webhook: string, options: CallOptions = {}): Promise<models.WebhookStateAnswer> {
    return this.send(GET_WEBHOOK, { path: { webhook: webhook }, signal: options.signal });
  }

  /** Change a webhook, pause it, or set it going again. */
  changeWebhook(webhook: string, body: models.WebhookChange, options: CallOptions = {}): Promise<models.WebhookAnswer> {
    return this.send(CHANGE_WEBHOOK, { path: { webhook: webhook }, body, signal: options.signal });
  }

  /** Delete a webhook, with everything that was left to send. */
  deleteWebhook(webhook: string, options: CallOptions = {}): Promise<void> {
    return this.send(DELETE_WEBHOOK, { path: { webhook: webhook }, signal: options.signal });
  }

  /** Draw a new secret. For some hours messages have two signatures, by the new and the old one. */
  rotateWebhook(webhook: string, body: models.RotateBody, options: CallOptions = {}): Promise<models.SecretAnswer> {
    return this.send(ROTATE_WEBHOOK, { path: { webhook: webhook }, body, signal: options.signal });
  }

  /** Send a `webhook.ping` now, and see whether it is taken. */
  pingWebhook(webhook: string, options: CallOptions = {}): Promise<models.PingAnswer> {
    return this.send(PING_WEBHOOK, { path: { webhook: webhook }, signal: options.signal });
  }

  /**
   * Send events once more, with the same ids and the header `webhook-replay: true`.
   *
   * What happens meanwhile is sent as ever.
   */
  replayWebhook(webhook: string, body: models.ReplayEventsBody, options: CallOptions = {}): Promise<models.ReplayAnswer> {
    return this.send(REPLAY_WEBHOOK, { path: { webhook: webhook }, body, signal: options.signal });
  }

  /** List the attempts that failed, newest first. They are kept for 30 days. */
  listAttempts(webhook: string, options: CallOptions & {
    /** The maximum number of items. */
    limit?: number;
    /** `next_cursor` of the previous page, with otherwise the same parameters. */
    cursor?: string;
    /** `failed`: given up; `pending`: to be tried again. */
    status?: "pending" | "failed";
  } = {}): Promise<models.AttemptsAnswer> {
    return this.send(LIST_ATTEMPTS, { path: { webhook: webhook }, query: { limit: options.limit, cursor: options.cursor, status: options.status }, signal: options.signal });
  }

  /** Each of listAttempts, page by page. */
  iterateAttempts(webhook: string, options: CallOptions & {
    /** The maximum number of items. */
    limit?: number;
    /** `failed`: given up; `pending`: to be tried again. */
    status?: "pending" | "failed";
  } = {}): AsyncGenerator<models.AttemptAnswer, void, undefined> {
    return this.items(LIST_ATTEMPTS, { path: { webhook: webhook }, query: { limit: options.limit, status: options.status }, signal: options.signal });
  }

}
