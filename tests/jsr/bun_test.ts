/**
 * Bun takes the package the way JSR offers it to npm clients: as `@jsr/tidings__sdk`, from a registry that
 * only that scope is sent to.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import config from "../../deno.json" with { type: "json" };
import { readModule, resolveRelative } from "../../scripts/import_graph.ts";
import { createNpmFiles, npmName } from "../../scripts/jsr_registry/npm_files.ts";
import { assertDocumented, DOCUMENTED_ANSWER } from "../support/documented_events.ts";
import { serveCollector } from "../scenarios/process_end/served_collector.ts";
import { findProgram } from "../../scripts/package/command.ts";
import { PINS } from "../../scripts/package/pins.ts";
import { type Consumer, createConsumer } from "./support/consumer.ts";
import { publishCheckout, RANGE } from "./support/published_checkout.ts";
import { readProgram } from "./support/read_program.ts";
import type { Output } from "./support/run_command.ts";

const bunPath = await findProgram("bun", PINS.bun, Deno.cwd());
const { registry, release, close } = await publishCheckout();
Deno.test.afterAll(close);

const NPM_NAME = npmName(release);

const DELIVERED = { delivered: 1, dropped: 0, pending: 0 };

function bun(consumer: Consumer, ...args: string[]): Promise<Output> {
  return consumer.run({ program: bunPath, args });
}

/** Runs `track_from_every_entry.ts` on Bun and demands that everything arrives. */
async function trackFromEveryEntry(consumer: Consumer, specifier: string): Promise<void> {
  await using served = await serveCollector();
  const program = await readProgram("track_from_every_entry.ts", specifier);
  await consumer.write("main.ts", program);
  const { stdout } = await bun(consumer, "run", "main.ts", served.endpoint);
  assertEquals(JSON.parse(stdout), {
    VERSION: config.version,
    mainResult: DELIVERED,
    nodeResult: DELIVERED,
    testedResult: DELIVERED,
    inertId: null,
    inMemory: ["from_testing"],
  });
  assertEquals(served.collector.eventNames(), ["from_main", "from_node"]);
}

Deno.test("Bun tracks from every entry after 'bun add' with the scope in bunfig.toml", async () => {
  await using consumer = await createConsumer(registry);
  await consumer.write("bunfig.toml", `[install.scopes]\n"@jsr" = "${registry.npmUrl}"\n`);
  await consumer.write("package.json", `{ "private": true }`);
  await bun(consumer, "add", NPM_NAME);
  const { dependencies } = JSON.parse(await consumer.read("package.json"));
  assertEquals(dependencies, { [NPM_NAME]: `^${config.version}` });
  const manifest = await consumer.read(`node_modules/${NPM_NAME}/package.json`);
  assertEquals(JSON.parse(manifest).exports["."], {
    types: "./_dist/mod.d.ts",
    default: "./mod.js",
  });
  await trackFromEveryEntry(consumer, NPM_NAME);
});

/** A project whose package.json calls the package by its own name, installed. */
async function installAlias(): Promise<Consumer> {
  const consumer = await createConsumer(registry);
  await consumer.write(".npmrc", `@jsr:registry=${registry.npmUrl}\n`);
  const dependencies = { [config.name]: `npm:${NPM_NAME}@${RANGE}` };
  await consumer.write("package.json", JSON.stringify({ private: true, dependencies }));
  await bun(consumer, "install");
  return consumer;
}

Deno.test("Bun tracks from every entry under the package's own name, with the scope in .npmrc", async () => {
  await using consumer = await installAlias();
  await trackFromEveryEntry(consumer, config.name);
});

Deno.test("Bun runs the original SDK's documented examples", async () => {
  await using consumer = await installAlias();
  await using served = await serveCollector("test-key", "test-key-2");
  await consumer.write("main.ts", await readProgram("original_sdk_examples.ts", config.name));
  const startedAt = Date.now();
  const { stdout } = await bun(consumer, "run", "main.ts", served.endpoint);
  assertEquals(JSON.parse(stdout), DOCUMENTED_ANSWER);
  assertDocumented(served.collector.events, startedAt);
});

Deno.test("what Bun installs has types, and they refuse mistakes", async () => {
  await using consumer = await installAlias();
  await consumer.write("deno.json", `{ "nodeModulesDir": "manual" }`);
  await consumer.write(
    "main.ts",
    `import { InslyticNode, VERSION } from "${config.name}";
import { createCollector } from "${config.name}/testing";
import * as node from "${config.name}/node";

const client: node.InslyticNode = new InslyticNode({ apiKey: "test-key" });
const { delivered }: { delivered: number } = await client.flush();
const names: string[] = createCollector().eventNames();
// @ts-expect-error: an event has a name
client.track({ anonymousId: "anon-1" });
// @ts-expect-error: a version is a text
export const wrong: [number, number, string[]] = [VERSION, delivered, names];
`,
  );
  await consumer.deno("check", "main.ts");
});

Deno.test("what npm clients get leads from file to file, JavaScript and declarations apart", () => {
  const files = createNpmFiles(release);
  for (const [path, text] of files) {
    if (!/\.[jt]s$/.test(path)) continue;
    const isDeclaration = path.endsWith(".d.ts");
    for (const { specifier } of readModule({ path, text }).imports) {
      if (specifier?.startsWith("node:")) continue;
      const target = resolveRelative(path, specifier) ?? "";
      const file = isDeclaration ? target.replace(/\.js$/, ".d.ts") : target;
      assert(target.endsWith(".js") && files.has(file), `${path} imports ${specifier}`);
    }
  }
  const modules = [...release.files.keys()].filter((path) => path.endsWith(".ts"));
  const compiled = [...files.keys()].filter((path) => /(\.js|\.d\.ts)$/.test(path));
  assertEquals(compiled.length, 2 * modules.length);
});
