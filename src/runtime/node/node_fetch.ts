/**
 * The `fetch` that Node's users opt in to.
 *
 * @module
 */
import type { FetchLike } from "../../core/fetch_like.ts";
import { createNodeFetch } from "./create_node_fetch.ts";

/**
 * A `fetch` for `InslyticNode` over keep-alive connections of `node:http` and `node:https`. On Node it
 * takes less processor time than the global one; it works on Deno and Bun too.
 *
 * - Nothing is loaded before the first request, and no connection keeps the process alive.
 * - A request that was lost because the server had just closed an idle connection is sent once more, at
 *   once, on a new one.
 * - Redirects are not followed: a 3xx is the answer.
 * - Idle connections are closed after 4 s, or sooner if the server's `Keep-Alive` header says so.
 * - No compression is asked for. An answer that is compressed all the same is not decoded.
 * - Proxies in the environment (`HTTP_PROXY` and the like) are not used.
 * - Certificates are checked against the runtime's authorities. To add one, start Node, Deno or Bun with
 *   `NODE_EXTRA_CA_CERTS` naming a file of it. For https Deno wants `--allow-sys` and `--allow-env` too.
 *
 * Rejects, and never throws, with an `Error` that holds nothing of the request, and where there is one the
 * `code` of the cause, as in `ECONNREFUSED`; with an `AbortError` when the signal was aborted.
 *
 * @example Send over connections of `node:http`
 * ```ts
 * import { InslyticNode, nodeFetch } from "@tidings/sdk/node";
 * import { createServer } from "node:http";
 *
 * const server = createServer((_request, answer) => answer.writeHead(202).end()); // the API
 * await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
 * const address = server.address();
 * const port = typeof address === "object" ? address?.port : undefined;
 *
 * const endpoint = `http://127.0.0.1:${port}`; // leave out with a real key
 * const inslytic = new InslyticNode({ apiKey: "test-key", endpoint, fetch: nodeFetch });
 * inslytic.track({ eventName: "invoice_paid", anonymousId: "anon-1" });
 * console.assert((await inslytic.shutdown()).delivered === 1);
 * server.closeAllConnections();
 * server.close();
 * ```
 */
export const nodeFetch: FetchLike = createNodeFetch();
