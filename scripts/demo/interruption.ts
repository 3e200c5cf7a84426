/**
 * Ctrl-C and its relatives.
 *
 * @module
 */

/** A terminal that closes, and a supervisor that stops, mean the same. */
const SIGNALS: readonly Deno.Signal[] = Deno.build.os === "windows"
  ? ["SIGINT", "SIGBREAK"]
  : ["SIGINT", "SIGTERM", "SIGHUP"];

/** Resolves at the first such signal. Until the process ends they do nothing else. */
export function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of SIGNALS) Deno.addSignalListener(signal, resolve);
  });
}
