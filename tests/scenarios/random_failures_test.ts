/**
 * The whole client in a simulator: 20,000 events against a server that fails 30 % of requests. One seed
 * is one history.
 */
import { assertEquals, assertLess } from "@std/assert";
import { type FetchLike, InslyticNode } from "@tidings/sdk";
import { FakeClock } from "@tidings/sdk/testing";
import { seededRandom } from "../support/seeded_random.ts";
import { assertBalanced, TEST_KEY } from "../support/test_bench.ts";

const EVENTS = 20_000;
const REQUEST_MS = 3;
const SEEDS = 20;

interface History {
  readonly finishedAtMs: number;
  readonly missing: number;
  readonly duplicates: number;
}

async function simulate(seed: number): Promise<History> {
  const clock = new FakeClock({ settle: "microtasks" });
  const random = seededRandom(seed);
  const copies = new Map<string, number>();
  const fetch: FetchLike = (_url, { body }) =>
    new Promise((resolve) => {
      clock.setTimer(() => {
        if (random() < 0.3) return resolve(new Response(null, { status: 503 }));
        for (const { properties } of (JSON.parse(body) as { events: Sent[] }).events) {
          copies.set(properties.id, (copies.get(properties.id) ?? 0) + 1);
        }
        resolve(new Response(null, { status: 202 }));
      }, REQUEST_MS);
    });
  const client = new InslyticNode({
    apiKey: TEST_KEY,
    fetch,
    clock,
    messageIdKey: "id",
    maxQueueSize: EVENTS,
    logger: { warn: () => {} },
  });
  const ids = Array.from(
    { length: EVENTS },
    (_, i) => client.track({ eventName: `e${i}`, anonymousId: "a" }),
  );
  // By itself: nobody calls flush().
  while (client.pending > 0 && clock.now() < 120_000) await clock.advance(100);
  const finishedAtMs = clock.now();
  assertBalanced(client.stats());
  await client.shutdown({ timeoutMs: 0 });
  return {
    finishedAtMs,
    missing: ids.filter((id) => id === null || !copies.has(id)).length,
    duplicates: [...copies.values()].filter((count) => count > 1).length,
  };
}

interface Sent {
  readonly properties: { readonly id: string };
}

Deno.test("30 % of requests fail: every event arrives once, in half a minute", async () => {
  const histories: History[] = [];
  for (let seed = 1; seed <= SEEDS; seed++) histories.push(await simulate(seed));
  assertEquals(histories.map(({ missing }) => missing), new Array(SEEDS).fill(0));
  assertEquals(histories.map(({ duplicates }) => duplicates), new Array(SEEDS).fill(0));
  const times = histories.map(({ finishedAtMs }) => finishedAtMs).sort((a, b) => a - b);
  console.log(`delivered after ${times.join(", ")} ms`);
  assertLess(times[SEEDS / 2] ?? Infinity, 20_000);
  assertLess(times[SEEDS - 1] ?? Infinity, 40_000);
});
