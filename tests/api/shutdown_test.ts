import { assertEquals, assertStringIncludes } from "@std/assert";
import { type Fault, MemoryStorage } from "@tidings/sdk/testing";
import { createTestBench, hasSettled, names } from "../support/test_bench.ts";

Deno.test("shutdown() delivers what waits and then refuses", async () => {
  await using bench = createTestBench();
  bench.track(45);
  const ended = bench.client.shutdown();
  await bench.clock.advance(0);
  assertEquals(await ended, { delivered: 45, dropped: 0, pending: 0 });
  assertEquals(bench.client.track({ eventName: "late", anonymousId: "a" }), null);
  assertEquals(bench.client.stats().dropped, { closed: 1 });
});

Deno.test("shutdown() takes all timers off", async () => {
  await using bench = createTestBench();
  bench.collector.always({ status: 503 });
  bench.track(45);
  await bench.clock.advance(500);
  const ended = bench.client.shutdown({ timeoutMs: 100 });
  await bench.clock.advance(100);
  await ended;
  assertEquals(bench.clock.timers, 0);
  assertEquals(bench.clock.keepAlives, 0);
});

Deno.test("shutdown() is idempotent: every call gets the same promise", async () => {
  await using bench = createTestBench();
  bench.track(1);
  const ended = bench.client.shutdown();
  assertEquals(bench.client.shutdown() === ended, true);
  await bench.clock.advance(0);
  await ended;
  assertEquals(bench.client.shutdown() === ended, true);
});

Deno.test("shutdown() during a flush() joins it: each event is sent once", async () => {
  await using bench = createTestBench();
  bench.collector.always({ delayMs: 50 });
  bench.track(45);
  const flushed = bench.client.flush();
  const ended = bench.client.shutdown();
  await bench.clock.advance(150);
  assertEquals((await flushed).delivered, 45);
  assertEquals((await ended).delivered, 45);
  assertEquals(bench.collector.eventNames(), names(1, 45));
});

Deno.test("shutdown() includes what is tracked before it resolves", async () => {
  await using bench = createTestBench();
  bench.collector.always({ delayMs: 50 });
  bench.track(1);
  const ended = bench.client.shutdown();
  await bench.clock.advance(10);
  bench.track(1);
  await bench.clock.advance(90);
  assertEquals(await ended, { delivered: 2, dropped: 0, pending: 0 });
});

Deno.test("shutdown() cuts the wait of a retry to zero, once", async () => {
  await using bench = createTestBench();
  bench.collector.script({ status: 503 });
  bench.track(20);
  await bench.clock.advance(100);
  const ended = bench.client.shutdown();
  await bench.clock.advance(0);
  assertEquals(await ended, { delivered: 20, dropped: 0, pending: 0 });
  assertEquals(bench.times(), [0, 100]);
});

Deno.test("shutdown() goes on as usual after that, and ends when nothing more can start", async () => {
  await using bench = createTestBench();
  bench.collector.always({ status: 503 });
  bench.track(20);
  const ended = bench.client.shutdown({ timeoutMs: 5_000 });
  await bench.clock.advance(2_999);
  assertEquals(await hasSettled(ended), false);
  // The next attempt would be at 7 s.
  await bench.clock.advance(1);
  assertEquals(await ended, { delivered: 0, dropped: 0, pending: 20 });
  assertEquals(bench.times(), [0, 1_000, 3_000]);
});

Deno.test("shutdown() with a hanging collector resolves at the deadline and aborts the request", async () => {
  await using bench = createTestBench();
  bench.collector.always({ kind: "hang" });
  bench.track(1_000);
  const ended = bench.client.shutdown({ timeoutMs: 2_000 });
  await bench.clock.advance(1_999);
  assertEquals(await hasSettled(ended), false);
  await bench.clock.advance(1);
  assertEquals(await ended, { delivered: 0, dropped: 0, pending: 1_000 });
  assertEquals(bench.client.stats().inFlight, 0);
  assertStringIncludes(bench.warnings.join("\n"), "1000 events not delivered");
});

Deno.test("shutdown() says why events were not delivered, and that a storage has them", async () => {
  const undelivered = async (fault: Fault | null, storage?: MemoryStorage): Promise<string> => {
    await using bench = createTestBench(storage === undefined ? {} : { storage });
    if (fault !== null) bench.collector.always(fault);
    bench.track(1);
    const ended = bench.client.shutdown({ timeoutMs: 100 });
    await bench.clock.advance(100);
    await ended;
    const [, why = ""] = /1 event not delivered \((.*)\)\./.exec(bench.warnings.join("\n")) ?? [];
    return why;
  };
  assertEquals(await undelivered({ kind: "hang" }), "within 100 ms");
  assertEquals(await undelivered({ status: 503, body: "busy" }), "HTTP 503: busy");
  assertStringIncludes(await undelivered({ status: 401 }), "HTTP 401");
  assertStringIncludes(await undelivered({ kind: "reset" }), "no connection: ");
  const stored = await undelivered({ status: 503, body: "busy" }, new MemoryStorage());
  assertEquals(stored, "HTTP 503: busy; 'storage' keeps what it took");
});

Deno.test("shutdown() forgets a failure once something was delivered", async () => {
  await using bench = createTestBench({ flushInterval: 0 });
  bench.collector.script({ status: 503 });
  bench.track(1);
  const flushed = bench.client.flush();
  await bench.clock.advance(1_000);
  assertEquals((await flushed).delivered, 1);
  bench.collector.always({ kind: "hang" });
  bench.track(1);
  const ended = bench.client.shutdown({ timeoutMs: 100 });
  await bench.clock.advance(100);
  await ended;
  assertStringIncludes(bench.warnings.join("\n"), "1 event not delivered (within 100 ms)");
});

Deno.test("shutdown() during an outage makes one attempt", async () => {
  await using bench = createTestBench();
  bench.collector.always({ status: 503 });
  bench.track(100);
  await bench.clock.advance(60_000);
  const before = bench.times().length;
  const ended = bench.client.shutdown();
  await bench.clock.advance(5_000);
  assertEquals(await ended, { delivered: 0, dropped: 0, pending: 100 });
  assertEquals(bench.times().slice(before), [60_000]);
});

Deno.test("shutdown() during an outage that is over delivers everything", async () => {
  await using bench = createTestBench();
  bench.collector.always({ status: 503 });
  bench.track(100);
  await bench.clock.advance(60_000);
  bench.collector.heal();
  const ended = bench.client.shutdown();
  await bench.clock.advance(0);
  assertEquals(await ended, { delivered: 100, dropped: 0, pending: 0 });
});

Deno.test("shutdown() called again with an earlier deadline ends by it", async () => {
  await using bench = createTestBench();
  bench.collector.always({ kind: "hang" });
  bench.track(1);
  const ended = bench.client.shutdown({ timeoutMs: 60_000 });
  await bench.clock.advance(10);
  void bench.client.shutdown({ timeoutMs: 100 });
  await bench.clock.advance(100);
  assertEquals(await hasSettled(ended), true);
});

Deno.test("shutdown() with 'timeoutMs: 0' makes no request and keeps the events pending", async () => {
  await using bench = createTestBench();
  bench.track(3);
  const ended = bench.client.shutdown({ timeoutMs: 0 });
  await bench.clock.advance(0);
  assertEquals(await ended, { delivered: 0, dropped: 0, pending: 3 });
});

for (const garbage of [null, 5, { timeoutMs: "soon" }, { timeoutMs: NaN }, { timeoutMs: -1 }]) {
  Deno.test(`shutdown(${JSON.stringify(garbage)}) falls back to the client's own deadline`, async () => {
    await using bench = createTestBench({ shutdownTimeoutMs: 700 });
    bench.collector.always({ kind: "hang" });
    bench.track(1);
    const ended = bench.client.shutdown(garbage as { timeoutMs: number });
    await bench.clock.advance(699);
    assertEquals(await hasSettled(ended), false);
    await bench.clock.advance(1);
    assertEquals(await hasSettled(ended), true);
  });
}

Deno.test("an answer that comes after the deadline changes nothing", async () => {
  await using bench = createTestBench();
  bench.collector.always({ delayMs: 500, afterAccept: true });
  bench.track(1);
  const ended = bench.client.shutdown({ timeoutMs: 100 });
  await bench.clock.advance(1_000);
  assertEquals(await ended, { delivered: 0, dropped: 0, pending: 1 });
  assertEquals(bench.client.stats().delivered, 0);
});

Deno.test("10,000 clients that track and shut down leave no timer and no hold", async () => {
  await using bench = createTestBench();
  const { InslyticNode } = await import("@tidings/sdk");
  const { clock, collector } = bench;
  for (let i = 0; i < 10_000; i++) {
    const client = new InslyticNode({
      apiKey: "test-key-1234567890",
      fetch: collector.fetch,
      clock,
    });
    client.track({ eventName: "e", anonymousId: "a" });
    await client.shutdown();
  }
  assertEquals(clock.timers, 0);
  assertEquals(clock.keepAlives, 0);
  assertEquals(collector.events.length, 10_000);
});
