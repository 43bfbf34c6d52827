"""All problems of the API, by name: title, status, retry advice and explanation.

Programs decide by `retry`: `no` (this request cannot succeed), `same` (send it again now), `later` (send it again after
a moment).
"""

from typing import Final, NamedTuple


class Kind(NamedTuple):
    """A kind of problem: its title, HTTP status, retry advice, and an explanation for people."""

    title: str
    status: int
    retry: str
    explanation: str


KINDS: Final[dict[str, Kind]] = {
    "malformed-request": Kind(
        "Malformed request",
        400,
        "no",
        "The request violates HTTP or repeats something: two Host or Authorization headers, a repeated query "
        "parameter, an invalid length.",
    ),
    "malformed-json": Kind(
        "Malformed JSON",
        400,
        "no",
        "The body must be a JSON text in UTF-8 without a byte order mark: no comments, trailing commas, NaN "
        "or Infinity, at most 12 levels deep, no number with thousands of digits.",
    ),
    "duplicate-member": Kind(
        "Duplicate name in a JSON object",
        400,
        "no",
        (
            "An object in the body contains the same name twice. Other services use the last one; this one "
            "refuses to guess."
        ),
    ),
    "invalid-cursor": Kind(
        "Invalid cursor",
        400,
        "no",
        "Send next_cursor from the previous page unchanged, to the same list of the same member and with the "
        "same filters; limit may change.",
    ),
    "idempotency-key-required": Kind(
        "Missing external_id or Idempotency-Key",
        400,
        "no",
        "This request changes balances, so it must be safe to repeat. Add an external_id or an "
        "Idempotency-Key header: any text that is unique to this request.",
    ),
    "invalid-idempotency-key": Kind(
        "Invalid Idempotency-Key",
        400,
        "no",
        "An Idempotency-Key is 1 to 255 visible ASCII characters, in one header.",
    ),
    "unauthenticated": Kind(
        "Missing or invalid API key",
        401,
        "no",
        "Send a key of your programme in the header Authorization: Bearer gl_live_… (or gl_test_…). The key "
        "is missing, mistyped, unknown or revoked; if it has expired, errors contains key-expired.",
    ),
    "insufficient-scope": Kind(
        "Insufficient scope",
        403,
        "no",
        "The key's role does not include this operation. The OpenAPI document shows the scope of each operation.",
    ),
    "store-not-allowed": Kind(
        "Key limited to another store",
        403,
        "no",
        "The key is limited to one store. Omit store, and it is filled in. The key may read and return other "
        "stores' purchases, but not void them.",
    ),
    "not-found": Kind(
        "Not found",
        404,
        "no",
        "Your programme has no object with this name, or there is no such path. Objects of other programmes "
        "look the same. If a return, void, claim or activation refers to a purchase or return by your own "
        "name, that may still be on its way: then retry is later, with Retry-After.",
    ),
    "method-not-allowed": Kind(
        "Method not allowed",
        405,
        "no",
        "The path exists, but not with this HTTP method. The Allow header lists its methods.",
    ),
    "not-acceptable": Kind(
        "Not acceptable",
        406,
        "no",
        "The Accept header excludes application/json, the format of answers.",
    ),
    "request-timeout": Kind(
        "Request timeout",
        408,
        "same",
        "The request was not complete within 10 seconds. It had no effect; send it again.",
    ),
    "cursor-expired": Kind(
        "Event not kept",
        410,
        "no",
        "The event after which to go on is not kept any more, so events may have been missed. Read the objects "
        "again, and go on with after=start or after=now.",
    ),
    "url-not-allowed": Kind(
        "Address not allowed",
        422,
        "no",
        "Goldlist calls only public addresses, by https on port 443 or 8443. The detail says what is wrong with this "
        "one. The operator can allow others with GOLDLIST_OUTGOING_ALLOW.",
    ),
    "external-id-conflict": Kind(
        "external_id already used",
        409,
        "no",
        "An earlier request with this external_id had different content. What it recorded has not changed; "
        "use a new external_id for a new request.",
    ),
    "already-claimed": Kind(
        "Purchase already claimed",
        409,
        "no",
        "Another member has claimed this purchase. A guest's purchase can be claimed by one member only.",
    ),
    "already-decided": Kind(
        "Already decided",
        409,
        "no",
        "It is closed, in another way than this request would close it. Read it to see how.",
    ),
    "name-taken": Kind(
        "Name taken",
        409,
        "no",
        "Another member of staff has this name or e-mail address. Case and accents make no difference.",
    ),
    "member-exists": Kind(
        "Member already exists",
        409,
        "no",
        "Another member has this external_id, card number, e-mail address or phone number.",
    ),
    "request-in-progress": Kind(
        "Request in progress",
        409,
        "later",
        "The first request with this name has not finished. Send it again after a moment to get its answer.",
    ),
    "review-in-progress": Kind(
        "Another review is running",
        409,
        "later",
        "Only one requested review runs at a time. Send the request again when GET /v1/insights/reviews shows it as "
        "done.",
    ),
    "rehearsal-in-progress": Kind(
        "Another rehearsal is running",
        409,
        "later",
        "Only one rehearsal runs at a time. Send the request again when GET /v1/rehearsals shows it as done, or cancel "
        "it.",
    ),
    "segment-in-use": Kind(
        "Segment in use",
        409,
        "later",
        "A version cannot leave out a segment while an unfinished batch of vouchers is for its members. Publish it "
        "again when the batch is done.",
    ),
    "no-review": Kind(
        "No review yet",
        409,
        "later",
        "The answer comes from a review of all members, and none with this content is done yet. Reviews run on the "
        "first day of each period, and on request (POST /v1/insights/reviews).",
    ),
    "version-conflict": Kind(
        "Version conflict",
        412,
        "no",
        "If-Match names a version that is no longer the newest. Read the object again before you change it.",
    ),
    "body-too-large": Kind(
        "Request body too large",
        413,
        "no",
        "A body can have at most 256 kB, that of a batch 4 MB. Split the request.",
    ),
    "uri-too-long": Kind("URL too long", 414, "no", "A path with its query can have at most 8 kB."),
    "unsupported-media-type": Kind(
        "Unsupported media type",
        415,
        "no",
        "Send the body as Content-Type: application/json, in UTF-8.",
    ),
    "unsupported-content-encoding": Kind(
        "Compressed request body",
        415,
        "no",
        "Send the body without Content-Encoding.",
    ),
    "validation": Kind(
        "Invalid request",
        422,
        "no",
        "The request is well-formed, but some values are not valid. The list of errors gives the place of "
        "each (a JSON pointer) and what is expected there.",
    ),
    "currency-mismatch": Kind(
        "Wrong currency",
        422,
        "no",
        "A programme has one currency, and all its amounts are in minor units of it.",
    ),
    "total-mismatch": Kind(
        "Amounts do not add up",
        422,
        "no",
        "The lines less the discounts do not equal total, or the discounts exceed the lines.",
    ),
    "occurred-in-future": Kind(
        "Time in the future",
        422,
        "no",
        "occurred_at is more than 5 minutes ahead of the programme's clock. Correct the till's clock.",
    ),
    "occurred-too-old": Kind(
        "Time too far in the past",
        422,
        "no",
        "occurred_at is more than 10 years before the programme's clock.",
    ),
    "return-exceeds-purchase": Kind(
        "Return exceeds the purchase",
        422,
        "no",
        "Less than this is left of the purchase after its other returns.",
    ),
    "not-returnable": Kind(
        "Not returnable",
        422,
        "no",
        "Returns and voided purchases cannot be returned. A mistaken return can be voided.",
    ),
    "insufficient-balance": Kind("Insufficient balance", 422, "no", "The balance is lower than the amount."),
    "voucher-not-usable": Kind(
        "Voucher not usable",
        422,
        "no",
        "The voucher is used, held, expired, revoked, or not valid for this basket.",
    ),
    "gift-card-not-usable": Kind(
        "Gift card not usable",
        422,
        "no",
        "No gift card has this code, or it is blocked, expired, voided or replaced by another.",
    ),
    "reward-not-available": Kind(
        "Reward not available",
        422,
        "no",
        "The programme does not offer this reward to this member now.",
    ),
    "hold-not-active": Kind(
        "Hold no longer active",
        422,
        "no",
        "The hold was captured or released, or has expired.",
    ),
    "quote-expired": Kind("Quote expired", 422, "no", "The quote is no longer valid. Ask for a new one."),
    "quote-changed": Kind(
        "Quote no longer matches",
        422,
        "no",
        "The basket or its terms differ from those of the quote. Ask for a new quote.",
    ),
    "quote-held": Kind(
        "Quote reserved by a hold",
        409,
        "no",
        "The detail names the hold: name it in the purchase, or release it and hold the quote again.",
    ),
    "program-invalid": Kind(
        "Invalid programme",
        422,
        "no",
        "The document cannot be published. The list of errors points to each fault.",
    ),
    "too-soon": Kind(
        "Too soon",
        422,
        "no",
        "An effect can only be computed for days that have ended. Ask for earlier days, or later.",
    ),
    "rehearsal-too-large": Kind(
        "Rehearsal too large",
        422,
        "no",
        "A rehearsal has at most 2,000,000 purchases. Ask for a sample of the members, or for fewer days; the detail "
        "names the largest sample that fits.",
    ),
    "idempotency-mismatch": Kind(
        "Idempotency-Key reused",
        422,
        "no",
        "An earlier request with this Idempotency-Key was different. Use a new key for each request.",
    ),
    "member-erased": Kind(
        "Member erased",
        422,
        "no",
        "The personal data of this member was erased; only the anonymous ledger remains.",
    ),
    "precondition-required": Kind(
        "If-Match required",
        428,
        "no",
        "Send If-Match with the ETag that you read, so that no other change is lost.",
    ),
    "rate-limited": Kind(
        "Too many requests",
        429,
        "later",
        "The key has reached a limit: requests per second, or amounts issued or taken per day (code "
        "daily-limit). Wait as long as Retry-After says, then send the same request again.",
    ),
    "headers-too-large": Kind(
        "Request headers too large",
        431,
        "no",
        "A request can have at most 100 headers of 32 kB in all.",
    ),
    "internal-error": Kind(
        "Internal error",
        500,
        "later",
        (
            "This is a bug in Goldlist, logged under request_id. Requests with an external_id or Idempotency-Key "
            "are safe to repeat."
        ),
    ),
    "bad-signature": Kind(
        "Not signed by the shop system",
        401,
        "no",
        "A message to the inbox of a connector must have the shop system's signature over its body, with the secret "
        "that the connector was given. Nothing of it was stored.",
    ),
    "connector-not-ready": Kind(
        "The connector lacks a key",
        422,
        "no",
        "This kind of shop system has to be asked for its orders. Give the key of its interface as secrets.api.",
    ),
    "secrets-key-missing": Kind(
        "No key for secrets",
        422,
        "no",
        "The secrets of others are sealed under a key of this service. Set GOLDLIST_SECRETS_KEY_FILE to a file with at "
        "least 32 random bytes.",
    ),
    "unavailable": Kind(
        "Temporarily unavailable",
        503,
        "later",
        "The database cannot be reached, or the load is too high. It is unknown whether the request had an "
        "effect: send the same request again after Retry-After, and it takes effect exactly once.",
    ),
}
