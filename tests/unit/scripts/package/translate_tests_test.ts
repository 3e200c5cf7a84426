import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { DENO_ONLY, isDenoOnly } from "../../../../scripts/package/deno_only.ts";
import {
  checkSelfContained,
  translate,
  translateTests,
} from "../../../../scripts/package/translate_tests.ts";

Deno.test("translate() names Deno for a test by an import, and imports what '.ts' files became", () => {
  const text = 'import { a } from "./a.ts";\nDeno.test("a", () => a());';
  const { path, text: output } = translate({ path: "tests/api/b_test.ts", text });
  assertEquals(path, "tests/api/b_test.js");
  assertStringIncludes(output, 'import { Deno } from "../../scripts/package/deno_shim.js";');
  assertStringIncludes(output, 'from "./a.js"');
});

Deno.test("translate() leaves Deno out of a file that only names it in a text or a type", () => {
  const text = 'export const a: Deno.Signal | string = "Deno.customInspect";';
  assertEquals(translate({ path: "tests/api/b.ts", text }).text.includes("import"), false);
});

Deno.test("translate() writes out 'await using'", () => {
  const text = "export async function f(a: AsyncDisposable) { await using b = a; void b; }";
  assertEquals(/\busing b\b/.test(translate({ path: "tests/api/b.ts", text }).text), false);
});

const REFUSED: readonly (readonly [what: string, text: string, message: string])[] = [
  ["what only Deno has", "const a = Deno.pid; Deno.test('a', () => a);", "'Deno.pid'"],
  ["what is not translated", 'import { a } from "../../scripts/demo/a.ts"; a();', "scripts/demo"],
];

for (const [what, text, message] of REFUSED) {
  Deno.test(`checkSelfContained() throws at a test that uses ${what}`, () => {
    const file = { path: "tests/api/a_test.ts", text };
    assertThrows(() => checkSelfContained([file]), Error, message);
  });
}

Deno.test("isDenoOnly() holds for the named files, and for all in the named folders", () => {
  assert(isDenoOnly("tests/scenarios/demo_test.ts"));
  assert(isDenoOnly("tests/scenarios/chaos/main.ts"));
  assert(!isDenoOnly("tests/scenarios/process_end_test.ts"));
});

Deno.test("each path that is Deno's alone exists", async () => {
  for (const path of Object.keys(DENO_ONLY)) await Deno.stat(path);
});

Deno.test("translateTests() takes each test of a process's end, and the programs in both formats", async () => {
  const { tests, files, commonJs, packages, dependencies } = await translateTests();
  const paths = new Set(files.map(({ path }) => path));
  for (const name of ["process_end_test", "process_end_bare_test", "crash_test", "cycles_test"]) {
    assert(tests.includes(`tests/scenarios/${name}.js`), name);
  }
  assert(tests.every((path) => paths.has(path)));
  assert(paths.has("tests/scenarios/process_end/script.js"));
  assert(commonJs.some(({ path }) => path === "tests/scenarios/process_end/script.cjs"));
  assertEquals(packages.map(({ path }) => path).sort(), [
    "@std/assert/mod.js",
    "@std/assert/package.json",
  ]);
  assertEquals(dependencies, ["deno-std@1.4.0"]);
});
