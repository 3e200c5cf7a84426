/** Tracks a million events with the collector down and prints the heap's size on the way. */
import { InslyticNode } from "@tidings/sdk";

const { gc, process } = globalThis as unknown as {
  gc: () => void;
  process: { memoryUsage(): { heapUsed: number } };
};

let dropped = 0;
const client = new InslyticNode({
  apiKey: "test-key-1234567890",
  fetch: () => Promise.reject(new TypeError("connection refused")),
  logger: { warn: () => {} },
  onDrop: () => void dropped++,
});

/** The heap after forced collections, with a turn of the event loop before: that is when requests run. */
async function heapBytes(): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, 0));
  for (let i = 0; i < 3; i++) gc();
  return process.memoryUsage().heapUsed;
}

const heap: Record<string, number> = {};
for (let i = 1; i <= 1_000_000; i++) {
  client.track({
    eventName: "page_viewed",
    anonymousId: `anon-${i}`,
    userId: "u-1",
    properties: { path: "/some/where", index: i },
  });
  if (i % 1_000 === 0) await Promise.resolve();
  if (i === 20_000 || i === 1_000_000) heap[i] = await heapBytes();
}
console.log(JSON.stringify({ heap, dropped, stats: client.stats() }));
await client.shutdown({ timeoutMs: 0 });
