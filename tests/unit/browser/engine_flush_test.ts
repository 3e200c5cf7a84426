import { assertEquals, assertLessOrEqual } from "@std/assert";
import type { FlushResult } from "@tidings/sdk/browser";
import { names } from "../../support/test_bench.ts";
import { createEngineBench, type EngineBench, passUntilOver, type Reply } from "./engine_bench.ts";

interface Case {
  readonly name: string;
  readonly reply: (number: number) => Reply;
  readonly result: FlushResult;
  /** By when flush() is over. */
  readonly withinMs: number;
}

const busy = (seconds: string): Reply => ({ status: 429, headers: { "retry-after": seconds } });

const CASES: readonly Case[] = [
  { name: "a server that takes all", reply: () => 202, result: all(45, 0), withinMs: 50 },
  {
    name: "three failures, then success",
    reply: (number) => number <= 3 ? 503 : 202,
    result: all(45, 0),
    withinMs: 1_100,
  },
  { name: "an outage", reply: () => 503, result: all(0, 45), withinMs: 3_600 },
  { name: "no connection", reply: () => 0, result: all(0, 45), withinMs: 8_000 },
  {
    name: "no answer in time",
    reply: () => ({ status: 202, afterMs: 1_000_000 }),
    result: all(0, 45),
    withinMs: 50_000,
  },
  { name: "a refused key", reply: () => 401, result: all(0, 45), withinMs: 50 },
  { name: "a redirect", reply: () => 302, result: all(0, 45), withinMs: 50 },
  { name: "refused content", reply: () => 400, result: all(0, 45), withinMs: 2_000 },
  { name: "a long pause", reply: () => busy("120"), result: all(0, 45), withinMs: 50 },
  {
    name: "a short pause",
    reply: (number) => number === 1 ? busy("10") : 202,
    result: all(45, 0),
    withinMs: 10_100,
  },
  { name: "endless pauses", reply: () => busy("5"), result: all(0, 45), withinMs: 15_100 },
  { name: "pauses without a time", reply: () => 429, result: all(0, 45), withinMs: 8_000 },
  {
    name: "a final no",
    reply: () => 410,
    result: { delivered: 0, dropped: 45, pending: 0 },
    withinMs: 50,
  },
];

function all(delivered: number, pending: number): FlushResult {
  return { delivered, dropped: 0, pending };
}

async function start(reply: Case["reply"]): Promise<EngineBench> {
  const bench = createEngineBench();
  bench.page.beacon = () => false;
  bench.reply = ({ number }) => reply(number);
  // The bench has no event on the wire yet: 45 at once would begin a request at the 20th.
  await bench.pass(1);
  return bench;
}

for (const { name, reply, result, withinMs } of CASES) {
  Deno.test(`flush() against ${name} is over in ${withinMs} ms, and says what became of the events`, async () => {
    await using bench = await start(reply);
    bench.track(45);
    assertEquals((await bench.flush(withinMs)).result, result);
  });

  Deno.test(`shutdown() against ${name} is over at its deadline at the latest, and nothing follows`, async () => {
    await using bench = await start(reply);
    bench.track(45);
    await bench.pass(10);
    const { afterMs } = await passUntilOver(bench, bench.client.shutdown(), 5_000);
    assertLessOrEqual(afterMs, 5_000);
    const before = bench.asked.length;
    assertEquals(bench.clock.timers, 0);
    assertEquals(bench.client.track("late"), null);
    await bench.client.flush();
    await bench.pass(100_000, 5_000);
    assertEquals(bench.asked.length, before);
  });
}

Deno.test("flush() covers what was tracked before it, not what is tracked while it runs", async () => {
  await using bench = createEngineBench();
  bench.reply = () => ({ status: 202, afterMs: 100 });
  bench.track(3);
  const flushed = bench.client.flush();
  await bench.pass(10);
  bench.track(2);
  const { afterMs, result } = await passUntilOver(bench, flushed, 1_000);
  assertLessOrEqual(afterMs, 100);
  assertEquals(result, { delivered: 3, dropped: 0, pending: 2 });
});

Deno.test("flush() with nothing waiting is over at once, and sends nothing", async () => {
  await using bench = createEngineBench();
  const { afterMs, result } = await bench.flush(0);
  assertEquals([afterMs, result], [0, all(0, 0)]);
  assertEquals(bench.asked, []);
});

Deno.test("flush() again and again joins what is on the wire: no event leaves twice", async () => {
  await using bench = createEngineBench();
  bench.reply = () => ({ status: 202, afterMs: 200 });
  bench.track(30);
  const results = Array.from({ length: 10 }, () => bench.client.flush());
  await bench.pass(1_000);
  for (const result of await Promise.all(results)) assertEquals(result, all(30, 0));
  assertEquals(bench.arrived, names(1, 30));
});

Deno.test("flush() while on hold makes one attempt, not sooner than 1 s after the last", async () => {
  await using bench = createEngineBench();
  bench.reply = () => 401;
  bench.track(20);
  await bench.pass(100);
  const early = await bench.flush(2_000);
  assertEquals(bench.asked.length, 2);
  assertEquals(bench.times()[1], 1_000);
  assertEquals(early.result, all(0, 20));
  await bench.pass(10_000);
  bench.reply = () => 202;
  const { afterMs, result } = await bench.flush(2_000);
  assertLessOrEqual(afterMs, 50);
  assertEquals(result, all(20, 0));
});

Deno.test("shutdown() in an outage tries once more at once, then is over", async () => {
  await using bench = createEngineBench();
  bench.page.beacon = () => false;
  bench.reply = () => 503;
  bench.track(20);
  await bench.pass(60_000);
  const before = bench.asked.length;
  bench.reply = () => 202;
  const { afterMs, result } = await passUntilOver(bench, bench.client.shutdown(), 5_000);
  assertEquals(result, all(21, 0));
  assertLessOrEqual(afterMs, 50);
  assertEquals(bench.asked.length > before, true);
});

Deno.test("shutdown() twice is one: both are over with the same books", async () => {
  await using bench = createEngineBench();
  bench.page.beacon = () => false;
  bench.reply = () => ({ status: 202, afterMs: 1_000 });
  bench.track(25);
  const ends = [bench.client.shutdown(), bench.client.shutdown()];
  await bench.pass(5_000);
  const [first, second] = await Promise.all(ends);
  assertEquals(first?.pending, 0);
  assertEquals(second?.pending, 0);
  assertEquals(bench.arrived.length, 26);
});

/** Events in the page's storage. */
function storedEvents({ page }: EngineBench): number {
  return Object.keys(page.storage.snapshot()).filter((key) => /:[0-9a-f]{16}:/.test(key)).length;
}

for (const shutdownTimeoutMs of [5_000, 0]) {
  Deno.test(
    `shutdown() whose ${shutdownTimeoutMs} ms are over leaves what was on the wire stored`,
    async () => {
      await using bench = createEngineBench({ shutdownTimeoutMs });
      bench.page.beacon = () => false;
      bench.reply = () => ({ status: 503, afterMs: 8_000 });
      bench.track(20);
      const { result } = await passUntilOver(bench, bench.client.shutdown(), 5_000);
      assertEquals(result.pending, 21);
      assertEquals(storedEvents(bench), 21);
    },
  );
}

Deno.test(
  "flush() is not over before its own events were tried, whatever becomes of others",
  async () => {
    await using bench = createEngineBench({ retryCount: 1, flushIntervalMs: 100 });
    bench.reply = ({ names }) => ({ status: names.includes("e1") ? 503 : 202, afterMs: 100 });
    bench.track(20);
    // Others arrive, so that the server counts as alive: the bad batch goes through two rounds and more.
    const last = (): boolean => bench.asked.at(-1)?.names.includes("e1") === true;
    let tries = 0;
    for (let i = 0; i < 1_000 && (tries < 8 || !last()); i++) {
      bench.track(1);
      await bench.pass(30, 30);
      tries = bench.asked.filter(({ names }) => names.includes("e1")).length;
    }
    // The end of a round is on the wire.
    assertEquals(tries, 8);
    const { result } = await bench.flush(5_000);
    assertEquals(result.pending, 20);
  },
);
