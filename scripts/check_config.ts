/**
 * Keeps `scripts/offline/deno.jsr.json` equal to `deno.json` without what stands in for the registry, so
 * that the tests can run against the real `@std/*` where it can be reached. With `--write` it puts it
 * right. That run itself has never been seen: the registry is out of reach where this was written.
 *
 * @module
 */
import config from "../deno.json" with { type: "json" };
import linkless from "./offline/deno.jsr.json" with { type: "json" };
import { type Finding, report } from "./findings.ts";

/** Where the second configuration lies. */
const PATH = "scripts/offline/deno.jsr.json";

/** From that place to the repository's top. */
const TO_TOP = "./../../";

/** Parts of `deno.json` that only count at the top. */
const LEFT_OUT: readonly string[] = ["links", "tasks", "publish", "fmt", "lint"];

/** What the second configuration must be: without links, and with paths that fit its place. */
export function withoutLinks(top: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const kept = Object.entries(top).filter(([key]) => !LEFT_OUT.includes(key));
  return Object.fromEntries(kept.map(([key, value]) => [key, rebase(key, value)]));
}

/** The finding when the two have drifted apart. */
export function checkConfig(
  top: Readonly<Record<string, unknown>>,
  second: Readonly<Record<string, unknown>>,
): Finding[] {
  if (JSON.stringify(withoutLinks(top)) === JSON.stringify(second)) return [];
  const message = "differs from deno.json without links: run 'deno task check:config --write'";
  return [{ file: PATH, line: 1, message }];
}

function rebase(key: string, value: unknown): unknown {
  if (typeof value === "string") {
    return isPath(key, value) ? TO_TOP + value.replace(/^\.\//, "") : value;
  }
  if (Array.isArray(value)) return value.map((item) => rebase(key, item));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, rebase(key, item)]));
}

function isPath(key: string, value: string): boolean {
  return value.startsWith("./") || key === "exclude" || key === "test";
}

if (import.meta.main) {
  if (Deno.args.includes("--write")) {
    await Deno.writeTextFile(PATH, JSON.stringify(withoutLinks(config), null, 2) + "\n");
    console.log(`OK config: wrote ${PATH}`);
  } else {
    report("config", checkConfig(config, linkless), `${PATH} is deno.json without links`);
  }
}
