import { assert, assertEquals, assertLessOrEqual } from "@std/assert";
import { names } from "../../support/test_bench.ts";
import { createEngineBench, type Reply } from "./engine_bench.ts";

Deno.test("413: a request is halved by bytes until it fits, and later ones fit at once", async () => {
  await using bench = createEngineBench();
  bench.reply = ({ bytes }) => bytes > 4_000 ? 413 : 202;
  bench.track(20, 400);
  const { result } = await bench.flush(1_000);
  assertEquals(result, { delivered: 20, dropped: 0, pending: 0 });
  assertEquals(bench.arrived, names(1, 20));
  const before = bench.asked.length;
  bench.track(20, 400);
  await bench.flush(1_000);
  assertEquals(bench.arrived, names(1, 40));
  for (const { bytes } of bench.asked.slice(before)) assertLessOrEqual(bytes, 4_000);
});

Deno.test("413: halves are of equal bytes, not of equal count", async () => {
  await using bench = createEngineBench();
  bench.reply = ({ number }) => number === 1 ? 413 : 202;
  bench.track(1, 8_000);
  bench.track(9);
  await bench.flush(1_000);
  assertEquals(bench.asked.map(({ names }) => names.length), [10, 1, 9]);
});

Deno.test("413: a lone event that is too large is dropped, told once, and its neighbours arrive", async () => {
  await using bench = createEngineBench();
  bench.reply = (asked) => asked.names.includes("e3") ? { status: 413, text: "too big" } : 202;
  bench.track(8);
  const { result } = await bench.flush(1_000);
  assertEquals(result, { delivered: 7, dropped: 1, pending: 0 });
  assertEquals(bench.drops.map(({ reason, name }) => [reason, name]), [["too_large", "e3"]]);
});

for (const status of [402, 406, 409, 410, 411, 415, 418, 451]) {
  Deno.test(`${status}: the batch is dropped as rejected, and never repeated`, async () => {
    await using bench = createEngineBench();
    bench.reply = ({ number }) => number === 1 ? { status, text: "no thanks" } : 202;
    bench.track(25);
    const { result } = await bench.flush(1_000);
    assertEquals(result, { delivered: 5, dropped: 20, pending: 0 });
    assertEquals(bench.client.stats().dropped, { rejected: 20 });
    assertEquals(bench.drops.map(({ name }) => name), names(1, 20));
    assertEquals(bench.asked.length, 2);
  });
}

for (const status of [401, 403, 404, 405, 301, 302, 307, 308, 304, 600]) {
  Deno.test(`${status}: all events wait, one warning, probes after 30 s, doubling to 5 min`, async () => {
    await using bench = createEngineBench();
    bench.reply = () => status;
    bench.track(45);
    await bench.pass(1_400_000, 5_000);
    assertEquals(bench.times(), [
      0,
      30_001,
      90_002,
      210_003,
      450_004,
      750_005,
      1_050_006,
      1_350_007,
    ]);
    assertEquals(bench.client.pending, 45);
    assertEquals(bench.client.stats().dropped, {});
    assertEquals(bench.warnings.length, 1);
    bench.reply = () => 202;
    await bench.pass(300_000, 5_000);
    assertEquals(bench.arrived.toSorted(), names(1, 45).toSorted());
  });
}

Deno.test("a redirect that the browser hides counts as 3xx", async () => {
  await using bench = createEngineBench({
    fetch: () =>
      Promise.resolve({
        type: "opaqueredirect",
        status: 0,
        headers: { get: () => null },
        body: null,
      }),
  });
  bench.track(20);
  await bench.pass(60_000, 1_000);
  assertEquals(bench.problems.map(({ kind }) => kind), ["refused", "refused"]);
  assertEquals(bench.client.pending, 20);
});

Deno.test("on hold full batches and timers send nothing; the first success lets everything leave", async () => {
  await using bench = createEngineBench();
  bench.reply = ({ atMs }) => atMs < 40_000 ? 401 : 202;
  for (let i = 0; i < 10; i++) {
    bench.track(20);
    await bench.pass(3_000);
  }
  assertLessOrEqual(bench.asked.length, 2);
  await bench.pass(61_000);
  assertEquals(bench.arrived.toSorted(), names(1, 200).toSorted());
});

Deno.test("each of 2xx delivers, whatever its body, and a body that says fewer is told", async () => {
  const replies: Reply[] = [
    200,
    204,
    { status: 202, text: '{"accepted":20}' },
    { status: 202, text: "{" },
    { status: 202, text: '{"accepted":7}' },
  ];
  for (const reply of replies) {
    await using bench = createEngineBench();
    bench.reply = () => reply;
    bench.track(20);
    await bench.pass(10);
    assertEquals(bench.client.stats().delivered, 20);
    const isFewer = typeof reply === "object" && reply.text === '{"accepted":7}';
    assertEquals(bench.problems.map(({ kind }) => kind), isFewer ? ["accepted_fewer"] : []);
  }
});

Deno.test("first attempts leave in track() order, one request at a time", async () => {
  await using bench = createEngineBench();
  bench.reply = () => ({ status: 202, afterMs: 300 });
  for (let i = 0; i < 40; i++) {
    bench.track(i % 7);
    await bench.pass(100);
  }
  await bench.pass(20_000);
  assertEquals(bench.arrived, names(1, bench.client.stats().tracked));
});

Deno.test("no text of onError, onDrop or a warning holds the key, whatever the server says", async () => {
  for (const status of [202, 400, 401, 413, 418, 429, 503]) {
    const key = "mtr_engine-key-1234567890";
    await using bench = createEngineBench({ retryCount: 0 });
    bench.reply = () => ({
      status,
      text: `{"accepted":0,"error":"key ${key} and ${encodeURIComponent(key)} is bad"}`,
    });
    bench.track(1);
    await bench.pass(5_000);
    const said = JSON.stringify([bench.drops, bench.problems, bench.warnings]);
    assert(!said.includes(key), `${status}: ${said}`);
    assert(bench.problems.length > 0);
  }
});
