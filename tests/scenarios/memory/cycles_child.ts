/** Creates, uses and shuts down 10,000 clients against a real server, and prints what they left. */
import process from "node:process";
import { InslyticNode } from "@tidings/sdk";

const [endpoint = ""] = process.argv.slice(2);

const EVENTS = ["SIGTERM", "SIGINT", "beforeExit", "removeListener"];
const countListeners = (): number[] => EVENTS.map((event) => process.listenerCount(event));

// The runtime may have some of its own.
const before = countListeners();
let delivered = 0;
for (let i = 0; i < 10_000; i++) {
  const client = new InslyticNode({ apiKey: "test-key-1234567890", endpoint });
  client.track({ eventName: "e", anonymousId: "a" });
  delivered += (await client.shutdown()).delivered;
}
const listeners = countListeners().map((count, i) => count - (before[i] ?? 0));
const timers = process.getActiveResourcesInfo().filter((name) => name === "Timeout");
console.log(JSON.stringify({ delivered, listeners, timers: timers.length }));
