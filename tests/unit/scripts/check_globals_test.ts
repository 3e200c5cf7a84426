import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { checkAmbient, checkGlobals, readTypeErrors } from "../../../scripts/check_globals.ts";

/** Each names a global that the core must not know. */
const PLANTED: readonly string[] = [
  "setTimeout(() => {}, 1);",
  'fetch("x");',
  "console.log(1);",
  "Deno.exit();",
  "process.exit();",
  "new TextEncoder();",
  "new URL('x');",
  "crypto.randomUUID();",
  "queueMicrotask(() => {});",
  'Buffer.from("");',
  "new AbortController();",
  "export let timer: NodeJS.Timeout;",
  "globalThis.fetch;",
];

Deno.test("checkGlobals() reports every planted global at its line", async () => {
  const dir = await Deno.makeTempDir();
  try {
    const text = ["export const a: number = Math.max(1, 2);", ...PLANTED].join("\n");
    await Deno.writeTextFile(`${dir}/a.ts`, text);
    const found = await checkGlobals(dir, ["a.ts"]);
    assertEquals(found.map(({ file }) => file), PLANTED.map(() => "a.ts"));
    assertEquals(found.map(({ line }) => line), PLANTED.map((_, index) => index + 2));
    assertStringIncludes(found[0]?.message ?? "", "'setTimeout'");
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("checkGlobals() accepts what is only language", async () => {
  const dir = await Deno.makeTempDir();
  try {
    const text = "export const seen: Map<string, Promise<Uint8Array>> = new Map();\n";
    await Deno.writeTextFile(`${dir}/a.ts`, text);
    assertEquals(await checkGlobals(dir, ["a.ts"]), []);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("readTypeErrors() reads file, line and words", () => {
  const output = "TS2304 [ERROR]: Cannot find name 'x'.\nx;\n~\n    at file:///top/src/a.ts:2:1\n";
  const [first, ...rest] = readTypeErrors(output, "/top");
  assertEquals([first?.file, first?.line, rest], ["src/a.ts", 2, []]);
  assertMatch(first?.message ?? "", /^Cannot find name 'x'\. /);
});

for (const text of ["Date.now()", "new Date()", "Math.random()", "const g = globalThis as never"]) {
  Deno.test(`checkAmbient() reports ${text}`, () => {
    const found = checkAmbient({ path: "src/core/a.ts", text: `// ${text}\n${text};` });
    assertEquals(found.map(({ file, line }) => `${file}:${line}`), ["src/core/a.ts:2"]);
  });
}

Deno.test("checkAmbient() accepts given dates and the type of the global object", () => {
  const text = "new Date(1); Math.max(1); Date.parse('x'); type G = typeof globalThis;";
  assertEquals(checkAmbient({ path: "src/core/a.ts", text }), []);
});
