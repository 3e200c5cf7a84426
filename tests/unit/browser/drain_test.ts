import { assert, assertEquals } from "@std/assert";
import type { FetchInit, FetchLike } from "../../../src/core/fetch_like.ts";
import { World } from "./fake_page.ts";

Deno.test("createDelivery() sends by fetch after the interval, and keeps nothing afterwards", async () => {
  const world = new World();
  const tab = world.open();
  tab.trackMany(3);
  assertEquals(world.storedKeys().length, 3);
  await world.clock.advance(2_999);
  assertEquals(world.received, []);
  await world.clock.advance(1);
  assertEquals(world.ids, ["t0-1", "t0-2", "t0-3"]);
  assertEquals(world.received[0]?.by, "fetch");
  assertEquals(world.received[0]?.keepalive, true);
  assertEquals(world.storedKeys(), []);
  tab.assertBalanced();
});

Deno.test("drain() hands all that waits over by one beacon, at once", () => {
  const world = new World();
  const tab = world.open();
  tab.trackMany(10);
  tab.hide();
  assertEquals(world.received.map(({ by, ids }) => [by, ids.length]), [["beacon", 10]]);
  assertEquals(tab.delivery.engine.stats().handedOver, 10);
  assertEquals(world.storedKeys(), []);
  tab.assertBalanced();
});

Deno.test("drain() sends nothing twice, whatever events follow each other", () => {
  const world = new World();
  const tab = world.open();
  tab.trackMany(10);
  for (const type of ["beforeunload", "hidden", "pagehide", "hidden"]) tab.fire(type);
  assertEquals(world.received.length, 1);
});

Deno.test("drain() with nothing waiting does nothing", () => {
  const world = new World();
  const tab = world.open();
  tab.hide();
  assertEquals(tab.offered, []);
});

Deno.test("drain() makes bodies of at most maxBatchSize events, oldest first", () => {
  const world = new World();
  const tab = world.open({ options: { flushIntervalMs: 0 } });
  const ids = tab.trackMany(45);
  tab.hide();
  assertEquals(world.received.map((one) => one.ids.length), [20, 20, 5]);
  assertEquals(world.ids, ids);
});

Deno.test("drain() fills 60 000 bytes to the last one, and not beyond", () => {
  for (const spare of [0, 1, -1]) {
    const world = new World();
    const tab = world.open();
    // {"events":[]} is 13 bytes, a comma one.
    tab.track(20_000);
    tab.track(20_000);
    tab.track(20_000 - 13 - 2 - spare);
    tab.hide();
    assertEquals(world.ids.length, spare < 0 ? 2 : 3, `${spare}`);
    if (spare >= 0) assertEquals(world.received[0]?.bytes, 60_000 - spare);
    assertEquals(world.storedKeys().length, spare < 0 ? 1 : 0);
    tab.assertBalanced();
  }
});

Deno.test("what is on the wire counts against a drain's bytes", async () => {
  const world = new World();
  const tab = world.open({ options: { maxBatchSize: 1 } });
  world.answerAfterMs = 5_000;
  tab.track(30_000);
  await world.clock.advance(0);
  tab.trackMany(3, 14_000);
  tab.hide();
  assertEquals(world.received.map(({ by }) => by), ["fetch", "beacon", "beacon"]);
  assertEquals(world.storedKeys().length, 1);
});

Deno.test("earlier beacons count until they must have been answered", async () => {
  const world = new World();
  const tab = world.open();
  tab.track(30_000);
  tab.hide();
  tab.track(29_000);
  tab.track(5_000);
  tab.fire("pagehide");
  assertEquals(world.received.map(({ bytes }) => bytes), [30_013, 29_013]);
  await world.clock.advance(10_000);
  tab.track(30_000);
  tab.fire("hidden");
  assertEquals(world.received.length, 3);
});

Deno.test("drain() makes at most 50 beacons", () => {
  const world = new World();
  const tab = world.open({ options: { maxBatchSize: 1, flushIntervalMs: 0 } });
  // The first leaves by fetch as soon as it is tracked.
  tab.trackMany(61);
  tab.hide();
  assertEquals(tab.offered.length, 50);
  assertEquals(world.storedKeys().length, 10);
});

for (
  const [how, beacon] of [
    ["returns false", (): boolean => false],
    ["throws", (): boolean => {
      throw new Error("no");
    }],
  ] as const
) {
  Deno.test(`a beacon that ${how} is halved once, and the rest stays stored`, () => {
    const world = new World();
    const tab = world.open();
    tab.beacon = beacon;
    const ids = tab.trackMany(10);
    tab.hide();
    assertEquals(tab.offered.map((body) => JSON.parse(body).events.length), [10, 5]);
    assertEquals(world.storedKeys().length, 10);
    tab.beacon = () => true;
    tab.fire("pagehide");
    assertEquals(tab.offered.length, 2, "what a drain left is not touched again");
    assert(tab.delivery.engine.entries.length === 0, "in the storage only");
    assertEquals(world.storedKeys().length, ids.length);
    tab.assertBalanced();
  });
}

Deno.test("half of a refused body that is taken is gone, the other half stays", () => {
  const world = new World();
  const tab = world.open();
  tab.beacon = (body) => JSON.parse(body).events.length <= 5;
  tab.trackMany(10);
  tab.hide();
  assertEquals(world.ids.length, 5);
  assertEquals(world.storedKeys().length, 5);
  assertEquals(tab.delivery.engine.stats().handedOver, 5);
});

Deno.test("only newer events follow what a drain left, until the page is visible", async () => {
  const world = new World();
  const tab = world.open();
  tab.beacon = () => false;
  const left = tab.trackMany(2);
  tab.hide();
  tab.beacon = () => true;
  const newer = tab.track();
  await world.clock.advance(60_000);
  assertEquals(world.ids, [newer]);
  tab.show();
  await world.clock.advance(0);
  assertEquals(world.ids, [newer, ...left]);
  tab.assertBalanced();
});

Deno.test("what a drain left on a page that stays leaves by the next flush", async () => {
  const world = new World();
  const tab = world.open();
  tab.beacon = () => false;
  const ids = tab.trackMany(2);
  tab.fire("beforeunload");
  await world.clock.advance(3_000);
  assertEquals(world.ids, ids);
});

Deno.test("drain() keeps events stored while offline, and sends them when online", async () => {
  const world = new World();
  const tab = world.open();
  tab.isOnline = false;
  const ids = tab.trackMany(3);
  tab.hide();
  assertEquals(tab.offered, []);
  assertEquals(world.storedKeys().length, 3);
  tab.isOnline = true;
  tab.isHidden = false;
  tab.fire("online");
  await world.clock.advance(0);
  assertEquals(world.ids, ids);
});

Deno.test("drain() keeps events stored after a failed attempt, until one succeeds", async () => {
  const world = new World();
  const tab = world.open();
  world.status = 503;
  tab.track();
  await world.clock.advance(3_000);
  tab.track();
  tab.hide();
  assertEquals(tab.offered, []);
  assertEquals(world.storedKeys().length, 2);
  world.status = 200;
  tab.show();
  await world.clock.advance(5_000);
  assertEquals(tab.delivery.engine.entries.length, 0);
  tab.track();
  tab.hide();
  assertEquals(tab.offered.length, 1);
});

Deno.test("drain() keeps events stored while the server asked for a pause", async () => {
  const world = new World();
  const tab = world.open();
  world.status = 429;
  tab.track();
  await world.clock.advance(3_000);
  tab.track();
  tab.hide();
  assertEquals(tab.offered, []);
});

Deno.test("without a storage drain() beacons all the same, parked batches too", async () => {
  const world = new World();
  const tab = world.open({ hasNoStorage: true });
  world.status = 503;
  tab.track();
  await world.clock.advance(3_000);
  tab.track();
  tab.hide();
  assertEquals(world.ids, ["t0-1", "t0-2"]);
  assertEquals(tab.delivery.engine.entries.length, 0);
  tab.assertBalanced();
});

Deno.test("without sendBeacon the same bodies leave by keepalive fetch", () => {
  const world = new World();
  const tab = world.open({ hasNoBeacon: true, options: { flushIntervalMs: 0 } });
  tab.trackMany(25);
  tab.hide();
  assertEquals(world.received.map(({ by, ids, keepalive }) => [by, ids.length, keepalive]), [
    ["fetch", 20, true],
    ["fetch", 5, true],
  ]);
  assertEquals(world.storedKeys(), []);
  // The first 20 left as soon as they were a batch.
  assertEquals(tab.delivery.engine.stats().handedOver, 5);
});

Deno.test("a batch on the wire is neither beaconed nor stored once the page hides", async () => {
  const world = new World();
  const tab = world.open();
  world.answerAfterMs = 100;
  tab.trackMany(20);
  await world.clock.advance(0);
  assertEquals(world.storedKeys().length, 20);
  tab.hide();
  assertEquals(world.storedKeys(), []);
  assertEquals(tab.offered, []);
  await world.clock.advance(100);
  assertEquals(tab.delivery.engine.stats().delivered, 20);
});

Deno.test("a batch on the wire that fails after all is queued and stored again", async () => {
  const world = new World();
  const tab = world.open();
  world.answerAfterMs = 100;
  world.status = 503;
  tab.trackMany(20);
  await world.clock.advance(0);
  tab.hide();
  assertEquals(world.storedKeys(), []);
  await world.clock.advance(100);
  assertEquals(world.storedKeys().length, 20);
  assertEquals(tab.delivery.engine.stats().queued, 20);
  world.status = 200;
  await world.clock.advance(1_000);
  assertEquals(world.ids.length, 20);
  assertEquals(world.storedKeys(), []);
});

Deno.test("a retry on the wire keeps its copies", async () => {
  const world = new World();
  const tab = world.open();
  world.status = 503;
  tab.track();
  await world.clock.advance(3_000);
  world.answerAfterMs = 1_000;
  await world.clock.advance(500);
  assertEquals(tab.delivery.engine.stats().inFlight, 1);
  tab.hide();
  assertEquals(world.storedKeys().length, 1);
});

Deno.test("shutdown() sends by fetch what the beacons did not take", async () => {
  const world = new World();
  const tab = world.open({ options: { maxBatchSize: 100, flushIntervalMs: 0 } });
  const ids = tab.trackMany(30, 4_000);
  const ended = tab.delivery.shutdown(5_000);
  assertEquals(world.received.filter(({ by }) => by === "beacon").map(({ ids }) => ids.length), [
    14,
  ]);
  await world.clock.advance(0);
  assertEquals((await ended).pending, 0);
  assertEquals(world.ids, ids);
  assert(world.received.slice(1).every(({ by }) => by === "fetch"));
  assertEquals([...tab.listeners.values()].map(({ size }) => size), [0, 0, 0, 0, 0]);
  assertEquals(world.clock.timers, 0);
  tab.assertBalanced();
});

Deno.test("shutdown() ends at its deadline and leaves the rest stored", async () => {
  const world = new World();
  const tab = world.open();
  world.answerAfterMs = 60_000;
  tab.beacon = () => false;
  tab.trackMany(3);
  const ended = tab.delivery.shutdown(1_000);
  await world.clock.advance(1_000);
  assertEquals((await ended).pending, 3);
  assertEquals(world.storedKeys().length, 3);
});

Deno.test("requests carry no cookie and no path of the page, and outlive it", async () => {
  const world = new World();
  const inits: FetchInit[] = [];
  const fetch: FetchLike = (_url, init) => {
    inits.push(init);
    return Promise.resolve({ status: 200, headers: { get: () => null }, body: null });
  };
  world.open({ options: { fetch } }).track();
  await world.clock.advance(3_000);
  const [{ credentials, referrerPolicy, redirect, keepalive } = {} as Partial<FetchInit>] = inits;
  assertEquals([credentials, referrerPolicy, redirect, keepalive], [
    "omit",
    "origin",
    "manual",
    true,
  ]);
});

Deno.test("a request that does not fit beside the beacons is an ordinary one", async () => {
  const world = new World();
  const tab = world.open({ options: { flushIntervalMs: 0 } });
  tab.trackMany(3, 19_000);
  tab.delivery.drain();
  tab.track(10_000);
  void tab.delivery.flush();
  await world.clock.advance(0);
  assertEquals(world.received.map(({ by, keepalive }) => [by, keepalive]), [
    ["beacon", undefined],
    ["fetch", false],
  ]);
});

Deno.test("batches over fetch close at 16 KiB; a heavier event leaves alone", async () => {
  const world = new World();
  const tab = world.open();
  for (const bytes of [8_000, 8_000, 8_000, 30_000, 100]) tab.track(bytes);
  await world.clock.advance(3_000);
  assertEquals(world.received.map(({ ids }) => ids.length), [2, 1, 1, 1]);
});

Deno.test("a page whose first pagehide listener is cut hands over what waits all the same, once", () => {
  const world = new World();
  let calls = 0;
  const onPageHide = (): void => {
    if (++calls === 1) throw new Error("the process ends here");
  };
  const tab = world.open({ onPageHide });
  const ids = tab.trackMany(3);
  tab.fire("pagehide");
  assertEquals(world.ids, ids);
  assertEquals(world.storedKeys(), []);
  tab.assertBalanced();
});
