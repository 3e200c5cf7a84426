/**
 * What `deno task ok` and `deno task test` run, in order.
 *
 * @module
 */

/** `ok` is the quick gate before a commit, `test` is all there is. */
export type Profile = "ok" | "test";

/** One command of a run. */
export interface Step {
  /** What the summary calls it. */
  readonly name: string;
  /** Arguments for Deno. */
  readonly args: readonly string[];
  /** The only profile it belongs to; both when left out. */
  readonly only?: Profile;
  /** Files or folders appended to the arguments; those not there yet are left out with a note. */
  readonly paths?: readonly string[];
  /** True when it runs the tests in its paths: they are counted one by one, any other step as one. */
  readonly isTestRun?: boolean;
  /** True when it prints rows of its own, counts and all. */
  readonly hasRows?: boolean;
}

/** Tests in `tests/scenarios` that start processes or take long: only `test` runs them. */
const LONG_TESTS = "tests/scenarios/**/*_process_test.ts,tests/scenarios/**/*_long_test.ts";

/** Where `test` collects coverage. */
export const COVERAGE_DIR = "cov/raw";

/** Two files at once: `scripts/test.ts` says so by DENO_JOBS. */
const PARALLEL = "--parallel";

const COLLECT = [`--coverage=${COVERAGE_DIR}`, "--coverage-raw-data-only"];

const PUBLISHED = ["mod.ts", "src"];

function check(name: string): Step {
  return { name, args: ["task", "--quiet", `check:${name}`] };
}

function tests(folder: string, only: Profile, ...flags: string[]): Step {
  const name = folder.replace("tests/", "");
  return {
    name,
    only,
    isTestRun: true,
    paths: [folder],
    args: ["task", "--quiet", "test:deno", ...flags],
  };
}

/** A step for each engine, so that each has its own count; they are never run at once. */
function browserTests(engine: string): Step {
  return {
    name: `browser: ${engine}`,
    only: "test",
    isTestRun: true,
    paths: ["tests/browser"],
    args: ["task", "--quiet", "test:browser", `--engine=${engine}`],
  };
}

/** Every step. */
export const STEPS: readonly Step[] = [
  { name: "format", args: ["fmt", "--check"] },
  { name: "lint", args: ["lint"] },
  {
    name: "types",
    args: ["check", "--doc"],
    paths: [...PUBLISHED, "tests", "scripts", "README.md"],
  },
  check("globals"),
  check("imports"),
  check("size"),
  check("tests"),
  check("docs"),
  check("config"),
  { name: "client size", args: ["task", "--quiet", "size"] },
  {
    name: "examples",
    args: ["task", "--quiet", "test:docs"],
    isTestRun: true,
  },
  tests("tests/unit", "ok", PARALLEL),
  tests("tests/api", "ok", PARALLEL),
  tests("tests/scenarios", "ok", PARALLEL, `--ignore=${LONG_TESTS}`),
  tests("tests/unit", "test", PARALLEL, ...COLLECT),
  tests("tests/api", "test", PARALLEL, ...COLLECT),
  tests("tests/scenarios", "test", PARALLEL, ...COLLECT),
  tests("tests/jsr", "test"),
  {
    name: "npm",
    only: "test",
    hasRows: true,
    paths: ["tests/installed"],
    args: ["task", "--quiet", "test:npm"],
  },
  browserTests("chromium"),
  browserTests("firefox"),
  browserTests("webkit"),
  { name: "coverage", only: "test", args: ["task", "--quiet", "check:coverage"] },
  { name: "reference", only: "test", args: ["task", "--quiet", "docs"] },
  { name: "publish", args: ["publish", "--dry-run", "--allow-dirty"] },
  { name: "demo", only: "test", args: ["task", "--quiet", "demo"] },
];
