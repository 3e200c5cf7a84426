/**
 * The recipe for Cloudflare Workers in workerd, the runtime that they have, without Node's modules.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import * as esbuild from "esbuild";
import { createCollector } from "@tidings/sdk/testing";
import type { Program } from "../../support/program.ts";
import { serve, type Served } from "../../support/serve.ts";
import { testTypes } from "./support/compiled_recipes.ts";
import { readProgram } from "./support/readme_recipes.ts";
import { createRecipeProject } from "./support/recipe_project.ts";
import { addressOf, API_KEY, startRecipe } from "./support/recipe_server.ts";

const project = await createRecipeProject(["@cloudflare/workers-types", "miniflare"]);

testTypes(project, { lib: ["es2022"], types: ["@cloudflare/workers-types"] }, {
  "Cloudflare Workers": [
    ["apiKey:", "key:"],
    ["env.INSLYTIC_API_KEY", "env.INSLYTIC_KEY"],
    ["context.waitUntil(inslytic.shutdown())", "context.waitUntil(inslytic)"],
  ],
});

/** Miniflare is for Node. */
const RUN_WORKER = new URL("support/run_worker.mjs", import.meta.url);

/** Starts the recipe, bundled as Wrangler does it. */
async function startWorker(served: Served): Promise<Program> {
  await project.write("src/index.ts", await readProgram("Cloudflare Workers"));
  await project.write("run_worker.mjs", await Deno.readTextFile(RUN_WORKER));
  esbuild.buildSync({
    absWorkingDir: project.dir,
    entryPoints: ["src/index.ts"],
    outfile: "worker.mjs",
    bundle: true,
    format: "esm",
    conditions: ["workerd", "worker"],
    target: "es2022",
    logLevel: "warning",
  });
  return await startRecipe("node", `${project.dir}/run_worker.mjs`, served, {
    isPreloaded: false,
  });
}

/** Requests at once. */
const CROWD = 10;

Deno.test("Cloudflare Workers: each request delivers after its answer, retries included", async () => {
  const collector = createCollector({ apiKey: API_KEY });
  let areAnswered = Promise.resolve();
  await using served = await serve(async (request) => {
    await areAnswered;
    return await collector.fetch(request);
  });
  await using program = await startWorker(served);
  const address = await addressOf(program);
  const ask = async (path: string) => await (await fetch(`${address}${path}`)).text();
  assertEquals(await ask("/first"), "hello");
  await collector.waitForEvents(1);

  // The first attempt of each is refused, and no attempt is answered before all requests are: what
  // arrives now was sent after the answers.
  collector.script(...Array.from({ length: CROWD }, () => ({ status: 503 })));
  const { promise, resolve } = Promise.withResolvers<void>();
  areAnswered = promise;
  const paths = Array.from({ length: CROWD }, (_, n) => `/${n}`);
  assertEquals(await Promise.all(paths.map(ask)), paths.map(() => "hello"));
  resolve();
  const [, ...events] = await collector.waitForEvents(1 + CROWD);
  const seen = events.map(({ properties }) => properties?.["pathname"] ?? "");
  assertEquals(seen.toSorted(), paths);
  assertEquals(program.stderr, "");
});
