/**
 * The documented delivery of the browser SDK, one test per statement.
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { createMetricsClient } from "@tidings/sdk/browser";
import { BROWSER_KEY, createBrowserBench } from "../support/browser_bench.ts";
import { names } from "../support/test_bench.ts";

/** Keys in the storage that hold events. */
function eventKeys(storage: { snapshot(): Record<string, string> }): string[] {
  return Object.keys(storage.snapshot()).filter((key) => !key.endsWith(":visitor-id"));
}

Deno.test("track() sends nothing before 3 s have passed", async () => {
  await using bench = createBrowserBench();
  bench.track(19);
  await bench.clock.advance(2_999);
  assertEquals(bench.times(), []);
  await bench.clock.advance(1);
  assertEquals(bench.times(), [3_000]);
  assertEquals(bench.names(), [names(1, 19)]);
});

Deno.test("track() sends at once when the 20th event waits", async () => {
  await using bench = createBrowserBench();
  bench.track(19);
  await bench.clock.advance(10);
  assertEquals(bench.sizes(), []);
  bench.track(1);
  await bench.clock.advance(0);
  assertEquals(bench.times(), [10]);
  assertEquals(bench.sizes(), [20]);
});

Deno.test("flush() sends 45 waiting events as 20, 20, 5, one request after the other", async () => {
  let open = 0;
  let most = 0;
  await using bench = createBrowserBench({
    maxQueueSize: 100,
    maxBatchSize: 20,
    fetch: async (url, init) => {
      most = Math.max(most, ++open);
      await new Promise<void>((resolve) => bench.clock.setTimer(resolve, 100));
      open--;
      return await bench.page.fetch(url, init);
    },
  });
  bench.track(45);
  const flushed = bench.client.flush();
  await bench.clock.advance(1_000);
  await flushed;
  assertEquals(bench.names(), [names(1, 20), names(21, 40), names(41, 45)]);
  assertEquals(most, 1);
});

Deno.test("hiding the page sends what waits by sendBeacon() and not by fetch()", async () => {
  await using bench = createBrowserBench();
  bench.track(2);
  bench.page.hide();
  assertEquals(bench.page.received.map(({ by }) => by), ["beacon"]);
  assertEquals(bench.names(), [["e1", "e2"]]);
});

Deno.test("beforeunload sends what waits by sendBeacon()", async () => {
  await using bench = createBrowserBench();
  bench.track(2);
  bench.page.dispatch("beforeunload");
  assertEquals(bench.page.received.map(({ by }) => by), ["beacon"]);
  assertEquals(bench.names(), [["e1", "e2"]]);
});

Deno.test("flush() sends what waits", async () => {
  await using bench = createBrowserBench();
  bench.track(2);
  await bench.deliver();
  assertEquals(bench.page.received.map(({ by }) => by), ["fetch"]);
});

Deno.test("a beacon carries the key as query parameter 'apiKey', a fetch() as header 'x-api-key'", async () => {
  const endpoint = "https://c.example/api/collect?site=1";
  await using bench = createBrowserBench({ endpoint });
  bench.track(1);
  await bench.deliver();
  bench.track(1);
  bench.page.hide();
  const [fetched, beacon] = bench.page.received;
  assertEquals(fetched?.url, endpoint);
  assertEquals(fetched?.headers["x-api-key"], BROWSER_KEY);
  assertEquals(beacon?.url, `${endpoint}&apiKey=${BROWSER_KEY}`);
  assertEquals(beacon?.by, "beacon");
});

Deno.test("attempts against a failing collector begin at 0, 500, 1500, 3500 ms, then with the next cycle", async () => {
  await using bench = createBrowserBench();
  bench.page.statuses.push(503, 503, 503, 503);
  bench.track(3);
  void bench.client.flush();
  await bench.clock.advance(3_500);
  assertEquals(bench.times(), [0, 500, 1_500, 3_500]);
  assertEquals(bench.client.pending, 3);
  bench.client.track("later");
  await bench.clock.advance(3_000);
  assertEquals(bench.page.events.map(({ name }) => name), ["e1", "e2", "e3", "later"]);
  // In order, at the front, and at the latest one flush interval later.
  assertEquals(bench.names()[4], ["e1", "e2", "e3"]);
  assert((bench.times()[4] ?? Infinity) <= 6_500);
});

Deno.test("'retryCount' 1 and 'retryBackoffMs' 100 make two attempts in a cycle", async () => {
  await using bench = createBrowserBench({ retryCount: 1, retryBackoffMs: 100 });
  bench.page.statuses.push(503, 503);
  bench.track(1);
  void bench.client.flush();
  await bench.clock.advance(900);
  assertEquals(bench.times(), [0, 100]);
  await bench.clock.advance(3_000);
  assertEquals(bench.page.events.length, 1);
});

Deno.test("localStorage holds an event when track() returns, and no longer after its 2xx", async () => {
  await using bench = createBrowserBench();
  bench.client.track("kept");
  const [key = "", ...others] = eventKeys(bench.page.storage);
  assertEquals(others, []);
  assertMatch(key, /^metrics-sdk:queue/);
  assert(bench.page.storage.getItem(key)?.includes('"kept"'));
  await bench.deliver();
  assertEquals(eventKeys(bench.page.storage), []);
});

Deno.test("localStorage goes on holding events whose attempts failed", async () => {
  await using bench = createBrowserBench({ retryCount: 0 });
  bench.page.statuses.push(503);
  bench.track(2);
  void bench.client.flush();
  await bench.clock.advance(100);
  assertEquals(bench.times(), [0]);
  assertEquals(eventKeys(bench.page.storage).length, 2);
});

Deno.test("'persistQueue' false writes no event", async () => {
  await using bench = createBrowserBench({ persistQueue: false });
  bench.track(3);
  assertEquals(eventKeys(bench.page.storage), []);
  assertEquals((await bench.deliver()).length, 3);
});

Deno.test("the next load restores what is stored, and flushes it", async () => {
  const first = createBrowserBench();
  first.track(3);
  const left = first.page.storage.snapshot();
  const { storage } = first.page;
  first.page[Symbol.dispose]();
  void first.client.shutdown();
  // What a page writes that is gone already, as its shutdown() here does, is not what it left.
  for (const key of Object.keys(storage.snapshot())) storage.removeItem(key);
  for (const [key, value] of Object.entries(left)) storage.setItem(key, value);

  await using second = createBrowserBench({}, { storage });
  await second.clock.advance(1_000);
  assertEquals(second.page.events.map(({ name }) => name), names(1, 3));
  assertEquals(second.client.stats().restored, 3);
  assertEquals(eventKeys(storage), []);
});

Deno.test("'maxQueueSize' 3: the fourth event drops the first, counted", async () => {
  await using bench = createBrowserBench({ maxQueueSize: 3 });
  bench.track(4);
  assertEquals(bench.client.stats().dropped, { overflow: 1 });
  assertEquals(bench.drops.map(({ reason, name }) => [reason, name]), [["overflow", "e1"]]);
  assertEquals(bench.client.pending, 3);
  await bench.deliver();
  assertEquals(bench.page.events.map(({ name }) => name), names(2, 4));
});

Deno.test("requests carry no header that the documented CORS answer does not allow", async () => {
  await using bench = createBrowserBench();
  bench.track(1);
  await bench.deliver();
  const headers = Object.keys(bench.page.received[0]?.headers ?? {}).map((name) =>
    name.toLowerCase()
  );
  assertEquals(headers.sort(), ["content-type", "x-api-key"]);
});

Deno.test("trackTiming() sets an integer 'durationMs' beside the caller's metadata", async () => {
  await using bench = createBrowserBench();
  const start = bench.client.startTimer();
  await bench.clock.advance(142.4);
  bench.client.trackTiming("api_call", start, { metadata: { endpoint: "/users" } });
  const [event] = await bench.deliver();
  assertEquals(event?.name, "api_call");
  assertEquals(event?.metadata.durationMs, 142);
  assertEquals(event?.metadata.endpoint, "/users");
});

Deno.test("trackTiming() takes a caller's own Date.now(), is never negative, and wins over 'durationMs'", async () => {
  await using bench = createBrowserBench();
  const ownStart = bench.clock.epochNow();
  await bench.clock.advance(50);
  bench.client.trackTiming("own", ownStart, { metadata: { durationMs: 7 } });
  bench.client.trackTiming("future", bench.client.startTimer() + 1_000);
  bench.client.trackTiming("broken", NaN);
  const events = await bench.deliver();
  assertEquals(events.map(({ metadata }) => metadata.durationMs), [50, 0]);
  assertEquals(bench.client.stats().dropped, { invalid: 1 });
});

Deno.test("shutdown() takes listeners off, clears the timer, ends the session, then flushes by beacon", async () => {
  const steps: string[] = [];
  await using bench = createBrowserBench({
    beforeSend: (event) => {
      if (event.name === "session_end") {
        const listens = [...bench.page.listeners].some(({ type }) => type === "mousedown");
        steps.push(listens ? "still listening" : "listeners off");
        // The flush timer is all that is set.
        steps.push(bench.clock.timers === 0 ? "timer off" : "timer on");
        steps.push("session_end");
      }
      return event;
    },
  });
  bench.page.beacon = () => steps.push("beacon") > 0;
  bench.track(1);
  await bench.clock.advance(185);
  assertEquals(bench.clock.timers, 1);
  await bench.client.shutdown();
  assertEquals(steps, ["listeners off", "timer off", "session_end", "beacon"]);
  assertEquals(bench.names(), [["e1", "session_end"]]);
  assertEquals(bench.page.events[1]?.metadata.durationMs, 0);
});

Deno.test("shutdown() sends by fetch() what the beacons did not take, before it resolves", async () => {
  await using bench = createBrowserBench();
  bench.page.beacon = () => false;
  bench.track(2);
  const end = bench.client.shutdown();
  await bench.clock.advance(0);
  assertEquals(await end, { delivered: 3, dropped: 0, pending: 0 });
  assertEquals(bench.page.received.map(({ by }) => by), ["fetch"]);
  assertEquals(bench.client.track("late"), null);
  assertEquals(bench.client.stats().dropped, { closed: 1 });
});

Deno.test("flush({ useBeacon: true }) hands over what waits by beacon", async () => {
  await using bench = createBrowserBench();
  bench.track(2);
  assertEquals(await bench.client.flush({ useBeacon: true }), {
    delivered: 0,
    dropped: 0,
    pending: 0,
  });
  assertEquals(bench.page.received.map(({ by }) => by), ["beacon"]);
  assertEquals(bench.client.stats().handedOver, 2);
});

Deno.test("createMetricsClient() returns the client that lives, and warns; after shutdown() a new one", async () => {
  await using bench = createBrowserBench();
  const { client, options } = bench;
  assertEquals(createMetricsClient(BROWSER_KEY, options) === client, true);
  assertEquals(bench.warnings.length, 1);
  const other = createMetricsClient(BROWSER_KEY, { ...options, storageKey: "other" });
  assert(other !== client);
  await other.shutdown();
  await client.shutdown();
  const next = createMetricsClient(BROWSER_KEY, options);
  assert(next !== client);
  await next.shutdown();
});
