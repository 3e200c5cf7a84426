import { assert, assertEquals } from "@std/assert";
import { createSystemRandom } from "../../../src/runtime/system_random.ts";

/** Runs a test while a global is another. */
function withGlobal(name: string, value: unknown, test: () => void): void {
  const own = Object.getOwnPropertyDescriptor(globalThis, name);
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  try {
    test();
  } finally {
    if (own !== undefined) Object.defineProperty(globalThis, name, own);
    else Reflect.deleteProperty(globalThis, name);
  }
}

/** Some random bytes, as text. */
function filled(): string {
  const bytes = new Uint8Array(64);
  createSystemRandom().fill(bytes);
  return bytes.join();
}

Deno.test("createSystemRandom().fraction() is in [0, 1)", () => {
  const random = createSystemRandom();
  for (let i = 0; i < 10_000; i++) {
    const fraction = random.fraction();
    assert(fraction >= 0 && fraction < 1);
  }
});

Deno.test("createSystemRandom().fill() fills differently each time", () => {
  assertEquals(new Set(Array.from({ length: 100 }, filled)).size, 100);
});

Deno.test("createSystemRandom().fill() uses the platform's cryptography, as a method", () => {
  const crypto = {
    getRandomValues(bytes: Uint8Array): void {
      bytes.fill(this === crypto ? 7 : 0);
    },
  };
  withGlobal("crypto", crypto, () => assertEquals(filled(), new Uint8Array(64).fill(7).join()));
});

Deno.test("createSystemRandom().fill() does not depend on Math.random where there is cryptography", () => {
  const { random } = Math;
  Math.random = () => 0;
  try {
    assert(filled() !== filled());
  } finally {
    Math.random = random;
  }
});

const throwing = {
  getRandomValues: (): never => {
    throw new Error("no entropy");
  },
};

for (
  const [what, crypto] of [
    ["without cryptography", undefined],
    ["with half of it", {}],
    ["with cryptography that throws", throwing],
  ] as const
) {
  Deno.test(`createSystemRandom().fill() fills every byte ${what}`, () => {
    withGlobal("crypto", crypto, () => {
      assert(filled() !== filled());
      const bytes = new Uint8Array(10_000);
      createSystemRandom().fill(bytes);
      assertEquals(new Set(bytes).size, 256);
      const firsts = Array.from({ length: 100 }, () => Number(filled().split(",")[0]));
      assert(new Set(firsts).size > 10, "the first byte is filled, too");
    });
  });
}

Deno.test("createSystemRandom() keeps the cryptography that it began with", () => {
  const random = createSystemRandom();
  withGlobal("crypto", undefined, () => {
    const { random: luck } = Math;
    Math.random = () => 0;
    const bytes = new Uint8Array(64);
    try {
      random.fill(bytes);
    } finally {
      Math.random = luck;
    }
    assert(bytes.some((byte) => byte !== 0));
  });
});
