/**
 * A service without signal listeners of its own: tracks, then runs until it is told to end.
 *
 * @module
 */
import { config, countListeners, createClient, say, stayAlive, trackAll } from "./child.ts";

const client = createClient();
trackAll(client);
stayAlive();
if (config.variant === "after shutdown") {
  await client.shutdown();
}
say(`listeners ${countListeners()}`);
say("ready");
