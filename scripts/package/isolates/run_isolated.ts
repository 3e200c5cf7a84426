/**
 * Runs the registered tests in an isolate: a runtime within a process that has neither a process of its own
 * nor a network.
 *
 * @module
 */
import { registered } from "../deno_shim.ts";
import { runRegistered } from "../run_registered.ts";

/** Runs them, and says what became of them. */
export async function runIsolated(): Promise<string> {
  const strays: string[] = [];
  globalThis.fetch = (input) => {
    strays.push(input instanceof Request ? input.url : String(input));
    return Promise.reject(new TypeError("There is no network here"));
  };
  registered.push({
    name: "no test has sent a request",
    body: () => {
      if (strays.length > 0) throw new Error(strays.join("\n"));
    },
  });
  const lines: string[] = [];
  await runRegistered((what) => void lines.push(describe(what)));
  return lines.join("\n");
}

function describe(what: unknown): string {
  return what instanceof Error ? what.stack ?? String(what) : String(what);
}
