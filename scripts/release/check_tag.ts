/**
 * What a release needs besides what every commit must hold: a tag that names the version, a day, a clean
 * tree, a repository to prove where the package comes from, and nothing left to be decided.
 *
 * @module
 */
import { type Finding, lineAt } from "../findings.ts";
import { newestEntry } from "./changelog_entry.ts";

/** What is to be released. */
export interface Tagged {
  /** The tag, as in `v1.2.3`. */
  readonly tag: string;
  /** The version in `deno.json`. */
  readonly version: string;
  /** The text of `CHANGELOG.md`. */
  readonly changelog: string;
  /** The text of `CONTRIBUTING.md`. */
  readonly contributing: string;
  /** The `package.json` of the npm package; `undefined` if it could not be built. */
  readonly manifest: { readonly repository?: unknown } | undefined;
  /** Paths that are changed or new since the last commit. */
  readonly uncommitted: readonly string[];
}

/** The list of what must exist before anything is released. */
const OPEN_LIST = "## Before the first release";

/** What stands in the way of this release. */
export function checkTag(tagged: Tagged): Finding[] {
  return [
    ...checkName(tagged),
    ...checkDay(tagged),
    ...tagged.uncommitted.map((file) => ({
      file,
      line: 1,
      message: "is not committed: what is released is a commit",
    })),
    ...checkRepository(tagged),
    ...checkOpenList(tagged),
  ];
}

function checkName({ tag, version }: Tagged): Finding[] {
  if (tag === `v${version}`) return [];
  const message = `the tag is '${tag}', the version ${version}: tag it 'v${version}', or bump it`;
  return [{ file: "deno.json", line: 1, message }];
}

function checkDay({ changelog, version }: Tagged): Finding[] {
  const entry = newestEntry(changelog);
  if (entry?.version !== version || entry.date !== undefined) return [];
  const message = `'${entry.heading}' names no day: write '## ${version} (YYYY-MM-DD)'`;
  return [{ file: "CHANGELOG.md", line: entry.line, message }];
}

function checkRepository({ manifest }: Tagged): Finding[] {
  if (manifest === undefined || manifest.repository !== undefined) return [];
  const message = "the npm package names no 'repository': npm takes no provenance without it";
  return [{ file: "scripts/build_npm.ts", line: 1, message }];
}

/** Items of the list that are not ticked. */
function checkOpenList({ contributing }: Tagged): Finding[] {
  const start = contributing.indexOf(`${OPEN_LIST}\n`);
  if (start === -1) {
    const message = `has no '${OPEN_LIST}': keep the list, ticked, or take this check away`;
    return [{ file: "CONTRIBUTING.md", line: 1, message }];
  }
  const end = contributing.indexOf("\n## ", start);
  const list = contributing.slice(start, end === -1 ? undefined : end);
  // The rest of an item says more about it.
  return [...list.matchAll(/^- \[ \] (.+?)(?:[.:](?= |$)|$)/gm)].map(({ 1: item, index }) => ({
    file: "CONTRIBUTING.md",
    line: lineAt(contributing, start + index),
    message: `'${item}' is open: settle it and tick it`,
  }));
}
