/**
 * What is to come of `tests/programs/original_sdk_examples.ts`.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import type { CollectedEvent } from "@tidings/sdk/testing";

/** What the program tracks, as the documentation says that it arrives; those without a time have their own. */
const DOCUMENTED_EVENTS: readonly object[] = [
  { eventName: "page_viewed", ...defaults("anon-123") },
  {
    eventName: "order_completed",
    ...defaults("anon-123"),
    userId: "user-42",
    sessionId: "sess-456",
    properties: { orderId: "order-789", total: "49.99" },
    timestamp: "2026-01-02T03:04:05.678Z",
  },
  { eventName: "banner_closed", ...defaults("anon-123"), userId: null, consentGiven: false },
  {
    eventName: "$identify",
    ...defaults("user-42"),
    userId: "user-42",
    properties: { plan: "pro" },
  },
  { eventName: "$identify", ...defaults("user-43"), userId: "user-43" },
  { eventName: "batch_1", ...defaults("anon-123") },
  { eventName: "batch_2", ...defaults("anon-123") },
  { eventName: "server_stopped", ...defaults("anon-123") },
];

/** The documented defaults. */
function defaults(anonymousId: string): object {
  return { anonymousId, sessionId: "", consentGiven: true, properties: {}, timestamp: "now" };
}

/** What the program says at its end, as JSON. */
export const DOCUMENTED_ANSWER = { waiting: 5, left: 0, atEnd: 0 };

/**
 * Holds what arrived to the documentation.
 *
 * @param startedAt When the program was started, in milliseconds since 1970.
 */
export function assertDocumented(events: readonly CollectedEvent[], startedAt: number): void {
  const isNow = (time: string) => Date.parse(time) >= startedAt && Date.parse(time) <= Date.now();
  const arrived = events.map((event) => ({
    ...event,
    timestamp: isNow(event.timestamp) ? "now" : event.timestamp,
  }));
  assertEquals(arrived, DOCUMENTED_EVENTS);
}
