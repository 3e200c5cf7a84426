/** Time misbehaves: clocks jump, timers are late, machines sleep. Delivery does not mind. */
import { assertEquals } from "@std/assert";
import type { Clock } from "@tidings/sdk";
import { createTestBench, type TestBench } from "../support/test_bench.ts";

const HOUR_MS = 3_600_000;

for (const hours of [1, -1, 24 * 365, -24 * 365, -24 * 365 * 60]) {
  Deno.test(`the wall clock jumps by ${hours} h: retries keep their schedule`, async () => {
    await using bench = createTestBench();
    bench.collector.always({ status: 503 });
    bench.track(20);
    await bench.clock.advance(2_000);
    bench.clock.jumpEpoch(hours * HOUR_MS);
    await bench.clock.advance(5_999);
    assertEquals(bench.times(), [0, 1_000, 3_000, 7_000]);
  });

  Deno.test(`the wall clock jumps by ${hours} h in a pause: it ends when it was to end`, async () => {
    await using bench = createTestBench();
    bench.collector.script({ status: 429, retryAfter: 7 });
    bench.track(20);
    await bench.clock.advance(1_000);
    bench.clock.jumpEpoch(hours * HOUR_MS);
    await bench.clock.advance(6_000);
    assertEquals(bench.times(), [0, 7_000]);
  });
}

Deno.test("an event's time is what the wall clock says at the call", async () => {
  await using bench = createTestBench();
  bench.clock.jumpEpoch(HOUR_MS);
  bench.track(1);
  bench.clock.jumpEpoch(-2 * HOUR_MS);
  const flushed = bench.client.flush();
  await bench.clock.advance(0);
  await flushed;
  assertEquals(bench.collector.events[0]?.timestamp, "2026-01-01T01:00:00.000Z");
});

for (const epoch of [NaN, Infinity, -Infinity, 8.64e15 + 1, -1]) {
  Deno.test(`a wall clock that says ${epoch} harms nothing`, async () => {
    const fake: TestBench = createTestBench();
    const clock: Clock = {
      now: () => fake.clock.now(),
      epochNow: () => epoch,
      setTimer: (callback, delayMs) => fake.clock.setTimer(callback, delayMs),
      keepAlive: () => fake.clock.keepAlive(),
    };
    await using bench = createTestBench({ clock });
    bench.track(3);
    const flushed = bench.client.flush();
    await bench.clock.advance(0);
    assertEquals((await flushed).delivered, 3);
    assertEquals(bench.collector.requests.map(({ status }) => status), [202]);
  });
}

/** A bench whose timers ring late, as on a throttled page or a starved machine. */
function withLateTimers(lateMs: number): { bench: TestBench; outer: TestBench } {
  const outer = createTestBench();
  const clock: Clock = {
    now: () => outer.clock.now(),
    epochNow: () => outer.clock.epochNow(),
    setTimer: (callback, delayMs) => outer.clock.setTimer(callback, delayMs + lateMs),
    keepAlive: () => outer.clock.keepAlive(),
  };
  return { outer, bench: createTestBench({ clock, fetch: outer.collector.fetch }) };
}

Deno.test("timers that are a minute late: a full batch leaves at once all the same", async () => {
  const { bench, outer } = withLateTimers(60_000);
  bench.track(20);
  await outer.clock.advance(0);
  assertEquals(bench.client.stats().delivered, 20);
});

Deno.test("timers that are a minute late: retries are late, and none is lost", async () => {
  const { bench, outer } = withLateTimers(60_000);
  outer.collector.script({ status: 503 }, { status: 503 });
  bench.track(20);
  await outer.clock.advance(61_000);
  assertEquals(outer.times(), [0, 61_000]);
  await outer.clock.advance(62_000);
  assertEquals(bench.client.stats().delivered, 20);
});

Deno.test("a sleep of 8 h in the middle of a request: it times out, and is repeated once", async () => {
  await using bench = createTestBench();
  bench.collector.script({ kind: "hang" });
  bench.track(20);
  await bench.clock.advance(100);
  await bench.clock.advance(8 * HOUR_MS);
  assertEquals(bench.times(), [0, 11_000]);
  assertEquals(bench.client.stats().delivered, 20);
});

Deno.test("a sleep of 8 h with events waiting: one flush on waking, not one per missed tick", async () => {
  await using bench = createTestBench();
  bench.track(5);
  await bench.clock.advance(8 * HOUR_MS);
  assertEquals(bench.sizes(), [5]);
});

Deno.test("an answer that is there when the timeout rings wins", async () => {
  await using bench = createTestBench({ requestTimeoutMs: 1_000 });
  bench.collector.script({ delayMs: 999, afterAccept: true });
  bench.track(1);
  const flushed = bench.client.flush();
  await bench.clock.advance(1_000);
  assertEquals(await flushed, { delivered: 1, dropped: 0, pending: 0 });
  assertEquals(bench.times(), [0]);
});
