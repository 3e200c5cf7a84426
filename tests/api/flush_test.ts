import { assertEquals, assertLess } from "@std/assert";
import { assertBalanced, createTestBench, hasSettled, names } from "../support/test_bench.ts";

Deno.test("flush() with nothing tracked resolves at once", async () => {
  await using bench = createTestBench();
  assertEquals(await bench.client.flush(), { delivered: 0, dropped: 0, pending: 0 });
  assertEquals(bench.times(), []);
});

Deno.test("flush() resolves after the last answer, not before", async () => {
  await using bench = createTestBench();
  bench.collector.script({ delayMs: 100 }, { delayMs: 100 }, { delayMs: 100 });
  bench.track(45);
  const flushed = bench.client.flush();
  await bench.clock.advance(299);
  assertEquals(await hasSettled(flushed), false);
  await bench.clock.advance(1);
  assertEquals(await flushed, { delivered: 45, dropped: 0, pending: 0 });
  assertEquals(bench.sizes(), [20, 20, 5]);
  assertEquals(bench.times(), [0, 100, 200]);
});

Deno.test("flush() counts only what was settled between the call and its end", async () => {
  await using bench = createTestBench();
  bench.track(3);
  await bench.client.flush();
  bench.track(2);
  assertEquals(await bench.client.flush(), { delivered: 2, dropped: 0, pending: 0 });
});

Deno.test("flush() counts drops", async () => {
  await using bench = createTestBench();
  bench.collector.script({ status: 409 });
  bench.track(2);
  assertEquals(await bench.client.flush(), { delivered: 0, dropped: 2, pending: 0 });
});

Deno.test("flush() does not wait for events tracked after the call", async () => {
  await using bench = createTestBench({ maxBatchSize: 1 });
  bench.collector.always({ delayMs: 100 });
  bench.track(1);
  const flushed = bench.client.flush();
  bench.track(5);
  await bench.clock.advance(100);
  assertEquals(await flushed, { delivered: 1, dropped: 0, pending: 5 });
  await bench.clock.advance(500);
});

Deno.test("flush() called again while one runs joins it: nothing is sent twice", async () => {
  await using bench = createTestBench();
  bench.collector.always({ delayMs: 50 });
  bench.track(3);
  const results = Promise.all(Array.from({ length: 100 }, () => bench.client.flush()));
  await bench.clock.advance(50);
  assertEquals(new Set((await results).map((result) => result.delivered)), new Set([3]));
  assertEquals(bench.sizes(), [3]);
});

Deno.test("flush() with one event and 503 for ever resolves at 7 s with the event pending", async () => {
  await using bench = createTestBench();
  bench.collector.always({ status: 503 });
  bench.track(1);
  const flushed = bench.client.flush();
  await bench.clock.advance(6_999);
  assertEquals(await hasSettled(flushed), false);
  await bench.clock.advance(1);
  assertEquals(await hasSettled(flushed), true);
  assertEquals(await flushed, { delivered: 0, dropped: 0, pending: 1 });
});

Deno.test("flush() with many events and 503 for ever tries for 7 s too", async () => {
  await using bench = createTestBench();
  bench.collector.always({ status: 503 });
  bench.track(1_000);
  const flushed = bench.client.flush();
  await bench.clock.advance(6_999);
  assertEquals(await hasSettled(flushed), false);
  await bench.clock.advance(1);
  assertEquals(await flushed, { delivered: 0, dropped: 0, pending: 1_000 });
});

for (const count of [1, 45, 1_000]) {
  Deno.test(`flush() of ${count} with a hanging collector resolves in under 50 s`, async () => {
    await using bench = createTestBench();
    bench.collector.always({ kind: "hang" });
    bench.track(count);
    const flushed = bench.client.flush();
    await bench.clock.advance(49_999);
    assertEquals(await hasSettled(flushed), true);
    assertEquals(await flushed, { delivered: 0, dropped: 0, pending: count });
  });
}

Deno.test("flush() with 'Retry-After: 3600' resolves at once", async () => {
  await using bench = createTestBench();
  bench.collector.always({ status: 503, retryAfter: 3600 });
  bench.track(1);
  const flushed = bench.client.flush();
  await bench.clock.advance(0);
  assertEquals(await hasSettled(flushed), true);
  assertEquals(await flushed, { delivered: 0, dropped: 0, pending: 1 });
  assertEquals(await bench.client.flush(), { delivered: 0, dropped: 0, pending: 1 });
  assertEquals(bench.times(), [0]);
});

Deno.test("flush() waits for a short 'Retry-After' and delivers then", async () => {
  await using bench = createTestBench();
  bench.collector.script({ status: 429, retryAfter: 7 });
  bench.track(1);
  const flushed = bench.client.flush();
  await bench.clock.advance(6_999);
  assertEquals(await hasSettled(flushed), false);
  await bench.clock.advance(1);
  assertEquals(await flushed, { delivered: 1, dropped: 0, pending: 0 });
});

Deno.test("flush() gives up on a server that pauses it again and again", async () => {
  await using bench = createTestBench();
  bench.collector.always({ status: 429, retryAfter: 2 });
  bench.track(45);
  const flushed = bench.client.flush();
  await bench.clock.advance(5_999);
  assertEquals(await hasSettled(flushed), false);
  // The first pause and three more: one more than there are retries.
  await bench.clock.advance(1);
  assertEquals(await flushed, { delivered: 0, dropped: 0, pending: 45 });
});

Deno.test("flush() waits two rounds for a batch that fails while others succeed", async () => {
  await using bench = createTestBench({ maxBatchSize: 1 });
  const isBad = (text: string): boolean => text.includes('"e1"');
  bench.collector.always((request) => isBad(request.body) ? { status: 500 } : undefined);
  bench.track(1);
  const flushed = bench.client.flush();
  for (let i = 0; i < 30; i++) {
    bench.track(1);
    await bench.clock.advance(500);
  }
  // A round takes 7 s, the wait between the two 1 s: 0, 1, 3, 7, then 8, 9, 11, 15.
  assertEquals(await hasSettled(flushed), true);
  const { pending } = await flushed;
  assertEquals(pending, 1);
  const attempts = bench.collector.requests.filter((request) => isBad(request.body));
  assertEquals(
    attempts.map((request) => request.atMs),
    [0, 1, 3, 7, 8, 9, 11, 15].map((s) => s * 1_000),
  );
});

Deno.test("flush() in a row during an outage sends one request a second", async () => {
  await using bench = createTestBench();
  bench.collector.always({ status: 503 });
  bench.track(1);
  const first = bench.client.flush();
  await bench.clock.advance(7_000);
  await first;
  const before = bench.times().length;
  let isDone = false;
  const calls = (async () => {
    for (let i = 0; i < 50; i++) await bench.client.flush();
    isDone = true;
  })();
  for (let s = 0; s < 60 && !isDone; s++) await bench.clock.advance(1_000);
  await calls;
  const times = bench.times().slice(before - 1);
  const gaps = times.slice(1).map((time, i) => time - (times[i] ?? 0));
  assertEquals(Math.min(...gaps), 1_000);
  assertEquals(times.length - 1 >= 50, true);
});

Deno.test("flush() called 50 times at once during an outage sends one request", async () => {
  await using bench = createTestBench();
  bench.collector.always({ status: 503 });
  bench.track(1);
  void bench.client.flush();
  await bench.clock.advance(7_500);
  const before = bench.times().length;
  const calls = Promise.all(Array.from({ length: 50 }, () => bench.client.flush()));
  await bench.clock.advance(500);
  await calls;
  assertEquals(bench.times().slice(before), [8_000]);
});

Deno.test("flush() during an outage delivers everything once the server is up", async () => {
  await using bench = createTestBench();
  bench.collector.always({ status: 503 });
  bench.track(100);
  void bench.client.flush();
  await bench.clock.advance(60_000);
  bench.track(100);
  bench.collector.heal();
  const flushed = bench.client.flush();
  await bench.clock.advance(0);
  assertEquals(await flushed, { delivered: 200, dropped: 0, pending: 0 });
  assertEquals(bench.collector.eventNames(), names(1, 200));
});

Deno.test("flush() while the server refuses us makes one attempt and resolves", async () => {
  await using bench = createTestBench();
  bench.collector.always({ status: 401 });
  bench.track(5);
  const flushed = bench.client.flush();
  await bench.clock.advance(0);
  assertEquals(await flushed, { delivered: 0, dropped: 0, pending: 5 });
  const again = bench.client.flush();
  await bench.clock.advance(1_000);
  assertEquals(await again, { delivered: 0, dropped: 0, pending: 5 });
  assertEquals(bench.times(), [0, 1_000]);
});

Deno.test("flush() holds the process until it resolves, and no longer", async () => {
  await using bench = createTestBench();
  bench.collector.script({ status: 503 });
  bench.track(1);
  assertEquals(bench.clock.keepAlives, 0);
  const flushed = bench.client.flush();
  await bench.clock.advance(500);
  assertEquals(bench.clock.keepAlives, 1);
  await bench.clock.advance(500);
  await flushed;
  assertEquals(bench.clock.keepAlives, 0);
});

Deno.test("flush() after shutdown() resolves at once", async () => {
  await using bench = createTestBench();
  bench.collector.always({ status: 503 });
  bench.track(1);
  const ended = bench.client.shutdown({ timeoutMs: 0 });
  await bench.clock.advance(0);
  await ended;
  assertEquals(await bench.client.flush(), { delivered: 0, dropped: 0, pending: 1 });
});

Deno.test("flush() keeps the books balanced at every step of a bad day", async () => {
  await using bench = createTestBench({ maxBatchSize: 3 });
  bench.collector.script({ status: 503 }, { kind: "reset" }, { status: 429 }, { status: 409 });
  bench.track(10);
  const flushed = bench.client.flush();
  for (let i = 0; i < 40; i++) {
    assertBalanced(bench.client.stats());
    await bench.clock.advance(250);
  }
  const { dropped } = await flushed;
  assertEquals(dropped, 3);
  assertLess(bench.client.pending, 1);
});
