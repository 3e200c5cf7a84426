/**
 * The recipe for AWS Lambda in a process that is frozen between its calls.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import {
  serveCollector,
  type ServedCollector,
} from "../../scenarios/process_end/served_collector.ts";
import type { Program } from "../../support/program.ts";
import { type LambdaPlatform, startLambdaPlatform } from "./support/lambda_platform.ts";
import { testTypes } from "./support/compiled_recipes.ts";
import { readProgram } from "./support/readme_recipes.ts";
import { createRecipeProject } from "./support/recipe_project.ts";
import { API_KEY, startRecipe } from "./support/recipe_server.ts";

const RUNTIME = new URL("support/lambda_runtime.mjs", import.meta.url).pathname;

const project = await createRecipeProject(["@types/aws-lambda"]);

testTypes(project, { lib: ["es2022"], types: ["node"] }, {
  "AWS Lambda": [
    ["maxRetries: 0", 'maxRetries: "0"'],
    ["inslytic.flush()", "inslytic.send()"],
    ["{ rawPath }", "{ path }"],
  ],
});

/** What the handler answers to any call. */
const HELLO = { statusCode: 200, body: "hello" };

/** What a call may take beyond what the recipe waits for: the machine is busy. */
const SLACK_MS = 1_500;

async function startFunction(served: ServedCollector, platform: LambdaPlatform): Promise<Program> {
  await project.write("index.ts", await readProgram("AWS Lambda"));
  const env = { AWS_LAMBDA_RUNTIME_API: platform.host, RECIPE: `${project.dir}/index.ts` };
  return await startRecipe("node", RUNTIME, served, { env });
}

function paths({ collector }: ServedCollector): unknown[] {
  return collector.events.map(({ properties }) => properties?.["rawPath"]);
}

Deno.test("AWS Lambda: each call's event is there before the process is frozen", async () => {
  await using platform = await startLambdaPlatform();
  await using served = await serveCollector(API_KEY);
  await using program = await startFunction(served, platform);
  assertEquals((await platform.call(program, { rawPath: "/first" })).answer, HELLO);
  assertEquals(paths(served), ["/first"]);
  assertEquals((await platform.call(program, { rawPath: "/second" })).answer, HELLO);
  assertEquals(paths(served), ["/first", "/second"]);
});

for (const fault of [{ status: 503 }, { kind: "hang" }] as const) {
  const name = "kind" in fault ? "does not answer" : "answers 503";
  Deno.test(`AWS Lambda: a collector that ${name} costs a second, or two when call follows call, and no event`, async () => {
    await using platform = await startLambdaPlatform();
    await using served = await serveCollector(API_KEY);
    await using program = await startFunction(served, platform);
    served.collector.always(fault);
    const { answer, tookMs } = await platform.call(program, { rawPath: "/first" });
    assertEquals([answer, served.collector.requests.length], [HELLO, 1]);
    assert(tookMs < 1_000 + SLACK_MS, `the call took ${tookMs} ms`);
    const second = await platform.call(program, { rawPath: "/second" });
    assertEquals(second.answer, HELLO);
    assert(second.tookMs < 2_000 + SLACK_MS, `the next call took ${second.tookMs} ms`);
    served.collector.heal();
    assertEquals((await platform.call(program, { rawPath: "/third" })).answer, HELLO);
    assertEquals(paths(served).toSorted(), ["/first", "/second", "/third"]);
  });
}
