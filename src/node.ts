/**
 * The server client for Node: all of `@tidings/sdk`, and what only Node has.
 *
 * @example
 * ```ts
 * import { InslyticNode } from "@tidings/sdk/node";
 * import { createCollector } from "@tidings/sdk/testing";
 *
 * const collector = createCollector(); // leave out with a real key
 * await using inslytic = new InslyticNode({ apiKey: "test-key", fetch: collector.fetch });
 * inslytic.track({ eventName: "invoice_paid", anonymousId: "anon-1" });
 * ```
 *
 * @module
 */
export * from "../mod.ts";
export { nodeFetch } from "./runtime/node/node_fetch.ts";
