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
  /** Fewer tests than this are a failure. */
  readonly minTests?: number;
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

/** Least numbers of tests by folder, of the profile `test`: somewhat fewer than there are. */
const MIN_TESTS: Readonly<Record<string, number>> = {
  "tests/unit": 3_700,
  "tests/api": 1_450,
  "tests/scenarios": 390,
  "tests/jsr": 20,
  "tests/release": 13,
};

/** Tests that Deno runs. */
function tests(folder: string, only: Profile, ...flags: string[]): Step {
  const minTests = MIN_TESTS[folder];
  return {
    name: `Deno ${Deno.version.deno}: ${folder.replace("tests/", "")}`,
    only,
    isTestRun: true,
    paths: [folder],
    args: ["task", "--quiet", "test:deno", ...flags],
    ...(only === "test" && minTests !== undefined ? { minTests } : {}),
  };
}

/** A step for each engine, so that each has its own count; they are never run at once. */
function browserTests(engine: string, minTests: number): Step {
  return {
    name: `browser: ${engine}`,
    only: "test",
    isTestRun: true,
    minTests,
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
  tests("tests/jsr", "test", PARALLEL),
  tests("tests/release", "test"),
  {
    name: "npm",
    only: "test",
    hasRows: true,
    paths: ["tests/installed"],
    args: ["task", "--quiet", "test:npm"],
  },
  browserTests("chromium", 60),
  browserTests("firefox", 50),
  browserTests("webkit", 50),
  { name: "coverage", only: "test", args: ["task", "--quiet", "check:coverage"] },
  { name: "reference", only: "test", args: ["task", "--quiet", "docs"] },
  { name: "publish", only: "ok", args: ["publish", "--dry-run", "--allow-dirty"] },
  { name: "release", only: "test", args: ["task", "--quiet", "release:check"] },
  { name: "demo", only: "test", args: ["task", "--quiet", "demo"] },
];
