/**
 * Code written for `@inslytic/sdk-node` type-checks and runs when nothing but its import is changed.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import config from "../../deno.json" with { type: "json" };
import { serveCollector } from "../scenarios/process_end/served_collector.ts";
import { assertDocumented, DOCUMENTED_ANSWER } from "../support/documented_events.ts";
import { createConsumer } from "./support/consumer.ts";
import { publishCheckout } from "./support/published_checkout.ts";
import { readProgram } from "./support/read_program.ts";

const { registry, close } = await publishCheckout();
Deno.test.afterAll(close);

Deno.test("the original SDK's documented examples type-check, run and deliver from jsr:", async () => {
  await using consumer = await createConsumer(registry);
  await using served = await serveCollector("test-key", "test-key-2");
  const program = await readProgram("original_sdk_examples.ts", `jsr:${config.name}`);
  await consumer.write("main.ts", program);
  const startedAt = Date.now();
  const { stdout } = await consumer.deno(
    "run",
    "--check",
    `--allow-net=${new URL(served.endpoint).host}`,
    "main.ts",
    served.endpoint,
  );
  assertDocumented(served.collector.events, startedAt);
  assertEquals(JSON.parse(stdout), DOCUMENTED_ANSWER);
});
