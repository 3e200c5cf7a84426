import { assertEquals, assertGreaterOrEqual, assertLess, assertLessOrEqual } from "@std/assert";
import { createTestBench, names } from "../support/test_bench.ts";

const seconds = (...values: number[]): number[] => values.map((value) => value * 1_000);

Deno.test("a batch that meets 503 is tried at 0, 1, 3 and 7 s", async () => {
  await using bench = createTestBench();
  bench.collector.always({ status: 503 });
  bench.track(20);
  await bench.clock.advance(14_999);
  assertEquals(bench.times(), seconds(0, 1, 3, 7));
});

Deno.test("with 'maxRetries: 6' the waits are 1, 2, 4, 8, 16 and 30 s", async () => {
  await using bench = createTestBench({ maxRetries: 6 });
  bench.collector.always({ status: 503 });
  bench.track(20);
  await bench.clock.advance(70_999);
  assertEquals(bench.times(), seconds(0, 1, 3, 7, 15, 31, 61));
});

Deno.test("with 'maxRetries: 0' a batch is tried once in its round", async () => {
  await using bench = createTestBench({ maxRetries: 0, flushInterval: 0 });
  bench.collector.always({ status: 503 });
  bench.track(20);
  await bench.clock.advance(999);
  assertEquals(bench.times(), [0]);
});

Deno.test("with 'maxRetries: 20' the waits never exceed 30 s while the round lasts", async () => {
  await using bench = createTestBench({ maxRetries: 20 });
  bench.collector.always({ status: 503 });
  bench.track(20);
  await bench.clock.advance(120_000);
  const times = bench.times();
  assertEquals(times, seconds(0, 1, 3, 7, 15, 31, 61, 91));
});

Deno.test("an exhausted batch is at the front, in order, and leaves first at the next flush", async () => {
  await using bench = createTestBench();
  bench.collector.always({ status: 503 });
  bench.track(20);
  await bench.clock.advance(7_500);
  bench.track(20);
  bench.collector.heal();
  const flushed = bench.client.flush();
  await bench.clock.advance(500);
  assertEquals((await flushed).delivered, 40);
  assertEquals(bench.collector.eventNames(), names(1, 40));
});

Deno.test("an exhausted batch leaves again with the next cycle, by itself", async () => {
  await using bench = createTestBench({ flushInterval: 5_000 });
  bench.collector.always({ status: 503 });
  bench.track(20);
  await bench.clock.advance(7_000);
  bench.collector.heal();
  await bench.clock.advance(5_000);
  assertEquals(bench.times(), seconds(0, 1, 3, 7, 12));
  assertEquals(bench.collector.eventNames(), names(1, 20));
});

Deno.test("a retried batch has the same body and the same Idempotency-Key", async () => {
  await using bench = createTestBench();
  bench.collector.always({ status: 503 });
  bench.track(20);
  await bench.clock.advance(60_000);
  const keys = bench.collector.requests.map(({ headers }) => headers["idempotency-key"]);
  assertEquals(new Set(keys).size, 1);
  assertEquals(new Set(bench.collector.requests.map(({ body }) => body)).size, 1);
  assertGreaterOrEqual(keys.length, 5);
});

Deno.test("a batch that waits for its retry does not block those behind it", async () => {
  await using bench = createTestBench();
  bench.collector.script({ status: 503 });
  bench.track(40);
  await bench.clock.advance(0);
  assertEquals(bench.collector.eventNames(), names(21, 40));
  await bench.clock.advance(1_000);
  assertEquals(bench.collector.eventNames(), [...names(21, 40), ...names(1, 20)]);
});

Deno.test("due retries leave before fresh batches, the oldest first", async () => {
  await using bench = createTestBench({ maxBatchSize: 1 });
  bench.collector.script({ status: 503 }, { status: 503 });
  bench.track(2);
  await bench.clock.advance(999);
  bench.collector.script({ delayMs: 10 });
  bench.track(1);
  await bench.clock.advance(0);
  bench.track(1);
  await bench.clock.advance(11);
  assertEquals(bench.collector.eventNames(), ["e3", "e1", "e2", "e4"]);
});

Deno.test("'retryJitter' adds at most its share and never exceeds 30 s", async () => {
  await using bench = createTestBench({ maxRetries: 6, retryJitter: 1 });
  bench.collector.always({ status: 503 });
  bench.track(20);
  await bench.clock.advance(200_000);
  const times = bench.times().slice(0, 7);
  const nominal = [1, 2, 4, 8, 16, 30];
  for (const [i, seconds] of nominal.entries()) {
    const wait = (times[i + 1] ?? 0) - (times[i] ?? 0);
    assertGreaterOrEqual(wait, seconds * 1_000);
    assertLessOrEqual(wait, Math.min(30_000, seconds * 2_000));
  }
});

for (const fault of [{ kind: "reset" }, { kind: "hang" }] as const) {
  Deno.test(`after a request without an answer (${fault.kind}) nothing starts for 1 s`, async () => {
    await using bench = createTestBench({ requestTimeoutMs: 100 });
    bench.collector.script(fault);
    bench.track(60);
    await bench.clock.advance(60_000);
    const [first = 0, second = 0] = bench.times();
    assertGreaterOrEqual(second - first, 1_000);
    assertEquals(bench.client.stats().delivered, 60);
  });
}

Deno.test("after a reset the batches behind are delivered while the bad one waits", async () => {
  await using bench = createTestBench();
  bench.collector.always((request) =>
    request.body.includes('"e1"') ? { kind: "reset" } : undefined
  );
  bench.track(40);
  await bench.clock.advance(2_000);
  assertEquals(bench.collector.eventNames(), names(21, 40));
});

Deno.test("a batch that always runs into the timeout does not hold up the others for ever", async () => {
  await using bench = createTestBench();
  bench.collector.always((request) => request.body.includes('"e1"') ? { kind: "hang" } : undefined);
  bench.track(40);
  await bench.clock.advance(1_200_000);
  assertEquals(bench.collector.eventNames(), names(21, 40));
});

Deno.test("a batch that always makes the server fail does not hold up the others for ever", async () => {
  await using bench = createTestBench();
  bench.collector.always((request) => request.body.includes('"e1"') ? { status: 500 } : undefined);
  bench.track(20);
  await bench.clock.advance(10_000);
  bench.track(20);
  await bench.clock.advance(1_200_000);
  assertEquals(bench.collector.eventNames(), names(21, 40));
});

Deno.test("in an outage the probe is the oldest batch", async () => {
  await using bench = createTestBench();
  bench.collector.always({ status: 503 });
  bench.track(200);
  await bench.clock.advance(20_000);
  const probes = bench.collector.requests.filter(({ atMs }) => atMs > 2_000);
  assertEquals(probes.map(({ body }) => body.includes('"e1"')), [true, true, true]);
});

Deno.test("in an outage no batch starts on size or timer: at most 20 requests in a minute", async () => {
  await using bench = createTestBench();
  bench.collector.always({ status: 503 });
  for (let s = 0; s < 60; s++) {
    bench.track(100);
    await bench.clock.advance(1_000);
  }
  assertLessOrEqual(bench.times().length, 20);
  const late = bench.times().filter((time) => time > 10_000);
  assertLess(late.length, 5);
});

Deno.test("ten failures in a row are an outage, nine are not", async () => {
  await using bench = createTestBench({ maxBatchSize: 1 });
  bench.collector.script(...Array.from({ length: 9 }, () => ({ status: 503 })));
  bench.track(20);
  await bench.clock.advance(0);
  assertEquals(bench.client.stats().delivered, 11);
  await bench.clock.advance(1_000);
  assertEquals(bench.client.stats().delivered, 20);
});

Deno.test("after ten failures in a row only probes leave, after 1, 2, 4 … s", async () => {
  await using bench = createTestBench({ maxBatchSize: 1 });
  bench.collector.always({ status: 503 });
  bench.track(20);
  await bench.clock.advance(16_000);
  assertEquals(bench.times().length, 14);
  assertEquals(bench.times().slice(10), seconds(1, 3, 7, 15));
});

Deno.test("the first success ends an outage and everything leaves at once", async () => {
  await using bench = createTestBench();
  bench.collector.always({ status: 503 });
  bench.track(500);
  await bench.clock.advance(8_000);
  bench.collector.heal();
  await bench.clock.advance(7_000);
  assertEquals(bench.client.stats().delivered, 500);
  assertEquals(bench.collector.eventNames(), names(1, 500));
});

Deno.test("with 'maxInFlight: 4' four requests are on the wire at once", async () => {
  await using bench = createTestBench({ maxInFlight: 4 });
  bench.collector.always({ delayMs: 100 });
  bench.track(100);
  await bench.clock.advance(0);
  assertEquals(bench.client.stats().inFlight, 80);
  await bench.clock.advance(200);
  assertEquals(bench.times(), [0, 0, 0, 0, 100]);
});

Deno.test("while down there is one request on the wire even with 'maxInFlight: 4'", async () => {
  await using bench = createTestBench({ maxInFlight: 4, maxBatchSize: 1 });
  bench.collector.always({ status: 503, delayMs: 100 });
  bench.track(100);
  await bench.clock.advance(1_050);
  assertLessOrEqual(bench.client.stats().inFlight, 4);
  await bench.clock.advance(60_000);
  const late = bench.times().filter((time) => time > 2_000);
  assertEquals(new Set(late).size, late.length);
});
