import { assertEquals } from "@std/assert";
import { type Breakage, BREAKAGES } from "../../../scripts/breakages.ts";
import { applyBreakage, judge, tryAll } from "../../../scripts/check_breakages.ts";

const BREAKAGE: Breakage = {
  name: "sum",
  file: "sum.ts",
  search: "a + b",
  replacement: "a - b",
  breaks: "sums are wrong",
  tests: ["sum_test.ts"],
};

/** A small repository with one rule and two tests. */
const FILES = {
  "deno.json": '{ "tasks": { "test:deno": "deno test" } }',
  "sum.ts": "export const sum = (a: number, b: number) => a + b;\nexport const unused = 1;\n",
  "sum_test.ts": 'import { sum } from "./sum.ts";\n' +
    'Deno.test("adds", () => { if (sum(1, 2) !== 3) throw new Error("sum"); });\n' +
    'Deno.test("zero", () => { if (sum(0, 0) !== 0) throw new Error("sum"); });\n',
  "bad_test.ts": 'Deno.test("bad", () => { throw new Error("always"); });\n',
};

Deno.test("applyBreakage() demands a text that stands once, and a change", () => {
  assertEquals(applyBreakage("a + b", BREAKAGE), { text: "a - b" });
  assertEquals(applyBreakage("a + b", { ...BREAKAGE, replacement: "$&$&" }), { text: "$&$&" });
  const faults = [
    applyBreakage("a * b", BREAKAGE),
    applyBreakage("a + b + a + b", BREAKAGE),
    applyBreakage("a + b", { ...BREAKAGE, replacement: "a + b" }),
    applyBreakage("", { ...BREAKAGE, search: "" }),
  ];
  assertEquals(faults.map((result) => "fault" in result), [true, true, true, true]);
});

Deno.test("judge() takes failures and hangs as noticed, and silence as nothing", () => {
  const kinds = [
    judge({ output: "FAILED | 1 passed | 1 failed (1s)", code: 1 }),
    judge({ output: "", code: 124 }),
    judge({ output: "ok | 2 passed | 0 failed (1s)", code: 0 }),
    judge({ output: "ok | 0 passed | 0 failed (1s)", code: 0 }),
    judge({ output: "error: Module not found", code: 1 }),
  ].map(({ kind }) => kind);
  assertEquals(kinds, ["noticed", "noticed", "survived", "invalid", "invalid"]);
});

Deno.test("tryAll() tells a noticed breakage from one that survives or proves nothing", async () => {
  const root = await Deno.makeTempDir();
  try {
    for (const [path, text] of Object.entries(FILES)) {
      await Deno.writeTextFile(`${root}/${path}`, text);
    }
    const verdicts = await tryAll(
      [
        BREAKAGE,
        { ...BREAKAGE, name: "filtered", filter: "zero" },
        { ...BREAKAGE, name: "unused", search: "unused = 1", replacement: "unused = 2" },
        { ...BREAKAGE, name: "stale", search: "gone" },
        { ...BREAKAGE, name: "red", tests: ["bad_test.ts"] },
      ],
      root,
      () => {},
    );
    assertEquals(
      verdicts.map(({ kind }) => kind),
      ["noticed", "survived", "survived", "invalid", "invalid"],
    );
    assertEquals(await Deno.readTextFile(`${root}/sum.ts`), FILES["sum.ts"]);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});

for (const breakage of BREAKAGES) {
  Deno.test(`the breakage '${breakage.name}' can be made in the code as it is`, async () => {
    const text = await Deno.readTextFile(new URL(`../../../${breakage.file}`, import.meta.url));
    assertEquals("text" in applyBreakage(text, breakage), true, breakage.search);
  });
}
