import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { MemoryStorage } from "../../../src/testing/memory_storage.ts";
import { hashText } from "../../../src/core/journal_record.ts";
import type { FetchLike } from "../../../src/core/fetch_like.ts";
import { OPTIONS, type Tab, World } from "./fake_page.ts";

/** The channel of the tabs of the tests' project. */
const CHANNEL = `q:1:${hashText(`${OPTIONS.endpoint}\n${OPTIONS.apiKey}`)}`;

/** A world in which a page left so many events stored. */
function left(count: number, bytes = 60): { world: World; ids: string[] } {
  const world = new World();
  const tab = world.open({ options: { flushIntervalMs: 0, maxBatchSize: 100 } });
  tab.beacon = () => false;
  const ids = tab.trackMany(count, bytes);
  tab.close();
  return { world, ids };
}

Deno.test("add() has stored the event when it returns, in one call that does not grow", () => {
  const world = new World();
  const tab = world.open({ options: { flushIntervalMs: 0, maxBatchSize: 100 } });
  const costs = [0, 50].map((before) => {
    tab.trackMany(before);
    const { ...counts } = world.storage.operations;
    tab.track();
    const { ...after } = world.storage.operations;
    return Object.entries(after).map(([kind, n]) => n - counts[kind as keyof typeof counts]);
  });
  assertEquals(costs[0], costs[1]);
  assertEquals(costs[0]?.reduce((a, b) => a + b), 1);
});

Deno.test("what a page left is sent by the next one, once, in order", async () => {
  const { world, ids } = left(45);
  const tab = world.open();
  assertEquals(tab.delivery.engine.stats().restored, 0, "others are asked first");
  await world.clock.advance(250);
  assertEquals(tab.delivery.engine.stats().restored, 45);
  assertEquals(world.ids, ids);
  assertEquals(world.storedKeys(), []);
  tab.assertBalanced();
});

Deno.test("restored events leave before those of the page", async () => {
  const { world, ids } = left(2);
  const tab = world.open();
  const own = tab.track();
  await world.clock.advance(3_000);
  assertEquals(world.ids, [...ids, own]);
});

for (const who of ["the tab that took over the rest", "another"]) {
  Deno.test(`what a tab wrote last, and what shows late, is taken over by ${who}`, async () => {
    const { world, ids } = left(5);
    const late = world.storedKeys().slice(3).map((key) =>
      [key, world.storage.getItem(key)] as const
    );
    for (const [key] of late) world.storage.removeItem(key);
    const tab = world.open();
    await world.clock.advance(1_000);
    assertEquals(world.ids, ids.slice(0, 3));
    for (const [key, value] of late) world.storage.setItem(key, value ?? "");
    if (who === "another") world.open();
    else {
      tab.hide();
      tab.show();
    }
    await world.clock.advance(1_000);
    assertEquals(world.ids, ids);
    assertEquals(world.storedKeys(), []);
    tab.assertBalanced();
  });
}

Deno.test("a living tab's events are not taken over", async () => {
  const world = new World();
  const first = world.open({ options: { flushIntervalMs: 0 } });
  first.trackMany(3);
  const second = world.open();
  await world.clock.advance(1_000);
  assertEquals(second.delivery.engine.stats().restored, 0);
  assertEquals(world.storedKeys().length, 3);
  assertEquals(world.locks, 0);
});

Deno.test("of two pages that start at once only one takes over", async () => {
  for (const setup of [{}, { hasNoLocks: true }]) {
    const { world, ids } = left(10);
    const pages = [world.open(setup), world.open(setup)];
    await world.clock.advance(5_000);
    assertEquals([...world.ids].sort(), [...ids].sort());
    assertEquals(world.storedKeys(), []);
    for (const page of pages) page.assertBalanced();
  }
});

Deno.test("events of another project, or another version, stay for seven days", async () => {
  const { world } = left(2);
  const setup = { options: { apiKey: "other" } };
  const early = world.open(setup);
  await world.clock.advance(1_000);
  assertEquals(world.ids, []);
  assertEquals(world.storedKeys().length, 2);
  early.close();
  await world.clock.advance(7 * 24 * 3_600_000);
  const late = world.open(setup);
  await world.clock.advance(1_000);
  assertEquals(world.storedKeys(), []);
  assertEquals(late.delivery.engine.stats().restored, 0);
});

Deno.test("own events are dropped as expired after seven days", async () => {
  for (const [ms, expired] of [[0, 0], [1_001, 2]] as const) {
    const { world } = left(2);
    await world.clock.advance(7 * 24 * 3_600_000 - 1_000 + ms);
    const tab = world.open();
    await world.clock.advance(200 + 0);
    assertEquals(tab.delivery.engine.stats().dropped.expired ?? 0, expired);
    assertEquals(tab.drops.map(({ reason, messageId }) => [reason, messageId]).length, expired);
    tab.assertBalanced();
  }
});

Deno.test("a record that is changed at any place, or cut there, is never sent as it is not", async () => {
  const { world, ids } = left(1);
  const [key = ""] = world.storedKeys();
  const text = world.storage.snapshot()[key] ?? "";
  for (let at = 0; at < text.length; at++) {
    for (const changed of [text.slice(0, at), `${text.slice(0, at)}~${text.slice(at + 1)}`]) {
      const other = new World();
      // Another tab id than that in the key.
      other.random();
      other.storage.setItem(key, changed);
      const tab = other.open();
      await other.clock.advance(250);
      assertEquals(other.ids, [], changed);
      assertEquals(tab.delivery.engine.stats().dropped, { corrupt: 1 });
      assertEquals(other.storedKeys(), []);
      tab.assertBalanced();
    }
  }
  assertEquals(ids.length, 1);
});

Deno.test("what revive() refuses is dropped as corrupt", async () => {
  const { world } = left(2);
  const tab = world.open({ revive: () => undefined });
  await world.clock.advance(250);
  assertEquals(tab.delivery.engine.stats().dropped, { corrupt: 2 });
  assertEquals(world.storedKeys(), []);
});

Deno.test("a plain list of another SDK is taken over, what is no event dropped", async () => {
  const world = new World();
  world.storage.setItem("q", JSON.stringify([{ id: "a", name: "x" }, 5, { id: "b" }]));
  const tab = world.open();
  await world.clock.advance(250);
  assertEquals(world.ids, ["a", "b"]);
  assertEquals(tab.delivery.engine.stats().dropped, { corrupt: 1 });
  assertEquals(world.storage.snapshot(), {});
  tab.assertBalanced();
});

Deno.test("what lies under the storage key and is no list is left alone", async () => {
  for (const text of ["{}", "no json", '"a"', ""]) {
    const world = new World();
    world.storage.setItem("q", text);
    world.open();
    await world.clock.advance(250);
    assertEquals(world.storage.snapshot(), { q: text });
  }
});

Deno.test("over maxStorageBytes only the oldest copy goes, the event stays", async () => {
  const world = new World();
  const tab = world.open({ options: { flushIntervalMs: 0, maxStorageBytes: 4_096 } });
  const ids = tab.trackMany(10, 1_000);
  assertEquals(world.storedKeys().length, 3);
  assertEquals(tab.delivery.engine.stats().dropped, {});
  const units = Object.entries(world.storage.snapshot())
    .reduce((sum, [key, value]) => sum + key.length + value.length, 0);
  assert(units <= 4_096);
  void tab.delivery.flush();
  await world.clock.advance(0);
  assertEquals(world.ids, ids);
  assertEquals(world.storedKeys(), []);
});

Deno.test("storage that is full at any quota loses no event and gives one notice", async () => {
  for (let quota = 0; quota <= 1_200; quota += 7) {
    const world = new World();
    const storage = new MemoryStorage({ entries: { host: "1" }, quotaUnits: quota });
    const tab = world.open({ storage });
    const ids = tab.trackMany(5, 100);
    assertEquals(storage.getItem("host"), "1");
    await world.clock.advance(3_000);
    assertEquals(world.ids, ids);
    assertEquals(storage.snapshot(), { host: "1" });
    assert(tab.warnings.length <= 1);
    tab.assertBalanced();
  }
});

Deno.test("a storage that throws at each call is a notice, no more", async () => {
  const world = new World();
  const storage = new MemoryStorage();
  storage.failAt(1, { lasting: true });
  const tab = world.open({ storage });
  const ids = tab.trackMany(3);
  await world.clock.advance(3_000);
  assertEquals(world.ids, ids);
  assertEquals(tab.warnings.length, 1);
});

Deno.test("no storage is a notice, unless nothing is to be stored", () => {
  const world = new World();
  assertEquals(world.open({ hasNoStorage: true }).warnings.length, 1);
  const setup = { hasNoStorage: true, options: { persistQueue: false } };
  assertEquals(world.open(setup).warnings.length, 0);
});

Deno.test("without persistQueue nothing is stored and nothing taken over", async () => {
  const { world } = left(2);
  const tab = world.open({ options: { persistQueue: false } });
  tab.track();
  assertEquals(world.storedKeys().length, 2);
  await world.clock.advance(3_000);
  assertEquals(world.ids, ["t1-1"]);
  tab.track();
  world.status = 503;
  tab.hide();
  assertEquals(world.ids.length, 2);
});

Deno.test("consent pending: nothing is stored or sent; granted: all of it is", async () => {
  const world = new World();
  const tab = world.open({ consent: "pending" });
  const ids = tab.trackMany(3);
  tab.hide();
  tab.fire("pagehide");
  tab.show();
  const flushed = tab.delivery.flush();
  await world.clock.advance(60_000);
  assertEquals((await flushed).pending, 3);
  assertEquals([world.storage.operations.setItem, world.received.length], [0, 0]);
  tab.delivery.setConsent("granted");
  assertEquals(world.storedKeys().length, 3);
  await world.clock.advance(0);
  assertEquals(world.ids, ids);
});

Deno.test("consent withdrawn to pending: the copies go, a flush() ends", async () => {
  const world = new World();
  const tab = world.open();
  world.status = 503;
  tab.trackMany(3);
  const flushed = tab.delivery.flush();
  await world.clock.advance(100);
  tab.delivery.setConsent("pending");
  assertEquals((await flushed).pending, 3);
  assertEquals(world.storedKeys(), []);
  await world.clock.advance(600_000);
  assertEquals(tab.delivery.engine.entries.length, 3);
});

Deno.test("consent denied: what waits is dropped, all keys go but the decision, none come", async () => {
  const { world } = left(2);
  const tab = world.open();
  world.answerAfterMs = 1_000;
  tab.trackMany(20);
  await world.clock.advance(100);
  for (const key of ["q:visitor-id", "q:consent", "other", "q2:x"]) world.storage.setItem(key, "1");
  tab.track();
  tab.delivery.setConsent("denied");
  assertEquals(tab.delivery.engine.stats().dropped, { consent: 21 });
  assertEquals(tab.drops.length, 21);
  assertEquals(tab.warnings, []);
  assertEquals(Object.keys(world.storage.snapshot()).sort(), ["other", "q2:x", "q:consent"]);
  await world.clock.advance(60_000);
  tab.hide();
  assertEquals(world.storage.length, 3);
  tab.assertBalanced();
});

Deno.test("consent denied at the start purges, too", () => {
  const { world } = left(2);
  world.open({ consent: "denied" });
  assertEquals(world.storedKeys(), []);
});

Deno.test("a key that vanished was delivered elsewhere", async () => {
  const world = new World();
  const tab = world.open();
  tab.trackMany(3);
  world.storage.removeItem(world.storedKeys()[1] ?? "");
  await world.clock.advance(3_000);
  assertEquals(world.ids, ["t0-1", "t0-3"]);
  assertEquals(tab.delivery.engine.stats().handedOver, 1);
  tab.assertBalanced();
});

Deno.test("a page that comes back takes a new id and takes over what it left", async () => {
  const world = new World();
  const tab = world.open({ options: { flushIntervalMs: 0 } });
  tab.beacon = () => false;
  const ids = tab.trackMany(3);
  tab.freeze();
  const [before = ""] = world.storedKeys();
  assertEquals(tab.delivery.engine.entries.length, 0);
  tab.thaw();
  const own = tab.track();
  const after = world.storedKeys().at(-1) ?? "";
  assert(before.slice(0, 18) !== after.slice(0, 18));
  await world.clock.advance(250);
  assertEquals(tab.delivery.engine.stats().restored, 3);
  void tab.delivery.flush();
  await world.clock.advance(0);
  assertEquals(world.ids, [...ids, own]);
  tab.assertBalanced();
});

Deno.test("a tab that hears its own id taken forgets what waits and takes a new one", async () => {
  const world = new World();
  const tab = world.open({ options: { flushIntervalMs: 0 } });
  tab.trackMany(2);
  // It does not hear the question: busy.
  tab.isFrozen = true;
  const other = world.open();
  await world.clock.advance(150);
  tab.isFrozen = false;
  await world.clock.advance(100);
  assertEquals(world.ids, ["t0-1", "t0-2"]);
  assertEquals(tab.delivery.engine.entries.length, 0);
  tab.track();
  await world.clock.advance(0);
  void tab.delivery.flush();
  await world.clock.advance(0);
  assertEquals(world.ids.length, 3);
  for (const one of [tab, other]) one.assertBalanced();
});

Deno.test("whatever others post, nothing is thrown and nothing forgotten", async () => {
  const world = new World();
  const tab = world.open({ options: { flushIntervalMs: 0 } });
  tab.track();
  const channel = world.channel(CHANNEL, new World().open(), () => {});
  for (const message of [null, 5, "a", {}, { kind: "taken", tabs: 5 }, { tabs: [null] }]) {
    channel.postMessage(message);
  }
  await world.clock.advance(1);
  assertEquals(tab.delivery.engine.entries.length, 1);
});

Deno.test("a list under the storage key that is no queue's size is not looked at", async () => {
  const world = new World();
  const text = `[${" ".repeat(2 ** 21)}]`;
  world.storage.setItem("q", text);
  world.open();
  await world.clock.advance(250);
  assertEquals(world.storage.getItem("q"), text);
});

const STEPS = [
  "track",
  "hide",
  "show",
  "leave",
  "freeze",
  "thaw",
  "offline",
  "online",
  "wait",
  "fail",
];

function play(tab: Tab, step: string): void {
  if (tab.isFrozen && step !== "thaw") return;
  if (step === "track") tab.track();
  if (step === "hide") tab.hide();
  if (step === "show") tab.show();
  if (step === "leave") tab.fire("pagehide");
  if (step === "freeze") tab.freeze();
  if (step === "thaw" && tab.isFrozen) tab.thaw();
  if (step === "offline") tab.isOnline = false;
  if (step === "online") {
    tab.isOnline = true;
    tab.fire("online");
  }
  if (step === "fail") tab.world.status = 503;
}

Deno.test("each event leaves once or is stored, whatever happens to the page", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(...STEPS), { maxLength: 6 }),
      fc.boolean(),
      async (steps, isTaken) => {
        const world = new World();
        const tab = world.open();
        tab.beacon = () => isTaken;
        const ids = tab.trackMany(3);
        for (const step of steps) {
          if (step === "track") ids.push(`t0-${ids.length + 1}`);
          play(tab, step);
          if (tab.isFrozen && step === "track") ids.pop();
          await world.clock.advance(step === "wait" ? 4_000 : 0);
          tab.assertBalanced();
        }
        tab.isFrozen = false;
        tab.close();
        world.status = 200;
        await world.clock.advance(0);
        world.open();
        await world.clock.advance(20_000);
        assertEquals([...world.ids].sort(), ids.sort());
        assertEquals(world.storedKeys(), []);
      },
    ),
    { numRuns: 500 },
  );
});

Deno.test("a full storage gives up the oldest own copy for the newest event", async () => {
  const world = new World();
  const tab = world.open({ options: { flushIntervalMs: 0 } });
  tab.trackMany(2, 100);
  world.storage.quotaUnits = Object.entries(world.storage.snapshot()).flat().join("").length;
  tab.track(90);
  assertEquals(world.storedKeys().map((key) => key.split(":").at(-1)), ["2", "3"]);
  assertEquals(tab.delivery.engine.entries.length, 3);
  void tab.delivery.flush();
  await world.clock.advance(0);
  assertEquals(world.ids.length, 3);
});

Deno.test("what was taken over is older than what the page tracked: its copies go first", async () => {
  const { world } = left(2, 1_000);
  world.status = 503;
  const tab = world.open({ options: { flushIntervalMs: 0, maxStorageBytes: 4_096 } });
  tab.track(1_000);
  await world.clock.advance(250);
  const [oldest] = world.storedKeys();
  tab.track(1_000);
  assertEquals(world.storedKeys().length, 3);
  assert(!world.storedKeys().includes(oldest ?? ""));
});

Deno.test("a page that comes back does not take over what it has on the wire", async () => {
  const world = new World();
  const tab = world.open();
  world.status = 503;
  tab.track();
  await world.clock.advance(3_000);
  world.status = 200;
  world.answerAfterMs = 5_000;
  await world.clock.advance(500);
  tab.freeze();
  assertEquals(world.storedKeys().length, 1);
  tab.thaw();
  await world.clock.advance(10_000);
  assertEquals(world.ids, ["t0-1"]);
  assertEquals(tab.delivery.engine.stats().restored, 0);
  assertEquals(world.storedKeys(), []);
});

for (const [from, isKept] of [["0", false], ["z", true]] as const) {
  Deno.test(`of two tabs that took the same one over, the greater id keeps nothing: ${from}`, async () => {
    const { world } = left(2);
    world.status = 503;
    const tab = world.open();
    await world.clock.advance(250);
    const orphan = world.storedKeys()[0]?.split(":")[1] ?? "";
    world.channel(CHANNEL, new World().open(), () => {}).postMessage({
      kind: "taken",
      from,
      tabs: [orphan],
    });
    await world.clock.advance(1);
    assertEquals(tab.delivery.engine.entries.length, isKept ? 2 : 0);
    assertEquals(world.storedKeys().length, 2);
    tab.assertBalanced();
  });
}

Deno.test("a Retry-After that a page may read is a pause, as seconds or as a date", async () => {
  for (
    const [retryAfter, isPaused] of [
      ["60", true],
      [new Date(Date.UTC(2030, 0, 1)).toUTCString(), true],
      ["-5", false],
      ["2030-01-01", false],
    ] as const
  ) {
    const world = new World();
    let requests = 0;
    const fetch: FetchLike = () => {
      requests++;
      const get = (name: string): string | null => name === "retry-after" ? retryAfter : null;
      return Promise.resolve({ status: 503, headers: { get }, body: null });
    };
    const tab = world.open({ options: { fetch } });
    tab.track();
    await world.clock.advance(13_000);
    assertEquals(requests === 1, isPaused, retryAfter);
  }
});
