/**
 * A client, a collector and a clock that belong together, with everything that the client says recorded.
 *
 * @module
 */
import {
  type Drop,
  InslyticNode,
  type InslyticNodeOptions,
  type Problem,
  type Stats,
} from "@tidings/sdk";
import { type Collector, createCollector, FakeClock } from "@tidings/sdk/testing";
import { assertEquals } from "@std/assert";

/** What a test works with. */
export interface TestBench {
  readonly clock: FakeClock;
  readonly collector: Collector;
  readonly client: InslyticNode;
  readonly warnings: string[];
  readonly debugLines: string[];
  readonly drops: Drop[];
  readonly problems: Problem[];
  /** Tracks events named e1, e2 …, going on from the last call. */
  track(count: number): void;
  /** When each request began, in milliseconds since the start. */
  times(): number[];
  /** How many events each request held. */
  sizes(): number[];
  [Symbol.asyncDispose](): Promise<void>;
}

/** The key of every test's client. */
export const TEST_KEY = "test-key-1234567890";

/** Makes a bench. No real time passes on it. */
export function createTestBench(options: Partial<InslyticNodeOptions> = {}): TestBench {
  const clock = new FakeClock({ settle: settleLong });
  const collector = createCollector({ clock, apiKey: TEST_KEY });
  const warnings: string[] = [];
  const debugLines: string[] = [];
  const drops: Drop[] = [];
  const problems: Problem[] = [];
  const client = new InslyticNode({
    apiKey: TEST_KEY,
    fetch: collector.fetch,
    clock,
    logger: {
      warn: (line) => void warnings.push(line),
      debug: (line) => void debugLines.push(line),
    },
    onDrop: (drop) => void drops.push(drop),
    onError: (problem) => void problems.push(problem),
    ...options,
  });
  let tracked = 0;
  return {
    clock,
    collector,
    client,
    warnings,
    debugLines,
    drops,
    problems,
    track: (count) => {
      for (let i = 0; i < count; i++) {
        client.track({ eventName: `e${++tracked}`, anonymousId: "anon-1" });
      }
    },
    times: () => collector.requests.map((request) => request.atMs),
    sizes: () => collector.requests.map((request) => request.events?.length ?? 0),
    [Symbol.asyncDispose]: async () => {
      const end = client.shutdown({ timeoutMs: 0 });
      await clock.advance(0);
      await end;
      assertBalanced(client.stats());
      assertEquals(clock.timers, 0, "timers are left after shutdown()");
      assertEquals(clock.keepAlives, 0, "the process is still held after shutdown()");
    },
  };
}

/**
 * So many promise turns that a thousand requests, one after the other, are answered at one instant. Not
 * a turn of the event loop: a hook that causes what it is told about would never let that come.
 */
async function settleLong(): Promise<void> {
  for (let turn = 0; turn < 20_000; turn++) await undefined;
}

/** The names e`from` to e`to`. */
export function names(from: number, to: number): string[] {
  return Array.from({ length: to - from + 1 }, (_, i) => `e${from + i}`);
}

/** Every event is in exactly one column of the books. */
export function assertBalanced(stats: Stats): void {
  const { tracked, restored, delivered, handedOver, dropped, queued, inFlight } = stats;
  const lost = Object.values(dropped).reduce((sum, count) => sum + count, 0);
  assertEquals(tracked + restored, delivered + handedOver + lost + queued + inFlight);
}

/** Whether a promise has settled by now. */
export async function hasSettled(promise: Promise<unknown>): Promise<boolean> {
  const pending = Symbol("pending");
  return await Promise.race([promise, Promise.resolve(pending)]) !== pending;
}
