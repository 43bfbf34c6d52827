// A client of Goldlist, the loyalty-points service you run yourself.

export type { CallOptions, Reply } from "./calls.js";
export { Goldlist, replyOf } from "./client.js";
export type { Settings } from "./client.js";
export { GoldlistError, NotModified, Problem, UnexpectedAnswer, Unreachable, WebhookVerificationError } from "./errors.js";
export type * from "./models.js";
export { PROBLEM_TYPES } from "./problems.js";
export type { ProblemType } from "./problems.js";
export { NEVER, REPEAT } from "./repeats.js";
export type { Repeat } from "./repeats.js";
export { VERSION } from "./version.js";
export { verifyWebhook } from "./webhooks.js";
export type { VerifyOptions } from "./webhooks.js";
