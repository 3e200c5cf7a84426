import { assertEquals } from "@std/assert";
import {
  checkContents,
  checkLeaks,
  checkList,
  checkSize,
  checkStart,
} from "../../../../scripts/package/check_contents.ts";

Deno.test("checkList() reports what is not listed, and what is listed and not there", () => {
  assertEquals(checkList(["a", "b"], ["b", "a"]), []);
  const messages = checkList(["a", "b"], ["b", "c"]).map(({ message }) => message.split(":")[0]);
  assertEquals(messages, [
    "'a' is in the package, but not listed",
    "'c' is listed, but not in the package",
  ]);
});

Deno.test("checkSize() reports a package that has grown too large", () => {
  assertEquals(checkSize(529_999), []);
  assertEquals(checkSize(530_000).length, 1);
});

const LEAKS: readonly (readonly [what: string, text: string])[] = [
  ["a source map", "//# sourceMappingURL=a.js.map"],
  ["a file's URL", 'import "file:///a.js";'],
];

for (const [what, text] of LEAKS) {
  Deno.test(`checkLeaks() reports ${what}`, () => {
    assertEquals(checkLeaks({ path: "a.js", text }).length, 1);
  });
}

Deno.test("checkLeaks() has nothing to say about what is clean", () => {
  assertEquals(checkLeaks({ path: "a.js", text: 'import "./b.js";' }), []);
});

Deno.test("checkContents() reads the files of the package", async () => {
  const dir = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${dir}/a.js`, `// ${Deno.cwd()}\n//# sourceMappingURL=a.js.map`);
    const packed = { filename: "", integrity: "", unpackedSize: 29, files: [{ path: "a.js" }] };
    const findings = await checkContents(dir, packed, ["a.js"]);
    assertEquals(new Set(findings.map(({ file }) => file)), new Set([`${dir}/a.js`]));
    const isSaid = (line: number, words: string) =>
      findings.some((one) => one.line === line && one.message.includes(words));
    assertEquals([isSaid(1, "a folder of this machine"), isSaid(2, "a source map")], [true, true]);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});

Deno.test("checkStart() reports what Node would load with the package", () => {
  const starts = (text: string, path = "npm/esm/src/node.js") => checkStart({ path, text }).length;
  assertEquals(starts('import{a}from"node:fs";import b from"node:process";'), 2);
  assertEquals(starts('import{createRequire}from"node:module";import"../shared.js";'), 0);
  assertEquals(starts('const a=()=>import("node:http");'), 0);
  // What `require()` gives is not read member by member.
  assertEquals(starts('import{a}from"node:fs";', "npm/script/src/node.js"), 0);
});
