import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { type CollectorOptions, createCollector } from "../../../src/testing/mod.ts";
import { eventWithout, INGEST_URL, ingestInit, sampleEvent } from "./sample.ts";

const NAME = "createCollector()";

async function answerTo(init: RequestInit, url = INGEST_URL, options: CollectorOptions = {}) {
  const collector = createCollector(options);
  const response = await collector.fetch(url, init);
  return { status: response.status, headers: response.headers, body: await response.json() };
}

const ROUTES = [
  ["POST", "/v1/ingest", 202],
  ["POST", "/base/path/v1/ingest", 202],
  ["POST", "/v1/ingest?source=test", 202],
  ["POST", "/v1/ingest/", 404],
  ["POST", "/v2/ingest", 404],
  ["POST", "/", 404],
  ["GET", "/v1/ingest", 405],
  ["PUT", "/v1/ingest", 405],
  ["GET", "/health", 200],
  ["GET", "/base/health", 200],
  ["POST", "/health", 405],
  ["GET", "/healthy", 404],
] as const;

for (const [method, path, status] of ROUTES) {
  Deno.test(`${NAME} answers ${method} ${path} with ${status}`, async () => {
    const init = method === "GET" ? { method } : ingestInit(undefined, { method });
    const answer = await answerTo(init, `https://collector.test${path}`);
    assertEquals(answer.status, status);
    assertEquals("error" in answer.body, status >= 400);
  });
}

Deno.test(`${NAME} says that it is healthy without a key`, async () => {
  const { body } = await answerTo({}, "https://collector.test/health", { apiKey: "test-key" });
  assertEquals(body, { status: "ok" });
});

Deno.test(`${NAME} names the allowed method in a 405`, async () => {
  assertEquals((await answerTo({})).headers.get("allow"), "POST");
  const health = await answerTo({ method: "PUT" }, "https://collector.test/health");
  assertEquals(health.headers.get("allow"), "GET");
});

const KEYS: [string | string[] | undefined, string | undefined, number][] = [
  [undefined, "Bearer anything", 202],
  [undefined, "bearer anything", 202],
  [undefined, "Bearer ", 401],
  [undefined, "Bearer", 401],
  [undefined, "", 401],
  [undefined, undefined, 401],
  [undefined, "anything", 401],
  [undefined, "Basic anything", 401],
  [undefined, "Bearer two words", 401],
  ["right", "Bearer right", 202],
  ["right", "Bearer wrong", 401],
  ["right", "Bearer Right", 401],
  ["right", "Bearer rightly", 401],
  ["right", "Bearer righ", 401],
  [["one", "two"], "Bearer two", 202],
  [["one", "two"], "Bearer three", 401],
  [[], "Bearer any", 401],
];

for (const [apiKey, authorization, status] of KEYS) {
  const accepted = JSON.stringify(apiKey) ?? "any key";
  Deno.test(`${NAME} accepting ${accepted} answers '${authorization}' with ${status}`, async () => {
    const init = ingestInit();
    const { authorization: _, ...others } = init.headers;
    const headers = authorization === undefined ? others : { ...others, authorization };
    const options = apiKey === undefined ? {} : { apiKey };
    const answer = await answerTo({ ...init, headers }, INGEST_URL, options);
    assertEquals(answer.status, status);
    if (status === 401) assertEquals(answer.body, { error: "Invalid API key" });
  });
}

const CONTENT_TYPES = [
  ["application/json", 202],
  ["application/json; charset=utf-8", 202],
  ["application/json ;charset=utf-8", 202],
  ["Application/JSON", 202],
  ["application/jsonp", 400],
  ["text/plain", 400],
  ["text/plain; a=application/json", 400],
  ["", 400],
] as const;

for (const [contentType, status] of CONTENT_TYPES) {
  Deno.test(`${NAME} answers content type '${contentType}' with ${status}`, async () => {
    const headers = { "content-type": contentType };
    assertEquals((await answerTo(ingestInit(undefined, { headers }))).status, status);
  });
}

Deno.test(`${NAME} takes a string body without content type for text, as fetch does`, async () => {
  const { "content-type": _, ...headers } = ingestInit().headers;
  const collector = createCollector();
  const response = await collector.fetch(INGEST_URL, { ...ingestInit(), headers });
  assertEquals(response.status, 400);
  assertStringIncludes(collector.requests[0]!.headers["content-type"] ?? "", "text/plain");
});

const BODIES = [
  ["", "body"],
  ["{", "body"],
  ["null", "body"],
  ["[]", "body"],
  ['"text"', "body"],
  ["{}", "events"],
  ['{"events":null}', "events"],
  ['{"events":{}}', "events"],
  ['{"events":{"length":1}}', "events"],
  ['{"events":[]}', "events"],
] as const;

for (const [body, field] of BODIES) {
  Deno.test(`${NAME} answers the body '${body}' with 400 about ${field}`, async () => {
    const answer = await answerTo({ ...ingestInit(), body });
    assertEquals(answer.status, 400);
    assertEquals(answer.body.error, "Validation failed");
    assertEquals(
      answer.body.details.map((detail: { index: null; field: string }) => {
        return [detail.index, detail.field];
      }),
      [[null, field]],
    );
  });
}

for (const [count, status] of [[0, 400], [1, 202], [1_000, 202], [1_001, 400]] as const) {
  Deno.test(`${NAME} answers ${count} events with ${status}`, async () => {
    const collector = createCollector();
    const events = Array.from({ length: count }, () => sampleEvent());
    const response = await collector.fetch(INGEST_URL, ingestInit(events));
    assertEquals(response.status, status);
    assertEquals(collector.events.length, status === 202 ? count : 0);
    if (status === 202) assertEquals(await response.json(), { accepted: count });
  });
}

const OPTIONAL_STRINGS = ["pageUrl", "pageTitle", "referrer", "deviceType"];
const OPTIONAL_NULLABLE = ["userId", "utmSource", "utmMedium", "utmCampaign"];

const GOOD_TIMESTAMPS = [
  "2026-01-01T00:00:00Z",
  "2026-01-01T00:00Z",
  "2026-12-31T23:59:59.999Z",
  "2024-02-29T12:00:00.123456Z",
];

const GOOD_CHANGES: Record<string, unknown>[] = [
  { sessionId: "" },
  { anonymousId: "" },
  { consentGiven: false },
  { properties: {} },
  { properties: { amount: "49.99", empty: "" } },
  { browser: 1, country: null, more: { deep: [] } },
  ...[...OPTIONAL_STRINGS, ...OPTIONAL_NULLABLE].map((field) => ({ [field]: "text" })),
  ...OPTIONAL_NULLABLE.map((field) => ({ [field]: null })),
  ...GOOD_TIMESTAMPS.map((timestamp) => ({ timestamp })),
];

for (const changes of GOOD_CHANGES) {
  Deno.test(`${NAME} accepts an event with ${JSON.stringify(changes)}`, async () => {
    const collector = createCollector();
    const event = sampleEvent(changes);
    assertEquals((await collector.fetch(INGEST_URL, ingestInit([event]))).status, 202);
    assertEquals(collector.events, [event]);
  });
}

const REQUIRED: [string, unknown[]][] = [
  ["eventName", ["", null, 1, {}]],
  ["timestamp", [null, 1_767_225_600_000, {}]],
  ["anonymousId", [null, 1, {}]],
  ["sessionId", [null, 1, {}]],
  ["consentGiven", [null, "true", 1]],
];

const BAD_TIMESTAMPS = [
  "",
  "now",
  "2026-01-01",
  "2026-01-01 00:00:00Z",
  "2026-01-01T00:00:00",
  "2026-01-01T00:00:00+00:00",
  "2026-01-01T00:00:00+02:00",
  "2026-02-30T00:00:00Z",
  "2025-02-29T00:00:00Z",
  "2026-13-01T00:00:00Z",
  "2026-01-01T24:00:00Z",
  "2026-01-01T00:60:00Z",
  "+012026-01-01T00:00:00Z",
  "Thu, 01 Jan 2026 00:00:00 GMT",
];

const BAD_EVENTS: [string, unknown, string][] = [
  ...REQUIRED.map(([field]) => {
    return [`without ${field}`, eventWithout(field), field] as [string, unknown, string];
  }),
  ...[
    ...REQUIRED,
    ["timestamp", BAD_TIMESTAMPS],
    ...OPTIONAL_STRINGS.map((field) => [field, [null, 1, {}]]),
    ...OPTIONAL_NULLABLE.map((field) => [field, [1, false, {}]]),
    ["properties", [null, "text", 1, ["text"]]],
  ].flatMap(([field, values]) =>
    (values as unknown[]).map((value): [string, unknown, string] => {
      const event = sampleEvent({ [field as string]: value });
      return [`with ${field} ${JSON.stringify(value)}`, event, field as string];
    })
  ),
  ...[null, 1, true, {}, []].map((value): [string, unknown, string] => [
    `with a property ${JSON.stringify(value)}`,
    sampleEvent({ properties: { good: "1", bad: value } }),
    "properties.bad",
  ]),
  ...[null, "text", 1, []].map((event): [string, unknown, string] => [
    `that is ${JSON.stringify(event)}`,
    event,
    "",
  ]),
];

for (const [name, event, field] of BAD_EVENTS) {
  Deno.test(`${NAME} refuses an event ${name}`, async () => {
    const answer = await answerTo(ingestInit([event]));
    assertEquals(answer.status, 400);
    assertEquals(answer.body.error, "Validation failed");
    assertEquals(answer.body.details.length, 1);
    const [{ index, field: named, message }] = answer.body.details;
    assertEquals([index, named], [0, field]);
    assertStringIncludes(message, "must be");
  });
}

Deno.test(`${NAME} accepts nothing of a request with one bad event`, async () => {
  const collector = createCollector();
  const events = [sampleEvent(), sampleEvent({ consentGiven: 1, sessionId: 2 }), sampleEvent()];
  const response = await collector.fetch(INGEST_URL, ingestInit(events));
  const { details } = await response.json();
  assertEquals(
    details.map(({ index, field }: { index: number; field: string }) => [index, field]),
    [
      [1, "sessionId"],
      [1, "consentGiven"],
    ],
  );
  assertEquals(collector.events, []);
});

Deno.test(`${NAME} answers 400 with the reason that 'validate' gives`, async () => {
  const validate = (event: { eventName: string }) => {
    return event.eventName === "poison" ? "is poison" : undefined;
  };
  const events = [sampleEvent(), sampleEvent({ eventName: "poison" })];
  const answer = await answerTo(ingestInit(events), INGEST_URL, { validate });
  assertEquals(answer.status, 400);
  assertEquals(answer.body.details, [{ index: 1, field: "", message: "is poison" }]);
});

Deno.test(`${NAME} accepts what 'validate' has nothing to say about`, async () => {
  const answer = await answerTo(ingestInit(), INGEST_URL, { validate: () => undefined });
  assertEquals(answer.status, 202);
});

Deno.test(`${NAME} shows 'validate' only events that keep the contract`, async () => {
  const validate = () => {
    throw new Error("should not be called");
  };
  const answer = await answerTo(ingestInit([{}]), INGEST_URL, { validate });
  assertEquals(answer.status, 400);
});

Deno.test(`${NAME} counts the body in UTF-8 bytes against 'maxBodyBytes'`, async () => {
  const init = ingestInit([sampleEvent({ eventName: "é" })]);
  const bytes = init.body.length + 1;
  assertEquals((await answerTo(init, INGEST_URL, { maxBodyBytes: bytes })).status, 202);
  assertEquals((await answerTo(init, INGEST_URL, { maxBodyBytes: bytes - 1 })).status, 413);
});

for (const [count, status] of [[2, 202], [3, 413], [1_001, 413]] as const) {
  Deno.test(`${NAME} with 'maxEvents' 2 answers ${count} events with ${status}`, async () => {
    const events = Array.from({ length: count }, () => sampleEvent());
    const answer = await answerTo(ingestInit(events), INGEST_URL, { maxEvents: 2 });
    assertEquals(answer.status, status);
  });
}

Deno.test(`${NAME} takes limits from 1 to Infinity`, async () => {
  const one = await answerTo(ingestInit(), INGEST_URL, { maxEvents: 1 });
  assertEquals(one.status, 202);
  assertEquals((await answerTo(ingestInit(), INGEST_URL, { maxBodyBytes: 1 })).status, 413);
  const none = { maxEvents: Infinity, maxBodyBytes: Infinity };
  assertEquals((await answerTo(ingestInit(), INGEST_URL, none)).status, 202);
});

for (const limit of [0, -1, 1.5, NaN]) {
  Deno.test(`${NAME} refuses ${limit} as a limit`, () => {
    assertThrows(() => createCollector({ maxEvents: limit }), RangeError, "'maxEvents'");
    assertThrows(() => createCollector({ maxBodyBytes: limit }), RangeError, "'maxBodyBytes'");
  });
}
