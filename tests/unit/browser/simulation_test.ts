import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { type Received, type Tab, World } from "./fake_page.ts";

const STEPS = [
  "track",
  "many",
  "hide",
  "show",
  "close",
  "open",
  "freeze",
  "thaw",
  "online",
  "kill",
];

const action = fc.record({
  tab: fc.nat(4),
  step: fc.constantFrom("track", ...STEPS),
  waitMs: fc.constantFrom(0, 0, 1, 50, 150, 250, 3_000),
  status: fc.constantFrom(200, 200, 200, 503, 0),
  doesBeacon: fc.boolean(),
});

/** A server answers so long after it has taken the events. */
const ANSWER_MS = 30;

/** Ids of a tab that were sent, and not answered yet. */
function unanswered(world: World, tab: Tab, sent: readonly Received[]): string[] {
  const since = world.clock.now() - ANSWER_MS;
  return sent.filter(({ by, atMs, tab: sender }) =>
    by === "fetch" && atMs >= since && sender === tab
  ).flatMap(({ ids }) => ids);
}

/** Those that arrived, of a tab that met failures: it keeps its copies while the page goes. */
function distrusted(world: World, tab: Tab): string[] {
  const hasFailed = world.failed.some(({ tab: sender }) => sender === tab);
  return hasFailed ? unanswered(world, tab, world.received) : [];
}

function act(tab: Tab, step: string): string[] {
  if (tab.isFrozen) {
    if (step === "thaw") tab.thaw();
    return [];
  }
  if (step === "track") return [tab.track()];
  if (step === "many") return tab.trackMany(30);
  if (step === "hide") tab.hide();
  if (step === "show") tab.show();
  if (step === "close") tab.close();
  if (step === "freeze") tab.freeze();
  if (step === "online") tab.fire("online");
  if (step === "kill") tab.kill();
  return [];
}

Deno.test("2 to 5 tabs, at random, lose nothing and double only what a crash explains", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 2, max: 5 }),
      fc.array(action, { minLength: 5, maxLength: 40 }),
      fc.boolean(),
      async (count, actions, hasNoLocks) => {
        const world = new World();
        world.answerAfterMs = ANSWER_MS;
        const ids: string[] = [];
        const mayDouble: string[] = [];
        const mayLose: string[] = [];
        const tabs = Array.from({ length: count }, () => world.open({ hasNoLocks }));
        for (const { tab: index, step, waitMs, status, doesBeacon } of actions) {
          const tab = tabs[index % count] as Tab;
          tab.beacon = () => doesBeacon;
          world.status = status;
          if (!tab.isAlive) {
            if (step === "open") tabs[index % count] = world.open({ hasNoLocks });
          } else {
            ids.push(...act(tab, step));
            // A client that is killed cannot know that they arrived.
            if (step === "kill") mayDouble.push(...unanswered(world, tab, world.received));
            if (!tab.isAlive || tab.isFrozen) mayDouble.push(...distrusted(world, tab));
            // One that hides trusts the wire, and a dead one cannot put that right.
            if (!tab.isAlive || tab.isFrozen) mayLose.push(...unanswered(world, tab, world.failed));
          }
          await world.clock.advance(waitMs);
          for (const one of world.tabs) one.assertBalanced();
        }
        world.status = 200;
        for (const tab of tabs) {
          if (!tab.isAlive || tab.isFrozen) continue;
          tab.close();
          mayDouble.push(...distrusted(world, tab));
          mayLose.push(...unanswered(world, tab, world.failed));
        }
        for (let i = 0; i < 2; i++) {
          await world.clock.advance(10_000);
          world.open();
          await world.clock.advance(10_000);
        }
        const arrived = new Set(world.ids);
        assertEquals(ids.filter((id) => !arrived.has(id) && !mayLose.includes(id)), [], "lost");
        const doubled = world.ids.filter((id, at) => world.ids.indexOf(id) !== at);
        assertEquals(doubled.filter((id) => !mayDouble.includes(id)), [], "doubled");
        for (const { by, bytes } of world.received) if (by === "beacon") assert(bytes <= 60_000);
      },
    ),
    { numRuns: 1_000 },
  );
});
