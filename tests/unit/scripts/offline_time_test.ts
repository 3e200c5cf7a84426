import { assert, assertEquals, assertFalse, assertStrictEquals, assertThrows } from "@std/assert";
import { FakeTime, TimeError } from "@std/testing/time";

const START = Date.UTC(2026, 0, 1);

Deno.test("FakeTime fakes Date", () => {
  using time = new FakeTime(START);
  assertEquals(Date.now(), START);
  assertEquals(new Date().getTime(), START);
  time.tick(1_500);
  assertEquals(Date.now(), START + 1_500);
  assertEquals(time.now, START + 1_500);
  assertEquals(time.start, START);
  assert(new Date() instanceof Date);
});

Deno.test("FakeTime runs timers in order, none before its time", () => {
  using time = new FakeTime(START);
  const seen: string[] = [];
  setTimeout(() => seen.push("b"), 20);
  setTimeout(() => seen.push("a"), 10);
  const interval = setInterval(() => seen.push("i"), 15);
  clearTimeout(setTimeout(() => seen.push("never"), 5));
  time.tick(9);
  assertEquals(seen, []);
  time.tick(11);
  assertEquals(seen, ["a", "i", "b"]);
  clearInterval(interval);
  time.tick(100);
  assertEquals(seen.length, 3);
});

Deno.test("FakeTime fakes AbortSignal.timeout", () => {
  using time = new FakeTime(START);
  const signal = AbortSignal.timeout(1_000);
  time.tick(999);
  assertFalse(signal.aborted);
  time.tick(1);
  assert(signal.aborted);
  assertEquals((signal.reason as DOMException).name, "TimeoutError");
});

Deno.test("FakeTime.tickAsync lets microtasks run before it moves", async () => {
  using time = new FakeTime(START);
  let fired = 0;
  Promise.resolve().then(() => setTimeout(() => fired++, 10));
  await time.tickAsync(10);
  assertEquals(fired, 1);
});

Deno.test("FakeTime.next goes from timer to timer", async () => {
  using time = new FakeTime(START);
  const seen: number[] = [];
  setTimeout(() => seen.push(1), 10);
  setTimeout(() => seen.push(2), 10);
  setTimeout(() => seen.push(3), 30);
  assert(time.next());
  assertEquals([seen, time.now], [[1, 2], START + 10]);
  assert(await time.nextAsync());
  assertEquals([seen, time.now], [[1, 2, 3], START + 30]);
  assertFalse(time.next());
});

Deno.test("FakeTime.restore gives back every global and may be called once", async () => {
  const { Date: date, setTimeout: set, setInterval: interval } = globalThis;
  const timeout = AbortSignal.timeout;
  const time = new FakeTime(0);
  assertThrows(() => new FakeTime(), TimeError, "already faked");
  assertEquals(await FakeTime.restoreFor(() => Date === date), true);
  assertEquals(Date.now(), 0);
  time.restore();
  assertStrictEquals(Date, date);
  assertStrictEquals(setTimeout, set);
  assertStrictEquals(setInterval, interval);
  assertStrictEquals(AbortSignal.timeout, timeout);
  assertThrows(() => time.restore(), TimeError, "already restored");
});

Deno.test("FakeTime refuses to go back", () => {
  using time = new FakeTime(START);
  assertThrows(() => (time.now = START - 1), RangeError);
});
