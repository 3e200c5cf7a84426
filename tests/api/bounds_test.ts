import { assertEquals, assertStringIncludes } from "@std/assert";
import { assertBalanced, createTestBench, names } from "../support/test_bench.ts";

Deno.test("beyond 'maxQueueSize' the oldest waiting event is dropped, and told once", async () => {
  await using bench = createTestBench({ maxQueueSize: 3, flushInterval: 0 });
  bench.track(5);
  assertEquals(bench.client.pending, 3);
  assertEquals(bench.drops.map(({ reason, name }) => [reason, name]), [
    ["overflow", "e1"],
    ["overflow", "e2"],
  ]);
  assertEquals(bench.client.stats().dropped, { overflow: 2 });
  void bench.client.flush();
  await bench.clock.advance(0);
  assertEquals(bench.collector.eventNames(), names(3, 5));
});

Deno.test("events on the wire count against 'maxQueueSize' and are never given up", async () => {
  await using bench = createTestBench({ maxQueueSize: 25 });
  bench.collector.always({ delayMs: 1_000 });
  bench.track(20);
  await bench.clock.advance(0);
  assertEquals(bench.client.stats().inFlight, 20);
  bench.track(10);
  assertEquals(bench.client.pending, 25);
  await bench.clock.advance(20_000);
  assertEquals(bench.collector.eventNames(), [...names(1, 20), ...names(26, 30)]);
});

Deno.test("events between two attempts count against 'maxQueueSize' and are never given up", async () => {
  await using bench = createTestBench({ maxQueueSize: 25 });
  bench.collector.always({ status: 503 });
  bench.track(20);
  await bench.clock.advance(500);
  assertEquals(bench.client.stats().inFlight, 0);
  bench.track(100);
  assertEquals(bench.client.pending, 25);
  bench.collector.heal();
  await bench.clock.advance(20_000);
  assertEquals(
    bench.collector.eventNames().toSorted(),
    [...names(1, 20), ...names(116, 120)].toSorted(),
  );
});

Deno.test("track() returns null when the whole queue is on the wire and there is no room", async () => {
  await using bench = createTestBench({ maxQueueSize: 1, maxBatchSize: 1 });
  bench.collector.always({ delayMs: 1_000 });
  bench.track(1);
  await bench.clock.advance(0);
  assertEquals(bench.client.track({ eventName: "one too many", anonymousId: "a" }), null);
  assertEquals(bench.drops.map(({ reason, name }) => [reason, name]), [[
    "overflow",
    "one too many",
  ]]);
  assertBalanced(bench.client.stats());
  await bench.clock.advance(1_000);
});

Deno.test("'maxQueueBytes' bounds the bytes held, whatever the number of events", async () => {
  await using bench = createTestBench({
    maxQueueBytes: 4_096,
    flushInterval: 0,
    maxBatchSize: 1_000,
  });
  for (let i = 0; i < 100; i++) {
    bench.client.track({ eventName: "e", anonymousId: "a", properties: { text: "x".repeat(500) } });
  }
  assertEquals(bench.client.pending, 6);
  assertEquals(bench.client.stats().dropped, { overflow: 94 });
  void bench.client.flush();
  await bench.clock.advance(0);
  assertEquals(bench.collector.events.length, 6);
  bench.track(6);
  assertEquals(bench.client.pending, 6, "what was delivered no longer counts");
});

Deno.test("an overflow is warned of once a minute, with the count and the options to raise", async () => {
  await using bench = createTestBench({ maxQueueSize: 1, flushInterval: 0, maxBatchSize: 1_000 });
  bench.track(501);
  assertEquals(bench.warnings.length, 1);
  await bench.clock.advance(60_000);
  bench.track(1);
  assertEquals(bench.warnings.length, 2);
  const [, second = ""] = bench.warnings;
  for (const part of ["500 events dropped", "'maxInFlight'", "'maxBatchSize'", "'maxQueueSize'"]) {
    assertStringIncludes(second, part);
  }
});

Deno.test("what was dropped since the last warning is told at shutdown()", async () => {
  await using bench = createTestBench({ maxQueueSize: 1, flushInterval: 0, maxBatchSize: 1_000 });
  bench.track(501);
  const ended = bench.client.shutdown();
  await bench.clock.advance(0);
  await ended;
  assertStringIncludes(bench.warnings[1] ?? "", "499 events dropped");
});
