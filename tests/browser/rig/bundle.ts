/**
 * The browser entry as one ES module, made from the source as it is now.
 *
 * @module
 */
import * as esbuild from "esbuild";

/** The entry. */
const BROWSER_ENTRY = new URL("../../../src/browser.ts", import.meta.url).pathname;

let bundled: string | undefined;

/** The entry's text; made once, at the first call, which holds up everything else for as long. */
export function bundleClient(): string {
  return bundled ??= esbuild.buildSync({
    entryPoints: [BROWSER_ENTRY],
    bundle: true,
    write: false,
    format: "esm",
    target: "es2022",
    logLevel: "silent",
  }).outputFiles[0]?.text ?? "";
}
