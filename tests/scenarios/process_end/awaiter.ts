/**
 * A script that awaits `flush()` or `shutdown()` at its top level: nothing else keeps it alive.
 *
 * @module
 */
import { config, countListeners, createClient, say, trackAll } from "./child.ts";

const client = createClient();
trackAll(client);
const result = await (config.variant === "shutdown" ? client.shutdown() : client.flush());
say(JSON.stringify(result));
say(`listeners ${countListeners()}`);
say("end");
