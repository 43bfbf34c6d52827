// Verifies messages of webhooks: Standard Webhooks 1.0.

import { WebhookVerificationError } from "./errors.js";
import type { Event } from "./models.js";

const PREFIX = "whsec_";
const TOLERANCE_SECONDS = 300;

export interface VerifyOptions {
  /** How old a message may be, and how far ahead. */
  toleranceSeconds?: number;
  /** The time, in seconds since 1970. */
  now?: number;
}

/**
 * The events of a message: one, or several if the webhook's `batch` is above 1.
 *
 * `body` is the body exactly as it arrived. `secrets` are all secrets that may have signed it: while one is being
 * rotated, the old one and the new one. Throws WebhookVerificationError.
 */
export async function verifyWebhook(
  headers: Headers | Record<string, string | string[] | undefined>,
  body: string | Uint8Array,
  secrets: string | readonly string[],
  options: VerifyOptions = {},
): Promise<Event[]> {
  const id = header(headers, "webhook-id");
  const stamp = header(headers, "webhook-timestamp");
  if (!id || !/^\d+$/.test(stamp)) throw new WebhookVerificationError("the message is not signed");
  const now = options.now ?? Date.now() / 1000;
  if (Math.abs(Number(stamp) - now) > (options.toleranceSeconds ?? TOLERANCE_SECONDS)) {
    throw new WebhookVerificationError("the message is too old, or the clock is wrong");
  }
  const raw = typeof body === "string" ? new TextEncoder().encode(body) : body;
  const content = joined(new TextEncoder().encode(`${id}.${stamp}.`), raw);
  const signatures = header(headers, "webhook-signature").split(" ").filter((one) => one.startsWith("v1,"));
  let fits = false;
  for (const secret of typeof secrets === "string" ? [secrets] : secrets) {
    const key = await crypto.subtle.importKey("raw", secretBytes(secret), HMAC, false, ["verify"]);
    // Every pair is compared, in constant time, so that the time says nothing about which fits.
    for (const one of signatures) fits = (await verify(key, one.slice(3), content)) || fits;
  }
  if (!fits) throw new WebhookVerificationError("no signature fits");
  const message: unknown = JSON.parse(new TextDecoder().decode(raw));
  return (Array.isArray(message) ? message : [message]) as Event[];
}

const HMAC = { name: "HMAC", hash: "SHA-256" };

async function verify(key: CryptoKey, signature: string, content: BufferSource): Promise<boolean> {
  const given = bytes(signature);
  return given !== null && crypto.subtle.verify("HMAC", key, given, content);
}

function secretBytes(secret: string): BufferSource {
  const key = bytes(secret.startsWith(PREFIX) ? secret.slice(PREFIX.length) : secret);
  if (!key?.byteLength) throw new TypeError(`a secret is ${PREFIX} and bytes in base64`);
  return key;
}

function bytes(base64: string): Uint8Array<ArrayBuffer> | null {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  } catch {
    return null;
  }
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(first.length + second.length);
  whole.set(first);
  whole.set(second, first.length);
  return whole;
}

function header(headers: Headers | Record<string, string | string[] | undefined>, name: string): string {
  if (headers instanceof Headers) return headers.get(name) ?? "";
  for (const [other, value] of Object.entries(headers)) {
    if (other.toLowerCase() === name) return (Array.isArray(value) ? value[0] : value) ?? "";
  }
  return "";
}
