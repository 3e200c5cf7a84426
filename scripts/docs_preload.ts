/**
 * Preloaded when the examples of the documentation run.
 *
 * - They name the real services, and get the answer of a service that accepts everything, without a byte
 *   leaving this machine.
 * - Files that they name without a folder lie in one that is gone afterwards, and what a page would keep
 *   is gone, too: Deno's own `localStorage` would be there in the next run.
 * - `console.assert()` throws, so that an example that no longer holds fails.
 *
 * @module
 */
import { MemoryStorage } from "../src/testing/memory_storage.ts";
import { withLoopbackOnly } from "./fetch_guard.ts";

globalThis.fetch = withLoopbackOnly(
  globalThis.fetch,
  () => Promise.resolve(Response.json({}, { status: 202 })),
);

Object.defineProperty(globalThis, "localStorage", { value: new MemoryStorage() });

console.assert = (condition?: boolean, ...words: unknown[]): void => {
  if (!condition) throw new Error(["console.assert() failed", ...words].join(" "));
};

const folder = Deno.makeTempDirSync();
Deno.chdir(folder);
globalThis.addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));
