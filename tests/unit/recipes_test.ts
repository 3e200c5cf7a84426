/** No recipe of the README escapes its test. */
import { assertEquals } from "@std/assert";
import { parseRecipes } from "../installed/recipes/support/readme_recipes.ts";

const readText = (path: string): Promise<string> =>
  Deno.readTextFile(new URL(`../../${path}`, import.meta.url));

const README = await readText("README.md");
const RECIPES = parseRecipes(README);

/** Where the tests of recipes are. */
const FOLDER = "tests/installed/recipes";

/** The tests by file. */
const tests = new Map<string, string>();
for await (const { name } of Deno.readDir(new URL(`../../${FOLDER}`, import.meta.url))) {
  if (name.endsWith("_test.ts")) tests.set(name, await readText(`${FOLDER}/${name}`));
}

Deno.test("every block of the README that Deno's own tests leave out belongs to a recipe", () => {
  const all = [...README.matchAll(/^```.*\bignore\b.*$/gm)];
  const blocks = [...RECIPES.values()].flat();
  assertEquals(blocks.length, all.length);
  assertEquals(RECIPES.has(""), false);
});

Deno.test("the README's recipes are TypeScript, which is tested, or a table", () => {
  const [, recipes = ""] = /^## Recipes\n([\s\S]*?)^## /m.exec(README) ?? [];
  const fences = [...recipes.matchAll(/^```(.+)$/gm)].map(([, fence]) => fence);
  const known = ["ts", "ts ignore", "tsx ignore"];
  assertEquals(fences.filter((fence = "") => !known.includes(fence)), []);
  assertEquals(fences.length > 10, true);
});

for (const [name, blocks] of RECIPES) {
  Deno.test(`the README's recipe '${name}' has a test, and each of its blocks a name`, () => {
    const takers = [...tests].filter(([, text]) => text.includes(JSON.stringify(name)));
    assertEquals(takers.map(([file]) => file).length, 1);
    const paths = blocks.map(({ path }) => path);
    assertEquals(new Set(paths).size, blocks.length);
    assertEquals(blocks.length > 1 && paths.includes(null), false);
  });
}

Deno.test("parseRecipes() finds blocks by heading and summary, and the file that a block names", () => {
  const markdown = [
    "## Recipes",
    "```ts",
    "run();",
    "```",
    "```ts ignore",
    "first();",
    "```",
    "<details>",
    "<summary>Some framework</summary>",
    "",
    "```tsx ignore",
    "// app/page.tsx",
    "second();",
    "```",
    "",
    "</details>",
  ].join("\n");
  assertEquals([...parseRecipes(markdown)], [
    ["Recipes", [{ language: "ts", path: null, text: "first();\n" }]],
    ["Some framework", [{
      language: "tsx",
      path: "app/page.tsx",
      text: "// app/page.tsx\nsecond();\n",
    }]],
  ]);
});
