/**
 * A collector on a socket of this machine, for processes that really send.
 *
 * @module
 */
import { type Collector, createCollector } from "@tidings/sdk/testing";
import { serve, type Served } from "../../support/serve.ts";
import { until } from "../../support/until.ts";

/** A collector that listens. */
export interface ServedCollector extends Served {
  /** What decides and keeps. */
  readonly collector: Collector;
  /** The numbers that the accepted events bear, in order of arrival. */
  numbers(): number[];
  /** Resolves when so many requests have arrived. */
  requested(count: number): Promise<void>;
}

/** Lets a new collector listen that accepts these keys. */
export async function serveCollector(...apiKey: string[]): Promise<ServedCollector> {
  const collector = createCollector({ apiKey: apiKey.length > 0 ? apiKey : "test-key" });
  return {
    ...await serve(collector.fetch),
    collector,
    numbers: () => collector.events.map(({ properties }) => Number(properties?.["n"])),
    requested: (count) =>
      until(
        () => collector.requests.length >= count,
        () => `Only ${collector.requests.length} of ${count} requests arrived`,
      ),
  };
}
