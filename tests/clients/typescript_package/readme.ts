// The programs of the TypeScript client's README, for the compiler.

import { Goldlist } from "@goldlist/client";
import { NEVER, Problem, replyOf, verifyWebhook } from "@goldlist/client";

const goldlist = new Goldlist({ url: "https://loyalty.example", key: "gl_live_…" });
const purchase = await goldlist.recordPurchase({
  external_id: "till7-000123",
  member: "card:6331001234567890",
  occurred_at: "2026-03-01T10:15:00+00:00",
  currency: "GBP",
  lines: [{ category: "coffee/latte", quantity: 2, unit_price: 350 }],
});
console.log(`${purchase.after?.points} points`);

export async function receive(request: Request, newSecret: string, oldSecret: string): Promise<void> {
  const events = await verifyWebhook(request.headers, await request.text(), [newSecret, oldSecret]);
  for (const event of events) if (event.type === "tier.changed") console.log(event.data.to);
}

export async function kinds(member: string, etag: string, signal: AbortSignal): Promise<void> {
  for await (const one of goldlist.iterateMembers({ owner: "ext:sam" })) console.log(one.id);
  for await (const event of goldlist.followEvents("evt_1")) console.log(event.id);
  await goldlist.getStatus(member, { if_none_match: etag }).catch((error: unknown) => {
    if (error instanceof Problem && error.type === "insufficient-balance") console.log(error.errors);
  });
  await goldlist.getStatus(member, { signal });
  console.log(replyOf(purchase).replayed, new Goldlist({ url: "", key: "", repeat: NEVER }));
}
