// The journey of a till on @goldlist/client. It prints what its test expects.

import { Goldlist, NotModified, Problem, replyOf } from "@goldlist/client";
import type { LineRequest, PurchaseRequest } from "@goldlist/client";

const { GOLDLIST_URL: url = "", GOLDLIST_KEY: key = "", GOLDLIST_ADMIN_KEY: adminKey = "" } = process.env;
const till = new Goldlist({ url, key });
const admin = new Goldlist({ url, key: adminKey });
const member = "card:6331001234567890";
const lines: LineRequest[] = [
  { sku: "ethiopia-250", category: "beans", quantity: 4, unit_price: 1250 },
  { sku: "latte-12", category: "coffee/latte", quantity: 10, unit_price: 350 },
];
const basket: PurchaseRequest = {
  external_id: "till7-000123",
  member,
  occurred_at: "2026-03-01T10:15:00+00:00",
  currency: "GBP",
  lines,
};

// The error of something that must fail.
async function failure(work: () => Promise<unknown>): Promise<unknown> {
  try {
    await work();
  } catch (error) {
    return error;
  }
  throw new Error("it did not fail");
}

await till.enrolMember({ external_id: "crm-5531", card_number: "6331001234567890", name: "Ada Byron" });
const quote = await till.askQuote({ member, currency: "GBP", lines });
console.log(`quote ${quote.total}, ${quote.after?.points} points`);

const bought = await till.recordPurchase(basket);
console.log(`bought ${bought.net}, ${bought.after?.points} points, ${replyOf(bought).status}`);
const again = await till.recordPurchase(basket);
const same = JSON.stringify(again) === JSON.stringify(bought);
console.log(`again ${same}, ${replyOf(again).status}, replayed ${replyOf(again).replayed}`);

const bag = { external_id: "till7-R-000017", purchase: "ext:till7-000123", occurred_at: "2026-03-02T16:40:00+00:00" };
const returned = await till.takeReturn({ ...bag, lines: [{ line: 1, quantity: 1 }] });
console.log(`returned ${returned.returned_net}, ${returned.after?.points} points`);

const status = await till.getStatus(member);
const { etag } = replyOf(status);
const unchanged = await failure(() => till.getStatus(member, { if_none_match: etag ?? "" }));
console.log(`status ${status.points.balance}, unchanged ${unchanged instanceof NotModified && unchanged.etag === etag}`);

const refused = await failure(() => till.recordPurchase({ ...basket, lines: [{ quantity: 0, unit_price: 1 }] }));
if (refused instanceof Problem && refused.type === "validation") {
  console.log(`refused ${refused.status}, ${refused.retry}, ${refused.errors[0]?.pointer}`);
}

let unnamed = 0;
for (unnamed = 0; unnamed < 4; unnamed++) await till.recordPurchase({ ...basket, external_id: `sale ${unnamed}/a` });
const names: (string | null)[] = [];
for await (const purchase of admin.iteratePurchases({ limit: 2 })) names.push(purchase.external_id);
console.log(`pages ${names.join(", ")}`);

for await (const event of admin.followEvents("start", { types: "purchase.recorded" })) {
  if (event.type !== "purchase.recorded") continue;
  console.log(`event ${event.data.purchase?.external_id}`);
  break;
}

const file = await admin.exportRecords("purchases.csv", { columns: "external_id,net_minor" });
const text = await new Response(file).text();
console.log(`file of ${text.trim().split("\r\n").length} lines`);

// A service that answers by a script.
let asked: Request[] = [];
function scripted(...answers: (Response | Error)[]): Goldlist {
  asked = [];
  const answer: typeof fetch = async (input, init) => {
    asked.push(new Request(input, init));
    const next = answers.shift();
    if (next instanceof Response) return next;
    throw next;
  };
  return new Goldlist({ url: "http://test", key, fetch: answer, repeat: { firstPause: 0.001 } });
}
const problem = (status: number, type: string, retry: string) =>
  new Response(JSON.stringify({ type: `/problems/${type}`, status, detail: "", retry, errors: [] }), {
    status,
    headers: { "Content-Type": "application/problem+json", "Retry-After": "0" },
  });
const broken = () => new TypeError("fetch failed", { cause: { code: "ECONNRESET" } });
const refusedConnection = () => new TypeError("fetch failed", { cause: { code: "ECONNREFUSED" } });

const { external_id: _, ...nameless } = basket;
const unavailable = () => problem(503, "unavailable", "later");
await scripted(unavailable(), broken(), Response.json({ net: 1 })).recordPurchase(nameless);
const keys = new Set(asked.map((request) => request.headers.get("Idempotency-Key")));
console.log(`a sale: ${asked.length} requests under ${keys.size} name`);
for (const unclear of [unavailable(), broken()]) {
  await failure(() => scripted(unclear).createKey({ role: "pos" }));
  console.log(`a key: ${asked.length} request`);
}
for (const harmless of [problem(429, "rate-limited", "later"), refusedConnection()]) {
  await scripted(harmless, Response.json({ id: "key_1" })).createKey({ role: "pos" });
  console.log(`a key: ${asked.length} requests`);
}
