import { assertEquals } from "@std/assert";
import { onExit, runExitHooks } from "../../../src/runtime/exit_hooks.ts";

/** A process that only ever ends. */
class FakeProcess {
  readonly listeners: (() => void)[] = [];

  on(_event: string, listener: () => void): void {
    this.listeners.push(listener);
  }

  removeListener(_event: string, listener: () => void): void {
    this.listeners.splice(this.listeners.indexOf(listener), 1);
  }
}

/** Runs the test with this in the place of the global `process`, and nobody's hooks. */
function withProcess(process: unknown, test: () => void): void {
  const registry = Symbol.for("@tidings/sdk exit hooks 1");
  const real = Reflect.getOwnPropertyDescriptor(globalThis, "process");
  const hooks: unknown = Reflect.get(globalThis, registry);
  Reflect.deleteProperty(globalThis, registry);
  Reflect.defineProperty(globalThis, "process", { value: process, configurable: true });
  try {
    test();
  } finally {
    if (real !== undefined) Reflect.defineProperty(globalThis, "process", real);
    Reflect.defineProperty(globalThis, registry, { value: hooks, configurable: true });
  }
}

Deno.test("onExit() has one listener however many hooks, and none without", () => {
  const process = new FakeProcess();
  withProcess(process, () => {
    const done: string[] = [];
    const stops = ["a", "b"].map((name) => onExit(() => done.push(name)));
    assertEquals(process.listeners.length, 1);
    process.listeners[0]?.();
    assertEquals(done, ["a", "b"]);
    for (const stop of stops) stop();
    stops[0]?.();
    assertEquals(process.listeners.length, 0);
  });
});

Deno.test("a hook that throws keeps no other one from running", () => {
  withProcess(new FakeProcess(), () => {
    const done: string[] = [];
    onExit(() => {
      throw new Error("on purpose");
    });
    onExit(() => done.push("b"));
    runExitHooks();
    assertEquals(done, ["b"]);
  });
});

for (const process of [undefined, null, 5, {}, { on: 1 }]) {
  Deno.test(`onExit() does without a process: ${Deno.inspect(process)}`, () => {
    withProcess(process, () => {
      const done: string[] = [];
      const stop = onExit(() => done.push("a"));
      runExitHooks();
      stop();
      runExitHooks();
      assertEquals(done, ["a"]);
    });
  });
}

Deno.test("two copies of the package share the hooks; what somebody else left there is replaced", () => {
  withProcess(new FakeProcess(), () => {
    const registry = Symbol.for("@tidings/sdk exit hooks 1");
    Reflect.defineProperty(globalThis, registry, { value: { hooks: 1 }, configurable: true });
    const done: string[] = [];
    onExit(() => done.push("a"));
    const shared = Reflect.get(globalThis, registry) as { listener: () => void };
    shared.listener();
    assertEquals(done, ["a"]);
  });
});
