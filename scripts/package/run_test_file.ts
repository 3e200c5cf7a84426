/**
 * Runs the tests of one file on the runtime that runs this, one after the other, and closes with a line
 * as `deno test` prints it. A test that hangs, or an error that nobody handles, ends the process without
 * that line.
 *
 * @module
 */
import process from "node:process";
import { pathToFileURL } from "node:url";
import { withLoopbackOnly } from "../fetch_guard.ts";
import { registered } from "./deno_shim.ts";

// As tests/loopback_only.ts does on Deno: no code under test can swallow what ends the process.
globalThis.fetch = withLoopbackOnly(globalThis.fetch, (url) => {
  const error = new Error(`A test sent a request to ${url.origin}, only loopback is allowed`);
  queueMicrotask(() => {
    console.error(error);
    process.exit(1);
  });
  return Promise.reject(error);
});

// The assertions compare sets by it; Node 20 does not have it.
if (!("symmetricDifference" in Set.prototype)) {
  Object.defineProperty(Set.prototype, "symmetricDifference", {
    value(this: Set<unknown>, other: Set<unknown>): Set<unknown> {
      const onlyHere = [...this].filter((item) => !other.has(item));
      return new Set([...onlyHere, ...[...other].filter((item) => !this.has(item))]);
    },
  });
}

await import(pathToFileURL(process.argv[2] ?? "").href);
let failed = 0;
for (const { name, body } of registered) {
  try {
    await body();
  } catch (error) {
    failed++;
    console.log(`${name} ... FAILED`);
    console.log(error);
  }
}
console.log(
  `${failed === 0 ? "ok" : "FAILED"} | ${registered.length - failed} passed | ${failed} failed`,
);
process.exitCode = failed === 0 ? 0 : 1;
