/**
 * Where redirects lead: another origin, at which nobody must ever appear.
 *
 * @module
 */
import { createServer } from "node:net";
import { listen, LOOPBACK } from "./collector.ts";

/** A listener that only counts. */
export interface RedirectTarget extends AsyncDisposable {
  /** Its address. */
  readonly url: string;
  /** How many came. */
  readonly visits: () => number;
}

/** Opens the place. */
export async function openRedirectTarget(): Promise<RedirectTarget> {
  let visits = 0;
  const server = createServer((socket) => {
    visits++;
    socket.on("error", () => {});
    socket.destroy();
  });
  return {
    url: `http://${LOOPBACK}:${await listen(server)}`,
    visits: () => visits,
    [Symbol.asyncDispose]: async () => {
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
