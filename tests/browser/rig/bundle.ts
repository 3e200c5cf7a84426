/**
 * The browser entry as one ES module, made from the source as it is now.
 *
 * @module
 */
import * as esbuild from "esbuild";

/** The entry. */
export const BROWSER_ENTRY: string = new URL("../../../src/browser.ts", import.meta.url).pathname;

let bundled: Promise<string> | undefined;

/** The entry's text; made once. */
export function bundleClient(): Promise<string> {
  return bundled ??= Promise.resolve().then(() => {
    const { outputFiles } = esbuild.buildSync({
      entryPoints: [BROWSER_ENTRY],
      bundle: true,
      write: false,
      format: "esm",
      target: "es2022",
      logLevel: "silent",
    });
    return outputFiles[0]?.text ?? "";
  });
}
