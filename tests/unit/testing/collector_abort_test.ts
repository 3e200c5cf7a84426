import { assert, assertEquals, assertRejects, assertStrictEquals } from "@std/assert";
import { createCollector, FakeClock, type Fault } from "../../../src/testing/mod.ts";
import { INGEST_URL, ingestInit } from "./sample.ts";

const WAITS: [string, Fault | null, (() => Promise<void>) | undefined, number, string][] = [
  ["a delay", { delayMs: 1_000 }, undefined, 0, "abort"],
  ["a delay before a fault", { status: 503, delayMs: 1_000 }, undefined, 0, "abort"],
  ["a delay after acceptance", { delayMs: 1_000, afterAccept: true }, undefined, 1, "abort"],
  ["a hang", { kind: "hang" }, undefined, 0, "hang"],
  ["a hang after acceptance", { kind: "hang", afterAccept: true }, undefined, 1, "hang"],
  ["storing", null, () => new Promise(() => {}), 0, "abort"],
];

for (const [name, fault, onAccept, accepted, failure] of WAITS) {
  for (const how of ["init.signal", "request.signal"]) {
    Deno.test(`Collector.fetch() rejects in ${name} when ${how} aborts`, async () => {
      const clock = new FakeClock();
      const collector = createCollector(onAccept ? { clock, onAccept } : { clock });
      collector.script(fault);
      const controller = new AbortController();
      const init = ingestInit(undefined, { signal: controller.signal });
      const answered = how === "init.signal"
        ? collector.fetch(INGEST_URL, init)
        : collector.fetch(new Request(INGEST_URL, init));
      let isSettled = false;
      answered.catch(() => {}).finally(() => isSettled = true);
      await clock.advance(500);
      assert(!isSettled);
      controller.abort();
      const error = await assertRejects(() => answered, DOMException);
      assertEquals(error.name, "AbortError");
      assertEquals(collector.events.length, accepted);
      const request = collector.requests[0]!;
      assertEquals([request.failure, request.status], [failure, undefined]);
      assertEquals(clock.timers, 0);
    });
  }
}

Deno.test("Collector.fetch() rejects while a body arrives, and stores nothing later", async () => {
  const clock = new FakeClock();
  const collector = createCollector({ clock });
  const controller = new AbortController();
  let finish = (): void => {};
  const body = new ReadableStream({
    start(stream) {
      finish = () => {
        stream.enqueue(new TextEncoder().encode(ingestInit().body));
        stream.close();
      };
    },
  });
  const init = { ...ingestInit(), body, duplex: "half", signal: controller.signal };
  const answered = collector.fetch(INGEST_URL, init);
  await clock.advance(0);
  controller.abort();
  await assertRejects(() => answered, DOMException);
  finish();
  await clock.advance(0);
  assertEquals([collector.events.length, collector.requests[0]?.failure], [0, "abort"]);
});

Deno.test("Collector.fetch() rejects with the signal's own reason", async () => {
  const collector = createCollector();
  collector.script({ kind: "hang" });
  const controller = new AbortController();
  const reason = new Error("enough");
  const answered = collector.fetch(
    INGEST_URL,
    ingestInit(undefined, { signal: controller.signal }),
  );
  controller.abort(reason);
  assertStrictEquals(await assertRejects(() => answered), reason);
});

Deno.test("Collector.fetch() rejects at once and records nothing if aborted before", async () => {
  const collector = createCollector();
  const signal = AbortSignal.abort();
  await assertRejects(
    () => collector.fetch(INGEST_URL, ingestInit(undefined, { signal })),
    DOMException,
  );
  await assertRejects(
    () => collector.fetch(new Request(INGEST_URL, ingestInit(undefined, { signal }))),
    DOMException,
  );
  assertEquals(collector.requests.length, 0);
});

for (const kind of ["stall", "endless"] as const) {
  Deno.test(`Collector.fetch() fails the body of ${kind} when the signal aborts`, async () => {
    const collector = createCollector();
    collector.script({ kind });
    const controller = new AbortController();
    const { signal } = controller;
    const response = await collector.fetch(INGEST_URL, ingestInit(undefined, { signal }));
    const reader = response.body!.getReader();
    await reader.read();
    const next = kind === "stall" ? reader.read() : undefined;
    controller.abort();
    const error = await assertRejects(() => next ?? reader.read(), DOMException);
    assertEquals(error.name, "AbortError");
  });
}

Deno.test("Collector.fetch() takes the platform's timer off when the signal aborts", async () => {
  const collector = createCollector();
  collector.script({ delayMs: 60_000 });
  const controller = new AbortController();
  const original = globalThis.clearTimeout;
  let cleared = 0;
  globalThis.clearTimeout = (timer) => {
    cleared++;
    original(timer);
  };
  try {
    const { signal } = controller;
    const answered = collector.fetch(INGEST_URL, ingestInit(undefined, { signal }));
    controller.abort();
    await assertRejects(() => answered, DOMException);
    await new FakeClock({ settle: "microtasks" }).advance(0);
  } finally {
    globalThis.clearTimeout = original;
  }
  assertEquals(cleared, 1);
});

Deno.test("Collector.fetch() leaves no listener on a signal that outlives the request", async () => {
  const collector = createCollector();
  let listeners = 0;
  const signal = new AbortController().signal;
  const { addEventListener, removeEventListener } = EventTarget.prototype;
  signal.addEventListener = (...args: Parameters<typeof addEventListener>) => {
    listeners++;
    addEventListener.apply(signal, args);
  };
  signal.removeEventListener = (...args: Parameters<typeof removeEventListener>) => {
    listeners--;
    removeEventListener.apply(signal, args);
  };
  const faults: Fault[] = [{ delayMs: 1 }, { kind: "reset" }, { kind: "endless" }, { status: 503 }];
  collector.script(null, ...faults);
  for (let i = 0; i <= faults.length; i++) {
    try {
      const response = await collector.fetch(INGEST_URL, ingestInit(undefined, { signal }));
      await response.body!.cancel();
    } catch {
      // The reset.
    }
  }
  assertEquals(listeners, 0);
});
