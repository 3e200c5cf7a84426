/**
 * The browser entry where there is no page: on a server that renders one, on whatever runtime.
 */
import { assert, assertEquals } from "@std/assert";
import { createMetricsClient } from "@tidings/sdk/browser";
import { startProgram } from "../support/program.ts";

/** What the program says, which runs by itself: a test's own runtime touches everything. */
async function runProgram(): Promise<Record<string, unknown>> {
  await using program = startProgram(new URL("../programs/import_browser.ts", import.meta.url));
  const { code } = await program.ended();
  assertEquals([code, program.stderr], [0, ""]);
  return JSON.parse(await program.saidFirst());
}

let once: Promise<Record<string, unknown>> | undefined;
const readSaid = (): Promise<Record<string, unknown>> => once ??= runProgram();

Deno.test("importing the browser entry touches no global and adds none", async () => {
  const said = await readSaid();
  assertEquals(said.onImport, []);
  assertEquals(said.added, 0);
});

Deno.test("an inert client takes every call, whatever it is given, and counts nothing", async () => {
  const said = await readSaid();
  assertEquals(said.faults, []);
  assertEquals(said.stats, {
    tracked: 0,
    restored: 0,
    delivered: 0,
    handedOver: 0,
    requests: 0,
    retries: 0,
    dropped: {},
    queued: 0,
    inFlight: 0,
  });
});

Deno.test("two inert clients of one project are two: each render has its own", async () => {
  await using first = createMetricsClient("mtr_inert");
  await using second = createMetricsClient("mtr_inert");
  assert(first !== second);
});
