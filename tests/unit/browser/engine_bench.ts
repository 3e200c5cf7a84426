/**
 * A browser client on a fake page and clock, and a server that answers as it is told: what a test sees of
 * the engine from outside. The books are checked at every step and in every call back.
 *
 * @module
 */
import {
  createMetricsClient,
  type Drop,
  type FetchLike,
  type FlushResult,
  type MetricsClient,
  type MetricsClientOptions,
  type Problem,
} from "@tidings/sdk/browser";
import { FakeClock } from "@tidings/sdk/testing";
import { assert, assertEquals } from "@std/assert";
import { type FakePage, installFakePage } from "../../support/fake_page.ts";
import { assertBalanced } from "../../support/test_bench.ts";

/** What a server answers: a status, 0 for no answer, or more than that. */
export type Reply = number | {
  readonly status: number;
  readonly text?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** How long it takes. */
  readonly afterMs?: number;
};

/** One request as the server sees it. */
export interface Asked {
  /** From 1. */
  readonly number: number;
  readonly atMs: number;
  readonly names: readonly string[];
  readonly bytes: number;
}

/** What a test works with. */
export interface EngineBench {
  readonly clock: FakeClock;
  readonly page: FakePage;
  readonly client: MetricsClient;
  readonly asked: Asked[];
  /** Names of the events that the server took, in order. */
  readonly arrived: string[];
  readonly drops: Drop[];
  readonly problems: Problem[];
  readonly warnings: string[];
  /** What the server answers from now on. */
  reply: (asked: Asked) => Reply;
  /** Tracks events named e1, e2 …, going on from the last call; returns their names. */
  track(count: number, padBytes?: number): string[];
  /** Lets time pass, in steps, with balanced books after each. */
  pass(ms: number, stepMs?: number): Promise<void>;
  /** When each request began. */
  times(): number[];
  /** Calls flush() and lets at most so much time pass. Says when it was over, and with what. */
  flush(withinMs: number): Promise<{ afterMs: number; result: FlushResult }>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** How long an answer takes. */
export const ANSWER_MS = 1;

/** The key of the client. */
export const KEY = "mtr_engine-key-1234567890";

/** Makes a bench. */
export function createEngineBench(options: MetricsClientOptions = {}): EngineBench {
  const clock = new FakeClock({ settle: "microtasks" });
  const page = installFakePage({ clock });
  const lists = {
    asked: [] as Asked[],
    arrived: [] as string[],
    drops: [] as Drop[],
    problems: [] as Problem[],
    warnings: [] as string[],
  };
  let tracked = 0;
  const check = (): void => assertBalanced(bench.client.stats());
  const bench: EngineBench = {
    ...lists,
    clock,
    page,
    reply: () => 202,
    client: createMetricsClient(KEY, {
      clock,
      // The device says nothing of the engine.
      enrichDeviceInfo: false,
      fetch: serve(clock, lists.asked, (asked) => {
        check();
        return bench.reply(asked);
      }, lists.arrived),
      logger: { warn: (line) => void lists.warnings.push(line) },
      onDrop: (drop) => void (check(), lists.drops.push(drop)),
      onError: (problem) => void (check(), lists.problems.push(problem)),
      ...options,
    }),
    track: (count, padBytes = 0) =>
      Array.from({ length: count }, () => {
        const name = `e${++tracked}`;
        bench.client.track(name, { metadata: { pad: "x".repeat(padBytes) } });
        check();
        return name;
      }),
    pass: async (ms, stepMs = 250) => {
      for (let left = ms; left > 0; left -= stepMs) {
        await clock.advance(Math.min(stepMs, left));
        check();
      }
    },
    times: () => lists.asked.map(({ atMs }) => atMs),
    flush: (withinMs) => passUntilOver(bench, bench.client.flush(), withinMs),
    [Symbol.asyncDispose]: async () => {
      const end = bench.client.shutdown();
      await clock.advance(400_000);
      await end;
      check();
      assertEquals(clock.timers, 0, "timers are left after shutdown()");
      assertEquals([...page.listeners], [], "listeners are left after shutdown()");
      page[Symbol.dispose]();
    },
  };
  return bench;
}

/** Lets time pass until a promise is settled; says when that was. */
export async function passUntilOver(
  bench: EngineBench,
  promise: Promise<FlushResult>,
  withinMs: number,
): Promise<{ afterMs: number; result: FlushResult }> {
  const from = bench.clock.now();
  let result: FlushResult | undefined;
  void promise.then((settled) => result = settled);
  await bench.clock.advance(0);
  while (result === undefined && bench.clock.now() - from < withinMs) await bench.pass(50, 50);
  assert(result !== undefined, `not over after ${withinMs} ms`);
  return { afterMs: bench.clock.now() - from, result };
}

/** The server. At most one request is open at any time, and none is open for longer than it may. */
function serve(
  clock: FakeClock,
  all: Asked[],
  reply: (asked: Asked) => Reply,
  arrived: string[],
): FetchLike {
  let open = 0;
  return async (_url, { body, signal }) => {
    assertEquals(++open, 1, "two requests at once");
    const { events } = JSON.parse(body) as { events: { name: string }[] };
    const names = events.map(({ name }) => name);
    const bytes = new TextEncoder().encode(body).length;
    const asked = { number: all.length + 1, atMs: clock.now(), names, bytes };
    all.push(asked);
    const given = reply(asked);
    const { status, text = "", headers = {}, afterMs = ANSWER_MS } = typeof given === "number"
      ? { status: given }
      : given;
    if (status >= 200 && status < 300) arrived.push(...names);
    const isOver = await new Promise<boolean>((resolve) => {
      const stop = clock.setTimer(() => resolve(true), afterMs);
      signal.addEventListener("abort", () => (stop(), resolve(false)));
    });
    open--;
    if (!isOver || status === 0) throw new TypeError("failed to fetch");
    return {
      status,
      headers: { get: (name) => headers[name.toLowerCase()] ?? null },
      body: new Response(text).body,
    };
  };
}
