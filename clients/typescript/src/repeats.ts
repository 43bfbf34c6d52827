// When a request is sent again, and after which pause.

import { NotModified, Problem, UnexpectedAnswer, Unreachable } from "./errors.js";
import type { ProblemAnswer } from "./models.js";

/** How a request is repeated: the number of attempts, and the pauses between them in seconds. */
export interface Repeat {
  attempts: number;
  /** Pauses double from this one, and are drawn from the upper half, so that many clients do not come back together. */
  firstPause: number;
  /** The longest pause. A problem with a longer `Retry-After` is thrown. */
  longestPause: number;
}

export const REPEAT: Readonly<Repeat> = { attempts: 5, firstPause: 0.5, longestPause: 20 };
export const NEVER: Readonly<Repeat> = { ...REPEAT, attempts: 1 };

// A service that answers so may have carried out the request, or be a proxy without a service.
const UNCLEAR = [500, 502, 503, 504];
// The request did not reach the service, as Node.js puts it.
const NOT_SENT = ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "UND_ERR_CONNECT_TIMEOUT"];

/** The pause after an attempt, counted from 1; null to give up. */
export function pauseAfter(repeat: Repeat, attempt: number, retryAfter: number | null): number | null {
  if (attempt >= repeat.attempts || (retryAfter ?? 0) > repeat.longestPause) return null;
  const whole = Math.min(repeat.longestPause, repeat.firstPause * 2 ** (attempt - 1));
  return Math.max(retryAfter ?? 0, (whole / 2) * (1 + Math.random()));
}

/** The attempts of one request. `isSafe`: it has the same effect however often it arrives. */
export class Attempts {
  private number = 0;

  constructor(
    private readonly repeat: Repeat,
    private readonly isSafe: boolean,
  ) {}

  /** The seconds to wait after there was no answer. Throws Unreachable. */
  afterFailure(error: unknown): number {
    const code = String((error as { cause?: { code?: unknown } }).cause?.code);
    const pause = this.isSafe || NOT_SENT.includes(code) ? this.next(null) : null;
    if (pause === null) throw new Unreachable(`no answer: ${error}`, { cause: error });
    return pause;
  }

  /** The seconds to wait after an answer that is no success. Throws Problem and others. */
  async afterRefusal(response: Response): Promise<number> {
    if (response.status === 304) throw new NotModified(response.headers.get("etag"));
    const refusal = await readRefusal(response);
    const unclear = UNCLEAR.includes(response.status);
    const again = refusal instanceof Problem ? refusal.retry !== "no" && (this.isSafe || !unclear) : unclear && this.isSafe;
    const pause = again ? this.next(retryAfter(response)) : null;
    if (pause === null) throw refusal;
    return pause;
  }

  private next(wanted: number | null): number | null {
    this.number += 1;
    return pauseAfter(this.repeat, this.number, wanted);
  }
}

async function readRefusal(response: Response): Promise<Problem | UnexpectedAnswer> {
  const text = await response.text();
  if (response.headers.get("content-type")?.split(";")[0] === "application/problem+json") {
    try {
      return new Problem(JSON.parse(text) as ProblemAnswer, retryAfter(response));
    } catch {
      // It is not a problem after all.
    }
  }
  return new UnexpectedAnswer(response.status, text);
}

/** The seconds of `Retry-After`, which may be a date. */
export function retryAfter(response: Response): number | null {
  const text = response.headers.get("retry-after");
  if (!text) return null;
  if (/^\d+$/.test(text)) return Number(text);
  const instant = Date.parse(text);
  return Number.isNaN(instant) ? null : Math.max(0, (instant - Date.now()) / 1000);
}
