/**
 * The platforms without a page, and how each runs the program.
 *
 * @module
 */
import * as esbuild from "esbuild";
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
    run: (place, args) => runIn(place, "node", ["node.mjs", ...args]),
  },
  from_common_js: {
    how: "CommonJS in Node",
    where: `Node ${PINS.node[0]}, CommonJS`,
    run: (place, args) => runIn(place, "node", ["node.cjs", ...args]),
  },
  from_worker: {
    how: "a worker in workerd, without Node compatibility",
    where: "Cloudflare-Workers, process: undefined",
    run: (place, args) => {
      bundleFor("workerd", place, { from: "worker.mjs", to: "worker.js", format: "esm" });
      return runIn(place, "node", ["run_worker.mjs", ...args]);
    },
  },
  from_edge: {
    how: "an edge function in its VM",
    where: "edge-runtime, process: undefined, AbortSignal.any: undefined",
    run: (place, args) => {
      bundleFor("edge-light", place, {
        from: "track_one_event.mjs",
        to: "edge.js",
        format: "iife",
      });
      return runIn(place, "node", ["run_edge.mjs", ...args]);
    },
  },
};

function runIn(
  { project, runtimes }: Place,
  runtime: keyof Place["runtimes"],
  args: readonly string[],
): Promise<string> {
  return mustRun({ program: runtimes[runtime], args, cwd: project.dir });
}

/** What is bundled. */
interface Bundling {
  readonly from: string;
  readonly to: string;
  readonly format: "esm" | "iife";
}

/**
 * Bundles as platforms do that take one file, with the platform's own condition. Node's is on, too, as it
 * is where somebody asks for Node's modules: the platform's must win.
 */
function bundleFor(condition: string, { project }: Place, { from, to, format }: Bundling): void {
  esbuild.buildSync({
    absWorkingDir: project.dir,
    entryPoints: [from],
    outfile: to,
    bundle: true,
    format,
    platform: "neutral",
    conditions: [condition, "node"],
    logLevel: "silent",
  });
}
