import { assertEquals } from "@std/assert";
import { trackScrollDepth } from "../../../../src/browser/trackers/track_scroll_depth.ts";
import { trackWebVitals } from "../../../../src/browser/trackers/track_web_vitals.ts";
import type { Emit, Tracker } from "../../../../src/browser/trackers/tracker.ts";
import { startOnBench } from "./tracker_bench.ts";

/** Tells of everything. */
const eager: Tracker = ({ emit, on }) => on("click", () => emit("click", {}));

Deno.test("a tracker tells 60 events in a minute, and no more", async () => {
  const { clock, fire, told } = startOnBench(eager);
  const storm = () => Array.from({ length: 1_000 }, () => fire("click"));
  storm();
  assertEquals(told.length, 60);
  await clock.advance(59_999);
  storm();
  assertEquals(told.length, 60);
  await clock.advance(1);
  storm();
  assertEquals(told.length, 120);
});

Deno.test("each tracker has a minute of its own", () => {
  const benches = [startOnBench(eager), startOnBench(eager)];
  for (const { fire } of benches) for (let i = 0; i < 100; i++) fire("click");
  assertEquals(benches.map(({ told }) => told.length), [60, 60]);
});

Deno.test("what a tracker's own event causes is not told", () => {
  let told = 0;
  const emit: Emit = () => {
    told++;
    bench.fire("click");
  };
  const bench = startOnBench(eager, { emit });
  bench.fire("click");
  bench.fire("click");
  assertEquals(told, 2);
});

Deno.test("a tracker that throws harms nobody", () => {
  const { fire } = startOnBench(({ on }) =>
    on("click", () => {
      throw new Error("hostile");
    })
  );
  fire("click");
});

/** A document's own scrolling. */
const SCROLL = { target: { nodeType: 9 } };

Deno.test("a depth is looked at once in 100 ms, and told once for each page", async () => {
  let [path, percent, looks] = ["/a", 24.4, 0];
  const page = { path: () => path, scrolledPercent: () => (looks++, percent) };
  const bench = startOnBench(trackScrollDepth, {
    page,
    scrollThresholds: [100, 25],
  });
  const { clock, fire, told, stop } = bench;
  const scroll = async (to: number) => {
    percent = to;
    for (let i = 0; i < 1_000; i++) fire("scroll", SCROLL);
    await clock.advance(100);
  };
  await scroll(24.4);
  assertEquals([looks, told.length], [1, 0]);
  await scroll(99.6);
  await scroll(10);
  await scroll(100);
  assertEquals(told.map(({ metadata }) => metadata["percent"]), [25, 100]);
  path = "/b";
  await scroll(30);
  assertEquals(told.map(({ metadata }) => metadata["percent"]), [25, 100, 25]);
  fire("scroll", SCROLL);
  stop();
  assertEquals([bench.types, clock.timers], [[], 0]);
});

Deno.test("a box that is scrolled is no page", () => {
  const { clock, fire } = startOnBench(trackScrollDepth, { scrollThresholds: [25] });
  fire("scroll", { target: { nodeType: 1 } });
  assertEquals(clock.timers, 0);
});

Deno.test("a page without a root element throws nothing into its timers", async () => {
  const scrolledPercent = () => {
    throw new TypeError("null");
  };
  const page = { path: () => "/", scrolledPercent };
  const { clock, fire, told } = startOnBench(trackScrollDepth, { page, scrollThresholds: [25] });
  fire("scroll", SCROLL);
  await clock.advance(100);
  assertEquals(told, []);
});

const METRIC = { name: "LCP", value: 1.5, rating: "good", id: "v1", entries: [{}], delta: 1 };

Deno.test("vitals are told as the library tells them, until the tracker is stopped", async () => {
  let tell = (_metric: typeof METRIC): void => {};
  const library = { onLCP: (listener: typeof tell) => tell = listener };
  const { clock, told, stop } = startOnBench(trackWebVitals, {
    webVitals: () => Promise.resolve(library),
  });
  await clock.advance(0);
  tell(METRIC);
  stop();
  tell(METRIC);
  assertEquals(told, [
    { name: "web_vital", metadata: { metric: "LCP", value: 1.5, rating: "good", id: "v1" } },
  ]);
});

Deno.test("a library that comes after the end is not started", async () => {
  let isStarted = false;
  const library = { onLCP: () => isStarted = true };
  const { clock, stop } = startOnBench(trackWebVitals, {
    webVitals: () => Promise.resolve(library),
  });
  stop();
  await clock.advance(0);
  assertEquals(isStarted, false);
});

for (
  const [what, webVitals] of [
    ["is missing", undefined],
    ["throws", () => {
      throw new Error("hostile");
    }],
    ["does not come", () => Promise.reject(new Error("no network"))],
    ["is nothing", () => Promise.resolve(undefined)],
    ["knows none of the metrics", () => Promise.resolve({ onFID: null })],
  ] as const
) {
  Deno.test(`a library that ${what} harms nobody, and is warned of if it cannot be used`, async () => {
    const { clock, told, warnings, stop } = startOnBench(trackWebVitals, { webVitals });
    await clock.advance(0);
    stop();
    assertEquals(told, []);
    assertEquals(warnings.length, what === "knows none of the metrics" ? 0 : 1);
  });
}
