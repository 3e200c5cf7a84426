/**
 * Code written for `@inslytic/sdk-node` runs when nothing but its import is changed.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { assertDocumented, DOCUMENTED_ANSWER } from "../support/documented_events.ts";
import { startProgram } from "../support/program.ts";
import { serveCollector } from "./process_end/served_collector.ts";

Deno.test("the original SDK's documented examples run, end and deliver", async () => {
  await using served = await serveCollector("test-key", "test-key-2");
  const startedAt = Date.now();
  const source = new URL("../programs/original_sdk_examples.ts", import.meta.url);
  await using program = startProgram(source, { args: [served.endpoint] });
  const { code } = await program.ended();
  assertEquals(code, 0, program.stderr);
  assertEquals(JSON.parse(await program.saidFirst()), DOCUMENTED_ANSWER);
  assertDocumented(served.collector.events, startedAt);
  assertEquals(program.stderr, "");
});

Deno.test("a program that tracks from every entry delivers from each", async () => {
  await using served = await serveCollector();
  const source = new URL("../programs/track_from_every_entry.ts", import.meta.url);
  await using program = startProgram(source, { args: [served.endpoint] });
  const { code } = await program.ended();
  assertEquals(code, 0, program.stderr);
  assertEquals(served.collector.eventNames(), ["from_main", "from_node"]);
  const { inMemory } = JSON.parse(await program.saidFirst());
  assertEquals(inMemory, ["from_testing"]);
});
