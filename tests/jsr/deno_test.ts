/**
 * Deno takes the package from `jsr:`: by specifier, by bare name after `deno add`, type-checked, and with
 * no permission but the way to the collector.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import config from "../../deno.json" with { type: "json" };
import { serveCollector } from "../scenarios/process_end/served_collector.ts";
import { createConsumer } from "./support/consumer.ts";
import { publishCheckout, RANGE } from "./support/published_checkout.ts";
import { readProgram } from "./support/read_program.ts";

const { registry, close } = await publishCheckout();
Deno.test.afterAll(close);

const DELIVERED = { delivered: 1, dropped: 0, pending: 0 };

/** What `track_from_every_entry.ts` says when all went well. */
const SAID = {
  VERSION: config.version,
  mainResult: DELIVERED,
  nodeResult: DELIVERED,
  testedResult: DELIVERED,
  inertId: null,
  inMemory: ["from_testing"],
};

for (const entry of ["deno run", "deno add, then deno run"]) {
  Deno.test(`a program tracks from every entry, checked whole: ${entry}`, async () => {
    await using consumer = await createConsumer(registry);
    await using served = await serveCollector();
    const isAdded = entry.startsWith("deno add");
    if (isAdded) {
      await consumer.deno("add", `jsr:${config.name}`);
      const { imports } = JSON.parse(await consumer.read("deno.json"));
      assertEquals(imports, { [config.name]: `jsr:${config.name}@^${config.version}` });
    }
    const specifier = isAdded ? config.name : `jsr:${config.name}@${RANGE}`;
    const program = await readProgram("track_from_every_entry.ts", specifier);
    await consumer.write("main.ts", program);
    const host = new URL(served.endpoint).host;
    const { stdout } = await consumer.deno(
      "run",
      "--check=all",
      `--allow-net=${host}`,
      "main.ts",
      served.endpoint,
    );
    assertEquals(JSON.parse(stdout), SAID);
    assertEquals(served.collector.eventNames(), ["from_main", "from_node"]);
    const asked = [`net ${host}`, `net ${served.endpoint}/v1/ingest`];
    assertEquals(await consumer.askedPermissions(), asked);
  });
}

Deno.test("to import every entry and to make a client needs no permission, nor asks for one", async () => {
  await using consumer = await createConsumer(registry);
  const entries = Object.keys(config.exports).map((entry) => entry.replace(/^\./, ""));
  const imports = entries.map((entry, i) =>
    `import * as entry${i} from "jsr:${config.name}@${RANGE}${entry}";`
  );
  await consumer.write(
    "main.ts",
    `${imports.join("\n")}
const namespaces = [${entries.map((_, i) => `entry${i}`)}];
const client = new entry0.InslyticNode({ apiKey: "test-key" });
console.log(namespaces.every((it) => Object.keys(it).length > 0), client.pending);
`,
  );
  const { stdout } = await consumer.deno("run", "--check", "main.ts");
  assertEquals(stdout, "true 0\n");
  assertEquals(await consumer.askedPermissions(), []);
});
