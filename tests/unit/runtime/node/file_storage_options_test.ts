import { assertEquals, assertThrows } from "@std/assert";
import {
  type FileStorageOptions,
  resolveFileStorageOptions,
} from "../../../../src/runtime/node/file_storage_options.ts";

/** What an action says by `console.warn`. */
function warningsOf(action: () => void): unknown[] {
  const warnings: unknown[] = [];
  const { warn } = console;
  console.warn = (message: unknown) => void warnings.push(message);
  try {
    action();
  } finally {
    console.warn = warn;
  }
  return warnings;
}

Deno.test("resolveFileStorageOptions() fills in the documented defaults", () => {
  const { onDamage, ...others } = resolveFileStorageOptions("./queue", undefined);
  assertEquals(others, { path: "./queue", isPowerSafe: false, maxBytes: 67_108_864 });
  assertEquals(warningsOf(() => void onDamage("It broke")), ["Tidings: It broke"]);
});

Deno.test("resolveFileStorageOptions() takes what is given", () => {
  const told: string[] = [];
  const onDamage = (message: string): void => void told.push(message);
  const options = { durability: "power", maxBytes: 1_048_576, onDamage } as const;
  const resolved = resolveFileStorageOptions(new URL("file:///a%20b"), options);
  assertEquals([resolved.path, resolved.isPowerSafe, resolved.maxBytes], ["/a b", true, 1_048_576]);
  resolved.onDamage("x");
  assertEquals(told, ["x"]);
});

const WRONG: readonly [unknown, unknown, typeof TypeError | typeof RangeError, string][] = [
  ...["", "a\0b", 5, null, undefined, {}, new URL("https://a.example/b")].map((path) =>
    [path, {}, TypeError, "'path' must be the path of a file, or a file URL: current"] as const
  ).map(([path, options, kind, message]) =>
    [path, options, kind, message] as [unknown, unknown, typeof TypeError, string]
  ),
  ["q", null, TypeError, "'options' must be an object: current value is null"],
  ["q", "power", TypeError, `'options' must be an object: current value is "power"`],
  ["q", { durability: "always" }, TypeError, `'durability' must be "process" or "power": current`],
  ["q", { maxBytes: "1" }, TypeError, "'maxBytes' must be an integer from 1048576 to 1073741824"],
  ["q", { maxBytes: 1_048_575 }, RangeError, "'maxBytes' must be an integer from 1048576"],
  ["q", { maxBytes: 2 ** 31 }, RangeError, "'maxBytes' must be an integer from 1048576"],
  ["q", { onDamage: "log" }, TypeError, `'onDamage' must be a function: current value is "log"`],
];

for (const [path, options, kind, message] of WRONG) {
  Deno.test(`resolveFileStorageOptions() refuses ${Deno.inspect(path)}, ${Deno.inspect(options)}`, () => {
    assertThrows(
      () => resolveFileStorageOptions(path, options as FileStorageOptions),
      kind,
      `Cannot create the file storage as ${message}`,
    );
  });
}

Deno.test("resolveFileStorageOptions() names an unknown option and the one that is meant", () => {
  const options: object = { durabilty: "power" };
  assertEquals(warningsOf(() => void resolveFileStorageOptions("q", options)), [
    "Tidings: createFileStorage ignores the unknown option 'durabilty': did you mean 'durability'?",
  ]);
});

Deno.test("resolveFileStorageOptions() takes no option that somebody put on Object.prototype", () => {
  Reflect.set(Object.prototype, "maxBytes", 5);
  try {
    assertEquals(resolveFileStorageOptions("q", {}).maxBytes, 67_108_864);
  } finally {
    Reflect.deleteProperty(Object.prototype, "maxBytes");
  }
});
