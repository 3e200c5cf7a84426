import { assertEquals } from "@std/assert";
import {
  checkContents,
  checkLeaks,
  checkList,
  checkSize,
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
  assertEquals(checkSize(399_999), []);
  assertEquals(checkSize(400_000).length, 1);
});

const LEAKS: readonly (readonly [what: string, text: string])[] = [
  ["a source map", "//# sourceMappingURL=a.js.map"],
  ["a file's URL", 'import "file:///a.js";'],
  ["this folder", `// ${Deno.cwd()}/src/a.ts`],
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
    await Deno.writeTextFile(`${dir}/a.js`, "//# sourceMappingURL=a.js.map");
    const packed = { filename: "", integrity: "", unpackedSize: 29, files: [{ path: "a.js" }] };
    const findings = await checkContents(dir, packed, ["a.js"]);
    assertEquals(findings.map(({ file }) => file), [`${dir}/a.js`]);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
});
