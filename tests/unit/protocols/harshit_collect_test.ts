import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { fieldReader } from "../../../src/core/encoded_event.ts";
import {
  createCollectBeacon,
  createCollectRequest,
  encodeCollectEvent,
  reviveCollectEvent,
} from "../../../src/protocols/harshit_collect.ts";
import { utf8Length } from "../../../src/core/utf8.ts";

const SETTINGS = { maxEventBytes: 32_768, epochMs: Date.UTC(2026, 0, 1) };
const EVENT = { id: "i", name: "e", json: '{"name":"e"}', bytes: 12, seq: 1 };

Deno.test("encodeCollectEvent() makes valid JSON within the API's limits of anything", () => {
  fc.assert(
    fc.property(
      fc.anything({ withBigInt: true, withDate: true, withMap: true }),
      fc.string(),
      (value, name) => {
        const event = { name, path: name, metadata: { value } };
        const encoded = encodeCollectEvent(fieldReader(event), SETTINGS);
        if (encoded.kind === "refused") {
          assertEquals(encoded.reason, "invalid");
          assert(name === "" || name.length > 100);
          return;
        }
        const parsed = JSON.parse(encoded.json);
        assertEquals(parsed.name, name);
        assertEquals(encoded.bytes, utf8Length(encoded.json));
        assertEquals(encoded.bytes, new TextEncoder().encode(encoded.json).length);
      },
    ),
  );
});

Deno.test("encodeCollectEvent() counts bytes, not characters, against 'maxEventBytes'", () => {
  const encode = (length: number): string => {
    const read = fieldReader({ name: "e", metadata: { a: "ü".repeat(length) } });
    const encoded = encodeCollectEvent(read, { ...SETTINGS, maxEventBytes: 1_024 });
    return encoded.kind === "refused" ? encoded.reason : encoded.kind;
  };
  assertEquals([encode(400), encode(600)], ["encoded", "too_large"]);
});

Deno.test("reviveCollectEvent() takes what encodeCollectEvent() wrote, byte for byte", () => {
  const event = {
    name: "e",
    url: "https://a.example/",
    sessionId: "s",
    metadata: { a: [1, null] },
  };
  const encoded = encodeCollectEvent(fieldReader(event), SETTINGS);
  assert(encoded.kind === "encoded");
  const revived = reviveCollectEvent({ id: "i", name: "e", json: encoded.json }, SETTINGS);
  assertEquals(revived?.json, encoded.json);
});

for (
  const json of [
    "",
    "{",
    "null",
    "[]",
    "{}",
    '{"name":""}',
    '{"name":"e","occurredAt":"never"}',
    '{"name":"e","metadata":[]}',
    `{"name":"${"x".repeat(101)}"}`,
  ]
) {
  Deno.test(`reviveCollectEvent() does not trust ${json.slice(0, 40)}`, () => {
    assertEquals(reviveCollectEvent({ id: "i", name: "e", json }, SETTINGS), undefined);
  });
}

Deno.test("createCollectRequest() sends the key in 'x-api-key', and the API's body", () => {
  const request = createCollectRequest("https://a.example/c", "key")({ events: [EVENT, EVENT] });
  assertEquals(request, {
    url: "https://a.example/c",
    headers: { "Content-Type": "application/json", "x-api-key": "key" },
    body: '{"events":[{"name":"e"},{"name":"e"}]}',
  });
});

for (
  const [endpoint, url] of [
    ["https://a.example/c", "https://a.example/c?apiKey=k%26%3D"],
    ["https://a.example/c?a=1", "https://a.example/c?a=1&apiKey=k%26%3D"],
  ] as const
) {
  Deno.test(`createCollectBeacon() sends the key in the query of ${endpoint}`, () => {
    const beacon = createCollectBeacon(endpoint, "k&=")([EVENT]);
    assertEquals(beacon, { url, body: '{"events":[{"name":"e"}]}' });
  });
}
