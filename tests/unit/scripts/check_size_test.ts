import { assertEquals, assertStringIncludes } from "@std/assert";
import { checkSize, countLines } from "../../../scripts/check_size.ts";

/** A text of so many lines. */
function lines(count: number): string {
  return "1;\n".repeat(count);
}

Deno.test("countLines() counts no line after the last break", () => {
  assertEquals(["", "a", "a\n", "a\nb"].map(countLines), [0, 1, 1, 2]);
});

Deno.test("checkSize() reports a file of 301 lines, not one of 300", () => {
  assertEquals(checkSize([{ path: "src/a.ts", text: lines(300) }]), []);
  const [found] = checkSize([{ path: "src/a.ts", text: lines(301) }]);
  assertStringIncludes(found?.message ?? "", "301 lines");
});

/** Heads of functions whose body follows; the wrapped ones lie in a class. */
const HEADS: readonly [name: string, head: string, isMember: boolean][] = [
  ["function 'f'", "function f() {", false],
  ["function 'g'", "export const g = () => {", false],
  ["function 'h'", "const h = async function () {", false],
  ["function 'm'", "m() {", true],
  ["function 'v'", "get v() {", true],
  ["constructor", "constructor() {", true],
  ["function '#p'", "static async *#p() {", true],
];

for (const [name, head, isMember] of HEADS) {
  Deno.test(`checkSize() reports a ${name} of 61 lines, not one of 60`, () => {
    const file = (body: number) => {
      const text = `/** Doc. */\n${head}\n${lines(body)}}`;
      return { path: "src/a.ts", text: isMember ? `class A {\n${text}\n}` : text };
    };
    assertEquals(checkSize([file(58)]), []);
    const [found, ...rest] = checkSize([file(59)]);
    assertEquals([found?.line, rest.length], [isMember ? 3 : 2, 0]);
    assertStringIncludes(found?.message ?? "", `${name} has 61 lines`);
  });
}
