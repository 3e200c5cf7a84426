/**
 * The platforms without a page, and how each runs the program.
 *
 * @module
 */
import { mustRun } from "../../../scripts/package/command.ts";
import { PINS } from "../../../scripts/package/pins.ts";
import type { Place } from "./place.ts";

/** A platform. */
export interface Platform {
  /** How it gets the package. */
  readonly how: string;
  /** What the program's run tells of where it was. */
  readonly where: string;
  /** Runs the program, given the address and the event's name; gives what the run wrote. */
  run(place: Place, args: readonly string[]): Promise<string>;
}

/** Every platform, by the name of its event. */
export const PLATFORMS: Readonly<Record<string, Platform>> = {
  from_deno: {
    how: "Deno, from jsr:",
    where: `Deno ${Deno.version.deno}`,
    run: async ({ consumer }, args) => {
      return (await consumer.deno("run", "--allow-net=127.0.0.1", "main.js", ...args)).stdout;
    },
  },
  from_bun: {
    how: "Bun",
    where: `Bun ${PINS.bun}`,
    run: (place, args) => runIn(place, "bun", ["run", "bun.mjs", ...args]),
  },
  from_node: {
    how: "an ES module in Node",
    where: `Node ${PINS.node[0]}`,
    run: (place, args) => runIn(place, "oldNode", ["node.mjs", ...args]),
  },
  from_common_js: {
    how: "CommonJS in Node",
    where: `Node ${PINS.node[0]}, CommonJS`,
    run: (place, args) => runIn(place, "oldNode", ["node.cjs", ...args]),
  },
  from_worker: {
    how: "a worker in workerd, without Node compatibility",
    where: "Cloudflare-Workers, process: undefined",
    run: (place, args) => runIn(place, "newNode", ["run_worker.mjs", ...args]),
  },
  from_edge: {
    how: "an edge function in its VM",
    where: "edge-runtime, process: undefined, AbortSignal.any: undefined",
    run: (place, args) => runIn(place, "oldNode", ["run_edge.mjs", ...args]),
  },
};

function runIn(
  { project, runtimes }: Place,
  runtime: keyof Place["runtimes"],
  args: readonly string[],
): Promise<string> {
  return mustRun({ program: runtimes[runtime], args, cwd: project.dir });
}
