import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { buildReference, createLanding, nameImports } from "../../../scripts/build_docs.ts";

const PACKAGE = { name: "@a/kit", exports: { ".": "./mod.ts", "./extra": "./src/extra.ts" } };

const FILES = {
  "mod.ts": "/**\n * Adds.\n *\n * @module\n */\nexport { add } from './src/add.ts';\n",
  "src/add.ts":
    "/** Adds two numbers. */\nexport function add(a: number, b: number): number {\n  return a + b;\n}\n",
  "src/extra.ts":
    "/**\n * More than\n * adding.\n *\n * @module\n */\n\n/** One. */\nexport const ONE: number = 1;\n",
};

/** Builds the reference of these files, and reads pages of it. */
async function withReference(
  files: Readonly<Record<string, string>>,
  check: (read: (page: string) => Promise<string>, pages: number) => Promise<void>,
): Promise<void> {
  const root = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${root}/src`);
    await Deno.mkdir(`${root}/docs`);
    await Deno.writeTextFile(`${root}/docs/stale.html`, "of an earlier build");
    for (const [path, text] of Object.entries(files)) {
      await Deno.writeTextFile(`${root}/${path}`, text);
    }
    const pages = await buildReference(root, `${root}/docs`, PACKAGE);
    await check((page) => Deno.readTextFile(`${root}/docs/${page}`), pages);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

Deno.test("buildReference() writes pages that lead from the entries to each name", async () => {
  await withReference(FILES, async (read, pages) => {
    const landing = await read("index.html");
    for (const folder of ["kit", "extra"]) {
      assertStringIncludes(landing, `href="./${folder}/index.html"`);
    }
    assertStringIncludes(landing, "More than adding.");
    assertStringIncludes(await read("kit/index.html"), "Adds two numbers.");
    assertStringIncludes(await read("kit/~/add.html"), "add } from &quot;@a/kit&quot;");
    assertStringIncludes(await read("extra/~/ONE.html"), "ONE } from &quot;@a/kit/extra&quot;");
    assert(pages >= 5);
    await assertRejects(() => read("stale.html"), Deno.errors.NotFound);
  });
});

Deno.test("buildReference() fails when a page names a path of this machine", async () => {
  const add = FILES["src/add.ts"].replace("numbers", "numbers, see file:" + "///x");
  await assertRejects(
    () => withReference({ ...FILES, "src/add.ts": add }, () => Promise.resolve()),
    Error,
    "on this machine only",
  );
});

Deno.test("nameImports() names the package in the imports that 'deno doc' writes", () => {
  const page = (main: string, extra: string): string =>
    `import { type Add } from &quot;${main}&quot;;\nimport * as mod from &quot;${extra}&quot;;\n` +
    "import { equal } from &quot;@b/assert&quot;; the extra from &quot;extra&quot;";
  assertEquals(nameImports(page("kit", "extra"), PACKAGE), page("@a/kit", "@a/kit/extra"));
});

Deno.test("createLanding() says of each entry what its first paragraph says", () => {
  const texts = new Map([[".", FILES["mod.ts"]], ["./extra", FILES["src/extra.ts"]]]);
  const landing = createLanding("@a/kit", texts);
  assertStringIncludes(landing, "| [`@a/kit`](./kit/index.html) | Adds. |");
  assertStringIncludes(landing, "| [`@a/kit/extra`](./extra/index.html) | More than adding. |");
});
