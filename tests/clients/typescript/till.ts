// A till on the types that openapi-typescript makes of the document, called with openapi-fetch.
//
//     npx openapi-typescript openapi/openapi.json --output goldlist.ts
//     npx tsc && GOLDLIST_URL=http://127.0.0.1:8000 GOLDLIST_KEY=gl_… node till.js

import createClient from "openapi-fetch";
import type { components, paths } from "./goldlist.js";

type Problem = components["schemas"]["ProblemAnswer"];
type Purchase = components["schemas"]["PurchaseRequest"];
type Return = components["schemas"]["ReturnRequest"];
type Line = components["schemas"]["LineRequest"];
type After = components["schemas"]["AfterAnswer"];

const card = "card:6331001234567890";
const goldlist = createClient<paths>({
  baseUrl: process.env.GOLDLIST_URL,
  headers: { Authorization: `Bearer ${process.env.GOLDLIST_KEY}` },
  fetch: (request: Request) => fetch(request, { signal: AbortSignal.timeout(5_000) }),
});

// To be shown to a person, and not sent again.
class Refused extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail);
  }
}

const seconds = (count: number) => new Promise((resolve) => setTimeout(resolve, count * 1000));

// Send it until it is settled: whatever became of the first try, it counts once.
async function settled<Answer>(
  send: () => Promise<{ data?: Answer; error?: Problem; response: Response }>,
  tries = 5,
): Promise<Answer> {
  for (let count = 0; count < tries; count++) {
    const reply = await send().catch(() => undefined);
    // Without a body there is no more to say: after a DELETE, or when nothing has changed.
    const silent = reply !== undefined && [204, 304].includes(reply.response.status);
    if (reply?.data !== undefined || silent) return reply?.data as Answer;
    if (reply?.error?.retry === "no") throw new Refused(reply.error);
    if (reply?.error?.retry !== "same") await seconds(Number(reply?.response.headers.get("Retry-After") ?? 1));
  }
  throw new Error("keep it, and send it again when the line is back");
}

// What was paid, under the till's own name for it.
const sale = (external_id: string, ...lines: Line[]): Purchase => ({
  external_id,
  member: card,
  occurred_at: "2026-03-01T10:15:00+00:00",
  currency: "GBP",
  lines,
});

// So many units of the first line.
const bringBack = (external_id: string, purchase: string, quantity: number): Return => ({
  external_id,
  purchase: `ext:${purchase}`,
  occurred_at: "2026-03-02T16:40:00+00:00",
  lines: [{ line: 1, quantity }],
});

const lattes = (quantity: number): Line => ({ sku: "latte-12", category: "coffee/latte", quantity, unit_price: 350 });
const beans = (quantity: number): Line => ({ sku: "ethiopia-250", category: "beans", quantity, unit_price: 1250 });
const pounds = (amount: number) => `£${(amount / 100).toFixed(2)}`;
const signed = (amount: number) => (amount < 0 ? `${amount}` : `+${amount}`);
const stands = (after: After | null) => (after ? `${after.points} points, ${pounds(after.credit)} back` : "a guest");

// One customer's two days, as the till prints them.
const ada = { external_id: "crm-5531", card_number: "6331001234567890", name: "Ada Byron" };
const member = await settled(() => goldlist.POST("/v1/members", { body: ada }));
console.log(`${member.name} has card ${member.card_number}`);

const basket = sale("till7-000123", beans(4), lattes(10));
const bought = await settled(() => goldlist.POST("/v1/purchases", { body: basket }));
console.log(`${bought.external_id}: ${pounds(bought.net)} paid; ${stands(bought.after)}`);
for (const entry of bought.entries) console.log(`  ${signed(entry.amount)} ${entry.unit}: ${entry.why}`);
for (const voucher of bought.vouchers_issued) console.log(`  ${voucher.name}, valid until ${voucher.expires_on}`);

const again = await settled(() => goldlist.POST("/v1/purchases", { body: basket }));
const same = JSON.stringify(again) === JSON.stringify(bought);
console.log(`${again.external_id} sent again: ${same ? "the same answer" : "something else"}`);

const bag = bringBack("till7-R-000017", "till7-000123", 1);
const returned = await settled(() => goldlist.POST("/v1/returns", { body: bag }));
console.log(`${returned.external_id}: ${pounds(returned.returned_net)} given back; ${stands(returned.after)}`);

const status = await settled(() => goldlist.GET("/v1/members/{member}/status", { params: { path: { member: card } } }));
if (status.tier && status.next_tier) {
  console.log(`${status.tier.name}, ${pounds(status.next_tier.needs)} to ${status.next_tier.name}`);
}
for (const one of status.punch_cards) console.log(`${one.name}: ${one.punches} of ${one.of}, ${one.completed} full`);
for (const { name, period, next_band } of status.rebates) {
  if (!next_band) continue;
  console.log(`${name}: ${pounds(next_band.needs)} more by ${period.to}, and ${pounds(next_band.due_then)} comes back`);
}

const asked = { path: { member: card }, header: { "If-None-Match": "*" } };
const unchanged = await settled(() => goldlist.GET("/v1/members/{member}/status", { params: asked }));
console.log(`asked again: ${unchanged === undefined ? "nothing has changed" : "something has changed"}`);

const offline = [
  sale("till7-000124", lattes(2)),
  { return: bringBack("till7-R-000018", "till7-000124", 1) },
  { return: bringBack("till7-R-000019", "till7-000999", 1) },
];
const delivered = await settled(() => goldlist.POST("/v1/purchases/batch", { body: { purchases: offline } }));
for (const result of delivered.results) {
  console.log(`offline: ${result.status}${"problem" in result ? `, ${result.problem.detail}` : ""}`);
}

const path = { return: "ext:till7-R-000018" };
const mistake = await settled(() => goldlist.POST("/v1/returns/{return}/void", { params: { path } }));
console.log(`${mistake.external_id}: ${mistake.status}`);

try {
  await settled(() => goldlist.POST("/v1/purchases", { body: sale("till7-000125", lattes(0)) }));
} catch (refused) {
  if (!(refused instanceof Refused)) throw refused;
  console.log(`${refused.problem.status} ${refused.problem.type}, repeat: ${refused.problem.retry}`);
  for (const fault of refused.problem.errors) console.log(`  ${fault.pointer} ${fault.detail}`);
}
