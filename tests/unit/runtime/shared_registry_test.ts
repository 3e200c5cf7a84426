import { assertEquals, assertStrictEquals } from "@std/assert";
import { sharedRegistry } from "../../../src/runtime/shared_registry.ts";

const isMap = (value: unknown): value is Map<string, number> => value instanceof Map;

Deno.test("sharedRegistry() finds what another copy has put there", () => {
  const key = Symbol.for("test of a shared registry");
  try {
    const first = sharedRegistry(key, isMap, () => new Map());
    assertStrictEquals(sharedRegistry(key, isMap, () => new Map()), first);
  } finally {
    Reflect.deleteProperty(globalThis, key);
  }
});

for (const foreign of [undefined, null, 5, {}, new Set()]) {
  Deno.test(`sharedRegistry() replaces ${String(foreign)}, which is not of our making`, () => {
    const key = Symbol.for("test of a shared registry");
    Reflect.defineProperty(globalThis, key, { value: foreign, configurable: true });
    try {
      const registry = sharedRegistry(key, isMap, () => new Map([["made", 1]]));
      assertEquals([...registry], [["made", 1]]);
      assertStrictEquals(Reflect.get(globalThis, key), registry);
    } finally {
      Reflect.deleteProperty(globalThis, key);
    }
  });
}
