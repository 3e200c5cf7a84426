/**
 * The platform's own objects fit the options as they are: compiled where the compiler knows a platform,
 * never run.
 *
 * @module
 */
import { type FetchLike, InslyticNode, type LoggerLike } from "@tidings/sdk";

const send: FetchLike = fetch;
const logger: LoggerLike = console;

/** A client with them. */
export const client: InslyticNode = new InslyticNode({
  apiKey: "test-key",
  fetch: globalThis.fetch,
  logger: console,
  waitUntil: async (promise) => await promise,
});

/** Ends it. */
export async function end(): Promise<void> {
  await using other = new InslyticNode({ apiKey: "test-key", fetch: send, logger });
  await other.flush();
  await client.shutdown();
}
