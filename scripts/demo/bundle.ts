/**
 * Makes the script of the shop's pages, client included, one file that a browser takes. A process of its
 * own: it needs permissions that the rest of the demo does without.
 *
 * Arguments: where the script is to be written.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
// A package has a path only once it is there.
import "web-vitals";

if (import.meta.main) {
  const [outfile = ""] = Deno.args;
  bundlePageScript(outfile);
}

/** Bundles the script as a user's bundler does. */
export function bundlePageScript(outfile: string): void {
  esbuild.buildSync({
    entryPoints: [pathOf("./page/main.ts")],
    alias: {
      "@tidings/sdk/browser": pathOf("../../src/browser.ts"),
      "web-vitals": pathOf("web-vitals"),
    },
    bundle: true,
    format: "esm",
    target: "es2022",
    logLevel: "silent",
    outfile,
  });
}

/** The path of what an import names. */
function pathOf(specifier: string): string {
  return fileURLToPath(import.meta.resolve(specifier));
}
