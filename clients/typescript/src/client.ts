// The client.

import type { Call, CallOptions, Operation, Reply } from "./calls.js";
import { target } from "./calls.js";
import { GoldlistError, UnexpectedAnswer } from "./errors.js";
import type { Event } from "./models.js";
import { Operations } from "./operations.js";
import { Attempts, REPEAT } from "./repeats.js";
import type { Repeat } from "./repeats.js";
import { VERSION } from "./version.js";

const FEED_WAIT_SECONDS = 20;
const FEED_PAGE = 500;

const replies = new WeakMap<object, Reply>();

/** The status and headers that came with an answer. */
export function replyOf(answer: object): Reply {
  const reply = replies.get(answer);
  if (!reply) throw new TypeError("only the answer of a call has a reply");
  return reply;
}

/** Where requests go, with which key, and how they are repeated. */
export interface Settings {
  url: string;
  key: string;
  /** The longest wait for an answer, in seconds. */
  timeout?: number;
  repeat?: Partial<Repeat>;
  /** Used in place of the platform's own. */
  fetch?: typeof fetch;
}

/** A client of a Goldlist service. */
export class Goldlist extends Operations {
  private readonly url: string;
  private readonly headers: Record<string, string>;
  private readonly timeout: number;
  private readonly repeat: Repeat;
  private readonly fetch: typeof fetch;

  constructor(settings: Settings) {
    super();
    this.url = settings.url.replace(/\/+$/, "");
    this.headers = { Authorization: `Bearer ${settings.key}`, "User-Agent": `goldlist-client-typescript/${VERSION}` };
    this.timeout = settings.timeout ?? 30;
    this.repeat = { ...REPEAT, ...settings.repeat };
    this.fetch = settings.fetch ?? globalThis.fetch;
  }

  /**
   * All events in order, without an end: when there are no more, it waits for the next.
   *
   * Keep the `id` of the last event that you have processed, and go on with `after: id`.
   */
  async *followEvents(
    after = "start",
    options: CallOptions & { types?: string } = {},
  ): AsyncGenerator<Event, void, undefined> {
    for (;;) {
      const waiting = { after, limit: FEED_PAGE, wait_seconds: FEED_WAIT_SECONDS };
      const page = await this.listEvents({ ...options, ...waiting });
      yield* page.data as unknown as Event[];
      after = page.next_cursor;
    }
  }

  protected async send<Answer>(operation: Operation, call: Call): Promise<Answer> {
    return this.answered(operation, call, async (response) => {
      if (response.status === 204) return undefined as Answer;
      const text = await response.text();
      let answer: Answer & object;
      try {
        answer = JSON.parse(text);
        replies.set(answer, reply(response));
      } catch {
        throw new UnexpectedAnswer(response.status, text);
      }
      return answer;
    });
  }

  protected async file(operation: Operation, call: Call): Promise<ReadableStream<Uint8Array>> {
    return this.answered(operation, call, async (response) => response.body ?? new Blob([]).stream());
  }

  /** Send a request until it is answered, and read the answer. */
  private async answered<Answer>(
    operation: Operation,
    call: Call,
    read: (response: Response) => Promise<Answer>,
  ): Promise<Answer> {
    const url = this.url + target(operation, call);
    const request = this.request(operation, call);
    // A repeated If-Match would meet its own effect, and look like a conflict.
    const attempts = new Attempts(this.repeat, operation.repeatable && !call.headers?.["If-Match"]);
    for (;;) {
      let pause: number;
      try {
        const response = await this.fetch(url, { ...request, signal: this.signal(call) });
        if (response.ok) return await read(response);
        pause = await attempts.afterRefusal(response);
      } catch (error) {
        if (error instanceof GoldlistError || call.signal?.aborted) throw error;
        pause = attempts.afterFailure(error);
      }
      await seconds(pause, call.signal);
    }
  }

  private request(operation: Operation, call: Call): RequestInit {
    const headers: Record<string, string> = { ...this.headers };
    for (const [name, value] of Object.entries(call.headers ?? {})) if (value !== undefined) headers[name] = value;
    const body = call.body as { external_id?: string | null } | undefined;
    if (operation.takesName && !body?.external_id) headers["Idempotency-Key"] ??= crypto.randomUUID();
    if (body === undefined) return { method: operation.method, headers };
    headers["Content-Type"] = "application/json";
    return { method: operation.method, headers, body: JSON.stringify(body) };
  }

  private signal(call: Call): AbortSignal {
    const timeout = AbortSignal.timeout(this.timeout * 1000);
    return call.signal ? AbortSignal.any([call.signal, timeout]) : timeout;
  }
}

function reply(response: Response): Reply {
  return {
    status: response.status,
    etag: response.headers.get("etag"),
    requestId: response.headers.get("request-id"),
    replayed: response.headers.get("idempotency-replayed") === "true",
  };
}

function seconds(count: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, count * 1000);
    if (signal?.aborted) stop();
    signal?.addEventListener("abort", stop, { once: true });
  });
}
