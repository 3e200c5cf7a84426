/**
 * Pages that click, scroll and err in a loop: a bounded number of events leaves, and the page stays quick.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import type { Json, JsonObject } from "./rig/driver.ts";
import { inEachEngine, type Stage } from "./rig/stage.ts";
import { ALL_TRACKERS, arrivedEvents, openPage, trackerPage } from "./rig/tracker_page.ts";

const STORM_SIZE = 100_000;

const MAX_EVENTS_PER_MINUTE = 60;

/** So often a storm is played, until one has no long task. */
const ATTEMPTS = 5;

/** For a page: `storm(type, count)` dispatches in pieces far shorter than a long task, and waits in between. */
const STORM = `
globalThis.longTasks = [];
if (PerformanceObserver.supportedEntryTypes.includes("longtask")) {
  new PerformanceObserver((list) => longTasks.push(...list.getEntries().map(({ duration }) => duration)))
    .observe({ type: "longtask" });
}
globalThis.thrown = [];
addEventListener("error", ({ error }) => error && thrown.push(String(error)));
const button = document.querySelector("button");
const makers = {
  click: () => button.dispatchEvent(new MouseEvent("click", { bubbles: true, composed: true })),
  scroll: () => document.dispatchEvent(new Event("scroll")),
  error: (at) => dispatchEvent(new ErrorEvent("error", { message: "error " + at, filename: location.href, lineno: at })),
};
globalThis.storm = async (type, count) => {
  const { port1, port2 } = new MessageChannel();
  const make = makers[type];
  for (let at = 0; at < count;) {
    const until = performance.now() + 8;
    do make(at++); while (at < count && performance.now() < until);
    await new Promise((resolve) => {
      port1.onmessage = resolve;
      port2.postMessage(null);
    });
  }
};`;

const BODY = `<button type="button">Click me</button><p style="height: 3000px"></p>`;

function countNames({ collector }: Stage): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { name } of arrivedEvents(collector)) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

/** Sends what waits, until nothing does. */
async function send({ browser, collector }: Stage): Promise<void> {
  await browser.runAsync("while (metrics.pending > 0) await metrics.flush();");
  await collector.quiet();
}

const { autoTrackPageviews: _, ...TRACKERS } = ALL_TRACKERS;

/** Opens a page, storms it, and gives the long tasks. */
async function stormAll(stage: Stage, name: string, options: JsonObject): Promise<Json> {
  const { browser, collector } = stage;
  const page = trackerPage(collector, { options, body: BODY, script: STORM });
  await openPage(stage, name, page);
  await browser.run("scrollTo(0, 3000)");
  for (const type of ["click", "scroll", "error"]) {
    await browser.runAsync("await storm(args[0], args[1])", type, STORM_SIZE);
  }
  return await browser.run("return longTasks");
}

inEachEngine(
  "of 100,000 clicks, scrolls and errors 60 a minute leave, and no task is long",
  async (stage) => {
    const began = performance.now();
    const longTasks = await stormAll(stage, "page", TRACKERS);
    const seconds = (performance.now() - began) / 1_000;
    await send(stage);
    const most = Math.ceil(seconds / 60) * MAX_EVENTS_PER_MINUTE;
    const { click = 0, error = 0, scroll_depth, ...others } = countNames(stage);
    assertEquals(others, {});
    assert(click >= MAX_EVENTS_PER_MINUTE && click <= most, `${click} clicks in ${seconds} s`);
    assert(error >= MAX_EVENTS_PER_MINUTE && error <= most, `${error} errors in ${seconds} s`);
    assertEquals(scroll_depth, 4, "each threshold once");
    console.log(`${3 * STORM_SIZE} events in ${seconds.toFixed(1)} s`);
    await assertNoLongTask(stage, longTasks);
  },
);

/**
 * On a busy machine a browser stands still for longer than a long task. One storm without any shows that
 * none is ours; where there is none such, the same must happen without a client.
 */
async function assertNoLongTask(stage: Stage, first: Json): Promise<void> {
  const { browser } = stage;
  const hasEntries = `return PerformanceObserver.supportedEntryTypes.includes("longtask")`;
  if (await browser.run(hasEntries) !== true) {
    return console.log(`skipped: ${browser.engine} tells of no long tasks`);
  }
  const isClean = (seen: Json) => Array.isArray(seen) && seen.length === 0;
  let seen = first;
  for (let attempt = 2; attempt <= ATTEMPTS && !isClean(seen); attempt++) {
    console.log(`long tasks: ${JSON.stringify(seen)} ms; once more`);
    seen = await stormAll(stage, `page${attempt}`, TRACKERS);
  }
  if (isClean(seen)) return;
  const control = await stormAll(stage, "control", {});
  console.log(`without a tracker: ${JSON.stringify(control)} ms`);
  assert(!isClean(control), `long tasks: ${JSON.stringify(seen)} ms`);
}

/** Hooks that do what a tracker follows, or track, each time they are called, and fail then. */
const HOSTILE = `
logger: { warn: () => hostile("logger"), debug: () => hostile("logger") },
onDrop: () => hostile("onDrop"),
onError: () => hostile("onError"),
beforeSend: (event) => {
  hostile("beforeSend");
  return window.isDropping ? undefined : event;
},
debug: true,`;

const HOOKS = `<button type="button">Click me</button><script>
globalThis.calls = { beforeSend: 0, logger: 0, onDrop: 0, onError: 0 };
globalThis.deepest = 0;
let depth = 0;
globalThis.hostile = (hook) => {
  if (!window.isReady) return;
  calls[hook]++;
  deepest = Math.max(deepest, ++depth);
  try {
    globalThis.metrics?.track("echo");
    document.querySelector("button").click();
    dispatchEvent(new ErrorEvent("error", { message: "again " + Math.random(), error: new Error("again " + Math.random()) }));
    history.pushState({}, "", "/" + Math.random());
  } finally { depth--; }
  if (hook !== "beforeSend" || window.isDropping) throw new Error(hook);
};
</script>`;

inEachEngine("hooks that fail and do what is tracked neither recurse nor flood", async (stage) => {
  const { browser, collector } = stage;
  const page = { options: ALL_TRACKERS, code: HOSTILE, body: HOOKS, script: STORM };
  await openPage(stage, "page", trackerPage(collector, page));
  for (const isDropping of [false, true]) {
    await browser.run("window.isDropping = arguments[0]", isDropping);
    for (const type of ["click", "error"]) {
      await browser.runAsync("await storm(args[0], args[1])", type, 1_000);
    }
  }
  await send(stage);
  const counts = countNames(stage);
  for (const name of ["click", "error", "pageview"]) {
    const count = counts[name] ?? 0;
    assert(count > 0 && count <= MAX_EVENTS_PER_MINUTE, `${count} of ${name}`);
  }
  const deepest = await browser.run("return deepest");
  assert(typeof deepest === "number" && deepest <= 8, `${deepest} hooks within one another`);
  // Each tracked event calls a hook, and that at most a few more.
  const calls = await browser.run(
    "return Object.values(calls).reduce((sum, count) => sum + count)",
  );
  assert(typeof calls === "number" && calls < 5_000, `${calls} calls of hooks`);
  console.log(`${calls} calls of hooks, ${deepest} within one another, ${JSON.stringify(counts)}`);
});
