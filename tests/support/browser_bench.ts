/**
 * A browser client, its page, its collector and its clock, with everything that the client says recorded.
 *
 * @module
 */
import {
  createMetricsClient,
  type Drop,
  type MetricsClient,
  type MetricsClientOptions,
  type Problem,
} from "@tidings/sdk/browser";
import { FakeClock } from "@tidings/sdk/testing";
import { assertEquals } from "@std/assert";
import { type FakePage, type FakePageOptions, installFakePage } from "./fake_page.ts";
import { assertBalanced } from "./test_bench.ts";

/** What a test works with. */
export interface BrowserBench {
  readonly clock: FakeClock;
  readonly page: FakePage;
  readonly client: MetricsClient;
  readonly warnings: string[];
  readonly drops: Drop[];
  readonly problems: Problem[];
  /** The options of the client, to make another like it. */
  readonly options: MetricsClientOptions;
  /** Tracks events named e1, e2 …, going on from the last call. */
  track(count: number): void;
  /** When each request began, in milliseconds since the start. */
  times(): number[];
  /** How many events each request held. */
  sizes(): number[];
  /** The names of the events of each request. */
  names(): string[][];
  /** Sends what waits, and returns all that has arrived. */
  deliver(): Promise<FakePage["events"]>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** The key of every test's client. */
export const BROWSER_KEY = "mtr_test-key-1234567890";

/** Makes a bench. No real time passes on it. */
export function createBrowserBench(
  options: MetricsClientOptions = {},
  pageOptions: FakePageOptions = {},
): BrowserBench {
  const clock = pageOptions.clock ?? new FakeClock({ settle: settleLong });
  const page = installFakePage({ ...pageOptions, clock });
  const warnings: string[] = [];
  const drops: Drop[] = [];
  const problems: Problem[] = [];
  const all: MetricsClientOptions = {
    fetch: page.fetch,
    clock,
    logger: { warn: (line) => void warnings.push(line) },
    onDrop: (drop) => void drops.push(drop),
    onError: (problem) => void problems.push(problem),
    ...options,
  };
  const client = createMetricsClient(BROWSER_KEY, all);
  let tracked = 0;
  return {
    clock,
    page,
    client,
    warnings,
    drops,
    problems,
    options: all,
    track: (count) => {
      for (let i = 0; i < count; i++) client.track(`e${++tracked}`);
    },
    times: () => page.received.map(({ atMs }) => atMs),
    sizes: () => page.received.map(({ events }) => events.length),
    names: () => page.received.map(({ events }) => events.map(({ name }) => name)),
    deliver: async () => {
      const flushed = client.flush();
      await clock.advance(0);
      await flushed;
      return page.events;
    },
    [Symbol.asyncDispose]: async () => {
      const end = client.shutdown();
      await clock.advance(5_000);
      await end;
      assertBalanced(client.stats());
      assertEquals(clock.timers, 0, "timers are left after shutdown()");
      assertEquals([...page.listeners], [], "listeners are left after shutdown()");
      page[Symbol.dispose]();
    },
  };
}

/** So many promise turns that many requests, one after the other, are answered at one instant. */
async function settleLong(): Promise<void> {
  for (let turn = 0; turn < 2_000; turn++) await undefined;
}
