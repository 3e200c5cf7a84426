import { assertEquals, assertLessOrEqual, assertStringIncludes } from "@std/assert";
import { names } from "../../support/test_bench.ts";
import { createEngineBench, type EngineBench } from "./engine_bench.ts";

/** Waits between one request and the next, in tenths of a second. */
function waits(bench: EngineBench): number[] {
  const times = bench.times();
  return times.slice(1).map((time, i) => Math.round((time - (times[i] ?? 0)) / 100) / 10);
}

Deno.test("503: the waits are 0.5, 1, 2 s, then 3 s for the next cycle, then they go on doubling to 5 min", async () => {
  await using bench = createEngineBench();
  bench.reply = () => 503;
  bench.track(20);
  await bench.pass(1_600_000, 10_000);
  assertEquals(waits(bench), [0.5, 1, 2, 3, 8, 16, 32, 64, 128, 256, 300, 300, 300]);
  assertEquals(bench.client.pending, 20);
});

Deno.test("503: ten failures in a row are an outage, however many batches wait: probes, no storm", async () => {
  await using bench = createEngineBench();
  bench.reply = () => 503;
  bench.track(400);
  await bench.pass(100);
  assertEquals(bench.asked.length, 10);
  await bench.pass(60_000);
  assertLessOrEqual(bench.asked.length, 17);
  const inFirstMinute = bench.asked.length;
  bench.track(100);
  await bench.pass(300_000, 1_000);
  assertLessOrEqual(bench.asked.length - inFirstMinute, 4);
  assertEquals(bench.client.pending, 500);
});

for (const status of [500, 502, 503, 504, 599, 0]) {
  Deno.test(`${status || "no connection"}: after an outage of an hour everything leaves, nothing was lost`, async () => {
    await using bench = createEngineBench();
    bench.reply = () => status;
    for (let i = 0; i < 60; i++) {
      bench.track(5);
      await bench.pass(60_000, 5_000);
    }
    assertLessOrEqual(bench.asked.length, 32);
    assertEquals(bench.client.pending, 300);
    bench.reply = () => 202;
    await bench.pass(300_000, 1_000);
    assertEquals(bench.arrived.toSorted(), names(1, 300).toSorted());
    assertEquals(bench.client.stats().dropped, {});
  });
}

Deno.test("recovery: the probe that succeeds lets all that waits leave at once", async () => {
  await using bench = createEngineBench();
  bench.reply = () => 503;
  bench.track(100);
  await bench.pass(40_000);
  bench.reply = () => 202;
  await bench.pass(60_000, 50);
  const [first = 0] = bench.asked.filter(({ names }) => bench.arrived[0] === names[0])
    .slice(-1).map(({ atMs }) => atMs);
  assertEquals(bench.arrived.toSorted(), names(1, 100).toSorted());
  assertLessOrEqual((bench.times().at(-1) ?? 0) - first, 50);
});

Deno.test("no answer at all: a request ends after 10 s, and nothing new starts within a second of it", async () => {
  await using bench = createEngineBench();
  bench.reply = () => ({ status: 202, afterMs: 1_000_000 });
  bench.track(60);
  await bench.pass(100_000, 1_000);
  for (const wait of waits(bench)) assertEquals(wait >= 11, true, `${wait}`);
  // Only the batch that showed it is tried: each other would block for as long.
  assertEquals(new Set(bench.asked.map(({ names }) => names[0])), new Set(["e1"]));
  assertEquals(bench.problems[0]?.kind, "timeout");
});

Deno.test("a batch that fails alone does not hold up those behind it, and is tried again", async () => {
  await using bench = createEngineBench();
  bench.reply = (asked) => asked.names.includes("e3") ? 503 : 202;
  bench.track(200);
  await bench.pass(10_000);
  assertEquals(bench.arrived, names(21, 200));
  assertEquals(bench.client.pending, 20);
  bench.reply = () => 202;
  await bench.pass(10_000);
  assertEquals(bench.arrived.length, 200);
});

Deno.test("a batch that always fails waits 1, 2, 4 … s between rounds while the server is alive", async () => {
  await using bench = createEngineBench({ retryCount: 1, flushIntervalMs: 100 });
  bench.reply = (asked) => asked.names.includes("e1") ? 503 : 202;
  bench.track(20);
  for (let i = 0; i < 900; i++) {
    bench.client.track("alive");
    await bench.pass(300, 300);
  }
  const tries = bench.asked.filter(({ names }) => names.includes("e1"));
  assertLessOrEqual(tries.length, 18);
  assertEquals(bench.client.stats().dropped, {});
  assertLessOrEqual(bench.client.pending, 21);
});

Deno.test("overflow in an outage: the oldest waiting are dropped and counted, the newest arrive", async () => {
  await using bench = createEngineBench({ maxQueueSize: 100 });
  bench.reply = () => 503;
  for (let i = 0; i < 100; i++) {
    bench.track(10);
    await bench.pass(500);
  }
  assertEquals(bench.client.pending, 100);
  assertEquals(bench.client.stats().dropped, { overflow: 900 });
  assertEquals(bench.drops.length, 900);
  assertEquals(new Set(bench.drops.map(({ reason }) => reason)), new Set(["overflow"]));
  bench.reply = () => 202;
  await bench.pass(300_000, 1_000);
  assertEquals(bench.arrived.toSorted(), names(901, 1_000).toSorted());
  assertEquals(bench.warnings.filter((line) => line.includes("overflow")).length > 0, true);
});

Deno.test("overflow never drops what is on the wire: when that fills the queue, track() returns null", async () => {
  await using bench = createEngineBench({ maxQueueSize: 3, maxBatchSize: 3 });
  bench.reply = () => ({ status: 202, afterMs: 500 });
  bench.track(3);
  await bench.pass(10);
  assertEquals(bench.client.stats().inFlight, 3);
  assertEquals(bench.client.track("e4"), null);
  await bench.pass(1_000);
  assertEquals(bench.arrived, names(1, 3));
  assertEquals(bench.client.stats().dropped, { overflow: 1 });
});

Deno.test("an outage of more than a minute is warned of once a minute, with a count", async () => {
  await using bench = createEngineBench();
  bench.reply = () => 503;
  bench.track(20);
  await bench.pass(59_000);
  assertEquals(bench.warnings, []);
  await bench.pass(600_000, 1_000);
  assertLessOrEqual(bench.warnings.length, 10);
  assertStringIncludes(bench.warnings[0] ?? "", "cannot be reached");
});

Deno.test("flush() during an outage makes one attempt, at most one a second", async () => {
  await using bench = createEngineBench();
  bench.reply = () => 503;
  bench.track(20);
  await bench.pass(60_000);
  const before = bench.asked.length;
  for (let i = 0; i < 40; i++) {
    void bench.client.flush();
    await bench.pass(100, 100);
  }
  assertLessOrEqual(bench.asked.length - before, 5);
});

Deno.test(
  "a batch that the server always fails on does not hold up later ones for ever",
  async () => {
    await using bench = createEngineBench();
    bench.reply = ({ names }) => names.includes("e3") ? 500 : 202;
    bench.track(20);
    await bench.pass(60_000);
    bench.track(20);
    await bench.pass(3_600_000, 10_000);
    assertEquals(bench.arrived, names(21, 40));
  },
);

Deno.test("flush() during an outage does not put off the next probe", async () => {
  await using bench = createEngineBench();
  bench.reply = () => 503;
  bench.track(20);
  await bench.pass(30_000);
  // A page that flushes at each click.
  for (let i = 0; i < 10; i++) await bench.flush(2_000);
  bench.reply = () => 202;
  await bench.pass(33_000);
  assertEquals(bench.arrived.length, 20);
});
