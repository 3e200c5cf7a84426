import { assert, assertEquals, assertMatch } from "@std/assert";
import { createEventIds } from "../../../src/core/event_id.ts";
import type { Random } from "../../../src/core/ports.ts";

const NOW = Date.UTC(2026, 0, 1);
const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Luck that always comes out the same. */
const constant = (byte: number): Random => ({
  fraction: () => 0.5,
  fill: (bytes) => void bytes.fill(byte),
});

const real: Random = {
  fraction: Math.random,
  fill: (bytes) => void crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>),
};

/** So many ids from a clock that answers these times, the last one over and over. */
function ids(count: number, random: Random, ...times: number[]): string[] {
  let call = 0;
  const next = createEventIds(
    { epochNow: () => times[Math.min(call++, times.length - 1)] ?? 0 },
    random,
  );
  return Array.from({ length: count }, next);
}

function assertUniqueAndAscending(made: readonly string[]): void {
  assertEquals(new Set(made).size, made.length);
  for (let i = 1; i < made.length; i++) {
    if ((made[i - 1] ?? "") >= (made[i] ?? "")) {
      assert(false, `${made[i - 1]} is not before ${made[i]}`);
    }
  }
}

Deno.test("createEventIds() makes UUIDs of version 7", () => {
  for (const id of ids(1_000, real, NOW)) assertMatch(id, UUID_V7);
});

Deno.test("createEventIds() begins an id with the time of the call", () => {
  const [id = ""] = ids(1, real, NOW);
  assertEquals(parseInt(id.slice(0, 8) + id.slice(9, 13), 16), NOW);
});

for (const byte of [0x00, 0xff, 0x55]) {
  Deno.test(`createEventIds() makes well-formed ids of random bytes ${byte}`, () => {
    for (const id of ids(300, constant(byte), NOW, NOW + 1)) assertMatch(id, UUID_V7);
  });
}

Deno.test("createEventIds() uses every random byte it has", () => {
  const fill = (bytes: Uint8Array) => bytes.forEach((_, i) => bytes[i] = 0x11 * (i + 1));
  const [id = ""] = ids(1, { ...real, fill }, NOW);
  assertEquals(id.slice(15), "122-b344-5566778899aa");
});

Deno.test("createEventIds() fills its bytes anew before it runs out", () => {
  let fills = 0;
  const random: Random = { ...real, fill: (bytes) => void bytes.fill(++fills) };
  const made = ids(1_000, random, NOW);
  assert(fills >= 8, `${fills} fills`);
  assertEquals(new Set(made.map((id) => id.slice(24))).size, fills);
});

Deno.test("createEventIds() makes 100 000 unique ascending ids in one millisecond", () => {
  assertUniqueAndAscending(ids(100_000, real, NOW));
});

Deno.test("createEventIds() makes unique ascending ids of constant luck", () => {
  for (const byte of [0x00, 0xff]) assertUniqueAndAscending(ids(100_000, constant(byte), NOW));
});

Deno.test("createEventIds() makes ascending ids while the clock jumps back", () => {
  assertUniqueAndAscending(ids(20_000, real, NOW, NOW + 5, NOW - 1e9, NOW + 5, NOW + 4, 0));
});

Deno.test("createEventIds() makes ascending ids while the clock runs", () => {
  const times = Array.from({ length: 5_000 }, (_, i) => NOW + Math.floor(i / 3));
  assertUniqueAndAscending(ids(10_000, real, ...times));
});

for (const time of [NaN, Infinity, -Infinity, -1, 2 ** 48, 0, 1e300]) {
  Deno.test(`createEventIds() makes well-formed unique ids for a clock that says ${time}`, () => {
    const made = ids(10_000, real, time);
    for (const id of made) assertMatch(id, UUID_V7);
    assertUniqueAndAscending(made);
  });
}

Deno.test("createEventIds() takes the whole milliseconds of a fractional clock", () => {
  const [id = ""] = ids(1, real, NOW + 0.9);
  assertEquals(parseInt(id.slice(0, 8) + id.slice(9, 13), 16), NOW);
});

Deno.test("createEventIds() of two clients makes different ids at one instant", () => {
  assertEquals(new Set([...ids(1_000, real, NOW), ...ids(1_000, real, NOW)]).size, 2_000);
});
