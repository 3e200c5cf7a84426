/**
 * A process that its runtime allows little or nothing: only Deno has permissions.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { startChild } from "./process_end/run_child.ts";
import { serveCollector } from "./process_end/served_collector.ts";

/** What is left of a child's complaints when warnings are told by their kind alone. */
function kindsOfLines(text: string): string[] {
  return text.split("\n").filter((line) => line !== "").map((line) =>
    line.replace(/\(.*|\d+/g, "")
  );
}

/** Where there is no flag at all, Deno grants everything to a process started by Node's means. */
const NOTHING: readonly string[] = ["--allow-read=/nowhere"];

const DENIED: readonly (readonly [name: string, permissions: readonly string[]])[] = [
  ["grants nothing", NOTHING],
  ["denies all", ["net", "env", "run", "sys", "read", "write", "ffi"].map((it) => `--deny-${it}`)],
];

for (const [name, permissions] of DENIED) {
  Deno.test(`a process to which the runtime ${name} neither throws nor repeats itself`, async () => {
    await using served = await serveCollector();
    const options = { maxRetries: 0, shutdownTimeoutMs: 300 };
    const config = { count: 30, options, endpoint: served.endpoint };
    await using child = startChild("every_call", config, permissions);
    assertEquals((await child.ended()).code, 0, child.stderr);
    const { tracked, queued, dropped } = JSON.parse(child.lines[0] ?? "{}");
    assertEquals({ tracked, queued, dropped }, { tracked: 31, queued: 31, dropped: {} });
    const kinds = kindsOfLines(child.stderr);
    assert(kinds.every((line) => line.startsWith("Tidings: ")), child.stderr);
    assertEquals(new Set(kinds).size, kinds.length, child.stderr);
  });
}

Deno.test("a process to which the runtime grants nothing still ends by SIGTERM", async () => {
  const options = { maxRetries: 0, shutdownTimeoutMs: 300 };
  const config = { count: 1, options, variant: "waits for a signal", endpoint: "http://[::1]:9" };
  await using child = startChild("every_call", config, NOTHING);
  await child.saidFirst();
  child.signal("SIGTERM");
  assertEquals((await child.ended()).signal, "SIGTERM", child.stderr);
});
