import {
  assert,
  assertEquals,
  assertInstanceOf,
  assertLess,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { FakeClock } from "../../../src/testing/mod.ts";

const createClock = () => new FakeClock({ settle: "microtasks" });

Deno.test("FakeClock starts at zero and at the beginning of 2026", () => {
  const clock = new FakeClock();
  assertEquals(clock.now(), 0);
  assertEquals(new Date(clock.epochNow()).toISOString(), "2026-01-01T00:00:00.000Z");
  assertEquals([clock.timers, clock.nextTimerAt, clock.keepAlives], [0, undefined, 0]);
});

Deno.test("FakeClock starts at the given wall clock", () => {
  assertEquals(new FakeClock({ epochMs: 5 }).epochNow(), 5);
});

Deno.test("FakeClock refuses a wall clock that is no number", () => {
  assertThrows(() => new FakeClock({ epochMs: NaN }), RangeError, "'epochMs'");
});

Deno.test("FakeClock.advance() moves both clocks", async () => {
  const clock = new FakeClock({ epochMs: 100, settle: "microtasks" });
  await clock.advance(30);
  await clock.advance(12.5);
  assertEquals([clock.now(), clock.epochNow()], [42.5, 142.5]);
});

Deno.test("FakeClock.advance() fires in due order, ties in order of creation", async () => {
  const clock = createClock();
  const fired: string[] = [];
  clock.setTimer(() => fired.push("late"), 20);
  clock.setTimer(() => fired.push("first"), 10);
  clock.setTimer(() => fired.push("second"), 10);
  await clock.advance(20);
  assertEquals(fired, ["first", "second", "late"]);
});

Deno.test("FakeClock.advance() sets the clock to each due time", async () => {
  const clock = createClock();
  const seen: number[] = [];
  clock.setTimer(() => seen.push(clock.now(), clock.epochNow()), 7);
  const start = clock.epochNow();
  await clock.advance(10);
  assertEquals(seen, [7, start + 7]);
  assertEquals(clock.now(), 10);
});

Deno.test("FakeClock.advance() leaves alone what is not due", async () => {
  const clock = createClock();
  let fired = 0;
  clock.setTimer(() => fired++, 11);
  await clock.advance(10);
  assertEquals([fired, clock.timers, clock.nextTimerAt], [0, 1, 11]);
  await clock.advance(1);
  assertEquals([fired, clock.timers, clock.nextTimerAt], [1, 0, undefined]);
});

Deno.test("FakeClock.advance() fires a timer once", async () => {
  const clock = createClock();
  let fired = 0;
  clock.setTimer(() => fired++, 10);
  await clock.advance(10);
  await clock.advance(100);
  assertEquals(fired, 1);
});

Deno.test("FakeClock.advance() fires timers made on the way that are due", async () => {
  const clock = createClock();
  const seen: number[] = [];
  const rearm = () => {
    seen.push(clock.now());
    clock.setTimer(rearm, 10);
  };
  clock.setTimer(rearm, 10);
  await clock.advance(35);
  assertEquals(seen, [10, 20, 30]);
  assertEquals(clock.nextTimerAt, 40);
});

Deno.test("FakeClock.advance() fires a timer made by a promise on the way", async () => {
  const clock = createClock();
  const seen: number[] = [];
  clock.setTimer(() => {
    Promise.resolve().then(() => clock.setTimer(() => seen.push(clock.now()), 5));
  }, 10);
  await clock.advance(15);
  assertEquals(seen, [15]);
});

Deno.test("FakeClock.advance() fires a timer that a pending promise sets before it", async () => {
  const clock = createClock();
  let fired = 0;
  Promise.resolve().then(() => clock.setTimer(() => fired++, 5));
  await clock.advance(5);
  assertEquals(fired, 1);
});

Deno.test("FakeClock.advance() lets promises settle between two timers", async () => {
  const clock = createClock();
  const order: string[] = [];
  clock.setTimer(() => {
    order.push("timer 1");
    Promise.resolve().then(() => order.push("promise 1"));
  }, 10);
  clock.setTimer(() => order.push("timer 2"), 10);
  await clock.advance(10);
  assertEquals(order, ["timer 1", "promise 1", "timer 2"]);
});

Deno.test("FakeClock.advance() by zero fires what is due now", async () => {
  const clock = createClock();
  let fired = 0;
  clock.setTimer(() => fired++, 0);
  clock.setTimer(() => fired++, -5);
  clock.setTimer(() => fired++, 1);
  await clock.advance(0);
  assertEquals([fired, clock.now()], [2, 0]);
});

Deno.test("FakeClock.advance() carries overlapping calls out one after the other", async () => {
  const clock = createClock();
  const seen: number[] = [];
  clock.setTimer(() => seen.push(clock.now()), 15);
  const first = clock.advance(10);
  const second = clock.advance(10);
  await first;
  assertEquals([clock.now(), seen], [10, []]);
  await second;
  assertEquals([clock.now(), seen], [20, [15]]);
});

for (const ms of [-1, NaN, Infinity]) {
  Deno.test(`FakeClock.advance() refuses ${ms}`, () => {
    assertThrows(() => createClock().advance(ms), RangeError, "'ms'");
  });
}

Deno.test("FakeClock.advance() rejects at the end with what a timer threw", async () => {
  const clock = createClock();
  const error = new Error("broken");
  let fired = 0;
  clock.setTimer(() => {
    throw error;
  }, 1);
  clock.setTimer(() => fired++, 2);
  assertStrictEquals(await assertRejects(() => clock.advance(3)), error);
  assertEquals([fired, clock.now()], [1, 3]);
  await clock.advance(1);
  assertEquals(clock.now(), 4);
});

Deno.test("FakeClock.advance() rejects with all that several timers threw", async () => {
  const clock = createClock();
  for (const message of ["one", "two"]) {
    clock.setTimer(() => {
      throw new Error(message);
    }, 1);
  }
  const error = await assertRejects(() => clock.advance(1), AggregateError);
  assertEquals(error.errors.map(({ message }) => message), ["one", "two"]);
});

Deno.test("FakeClock.advance() fails when timers re-arm themselves without end", async () => {
  const clock = new FakeClock({ settle: () => Promise.resolve() });
  const rearm = () => void clock.setTimer(rearm, 0);
  clock.setTimer(rearm, 1);
  await assertRejects(() => clock.advance(1), Error, "never end");
});

Deno.test("FakeClock.setTimer() returns the way to take the timer off", async () => {
  const clock = createClock();
  let fired = 0;
  const cancel = clock.setTimer(() => fired++, 10);
  clock.setTimer(() => fired += 10, 10);
  cancel();
  cancel();
  assertEquals(clock.timers, 1);
  await clock.advance(10);
  assertEquals(fired, 10);
  cancel();
});

Deno.test("FakeClock.setTimer() lets one callback take another's timer off", async () => {
  const clock = createClock();
  let fired = 0;
  clock.setTimer(() => cancel(), 10);
  const cancel = clock.setTimer(() => fired++, 10);
  await clock.advance(10);
  assertEquals(fired, 0);
});

for (const delayMs of [NaN, Infinity]) {
  Deno.test(`FakeClock.setTimer() refuses ${delayMs}`, () => {
    assertThrows(() => createClock().setTimer(() => {}, delayMs), RangeError, "'delayMs'");
  });
}

Deno.test("FakeClock.jumpEpoch() moves only the wall clock", async () => {
  const clock = new FakeClock({ epochMs: 1_000, settle: "microtasks" });
  clock.setTimer(() => {}, 10);
  clock.jumpEpoch(-400);
  assertEquals([clock.now(), clock.epochNow(), clock.nextTimerAt], [0, 600, 10]);
  await clock.advance(5);
  assertEquals([clock.epochNow(), clock.timers], [605, 1]);
  assertThrows(() => clock.jumpEpoch(NaN), RangeError);
});

Deno.test("FakeClock.keepAlive() counts until let go, once each", () => {
  const clock = createClock();
  const release = clock.keepAlive();
  clock.keepAlive();
  assertEquals(clock.keepAlives, 2);
  release();
  assertEquals(clock.keepAlives, 1);
  release();
  assertEquals(clock.keepAlives, 1);
});

Deno.test("FakeClock settles real requests and answers by default", async () => {
  const clock = new FakeClock();
  let text = "";
  clock.setTimer(async () => {
    const request = new Request("https://a.test", { method: "POST", body: "x".repeat(100_000) });
    const answer = new Response(new Blob([await request.text()]).stream());
    text = await answer.text();
  }, 10);
  await clock.advance(10);
  assertEquals(text.length, 100_000);
});

Deno.test("FakeClock settles by default with the timer it found when it was made", async () => {
  const clock = new FakeClock();
  const original = globalThis.setTimeout;
  globalThis.setTimeout = (() => 0) as unknown as typeof setTimeout;
  try {
    await clock.advance(1);
  } finally {
    globalThis.setTimeout = original;
  }
  assertEquals(clock.now(), 1);
});

Deno.test("FakeClock settles sixty promise turns with 'microtasks'", async () => {
  const clock = createClock();
  let turns = 0;
  let isCounting = true;
  const count = async () => {
    while (isCounting) {
      await undefined;
      turns++;
    }
  };
  const counted = count();
  await clock.advance(0);
  isCounting = false;
  await counted;
  assert(turns >= 60);
  assertLess(turns, 80);
});

Deno.test("FakeClock needs no event loop with 'microtasks'", async () => {
  const clock = createClock();
  let hasTurned = false;
  const timer = setTimeout(() => hasTurned = true, 0);
  for (let i = 0; i < 100; i++) await clock.advance(1);
  clearTimeout(timer);
  assert(!hasTurned);
});

Deno.test("FakeClock settles before the first timer and after each with one's own function", async () => {
  const seen: number[] = [];
  const clock: FakeClock = new FakeClock({
    settle: () => {
      seen.push(clock.now());
      return Promise.resolve();
    },
  });
  clock.setTimer(() => {}, 5);
  clock.setTimer(() => {}, 8);
  await clock.advance(10);
  assertEquals(seen, [0, 5, 8]);
  assertInstanceOf(clock, FakeClock);
});
