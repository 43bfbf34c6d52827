// The bodies and answers of all operations, as JSON objects. Generated from openapi/openapi.json by `./run clients`; do not edit.

/** The alert that a task is about. */
export interface AboutAnswer {
  /** `deviation`: the customer spends less than before; `lapse`: the customer has lapsed. */
  kind: "deviation" | "lapse";
  /** The id of the alert. Treat it as opaque text. */
  id: string;
  /** The day of the review that found it. */
  as_of: string;
}

/** One administrative action. */
export interface ActAnswer {
  /** Goldlist's id. Treat it as opaque text. */
  id: string;
  /** The real time of the action, even in a test programme. */
  at: string;
  /** The id of the key used; null from a shell. */
  key: string | null;
  /** The id of the person who used it; null for no one in particular. */
  staff: string | null;
  /** The action, by the name of the operation. */
  act: "create_program" | "publish_program" | "advance_clock" | "create_key" | "create_connector" | "change_connector" | "replay_delivery" | "dismiss_delivery" | "retry_deliveries" | "start_backfill" | "revoke_key" | "add_key_member" | "remove_key_member" | "adjust_balance" | "give_level" | "take_level_away" | "change_member" | "erase_member" | "merge_members" | "add_card" | "remove_card" | "add_link" | "remove_link" | "give_voucher" | "revoke_voucher" | "issue_gift_card" | "top_up_gift_card" | "replace_gift_card" | "block_gift_card" | "unblock_gift_card" | "void_gift_card" | "start_voucher_batch" | "start_contact_list" | "ask_review" | "put_staff" | "invite_staff" | "start_rehearsal" | "cancel_rehearsal" | "set_owner" | "close_task" | "hand_task" | "postpone_task" | "make_page_link" | "make_webhook" | "change_webhook" | "delete_webhook" | "rotate_webhook" | "replay_webhook";
  /** The id of what it was done to, such as a key or member. */
  object: string;
  /** Details, depending on the action. Never personal data. */
  detail: Record<string, unknown>;
}

/** A manual adjustment, with its entries and the member's balances after it. */
export interface AdjustmentAnswer {
  /** Goldlist's id. Treat it as opaque text. */
  id: string;
  /** Your own name for it; null if the request was named by an Idempotency-Key instead. */
  external_id: string | null;
  /** The member's id, `mem_…`; null for a guest. */
  member: string;
  /** The unit: `points`, `credit` or `punches:<card>`. */
  unit: string;
  /** The amount, signed: points, minor units of credit, or punches. */
  amount: number;
  /** The reason, as in the ledger. */
  reason: string;
  /** The programme's currency (ISO 4217). All amounts are in its minor units, such as pence. */
  currency: string;
  /** The time of recording, by the programme's clock. */
  recorded_at: string;
  /** Every change of a balance that resulted, in order. */
  entries: EntryAnswer[];
  /** The member's balances right after it, for the receipt; null for a guest. */
  after: AfterAnswer;
}

/** An adjustment of a balance, with its reason. */
export interface AdjustmentRequest {
  /** Your own name for it. Required unless you send the header Idempotency-Key. */
  external_id?: string | null;
  /** `points`, `credit` or `punches:<card>`. */
  unit: string;
  /** Signed, not 0: points, minor units of credit, or punches. */
  amount: number;
  /** Shown unchanged in the ledger. */
  reason: string;
  /** Allow a negative balance. Default: `false`. */
  allow_negative?: boolean;
}

/** The member's balances after it, for the till to print. */
export interface AfterAnswer {
  /** Available points less debt; negative with more debt than points. */
  points: number;
  /** Pending points, earned but not yet available. */
  pending: number;
  /** Credit in minor units; negative if more was taken back than available. */
  credit: number;
  /** The id of the tier held; null in a programme without tiers. */
  tier: string | null;
  /** The punches on each card, by its id; negative only if more were taken back than available. */
  punches: Record<string, number>;
  /** Each rebate by its id, in the period of this purchase or return. */
  rebates: Record<string, RebateAfterAnswer>;
}

/** A change of tier that is announced, because it has lasted long enough. */
export interface AnnouncedAnswer {
  /** Goldlist's id. Treat it as opaque text. */
  id: string;
  /** The member's id, `mem_…`. */
  member: string;
  /** The id of the rank ladder; null for the programme's tiers. */
  ladder: string | null;
  /** The id of the tier announced before, or null. */
  from: string | null;
  /** The id of the new tier, or null. */
  to: string | null;
  /** The time of announcement, by the programme's clock. */
  at: string;
  /** The local day from which the tier holds. */
  effective_on: string;
}

/** A page of announcements, in order. */
export interface AnnouncedPageAnswer {
  /** What this page has. */
  data: AnnouncedAnswer[];
  /** Send it as `cursor` to get the next page; null on the last one. */
  next_cursor: string | null;
  /**
   * Store it, and send it as `cursor` the next time, to get every later announcement once; null before the
   * first.
   */
  resume_cursor: string | null;
}

/** A campaign that applied to a purchase. */
export interface AppliedCampaignAnswer {
  /** The id of the campaign in the programme. */
  id: string;
  /** Its name when the purchase was recorded. */
  name: string;
}

/** The link that confirms the consent. */
export interface AskAnswer {
  /** The link for your message; without `GOLDLIST_PUBLIC_URL` only its path. */
  confirm_url: string;
  /** Until when it confirms: 7 days. */
  valid_until: string;
}

/** A consent to ask for. */
export interface AskBody {
  /** `marketing`, or a purpose of the programme. */
  purpose: string;
  /** The channel of the consent, and of the message that asks. Default: `email`. */
  channel?: "email" | "sms" | "phone";
  /** Your name for the text of the message, kept with the consent. */
  text_version?: string | null;
}

/** An attempt that failed. */
export interface AttemptAnswer {
  /** The id of the event. */
  event: string;
  /** The type of the event. */
  type: string;
  /** Which attempt it was, from 1. */
  attempt: number;
  /** When. */
  at: string;
  /** The status of the answer; null without one. */
  status: number | null;
  /** The problem, such as `refused` or `no-answer`. */
  problem: string;
  /** Whether it was the last attempt. */
  given_up: boolean;
}

/** A page of failed attempts, newest first. */
export interface AttemptsAnswer {
  /** What this page has. */
  data: AttemptAnswer[];
  /** Send it as `cursor` to get the next page; null on the last one. */
  next_cursor: string | null;
}

/** A page of the audit log, newest first. */
export interface AuditAnswer {
  /** What this page has. */
  data: ActAnswer[];
  /** Send it as `cursor` to get the next page; null on the last one. */
  next_cursor: string | null;
}

/** A backfill. */
export interface BackfillAnswer {
  /** Goldlist's id. Treat it as opaque text. */
  id: string;
  /** The id of the connector. */
  connector: string;
  /** Asked for, or part of the schedule. */
  kind: "asked" | "scheduled";
  /** The start of its time. */
  from: string;
  /** The end of its time. */
  to: string;
  /** `processing`: everything is fetched, and the deliveries are being processed. */
  status: "fetching" | "processing" | "done" | "failed";
  /** `rate-limited` or `fetch-failed` while it waits to ask again; why it failed; else null. */
  code: string | null;
  /** The same for people. */
  detail: string | null;
  /** How far it has come. */
  progress: BackfillProgress;
  /** The results of the orders. */
  deliveries: BackfillResults;
  /** When it goes on; null once it has ended. */
  next_at: string | null;
  /** When it began. */
  created_at: string;
  /** When it ended, or null. */
  ended_at: string | null;
}

/** How far a backfill has come. */
export interface BackfillProgress {
  /** The pages that were fetched. */
  pages: number;
  /** The orders on them. */
  orders: number;
  /** Orders that changed before this instant were fetched; null if the shop has another order. */
  reached: string | null;
}

/** A time. */
export interface BackfillRequest {
  /** Orders that changed at this instant or later. */
  from: string;
  /** Orders that changed at this instant or earlier; by default, now. */
  to?: string | null;
}

/** The deliveries of a backfill by their result. */
export interface BackfillResults {
  /** Still to be processed. */
  received: number;
  /** Something was recorded: the shop's messages had not told of it. */
  done: number;
  /** Nothing was to be recorded, such as for an order that is known. */
  ignored: number;
  /** A refund whose order has not come. */
  waiting: number;
  /** Could not be recorded; list them with `GET /v1/deliveries`. */
  failed: number;
  /** Dismissed. */
  dismissed: number;
}

/** A page of backfills, newest first. */
export interface BackfillsAnswer {
  /** What this page has. */
  data: BackfillAnswer[];
  /** Send it as `cursor` to get the next page; null on the last one. */
  next_cursor: string | null;
}

/** A manual adjustment of punches. */
export interface BalanceAdjustedData {
  /** The member; absent for a guest. */
  member?: EventMember;
  /** The member's balances after it. */
  after?: EventAfter;
  /** What caused it. */
  cause?: EventCause;
  /** `punches:<card>` */
  unit?: string;
  /** Signed. */
  amount?: number;
}

/** A member's balance at a moment. Later recordings are not included, even of earlier sales. */
export interface BalanceAnswer {
  /** The member's id, `mem_…`. */
  member: string;
  /** The time of this answer, by the programme's clock. */
  at: string;
  /** The programme's currency (ISO 4217). All amounts are in its minor units, such as pence. */
  currency: string;
  /** Available, pending and owed points. */
  points: BalancePointsAnswer;
  /** Credit in minor units; negative if more was taken back than available. */
  credit: number;
  /** The punches on each card, by its id; negative only if more were taken back than available. */
  punches: Record<string, number>;
  /** Each rebate by its id, over all periods. */
  rebates: Record<string, BalanceRebateAnswer>;
  /** The number of usable vouchers of each reward, by its id; negative if one was used twice. */
  vouchers: Record<string, number>;
  /** The sum of the entries by unit, without zeros. */
  units: Record<string, number>;
}

/** The points at that moment. */
export interface BalancePointsAnswer {
  /** Available points less debt; negative with more debt than points. */
  balance: number;
  /** Available points. */
  available: number;
  /** Pending points, earned but not yet available; not part of `balance`. */
  pending: number;
  /** Debt in points. Never negative. */
  debt: number;
  /** Reserved by holds for checkouts. */
  held: number;
}

/** A rebate over all its periods, in minor units. */
export interface BalanceRebateAnswer {
  /** The amount due by then, in minor units. */
  accrued: number;
  /** The unpaid part of it, in minor units; negative if overpaid. */
  unpaid: number;
}

/** A band of a rebate: from this spend (for `growth`, this growth; or units), a rate or an amount. */
export interface BandPart {
  /**
   * The spend from which the band applies, in minor units; for growth, the growth as text (`0.10` is 10 %);
   * for a rebate by quantity, the units.
   */
  from: number | string;
  /** The share of the spend that is due, as a decimal text (`0.02` is 2 %); not for a lump sum. */
  rate?: string | null;
  /**
   * For a lump sum: the total amount due once this band is reached, in minor units. For `retroactive` and
   * `marginal` by quantity: the amount for each unit.
   */
  amount?: number | null;
}

/** The earlier periods to compare with. */
export interface BaseAnswer {
  /** Their number. */
  periods: number;
  /** Their total spend, in minor units. */
  spend: number;
  /** Their total number of days with a visit. */
  visits: number;
}

/** One result per item, in the order of the request. */
export interface BatchAnswer {
  /** The result of each item, in the order of the request. */
  results: (PurchaseResultAnswer | ReturnResultAnswer | ProblemResultAnswer)[];
}

/** Purchases and returns, each with its own external_id. */
export interface BatchRequest {
  /** Purchases, and returns as `{"return": {…}}`; each needs its own `external_id`. */
  purchases: (PurchaseRequest | BatchReturnRequest)[];
}

/** A return among purchases. */
export interface BatchReturnRequest {
  /** The return, as in a single request. */
  return: ReturnRequest | ReturnWithoutReceiptRequest;
}

/** The bonus. */
export interface BonusGivenDataBonus {
  /** The id of the bonus. */
  id?: string;
  /** The points given. */
  points?: number;
}

/** A member got a bonus: for joining, a birthday, or a complete profile. */
export interface BonusGivenData {
  /** The member; absent for a guest. */
  member?: EventMember;
  /** The member's balances after it. */
  after?: EventAfter;
  /** What caused it. */
  cause?: EventCause;
  /** The bonus. */
  bonus?: BonusGivenDataBonus;
}

/** Points for joining, for a birthday, or for a complete profile. */
export interface BonusPart {
  /** Your name for the bonus, shown in the ledger. */
  id: string;
  /** The display name. */
  name: string;
  /**
   * The occasion: a member has `joined`, at the start of each `birthday`, or once all `fields` are known
   * (`profile_complete`). It cannot change under the same `id`.
   */
  on: "joined" | "birthday" | "profile_complete";
  /** The points given. */
  points: number;
  /** For `profile_complete`: the fields of the member that must be known. */
  fields?: ("name" | "email" | "phone" | "birth_date")[] | null;
}

/** A purchase as recorded; `after` is null for guests. */
export interface BriefPurchaseAnswer {
  /** Goldlist's id. Treat it as opaque text. */
  id: string;
  /** Your own name for it; null if the request was named by an Idempotency-Key instead. */
  external_id: string | null;
  /** The member's id, `mem_…`; null for a guest. */
  member: string | null;
  /** `recorded`; `partly_returned` or `returned` after returns; `voided`. */
  status: "recorded" | "partly_returned" | "returned" | "voided";
  /** The time of the sale at the till. */
  occurred_at: string;
  /** The time of recording, by the programme's clock. */
  recorded_at: string;
  /** The local day of `occurred_at` in the programme's time zone. It decides periods and windows. */
  business_date: string;
  /** The amount paid in minor units, after all discounts. */
  net: number;
  /** The tax on `net`, in minor units; omitted if no line states any. */
  tax?: number | null;
  /** The programme's currency (ISO 4217). All amounts are in its minor units, such as pence. */
  currency: string;
  /** The version of the programme that decided it. */
  program_version: number;
  /** The payment with points, credit and gift cards, if any. */
  spent?: SpentAnswer | null;
  /** The discounts of its quote, if any. */
  discounts?: DiscountAnswer[] | null;
  /** The campaigns that applied; omitted if none did. */
  campaigns?: AppliedCampaignAnswer[];
  /** The vouchers it issued, oldest first. */
  vouchers_issued: VoucherAnswer[];
  /** The parts that could not be granted; empty unless `already_paid`. */
  shortfalls: ShortfallAnswer[];
  /** Remarks that somebody should look at; omitted if there are none. */
  notices?: NoticeAnswer[];
  /** The member's balances right after it, for the receipt; null for a guest. */
  after: AfterAnswer | null;
}

/** A return; `after` is null for guests. */
export interface BriefReturnAnswer {
  /** Goldlist's id. Treat it as opaque text. */
  id: string;
  /** Your own name for it; null if the request was named by an Idempotency-Key instead. */
  external_id: string | null;
  /** `return`, or `void` for the return made by voiding a purchase. */
  kind: "return" | "void";
  /** Its purchase, `pur_…`; null if unknown. */
  purchase: string | null;
  /** The member's id, `mem_…`; null for a guest. */
  member: string | null;
  /** `recorded`, or `voided` for a mistaken return that was undone. */
  status: "recorded" | "voided";
  /** The time of the sale at the till. */
  occurred_at: string;
  /** The time of recording, by the programme's clock. */
  recorded_at: string;
  /** The local day of `occurred_at` in the programme's time zone. It decides periods and windows. */
  business_date: string;
  /**
   * The goods returned: the parts of the purchase's lines; without receipt, the complete lines as sent, each
   * with its `share`.
   */
  lines: (ReturnedLineAnswer | PurchaseLineAnswer)[];
  /** The value returned, in minor units. */
  returned_net: number;
  /** The tax on the value returned, in minor units; omitted if no line states any. */
  returned_tax?: number | null;
  /** The customer's refund; null for old returns without this record. */
  given_back: GivenBackAnswer | null;
  /** For an undone return: what the customer pays again; else null. */
  taken_again: GivenBackAnswer | null;
  /** The programme's currency (ISO 4217); any other is refused. */
  currency: string;
  /** The version of the programme that decided it. */
  program_version: number;
  /** The vouchers it revoked, oldest first. */
  vouchers_revoked: VoucherAnswer[];
  /** The member's balances right after it, for the receipt; null for a guest. */
  after: AfterAnswer | null;
}

/** What has to be bought: `quantity` units or goods for `amount`. */
export interface BuyPart {
  /** Selects the goods; null means all. */
  match?: MatchPart | null;
  /** The number of units; not with `amount`. */
  quantity?: number | null;
  /** The price of the goods in minor units; not with `quantity`. */
  amount?: number | null;
}

/** A campaign in its document form, and its state. */
export interface CampaignAnswer {
  /** Your name for the campaign, shown with the purchases to which it applied. */
  id: string;
  /** The display name. */
  name: string;
  /** The first day; null means no limit. */
  from: string | null;
  /** The last day; null means no limit. */
  to: string | null;
  /** Only on these days of the week; null means all. */
  weekdays: ("mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun")[] | null;
  /**
   * Only in these hours of the local day; null means all. Hours past midnight belong to the day on which they
   * start.
   */
  hours: HoursPart[] | null;
  /** Only for purchases through these channels; null means all. */
  channels: string[] | null;
  /** Only for purchases in these stores; null means all. */
  stores: string[] | null;
  /** Selects the lines that count; null means all. At least one such line must be in the basket. */
  match: MatchPart | null;
  /** Only for a member's first purchase: no other purchase of the member is kept. Default: `false`. */
  first_purchase: boolean;
  /** Only near the member's birthday: on the `day`, within 3 days of it (`week`), or in its `month`. */
  birthday: "day" | "week" | "month" | null;
  /** The minimum matching spend, in minor units. Default: `0`. */
  min_spend: number;
  /** The maximum number of purchases per member; null means no limit. */
  limit_per_member: number | null;
  /** The maximum number of purchases in all; null means no limit. */
  limit_total: number | null;
  /** The maximum total discount, in minor units; null means no limit. */
  budget: number | null;
  /** A condition that must hold; null means none. */
  when: ConditionPart | null;
  /** Only for those who type a code (`codes` of a quote); null means for all. Discounts only. */
  codes: OneCodePart | ManyCodesPart | null;
  /** Whether guests are quoted it too. Discounts only, without conditions on the member. Default: `false`. */
  for_guests: boolean;
  /** Whether the members of the programme's `holdout` are left out, if it covers campaigns. Default: `true`. */
  holdout: boolean;
  /** The multiplier for the points of the whole purchase, a decimal text such as `2`. */
  points_multiplier: string | null;
  /**
   * Points for the purchase beside those of the earn rules, never multiplied, as long as what is kept has a
   * line that counts and `min_spend`. It stacks with everything.
   */
  bonus_points: number | null;
  /** The discount on the lines that count, as a decimal text; in quotes only. */
  percent_off: string | null;
  /** For `percent_off` and `buy_get`: the maximum discount, in minor units. */
  max_amount: number | null;
  /** The discount on the lines that count, in minor units; in quotes only. */
  amount_off: number | null;
  /** Buy X get Y (`buy_get`), described by `buy`, `get` and `times`; null for other effects. In quotes only. */
  kind: "buy_get" | null;
  /** For `buy_get`: what has to be bought. */
  buy: BuyPart | null;
  /** For `buy_get`: what one then gets for less. */
  get: GetPart | null;
  /** For `buy_get`: the maximum number of times in a purchase; null means no limit. */
  times: number | null;
  /**
   * Whether it excludes other discounts, except those of the same `group`. The best combination for the
   * customer is used. Default: `false`.
   */
  exclusive: boolean;
  /** Your name for a group of `exclusive` discounts that can be used together. */
  group: string | null;
  /** The order of discounts: lower numbers apply first, and win between equal campaigns. */
  order: number | null;
  /** By its dates: `upcoming`, `running` or `over`. */
  state: "upcoming" | "running" | "over";
}

/** A CSV of codes. */
export type CampaignCodesCsv = string;

/** A campaign: multiplied points or a discount for the purchases to which it applies. */
export interface CampaignPart {
  /** Your name for the campaign, shown with the purchases to which it applied. */
  id: string;
  /** The display name. */
  name: string;
  /** The first day; null means no limit. */
  from?: string | null;
  /** The last day; null means no limit. */
  to?: string | null;
  /** Only on these days of the week; null means all. */
  weekdays?: ("mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun")[] | null;
  /**
   * Only in these hours of the local day; null means all. Hours past midnight belong to the day on which they
   * start.
   */
  hours?: HoursPart[] | null;
  /** Only for purchases through these channels; null means all. */
  channels?: string[] | null;
  /** Only for purchases in these stores; null means all. */
  stores?: string[] | null;
  /** Selects the lines that count; null means all. At least one such line must be in the basket. */
  match?: MatchPart | null;
  /** Only for a member's first purchase: no other purchase of the member is kept. Default: `false`. */
  first_purchase?: boolean;
  /** Only near the member's birthday: on the `day`, within 3 days of it (`week`), or in its `month`. */
  birthday?: "day" | "week" | "month" | null;
  /** The minimum matching spend, in minor units. Default: `0`. */
  min_spend?: number;
  /** The maximum number of purchases per member; null means no limit. */
  limit_per_member?: number | null;
  /** The maximum number of purchases in all; null means no limit. */
  limit_total?: number | null;
  /** The maximum total discount, in minor units; null means no limit. */
  budget?: number | null;
  /** A condition that must hold; null means none. */
  when?: ConditionPart | null;
  /** Only for those who type a code (`codes` of a quote); null means for all. Discounts only. */
  codes?: OneCodePart | ManyCodesPart | null;
  /** Whether guests are quoted it too. Discounts only, without conditions on the member. Default: `false`. */
  for_guests?: boolean;
  /** Whether the members of the programme's `holdout` are left out, if it covers campaigns. Default: `true`. */
  holdout?: boolean;
  /** The multiplier for the points of the whole purchase, a decimal text such as `2`. */
  points_multiplier?: string | null;
  /**
   * Points for the purchase beside those of the earn rules, never multiplied, as long as what is kept has a
   * line that counts and `min_spend`. It stacks with everything.
   */
  bonus_points?: number | null;
  /** The discount on the lines that count, as a decimal text; in quotes only. */
  percent_off?: string | null;
  /** For `percent_off` and `buy_get`: the maximum discount, in minor units. */
  max_amount?: number | null;
  /** The discount on the lines that count, in minor units; in quotes only. */
  amount_off?: number | null;
  /** Buy X get Y (`buy_get`), described by `buy`, `get` and `times`; null for other effects. In quotes only. */
  kind?: "buy_get" | null;
  /** For `buy_get`: what has to be bought. */
  buy?: BuyPart | null;
  /** For `buy_get`: what one then gets for less. */
  get?: GetPart | null;
  /** For `buy_get`: the maximum number of times in a purchase; null means no limit. */
  times?: number | null;
  /**
   * Whether it excludes other discounts, except those of the same `group`. The best combination for the
   * customer is used. Default: `false`.
   */
  exclusive?: boolean;
  /** Your name for a group of `exclusive` discounts that can be used together. */
  group?: string | null;
  /** The order of discounts: lower numbers apply first, and win between equal campaigns. */
  order?: number | null;
}

/** All campaigns of the version in force. */
export interface CampaignsAnswer {
  /** All campaigns, in the order of the programme's document. */
  data: CampaignAnswer[];
  /** Send it as `cursor` to get the next page; null on the last one. */
  next_cursor: string | null;
}

/** A cap on contacts, and how much of it is used. */
export interface CapAnswer {
  /** The purpose whose contacts it counts; null: all. */
  purpose: string | null;
  /** The channel whose contacts it counts; null: all. */
  channel: string | null;
  /** The most contacts. */
  max: number;
  /** On so many business days in a row, the present one included. */
  days: number;
  /** The contacts that count now. */
  used: number;
  /** The business day from which one more fits; null: it fits now. */
  free_on: string | null;
}

/** How often a member is contacted at most. */
export interface CapPart {
  /** The most contacts. */
  max: number;
  /** On so many business days in a row, the present one included. */
  days: number;
}

/** A card to add. */
export interface CardRequest {
  /** The card number, as tills read it. */
  card_number: string;
}

/** A category for the goods that match. */
export interface CategoryPart {
  /** The goods. */
  match: GoodsPart;
  /** Their category in the programme. */
  category: string;
}

/** The result of a check. */
export interface CheckAnswer {
  /** Whether the document could be published. */
  ok: boolean;
  /** All faults of the document; empty if it could be published. */
  faults: FaultAnswer[];
}

/** How baskets are quoted. */
export interface CheckoutPart {
  /** The number of minutes that a quote is valid. Default: `15`. */
  quote_minutes?: number;
  /** The maximum vouchers per purchase; null means no limit. */
  max_vouchers?: number | null;
  /**
   * The maximum share of a basket that all discounts together may take, as a decimal text (`0.50` is half);
   * null means all of it.
   */
  max_discount?: string | null;
}

/** A member chosen for a list. */
export interface ChosenAnswer {
  /** The member's id. */
  member: string;
  /** Your own name for the member, or null. */
  external_id: string | null;
  /** The member's name; null without `members:read`. */
  name: string | null;
  /**
   * The present e-mail address or phone number, by the channel; null for other channels, and without
   * `members:read`.
   */
  address: string | null;
}

/** A page of the members of a list, in the order of their ids. */
export interface ChosenMembersAnswer {
  /** What this page has. */
  data: ChosenAnswer[];
  /** Send it as `cursor` to get the next page; null on the last one. */
  next_cursor: string | null;
}

/** The member who claims the purchase. */
export interface ClaimRequest {
  /** The member: `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>/<customer>`. */
  member: string;
}

/** The programme's own time. */
export interface ClockAnswer {
  /** The programme's present time. */
  now: string;
  /** Whether the time is fixed until it is advanced, or follows real time. */
  stands: boolean;
}

/** The time to set. */
export interface ClockRequest {
  /** The new time: not before the present one, and at most 20 years ahead. */
  to: string;
}

/** Two documents side by side. */
export interface ComparisonAnswer {
  /** Members who receive more. */
  winners: WinnersAnswer;
  /** Members who receive less. */
  losers: WinnersAnswer;
  /** The number of members who receive the same. */
  even: number;
  /** Members by their tiers at the end. */
  tier_moves: TierMoveAnswer[];
  /** The differences at 10, 20 … 90 % of members, the largest loss first; none if nobody has any. */
  deciles: number[];
  /** By grade, the best first. */
  grades: GradeComparedAnswer[];
}

/** A condition: `all`, `any` or `not` of others, or a comparison of a fact with a value. */
export interface ConditionPart {
  /** Conditions that must all hold. */
  all?: ConditionPart[] | null;
  /** Conditions, at least one of which must hold. */
  any?: ConditionPart[] | null;
  /** A condition that must not hold. */
  not?: ConditionPart | null;
  /** The fact to compare, such as `basket.total`; used with `is` and `value`. */
  fact?: "basket.total" | "basket.quantity" | "basket.matching_quantity" | "basket.matching_amount" | "basket.categories" | "basket.skus" | "basket.store" | "basket.channel" | "member.tier" | "member.points" | "member.joined_on" | "member.days_since_joined" | "member.first_purchase" | "member.birthday_in_days" | "member.segments" | "member.consents" | "member.reachable" | "member.owner" | "member.group" | "time.date" | "time.weekday" | "time.hour" | "time.minute_of_day" | "insight.grade" | "insight.measure" | "insight.place" | "insight.visit_days" | "insight.silent_days" | "insight.state" | "insight.stage" | "insight.usual_gap_days" | "insight.first_on" | "insight.last_on" | "insight.deviates" | "insight.shortfall" | "insight.categories" | "insight.skus" | "insight.due_items" | null;
  /** The comparison of the fact with the `value`. */
  is?: "equals" | "not_equals" | "at_least" | "at_most" | "more_than" | "less_than" | "one_of" | "contains" | null;
  /**
   * The value to compare with: an amount in minor units, a number, a text, a day, true or false; for `one_of`
   * a list of them.
   */
  value?: number | string | boolean | (number | string)[] | null;
}

/** A connector. */
export interface ConnectorAnswer {
  /** Goldlist's id. Treat it as opaque text. */
  id: string;
  /** Its name. */
  name: string;
  /** The shop system. */
  kind: "shopify" | "woocommerce" | "square" | "stripe" | "saleor" | "mapped";
  /** Its settings, complete. */
  settings: ShopSettings;
  /** The secrets that it has. */
  has_secrets: ("signing" | "api")[];
  /** Whether its messages are processed. */
  status: "active" | "paused";
  /** The address to which the shop system sends its messages. */
  inbox: string;
  /** The number of its deliveries by status. */
  deliveries: Record<string, number>;
  /** The time of its creation. */
  created_at: string;
}

/** A connector. */
export interface ConnectorBody {
  /** Its name, with which the names of its purchases begin. */
  name: string;
  /** The shop system. */
  kind: "shopify" | "woocommerce" | "square" | "stripe" | "saleor" | "mapped";
  /** What differs between shops. */
  settings?: ShopSettings;
  /** The shop's secrets. */
  secrets: SecretsBody;
}

/** What changes; the rest stays. */
export interface ConnectorChangeBody {
  /** All settings; those left out get their defaults. */
  settings?: ShopSettings | null;
  /** New secrets. */
  secrets?: SecretsChange | null;
  /** `paused`: messages are stored, and processed once it is active again. */
  status?: "active" | "paused" | null;
}

/** The connectors, oldest first. */
export interface ConnectorsAnswer {
  /** The connectors; at most 20. */
  data: ConnectorAnswer[];
}

/** Something that a member allowed or withdrew. */
export interface ConsentAnswer {
  /** Goldlist's id. Treat it as opaque text. */
  id: string;
  /** Your own name for it; null if the service wrote it itself. */
  external_id: string | null;
  /** The purpose. */
  purpose: string;
  /** The channel; null: all. */
  channel: string | null;
  /** Whether it was allowed; false: withdrawn. */
  given: boolean;
  /** The legal basis. */
  basis: "consent" | "soft_opt_in" | "contract";
  /** When it was said. */
  at: string;
  /** Where it was said. */
  how: "web" | "paper" | "phone" | "till" | "import" | "platform";
  /** The name of the text that the member was shown, or null. */
  text_version: string | null;
  /** The name on lists of honour, or null. */
  shown_as: string | null;
  /** What proves it, or null. */
  evidence: string | null;
  /** Whether a link in a message to the address confirmed it. */
  confirmed: boolean;
  /** The id of the person who recorded it, or null. */
  staff: string | null;
  /** The time of recording, by the programme's clock. */
  recorded_at: string;
}

/** A member was asked for a consent by a link. */
export interface ConsentAskedData {
  /** The member; absent for a guest. */
  member?: EventMember;
  /** The member's balances after it. */
  after?: EventAfter;
  /** What caused it. */
  cause?: EventCause;
  /** The purpose. */
  purpose?: string;
  /** The channel. */
  channel?: string;
  /** Until when the link confirms. */
  valid_until?: string;
}

/** Something that a member allowed or withdrew. */
export interface ConsentBody {
  /** Your own name for it. */
  external_id: string;
  /** A purpose of the programme, or `marketing`, `honours` (lists of honour) or `share`. */
  purpose: string;
  /**
   * `email`, `sms`, `phone`, `post` or `push`; null: all of them. For `share` the id of a partner, for
   * `honours` null.
   */
  channel?: string | null;
  /** Whether it is allowed; false: withdrawn. */
  given: boolean;
  /** The legal basis. Default: `consent`. */
  basis?: "consent" | "soft_opt_in" | "contract";
  /** When it was said: up to 10 years ago, at most 5 minutes ahead (stored as now). */
  at: string;
  /** Where it was said. */
  how: "web" | "paper" | "phone" | "till" | "import" | "platform";
  /** Your name for the text that the member was shown. */
  text_version: string;
  /** For `honours`: the name under which the member is shown. */
  shown_as?: string | null;
  /** What proves it, such as the place of a form; deleted with the member. */
  evidence?: string | null;
  /** Whether a link in a message to the address confirmed it (double opt-in). Default: `false`. */
  confirmed?: boolean;
}

/** A member allowed or withdrew contact for a purpose. */
export interface ConsentChangedData {
  /** The member; absent for a guest. */
  member?: EventMember;
  /** The member's balances after it. */
  after?: EventAfter;
  /** What caused it. */
  cause?: EventCause;
  /** The purpose. */
  purpose?: string;
  /** The channel; null for all. */
  channel?: string | null;
  /** Whether contact is allowed now. */
  may?: boolean;
}

/** The consents of a member. */
export interface ConsentsAnswer {
  /** Whether the member may be sent advertising. */
  marketing: boolean;
}

/** Changed consents; null resets a consent as if it had never been asked for. */
export interface ConsentsChange {
  /** Whether the member may be sent advertising. */
  marketing?: boolean | null;
}

/** What a member allows now, and a page of the rows that tell so, the last recorded first. */
export interface ConsentsPageAnswer {
  /** What is allowed now, by purpose and channel. */
  now: MayAnswer[];
  /** What this page has. */
  data: ConsentAnswer[];
  /** Send it as `cursor` to get the next page; null on the last one. */
  next_cursor: string | null;
}

/** Consents of a new member. */
export interface ConsentsRequest {
  /** Whether the member may be sent advertising. Default: `false`. */
  marketing?: boolean;
}

/** A person to contact. */
export interface ContactAnswer {
  /** The id of the person. */
  id: string;
  /** The name. */
  name: string;
  /** The e-mail address, or null. */
  email: string | null;
}

/** A contact with a member, or what a platform reports about an earlier message. */
export interface ContactBody {
  /** Your own name for it. */
  external_id: string;
  /** The member. */
  member: string;
  /** How. */
  channel: "email" | "sms" | "phone" | "post" | "push" | "visit";
  /** `out`: the shop contacted the member; `in`: the other way. */
  direction: "in" | "out";
  /** `marketing`, or a purpose of the programme; null: none of them. */
  purpose?: string | null;
  /** What it was about, such as the name of a mailing. */
  topic?: string | null;
  /**
   * `sent` (a message), `spoken`, `no_answer`; or a report about an earlier message: `bounced` (the address
   * does not exist), `complained` (reported as spam).
   */
  outcome: "sent" | "spoken" | "no_answer" | "bounced" | "complained";
  /** When it was: up to 10 years ago, at most 5 minutes ahead (stored as now). */
  at: string;
}

/** Whether a member may be contacted now. */
export interface ContactCheckAnswer {
  /** The member's id. */
  member: string;
  /** The purpose. */
  purpose: string;
  /** The channel. */
  channel: string;
  /** Whether nothing is against it. */
  may: boolean;
  /**
   * What is against it, the first that holds: `no_address` (none is known, or it bounced), `suppressed` (the
   * address wants nothing), `no_consent` (nothing that the purpose needs was given, or it was withdrawn),
   * `capped` (there were enough contacts); null: nothing.
   */
  reason: "no_address" | "suppressed" | "no_consent" | "capped" | null;
  /**
   * `prospects`: has bought nothing that was kept; `premium`: at one of the levels of this group;
   * `customers`: all others.
   */
  group: "prospects" | "premium" | "customers";
  /** The caps on contacts for the purpose over the channel. */
  caps: CapAnswer[];
}

/** A contact list, with its progress. */
export interface ContactListAnswer {
  /** Goldlist's id. Treat it as opaque text. */
  id: string;
  /** Your own name for it. */
  external_id: string;
  /** What the members are contacted for. */
  purpose: string;
  /** How. */
  channel: "email" | "sms" | "phone" | "post" | "push";
  /** What it is about, or null. */
  topic: string | null;
  /** The kind of the occasion, or null. */
  occasion: string | null;
  /** The day of the occasion, or null. */
  on: string | null;
  /** The most members to choose, or null. */
  limit: number | null;
  /** The time of its start, by the programme's clock. */
  created_at: string;
  /** Whether members remain to be examined. */
  status: "running" | "done";
  /** The number of members to examine when it started; for a `group`, all members. */
  wanted: number;
  /** The number of members examined so far. */
  examined: number;
  /** The number of members chosen. */
  chosen: number;
  /** The members not chosen, by reason. */
  left_out: LeftOutAnswer;
}

/** A contact list: its purpose, its channel, and the members to choose from. */
export interface ContactListRequest {
  /** Your own name for the list. */
  external_id: string;
  /** `marketing`, or a purpose of the programme. */
  purpose: string;
  /** How the members will be contacted. */
  channel: "email" | "sms" | "phone" | "post" | "push";
  /** What it is about, such as the name of a mailing. */
  topic?: string | null;
  /** The members to choose from. */
  members: ListedRequest;
  /** Only members with this occasion; null: all. */
  occasion?: OccasionRequest | null;
  /** The most members to choose, the earliest enrolled first. */
  limit?: number | null;
}

/** A page of contacts, the last recorded first. */
export interface ContactsAnswer {
  /** What this page has. */
  data: MemberContactAnswer[];
  /** Send it as `cursor` to get the next page; null on the last one. */
  next_cursor: string | null;
}

/** For what members are contacted, and how often at most. */
export interface ContactsPart {
  /** The members of the group `premium`; left out: none. */
  premium?: PremiumPart | null;
  /** How often a member is contacted at most, for all purposes over all channels. */
  all?: CapPart | null;
  /**
   * The purposes, besides `marketing` (which needs `consent` or `soft_opt_in` unless it is listed with other
   * needs), `honours` and `share`.
   */
  purposes?: PurposePart[];
}

/** A coupon: each purchase above a minimum issues a voucher for a later purchase. */
export interface CouponPart {
  /** Your name for the coupon, shown in the ledger. */
  id: string;
  /** The display name. */
  name: string;
  /** The id of the voucher's reward; its `valid_days` set the validity. */
  reward: string;
  /** Selects the lines that count; null means all. */
  match?: MatchPart | null;
  /** The minimum matching spend, in minor units. Default: `0`. */
  min_spend?: number;
}

/** A manual adjustment of credit. */
export interface CreditAdjustedData {
  /** The member; absent for a guest. */
  member?: EventMember;
  /** The member's balances after it. */
  after?: EventAfter;
  /** What caused it. */
  cause?: EventCause;
  /** `credit` */
  unit?: string;
  /** Signed, in minor units. */
  amount?: number;
  /** The changes of balances, at most 50. */
  entries?: EventEntry[];
  /** Whether entries are left out. */
  more?: boolean;
}

/** Credit in minor units. */
export interface CreditAnswer {
  /** Credit in minor units; negative if more was taken back than available. */
  balance: number;
  /** Reserved by holds for checkouts. */
  held: number;
}

/** A period by its days. */
export interface DaysAnswer {
  /** The first business day. */
  from: string;
  /** The last business day. */
  to: string;
}

/** A page of deliveries, newest first. */
export interface DeliveriesAnswer {
  /** What this page has. */
  data: DeliveryAnswer[];
  /** Send it as `cursor` to get the next page; null on the last one. */
  next_cursor: string | null;
}

/** A message of a shop system, and its result. */
export interface DeliveryAnswer {
  /** Goldlist's id. Treat it as opaque text. */
  id: string;
  /** The id of the connector. */
  connector: string;
  /** Its topic, as the shop system names it. */
  topic: string;
  /** The shop system's id of the message, or a hash of it. */
  source_id: string;
  /** The time of its arrival. */
  received_at: string;
  /** How often it came. Only the first one has an effect. */
  times: number;
  /** `received`: still to be processed. */
  status: "received" | "done" | "ignored" | "waiting" | "failed" | "dismissed";
  /** Why nothing was recorded, for programs. */
  code: string | null;
  /** The same for people. */
  detail: string | null;
  /** The place of the fault in the payload, a JSON pointer. */
  pointer: string | null;
  /** How often it was processed. */
  attempts: number;
  /** The id of the backfill that found it; null for a message. */
  backfill: string | null;
  /** When it is processed next; null for never. */
  next_at: string | null;
  /** The ids of the purchases that it recorded. */
  purchases: string[];
  /** The ids of the returns; names of purchases for voids. */
  returns: string[];
  /** What could not be granted, since the sale was paid already. */
  shortfalls: unknown[];
}

/** A message of a shop system could not be recorded. */
export interface DeliveryFailedData {
  /** What caused it. */
  cause?: EventCause;
  /** `dlv_…` */
  delivery?: string;
  /** `con_…` */
  connector?: string;
  /** Why it failed. */
  code?: string | null;
}

/** A member who spent less, or more, than expected from the member's past. */
export interface DeviationAnswer {
  /** The member's id, `mem_…`. */
  member: string;
  /** Your own name for the member, or null. */
  external_id: string | null;
  /** The grade on the day before the period began. */
  grade: string;
  /** The last full period. */
  period: DaysAnswer;
  /** Less than expected (`down`), or more (`up`). */
  direction: "down" | "up";
  /** The spend in the period, in minor units. */
  spend: number;
  /** The expected spend, from the base and the season, in minor units. */
  expected: number;
  /** `expected - spend`; negative for `up`. */
  shortfall: number;
  /** The number of days with a visit in the period. */
  visits: number;
  /** The earlier periods, without that of the first purchase. */
  base: BaseAnswer;
  /** The share of the visits in base and period that falls into the period: `0.248`. */
  season: string;
  /**
   * The probability of at most this number of visits in the period (for `up`: at least) if nothing had
   * changed; rounded up.
   */
  chance: string;
  /** Whether the previous period's list has the member as `down`, too. */
  continued: boolean;
  /** The id of the task about it, or null. */
  task: string | null;
  /** The explanation. */
  why: string;
}

/** The terms for listing customers who spend less, or more, than before. */
export interface DeviationPart {
  /** The length of a period. Default: `quarter`. */
  unit?: "month" | "quarter";
  /** The maximum number of earlier periods to compare with. Default: `4`. */
  base_periods?: number;
  /** The minimum number of earlier periods; with fewer, no customer is listed. Default: `2`. */
  min_periods?: number;
  /** The grades whose customers are checked. */
  grades?: string[];
  /** Spend below this part of the expected one counts as down, a decimal text. Default: `0.70`. */
  below?: string;
  /** Spend above this multiple of the expected one counts as up, a decimal text. Default: `1.50`. */
  above?: string;
  /** The maximum probability of the number of visits by chance, for customers to be listed. Default: `0.20`. */
  list_chance?: string;
  /** The maximum probability for customers to be reported as well; not above `list_chance`. Default: `0.10`. */
  tell_chance?: string;
  /** The minimum difference from the expected spend, in minor units. Default: `0`. */
  min_amount?: number;
}

/** A page of deviating members, the largest shortfall first. */
export interface DeviationsAnswer {
  /** The id of the review. */
  review: string;
  /** The business day whose end it describes. */
  as_of: string;
  /** The programme's currency (ISO 4217). All amounts are in its minor units, such as pence. */
  currency: string;
  /** What this page has. */
  data: DeviationAnswer[];
  /** Send it as `cursor` to get the next page; null on the last one. */
  next_cursor: string | null;
}

/** The discount of a voucher, a campaign or the tier (exactly one is named) on a quoted purchase. */
export interface DiscountAnswer {
  /** The voucher's code; null without a voucher, and for a key without the scope `vouchers:read`. */
  voucher: string | null;
  /** The campaign's id. */
  campaign: string | null;
  /** The tier's id. */
  tier: string | null;
  /** The code that was typed for the campaign. */
  typed: string | null;
  /** The display name. */
  name: string;
  /** The amount in minor units. */
  amount: number;
  /** With its arithmetic, in words. */
  why: string;
}

/** Why a delivery will not be recorded. */
export interface DismissBody {
  /** The reason, for the audit log. */
  reason: string;
}

/** The donations to one cause. */
export interface DonationAnswer {
  /** The id of the reward. */
  reward: string;
  /** The reward's name in its newest version. */
  name: string;
  /** The recipient. */
  cause: string;
  /** The number of donations. */
  gifts: number;
  /** The donated points. */
  points: number;
  /** The shop's payment to the cause, in minor units; null if the reward has no amount. */
  amount: number | null;
}

/** Points were donated. */
export interface DonationMadeData {
  /** The member; absent for a guest. */
  member?: EventMember;
  /** The member's balances after it. */
  after?: EventAfter;
  /** What caused it. */
  cause?: EventCause;
  /** The id of the reward. */
  reward?: string;
  /** The points donated. */
  points?: number;
  /** The changes of balances, at most 50. */
  entries?: EventEntry[];
  /** Whether entries are left out. */
  more?: boolean;
}

/** The donations on these days, without causes that received none. */
export interface DonationsAnswer {
  /** The first business day. */
  from: string;
  /** The last business day. */
  to: string;
  /** The programme's currency (ISO 4217). All amounts are in its minor units, such as pence. */
  currency: string;
  /** Each cause, in the order of the rewards' ids. */
  data: DonationAnswer[];
  /** All donated points. */
  points: number;
  /** The shop's total payment, in minor units. */
  amount: number;
}

/** The outcome of a task. */
export interface DoneRequest {
  /** What came of it. */
  outcome: "contacted" | "offer_made" | "solved" | "unreachable" | "no_action" | "mistaken";
  /** The reason, one of the programme's `tasks.reasons`; or null. */
  reason?: string | null;
  /** What was said, in your own words; deleted with the member. */
  note?: string | null;
}

/** The draft of the programme's next version. */
export interface DraftAnswer {
  /** The document. It may have faults until it is published. */
  document: Record<string, unknown>;
  /** Counts the changes; the `ETag` names it. */
  revision: number;
  /** The version in force when the draft was begun. */
  base_version: number;
  /** The person who changed it last; null if the key belongs to nobody. */
  staff: string | null;
  /** The key that changed it last; null for a page. */
  key: string | null;
  /** The time of the last change, by the real clock. */
  changed_at: string;
}

/** A task that nobody is to do. */
export interface DropRequest {
  /** The reason, one of the programme's `tasks.reasons`; or null. */
  reason?: string | null;
  /** What was said, in your own words; deleted with the member. */
  note?: string | null;
}

/** An item with the expected day of the next purchase. */
export interface DueItemAnswer {
  /** The article or category, by `insights.reorder`. */
  item: string;
  /** `due` or `overdue`. */
  status: "due" | "overdue";
  /** The number of days on which it was bought. */
  times: number;
  /** The last of these days. */
  last_on: string;
  /** The expected day, by the mean gap. */
  expected_on: string;
  /** The first day of the interval. */
  from: string;
  /** The last day of the interval, which contains most of the shop's reorders. */
  to: string;
  /** The mean amount kept per day of purchase, in minor units. */
  usual_amount: number;
}

/** Exactly one of: `points` for every `per` minor units of matching spend, `per_item`, `per_purchase`. */
export interface EarnPart {
  /** Your name for the rule, shown in the ledger. */
  id: string;
  /** The points earned for each `per`. */
  points?: number | null;
  /** The matching spend, in minor units, that earns `points`. */
  per?: number | null;
  /** The points earned for each matching unit with a price above 0. */
  per_item?: number | null;
  /** The points earned for a purchase with a matching line. */
  per_purchase?: number | null;
  /** The matching spend, in minor units, below which nothing is earned. Default: `0`. */
  min_spend?: number;
  /** Whether lines sold below their price earn nothing, whatever gave the discount. Default: `false`. */
  not_with_discount?: boolean;
  /** How a fraction of a point is rounded, once per purchase. Default: `floor`. */
  rounding?: "floor" | "half_up" | "ceil";
  /** Selects the lines that count; null means all. */
  match?: MatchPart | null;
  /** Counts only full `per`: 10 points per 2.00 are 30 on 7.00, not 35. Default: `false`. */
  steps?: boolean;
  /**
   * Carries fractions over to the member's next purchase, so that splitting a purchase changes nothing.
   * Default: `false`.
   */
  carry?: boolean;
}

/** A page of the ledger, newest first. */
export interface EntriesAnswer {
  /** What this page has. */
  data: LedgerEntryAnswer[];
  /** Send it as `cursor` to get the next page; null on the last one. */
  next_cursor: string | null;
}

/** One change of one balance. */
export interface EntryAnswer {
  /** Goldlist's id. Treat it as opaque text. */
  id: string;
  /** `points`, `credit`, `punches:<card>`, `rebate:<id>`, `expected:<rebate>` or `voucher:<reward>` */
  unit: string;
  /** The kind of change; more kinds may be added. */
  type: "earn" | "bonus" | "redeem" | "expire" | "reverse" | "adjust" | "accrue" | "settle" | "forfeit" | "transfer" | "donate";
  /** Signed: points, minor units, punches or vouchers. */
  amount: number;
  /** The id of the rule, bonus, card or rebate behind it, or null. */
  rule: string | null;
  /** The reason with its arithmetic, in words. */
  why: string;
}

/** The member's balances after it. */
export type EventAfter = Record<string, unknown> | null;

/**
 * Something that happened: a CloudEvents 1.0 object.
 *
 * Unknown types and fields are to be passed over: more may be added.
 */
export interface EventAnswer {
  /** The version of CloudEvents: `1.0`. */
  specversion: string;
  /** The id, `evt_…`: the same however often the event is sent. */
  id: string;
  /** `/programs/` and the id of the programme. */
  source: string;
  /** What happened, such as `purchase.recorded`. */
  type: string;
  /** The id of the member; null without one, such as for a guest. */
  subject: string | null;
  /** The instant of recording, by the programme's clock. */
  time: string;
  /** `application/json` */
  datacontenttype: string;
  /** The path of the JSON schema of `data`. */
  dataschema: string;
  /** Counts the events of the member: 1, 2, 3 … without gaps. Null without one. */
  memberseq: number | null;
  /** Counts the events of the programme, without gaps. Null for keys that do not see all events. */
  position: number | null;
  /** Whether it is of a test programme. */
  test: boolean;
  /** What to act upon, by type: see `webhooks` in this document. */
  data: Record<string, unknown>;
}

/** A band of the rebate. */
export interface EventBand {
  /** The spend from which it holds. */
  from?: number;
  /** The rate. */
  rate?: string | null;
  /** The amount, of a lump sum. */
  amount?: number | null;
  /** The spend that is missing. */
  needs?: number;
}

/** What caused it. */
export interface EventCause {
  /** Its kind. */
  kind?: string;
  /** Its id, or a day. */
  id?: string;
}

/** A change of a balance. */
export interface EventEntry {
  /** `points`, `credit`, `punches:<card>`, `rebate:<id>` or `voucher:<reward>` */
  unit?: string;
  /** The kind of change. */
  type?: string;
  /** Signed. */
  amount?: number;
  /** The rule behind it. */
  rule?: string | null;
}

/** The gift card; its code is in no event. */
export interface EventGiftCard {
  /** `gft_…` */
  id?: string;
  /** The caller's name for it. */
  external_id?: string | null;
  /** Its change, in minor units, signed. */
  amount?: number;
  /** The balance after it, in minor units. */
  balance?: number;
  /** The status after it. */
  status?: string;
  /** The last valid day. */
  expires_on?: string | null;
  /** The id of the card that has its balance now. */
  replaced_by?: string | null;
}

/** The hold. */
export interface EventHold {
  /** `hld_…` */
  id?: string;
  /** The points held. */
  points?: number;
  /** The credit held, in minor units. */
  credit?: number;
  /** The instant of its end. */
  expires_at?: string;
}

/** The member; absent for a guest. */
export interface EventMember {
  /** `mem_…` */
  id?: string;
  /** Null after an erasure. */
  external_id?: string | null;
}

/** The card. */
export interface EventPunchCard {
  /** The id of the card. */
  id?: string;
  /** The punches of a full card. */
  of?: number;
  /** The number of cards. */
  completed?: number;
}

/** The purchase. */
export interface EventPurchase {
  /** `pur_…` */
  id?: string;
  /** The caller's name for it. */
  external_id?: string | null;
  /** The value after discounts, in minor units. */
  net?: number;
  /** The currency, by ISO 4217. */
  currency?: string;
  /** The store. */
  store?: string | null;
  /** The channel. */
  channel?: string | null;
  /** The business date. */
  business_date?: string;
  /** `recorded` or `voided`. */
  status?: string;
}

/** The rebate. */
export interface EventRebate {
  /** The id of the rebate. */
  id?: string;
  /** The first day of the period. */
  period?: string;
  /** The spend of the period, in minor units. */
  spend?: number;
  /** The amount due, in minor units. */
  due?: number;
  /** The amount settled, in minor units. */
  paid?: number;
}

/** The task. */
export interface EventTask {
  /** `tsk_…` */
  id?: string;
  /** The rule; null for a manual task. */
  rule?: string | null;
  /** `stf_…`; null for the managers' queue. */
  owner?: string | null;
  /** The day by which it is to be done. */
  due_on?: string;
  /** `open`, `done` or `dropped`. */
  status?: string;
  /** The outcome. */
  outcome?: string | null;
}

/** The voucher. */
export interface EventVoucher {
  /** `vou_…` */
  id?: string;
  /** The id of the reward. */
  reward?: string;
  /** The last day on which it can be used. */
  expires_on?: string | null;
  /** Its origin, such as `card:<id>`. */
  source?: string;
  /** The code, for those who may see it. */
  code?: string;
}

/** Events in order, and where to go on. */
export interface EventsAnswer {
  /** The events, oldest first. */
  data: EventAnswer[];
  /** Where to go on: the next `after`. Never null. */
  next_cursor: string;
  /** Whether there are more already. */
  more: boolean;
}

/** Both, each as in a single answer. */
export interface ExchangeAnswer {
  /** The return. */
  return: ReturnAnswer;
  /** The purchase. */
  purchase: PurchaseAnswer;
}

/** A return and a purchase, each with its own external_id. */
export interface ExchangeRequest {
  /** The return, as in a single request. */
  return: unknown;
  /** The purchase, as in a single request. */
  purchase: PurchaseRequest;
}

/** Points with their last valid day. */
export interface ExpiringAnswer {
  /** The points that expire then. */
  points: number;
  /** The last valid day. */
  on: string;
}

/** Punches with their last valid day. */
export interface ExpiringPunchesAnswer {
  /** The number of punches on the current card that expire then. */
  punches: number;
  /** Their last valid day. */
  on: string;
}

/** The expiry of points. */
export interface ExpiryPart {
  /**
   * When points expire: never (`none`), `months` after the day of the purchase (`after`), `months` after the
   * newest purchase or spending (`inactivity`), or on one day of the year (`yearly`).
   */
  kind: "none" | "after" | "inactivity" | "yearly";
  /** The number of months that points are valid; required for `after` and `inactivity`. */
  months?: number | null;
  /**
   * For `after`, and for `max_age_months`: extends the validity to the end of that day, month, … or year.
   * Default: `day`.
   */
  round_up_to?: "day" | "month" | "quarter" | "half_year" | "year";
  /**
   * For `inactivity`: points expire this number of months after the day of the purchase at the latest,
   * however active the member is; null means no such limit.
   */
  max_age_months?: number | null;
  /** For `yearly`: the month in which points expire. */
  month?: number | null;
  /** For `yearly`: the last valid day of that month; 31 means the last day of a shorter month. */
  day?: number | null;
  /** For `yearly`: points younger than this are kept until the next year. */
  min_age_months?: number | null;
}

/** The records, one a line: CSV (RFC 4180) with a header line, or JSON lines. */
export type ExportCsv = string;

/** A member who was refused. */
export interface FailedGiftAnswer {
  /** The reference in the request, or the member's id. */
  member: string;
  /** The reason, as the name of a problem, such as `reward-not-available`. */
  problem: string;
}

/** One fault: its place (JSON pointer), a code, and the expected value. */
export interface FaultAnswer {
  /** The place: a JSON pointer into the body, or the name of a parameter; empty for the whole. */
  pointer: string;
  /** The kind of fault, for programs. */
  code: string;
  /** The expected value, for people. It never repeats the request's content. */
  detail: string;
}

/** The smallest number of members with a part of the total. */
export interface FewestAnswer {
  /** How many. */
  members: number;
  /** Their share of all members; null if there are none. */
  of_members: string | null;
}

/** What a programme costs; amounts in minor units. */
export interface FiguresAnswer {
  /** Purchases that were kept at least in part. */
  purchases: number;
  /** Their kept value, before the programme's discounts. */
  sales: number;
  /** The points of these members. */
  points: RehearsedPointsAnswer;
  /** The vouchers of these members. */
  vouchers: RehearsedVouchersAnswer;
  /** The rebates of these members. */
  rebates: RehearsedRebatesAnswer;
  /** Discounts of tiers, campaigns and vouchers. */
  discounts: number;
  /** The cost if nothing outstanding is ever used. */
  cost_low: number;
  /** The cost if everything outstanding is used. */
  cost_high: number;
  /** Both as shares of sales. */
  of_sales: OfSalesAnswer;
  /** Recorded purchases, returns and redemptions that are not possible in the document. */
  refused: number;
}

/** A part of the programme that may give away too much. */
export interface FindingAnswer {
  /** The kind of finding, for programs. */
  id: string;
  /** `error`: it gives more than it brings; `warning`: it can be exploited; `note`: a fact. */
  severity: "error" | "warning" | "note";
  /** Its place in the document, a JSON pointer. */
  pointer: string;
  /** The explanation. */
  what: string;
  /** A sequence that shows it. */
  example: LintExampleAnswer;
}

/** The outcome of the previous period's list of deviations. */
export interface FollowedAnswer {
  /** The number of members on it as `down`. */
  listed: number;
  /** Those of them who spent less than expected in this period, too. */
  stayed_low: number;
  /** The number of other members compared. */
  others: number;
  /** Those of the others who spent less than expected in this period. */
  others_low: number;
}

/** A delivery with the part of the message that is stored. */
export interface FullDeliveryAnswer {
  /** Goldlist's id. Treat it as opaque text. */
  id: string;
  /** The id of the connector. */
  connector: string;
  /** Its topic, as the shop system names it. */
  topic: string;
  /** The shop system's id of the message, or a hash of it. */
  source_id: string;
  /** The time of its arrival. */
  received_at: string;
  /** How often it came. Only the first one has an effect. */
  times: number;
  /** `received`: still to be processed. */
  status: "received" | "done" | "ignored" | "waiting" | "failed" | "dismissed";
  /** Why nothing was recorded, for programs. */
  code: string | null;
  /** The same for people. */
  detail: string | null;
  /** The place of the fault in the payload, a JSON pointer. */
  pointer: string | null;
  /** How often it was processed. */
  attempts: number;
  /** The id of the backfill that found it; null for a message. */
  backfill: string | null;
  /** When it is processed next; null for never. */
  next_at: string | null;
  /** The ids of the purchases that it recorded. */
  purchases: string[];
  /** The ids of the returns; names of purchases for voids. */
  returns: string[];
  /** What could not be granted, since the sale was paid already. */
  shortfalls: unknown[];
  /** The fields that are read; no others were stored. */
  payload: unknown;
  /** The payload before it was repaired; null if it was not. */
  first_payload: unknown;
  /** The key or person that repaired it. */
  repaired_by: string | null;
  /** The time of the repair. */
  repaired_at: string | null;
}

/** What one then gets for less. */
export interface GetPart {
  /** Selects the goods; null means the goods that have to be bought. */
  match?: MatchPart | null;
  /** The number of units. Default: `1`. */
  quantity?: number;
  /** The discount on these units, as a decimal text: `1` is free, `0.5` half price. Default: `1`. */
  percent_off?: string;
  /** Which of the goods in the basket these units are: the cheapest or the dearest. Default: `cheapest`. */
  choose?: "cheapest" | "dearest";
}

/** A manually issued voucher, as issued. */
export interface GiftAnswer {
  /** Goldlist's id. Treat it as opaque text. */
  id: string;
  /**
   * The code that the customer shows and the till sends; capitals, dashes and blanks do not matter. Null for
   * a key without the scope `vouchers:read`.
   */
  code: string | null;
  /** The member's id, `mem_…`; null for a guest. */
  member: string;
  /** The id of the reward, or of the rebate that pays by vouchers. */
  reward: string;
  /** The reward's name, as a till prints it. */
  name: string;
  /** The kind; the other fields depend on it. */
  kind: "amount_off" | "percent_off" | "free_item" | "bonus_quantity" | "store_credit" | "donation" | "gift" | "buy_get";
  /** The value in minor units; null if it depends on the basket. */
  amount: number | null;
  /** The programme's currency (ISO 4217). All amounts are in its minor units, such as pence. */
  currency: string;
  /** Its present status. */
  status: "usable" | "held" | "used" | "expired" | "revoked";
  /** The time of issue. */
  issued_at: string;
  /** The last valid day; null without one. */
  expires_on: string | null;
  /** The purchases that used it, `pur_…`. */
  used_by: string[];
  /** Every change of a balance that resulted, in order. */
  entries: EntryAnswer[];
}

/** A gift card in its present state, without its code. */
export interface GiftCardAnswer {
  /** Goldlist's id. Treat it as opaque text. */
  id: string;
  /** Your own name for it; null if the request was named by an Idempotency-Key instead. */
  external_id: string | null;
  /** The last four characters of its code, to tell cards apart. */
  code_end: string;
  /**
   * `active`: it can be spent; `blocked`; `expired`; `voided`: its issue was undone; `replaced` by another
   * card.
   */
  status: "active" | "blocked" | "expired" | "voided" | "replaced";
  /** The balance that can be spent, in minor units. */
  balance: number;
  /** What holds reserve besides, in minor units. */
  held: number;
  /** The first balance, in minor units. */
  issued: number;
  /** The programme's currency (ISO 4217). All amounts are in its minor units, such as pence. */
  currency: string;
  /** The time of its issue, by the programme's clock. */
  issued_at: string;
  /** Its last valid day; null if it never expires. */
  expires_on: string | null;
  /** The member it is assigned to, `mem_…`, or null. */
  member: string | null;
  /** The card that has its balance now, `gft_…`, or null. */
  replaced_by: string | null;
}

/** A gift card was blocked. */
export interface GiftCardBlockedData {
  /** What caused it. */
  cause?: EventCause;
  /** The gift card; its code is in no event. */
  gift_card?: EventGiftCard;
}

/** A page of a gift card's ledger, newest first. */
export interface GiftCardEntriesAnswer {
  /** What this page has. */
  data: LedgerEntryAnswer[];
  /** Send it as `cursor` to get the next page; null on the last one. */
  next_cursor: string | null;
}

/** A gift card expired. */
export interface GiftCardExpiredData {
  /** What caused it. */
  cause?: EventCause;
  /** The gift card; its code is in no event. */
  gift_card?: EventGiftCard;
}

/** Returned goods gave back to a gift card what it paid. */
export interface GiftCardGivenBackData {
  /** What caused it. */
  cause?: EventCause;
  /** The gift card; its code is in no event. */
  gift_card?: EventGiftCard;
}

/** A gift card was issued. */
export interface GiftCardIssuedData {
  /** What caused it. */
  cause?: EventCause;
  /** The gift card; its code is in no event. */
  gift_card?: EventGiftCard;
}

/** The part of a gift card. */
export interface GiftCardPaidAnswer {
  /** The gift card's id, `gft_…`. */
  id: string;
  /** In minor units. */
  amount: number;
}

/** The reason for a change of a card. */
export interface GiftCardReasonRequest {
  /** Shown unchanged in the ledger and the audit log. */
  reason: string;
}

/** A gift card paid for a purchase, or part of it. */
export interface GiftCardRedeemedData {
  /** What caused it. */
  cause?: EventCause;
  /** The gift card; its code is in no event. */
  gift_card?: EventGiftCard;
}

/** Another gift card has the balance of this one now. */
export interface GiftCardReplacedData {
  /** What caused it. */
  cause?: EventCause;
  /** The gift card; its code is in no event. */
  gift_card?: EventGiftCard;
}

/** A gift card to issue. */
export interface GiftCardRequest {
  /** Your own name for it. Required unless you send the header Idempotency-Key. */
  external_id?: string | null;
  /** The first balance, in minor units. */
  amount: number;
  /** A member to assign it to. It remains a bearer card: its code is enough to spend it. */
  member?: string | null;
  /** Shown unchanged in the ledger and the audit log; null for none. */
  reason?: string | null;
}

/** A gift card to pay with. */
export interface GiftCardToPay {
  /** The code of the card, in any case, with or without dashes and blanks. */
  code: string;
  /** The amount that it pays, in minor units; null means as much as it can. */
  amount?: number | null;
}

/** An amount was added to a gift card. */
export interface GiftCardToppedUpData {
  /** What caused it. */
  cause?: EventCause;
  /** The gift card; its code is in no event. */
  gift_card?: EventGiftCard;
}

/** A blocked gift card can be spent again. */
export interface GiftCardUnblockedData {
  /** What caused it. */
  cause?: EventCause;
  /** The gift card; its code is in no event. */
  gift_card?: EventGiftCard;
}

/** The issue of a gift card was voided. */
export interface GiftCardVoidedData {
  /** What caused it. */
  cause?: EventCause;
  /** The gift card; its code is in no event. */
  gift_card?: EventGiftCard;
}

/** A page of gift cards, newest first. */
export interface GiftCardsAnswer {
  /** What this page has. */
  data: GiftCardAnswer[];
  /** Send it as `cursor` to get the next page; null on the last one. */
  next_cursor: string | null;
}

/** Gift cards with a balance. */
export interface GiftCardsPart {
  /**
   * The months that a card is good for from its issue, and again from every top-up, through the last day;
   * null means for ever.
   */
  valid_months?: number | null;
  /** The maximum balance of a card, in minor units; null means no limit of its own. */
  max_balance?: number | null;
}

/** A voucher to issue, with its reason. */
export interface GiftRequest {
  /** Your own name for it. Required unless you send the header Idempotency-Key. */
  external_id?: string | null;
  /** `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>/<customer>`. */
  member: string;
  /** The id of a reward, whether or not it is sold for points. */
  reward: string;
  /** The last valid day; null means as long as the reward says. */
  valid_until?: string | null;
  /** Shown unchanged in the ledger and the audit log. */
  reason: string;
}

/** A tier to grant, its duration and reason. */
export interface GiveLevelRequest {
  /** The id of a tier of the programme. */
  tier: string;
  /** The last day; null, or omitted: until it is revoked. */
  until?: string | null;
  /** The kind of grant. */
  kind: "gift" | "invitation" | "status_match";
  /** The reason, shown unchanged in the history. */
  reason: string;
}

/** A tier grant. */
export interface GivenAnswer {
  /** The id of the tier. */
  level: string;
  /** The kind of grant. */
  kind: "gift" | "invitation" | "status_match";
  /** The reason for the grant. */
  reason: string;
  /** The last day; null means until revoked. */
  until: string | null;
}

/** Money, credit and gift cards in minor units, points, and their worth. Together they equal `returned_net`. */
export interface GivenBackAnswer {
  /** Money, in minor units. */
  money: number;
  /** Points refunded to the member. */
  points: number;
  /** The worth of these points, in minor units. */
  points_worth: number;
  /** Credit refunded to the member, in minor units. */
  credit: number;
  /** What goes back to gift cards; omitted if there are none. */
  gift_cards?: GiftCardPaidAnswer[];
}

/** A page of the members with golden grades, best place first. */
export interface GoldenListAnswer {
  /** The id of the review. */
  review: string;
  /** The business day whose end it describes. */
  as_of: string;
  /** The programme's currency (ISO 4217). All amounts are in its minor units, such as pence. */
  currency: string;
  /** What this page has. */
  data: GoldenMemberAnswer[];
  /** Send it as `cursor` to get the next page; null on the last one. */
  next_cursor: string | null;
}

/** A member on the golden list. */
export interface GoldenMemberAnswer {
  /** The member's id, `mem_…`. */
  member: string;
  /** Your own name for the member, or null. */
  external_id: string | null;
  /** 1 plus the number of members with more; null for a member with nothing, who has no place. */
  place: number | null;
  /** The number of members with a place. */
  of: number;
  /** The measure in minor units: spend, or its margin, by `insights.measure`. */
  measure: number;
  /** The reason for the grade, in words. */
  why: string;
  /** The member's name; null without one, and for a key without the scope `members:read`. */
  name: string | null;
  /** The id of the grade. */
  grade: string;
  /** The day of the first scheduled review in the unbroken run with this grade. */
  since: string;
  /** The member's share of the total of all ranked members, as a decimal text. */
  of_amount: string | null;
  /** The member's preferences. */
  likes: LikesAnswer;
  /** The rewards within reach now, as in a quote of an empty basket. */
  near: NearAnswer[];
  /** The last visit day, as of the newest review. */
  last_on: string | null;
  /** The state by the usual gap, as of the newest review. */
  state: "none" | "new" | "active" | "late" | "at_risk" | "lapsed";
  /** Whether the list of deviations of this review has the member, and its direction. */
  deviates: "none" | "down" | "up";
  /** The id of the person who looks after the member, or null. */
  owner: string | null;
  /** The number of open tasks about the member. */
  open_tasks: number;
}

/** Goods by sku, title or product id; `*` stands for any text, and case does not matter. */
export interface GoodsPart {
  /** Their skus. */
  skus?: string[];
  /** Their titles in the shop. */
  titles?: string[];
  /** The shop's ids of products and variants, with `#`. */
  products?: string[];
}

/** A review gave a member another grade. */
export interface GradeChangedData {
  /** The member; absent for a guest. */
  member?: EventMember;
  /** The member's balances after it. */
  after?: EventAfter;
  /** What caused it. */
  cause?: EventCause;
  /** The grade before; null without one. */
  from?: string | null;
  /** The grade now. */
  to?: string | null;
  /** What the grade goes by. */
  measure?: number | null;
  /** The place among all. */
  place?: number | null;
  /** What is missing to the golden grades. */
  needs?: number | null;
}

/** The comparison for the members with a grade. */
export interface GradeComparedAnswer {
  /** Members who receive more. */
  winners: WinnersAnswer;
  /** Members who receive less. */
  losers: WinnersAnswer;
  /** The number of members who receive the same. */
  even: number;
  /** The id of the grade. */
  grade: string;
}

/** A grade with the total of its members. Amounts are in the programme's `insights.measure`. */
export interface GradeCountAnswer {
  /** The id of the grade. */
  grade: string;
  /** The number of members with it. */
  members: number;
  /** Their total, in minor units. */
  amount: number;
  /** Their share of the total of ranked members, as a decimal text; null if that is 0. */
  of_amount: string | null;
  /** The smallest amount among them; null if no member has the grade. */
  from: number | null;
}

/** The figures of the members with a grade. */
export interface GradeFiguresAnswer {
  /** Purchases that were kept at least in part. */
  purchases: number;
  /** Their kept value, before the programme's discounts. */
  sales: number;
  /** The points of these members. */
  points: RehearsedPointsAnswer;
  /** The vouchers of these members. */
  vouchers: RehearsedVouchersAnswer;
  /** The rebates of these members. */
  rebates: RehearsedRebatesAnswer;
  /** Discounts of tiers, campaigns and vouchers. */
  discounts: number;
  /** The cost if nothing outstanding is ever used. */
  cost_low: number;
  /** The cost if everything outstanding is used. */
  cost_high: number;
  /** Both as shares of sales. */
  of_sales: OfSalesAnswer;
  /** Recorded purchases, returns and redemptions that are not possible in the document. */
  refused: number;
  /** The id of the grade, as of the last day. */
  grade: string;
  /** The number of members with it. */
  members: number;
}

/** The grade of a member in one review. */
export interface GradeOfReviewAnswer {
  /** 1 plus the number of members with more; null for a member with nothing, who has no place. */
  place: number | null;
  /** The number of members with a place. */
  of: number;
  /** The measure in minor units: spend, or its margin, by `insights.measure`. */
  measure: number;
  /** The reason for the grade, in words. */
  why: string;
  /** The id of the review. */
  review: string;
  /** The business day whose end it describes. */
  as_of: string;
  /** The id of the grade. */
  grade: string;
}

/** A grade for the top `share` of customers with purchases; the last two have none. */
export interface GradePart {
  /** Your name for the grade. */
  id: string;
  /**
   * The share of all customers with purchases, as a decimal text (`0.05` is 5 %), after those of the grades
   * above. The last two grades have none: the last but one is for the rest, the last for customers without
   * purchases.
   */
  share?: string | null;
}

/** A page of members by place, best first. */
export interface GradesAnswer {
  /** The id of the review. */
  review: string;
  /** The business day whose end it describes. */
  as_of: string;
  /** The programme's currency (ISO 4217). All amounts are in its minor units, such as pence. */
  currency: string;
  /** What this page has. */
  data: MemberGradeAnswer[];
  /** Send it as `cursor` to get the next page; null on the last one. */
  next_cursor: string | null;
}

/** A person to do a task. */
export interface HandRequest {
  /** The person; null: the managers' queue. */
  staff: string | null;
}

/** The accuracy of reorder intervals, over the last `insights.rhythm.horizon_days`. */
export interface HitRateAnswer {
  /** Reorders within their interval. */
  within: number;
  /** Reorders before it. */
  early: number;
  /** Reorders after it. */
  late: number;
  /** Intervals that ended without a reorder. */
  none: number;
}

/** A signature other than Standard Webhooks: HMAC-SHA256 of the body in a header. */
export interface HmacPart {
  /** The name of the header. */
  header: string;
  /** How the header writes it. Default: `base64`. */
  encoding?: "base64" | "hex";
}

/**
 * A hold on a member's points, credit and vouchers, until a purchase captures it, it is released, or it
 * expires.
 */
export interface HoldAnswer {
  /** Goldlist's id. Treat it as opaque text. */
  id: string;
  /** Your own name for it; null if the request was named by an Idempotency-Key instead. */
  external_id: string | null;
  /** The member's id, `mem_…`; null for a guest. */
  member: string;
  /** Its status when placed. */
  status: "active";
  /** The quote that it reserves; null if the request named the points, credit and vouchers. */
  quote: string | null;
  /** The reserved points. */
  points: number;
  /** The reserved credit, in minor units. */
  credit: number;
  /** The codes of the reserved vouchers; null for a key without the scope `vouchers:read`. */
  vouchers: string[] | null;
  /** What it reserves of gift cards. */
  gift_cards: GiftCardPaidAnswer[];
  /** The programme's currency (ISO 4217). All amounts are in its minor units, such as pence. */
  currency: string;
  /** The time it was placed. */
  created_at: string;
  /** The time of its expiry, by the programme's clock. */
  expires_at: string;
  /** The member's balances right after it, for the receipt; null for a guest. */
  after: AfterAnswer;
}

/** A purchase captured a hold. */
export interface HoldCapturedData {
  /** The member; absent for a guest. */
  member?: EventMember;
  /** The member's balances after it. */
  after?: EventAfter;
  /** What caused it. */
  cause?: EventCause;
  /** The hold. */
  hold?: EventHold;
}

/** A hold expired. */
export interface HoldExpiredData {
  /** The member; absent for a guest. */
  member?: EventMember;
  /** The member's balances after it. */
  after?: EventAfter;
  /** What caused it. */
  cause?: EventCause;
  /** The hold. */
  hold?: EventHold;
}

/** Balances were reserved for a checkout. */
export interface HoldPlacedData {
  /** The member; absent for a guest. */
  member?: EventMember;
  /** The member's balances after it. */
  after?: EventAfter;
  /** What caused it. */
  cause?: EventCause;
  /** The hold. */
  hold?: EventHold;
}

/** A hold was released. */
export interface HoldReleasedData {
  /** The member; absent for a guest. */
  member?: EventMember;
  /** The member's balances after it. */
  after?: EventAfter;
  /** What caused it. */
  cause?: EventCause;
  /** The hold. */
  hold?: EventHold;
}

/** A request to reserve the needs of a quote, or points, credit and vouchers. */
export interface HoldRequest {
  /** Your own name for it. Required unless you send the header Idempotency-Key. */
  external_id?: string | null;
  /** `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>/<customer>`. */
  member: string;
  /** A quote (`quo_…`): its needs are reserved, and it can be booked until the hold ends. */
  quote?: string | null;
  /** Points to reserve. Default: `0`. */
  points?: number;
  /** Credit to reserve, in minor units. Default: `0`. */
  credit?: number;
  /** Codes of vouchers to reserve. */
  vouchers?: string[];
  /** Gift cards to pay with, in this order, by members and guests; requires the scope `gift_cards:redeem`. */
  gift_cards?: GiftCardToPay[];
  /** The duration, by the programme's clock; at most a week. Default: `900`. */
  ttl_seconds?: number;
}

/** A hold in its present state. */
export interface HoldStateAnswer {
  /** Goldlist's id. Treat it as opaque text. */
  id: string;
  /** Your own name for it; null if the request was named by an Idempotency-Key instead. */
  external_id: string | null;
  /** The member's id, `mem_…`; null for a guest. */
  member: string;
  /** Its present status. */
  status: "active" | "captured" | "released" | "expired";
  /** The quote that it reserves; null if the request named the points, credit and vouchers. */
  quote: string | null;
  /** The points it reserved. */
  points: number;
  /** The credit it reserved, in minor units. */
  credit: number;
  /** The codes of the vouchers it reserved; null for a key without the scope `vouchers:read`. */
  vouchers: string[] | null;
  /** What it reserved of gift cards. */
  gift_cards: GiftCardPaidAnswer[];
  /** The programme's currency (ISO 4217). All amounts are in its minor units, such as pence. */
  currency: string;
  /** The time it was placed. */
  created_at: string;
  /** The time of its expiry, by the programme's clock. */
  expires_at: string;
  /** The time it ended; null while active. */
  ended_at: string | null;
  /** The purchase that captured it (`pur_…`), or null. */
  captured_by: string | null;
}

/** The control group of the newest version. */
export interface HoldoutAnswer {
  /** The id of the control group. */
  id: string;
  /** Its share of all members, as a decimal text. */
  share: string;
  /** The first business day without the covered offers. */
  from: string;
  /** The offers that it does not get. */
  covers: ("campaigns" | "voucher_batches" | "contact_lists")[];
  /** The number of members outside it, who get these offers. */
  members: number;
  /** The number of members in it. */
  control: number;
}

/** The effect of the covered offers on spend; all fields but `status` are null while it is computed. */
export interface HoldoutEffectAnswer {
  /** `running`: send the request again later. */
  status: "running" | "done";
  /** The id of the control group. */
  holdout: string | null;
  /** The first business day. */
  from: string | null;
  /** The last business day. */
  to: string | null;
  /** The programme's currency (ISO 4217). */
  currency: string | null;
  /** The number of treated members. */
  members: number | null;
  /** The number of members in the control group. */
  control: number | null;
  /** Larger spends count as this: the 99 % quantile of both groups, in minor units. */
  cap: number | null;
  /** The mean spend of all in an equal number of days before, in minor units. */
  mean_before: number | null;
  /** The difference for a member. */
  per_member: IntervalAnswer | null;
  /** The same for all treated members; null if a group is too small. */
  total: IntervalAnswer | null;
  /** The discounts of campaigns that treated members got in these days, in minor units. */
  cost: number | null;
  /** `too_small`: a group has fewer than 100 members, so that nothing can be said. */
  verdict: "too_small" | "no_difference_shown" | "more" | "less" | null;
  /** The verdict with its figures, in words. */
  why: string | null;
}

/** A control group: a share of the members, excluded from the covered offers. */
export interface HoldoutPart {
  /**
   * Your name for the control group. Its members follow from this name and the member's id, for ever; a new
   * name draws a new group.
   */
  id: string;
  /** The share of members in it, as a decimal text, at most `0.5`. It cannot change under the same `id`. */
  share: string;
  /** The first day on which its members are excluded. */
  from: string;
  /**
   * The offers that its members are excluded from. A campaign with `holdout` false includes them; points,
   * cards, tiers and rebates always do.
   */
  covers: ("campaigns" | "voucher_batches" | "contact_lists")[];
}

/** A page of a member's holds, newest first. */
export interface HoldsAnswer {
  /** What this page has. */
  data: HoldStateAnswer[];
  /** Send it as `cursor` to get the next page; null on the last one. */
  next_cursor: string | null;
}

/** A customer to be named in public. */
export interface HonouredAnswer {
  /** The name that the member agreed to be shown under. */
  name: string;
  /** Null on the golden list. */
  stage: string | null;
  /** Null on the golden list. */
  on: string | null;
}

/** The customers to be named in public, in alphabetical order. */
export interface HonoursAnswer {
  /** The customers, in alphabetical order. */
  data: HonouredAnswer[];
}

/** Hours of the local day, from one time until another, which may be past midnight. */
export interface HoursPart {
  /** The start, in local time, such as `10:00`. */
  from: string;
  /** The end, exclusive; if it is before `from`, it is on the next day. */
  to: string;
}

/** A review of all customers as of a day. It is a record, and never changes once it is done. */
export interface InsightReviewAnswer {
  /** Goldlist's id. Treat it as opaque text. */
  id: string;
  /** Your own name for it; null unless it was requested. */
  external_id: string | null;
  /**
   * `scheduled`: as of the day before each period of `insights.review`; `daily`: as of the last full day;
   * `asked`: requested.
   */
  kind: "scheduled" | "daily" | "asked";
  /** Whether it was made later, as if on time. */
  backfilled: boolean;
  /** The business day whose end it describes. */
  as_of: string;
  /** The instant before which everything it knows was recorded, by the programme's clock. */
  known_at: string;
  /** Its present status. */
  status: "running" | "done" | "failed";
  /** Its progress. */
  progress: ReviewProgressAnswer;
  /** The version of the programme whose `insights` it uses. */
  program_version: number;
  /** The number of its members; 0 until it is done. */
  members: number;
  /** The grades, the best first; none in a daily review, and until it is done. */
  grades: GradeCountAnswer[];
  /** The number of customers in each state; a daily review shows those of the newest scheduled one. */
  states: StateCountAnswer[] | null;
  /** The season; in a daily review as above. */
  season: SeasonAnswer | null;
  /** The outcome of the previous period's list; null if there is none. In a daily review as above. */
  followed: FollowedAnswer | null;
  /** The accuracy of reorder intervals; null in a backfilled review. In a daily review as above. */
  hit_rate: HitRateAnswer | null;
}

/** The day as of which to review all customers. */
export interface InsightReviewRequest {
  /** Your own name for the review. */
  external_id: string;
  /** The business day whose end it describes; for today, the present state. */
  as_of: string;
  /**
   * First make the missing scheduled reviews as of days from this one, as if on time: for a shop that has
   * just imported its past.
   */
  backfill_from?: string | null;
}

/** A page of reviews, newest first. */
export interface InsightReviewsAnswer {
  /** What this page has. */
  data: InsightReviewAnswer[];
  /** Send it as `cursor` to get the next page; null on the last one. */
  next_cursor: string | null;
}

/** The grades of customers, and the changes worth a look. */
export interface InsightsPart {
  /** The measure for ranking: spend, or its margin. Default: `spend`. */
  measure?: "spend" | "margin";
  /** The number of months that count, up to the day of the review. Default: `12`. */
  months?: number;
  /** When grades are assigned. */
  review?: ReviewPart;
  /** The grades, the best first. */
  grades?: GradePart[];
  /**
   * A customer keeps a grade while within its share times this, a decimal text, to avoid frequent changes.
   * Default: `1.2`.
   */
  stay?: string;
  /** The grades of the golden list: the first one or more. */
  golden?: string[];
  /** The margins of lines without a `unit_cost`: for each line the first that matches. */
  margins?: MarginPart[];
  /** Spending less, or more, than the customer's own history suggests. */
  deviation?: DeviationPart;
  /** Staying away longer than usual. */
  rhythm?: RhythmPart;
  /** Buying the same item again. */
  reorder?: ReorderPart;
  /**
   * Not available yet. The part of the customers due for a report who are listed but not reported, to measure
   * the effect of reports. Default: `0`.
   */
  task_control?: string;
}

/** A difference with its interval of 95 % confidence, in minor units; null where a group is too small for one. */
export interface IntervalAnswer {
  /** The spend of treated members, less that of the control group. */
  difference: number | null;
  /** The lower end of the interval, rounded down. */
  low: number | null;
  /** The upper end of the interval, rounded up. */
  high: number | null;
}

/** A link with which a person signs in for the first time, or sets a new password. */
export interface InvitationAnswer {
  /** Goldlist's id. Treat it as opaque text. */
  staff: string;
  /** The path of the link, below the service's address. Shown only once. */
  path: string;
  /** The end of the invitation, by the real clock. */
  ends_at: string;
}

/** A gift card as issued, with its code, which no other answer shows. */
export interface IssuedGiftCardAnswer {
  /** Goldlist's id. Treat it as opaque text. */
  id: string;
  /** Your own name for it; null if the request was named by an Idempotency-Key instead. */
  external_id: string | null;
  /** The last four characters of its code, to tell cards apart. */
  code_end: string;
  /**
   * `active`: it can be spent; `blocked`; `expired`; `voided`: its issue was undone; `replaced` by another
   * card.
   */
  status: "active" | "blocked" | "expired" | "voided" | "replaced";
  /** The balance that can be spent, in minor units. */
  balance: number;
  /** What holds reserve besides, in minor units. */
  held: number;
  /** The first balance, in minor units. */
  issued: number;
  /** The programme's currency (ISO 4217). All amounts are in its minor units, such as pence. */
  currency: string;
  /** The time of its issue, by the programme's clock. */
  issued_at: string;
  /** Its last valid day; null if it never expires. */
  expires_on: string | null;
  /** The member it is assigned to, `mem_…`, or null. */
  member: string | null;
  /** The card that has its balance now, `gft_…`, or null. */
  replaced_by: string | null;
  /** The code that its holder shows: knowing it is enough to spend the card. */
  code: string;
}

/** The job. */
export interface JobFinishedDataJob {
  /** `voucher_batch`, `contact_list`, `rehearsal` or `backfill`. */
  kind?: string;
  /** `done` or `failed`. */
  status?: string;
  /** Of a batch: the vouchers issued. */
  issued?: number;
  /** Of a batch: the members who got none. */
  refused?: number;
  /** Of a batch or list: the members of the control group. */
  held_out?: number;
  /** Of a list: the members chosen. */
  chosen?: number;
  /** Of a list: the members who have not consented. */
  no_consent?: number;
  /** Of a list: the members whose address wants nothing. */
  suppressed?: number;
  /** Of a list: the members contacted often enough. */
  capped?: number;
  /** Of a list: the members without an address. */
  no_address?: number;
  /** Of a list: the references that name nobody. */
  unknown?: number;
  /** Of a rehearsal: the members. */
  members?: number;
  /** Of a backfill: the orders that the shop told. */
  orders?: number;
  /** Of a backfill: those of which something was recorded. */
  recorded?: number;
  /** Of a backfill: those that could not be recorded. */
  failures?: number;
}

/** A job, such as a batch of vouchers, has ended. */
export interface JobFinishedData {
  /** What caused it. */
  cause?: EventCause;
  /** The job. */
  job?: JobFinishedDataJob;
}

/** The retention of tiers: how long one is kept. */
export interface KeepPart {
  /**
   * How long a tier is kept: `while_qualified`, as long as the window reaches it; `until_end_of_next_window`,
   * to the end of the year (or month, quarter, membership year) after the one in which it was reached;
   * `months`, counted from the day on which it was reached, and renewed if the window still reaches it on the
   * last day.
   */
  kind: "while_qualified" | "until_end_of_next_window" | "months";
  /** For `months`: the number of months. */
  n?: number | null;
}

/** What is missing to keep the tier beyond its present end. */
export interface KeepTierAnswer {
  /** The amount of the measure that will then be missing to keep it; 0 if none. */
  needs: number;
  /** The last day on which the tier holds without further purchases; null if it holds for good. */
  by: string | null;
}

/** A key, without its secret. */
export interface KeyAnswer {
  /** Goldlist's id. Treat it as opaque text. */
  id: string;
  /** The role. */
  role: "admin" | "pos" | "ecommerce" | "email" | "partner" | "auditor" | "representative" | "manager" | "operator";
  /** Its scopes. The scope an operation requires is its `x-scope`. */
  scopes: string[];
  /** The only store it acts for; null means every store. */
  store: string | null;
  /** The time of creation. */
  created_at: string;
  /** The expiry; null means never. */
  expires_at: string | null;
  /** The time of revocation, or null. */
  revoked_at: string | null;
  /** The limit of requests per second, on average over 10 seconds; null means no limit. */
  requests_per_second: number | null;
  /** The limit of points issued, and of points taken, per day; null means no limit. */
  points_per_day: number | null;
  /** The limit of credit issued, and of credit taken, per day, in minor units; null means no limit. */
  credit_per_day: number | null;
  /** Its name, or null. */
  name: string | null;
  /** The id of the person who uses it; null for no one in particular. */
  staff: string | null;
  /** The key that made it; null from a shell. */
  made_by: string | null;
  /** The key whose members it knows, which may be itself; null if it knows all members. */
  members_of: string | null;
  /** The time of its last use, to about a minute; null if never used. */
  last_used_at: string | null;
}

/** A member that a partner's key knows. */
export interface KeyMemberAnswer {
  /** The member's id, `mem_…`. */
  member: string;
  /** The real time since when the key knows the member. */
  added_at: string;
}

/** A page of the members that a partner's key knows, in the order of their ids. */
export interface KeyMembersAnswer {
  /** What this page has. */
  data: KeyMemberAnswer[];
  /** Send it as `cursor` to get the next page; null on the last one. */
  next_cursor: string | null;
}

/** A new key. */
export interface KeyRequest {
  /** The role, which decides its permissions. */
  role: "admin" | "pos" | "ecommerce" | "email" | "partner" | "auditor" | "representative" | "manager" | "operator";
  /** A name to recognise the key in the list. */
  name?: string | null;
  /** The only store it may act for; null means every store. */
  store?: string | null;
  /** The scopes of a partner's key; not for other roles. */
  scopes?: ("audit:read" | "checkout:write" | "clock:write" | "codes:read" | "connectors:read" | "connectors:write" | "consents:write" | "contacts:write" | "events:read" | "exports:read" | "gift_cards:issue" | "gift_cards:read" | "gift_cards:redeem" | "honours:read" | "insights:read" | "insights:write" | "keys:read" | "keys:write" | "ledger:adjust" | "ledger:read" | "members:contact" | "members:enrol" | "members:erase" | "members:link" | "members:read" | "members:write" | "program:read" | "program:write" | "purchases:read" | "purchases:write" | "rehearsals:read" | "rehearsals:write" | "reports:read" | "rewards:read" | "segments:read" | "staff:read" | "staff:write" | "status:read" | "tasks:read" | "tasks:write" | "tiers:give" | "vouchers:read" | "vouchers:write" | "webhooks:read" | "webhooks:write")[];
  /**
   * Whether a partner's key knows all members. If not, it knows those it enrols or is given, and all others
   * are 404 for it. Keys of other roles know all members. Default: `false`.
   */
  all_members?: boolean;
  /** The partner's key whose members it shares, for example as its replacement; null for its own. */
  members_of?: string | null;
  /**
   * The person who will use it, named in the audit log. It is refused once that person has left, and never
   * has more scopes than the person's role.
   */
  staff?: string | null;
  /** The expiry; null means never. */
  expires_at?: string | null;
  /** The limit of requests per second, on average over 10 seconds; null means no limit. */
  requests_per_second?: number | null;
  /** The limit of points issued, and of points taken, per day; null means no limit. */
  points_per_day?: number | null;
  /** The limit of credit issued, and of credit taken, per day; null means no limit. */
  credit_per_day?: number | null;
}

/** A page of keys, including revoked and expired ones. */
export interface KeysAnswer {
  /** What this page has. */
  data: KeyAnswer[];
  /** Send it as `cursor` to get the next page; null on the last one. */
  next_cursor: string | null;
}

/** A rank ladder, with the member's tier on it. */
export interface LadderAnswer {
  /** The id of the ladder. */
  id: string;
  /** The display name. */
  name: string;
  /** The tier held on this ladder, or null. */
  level: RankLevelAnswer | null;
  /** The day since when the tier is held; null without a tier. */
  since: string | null;
  /** The day of the next review. */
  next_review_on: string;
}

/** A rank ladder: tiers by a member's place among all members. */
export interface LadderPart {
  /** Your name for the ladder. */
  id: string;
  /** The display name. */
  name: string;
  /** The measure for ranking: spend, less returns. Default: `spend`. */
  rank_by?: "spend";
  /** Selects the lines that count as spend; null means all. */
  match?: MatchPart | null;
  /** The number of months before a review that count. Default: `12`. */
  months?: number;
  /** When all members are ranked and their tiers set. */
  review: ReviewPart;
  /** The tiers, in any order: the smaller the share, the higher. */
  levels: RankLevelPart[];
}

/** The reasons of lapsed customers, the most frequent first. */
export interface LapseReasonsAnswer {
  /** The number of tasks about lapsed customers that were done. */
  tasks: number;
  /** The tasks by reason. */
  reasons: ReasonCountAnswer[];
}

/** A page of members who stay away, the largest amount at stake first. */
export interface LapsedAnswer {
  /** The id of the review. */
  review: string;
  /** The business day whose end it describes. */
  as_of: string;
  /** The programme's currency (ISO 4217). All amounts are in its minor units, such as pence. */
  currency: string;
  /** The mean gap between visits, of all customers. */
  mean_gap: MeanGapAnswer;
  /** What this page has. */
  data: SilenceAnswer[];
  /** Send it as `cursor` to get the next page; null on the last one. */
  next_cursor: string | null;
}

/** A new due day. */
export interface LaterRequest {
  /** The day by which it is to be done, not in the past. */
  due_on: string;
}

/** A complete entry. */
export interface LedgerEntryAnswer {
  /** Goldlist's id. Treat it as opaque text. */
  id: string;
  /** `points`, `credit`, `punches:<card>`, `rebate:<id>`, `expected:<rebate>` or `voucher:<reward>` */
  unit: string;
  /** The kind of change; more kinds may be added. */
  type: "earn" | "bonus" | "redeem" | "expire" | "reverse" | "adjust" | "accrue" | "settle" | "forfeit" | "transfer" | "donate";
  /** Signed: points, minor units, punches or vouchers. */
  amount: number;
  /** The id of the rule, bonus, card or rebate behind it, or null. */
  rule: string | null;
  /** The reason with its arithmetic, in words. */
  why: string;
  /** The part of the balance that changed, such as points with the same last day; empty if there are no parts. */
  lot: string;
  /** The event behind it; more causes may be added. */
  cause: "purchase" | "return" | "purchase_void" | "return_void" | "claim" | "activation" | "redemption" | "gift" | "revocation" | "transfer" | "hold" | "adjustment" | "merge" | "gift_card" | "enrolment" | "profile" | "time";
  /**
   * The id of the purchase, return, redemption, gift (of a voucher), revocation (of one), transfer, hold,
   * adjustment or merged member; the member of an enrolment or profile; for time, a day.
   */
  cause_id: string;
  /** The version of the programme that decided it. */
  program_version: number;
  /** The time of recording, by the programme's clock. */
  recorded_at: string;
}

/** The numbers of members who were left out, each by the first reason that held. */
export interface LeftOutAnswer {
  /** Nothing that the purpose needs was given, or it was withdrawn. */
  no_consent: number;
  /** The address wants nothing. */
  suppressed: number;
  /** There were enough contacts. */
  capped: number;
  /** No address is known for the channel, or it bounced. */
  no_address: number;
  /** Members of a control group that covers contact lists. */
  held_out: number;
  /** References that name nobody, and members erased meanwhile. */
  unknown: number;
}

/** The members with a tier at the end. */
export interface LevelCountAnswer {
  /** The id of the tier; null for none. */
  level: string | null;
  /** The number of members with it. */
  members: number;
}

/** The member's tier after the request. */
export interface LevelHeldAnswer {
  /** The member's id, `mem_…`. */
  member: string;
  /** The tier held: the granted one, or a higher one that was reached. */
  tier: TierAnswer;
  /** The next higher tier; null at the top. */
  next_tier: NextTierAnswer | null;
  /** The requirement for keeping the tier. */
  keep_tier: KeepTierAnswer;
}

/** A tier, reached at `from` of the measure. */
export interface LevelPart {
  /** Your name for the tier. */
  id: string;
  /** The display name. */
  name: string;
  /** The measure from which the tier is held; 0 for the first tier, which every member has. */
  from: number;
  /** The multiplier for points earned in this tier, a decimal text such as `1.25`. Default: `1`. */
  points_multiplier?: string;
  /** A price reduction that your till may apply in this tier, as a decimal text (`0.05` is 5 %). */
  discount?: string | null;
  /** Other privileges of the tier, as short names that your own systems understand. */
  privileges?: string[];
}

/** The shop's liability to its members at the end of a business day. */
export interface LiabilityAnswer {
  /** The business day of the report. */
  on: string;
  /** The programme's currency (ISO 4217). All amounts are in its minor units, such as pence. */
  currency: string;
  /** The version of the programme in force on that day. */
  program_version: number;
  /** All members' points, including pending ones. */
  points: LiabilityPointsAnswer;
  /** All members' credit, positive and negative. */
  credit: LiabilityCreditAnswer;
  /** The gift cards that can still be spent. */
  gift_cards: LiabilityGiftCardsAnswer;
  /** Every rebate and period with an amount due, over all members. */
  rebates: LiabilityRebateAnswer[];
  /** The usable and held vouchers, by reward. */
  vouchers: LiabilityVoucherAnswer[];
}

/** All members' credit, in minor units. */
export interface LiabilityCreditAnswer {
  /** The sum of positive balances. */
  outstanding: number;
  /** The sum of negative balances, as a positive amount. */
  owed_by_members: number;
}

/** All gift cards with money. */
export interface LiabilityGiftCardsAnswer {
  /** Their number. */
  count: number;
  /** The sum of their balances, reserved ones included, in minor units. */
  outstanding: number;
}

/** All points that expire in one month, or, where expiry depends on activity, that were earned in one month. */
export interface LiabilityLotAnswer {
  /** The month in which they expire; null if they never do, or if `earned_in` is set. */
  month: string | null;
  /** Where expiry depends on activity: the month of earning. */
  earned_in: string | null;
  /** Points issued, less those taken back, written off, or used to pay debt. */
  issued: number;
  /** Points redeemed, donated or transferred. */
  spent: number;
  /** Points expired unused. */
  expired: number;
  /** The outstanding points: `issued - spent - expired`. */
  outstanding: number;
}

/**
 * All members' points: `issued - spent - expired = outstanding`, and `outstanding - debt` is the ledger's
 * sum.
 */
export interface LiabilityPointsAnswer {
  /** The points by expiry, earliest first. */
  lots: LiabilityLotAnswer[];
  /** Points issued, less those taken back, written off, or used to pay debt. */
  issued: number;
  /** Points redeemed, donated or transferred. */
  spent: number;
  /** Points expired unused. */
  expired: number;
  /** The outstanding points: `issued - spent - expired`; pending points included. */
  outstanding: number;
  /** Points that members owe. Never negative; not part of `outstanding`. */
  debt: number;
  /** The worth of `outstanding` in minor units, by the programme's `points.worth`; null without one. */
  worth: number | null;
}

/** One period of a rebate over all members, in minor units. */
export interface LiabilityRebateAnswer {
  /** The id of the rebate. */
  id: string;
  /** The days of the period. */
  period: PeriodAnswer;
  /** The amount due. */
  due: number;
  /** The paid part of `due`, as credit, points or vouchers. */
  paid: number;
  /** The unpaid part of `due`; negative if overpaid. */
  unpaid: number;
  /**
   * The shop's accrual for the spend of the period at the rebate's `expected_rate`, rounded for each member;
   * null without one.
   */
  expected: number | null;
}

/** The usable and held vouchers of one reward. */
export interface LiabilityVoucherAnswer {
  /** The id of the reward, or of the rebate that pays by vouchers. */
  reward: string;
  /** Their number. */
  outstanding: number;
  /**
   * Their maximum discount, in minor units, by the version in force on that day; null if a voucher has no
   * limit, or if it is unknown for a past day.
   */
  largest_worth: number | null;
}

/** A member who is not golden yet, and the missing amount. */
export interface LiftAnswer {
  /** The member's id, `mem_…`. */
  member: string;
  /** Your own name for the member, or null. */
  external_id: string | null;
  /** The grade. */
  grade: string;
  /** The present measure, in minor units. */
  measure: number;
  /** The part of it that still counts at the next review. */
  counts_on: number;
  /** The amount missing to the `floor` at the next review. */
  needs: number;
  /** The last day that counts for the next review. */
  by: string;
  /** The number of visits of the usual size for this amount. */
  visits: number;
  /** Up to three of the golden members' top categories, not bought by this member in the window. */
  unbought: string[];
}

/** A page of the members nearest to the golden grades. */
export interface LiftsAnswer {
  /** The id of the review. */
  review: string;
  /** The business day whose end it describes. */
  as_of: string;
  /** The programme's currency (ISO 4217). All amounts are in its minor units, such as pence. */
  currency: string;
  /** The smallest measure within the golden shares; null if no member is ranked. */
  floor: number | null;
  /** What this page has. */
  data: LiftAnswer[];
  /** Send it as `cursor` to get the next page; null on the last one. */
  next_cursor: string | null;
}

/** The preferences of a member within the window. */
export interface LikesAnswer {
  /** Up to three first-level categories, by the value kept. */
  categories: string[];
  /** The store with most visit days; null without one. */
  store: string | null;
  /** The usual gap between visits, rounded to whole days; null without visits. */
  usual_gap_days: number | null;
}

/** A part of a line: units, or an amount without a unit (a scratch). */
export interface LinePartRequest {
  /** Counts from 1. */
  line: number;
  /** The quantity returned, in the form in which the line was sold. */
  quantity?: number | string | null;
  /** The value returned in minor units, if no whole unit is returned. */
  amount?: number | null;
}

/** A line from a till. */
export interface LineRequest {
  /** The article, for rules to match; null if unknown. */
  sku?: string | null;
  /** `/` separates levels. */
  category?: string | null;
  /**
   * The number of units; for goods by weight or length a decimal text with a point and up to 3 places
   * (`1.200`), which earns no punches.
   */
  quantity: number | string;
  /** The price of one unit, in minor units. What goods by weight or length come to is rounded half up. */
  unit_price: number;
  /** The discount on the whole line, in minor units. Default: `0`. */
  discount?: number;
  /** The shop's cost of one unit, in minor units, for `insights.measure` margin; never shown. */
  unit_cost?: number | null;
  /**
   * Whether it sells a gift card: such a line earns nothing, counts for no tier, gets no discount and cannot
   * be paid with points. Default: `false`.
   */
  gift_card?: boolean;
  /**
   * The tax on the line after all discounts of the request, in minor units; the programme's `tax` says
   * whether prices include it. Null if unknown.
   */
  tax?: number | null;
}

/** A link of a member to a customer of a shop system. */
export interface LinkAnswer {
  /** The name of the connector. */
  connector: string;
  /** The shop's id of the customer. */
  customer: string;
}

/** A customer of a shop system. */
export interface LinkRequest {
  /** The name of the connector. */
  connector: string;
  /** The shop's id of the customer, as its orders have it. */
  customer: string;
}

/** The links of a member, by connector and customer. */
export interface LinksAnswer {
  /** The links. */
  data: LinkAnswer[];
}

/** The findings of a lint. */
export interface LintAnswer {
  /** The gravest first. */
  findings: FindingAnswer[];
  /** The number of decisions tried. */
  decisions: number;
  /** Whether the limit of decisions was reached before all was tried. */
  stopped: boolean;
}

/** The shortest known sequence of actions that shows a finding; amounts in minor units. */
export interface LintExampleAnswer {
  /** The actions, in words. */
  actions: string[];
  /** The value of the goods that the customer keeps, or pays for. */
  paid: number;
  /** The value received for it. */
  got: number;
}

/** A rehearsal without its results. */
export interface ListedRehearsalAnswer {
  /** Goldlist's id. Treat it as opaque text. */
  id: string;
  /** Your own name for it. */
  external_id: string | null;
  /** Its present status. */
  status: "running" | "done" | "failed";
  /** Its progress. */
  progress: RehearsalProgressAnswer;
  /** The instant up to which records count, by the programme's clock. */
  known_at: string;
  /** A hash of the documents, the days and all records read so far: equal input, equal hash. */
  inputs_hash: string;
  /** The first business day. */
  from: string;
  /** The last business day. */
  to: string;
  /** The months before the first day that fill windows and periods. */
  warm_up_months: number;
  /** How points and vouchers are spent. */
  spend_points: "none" | "as_recorded" | "when_enough";
  /** The share of members; null for all. */
  sample: string | null;
}

/** The members that a list chooses from: exactly one of these. */
export interface ListedRequest {
  /** All members with this tier when they are handled. */
  tier?: string | null;
  /** All members in this segment at the start. */
  segment?: string | null;
  /** All members enrolled before the start. */
  all?: boolean | null;
  /**
   * Each `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>/<customer>`; a member named twice
   * counts once.
   */
  references?: string[] | null;
  /** All members in this group when they are handled. */
  group?: "prospects" | "premium" | "customers" | null;
}

/** The code of a gift card, in the body so that no log has it. */
export interface LookUpRequest {
  /** The code of the card, in any case, with or without dashes and blanks. */
  code: string;
}

/** A lot now: the part of the balance that the entry changed. */
export interface LotNowAnswer {
  /** The rest of it, in the unit of the entry; negative for debt. */
  left: number;
  /** The first day of pending points, or null. */
  available_on: string | null;
  /** The last valid day; null: it does not expire. */
  expires_on: string | null;
}

/** A link, and the customer's recent purchases. */
export interface MadeLinkAnswer {
  /** The name of the connector. */
  connector: string;
  /** The shop's id of the customer. */
  customer: string;
  /**
   * The `external_id` of each purchase of this customer in the last 90 days that is the member's now, oldest
   * first.
   */
  purchases: string[];
}

/** A new webhook, with its secret. */
export interface MadeWebhookAnswer {
  /** The id, `whk_…`. */
  id: string;
  /** The address. */
  url: string;
  /** The types that are sent. */
  types: string[];
  /** The stores whose events are sent; null for all. */
  stores: string[] | null;
  /** What it is for. */
  description: string | null;
  /** Whether the codes of vouchers are sent. */
  codes: boolean;
  /** The maximum number of messages at the same time. */
  concurrency: number;
  /** The maximum number of events in a message. */
  batch: number;
  /**
   * `failing`: the address is down; one event is tried now and then, and nothing is used up. `disabled`: it
   * was down for 5 days, or answered 410.
   */
  status: "active" | "paused" | "failing" | "disabled";
  /** The instant of making. */
  created_at: string;
  /** The number of events that were taken. */
  delivered: number;
  /** The number of events that were given up after the last attempt. */
  failed: number;
  /** The instant of the last success. */
  last_success_at: string | null;
  /** The last problem, with the status of the answer. */
  last_problem: string | null;
  /** The secret of the signatures. It is shown only now. */
  secret: string;
}

/** Codes for a campaign, each of which can be used once. */
export interface ManyCodesPart {
  /** `many`: codes of their own (`GET /v1/campaigns/…/codes`). */
  kind: "many";
  /** The number of codes. It may grow later. */
  count: number;
  /** `once`: each code is good for one purchase, unless all of it is returned. Default: `once`. */
  each?: "once";
}

/** A message, to be tried. */
export interface MapBody {
  /** The topic of the message, as the shop system sends it. */
  topic: string;
  /** The message. */
  payload: Record<string, unknown>;
  /** The shop's answer to the question that the message needs, such as an order's refunds. */
  fetched?: Record<string, unknown> | unknown[] | null;
}

/** Where the fields of a purchase are in a message: JSON pointers, those of a line within the line. */
export interface MapPart {
  /** The place of each field. */
  columns: Record<string, string>;
  /** The place of the list of lines. */
  lines: string;
  /** Whether amounts are in minor units, not decimal. Default: `false`. */
  minor?: boolean;
  /** When the message is a return of the purchase at `return_of`. */
  is_return?: MapTest | null;
  /** When the message cancels its purchase. */
  is_cancelled?: MapTest | null;
  /** When the message is no sale (yet). */
  skip?: MapTest[];
}

/** Whether the text at a place of the message is one of these. */
export interface MapTest {
  /** The place in the message. */
  column: string;
  /** The texts. */
  in: string[];
}

/** The margin of goods with unknown cost. */
export interface MarginPart {
  /** Selects the lines; null means all. */
  match?: MatchPart | null;
  /** The margin as a share of the price paid, a decimal text. */
  rate: string;
}

/** Selects lines; absent means all. A category includes everything below it. */
export interface MatchPart {
  /** Only these categories and all below them; null means all. */
  categories?: string[] | null;
  /** Only these articles; null means all. */
  skus?: string[] | null;
  /** Excludes these categories and all below them. */
  exclude_categories?: string[] | null;
  /** Excludes these articles. */
  exclude_skus?: string[] | null;
  /** Only purchases in these stores; null means all. */
  stores?: string[] | null;
  /** Only purchases through these channels; null means all. */
  channels?: string[] | null;
}

/** Whether a member may be contacted. */
export interface MayAnswer {
  /** The purpose. */
  purpose: string;
  /** The channel; null: all of them. */
  channel: string | null;
  /** Whether it is allowed now, and the address does not refuse it. */
  may: boolean;
}

/** The mean gap between visits of all customers: a number of days in a number of gaps. */
export interface MeanGapAnswer {
  /** Days from the first to the last visit, of all members with three visits or more. */
  days: number;
  /** Gaps between their visits; if 0, the mean gap is taken as 30 days. */
  gaps: number;
}

/** The members of a batch: all with a tier or in a segment, all members, or those named. Exactly one of these. */
export interface MeantRequest {
  /** All members with this tier when they are handled. */
  tier?: string | null;
  /** All members in this segment at the start. */
  segment?: string | null;
  /** All members enrolled before the start. */
  all?: boolean | null;
  /**
   * Each `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>/<customer>`; a member named twice
   * counts once.
   */
  references?: string[] | null;
}

/** A member's data. For balances, see the status. */
export interface MemberAnswer {
  /** Goldlist's id. Treat it as opaque text. */
  id: string;
  /** Your own name for the member, or null. */
  external_id: string | null;
  /** The first of the cards. */
  card_number: string | null;
  /** All cards of the member, in the order of their numbers. */
  card_numbers: string[];
  /** The member's name; null if unknown. */
  name: string | null;
  /** The e-mail address; null if unknown. */
  email: string | null;
  /** The phone number; null if unknown. */
  phone: string | null;
  /** The day of birth, not in the future; null if unknown. */
  birth_date: string | null;
  /** The day of joining; null if unknown: anniversaries then count from the first purchase. */
  joined_on: string | null;
  /** The member's consents. */
  consents: ConsentsAnswer;
  /** Your own notes: up to 20 texts by name. They are stored and returned, without any effect. */
  metadata: Record<string, string>;
  /** The time of enrolment. */
  created_at: string;
}

/** A member's birthday is near. */
export interface MemberBirthdayData {
  /** The member; absent for a guest. */
  member?: EventMember;
  /** The member's balances after it. */
  after?: EventAfter;
  /** What caused it. */
  cause?: EventCause;
  /** The next birthday. */
  birthday_on?: string;
  /** Days until then. */
  days?: number;
}

/** The fields to change; all others stay. Null removes a value (JSON Merge Patch, RFC 7396). */
export interface MemberChange {
  /** The member's name; null if unknown. */
  name?: string | null;
  /** The e-mail address; null if unknown. */
  email?: string | null;
  /** The phone number; null if unknown. */
  phone?: string | null;
  /** The day of birth, not in the future; null if unknown. */
  birth_date?: string | null;
  /** The day of joining; null if unknown: anniversaries then count from the first purchase. */
  joined_on?: string | null;
  /** The member's changed consents. */
  consents?: ConsentsChange | null;
  /** Texts to set by name; null removes one, or all of them. */
  metadata?: Record<string, string | null> | null;
}

/** Data of a member changed; the event has only the names of the fields. */
export interface MemberChangedData {
  /** The member; absent for a guest. */
  member?: EventMember;
  /** The member's balances after it. */
  after?: EventAfter;
  /** What caused it. */
  cause?: EventCause;
  /** The names of the fields that changed. */
  fields?: string[];
}

/** A contact with a member, or a report about one. */
export interface MemberContactAnswer {
  /** Goldlist's id. Treat it as opaque text. */
  id: string;
  /** Your own name for it. */
  external_id: string;
  /** The member's id. */
  member: string;
  /** How. */
  channel: "email" | "sms" | "phone" | "post" | "push" | "visit";
  /** `out`: the shop contacted the member. */
  direction: "in" | "out";
  /** The purpose, or null. */
  purpose: string | null;
  /** What it was about, or null. */
  topic: string | null;
  /** What came of it. */
  outcome: "sent" | "spoken" | "no_answer" | "bounced" | "complained";
  /** When it was. */
  at: string;
  /** The id of the person who recorded it, or null. */
  staff: string | null;
  /** The time of recording, by the programme's clock. */
  recorded_at: string;
  /** The id of the contact list that the member was chosen for, `lst_…`, or null. */
  contact_list: string | null;
}

/** A member spends clearly less than usual. */
export interface MemberDeviatedData {
  /** The member; absent for a guest. */
  member?: EventMember;
  /** The member's balances after it. */
  after?: EventAfter;
  /** What caused it. */
  cause?: EventCause;
  /** The grade. */
  grade?: string | null;
  /** The days compared, `from` and `to`. */
  period?: Record<string, unknown>;
  /** `down`. */
  direction?: string;
  /** The spend of the period, in minor units. */
  spend?: number;
  /** The expected spend, in minor units. */
  expected?: number;
  /** The difference, in minor units. */
  shortfall?: number;
  /** The visit days of the period. */
  visits?: number;
  /** The earlier periods that the expectation comes from. */
  base?: Record<string, unknown>;
  /** The share of such a period in the whole, as a decimal text. */
  season?: string;
  /** The probability of so little by chance, as a decimal text. */
  chance?: string;
  /** Whether the period before was low too. */
  continued?: boolean;
}

/** A member was enrolled. */
export interface MemberEnrolledData {
  /** The member; absent for a guest. */
  member?: EventMember;
  /** The member's balances after it. */
  after?: EventAfter;
  /** What caused it. */
  cause?: EventCause;
  /** `enrolment` or `purchase`. */
  how?: string;
}

/** A member's personal data was erased. */
export interface MemberErasedData {
  /** The member; absent for a guest. */
  member?: EventMember;
  /** The member's balances after it. */
  after?: EventAfter;
  /** What caused it. */
  cause?: EventCause;
}

/** The fields of one member. */
export interface MemberFieldsAnswer {
  /** The fields, by name. */
  fields: Record<string, unknown>;
}

/** A member with a grade. */
export interface MemberGradeAnswer {
  /** 1 plus the number of members with more; null for a member with nothing, who has no place. */
  place: number | null;
  /** The number of members with a place. */
  of: number;
  /** The measure in minor units: spend, or its margin, by `insights.measure`. */
  measure: number;
  /** The reason for the grade, in words. */
  why: string;
  /** The member's id, `mem_…`. */
  member: string;
  /** Your own name for the member, or null. */
  external_id: string | null;
  /** The id of the grade. */
  grade: string;
  /** The grade in the previous scheduled review, or null. */
  before: string | null;
  /** The day of the first scheduled review in the unbroken run with this grade. */
  since: string;
  /** The number of days in the window with purchases kept in part. */
  visit_days: number;
  /** The first such day ever, or null. */
  first_on: string | null;
  /** The last such day ever, or null. */
  last_on: string | null;
  /** The number of days since the first one, including it. */
  customer_for_days: number | null;
  /** Whether the first one is within the window, so that only part of the window counts. */
  young: boolean;
}

/** The member in a review of grades. */
export interface MemberGradeOfReviewAnswer {
  /** 1 plus the number of members with more; null for a member with nothing, who has no place. */
  place: number | null;
  /** The number of members with a place. */
  of: number;
  /** The measure in minor units: spend, or its margin, by `insights.measure`. */
  measure: number;
  /** The reason for the grade, in words. */
  why: string;
  /** The member's id, `mem_…`. */
  member: string;
  /** Your own name for the member, or null. */
  external_id: string | null;
  /** The id of the grade. */
  grade: string;
  /** The grade in the previous scheduled review, or null. */
  before: string | null;
  /** The day of the first scheduled review in the unbroken run with this grade. */
  since: string;
  /** The number of days in the window with purchases kept in part. */
  visit_days: number;
  /** The first such day ever, or null. */
  first_on: string | null;
  /** The last such day ever, or null. */
  last_on: string | null;
  /** The number of days since the first one, including it. */
  customer_for_days: number | null;
  /** Whether the first one is within the window, so that only part of the window counts. */
  young: boolean;
  /** The id of the review. */
  review: string;
  /** The business day whose end it describes. */
  as_of: string;
}

/** A page of a member's history, newest first. */
export interface MemberGradesAnswer {
  /** What this page has. */
  data: GradeOfReviewAnswer[];
  /** Send it as `cursor` to get the next page; null on the last one. */
  next_cursor: string | null;
}

/** A member as of now. Amounts in minor units. */
export interface MemberInsightAnswer {
  /** The member's id, `mem_…`. */
  member: string;
  /** Your own name for the member, or null. */
  external_id: string | null;
  /** The member's name; null without one, and for a key without the scope `members:read`. */
  name: string | null;
  /** The present business day. */
  as_of: string;
  /** The id of the review with the shop's figures: the usual gap and reorder intervals. */
  review: string;
  /** The programme's currency (ISO 4217). All amounts are in its minor units, such as pence. */
  currency: string;
  /** The first visit day ever, or null. */
  first_on: string | null;
  /** The second visit day, or null. */
  second_on: string | null;
  /** The last visit day but one, or null. */
  previous_on: string | null;
  /** The last visit day, or null. */
  last_on: string | null;
  /** The number of visit days of all time. */
  visit_days: number;
  /** The number of days since the first one, including it. */
  customer_for_days: number | null;
  /** Whether the first one is within the window, so that only part of the window counts. */
  young: boolean;
  /** The days that count for grades, up to now. */
  window: WindowAnswer;
  /** The measure within the window. */
  measure: number;
  /** The measure's kind: `insights.measure`. */
  measured_by: "spend" | "margin";
  /** The state by the usual gap. */
  state: "none" | "new" | "active" | "late" | "at_risk" | "lapsed";
  /** The days since the last visit; null without visits. */
  silent_days: number | null;
  /** The usual gap between visits, rounded to whole days; null without visits. */
  usual_gap_days: number | null;
  /** The spend in the 12 months up to the last visit. */
  at_stake: number;
  /** The reason for the state. */
  why: string;
  /** The stage. */
  stage: "suspect" | "prospect" | "customer" | "client" | "advocate";
  /** The preferences within the window. */
  likes: LikesAnswer;
  /** The items due or overdue, the largest usual amount first; none for a lapsed member. */
  due_items: DueItemAnswer[];
  /** The segments that the member is in. */
  segments: StayAnswer[];
  /** The grade in the newest scheduled review; null if it does not include the member. */
  grade: MemberGradeOfReviewAnswer | null;
  /** The member's row in that review's list of deviations; null without one. */
  deviation: DeviationAnswer | null;
}

/** A member has not bought for unusually long. */
export interface MemberLapsedData {
  /** The member; absent for a guest. */
  member?: EventMember;
  /** The member's balances after it. */
  after?: EventAfter;
  /** What caused it. */
  cause?: EventCause;
  /** `lapsed`. */
  state?: string;
  /** The day of the first visit. */
  first_on?: string;
  /** The number of days with a visit. */
  visit_days?: number;
  /** The day of the last visit. */
  last_on?: string;
  /** Days since then. */
  silent_days?: number;
  /** Days that are usual between visits. */
  usual_gap_days?: number;
  /** The spend of the last year, in minor units. */
  at_stake?: number | null;
}

/** A member was linked to a customer of a shop system. */
export interface MemberLinkedData {
  /** The member; absent for a guest. */
  member?: EventMember;
  /** The member's balances after it. */
  after?: EventAfter;
  /** What caused it. */
  cause?: EventCause;
  /** The name of the connector. */
  connector?: string;
}

/** Another member was merged into this one. */
export interface MemberMergedData {
  /** The member; absent for a guest. */
  member?: EventMember;
  /** The member's balances after it. */
  after?: EventAfter;
  /** What caused it. */
  cause?: EventCause;
  /** The id of the member who was merged into this one. */
  from?: string;
}

/** A new member. Omitted fields can be set later; a card number is generated by default. */
export interface MemberRequest {
  /** Your own name for the member. Required unless you send the header Idempotency-Key. */
  external_id?: string | null;
  /** The card number; generated by default. */
  card_number?: string | null;
  /** The member's name; null if unknown. */
  name?: string | null;
  /** The e-mail address; null if unknown. */
  email?: string | null;
  /** The phone number; null if unknown. */
  phone?: string | null;
  /** The day of birth, not in the future; null if unknown. */
  birth_date?: string | null;
  /** The day of joining; null if unknown: anniversaries then count from the first purchase. */
  joined_on?: string | null;
  /** The member's consents. */
  consents?: ConsentsRequest;
  /** Your own notes: up to 20 texts by name. They are stored and returned, without any effect. */
  metadata?: Record<string, string>;
}

/** The part that members bought. */
export interface MemberSalesAnswer {
  /** Their purchases. */
  count: number;
  /** What these were sold for, in minor units. */
  net: number;
}

/** A lapsed member has bought again. */
export interface MemberWonBackData {
  /** The member; absent for a guest. */
  member?: EventMember;
  /** The member's balances after it. */
  after?: EventAfter;
  /** What caused it. */
  cause?: EventCause;
  /** `alr_…`, of `member.lapsed`. */
  alert?: string;
}

/** A page of members. */
export interface MembersAnswer {
  /** What this page has. */
  data: MemberAnswer[];
  /** Send it as `cursor` to get the next page; null on the last one. */
  next_cursor: string | null;
}

/** One member per reference, in the order of the request. */
export interface MembersFoundAnswer {
  /** One member for each reference, in the order of the request. */
  data: (MemberAnswer | UnknownMemberAnswer)[];
}

/** The members to read. */
export interface MembersRequest {
  /** Up to 200 members: `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>/<customer>`. */
  members: string[];
}

/** A page of members; a page may have fewer members than asked for, and others follow. */
export interface MergeFieldsAnswer {
  /** The fields of each member. */
  data: Record<string, unknown>[];
  /** Send it as `cursor` to get the next page; null on the last one. */
  next_cursor: string | null;
}

/** The member to merge. */
export interface MergeRequest {
  /** The member to merge into the other. */
  from: string;
}

/** A reward within reach. */
export interface NearAnswer {
  /** The kind; the other fields depend on it. */
  kind: "punch_card" | "rebate" | "tier" | "voucher";
  /** Goldlist's id. Treat it as opaque text. */
  id: string;
  /** The display name. */
  name: string;
  /** The missing amount, in minor units if `unit` is a currency. */
  needs: number;
  /** A currency, `punches`, `points` or `visits`. */
  unit: string;
  /** A text for the checkout to show. */
  text: string;
}

/** The members below 0. */
export interface NegativeAnswer {
  /** How many. */
  members: number;
  /** Their total, in minor units. */
  amount: number;
}

/** A new key. `key` is shown only in this answer. */
export interface NewKeyAnswer {
  /** Goldlist's id. Treat it as opaque text. */
  id: string;
  /** The role. */
  role: "admin" | "pos" | "ecommerce" | "email" | "partner" | "auditor" | "representative" | "manager" | "operator";
  /** Its scopes. The scope an operation requires is its `x-scope`. */
  scopes: string[];
  /** The only store it acts for; null means every store. */
  store: string | null;
  /** The time of creation. */
  created_at: string;
  /** The expiry; null means never. */
  expires_at: string | null;
  /** The time of revocation, or null. */
  revoked_at: string | null;
  /** The limit of requests per second, on average over 10 seconds; null means no limit. */
  requests_per_second: number | null;
  /** The limit of points issued, and of points taken, per day; null means no limit. */
  points_per_day: number | null;
  /** The limit of credit issued, and of credit taken, per day, in minor units; null means no limit. */
  credit_per_day: number | null;
  /** Its name, or null. */
  name: string | null;
  /** The id of the person who uses it; null for no one in particular. */
  staff: string | null;
  /** The key that made it; null from a shell. */
  made_by: string | null;
  /** The key whose members it knows, which may be itself; null if it knows all members. */
  members_of: string | null;
  /** The time of its last use, to about a minute; null if never used. */
  last_used_at: string | null;
  /** The key itself, for the Authorization header. Save it: it cannot be shown again. */
  key: string;
}

/** A manual task. */
export interface NewTaskRequest {
  /** Your own name for the task. */
  external_id: string;
  /** The day by which it is to be done. */
  due_on: string;
  /** What is to be done. */
  text: string;
  /** The member that it is about; null for none. */
  member?: string | null;
  /** The person to do it; null: the managers' queue. */
  owner?: string | null;
}

/** The next band, what is missing to reach it, and the amount due then. */
export interface NextBandAnswer {
  /** The spend from which it applies, in minor units, or the units. */
  from: number;
  /** Its rate as a decimal text (`0.05` is 5 %); null if a band is an amount. */
  rate: string | null;
  /** The missing spend, in minor units, or the missing units. */
  needs: number;
  /**
   * The amount due for the whole period once the band is reached, in minor units; with a rate on units, of
   * the spend so far.
   */
  due_then: number;
}

/** The next higher tier, and what is missing to reach it. */
export interface NextTierAnswer {
  /** The id of the tier. */
  id: string;
  /** The display name. */
  name: string;
  /** The missing amount of the measure. */
  needs: number;
  /** The measure: `spend` in minor units, `points` earned, or `visits`. */
  measure: "spend" | "points" | "visits";
  /** The last day of the window in which it can be reached; null for a rolling window or a lifetime. */
  by: string | null;
}

/** A part of a document that a rehearsal leaves out. */
export interface NotCountedAnswer {
  /** The number of the document: 1 or 2. */
  document: number;
  /** Its place in the document, a JSON pointer. */
  pointer: string;
  /** The reason. */
  why: string;
}

/** A note about a member. */
export interface NoteAnswer {
  /** Goldlist's id. Treat it as opaque text. */
  id: string;
  /** Your own name for the note. */
  external_id: string;
  /** The words. */
  text: string;
  /** The id of the person of the key; null for no one in particular. */
  staff: string | null;
  /** The time of writing, by the programme's clock. */
  created_at: string;
}

/** A note. */
export interface NoteBody {
  /** Your own name for the note. */
  external_id: string;
  /** The words, for colleagues; deleted with the member. */
  text: string;
}

/** A page of notes, newest first. */
export interface NotesAnswer {
  /** What this page has. */
  data: NoteAnswer[];
  /** Send it as `cursor` to get the next page; null on the last one. */
  next_cursor: string | null;
}

/** The body of an operation without parameters: empty, or an empty object. */
export interface Nothing {
}

/** A remark about a purchase that somebody should look at, although it was recorded as sent. */
export interface NoticeAnswer {
  /**
   * Its subject: a JSON pointer into the request (`/vouchers/0`, or empty for all of it), or `coupon:<id>` or
   * `punches:<card>`.
   */
  what: string;
  /**
   * `price-not-reduced`: a voucher was named, but neither the basket nor any of its eligible lines has a
   * discount (vouchers may share one). `reward-over`: no voucher was issued, because its reward has expired.
   * `day-limit`: the punch card's limit per day was reached, so that fewer punches count. `history`: a past
   * sale, imported to count for tiers and statistics; it gives nothing.
   */
  code: string;
  /** The remark in words. */
  detail: string;
}

/** The events that announce what ends or comes soon. What is left out is not announced. */
export interface NoticesPart {
  /** `points.expiring` so many days before the last day of points: `[30, 7]`. */
  points_expiring_days?: number[];
  /** `voucher.expiring` so many days before the last day of a voucher. */
  voucher_expiring_days?: number[];
  /** `tier.ending` so many days before the last day of a tier that is not kept yet. */
  tier_ending_days?: number | null;
  /** `member.birthday` so many days before a birthday; 0 on the day itself. */
  birthday_days?: number | null;
  /** `reorder.due` so many days before a member is expected to buy an item again. */
  reorder_days?: number | null;
  /** `rebate.near` when no more than this part of the next band is missing: `0.10`. */
  rebate_near?: string | null;
}

/** A day of the year that means something to the member. 29 February is 1 March in other years. */
export interface OccasionRequest {
  /**
   * `birthday`; `joined` or `first_purchase`, from a year later on; or `metadata:<name>`, a note of the
   * member such as `05-31` (month and day).
   */
  kind: string;
  /** Only members with the occasion on this day. */
  on: string;
}

/** The cost as a share of sales, such as `0.0213`; null without sales. */
export interface OfSalesAnswer {
  /** The share of `cost_low`. */
  low: string | null;
  /** The share of `cost_high`. */
  high: string | null;
}

/** The code that has to be typed for a campaign. */
export interface OneCodePart {
  /** `one`: the same code for everybody. */
  kind: "one";
  /** The code, such as `SPRING-10`; case, dashes and blanks do not matter. */
  code: string;
}

/** An entry with the purchase behind it, and the rest of its lot. */
export interface OneEntryAnswer {
  /** Goldlist's id. Treat it as opaque text. */
  id: string;
  /** `points`, `credit`, `punches:<card>`, `rebate:<id>`, `expected:<rebate>` or `voucher:<reward>` */
  unit: string;
  /** The kind of change; more kinds may be added. */
  type: "earn" | "bonus" | "redeem" | "expire" | "reverse" | "adjust" | "accrue" | "settle" | "forfeit" | "transfer" | "donate";
  /** Signed: points, minor units, punches or vouchers. */
  amount: number;
  /** The id of the rule, bonus, card or rebate behind it, or null. */
  rule: string | null;
  /** The reason with its arithmetic, in words. */
  why: string;
  /** The part of the balance that changed, such as points with the same last day; empty if there are no parts. */
  lot: string;
  /** The event behind it; more causes may be added. */
  cause: "purchase" | "return" | "purchase_void" | "return_void" | "claim" | "activation" | "redemption" | "gift" | "revocation" | "transfer" | "hold" | "adjustment" | "merge" | "gift_card" | "enrolment" | "profile" | "time";
  /**
   * The id of the purchase, return, redemption, gift (of a voucher), revocation (of one), transfer, hold,
   * adjustment or merged member; the member of an enrolment or profile; for time, a day.
   */
  cause_id: string;
  /** The version of the programme that decided it. */
  program_version: number;
  /** The time of recording, by the programme's clock. */
  recorded_at: string;
  /** The id of the purchase that it is of, or whose goods were taken back; null without one. */
  purchase: string | null;
  /** The lot as it is now. */
  lot_now: LotNowAnswer;
}

/** The key of this request, with its permissions. */
export interface OwnKeyAnswer {
  /** Goldlist's id. Treat it as opaque text. */
  id: string;
  /** Its name, or null. */
  name: string | null;
  /** The role. */
  role: "admin" | "pos" | "ecommerce" | "email" | "partner" | "auditor" | "representative" | "manager" | "operator";
  /** Its scopes. The scope an operation requires is its `x-scope`. */
  scopes: string[];
  /** The only store it acts for; null means every store. */
  store: string | null;
  /** The expiry; null means never. */
  expires_at: string | null;
  /** The limit of requests per second, on average over 10 seconds; null means no limit. */
  requests_per_second: number | null;
  /** The limit of points issued, and of points taken, per day; null means no limit. */
  points_per_day: number | null;
  /** The limit of credit issued, and of credit taken, per day, in minor units; null means no limit. */
  credit_per_day: number | null;
  /** The key whose members it knows, which may be itself; null if it knows all members. */
  members_of: string | null;
  /** The id of the person who uses it; null for no one in particular. */
  staff: string | null;
  /** Whether its programme is a test programme. */
  test: boolean;
}

/** The owner of a member. */
export interface OwnerAnswer {
  /** The member's id, `mem_…`. */
  member: string;
  /** The id of the owner; null: nobody. */
  staff: string | null;
  /** The time since when, by the programme's clock, or null. */
  since: string | null;
  /** The owner, or the deputy while the owner is away or has left; null if there is neither. */
  contact: ContactAnswer | null;
}

/** The owner of a member. */
export interface OwnerRequest {
  /** The person who looks after the member; null: nobody. */
  staff: string | null;
}

/** A link to a customer's own page. */
export interface PageLinkAnswer {
  /**
   * The address of the page, shown only once. Anybody who has it sees the page. It begins with
   * `GOLDLIST_PUBLIC_URL`, or else with the host of the request.
   */
  url: string;
  /** When the link expires, by the real clock. */
  expires_at: string;
}

/** How long the link lasts, and whether earlier ones still open the page. */
export interface PageLinkRequest {
  /** The days until the link expires. Default: `90`. */
  days?: number;
  /** Whether earlier links of the member still open the page until they expire. Default: `false`. */
  keep_others?: boolean;
}

/** The concentration of spend among ranked members. Amounts in minor units. */
export interface ParetoAnswer {
  /** The id of the review. */
  review: string;
  /** The business day whose end it describes. */
  as_of: string;
  /** The programme's currency (ISO 4217). All amounts are in its minor units, such as pence. */
  currency: string;
  /** The measure. */
  measure: "spend" | "margin";
  /** The first business day that counts. */
  from: string;
  /** The last day with a visit. */
  to: string;
  /** The number of ranked members: those above 0. */
  members: number;
  /** Their total. */
  amount: number;
  /** The totals of the top 1, 5, 10, 20, 50 and 80 %. */
  top: TopAnswer[];
  /** The smallest number of members with half of it. */
  half: FewestAnswer;
  /** The smallest number of members with four fifths of it. */
  four_fifths: FewestAnswer;
  /** The totals of the top 0, 1, … 100 %: 101 sums, for a chart. */
  curve: number[];
  /** The members below 0, not included. */
  negative: NegativeAnswer;
  /** The spend of guests, not included. */
  guest_amount: number;
  /** The part of members' spend with a known margin; null without spend. */
  covered: string | null;
}

/** A period, by its first and last day. */
export interface PeriodAnswer {
  /** The first day. */
  from: string;
  /** The last day. */
  to: string;
}

/** The result of a ping. */
export interface PingAnswer {
  /** Whether the answer was 2xx, in time. */
  ok: boolean;
  /** The status of the answer; null without one. */
  status: number | null;
  /** The time it took. */
  milliseconds: number;
  /** The problem, such as `no-connection`. */
  problem: string | null;
}

/** A manual adjustment of points. */
export interface PointsAdjustedData {
  /** The member; absent for a guest. */
  member?: EventMember;
  /** The member's balances after it. */
  after?: EventAfter;
  /** What caused it. */
  cause?: EventCause;
  /** `points` */
  unit?: string;
  /** Signed. */
  amount?: number;
  /** The changes of balances, at most 50. */
  entries?: EventEntry[];
  /** Whether entries are left out. */
  more?: boolean;
}

/** The member's points: `balance` is the available ones less debt. */
export interface PointsAnswer {
  /** Available points less debt; negative with more debt than points. */
  balance: number;
  /** Pending points, earned but not yet available; not part of `balance`. */
  pending: number;
  /** Reserved by holds for checkouts. */
  held: number;
  /** Debt in points, after more were taken back than available; the next points pay it. Never negative. */
  debt: number;
  /** The points that expire, earliest first, without those that never do. */
  expiring: ExpiringAnswer[];
}

/** A lot. */
export interface PointsExpiredDataLots {
  /** Its first day. */
  available_on?: string | null;
  /** Its end. */
  expires_on?: string | null;
  /** Points. */
  points?: number;
}

/** Points expired. */
export interface PointsExpiredData {
  /** The member; absent for a guest. */
  member?: EventMember;
  /** The member's balances after it. */
  after?: EventAfter;
  /** What caused it. */
  cause?: EventCause;
  /** The points that expired. */
  points?: number;
  /** The lots that ended. */
  lots?: PointsExpiredDataLots[];
  /** The changes of balances, at most 50. */
  entries?: EventEntry[];
  /** Whether entries are left out. */
  more?: boolean;
}

/** Points will expire soon. */
export interface PointsExpiringData {
  /** The member; absent for a guest. */
  member?: EventMember;
  /** The member's balances after it. */
  after?: EventAfter;
  /** What caused it. */
  cause?: EventCause;
  /** The points that will expire. */
  points?: number;
  /** Their last day. */
  expires_on?: string;
  /** Days from the notice to the last day. */
  days?: number;
  /** The changes of balances, at most 50. */
  entries?: EventEntry[];
  /** Whether entries are left out. */
  more?: boolean;
}

/** A debt of points began. */
export interface PointsOwedData {
  /** The member; absent for a guest. */
  member?: EventMember;
  /** The member's balances after it. */
  after?: EventAfter;
  /** What caused it. */
  cause?: EventCause;
  /** The points owed. */
  debt?: number;
  /** The changes of balances, at most 50. */
  entries?: EventEntry[];
  /** Whether entries are left out. */
  more?: boolean;
}

/** How points are earned, expire and become debt. */
export interface PointsPart {
  /** The rules for earning points. They add up: a line that matches two rules earns from both. */
  earn?: EarnPart[];
  /**
   * The number of days before points are available: they can be spent from the day after the last of these.
   * Default: `0`.
   */
  pending_days?: number;
  /** When points expire. */
  expiry?: ExpiryPart;
  /**
   * What happens to points that a return takes back after they were spent: they become debt (`allow`) or are
   * written off (`write_off`). Default: `allow`.
   */
  on_debt?: "allow" | "write_off";
  /**
   * The worth of points in money: for rebates paid as points, and for payment with points, in multiples of
   * its `points`.
   */
  worth?: WorthPart | null;
  /** Whether amounts paid with points or credit also earn points and punches. Default: `false`. */
  earn_on_rewards?: boolean;
  /** Transfers of points between members. */
  transfer?: TransferPart;
}

/** A debt of points was paid. */
export interface PointsSettledData {
  /** The member; absent for a guest. */
  member?: EventMember;
  /** The member's balances after it. */
  after?: EventAfter;
  /** What caused it. */
  cause?: EventCause;
  /** The points owed: 0. */
  debt?: number;
  /** The changes of balances, at most 50. */
  entries?: EventEntry[];
  /** Whether entries are left out. */
  more?: boolean;
}

/** Points went from one member to another: an event for each. */
export interface PointsTransferredData {
  /** The member; absent for a guest. */
  member?: EventMember;
  /** The member's balances after it. */
  after?: EventAfter;
  /** What caused it. */
  cause?: EventCause;
  /** Signed. */
  points?: number;
  /** The id of the other member. */
  other?: string;
  /** The changes of balances, at most 50. */
  entries?: EventEntry[];
  /** Whether entries are left out. */
  more?: boolean;
}

/** Which members the group `premium` has. */
export interface PremiumPart {
  /** The ids of tiers. */
  levels: string[];
}

/** An error (RFC 9457). Decide by `retry`: `no`, `same` (send the same request again now) or `later`. */
export interface ProblemAnswer {
  /** The kind of problem, for programs; the address of a page that explains it. */
  type: string;
  /** The kind of problem in a few words. */
  title: string;
  /** The HTTP status. */
  status: number;
  /** Details of this case, for people. They never repeat the request's content. */
  detail: string;
  /** The `Request-Id` of the answer; quote it in support requests. */
  request_id: string;
  /**
   * Whether to retry: `no`, this request cannot succeed; `same`, send the same request again now; `later`,
   * send it again after `Retry-After`.
   */
  retry: "no" | "same" | "later";
  /** The faults, each with its place; empty if there is no place to name. */
  errors: FaultAnswer[];
}

/** A refused item. */
export interface ProblemResultAnswer {
  /** The HTTP status of the item in a single answer. */
  status: number;
  /** The problem, as in a single answer. */
  problem: ProblemAnswer;
}

/** A version of the programme was published. */
export interface ProgramPublishedData {
  /** What caused it. */
  cause?: EventCause;
  /** The version. */
  version?: number;
}

/** A programme document; answers include its version number, requests may. */
export interface ProgramVersion {
  /** The name of the programme. */
  name: string;
  /** The only currency (ISO 4217). It cannot change. */
  currency: string;
  /** The IANA time zone of the business day, such as `Europe/London`. It cannot change. */
  time_zone: string;
  /**
   * The hour at which a business day starts, from `00:00` to `11:00`: with `04:00`, a purchase at 02:30
   * belongs to the day before. It cannot change. Default: `00:00`.
   */
  day_starts?: string;
  /** The stores in another time zone. All effects of time remain at the start of the programme's day. */
  stores?: StorePart[];
  /**
   * The country (ISO 3166-1, such as `GB`) of phone numbers without a country code; null means that a number
   * is found only in the form it was given.
   */
  default_country?: string | null;
  /** How tax is treated; null means that only prices count, as they are sent. */
  tax?: TaxPart | null;
  /** How points are earned and when they expire. */
  points?: PointsPart;
  /** The tiers; null for a programme without tiers. */
  tiers?: TiersPart | null;
  /** Tiers by rank, such as for the top 10 % of all members. */
  ladders?: LadderPart[];
  /** Points for joining, for birthdays, and for complete profiles. */
  bonuses?: BonusPart[];
  /** Punch cards; a full card issues a voucher. */
  punch_cards?: PunchCardPart[];
  /** Vouchers that a purchase issues for later purchases. */
  coupons?: CouponPart[];
  /** Money back on the spend of a period. */
  rebates?: RebatePart[];
  /** The rewards that vouchers are issued for. */
  rewards?: RewardPart[];
  /** How baskets are quoted, and which discounts combine. */
  checkout?: CheckoutPart;
  /** Multiplied points or discounts for some purchases during some time. */
  campaigns?: CampaignPart[];
  /** Grades of customers, and the changes to list. */
  insights?: InsightsPart;
  /** Groups of members, decided by conditions at every review. */
  segments?: SegmentPart[];
  /** For what members are contacted, and what that requires. */
  contacts?: ContactsPart;
  /** Events that announce what ends or comes soon. */
  notices?: NoticesPart;
  /** The tasks that follow from reviews of customers. */
  tasks?: TasksPart;
  /** Gift cards with a balance; null means that none are issued. Those issued before can be spent. */
  gift_cards?: GiftCardsPart | null;
  /** A control group, to measure the effect of campaigns and other offers; null means none. */
  holdout?: HoldoutPart | null;
  /** The version number; ignored in requests. */
  version?: number | null;
}

/** The parts of the programme that the shop system gets. */
export interface PublishPart {
  /** Whether vouchers of an amount or a percentage become codes of the shop, for one use. Default: `false`. */
  vouchers?: boolean;
  /** Whether the customers of the shop get their points and tier. Default: `false`. */
  status?: boolean;
}

/** A punch card. */
export interface PunchCardAnswer {
  /** The id of the card. */
  id: string;
  /** The display name. */
  name: string;
  /**
   * The punches on the card, head start included; negative only if more were taken back than available. If
   * the voucher of a full card was used before its goods were returned, the card shows the remaining punches,
   * and filling it again issues no second voucher.
   */
  punches: number;
  /** The punches that fill it. */
  of: number;
  /** The number of times it was filled; each time a voucher was issued. */
  completed: number;
  /** The punches on the current card that expire, earliest first. */
  expiring: ExpiringPunchesAnswer[];
}

/** A punch card was filled. */
export interface PunchCardCompletedData {
  /** The member; absent for a guest. */
  member?: EventMember;
  /** The member's balances after it. */
  after?: EventAfter;
  /** What caused it. */
  cause?: EventCause;
  /** The card. */
  punch_card?: EventPunchCard;
}

/** A punch card: collect a number of punches, get the reward. */
export interface PunchCardPart {
  /** Your name for the card. */
  id: string;
  /** The display name. */
  name: string;
  /** What earns a punch: each matching item, each visit, or every full `per` of spend. It cannot change. */
  counts: "items" | "visits" | "spend";
  /** Selects the lines that count; null means all. */
  match?: MatchPart | null;
  /** The number of punches that fill the card. It cannot change. */
  punches: number;
  /** The punches on every new card; fewer than `punches`. It cannot change. Default: `0`. */
  head_start?: number;
  /** The id of the reward; a full card issues a voucher for it. */
  reward: string;
  /** For `spend`: the matching spend for one punch, in minor units. */
  per?: number | null;
  /** For `visits`: the minimum matching spend of a visit, in minor units. Default: `0`. */
  min_spend?: number;
  /** The maximum punches per purchase; null means no limit. */
  max_per_purchase?: number | null;
  /**
   * The maximum punches per business day, for all purchases of it together; null means no limit. A change
   * applies from the next day.
   */
  max_per_day?: number | null;
  /** The number of months that a punch is valid, from the day of its purchase; null means without limit. */
  expires_after_months?: number | null;
}

/** A return emptied a punch card that had been filled. */
export interface PunchCardUndoneData {
  /** The member; absent for a guest. */
  member?: EventMember;
  /** The member's balances after it. */
  after?: EventAfter;
  /** What caused it. */
  cause?: EventCause;
  /** The card. */
  punch_card?: EventPunchCard;
}

/** Pending points of a purchase became available early. */
export interface PurchaseActivatedData {
  /** The member; absent for a guest. */
  member?: EventMember;
  /** The member's balances after it. */
  after?: EventAfter;
  /** What caused it. */
  cause?: EventCause;
  /** The purchase. */
  purchase?: EventPurchase;
  /** Parts that could not be granted. */
  shortfalls?: Record<string, unknown>[];
  /** The changes of balances, at most 50. */
  entries?: EventEntry[];
  /** Whether entries are left out. */
  more?: boolean;
  /** The path of the record. */
  href?: string;
}

/** A purchase as recorded, with everything it earned. */
export interface PurchaseAnswer {
  /** Goldlist's id. Treat it as opaque text. */
  id: string;
  /** Your own name for it; null if the request was named by an Idempotency-Key instead. */
  external_id: string | null;
  /** The member's id, `mem_…`; null for a guest. */
  member: string | null;
  /** `recorded`; `partly_returned` or `returned` after returns; `voided`. */
  status: "recorded" | "partly_returned" | "returned" | "voided";
  /** The time of the sale at the till. */
  occurred_at: string;
  /** The time of recording, by the programme's clock. */
  recorded_at: string;
  /** The local day of `occurred_at` in the programme's time zone. It decides periods and windows. */
  business_date: string;
  /** The amount paid in minor units, after all discounts. */
  net: number;
  /** The tax on `net`, in minor units; omitted if no line states any. */
  tax?: number | null;
  /** The programme's currency (ISO 4217). All amounts are in its minor units, such as pence. */
  currency: string;
  /** The version of the programme that decided it. */
  program_version: number;
  /** The payment with points, credit and gift cards, if any. */
  spent?: SpentAnswer | null;
  /** The discounts of its quote, if any. */
  discounts?: DiscountAnswer[] | null;
  /** The campaigns that applied; omitted if none did. */
  campaigns?: AppliedCampaignAnswer[];
  /** The vouchers it issued, oldest first. */
  vouchers_issued: VoucherAnswer[];
  /** The parts that could not be granted; empty unless `already_paid`. */
  shortfalls: ShortfallAnswer[];
  /** Remarks that somebody should look at; omitted if there are none. */
  notices?: NoticeAnswer[];
  /** The member's balances right after it, for the receipt; null for a guest. */
  after: AfterAnswer | null;
  /** Everything it earned, in order; empty for a guest. */
  entries: EntryAnswer[];
}

/** A guest's purchase became a member's. */
export interface PurchaseClaimedData {
  /** The member; absent for a guest. */
  member?: EventMember;
  /** The member's balances after it. */
  after?: EventAfter;
  /** What caused it. */
  cause?: EventCause;
  /** The purchase. */
  purchase?: EventPurchase;
  /** Parts that could not be granted. */
  shortfalls?: Record<string, unknown>[];
  /** The changes of balances, at most 50. */
  entries?: EventEntry[];
  /** Whether entries are left out. */
  more?: boolean;
  /** The path of the record. */
  href?: string;
}

/** A purchase in its present state, without entries and returns. */
export interface PurchaseInListAnswer {
  /** Goldlist's id. Treat it as opaque text. */
  id: string;
  /** Your own name for it; null if the request was named by an Idempotency-Key instead. */
  external_id: string | null;
  /** The member's id, `mem_…`; null for a guest. */
  member: string | null;
  /** `recorded`; `partly_returned` or `returned` after returns; `voided`. */
  status: "recorded" | "partly_returned" | "returned" | "voided";
  /** The time of the sale at the till. */
  occurred_at: string;
  /** The time of recording, by the programme's clock. */
  recorded_at: string;
  /** The local day of `occurred_at` in the programme's time zone. It decides periods and windows. */
  business_date: string;
  /** The amount paid in minor units, after all discounts. */
  net: number;
  /** The tax on `net`, in minor units; omitted if no line states any. */
  tax?: number | null;
  /** The programme's currency (ISO 4217). All amounts are in its minor units, such as pence. */
  currency: string;
  /** The version of the programme that decided it. */
  program_version: number;
  /** The payment with points, credit and gift cards, if any. */
  spent?: SpentAnswer | null;
  /** The discounts of its quote, if any. */
  discounts?: DiscountAnswer[] | null;
  /** The campaigns that applied; omitted if none did. */
  campaigns?: AppliedCampaignAnswer[];
  /** The vouchers it issued, oldest first. */
  vouchers_issued: VoucherAnswer[];
  /** The parts that could not be granted; empty unless `already_paid`. */
  shortfalls: ShortfallAnswer[];
  /** Remarks that somebody should look at; omitted if there are none. */
  notices?: NoticeAnswer[];
  /** The member's balances right after it, for the receipt; null for a guest. */
  after: AfterAnswer | null;
  /** The store; a key limited to a store fills it in. Null if unknown. */
  store: string | null;
  /** The channel, such as `pos` or `web`; rules can match it. Null if unknown. */
  channel: string | null;
  /** The lines of the basket, in the order of the request. */
  lines: PurchaseLineAnswer[];
  /** The discount on the whole basket, in minor units, besides those of the lines. */
  discount: number;
  /** The codes of the vouchers handed in; null for a key without the scope `vouchers:read`. */
  vouchers: string[] | null;
  /** Your own notes: up to 20 texts by name. They are stored and returned, without any effect. */
  metadata: Record<string, string>;
  /** The returned part of `net`, in minor units. */
  returned_net: number;
  /** The day of its activation, or null. */
  activated_on: string | null;
}

/**
 * A line of a purchase, or of a return without receipt.
 *
 * `share` is its value after its part of the basket discount; vouchers paid for `freed` units.
 */
export interface PurchaseLineAnswer {
  /** The number of the line, from 1; returns refer to it. */
  line: number;
  /** The article, for rules to match; null if unknown. */
  sku: string | null;
  /** The category, for rules to match; `/` separates levels. Null if unknown. */
  category: string | null;
  /** The number of units; for goods by weight or length a decimal text with three places. */
  quantity: number | string;
  /** The price of one unit, in minor units. */
  unit_price: number;
  /** The discount on the whole line, in minor units. */
  discount: number;
  /** The line's value after its part of the basket discount, in minor units. */
  share: number;
  /** The number of units paid with vouchers for a free item; they earn no punches. */
  freed: number;
  /** Whether it sells a gift card, which no rule counts. */
  gift_card: boolean;
  /** The tax on its share, in minor units; null if unknown. */
  tax: number | null;
}

/** A purchase was recorded; a guest's has no subject. */
export interface PurchaseRecordedData {
  /** The member; absent for a guest. */
  member?: EventMember;
  /** The member's balances after it. */
  after?: EventAfter;
  /** What caused it. */
  cause?: EventCause;
  /** The purchase. */
  purchase?: EventPurchase;
  /** Parts that could not be granted. */
  shortfalls?: Record<string, unknown>[];
  /** The changes of balances, at most 50. */
  entries?: EventEntry[];
  /** Whether entries are left out. */
  more?: boolean;
  /** The path of the record. */
  href?: string;
}

/** A purchase as paid: its lines include every discount. */
export interface PurchaseRequest {
  /** Your own name for it. Required unless you send the header Idempotency-Key. */
  external_id?: string | null;
  /** The member; null for a guest. */
  member?: string | null;
  /** The time of the sale at the till. */
  occurred_at: string;
  /** The store; a key limited to a store fills it in. Null if unknown. */
  store?: string | null;
  /** The channel, such as `pos` or `web`; rules can match it. Null if unknown. */
  channel?: string | null;
  /** The programme's currency (ISO 4217). All amounts are in its minor units, such as pence. */
  currency: string;
  /** The lines of the basket, in the order of the request. */
  lines: LineRequest[];
  /** The discount on the whole basket, in minor units. Default: `0`. */
  discount?: number;
  /** If set, it must equal the total of the lines. */
  total?: number | null;
  /** Enrol an unknown `ext:` or `card:`. Default: `false`. */
  enrol?: boolean;
  /** The codes of the vouchers used, in any case, with or without dashes and blanks. */
  vouchers?: string[];
  /** Points to pay part of the basket with, in multiples of the programme's `worth`. Default: `0`. */
  points_to_spend?: number;
  /** Credit to pay part of the basket with, in minor units. Default: `0`. */
  credit_to_spend?: number;
  /** Gift cards to pay with, in this order, by members and guests; requires the scope `gift_cards:redeem`. */
  gift_cards?: GiftCardToPay[];
  /** A quote to book exactly as shown, with its lines and prices (`quo_…`). */
  quote?: string | null;
  /** A hold to capture (`hld_…`): everything it reserves, or the parts that the purchase names. */
  hold?: string | null;
  /** An offline till's sale, always recorded, if necessary as a guest's; see `shortfalls`. Default: `false`. */
  already_paid?: boolean;
  /** Your own notes: up to 20 texts by name. They are stored and returned, without any effect. */
  metadata?: Record<string, string>;
}

/** A purchase, recorded now (201) or before (200). */
export interface PurchaseResultAnswer {
  /** 201 if recorded now, 200 if recorded before. */
  status: number;
  /** The purchase, as in a single answer; without `entries` for `brief`. */
  purchase: PurchaseAnswer | BriefPurchaseAnswer;
}

/** A purchase was voided. */
export interface PurchaseVoidedData {
  /** The member; absent for a guest. */
  member?: EventMember;
  /** The member's balances after it. */
  after?: EventAfter;
  /** What caused it. */
  cause?: EventCause;
  /** The purchase. */
  purchase?: EventPurchase;
  /** Parts that could not be granted. */
  shortfalls?: Record<string, unknown>[];
  /** The changes of balances, at most 50. */
  entries?: EventEntry[];
  /** Whether entries are left out. */
  more?: boolean;
  /** The path of the record. */
  href?: string;
}

/** A purchase in its present state. */
export interface PurchaseWithReturnsAnswer {
  /** Goldlist's id. Treat it as opaque text. */
  id: string;
  /** Your own name for it; null if the request was named by an Idempotency-Key instead. */
  external_id: string | null;
  /** The member's id, `mem_…`; null for a guest. */
  member: string | null;
  /** `recorded`; `partly_returned` or `returned` after returns; `voided`. */
  status: "recorded" | "partly_returned" | "returned" | "voided";
  /** The time of the sale at the till. */
  occurred_at: string;
  /** The time of recording, by the programme's clock. */
  recorded_at: string;
  /** The local day of `occurred_at` in the programme's time zone. It decides periods and windows. */
  business_date: string;
  /** The amount paid in minor units, after all discounts. */
  net: number;
  /** The tax on `net`, in minor units; omitted if no line states any. */
  tax?: number | null;
  /** The programme's currency (ISO 4217). All amounts are in its minor units, such as pence. */
  currency: string;
  /** The version of the programme that decided it. */
  program_version: number;
  /** The payment with points, credit and gift cards, if any. */
  spent?: SpentAnswer | null;
  /** The discounts of its quote, if any. */
  discounts?: DiscountAnswer[] | null;
  /** The campaigns that applied; omitted if none did. */
  campaigns?: AppliedCampaignAnswer[];
  /** The vouchers it issued, oldest first. */
  vouchers_issued: VoucherAnswer[];
  /** The parts that could not be granted; empty unless `already_paid`. */
  shortfalls: ShortfallAnswer[];
  /** Remarks that somebody should look at; omitted if there are none. */
  notices?: NoticeAnswer[];
  /** The member's balances right after it, for the receipt; null for a guest. */
  after: AfterAnswer | null;
  /** The store; a key limited to a store fills it in. Null if unknown. */
  store: string | null;
  /** The channel, such as `pos` or `web`; rules can match it. Null if unknown. */
  channel: string | null;
  /** The lines of the basket, in the order of the request. */
  lines: PurchaseLineAnswer[];
  /** The discount on the whole basket, in minor units, besides those of the lines. */
  discount: number;
  /** The codes of the vouchers handed in; null for a key without the scope `vouchers:read`. */
  vouchers: string[] | null;
  /** Your own notes: up to 20 texts by name. They are stored and returned, without any effect. */
  metadata: Record<string, string>;
  /** The returned part of `net`, in minor units. */
  returned_net: number;
  /** The day of its activation, or null. */
  activated_on: string | null;
  /** The first day on which its points are available; null if they were never pending. */
  available_on: string | null;
  /** For a voided purchase: the customer's refund; else null. */
  given_back: GivenBackAnswer | null;
  /** Everything it earned, in order; empty for a guest. */
  entries: EntryAnswer[];
  /** All its returns, oldest first, including undone ones; voiding a purchase makes one of kind `void`. */
  returns: ReturnAnswer[];
}

/** A page of purchases, latest sale first. */
export interface PurchasesAnswer {
  /** What this page has. */
  data: PurchaseInListAnswer[];
  /** Send it as `cursor` to get the next page; null on the last one. */
  next_cursor: string | null;
}

/** How often a member is contacted over a channel at most. */
export interface PurposeCapPart {
  /** The most contacts. */
  max: number;
  /** On so many business days in a row, the present one included. */
  days: number;
  /** The channel. */
  channel: "email" | "sms" | "phone" | "post" | "push";
}

/** A purpose of contacts. */
export interface PurposePart {
  /** Its id. `honours` and `share` are taken. */
  id: string;
  /**
   * The bases of consents, of which a member's must have one. Empty: members may be contacted until they
   * object.
   */
  needs?: ("consent" | "soft_opt_in" | "contract")[];
  /** How often a member is contacted for this purpose at most, by channel. */
  caps?: PurposeCapPart[];
}

/** The measure that decides the tier, over its window. */
export interface QualifyingAnswer {
  /** The measure: `spend` in minor units, `points` earned, or `visits`. */
  measure: "spend" | "points" | "visits";
  /** The measure within the window; may be negative after returns. */
  amount: number;
  /** The first day that counts; null if everything counts. */
  from: string | null;
  /** The last day that counts: today. */
  to: string;
}

/** The price and earnings of a basket, valid until it expires. */
export interface QuoteAnswer {
  /** Goldlist's id. Treat it as opaque text. */
  id: string;
  /** The member's id, `mem_…`; null for a guest. */
  member: string | null;
  /** The end of its validity, by the programme's clock. */
  expires_at: string;
  /** The programme's currency (ISO 4217). All amounts are in its minor units, such as pence. */
  currency: string;
  /** The version of the programme that decided it. */
  program_version: number;
  /** The lines of the basket, in the order of the request. */
  lines: QuotedLineAnswer[];
  /** The total without any of the discounts. */
  total_before: number;
  /** The total with them: the purchase's `net`. */
  total: number;
  /** The tax on `total`, in minor units; null if no line states any. See the programme's `tax`. */
  tax: number | null;
  /** The part paid with points, credit and gift cards. */
  paid_with: SpentAnswer;
  /** The amount due in money, in minor units, with the tax where prices are without it. */
  to_pay: number;
  /** All discounts, in order of application. */
  discounts: UsedAnswer[];
  /** The vouchers that the purchase would use up. */
  vouchers_applied: VoucherAppliedAnswer[];
  /** The vouchers and campaigns considered but not used. */
  rejected: RejectedAnswer[];
  /** The number of others not used: at most 50 are listed. */
  rejected_more: number;
  /** Whether every combination was considered, or there were too many. */
  search: "exact" | "stopped";
  /** Every change of a balance that the purchase would cause. */
  would_earn: QuotedEntryAnswer[];
  /** The rewards within reach, nearest first. */
  near: NearAnswer[];
  /** The member's balances right after it, for the receipt; null for a guest. */
  after: AfterAnswer | null;
}

/** A basket before payment, at shop prices. */
export interface QuoteRequest {
  /** The member; null for a guest. */
  member?: string | null;
  /** The time of the purchase; now by default. */
  occurred_at?: string | null;
  /** The store; a key limited to a store fills it in. Null if unknown. */
  store?: string | null;
  /** The channel, such as `pos` or `web`; rules can match it. Null if unknown. */
  channel?: string | null;
  /** The programme's currency (ISO 4217). All amounts are in its minor units, such as pence. */
  currency: string;
  /** The lines of the basket, in the order of the request. */
  lines: LineRequest[];
  /** The discount on the whole basket, in minor units. Default: `0`. */
  discount?: number;
  /** If set, it must equal the total of the lines. */
  total?: number | null;
  /** The codes of the vouchers to consider; `[]` for none. By default, all usable vouchers of the member. */
  vouchers?: string[] | null;
  /** The codes that the customer types for campaigns. */
  codes?: string[] | null;
  /** Points to pay part of the basket with, in multiples of the programme's `worth`. Default: `0`. */
  points_to_spend?: number;
  /** Credit to pay part of the basket with, in minor units. Default: `0`. */
  credit_to_spend?: number;
  /** Gift cards to pay with, in this order, by members and guests; requires the scope `gift_cards:redeem`. */
  gift_cards?: GiftCardToPay[];
}

/** A change of a balance that the purchase would cause. */
export interface QuotedEntryAnswer {
  /** The unit: `points`, `credit`, `punches:<card>`, `rebate:<id>` or `voucher:<reward>`. */
  unit: string;
  /** The kind of change, as in the ledger. */
  type: string;
  /** Signed: points, minor units, punches or vouchers. */
  amount: number;
  /** The rule behind it, or null. */
  rule: string | null;
  /** The reason with its arithmetic, in words. */
  why: string;
}

/** A line as it would be sold. */
export interface QuotedLineAnswer {
  /** The number of the line, from 1. */
  line: number;
  /** The article, for rules to match; null if unknown. */
  sku: string | null;
  /** The category, for rules to match; `/` separates levels. Null if unknown. */
  category: string | null;
  /** The number of units; for goods by weight or length a decimal text with three places. */
  quantity: number | string;
  /** The price of one unit, in minor units. */
  unit_price: number;
  /** The discount on the whole line in the request, in minor units. */
  discount: number;
  /** The discounts on the line, in order of application. */
  discounts: UsedOnLineAnswer[];
  /** The price to pay for it, in minor units. */
  net: number;
  /** The tax on `net`, in minor units; null if the request states none. */
  tax: number | null;
}

/** A tier of a rank ladder. */
export interface RankLevelAnswer {
  /** The id of the tier. */
  id: string;
  /** The display name. */
  name: string;
  /** Other privileges of the tier, as short names that your own systems understand. */
  privileges: string[];
}

/** A tier for the top `share` of all members, kept while within `stay_share`. */
export interface RankLevelPart {
  /** Your name for the tier. */
  id: string;
  /** The display name. */
  name: string;
  /** The top share of all members that reaches the tier, as a decimal text (`0.10` is the top 10 %). */
  share: string;
  /** The share within which a member keeps the tier, to avoid frequent changes; null means `share`. */
  stay_share?: string | null;
  /** Other privileges of the tier, as short names that your own systems understand. */
  privileges?: string[];
}

/** A reason, and how often it was given. */
export interface ReasonCountAnswer {
  /** The reason; null for tasks closed without one. */
  reason: string | null;
  /** The number of tasks. */
  tasks: number;
}

/** A rebate's period: spend and amount due, in minor units. */
export interface RebateAfterAnswer {
  /** Matching spend of the period less returns, in minor units; may be negative. */
  spend: number;
  /** The amount due on the spend, in minor units; never negative, and always current. */
  due: number;
}

/** A rebate in its current period, in minor units. */
export interface RebateAnswer {
  /** The id of the rebate. */
  id: string;
  /** The display name. */
  name: string;
  /** The days of the period. */
  period: PeriodAnswer;
  /** Matching spend of the period less returns, in minor units; may be negative. */
  spend: number;
  /**
   * Matching units of the period less returns, for a rebate by quantity; a decimal text where goods by weight
   * or length leave part of a unit. Null for other rebates.
   */
  quantity: number | string | null;
  /** The rate of the band reached, as a decimal text (`0.02` is 2 %), or null. */
  rate: string | null;
  /** The amount due on the spend, in minor units; never negative, and always current. */
  due: number;
  /** The paid part of `due`, as credit, points or vouchers, in minor units; more than `due` if overpaid. */
  paid: number;
  /** The next higher band; null in the highest. */
  next_band: NextBandAnswer | null;
}

/** The spend of a period fell to a lower band of a rebate. */
export interface RebateBandLostData {
  /** The member; absent for a guest. */
  member?: EventMember;
  /** The member's balances after it. */
  after?: EventAfter;
  /** What caused it. */
  cause?: EventCause;
  /** The rebate. */
  rebate?: EventRebate;
  /** A band of the rebate. */
  band?: EventBand;
  /** A band of the rebate. */
  next_band?: EventBand;
}

/** The spend of a period reached a higher band of a rebate. */
export interface RebateBandReachedData {
  /** The member; absent for a guest. */
  member?: EventMember;
  /** The member's balances after it. */
  after?: EventAfter;
  /** What caused it. */
  cause?: EventCause;
  /** The rebate. */
  rebate?: EventRebate;
  /** A band of the rebate. */
  band?: EventBand;
  /** A band of the rebate. */
  next_band?: EventBand;
}

/** Little is missing to the next band of a rebate. */
export interface RebateNearData {
  /** The member; absent for a guest. */
  member?: EventMember;
  /** The member's balances after it. */
  after?: EventAfter;
  /** What caused it. */
  cause?: EventCause;
  /** The rebate. */
  rebate?: EventRebate;
  /** A band of the rebate. */
  next_band?: EventBand;
}

/** A rebate: money back on the spend of a period. */
export interface RebatePart {
  /** Your name for the rebate. */
  id: string;
  /** The display name. */
  name: string;
  /** The period over which spend is summed. It cannot change. */
  period: "month" | "quarter" | "half_year" | "year";
  /**
   * The month in which a year begins: with 4, quarters begin in April, July, October and January. It cannot
   * change. Default: `1`.
   */
  starts_month?: number;
  /**
   * The rate of the highest band on the whole spend (`retroactive`), each slice at its own rate (`marginal`),
   * one amount (`lump_sum`), an amount for every full `per` (`per_multiple`), or a rate for growth over the
   * year before (`growth`). It cannot change.
   */
  method: "retroactive" | "marginal" | "lump_sum" | "per_multiple" | "growth";
  /**
   * What bands and `per` count: the matching spend, or the matching units with a price above 0. Not for
   * `growth`. It cannot change. Default: `spend`.
   */
  measure?: "spend" | "quantity";
  /** The maximum amount due for a period, in minor units; null means no limit. */
  cap?: number | null;
  /**
   * The rate at which the liability report accrues the spend of a period, beside the amount due, as a decimal
   * text (`0.02` is 2 %); null means no accrual.
   */
  expected_rate?: string | null;
  /**
   * Whether the amount due is paid with each purchase, or after the end of the period. It cannot change.
   * Default: `at_once`.
   */
  pay?: "at_once" | "at_period_end";
  /**
   * The form of payment. A `voucher` at once requires a lump sum or multiples, a `statement` payment at the
   * end of the period. It cannot change. Default: `credit`.
   */
  as?: "credit" | "points" | "voucher" | "statement";
  /** Selects the lines that count; null means all. */
  match?: MatchPart | null;
  /** The bands, lowest first; not for `per_multiple`. */
  bands?: BandPart[];
  /** For `per_multiple`: the matching spend, in minor units, or the matching units. */
  per?: number | null;
  /** For `per_multiple`: the amount due for every full `per`, in minor units. */
  amount?: number | null;
  /** The number of days between the end of a period and its settlement. Default: `0`. */
  grace_days?: number;
  /** For `growth`: whether the rate applies to the whole spend or to the growth only. Default: `spend`. */
  on?: "spend" | "growth";
}

/** A rebate in one period, in minor units. */
export interface RebatePeriodAnswer {
  /** The id of the rebate. */
  id: string;
  /** The display name. */
  name: string;
  /** The days of the period. */
  period: PeriodAnswer;
  /** The programme's currency (ISO 4217). All amounts are in its minor units, such as pence. */
  currency: string;
  /** Matching spend of the period less returns, in minor units; may be negative. */
  spend: number;
  /**
   * Matching units of the period less returns, for a rebate by quantity; a decimal text where goods by weight
   * or length leave part of a unit. Null for other rebates.
   */
  quantity: number | string | null;
  /** The rate of the band reached, as a decimal text (`0.02` is 2 %), or null. */
  rate: string | null;
  /** The amount due on the spend, in minor units; never negative, and always current. */
  due: number;
  /** The paid part of `due`, as credit, points or vouchers, in minor units; more than `due` if overpaid. */
  paid: number;
  /** The time of the period's settlement; null before it, and if nothing was paid. */
  settled_at: string | null;
}

/** Every period with spend or an amount due. */
export interface RebatePeriodsAnswer {
  /** What this page has. */
  data: RebatePeriodAnswer[];
  /** Send it as `cursor` to get the next page; null on the last one. */
  next_cursor: string | null;
}

/** A rebate was paid at the end of its period. */
export interface RebateSettledData {
  /** The member; absent for a guest. */
  member?: EventMember;
  /** The member's balances after it. */
  after?: EventAfter;
  /** What caused it. */
  cause?: EventCause;
  /** The rebate. */
  rebate?: EventRebate;
}

/** A redemption, with the reward granted. */
export interface RedemptionAnswer {
  /** Goldlist's id. Treat it as opaque text. */
  id: string;
  /** Your own name for it; null if the request was named by an Idempotency-Key instead. */
  external_id: string | null;
  /** The member's id, `mem_…`; null for a guest. */
  member: string;
  /** The id of the reward, or of the rebate that pays by vouchers. */
  reward: string;
  /** The price paid in points. */
  points: number;
  /** The programme's currency (ISO 4217). All amounts are in its minor units, such as pence. */
  currency: string;
  /** The time of recording, by the programme's clock. */
  recorded_at: string;
  /** The voucher to use later; null if the reward was granted immediately. */
  voucher: VoucherAnswer | null;
  /** Every change of a balance that resulted, in order. */
  entries: EntryAnswer[];
  /** The member's balances right after it, for the receipt; null for a guest. */
  after: AfterAnswer;
}

/** A redemption of points for a reward. */
export interface RedemptionRequest {
  /** Your own name for it. Required unless you send the header Idempotency-Key. */
  external_id?: string | null;
  /** `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>/<customer>`. */
  member: string;
  /** The id of a reward with a `points_price`. */
  reward: string;
}

/** A rehearsal, and once it is done, its results. */
export interface RehearsalAnswer {
  /** Goldlist's id. Treat it as opaque text. */
  id: string;
  /** Your own name for it. */
  external_id: string | null;
  /** Its present status. */
  status: "running" | "done" | "failed";
  /** Its progress. */
  progress: RehearsalProgressAnswer;
  /** The instant up to which records count, by the programme's clock. */
  known_at: string;
  /** A hash of the documents, the days and all records read so far: equal input, equal hash. */
  inputs_hash: string;
  /** The first business day. */
  from: string;
  /** The last business day. */
  to: string;
  /** The months before the first day that fill windows and periods. */
  warm_up_months: number;
  /** How points and vouchers are spent. */
  spend_points: "none" | "as_recorded" | "when_enough";
  /** The share of members; null for all. */
  sample: string | null;
  /** The number of members with results; 0 until it is done. */
  members: number;
  /** Parts of the documents that depend on all members together. */
  not_counted: NotCountedAnswer[];
  /** The assumptions, in words; empty until it is done. */
  assumes: string[];
  /** The results; empty until it is done. */
  documents: RehearsedDocumentAnswer[];
  /** Two documents side by side; null for one. */
  compared: ComparisonAnswer | null;
}

/** The progress of a rehearsal. */
export interface RehearsalProgressAnswer {
  /** The number of members handled. */
  done: number;
  /** The number of members to handle. */
  of: number;
}

/** A page of rehearsals, newest first. */
export interface RehearsalsAnswer {
  /** What this page has. */
  data: ListedRehearsalAnswer[];
  /** Send it as `cursor` to get the next page; null on the last one. */
  next_cursor: string | null;
}

/** The results of one document. */
export interface RehearsedDocumentAnswer {
  /** The number of the published version; null for a draft. */
  version: number | null;
  /** All members, or those of the sample. */
  total: FiguresAnswer;
  /** The figures of a sample scaled up to all members; null without one. */
  scaled: FiguresAnswer | null;
  /** By grade, the best first. */
  grades: GradeFiguresAnswer[];
  /** By tier at the end, the lowest first. */
  levels: LevelCountAnswer[];
}

/** A member's results. */
export interface RehearsedMemberAnswer {
  /** The member's id, `mem_…`. */
  member: string;
  /** Your own name for the member, or null. */
  external_id: string | null;
  /** The grade as of the last day. */
  grade: string;
  /** The measure of the grade, in minor units. */
  measure: number;
  /** The value received (`cost_high`) with each document. */
  received: number[];
  /** The tier at the end with each document; null for none. */
  levels: (string | null)[];
  /** The value received with the second document less the first; with one, all of it. */
  difference: number;
}

/** A page of members with their results. */
export interface RehearsedMembersAnswer {
  /** What this page has. */
  data: RehearsedMemberAnswer[];
  /** Send it as `cursor` to get the next page; null on the last one. */
  next_cursor: string | null;
}

/** Points: `issued - spent - expired = outstanding`. */
export interface RehearsedPointsAnswer {
  /** Points issued, less those reversed by returns. */
  issued: number;
  /** Points spent. */
  spent: number;
  /** Points expired. */
  expired: number;
  /** Points left at the end. */
  outstanding: number;
  /** The worth of these in minor units. */
  worth: number;
}

/** Rebates in minor units. */
export interface RehearsedRebatesAnswer {
  /** The total due. */
  due: number;
  /** The part paid by the end. */
  paid: number;
}

/** Vouchers issued, and their present status. */
export interface RehearsedVouchersAnswer {
  /** Vouchers issued, less those revoked. */
  issued: number;
  /** Vouchers used. */
  used: number;
  /** Vouchers expired. */
  expired: number;
  /** Vouchers left at the end. */
  outstanding: number;
  /** The largest worth of these in minor units. */
  worth: number;
}

/** A voucher, campaign or typed code (one of them is named) that is not used, and the reason. */
export interface RejectedAnswer {
  /** The voucher's code; null without a voucher, and for a key without the scope `vouchers:read`. */
  voucher: string | null;
  /** The campaign's id. */
  campaign: string | null;
  /** A typed code that no campaign has. */
  typed: string | null;
  /** The reason, for programs. */
  code: "max-vouchers" | "max-discount" | "exclusive-with" | "better-without" | "no-unit-left" | "nothing-left" | "budget" | "limit" | "condition" | "not-for-member" | "not-tried";
  /** The reason, in words. */
  reason: string;
}

/** An item that a member is expected to buy again. */
export interface ReorderAnswer {
  /** The member's id, `mem_…`. */
  member: string;
  /** Your own name for the member, or null. */
  external_id: string | null;
  /** The article or category, by `insights.reorder`. */
  item: string;
  /** `due` or `overdue`. */
  status: "due" | "overdue";
  /** The number of days on which it was bought. */
  times: number;
  /** The last of these days. */
  last_on: string;
  /** The expected day, by the mean gap. */
  expected_on: string;
  /** The first day of the interval. */
  from: string;
  /** The last day of the interval, which contains most of the shop's reorders. */
  to: string;
  /** The mean amount kept per day of purchase, in minor units. */
  usual_amount: number;
}

/** A member will soon buy an item again. */
export interface ReorderDueData {
  /** The member; absent for a guest. */
  member?: EventMember;
  /** The member's balances after it. */
  after?: EventAfter;
  /** What caused it. */
  cause?: EventCause;
  /** The sku or category. */
  item?: string;
  /** The day on which the purchase is expected. */
  expected_on?: string;
  /** The usual amount, in minor units. */
  usual_amount?: number;
}

/** The terms for expecting a customer to buy the same item again. */
export interface ReorderPart {
  /** Whether an item is an article or a category. Default: `category`. */
  by?: "sku" | "category";
  /** For `category`: the number of its levels that count; `a/b/c` to 2 levels is `a/b`. Default: `2`. */
  depth?: number;
  /** The minimum number of days with purchases of an item for an expectation. Default: `3`. */
  min_purchases?: number;
  /** The part of all re-orders that the interval should contain, a decimal text. Default: `0.80`. */
  within?: string;
  /** Selects the lines that count; null means all. */
  match?: MatchPart | null;
}

/** A page of expected reorders, the largest usual amount first. */
export interface ReordersAnswer {
  /** The id of the review. */
  review: string;
  /** The business day whose end it describes. */
  as_of: string;
  /** The programme's currency (ISO 4217). All amounts are in its minor units, such as pence. */
  currency: string;
  /** What this page has. */
  data: ReorderAnswer[];
  /** Send it as `cursor` to get the next page; null on the last one. */
  next_cursor: string | null;
}

/** A new card for a lost one. */
export interface ReplacementRequest {
  /** Your own name for it. Required unless you send the header Idempotency-Key. */
  external_id?: string | null;
  /** Shown unchanged in the ledger and the audit log. */
  reason: string;
}

/** A replay. */
export interface ReplayAnswer {
  /** The id, `wrp_…`. */
  id: string;
}

/** How to process a delivery again. */
export interface ReplayBody {
  /** The corrected message; by default, that which is stored. */
  payload?: Record<string, unknown> | null;
}

/** The events to be sent once more. */
export interface ReplayEventsBody {
  /** Begin with the oldest event kept (`start`), or after an event. */
  from: string;
  /** The last event, by its id, or `now`. Default: `now`. */
  to?: string;
  /** Only these types; null for those of the webhook. */
  types?: string[] | null;
}

/** The number of deliveries that are processed again. */
export interface RetryAnswer {
  /** Their number. */
  deliveries: number;
}

/** The deliveries to process again. */
export interface RetryBody {
  /** Those of this status. Default: `failed`. */
  status?: "failed" | "waiting" | "ignored";
  /** Only those with this code. */
  code?: string | null;
}

/** A return and everything it took back. */
export interface ReturnAnswer {
  /** Goldlist's id. Treat it as opaque text. */
  id: string;
  /** Your own name for it; null if the request was named by an Idempotency-Key instead. */
  external_id: string | null;
  /** `return`, or `void` for the return made by voiding a purchase. */
  kind: "return" | "void";
  /** Its purchase, `pur_…`; null if unknown. */
  purchase: string | null;
  /** The member's id, `mem_…`; null for a guest. */
  member: string | null;
  /** `recorded`, or `voided` for a mistaken return that was undone. */
  status: "recorded" | "voided";
  /** The time of the sale at the till. */
  occurred_at: string;
  /** The time of recording, by the programme's clock. */
  recorded_at: string;
  /** The local day of `occurred_at` in the programme's time zone. It decides periods and windows. */
  business_date: string;
  /**
   * The goods returned: the parts of the purchase's lines; without receipt, the complete lines as sent, each
   * with its `share`.
   */
  lines: (ReturnedLineAnswer | PurchaseLineAnswer)[];
  /** The value returned, in minor units. */
  returned_net: number;
  /** The tax on the value returned, in minor units; omitted if no line states any. */
  returned_tax?: number | null;
  /** The customer's refund; null for old returns without this record. */
  given_back: GivenBackAnswer | null;
  /** For an undone return: what the customer pays again; else null. */
  taken_again: GivenBackAnswer | null;
  /** The programme's currency (ISO 4217); any other is refused. */
  currency: string;
  /** The version of the programme that decided it. */
  program_version: number;
  /** The vouchers it revoked, oldest first. */
  vouchers_revoked: VoucherAnswer[];
  /** The member's balances right after it, for the receipt; null for a guest. */
  after: AfterAnswer | null;
  /** Everything it took back, in order; empty for a guest. */
  entries: EntryAnswer[];
}

/** The return. */
export interface ReturnRecordedDataReturn {
  /** `ret_…` */
  id?: string;
  /** The caller's name for it. */
  external_id?: string | null;
  /** The id of the purchase; null without receipt. */
  purchase?: string | null;
  /** The value taken back, in minor units. */
  returned_net?: number;
}

/** Goods were returned. */
export interface ReturnRecordedData {
  /** The member; absent for a guest. */
  member?: EventMember;
  /** The member's balances after it. */
  after?: EventAfter;
  /** What caused it. */
  cause?: EventCause;
  /** The return. */
  return?: ReturnRecordedDataReturn;
  /** The changes of balances, at most 50. */
  entries?: EventEntry[];
  /** Whether entries are left out. */
  more?: boolean;
  /** The path of the record. */
  href?: string;
}

/** A return of goods from a purchase. Without `lines`, everything left. */
export interface ReturnRequest {
  /** Your own name for the return. Required unless you send the header Idempotency-Key. */
  external_id?: string | null;
  /** The purchase: `pur_…` or `ext:<external_id>`. */
  purchase: string;
  /** If set, the purchase must be this member's. */
  member?: string | null;
  /** The time of the sale at the till. */
  occurred_at: string;
  /** The store; a key limited to a store fills it in. Null if unknown. */
  store?: string | null;
  /** The programme's currency (ISO 4217); any other is refused. */
  currency?: string | null;
  /** The goods returned; by default, everything left. */
  lines?: LinePartRequest[] | null;
  /**
   * A sum of no line, in minor units, instead of `lines`: it is spread over everything left, as a basket
   * discount is.
   */
  amount?: number | null;
  /** Your own notes: up to 20 texts by name. They are stored and returned, without any effect. */
  metadata?: Record<string, string>;
}

/** A return, recorded now (201) or before (200). */
export interface ReturnResultAnswer {
  /** 201 if recorded now, 200 if recorded before. */
  status: number;
  /** The return, as in a single answer; without `entries` for `brief`. */
  return: ReturnAnswer | BriefReturnAnswer;
}

/** The return. */
export interface ReturnVoidedDataReturn {
  /** `ret_…` */
  id?: string;
  /** The caller's name for it. */
  external_id?: string | null;
  /** The id of the purchase; null without receipt. */
  purchase?: string | null;
  /** The value taken back, in minor units. */
  returned_net?: number;
}

/** A mistaken return was undone. */
export interface ReturnVoidedData {
  /** The member; absent for a guest. */
  member?: EventMember;
  /** The member's balances after it. */
  after?: EventAfter;
  /** What caused it. */
  cause?: EventCause;
  /** The return. */
  return?: ReturnVoidedDataReturn;
  /** The changes of balances, at most 50. */
  entries?: EventEntry[];
  /** Whether entries are left out. */
  more?: boolean;
  /** The path of the record. */
  href?: string;
}

/** A return of goods from an unknown purchase. */
export interface ReturnWithoutReceiptRequest {
  /** Your own name for the return. Required unless you send the header Idempotency-Key. */
  external_id?: string | null;
  /** Always null: the purchase is unknown. */
  purchase?: null;
  /** The member: `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>/<customer>`. */
  member: string;
  /** Enrol an unknown `ext:` or `card:`. Requires a key with the scope `members:enrol`. Default: `false`. */
  enrol?: boolean;
  /** The time of the sale at the till. */
  occurred_at: string;
  /** The store; a key limited to a store fills it in. Null if unknown. */
  store?: string | null;
  /** The programme's currency (ISO 4217); any other is refused. */
  currency: string;
  /** The goods returned, with the prices paid. */
  lines: LineRequest[];
  /** The discount on the whole basket, in minor units, besides those of the lines. Default: `0`. */
  discount?: number;
  /** Your own notes: up to 20 texts by name. They are stored and returned, without any effect. */
  metadata?: Record<string, string>;
}

/** The returned part of a line of the purchase: units, or an amount without a unit. */
export interface ReturnedLineAnswer {
  /** The line of the purchase, counted from 1. */
  line: number;
  /**
   * The number of units returned, 0 if an amount was returned; for goods by weight or length a decimal text
   * with three places.
   */
  quantity: number | string;
  /** The value returned without a unit, in minor units; 0 if units were returned. */
  amount: number;
}

/** The review. */
export interface ReviewDoneDataReview {
  /** `scheduled`, `daily` or `asked`. */
  kind?: string;
  /** The day as of which it is. */
  as_of?: string;
  /** The number of members. */
  members?: number;
}

/** A review of customers has ended. */
export interface ReviewDoneData {
  /** What caused it. */
  cause?: EventCause;
  /** The review. */
  review?: ReviewDoneDataReview;
}

/** The dates of reviews: the first day of each period. */
export interface ReviewPart {
  /** On the first day of each month, quarter or year. */
  unit: "month" | "quarter" | "year";
  /** The month in which a year begins, such as 4 for April. Default: `1`. */
  starts_month?: number;
}

/** The progress of a review. */
export interface ReviewProgressAnswer {
  /** The number of members handled; some are handled, and counted, twice. */
  done: number;
  /** The number of members to handle. */
  of: number;
}

/** The reason for a revocation. */
export interface RevocationRequest {
  /** Shown unchanged in the ledger and the audit log. */
  reason: string;
}

/** A revoked key. */
export interface RevokedAnswer {
  /** Goldlist's id. Treat it as opaque text. */
  id: string;
  /** The time of revocation. */
  revoked_at: string;
  /** The number of keys it had made, directly or indirectly, that were also revoked. */
  revoked_with_it: number;
}

/** A reward of the programme. */
export interface RewardAnswer {
  /** Goldlist's id. Treat it as opaque text. */
  id: string;
  /** The display name. */
  name: string;
  /** The kind; the other fields depend on it. */
  kind: "amount_off" | "percent_off" | "free_item" | "bonus_quantity" | "store_credit" | "donation" | "gift" | "buy_get";
  /** The price in points; null if it is not sold for points. */
  points_price: number | null;
  /** For `amount_off` and `store_credit`: the value in minor units; null for others. */
  amount: number | null;
  /** For `percent_off`: the rate as a decimal text (`0.10` is 10 %); null for others. */
  percent: string | null;
  /** The maximum discount, in minor units; null means no limit. */
  max_amount: number | null;
  /** For `bonus_quantity`: the extra quantity for the same price, as a decimal text; null for others. */
  extra: string | null;
  /** For `donation`: the recipient; null for others. */
  cause: string | null;
  /** For `gift`: a description; null for others. */
  text: string | null;
  /** The minimum basket for using it, in minor units. */
  min_spend: number;
  /** The number of days that a voucher is valid; null means without limit. */
  valid_days: number | null;
  /** The last day on which it is available and its vouchers are valid, or null. */
  valid_until: string | null;
  /** The maximum redemptions for points per member; null means no limit. */
  limit_per_member: number | null;
  /** The number left; null without a limit. */
  left: number | null;
}

/** A reward; vouchers are issued for it. */
export interface RewardPart {
  /** Your name for the reward. */
  id: string;
  /** The display name. */
  name: string;
  /** The kind of reward; the other fields depend on it. */
  kind: "amount_off" | "percent_off" | "free_item" | "bonus_quantity" | "store_credit" | "donation" | "gift" | "buy_get";
  /** Selects the lines that it can be used for; null means all. */
  match?: MatchPart | null;
  /** For `amount_off` and `store_credit`: the value in minor units. */
  amount?: number | null;
  /** For `percent_off`: the rate as a decimal text (`0.10` is 10 %). */
  percent?: string | null;
  /** The maximum discount, in minor units; null means no limit. */
  max_amount?: number | null;
  /** For `bonus_quantity`: the extra quantity for the same price, as a decimal text (`0.20` is 20 %). */
  extra?: string | null;
  /** For `buy_get`: what has to be bought. */
  buy?: BuyPart | null;
  /** For `buy_get`: what one then gets for less. */
  get?: GetPart | null;
  /** For `buy_get`: the maximum number of times in a purchase; null means no limit. */
  times?: number | null;
  /** For `donation`: the recipient. */
  cause?: string | null;
  /** For `gift`: a description of the gift. */
  text?: string | null;
  /** The price in points; null if it is not sold for points. */
  points_price?: number | null;
  /** The minimum basket for using it, in minor units. Default: `0`. */
  min_spend?: number;
  /** The number of days that a voucher is valid; null means without limit. */
  valid_days?: number | null;
  /** The last day on which it is available and its vouchers are valid; null means none. */
  valid_until?: string | null;
  /** The maximum redemptions for points per member; null means no limit. */
  limit_per_member?: number | null;
  /** The total number available for points and as gifts; null means no limit. */
  stock?: number | null;
  /** Whether its vouchers carry codes `drawn` here, or `imported` codes of a partner. Default: `drawn`. */
  codes?: "drawn" | "imported";
  /** The maximum total discount, in minor units; null means no limit. */
  budget?: number | null;
  /** Whether it excludes other discounts, except those of the same `group`. Default: `false`. */
  exclusive?: boolean;
  /** Your name for a group of `exclusive` discounts that can be used together. */
  group?: string | null;
  /** The order of discounts: lower numbers apply first. If absent, percentages apply before amounts. */
  order?: number | null;
}

/** Points were redeemed for a reward. */
export interface RewardRedeemedData {
  /** The member; absent for a guest. */
  member?: EventMember;
  /** The member's balances after it. */
  after?: EventAfter;
  /** What caused it. */
  cause?: EventCause;
  /** The id of the reward. */
  reward?: string;
  /** The points redeemed. */
  points?: number;
  /** The changes of balances, at most 50. */
  entries?: EventEntry[];
  /** Whether entries are left out. */
  more?: boolean;
}

/** Every reward of the programme. */
export interface RewardsAnswer {
  /** The rewards, in the order of the programme's document. */
  data: RewardAnswer[];
}

/** The terms for customers who are late, at risk or lapsed, by their own rhythm. */
export interface RhythmPart {
  /** The minimum number of days with purchases for a rhythm. Default: `3`. */
  min_purchases?: number;
  /** At risk after more than this multiple of the usual gap, a decimal text. Default: `2.5`. */
  at_risk?: string;
  /** Lapsed after more than this multiple of the usual gap; not below `at_risk`. Default: `4`. */
  lapsed?: string;
  /** The number of days after which the outcome of each state is reported. Default: `90`. */
  horizon_days?: number;
  /** A lapsed customer who buys within this number of days is won back. Default: `90`. */
  win_back_days?: number;
  /** The grades whose lapsed customers are reported. */
  tell_grades?: string[];
}

/** How long the old secret signs, too. */
export interface RotateBody {
  /** For this long messages have two signatures. Default: `24`. */
  overlap_hours?: number;
}

/** Sales on business days. */
export interface SalesAnswer {
  /** The first business day. */
  from: string;
  /** The last business day. */
  to: string;
  /** The programme's currency (ISO 4217). All amounts are in its minor units, such as pence. */
  currency: string;
  /** In order of time, or of the stores' names. Days, hours and stores without sales are absent. */
  data: SalesRowAnswer[];
}

/** Sales of a day, of an hour, or of a store; amounts in minor units. */
export interface SalesRowAnswer {
  /** The business day; null by `store`. */
  day: string | null;
  /** The local hour, 0 to 23; null unless by `hour`. */
  hour: number | null;
  /** The store; null by `day` and `hour`, and for sales without one. */
  store: string | null;
  /** Purchases on this day, of members and guests, voided ones included. */
  count: number;
  /** What they were sold for. */
  net: number;
  /** Purchases voided on this day. */
  voids: number;
  /** What came back on this day, voided purchases included. */
  returns: number;
  /** The part of `count` and `net` that members bought. */
  members: MemberSalesAnswer;
}

/** The season of the last full period. */
export interface SeasonAnswer {
  /** The first business day of the period. */
  from: string;
  /** The last business day of the period. */
  to: string;
  /** By length of the base. */
  bases: SeasonOfBaseAnswer[];
}

/** The season for one length of the base. */
export interface SeasonOfBaseAnswer {
  /** The number of periods in the base. */
  periods: number;
  /** The number of customers with a visit in each of them and in the period. */
  regular: number;
  /** The share of their visits in the period; with fewer than 30 customers, all periods count as alike. */
  season: string;
}

/** The time until members come a second time. */
export interface SecondPurchaseAnswer {
  /** Within 30, 60, 90, 180 and 365 days. */
  within: WithinAnswer[];
  /**
   * The days until half of them have come again (a Kaplan-Meier estimate, which includes members who have not
   * come again yet); null if fewer have.
   */
  median_days: number | null;
}

/** A new secret. */
export interface SecretAnswer {
  /** The secret of the signatures. It is shown only now. */
  secret: string;
}

/** The shop's secrets. They lie sealed, and no answer has them. */
export interface SecretsBody {
  /** The secret with which the shop system signs its messages; Saleor: or its JWKS document. */
  signing: string;
  /** The key of the shop's interface. WooCommerce: `ck_…:cs_…`; Shopify: the access token. */
  api?: string | null;
}

/** New secrets; those left out stay. */
export interface SecretsChange {
  /** The secret of signatures. */
  signing?: string | null;
  /** The key of the shop's interface. */
  api?: string | null;
}

/** A segment with its members now. */
export interface SegmentAnswer {
  /** The id of the segment. */
  id: string;
  /** The display name. */
  name: string;
  /** The number of members in it now. */
  members: number;
  /** The business day of the last decision; null before it. */
  decided_on: string | null;
  /** The id of the review it was decided by; null before. */
  review: string | null;
}

/** The members that a condition selects by the newest review. */
export interface SegmentCheckAnswer {
  /** The id of the review. */
  review: string;
  /** The business day whose end it describes. */
  as_of: string;
  /** The number of members selected. */
  members: number;
  /** The number of members looked at, at most 100,000, drawn by hash. */
  of: number;
  /** The first of them, with the reason. */
  sample: SelectedAnswer[];
}

/** A condition to try. */
export interface SegmentCheckRequest {
  /** A condition as in `segments` of the programme document. */
  when: ConditionPart;
}

/** A member entered a segment. */
export interface SegmentEnteredData {
  /** The member; absent for a guest. */
  member?: EventMember;
  /** The member's balances after it. */
  after?: EventAfter;
  /** What caused it. */
  cause?: EventCause;
  /** The id of the segment. */
  segment?: string;
}

/** A member left a segment. */
export interface SegmentLeftData {
  /** The member; absent for a guest. */
  member?: EventMember;
  /** The member's balances after it. */
  after?: EventAfter;
  /** What caused it. */
  cause?: EventCause;
  /** The id of the segment. */
  segment?: string;
}

/** A member of a segment. */
export interface SegmentMemberAnswer {
  /** The member's id, `mem_…`. */
  member: string;
  /** Your own name for the member, or null. */
  external_id: string | null;
  /** The business day of entering. */
  entered_on: string;
  /** The reason for entering, in words. */
  why: string;
}

/** A page of a segment's members, in the order of their ids. */
export interface SegmentMembersAnswer {
  /** What this page has. */
  data: SegmentMemberAnswer[];
  /** Send it as `cursor` to get the next page; null on the last one. */
  next_cursor: string | null;
}

/** The members who meet a condition, decided at every review of customers. */
export interface SegmentPart {
  /** Your name for the segment. */
  id: string;
  /** The display name. */
  name: string;
  /** The condition, on facts about the member and from reviews (`insight.grade` …). */
  when: ConditionPart;
}

/** The segments of the newest version. */
export interface SegmentsAnswer {
  /** The segments, in the order of the document. */
  data: SegmentAnswer[];
}

/** A member that the condition selects. */
export interface SelectedAnswer {
  /** The member's id, `mem_…`. */
  member: string;
  /** The reason, in words. */
  why: string;
}

/** Settlements as CSV (RFC 4180), with a header line. */
export type SettlementsCsv = string;

/**
 * The settings of a connector.
 *
 * `prices`: `as_shown` is the price tag, with tax where the shop's prices include it.
 */
export interface ShopSettings {
  /** Which prices count: the price tag, or those with or without tax. Default: `as_shown`. */
  prices?: "as_shown" | "with_tax" | "without_tax";
  /** When an order is a purchase: once paid, or once fulfilled. Default: `paid`. */
  sold_when?: "paid" | "fulfilled";
  /** Whether delivery is a line, of category `delivery`. Default: `false`. */
  count_shipping?: boolean;
  /** Whether fees are lines, of category `fee`. Default: `false`. */
  count_fees?: boolean;
  /**
   * Whether a quantity that is not whole is one by weight or length; by default it is one unit at the price
   * of the line. Default: `false`.
   */
  weights?: boolean;
  /** The channel of the purchases. Default: `web`. */
  channel?: string | null;
  /** Our store by their location; others get a spelling of ours. */
  stores?: Record<string, string>;
  /** Customers to enrol: none, those with an account there, or all with an e-mail address. Default: `never`. */
  enrol?: "never" | "customers" | "everyone";
  /** Whether the member with the order's e-mail address gets the purchase. Default: `true`. */
  match_email?: boolean;
  /** Shopify: the shop's domain, which every message must name. */
  shop?: string | null;
  /** Stripe: whether a finished checkout or invoice is the sale, or each payment. Default: `checkout`. */
  sale?: "checkout" | "payment";
  /** The address of the shop system's interface, for asking and publishing. */
  base_url?: string | null;
  /** Categories of goods; the first that matches counts. */
  categories?: CategoryPart[];
  /** `mapped`: where the fields of a purchase are. */
  map?: MapPart | null;
  /** `mapped`: the signature, if it is not that of Standard Webhooks. */
  hmac?: HmacPart | null;
  /** Shopify and WooCommerce: the parts that are written to the shop. */
  publish?: PublishPart;
}

/** A part of a sale that could not be granted: its place in the request, and the reason. */
export interface ShortfallAnswer {
  /** The place in the request: a JSON pointer, such as `/vouchers/0` or `/member`. */
  what: string;
  /**
   * The problem it would have caused: `voucher-not-usable`, `gift-card-not-usable`, `insufficient-balance`;
   * at `/member`, if the sale was recorded as a guest's instead, `not-found`, `member-exists` or
   * `member-erased`.
   */
  code: string;
}

/** A member with the time since the last visit. */
export interface SilenceAnswer {
  /** The member's id, `mem_…`. */
  member: string;
  /** Your own name for the member, or null. */
  external_id: string | null;
  /** The state, by their usual gap. */
  state: "new" | "active" | "late" | "at_risk" | "lapsed";
  /** The first day with a visit. */
  first_on: string;
  /** The last day with a visit. */
  last_on: string;
  /** The number of days with a visit. */
  visit_days: number;
  /** The days since the last visit. */
  silent_days: number;
  /** Their usual gap, rounded to whole days. */
  usual_gap_days: number;
  /** Their spend in the 12 months up to the last visit, in minor units. */
  at_stake: number;
  /** The id of the task about it, or null. */
  task: string | null;
  /** The explanation. */
  why: string;
}

/** Payment other than money: points with their worth, credit and gift cards, these in minor units. */
export interface SpentAnswer {
  /** The points spent. */
  points: number;
  /** The worth of these points, in minor units. */
  points_worth: number;
  /** The credit spent, in minor units. */
  credit: number;
  /** What gift cards paid; omitted if there are none. */
  gift_cards?: GiftCardPaidAnswer[];
}

/** A person of the shop. */
export interface StaffAnswer {
  /** Goldlist's id. Treat it as opaque text. */
  id: string;
  /** Your own name for the person, or null. */
  external_id: string | null;
  /** The name. */
  name: string;
  /** The role. */
  role: "admin" | "manager" | "representative" | "auditor" | "operator";
  /** The e-mail address, in lower case, or null. */
  email: string | null;
  /** The manager's id, or null. */
  manager: string | null;
  /** The store, or null. */
  store: string | null;
  /** False if the person has left. */
  active: boolean;
  /** The id of the person who stands in, or null. */
  deputy: string | null;
  /** The last business date of an absence, or null. */
  away_until: string | null;
  /** The time of creation. */
  created_at: string;
}

/** A person of the shop, in full: what is left out is removed. */
export interface StaffBody {
  /** The name; no two staff have the same one, case and accents ignored. */
  name: string;
  /** The role, which decides the permissions. */
  role: "admin" | "manager" | "representative" | "auditor" | "operator";
  /** The e-mail address, of one person only. */
  email?: string | null;
  /** The manager, who gets tasks that are late. */
  manager?: string | null;
  /** The store of this person; null for no store in particular. */
  store?: string | null;
  /** False: the person has left. Keys of this person are refused, and no task is added. Default: `true`. */
  active?: boolean;
  /** The person who stands in during an absence, or after leaving. */
  deputy?: string | null;
  /** The last business date of an absence; null if none. */
  away_until?: string | null;
}

/** A page of staff, including those who have left. */
export interface StaffListAnswer {
  /** What this page has. */
  data: StaffAnswer[];
  /** Send it as `cursor` to get the next page; null on the last one. */
  next_cursor: string | null;
}

/** The number of members in each stage. */
export interface StageCountsAnswer {
  /** No purchases, and no consent or address for offers. */
  suspect: number;
  /** No purchases, but consent and an address for offers. */
  prospect: number;
  /** Visits on one day. */
  customer: number;
  /** Visits on two days or more. */
  client: number;
  /** Have referred a friend. */
  advocate: number;
}

/** Members by stage. */
export interface StagesAnswer {
  /** The id of the review. */
  review: string;
  /** The business day whose end it describes. */
  as_of: string;
  /** The programme's currency (ISO 4217). All amounts are in its minor units, such as pence. */
  currency: string;
  /** The members by stage. */
  stages: StageCountsAnswer;
  /** The time until the second visit. */
  second_purchase: SecondPurchaseAnswer;
}

/** One or two documents, and the days. */
export interface StartRehearsalRequest {
  /** Your own name for the rehearsal. */
  external_id: string;
  /**
   * Each a document as for `PUT /v1/program`, or a published version: `{"version": 3}`. The second is
   * compared with the first.
   */
  documents: Record<string, unknown>[];
  /** The first business day. */
  from: string;
  /** The last business day, at most today. */
  to: string;
  /**
   * The months before `from` that fill windows and periods; their results do not count. By default those of
   * the longest tier window or rebate period.
   */
  warm_up_months?: number | null;
  /**
   * `as_recorded`: each recorded redemption and payment again, if there is enough; `when_enough`: before each
   * purchase, the first affordable reward of the document; `none`: nothing is spent. Default: `as_recorded`.
   */
  spend_points?: "none" | "as_recorded" | "when_enough";
  /** A share of the members, chosen by a hash of their ids: from `0.01` to `1`. Null for all. */
  sample?: string | null;
}

/** A state of customers, and the returns of those who were in it. */
export interface StateCountAnswer {
  /** The state; `none` for members without visits. */
  state: "none" | "new" | "active" | "late" | "at_risk" | "lapsed";
  /** The number of members in it. */
  members: number;
  /** The number of members in it `insights.rhythm.horizon_days` earlier. */
  then: number;
  /** The number of those with a visit since. */
  back: number;
}

/** A member's status. Days are last valid days. */
export interface StatusAnswer {
  /** The member's id, `mem_…`. */
  member: string;
  /** The time of this answer, by the programme's clock. */
  as_of: string;
  /** The programme's currency (ISO 4217). All amounts are in its minor units, such as pence. */
  currency: string;
  /** The version of the programme in force. */
  program_version: number;
  /** The tier held; null in a programme without tiers. */
  tier: TierAnswer | null;
  /** The next higher tier; null at the top and in a programme without tiers. */
  next_tier: NextTierAnswer | null;
  /** The requirement for keeping the tier; null in a programme without tiers. */
  keep_tier: KeepTierAnswer | null;
  /** The present measure for tiers; null in a programme without tiers. */
  qualifying: QualifyingAnswer | null;
  /** The member's points: available, pending and owed. */
  points: PointsAnswer;
  /** Money that the member can spend here. */
  credit: CreditAnswer;
  /** Every punch card of the programme. */
  punch_cards: PunchCardAnswer[];
  /** Every rebate of the programme, in its current period. */
  rebates: RebateAnswer[];
  /** The usable vouchers, oldest first, at most 50; the member's list has all. */
  vouchers: UsableVoucherAnswer[];
  /** The number of usable vouchers. */
  vouchers_total: number;
  /** Every rank ladder of the programme. */
  ladders: LadderAnswer[];
  /**
   * `prospects`: has bought nothing that was kept; `premium`: at one of the levels of this group;
   * `customers`: all others.
   */
  group: "prospects" | "premium" | "customers";
  /** The person who looks after the member, or the deputy; null for nobody, and in a status of the past. */
  contact: StatusContactAnswer | null;
}

/** One status per reference, in the order of the request. */
export interface StatusBatchAnswer {
  /** One status for each reference, in the order of the request. */
  data: (StatusAnswer | UnknownMemberAnswer)[];
}

/** The members whose status to read. */
export interface StatusBatchRequest {
  /** Up to 1000 members: `mem_…`, `ext:<external_id>`, `card:<number>` or `link:<connector>/<customer>`. */
  members: string[];
}

/** The person who looks after a member. */
export interface StatusContactAnswer {
  /** The name. */
  name: string;
  /** The e-mail address, or null. */
  email: string | null;
}

/** A segment that the member is in. */
export interface StayAnswer {
  /** The id of the segment. */
  segment: string;
  /** Its name; null if the newest version does not have it. */
  name: string | null;
  /** The business day of entering. */
  entered_on: string;
  /** The reason for entering, in words. */
  why: string;
}

/** A store with a time zone of its own. */
export interface StorePart {
  /** The store, as purchases name it. */
  id: string;
  /** The IANA time zone that decides the business dates and hours of its purchases. */
  time_zone: string;
}

/** An address that wants nothing. The address itself is not stored. */
export interface SuppressionAnswer {
  /** The channel. */
  channel: string;
  /** Why. */
  reason: "withdrawn" | "complained" | "bounced" | "asked";
  /** Since when. */
  at: string;
}

/** An address that wants nothing. */
export interface SuppressionBody {
  /** The channel. */
  channel: "email" | "sms" | "phone";
  /** The e-mail address or phone number. It is not stored. */
  address: string;
  /** Why. */
  reason: "withdrawn" | "complained" | "bounced" | "asked";
}

/** A task. */
export interface TaskAnswer {
  /** Goldlist's id. Treat it as opaque text. */
  id: string;
  /** Your own name for it; null for a task of a rule. */
  external_id: string | null;
  /** The rule that made it; null for a manual task. */
  rule: string | null;
  /** The alert that it is about; null for a manual task. */
  about: AboutAnswer | null;
  /** The member that it is about, or null. */
  member: string | null;
  /** The person to do it; null: the managers' queue. */
  owner: string | null;
  /** The day by which it is to be done. */
  due_on: string;
  /** `waiting`: its owner has no room for it yet; `open`; `done`; `dropped`: nobody does it. */
  status: "waiting" | "open" | "done" | "dropped";
  /** The shortfall, or the amount at stake, in minor units; null for a manual task. */
  amount: number | null;
  /** The row of the list that it comes from; empty for a manual task. */
  facts: Record<string, unknown>;
  /** What is to be done, or the reason of the alert. */
  text: string;
  /** The day when it went to the manager, or null. */
  escalated_on: string | null;
  /** What came of it; null unless it is done. */
  outcome: "contacted" | "offer_made" | "solved" | "unreachable" | "no_action" | "mistaken" | null;
  /** The reason, one of the programme's `tasks.reasons`; or null. */
  reason: string | null;
  /** What was said, or null. */
  note: string | null;
  /**
   * How the customer went on, measured by later reviews whatever became of the task; `pending` until then,
   * null for a manual task.
   */
  result: "pending" | "recovered" | "not_recovered" | "won_back" | "gone" | null;
  /** The time of creation, by the programme's clock. */
  created_at: string;
  /** The time of closing, or null. */
  closed_at: string | null;
}

/** A task was done or dropped. */
export interface TaskClosedData {
  /** The member; absent for a guest. */
  member?: EventMember;
  /** The member's balances after it. */
  after?: EventAfter;
  /** What caused it. */
  cause?: EventCause;
  /** The task. */
  task?: EventTask;
}

/** A task was made or given to somebody; it may be about no member. */
export interface TaskOpenedData {
  /** The member; absent for a guest. */
  member?: EventMember;
  /** The member's balances after it. */
  after?: EventAfter;
  /** What caused it. */
  cause?: EventCause;
  /** The task. */
  task?: EventTask;
}

/** Makes a task of each alert of a review. */
export interface TaskRulePart {
  /** Your name for the rule. */
  id: string;
  /**
   * The alert: a golden customer spends much less than before (`member.deviated`), or has lapsed
   * (`member.lapsed`).
   */
  on: "member.deviated" | "member.lapsed";
  /** Only for members with one of these tiers; empty: for all. */
  levels?: string[];
  /**
   * The owner of the task: the member's owner (`account_manager`), that person's `manager`, or someone named
   * (`staff:ext:…`). Without one it is in the managers' queue. Default: `account_manager`.
   */
  owner?: string;
  /** The number of days until the due day. Default: `14`. */
  due_days?: number;
  /** The most open tasks of the rule for one owner; the others wait, the largest amount first. Default: `20`. */
  max_open?: number;
}

/** A page of tasks, the earliest due day first. */
export interface TasksAnswer {
  /** What this page has. */
  data: TaskAnswer[];
  /** Send it as `cursor` to get the next page; null on the last one. */
  next_cursor: string | null;
}

/** Tasks for the staff. */
export interface TasksPart {
  /** The days after the due day when a task goes to its owner's manager. Default: `3`. */
  escalate_days?: number;
  /** The reasons for closing a task, for the report. */
  reasons?: string[];
  /**
   * The alerts that become tasks, once the programme has active staff. Left out: every customer who deviates
   * (`deviation`) and every one who has lapsed (`lapsed`).
   */
  rules?: TaskRulePart[];
}

/** How prices and rules treat tax. Lines state their `tax`. */
export interface TaxPart {
  /** Whether prices, discounts and totals include tax (`with_tax`), or it comes on top. */
  prices: "with_tax" | "without_tax";
  /**
   * Whether points, tiers, cards and rebates count the value of goods with its tax. A line that states no tax
   * counts at its price.
   */
  counts: "with_tax" | "without_tax";
}

/** The tier of the member. */
export interface TierAnswer {
  /** The id of the tier. */
  id: string;
  /** The display name. */
  name: string;
  /** The day since when the tier is held; null if from the start. */
  since: string | null;
  /** The last day through which the tier is guaranteed, or null. */
  until: string | null;
  /** The multiplier for points, a decimal text; `1` changes nothing. */
  points_multiplier: string;
  /** The price reduction that your till may apply, as a decimal text (`0.05` is 5 %), or null. */
  discount: string | null;
  /** Other privileges of the tier, as short names that your own systems understand. */
  privileges: string[];
  /** The tier grant in force, if any. */
  given: GivenAnswer | null;
}

/** A change from one tier to another. */
export interface TierChangeAnswer {
  /** The id of the tier. */
  id: string;
  /** The id of the rank ladder; null for the programme's tiers. */
  ladder: string | null;
  /** The id of the tier before, or null. */
  from: string | null;
  /** The id of the tier since then, or null. */
  to: string | null;
  /** The local day from which the change holds. */
  effective_on: string;
  /** The time of recording, by the programme's clock. */
  recorded_at: string;
  /** The version of the programme that decided it. */
  program_version: number;
  /** The event behind it; more causes may be added. */
  cause: "purchase" | "return" | "purchase_void" | "return_void" | "claim" | "activation" | "adjustment" | "merge" | "time" | "hand" | "version" | "recount" | "review";
  /**
   * The id of the purchase, return, tier grant or merged member; for time, a recount or a review, the day;
   * for a version, its number.
   */
  cause_id: string;
  /** The reason of a manual change; else null. */
  reason: string | null;
}

/** A member's tier changed, and may be announced. */
export interface TierChangedData {
  /** The member; absent for a guest. */
  member?: EventMember;
  /** The member's balances after it. */
  after?: EventAfter;
  /** What caused it. */
  cause?: EventCause;
  /** The rank ladder; null for the tiers. */
  ladder?: string | null;
  /** The tier before. */
  from?: string | null;
  /** The tier now. */
  to?: string | null;
  /** The cause of the change. */
  reason?: string;
  /** The day from which it holds. */
  effective_on?: string;
}

/** A page of a member's history, newest first. */
export interface TierChangesAnswer {
  /** What this page has. */
  data: TierChangeAnswer[];
  /** Send it as `cursor` to get the next page; null on the last one. */
  next_cursor: string | null;
}

/** A member will soon lose the tier, unless more is bought. */
export interface TierEndingData {
  /** The member; absent for a guest. */
  member?: EventMember;
  /** The member's balances after it. */
  after?: EventAfter;
  /** What caused it. */
  cause?: EventCause;
  /** The tier. */
  tier?: string;
  /** How much is missing to keep it, in the tiers' measure. */
  needs?: number;
  /** The last day. */
  by?: string;
}

/** Members by their tiers at the end in both documents. */
export interface TierMoveAnswer {
  /** The tier in the first document; null for none. */
  from: string | null;
  /** The tier in the second document; null for none. */
  to: string | null;
  /** The number of members. */
  members: number;
}

/** The tier ladder and its measure. */
export interface TiersPart {
  /** The measure that decides the tier: spend, points earned, or visits. Default: `spend`. */
  qualify_by?: "spend" | "points" | "visits";
  /** Selects the lines that count as spend or make a visit; null means all. Not for points. */
  match?: MatchPart | null;
  /** The days that count towards a tier. */
  window: WindowPart;
  /** How long a tier is kept. */
  keep?: KeepPart;
  /**
   * The tier after a loss: the one that the window gives (`requalify`), or the next lower one (`one_down`).
   * Default: `requalify`.
   */
  downgrade?: "requalify" | "one_down";
  /** Whether a return can cost a tier (`requalify`) or not (`keep`). Default: `requalify`. */
  on_return?: "requalify" | "keep";
  /** The number of days that a tier is kept after its end. Default: `0`. */
  grace_days?: number;
  /** The number of minutes that a change of tier must last before it is announced. Default: `0`. */
  notice_delay_minutes?: number;
  /** The tiers, lowest first. */
  levels: LevelPart[];
}

/** The total of the top members. */
export interface TopAnswer {
  /** The maximum share of members, as a decimal text. */
  share: string;
  /** Their number, rounded up. */
  members: number;
  /** Their total, in minor units. */
  amount: number;
  /** Its share of the grand total; null if that is 0. */
  of_amount: string | null;
}

/** An amount to add. */
export interface TopUpRequest {
  /** Your own name for it. Required unless you send the header Idempotency-Key. */
  external_id?: string | null;
  /** The amount to add, in minor units. */
  amount: number;
  /** Shown unchanged in the ledger and the audit log; null for none. */
  reason?: string | null;
}

/** Points transferred from one member to another, with their last valid days. */
export interface TransferAnswer {
  /** Goldlist's id. Treat it as opaque text. */
  id: string;
  /** Your own name for it; null if the request was named by an Idempotency-Key instead. */
  external_id: string | null;
  /** The sender, `mem_…`. */
  from: string;
  /** The recipient, `mem_…`. */
  to: string;
  /** How many. */
  points: number;
  /** The reason in both ledgers, or null. */
  reason: string | null;
  /** The time of recording, by the programme's clock. */
  recorded_at: string;
  /** The sender's entries. */
  entries: EntryAnswer[];
  /** The recipient's entries, including debt now paid. */
  received: EntryAnswer[];
  /** The sender's balances right after it. */
  after: AfterAnswer;
}

/** Transfers of points between members, and the minimum per transfer. */
export interface TransferPart {
  /** Whether members may transfer points to each other (`POST /v1/transfers`). Default: `false`. */
  allowed?: boolean;
  /** The minimum points of a transfer. Default: `1`. */
  min?: number;
}

/** A transfer of points between two members. */
export interface TransferRequest {
  /** Your own name for it. Required unless you send the header Idempotency-Key. */
  external_id?: string | null;
  /** The sender. */
  from: string;
  /** The recipient. */
  to: string;
  /** The points, at most the available ones. */
  points: number;
  /** Shown unchanged in both ledgers. */
  reason?: string | null;
}

/** The result that a message would have; nothing was kept. */
export interface TriedAnswer {
  /** Whether something would be recorded. */
  outcome: "recorded" | "ignored" | "waiting" | "failed";
  /** The reason, if nothing would be recorded. */
  code: string | null;
  /** The fault in words, or null. */
  detail: string | null;
  /** The place of the fault in the payload: a JSON pointer, or null. */
  pointer: string | null;
  /** The purchases that would be recorded. */
  purchases: TriedPurchase[];
  /** The returns and voids that would be recorded. */
  returns: TriedReturn[];
}

/** A line of a purchase that would be recorded. */
export interface TriedLine {
  /** The article, or null. */
  sku: string | null;
  /** The category by the connector's rules, or null. */
  category: string | null;
  /** The units; 1 where the shop sold parts of a unit. */
  quantity: number;
  /** The price of a unit before discounts, in minor units. */
  unit_price: number;
  /** The discount on the line, in minor units. */
  discount: number;
}

/** A part of a line that would come back: units, or an amount. */
export interface TriedPart {
  /** The line of the purchase, from 1. */
  line: number;
  /** Units, or null. */
  quantity: number | null;
  /** Minor units of money without a unit, or null. */
  amount: number | null;
}

/** A purchase that would be recorded. */
export interface TriedPurchase {
  /** Its name. */
  external_id: string;
  /** The time of the sale, or of the edit. */
  occurred_at: string;
  /** Its currency. */
  currency: string;
  /** Whether the message names a customer. */
  customer: boolean;
  /** The codes that the customer used in the shop. */
  codes: string[];
  /** The lines that count. */
  lines: TriedLine[];
  /** The discount on the basket, in minor units. */
  discount: number;
  /** Its value after all discounts, in minor units. */
  net: number;
}

/** A return that would be recorded. */
export interface TriedReturn {
  /** Its name; null if the purchase would be voided. */
  external_id: string | null;
  /** The name of the purchase. */
  purchase: string;
  /** The parts; null for everything that is left. */
  lines: TriedPart[] | null;
  /** The value, in minor units; null for a void. */
  returned_net: number | null;
}

/** An unknown reference. */
export interface UnknownMemberAnswer {
  /** The reference in the request. */
  member: string;
  /** The problem, as in a single answer. */
  problem: ProblemAnswer;
}

/** Sales of one category, or of one sku without a category, that no rule names. */
export interface UnmatchedGoodAnswer {
  /** The category, for rules to match; `/` separates levels. Null if unknown. */
  category: string | null;
  /** The article, if its lines had no category, or if it is only similar to one in a rule. */
  sku: string | null;
  /** A name in a rule that differs only in case, blanks and punctuation, and was probably meant. */
  similar_to: string | null;
  /** The number of purchase lines with it. */
  lines: number;
  /** The number of units sold; a decimal text where goods by weight or length leave part of a unit. */
  quantity: number | string;
  /** The value of the lines after discounts, in minor units. */
  net: number;
  /** The last business day on which it was sold. */
  last_sold_on: string;
}

/** Goods sold on these days that no rule of the programme names, and names in rules that were never sold. */
export interface UnmatchedGoodsAnswer {
  /** The first business day. */
  from: string;
  /** The last business day. */
  to: string;
  /** The version whose rules were checked: the newest. */
  program_version: number;
  /** The number of purchases checked, newest first. */
  purchases: number;
  /** Whether those were all purchases of these days. */
  complete: boolean;
  /** Goods with a similar name first, then by number of lines; at most 200. */
  data: UnmatchedGoodAnswer[];
  /** The number of others, beyond `data`. */
  left_out: number;
  /** Categories named by a rule but never sold. */
  unsold_categories: string[];
  /** Skus named by a rule but never sold. */
  unsold_skus: string[];
}

/** A usable voucher. */
export interface UsableVoucherAnswer {
  /** Goldlist's id. Treat it as opaque text. */
  id: string;
  /**
   * The code that the customer shows and the till sends; capitals, dashes and blanks do not matter. Null for
   * a key without the scope `vouchers:read`.
   */
  code: string | null;
  /** The id of the reward, or of the rebate that pays by vouchers. */
  reward: string;
  /** The display name. */
  name: string;
  /** The value in minor units; null if the reward sets it. */
  amount: number | null;
  /** The last valid day; null without one. */
  expires_on: string | null;
}

/** The total discount of a voucher, a campaign or the tier (exactly one is named). */
export interface UsedAnswer {
  /** The voucher's code; null without a voucher, and for a key without the scope `vouchers:read`. */
  voucher: string | null;
  /** The campaign's id. */
  campaign: string | null;
  /** The tier's id. */
  tier: string | null;
  /** The amount in minor units. */
  amount: number;
  /** With its arithmetic, in words. */
  why: string;
  /** The code that was typed for the campaign. */
  typed: string | null;
  /** The display name. */
  name: string;
}

/** The discount of a voucher, a campaign or the tier (exactly one is named) on a line. */
export interface UsedOnLineAnswer {
  /** The voucher's code; null without a voucher, and for a key without the scope `vouchers:read`. */
  voucher: string | null;
  /** The campaign's id. */
  campaign: string | null;
  /** The tier's id. */
  tier: string | null;
  /** The amount in minor units. */
  amount: number;
  /** With its arithmetic, in words. */
  why: string;
}

/** A voucher that was issued or revoked. `amount` is its value if the reward does not set it. */
export interface VoucherAnswer {
  /** Goldlist's id. Treat it as opaque text. */
  id: string;
  /**
   * The code that the customer shows and the till sends; capitals, dashes and blanks do not matter. Null for
   * a key without the scope `vouchers:read`.
   */
  code: string | null;
  /** The id of the reward, or of the rebate that pays by vouchers. */
  reward: string;
  /** The reward's name, as a till prints it. */
  name: string;
  /** The value in minor units; null if the reward sets it. */
  amount: number | null;
  /** The last valid day; null without one. */
  expires_on: string | null;
}

/** A voucher that the purchase would use up. */
export interface VoucherAppliedAnswer {
  /**
   * The code that the customer shows and the till sends; capitals, dashes and blanks do not matter. Null for
   * a key without the scope `vouchers:read`.
   */
  code: string | null;
  /** The id of the reward, or of the rebate that pays by vouchers. */
  reward: string;
  /** The display name. */
  name: string;
  /** Its discount, in minor units. */
  amount: number;
  /** The value of the extra quantity it grants, in minor units. */
  extra: number;
  /** Its eligible lines, from 1. */
  lines: number[];
  /** Its effect with its arithmetic, in words. */
  why: string;
}

/** A batch of vouchers, with its progress. */
export interface VoucherBatchAnswer {
  /** Goldlist's id. Treat it as opaque text. */
  id: string;
  /** Your own name for it; null if the request was named by an Idempotency-Key instead. */
  external_id: string;
  /** The id of the reward. */
  reward: string;
  /** The last valid day of the vouchers, as requested. */
  valid_until: string | null;
  /** The reason, as in the ledgers. */
  reason: string;
  /** The time of its start, by the programme's clock. */
  created_at: string;
  /** Whether members remain to be handled. */
  status: "running" | "done";
  /** The number of members when it started. */
  wanted: number;
  /** The number of vouchers issued. */
  issued: number;
  /** The members refused: the first 1,000. */
  failed: FailedGiftAnswer[];
  /** The number of members refused. */
  failed_count: number;
  /** The number left out as members of a control group that covers batches. */
  held_out: number;
}

/** A batch of vouchers, with its reason. */
export interface VoucherBatchRequest {
  /** Your own name for the batch. */
  external_id: string;
  /** The id of a reward, whether or not it is sold for points. */
  reward: string;
  /** The last valid day of the vouchers; null means as long as the reward says. */
  valid_until?: string | null;
  /** The members who get one. */
  members: MeantRequest;
  /** Shown unchanged in the ledgers and the audit log. */
  reason: string;
}

/** A voucher expired. */
export interface VoucherExpiredData {
  /** The member; absent for a guest. */
  member?: EventMember;
  /** The member's balances after it. */
  after?: EventAfter;
  /** What caused it. */
  cause?: EventCause;
  /** The voucher. */
  voucher?: EventVoucher;
}

/** A voucher will expire soon. */
export interface VoucherExpiringData {
  /** The member; absent for a guest. */
  member?: EventMember;
  /** The member's balances after it. */
  after?: EventAfter;
  /** What caused it. */
  cause?: EventCause;
  /** The voucher. */
  voucher?: EventVoucher;
  /** Days from the notice to the last day. */
  days?: number;
}

/** A voucher was issued. */
export interface VoucherIssuedData {
  /** The member; absent for a guest. */
  member?: EventMember;
  /** The member's balances after it. */
  after?: EventAfter;
  /** What caused it. */
  cause?: EventCause;
  /** The voucher. */
  voucher?: EventVoucher;
}

/** A voucher was revoked. */
export interface VoucherRevokedData {
  /** The member; absent for a guest. */
  member?: EventMember;
  /** The member's balances after it. */
  after?: EventAfter;
  /** What caused it. */
  cause?: EventCause;
  /** The voucher. */
  voucher?: EventVoucher;
}

/** A voucher in its present state. `amount` is its value if that is fixed. */
export interface VoucherStateAnswer {
  /** Goldlist's id. Treat it as opaque text. */
  id: string;
  /**
   * The code that the customer shows and the till sends; capitals, dashes and blanks do not matter. Null for
   * a key without the scope `vouchers:read`.
   */
  code: string | null;
  /** The member's id, `mem_…`; null for a guest. */
  member: string;
  /** The id of the reward, or of the rebate that pays by vouchers. */
  reward: string;
  /** The reward's name, as a till prints it. */
  name: string;
  /** The kind; the other fields depend on it. */
  kind: "amount_off" | "percent_off" | "free_item" | "bonus_quantity" | "store_credit" | "donation" | "gift" | "buy_get";
  /** The value in minor units; null if it depends on the basket. */
  amount: number | null;
  /** The programme's currency (ISO 4217). All amounts are in its minor units, such as pence. */
  currency: string;
  /** Its present status. */
  status: "usable" | "held" | "used" | "expired" | "revoked";
  /** The time of issue. */
  issued_at: string;
  /** The last valid day; null without one. */
  expires_on: string | null;
  /** The purchases that used it, `pur_…`. */
  used_by: string[];
}

/** A voucher was used. */
export interface VoucherUsedData {
  /** The member; absent for a guest. */
  member?: EventMember;
  /** The member's balances after it. */
  after?: EventAfter;
  /** What caused it. */
  cause?: EventCause;
  /** The voucher. */
  voucher?: EventVoucher;
}

/** A page of a member's vouchers, newest first. */
export interface VouchersAnswer {
  /** What this page has. */
  data: VoucherStateAnswer[];
  /** Send it as `cursor` to get the next page; null on the last one. */
  next_cursor: string | null;
}

/** A webhook. */
export interface WebhookAnswer {
  /** The id, `whk_…`. */
  id: string;
  /** The address. */
  url: string;
  /** The types that are sent. */
  types: string[];
  /** The stores whose events are sent; null for all. */
  stores: string[] | null;
  /** What it is for. */
  description: string | null;
  /** Whether the codes of vouchers are sent. */
  codes: boolean;
  /** The maximum number of messages at the same time. */
  concurrency: number;
  /** The maximum number of events in a message. */
  batch: number;
  /**
   * `failing`: the address is down; one event is tried now and then, and nothing is used up. `disabled`: it
   * was down for 5 days, or answered 410.
   */
  status: "active" | "paused" | "failing" | "disabled";
  /** The instant of making. */
  created_at: string;
  /** The number of events that were taken. */
  delivered: number;
  /** The number of events that were given up after the last attempt. */
  failed: number;
  /** The instant of the last success. */
  last_success_at: string | null;
  /** The last problem, with the status of the answer. */
  last_problem: string | null;
}

/** A new webhook. */
export interface WebhookBody {
  /** The address: https, on port 443 or 8443. */
  url: string;
  /** The types: `purchase.*`, `tier.changed`, or `*` for all. */
  types: string[];
  /** Only events of these stores; null for all events. */
  stores?: string[] | null;
  /** What it is for. */
  description?: string | null;
  /** `whsec_` and 24 to 64 bytes in base64; by default one is drawn. */
  secret?: string | null;
  /** Whether to send the codes of vouchers. Default: `false`. */
  codes?: boolean;
  /** Begin with events to come (`now`), the oldest kept (`start`), or after an event. Default: `now`. */
  after?: string;
  /** The maximum number of messages at the same time. Default: `8`. */
  concurrency?: number;
  /** The maximum number of events in a message; above 1 it is a list. Default: `1`. */
  batch?: number;
}

/** What changes; the rest stays. */
export interface WebhookChange {
  /** The new address. */
  url?: string | null;
  /** The types to send from now on. */
  types?: string[] | null;
  /** Only events of these stores; null for all events. */
  stores?: string[] | null;
  /** The maximum number of messages at once. */
  concurrency?: number | null;
  /** `active` goes on where it stopped. */
  status?: "active" | "paused" | null;
}

/** A webhook was disabled, because its address refused events for too long. */
export interface WebhookDisabledData {
  /** What caused it. */
  cause?: EventCause;
  /** The id of the webhook. */
  webhook?: string;
  /** The last problem. */
  code?: string;
}

/** A webhook is tried out; it is in no feed. */
export interface WebhookPingData {
  /** The id of the webhook. */
  webhook?: string;
}

/** A webhook with what is left to send. */
export interface WebhookStateAnswer {
  /** The id, `whk_…`. */
  id: string;
  /** The address. */
  url: string;
  /** The types that are sent. */
  types: string[];
  /** The stores whose events are sent; null for all. */
  stores: string[] | null;
  /** What it is for. */
  description: string | null;
  /** Whether the codes of vouchers are sent. */
  codes: boolean;
  /** The maximum number of messages at the same time. */
  concurrency: number;
  /** The maximum number of events in a message. */
  batch: number;
  /**
   * `failing`: the address is down; one event is tried now and then, and nothing is used up. `disabled`: it
   * was down for 5 days, or answered 410.
   */
  status: "active" | "paused" | "failing" | "disabled";
  /** The instant of making. */
  created_at: string;
  /** The number of events that were taken. */
  delivered: number;
  /** The number of events that were given up after the last attempt. */
  failed: number;
  /** The instant of the last success. */
  last_success_at: string | null;
  /** The last problem, with the status of the answer. */
  last_problem: string | null;
  /** The number of events to be sent again. */
  pending: number;
  /** The number of events of the programme not looked at yet. */
  behind: number;
}

/** All webhooks of the programme. */
export interface WebhooksAnswer {
  /** The webhooks, oldest first. */
  data: WebhookAnswer[];
}

/** The days that count for grades. */
export interface WindowAnswer {
  /** The first business day. */
  from: string;
  /** The last business day. */
  to: string;
  /** The number of the member's visit days within it. */
  visit_days: number;
}

/** The window of the tier ladder: the days that count. */
export interface WindowPart {
  /**
   * The last `months` (`rolling`), the current `unit` (`calendar`), the year since the member's last
   * anniversary (`anniversary`), or everything (`lifetime`).
   */
  kind: "rolling" | "calendar" | "anniversary" | "lifetime";
  /** For `rolling`: the number of months. */
  months?: number | null;
  /** For `calendar`: month, quarter or year. */
  unit?: "month" | "quarter" | "year" | null;
  /** For `calendar`: the month in which a year begins, such as 4 for April. Default: `1`. */
  starts_month?: number;
}

/** Members who receive more with the second document, or less. */
export interface WinnersAnswer {
  /** Their number. */
  members: number;
  /** The sum of their differences, in minor units. */
  amount: number;
}

/** The number of members who came again within these days. */
export interface WithinAnswer {
  /** The number of days. */
  days: number;
  /** The members whose first visit was at least that long ago. */
  of: number;
  /** Those of them who came again within these days. */
  did: number;
}

/** The worth of points: `points` are worth `amount` minor units. */
export interface WorthPart {
  /** The number of points that are worth `amount`. */
  points: number;
  /** The worth of `points`, in minor units. */
  amount: number;
  /**
   * The maximum share of a purchase that can be paid with points, after all discounts: `0.5` is half; null
   * means all of it.
   */
  max_share?: string | null;
  /** The minimum points of a payment. Default: `0`. */
  min_points?: number;
  /** Selects the lines that can be paid with points; null means all. */
  match?: MatchPart | null;
}

/** The fields of all events. */
export interface EventFields {
  /** The version of CloudEvents: `1.0`. */
  specversion: string;
  /** The id, `evt_…`: the same however often the event is sent. */
  id: string;
  /** `/programs/` and the id of the programme. */
  source: string;
  /** The id of the member; null without one, such as for a guest. */
  subject: string | null;
  /** The instant of recording, by the programme's clock. */
  time: string;
  /** `application/json` */
  datacontenttype: string;
  /** The path of the JSON schema of `data`. */
  dataschema: string;
  /** Counts the events of the member: 1, 2, 3 … without gaps. Null without one. */
  memberseq: number | null;
  /** Counts the events of the programme, without gaps. Null for keys that do not see all events. */
  position: number | null;
  /** Whether it is of a test programme. */
  test: boolean;
}

/** A purchase was recorded; a guest's has no subject. */
export interface PurchaseRecordedEvent extends EventFields {
  type: "purchase.recorded";
  data: PurchaseRecordedData;
}

/** A purchase was voided. */
export interface PurchaseVoidedEvent extends EventFields {
  type: "purchase.voided";
  data: PurchaseVoidedData;
}

/** A guest's purchase became a member's. */
export interface PurchaseClaimedEvent extends EventFields {
  type: "purchase.claimed";
  data: PurchaseClaimedData;
}

/** Pending points of a purchase became available early. */
export interface PurchaseActivatedEvent extends EventFields {
  type: "purchase.activated";
  data: PurchaseActivatedData;
}

/** Goods were returned. */
export interface ReturnRecordedEvent extends EventFields {
  type: "return.recorded";
  data: ReturnRecordedData;
}

/** A mistaken return was undone. */
export interface ReturnVoidedEvent extends EventFields {
  type: "return.voided";
  data: ReturnVoidedData;
}

/** A manual adjustment of points. */
export interface PointsAdjustedEvent extends EventFields {
  type: "points.adjusted";
  data: PointsAdjustedData;
}

/** Points went from one member to another: an event for each. */
export interface PointsTransferredEvent extends EventFields {
  type: "points.transferred";
  data: PointsTransferredData;
}

/** Points will expire soon. */
export interface PointsExpiringEvent extends EventFields {
  type: "points.expiring";
  data: PointsExpiringData;
}

/** Points expired. */
export interface PointsExpiredEvent extends EventFields {
  type: "points.expired";
  data: PointsExpiredData;
}

/** A debt of points began. */
export interface PointsOwedEvent extends EventFields {
  type: "points.owed";
  data: PointsOwedData;
}

/** A debt of points was paid. */
export interface PointsSettledEvent extends EventFields {
  type: "points.settled";
  data: PointsSettledData;
}

/** A member got a bonus: for joining, a birthday, or a complete profile. */
export interface BonusGivenEvent extends EventFields {
  type: "bonus.given";
  data: BonusGivenData;
}

/** A manual adjustment of credit. */
export interface CreditAdjustedEvent extends EventFields {
  type: "credit.adjusted";
  data: CreditAdjustedData;
}

/** A manual adjustment of punches. */
export interface BalanceAdjustedEvent extends EventFields {
  type: "balance.adjusted";
  data: BalanceAdjustedData;
}

/** A rebate was paid at the end of its period. */
export interface RebateSettledEvent extends EventFields {
  type: "rebate.settled";
  data: RebateSettledData;
}

/** Little is missing to the next band of a rebate. */
export interface RebateNearEvent extends EventFields {
  type: "rebate.near";
  data: RebateNearData;
}

/** The spend of a period reached a higher band of a rebate. */
export interface RebateBandReachedEvent extends EventFields {
  type: "rebate.band_reached";
  data: RebateBandReachedData;
}

/** The spend of a period fell to a lower band of a rebate. */
export interface RebateBandLostEvent extends EventFields {
  type: "rebate.band_lost";
  data: RebateBandLostData;
}

/** A punch card was filled. */
export interface PunchCardCompletedEvent extends EventFields {
  type: "punch_card.completed";
  data: PunchCardCompletedData;
}

/** A return emptied a punch card that had been filled. */
export interface PunchCardUndoneEvent extends EventFields {
  type: "punch_card.undone";
  data: PunchCardUndoneData;
}

/** A voucher was issued. */
export interface VoucherIssuedEvent extends EventFields {
  type: "voucher.issued";
  data: VoucherIssuedData;
}

/** A voucher was used. */
export interface VoucherUsedEvent extends EventFields {
  type: "voucher.used";
  data: VoucherUsedData;
}

/** A voucher was revoked. */
export interface VoucherRevokedEvent extends EventFields {
  type: "voucher.revoked";
  data: VoucherRevokedData;
}

/** A voucher will expire soon. */
export interface VoucherExpiringEvent extends EventFields {
  type: "voucher.expiring";
  data: VoucherExpiringData;
}

/** A voucher expired. */
export interface VoucherExpiredEvent extends EventFields {
  type: "voucher.expired";
  data: VoucherExpiredData;
}

/** A gift card was issued. */
export interface GiftCardIssuedEvent extends EventFields {
  type: "gift_card.issued";
  data: GiftCardIssuedData;
}

/** An amount was added to a gift card. */
export interface GiftCardToppedUpEvent extends EventFields {
  type: "gift_card.topped_up";
  data: GiftCardToppedUpData;
}

/** A gift card paid for a purchase, or part of it. */
export interface GiftCardRedeemedEvent extends EventFields {
  type: "gift_card.redeemed";
  data: GiftCardRedeemedData;
}

/** Returned goods gave back to a gift card what it paid. */
export interface GiftCardGivenBackEvent extends EventFields {
  type: "gift_card.given_back";
  data: GiftCardGivenBackData;
}

/** A gift card was blocked. */
export interface GiftCardBlockedEvent extends EventFields {
  type: "gift_card.blocked";
  data: GiftCardBlockedData;
}

/** A blocked gift card can be spent again. */
export interface GiftCardUnblockedEvent extends EventFields {
  type: "gift_card.unblocked";
  data: GiftCardUnblockedData;
}

/** The issue of a gift card was voided. */
export interface GiftCardVoidedEvent extends EventFields {
  type: "gift_card.voided";
  data: GiftCardVoidedData;
}

/** Another gift card has the balance of this one now. */
export interface GiftCardReplacedEvent extends EventFields {
  type: "gift_card.replaced";
  data: GiftCardReplacedData;
}

/** A gift card expired. */
export interface GiftCardExpiredEvent extends EventFields {
  type: "gift_card.expired";
  data: GiftCardExpiredData;
}

/** Points were redeemed for a reward. */
export interface RewardRedeemedEvent extends EventFields {
  type: "reward.redeemed";
  data: RewardRedeemedData;
}

/** Points were donated. */
export interface DonationMadeEvent extends EventFields {
  type: "donation.made";
  data: DonationMadeData;
}

/** Balances were reserved for a checkout. */
export interface HoldPlacedEvent extends EventFields {
  type: "hold.placed";
  data: HoldPlacedData;
}

/** A purchase captured a hold. */
export interface HoldCapturedEvent extends EventFields {
  type: "hold.captured";
  data: HoldCapturedData;
}

/** A hold was released. */
export interface HoldReleasedEvent extends EventFields {
  type: "hold.released";
  data: HoldReleasedData;
}

/** A hold expired. */
export interface HoldExpiredEvent extends EventFields {
  type: "hold.expired";
  data: HoldExpiredData;
}

/** A member will soon lose the tier, unless more is bought. */
export interface TierEndingEvent extends EventFields {
  type: "tier.ending";
  data: TierEndingData;
}

/** A member's tier changed, and may be announced. */
export interface TierChangedEvent extends EventFields {
  type: "tier.changed";
  data: TierChangedData;
}

/** A member entered a segment. */
export interface SegmentEnteredEvent extends EventFields {
  type: "segment.entered";
  data: SegmentEnteredData;
}

/** A member left a segment. */
export interface SegmentLeftEvent extends EventFields {
  type: "segment.left";
  data: SegmentLeftData;
}

/** A member was enrolled. */
export interface MemberEnrolledEvent extends EventFields {
  type: "member.enrolled";
  data: MemberEnrolledData;
}

/** Data of a member changed; the event has only the names of the fields. */
export interface MemberChangedEvent extends EventFields {
  type: "member.changed";
  data: MemberChangedData;
}

/** A member was linked to a customer of a shop system. */
export interface MemberLinkedEvent extends EventFields {
  type: "member.linked";
  data: MemberLinkedData;
}

/** A member's birthday is near. */
export interface MemberBirthdayEvent extends EventFields {
  type: "member.birthday";
  data: MemberBirthdayData;
}

/** A member spends clearly less than usual. */
export interface MemberDeviatedEvent extends EventFields {
  type: "member.deviated";
  data: MemberDeviatedData;
}

/** A member has not bought for unusually long. */
export interface MemberLapsedEvent extends EventFields {
  type: "member.lapsed";
  data: MemberLapsedData;
}

/** A lapsed member has bought again. */
export interface MemberWonBackEvent extends EventFields {
  type: "member.won_back";
  data: MemberWonBackData;
}

/** A review gave a member another grade. */
export interface GradeChangedEvent extends EventFields {
  type: "grade.changed";
  data: GradeChangedData;
}

/** A member will soon buy an item again. */
export interface ReorderDueEvent extends EventFields {
  type: "reorder.due";
  data: ReorderDueData;
}

/** A member was asked for a consent by a link. */
export interface ConsentAskedEvent extends EventFields {
  type: "consent.asked";
  data: ConsentAskedData;
}

/** A member allowed or withdrew contact for a purpose. */
export interface ConsentChangedEvent extends EventFields {
  type: "consent.changed";
  data: ConsentChangedData;
}

/** A task was made or given to somebody; it may be about no member. */
export interface TaskOpenedEvent extends EventFields {
  type: "task.opened";
  data: TaskOpenedData;
}

/** A task was done or dropped. */
export interface TaskClosedEvent extends EventFields {
  type: "task.closed";
  data: TaskClosedData;
}

/** A review of customers has ended. */
export interface ReviewDoneEvent extends EventFields {
  type: "review.done";
  data: ReviewDoneData;
}

/** A job, such as a batch of vouchers, has ended. */
export interface JobFinishedEvent extends EventFields {
  type: "job.finished";
  data: JobFinishedData;
}

/** A message of a shop system could not be recorded. */
export interface DeliveryFailedEvent extends EventFields {
  type: "delivery.failed";
  data: DeliveryFailedData;
}

/** Another member was merged into this one. */
export interface MemberMergedEvent extends EventFields {
  type: "member.merged";
  data: MemberMergedData;
}

/** A member's personal data was erased. */
export interface MemberErasedEvent extends EventFields {
  type: "member.erased";
  data: MemberErasedData;
}

/** A version of the programme was published. */
export interface ProgramPublishedEvent extends EventFields {
  type: "program.published";
  data: ProgramPublishedData;
}

/** A webhook is tried out; it is in no feed. */
export interface WebhookPingEvent extends EventFields {
  type: "webhook.ping";
  data: WebhookPingData;
}

/** A webhook was disabled, because its address refused events for too long. */
export interface WebhookDisabledEvent extends EventFields {
  type: "webhook.disabled";
  data: WebhookDisabledData;
}

/** An event; its `type` decides about its `data`. Pass over types that you do not know. */
export type Event =
  | PurchaseRecordedEvent
  | PurchaseVoidedEvent
  | PurchaseClaimedEvent
  | PurchaseActivatedEvent
  | ReturnRecordedEvent
  | ReturnVoidedEvent
  | PointsAdjustedEvent
  | PointsTransferredEvent
  | PointsExpiringEvent
  | PointsExpiredEvent
  | PointsOwedEvent
  | PointsSettledEvent
  | BonusGivenEvent
  | CreditAdjustedEvent
  | BalanceAdjustedEvent
  | RebateSettledEvent
  | RebateNearEvent
  | RebateBandReachedEvent
  | RebateBandLostEvent
  | PunchCardCompletedEvent
  | PunchCardUndoneEvent
  | VoucherIssuedEvent
  | VoucherUsedEvent
  | VoucherRevokedEvent
  | VoucherExpiringEvent
  | VoucherExpiredEvent
  | GiftCardIssuedEvent
  | GiftCardToppedUpEvent
  | GiftCardRedeemedEvent
  | GiftCardGivenBackEvent
  | GiftCardBlockedEvent
  | GiftCardUnblockedEvent
  | GiftCardVoidedEvent
  | GiftCardReplacedEvent
  | GiftCardExpiredEvent
  | RewardRedeemedEvent
  | DonationMadeEvent
  | HoldPlacedEvent
  | HoldCapturedEvent
  | HoldReleasedEvent
  | HoldExpiredEvent
  | TierEndingEvent
  | TierChangedEvent
  | SegmentEnteredEvent
  | SegmentLeftEvent
  | MemberEnrolledEvent
  | MemberChangedEvent
  | MemberLinkedEvent
  | MemberBirthdayEvent
  | MemberDeviatedEvent
  | MemberLapsedEvent
  | MemberWonBackEvent
  | GradeChangedEvent
  | ReorderDueEvent
  | ConsentAskedEvent
  | ConsentChangedEvent
  | TaskOpenedEvent
  | TaskClosedEvent
  | ReviewDoneEvent
  | JobFinishedEvent
  | DeliveryFailedEvent
  | MemberMergedEvent
  | MemberErasedEvent
  | ProgramPublishedEvent
  | WebhookPingEvent
  | WebhookDisabledEvent;
