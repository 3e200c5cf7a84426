import { assertEquals } from "@std/assert";
import { createEngineBench, type EngineBench, passUntilOver } from "./engine_bench.ts";

/** A request that ran into its timeout. */
async function runIntoTimeout(bench: EngineBench): Promise<void> {
  bench.reply = () => ({ status: 202, afterMs: 1_000_000 });
  bench.track(20);
  await bench.pass(10_200);
  bench.reply = () => 202;
}

Deno.test(
  "a batch that ran into its timeout and left by beacon holds up nothing that follows",
  async () => {
    await using bench = createEngineBench({ persistQueue: false });
    await runIntoTimeout(bench);
    bench.page.hide();
    bench.page.show();
    bench.track(1);
    await passUntilOver(bench, bench.client.flush(), 2_000);
    bench.track(20);
    await bench.pass(2_000);
    assertEquals(bench.client.pending, 0);
  },
);

Deno.test(
  "a batch that ran into its timeout and was dropped for room holds up nothing that follows",
  async () => {
    await using bench = createEngineBench({ maxQueueSize: 20 });
    await runIntoTimeout(bench);
    bench.track(20);
    await bench.pass(2_000);
    assertEquals(bench.arrived.slice(-20).length, 20);
    assertEquals(bench.client.pending, 0);
  },
);
