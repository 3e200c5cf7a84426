/** The parts of the harness whose mistakes would look like the client's. */
import { assert, assertEquals, assertGreater, assertLess, assertThrows } from "@std/assert";
import { readEvents, refusalOf } from "./content_rules.ts";
import { FAULT_KINDS } from "./fault_kinds.ts";
import { FaultPlan } from "./fault_plan.ts";
import { readFlags } from "./flags.ts";
import { RequestParser } from "./http_wire.ts";
import { asctimeDate, imfDate, RETRY_AFTER_FORMS, rfc850Date } from "./retry_after_forms.ts";
import { ScaledClock } from "./scaled_clock.ts";
import { WireWatch } from "./wire_watch.ts";
import { Workload } from "./workload.ts";

function faultsOf(seed: number, share: number, requests: number): (string | undefined)[] {
  const plan = new FaultPlan({ seed, share, redirect: "http://127.0.0.1:1" });
  return Array.from({ length: requests }, () => plan.next()?.kind);
}

Deno.test("FaultPlan is the same for one seed and another for another", () => {
  assertEquals(faultsOf(7, 0.3, 500), faultsOf(7, 0.3, 500));
  assert(faultsOf(7, 0.3, 500).join() !== faultsOf(8, 0.3, 500).join());
});

Deno.test("FaultPlan deals the share that was asked for, and every kind", () => {
  const kinds = faultsOf(1, 0.3, 20_000).filter((kind) => kind !== undefined);
  assertGreater(kinds.length, 5_700);
  assertLess(kinds.length, 6_300);
  assertEquals(new Set(kinds).size, FAULT_KINDS.length);
  assertGreater(FAULT_KINDS.length, 40);
});

Deno.test("RequestParser finds requests in whatever pieces they come", () => {
  const text = "POST /v1/ingest HTTP/1.1\r\nContent-Length: 5\r\nX-A: b: c\r\n\r\n{é}\n" +
    "GET / HTTP/1.1\r\n\r\n";
  const parser = new RequestParser();
  const found: unknown[] = [];
  for (const byte of new TextEncoder().encode(text)) {
    parser.push(new Uint8Array([byte]));
    const head = parser.head();
    const body = head === undefined ? undefined : parser.takeBody();
    if (body !== undefined) found.push([head?.method, head?.headers.get("x-a"), body]);
  }
  assertEquals(found, [["POST", "b: c", "{é}\n"], ["GET", undefined, ""]]);
});

Deno.test("the three forms of a date are those of the standard", () => {
  const then = Date.UTC(1994, 10, 6, 8, 49, 37);
  assertEquals(imfDate(then), "Sun, 06 Nov 1994 08:49:37 GMT");
  assertEquals(rfc850Date(then), "Sunday, 06-Nov-94 08:49:37 GMT");
  assertEquals(asctimeDate(then), "Sun Nov  6 08:49:37 1994");
});

Deno.test("every form of Retry-After says its pause relative to its own Date", () => {
  for (const { name, pauseMs, headers } of RETRY_AFTER_FORMS.slice(13)) {
    const [[, date = ""] = [], [, retryAfter = ""] = []] = headers(Date.UTC(2026, 2, 1, 9));
    const utc = retryAfter.endsWith("GMT") ? retryAfter : `${retryAfter} GMT`;
    const waitMs = Date.parse(utc) - Date.parse(date);
    assertEquals(waitMs > 0 ? Math.min(waitMs, 300_000) : null, pauseMs, name);
  }
});

Deno.test("readEvents() takes a body only if it is just its events", () => {
  const event = '{"eventName":"e","properties":{"id":"i","n":"3"}}';
  assertEquals(readEvents(`{"events":[${event}]}`), [
    { id: "i", name: "e", number: 3, text: event },
  ]);
  for (const body of ["", "{}", '{"events":[]}', `{"events":[${event} ]}`, '{"events":[{}]}']) {
    assertThrows(() => readEvents(body));
  }
});

Deno.test("refusalOf() depends on the content alone", () => {
  const event = { id: "i", name: "e", number: 1, text: "{}" };
  assertEquals(refusalOf([event], 100), undefined);
  assertEquals(refusalOf([event, { ...event, name: "poisoned_422" }], 100), 422);
  assertEquals(refusalOf([event, { ...event, id: "poisoned_400_7" }], 100), 400);
  assertEquals(refusalOf([event], 100_000), 413);
});

Deno.test("Workload makes the same events for the same seed, of every fate", () => {
  const [one, two] = [new Workload(5), new Workload(5)];
  const events = Array.from({ length: 5_000 }, () => one.next());
  assertEquals(events, Array.from({ length: 5_000 }, () => two.next()));
  assertEquals(
    new Set(events.map(({ fate }) => fate)),
    new Set(["delivered", "rejected", "too_large"]),
  );
});

Deno.test("ScaledClock hurries only while nothing is awaited, and rings in order", async () => {
  let isBusy = true;
  using clock = new ScaledClock(() => isBusy);
  const rung: string[] = [];
  clock.setTimer(() => rung.push(`hour at ${clock.now()}`), 3_600_000);
  clock.setTimer(() => rung.push(`minute at ${clock.now()}`), 60_000);
  clock.setTimer(() => rung.push("never"), 30_000)();
  for (let turn = 0; turn < 10; turn++) await clock.turn();
  assertLess(clock.now(), 10 * 5 * 5 + 1, "at most 5 ms of real time count per turn");
  isBusy = false;
  await clock.pass(4_000_000);
  assertEquals(rung, ["minute at 60000", "hour at 3600000"]);
});

Deno.test("WireWatch knows what is awaited, and who sends in a pause", async () => {
  const clock = { turns: 1, now: () => 1_000 };
  const watch = new WireWatch(() => Promise.resolve(new Response("{}", { status: 429 })));
  watch.useClock(clock);
  const send = (key: string): ReturnType<typeof watch.fetch> =>
    watch.fetch("http://127.0.0.1/", {
      method: "POST",
      headers: { "Idempotency-Key": key },
      body: "",
      redirect: "manual",
      signal: new AbortController().signal,
    });
  const first = send("a");
  assert(watch.isBusy);
  watch.pause("a", 5_000);
  const reader = (await first).body?.getReader();
  watch.stall("a");
  assert(!watch.isBusy, "nothing more will come");
  while (!(await reader?.read())?.done);
  await (await send("b")).body?.getReader().cancel();
  assertEquals(watch.brokenPauses, 0, "begun in the same turn");
  clock.turns++;
  await (await send("c")).body?.getReader().cancel();
  assertEquals(watch.brokenPauses, 1);
});

Deno.test("readFlags() refuses what it does not understand", () => {
  assertEquals(readFlags(["--seeds=4,5", "--events=10"]), {
    seeds: [4, 5],
    events: 10,
    batch: 20,
    faulty: 0.3,
    inFlight: 1,
  });
  for (const arg of ["--seed=1", "events=5", "--events=-1", "--faulty=2", "--batch=1.5"]) {
    assertThrows(() => readFlags([arg]), Error, "usage: deno task chaos");
  }
});
