/**
 * The recipes of web servers, each run as a process of its own, asked over its socket and ended by SIGTERM.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { run } from "../../../scripts/package/command.ts";
import { serveCollector } from "../../scenarios/process_end/served_collector.ts";
import type { Program } from "../../support/program.ts";
import { testTypes } from "./support/compiled_recipes.ts";
import { readProgram } from "./support/readme_recipes.ts";
import { createRecipeProject } from "./support/recipe_project.ts";
import { addressOf, API_KEY, type RecipeRuntime, startRecipe } from "./support/recipe_server.ts";
import { startUpload } from "./support/upload.ts";

const project = await createRecipeProject([
  "@hono/node-server",
  "@types/express",
  "express",
  "fastify",
  "hono",
]);

testTypes(project, { lib: ["es2022"], types: ["node"] }, {
  "Hono": [["apiKey:", "key:"], ["context.req.path", "context.request.path"]],
  "Express": [["inslytic.track(", "inslytic.send("], ["express.json()", "express.parse()"]],
  "Fastify": [["inslytic.shutdown()", "inslytic.close()"], ['"onClose"', '"onEnd"']],
});

/** A recipe's file in the project. */
async function writeRecipe(
  name: string,
  change = (text: string): string => text,
  file = `${name.toLowerCase().replaceAll(" ", "_")}.ts`,
): Promise<string> {
  await project.write(file, change(await readProgram(name)));
  return `${project.dir}/${file}`;
}

/** What a program that a signal ended leaves. */
async function endingOf(program: Program): Promise<Record<string, unknown>> {
  const { code, signal } = await program.ended();
  return { code, signal };
}

/** The SDK's own way: no listener of the host, and the signal ends the process as without the SDK. */
async function assertDelivers(
  runtime: RecipeRuntime,
  file: string,
  properties: Record<string, string>,
  signal: "SIGINT" | "SIGTERM" = "SIGTERM",
): Promise<void> {
  await using served = await serveCollector(API_KEY);
  await using program = await startRecipe(runtime, file, served);
  const response = await fetch(`${await addressOf(program)}/`);
  assertEquals([response.status, await response.text()], [200, "hello"]);
  // Nothing has left so far, so that what arrives has been delivered by the signal.
  assertEquals(served.collector.requests.length, 0);
  program.signal(signal);
  assertEquals(await endingOf(program), { code: null, signal });
  assertEquals(served.collector.eventNames(), ["page_viewed"]);
  assertEquals(served.collector.events[0]?.properties, properties);
}

Deno.test("Deno.serve: SIGTERM right after an answer delivers, and ends the process as ever", async () => {
  await assertDelivers("deno", await writeRecipe("A web server"), { pathname: "/" });
});

Deno.test("Bun.serve: the same recipe with the two changes that the README names", async () => {
  const readme = await Deno.readTextFile(new URL("../../../README.md", import.meta.url));
  const changes = [
    ['Deno.env.get("INSLYTIC_API_KEY")', "process.env.INSLYTIC_API_KEY"],
    ["Deno.serve(handler)", "Bun.serve({ fetch: handler })"],
  ] as const;
  const file = await writeRecipe("A web server", (text) =>
    changes.reduce((changed, [from, to]) => {
      assertEquals([changed.includes(from), readme.includes(`\`${to}\``)], [true, true], from);
      return changed.replace(from, to);
    }, text));
  await assertDelivers("bun", file, { pathname: "/" });
});

Deno.test("Deno Deploy: SIGINT right after an answer delivers", async () => {
  await assertDelivers("deno", await writeRecipe("Deno Deploy"), { pathname: "/" }, "SIGINT");
});

Deno.test("Hono: SIGTERM right after an answer delivers, and ends the process as ever", async () => {
  await assertDelivers("node", await writeRecipe("Hono"), { path: "/", status: "200" });
});

Deno.test("Deno.serve, Deno Deploy: Deno's compiler finds what is wrong", async () => {
  const mistakes = [["apiKey:", "key:"], ["inslytic.track(", "inslytic.send("]] as const;
  const files: string[] = [];
  for (const name of ["A web server", "Deno Deploy"]) {
    for (const [right, wrong] of mistakes) {
      const file = `mistake_${files.length}.ts`;
      await writeRecipe(name, (text) => text.replace(right, wrong), file);
      files.push(file);
    }
  }
  const args = ["check", "--quiet", "--no-lock", ...files];
  const { code, output } = await run({ program: Deno.execPath(), args, cwd: project.dir });
  assertEquals(code, 1);
  assertEquals(files.filter((file) => !output.includes(`/${file}:`)), [], output);
});

for (const name of ["Express", "Fastify"]) {
  Deno.test(`${name}: a graceful end finishes the requests, then delivers their events, too`, async () => {
    await using served = await serveCollector(API_KEY);
    const env = { HELD_OPEN: "1" };
    await using program = await startRecipe("node", await writeRecipe(name), served, { env });
    const address = await addressOf(program);
    const first = await fetch(`${address}/orders`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ total: 1 }),
    });
    assertEquals([first.status, await first.text()], [201, "thank you"]);
    const upload = await startUpload(`${address}/orders`, JSON.stringify({ total: 2 }));
    assertEquals(served.collector.requests.length, 0);
    program.signal("SIGTERM");
    // The event of the first request is there: what the second one tracks comes after all that the SDK
    // does by itself, and the process is about to exit.
    await served.collector.waitForEvents(1);
    assertEquals(await upload.finish(), 201);
    assertEquals(await endingOf(program), { code: 0, signal: null });
    const totals = served.collector.events.map(({ properties }) => properties?.["total"]);
    assertEquals(totals, ["1", "2"]);
  });
}
