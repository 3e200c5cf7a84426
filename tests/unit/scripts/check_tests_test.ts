import { assertEquals } from "@std/assert";
import { checkReached, checkSilenced } from "../../../scripts/check_tests.ts";

/** Lines with findings in a text. */
function silenced(text: string): number[] {
  return checkSilenced({ path: "tests/a_test.ts", text }).map(({ line }) => line);
}

/** Tests that must be reported. */
const SILENCED: readonly string[] = [
  'Deno.test.ignore("a", () => {});',
  'Deno.test.only("a", () => {});',
  'Deno.test({ name: "a", ignore: true, fn() {} });',
  'Deno.test({ name: "a", ignore: isWindows, fn() {} });',
  'Deno.test("a", { ignore }, () => {});',
  'Deno.test({ name: "a", only: true, fn() {} });',
  't.step({ name: "a", ignore: true, fn() {} });',
];

for (const text of SILENCED) {
  Deno.test(`checkSilenced() reports ${text}`, () => assertEquals(silenced(`\n${text}`), [2]));
}

Deno.test("checkSilenced() accepts a skipped test with a reason", () => {
  assertEquals(silenced('// No signals on Windows.\nDeno.test.ignore("a", () => {});'), []);
  assertEquals(silenced('Deno.test({ name: "a", ignore: true, fn() {} }); // no signals'), []);
});

Deno.test("checkSilenced() accepts no reason for a focused test", () => {
  assertEquals(silenced('// Because.\nDeno.test.only("a", () => {});'), [2]);
});

Deno.test("checkSilenced() accepts running tests and other uses of the words", () => {
  assertEquals(silenced('Deno.test({ name: "a", ignore: false, fn() {} });'), []);
  assertEquals(silenced('createClient({ only: true, ignore: true }); "Deno.test.only(";'), []);
});

Deno.test("checkReached() reports tests in a folder that no step runs", () => {
  const paths = ["tests/unit/a_test.ts", "tests/other/b_test.ts", "tests/other/helper.ts"];
  assertEquals(checkReached(paths, ["tests/unit"]).map(({ file }) => file), [
    "tests/other/b_test.ts",
  ]);
});
