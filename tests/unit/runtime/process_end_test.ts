import { assertEquals } from "@std/assert";
import type { ProcessEndHandler } from "../../../src/core/ports.ts";
import { createOnProcessEnd, onProcessEnd } from "../../../src/runtime/process_end.ts";

const REGISTRY_KEY = Symbol.for("@tidings/sdk process end 1");

type Listener = (...args: unknown[]) => void;

/** A process that has listeners, remembers what was done with it, and never ends. */
class FakeProcess {
  readonly pid = 4_711;
  readonly listeners = new Map<string, Listener[]>();
  /** Each kill, with how many listeners the signal had left. */
  readonly kills: [pid: number, signal: string, listeners: number][] = [];

  on(event: string, listener: Listener): this {
    this.listeners.set(event, [...this.listenersOf(event), listener]);
    return this;
  }

  prependListener(event: string, listener: Listener): this {
    this.listeners.set(event, [listener, ...this.listenersOf(event)]);
    return this;
  }

  removeListener(event: string, listener: Listener): this {
    const kept = this.listenersOf(event).filter((one) => one !== listener);
    if (kept.length === this.listenerCount(event)) return this;
    this.listeners.set(event, kept);
    this.emit("removeListener", event, listener);
    return this;
  }

  listenerCount(event: string): number {
    return this.listenersOf(event).length;
  }

  kill(pid: number, signal: string): boolean {
    this.kills.push([pid, signal, this.listenerCount(signal)]);
    return true;
  }

  listenersOf(event: string): Listener[] {
    return this.listeners.get(event) ?? [];
  }

  /** Calls the listeners of this moment, as an emitter does. */
  emit(event: string, ...args: unknown[]): void {
    for (const listener of this.listenersOf(event)) listener(...args);
  }

  /** How many listeners there are for what ends a process. */
  get counts(): number[] {
    return ["SIGTERM", "SIGINT", "beforeExit"].map((event) => this.listenerCount(event));
  }
}

/** A handler whose drains end when the test says so. */
class FakeHandler implements ProcessEndHandler {
  /** What each drain was told. */
  readonly drains: boolean[] = [];
  cuts = 0;
  #finish: () => void = () => {};

  drain(isNaturalEnd: boolean): Promise<void> {
    this.drains.push(isNaturalEnd);
    return new Promise((resolve) => this.#finish = resolve);
  }

  cut(): void {
    this.cuts++;
    this.#finish();
  }

  /** Ends the drain, and lets what waits for it run. */
  async finish(): Promise<void> {
    this.#finish();
    await settled();
  }
}

/** Lets all promises that can settle do so. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
}

/** Runs `use` with another `process` and no registry, and puts back what was there. */
async function withProcess(
  descriptor: PropertyDescriptor,
  use: () => void | Promise<void>,
): Promise<void> {
  const own = Object.getOwnPropertyDescriptor(globalThis, "process");
  const registry = Object.getOwnPropertyDescriptor(globalThis, REGISTRY_KEY);
  Reflect.deleteProperty(globalThis, REGISTRY_KEY);
  Object.defineProperty(globalThis, "process", { configurable: true, ...descriptor });
  try {
    await use();
  } finally {
    restore("process", own);
    restore(REGISTRY_KEY, registry);
  }
}

function restore(key: string | symbol, descriptor: PropertyDescriptor | undefined): void {
  if (descriptor === undefined) Reflect.deleteProperty(globalThis, key);
  else Object.defineProperty(globalThis, key, descriptor);
}

/** A test with a fake process, a handler, and whoever is told of failures. */
function test(
  name: string,
  use: (process: FakeProcess, handler: FakeHandler) => void | Promise<void>,
): void {
  Deno.test(name, async () => {
    const process = new FakeProcess();
    await withProcess({ value: process }, () => use(process, new FakeHandler()));
  });
}

/** Where no failure is expected. */
function fail(message: string): never {
  throw new Error(`Failed: ${message}`);
}

test("onProcessEnd() puts on one listener per signal however many handlers there are", (process) => {
  const leave = Array.from({ length: 50 }, () => onProcessEnd(new FakeHandler(), true, fail));
  assertEquals(process.counts, [1, 1, 1]);
  const last = leave.pop();
  for (const one of leave) one();
  assertEquals(process.counts, [1, 1, 1]);
  last?.();
  assertEquals([...process.listeners.values()].flat(), []);
});

test("onProcessEnd() may be left twice", (process, handler) => {
  const leave = onProcessEnd(handler, true, fail);
  onProcessEnd(new FakeHandler(), true, fail);
  leave();
  leave();
  assertEquals(process.counts, [1, 1, 1]);
});

test(
  "onProcessEnd() puts on no signal listener for a handler without signals",
  (process, handler) => {
    const leave = onProcessEnd(handler, false, fail);
    assertEquals(process.counts, [0, 0, 1]);
    onProcessEnd(new FakeHandler(), true, fail)();
    assertEquals(process.counts, [0, 0, 1]);
    leave();
    assertEquals(process.counts, [0, 0, 0]);
  },
);

test("onProcessEnd() lets each handler drain at a natural end", async (process, handler) => {
  const second = new FakeHandler();
  onProcessEnd(handler, true, fail);
  onProcessEnd(second, false, fail);
  process.emit("beforeExit", 0);
  await settled();
  assertEquals([handler.drains, second.drains], [[true], [true]]);
  assertEquals(process.kills, []);
});

for (const signal of ["SIGTERM", "SIGINT"]) {
  test(
    `onProcessEnd() drains at ${signal}, then takes its listeners off and raises it again`,
    async (process, handler) => {
      const second = new FakeHandler();
      const withoutSignals = new FakeHandler();
      onProcessEnd(handler, true, fail);
      onProcessEnd(second, true, fail);
      onProcessEnd(withoutSignals, false, fail);
      process.emit(signal);
      assertEquals([handler.drains, second.drains, withoutSignals.drains], [[false], [false], []]);
      await handler.finish();
      assertEquals(process.kills, []);
      await second.finish();
      assertEquals(process.kills, [[process.pid, signal, 0]]);
    },
  );
}

test(
  "onProcessEnd() cuts the drains at a second signal and raises the first",
  async (process, handler) => {
    onProcessEnd(handler, true, fail);
    process.emit("SIGTERM");
    process.emit("SIGINT");
    await settled();
    assertEquals([handler.drains, handler.cuts], [[false], 1]);
    assertEquals(process.kills, [[process.pid, "SIGTERM", 0]]);
  },
);

test("onProcessEnd() survives a storm of signals", async (process, handler) => {
  onProcessEnd(handler, true, fail);
  for (let n = 0; n < 100; n++) process.emit(n % 2 === 0 ? "SIGTERM" : "SIGINT");
  await settled();
  assertEquals(handler.drains, [false]);
  assertEquals(process.kills, [[process.pid, "SIGTERM", 0]]);
});

test("onProcessEnd() raises nothing again while a host listens", async (process, handler) => {
  process.on("SIGTERM", () => {});
  const leave = onProcessEnd(handler, true, fail);
  for (const drains of [[false], [false, false]]) {
    process.emit("SIGTERM");
    assertEquals(handler.drains, drains);
    await handler.finish();
  }
  assertEquals([process.kills, process.counts], [[], [2, 1, 1]]);
  leave();
  assertEquals(process.counts, [1, 0, 0]);
});

test(
  "onProcessEnd() raises a signal that the host does not listen to",
  async (process, handler) => {
    process.on("SIGTERM", () => {});
    onProcessEnd(handler, true, fail);
    process.emit("SIGINT");
    await handler.finish();
    assertEquals(process.kills, [[process.pid, "SIGINT", 0]]);
  },
);

test(
  "onProcessEnd() sees a host's listener that takes itself off when called after it",
  async (process, handler) => {
    const host = (): void => void process.removeListener("SIGTERM", host);
    process.on("SIGTERM", host);
    onProcessEnd(handler, true, fail);
    process.emit("SIGTERM");
    await handler.finish();
    assertEquals(process.kills, []);
  },
);

test(
  "onProcessEnd() sees a host's listener that takes itself off when called before it",
  async (process, handler) => {
    const host = (): void => void process.removeListener("SIGTERM", host);
    onProcessEnd(handler, true, fail);
    process.prependListener("SIGTERM", host);
    process.emit("SIGTERM");
    await handler.finish();
    assertEquals(process.kills, []);
  },
);

test(
  "onProcessEnd() raises a signal again when the host's listener had gone before it came",
  async (process, handler) => {
    const host = (): void => {};
    process.on("SIGTERM", host);
    onProcessEnd(handler, true, fail);
    process.removeListener("SIGTERM", host);
    await settled();
    process.emit("SIGTERM");
    await handler.finish();
    assertEquals(process.kills, [[process.pid, "SIGTERM", 0]]);
  },
);

test(
  "onProcessEnd() sees a host's listener that was put on during the drain",
  async (process, handler) => {
    onProcessEnd(handler, true, fail);
    process.emit("SIGTERM");
    process.on("SIGTERM", () => {});
    await handler.finish();
    assertEquals(process.kills, []);
  },
);

test(
  "onProcessEnd() raises the signal although all clients left during the drain",
  async (process, handler) => {
    const leave = onProcessEnd(handler, true, fail);
    process.emit("SIGTERM");
    leave();
    assertEquals(process.listenerCount("SIGTERM"), 1);
    await handler.finish();
    assertEquals([process.kills, process.counts], [[[process.pid, "SIGTERM", 0]], [0, 0, 0]]);
  },
);

test(
  "onProcessEnd() leaves the host its listeners alone when all clients left during the drain",
  async (process, handler) => {
    process.on("SIGTERM", () => {});
    const leave = onProcessEnd(handler, true, fail);
    process.emit("SIGTERM");
    leave();
    await handler.finish();
    assertEquals([process.kills, process.counts], [[], [1, 0, 0]]);
  },
);

test("onProcessEnd() lets the signal through when a drain rejects", async (process) => {
  const rejecting: ProcessEndHandler = {
    drain: () => Promise.reject(new Error("on purpose")),
    cut() {},
  };
  onProcessEnd(rejecting, true, fail);
  process.emit("SIGTERM");
  await settled();
  assertEquals(process.kills, [[process.pid, "SIGTERM", 0]]);
});

test("onProcessEnd() survives a process that may not raise signals", async (process, handler) => {
  process.kill = () => {
    throw new Error("not permitted");
  };
  onProcessEnd(handler, true, fail);
  process.emit("SIGTERM");
  await handler.finish();
  // A rejection that nobody handles would fail this test.
  assertEquals(process.listenerCount("SIGTERM"), 0);
});

test(
  "onProcessEnd() shares its listeners with another copy of itself",
  async (process, handler) => {
    const copy: typeof import("../../../src/runtime/process_end.ts") = await import(
      `${new URL("../../../src/runtime/process_end.ts", import.meta.url).href}?copy`
    );
    const second = new FakeHandler();
    const leave = [onProcessEnd(handler, true, fail), copy.onProcessEnd(second, true, fail)];
    assertEquals(copy.onProcessEnd === onProcessEnd, false);
    assertEquals(process.counts, [1, 1, 1]);
    process.emit("SIGTERM");
    await handler.finish();
    await second.finish();
    assertEquals(process.kills.length, 1);
    for (const one of leave) one();
    assertEquals(process.counts, [0, 0, 0]);
  },
);

/** A process without one of its members. */
function processWithout(name: string): unknown {
  return new Proxy(new FakeProcess(), {
    get: (target, key) => key === name ? undefined : Reflect.get(target, key),
  });
}

const UNUSABLE: readonly (readonly [what: string, descriptor: PropertyDescriptor])[] = [
  ["is missing", { value: undefined }],
  ["is null", { value: null }],
  ["is a text", { value: "process" }],
  ["is empty", { value: {} }],
  ["holds only what bundlers put in", { value: { env: {}, browser: true, nextTick() {} } }],
  ["cannot be read", {
    get() {
      throw new Error("not allowed");
    },
  }],
  ["has members that cannot be read", {
    value: new Proxy({}, {
      get() {
        throw new Error("not allowed");
      },
    }),
  }],
  ...["pid", "on", "prependListener", "removeListener", "listenerCount", "kill"].map((name) =>
    [`has no '${name}'`, { value: processWithout(name) }] as const
  ),
];

for (const [what, descriptor] of UNUSABLE) {
  Deno.test(`onProcessEnd() does nothing where the process ${what}`, async () => {
    await withProcess(descriptor, () => {
      const handler = new FakeHandler();
      onProcessEnd(handler, true, fail)();
      assertEquals([handler.drains, handler.cuts], [[], 0]);
    });
  });
}

/** Makes a listener to the same process that is not found in the global object. */
function onGivenProcess({ value, get }: PropertyDescriptor): typeof onProcessEnd {
  return createOnProcessEnd(() => get === undefined ? value : get());
}

for (const [what, descriptor] of UNUSABLE) {
  Deno.test(`createOnProcessEnd() does nothing where the given process ${what}`, async () => {
    const ambient = new FakeProcess();
    await withProcess({ value: ambient }, () => {
      onGivenProcess(descriptor)(new FakeHandler(), true, fail)();
      assertEquals(ambient.counts, [0, 0, 0]);
    });
  });
}

test("createOnProcessEnd() listens to the given process, not to the global one", async (ambient) => {
  const process = new FakeProcess();
  const handler = new FakeHandler();
  const leave = onGivenProcess({ value: process })(handler, true, fail);
  assertEquals([process.counts, ambient.counts], [[1, 1, 1], [0, 0, 0]]);
  process.emit("SIGTERM");
  await handler.finish();
  assertEquals(process.kills, [[process.pid, "SIGTERM", 0]]);
  leave();
});

test(
  "createOnProcessEnd() shares its listeners with those to the global process",
  (process, handler) => {
    const leave = [
      onProcessEnd(handler, true, fail),
      onGivenProcess({ value: process })(new FakeHandler(), true, fail),
    ];
    assertEquals(process.counts, [1, 1, 1]);
    for (const one of leave) one();
    assertEquals(process.counts, [0, 0, 0]);
  },
);

for (const method of ["on", "prependListener"] as const) {
  test(
    `onProcessEnd() tells once that it cannot listen when '${method}' throws`,
    (process, handler) => {
      const failures: string[] = [];
      process[method] = () => {
        throw new Error("not permitted");
      };
      onProcessEnd(handler, true, (message) => void failures.push(message));
      assertEquals(failures, ["not permitted"]);
    },
  );
}

test("onProcessEnd() does not throw when listeners cannot be taken off", (process, handler) => {
  const failures: string[] = [];
  const leave = onProcessEnd(handler, true, (message) => void failures.push(message));
  process.removeListener = () => {
    throw new Error("not permitted");
  };
  leave();
  assertEquals(failures, ["not permitted"]);
});

test("onProcessEnd() works where something else lies in its place", async (process, handler) => {
  Object.defineProperty(globalThis, REGISTRY_KEY, { value: {}, configurable: true });
  onProcessEnd(handler, true, fail);
  process.emit("SIGTERM");
  await handler.finish();
  assertEquals(process.kills, [[process.pid, "SIGTERM", 0]]);
});

test(
  "onProcessEnd() rejects nowhere when listeners cannot be taken off after a signal",
  async (process, handler) => {
    onProcessEnd(handler, true, fail);
    process.removeListener = () => {
      throw new Error("not permitted");
    };
    process.emit("SIGTERM");
    await handler.finish();
  },
);

test("onProcessEnd() cuts the drain of a client that left during it", (process, handler) => {
  const leave = onProcessEnd(handler, true, fail);
  process.emit("SIGTERM");
  leave();
  process.emit("SIGTERM");
  assertEquals(handler.cuts, 1);
});
