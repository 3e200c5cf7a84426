/**
 * A script that awaits `flush()` or `shutdown()`, at its top level or in a function that nobody awaits:
 * nothing else keeps it alive. Some runtimes wait for a top-level await of their own accord.
 *
 * @module
 */
import { config, countListeners, createClient, say, trackAll } from "./child.ts";

const [method, place] = config.variant.split(" | ");

async function main(): Promise<void> {
  const client = createClient();
  trackAll(client);
  const result = await (method === "shutdown" ? client.shutdown() : client.flush());
  say(JSON.stringify(result));
  say(`listeners ${countListeners()}`);
  say("end");
}

if (place === "in a function") void main();
else await main();
