/**
 * `identify()` is an event like any other: `$identify`, with both ids set to the user's.
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { IdentifyEnvelope, InslyticNode } from "@tidings/sdk";
import { createTestBench, type TestBench } from "../support/test_bench.ts";

const NOW = "2026-01-01T00:00:00.000Z";
const DEFAULTS = { timestamp: NOW, sessionId: "", consentGiven: true, properties: {} };
const IDENTIFY = { eventName: "$identify", anonymousId: "u-1", userId: "u-1", ...DEFAULTS };

/** Calls `identify()` with arguments that its type does not allow. */
function identify(client: InslyticNode, ...args: unknown[]): unknown {
  return Reflect.apply(client.identify, client, args);
}

async function deliver(bench: TestBench): Promise<void> {
  const flushed = bench.client.flush();
  await bench.clock.advance(0);
  await flushed;
}

const ENVELOPES: readonly (readonly [claim: string, envelope: IdentifyEnvelope, sent: object])[] = [
  ["an empty envelope", {}, {}],
  ["an anonymousId, which links the two ids", { anonymousId: "anon-1" }, { anonymousId: "anon-1" }],
  ["anonymousId undefined as the user's id", { anonymousId: undefined }, {}],
  ["a sessionId", { sessionId: "s-1" }, { sessionId: "s-1" }],
  ["consentGiven false as given", { consentGiven: false }, { consentGiven: false }],
  ["a timestamp", { timestamp: "2025-01-01T00:00:00Z" }, { timestamp: "2025-01-01T00:00:00Z" }],
  ["context", { pageUrl: "https://a.example", utmSource: null, deviceType: "tv" }, {
    pageUrl: "https://a.example",
    utmSource: null,
    deviceType: "tv",
  }],
];

for (const [claim, envelope, sent] of ENVELOPES) {
  Deno.test(`identify() sends ${claim}`, async () => {
    await using bench = createTestBench();
    bench.client.identify("u-1", {}, envelope);
    await deliver(bench);
    assertEquals<unknown>(bench.collector.events, [{ ...IDENTIFY, ...sent }]);
  });
}

Deno.test("identify() sends traits of every allowed kind as strings", async () => {
  await using bench = createTestBench();
  const since = new Date(0);
  bench.client.identify("u-1", { plan: "pro", seats: 5, trial: false, since, boss: null, n: 1n });
  await deliver(bench);
  assertEquals(bench.collector.events[0]?.properties, {
    plan: "pro",
    seats: "5",
    trial: "false",
    since: "1970-01-01T00:00:00.000Z",
    boss: "null",
    n: "1",
  });
});

Deno.test("identify() reads the traits at the call", async () => {
  await using bench = createTestBench();
  const traits = { plan: "pro" };
  bench.client.identify("u-1", traits);
  traits.plan = "free";
  await deliver(bench);
  assertEquals(bench.collector.events[0]?.properties, { plan: "pro" });
});

Deno.test("identify() returns the event's id, or the envelope's messageId", async () => {
  await using bench = createTestBench();
  assertEquals(bench.client.identify("u-1", {}, { messageId: "m-1" }), "m-1");
  assert(typeof bench.client.identify("u-1") === "string");
});

Deno.test("identify() lets neither traits nor envelope change the event's name and user", async () => {
  await using bench = createTestBench();
  const forged = { eventName: "forged", userId: "forged", properties: { forged: "1" } };
  identify(bench.client, "u-1", { plan: "pro" }, forged);
  await deliver(bench);
  assertEquals<unknown>(bench.collector.events, [{ ...IDENTIFY, properties: { plan: "pro" } }]);
});

for (const nothing of [undefined, null]) {
  Deno.test(`identify() takes ${nothing} for traits`, async () => {
    await using bench = createTestBench();
    assert(identify(bench.client, "u-1", nothing) !== null);
    await deliver(bench);
    assertEquals<unknown>(bench.collector.events, [IDENTIFY]);
  });

  Deno.test(`identify() takes ${nothing} for the envelope`, async () => {
    await using bench = createTestBench();
    assert(identify(bench.client, "u-1", {}, nothing) !== null);
    await deliver(bench);
    assertEquals<unknown>(bench.collector.events, [IDENTIFY]);
  });
}

for (const userId of [undefined, null, "", 42, {}, Symbol("u"), true]) {
  Deno.test(`identify() refuses ${typeof userId} ${String(userId)} as user, and says so`, async () => {
    await using bench = createTestBench();
    assertEquals(identify(bench.client, userId), null);
    assertEquals(bench.client.stats().dropped, { invalid: 1 });
    assertEquals(bench.drops.map(({ name }) => name), ["$identify"]);
    assertStringIncludes(bench.drops[0]?.detail ?? "", "'userId'");
  });
}

Deno.test("identify() counts towards maxBatchSize", async () => {
  await using bench = createTestBench({ maxBatchSize: 2 });
  bench.client.identify("u-1");
  bench.client.identify("u-2");
  await bench.clock.advance(0);
  assertEquals(bench.sizes(), [2]);
});
