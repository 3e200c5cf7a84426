/**
 * A service with a SIGTERM listener of its own, in one of the ways that hosts write them.
 *
 * @module
 */
import {
  type Client,
  config,
  createClient,
  pause,
  process,
  say,
  stayAlive,
  trackAll,
  untilSettled,
} from "./child.ts";

/** What a host's listener works with: its client may be made later than the listener is put on. */
interface Host {
  client: Client;
  readonly letGo: () => void;
}

const VARIANTS: Readonly<Record<string, (host: Host) => void>> = {
  "lives on": (host) => {
    process.on("SIGTERM", async () => {
      await untilSettled(host.client);
      // Long enough for a signal raised again to end the process.
      await pause(200);
      say("still here");
      host.client.track({ eventName: "afterwards", anonymousId: "anon-1" });
      host.letGo();
    });
  },
  "hears it once": (host) => {
    process.once("SIGTERM", async () => {
      await untilSettled(host.client);
      await pause(200);
      process.exit(6);
    });
  },
  "removes itself": (host) => {
    const listener = async (): Promise<void> => {
      process.removeListener("SIGTERM", listener);
      await untilSettled(host.client);
      await pause(200);
      process.exit(8);
    };
    process.on("SIGTERM", listener);
  },
  "exits at once": () => {
    process.on("SIGTERM", () => process.exit(3));
  },
  "drains, then exits": (host) => {
    process.on("SIGTERM", async () => {
      await host.client.flush();
      process.exit(7);
    });
  },
  "shuts down, then exits": (host) => {
    process.on("SIGTERM", async () => {
      await host.client.shutdown();
      process.exit(4);
    });
  },
  "shuts down, then ends": (host) => {
    process.on("SIGTERM", async () => {
      await host.client.shutdown();
      process.exitCode = 9;
      host.letGo();
    });
  },
};

const [style = "", order] = config.variant.split(" | ");
const host: Partial<Host> = { letGo: stayAlive() };
const listen = (): void => VARIANTS[style]?.(host as Host);
if (order === "first") listen();
const client = createClient();
host.client = client;
if (order !== "first") listen();
trackAll(client);
say("ready");
