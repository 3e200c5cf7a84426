import { assertEquals, assertLess } from "@std/assert";
import { seededRandom } from "../../support/seeded_random.ts";
import { createEngineBench, type EngineBench, type Reply } from "./engine_bench.ts";

/** Names that arrived more than once. */
function doubled(names: readonly string[]): string[] {
  return names.filter((name, at) => names.indexOf(name) !== at);
}

/** Lets time pass until nothing waits. */
async function passUntilEmpty(bench: EngineBench, maxMs: number): Promise<void> {
  while (bench.client.pending > 0 && bench.clock.now() < maxMs) await bench.pass(250);
}

for (let seed = 1; seed <= 20; seed++) {
  Deno.test(`30 % of 503, seed ${seed}: nothing is lost, nothing doubled, the books balance at every step`, async () => {
    const random = seededRandom(seed);
    await using bench = createEngineBench({ maxQueueSize: 10_000 });
    bench.reply = () => ({ status: random() < 0.3 ? 503 : 202, afterMs: 1 + random() * 60 });
    const tracked: string[] = [];
    for (let i = 0; i < 60; i++) {
      tracked.push(...bench.track(Math.floor(random() * 40)));
      if (random() < 0.2) void bench.client.flush();
      await bench.pass(Math.floor(random() * 500));
    }
    await passUntilEmpty(bench, 300_000);
    assertEquals(bench.arrived.toSorted(), tracked.toSorted());
    assertLess(bench.clock.now(), 90_000);
  });

  Deno.test(`a server of all moods, seed ${seed}: only the bad are dropped, the rest arrives once`, async () => {
    const random = seededRandom(seed + 1_000);
    await using bench = createEngineBench({ maxQueueSize: 10_000 });
    const bad = new Set<string>();
    bench.reply = (asked) => {
      const afterMs = 1 + random() * 60;
      const mood = random();
      if (mood < 0.1) return { status: 503, afterMs };
      if (mood < 0.15) return { status: 0, afterMs };
      if (mood < 0.18) return { status: 429, afterMs };
      if (mood < 0.2) return { status: 429, afterMs, headers: { "retry-after": "2" } };
      if (mood < 0.21) return { status: 401, afterMs };
      if (asked.bytes > 3_500) return { status: 413, afterMs };
      const status = asked.names.some((name) => bad.has(name)) ? 400 : 202;
      return { status, afterMs } satisfies Reply;
    };
    const tracked: string[] = [];
    for (let i = 0; i < 40; i++) {
      const names = bench.track(Math.floor(random() * 30), Math.floor(random() * 200));
      tracked.push(...names);
      for (const name of names) if (random() < 0.03) bad.add(name);
      if (random() < 0.2) void bench.client.flush();
      await bench.pass(Math.floor(random() * 800));
    }
    // A server that takes something now and then proves that it works.
    for (let i = 0; i < 60 && bench.client.pending > 0; i++) {
      tracked.push(...bench.track(1));
      await bench.pass(30_000, 1_000);
    }
    const dropped = bench.drops.map(({ name }) => name ?? "");
    assertEquals(doubled(bench.arrived), []);
    assertEquals(dropped.toSorted(), [...bad].toSorted());
    assertEquals(
      bench.arrived.toSorted(),
      tracked.filter((name) => !bad.has(name)).toSorted(),
    );
  });
}

Deno.test("answers that come too late may double an event, under one id, and lose none", async () => {
  const random = seededRandom(7);
  await using bench = createEngineBench({ maxQueueSize: 10_000 });
  bench.reply = () => random() < 0.2 ? { status: 202, afterMs: 10_500 } : 202;
  const tracked: string[] = [];
  for (let i = 0; i < 300; i++) {
    tracked.push(...bench.track(1));
    await bench.pass(50);
  }
  await passUntilEmpty(bench, 3_000_000);
  assertEquals(bench.client.stats().delivered, 300);
  assertEquals([...new Set(bench.arrived)].toSorted(), tracked.toSorted());
});

for (const retryCount of [0, 1]) {
  Deno.test(`30 % of 503 with 'retryCount' ${retryCount}: everything arrives once`, async () => {
    const random = seededRandom(5);
    await using bench = createEngineBench({ retryCount });
    bench.reply = () => random() < 0.3 ? 503 : 202;
    const tracked = bench.track(400);
    await passUntilEmpty(bench, 300_000);
    assertEquals(bench.arrived.toSorted(), tracked.toSorted());
  });
}
