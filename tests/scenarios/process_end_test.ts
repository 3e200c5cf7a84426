/**
 * What becomes of waiting events when a process ends: real processes, real signals, a real socket.
 *
 * @module
 */
import { assert, assertEquals, assertLess, assertStringIncludes } from "@std/assert";
import type { ChildConfig } from "./process_end/child.ts";
import { withTwoCopies } from "../support/package_copies.ts";
import { type Ending, isDeno, type Program } from "../support/program.ts";
import { closedEndpoint } from "../support/serve.ts";
import { startChild } from "./process_end/run_child.ts";
import { serveCollector, type ServedCollector } from "./process_end/served_collector.ts";

/** How many events the programs track that track many. */
const MANY = 1_000;

/** What such a program may take besides what is measured: starting, ending, a busy machine. */
const ALLOWANCE_MS = 1_500;

const NUMBERS = Array.from({ length: MANY }, (_, n) => n);

/** Starts a child that sends to this collector. */
function startFor(
  { endpoint }: ServedCollector,
  program: string,
  config: Partial<ChildConfig> = {},
  permissions?: readonly string[],
): Program {
  return startChild(program, { endpoint, ...config }, permissions);
}

/** A collector that takes requests and never answers. */
async function serveHangingCollector(): Promise<ServedCollector> {
  const served = await serveCollector();
  served.collector.always({ kind: "hang" });
  return served;
}

/** Each of the events arrived, and none twice. */
function assertAllArrived(served: ServedCollector): void {
  assertEquals(served.numbers(), NUMBERS);
}

function assertEndedBy(signal: string, child: Program, ending: Ending): void {
  assertEquals(ending.signal, signal, child.stderr);
}

function assertExited(code: number, child: Program, ending: Ending): void {
  assertEquals([ending.code, ending.signal], [code, null], child.stderr);
}

/** Runs a script that tracks so many events, and tells how long its process goes on after its end. */
async function measureLingerMs(served: ServedCollector, count: number): Promise<number> {
  await using child = startFor(served, "script", { count });
  const saidAt = await child.said("end");
  const ending = await child.ended();
  assertExited(0, child, ending);
  return ending.at - saidAt;
}

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  Deno.test(`a process that gets ${signal} delivers what waits and ends by ${signal}`, async () => {
    await using served = await serveCollector();
    await using child = startFor(served, "service", { count: MANY });
    await child.said("ready");
    const sentAt = child.signal(signal);
    const ending = await child.ended();
    assertEndedBy(signal, child, ending);
    assertAllArrived(served);
    assertLess(ending.at - sentAt, 5_000);
    assertEquals(child.stderr, "");
  });
}

Deno.test("a process that gets SIGTERM while the server hangs ends at the deadline and says what is lost", async () => {
  await using served = await serveHangingCollector();
  const options = { shutdownTimeoutMs: 1_000 };
  await using child = startFor(served, "service", { count: MANY, options });
  await child.said("ready");
  const sentAt = child.signal("SIGTERM");
  const ending = await child.ended();
  assertEndedBy("SIGTERM", child, ending);
  assertStringIncludes(child.stderr, "1000 events not delivered");
  // Timers of the two processes need not agree to the millisecond.
  assertLess(990, ending.at - sentAt);
  assertLess(ending.at - sentAt, 1_000 + ALLOWANCE_MS);
});

Deno.test("a process that gets SIGTERM between two attempts tries once more and ends", async () => {
  await using served = await serveCollector();
  served.collector.script({ status: 503 });
  const options = { maxBatchSize: 1_000, shutdownTimeoutMs: 30_000 };
  await using child = startFor(served, "service", { count: MANY, options });
  await served.requested(1);
  await child.said("ready");
  const sentAt = child.signal("SIGTERM");
  const ending = await child.ended();
  assertEndedBy("SIGTERM", child, ending);
  assertAllArrived(served);
  assertLess(ending.at - sentAt, ALLOWANCE_MS);
});

for (const second of ["SIGTERM", "SIGINT"] as const) {
  Deno.test(`a process that gets ${second} after SIGTERM ends at once, by SIGTERM`, async () => {
    await using served = await serveHangingCollector();
    // Too few for a batch, and no timer: nothing but the first signal makes a request begin.
    const options = { flushInterval: 0, shutdownTimeoutMs: 30_000 };
    await using child = startFor(served, "service", { count: 5, options });
    await child.said("ready");
    assertEquals(served.collector.requests.length, 0);
    child.signal("SIGTERM");
    await served.requested(1);
    const sentAt = child.signal(second);
    const ending = await child.ended();
    assertEndedBy("SIGTERM", child, ending);
    assertStringIncludes(child.stderr, "5 events not delivered");
    assertLess(ending.at - sentAt, ALLOWANCE_MS);
  });
}

Deno.test("a process that gets 20 signals ends by one of them and does not crash", async () => {
  await using served = await serveHangingCollector();
  const options = { shutdownTimeoutMs: 30_000 };
  await using child = startFor(served, "service", { count: MANY, options });
  await child.said("ready");
  for (let n = 0; n < 20; n++) child.signal(n % 2 === 0 ? "SIGTERM" : "SIGINT");
  const ending = await child.ended();
  assert(ending.signal === "SIGTERM" || ending.signal === "SIGINT", child.stderr);
  assertEquals(child.stderr.match(/^Tidings: \d+ events not delivered \(.*\n$/)?.length, 1);
});

Deno.test("a process that was shut down before has no listener left and dies of SIGTERM at once", async () => {
  await using served = await serveCollector();
  const options = { shutdownTimeoutMs: 30_000 };
  const variant = "after shutdown";
  await using child = startFor(served, "service", { count: MANY, options, variant });
  await child.said("listeners 0,0,0");
  await child.said("ready");
  assertAllArrived(served);
  const sentAt = child.signal("SIGTERM");
  const ending = await child.ended();
  assertEndedBy("SIGTERM", child, ending);
  assertLess(ending.at - sentAt, ALLOWANCE_MS);
});

Deno.test("a process with handleSignals: false listens to no signal and dies of SIGTERM at once", async () => {
  await using served = await serveHangingCollector();
  const options = { handleSignals: false, shutdownTimeoutMs: 30_000 };
  await using child = startFor(served, "service", { count: MANY, options });
  await child.said("listeners 0,0,1");
  await child.said("ready");
  const sentAt = child.signal("SIGTERM");
  const ending = await child.ended();
  assertEndedBy("SIGTERM", child, ending);
  assertEquals(child.stderr, "");
  assertLess(ending.at - sentAt, ALLOWANCE_MS);
});

for (const order of ["first", "last"]) {
  Deno.test(`a process whose host listens to SIGTERM ${order} and lives on is not ended`, async () => {
    await using served = await serveCollector();
    const variant = `lives on | ${order}`;
    await using child = startFor(served, "host", { count: MANY, variant });
    await child.said("ready");
    child.signal("SIGTERM");
    await child.said("still here");
    // The client is of use as before.
    assertExited(0, child, await child.ended());
    assertEquals(served.numbers().slice(0, MANY), NUMBERS);
    assertEquals(served.collector.eventNames().slice(MANY), ["afterwards"]);
  });
}

Deno.test("a process whose host lives on delivers what it could not deliver at the signal", async () => {
  await using served = await serveCollector();
  served.collector.script({ kind: "hang" });
  const options = { maxBatchSize: MANY, requestTimeoutMs: 500, shutdownTimeoutMs: 100 };
  const config = { count: MANY, options, variant: "lives on" };
  await using child = startFor(served, "host", config);
  await child.said("ready");
  child.signal("SIGTERM");
  await child.said("still here");
  assertExited(0, child, await child.ended());
  assertStringIncludes(child.stderr, "1000 events not delivered");
  assertEquals(served.numbers().slice(0, MANY), NUMBERS);
});

const HOST_CODES: readonly (readonly [variant: string, code: number])[] = [
  ["drains, then exits", 7],
  ["shuts down, then exits", 4],
  ["shuts down, then ends", 9],
  ["hears it once | first", 6],
  ["hears it once | last", 6],
  ["removes itself | first", 8],
  ["removes itself | last", 8],
];

for (const [variant, code] of HOST_CODES) {
  Deno.test(`a process whose host listens to SIGTERM ends as the host says: ${variant}`, async () => {
    await using served = await serveCollector();
    await using child = startFor(served, "host", { count: MANY, variant });
    await child.said("ready");
    child.signal("SIGTERM");
    assertExited(code, child, await child.ended());
    assertAllArrived(served);
  });
}

Deno.test("a process whose host exits on SIGTERM does not wait for the server", async () => {
  await using served = await serveHangingCollector();
  const options = { shutdownTimeoutMs: 30_000 };
  const variant = "exits at once";
  await using child = startFor(served, "host", { count: MANY, options, variant });
  await child.said("ready");
  const sentAt = child.signal("SIGTERM");
  const ending = await child.ended();
  assertExited(3, child, ending);
  assertLess(ending.at - sentAt, ALLOWANCE_MS);
});

Deno.test("a process that just ends delivers what waits", async () => {
  await using served = await serveCollector();
  await using child = startFor(served, "script", { count: MANY });
  assertExited(0, child, await child.ended());
  assertAllArrived(served);
  assertEquals(child.stderr, "");
});

/** On other runtimes the suites run side by side, which leaves each but a part of the machine. */
const MOST_LINGER_MS = isDeno ? 300 : 1_500;

Deno.test("a process that just ends with events hardly lingers longer than one without", async () => {
  await using served = await serveCollector();
  const lingers: number[] = [];
  // The best of three: a busy machine only ever adds.
  while (lingers.length < 3 && !lingers.some((ms) => ms < MOST_LINGER_MS)) {
    served.collector.reset();
    const idleMs = await measureLingerMs(served, 0);
    const busyMs = await measureLingerMs(served, MANY);
    assertAllArrived(served);
    lingers.push(busyMs - idleMs);
  }
  assertLess(Math.min(...lingers), MOST_LINGER_MS);
});

Deno.test("a process that just ends while the server hangs ends in time, and says what is lost", async () => {
  await using served = await serveHangingCollector();
  const options = { requestTimeoutMs: 500, shutdownTimeoutMs: 500 };
  await using child = startFor(served, "script", { count: MANY, options });
  const saidAt = await child.said("end");
  const ending = await child.ended();
  assertExited(0, child, ending);
  assertEquals(child.stderr.match(/1000 events not delivered/g)?.length, 1);
  assertLess(ending.at - saidAt, 500 + 500 + ALLOWANCE_MS);
});

Deno.test("a process that just ends while nothing listens ends in time, and says what is lost", async () => {
  const endpoint = await closedEndpoint();
  const options = { shutdownTimeoutMs: 500 };
  await using child = startChild("script", { endpoint, count: MANY, options });
  const saidAt = await child.said("end");
  const ending = await child.ended();
  assertExited(0, child, ending);
  assertEquals(child.stderr.match(/1000 events not delivered/g)?.length, 1);
  assertLess(ending.at - saidAt, 500 + ALLOWANCE_MS);
});

const SCRIPT_CODES: readonly (readonly [variant: string, code: number, delivers: boolean])[] = [
  ["exitCode 3", 3, true],
  ["exit(5)", 5, false],
  ["throws", 1, false],
  ["rejects", 1, false],
];

for (const [variant, code, delivers] of SCRIPT_CODES) {
  Deno.test(`a process that ends by its own doing keeps its exit code: ${variant}`, async () => {
    await using served = await serveCollector();
    await using child = startFor(served, "script", { count: MANY, variant });
    assertExited(code, child, await child.ended());
    if (delivers) assertAllArrived(served);
  });
}

Deno.test("a process that only has a client ends at once", async () => {
  await using served = await serveCollector();
  await using child = startFor(served, "script");
  const saidAt = await child.said("end");
  const ending = await child.ended();
  assertExited(0, child, ending);
  assertLess(ending.at - saidAt, 1_000);
});

for (const variant of ["flush", "flush | in a function", "shutdown", "shutdown | in a function"]) {
  Deno.test(`a process that awaits its client does not end while that waits for its retry: ${variant}`, async () => {
    await using served = await serveCollector();
    served.collector.script({ status: 503 });
    await using child = startFor(served, "awaiter", { count: 1, variant });
    await child.said('{"delivered":1,"dropped":0,"pending":0}');
    assertExited(0, child, await child.ended());
    const [first, second] = served.collector.requests;
    assertEquals([first?.status, second?.status], [503, 202]);
    // An end of the process that was noticed would have cut the wait.
    assertLess(900, Number(second?.atMs) - Number(first?.atMs));
  });
}

Deno.test("a process that awaits shutdown() while the server hangs goes on at the deadline", async () => {
  await using served = await serveHangingCollector();
  const options = { requestTimeoutMs: 30_000, shutdownTimeoutMs: 500 };
  const variant = "shutdown";
  await using child = startFor(served, "awaiter", { count: MANY, options, variant });
  await child.said(`{"delivered":0,"dropped":0,"pending":${MANY}}`);
  const saidAt = await child.said("end");
  const ending = await child.ended();
  assertExited(0, child, ending);
  // The request is given up as well: it would hold the process until its own timeout.
  assertLess(ending.at - saidAt, ALLOWANCE_MS);
});

Deno.test("a process that awaits shutdown() has delivered all and has no listener left", async () => {
  await using served = await serveCollector();
  await using child = startFor(served, "awaiter", { count: MANY, variant: "shutdown" });
  await child.said(`{"delivered":${MANY},"dropped":0,"pending":0}`);
  assertAllArrived(served);
  await child.said("listeners 0,0,0");
  const saidAt = await child.said("end");
  const ending = await child.ended();
  assertExited(0, child, ending);
  assertLess(ending.at - saidAt, 1_000);
});

Deno.test("a process that could not deliver at its end delivers when it tracks again", async () => {
  await using served = await serveCollector();
  served.collector.script({ status: 503 });
  // Less than the second after which it would try again; more than a request takes on a busy machine.
  const options = { maxRetries: 0, shutdownTimeoutMs: 900 };
  await using child = startFor(served, "revived", { count: 1, options });
  await child.said("end 1");
  const ending = await child.ended();
  assertExited(0, child, ending);
  assertEquals(served.collector.eventNames(), ["counted", "revived"]);
  // At the second end the client was asleep: the third delivered, the fourth was the last.
  assertEquals(child.lines, ["end 1", "end 2", "end 3", "end 4"]);
});

Deno.test("a process with 50 clients has one listener per signal, and none after the last", async () => {
  await using served = await serveCollector();
  await using child = startFor(served, "many_clients", { count: 50 });
  assertExited(0, child, await child.ended());
  assertEquals(child.lines, [
    "with clients 1,1,1",
    "with the last one 1,1,1",
    "with none 0,0,0",
    "with a new one 1,1,1",
  ]);
  assertEquals(child.stderr, "");
});

Deno.test("a process with two copies of the package has one listener per signal", async () => {
  await withTwoCopies(async (copies, permission) => {
    await using served = await serveCollector();
    const permissions = ["--allow-net=127.0.0.1", permission];
    await using child = startFor(served, "two_copies", { count: MANY, copies }, permissions);
    await child.said("classes 2");
    await child.said("listeners 1,1,1");
    await child.said("ready");
    child.signal("SIGTERM");
    assertEndedBy("SIGTERM", child, await child.ended());
    assertEquals(served.numbers().sort((a, b) => a - b), NUMBERS.flatMap((n) => [n, n]));
  });
});

Deno.test("a process whose host awaits shutdown() at SIGTERM ends as the host says at a second one", async () => {
  await using served = await serveHangingCollector();
  const options = { flushInterval: 0, shutdownTimeoutMs: 15_000 };
  const variant = "shuts down, then exits";
  await using child = startFor(served, "host", { count: 5, options, variant });
  await child.said("ready");
  child.signal("SIGTERM");
  await served.requested(1);
  const sentAt = child.signal("SIGTERM");
  const ending = await child.ended();
  assertExited(4, child, ending);
  assertLess(ending.at - sentAt, ALLOWANCE_MS);
});
