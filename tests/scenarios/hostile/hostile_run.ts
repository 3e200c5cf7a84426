/**
 * Hands hostile values to a client, each between two good events, and counts what must never happen.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import type { InslyticNode, InslyticNodeOptions } from "@tidings/sdk";
import { assertBalanced, createTestBench, TEST_KEY } from "../../support/test_bench.ts";

/** What came of it. Every list but the first two must be empty. */
export interface Tally {
  payloads: number;
  sent: number;
  readonly refused: Record<string, number>;
  readonly throws: string[];
  readonly unhandled: string[];
  readonly neighboursChanged: string[];
  readonly leaks: string[];
  /** Books that do not balance, answers other than 202, events that are neither sent nor refused. */
  readonly faults: string[];
}

/** A tally of nothing. */
export function createTally(): Tally {
  return {
    payloads: 0,
    sent: 0,
    refused: {},
    throws: [],
    unhandled: [],
    neighboursChanged: [],
    leaks: [],
    faults: [],
  };
}

/** Demands that nothing went wrong. The first findings of each kind are shown. */
export function assertClean(tally: Tally): void {
  const { throws, unhandled, neighboursChanged, leaks, faults } = tally;
  const all = { throws, unhandled, neighboursChanged, leaks, faults };
  const shown = Object.entries(all).map(([kind, list]) => [kind, list.slice(0, 20)]);
  const clean = Object.keys(all).map((kind) => [kind, []]);
  assertEquals(Object.fromEntries(shown), Object.fromEntries(clean));
}

/** A tally in one line. */
export function tallyLine(tally: Tally): string {
  const refused = Object.entries(tally.refused).map(([reason, count]) => `${reason} ${count}`);
  return `${tally.payloads} payloads: ${tally.sent} sent, refused: ${refused.join(", ")}; ` +
    `${tally.throws.length} throws, ${tally.unhandled.length} unhandled rejections, ` +
    `${tally.neighboursChanged.length} neighbours changed, ${tally.leaks.length} key leaks`;
}

/** A good event, whose neighbour is hostile. */
export const neighbour = (side: "before" | "after", index: number) => ({
  eventName: `${side} ${index}`,
  anonymousId: "anon-1",
  properties: { amount: "12.50" },
});

/** A good event as it must arrive, as JSON text. */
const asSent = (side: "before" | "after", index: number): string =>
  JSON.stringify({
    eventName: `${side} ${index}`,
    timestamp: "2026-01-01T00:00:00.000Z",
    anonymousId: "anon-1",
    sessionId: "",
    consentGiven: true,
    properties: { amount: "12.50" },
  });

/** Calls a method with arguments that its type does not allow. */
export function call(
  client: InslyticNode,
  method: keyof InslyticNode,
  ...args: unknown[]
): unknown {
  return Reflect.apply(client[method] as () => unknown, client, args);
}

/** What a hostile value could have changed for everybody. */
export function globalShape(): string {
  const shared = [
    ...[Object, Array, String, Function, Number, Boolean, Symbol, BigInt, Date, RegExp],
    ...[Map, Set, WeakMap, WeakSet, Promise, Error, TypeError, Uint8Array, ArrayBuffer],
  ];
  const shape = shared.map((maker) =>
    [maker, maker.prototype].map((owner) =>
      Reflect.ownKeys(owner).map((key) => {
        const { value, get, set } = Reflect.getOwnPropertyDescriptor(owner, key) ?? {};
        return `${String(key)}:${[value, get, set].map((member) => typeof member)}`;
      })
    )
  );
  const polluted = Reflect.get({}, "polluted");
  return JSON.stringify([shape, Reflect.ownKeys(JSON).map(String), String(polluted)]);
}

/** Whether a text holds the key, as it is or as JSON or a URL writes it. */
export function holdsKey(text: string): boolean {
  return text.includes(TEST_KEY) || text.includes(encodeURIComponent(TEST_KEY));
}

/** Runs a test with nobody's rejection or exception unnoticed. */
export async function noticing(tally: Tally, run: () => Promise<void>): Promise<void> {
  const notice = (event: Event): void => {
    event.preventDefault();
    const what = event instanceof PromiseRejectionEvent ? event.reason : event;
    tally.unhandled.push(safeText(what));
  };
  const before = globalShape();
  globalThis.addEventListener("unhandledrejection", notice);
  globalThis.addEventListener("error", notice);
  try {
    await run();
    // A rejection counts as unhandled when its turn of the event loop is over.
    for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setTimeout(resolve, 0));
  } finally {
    globalThis.removeEventListener("unhandledrejection", notice);
    globalThis.removeEventListener("error", notice);
  }
  if (globalShape() !== before) tally.faults.push("a prototype was changed");
}

/** A text for whatever was thrown. */
export function safeText(value: unknown): string {
  try {
    if (value instanceof Error) return `${value.name}: ${value.message}`.slice(0, 1_000);
    // The text of an array is that of all its members, and may take minutes.
    return typeof value === "object" ? "an object" : String(value).slice(0, 1_000);
  } catch {
    return "what cannot be read";
  }
}

/** Tries one payload. */
export type Attempt = (client: InslyticNode) => unknown;

/** A client under attack. */
export interface HostileRun {
  readonly client: InslyticNode;
  /** Tries a payload between two good events. */
  readonly attempt: (what: () => string, attempt: Attempt) => void;
  /** Sends all that waits, and looks at everything that came of it. */
  readonly finish: () => Promise<void>;
}

/** Room for all that a test tracks, sent when it says so. */
const ROOMY = { flushInterval: 0, maxBatchSize: 1_000, maxQueueSize: 1_000_000 };

/** Makes a client whose every word is looked at in the end. */
export function createHostileRun(
  tally: Tally,
  options: Partial<InslyticNodeOptions> = {},
): HostileRun {
  const bench = createTestBench({ ...ROOMY, maxQueueBytes: 2 ** 30, debug: true, ...options });
  const { client, clock, collector } = bench;
  let count = 0;
  const attempt = (what: () => string, run: Attempt): void => {
    client.track(neighbour("before", count));
    const { tracked } = client.stats();
    try {
      const id = run(client);
      if (id !== null && typeof id !== "string") tally.faults.push(`${what()}: returned no id`);
    } catch (error) {
      tally.throws.push(`${what()}: ${safeText(error)}`);
    }
    if (client.stats().tracked <= tracked) tally.faults.push(`${what()}: not counted`);
    client.track(neighbour("after", count));
    count++;
  };
  const finish = async (): Promise<void> => {
    const waiting = client.pending;
    const flushed = client.flush();
    await clock.advance(0);
    await flushed;
    const { dropped, delivered } = client.stats();
    const lost = Object.values(dropped).reduce((sum, lost) => sum + lost, 0);
    tally.payloads += count;
    tally.sent += delivered - 2 * count;
    for (const [reason, lost] of Object.entries(dropped)) {
      tally.refused[reason] = (tally.refused[reason] ?? 0) + lost;
    }
    assertBalanced(client.stats());
    assertEquals(client.pending, 0, "events are left");
    assertEquals(bench.drops.length, lost, "onDrop is not told of every loss");
    assertEquals(collector.events.length, waiting, "events were lost on the way");
    for (const { status } of collector.requests) {
      if (status !== 202) tally.faults.push(`a request was answered with ${status}`);
    }
    findChangedNeighbours(tally, collector.events, count);
    findLeaks(tally, [...words(bench), ...collector.requests.map(({ body }) => body)]);
    await bench[Symbol.asyncDispose]();
  };
  return { client, attempt, finish };
}

/** Good events that did not arrive as they were tracked, or not in their order. */
function findChangedNeighbours(
  tally: Tally,
  events: readonly { readonly eventName: string }[],
  count: number,
): void {
  const good = events.filter(({ eventName }) => /^(before|after) \d+$/.test(eventName));
  for (let index = 0; index < count; index++) {
    for (const [at, side] of (["before", "after"] as const).entries()) {
      const actual = JSON.stringify(good[2 * index + at]);
      if (actual !== asSent(side, index)) {
        tally.neighboursChanged.push(`${side} ${index}: ${actual?.slice(0, 200)}`);
      }
    }
  }
  if (good.length !== 2 * count) tally.faults.push("a payload looks like a good event");
}

/** Adds each text that holds the key. */
export function findLeaks(tally: Tally, texts: readonly string[]): void {
  for (const text of texts) if (holdsKey(text)) tally.leaks.push(text.slice(0, 300));
}

/** All that a client said. */
export function words(bench: ReturnType<typeof createTestBench>): string[] {
  const { warnings, debugLines, drops, problems, client } = bench;
  const told = [...drops, ...problems].map((one) => JSON.stringify(one));
  return [...warnings, ...debugLines, ...told, JSON.stringify(client), Deno.inspect(client)];
}
