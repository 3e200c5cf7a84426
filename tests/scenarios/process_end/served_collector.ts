/**
 * A collector on a socket of this machine, for processes that really send.
 *
 * @module
 */
import { type Collector, createCollector } from "@tidings/sdk/testing";
import { until } from "./run_child.ts";

/** A collector that listens. */
export interface ServedCollector extends AsyncDisposable {
  /** What decides and keeps. */
  readonly collector: Collector;
  /** What a client is given as `endpoint`. */
  readonly endpoint: string;
  /** The numbers that the accepted events bear, in order of arrival. */
  numbers(): number[];
  /** Resolves when so many requests have arrived. */
  requested(count: number): Promise<void>;
}

/** Lets a new collector listen that accepts these keys. */
export function serveCollector(...apiKey: string[]): ServedCollector {
  const collector = createCollector({ apiKey: apiKey.length > 0 ? apiKey : "test-key" });
  const closing = new AbortController();
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, signal: closing.signal, onListen() {} },
    collector.fetch,
  );
  return {
    collector,
    endpoint: `http://127.0.0.1:${server.addr.port}`,
    numbers: () => collector.events.map(({ properties }) => Number(properties?.["n"])),
    requested: (count) =>
      until(
        () => collector.requests.length >= count,
        () => `Only ${collector.requests.length} of ${count} requests arrived`,
      ),
    [Symbol.asyncDispose]: async () => {
      // Not `shutdown()`: that would wait for the requests that hang.
      closing.abort();
      await server.finished;
    },
  };
}
