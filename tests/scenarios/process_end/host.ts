/**
 * A service with a SIGTERM listener of its own, in one of the ways that hosts write them.
 *
 * @module
 */
import type { InslyticNode } from "@tidings/sdk";
import {
  config,
  createClient,
  pause,
  process,
  say,
  stayAlive,
  trackAll,
  untilSettled,
} from "./child.ts";

const VARIANTS: Readonly<Record<string, (client: InslyticNode, letGo: () => void) => void>> = {
  "lives on": (client, letGo) => {
    process.on("SIGTERM", async () => {
      await untilSettled(client);
      // Long enough for a signal raised again to end the process.
      await pause(200);
      say("still here");
      client.track({ eventName: "afterwards", anonymousId: "anon-1" });
      letGo();
    });
  },
  "hears it once": (client) => {
    process.once("SIGTERM", async () => {
      await untilSettled(client);
      await pause(200);
      process.exit(6);
    });
  },
  "removes itself": (client) => {
    const listener = async (): Promise<void> => {
      process.removeListener("SIGTERM", listener);
      await untilSettled(client);
      await pause(200);
      process.exit(8);
    };
    process.on("SIGTERM", listener);
  },
  "exits at once": () => {
    process.on("SIGTERM", () => process.exit(3));
  },
  "drains, then exits": (client) => {
    process.on("SIGTERM", async () => {
      await client.flush();
      process.exit(7);
    });
  },
  "shuts down, then exits": (client) => {
    process.on("SIGTERM", async () => {
      await client.shutdown();
      process.exit(4);
    });
  },
  "shuts down, then ends": (client, letGo) => {
    process.on("SIGTERM", async () => {
      await client.shutdown();
      process.exitCode = 9;
      letGo();
    });
  },
};

const [style = "", order] = config.variant.split(" | ");
const letGo = stayAlive();
const listen = (): void => VARIANTS[style]?.(client, letGo);
// The listener needs its client only when it is called.
if (order === "first") listen();
const client = createClient();
if (order !== "first") listen();
trackAll(client);
say("ready");
