/**
 * Runs the tests of one file on the runtime that runs this. A test that hangs, or an error that nobody
 * handles, ends the process without the closing line.
 *
 * @module
 */
import process from "node:process";
import { pathToFileURL } from "node:url";
import { withLoopbackOnly } from "../fetch_guard.ts";
import { runRegistered } from "./run_registered.ts";
import "./symmetric_difference.ts";

// As tests/loopback_only.ts does on Deno: no code under test can swallow what ends the process.
globalThis.fetch = withLoopbackOnly(globalThis.fetch, (url) => {
  const error = new Error(`A test sent a request to ${url.origin}, only loopback is allowed`);
  queueMicrotask(() => {
    console.error(error);
    process.exit(1);
  });
  return Promise.reject(error);
});

await import(pathToFileURL(process.argv[2] ?? "").href);
const { failed } = await runRegistered(console.log);
process.exitCode = failed === 0 ? 0 : 1;
