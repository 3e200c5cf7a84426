/**
 * All that the one program needs to run: the package published and installed, runtimes, and the program
 * beside what calls it.
 *
 * @module
 */
import config from "../../../deno.json" with { type: "json" };
import { findProgram } from "../../../scripts/package/command.ts";
import {
  createInstalledProject,
  type InstalledProject,
} from "../../../scripts/package/installed_project.ts";
import { PINS } from "../../../scripts/package/pins.ts";
import { type Consumer, createConsumer } from "../../jsr/support/consumer.ts";
import { publishCheckout } from "../../jsr/support/published_checkout.ts";
import { readProgram } from "../../jsr/support/read_program.ts";
import * as hosts from "./hosts.ts";
import { COMMON_JS, FROM_JSR, PROGRAM } from "./program_forms.ts";

/** Where the program can be run. */
export interface Place extends AsyncDisposable {
  /** A project in which the package is installed from npm. */
  readonly project: InstalledProject;
  /** One in which it comes from JSR. */
  readonly consumer: Consumer;
  /** The paths of runtimes; of Node the oldest that is supported. */
  readonly runtimes: { readonly node: string; readonly bun: string };
}

/** The day of the runtime that Miniflare brings: what is deployed that day behaves as of that day. */
const WORKERD_DAY = PINS.miniflare.replace(/^\d+\.(\d{4})(\d\d)(\d\d)\..*/, "$1-$2-$3");

/** The files of the project, programs and what calls them. */
const FILES: Readonly<Record<string, string>> = {
  "track_one_event.mjs": PROGRAM,
  "track_one_event.cjs": COMMON_JS,
  "track_from_page.mjs": await readProgram("track_from_page.ts", config.name),
  "bun.mjs": hosts.BUN_HOST,
  "node.mjs": hosts.NODE_HOST,
  "node.cjs": hosts.COMMON_JS_HOST,
  "worker.mjs": hosts.WORKER,
  "run_worker.mjs": hosts.workerHost(WORKERD_DAY),
  "run_edge.mjs": hosts.EDGE_HOST,
  "page.html": hosts.PAGE,
};

/** Makes the place; its parts at the same time, as most of it is waiting. */
export async function createPlace(): Promise<Place> {
  const [project, published, node, bun] = await Promise.all([
    createInstalledProject([`miniflare@${PINS.miniflare}`, `@edge-runtime/vm@${PINS.edgeVm}`]),
    publishCheckout(),
    findProgram("node", PINS.node[0], Deno.cwd()),
    findProgram("bun", PINS.bun, Deno.cwd()),
  ]);
  for (const [path, text] of Object.entries(FILES)) await project.write(path, text);
  const consumer = await createConsumer(published.registry);
  await consumer.write("track_one_event.js", FROM_JSR);
  await consumer.write("main.js", hosts.DENO_HOST);
  return {
    project,
    consumer,
    runtimes: { node, bun },
    [Symbol.asyncDispose]: async () => {
      await Promise.all([project[Symbol.asyncDispose](), consumer[Symbol.asyncDispose]()]);
      await published.close();
    },
  };
}
