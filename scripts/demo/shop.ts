/**
 * The shop's process. It listens to no signal: SIGTERM is left to the SDK, which delivers what waits and
 * then lets the signal end the process.
 *
 * Arguments: the collector's address, the ledger's path, where browsers send their events, the path of the
 * pages' script or nothing, and "ledger" if the pages keep one.
 *
 * @module
 */
import { LOOPBACK } from "./agreement.ts";
import { openLedger } from "./ledger.ts";
import { commands, say } from "./messages.ts";
import { ShopTracker } from "./shop_events.ts";
import { Shop } from "./shop_routes.ts";

/** How often the client's books go into the ledger. */
const STATS_INTERVAL_MS = 100;

if (import.meta.main) {
  const [endpoint = "", ledger = "", collect = "", scriptPath = "", keeps = ""] = Deno.args;
  const tracker = new ShopTracker(endpoint, openLedger(ledger));
  const shop = new Shop(tracker, {
    endpoint: collect,
    hasLedger: keeps === "ledger",
    script: scriptPath === "" ? "" : Deno.readTextFileSync(scriptPath),
  });
  setInterval(() => tracker.stats(), STATS_INTERVAL_MS);
  Deno.serve({
    hostname: LOOPBACK,
    port: 0,
    onListen: ({ port }) => say({ kind: "ready", port }),
  }, (request) => shop.answer(request));
  // Nobody commands a shop, but when the line closes the conductor has gone.
  for await (const _ of commands());
  Deno.exit(1);
}
