/**
 * The server client for Node.
 *
 * @module
 */
import { onNodeProcessEnd } from "../../runtime/node/node_process_end.ts";
import type { AnyEvents, EventMap } from "../event_map.ts";
import { InslyticNode as AnyInslyticNode } from "../inslytic_node.ts";
import { chooseProcessEnd } from "../process_end_of.ts";

/**
 * Tracks events on a server and gets them to an Inslytic API: in batches, in the background, with
 * retries, within bounds, and with books that say what became of each.
 *
 * The client of `@tidings/sdk`, with the process given to it by `node:process` instead of the global
 * `process`. After construction no method throws or rejects, whatever it is given.
 *
 * @example Track, and deliver before the program ends
 * ```ts
 * import { InslyticNode } from "@tidings/sdk/node";
 * import { createCollector } from "@tidings/sdk/testing";
 *
 * const collector = createCollector(); // stands in for the API
 * const inslytic = new InslyticNode({ apiKey: "test-key", fetch: collector.fetch });
 * inslytic.track({ eventName: "invoice_paid", anonymousId: "anon-1" });
 * const { delivered, pending } = await inslytic.shutdown();
 * console.assert(delivered === 1 && pending === 0);
 * ```
 *
 * @typeParam Events A map from event names to their properties; any name is allowed without one.
 */
export class InslyticNode<Events extends EventMap<Events> = AnyEvents>
  extends AnyInslyticNode<Events> {
  static {
    // A bundler that makes names short leaves this one, which people see in what they log.
    Object.defineProperty(this, "name", { value: "InslyticNode" });
    chooseProcessEnd(this, onNodeProcessEnd);
  }
}
