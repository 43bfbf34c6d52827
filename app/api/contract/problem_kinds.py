"""Everything that can go wrong for a caller, by name: its status, what to do about it, and what it means.

`retry` is what programs go by: `no` (never like this), `same` (send the same again now), `later` (send the same again
after a moment).
"""

from typing import Final, NamedTuple


class Kind(NamedTuple):
    """A kind of problem: its title, HTTP status, what to do about it, and an explanation for people."""

    title: str
    status: int
    retry: str
    explanation: str


KINDS: Final[dict[str, Kind]] = {
    "malformed-request": Kind(
        "The request is malformed",
        400,
        "no",
        "The request breaks the rules of HTTP or says something twice: two Host or Authorization headers, a query "
        "parameter given more than once, a length that cannot be.",
    ),
    "malformed-json": Kind(
        "The body is not JSON",
        400,
        "no",
        "The body has to be one JSON text in UTF-8 without a byte order mark: no comments, no trailing commas, no NaN "
        "or Infinity, at most 12 levels deep, no number of thousands of digits.",
    ),
    "duplicate-member": Kind(
        "A name stands twice in one object",
        400,
        "no",
        "An object of the body has the same name twice. Other services take the last one; here nobody has to guess.",
    ),
    "invalid-cursor": Kind(
        "The cursor is not one of ours",
        400,
        "no",
        "Send next_cursor of the page before exactly as it came, to the same list, of the same member and with the "
        "same filters; limit may change.",
    ),
    "idempotency-key-required": Kind(
        "A name for the request is needed",
        400,
        "no",
        "The request moves something, so it must be safe to repeat. Give it an external_id, or send an "
        "Idempotency-Key header: any text that you use for this one request.",
    ),
    "invalid-idempotency-key": Kind(
        "The Idempotency-Key cannot be used",
        400,
        "no",
        "An Idempotency-Key is 1 to 255 visible ASCII characters, in one header.",
    ),
    "unauthenticated": Kind(
        "Who is calling?",
        401,
        "no",
        "Send a key of your programme in the header Authorization: Bearer gl_live_… (or gl_test_…). The key that came "
        "is missing, mistyped, unknown or revoked; if it was right and has ended, the list of errors says key-expired.",
    ),
    "insufficient-scope": Kind(
        "The key may not do this",
        403,
        "no",
        "The key is known, but its role does not include this operation. The scope that an operation needs stands in "
        "the OpenAPI document.",
    ),
    "store-not-allowed": Kind(
        "The key belongs to another store",
        403,
        "no",
        "The key is bound to one store. Leave store out, and it is filled in. What another store recorded it may read "
        "and take back, but not void.",
    ),
    "not-found": Kind(
        "There is no such thing",
        404,
        "no",
        "Nothing in your programme has this name, or there is no such address. Things of other programmes look "
        "exactly like things that do not exist. Where a return, void, claim or activation names a purchase or return "
        "by your own name, that may still be on its way: retry is then later, with Retry-After.",
    ),
    "method-not-allowed": Kind(
        "Not with this method",
        405,
        "no",
        "The address exists, but not with this HTTP method. The header Allow lists those that it has.",
    ),
    "not-acceptable": Kind(
        "Only JSON is spoken here",
        406,
        "no",
        "The Accept header leaves out application/json, the only form in which answers come.",
    ),
    "request-timeout": Kind(
        "The request took too long to arrive",
        408,
        "same",
        "The request was not complete within 10 seconds. Nothing has happened; send it again.",
    ),
    "external-id-conflict": Kind(
        "The external_id stands for something else",
        409,
        "no",
        "The same external_id came before with other content. A name means one thing for ever; what was recorded "
        "first has not changed.",
    ),
    "already-claimed": Kind(
        "Another member has claimed it",
        409,
        "no",
        "A guest's purchase can be claimed by one member.",
    ),
    "member-exists": Kind(
        "The member exists already",
        409,
        "no",
        "Another member has this external_id, card number, e-mail address or phone number.",
    ),
    "request-in-progress": Kind(
        "The same request is still running",
        409,
        "later",
        "The first request of this name has not finished. Send it again after a moment to get its answer.",
    ),
    "version-conflict": Kind(
        "It has changed since you read it",
        412,
        "no",
        "If-Match names a version that is no longer the newest. Read it again, and decide again.",
    ),
    "body-too-large": Kind(
        "The body is too large",
        413,
        "no",
        "A body has at most 256 kB, of a batch 4 MB. Send it in parts.",
    ),
    "uri-too-long": Kind("The address is too long", 414, "no", "An address with its query has at most 8 kB."),
    "unsupported-media-type": Kind(
        "The body has to be JSON",
        415,
        "no",
        "Send the body as Content-Type: application/json, in UTF-8.",
    ),
    "unsupported-content-encoding": Kind(
        "The body must not be compressed",
        415,
        "no",
        "Send the body as it is, without Content-Encoding.",
    ),
    "validation": Kind(
        "The request is not valid",
        422,
        "no",
        "The request was understood, and something in it cannot be. The list of errors says where (a JSON pointer) and "
        "what is expected there.",
    ),
    "currency-mismatch": Kind(
        "That is not the programme's currency",
        422,
        "no",
        "A programme has one currency, and all its amounts are in minor units of it.",
    ),
    "total-mismatch": Kind(
        "The amounts do not add up",
        422,
        "no",
        "The lines and discounts do not come to total, or the discounts are larger than the lines.",
    ),
    "occurred-in-future": Kind(
        "It has not happened yet",
        422,
        "no",
        "occurred_at is more than 5 minutes after the programme's clock. Set the clock of the till right.",
    ),
    "occurred-too-old": Kind(
        "It happened too long ago",
        422,
        "no",
        "occurred_at is more than 10 years before the programme's clock.",
    ),
    "return-exceeds-purchase": Kind(
        "More is returned than is left",
        422,
        "no",
        "Less than that is left of the purchase, after its other returns.",
    ),
    "not-returnable": Kind(
        "This cannot be returned",
        422,
        "no",
        "Returns and voided purchases cannot be returned. A mistaken return can be voided.",
    ),
    "insufficient-balance": Kind("The balance is too low", 422, "no", "There is less than that to spend."),
    "voucher-not-usable": Kind(
        "The voucher cannot be used",
        422,
        "no",
        "It is used, held, expired, revoked, or not for this basket.",
    ),
    "reward-not-available": Kind(
        "The reward cannot be had",
        422,
        "no",
        "The programme does not offer this reward to this member now.",
    ),
    "hold-not-active": Kind(
        "The hold is over",
        422,
        "no",
        "It was captured, released, or has ended by itself.",
    ),
    "quote-expired": Kind("The quote has ended", 422, "no", "Ask for a fresh quote."),
    "quote-changed": Kind(
        "The basket is not the one quoted",
        422,
        "no",
        "The lines differ from those of the quote. Ask for a fresh quote.",
    ),
    "quote-held": Kind(
        "A hold keeps the quote",
        409,
        "no",
        "Its detail names the hold: let the purchase name that, or let go of it and hold the quote again.",
    ),
    "program-invalid": Kind(
        "The programme has faults",
        422,
        "no",
        "The document cannot be published as it is. The list of errors points to each fault.",
    ),
    "idempotency-mismatch": Kind(
        "The Idempotency-Key was used for something else",
        422,
        "no",
        "The same Idempotency-Key came before with another request. Draw a new one for each request.",
    ),
    "member-erased": Kind(
        "The member was erased",
        422,
        "no",
        "The personal data of this member is gone; only the anonymous ledger remains.",
    ),
    "precondition-required": Kind(
        "Say which version you mean to change",
        428,
        "no",
        "Send If-Match with the ETag that you read, so that nobody's change is lost.",
    ),
    "rate-limited": Kind(
        "Too many requests",
        429,
        "later",
        "The key has a limit, of requests a second or of what it may issue and take a day (code daily-limit). Wait as "
        "long as Retry-After says, then send the same again.",
    ),
    "headers-too-large": Kind(
        "The headers are too large",
        431,
        "no",
        "A request has at most 100 headers of 32 kB together.",
    ),
    "internal-error": Kind(
        "Something broke on our side",
        500,
        "later",
        "It is our fault and has been noted under request_id. Requests with a name are safe to send again.",
    ),
    "unavailable": Kind(
        "Not available for a moment",
        503,
        "later",
        "The database cannot be reached, or there is too much to do. Whether the request had an effect is not certain: "
        "send the same again after Retry-After, and it happens once.",
    ),
}
