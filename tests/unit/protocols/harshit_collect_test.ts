import { assert, assertEquals, assertInstanceOf, assertThrows } from "@std/assert";
import fc from "fast-check";
import { jsonMembers, mergeMembers } from "../../../src/core/json_members.ts";
import { Refusal } from "../../../src/core/refusal.ts";
import { utf8Length } from "../../../src/core/utf8.ts";
import {
  type CollectSettings,
  createCollectBeacon,
  createCollectRequest,
  encodeCollectEvent,
  type EncodedCollectEvent,
  reviveCollectEvent,
} from "../../../src/protocols/harshit_collect.ts";

const SETTINGS: CollectSettings = { maxEventBytes: 32_768, epochMs: Date.UTC(2026, 0, 1) };
const NOW = "2026-01-01T00:00:00.000Z";
const EVENT = { id: "i", name: "e", json: '{"name":"e"}', bytes: 12, seq: 1 };

function encode(event: object, settings: Partial<CollectSettings> = {}): EncodedCollectEvent {
  return encodeCollectEvent((field) => Reflect.get(event, field), { ...SETTINGS, ...settings });
}

function assertRefused(event: object, reason: string, message: string): void {
  const error = assertThrows(() => encode(event), Refusal);
  assertEquals([error.reason, error.message], [reason, message]);
}

Deno.test("encodeCollectEvent() makes valid JSON within the API's limits of anything", () => {
  fc.assert(
    fc.property(
      fc.anything({ withBigInt: true, withDate: true, withMap: true, stringUnit: "binary" }),
      fc.string({ unit: "binary" }),
      (value, name) => {
        let encoded;
        try {
          encoded = encode({ name, path: name, metadata: { value } });
        } catch (error) {
          assertInstanceOf(error, Refusal);
          assertEquals(error.reason, "invalid");
          assert(name === "" || name.length > 100);
          return;
        }
        const parsed = JSON.parse(encoded.json);
        assertEquals([parsed.name, encoded.name], [name, name]);
        assertEquals(encoded.bytes, utf8Length(encoded.json));
        assertEquals(encoded.bytes, new TextEncoder().encode(encoded.json).length);
      },
    ),
    { numRuns: 1_000 },
  );
});

Deno.test("encodeCollectEvent() writes every field, in the API's order, and reads each once", () => {
  const event = {
    metadata: { plan: "pro" },
    occurredAt: "2026-01-02T03:04:05.678Z",
    visitorId: "v",
    sessionId: "s",
    referrer: "r",
    url: "u",
    path: "p",
    name: "e",
    messageId: "not a field",
  };
  const reads: string[] = [];
  const encoded = encodeCollectEvent((field) => {
    reads.push(field);
    return Reflect.get(event, field);
  }, SETTINGS);
  assertEquals(
    encoded.json,
    '{"name":"e","path":"p","url":"u","referrer":"r","sessionId":"s","visitorId":"v",' +
      '"occurredAt":"2026-01-02T03:04:05.678Z","metadata":{"plan":"pro"}}',
  );
  assertEquals(encoded.badTime, undefined);
  assertEquals(reads.length, new Set(reads).size);
});

for (const empty of [undefined, null, ""]) {
  Deno.test(`encodeCollectEvent() leaves out a field that is ${JSON.stringify(empty)}`, () => {
    const event = { path: empty, url: empty, referrer: empty, sessionId: empty, visitorId: empty };
    const encoded = encode({ name: "e", ...event });
    assertEquals(encoded.json, `{"name":"e","occurredAt":"${NOW}"}`);
  });
}

for (const name of [undefined, null, "", 5, {}, [], ["e"], "x".repeat(101), "😀".repeat(51)]) {
  Deno.test(`encodeCollectEvent() refuses the name ${JSON.stringify(name)?.slice(0, 20)}`, () => {
    assertRefused({ name }, "invalid", "'name' must be a string of 1 to 100 characters");
  });
}

for (const field of ["path", "url", "referrer", "sessionId", "visitorId"]) {
  Deno.test(`encodeCollectEvent() refuses a '${field}' that is no text`, () => {
    for (const value of [0, false, {}, [], Symbol("s")]) {
      assertRefused({ name: "e", [field]: value }, "invalid", `'${field}' must be a string`);
    }
  });
}

for (const metadata of ["text", 5, [], () => {}]) {
  Deno.test(`encodeCollectEvent() refuses ${String(metadata)} as metadata`, () => {
    assertRefused({ name: "e", metadata }, "invalid", "'metadata' must be an object");
  });
}

for (
  const [field, max] of [
    ["name", 100],
    ["path", 2_048],
    ["url", 4_096],
    ["referrer", 4_096],
    ["sessionId", 200],
    ["visitorId", 200],
  ] as const
) {
  Deno.test(`encodeCollectEvent() takes ${max} units of '${field}', and splits no pair`, () => {
    const written = (value: string): unknown =>
      JSON.parse(encode({ name: "e", [field]: value }).json)[field];
    assertEquals(written("x".repeat(max)), "x".repeat(max));
    assertEquals(written("😀".repeat(max / 2)), "😀".repeat(max / 2));
    if (field === "name") return;
    assertEquals(written("x".repeat(100_000)), "x".repeat(max));
    assertEquals(written("x" + "😀".repeat(max)), "x" + "😀".repeat(max / 2 - 1));
  });
}

Deno.test("encodeCollectEvent() counts bytes, not characters, against 'maxEventBytes'", () => {
  const settings = { maxEventBytes: 1_024 };
  const withText = (text: string): EncodedCollectEvent =>
    encode({ name: "e", metadata: { a: text } }, settings);
  const frame = withText("").bytes;
  assertEquals(withText("x".repeat(1_024 - frame)).bytes, 1_024);
  assertEquals(withText("ü".repeat((1_024 - frame) >> 1)).bytes <= 1_024, true);
  for (
    const text of [
      "x".repeat(1_025 - frame),
      "ü".repeat(500),
      "€".repeat(340),
      "\u0001".repeat(170),
    ]
  ) {
    assertEquals(assertThrows(() => withText(text), Refusal).reason, "too_large");
  }
});

Deno.test("encodeCollectEvent() refuses an event whose fields are too large together", () => {
  const event = { name: "e", url: "x".repeat(4_096), path: "\u0001".repeat(2_048) };
  const error = assertThrows(() => encode(event, { maxEventBytes: 8_192 }), Refusal);
  assertEquals([error.reason, error.message], [
    "too_large",
    "the event is larger than 8192 bytes",
  ]);
});

Deno.test("encodeCollectEvent() merges once, the event's own metadata as finished texts", () => {
  const device = jsonMembers({ os: "Linux", plan: "weak" }, "device", 100);
  const { json } = encode({ name: "e", metadata: { plan: "pro" } }, {
    merge: (own) => mergeMembers([device, own]),
  });
  assertEquals(JSON.parse(json).metadata, { os: "Linux", plan: "pro" });
  const bare = encode({ name: "e", metadata: { plan: "pro" } }, { merge: () => new Map() });
  assertEquals(JSON.parse(bare.json).metadata, undefined);
});

Deno.test("encodeCollectEvent() throws what the caller's code throws", () => {
  class Hostile extends Error {}
  const boom = (): never => {
    throw new Hostile();
  };
  for (const field of ["name", "url", "occurredAt", "metadata"]) {
    const read = (asked: string): unknown =>
      asked === field ? boom() : asked === "name" ? "e" : null;
    assertThrows(() => encodeCollectEvent(read, SETTINGS), Hostile);
  }
  assertThrows(() => encode({ name: "e" }, { merge: boom }), Hostile);
});

// Time.

const TIMES: readonly (readonly [given: unknown, time: string | undefined])[] = [
  [undefined, NOW],
  [null, NOW],
  ["2026-01-02T03:04:05Z", "2026-01-02T03:04:05Z"],
  ["2026-01-02T03:04:05.123456789Z", "2026-01-02T03:04:05.123456789Z"],
  ["2026-01-02T03:04:05.1234567891Z", undefined],
  ["2026-01-02T03:04Z", "2026-01-02T03:04:00.000Z"],
  ["2026-01-02", "2026-01-02T00:00:00.000Z"],
  ["2026-01-02T03:04:05+01:00", "2026-01-02T02:04:05.000Z"],
  ["2026-01-02T03:04:05", new Date(2026, 0, 2, 3, 4, 5).toISOString()],
  ["2026-01-01T24:00:00Z", "2026-01-02T00:00:00.000Z"],
  ["2026-01-01T24:00:01Z", undefined],
  ["2024-02-29T00:00:00Z", "2024-02-29T00:00:00Z"],
  ["2026-02-29T00:00:00Z", undefined],
  ["2026-02-30", undefined],
  ["2026-04-31T00:00:00+02:00", undefined],
  ["2026-00-01T00:00:00Z", undefined],
  ["2026-01-00T00:00:00Z", undefined],
  ["2026-01-32T00:00:00Z", undefined],
  ["2026-01-02T03:60:00Z", undefined],
  ["2026-01-02T03:04:60Z", undefined],
  ["2026-01-02T03:04:05+25:00", undefined],
  ["9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"],
  ["9999-12-31T23:59:59-01:00", undefined],
  ["0000-01-01T00:00:00Z", "0000-01-01T00:00:00Z"],
  ["0000-01-01T00:00:00+01:00", undefined],
  ["+002026-01-01T00:00:00Z", undefined],
  ["2026-1-2", undefined],
  ["2026-01", undefined],
  ["2026", undefined],
  ["1", undefined],
  ["20260102T030405Z", undefined],
  ["2026-01-02 03:04:05Z", undefined],
  ["2026-01-02t03:04:05z", undefined],
  ["2026-01-02T03:04:05Z\n", undefined],
  ["x2026-01-02T03:04:05Z", undefined],
  ["", undefined],
  ["x".repeat(1_000_000), undefined],
  [new Date(0), "1970-01-01T00:00:00.000Z"],
  [new Date(253_402_300_799_999), "9999-12-31T23:59:59.999Z"],
  [new Date(253_402_300_800_000), undefined],
  [new Date(-62_167_219_200_000), "0000-01-01T00:00:00.000Z"],
  [new Date(-62_167_219_200_001), undefined],
  [new Date(NaN), undefined],
  [
    Object.assign(new Date(1), { toISOString: () => "x", toJSON: () => "x", getTime: () => 5 }),
    "1970-01-01T00:00:00.001Z",
  ],
  [Object.create(Date.prototype), undefined],
  [new Proxy(new Date(0), {}), undefined],
  [1_767_225_600_000, undefined],
  [true, undefined],
  [{}, undefined],
  [[], undefined],
  [() => {}, undefined],
];

TIMES.forEach(([given, time], index) => {
  const shown = typeof given === "string" ? JSON.stringify(given.slice(0, 40)) : typeof given;
  Deno.test(`encodeCollectEvent() reads time ${index}, ${shown}, as ${time}`, () => {
    const encoded = encode({ name: "e", occurredAt: given });
    assertEquals(JSON.parse(encoded.json).occurredAt, time ?? NOW);
    const isBad = time === undefined;
    assertEquals(
      encoded.badTime,
      isBad ? typeof given === "string" ? given.slice(0, 40) : typeof given : undefined,
    );
  });
});

Deno.test("encodeCollectEvent() leaves the time out if the clock says nonsense", () => {
  assertEquals(encode({ name: "e" }, { epochMs: NaN }).json, '{"name":"e"}');
});

// What was stored.

Deno.test("reviveCollectEvent() takes what encodeCollectEvent() wrote, byte for byte", () => {
  const event = {
    name: "e",
    url: "https://a.example/",
    sessionId: "s",
    metadata: { a: [1, null], "\ud800": { b: "ü" } },
  };
  const encoded = encode(event);
  for (const stored of [encoded.json, JSON.parse(encoded.json)]) {
    assertEquals(reviveCollectEvent(stored, { ...SETTINGS, epochMs: 0 }), encoded);
  }
});

for (
  const stored of [
    "",
    "{",
    "null",
    "[]",
    "5",
    '"e"',
    "{}",
    '{"name":""}',
    '{"name":5}',
    '{"name":"e","url":5}',
    '{"name":"e","occurredAt":"never"}',
    '{"name":"e","occurredAt":""}',
    '{"name":"e","occurredAt":0}',
    '{"name":"e","metadata":[]}',
    `{"name":"${"x".repeat(101)}"}`,
    JSON.stringify({ name: "e", metadata: { a: "x".repeat(40_000) } }),
    undefined,
    null,
    5,
    [],
    {
      get name(): string {
        throw new Error("hostile");
      },
    },
  ]
) {
  Deno.test(`reviveCollectEvent() does not trust ${typeof stored} ${JSON.stringify(typeof stored === "object" ? null : stored)?.slice(0, 40)}`, () => {
    assertEquals(reviveCollectEvent(stored, SETTINGS), undefined);
  });
}

Deno.test("reviveCollectEvent() takes no field from a polluted Object.prototype", () => {
  Object.defineProperty(Object.prototype, "name", { value: "polluted", configurable: true });
  try {
    assertEquals(reviveCollectEvent("{}", SETTINGS), undefined);
    assertEquals(reviveCollectEvent('{"name":"e"}', SETTINGS)?.name, "e");
  } finally {
    Reflect.deleteProperty(Object.prototype, "name");
  }
});

// Requests.

Deno.test("createCollectRequest() sends the key in 'x-api-key', and the API's body", () => {
  const toRequest = createCollectRequest("https://a.example/c", "key");
  assertEquals(toRequest([EVENT, EVENT]), {
    url: "https://a.example/c",
    headers: { "Content-Type": "application/json", "x-api-key": "key" },
    body: '{"events":[{"name":"e"},{"name":"e"}]}',
  });
  assertEquals(toRequest([]).body, '{"events":[]}');
});

for (
  const [endpoint, url] of [
    ["https://a.example/c", "https://a.example/c?apiKey=k%26%3D"],
    ["https://a.example/c?a=1", "https://a.example/c?a=1&apiKey=k%26%3D"],
  ] as const
) {
  Deno.test(`createCollectBeacon() sends the key in the query of ${endpoint}`, () => {
    const beacon = createCollectBeacon(endpoint, "k&=")([EVENT, EVENT]);
    assertEquals(beacon, { url, body: '{"events":[{"name":"e"},{"name":"e"}]}' });
  });
}
