/** Memory stays bounded, whatever comes in. */
import { assertEquals, assertLess } from "@std/assert";
import { assertBalanced } from "../support/test_bench.ts";
import type { Stats } from "@tidings/sdk";

Deno.test("a million events with the collector down: the heap stays within 10 %, every drop counted", async () => {
  const child = new URL("./memory/flood_child.ts", import.meta.url);
  const { stdout, success } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-prompt", "--v8-flags=--expose-gc", child.pathname],
    stderr: "inherit",
  }).output();
  assertEquals(success, true);
  const { heap, dropped, stats } = JSON.parse(new TextDecoder().decode(stdout)) as {
    heap: Record<string, number>;
    dropped: number;
    stats: Stats;
  };
  const growth = (heap["1000000"] ?? Infinity) / (heap["20000"] ?? 1);
  console.log(`heap after 1,000,000 events: ${growth.toFixed(3)} of that after 20,000`);
  assertLess(Math.abs(growth - 1), 0.1);
  assertBalanced(stats);
  assertEquals(stats.tracked, 1_000_000);
  assertEquals(stats.dropped, { overflow: 990_000 });
  assertEquals(dropped, 990_000);
});
