/**
 * The `autoTrack*` options, as a user sees them: what is tracked without a call, and what that never does.
 */
import { assert, assertEquals } from "@std/assert";
import { createMetricsClient, type MetricsClientOptions } from "@tidings/sdk/browser";
import { BROWSER_KEY, createBrowserBench } from "../support/browser_bench.ts";

const BARE: MetricsClientOptions = { enrichDeviceInfo: false, captureUtmParams: false };

const EVERY: MetricsClientOptions = {
  ...BARE,
  autoTrackPageviews: true,
  autoTrackRouteChanges: true,
  autoTrackClicks: true,
  autoTrackScrollDepth: true,
  autoTrackErrors: true,
  autoTrackOutbound: true,
  autoTrackForms: true,
  autoTrackWebVitals: true,
};

/** A rejection that nobody handles. */
const rejection = (reason: unknown) => ["unhandledrejection", { reason }] as const;

Deno.test("nothing is tracked unless it is asked for", async () => {
  await using bench = createBrowserBench(BARE);
  bench.page.dispatch(...rejection("no"));
  assertEquals(await bench.deliver(), []);
  const types = [...bench.page.listeners].map(({ type }) => type);
  for (const type of ["click", "submit", "error", "unhandledrejection"]) {
    assert(!types.includes(type), type);
  }
});

Deno.test("a page is viewed once, with its title and size", async () => {
  await using bench = createBrowserBench({ ...BARE, autoTrackPageviews: true }, { title: "Shop" });
  bench.page.dispatch("DOMContentLoaded");
  const [event, ...others] = await bench.deliver();
  assertEquals(others, []);
  assertEquals(event?.name, "pageview");
  assertEquals(event?.metadata, { pageTitle: "Shop", viewportWidth: 1_280, viewportHeight: 720 });
});

Deno.test("what is tracked by itself passes beforeSend like anything else", async () => {
  const names: unknown[] = [];
  await using bench = createBrowserBench({
    ...EVERY,
    beforeSend: (event) => {
      names.push(event.name);
      return event.name === "pageview" ? null : { ...event, metadata: { changed: true } };
    },
  });
  bench.page.dispatch(...rejection("no"));
  const events = await bench.deliver();
  assertEquals(names, ["pageview", "unhandled_rejection"]);
  assertEquals(events.map(({ metadata }) => metadata), [{ changed: true }]);
  assertEquals(bench.drops.map(({ reason }) => reason), ["before_send"]);
});

Deno.test("a user's sanitizeUrl is asked about the URLs in errors", async () => {
  const sanitizeUrl = (url: string) => url.replace("/patients/jane", "/patients/*");
  await using bench = createBrowserBench({ ...BARE, autoTrackErrors: true, sanitizeUrl });
  const url = "https://shop.example/patients/jane";
  bench.page.dispatch("error", {
    message: `no answer from ${url}?id=1`,
    filename: url,
    lineno: 1,
    colno: 2,
    error: { stack: `Error: no\n  at f (${url}:1:2)` },
  });
  const [event] = await bench.deliver();
  assertEquals(event?.metadata, {
    message: "no answer from https://shop.example/patients/*",
    source: "https://shop.example/patients/*",
    line: 1,
    column: 2,
    stack: "Error: no\n  at f (https://shop.example/patients/*:1:2)",
  });
});

Deno.test("while consent is denied nothing is tracked, while it is pending nothing leaves", async () => {
  await using bench = createBrowserBench({ ...EVERY, consent: "denied" });
  bench.page.dispatch(...rejection("one"));
  bench.client.setConsent("pending");
  bench.page.dispatch(...rejection("two"));
  assertEquals(await bench.deliver(), []);
  bench.client.setConsent("granted");
  const events = await bench.deliver();
  assertEquals(events.map(({ metadata }) => metadata), [{ message: "two" }]);
});

Deno.test("what is noticed while nobody sees the page leaves at once", async () => {
  await using bench = createBrowserBench({ ...BARE, autoTrackErrors: true });
  bench.page.hide();
  bench.page.dispatch(...rejection("late"));
  assertEquals(bench.page.received.map(({ by }) => by), ["beacon"]);
  assertEquals(bench.page.events.map(({ name }) => name), ["unhandled_rejection"]);
});

Deno.test("after shutdown() nothing is tracked", async () => {
  await using bench = createBrowserBench(EVERY);
  const end = bench.client.shutdown();
  await bench.clock.advance(5_000);
  await end;
  const { tracked } = bench.client.stats();
  bench.page.dispatch(...rejection("late"));
  assertEquals(bench.client.stats().tracked, tracked);
});

Deno.test("without a page every tracker is asleep", () => {
  const client = createMetricsClient(`${BROWSER_KEY}-server`, EVERY);
  assertEquals([client.pending, client.stats().tracked], [0, 0]);
});

/** Puts something on the global object for a while. */
function withGlobal(name: string, descriptor: PropertyDescriptor): Disposable {
  const before = Object.getOwnPropertyDescriptor(globalThis, name);
  Object.defineProperty(globalThis, name, { ...descriptor, configurable: true });
  return {
    [Symbol.dispose]: () => {
      if (before === undefined) Reflect.deleteProperty(globalThis, name);
      else Object.defineProperty(globalThis, name, before);
    },
  };
}

const boom = (): never => {
  throw new Error("hostile");
};

for (
  const [what, name, descriptor] of [
    ["no history", "history", { value: undefined }],
    ["a history that throws", "history", { get: boom }],
    ["a history without methods", "history", { value: {} }],
    ["a frozen history", "history", { value: Object.freeze({ pushState: () => {} }) }],
    ["a navigation of its own", "navigation", { value: {} }],
    ["a navigation that throws", "navigation", { get: boom }],
    ["an element named navigation", "navigation", { value: { addEventListener: boom } }],
    ["no navigation entries", "navigation", {
      value: { currentEntry: null, addEventListener: boom },
    }],
  ] as const
) {
  Deno.test(`a page with ${what} is tracked all the same`, async () => {
    using _ = withGlobal(name, descriptor);
    await using bench = createBrowserBench({
      ...BARE,
      autoTrackRouteChanges: true,
      autoTrackErrors: true,
    });
    bench.page.goTo("/next?page=2");
    bench.page.dispatch("popstate");
    bench.page.dispatch("popstate");
    bench.page.dispatch(...rejection("no"));
    const events = await bench.deliver();
    assertEquals(events.map(({ name }) => name), ["pageview", "unhandled_rejection"]);
    assertEquals(events[0]?.path, "/next");
  });
}

/** Hooks that fail, after they have tracked. */
function hostileHooks(isDropping: boolean): { options: MetricsClientOptions; calls: () => number } {
  let calls = 0;
  const fail = (): never => {
    calls++;
    Reflect.get(globalThis, "hostileClient")?.track("echo");
    Reflect.get(globalThis, "hostilePage")?.dispatch(...rejection(`again ${calls}`));
    throw new Error("hostile");
  };
  const beforeSend: MetricsClientOptions["beforeSend"] = (event) => {
    if (isDropping) fail();
    try {
      fail();
    } catch { /* It has done its worst. */ }
    return event;
  };
  return {
    options: { beforeSend, onDrop: fail, onError: fail, logger: { warn: fail } },
    calls: () => calls,
  };
}

for (const isDropping of [false, true]) {
  const how = isDropping ? "fail" : "err and track";
  Deno.test(`100,000 errors with hooks that ${how} are told as often as promised`, async () => {
    const { options, calls } = hostileHooks(isDropping);
    await using bench = createBrowserBench({
      ...BARE,
      autoTrackErrors: true,
      maxQueueSize: 10_000,
      ...options,
    });
    using _client = withGlobal("hostileClient", { value: bench.client });
    using _page = withGlobal("hostilePage", { value: bench.page });
    for (let i = 0; i < 100_000; i++) bench.page.dispatch(...rejection(`error ${i}`));
    const events = await bench.deliver();
    const told = events.filter(({ name }) => name === "unhandled_rejection");
    assertEquals(told.length, isDropping ? 0 : 60);
    // A told one, what it tracks, and what those cause in turn.
    assert(calls() < 60 * 20, `${calls()} calls of hooks`);
  });
}
