import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { createCollector, FakeClock, type Fault } from "../../../src/testing/mod.ts";
import { INGEST_URL, ingestInit, sampleEvent } from "./sample.ts";

function createScripted(...faults: Fault[]) {
  const clock = new FakeClock({ settle: "microtasks" });
  const collector = createCollector({ clock });
  collector.script(...faults);
  return { clock, collector, send: () => collector.fetch(INGEST_URL, ingestInit()) };
}

for (const status of [200, 202, 301, 400, 401, 404, 408, 413, 425, 429, 500, 503, 599]) {
  Deno.test(`Collector.script() answers status ${status} and stores nothing`, async () => {
    const { collector, send } = createScripted({ status });
    const response = await send();
    assertEquals(response.status, status);
    assert(typeof (await response.json()).error === "string");
    assertEquals([collector.events.length, collector.requests[0]?.status], [0, status]);
  });
}

for (const status of [204, 205, 304]) {
  Deno.test(`Collector.script() answers status ${status} without a body`, async () => {
    const response = await createScripted({ status }).send();
    assertEquals([response.status, response.body], [status, null]);
  });
}

for (const [status, error] of [[401, "Invalid API key"], [429, "Rate limit exceeded"]] as const) {
  Deno.test(`Collector.script() answers ${status} with the API's own text`, async () => {
    const response = await createScripted({ status }).send();
    assertEquals(await response.json(), { error });
  });
}

Deno.test("Collector.script() answers with the given body and headers", async () => {
  const headers = { "Content-Type": "text/plain", "x-trace": "1" };
  const response = await createScripted({ status: 502, body: "bad gateway", headers }).send();
  assertEquals(await response.text(), "bad gateway");
  assertEquals(response.headers.get("content-type"), "text/plain");
  assertEquals(response.headers.get("x-trace"), "1");
});

const RETRY_AFTER: [number | Date | string, string][] = [
  [0, "0"],
  [120, "120"],
  [new Date("2026-01-01T00:01:00Z"), "Thu, 01 Jan 2026 00:01:00 GMT"],
  ["soon", "soon"],
];

for (const [retryAfter, header] of RETRY_AFTER) {
  Deno.test(`Collector.script() writes Retry-After '${header}'`, async () => {
    const response = await createScripted({ status: 429, retryAfter }).send();
    assertEquals(response.headers.get("retry-after"), header);
  });
}

Deno.test("Collector.script() stores before it answers with 'afterAccept'", async () => {
  const { collector, send } = createScripted({ status: 500, afterAccept: true });
  assertEquals((await send()).status, 500);
  assertEquals([collector.events.length, collector.requests[0]?.accepted], [1, 1]);
});

Deno.test("Collector.script() plays no 'afterAccept' on a request that breaks the contract", async () => {
  const { collector } = createScripted({ kind: "reset", afterAccept: true });
  const response = await collector.fetch(INGEST_URL, ingestInit([{}]));
  assertEquals([response.status, collector.requests[0]?.failure], [400, undefined]);
});

Deno.test("Collector.script() resets before acceptance", async () => {
  const { collector, send } = createScripted({ kind: "reset" });
  await assertRejects(send, TypeError, "Connection reset");
  const { failure, status, accepted } = collector.requests[0]!;
  assertEquals([failure, status, accepted], ["reset", undefined, 0]);
  assertEquals(collector.events.length, 0);
});

Deno.test("Collector.script() resets after acceptance", async () => {
  const { collector, send } = createScripted({ kind: "reset", afterAccept: true });
  await assertRejects(send, TypeError, "Connection reset");
  assertEquals([collector.events.length, collector.requests[0]?.accepted], [1, 1]);
});

Deno.test("Collector.script() truncates the body of an accepted request", async () => {
  const { collector, send } = createScripted({ kind: "truncate" });
  const response = await send();
  assertEquals(response.status, 202);
  const reader = response.body!.getReader();
  const { value } = await reader.read();
  const text = new TextDecoder().decode(value);
  assert(text.length > 0 && '{"accepted":1}'.startsWith(text) && text !== '{"accepted":1}');
  await assertRejects(() => reader.read(), TypeError, "within the body");
  assertEquals([collector.events.length, collector.requests[0]?.failure], [1, "truncate"]);
});

Deno.test("Collector.script() truncates the body of a refusal", async () => {
  const { collector } = createScripted({ kind: "truncate" });
  const response = await collector.fetch(INGEST_URL, ingestInit([{}]));
  assertEquals(response.status, 400);
  await assertRejects(() => response.text(), TypeError);
});

for (const kind of ["truncate", "stall", "endless"] as const) {
  Deno.test(`Collector.script() stores nothing for ${kind} with a status`, async () => {
    const { collector, send } = createScripted({ kind, status: 503 });
    const response = await send();
    await response.body!.cancel();
    assertEquals([response.status, collector.events.length], [503, 0]);
  });

  Deno.test(`Collector.script() stores for ${kind} with a status and 'afterAccept'`, async () => {
    const { collector, send } = createScripted({ kind, status: 503, afterAccept: true });
    const response = await send();
    await response.body!.cancel();
    assertEquals([response.status, collector.events.length], [503, 1]);
  });

  Deno.test(`Collector.script() plays no ${kind} with 'afterAccept' on a bad request`, async () => {
    const { collector } = createScripted({ kind, status: 503, afterAccept: true });
    const response = await collector.fetch(INGEST_URL, ingestInit([{}]));
    assertEquals([response.status, (await response.json()).error], [400, "Validation failed"]);
  });
}

Deno.test("Collector.script() sends an endless body as long as it is read", async () => {
  const { collector, send } = createScripted({ kind: "endless" });
  const response = await send();
  const reader = response.body!.getReader();
  let bytes = 0;
  while (bytes < 1_000_000) bytes += (await reader.read()).value!.length;
  await reader.cancel();
  assertEquals([response.status, collector.requests[0]?.failure], [202, "endless"]);
  assertEquals(collector.events.length, 1);
});

Deno.test("Collector.script() falls silent within a stalled body", async () => {
  const { clock, send } = createScripted({ kind: "stall" });
  const reader = (await send()).body!.getReader();
  assert((await reader.read()).value!.length > 0);
  let isSettled = false;
  reader.read().finally(() => isSettled = true);
  await clock.advance(1_000_000);
  assert(!isSettled);
  await reader.cancel();
});

Deno.test("Collector.script() answers with a web page", async () => {
  const { collector, send } = createScripted({ kind: "html" });
  const response = await send();
  assertEquals(response.status, 200);
  assertStringIncludes(response.headers.get("content-type") ?? "", "text/html");
  assertStringIncludes(await response.text(), "<!doctype html>");
  assertEquals(collector.events.length, 0);
});

Deno.test("Collector.script() answers with the given web page", async () => {
  const response = await createScripted({ kind: "html", body: "<p>pay" }).send();
  assertEquals(await response.text(), "<p>pay");
});

Deno.test("Collector.script() redirects", async () => {
  const location = "https://elsewhere.test/v1/ingest";
  const { collector, send } = createScripted(
    { kind: "redirect", location },
    { kind: "redirect", location, status: 308 },
  );
  const first = await send();
  assertEquals([first.status, first.headers.get("location")], [302, location]);
  assertEquals((await send()).status, 308);
  assertEquals(collector.events.length, 0);
});

for (const kind of ["html", "redirect"] as const) {
  Deno.test(`Collector.script() stores before ${kind} with 'afterAccept'`, async () => {
    const { collector, send } = createScripted({ kind, location: "/", afterAccept: true } as Fault);
    await send();
    assertEquals(collector.events.length, 1);
  });
}

Deno.test("Collector.script() delays, then goes on", async () => {
  const { clock, collector, send } = createScripted({ delayMs: 1 });
  const answered = send();
  await clock.advance(0.5);
  assertEquals([collector.events.length, collector.requests[0]?.status], [0, undefined]);
  await clock.advance(1);
  assertEquals((await answered).status, 202);
  assertEquals(collector.events.length, 1);
});

Deno.test("Collector.script() stores before the delay with 'afterAccept'", async () => {
  const { clock, collector, send } = createScripted({ delayMs: 300, afterAccept: true });
  const answered = send();
  await clock.advance(299);
  assertEquals([collector.events.length, collector.requests[0]?.status], [1, undefined]);
  await clock.advance(1);
  assertEquals((await answered).status, 202);
});

Deno.test("Collector.script() delays a fault", async () => {
  const { clock, send } = createScripted({ kind: "reset", delayMs: 300 });
  const failed = assertRejects(send, TypeError);
  await clock.advance(0);
  assertEquals(clock.nextTimerAt, 300);
  await clock.advance(300);
  await failed;
});

Deno.test("Collector.script() sets no timer for a delay of zero", async () => {
  const { clock, send } = createScripted({ delayMs: 0 });
  assertEquals((await send()).status, 202);
  assertEquals(clock.timers, 0);
});

Deno.test("Collector.script() plays one fault for each request, then none", async () => {
  const { collector, send } = createScripted({ status: 500 }, { status: 503 });
  collector.script({ status: 502 });
  const statuses = [];
  for (let i = 0; i < 4; i++) statuses.push((await send()).status);
  assertEquals(statuses, [500, 503, 502, 202]);
});

Deno.test("Collector.script() lets a request through for null", async () => {
  const { collector, send } = createScripted();
  collector.always({ status: 500 });
  collector.script(null, { status: 503 });
  const statuses = [];
  for (let i = 0; i < 3; i++) statuses.push((await send()).status);
  assertEquals(statuses, [202, 503, 500]);
});

Deno.test("Collector.script() gives faults in order of arrival, however slow the body", async () => {
  const { collector, send } = createScripted({ status: 500 }, { status: 503 });
  let finish = (): void => {};
  const body = new ReadableStream({
    start(controller) {
      finish = () => controller.close();
    },
  });
  const slow = new Request(INGEST_URL, { ...ingestInit(), body, duplex: "half" } as RequestInit);
  const first = collector.fetch(slow);
  assertEquals((await send()).status, 503);
  finish();
  assertEquals((await first).status, 500);
});

Deno.test("Collector.script() leaves health checks and wrong requests alone", async () => {
  const { collector, send } = createScripted({ status: 503 });
  assertEquals((await collector.fetch("https://collector.test/health")).status, 200);
  assertEquals((await collector.fetch("https://collector.test/nowhere")).status, 404);
  assertEquals((await collector.fetch(INGEST_URL)).status, 405);
  assertEquals((await send()).status, 503);
});

Deno.test("Collector.always() plays until heal()", async () => {
  const { collector, send } = createScripted();
  collector.always({ status: 503 });
  assertEquals([(await send()).status, (await send()).status], [503, 503]);
  collector.heal();
  assertEquals((await send()).status, 202);
});

Deno.test("Collector.heal() ends the script too", async () => {
  const { collector, send } = createScripted({ status: 503 }, { status: 503 });
  await send();
  collector.heal();
  assertEquals((await send()).status, 202);
});

Deno.test("Collector.always() asks a rule with the request and its number", async () => {
  const { collector, send } = createScripted();
  const seen: unknown[] = [];
  collector.always((request, number) => {
    seen.push([request.events?.length, request.path, number]);
    return number === 2 ? { status: 503 } : undefined;
  });
  await collector.fetch("https://collector.test/health");
  const statuses = [];
  for (let i = 0; i < 3; i++) statuses.push((await send()).status);
  assertEquals(statuses, [202, 503, 202]);
  assertEquals(seen, [1, 2, 3].map((number) => [1, "/v1/ingest", number]));
});

Deno.test("Collector.always() shows a rule the body of a Request", async () => {
  const { collector } = createScripted();
  collector.always((request) => request.events?.length === 2 ? { status: 413 } : null);
  const init = ingestInit([sampleEvent(), sampleEvent()]);
  assertEquals((await collector.fetch(new Request(INGEST_URL, init))).status, 413);
});

Deno.test("Collector.script() takes a rule for one request", async () => {
  const { collector, send } = createScripted();
  collector.script((_, number) => ({ status: 500 + number }));
  assertEquals([(await send()).status, (await send()).status], [501, 202]);
});

Deno.test("Collector.reset() numbers the requests anew", async () => {
  const { collector, send } = createScripted();
  await send();
  collector.reset();
  const numbers: number[] = [];
  collector.always((_, number) => void numbers.push(number));
  await send();
  assertEquals(numbers, [1]);
});

Deno.test("Collector.always() lets a rule that throws fail the request", async () => {
  const { collector, send } = createScripted();
  collector.always(() => {
    throw new Error("broken rule");
  });
  await assertRejects(send, Error, "broken rule");
  assertEquals(collector.requests[0]?.failure, "error");
});

Deno.test("Collector.always() refuses what a rule makes up", async () => {
  const { collector, send } = createScripted();
  collector.always(() => ({ status: 99 }));
  await assertRejects(send, RangeError, "'status'");
});

const BAD_FAULTS: [unknown, string][] = [
  [{}, "without 'kind', 'status' or 'delayMs'"],
  [{ kind: "status" }, "without"],
  [{ kind: "delay" }, "without"],
  [{ kind: "explode" }, "unknown kind"],
  ["reset", "unknown kind"],
  [undefined, "unknown kind"],
  [{ status: 99 }, "'status'"],
  [{ status: 600 }, "'status'"],
  [{ status: 200.5 }, "'status'"],
  [{ status: "503" }, "'status'"],
  [{ kind: "truncate", status: 100 }, "'status'"],
  [{ kind: "truncate", status: 204 }, "forbids"],
  [{ status: 204, body: "" }, "forbids"],
  [{ kind: "redirect" }, "'location'"],
  [{ delayMs: -1 }, "'delayMs'"],
  [{ delayMs: NaN }, "'delayMs'"],
  [{ delayMs: Infinity }, "'delayMs'"],
  [{ status: 503, retryAfter: new Date(NaN) }, "'retryAfter'"],
];

for (const [fault, message] of BAD_FAULTS) {
  Deno.test(`Collector.script() refuses ${JSON.stringify(fault)}`, () => {
    const { collector } = createScripted();
    assertThrows(() => collector.script(fault as Fault), Error, message);
    assertThrows(() => collector.always(fault as Fault), Error, message);
  });
}
