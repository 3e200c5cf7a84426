import { assert, assertEquals, assertLessOrEqual, assertStringIncludes } from "@std/assert";
import { names } from "../../support/test_bench.ts";
import { createEngineBench, type EngineBench } from "./engine_bench.ts";

/** Makes the server answer 400 to whatever holds one of these events. */
function refuse(bench: EngineBench, bad: readonly string[]): void {
  bench.reply = (asked) =>
    asked.names.some((name) => bad.includes(name)) ? { status: 400, text: "bad event" } : 202;
}

Deno.test("one bad event of 20, at each place: 19 arrive in order, at most 11 requests", async () => {
  for (const bad of names(1, 20)) {
    await using bench = createEngineBench();
    refuse(bench, [bad]);
    bench.track(20);
    const { result } = await bench.flush(1_000);
    assertEquals(result, { delivered: 19, dropped: 1, pending: 0 }, bad);
    assertLessOrEqual(bench.asked.length, 11);
    assertEquals(bench.arrived, names(1, 20).filter((name) => name !== bad));
    assertEquals(bench.drops.map(({ reason, name }) => [reason, name]), [["rejected", bad]]);
    assertStringIncludes(bench.drops[0]?.detail ?? "", "bad event");
  }
});

Deno.test("two bad events of 20, anywhere: 18 arrive, 2 are dropped, at most 19 requests", async () => {
  for (let first = 1; first <= 20; first++) {
    for (let second = first + 1; second <= 20; second++) {
      await using bench = createEngineBench();
      const bad = [`e${first}`, `e${second}`];
      refuse(bench, bad);
      bench.track(20);
      const { result } = await bench.flush(1_000);
      assertEquals(result, { delivered: 18, dropped: 2, pending: 0 }, bad.join());
      assertLessOrEqual(bench.asked.length, 19);
    }
  }
});

Deno.test("one bad event among any number from 2 to 40 is found in 2 * ceil(log2 n) + 1 requests", async () => {
  for (const count of [2, 3, 4, 5, 7, 8, 9, 16, 17, 31, 33, 40]) {
    for (const place of new Set([1, 2, Math.ceil(count / 2), count - 1, count])) {
      await using bench = createEngineBench({ maxBatchSize: 100, flushIntervalMs: 0 });
      refuse(bench, [`e${place}`]);
      bench.track(count);
      const { result } = await bench.flush(1_000);
      assertEquals(result, { delivered: count - 1, dropped: 1, pending: 0 });
      assertLessOrEqual(bench.asked.length, 2 * Math.ceil(Math.log2(count)) + 1);
    }
  }
});

Deno.test("a batch of one is dropped at its first refusal", async () => {
  await using bench = createEngineBench();
  bench.reply = () => 422;
  bench.track(1);
  const { result } = await bench.flush(100);
  assertEquals(result, { delivered: 0, dropped: 1, pending: 0 });
  assertEquals(bench.asked.length, 1);
});

Deno.test("a batch of nothing but bad events does not keep good ones behind it from arriving", async () => {
  await using bench = createEngineBench();
  refuse(bench, names(1, 20));
  bench.track(45);
  const { result } = await bench.flush(5_000);
  assertEquals(result, { delivered: 25, dropped: 20, pending: 0 });
  assertEquals(bench.arrived, names(21, 45));
  assertEquals(bench.client.stats().dropped, { rejected: 20 });
});

Deno.test("a server that refuses everything: hold, one warning, nothing dropped, all arrives when mended", async () => {
  await using bench = createEngineBench();
  bench.reply = () => 400;
  bench.track(45);
  await bench.pass(20_000);
  // The search of 20, and the one other batch that proves it.
  assertLessOrEqual(bench.asked.length, 12);
  for (let minute = 1; minute < 10; minute++) {
    const before = bench.asked.length;
    await bench.pass(60_000, 1_000);
    assertLessOrEqual(bench.asked.length - before, 2);
  }
  assertEquals(bench.warnings.length, 1);
  assertEquals(bench.client.stats().dropped, {});
  assertEquals(bench.client.pending, 45);
  bench.reply = () => 202;
  await bench.pass(300_000, 1_000);
  assertEquals(bench.arrived.toSorted(), names(1, 45).toSorted());
  assertEquals(bench.client.pending, 0);
});

Deno.test("a server that refuses everything: flush() is over within 2 s, with all events pending", async () => {
  for (const count of [20, 45]) {
    await using bench = createEngineBench();
    bench.reply = () => 422;
    bench.track(count);
    const { result } = await bench.flush(2_000);
    assertEquals(result, { delivered: 0, dropped: 0, pending: count });
  }
});

Deno.test("a search goes on through 503, 429 and lost connections", async () => {
  await using bench = createEngineBench();
  const faults = [503, 429, 0, undefined, undefined];
  bench.reply = (asked) =>
    faults[asked.number % faults.length] ??
      (asked.names.some((name) => name === "e7" || name === "e18") ? 400 : 202);
  bench.track(20);
  await bench.pass(300_000);
  assertEquals(bench.client.stats().dropped, { rejected: 2 });
  assertEquals(bench.client.stats().delivered, 18);
  assertEquals(
    bench.arrived.toSorted(),
    names(1, 20).filter((name) => name !== "e7" && name !== "e18").toSorted(),
  );
});

Deno.test("a refusal of the key in the middle of a search suspects no event any more", async () => {
  await using bench = createEngineBench();
  // All 400 at first: a half is refused alone; then the key is refused; then all is well.
  bench.reply = ({ number }) => number <= 6 ? 400 : number <= 8 ? 401 : 202;
  bench.track(20);
  await bench.pass(200_000, 1_000);
  assertEquals(bench.client.stats().dropped, {});
  assertEquals(bench.arrived.toSorted(), names(1, 20).toSorted());
});

Deno.test("413 in the middle of a search halves, and finds the bad event all the same", async () => {
  await using bench = createEngineBench();
  bench.reply = (asked) => {
    if (asked.names.length > 6) return 413;
    return asked.names.includes("e9") ? 400 : 202;
  };
  bench.track(20);
  const { result } = await bench.flush(5_000);
  assertEquals(result, { delivered: 19, dropped: 1, pending: 0 });
  assert(bench.asked.length < 30);
});

Deno.test(
  "good events tracked long after a batch of bad ones arrive, and prove those bad",
  async () => {
    await using bench = createEngineBench();
    refuse(bench, names(1, 20));
    bench.track(20);
    await bench.pass(20_000);
    assertEquals(bench.client.pending, 20);
    bench.track(20);
    await bench.flush(2_000);
    assertEquals(bench.arrived, names(21, 40));
    for (let minute = 0; minute < 30; minute++) {
      bench.track(1);
      await bench.pass(60_000, 1_000);
    }
    assertEquals(bench.client.stats().dropped, { rejected: 20 });
    assertEquals(bench.arrived.length, 50);
  },
);

Deno.test("a refusal of the key in the middle of a search makes no event alone a proven one", async () => {
  for (let refusedAt = 2; refusedAt <= 11; refusedAt++) {
    await using bench = createEngineBench();
    let isMended = false;
    bench.reply = ({ number }) => isMended ? 202 : number === refusedAt ? 401 : 400;
    bench.track(20);
    await bench.pass(200_000, 1_000);
    isMended = true;
    await bench.pass(600_000, 1_000);
    assertEquals(bench.client.stats().dropped, {}, `401 at request ${refusedAt}`);
    assertEquals(bench.arrived.toSorted(), names(1, 20).toSorted());
  }
});
