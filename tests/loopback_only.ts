/**
 * Preloaded into every test run: a `fetch` to another host rejects and, so that no code under test can
 * swallow that, also ends the test run with an uncaught error. Only the origin is named: a path or a query
 * may hold a key. The run's net permission holds back whatever does not use `fetch`.
 *
 * @module
 */
import { withLoopbackOnly } from "../scripts/fetch_guard.ts";

const raised = new Set<unknown>();

// First in line, so that a listener of a test cannot declare the error handled.
globalThis.addEventListener("error", (event) => {
  if (raised.has(event.error)) event.stopImmediatePropagation();
});

globalThis.fetch = withLoopbackOnly(globalThis.fetch, (url) => {
  const error = new Error(`A test sent a request to ${url.origin}, only loopback is allowed`);
  raised.add(error);
  queueMicrotask(() => {
    throw error;
  });
  return Promise.reject(error);
});
