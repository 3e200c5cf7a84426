import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { createCollector, FakeClock, type Fault } from "../../../src/testing/mod.ts";
import { ingestInit, sampleEvent } from "./sample.ts";

/** Serves a collector on a loopback socket for the length of `use`. */
async function withServed(
  faults: Fault[],
  use: (url: string, collector: ReturnType<typeof createCollector>) => Promise<void>,
): Promise<void> {
  const collector = createCollector({ apiKey: "test-key" });
  collector.script(...faults);
  const { fetch } = collector;
  const options = { hostname: "127.0.0.1", port: 0, onListen() {} };
  const server = Deno.serve(options, fetch);
  try {
    await use(`http://127.0.0.1:${server.addr.port}/base/v1/ingest`, collector);
  } finally {
    await server.shutdown();
  }
}

Deno.test("Collector.fetch() serves a socket, detached", async () => {
  await withServed([], async (url, collector) => {
    const events = [sampleEvent(), sampleEvent({ eventName: "second" })];
    const response = await fetch(url, ingestInit(events));
    assertEquals([response.status, await response.json()], [202, { accepted: 2 }]);
    assertEquals(collector.eventNames(), ["invoice_paid", "second"]);
    assertEquals(collector.requests[0]?.path, "/base/v1/ingest");
  });
});

Deno.test("Collector.fetch() holds a socket's requests to the contract", async () => {
  await withServed([], async (url) => {
    const headers = { "authorization": "Bearer wrong" };
    const unauthorized = await fetch(url, ingestInit(undefined, { headers }));
    assertEquals([unauthorized.status, await unauthorized.json()], [401, {
      error: "Invalid API key",
    }]);
    const invalid = await fetch(url, ingestInit([{}]));
    assertEquals([invalid.status, (await invalid.json()).error], [400, "Validation failed"]);
  });
});

Deno.test("Collector.fetch() says over a socket that it is healthy", async () => {
  await withServed([], async (url) => {
    const response = await fetch(new URL("/health", url));
    assertEquals([response.status, await response.json()], [200, { status: "ok" }]);
  });
});

Deno.test("Collector.fetch() plays a status over a socket", async () => {
  await withServed([{ status: 429, retryAfter: 7 }], async (url) => {
    const response = await fetch(url, ingestInit());
    await response.body?.cancel();
    assertEquals([response.status, response.headers.get("retry-after")], [429, "7"]);
  });
});

Deno.test("Collector.fetch() plays a web page over a socket", async () => {
  await withServed([{ kind: "html" }], async (url) => {
    const response = await fetch(url, ingestInit());
    assertEquals(response.status, 200);
    assertStringIncludes(await response.text(), "<!doctype html>");
  });
});

Deno.test("Collector.fetch() plays a redirect over a socket", async () => {
  await withServed([{ kind: "redirect", location: "/elsewhere" }], async (url) => {
    const response = await fetch(url, ingestInit(undefined, { redirect: "manual" }));
    assertEquals([response.status, response.headers.get("location")], [302, "/elsewhere"]);
    await response.body?.cancel();
  });
});

Deno.test("Collector.fetch() plays a delay over a socket", async () => {
  await withServed([{ delayMs: 1 }], async (url, collector) => {
    const response = await fetch(url, ingestInit());
    assertEquals([response.status, collector.events.length], [202, 1]);
    await response.body?.cancel();
  });
});

Deno.test("Collector.fetch() truncates over a socket", async () => {
  await withServed([{ kind: "truncate" }], async (url, collector) => {
    const response = await fetch(url, ingestInit());
    assertEquals(response.status, 202);
    await assertRejects(() => response.text(), TypeError);
    assertEquals(collector.events.length, 1);
  });
});

for (const kind of ["stall", "endless"] as const) {
  Deno.test(`Collector.fetch() plays ${kind} over a socket until the sender gives up`, async () => {
    await withServed([{ kind }], async (url) => {
      const controller = new AbortController();
      const { signal } = controller;
      const response = await fetch(url, ingestInit(undefined, { signal }));
      const reader = response.body!.getReader();
      assert((await reader.read()).value!.length > 0);
      controller.abort();
      await assertRejects(async () => {
        while (!(await reader.read()).done);
      });
    });
  });
}

Deno.test("Collector.fetch() hangs over a socket and lets the server shut down", async () => {
  await withServed([{ kind: "hang" }], async (url, collector) => {
    const controller = new AbortController();
    const { signal } = controller;
    const answered = fetch(url, ingestInit(undefined, { signal }));
    while (collector.requests[0]?.failure === undefined) await turn();
    controller.abort();
    await assertRejects(() => answered, DOMException);
    assertEquals(collector.requests[0]?.failure, "hang");
  });
});

/** What a server gives to a handler, here without the server. */
const INFO = { remoteAddr: { transport: "tcp", hostname: "127.0.0.1", port: 1 } };

Deno.test("Collector.fetch() does not touch a served request's signal without need", async () => {
  const collector = createCollector();
  const request = new Request("https://a.test/v1/ingest", ingestInit());
  let touches = 0;
  Object.defineProperty(request, "signal", {
    get() {
      touches++;
      return new AbortController().signal;
    },
  });
  const response = await collector.fetch(request, INFO);
  assertEquals([response.status, touches], [202, 0]);
});

Deno.test("Collector.fetch() does not reject when a served request's sender has gone", async () => {
  const clock = new FakeClock();
  const collector = createCollector({ clock });
  collector.script({ kind: "hang" });
  const controller = new AbortController();
  const { signal } = controller;
  const request = new Request("https://a.test/v1/ingest", ingestInit(undefined, { signal }));
  const answered = collector.fetch(request, INFO);
  await clock.advance(0);
  controller.abort();
  await answered;
  assertEquals(collector.requests[0]?.status, undefined);
});

Deno.test("Collector.fetch() goes on after a delay when a served request's sender has gone", async () => {
  const clock = new FakeClock();
  const collector = createCollector({ clock });
  collector.script({ delayMs: 100 }, { kind: "hang", delayMs: 100 });
  const controller = new AbortController();
  const init = ingestInit(undefined, { signal: controller.signal });
  const request = new Request("https://a.test/v1/ingest", init);
  const answered = [
    collector.fetch(request.clone(), INFO),
    collector.fetch(request, INFO),
  ];
  await clock.advance(50);
  controller.abort();
  await clock.advance(50);
  await Promise.all(answered);
  assertEquals(collector.requests.map(({ status }) => status), [202, undefined]);
});

function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
