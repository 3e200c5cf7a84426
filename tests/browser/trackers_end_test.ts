/**
 * What is left of the trackers after `shutdown()`, and of a page's `history` meanwhile: nothing.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { clickOn, KEYS, type } from "./rig/hand.ts";
import { WATCH_LEFTOVERS } from "./rig/leftovers.ts";
import { inEachEngine, type Stage } from "./rig/stage.ts";
import { ALL_TRACKERS, arrivedEvents, openPage, trackerPage } from "./rig/tracker_page.ts";

const BODY = `${WATCH_LEFTOVERS}<div id="host"></div>
<form id="form"><input class="field"><button class="send">Send</button></form>
<p style="height: 3000px"><a id="link" href="#part">part</a></p>`;

const SCRIPT = `
globalThis.deep = document.querySelector("#host").attachShadow({ mode: "open" });
deep.innerHTML = document.querySelector("#form").outerHTML;
for (const root of [document, deep]) root.addEventListener("submit", (event) => event.preventDefault());`;

/** Whatever a tracker follows. */
async function actAll({ browser }: Stage): Promise<void> {
  await browser.run("scrollTo(0, 0)");
  await clickOn(browser, `deep.querySelector(".send")`);
  await clickOn(browser, `document.querySelector(".field")`);
  await type(browser, KEYS.enter);
  await browser.runAsync(`
    setTimeout(() => { throw new Error("nobody catches this"); });
    history.pushState({}, "", "/" + Math.random());
    await new Promise((resolve) => setTimeout(resolve));
    scrollTo(0, 500);
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));`);
}

for (const hasNavigation of [true, false]) {
  const how = hasNavigation ? "" : ", without a Navigation API";
  inEachEngine(`shutdown() leaves nothing on the page${how}`, async (stage) => {
    const { browser, collector } = stage;
    const hide =
      `<script>Object.defineProperty(window, "navigation", { value: undefined });</script>`;
    const isThere = await browser.run(`return "navigation" in window`) === true;
    if (hasNavigation && !isThere) console.log(`skipped: ${browser.engine} has no Navigation API`);
    await openPage(
      stage,
      "page",
      trackerPage(collector, {
        options: { ...ALL_TRACKERS, autoTrackWebVitals: true },
        code: `webVitals: () => Promise.resolve({})`,
        body: hasNavigation ? BODY : hide + BODY,
        script: SCRIPT,
      }),
    );
    await actAll(stage);
    const made = await browser.run("return addedEver()");
    assert(typeof made === "number" && made > 15, `only ${made} listeners and timers`);
    await browser.runAsync("await metrics.shutdown()");
    assertEquals(await browser.run("return leftovers()"), []);
    const own =
      `return ["pushState", "replaceState"].filter((name) => Object.hasOwn(history, name))`;
    assertEquals(await browser.run(own), []);
    await collector.quiet();
    const names = new Set(arrivedEvents(collector).map(({ name }) => name));
    for (const name of ["click", "error", "form_submit", "pageview"]) assert(names.has(name), name);
    const before = arrivedEvents(collector).length;
    const tracked = await browser.run("return metrics.stats().tracked");
    await actAll(stage);
    await collector.quiet();
    assertEquals(await browser.run("return metrics.stats().tracked"), tracked);
    assertEquals(arrivedEvents(collector).length, before);
  });
}

/** For a page: `play(arrange, act)` arranges, starts a client, acts, shuts down, and says what came of it. */
const HISTORY = `
const original = History.prototype.pushState;
let path = 0;
const routes = { ...options, autoTrackRouteChanges: true, consent: "pending" };
window.play = async (arrange, act) => {
  const calls = [];
  const other = (inner, result) => function (...args) {
    calls.push([this === history, args.length, args[0]]);
    Reflect.apply(inner, this, args);
    return result;
  };
  arrange(other);
  const before = Object.getOwnPropertyDescriptor(history, "pushState");
  const client = createMetricsClient("mtr_history", { ...routes, storageKey: "history" + path });
  let result;
  try {
    result = act(other);
    result ??= history.pushState("state", "", "/path" + ++path);
  } catch (error) { result = error.name; }
  const told = client.pending;
  const theirs = history.pushState;
  await client.shutdown();
  const after = Object.getOwnPropertyDescriptor(history, "pushState");
  const isBack = before?.value === after?.value && before?.enumerable === after?.enumerable;
  const isTheirs = history.pushState === theirs;
  try { history.pushState("later", "", "/path" + ++path); } catch {}
  const lateCalls = client.stats().tracked;
  delete history.pushState;
  History.prototype.pushState = original;
  return { result: result ?? null, told, isBack, isTheirs, calls, isInert: lateCalls === client.stats().tracked };
};`;

/** What a page's patch of `history.pushState` saw: the call during the client's life, and the one after. */
const SEEN = [[true, 3, "state"], [true, 3, "later"]];

const none = "() => {}";
const own = "(other) => { history.pushState = other(history.pushState, 42); }";
const onPrototype =
  "(other) => { History.prototype.pushState = other(History.prototype.pushState, 42); }";

inEachEngine("a page's history works as if nobody watched it", async (stage) => {
  const { browser, collector } = stage;
  await openPage(
    stage,
    "page",
    trackerPage(collector, {
      body: `<script>Object.defineProperty(window, "navigation", { value: undefined });</script>`,
      script: HISTORY,
    }),
  );
  const play = async (arrange: string, act: string) =>
    await browser.runAsync(
      `
      const { isTheirs, ...rest } = await window.play(eval(args[0]), eval(args[1]));
      return { ...rest, isTheirs };`,
      arrange,
      act,
    );
  const good = { result: null, told: 1, isBack: true, isTheirs: false, isInert: true };
  assertEquals(await play(none, none), { ...good, calls: [] }, "untouched");
  const patched = { ...good, result: 42, calls: SEEN };
  assertEquals(await play(own, none), patched, "patched before");
  assertEquals(await play(onPrototype, none), patched, "its prototype patched before");
  assertEquals(await play(none, onPrototype), patched, "its prototype patched after");
  const left = { ...patched, isBack: false, isTheirs: true };
  assertEquals(await play(none, own), left, "patched after");
  assertEquals(
    await play(own, own),
    { ...left, calls: SEEN.flatMap((call) => [call, call]) },
    "patched twice",
  );
  const foreign = `() => history.pushState({}, "", "https://else.example/")`;
  assertEquals(
    await play(none, foreign),
    { ...good, result: "SecurityError", told: 0, calls: [] },
    "throws",
  );
  const removed = { ...good, result: "TypeError", told: 0, isTheirs: true, calls: [] };
  assertEquals(await play("() => { history.pushState = undefined; }", none), removed, "removed");
  const frozen = { ...good, told: 0, isTheirs: true, calls: [] };
  assertEquals(await play("() => { Object.freeze(history); }", none), frozen, "frozen");
});
