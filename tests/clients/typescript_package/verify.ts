// Verifies the messages in a file, whole and altered, and prints the outcome of each attempt.

import { readFileSync } from "node:fs";
import { verifyWebhook, WebhookVerificationError } from "@goldlist/client";

interface Attempt {
  headers: Record<string, string>;
  body: string;
  secrets: string[];
  now: number;
}

const attempts = JSON.parse(readFileSync(process.argv[2] ?? "", "utf8")) as Attempt[];
for (const { headers, body, secrets, now } of attempts) {
  for (const form of [headers, new Headers(headers)]) {
    try {
      const events = await verifyWebhook(form, body, secrets, { now });
      console.log(events.map((event) => event.id).join(" "));
    } catch (error) {
      if (!(error instanceof WebhookVerificationError)) throw error;
      console.log("refused");
    }
  }
}
