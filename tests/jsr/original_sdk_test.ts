/**
 * Code written for `@inslytic/sdk-node` type-checks and runs when nothing but its import is changed.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import config from "../../deno.json" with { type: "json" };
import { serveCollector } from "../scenarios/process_end/served_collector.ts";
import { createConsumer } from "./support/consumer.ts";
import { publishCheckout } from "./support/published_checkout.ts";
import { readProgram } from "./support/read_program.ts";

const { registry, close } = await publishCheckout();
Deno.test.afterAll(close);

/** What the program tracks, as the documentation says that it arrives; those without a time have their own. */
const DOCUMENTED: readonly object[] = [
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

Deno.test("the original SDK's documented examples type-check, run and deliver from jsr:", async () => {
  await using consumer = await createConsumer(registry);
  await using served = await serveCollector("test-key", "test-key-2");
  const program = await readProgram("original_sdk_examples.ts", `jsr:${config.name}`);
  await consumer.write("main.ts", program);
  const startedAt = Date.now();
  const { stdout } = await consumer.deno(
    "run",
    "--check",
    `--allow-net=${new URL(served.endpoint).host}`,
    "main.ts",
    served.endpoint,
  );
  const isNow = (time: string) => Date.parse(time) >= startedAt && Date.parse(time) <= Date.now();
  const arrived = served.collector.events.map((event) => ({
    ...event,
    timestamp: isNow(event.timestamp) ? "now" : event.timestamp,
  }));
  assertEquals(arrived, DOCUMENTED);
  assertEquals(JSON.parse(stdout), { waiting: 5, left: 0, atEnd: 0 });
});
