import { assertEquals, assertMatch } from "@std/assert";
import { checkImports } from "../../../scripts/check_imports.ts";

/** The findings over the given files, as `file:line message`. */
function findings(files: Record<string, string>): string[] {
  const sources = Object.entries(files).map(([path, text]) => ({ path, text }));
  return checkImports(sources).map(({ file, line, message }) => `${file}:${line} ${message}`);
}

/** Files to import. */
const NEIGHBOURS = {
  "src/core/a.ts": "export const a = 1;",
  "src/protocols/p.ts": "export const p = 1;",
  "src/runtime/r.ts": "export const r = 1;",
  "src/runtime/node/n.ts": 'import "node:fs"; export const n = 1;',
  "src/server/s.ts": "export const s = 1;",
  "src/browser/b.ts": "export const b = 1;",
  "src/testing/t.ts": "export const t = 1;",
  "src/node.ts": "export const e = 1;",
};

Deno.test("checkImports() accepts imports in the one direction", () => {
  assertEquals(
    findings({
      ...NEIGHBOURS,
      "src/core/x.ts": 'import { a } from "./a.ts";',
      "src/protocols/x.ts": 'import { a } from "../core/a.ts";',
      "src/runtime/x.ts": 'import "../core/a.ts"; import "./r.ts";',
      "src/server/x.ts":
        'import "../core/a.ts"; import "../protocols/p.ts"; import "../runtime/r.ts";',
      "src/testing/x.ts": 'import "../core/a.ts"; import "./t.ts";',
      "mod.ts": 'export * from "./src/server/s.ts"; // import "x"',
      "src/deno.ts": 'import "./runtime/node/n.ts"; import "./browser/b.ts";',
    }),
    [],
  );
});

/** An import that must be reported, with the words that say why. */
const REFUSED: readonly [path: string, text: string, message: RegExp][] = [
  ["src/core/x.ts", 'import "../protocols/p.ts";', /core may import core only, not protocols/],
  ["src/core/x.ts", 'import type { r } from "../runtime/r.ts";', /not runtime/],
  ["src/core/x.ts", 'type X = import("../runtime/r.ts").X;', /not runtime/],
  ["src/core/x.ts", 'export * from "../../mod.ts";', /not entry/],
  ["src/core/x.ts", 'await import("../server/s.ts");', /not server/],
  ["src/core/x.ts", 'import "node:fs";', /only src\/runtime\/node\/ may/],
  ["src/protocols/x.ts", 'import "../runtime/r.ts";', /protocols may import core, protocols only/],
  ["src/runtime/x.ts", 'import "../protocols/p.ts";', /not protocols/],
  ["src/runtime/x.ts", 'import "node:fs";', /only src\/runtime\/node\/ may/],
  ["src/server/x.ts", 'import "../browser/b.ts";', /not browser/],
  ["src/browser/x.ts", 'import "../server/s.ts";', /not server/],
  ["src/browser/x.ts", 'import "../testing/t.ts";', /not testing/],
  ["src/testing/x.ts", 'import "../runtime/r.ts";', /not runtime/],
  ["src/node.ts", 'import "node:process";', /only src\/runtime\/node\/ may/],
  ["src/server/x.ts", 'import { x } from "@std/async";', /no dependencies/],
  ["src/server/x.ts", 'import x from "npm:x@1";', /no dependencies/],
  ["src/server/x.ts", "await import(name);", /computed/],
  ["src/server/x.ts", 'import "../../scripts/x.ts";', /'scripts\/x.ts' is not a published file/],
  ["src/things/x.ts", "", /no import rule/],
];

for (const [path, text, message] of REFUSED) {
  Deno.test(`checkImports() reports ${path}: ${text}`, () => {
    const found = findings({ ...NEIGHBOURS, "mod.ts": "", [path]: `// one\n${text}` });
    assertEquals(found.length, 1, found.join("\n"));
    assertMatch(found[0] ?? "", message);
    assertMatch(found[0] ?? "", text === "" ? /:1 / : /:2 /);
  });
}

Deno.test("checkImports() reports a cycle once, type imports included", () => {
  const found = findings({
    "src/core/a.ts": 'import type { B } from "./b.ts";',
    "src/core/b.ts": 'export * from "./c.ts";',
    "src/core/c.ts": 'import { a } from "./a.ts";',
    "src/core/d.ts": 'import { a } from "./a.ts";',
  });
  assertEquals(found.length, 1);
  assertMatch(
    found[0] ?? "",
    /src\/core\/a.ts -> src\/core\/b.ts -> src\/core\/c.ts -> src\/core\/a.ts/,
  );
});

Deno.test("checkImports() reports 'node:' and 'Deno' in what every runtime loads", () => {
  const found = findings({
    ...NEIGHBOURS,
    "mod.ts": 'import "./src/runtime/x.ts";',
    "src/runtime/x.ts": 'import "./node/n.ts";\nimport "./y.ts";',
    "src/runtime/y.ts": '// Deno\nconst a = "Deno";\nDeno.pid;\nglobalThis["Deno"];\ntypeof Deno;',
  });
  assertEquals(found.map((line) => line.split(" ")[0]).sort(), [
    "src/runtime/node/n.ts:1",
    "src/runtime/y.ts:3",
    "src/runtime/y.ts:4",
    "src/runtime/y.ts:5",
  ]);
});

Deno.test("checkImports() lets the Node entry reach 'node:' and 'Deno'", () => {
  const files = { ...NEIGHBOURS, "src/node.ts": 'import "./runtime/node/n.ts"; Deno;' };
  assertEquals(findings({ ...files, "mod.ts": "" }), []);
});
