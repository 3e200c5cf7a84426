/**
 * Runs a module worker in workerd, which is what Cloudflare Workers run on, and prints what it answers. No
 * compatibility flag is set: nothing of Node is there.
 *
 * @module
 */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import process from "node:process";

/** The part of Miniflare that is used here. */
interface MiniflareModule {
  readonly Miniflare: new (options: Readonly<Record<string, unknown>>) => {
    dispatchFetch(url: string): Promise<Response>;
    dispose(): Promise<void>;
  };
}

// The assertions need WeakRef, which workers have since 2025-05-05; the package itself does not.
const COMPATIBILITY_DATE = "2025-05-05";

// Its types are not installed where this is checked.
const { Miniflare } = createRequire(import.meta.url)("miniflare") as MiniflareModule;
const path = process.argv[2] ?? "";
const worker = new Miniflare({
  // It would fetch details of the request's origin at its start.
  cf: false,
  host: "127.0.0.1",
  port: 0,
  compatibilityDate: COMPATIBILITY_DATE,
  modules: [{ type: "ESModule", path: "worker.mjs", contents: await readFile(path, "utf8") }],
  outboundService: () => new Response("There is no network here", { status: 500 }),
});
try {
  console.log(await (await worker.dispatchFetch("http://127.0.0.1/")).text());
} finally {
  await worker.dispose();
}
