import { assertEquals, assertLessOrEqual, assertStringIncludes, assertThrows } from "@std/assert";
import { InslyticNode, type InslyticNodeOptions } from "@tidings/sdk";
import { createCollector, FakeClock, MemoryStorage } from "@tidings/sdk/testing";
import { assertBalanced, createTestBench, names, TEST_KEY } from "../support/test_bench.ts";

Deno.test("track() has stored the event when it returns", async () => {
  const storage = new MemoryStorage();
  await using bench = createTestBench({ storage });
  bench.track(3);
  assertEquals(storage.length, 3);
});

Deno.test("a delivered event is gone from the storage", async () => {
  const storage = new MemoryStorage();
  await using bench = createTestBench({ storage });
  bench.track(45);
  const flushed = bench.client.flush();
  await bench.clock.advance(0);
  await flushed;
  assertEquals(storage.length, 0);
});

Deno.test("a dropped event is gone from the storage", async () => {
  const storage = new MemoryStorage();
  await using bench = createTestBench({ storage, maxQueueSize: 2, flushInterval: 0 });
  bench.track(5);
  assertEquals(storage.length, 2);
  bench.collector.always({ status: 409 });
  const flushed = bench.client.flush();
  await bench.clock.advance(0);
  await flushed;
  assertEquals(storage.length, 0);
});

Deno.test("an event on the wire, or between two attempts, stays stored", async () => {
  const storage = new MemoryStorage();
  await using bench = createTestBench({ storage });
  bench.collector.always({ status: 503, delayMs: 100 });
  bench.track(20);
  await bench.clock.advance(50);
  assertEquals(storage.length, 20);
  await bench.clock.advance(500);
  assertEquals(storage.length, 20);
});

Deno.test("what a crashed client left is sent by the next one, in order, once by id", async () => {
  const storage = new MemoryStorage();
  await using crashed = createTestBench({ storage, flushInterval: 0, messageIdKey: "id" });
  const ids = names(1, 45).map((eventName) =>
    crashed.client.track({ eventName, anonymousId: "a", properties: { n: 1 } })
  );
  const left = new MemoryStorage({ entries: storage.snapshot() });
  await using next = createTestBench({ storage: left, messageIdKey: "id" });
  assertEquals(next.client.stats().restored, 45);
  await next.clock.advance(0);
  assertEquals(next.collector.eventNames(), names(1, 45));
  assertEquals(next.collector.events.map(({ properties }) => properties?.id ?? null), ids);
  assertEquals(next.sizes(), [20, 20, 5]);
  assertEquals(left.length, 0);
});

Deno.test("restored events leave before new ones, and both are stored under keys of their own", async () => {
  const storage = new MemoryStorage();
  await using crashed = createTestBench({ storage, flushInterval: 0 });
  crashed.track(3);
  const left = new MemoryStorage({ entries: storage.snapshot() });
  await using next = createTestBench({ storage: left });
  next.client.track({ eventName: "new", anonymousId: "a" });
  assertEquals(left.length, 4);
  await next.clock.advance(0);
  assertEquals(next.collector.eventNames(), [...names(1, 3), "new"]);
});

Deno.test("shutdown() leaves what it could not deliver in the storage", async () => {
  const storage = new MemoryStorage();
  await using bench = createTestBench({ storage });
  bench.collector.always({ status: 503 });
  bench.track(5);
  const ended = bench.client.shutdown({ timeoutMs: 100 });
  await bench.clock.advance(100);
  assertEquals((await ended).pending, 5);
  assertEquals(storage.length, 5);
  await using next = createTestBench({ storage });
  await next.clock.advance(0);
  assertEquals(next.collector.events.length, 5);
});

Deno.test("a restore stops at the bound: the oldest are dropped as overflow", async () => {
  const storage = new MemoryStorage();
  await using crashed = createTestBench({ storage, flushInterval: 0, maxBatchSize: 1_000 });
  crashed.track(30);
  const left = new MemoryStorage({ entries: storage.snapshot() });
  await using next = createTestBench({ storage: left, maxQueueSize: 10 });
  assertEquals(next.client.pending, 10);
  assertEquals(next.client.stats().dropped, { overflow: 20 });
  await next.clock.advance(0);
  assertEquals(next.collector.eventNames(), names(21, 30));
});

for (const other of [{ endpoint: "https://elsewhere.example" }, { apiKey: "another-key" }]) {
  const option = Object.keys(other).join();
  Deno.test(`events stored under another '${option}' are dropped as corrupt, said why, never sent`, async () => {
    const storage = new MemoryStorage();
    await using crashed = createTestBench({ storage, flushInterval: 0 });
    crashed.track(3);
    const left = new MemoryStorage({ entries: storage.snapshot() });
    await using next = createTestBench({ storage: left, ...other });
    await next.clock.advance(60_000);
    assertEquals(next.client.stats().dropped, { corrupt: 3 });
    const detail = "it was stored for another 'endpoint' or 'apiKey'";
    const drop = { reason: "corrupt", messageId: null, name: null, detail };
    assertEquals<unknown>(next.drops, [drop, drop, drop]);
    assertEquals(next.warnings.length, 1);
    assertStringIncludes(next.warnings[0] ?? "", "3 events dropped from 'storage': 3 of another");
    assertEquals(next.times(), []);
    assertEquals(left.length, 0);
  });
}

Deno.test("a second client on a storage in use throws, one with another key or later does not", async () => {
  const storage = new MemoryStorage();
  const options: InslyticNodeOptions = {
    apiKey: TEST_KEY,
    storage,
    fetch: createCollector().fetch,
    clock: new FakeClock(),
  };
  const first = new InslyticNode(options);
  const error = assertThrows(() => new InslyticNode(options), TypeError);
  assertStringIncludes(error.message, "'storage' is in use");
  const other = new InslyticNode({ ...options, storageKey: "other" });
  await first.shutdown();
  const second = new InslyticNode(options);
  await Promise.all([other.shutdown(), second.shutdown()]);
});

Deno.test("foreign keys in the storage are neither read nor removed", async () => {
  const storage = new MemoryStorage({
    entries: [["tidings", "x"], ["tidings:settings", "y"], ["tidings2:0000000000000001", "z"]],
  });
  await using bench = createTestBench({ storage });
  bench.track(1);
  const flushed = bench.client.flush();
  await bench.clock.advance(0);
  await flushed;
  assertEquals(storage.length, 3);
  assertEquals(bench.client.stats().dropped, {});
});

Deno.test("a full storage means memory and one notice", async () => {
  const storage = new MemoryStorage({ full: true });
  await using bench = createTestBench({ storage });
  bench.track(45);
  assertEquals(bench.warnings.length, 1);
  assertStringIncludes(bench.warnings[0] ?? "", "'storage' failed");
  const flushed = bench.client.flush();
  await bench.clock.advance(0);
  assertEquals((await flushed).delivered, 45);
});

Deno.test("a storage of which every member throws harms nobody", async () => {
  const fail = (): never => {
    throw new Error("no storage for you");
  };
  const storage = {
    get length(): number {
      return fail();
    },
    key: fail,
    getItem: fail,
    setItem: fail,
    removeItem: fail,
  };
  await using bench = createTestBench({ storage });
  bench.track(45);
  const flushed = bench.client.flush();
  await bench.clock.advance(0);
  assertEquals((await flushed).delivered, 45);
  assertEquals(bench.warnings.length, 1);
});

Deno.test("what an event costs the storage does not depend on the queue's length", async () => {
  const costs: number[][] = [];
  for (const waiting of [10, 5_000]) {
    const storage = new MemoryStorage();
    await using bench = createTestBench({
      storage,
      flushInterval: 0,
      maxBatchSize: 1_000,
      maxRetries: 0,
    });
    bench.collector.always({ status: 503 });
    bench.track(waiting);
    const calls = (): number =>
      Object.values(storage.operations).reduce((sum, count) => sum + count, 0);
    const [callsBefore, unitsBefore] = [calls(), storage.writtenUnits];
    bench.client.track({ eventName: "one more", anonymousId: "a", messageId: "id" });
    costs.push([calls() - callsBefore, storage.writtenUnits - unitsBefore]);
  }
  assertEquals(costs[0], costs[1]);
  assertEquals(costs[0]?.[0], 1);
});

Deno.test("the storage never holds the key", async () => {
  const storage = new MemoryStorage();
  await using bench = createTestBench({ storage, flushInterval: 0 });
  bench.track(3);
  assertEquals(JSON.stringify(storage.snapshot()).includes(TEST_KEY), false);
});

/** A client on this storage sends only what the collector accepts, and throws nothing. */
async function restartOn(
  entries: readonly [string, string][],
): Promise<{ sent: string[]; lost: number }> {
  await using bench = createTestBench({ storage: new MemoryStorage({ entries }) });
  await bench.clock.advance(0);
  assertBalanced(bench.client.stats());
  const refused = bench.collector.requests.filter(({ status }) => status !== 202);
  assertEquals(refused.length, 0);
  return { sent: bench.collector.eventNames(), lost: bench.client.stats().dropped.corrupt ?? 0 };
}

async function oneStoredEvent(): Promise<[string, string]> {
  const storage = new MemoryStorage();
  await using bench = createTestBench({ storage, flushInterval: 0 });
  bench.client.track({ eventName: "e1", anonymousId: "a", properties: { text: "äöü 😀 \u2028" } });
  const [entry] = Object.entries(storage.snapshot());
  if (entry === undefined) throw new Error("nothing was stored");
  return [entry[0], entry[1]];
}

Deno.test("a record cut at any place is dropped as corrupt", async () => {
  const [key, value] = await oneStoredEvent();
  for (let length = 0; length < value.length; length++) {
    assertEquals(await restartOn([[key, value.slice(0, length)]]), { sent: [], lost: 1 });
  }
  assertEquals(await restartOn([[key, value]]), { sent: ["e1"], lost: 0 });
});

Deno.test("10,000 flipped bits: no throw, and nothing is sent that was not tracked", async () => {
  const [key, value] = await oneStoredEvent();
  const entries: [string, string][] = [];
  for (let i = 0; i < 10_000; i++) {
    const at = (i * 7_919) % value.length;
    const flipped = value.charCodeAt(at) ^ (1 << (i % 16));
    const damaged = value.slice(0, at) + String.fromCharCode(flipped) + value.slice(at + 1);
    entries.push([`tidings:${String(i + 1).padStart(16, "0")}`, damaged]);
  }
  const { sent, lost } = await restartOn([...entries, [key.replace(/.$/, "x"), value]]);
  assertEquals(sent, []);
  assertEquals(lost, 10_000);
});

Deno.test("at every prefix of the storage's operations a restart loses nothing that waited", async () => {
  for (let stopAt = 1; stopAt < 80; stopAt++) {
    const storage = new MemoryStorage();
    storage.failAt(stopAt, { lasting: true });
    const clock = new FakeClock({ settle: "microtasks" });
    const collector = createCollector({ clock });
    const stored: string[] = [];
    const client = new InslyticNode({
      apiKey: TEST_KEY,
      clock,
      storage,
      fetch: collector.fetch,
      logger: { warn: () => {} },
    });
    for (const name of names(1, 25)) {
      const before = Object.keys(storage.snapshot()).length;
      client.track({ eventName: name, anonymousId: "a" });
      if (Object.keys(storage.snapshot()).length > before) stored.push(name);
    }
    await clock.advance(0);
    // The crash: nothing more reaches the storage. What it holds is what the next start finds.
    const { sent } = await restartOn(Object.entries(storage.snapshot()));
    const arrived = new Set([...collector.eventNames(), ...sent]);
    assertEquals(stored.filter((name) => !arrived.has(name)), []);
    assertLessOrEqual(stored.length, 25);
    await client.shutdown({ timeoutMs: 0 });
  }
});
