/**
 * A script that uses all there is, for runs in which the runtime allows nothing.
 *
 * @module
 */
import { config, createClient, say, stayAlive, trackAll } from "./child.ts";

const client = createClient();
trackAll(client);
client.identify("u-1", { plan: "pro" });
await client.flush();
if (config.variant === "waits for a signal") {
  stayAlive();
} else {
  await client.shutdown();
}
say(JSON.stringify(client.stats()));
