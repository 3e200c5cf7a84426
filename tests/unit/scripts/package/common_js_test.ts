import { assertEquals, assertStringIncludes } from "@std/assert";
import { toCommonJs, wrapProgram } from "../../../../scripts/package/common_js.ts";

const path = "tests/programs/a.ts";

for (const text of ["await a();", "for await (const b of a()) b();", "await using b = a();"]) {
  Deno.test(`wrapProgram() puts a program into a function: ${text}`, () => {
    const wrapped = wrapProgram({ path, text: `import { a } from "b";\n${text}\n` }).text;
    assertEquals(wrapped.startsWith('import { a } from "b";\nasync function program() {'), true);
    assertEquals(wrapped.endsWith(`${text}\n}\nvoid program();\n`), true, wrapped);
  });
}

Deno.test("wrapProgram() leaves a file alone that awaits only in functions of its own", () => {
  const file = {
    path,
    text: "export async function a() { await b(); }\nvoid (async () => await b());",
  };
  assertEquals(wrapProgram(file), file);
});

Deno.test("toCommonJs() requires the '.cjs' of our files, and imports what is computed as it is", () => {
  const text = 'import { a } from "./a.ts";\nimport b from "b";\nawait import(a + b);';
  const output = toCommonJs({ path, text });
  assertEquals(output.path, "tests/programs/a.cjs");
  assertStringIncludes(output.text, 'require("./a.cjs")');
  assertStringIncludes(output.text, 'require("b")');
  assertStringIncludes(output.text, "await import(");
});
