import { assertEquals, assertThrows } from "@std/assert";
import { isInstance, MAX_PROTOTYPES } from "../../../src/core/is_instance.ts";

class Animal {}
class Dog extends Animal {}

for (const value of [new Animal(), new Dog(), Object.create(new Dog())]) {
  Deno.test(`isInstance() takes ${value.constructor.name}, made or inherited`, () => {
    assertEquals(isInstance(value, Animal), true);
  });
}

for (const value of [undefined, null, 5, "a", Symbol("a"), {}, [], Object.create(null), Animal]) {
  Deno.test(`isInstance() refuses ${typeof value} ${JSON.stringify(value)}`, () => {
    assertEquals(isInstance(value, Animal), false);
  });
}

Deno.test("isInstance() gives up on a proxy that is its own prototype", () => {
  let asked = 0;
  const proxy: object = new Proxy({}, { getPrototypeOf: () => (asked++, proxy) });
  assertEquals(isInstance(proxy, Animal), false);
  assertEquals(asked, MAX_PROTOTYPES);
});

Deno.test("isInstance() is fooled by no Symbol.hasInstance", () => {
  class Everything {
    static [Symbol.hasInstance](): boolean {
      return true;
    }
  }
  assertEquals(isInstance({}, Everything), false);
});

Deno.test("isInstance() throws what the value's own code throws", () => {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  assertThrows(() => isInstance(proxy, Animal), TypeError);
});
