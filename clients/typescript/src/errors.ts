// What can go wrong: an answer that is a problem, no answer, or an answer that is not Goldlist's.

import type { FaultAnswer, ProblemAnswer } from "./models.js";
import type { ProblemType } from "./problems.js";

/** The base of all errors of this package. */
export class GoldlistError extends Error {
  override name = "GoldlistError";
}

/**
 * There was no answer, and the request cannot be sent again, or was sent often enough.
 *
 * It is unknown whether the request had an effect. A request with an `external_id` or an `Idempotency-Key` can be sent
 * again at any time, and takes effect once.
 */
export class Unreachable extends GoldlistError {
  override name = "Unreachable";
}

/** An answer that is not Goldlist's, such as one of a proxy. */
export class UnexpectedAnswer extends GoldlistError {
  override name = "UnexpectedAnswer";

  constructor(
    readonly status: number,
    readonly text: string,
  ) {
    super(`${status}: ${text.slice(0, 200)}`);
  }
}

/** Nothing has changed since the ETag that was sent as `if_none_match`. */
export class NotModified extends GoldlistError {
  override name = "NotModified";

  constructor(readonly etag: string | null) {
    super("not modified");
  }
}

/** The message is not Goldlist's, or is too old. Answer with 401, and do nothing else. */
export class WebhookVerificationError extends GoldlistError {
  override name = "WebhookVerificationError";
}

/**
 * A refusal (RFC 9457); `type` is its kind, such as `not-found`.
 *
 * `retry` decides: `no` (this request cannot succeed), `same` (send it again now), `later` (send it again after
 * `retryAfter` seconds). `errors` gives the faults with their places.
 */
export class Problem extends GoldlistError {
  override name = "Problem";
  readonly type: ProblemType | (string & {});
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly requestId: string;
  readonly retry: ProblemAnswer["retry"];
  readonly errors: readonly FaultAnswer[];

  constructor(
    readonly document: ProblemAnswer,
    readonly retryAfter: number | null = null,
  ) {
    super(document.detail);
    this.type = document.type.slice(document.type.lastIndexOf("/") + 1);
    this.title = document.title;
    this.status = document.status;
    this.detail = document.detail;
    this.requestId = document.request_id;
    this.retry = document.retry;
    this.errors = document.errors;
  }
}
