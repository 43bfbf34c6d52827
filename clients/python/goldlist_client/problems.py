"""A class for each kind of problem. Generated from openapi/openapi.json by `./run clients`; do not edit."""

from typing import Any, Final

from goldlist_client.errors import Problem


class AlreadyClaimed(Problem):
    """Purchase already claimed (409, retry: no)."""

    type = "already-claimed"


class AlreadyDecided(Problem):
    """Already decided (409, retry: no)."""

    type = "already-decided"


class BodyTooLarge(Problem):
    """Request body too large (413, retry: no)."""

    type = "body-too-large"


class ConnectorNotReady(Problem):
    """The connector lacks a key (422, retry: no)."""

    type = "connector-not-ready"


class CurrencyMismatch(Problem):
    """Wrong currency (422, retry: no)."""

    type = "currency-mismatch"


class CursorExpired(Problem):
    """Event not kept (410, retry: no)."""

    type = "cursor-expired"


class DuplicateMember(Problem):
    """Duplicate name in a JSON object (400, retry: no)."""

    type = "duplicate-member"


class ExternalIdConflict(Problem):
    """external_id already used (409, retry: no)."""

    type = "external-id-conflict"


class GiftCardNotUsable(Problem):
    """Gift card not usable (422, retry: no)."""

    type = "gift-card-not-usable"


class HeadersTooLarge(Problem):
    """Request headers too large (431, retry: no)."""

    type = "headers-too-large"


class HoldNotActive(Problem):
    """Hold no longer active (422, retry: no)."""

    type = "hold-not-active"


class IdempotencyKeyRequired(Problem):
    """Missing external_id or Idempotency-Key (400, retry: no)."""

    type = "idempotency-key-required"


class IdempotencyMismatch(Problem):
    """Idempotency-Key reused (422, retry: no)."""

    type = "idempotency-mismatch"


class InsufficientBalance(Problem):
    """Insufficient balance (422, retry: no)."""

    type = "insufficient-balance"


class InsufficientScope(Problem):
    """Insufficient scope (403, retry: no)."""

    type = "insufficient-scope"


class InternalError(Problem):
    """Internal error (500, retry: later)."""

    type = "internal-error"


class InvalidCursor(Problem):
    """Invalid cursor (400, retry: no)."""

    type = "invalid-cursor"


class InvalidIdempotencyKey(Problem):
    """Invalid Idempotency-Key (400, retry: no)."""

    type = "invalid-idempotency-key"


class MalformedJson(Problem):
    """Malformed JSON (400, retry: no)."""

    type = "malformed-json"


class MalformedRequest(Problem):
    """Malformed request (400, retry: no)."""

    type = "malformed-request"


class MemberErased(Problem):
    """Member erased (422, retry: no)."""

    type = "member-erased"


class MemberExists(Problem):
    """Member already exists (409, retry: no)."""

    type = "member-exists"


class NameTaken(Problem):
    """Name taken (409, retry: no)."""

    type = "name-taken"


class NoReview(Problem):
    """No review yet (409, retry: later)."""

    type = "no-review"


class NotAcceptable(Problem):
    """Not acceptable (406, retry: no)."""

    type = "not-acceptable"


class NotFound(Problem):
    """Not found (404, retry: no)."""

    type = "not-found"


class NotReturnable(Problem):
    """Not returnable (422, retry: no)."""

    type = "not-returnable"


class OccurredInFuture(Problem):
    """Time in the future (422, retry: no)."""

    type = "occurred-in-future"


class OccurredTooOld(Problem):
    """Time too far in the past (422, retry: no)."""

    type = "occurred-too-old"


class PreconditionRequired(Problem):
    """If-Match required (428, retry: no)."""

    type = "precondition-required"


class ProgramInvalid(Problem):
    """Invalid programme (422, retry: no)."""

    type = "program-invalid"


class QuoteChanged(Problem):
    """Quote no longer matches (422, retry: no)."""

    type = "quote-changed"


class QuoteExpired(Problem):
    """Quote expired (422, retry: no)."""

    type = "quote-expired"


class QuoteHeld(Problem):
    """Quote reserved by a hold (409, retry: no)."""

    type = "quote-held"


class RateLimited(Problem):
    """Too many requests (429, retry: later)."""

    type = "rate-limited"


class RehearsalInProgress(Problem):
    """Another rehearsal is running (409, retry: later)."""

    type = "rehearsal-in-progress"


class RehearsalTooLarge(Problem):
    """Rehearsal too large (422, retry: no)."""

    type = "rehearsal-too-large"


class RequestInProgress(Problem):
    """Request in progress (409, retry: later)."""

    type = "request-in-progress"


class RequestTimeout(Problem):
    """Request timeout (408, retry: same)."""

    type = "request-timeout"


class ReturnExceedsPurchase(Problem):
    """Return exceeds the purchase (422, retry: no)."""

    type = "return-exceeds-purchase"


class ReviewInProgress(Problem):
    """Another review is running (409, retry: later)."""

    type = "review-in-progress"


class RewardNotAvailable(Problem):
    """Reward not available (422, retry: no)."""

    type = "reward-not-available"


class SecretsKeyMissing(Problem):
    """No key for secrets (422, retry: no)."""

    type = "secrets-key-missing"


class SegmentInUse(Problem):
    """Segment in use (409, retry: later)."""

    type = "segment-in-use"


class StoreNotAllowed(Problem):
    """Key limited to another store (403, retry: no)."""

    type = "store-not-allowed"


class TooSoon(Problem):
    """Too soon (422, retry: no)."""

    type = "too-soon"


class TotalMismatch(Problem):
    """Amounts do not add up (422, retry: no)."""

    type = "total-mismatch"


class Unauthenticated(Problem):
    """Missing or invalid API key (401, retry: no)."""

    type = "unauthenticated"


class Unavailable(Problem):
    """Temporarily unavailable (503, retry: later)."""

    type = "unavailable"


class UnsupportedContentEncoding(Problem):
    """Compressed request body (415, retry: no)."""

    type = "unsupported-content-encoding"


class UnsupportedMediaType(Problem):
    """Unsupported media type (415, retry: no)."""

    type = "unsupported-media-type"


class UriTooLong(Problem):
    """URL too long (414, retry: no)."""

    type = "uri-too-long"


class UrlNotAllowed(Problem):
    """Address not allowed (422, retry: no)."""

    type = "url-not-allowed"


class Validation(Problem):
    """Invalid request (422, retry: no)."""

    type = "validation"


class VersionConflict(Problem):
    """Version conflict (412, retry: no)."""

    type = "version-conflict"


class VoucherNotUsable(Problem):
    """Voucher not usable (422, retry: no)."""

    type = "voucher-not-usable"


BY_NAME: Final[dict[str, type[Problem]]] = {
    "already-claimed": AlreadyClaimed,
    "already-decided": AlreadyDecided,
    "body-too-large": BodyTooLarge,
    "connector-not-ready": ConnectorNotReady,
    "currency-mismatch": CurrencyMismatch,
    "cursor-expired": CursorExpired,
    "duplicate-member": DuplicateMember,
    "external-id-conflict": ExternalIdConflict,
    "gift-card-not-usable": GiftCardNotUsable,
    "headers-too-large": HeadersTooLarge,
    "hold-not-active": HoldNotActive,
    "idempotency-key-required": IdempotencyKeyRequired,
    "idempotency-mismatch": IdempotencyMismatch,
    "insufficient-balance": InsufficientBalance,
    "insufficient-scope": InsufficientScope,
    "internal-error": InternalError,
    "invalid-cursor": InvalidCursor,
    "invalid-idempotency-key": InvalidIdempotencyKey,
    "malformed-json": MalformedJson,
    "malformed-request": MalformedRequest,
    "member-erased": MemberErased,
    "member-exists": MemberExists,
    "name-taken": NameTaken,
    "no-review": NoReview,
    "not-acceptable": NotAcceptable,
    "not-found": NotFound,
    "not-returnable": NotReturnable,
    "occurred-in-future": OccurredInFuture,
    "occurred-too-old": OccurredTooOld,
    "precondition-required": PreconditionRequired,
    "program-invalid": ProgramInvalid,
    "quote-changed": QuoteChanged,
    "quote-expired": QuoteExpired,
    "quote-held": QuoteHeld,
    "rate-limited": RateLimited,
    "rehearsal-in-progress": RehearsalInProgress,
    "rehearsal-too-large": RehearsalTooLarge,
    "request-in-progress": RequestInProgress,
    "request-timeout": RequestTimeout,
    "return-exceeds-purchase": ReturnExceedsPurchase,
    "review-in-progress": ReviewInProgress,
    "reward-not-available": RewardNotAvailable,
    "secrets-key-missing": SecretsKeyMissing,
    "segment-in-use": SegmentInUse,
    "store-not-allowed": StoreNotAllowed,
    "too-soon": TooSoon,
    "total-mismatch": TotalMismatch,
    "unauthenticated": Unauthenticated,
    "unavailable": Unavailable,
    "unsupported-content-encoding": UnsupportedContentEncoding,
    "unsupported-media-type": UnsupportedMediaType,
    "uri-too-long": UriTooLong,
    "url-not-allowed": UrlNotAllowed,
    "validation": Validation,
    "version-conflict": VersionConflict,
    "voucher-not-usable": VoucherNotUsable,
}


def problem(document: dict[str, Any], retry_after: float | None = None) -> Problem:
    """The problem of a document, of its own class if the kind is known."""
    kind = BY_NAME.get(str(document.get("type", "")).rpartition("/")[2], Problem)
    return kind(document, retry_after)
