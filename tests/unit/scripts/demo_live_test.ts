import { assert, assertEquals } from "@std/assert";
import type { Seen } from "../../../scripts/demo/arrival.ts";
import {
  LiveLog,
  type LiveMessage,
  MAX_EVENTS,
  MAX_NAMES,
  OTHER_NAMES,
  PLOT_SECONDS,
} from "../../../scripts/demo/live_log.ts";
import { describePlot, pathsOf, roundUp } from "../../../scripts/demo/live/plot.js";
import {
  isBalanced,
  LiveState,
  MAX_COLOURS,
  REST_COLOUR,
} from "../../../scripts/demo/live/state.js";
import { emptyStats } from "../../../scripts/demo/page_books.ts";

const NOW_MS = 1_700_000_000_500;

function seen(...names: string[]): Seen[] {
  return names.map((name) => ({ id: null, name, user: "u", detail: "" }));
}

function snapshotOf(log: LiveLog): LiveMessage & { type: "snapshot" } {
  const message = log.snapshot();
  assert(message.type === "snapshot");
  return message;
}

Deno.test("who opens the live view late sees the same counts and events as who was there", () => {
  const log = new LiveLog();
  const early = new LiveState();
  early.take(log.snapshot());
  early.take(log.add("server", seen("a", "b", "a"), NOW_MS));
  early.take(log.add("browser", seen("b"), NOW_MS + 1_000));
  const late = new LiveState();
  late.take(log.snapshot());
  for (const state of [early, late]) {
    assertEquals(state.counts(""), [
      { name: "a", server: 2, browser: 0 },
      { name: "b", server: 1, browser: 1 },
    ]);
    assertEquals(state.events("").map(({ seq }: { seq: number }) => seq), [4, 3, 2, 1]);
    assertEquals(state.series(NOW_MS + 1_000, "").total, 4);
  }
});

Deno.test("the live view's memory is bounded in events, names and seconds", () => {
  const log = new LiveLog();
  const state = new LiveState();
  for (let second = 0; second < 3 * PLOT_SECONDS; second++) {
    const names = Array.from({ length: 5 }, (_, index) => `name-${second * 5 + index}`);
    state.take(log.add("server", seen(...names), NOW_MS + second * 1_000));
  }
  const { totals, seconds, events } = snapshotOf(log);
  assertEquals(events.length, MAX_EVENTS);
  assertEquals(seconds.length, PLOT_SECONDS);
  assertEquals(totals.length, MAX_NAMES + 1);
  assertEquals(state.events("").length, MAX_EVENTS);
  assertEquals(state.counts("").length, MAX_NAMES + 1);
  const others = totals.find(([name]) => name === OTHER_NAMES);
  assertEquals(others, [OTHER_NAMES, 3 * PLOT_SECONDS * 5 - MAX_NAMES, 0]);
});

Deno.test("clear shows only what comes afterwards, also when the stream begins anew", () => {
  const log = new LiveLog();
  const state = new LiveState();
  state.take(log.snapshot());
  state.take(log.add("server", seen("a", "a"), NOW_MS));
  state.clear(NOW_MS);
  assertEquals([state.counts(""), state.events("")], [[], []]);
  assertEquals(state.series(NOW_MS, "").total, 0);
  state.take(log.add("browser", seen("a"), NOW_MS + 2_000));
  for (const message of [null, log.snapshot()]) {
    if (message !== null) state.take(message);
    assertEquals(state.counts(""), [{ name: "a", server: 0, browser: 1 }]);
    assertEquals(state.events("").length, 1);
    assertEquals(state.series(NOW_MS + 2_000, "").total, 1);
  }
  // Another run of the demo counts anew.
  const next = new LiveLog();
  next.add("server", seen("a"), NOW_MS);
  state.take(next.snapshot());
  assertEquals(state.counts(""), [{ name: "a", server: 1, browser: 0 }]);
});

Deno.test("the filter finds names by a part of them, in large or small letters, everywhere", () => {
  const state = new LiveState();
  state.take(new LiveLog().add("server", seen("Page_viewed", "cart_added"), NOW_MS));
  assertEquals(state.counts(" PAGE").map(({ name }: Seen) => name), ["Page_viewed"]);
  assertEquals(state.events("page").map(({ name }: Seen) => name), ["Page_viewed"]);
  assertEquals(state.series(NOW_MS, "page").bands.map(({ name }: Seen) => name), ["Page_viewed"]);
});

Deno.test("a name that the language itself uses is counted like any other", () => {
  const state = new LiveState();
  const log = new LiveLog();
  state.take(log.add("server", seen("__proto__", "constructor"), NOW_MS));
  assertEquals(state.counts(""), [
    { name: "__proto__", server: 1, browser: 0 },
    { name: "constructor", server: 1, browser: 0 },
  ]);
});

Deno.test("a name keeps its colour while others come and go, and few share the last one", () => {
  const state = new LiveState();
  const log = new LiveLog();
  state.take(log.add("server", seen("a", "b", "b"), NOW_MS));
  const colours = () =>
    new Map<string, number>(
      state.series(NOW_MS, "").bands.map(({ name, colour }: { name: string; colour: number }) =>
        [name, colour] as const
      ),
    );
  const before = colours();
  assertEquals([before.get("b"), before.get("a")], [0, 1]);
  state.take(log.add("server", seen("a", "a", "c"), NOW_MS));
  assertEquals(colours(), new Map([["b", 0], ["a", 1], ["c", 2]]));
  const many = Array.from({ length: 9 }, (_, index) => `z${index}`);
  state.take(log.add("server", seen(...many), NOW_MS));
  const { bands, total } = state.series(NOW_MS, "");
  assertEquals(bands.length, MAX_COLOURS);
  assertEquals(bands.at(-1)?.name, "6 others");
  assertEquals(bands.at(-1)?.colour, REST_COLOUR);
  assertEquals(total, 15);
});

Deno.test("pathsOf() stacks a bar for each second, and none where nothing came", () => {
  const bands = [
    { name: "a", sum: 2, colour: 0, counts: [1, 0, 1] },
    { name: "b", sum: 1, colour: 1, counts: [1, 0, 0] },
  ];
  assertEquals(pathsOf(bands, 2), [
    "M0 50h0.8v50h-0.8zM2 50h0.8v50h-0.8z",
    "M0 0h0.8v50h-0.8z",
  ]);
  assertEquals(
    describePlot(bands, 2, 3),
    "3 events in the last two minutes, at most 2 in a second: a 2, b 1",
  );
  assertEquals([0, 1, 3, 11, 201].map(roundUp), [1, 1, 5, 20, 500]);
});

Deno.test("isBalanced() holds books to their sum", () => {
  const stats = {
    ...emptyStats(),
    tracked: 3,
    delivered: 1,
    handedOver: 1,
    dropped: { overflow: 1 },
  };
  assertEquals(isBalanced(stats), true);
  assertEquals(isBalanced({ ...stats, restored: 1 }), false);
});
