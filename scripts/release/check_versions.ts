/**
 * One version everywhere: `deno.json` has it, all others follow.
 *
 * @module
 */
import { type Finding, lineAt } from "../findings.ts";
import { newestEntry } from "./changelog_entry.ts";

/** Where versions stand. */
export interface Versioned {
  /** The version in `deno.json`, which JSR gets. */
  readonly version: string;
  /** The text of `src/version.ts`. */
  readonly source: string;
  /** The text of `CHANGELOG.md`. */
  readonly changelog: string;
}

/** What does not agree in the repository. */
export function checkVersions({ version, source, changelog }: Versioned): Finding[] {
  return [...checkSource(source, version), ...checkChangelog(changelog, version)];
}

/** The npm package's version. */
export function checkNpmVersion(
  manifest: { readonly version?: unknown },
  version: string,
): Finding[] {
  const npmVersion = JSON.stringify(manifest.version);
  if (npmVersion === JSON.stringify(version)) return [];
  const message = `the npm package has the version ${npmVersion}, deno.json has ${version}: ` +
    "take it from there";
  return [{ file: "scripts/build_npm.ts", line: 1, message }];
}

function checkSource(source: string, version: string): Finding[] {
  const file = "src/version.ts";
  const found = /\bVERSION(?::\s*\w+)?\s*=\s*"([^"]*)"/.exec(source);
  if (found === null) {
    return [{
      file,
      line: 1,
      message: `VERSION is no text: make it "${version}", as in deno.json`,
    }];
  }
  if (found[1] === version) return [];
  const message = `VERSION is ${found[1]}, deno.json has ${version}: bring them together`;
  return [{ file, line: lineAt(source, found.index), message }];
}

function checkChangelog(changelog: string, version: string): Finding[] {
  const file = "CHANGELOG.md";
  const advice =
    `write '## To be released: ${version}' above all others, and under it what changed`;
  const entry = newestEntry(changelog);
  if (entry === undefined) return [{ file, line: 1, message: `has no entry: ${advice}` }];
  if (entry.version !== version) {
    const message = `has no entry for ${version}, the newest is '${entry.heading}': ${advice}`;
    return [{ file, line: entry.line, message }];
  }
  if (entry.text !== "") return [];
  const message = `the entry of ${version} is empty: write under it what changed for users`;
  return [{ file, line: entry.line, message }];
}
