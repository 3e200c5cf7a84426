/**
 * What the README promises on privacy: what lies in the storage, what is deleted by which call, and what
 * is never looked at.
 */
import { assert, assertEquals } from "@std/assert";
import { MemoryStorage } from "@tidings/sdk/testing";
import { createBrowserBench } from "../support/browser_bench.ts";

const CONSENT = "metrics-sdk:queue:consent";
const VISITOR = "metrics-sdk:queue:visitor-id";

/** What a page leaves that closed before anything was sent. */
async function leftByPage(): Promise<Record<string, string>> {
  const page = createBrowserBench();
  page.track(2);
  const left = page.page.storage.snapshot();
  await page[Symbol.asyncDispose]();
  assertEquals(Object.keys(left).length, 3, "two events and a visitor");
  return left;
}

Deno.test("setConsent('denied'), then 'pending' leaves nothing in the storage", async () => {
  await using bench = createBrowserBench();
  bench.client.setConsent("granted");
  bench.client.identify({ userId: "u-1" });
  bench.track(2);
  bench.client.setConsent("denied");
  assertEquals(bench.page.storage.snapshot(), { [CONSENT]: "denied" });
  bench.client.setConsent("pending");
  assertEquals(bench.page.storage.snapshot(), {});
});

Deno.test("reset() stores another visitor, keeps the decision, and lets go what was tracked before", async () => {
  await using bench = createBrowserBench();
  const { client, page } = bench;
  client.setConsent("granted");
  client.identify({ userId: "u-1" });
  const before = page.storage.getItem(VISITOR);
  client.reset();
  const after = page.storage.getItem(VISITOR);
  assert(after !== null && after !== before);
  assertEquals(page.storage.getItem(CONSENT), "granted");
  client.track("after");
  const events = await bench.deliver();
  assertEquals(
    events.map(({ name, visitorId, metadata }) => [name, visitorId, metadata.userId]),
    [
      ["identify", before, "u-1"],
      ["session_end", before, "u-1"],
      ["after", after, undefined],
    ],
  );
});

Deno.test("what an earlier page stored is left alone while 'pending', and sent or removed by the decision", async () => {
  const left = await leftByPage();
  for (const [decision, isThere] of [["denied", false], ["granted", true]] as const) {
    const storage = new MemoryStorage({ entries: left });
    await using bench = createBrowserBench({ consent: "pending" }, { storage });
    await bench.clock.advance(10_000);
    assertEquals(storage.snapshot(), left);
    assertEquals(bench.page.received, []);
    bench.client.setConsent(decision);
    assertEquals(storage.getItem(VISITOR), isThere ? left[VISITOR] : null);
    await bench.clock.advance(10_000);
    assertEquals(bench.page.events.map(({ name }) => name), isThere ? ["e1", "e2"] : []);
  }
});

Deno.test("Global Privacy Control removes what an earlier page stored, but for a decision", async () => {
  const entries = { ...await leftByPage(), [CONSENT]: "granted", host: "1" };
  const storage = new MemoryStorage({ entries });
  await using _bench = createBrowserBench({}, { storage, hasGpc: true });
  assertEquals(storage.snapshot(), { [CONSENT]: "granted", host: "1" });
});

Deno.test("setConsent('denied') after shutdown() keeps the decision; the next page removes the rest", async () => {
  const storage = new MemoryStorage({ entries: await leftByPage() });
  const first = createBrowserBench({ flushIntervalMs: 0 }, { storage });
  first.page.statuses.push(...Array.from({ length: 99 }, () => 503));
  first.page.beacon = () => false;
  first.track(1);
  const ended = first.client.shutdown();
  await first.clock.advance(5_000);
  await ended;
  first.client.setConsent("denied");
  assertEquals(storage.getItem(CONSENT), "denied");
  assert(storage.length > 1, "events lie there");
  await first[Symbol.asyncDispose]();
  await using _second = createBrowserBench({}, { storage });
  assertEquals(storage.snapshot(), { [CONSENT]: "denied" });
});

Deno.test("a decision is that of its 'storageKey' alone", async () => {
  const storage = new MemoryStorage({ entries: { [CONSENT]: "denied" } });
  await using bench = createBrowserBench({ storageKey: "other" }, { storage });
  bench.track(1);
  assertEquals((await bench.deliver()).length, 1);
});

Deno.test("setConsent('denied') breaks off the request that is on the wire", async () => {
  const signals: { readonly aborted: boolean }[] = [];
  await using bench = createBrowserBench({
    fetch: (_url, { signal }) => {
      signals.push(signal);
      return new Promise(() => {});
    },
  });
  bench.track(1);
  void bench.client.flush();
  await bench.clock.advance(0);
  assertEquals(signals.map(({ aborted }) => aborted), [false]);
  bench.client.setConsent("denied");
  assertEquals(signals.map(({ aborted }) => aborted), [true]);
});

Deno.test("setContext() survives 'denied', and identify(), group() and setUserProperties() do not", async () => {
  await using bench = createBrowserBench({ enrichDeviceInfo: false });
  const { client } = bench;
  client.setContext({ app: "shop" });
  client.identify({ userId: "u-1", traits: { plan: "pro" } });
  client.group({ groupId: "g-1" });
  client.setUserProperties({ seats: 5 });
  client.setConsent("denied");
  client.setConsent("granted");
  client.track("after");
  assertEquals((await bench.deliver()).map(({ metadata }) => metadata), [{ app: "shop" }]);
});

Deno.test("what 'beforeSend' and 'sanitizeUrl' take out is in no storage", async () => {
  await using bench = createBrowserBench({
    beforeSend: ({ metadata: { secret: _, ...metadata } = {}, ...event }) => ({
      ...event,
      metadata,
    }),
  }, { url: "https://shop.example/start?token=SECRET-1#SECRET-2" });
  bench.client.track("e", { metadata: { secret: "SECRET-3", kept: "here" } });
  const stored = JSON.stringify(bench.page.storage.snapshot());
  assert(stored.includes("here"));
  assert(!stored.includes("SECRET"), stored);
});

/** A storage that knows which keys were read or written. */
class WatchedStorage extends MemoryStorage {
  readonly touched = new Set<string>();

  override getItem(key: string): string | null {
    this.touched.add(key);
    return super.getItem(key);
  }

  override setItem(key: string, value: string): void {
    this.touched.add(key);
    super.setItem(key, value);
  }

  override removeItem(key: string): void {
    this.touched.add(key);
    super.removeItem(key);
  }
}

/** Says which of these members of an object are looked at from now on. */
function watch(target: object, names: readonly string[]): { seen: string[]; end: () => void } {
  const seen: string[] = [];
  const before = names.map((name) =>
    [name, Object.getOwnPropertyDescriptor(target, name)] as const
  );
  for (const name of names) {
    const get = (): void => void seen.push(name);
    Object.defineProperty(target, name, { configurable: true, get });
  }
  const end = (): void => {
    for (const [name, own] of before) {
      if (own === undefined) Reflect.deleteProperty(target, name);
      else Object.defineProperty(target, name, own);
    }
  };
  return { seen, end };
}

Deno.test("no cookie, no other key of the storage, no other storage and no screen is looked at", async () => {
  const storage = new WatchedStorage({ entries: { "session-of-the-shop": "secret" } });
  const globals = watch(globalThis, ["sessionStorage", "indexedDB", "caches", "screen"]);
  const bench = createBrowserBench({ autoTrackPageviews: true }, { storage });
  const document: object = Reflect.get(globalThis, "document");
  const cookies = watch(document, ["cookie"]);
  try {
    bench.client.setConsent("granted");
    bench.client.trackPageview();
    bench.client.identify({ userId: "u-1" });
    await bench.deliver();
    bench.page.hide();
    bench.page.show();
    bench.client.reset();
    bench.client.setConsent("denied");
    await bench[Symbol.asyncDispose]();
    assertEquals([...globals.seen, ...cookies.seen], []);
    const others = [...storage.touched].filter((key) => !key.startsWith("metrics-sdk:queue"));
    assertEquals([storage.touched.size > 2, others], [true, []]);
  } finally {
    globals.end();
  }
});
