import { assert, assertEquals, assertLess } from "@std/assert";
import { createSystemClock } from "../../../src/runtime/system_clock.ts";

const CLOCK_URL = new URL("../../../src/runtime/system_clock.ts", import.meta.url).href;

/** Longest delay that a platform's timer takes. */
const MAX_TIMER_MS = 2_147_483_647;

/** Puts other globals in place for as long as `use` takes. */
async function withGlobals(
  replaced: Readonly<Record<string, unknown>>,
  use: () => void | Promise<void>,
): Promise<void> {
  const own = Object.keys(replaced).map((name) =>
    [name, Object.getOwnPropertyDescriptor(globalThis, name)] as const
  );
  for (const [name, value] of Object.entries(replaced)) {
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  }
  try {
    await use();
  } finally {
    for (const [name, descriptor] of own) {
      if (descriptor === undefined) Reflect.deleteProperty(globalThis, name);
      else Object.defineProperty(globalThis, name, descriptor);
    }
  }
}

/** Timers that never ring and remember what they were told. */
function recordTimers(makeTimer: (id: number) => unknown = (id) => id) {
  const set: number[] = [];
  const cleared: unknown[] = [];
  return {
    set,
    cleared,
    globals: {
      setTimeout: (_: () => void, delayMs: number) => makeTimer(set.push(delayMs)),
      clearTimeout: (timer: unknown) => void cleared.push(timer),
    },
  };
}

/** Runs a program that has got a clock, and tells how it ended; one that goes on is ended. */
async function runProgram(text: string): Promise<{ stdout: string; isOver: boolean }> {
  const program = `
    import { createSystemClock } from ${JSON.stringify(CLOCK_URL)};
    const clock = createSystemClock();
    ${text}
    console.log("end");
  `;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["eval", "--quiet", "--no-lock", program],
    stdout: "piped",
  }).spawn();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let stdout = "";
  while (!stdout.includes("end\n")) {
    const { done, value } = await reader.read();
    if (done) break;
    stdout += value;
  }
  let isOver = false;
  const over = child.status.then(() => isOver = true);
  const patience = AbortSignal.timeout(stdout.includes("holds") ? 300 : 10_000);
  await Promise.race([
    over,
    new Promise((resolve) => patience.addEventListener("abort", resolve)),
  ]);
  const result = { stdout, isOver };
  if (!isOver) child.kill("SIGKILL");
  await reader.cancel();
  await over;
  return result;
}

Deno.test("createSystemClock() tells both times", () => {
  const clock = createSystemClock();
  const [now, epochNow] = [clock.now(), clock.epochNow()];
  assert(clock.now() >= now);
  assertLess(Math.abs(Date.now() - epochNow), 1_000);
  assertLess(Math.abs(performance.now() - now), 1_000);
});

Deno.test("createSystemClock() rings a timer once", async () => {
  const clock = createSystemClock();
  // The timer itself does not keep even a test waiting.
  const release = clock.keepAlive();
  let rings = 0;
  await new Promise<void>((resolve) => {
    clock.setTimer(() => {
      rings++;
      // Were it an interval, its next ring would come before this one.
      setTimeout(resolve, 5);
    }, 1);
  });
  release();
  assertEquals(rings, 1);
});

Deno.test("createSystemClock() does not ring a timer that was taken off", async () => {
  const clock = createSystemClock();
  let rings = 0;
  const cancel = clock.setTimer(() => rings++, 1);
  cancel();
  cancel();
  await new Promise<void>((resolve) => setTimeout(resolve, 5));
  assertEquals(rings, 0);
});

Deno.test("createSystemClock() does not ring a timer of 32 years at once", async () => {
  const clock = createSystemClock();
  let rings = 0;
  const cancel = clock.setTimer(() => rings++, 1e12);
  await new Promise<void>((resolve) => setTimeout(resolve, 20));
  cancel();
  assertEquals(rings, 0);
});

Deno.test("createSystemClock() gives the platform no delay that overflows", async () => {
  const { set, globals } = recordTimers();
  await withGlobals(globals, () => {
    const clock = createSystemClock();
    for (const delayMs of [0, 1_500, MAX_TIMER_MS, MAX_TIMER_MS + 1, 1e12, Infinity]) {
      clock.setTimer(() => {}, delayMs);
    }
    clock.keepAlive();
  });
  const longest = [MAX_TIMER_MS, MAX_TIMER_MS, MAX_TIMER_MS, MAX_TIMER_MS];
  assertEquals(set, [0, 1_500, ...longest, MAX_TIMER_MS]);
});

Deno.test("createSystemClock() takes the platform's timers and dates when it is called", async () => {
  const { set, cleared, globals } = recordTimers();
  let clock = createSystemClock();
  await withGlobals(
    { ...globals, Date: { now: () => 7 }, performance: { now: () => 5 } },
    () => {
      clock = createSystemClock();
    },
  );
  // Nothing that is replaced from here on, and nothing put back, reaches that clock.
  clock.setTimer(() => {}, 3)();
  clock.keepAlive()();
  assertEquals([set, cleared], [[3, MAX_TIMER_MS], [1, 2]]);
  assertEquals(clock.epochNow(), 7);
});

Deno.test("createSystemClock() is not reached by globals that are replaced later", async () => {
  const clock = createSystemClock();
  const { set, globals } = recordTimers();
  await withGlobals({ ...globals, Date: { now: () => 7 } }, () => {
    clock.setTimer(() => {}, 3)();
    clock.keepAlive()();
    assertLess(7, clock.epochNow());
  });
  assertEquals(set, []);
});

Deno.test("createSystemClock() counts by the date where there is no other clock", async () => {
  for (const performance of [undefined, {}]) {
    await withGlobals({ performance, Date: { now: () => 7 } }, () => {
      assertEquals(createSystemClock().now(), 7);
    });
  }
});

Deno.test("createSystemClock() lets its timers go, and only them, where a timer can be let go", async () => {
  const unrefs: number[] = [];
  const { globals } = recordTimers((id) => ({ unref: () => void unrefs.push(id) }));
  await withGlobals(globals, () => {
    const clock = createSystemClock();
    clock.setTimer(() => {}, 1);
    clock.keepAlive();
    clock.setTimer(() => {}, 1);
  });
  assertEquals(unrefs, [1, 3]);
});

for (const timer of [1, null, undefined, {}, { unref: true }]) {
  Deno.test(`createSystemClock() takes a timer that is ${Deno.inspect(timer)}`, async () => {
    const { cleared, globals } = recordTimers(() => timer);
    await withGlobals(globals, () => createSystemClock().setTimer(() => {}, 1)());
    assertEquals(cleared, [timer]);
  });
}

Deno.test("createSystemClock() does not keep a process alive by a timer", async () => {
  const { isOver } = await runProgram("clock.setTimer(() => {}, 60_000);");
  assertEquals(isOver, true);
});

Deno.test("createSystemClock() keeps a process alive when asked", async () => {
  const { isOver } = await runProgram('clock.keepAlive(); console.log("holds");');
  assertEquals(isOver, false);
});

Deno.test("createSystemClock() lets a process end that it kept alive", async () => {
  const text = "const release = clock.keepAlive(); setTimeout(release, 10);";
  const { isOver } = await runProgram(text);
  assertEquals(isOver, true);
});
