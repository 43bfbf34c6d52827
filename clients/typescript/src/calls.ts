// What the generated operations stand on: a description of each, and the methods that send it.

/** An operation: its method and path, whether it is safe to repeat, and whether a header can name it. */
export interface Operation {
  readonly method: string;
  readonly path: string;
  readonly repeatable: boolean;
  readonly takesName?: boolean;
}

export type Value = string | number | boolean | null | undefined;

/** The arguments of a call. */
export interface Call {
  readonly path?: Record<string, string | number>;
  readonly query?: Record<string, Value>;
  readonly headers?: Record<string, string | undefined>;
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
}

/** Arguments that every operation takes. */
export interface CallOptions {
  /** Ends the call, with its repetitions. */
  signal?: AbortSignal;
}

/** What came with an answer. `replayed`: it is the first answer again, without a new effect. */
export interface Reply {
  readonly status: number;
  readonly etag: string | null;
  readonly requestId: string | null;
  readonly replayed: boolean;
}

interface Page<Item> {
  readonly data: readonly Item[];
  readonly next_cursor: string | null;
}

/** Sends operations. */
export abstract class Calls {
  protected abstract send<Answer>(operation: Operation, call: Call): Promise<Answer>;

  /** The answer of an operation as a stream. */
  protected abstract file(operation: Operation, call: Call): Promise<ReadableStream<Uint8Array>>;

  protected async *items<Item>(operation: Operation, call: Call): AsyncGenerator<Item, void, undefined> {
    let cursor: string | null | undefined;
    do {
      const query = cursor ? { ...call.query, cursor } : { ...call.query };
      const page: Page<Item> = await this.send(operation, { ...call, query });
      yield* page.data;
      cursor = page.next_cursor;
    } while (cursor !== null);
  }
}

/** The path of a call with its names, percent-encoded, and its query. */
export function target(operation: Operation, call: Call): string {
  const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(call.path?.[name])));
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(call.query ?? {})) {
    if (value !== undefined && value !== null) query.set(name, String(value));
  }
  return query.size ? `${path}?${query}` : path;
}
