/**
 * Builds the npm package, packs it, looks at what it holds, and has `npm publish` do all but publish,
 * without asking a registry anything.
 *
 * @module
 */
import type { Finding } from "../findings.ts";
import { run } from "../package/command.ts";
import { checkContents, LIST } from "../package/check_contents.ts";
import { buildAndPack } from "../package/pack.ts";

/** What came of it. */
export interface NpmDryRun {
  /** What npm would get. */
  readonly paths: readonly string[];
  /** Its `package.json`; `undefined` if there is no package. */
  readonly manifest: Readonly<Record<string, unknown>> | undefined;
  /** The tarball's name, in the folder that was named. */
  readonly filename: string;
  readonly findings: readonly Finding[];
}

/** Where the build puts the package. */
export const NPM_DIR = "npm";

/**
 * Tries to publish the checkout in this folder to npm.
 *
 * @param outDir Where the tarball goes.
 */
export async function dryRunNpm(outDir: string): Promise<NpmDryRun> {
  const packed = await buildAndPack(".", outDir).catch((error: unknown) => toFinding(error));
  if ("message" in packed) {
    return { paths: [], manifest: undefined, filename: "", findings: [packed] };
  }
  const listed = (await Deno.readTextFile(LIST)).trim().split("\n");
  const [contents, publishing, manifest] = await Promise.all([
    checkContents(NPM_DIR, packed, listed),
    publishDry(),
    Deno.readTextFile(`${NPM_DIR}/package.json`),
  ]);
  const paths = packed.files.map(({ path }) => path);
  const findings = [...contents, ...publishing];
  return { paths, manifest: JSON.parse(manifest), filename: packed.filename, findings };
}

async function publishDry(): Promise<Finding[]> {
  // Offline: npm would ask which versions there are, and a dry run shall not fail for want of a network.
  const flags = ["--dry-run", "--offline", "--ignore-scripts", "--access", "public"];
  const args = ["publish", `./${NPM_DIR}`, ...flags];
  const { code, output } = await run({ program: "npm", args, cwd: "." });
  return readWarnings(output, code);
}

/** That nobody is logged in is as it should be; where npm's own log lies helps nobody. */
const NOT_MEANT = /requires you to be logged in|A complete log of this run/;

/** What npm says against the package. */
export function readWarnings(output: string, code: number): Finding[] {
  const lines = output.split("\n").filter((line) => /^npm (warn publish|error)\b/.test(line));
  const said = lines.filter((line) => !NOT_MEANT.test(line));
  if (said.length === 0 && code !== 0) said.push(`ended with exit code ${code}`);
  return said.map((line) => ({
    file: "scripts/build_npm.ts",
    line: 1,
    message: `'npm publish' says: ${line.replace(/^npm (warn publish|error) */, "")}`,
  }));
}

/** What is told of an error: some hold all that they were given. */
const MAX_ERROR_LENGTH = 300;

function toFinding(error: unknown): Finding {
  const said = error instanceof Error ? error.message : String(error);
  const reason = /^error: (.*)/m.exec(said)?.[1] ?? said;
  const message = "the npm package cannot be built, see 'deno task build:npm': " +
    reason.slice(0, MAX_ERROR_LENGTH);
  return { file: "scripts/build_npm.ts", line: 1, message };
}
