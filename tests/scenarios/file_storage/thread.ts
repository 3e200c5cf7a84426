/**
 * Opens the storage, and again in a thread of the same process.
 *
 * @module
 */
import { isMainThread, Worker } from "node:worker_threads";
import { config, open } from "./child.ts";

const storage = open();
if (isMainThread) {
  const worker = new Worker(new URL(import.meta.url), { argv: [JSON.stringify(config)] });
  worker.on("exit", () => storage?.close());
}
