/**
 * What a file storage costs: `track()` with it and without, the parts of that, and the waits that a rewrite,
 * a restore and 'power' bring. Run it with any runtime; it prints a line per figure.
 *
 * @module
 */
import { createFileStorage, InslyticNode, type StorageLike } from "@tidings/sdk/node";
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";

/** Twice the default queue: enough that what happens once does not count. */
const EVENTS = 20_000;

/** Runs of each measurement; the median is told. */
const RUNS = 5;

const folder = mkdtempSync(`${tmpdir()}/tidings-bench-`);
let files = 0;
const nextPath = (): string => `${folder}/queue-${files++}`;

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
}

/** Microseconds that one of so many takes. */
function timed(count: number, action: (i: number) => void): number {
  const started = performance.now();
  for (let i = 0; i < count; i++) action(i);
  return (performance.now() - started) / count * 1_000;
}

function createClient(storage: StorageLike | undefined): InslyticNode {
  return new InslyticNode({
    apiKey: "test-key",
    storage,
    maxQueueSize: 2 * EVENTS,
    flushInterval: 0,
    maxBatchSize: 1_000,
    handleSignals: false,
    fetch: () => Promise.resolve(new Response(null, { status: 202 })),
    logger: { warn: () => {} },
  });
}

function track(client: InslyticNode, i: number): void {
  client.track({
    eventName: "invoice_paid",
    anonymousId: `anon-${i}`,
    userId: `user-${i}`,
    properties: { amount: 12.5, currency: "EUR", invoice: `inv-${i}`, plan: "pro", items: 3 },
  });
}

/** What `track()` costs, and the delivery of what it tracked. */
async function measureClient(withStorage: boolean): Promise<{ track: number; deliver: number }> {
  const storage = withStorage ? createFileStorage(nextPath()) : undefined;
  const client = createClient(storage);
  const perTrack = timed(EVENTS, (i) => track(client, i));
  const started = performance.now();
  await client.flush();
  const deliver = (performance.now() - started) / EVENTS * 1_000;
  await client.shutdown();
  storage?.close();
  return { track: perTrack, deliver };
}

async function compareClients(): Promise<void> {
  const bare: { track: number; deliver: number }[] = [];
  const stored: typeof bare = [];
  for (let run = 0; run < RUNS; run++) {
    bare.push(await measureClient(false));
    stored.push(await measureClient(true));
  }
  for (const part of ["track", "deliver"] as const) {
    const [without, withIt] = [bare, stored].map((runs) => median(runs.map((run) => run[part])));
    console.log(
      `${part}, per event of ${EVENTS}: ${without?.toFixed(1)} us without, ${
        withIt?.toFixed(1)
      } us ` +
        `with a file storage, ratio ${((withIt ?? 0) / (without ?? 1)).toFixed(2)}`,
    );
  }
}

const VALUE = JSON.stringify({ text: "x".repeat(300), list: [1, 2, 3], more: { a: "b" } });
const keyOf = (i: number): string => `tidings:${String(i).padStart(16, "0")}`;

function measureStorage(): void {
  const sets: number[] = [];
  const removals: number[] = [];
  const longest: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const storage = createFileStorage(nextPath());
    sets.push(timed(EVENTS, (i) => storage.setItem(keyOf(i), VALUE)));
    let worst = 0;
    removals.push(timed(EVENTS, (i) => {
      const started = performance.now();
      storage.removeItem(keyOf(i));
      worst = Math.max(worst, performance.now() - started);
    }));
    longest.push(worst);
    storage.close();
  }
  console.log(`setItem: ${median(sets).toFixed(1)} us`);
  console.log(`removeItem: ${median(removals).toFixed(1)} us, rewrites included`);
  console.log(`the longest removeItem, a rewrite of some 4 MB: ${median(longest).toFixed(0)} ms`);
}

/** What one write for a batch would save. */
function measureBatchedRemoval(): void {
  const line = new TextEncoder().encode(`0000001d12345678${JSON.stringify([keyOf(1)])}\n`);
  const batch = new Uint8Array(20 * line.length);
  for (let i = 0; i < 20; i++) batch.set(line, i * line.length);
  const fd = openSync(nextPath(), "a");
  const single = median(
    Array.from({ length: RUNS }, () => timed(EVENTS, () => void writeSync(fd, line))),
  );
  const batched = median(
    Array.from({ length: RUNS }, () => timed(EVENTS / 20, () => void writeSync(fd, batch)) / 20),
  );
  closeSync(fd);
  console.log(
    `the write of a removal: ${single.toFixed(2)} us alone, ${batched.toFixed(2)} us in one of 20`,
  );
}

function measureRestore(): void {
  const path = nextPath();
  const filled = createFileStorage(path);
  const first = createClient(filled);
  for (let i = 0; i < 10_000; i++) track(first, i);
  filled.close();
  const opening: number[] = [];
  const restoring: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const started = performance.now();
    const storage = createFileStorage(path);
    const opened = performance.now();
    createClient(storage);
    restoring.push(performance.now() - opened);
    opening.push(opened - started);
    storage.close();
  }
  console.log(
    `10,000 events at the start: ${median(opening).toFixed(0)} ms to read the file, ` +
      `${median(restoring).toFixed(0)} ms for the client`,
  );
}

function measurePower(): void {
  const storage = createFileStorage(nextPath(), { durability: "power" });
  const us = timed(200, (i) => storage.setItem(keyOf(i), VALUE));
  storage.close();
  console.log(`setItem with durability 'power': ${us.toFixed(0)} us, on this disk`);
}

try {
  await compareClients();
  measureStorage();
  measureBatchedRemoval();
  measureRestore();
  measurePower();
} finally {
  rmSync(folder, { recursive: true });
}
