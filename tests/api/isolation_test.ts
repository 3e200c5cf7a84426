import { assertEquals, assertLessOrEqual, assertStringIncludes } from "@std/assert";
import {
  assertBalanced,
  createTestBench,
  hasSettled,
  names,
  type TestBench,
} from "../support/test_bench.ts";

/** Makes the collector refuse, with 400, every request that holds one of these events. */
function refuse(bench: TestBench, bad: readonly string[]): void {
  bench.collector.always(({ body }) =>
    bad.some((name) => body.includes(`"eventName":"${name}"`))
      ? { status: 400, body: '{"error":"bad event"}' }
      : undefined
  );
}

for (let place = 1; place <= 20; place++) {
  Deno.test(`one bad event of 20, at place ${place}: 19 delivered, 1 dropped, at most 11 requests`, async () => {
    await using bench = createTestBench();
    refuse(bench, [`e${place}`]);
    bench.track(20);
    const flushed = bench.client.flush();
    await bench.clock.advance(0);
    assertEquals(await flushed, { delivered: 19, dropped: 1, pending: 0 });
    assertLessOrEqual(bench.times().length, 11);
    assertEquals(bench.collector.eventNames(), names(1, 20).filter((name) => name !== `e${place}`));
    assertEquals(bench.drops.map(({ reason, name }) => [reason, name]), [[
      "rejected",
      `e${place}`,
    ]]);
    assertStringIncludes(bench.drops[0]?.detail ?? "", "bad event");
  });
}

Deno.test("two bad events of 20, anywhere: 18 delivered, 2 dropped, at most 19 requests", async () => {
  for (let first = 1; first <= 20; first++) {
    for (let second = first + 1; second <= 20; second++) {
      await using bench = createTestBench();
      refuse(bench, [`e${first}`, `e${second}`]);
      bench.track(20);
      const flushed = bench.client.flush();
      await bench.clock.advance(0);
      assertEquals(await flushed, { delivered: 18, dropped: 2, pending: 0 });
      assertLessOrEqual(bench.times().length, 19);
    }
  }
});

Deno.test("a batch of nothing but bad events does not keep good ones behind it from arriving", async () => {
  await using bench = createTestBench();
  refuse(bench, names(1, 20));
  bench.track(45);
  const flushed = bench.client.flush();
  await bench.clock.advance(5_000);
  assertEquals(await flushed, { delivered: 25, dropped: 20, pending: 0 });
  assertEquals(bench.collector.eventNames(), names(21, 45));
  assertEquals(bench.client.stats().dropped, { rejected: 20 });
});

Deno.test("good events tracked long after a batch of bad ones arrive within the cool-down", async () => {
  await using bench = createTestBench();
  refuse(bench, names(1, 20));
  bench.track(20);
  await bench.clock.advance(20_000);
  assertEquals(bench.client.pending, 20);
  bench.track(20);
  const flushed = bench.client.flush();
  await bench.clock.advance(1_000);
  assertEquals(await hasSettled(flushed), true);
  assertEquals(bench.collector.eventNames(), names(21, 40));
  // Each good event proves anew that the server takes something.
  for (let minute = 0; minute < 30; minute++) {
    bench.track(1);
    await bench.clock.advance(60_000);
  }
  assertEquals(bench.client.stats().dropped, { rejected: 20 });
  assertEquals(bench.collector.events.length, 50);
});

Deno.test("every batch refused: hold, one warning, at most 2 requests a minute, all arrives when mended", async () => {
  await using bench = createTestBench();
  bench.collector.always({ status: 400 });
  bench.track(45);
  await bench.clock.advance(60_000);
  const searching = bench.times().filter((time) => time <= 1_000).length;
  assertLessOrEqual(searching, 12);
  for (let minute = 1; minute < 10; minute++) {
    const before = bench.times().length;
    await bench.clock.advance(60_000);
    assertLessOrEqual(bench.times().length - before, 2);
  }
  assertEquals(bench.warnings.length, 1);
  assertStringIncludes(bench.warnings[0] ?? "", "refuses every batch");
  assertEquals(bench.client.stats().dropped, {});
  bench.collector.heal();
  await bench.clock.advance(300_000);
  assertEquals(bench.collector.eventNames().length, 45);
  assertEquals(bench.client.pending, 0);
});

Deno.test("every batch refused: flush() resolves", async () => {
  await using bench = createTestBench();
  bench.collector.always({ status: 422 });
  bench.track(45);
  const flushed = bench.client.flush();
  await bench.clock.advance(2_000);
  assertEquals(await flushed, { delivered: 0, dropped: 0, pending: 45 });
});

Deno.test("a lone batch refused whole: flush() resolves, and everything arrives when mended", async () => {
  await using bench = createTestBench();
  bench.collector.always({ status: 400 });
  bench.track(20);
  const flushed = bench.client.flush();
  await bench.clock.advance(2_000);
  assertEquals(await flushed, { delivered: 0, dropped: 0, pending: 20 });
  bench.collector.heal();
  await bench.clock.advance(30_000);
  assertEquals(bench.collector.eventNames().toSorted(), names(1, 20).toSorted());
});

Deno.test("a batch of one is dropped at its first refusal", async () => {
  await using bench = createTestBench();
  bench.collector.always({ status: 400 });
  bench.track(1);
  const flushed = bench.client.flush();
  await bench.clock.advance(0);
  assertEquals(await flushed, { delivered: 0, dropped: 1, pending: 0 });
  assertEquals(bench.times().length, 1);
});

Deno.test("8 events against a limit of 2: 8 delivered", async () => {
  await using bench = createTestBench();
  bench.collector.always(({ events = [] }) => events.length > 2 ? { status: 413 } : undefined);
  bench.track(8);
  const flushed = bench.client.flush();
  await bench.clock.advance(0);
  assertEquals(await flushed, { delivered: 8, dropped: 0, pending: 0 });
  assertEquals(bench.collector.eventNames(), names(1, 8));
});

Deno.test("a limit that was learned holds: the next batches fit at once", async () => {
  await using bench = createTestBench();
  bench.collector.always(({ events = [] }) => events.length > 5 ? { status: 413 } : undefined);
  bench.track(20);
  void bench.client.flush();
  await bench.clock.advance(0);
  const before = bench.times().length;
  bench.track(20);
  const flushed = bench.client.flush();
  await bench.clock.advance(0);
  assertEquals((await flushed).delivered, 20);
  assertEquals(bench.sizes().slice(before).every((size) => size <= 5), true);
});

Deno.test("one lone event above the limit is dropped as too_large, its neighbours arrive", async () => {
  await using bench = createTestBench();
  bench.collector.always(({ body }) => body.includes('"e3"') ? { status: 413 } : undefined);
  bench.track(8);
  const flushed = bench.client.flush();
  await bench.clock.advance(0);
  assertEquals(await flushed, { delivered: 7, dropped: 1, pending: 0 });
  assertEquals(bench.drops.map(({ reason, name }) => [reason, name]), [["too_large", "e3"]]);
});

Deno.test("a search goes on through 503, 429 and resets", async () => {
  await using bench = createTestBench();
  let turn = 0;
  const faults = [
    { status: 503 },
    { status: 429 },
    { kind: "reset" as const },
    undefined,
    undefined,
  ];
  bench.collector.always(({ body }) =>
    faults[turn++ % faults.length] ??
      (body.includes('"e7"') || body.includes('"e18"') ? { status: 400 } : undefined)
  );
  bench.track(20);
  await bench.clock.advance(300_000);
  assertEquals(bench.client.stats().dropped, { rejected: 2 });
  assertEquals(bench.client.stats().delivered, 18);
  assertBalanced(bench.client.stats());
});

Deno.test("shutdown() during a search ends by its deadline with balanced books", async () => {
  await using bench = createTestBench();
  bench.collector.always({ status: 400, delayMs: 300 });
  bench.track(20);
  const ended = bench.client.shutdown({ timeoutMs: 2_000 });
  await bench.clock.advance(2_000);
  const { pending } = await ended;
  assertEquals(pending, 20);
  assertBalanced(bench.client.stats());
});

Deno.test("a refusal of the key in the middle of a search makes no event alone a proven one", async () => {
  for (let refusedAt = 2; refusedAt <= 11; refusedAt++) {
    await using bench = createTestBench();
    let asked = 0;
    let isMended = false;
    bench.collector.always(() => {
      asked++;
      return isMended ? undefined : { status: asked === refusedAt ? 401 : 400 };
    });
    bench.track(20);
    await bench.clock.advance(200_000);
    isMended = true;
    await bench.clock.advance(600_000);
    assertEquals(bench.client.stats().dropped, {}, `401 at request ${refusedAt}`);
    assertEquals(bench.client.pending, 0);
    assertEquals(bench.collector.eventNames().toSorted(), names(1, 20).toSorted());
  }
});
