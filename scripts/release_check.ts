/**
 * Whether this checkout may be released: both packages are made and published dry, and what they hold is
 * looked at. Needs no network and no account.
 *
 * `--tag=v1.2.3` also asks what only a release must have; `--out=folder` leaves the npm tarball that was
 * looked at there.
 *
 * @module
 */
import config from "../deno.json" with { type: "json" };
import { checkBanned, checkFolders } from "./check_docs.ts";
import { checkImports } from "./check_imports.ts";
import { type Finding, report } from "./findings.ts";
import { mustRun } from "./package/command.ts";
import { checkIncluded, checkLicence, checkNpmLicence } from "./release/check_licence.ts";
import { checkManifest } from "./release/check_manifest.ts";
import { checkTag } from "./release/check_tag.ts";
import { checkNpmVersion, checkVersions } from "./release/check_versions.ts";
import { dryRunJsr } from "./release/dry_run_jsr.ts";
import { dryRunNpm, NPM_DIR, type NpmDryRun } from "./release/dry_run_npm.ts";
import { findKnownSecrets, findLiveKeys } from "./release/find_secrets.ts";
import { readReleaseFlags, type ReleaseFlags } from "./release/release_flags.ts";
import { isPublished, readSources, type SourceFile } from "./source_files.ts";

/** Nobody writes in them: hashes all over, or no text at all. */
const UNREAD = /(^|\/)deno\.lock$|\.(png|jpg|ico|wasm|tgz|gz)$/;

/** What one part has to say, and what it looked at. */
interface Part {
  readonly findings: readonly Finding[];
  readonly seen: string;
}

/** Runs a part and tells when it is done. */
async function told<Result extends Part>(name: string, work: Promise<Result>): Promise<Result> {
  const started = performance.now();
  const result = await work;
  const seconds = ((performance.now() - started) / 1_000).toFixed(1);
  const verdict = result.findings.length === 0 ? "ok" : `${result.findings.length} to put right`;
  console.log(`${name}: ${verdict} (${result.seen}, ${seconds} s)`);
  return result;
}

/** Both packages, side by side: most of the time goes into them, and there are two cores. */
async function checkJsr(): Promise<Part & { readonly paths: readonly string[] }> {
  const { paths, findings } = await dryRunJsr();
  // A dry run that failed named no files: that is said already.
  const included = findings.length > 0 && paths.length === 0 ? [] : checkIncluded("JSR", paths);
  return { paths, findings: [...findings, ...included], seen: `${paths.length} files` };
}

async function checkNpm(outDir: string): Promise<Part & NpmDryRun> {
  const made = await dryRunNpm(outDir);
  const { manifest, paths, findings } = made;
  if (manifest === undefined) return { ...made, seen: "no package" };
  const texts = paths.map(async (path) => ({
    path: `${NPM_DIR}/${path}`,
    text: await Deno.readTextFile(`${NPM_DIR}/${path}`),
  }));
  const all = [
    ...findings,
    ...checkNpmVersion(manifest, config.version),
    ...checkNpmLicence(manifest),
    ...checkManifest(manifest),
    ...checkIncluded("npm", paths),
    ...await findSecrets(await Promise.all(texts), () => true),
  ];
  return { ...made, findings: all, seen: `${paths.length} files` };
}

async function checkRepository(files: readonly SourceFile[]): Promise<Part> {
  const textOf = (wanted: string) => files.find(({ path }) => path === wanted)?.text ?? "";
  const findings = [
    ...checkVersions({
      version: config.version,
      source: textOf("src/version.ts"),
      changelog: textOf("CHANGELOG.md"),
    }),
    ...checkLicence({ text: textOf("LICENSE"), config }),
    ...checkImports(files.filter(({ path }) => isPublished(path))),
    ...files.flatMap(checkBanned),
    ...files.flatMap((file) => checkFolders(file)),
    ...await findSecrets(files, goesAlong),
  ];
  return { findings, seen: `${files.length} files` };
}

/** Whether a file of the repository is published. */
function goesAlong(path: string): boolean {
  return isPublished(path) || config.publish.include.includes(path);
}

async function findSecrets(
  files: readonly SourceFile[],
  isOurs: (path: string) => boolean,
): Promise<Finding[]> {
  const findings = files.filter(({ path }) => isOurs(path)).flatMap(findLiveKeys);
  // One after the other: all at once the scanner takes twenty times as long.
  for (const file of files) findings.push(...await findKnownSecrets(file));
  return findings;
}

async function checkRelease(tag: string, manifest: NpmDryRun["manifest"]): Promise<Part> {
  const status = await mustRun({ program: "git", args: ["status", "--porcelain", "-z"], cwd: "." });
  const findings = checkTag({
    tag,
    version: config.version,
    changelog: await Deno.readTextFile("CHANGELOG.md"),
    contributing: await Deno.readTextFile("CONTRIBUTING.md"),
    manifest,
    uncommitted: status.split("\0").filter((line) => line !== "").map((line) => line.slice(3)),
  });
  return { findings, seen: tag };
}

async function main(tag: ReleaseFlags["tag"], outDir: string): Promise<void> {
  const files = await readSources((path) => !UNREAD.test(path));
  const [jsr, npm, repository] = await Promise.all([
    told("JSR", checkJsr()),
    told("npm", checkNpm(outDir)),
    told("repository", checkRepository(files)),
  ]);
  const parts: Part[] = [jsr, npm, repository];
  if (tag !== undefined) parts.push(await told("tag", checkRelease(tag, npm.manifest)));
  const seen = `${config.name} ${config.version} may be published: ${jsr.paths.length} files to ` +
    `JSR, ${npm.paths.length} to npm`;
  report("release", parts.flatMap(({ findings }) => findings), seen);
}

if (import.meta.main) {
  const { tag, out } = readReleaseFlags(Deno.args);
  const dir = await Deno.makeTempDir({ prefix: "tidings_release_" });
  try {
    if (out !== undefined) await Deno.mkdir(out, { recursive: true });
    await main(tag, out ?? dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}
