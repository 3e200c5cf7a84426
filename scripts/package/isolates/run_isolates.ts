/**
 * Runs the tests of the API in isolates, each as one script that holds the tests and the package as the
 * runtime's condition resolves it.
 *
 * @module
 */
import { basename } from "node:path/posix";
import * as esbuild from "esbuild";
import { type Row, tallyTests } from "../../test_summary.ts";
import { run } from "../command.ts";
import { PINS } from "../pins.ts";
import { type Place, toRow } from "../run_suite.ts";

/** A runtime that takes one script. */
export interface Isolate {
  /** What the closing table calls it. */
  readonly name: string;
  /** What its bundlers resolve packages by. */
  readonly condition: string;
  /** The form of the script. */
  readonly script: "esm" | "iife";
  /** How the script offers the run of the tests. */
  readonly offer: string;
  /** Runs the script, on Node. */
  readonly program: string;
}

/** Fewer tests than this are a failure: some were lost on the way. */
const MIN_TESTS = 1_450;

/** Each isolate. */
export const ISOLATES: readonly Isolate[] = [
  {
    name: `workerd (Miniflare ${PINS.miniflare})`,
    condition: "workerd",
    script: "esm",
    offer: "export default { fetch: async () => new Response(await runIsolated()) };",
    program: "run_in_workerd.js",
  },
  {
    name: `edge VM ${PINS.edgeVm}`,
    condition: "edge-light",
    script: "iife",
    offer: "globalThis.main = runIsolated;",
    program: "run_in_edge_vm.js",
  },
];

/** What they are installed by. */
export const ISOLATE_PACKAGES: readonly string[] = [
  `miniflare@${PINS.miniflare}`,
  `@edge-runtime/vm@${PINS.edgeVm}`,
];

/** Tests of the API that no isolate can run, each with its reason. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  "browser_inert_test.js": "starts a process",
  "node_entry_test.js": "is about the entry for Node, which imports node:process",
};

/** Paths of the tests that an isolate takes. */
export function testsForIsolates(tests: readonly string[]): string[] {
  return tests.filter((path) => path.startsWith("tests/api/") && !(basename(path) in LEFT_OUT));
}

/**
 * Runs the tests in each isolate, all at once.
 *
 * @param tests Paths of all files of tests.
 * @param place A project with the tests and the isolates' packages installed, and Node.
 * @param show Told of what failed.
 * @returns A row for each isolate.
 */
export async function runIsolates(
  tests: readonly string[],
  place: Place,
  show: (text: string) => void,
): Promise<Row[]> {
  return await Promise.all(ISOLATES.map((isolate) => runIsolate(isolate, tests, place, show)));
}

async function runIsolate(
  isolate: Isolate,
  tests: readonly string[],
  { project, program }: Place,
  show: (text: string) => void,
): Promise<Row> {
  const started = performance.now();
  const file = `${isolate.condition}.js`;
  await bundleTests(isolate, testsForIsolates(tests), `${project}/${file}`, `${project}/import`);
  const args = [`import/scripts/package/isolates/${isolate.program}`, file];
  const ending = await run({ program, args, cwd: project });
  const { passed, failed, note } = tallyTests({ output: ending.stdout, code: ending.code });
  if (failed > 0) show(`\n${isolate.name}: ${note}\n${ending.output}\n`);
  const seconds = (performance.now() - started) / 1_000;
  return toRow(isolate.name, MIN_TESTS, [{ passed, failed, seconds }]);
}

/** Makes one script; an import that nothing resolves, one of `node:` above all, is an error. */
async function bundleTests(
  { condition, script, offer }: Isolate,
  tests: readonly string[],
  outfile: string,
  resolveDir: string,
): Promise<void> {
  const contents = [
    'import "./scripts/package/symmetric_difference.js";',
    'import { runIsolated } from "./scripts/package/isolates/run_isolated.js";',
    ...tests.map((path) => `import "./${path}";`),
    offer,
  ].join("\n");
  await esbuild.build({
    stdin: { contents, resolveDir },
    outfile,
    bundle: true,
    format: script,
    platform: "neutral",
    conditions: [condition],
    mainFields: ["module", "main"],
    target: "es2022",
    logLevel: "warning",
  });
}
