import { assertEquals } from "@std/assert";
import fc from "fast-check";
import type { QueuedEvent } from "../../../src/core/event.ts";
import { EventQueue, type QueueLimits } from "../../../src/core/queue.ts";

const WIDE = { maxQueueSize: 1_000_000, maxQueueBytes: 2 ** 30 };

const event = (seq: number, bytes = 10): QueuedEvent => ({
  id: `id-${seq}`,
  name: "e",
  json: "{}",
  bytes,
  seq,
});

/** A queue of so many events, from 1. */
function filled(count: number, limits: QueueLimits = WIDE, bytes = 10): EventQueue {
  const queue = new EventQueue(limits);
  for (let seq = 1; seq <= count; seq++) queue.push(event(seq, bytes));
  return queue;
}

const seqs = (events: readonly QueuedEvent[]): number[] => events.map(({ seq }) => seq);
const numbers = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, i) => first + i);

Deno.test("EventQueue() is empty at first", () => {
  const queue = new EventQueue(WIDE);
  assertEquals([queue.waiting, queue.held, queue.first, queue.isOverfull], [
    0,
    0,
    undefined,
    false,
  ]);
  assertEquals(queue.take(10, Infinity), []);
  assertEquals(queue.dropOldest(), undefined);
});

Deno.test("EventQueue.take() takes from the front, in order", () => {
  const queue = filled(5);
  assertEquals(seqs(queue.take(2, Infinity)), [1, 2]);
  assertEquals(queue.first?.seq, 3);
  assertEquals(seqs(queue.take(10, Infinity)), [3, 4, 5]);
  assertEquals(queue.waiting, 0);
});

Deno.test("EventQueue.take() takes at most so many bytes", () => {
  const queue = filled(5);
  assertEquals(seqs(queue.take(10, 30)), [1, 2, 3]);
  assertEquals(seqs(queue.take(10, 19)), [4]);
});

Deno.test("EventQueue.take() takes one event however heavy it is", () => {
  const queue = filled(2, WIDE, 1_000);
  assertEquals(seqs(queue.take(10, 1)), [1]);
});

Deno.test("EventQueue.take() does not skip a heavy event for a lighter one", () => {
  const queue = new EventQueue(WIDE);
  [10, 100, 10].forEach((bytes, i) => queue.push(event(i + 1, bytes)));
  assertEquals(seqs(queue.take(10, 50)), [1]);
  assertEquals(seqs(queue.take(10, 100)), [2]);
});

Deno.test("EventQueue.held counts taken events until they are released", () => {
  const queue = filled(5);
  const taken = queue.take(2, Infinity);
  assertEquals([queue.waiting, queue.held], [3, 5]);
  queue.release(taken);
  assertEquals([queue.waiting, queue.held], [3, 3]);
});

Deno.test("EventQueue.isOverfull is true from one event beyond maxQueueSize", () => {
  const queue = filled(3, { ...WIDE, maxQueueSize: 3 });
  assertEquals(queue.isOverfull, false);
  queue.push(event(4));
  assertEquals(queue.isOverfull, true);
  queue.dropOldest();
  assertEquals(queue.isOverfull, false);
});

Deno.test("EventQueue.isOverfull is true from one byte beyond maxQueueBytes", () => {
  const queue = filled(3, { ...WIDE, maxQueueBytes: 30 });
  assertEquals(queue.isOverfull, false);
  queue.push(event(4, 1));
  assertEquals(queue.isOverfull, true);
});

Deno.test("EventQueue.isOverfull counts taken events", () => {
  const queue = filled(3, { ...WIDE, maxQueueSize: 3 });
  const taken = queue.take(2, Infinity);
  queue.push(event(4));
  assertEquals(queue.isOverfull, true);
  queue.release(taken);
  assertEquals(queue.isOverfull, false);
});

Deno.test("EventQueue.isOverfull counts the bytes of taken events", () => {
  const queue = filled(3, { ...WIDE, maxQueueBytes: 30 });
  const taken = queue.take(2, Infinity);
  queue.push(event(4, 1));
  assertEquals(queue.isOverfull, true);
  queue.release(taken);
  assertEquals(queue.isOverfull, false);
});

Deno.test("EventQueue.dropOldest() gives up the event that waits longest", () => {
  const queue = filled(3);
  assertEquals(queue.dropOldest()?.seq, 1);
  assertEquals([queue.waiting, queue.held, queue.first?.seq], [2, 2, 2]);
});

Deno.test("EventQueue.dropOldest() never gives up a taken event", () => {
  const queue = filled(2);
  queue.take(2, Infinity);
  assertEquals(queue.dropOldest(), undefined);
  assertEquals(queue.held, 2);
});

Deno.test("EventQueue.release() tells which events are settled, a dropped one too", () => {
  const told: number[][] = [];
  const queue = new EventQueue(WIDE, (events) => void told.push(seqs(events)));
  for (let seq = 1; seq <= 3; seq++) queue.push(event(seq));
  const taken = queue.take(2, Infinity);
  assertEquals(told, []);
  queue.release(taken);
  queue.dropOldest();
  assertEquals(told, [[1, 2], [3]]);
});

for (const count of [63, 64, 65, 127, 128, 129, 1_000, 10_000]) {
  Deno.test(`EventQueue.push() keeps ${count} events in order`, () => {
    assertEquals(seqs(filled(count).take(count, Infinity)), numbers(1, count));
  });
}

for (const shift of [1, 32, 63, 64, 100]) {
  Deno.test(`EventQueue.push() keeps the order when it grows after ${shift} events have left`, () => {
    const queue = filled(shift);
    queue.take(shift, Infinity);
    for (let seq = 1; seq <= 300; seq++) queue.push(event(seq));
    assertEquals(queue.waiting, 300);
    assertEquals(seqs(queue.take(300, Infinity)), numbers(1, 300));
  });
}

Deno.test("EventQueue.push() takes a million events in no time", () => {
  const startedAt = performance.now();
  const queue = filled(1_000_000);
  assertEquals(queue.waiting, 1_000_000);
  for (let i = 0; i < 1_000_000; i++) queue.dropOldest();
  assertEquals(queue.held, 0);
  assertEquals(performance.now() - startedAt < 5_000, true);
});

Deno.test("EventQueue does what a plain list does, whatever is done to it", () => {
  const action = fc.oneof(
    { weight: 4, arbitrary: fc.record({ push: fc.integer({ min: 1, max: 50 }) }) },
    { weight: 1, arbitrary: fc.record({ take: fc.nat(40), bytes: fc.nat(500) }) },
    { weight: 1, arbitrary: fc.constant("drop" as const) },
    { weight: 1, arbitrary: fc.constant("release" as const) },
  );
  fc.assert(
    fc.property(fc.array(action, { maxLength: 300, size: "max" }), (actions) => {
      const queue = new EventQueue({ maxQueueSize: 100, maxQueueBytes: 2_000 });
      const waiting: QueuedEvent[] = [];
      const taken: (readonly QueuedEvent[])[] = [];
      let seq = 0;
      for (const act of actions) {
        if (act === "drop") assertEquals(queue.dropOldest(), waiting.shift());
        else if (act === "release") queue.release(taken.shift() ?? []);
        else if ("push" in act) {
          const pushed = event(++seq, act.push);
          waiting.push(pushed);
          queue.push(pushed);
        } else {
          const batch = queue.take(act.take, act.bytes);
          assertEquals(batch, waiting.splice(0, batch.length));
          taken.push(batch);
        }
        const held = [...waiting, ...taken.flat()];
        const bytes = held.reduce((sum, one) => sum + one.bytes, 0);
        assertEquals(queue.waiting, waiting.length);
        assertEquals(queue.held, held.length);
        assertEquals(queue.first, waiting[0]);
        assertEquals(queue.isOverfull, held.length > 100 || bytes > 2_000);
      }
    }),
    { numRuns: 300 },
  );
});
