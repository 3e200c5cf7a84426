/**
 * A script whose process learns at its end that there is more to do: at the end after the one at which
 * the client could not deliver, it tracks again.
 *
 * @module
 */
import { createClient, pause, process, say, trackAll } from "./child.ts";

let ends = 0;
const client = createClient();
trackAll(client);
process.on("beforeExit", async () => {
  ends++;
  say(`end ${ends}`);
  if (ends !== 2) return;
  await pause(1);
  client.track({ eventName: "revived", anonymousId: "anon-1" });
});
