/**
 * Which release this is.
 *
 * @module
 */

/**
 * The version of this package, as in `0.1.0`.
 *
 * @example Say which release sent an event
 * ```ts
 * import { InslyticNode, VERSION } from "@tidings/sdk";
 * import { createCollector } from "@tidings/sdk/testing";
 * import { assertEquals, assertMatch } from "@std/assert";
 *
 * const collector = createCollector(); // stands in for the API
 * await using inslytic = new InslyticNode({
 *   apiKey: "test-key",
 *   fetch: collector.fetch,
 *   beforeSend: (event) => ({ ...event, properties: { ...event.properties, sdk: VERSION } }),
 * });
 * inslytic.track({ eventName: "invoice_paid", anonymousId: "anon-1" });
 * await inslytic.flush();
 * assertEquals(collector.events[0]?.properties, { sdk: VERSION });
 * assertMatch(VERSION, /^\d+\.\d+\.\d+/);
 * ```
 */
export const VERSION = "0.1.0";
