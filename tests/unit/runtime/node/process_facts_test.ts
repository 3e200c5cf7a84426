import { assert, assertEquals, assertLessOrEqual } from "@std/assert";
import { hostname } from "node:os";
import process from "node:process";
import { createProcessFacts, readStartTicks } from "../../../../src/runtime/node/process_facts.ts";

Deno.test("createProcessFacts() knows this process", () => {
  const { self, isRunning } = createProcessFacts();
  assertEquals([self.pid, self.host], [process.pid, hostname()]);
  assertLessOrEqual(Math.abs(Date.now() / 1_000 - process.uptime() - self.startS), 2);
  assert(isRunning(process.pid));
  assertEquals(createProcessFacts().self, self);
});

Deno.test("createProcessFacts() tells a process that runs from one that has ended", async () => {
  const { isRunning, startTicksOf } = createProcessFacts();
  const child = new Deno.Command("sleep", { args: ["60"] }).spawn();
  assertEquals(isRunning(child.pid), true);
  child.kill("SIGKILL");
  await child.status;
  assertEquals(isRunning(child.pid), false);
  assertEquals(startTicksOf(child.pid), undefined);
  // The init process is somebody else's, or ours, but it runs.
  assertEquals(isRunning(1), true);
});

const FIELDS = "S 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 987654 20 21";

for (
  const [line, ticks] of [
    [`4711 (node) ${FIELDS}`, "987654"],
    [`4711 (a) Z (b c) ${FIELDS}`, "987654"],
    [`4711 (node) ${FIELDS.replace("S", "Z")}`, "dead"],
    [`4711 (node) ${FIELDS.replace("S", "X")}`, "dead"],
    ["4711 (node) S 1 2", undefined],
    ["", undefined],
  ] as const
) {
  Deno.test(`readStartTicks() of ${JSON.stringify(line)} is ${ticks}`, () => {
    assertEquals(readStartTicks(line), ticks);
  });
}
