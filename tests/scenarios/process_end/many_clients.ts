/**
 * A process with as many clients as the parent asks for.
 *
 * @module
 */
import { config, countListeners, createClient, process, say } from "./child.ts";

process.on("warning", (warning) => say(`warning ${warning.name}`));
const clients = Array.from({ length: config.count }, createClient);
say(`with clients ${countListeners()}`);
const last = clients.pop();
await Promise.all(clients.map((client) => client.shutdown()));
say(`with the last one ${countListeners()}`);
await last?.shutdown();
say(`with none ${countListeners()}`);
createClient();
say(`with a new one ${countListeners()}`);
