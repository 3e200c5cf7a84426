/**
 * Opens the storage, and again in a thread of the same process.
 *
 * @module
 */
import { createFileStorage } from "@tidings/sdk/node";
import process from "node:process";
import { isMainThread, parentPort, Worker } from "node:worker_threads";
import { config, open, say } from "./child.ts";

if (isMainThread) {
  const storage = open();
  const worker = new Worker(new URL(import.meta.url), { argv: [JSON.stringify(config)] });
  worker.once("message", (line: string) => {
    say(line);
    storage?.close();
    // Not waiting for the thread's end: Deno 2.9 does not always tell of it.
    process.exit(0);
  });
} else {
  parentPort?.postMessage(whatHappens());
}

/** Why the storage is refused. */
function whatHappens(): string {
  try {
    createFileStorage(config.path);
    return "open";
  } catch (error) {
    return `refused: ${error instanceof Error ? error.message : error}`;
  }
}
