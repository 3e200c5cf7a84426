/**
 * What is planted, and what the release check must say to it: for each finding its file and what to do.
 *
 * What looks like a secret or a path of a machine is put together here, because no file may hold it whole.
 *
 * @module
 */
import config from "../../deno.json" with { type: "json" };
import type { Plant, Trial } from "./checkout_copy.ts";

/** What must make the check fail. */
export interface Fault extends Trial {
  /** What is planted, to follow "fails on". */
  readonly name: string;
  /** A line of the output for each. */
  readonly findings: readonly RegExp[];
}

const { version } = config;

/** A version that nothing has. */
const OTHER = "9.8.7";

/** Secrets, which the output must not repeat. */
export const SECRETS: readonly string[] = [
  ["mtr", "9f3c07d1e8b24a65c0f7d3928e1b4a6d5c70f3e9182b4d6a"].join("_"),
  ["AKIA", "Z7Q4M2XW9R3KTB5N"].join(""),
  ["ghp", "x7Kq2ZpVd9RmT4wYc8NbL1sHf6JgQ3uEa5Xo"].join("_"),
  "q7Zx2Lm9Vt4Rk8Wp3Ny6",
];

const HOME_PATH = ["", "home", "ann", "tidings", "mod.ts"].join("/");

const REGISTRY = `https://${["registry", "npmjs", "org"].join(".")}/`;

function swap(path: string, from: string, to: string): Plant {
  return {
    path,
    change: (text) => {
      if (!text.includes(from)) {
        throw new Error(`${path} does not say '${from}': plant it elsewhere`);
      }
      return text.replace(from, () => to);
    },
  };
}

function append(path: string, lines: string): Plant {
  return { path, change: (text) => `${text}${lines}\n` };
}

/** What `package.json` of the npm package gets besides. */
function npmField(field: string): Plant {
  return swap(
    "scripts/build_npm.ts",
    "license: config.license,",
    `license: config.license, ${field},`,
  );
}

/** All that a release needs and this checkout does not have yet. */
const READY: readonly Plant[] = [
  {
    path: "CHANGELOG.md",
    change: (text) => text.replace(/^## .*$/m, `## ${version} (2026-12-01)`),
  },
  { path: "CONTRIBUTING.md", change: (text) => text.replaceAll("- [ ] ", "- [x] ") },
  npmField('repository: { type: "git", url: "git+https://git.example.invalid/tidings.git" }'),
];

/** Trials that must pass. */
export const GOOD_TRIALS: Readonly<Record<string, Trial>> = {
  "this checkout": { plants: [] },
  "a release that is ready": { plants: READY, isCommitted: true, flags: [`--tag=v${version}`] },
};

/** Faults that are planted each by itself. */
export const FAULTS: readonly Fault[] = [
  {
    name: "a version out of step",
    plants: [swap("src/version.ts", `"${version}"`, `"${OTHER}"`)],
    findings: [
      /^src\/version\.ts:\d+: VERSION is 9\.8\.7, deno\.json has .*: bring them together$/m,
    ],
  },
  {
    name: "a missing changelog entry",
    plants: [
      swap("deno.json", `"version": "${version}"`, `"version": "${OTHER}"`),
      swap("src/version.ts", `"${version}"`, `"${OTHER}"`),
    ],
    findings: [
      /^CHANGELOG\.md:3: has no entry for 9\.8\.7, .*: write '## To be released: 9\.8\.7'/m,
    ],
  },
  {
    name: "an extra file in the tarball",
    plants: [swap("scripts/build_npm.ts", '"LICENSE"]', '"LICENSE", "CONTRIBUTING.md"]')],
    findings: [
      /^scripts\/package\/files\.txt:1: 'CONTRIBUTING\.md' is in the package, but not listed/m,
    ],
  },
  {
    name: "a slow type",
    plants: [append("mod.ts", "/** Slow. */\nexport function slow() {\n  return Math.sqrt(2);\n}")],
    findings: [
      /^mod\.ts:\d+: missing explicit return type .*: .* a slow type wants its type written out$/m,
    ],
  },
  {
    name: "planted keys",
    plants: [
      append("README.md", `\n    createMetricsClient("${SECRETS[0]}")`),
      append("tests/support/until.ts", `// ${SECRETS[1]}`),
      append("src/core/utf8.ts", `// ${SECRETS[2]}`),
      append("mod.ts", `// apiKey: "${SECRETS[3]}"`),
    ],
    findings: [
      /^README\.md:\d+: has what looks like a live key \('mtr_…'\): take it out/m,
      /^tests\/support\/until\.ts:\d+: has a secret \(aws\): take it out/m,
      /^src\/core\/utf8\.ts:\d+: has a secret \(github\): take it out/m,
      /^mod\.ts:\d+: has what looks like a live key \('apiK…'\): take it out/m,
      // The README goes to npm as well.
      /^npm\/README\.md:\d+: has what looks like a live key/m,
    ],
  },
  {
    name: "a planted machine path, and a registry's address",
    plants: [append("src/core/utf8.ts", `// ${HOME_PATH}`), append("README.md", REGISTRY)],
    findings: [
      /^src\/core\/utf8\.ts:\d+: '.*' names a path of one machine: use a path relative to the repo/m,
      /^README\.md:\d+: '.*' names a registry's host: name the package only$/m,
      /^npm\/README\.md:\d+: '.*' names a registry's host/m,
    ],
  },
  {
    name: "a source that imports a package",
    plants: [append("src/core/utf8.ts", 'import "fast-check";')],
    findings: [
      /^src\/core\/utf8\.ts:\d+: import of 'fast-check': the package has no dependencies/m,
    ],
  },
];

/** Faults that have nothing to do with each other: one run, which takes seconds, tells of all. */
export const SHARED_FAULTS: readonly Fault[] = [
  {
    name: "an extra file in what JSR gets",
    plants: [append("src/core/notes.ts", "/** Notes. @module */\nexport const NOTES: number = 1;")],
    findings: [
      /^src\/core\/notes\.ts:1: would be published to JSR, but is not listed: if that is/m,
    ],
  },
  {
    name: "another licence",
    plants: [
      swap("LICENSE", "free of charge", "for a fee"),
      swap("deno.json", '"license": "MIT"', '"license": "BUSL-1.1"'),
    ],
    findings: [
      /^LICENSE:1: is not the MIT licence word for word/m,
      /^deno\.json:1: names the licence "BUSL-1\.1", LICENSE is MIT$/m,
      /^scripts\/build_npm\.ts:1: names the licence "BUSL-1\.1", LICENSE is MIT$/m,
    ],
  },
  {
    name: "an npm package with a version of its own, dependencies, an install script, source maps",
    plants: [
      swap("scripts/package/bundle.ts", "bundle: true,", 'bundle: true, sourcemap: "inline",'),
      swap("scripts/build_npm.ts", "version: config.version,", `version: "${OTHER}-rc.1",`),
      // Not among the fields: what stands in for dnt takes neither.
      swap(
        "scripts/build_npm.ts",
        "for (const name of DOCUMENTS)",
        `const path = "npm/package.json", text = await Deno.readTextFile(path);
        const added = { dependencies: { "left-pad": "1.3.0" }, scripts: { postinstall: "node ." } };
        await Deno.writeTextFile(path, JSON.stringify({ ...JSON.parse(text), ...added }));
        for (const name of DOCUMENTS)`,
      ),
    ],
    findings: [
      /^scripts\/build_npm\.ts:1: the npm package has the version "9\.8\.7-rc\.1", deno\.json has/m,
      /^scripts\/build_npm\.ts:1: 'left-pad' in dependencies: the package has no dependencies$/m,
      /^scripts\/build_npm\.ts:1: the script 'postinstall' runs at every user's/m,
      /^scripts\/build_npm\.ts:1: 'npm publish' says: You must specify a tag/m,
      /^npm\/esm\/mod\.js:\d+: has a source map \('sourceMappingURL'\): see/m,
    ],
  },
  {
    name: "a release that is not ready",
    plants: [append("README.md", "One more word.")],
    flags: [`--tag=v${OTHER}`],
    findings: [
      /^deno\.json:1: the tag is 'v9\.8\.7', the version .*: tag it 'v.*', or bump it$/m,
      /^README\.md:1: is not committed: what is released is a commit$/m,
    ],
  },
];
