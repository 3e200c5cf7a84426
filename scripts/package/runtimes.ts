/**
 * Where the package is tried out, with how many tests at the least: fewer mean that some were lost on the
 * way.
 *
 * @module
 */
import { PINS } from "./pins.ts";
import type { Format } from "./test_project.ts";

/** One run of tests. */
export interface RuntimeRun {
  /** The runtime. */
  readonly runtime: "node" | "bun";
  /** Its exact version. */
  readonly version: string;
  /** How the tests get the package. */
  readonly format: Format;
  /** Fewer tests than this are a failure. */
  readonly minTests: number;
}

/** All tests that are not Deno's alone. */
const ALL = 1_640;

/** The API, and what happens at a process's end: all that can differ between the module formats. */
const API_AND_ENDS = 1_500;

/** Every run. */
export const RUNS: readonly RuntimeRun[] = [
  ...PINS.node.flatMap((version): RuntimeRun[] => [
    { runtime: "node", version, format: "import", minTests: ALL },
    { runtime: "node", version, format: "require", minTests: API_AND_ENDS },
  ]),
  { runtime: "bun", version: PINS.bun, format: "import", minTests: ALL },
  { runtime: "bun", version: PINS.bun, format: "require", minTests: API_AND_ENDS },
];

/** Whether a run takes this file of tests. */
export function takes({ format }: RuntimeRun, path: string): boolean {
  return format === "import" ||
    /^tests\/(api\/|scenarios\/(process_end|crash|original_sdk))/.test(path);
}

/** What the closing table calls a run. */
export function nameOf({ runtime, version, format }: RuntimeRun): string {
  const name = { node: "Node", bun: "Bun" }[runtime];
  return `${name} ${version}, ${format === "import" ? "import" : "require()"}`;
}
