import { assertEquals, assertLessOrEqual } from "@std/assert";
import { names } from "../../support/test_bench.ts";
import { createEngineBench, type Reply } from "./engine_bench.ts";

/** Busy until `seconds` have passed. */
const busy = (seconds: string | number, status = 429): Reply => ({
  status,
  headers: { "retry-after": `${seconds}` },
});

for (const status of [429, 408, 425, 503, 500]) {
  Deno.test(`${status} with Retry-After pauses everything, flush() and full batches too`, async () => {
    await using bench = createEngineBench();
    bench.reply = ({ number }) => number === 1 ? busy(20, status) : 202;
    bench.track(20);
    await bench.pass(1_000);
    bench.track(60);
    void bench.client.flush();
    bench.page.dispatch("online");
    await bench.pass(18_900);
    assertEquals(bench.asked.length, 1);
    await bench.pass(200);
    assertEquals(bench.times()[1], 20_001);
    assertEquals(bench.arrived, names(1, 80));
  });
}

for (const status of [429, 408, 425]) {
  Deno.test(`${status} without Retry-After: everything waits 1, 1, 2, 4 … s, and no attempt is used up`, async () => {
    await using bench = createEngineBench({ retryCount: 1 });
    bench.reply = ({ number }) => number <= 8 ? status : 202;
    bench.track(40);
    await bench.pass(200_000, 1_000);
    assertEquals(
      bench.times().slice(0, 8).map((time) => Math.round(time / 100) / 10),
      [0, 1, 2, 4, 8, 16, 32, 62],
    );
    assertEquals(bench.arrived, names(1, 40));
    assertEquals(bench.client.stats().dropped, {});
  });
}

Deno.test("Retry-After as a date, as past, as nonsense, as too long", async () => {
  const cases: [string, Record<string, string>, number][] = [
    ["Thu, 01 Jan 2026 00:00:10 GMT", {}, 10_000],
    // A server whose clock is wrong by an hour: its own date counts.
    ["Thu, 01 Jan 2026 01:00:07 GMT", { date: "Thu, 01 Jan 2026 01:00:00 GMT" }, 7_000],
    ["Thu, 01 Jan 2020 00:00:10 GMT", {}, 1_000],
    ["0", {}, 1_000],
    ["-5", {}, 1_000],
    ["1.5", {}, 1_000],
    ["soon", {}, 1_000],
    ["999999999", {}, 300_000],
  ];
  for (const [value, more, waitMs] of cases) {
    await using bench = createEngineBench();
    bench.reply = ({ number }) =>
      number > 1 ? 202 : { status: 429, headers: { "retry-after": value, ...more } };
    bench.track(20);
    await bench.pass(310_000, 1_000);
    const [, second = 0] = bench.times();
    assertLessOrEqual(Math.abs(second - waitMs), 1_001, value);
    assertEquals(bench.arrived.length, 20);
  }
});

Deno.test("flush() is over at once while a Retry-After has more than 30 s to run, and waits for a shorter one", async () => {
  for (const [seconds, isWaitedFor] of [[60, false], [31, false], [30, true], [5, true]] as const) {
    await using bench = createEngineBench();
    bench.reply = ({ number }) => number === 1 ? busy(seconds) : 202;
    bench.track(20);
    await bench.pass(10);
    const { afterMs, result } = await bench.flush(60_000);
    assertEquals(result.pending, isWaitedFor ? 0 : 20, `${seconds}`);
    assertLessOrEqual(afterMs, isWaitedFor ? seconds * 1_000 + 100 : 0);
  }
});

Deno.test("flush() that meets a pause more than 'retryCount' times is over, with the events pending", async () => {
  await using bench = createEngineBench();
  bench.reply = () => busy(2);
  bench.track(20);
  const { afterMs, result } = await bench.flush(60_000);
  assertEquals(result, { delivered: 0, dropped: 0, pending: 20 });
  assertEquals(bench.asked.length, 4);
  assertLessOrEqual(afterMs, 8_000);
});

Deno.test("shutdown() breaks no pause: it is over at once when the pause outlasts its deadline", async () => {
  await using bench = createEngineBench();
  bench.page.beacon = () => false;
  bench.reply = () => busy(20);
  bench.track(20);
  await bench.pass(10);
  const end = bench.client.shutdown();
  await bench.clock.advance(0);
  assertEquals((await end).pending, 21);
  await bench.pass(60_000, 1_000);
  assertEquals(bench.asked.length, 1);
});

Deno.test("shutdown() waits for a pause that ends before its deadline, and delivers", async () => {
  await using bench = createEngineBench();
  bench.page.beacon = () => false;
  bench.reply = ({ number }) => number === 1 ? busy(2) : 202;
  bench.track(20);
  await bench.pass(10);
  const end = bench.client.shutdown();
  await bench.pass(3_000);
  assertEquals((await end).pending, 0);
  assertEquals(bench.times()[1], 2_001);
});

Deno.test("a pause in an outage ends the outage: the server is there", async () => {
  await using bench = createEngineBench();
  bench.reply = ({ atMs, number }) => atMs < 60_000 ? 503 : number % 2 === 0 ? busy(1) : 202;
  bench.track(200);
  await bench.pass(180_000, 1_000);
  assertEquals(bench.client.pending, 0);
});

Deno.test("pauses before a flush() do not count against it", async () => {
  await using bench = createEngineBench();
  const busy = { status: 429, headers: { "retry-after": "2" } };
  bench.reply = ({ number }) => number <= 6 ? busy : 202;
  bench.track(20);
  await bench.pass(9_000);
  assertEquals(bench.asked.length, 5);
  const { result } = await bench.flush(60_000);
  assertEquals(result, { delivered: 20, dropped: 0, pending: 0 });
});
