import { assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import fc from "fast-check";
import { Batch } from "../../../src/core/batch.ts";
import type { QueuedEvent } from "../../../src/core/event.ts";
import { batchKey } from "../../../src/protocols/batch_key.ts";

const event = (id: string, json: string, seq = 1): QueuedEvent => ({
  id,
  json,
  name: "e",
  bytes: json.length,
  seq,
});

/** The key of a batch of these ids and texts. */
const keyOf = (...events: readonly (readonly [id: string, json: string])[]): string =>
  batchKey(events.map(([id, json]) => event(id, json)));

Deno.test("Batch.firstSeq is its first event's place", () => {
  assertEquals(new Batch([event("a", "1", 7), event("b", "2", 8)]).firstSeq, 7);
});

Deno.test("Batch.bytes is the sum of its events' bytes", () => {
  assertEquals(new Batch([event("a", "1234"), event("b", "56")]).bytes, 6);
});

Deno.test("batchKey() is safe in a header and in a URL", () => {
  assertMatch(keyOf(["a", "{}"]), /^[0-9a-f]{32}$/);
});

Deno.test("batchKey() is the same for the same events, whatever was tried", () => {
  const batch = new Batch([event("a", "{}")]);
  const idempotencyKey = batchKey(batch.events);
  batch.attempts = 5;
  batch.rounds = 2;
  batch.wasSent = true;
  assertEquals(batchKey(batch.events), idempotencyKey);
  assertEquals(keyOf(["a", "{}"]), idempotencyKey);
});

const DIFFERENT: readonly (readonly (readonly [id: string, json: string])[])[] = [
  [["a", "{}"]],
  [["b", "{}"]],
  [["a", "{} "]],
  [["a", "[]"]],
  [["a{", "}"]],
  [["", "a{}"]],
  [["a{}", ""]],
  [["", ""]],
  [["", ""], ["", ""]],
  [["\u0000", ""]],
  [["", "\u0000"]],
  [["a", "{}"], ["b", "{}"]],
  [["b", "{}"], ["a", "{}"]],
  [["a", "{}"], ["a", "{}"]],
  [["a", "{}{}"]],
  [["a", "é"]],
  [["a", "e"]],
  [["a", "ĩ"]],
  [["a", "\ud83d\ude00"]],
  [["a", "\ude00\ud83d"]],
];

Deno.test("batchKey() differs for different ids, texts, orders and numbers of events", () => {
  const keys = DIFFERENT.map((events) => keyOf(...events));
  assertEquals(new Set(keys).size, DIFFERENT.length);
});

Deno.test("batchKey() differs for 100 000 batches that differ by one character", () => {
  const keys = new Set<string>();
  const halves = [new Set<string>(), new Set<string>()];
  for (let i = 0; i < 100_000; i++) {
    const key = keyOf([`id-${i}`, '{"eventName":"e"}']);
    if (!/^[0-9a-f]{32}$/.test(key)) assertMatch(key, /^[0-9a-f]{32}$/);
    keys.add(key);
    halves[0]?.add(key.slice(0, 16));
    halves[1]?.add(key.slice(16));
  }
  assertEquals(keys.size, 100_000);
  assertEquals(halves.map(({ size }) => size), [100_000, 100_000], "each half tells them apart");
});

Deno.test("batchKey() spreads a change of any character over all of it", () => {
  const text = '{"eventName":"invoice_paid","anonymousId":"anon-1"}';
  const before = keyOf(["id", text]);
  for (let at = 0; at < text.length; at++) {
    const changed = text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ 1) +
      text.slice(at + 1);
    const after = keyOf(["id", changed]);
    for (const lane of [0, 8, 16, 24]) {
      assertNotEquals(after.slice(lane, lane + 8), before.slice(lane, lane + 8), `${at}, ${lane}`);
    }
  }
});

Deno.test("batchKey() is the same only for the same content", () => {
  const events = fc.array(fc.tuple(fc.string(), fc.string()), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(events, events, (one, other) => {
      const isSame = JSON.stringify(one) === JSON.stringify(other);
      assertEquals(keyOf(...one) === keyOf(...other), isSame);
    }),
    { numRuns: 2_000 },
  );
});
