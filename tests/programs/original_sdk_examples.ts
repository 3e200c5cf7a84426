/**
 * What the documentation of `@inslytic/sdk-node` shows, in our own words: every documented option, field
 * and member, with the documented types. Only the import differs from code written for that package.
 *
 * @module
 */
import process from "node:process";
import { InslyticNode } from "@tidings/sdk";

const [, , endpoint = ""] = process.argv;

// One instance per project: `apiKey` is all that is required, the rest are the documented defaults.
const inslytic = new InslyticNode({
  apiKey: "test-key",
  endpoint,
  flushInterval: 10_000,
  maxBatchSize: 20,
  maxRetries: 3,
});

// Only what is required.
inslytic.track({ eventName: "page_viewed", anonymousId: "anon-123" });

// Everything that is documented.
const properties: Record<string, string> = { orderId: "order-789", total: "49.99" };
const userId: string | null = "user-42";
inslytic.track({
  eventName: "order_completed",
  anonymousId: "anon-123",
  userId,
  sessionId: "sess-456",
  properties,
  timestamp: "2026-01-02T03:04:05.678Z",
  consentGiven: true,
});

// Nobody is known yet, and consent was not given.
inslytic.track({
  eventName: "banner_closed",
  anonymousId: "anon-123",
  userId: null,
  consentGiven: false,
});

// Who it is, with and without traits.
const traits: Record<string, string> = { plan: "pro" };
inslytic.identify("user-42", traits);
inslytic.identify("user-43");

const waiting: number = inslytic.pending;
await inslytic.flush();
const left: number = inslytic.pending;

// A second project; a full batch leaves by itself.
const second = new InslyticNode({ apiKey: "test-key-2", endpoint, maxBatchSize: 2 });
second.track({ eventName: "batch_1", anonymousId: "anon-123" });
second.track({ eventName: "batch_2", anonymousId: "anon-123" });
while (second.pending > 0) await new Promise((resolve) => setTimeout(resolve, 5));

// What is still waiting leaves at the end.
inslytic.track({ eventName: "server_stopped", anonymousId: "anon-123" });
await inslytic.shutdown();
await second.shutdown();

console.log(JSON.stringify({ waiting, left, atEnd: inslytic.pending + second.pending }));
