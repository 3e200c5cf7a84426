import { assert, assertEquals, assertMatch } from "@std/assert";
import fc from "fast-check";
import { type EncodedEvent, fieldReader } from "../../../src/core/encoded_event.ts";
import {
  encodeEvent,
  type EncodeSettings,
  identifyReader,
} from "../../../src/protocols/inslytic_event.ts";
import { findViolations } from "../../../src/testing/event_violations.ts";

const EPOCH_MS = Date.UTC(2026, 0, 1);
const SETTINGS: EncodeSettings = { maxEventBytes: 32_768, epochMs: EPOCH_MS };
const GOOD = { eventName: "good", anonymousId: "anon-1" };

const boom = (): never => {
  throw new Error("hostile");
};

const encode = (event: unknown, settings: Partial<EncodeSettings> = {}): EncodedEvent =>
  encodeEvent(fieldReader(event), { ...SETTINGS, ...settings });

/** The text of an event that must be one. */
function jsonOf(event: unknown, settings: Partial<EncodeSettings> = {}): string {
  const encoded = encode(event, settings);
  assert(encoded.kind === "encoded", JSON.stringify(encoded));
  return encoded.json;
}

Deno.test("encodeEvent() writes the fields in one order, the required ones first", () => {
  const event = {
    deviceType: "tv",
    utmCampaign: "c",
    utmMedium: "m",
    utmSource: "s",
    referrer: "r",
    pageTitle: "t",
    pageUrl: "u",
    properties: { b: 1, a: 2 },
    userId: "u-1",
    consentGiven: false,
    sessionId: "s-1",
    ...GOOD,
  };
  assertEquals(
    jsonOf(event),
    '{"eventName":"good","timestamp":"2026-01-01T00:00:00.000Z","anonymousId":"anon-1",' +
      '"sessionId":"s-1","consentGiven":false,"userId":"u-1","properties":{"b":"1","a":"2"},' +
      '"pageUrl":"u","pageTitle":"t","referrer":"r","utmSource":"s","utmMedium":"m",' +
      '"utmCampaign":"c","deviceType":"tv"}',
  );
});

Deno.test("encodeEvent() tells the text's bytes", () => {
  const encoded = encode({ ...GOOD, properties: { "é": "😀" } });
  assert(encoded.kind === "encoded");
  assertEquals(encoded.bytes, new TextEncoder().encode(encoded.json).length);
});

Deno.test("encodeEvent() adds a property last, in place of a caller's own", () => {
  const text = jsonOf({ ...GOOD, properties: { id: "own", a: "1" } }, {
    addProperty: ["id", "added"],
  });
  assertMatch(text, /"properties":\{"a":"1","id":"added"\}/);
});

Deno.test("encodeEvent() adds a property where there are none", () => {
  for (const properties of [undefined, null, {}]) {
    assertMatch(
      jsonOf({ ...GOOD, properties }, { addProperty: ["id", "added"] }),
      /"properties":\{"id":"added"\}/,
    );
  }
});

Deno.test("encodeEvent() counts an added property against the limit", () => {
  const { length } = jsonOf(GOOD, { addProperty: ["id", "added"] });
  const settings = { addProperty: ["id", "added"] as const };
  assertEquals(encode(GOOD, { ...settings, maxEventBytes: length }).kind, "encoded");
  assertEquals(encode(GOOD, { ...settings, maxEventBytes: length - 1 }).kind, "refused");
});

for (const text of ["x", "é", "€", "😀", "\u0000", '"']) {
  Deno.test(`encodeEvent() takes ${JSON.stringify(text)} to the last byte and no further`, () => {
    const event = { ...GOOD, properties: { text: text.repeat(50) } };
    const bytes = new TextEncoder().encode(jsonOf(event)).length;
    assertEquals(encode(event, { maxEventBytes: bytes }).kind, "encoded");
    const refused = encode(event, { maxEventBytes: bytes - 1 });
    assert(refused.kind === "refused" && refused.reason === "too_large", JSON.stringify(refused));
  });
}

Deno.test("encodeEvent() names the event that it refuses", () => {
  assertEquals(encode({ ...GOOD, userId: 5 }), {
    kind: "refused",
    name: "good",
    reason: "invalid",
    detail: "'userId' must be a string",
  });
});

Deno.test("encodeEvent() cuts the name of an event whose name is too large", () => {
  const refused = encode({ ...GOOD, eventName: "n".repeat(100_000) }, { maxEventBytes: 1_024 });
  assert(refused.kind === "refused" && refused.reason === "too_large");
  assertEquals(refused.name, "n".repeat(1_024));
});

const FIELDS = [
  "eventName",
  "timestamp",
  "anonymousId",
  "sessionId",
  "consentGiven",
  "userId",
  "properties",
  "pageUrl",
];

for (const field of FIELDS) {
  Deno.test(`encodeEvent() refuses an event whose ${field} throws as unserializable`, () => {
    const refused = encode(Object.defineProperty({ ...GOOD }, field, { get: boom }));
    assertEquals(refused.kind === "refused" && refused.reason, "unserializable");
  });
}

for (const epochMs of [NaN, Infinity, -Infinity, 8.64e15, -8.64e15, 1e300]) {
  Deno.test(`encodeEvent() keeps the contract with a clock that says ${epochMs}`, () => {
    assertEquals(findViolations(JSON.parse(jsonOf(GOOD, { epochMs })), 0), []);
  });
}

Deno.test("encodeEvent() writes the time of each call", () => {
  const timestamps = [0, 1, 1, 0].map((epochMs) => JSON.parse(jsonOf(GOOD, { epochMs })).timestamp);
  assertEquals(timestamps, [
    "1970-01-01T00:00:00.000Z",
    "1970-01-01T00:00:00.001Z",
    "1970-01-01T00:00:00.001Z",
    "1970-01-01T00:00:00.000Z",
  ]);
});

const anything = fc.anything({
  withBigInt: true,
  withBoxedValues: true,
  withDate: true,
  withMap: true,
  withSet: true,
  withNullPrototype: true,
  withSparseArray: true,
  withTypedArray: true,
  withUnicodeString: true,
});

Deno.test("encodeEvent() keeps the contract or refuses, whatever one field is", () => {
  const fields = fc.constantFrom(...FIELDS, "pageTitle", "referrer", "utmSource", "deviceType");
  fc.assert(
    fc.property(fields, anything, (field, value) => {
      const encoded = encode({ ...GOOD, [field]: value });
      if (encoded.kind === "refused") return assert(encoded.detail !== "");
      assertEquals(findViolations(JSON.parse(encoded.json), 0), []);
    }),
    { numRuns: 2_000 },
  );
});

Deno.test("encodeEvent() keeps the contract or refuses, whatever the properties are", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), anything), (properties) => {
      const encoded = encode({ ...GOOD, properties });
      assert(encoded.kind === "encoded", JSON.stringify(encoded));
      assertEquals(findViolations(JSON.parse(encoded.json), 0), []);
    }),
    { numRuns: 2_000 },
  );
});

Deno.test("encodeEvent() keeps the contract or refuses, whatever the event is", () => {
  fc.assert(
    fc.property(anything, (event) => {
      const encoded = encode(event);
      if (encoded.kind === "encoded") assertEquals(findViolations(JSON.parse(encoded.json), 0), []);
    }),
    { numRuns: 2_000 },
  );
});

Deno.test("encodeEvent() sends texts back as they came", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "binary", minLength: 1 }),
      fc.string({ unit: "binary" }),
      (name, value) => {
        const event = JSON.parse(jsonOf({ ...GOOD, eventName: name, properties: { value } }));
        assertEquals([event.eventName, event.properties.value], [name, value]);
      },
    ),
    { numRuns: 1_000 },
  );
});

// Readers.

Deno.test("identifyReader() reads the user's id for both ids", () => {
  const read = identifyReader("u-1", { plan: "pro" }, undefined);
  assertEquals(["eventName", "userId", "anonymousId", "properties", "sessionId"].map(read), [
    "$identify",
    "u-1",
    "u-1",
    { plan: "pro" },
    undefined,
  ]);
});

Deno.test("identifyReader() prefers the envelope's anonymousId, and nothing else of it that it knows", () => {
  const envelope = {
    anonymousId: "a",
    userId: "x",
    eventName: "x",
    properties: "x",
    sessionId: "s",
  };
  const read = identifyReader("u-1", undefined, envelope);
  assertEquals(["eventName", "userId", "anonymousId", "properties", "sessionId"].map(read), [
    "$identify",
    "u-1",
    "a",
    undefined,
    "s",
  ]);
});

for (const event of [undefined, null, "text", 5, true, Symbol("s"), 1n]) {
  Deno.test(`fieldReader() leads to a refusal for a ${typeof event} ${String(event)}`, () => {
    assertEquals(encode(event).kind, "refused");
  });
}

Deno.test("fieldReader() reads what a class of the caller's has, too", () => {
  class Paid {
    get eventName(): string {
      return "paid";
    }
  }
  assertEquals(fieldReader(new Paid())("eventName"), "paid");
});
