import { assertEquals, assertRejects, assertStringIncludes, assertThrows } from "@std/assert";
import { build, type BuildOptions, emptyDir } from "@deno/dnt";
import ts from "typescript";
import { filesIn } from "../../../scripts/package/files_in.ts";
import { toDeclaration, toScript } from "../../../scripts/offline/dnt/translate.ts";

const MODULES = [
  ["ES modules", ts.ModuleKind.ESNext],
  ["CommonJS", ts.ModuleKind.CommonJS],
] as const;

function script(text: string, module: ts.ModuleKind = ts.ModuleKind.ESNext): string {
  return toScript({ path: "a.ts", text, module });
}

for (const [name, module] of MODULES) {
  Deno.test(`toScript() imports what '.ts' files became, as ${name}`, () => {
    const text = 'export { a } from "./b.ts"; export const c = () => import("../d.ts");';
    const output = script(text, module);
    assertStringIncludes(output, '"./b.js"');
    assertStringIncludes(output, '"../d.js"');
  });

  Deno.test(`toScript() writes out 'using', as ${name}`, () => {
    const output = script("export function f(d: Disposable) { using e = d; return e; }", module);
    assertEquals(/\busing e\b/.test(output), false, output);
  });
}

Deno.test("toScript() lets CommonJS reach a module of Node's that is imported later", () => {
  const output = script(
    'export const load = () => import("node:path");',
    ts.ModuleKind.CommonJS,
  );
  assertStringIncludes(output, 'require("node:path")');
});

Deno.test("toScript() throws at an import whose name is computed", () => {
  assertThrows(() => script("export const f = (a: string) => import(a);"), Error, "import(a)");
});

Deno.test("toDeclaration() names what '.ts' files became, in import types too", () => {
  const output = toDeclaration({
    path: "a.ts",
    text: [
      'import type { B } from "./b.ts";',
      'export type { C } from "../c.ts";',
      'export const d: import("./d.ts").D | B = ".ts";',
      "/** Not `./e.ts`. */",
      "export const e: string = '';",
    ].join("\n"),
    module: ts.ModuleKind.ESNext,
  });
  for (const name of ["./b.js", "../c.js", "./d.js"]) assertStringIncludes(output, `"${name}"`);
  assertStringIncludes(output, "Not `./e.ts`");
  assertEquals(output.match(/\.ts"/g), null, output);
});

Deno.test("toDeclaration() keeps the members of a class, and invents none", () => {
  const output = toDeclaration({
    path: "a.ts",
    text: `export class A {
      #a = 1;
      static readonly b: string = "";
      get c(): number { return this.#a; }
      constructor(d: string) { void d; }
      async [Symbol.asyncDispose](): Promise<void> {}
      /** About e. */
      e(): void {}
    }`,
    module: ts.ModuleKind.ESNext,
  });
  assertEquals(
    output.replace(/\s+/g, " ").trim(),
    "export declare class A { #private; static readonly b: string; get c(): number; " +
      "constructor(d: string); [Symbol.asyncDispose](): Promise<void>; /** About e. */ e(): void; }",
  );
});

Deno.test("toDeclaration() throws at an export without a type", () => {
  const text = "const f = () => 1; export const a = f();";
  const module = ts.ModuleKind.ESNext;
  assertThrows(
    () => toDeclaration({ path: "a.ts", text, module }),
    Error,
    "--isolatedDeclarations",
  );
});

/** Builds a package of these files, and hands over where it lies. */
async function withBuilt(
  files: Readonly<Record<string, string>>,
  use: (outDir: string) => Promise<void>,
  changes: Partial<BuildOptions> = {},
): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    for (const [name, text] of Object.entries(files)) {
      await Deno.writeTextFile(`${dir}/${name}`, text);
    }
    const outDir = `${dir}/out`;
    await emptyDir(outDir);
    await build({
      entryPoints: [{ name: ".", path: `${dir}/a.ts` }],
      outDir,
      shims: {},
      test: false,
      typeCheck: false,
      declaration: "inline",
      scriptModule: "cjs",
      skipSourceOutput: true,
      skipNpmInstall: true,
      compilerOptions: { target: "ES2022" },
      package: { name: "a", version: "1.0.0", exports: {} },
      postBuild: () => {},
      ...changes,
    });
    await use(outDir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

const nothing = (): Promise<void> => Promise.resolve();

Deno.test("build() writes both formats of each file that an entry reaches, and of no other", async () => {
  const files = {
    "a.ts": 'export { b } from "./b.ts";',
    "b.ts": "export const b = 1;",
    "c.ts": "",
  };
  await withBuilt(files, async (outDir) => {
    assertEquals(await filesIn(outDir), [
      ...["a.d.ts", "a.js", "b.d.ts", "b.js", "package.json"].map((name) => `esm/${name}`),
      "package.json",
      ...["a.d.ts", "a.js", "b.d.ts", "b.js", "package.json"].map((name) => `script/${name}`),
    ]);
  });
});

Deno.test("build() throws at an import that it does not handle", async () => {
  for (const name of ["npm:left-pad", "jsr:@std/async", "left-pad", "./b.js", "./b.json"]) {
    const files = { "a.ts": `export { b } from "${name}";` };
    await assertRejects(() => withBuilt(files, nothing), Error, `'${name}'`);
  }
});

const NOT_HONOURED: readonly Record<string, unknown>[] = [
  { test: true },
  { test: undefined },
  { typeCheck: "both" },
  { declaration: "separate" },
  { scriptModule: "umd" },
  { skipNpmInstall: false },
  { shims: { deno: true } },
  { compilerOptions: { target: "ES2021" } },
  { mappings: {} },
  { importMap: "a.json" },
  { package: { name: "a", version: "1", exports: {}, dependencies: {} } },
];

for (const changes of NOT_HONOURED) {
  Deno.test(`build() throws at an option that it does not honour: ${JSON.stringify(changes)}`, async () => {
    const [name] = Object.keys(changes);
    const build = () =>
      withBuilt({ "a.ts": "export {};" }, nothing, changes as Partial<BuildOptions>);
    await assertRejects(build, TypeError, `'${name}'`);
  });
}
