import { assertEquals, assertStringIncludes } from "@std/assert";
import { createRequire } from "node:module";
import { dirname } from "node:path/posix";
import { bundle } from "../../../../scripts/package/bundle.ts";
import { compactTables } from "../../../../scripts/package/compact_tables.ts";
import { filesIn } from "../../../../scripts/package/files_in.ts";
import { nameLibrary } from "../../../../scripts/package/name_library.ts";
import { pruneDeclarations } from "../../../../scripts/package/prune_declarations.ts";
import { shareDeclarations } from "../../../../scripts/package/share_declarations.ts";

/** Makes a package of these files for as long as `use` takes. */
async function withPackage(
  files: Readonly<Record<string, string>>,
  use: (dir: string) => Promise<void>,
): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    for (const [path, text] of Object.entries(files)) {
      await Deno.mkdir(`${dir}/${dirname(path)}`, { recursive: true });
      await Deno.writeTextFile(`${dir}/${path}`, text);
    }
    await use(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

const SCRIPTS: Readonly<Record<string, string>> = {
  "esm/mod.js": 'export { A } from "./src/a.js";',
  "esm/src/node.js": 'import { A } from "./a.js";\nexport class B extends A {}\n',
  "esm/src/a.js": [
    'import { join } from "node:path";',
    "/** A comment. */",
    "export class A { load() { return import('node:os'); } name() { return join('a', 'b'); } }",
    "export const unused = 1;",
  ].join("\n"),
  "esm/src/testing/mod.js": "export const c = 1;",
  "esm/package.json": '{"type":"module"}',
  "script/src/a.js": "exports.old = 1;",
  "script/src/testing/b.d.ts": "",
  "script/package.json": '{"type":"commonjs"}',
};

const GROUPS = [["mod.js", "src/node.js"], ["src/testing/mod.js"]];

Deno.test("bundle() makes a file of each entry, and one of what a group has in common", async () => {
  await withPackage(SCRIPTS, async (dir) => {
    await bundle(dir, GROUPS);
    const scripts = (await filesIn(dir)).filter((path) => path.endsWith(".js"));
    assertEquals(
      scripts,
      ["esm", "script"].flatMap((format) =>
        ["mod.js", "shared.js", "src/node.js", "src/testing/mod.js"].map((path) =>
          `${format}/${path}`
        )
      ),
    );
    const shared = await Deno.readTextFile(`${dir}/esm/shared.js`);
    assertEquals(/A comment|unused/.test(shared), false, shared);
  });
});

Deno.test("bundle() gives what requires and what imports the same to use", async () => {
  await withPackage(SCRIPTS, async (dir) => {
    await bundle(dir, GROUPS);
    const require = createRequire(`${dir}/package.json`);
    for (
      const load of [
        (path: string) => import(`file://${dir}/esm/${path}`),
        (path: string) => Promise.resolve(require(`./script/${path}`)),
      ]
    ) {
      const [{ A }, { B }] = await Promise.all([load("mod.js"), load("src/node.js")]);
      const b = new B();
      assertEquals([b instanceof A, b.name(), typeof (await b.load()).hostname], [
        true,
        "a/b",
        "function",
      ]);
    }
  });
});

Deno.test("bundle() names the exports of CommonJS in a way that an import understands", async () => {
  await withPackage(SCRIPTS, async (dir) => {
    await bundle(dir, GROUPS);
    assertStringIncludes(await Deno.readTextFile(`${dir}/script/mod.js`), "module.exports={A}");
  });
});

Deno.test("pruneDeclarations() removes what no entry leads to", async () => {
  const files = {
    "mod.d.ts": 'export type { A } from "./src/a.js";',
    "src/a.d.ts": 'export type A = import("./b.js").B;',
    "src/b.d.ts": "export type B = 1;",
    "src/c.d.ts": 'import "./b.js";',
    "src/c.js": "",
  };
  await withPackage(files, async (dir) => {
    await pruneDeclarations(dir, ["mod.js"]);
    assertEquals(await filesIn(dir), ["mod.d.ts", "src/a.d.ts", "src/b.d.ts", "src/c.js"]);
  });
});

Deno.test("nameLibrary() names the library of 'await using' where it is needed, and nowhere else", async () => {
  const needs = "export interface A { [Symbol.asyncDispose](): Promise<void> }";
  await withPackage(
    { "a.d.ts": needs, "b.d.ts": "export type B = 1;", "c.js": needs },
    async (dir) => {
      await nameLibrary(dir);
      const texts = await Promise.all(
        ["a.d.ts", "b.d.ts", "c.js"].map((path) => Deno.readTextFile(`${dir}/${path}`)),
      );
      assertEquals(texts, [
        `/// <reference lib="esnext.disposable" />\n${needs}`,
        "export type B = 1;",
        needs,
      ]);
    },
  );
});

Deno.test("shareDeclarations() has the ES modules' entries declare what those of CommonJS do", async () => {
  const files = {
    "esm/mod.js": "",
    "esm/mod.d.ts": "export const A: 1;",
    "esm/src/node.d.ts": "export const A: 1;",
    "esm/src/inside.d.ts": "export const A: 1;",
    "script/src/inside.d.ts": "export const A: 1;",
  };
  await withPackage(files, async (dir) => {
    await shareDeclarations(dir, ["mod.js", "src/node.js"]);
    assertEquals(await filesIn(`${dir}/esm`), ["mod.d.ts", "mod.js", "src/node.d.ts"]);
    const texts = ["mod.d.ts", "src/node.d.ts"].map((path) =>
      Deno.readTextFile(`${dir}/esm/${path}`)
    );
    assertEquals(await Promise.all(texts), [
      'export * from "../script/mod.js";\n',
      'export * from "../../script/src/node.js";\n',
    ]);
    assertEquals(await filesIn(`${dir}/script`), ["src/inside.d.ts"]);
  });
});

Deno.test("compactTables() takes the alignment out of tables, and leaves code alone", () => {
  const code = "```sh\n| a   |\n```";
  const table = ["| a    |   b  |", "| ---- | ---- |", "| `x  y` |      |"];
  assertEquals(
    compactTables([...table, "", code].join("\n")),
    [
      "| a |   b |",
      "| --- | --- |",
      "| `x  y` | |",
      "",
      code,
    ].join("\n"),
  );
});
