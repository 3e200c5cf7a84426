/** An hour of a server that answers nothing but 503, and what happens after it. */
import { assertEquals, assertLessOrEqual } from "@std/assert";
import { assertBalanced, createTestBench, type TestBench } from "../support/test_bench.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const BOUND = 10_000;

async function anHourOfOutage(bench: TestBench): Promise<void> {
  bench.collector.always({ status: 503 });
  for (let s = 0; s < HOUR_MS / 1_000; s += 5) {
    bench.track(50);
    await bench.clock.advance(5_000);
  }
}

Deno.test("an hour of outage gets 20 requests in its first minute at most, 2 a minute after five", async () => {
  await using bench = createTestBench();
  await anHourOfOutage(bench);
  const perMinute = new Array<number>(60).fill(0);
  for (const time of bench.times()) {
    const minute = Math.floor(time / MINUTE_MS);
    perMinute[minute] = (perMinute[minute] ?? 0) + 1;
  }
  assertLessOrEqual(perMinute[0] ?? 0, 20);
  assertLessOrEqual(Math.max(...perMinute.slice(5)), 2);
});

Deno.test("after an hour of outage everything in the bound arrives within 5 minutes, by itself", async () => {
  await using bench = createTestBench();
  await anHourOfOutage(bench);
  assertEquals(bench.client.pending, BOUND);
  bench.collector.heal();
  await bench.clock.advance(5 * MINUTE_MS);
  assertEquals(bench.client.pending, 0);
  assertEquals(bench.collector.events.length, BOUND);
  assertEquals(bench.client.stats().dropped, { overflow: 36_000 - BOUND });
});

Deno.test("after an hour of outage flush() delivers everything in the bound at once", async () => {
  await using bench = createTestBench();
  await anHourOfOutage(bench);
  bench.collector.heal();
  const flushed = bench.client.flush();
  for (let i = 0; i < 20; i++) await bench.clock.advance(0);
  assertEquals(await flushed, { delivered: BOUND, dropped: 0, pending: 0 });
  assertEquals(new Set(bench.collector.eventNames()).size, BOUND);
});

Deno.test("every event of an outage is delivered or dropped with a reason, and the books balance", async () => {
  await using bench = createTestBench();
  await anHourOfOutage(bench);
  assertBalanced(bench.client.stats());
  assertEquals(bench.drops.length, 36_000 - BOUND);
  assertEquals(new Set(bench.drops.map(({ reason }) => reason)), new Set(["overflow"]));
});
