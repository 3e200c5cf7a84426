/**
 * Tracks an event with the client of each entry, those of servers to the collector whose address they are
 * given, and says what became of them.
 *
 * @module
 */
import process from "node:process";
import { InslyticNode, VERSION } from "@tidings/sdk";
import { createMetricsClient } from "@tidings/sdk/browser";
import { InslyticNode as NodeClient } from "@tidings/sdk/node";
import { createCollector } from "@tidings/sdk/testing";

const [, , endpoint = ""] = process.argv;

const main = new InslyticNode({ apiKey: "test-key", endpoint });
main.track({ eventName: "from_main", anonymousId: "anon-1", properties: { version: VERSION } });
const mainResult = await main.shutdown();

const node = new NodeClient({ apiKey: "test-key", endpoint });
node.track({ eventName: "from_node", anonymousId: "anon-1" });
const nodeResult = await node.shutdown();

const collector = createCollector({ apiKey: "test-key" });
const tested = new InslyticNode({ apiKey: "test-key", fetch: collector.fetch });
tested.track({ eventName: "from_testing", anonymousId: "anon-1" });
const testedResult = await tested.shutdown();

// There is no page here: this client takes events and does nothing.
const inert = createMetricsClient("mtr_test-key");
const inertId = inert.track("from_browser");
await inert.shutdown();

const inMemory = collector.eventNames();
console.log(JSON.stringify({ VERSION, mainResult, nodeResult, testedResult, inertId, inMemory }));
