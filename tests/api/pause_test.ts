import { assertEquals, assertGreaterOrEqual, assertLess } from "@std/assert";
import type { Clock, FetchLike } from "@tidings/sdk";
import { createTestBench, names } from "../support/test_bench.ts";

for (const status of [429, 503]) {
  Deno.test(`'Retry-After: 7' on ${status}: nothing for 7 s whatever is tracked, then everything`, async () => {
    await using bench = createTestBench();
    bench.collector.script({ status, retryAfter: 7 });
    bench.track(20);
    await bench.clock.advance(0);
    bench.track(45);
    void bench.client.flush();
    await bench.clock.advance(6_999);
    assertEquals(bench.times(), [0]);
    bench.track(3);
    await bench.clock.advance(1);
    assertEquals(bench.collector.eventNames(), names(1, 68));
  });

  Deno.test(`'Retry-After' as a date on ${status} is counted from the server's own clock`, async () => {
    await using bench = createTestBench();
    // The server's clock is a day behind ours.
    const serverNow = Date.UTC(2025, 11, 31, 0, 0, 0);
    bench.collector.script({
      status,
      retryAfter: new Date(serverNow + 7_000),
      headers: { date: new Date(serverNow).toUTCString() },
    });
    bench.track(20);
    await bench.clock.advance(6_999);
    assertEquals(bench.times(), [0]);
    await bench.clock.advance(1);
    assertEquals(bench.times(), [0, 7_000]);
  });
}

Deno.test("'Retry-After' as a date without a 'Date' header is counted from our clock", async () => {
  await using bench = createTestBench();
  const inSevenSeconds = new Date(bench.clock.epochNow() + 7_000);
  bench.collector.script({ status: 429, retryAfter: inSevenSeconds });
  bench.track(20);
  await bench.clock.advance(60_000);
  assertEquals(bench.times(), [0, 7_000]);
});

for (const retryAfter of ["9999999", "-5", "1e9", "2026-01-01", "0", "", "soon", "1, 2", "NaN"]) {
  Deno.test(`'Retry-After: ${retryAfter}' makes no hot loop and no freeze beyond 5 minutes`, async () => {
    await using bench = createTestBench();
    bench.collector.always({ status: 429, retryAfter });
    bench.track(20);
    await bench.clock.advance(600_000);
    const times = bench.times();
    const gaps = times.slice(1).map((time, i) => time - (times[i] ?? 0));
    assertGreaterOrEqual(Math.min(...gaps), 1_000);
    assertGreaterOrEqual(300_000, Math.max(...gaps));
    assertGreaterOrEqual(gaps.length, 2);
    bench.collector.heal();
    await bench.clock.advance(300_000);
    assertEquals(bench.client.stats().delivered, 20);
  });
}

Deno.test("429 without 'Retry-After' pauses for 1, 2, 4 … s and loses nothing", async () => {
  await using bench = createTestBench();
  bench.collector.script(...Array.from({ length: 5 }, () => ({ status: 429 })));
  bench.track(20);
  await bench.clock.advance(31_000);
  assertEquals(bench.times(), [0, 1, 3, 7, 15, 31].map((s) => s * 1_000));
  assertEquals(bench.client.stats().delivered, 20);
});

Deno.test("a pause does not use up an attempt", async () => {
  await using bench = createTestBench({ maxRetries: 0 });
  bench.collector.script(...Array.from({ length: 5 }, () => ({ status: 503, retryAfter: 2 })));
  bench.track(20);
  await bench.clock.advance(10_000);
  assertEquals(bench.client.stats().delivered, 20);
});

Deno.test("a pause keeps the order: the paused batch leaves first", async () => {
  await using bench = createTestBench();
  bench.collector.script({ status: 429, retryAfter: 3 });
  bench.track(60);
  await bench.clock.advance(3_000);
  assertEquals(bench.collector.eventNames(), names(1, 60));
});

Deno.test("shutdown() does not break a pause, not even at its deadline", async () => {
  await using bench = createTestBench();
  bench.collector.script({ status: 429, retryAfter: 7 });
  bench.track(20);
  await bench.clock.advance(1_000);
  const ended = bench.client.shutdown({ timeoutMs: 5_000 });
  await bench.clock.advance(0);
  assertEquals(await ended, { delivered: 0, dropped: 0, pending: 20 });
  assertEquals(bench.times(), [0]);
});

Deno.test("shutdown() waits out a pause that ends before its deadline", async () => {
  await using bench = createTestBench();
  bench.collector.script({ status: 429, retryAfter: 3 });
  bench.track(20);
  await bench.clock.advance(0);
  const ended = bench.client.shutdown({ timeoutMs: 5_000 });
  await bench.clock.advance(3_000);
  assertEquals(await ended, { delivered: 20, dropped: 0, pending: 0 });
});

for (const status of [401, 403, 404, 405, 301, 302, 303, 307, 308]) {
  Deno.test(`${status} holds: nothing is lost, one warning, at most 2 requests a minute`, async () => {
    await using bench = createTestBench();
    const isRedirect = status < 400;
    bench.collector.always(
      isRedirect
        ? { kind: "redirect", status: status as 301, location: "https://elsewhere.example/" }
        : { status },
    );
    bench.track(45);
    await bench.clock.advance(59_999);
    assertLess(bench.times().length, 3);
    assertEquals(bench.warnings.length, 1);
    bench.collector.heal();
    await bench.clock.advance(90_000);
    assertEquals(bench.collector.eventNames(), names(1, 45));
  });
}

Deno.test("a hold probes after 30 s, doubling to 5 minutes", async () => {
  await using bench = createTestBench();
  bench.collector.always({ status: 401 });
  bench.track(20);
  await bench.clock.advance(1_100_000);
  assertEquals(bench.times(), [0, 30, 90, 210, 450, 750, 1_050].map((s) => s * 1_000));
});

Deno.test("a pause holds back what is lost on a stale connection meanwhile", async () => {
  const begunAt: number[] = [];
  const passed: { clock?: Clock } = {};
  const fetch: FetchLike = () => {
    const call = begunAt.push(passed.clock?.now() ?? 0);
    if (call === 2) {
      return Promise.resolve(new Response(null, { status: 429, headers: { "Retry-After": "7" } }));
    }
    if (call !== 3) return Promise.resolve(new Response(null, { status: 202 }));
    const lose = (_: unknown, reject: (error: Error) => void): void => {
      passed.clock?.setTimer(() => reject(new TypeError("reset")), 1);
    };
    return new Promise(lose);
  };
  await using bench = createTestBench({ fetch, maxInFlight: 2 });
  passed.clock = bench.clock;
  bench.track(20);
  await bench.clock.advance(100);
  bench.track(40);
  await bench.clock.advance(6_999);
  assertEquals(begunAt, [0, 100, 100], "the third was not sent again at once");
  await bench.clock.advance(1);
  assertEquals(bench.client.stats().delivered, 60);
});
