/**
 * Builds, packs and installs the npm package, and tries what users of npm get: its files, its types, and
 * the tests on Node and Bun. Prints a row for each; with `--write` it only brings the list of files up to
 * date.
 *
 * @module
 */
import config from "../deno.json" with { type: "json" };
import { AT_ONCE } from "./at_once.ts";
import { type Finding, formatFinding } from "./findings.ts";
import { checkConditions } from "./package/check_conditions.ts";
import { checkContents, LIST, type Packed } from "./package/check_contents.ts";
import { checkTypes } from "./package/check_types.ts";
import { findProgram, mustRun, run } from "./package/command.ts";
import { TARBALL_VARIABLE } from "./package/installed_project.ts";
import { ISOLATE_PACKAGES, runIsolates } from "./package/isolates/run_isolates.ts";
import { lintPackage } from "./package/lint_package.ts";
import { buildAndPack, buildElsewhere } from "./package/pack.ts";
import { PINS } from "./package/pins.ts";
import { type Place, runSuite } from "./package/run_suite.ts";
import { RUNS, type RuntimeRun } from "./package/runtimes.ts";
import { createTestProject, type Install, npmInstall } from "./package/test_project.ts";
import { type Suite, translateTests } from "./package/translate_tests.ts";
import { demandTests, formatRow, type Row, tallyTests } from "./test_summary.ts";

/** Tests that install the package themselves, a row for each folder. */
const INSTALLED = "tests/installed";

/** Least numbers of tests by folder, where no browser is. */
const MIN_TESTS: Readonly<Record<string, number>> = {
  bundlers: 17,
  everywhere: 9,
  moving: 7,
  recipes: 45,
};

let failed = 0;

function tell(rows: readonly Row[]): void {
  for (const row of rows) {
    failed += row.failed;
    console.log(formatRow(row));
  }
}

/** One check as a row, its findings above it. */
function checkRow(name: string, findings: readonly Finding[], seconds: number): Row {
  for (const finding of findings) console.log(formatFinding(finding));
  const isGood = findings.length === 0;
  return { name, passed: Number(isGood), failed: Number(!isGood), seconds, note: "" };
}

async function timed<Result>(work: Promise<Result>): Promise<[result: Result, seconds: number]> {
  const started = performance.now();
  const result = await work;
  return [result, (performance.now() - started) / 1_000];
}

async function checkFiles(packed: Packed): Promise<Finding[]> {
  return await checkContents("npm", packed, (await Deno.readTextFile(LIST)).trim().split("\n"));
}

/** The same sources must give the same bytes, wherever they lie. */
async function checkReproducible(packed: Packed, dir: string): Promise<Finding[]> {
  if ((await buildElsewhere(dir)).integrity === packed.integrity) return [];
  const message = "a build in another folder gives another package";
  return [{ file: "scripts/build_npm.ts", line: 1, message }];
}

/** Runs the tests of a folder of `tests/installed`, which install the package themselves. */
async function runInstalled(name: string, tarball: string): Promise<Row> {
  const [{ code, stdout, output }, seconds] = await timed(run({
    program: Deno.execPath(),
    args: ["task", "--quiet", "test:deno", "--parallel", `${INSTALLED}/${name}`],
    cwd: ".",
    // Two files at a time: most of what they do is done by other programs.
    env: { [TARBALL_VARIABLE]: tarball, DENO_JOBS: String(AT_ONCE) },
  }));
  const tally = tallyTests({ output: stdout, code });
  if (tally.failed > 0) console.log(output);
  return demandTests({ name: `npm ${name}`, seconds, ...tally }, MIN_TESTS[name] ?? 1);
}

/** Makes both projects, and says where each run takes place. */
async function createPlaces(
  dir: string,
  tarball: string,
  suite: Suite,
): Promise<Map<RuntimeRun, Place>> {
  const bun = await findProgram("bun", PINS.bun, dir);
  const bunInstall: Install = (packages, cwd) =>
    mustRun({ program: bun, args: ["add", "--silent", ...packages], cwd });
  const projects = { node: `${dir}/node`, bun: `${dir}/bun` };
  for (const project of Object.values(projects)) await Deno.mkdir(project);
  const types = `@types/node@${PINS.nodeTypes}`;
  const dependencies = [...suite.dependencies, types, ...ISOLATE_PACKAGES];
  await createTestProject(projects.node, tarball, { ...suite, dependencies }, npmInstall);
  await createTestProject(projects.bun, tarball, suite, bunInstall);
  const places = new Map<RuntimeRun, Place>();
  for (const run of RUNS) {
    const program = run.runtime === "bun" ? bun : await findProgram("node", run.version, dir);
    places.set(run, { program, project: projects[run.runtime] });
  }
  return places;
}

/** One of the places where a runtime is tried. */
function placeOf(places: ReadonlyMap<RuntimeRun, Place>, runtime: RuntimeRun["runtime"]): Place {
  const found = [...places].find(([run]) => run.runtime === runtime);
  if (found === undefined) throw new Error(`No run is on ${runtime}`);
  return found[1];
}

async function main(dir: string): Promise<void> {
  const [packed, buildSeconds] = await timed(buildAndPack(".", dir));
  if (Deno.args.includes("--write")) {
    await Deno.writeTextFile(LIST, packed.files.map(({ path }) => `${path}\n`).sort().join(""));
    return;
  }
  const kilobytes = (packed.unpackedSize / 1_000).toFixed(0);
  console.log(`${config.name}: ${packed.files.length} files, ${kilobytes} kB unpacked`);
  tell([checkRow("npm files", await checkFiles(packed), buildSeconds)]);
  const elsewhere = await Deno.makeTempDir({ dir });
  tell([checkRow("npm reproducible", ...await timed(checkReproducible(packed, elsewhere)))]);
  const tarball = `${dir}/${packed.filename}`;
  tell(await lintPackage(tarball, dir, console.log));
  const suite = await translateTests();
  const places = await createPlaces(dir, tarball, suite);
  const [node, bun] = [placeOf(places, "node"), placeOf(places, "bun")];
  const conditions = checkConditions(node.project, { node: node.program, bun: bun.program });
  tell([checkRow("npm conditions", ...await timed(conditions))]);
  tell(await checkTypes(node.project, console.log));
  tell(await runSuite(suite.tests, places, console.log));
  tell(await runIsolates(suite.tests, node, console.log));
  const folders = [...Deno.readDirSync(INSTALLED)].map(({ name }) => name).toSorted();
  for (const name of folders) tell([await runInstalled(name, tarball)]);
}

const dir = await Deno.makeTempDir({ prefix: "tidings_npm_" });
try {
  await main(dir);
} finally {
  await Deno.remove(dir, { recursive: true });
}
Deno.exitCode = failed === 0 ? 0 : 1;
