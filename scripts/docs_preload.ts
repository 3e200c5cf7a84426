/**
 * Preloaded when the examples of the documentation run: they name the real services, and get the answer of
 * a service that accepts everything, without a byte leaving this machine. Files that they name without a
 * folder lie in one that is gone afterwards.
 *
 * @module
 */
import { withLoopbackOnly } from "./fetch_guard.ts";

globalThis.fetch = withLoopbackOnly(
  globalThis.fetch,
  () => Promise.resolve(Response.json({}, { status: 202 })),
);

const folder = Deno.makeTempDirSync();
Deno.chdir(folder);
globalThis.addEventListener("unload", () => Deno.removeSync(folder, { recursive: true }));
