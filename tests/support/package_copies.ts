/**
 * The package twice, as happens when two of an application's dependencies bring it along.
 *
 * @module
 */
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";
import { isDeno } from "./program.ts";

/**
 * Finds two copies of the package for as long as `use` takes: on Deno its source twice, elsewhere the
 * ES module and the CommonJS module of what is installed.
 *
 * @param use Told the URL of each copy's entry, and which flag lets a program of Deno's read them.
 */
export async function withTwoCopies(
  use: (copies: readonly string[], permission: string) => Promise<void>,
): Promise<void> {
  if (!isDeno) {
    // Set by scripts/test_npm.ts.
    await use(JSON.parse(process.env["TIDINGS_COPIES"] ?? "[]"), "");
    return;
  }
  const folder = await mkdtemp(join(tmpdir(), "tidings-"));
  try {
    const root = new URL("../../", import.meta.url);
    const copies = ["one", "two"].map((name) => join(folder, name));
    for (const copy of copies) {
      for (const part of ["src", "mod.ts"]) {
        await cp(new URL(part, root), join(copy, part), { recursive: true });
      }
    }
    const entries = copies.map((copy) => pathToFileURL(join(copy, "mod.ts")).href);
    await use(entries, `--allow-read=${folder}`);
  } finally {
    await rm(folder, { recursive: true });
  }
}
