import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { checkExamples } from "../../../scripts/check_examples.ts";

/** A comment whose example is this; further lines of the comment come before it. */
function comment(title: string, info: string, code: string, ...before: string[]): string {
  const lines = [...before, `@example ${title}`, "```" + info, code, "```"];
  return `/**\n${lines.map((line) => ` * ${line}`.trimEnd()).join("\n")}\n */`;
}

const GOOD = comment("Add", "ts", "assertEquals(1 + 1, 2);", "Doc.", "");

const MODULE = comment("Add", "ts", "assertEquals(1 + 1, 2);", "@module", "");

/** What is found in these files, the first of which is the entry. */
async function findIn(...texts: string[]): Promise<string[]> {
  const root = await Deno.makeTempDir();
  try {
    for (const [i, text] of texts.entries()) await Deno.writeTextFile(`${root}/${i}.ts`, text);
    const found = await checkExamples(["0.ts"], root);
    return found.map(({ file, line, message }) => `${file}:${line}: ${message}`);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}

/** An entry that exports `a` under a comment, and `b` under a good one. */
function entryWith(text: string): string {
  return `${MODULE}\n${text}\nexport type a = 1;\n${GOOD}\nexport const b: number = 1;\n`;
}

Deno.test("checkExamples() accepts names of every kind with a running example", async () => {
  const kinds = ["type a = 1;", "interface b {}", "const c: number = 1;", "class d {}"];
  const text = [...kinds, "function e(): void {}"].map((kind) => `${GOOD}\nexport ${kind}`);
  assertEquals(await findIn([MODULE, ...text].join("\n")), []);
});

Deno.test("checkExamples() reports a name whose example was removed, at its line", async () => {
  const [found, ...rest] = await findIn(entryWith("/** Doc. */"));
  assertEquals(rest, []);
  assertEquals(found, "0.ts:10: 'a' has no @example");
});

for (
  const info of ["ts ignore", "tsx ignore", "ts no-check ignore", "ts,ignore", "js", "json", ""]
) {
  Deno.test(`checkExamples() reports an example whose code is marked '${info}'`, async () => {
    const [found = "", ...rest] = await findIn(entryWith(comment("Add", info, "assert(true);")));
    assertEquals(rest, []);
    assertMatch(found, /^0\.ts:15: 'a' has an @example that does not run/);
  });
}

for (const info of ["ts", "tsx", "ts no-check"]) {
  Deno.test(`checkExamples() accepts an example whose code is marked '${info}'`, async () => {
    assertEquals(await findIn(entryWith(comment("Add", info, "assert(true);"))), []);
  });
}

Deno.test("checkExamples() reports an example that asserts nothing, and one without a title", async () => {
  const [found = ""] = await findIn(entryWith(comment("Add", "ts", "track();")));
  assertMatch(found, /'a' has an @example that cannot fail/);
  const [untitled = ""] = await findIn(entryWith(comment("", "ts", "assert(true);")));
  assertMatch(untitled, /'a' has an @example without a title/);
});

for (
  const code of ["assertEquals(a, b);", "console.assert(a);", "// @ts-expect-error: no\na.b;"]
) {
  Deno.test(`checkExamples() takes '${code.split("\n")[0]}' for something that can fail`, async () => {
    const lines = code.replaceAll("\n", "\n * ");
    assertEquals(await findIn(entryWith(comment("Add", "ts", lines))), []);
  });
}

Deno.test("checkExamples() is content with one good example beside others", async () => {
  const two = GOOD.replace(" */", " * @example Later\n * ```ts ignore\n * later();\n * ```\n */");
  assertEquals(await findIn(entryWith(two)), []);
});

Deno.test("checkExamples() follows a name to the file that declares it, and tells it once", async () => {
  const entry = `${MODULE}\nexport type { c } from "./1.ts";\nexport { c as d } from "./1.ts";`;
  const found = await findIn(entry, "\n/** Doc. */\nexport type c = 1;\n");
  assertEquals(found.filter((line) => line.includes("'c'")), ["1.ts:3: 'c' has no @example"]);
});

Deno.test("checkExamples() reports an entry that shows no use of itself", async () => {
  const [found, ...rest] = await findIn(
    `/**\n * Doc.\n *\n * @module\n */\n${GOOD}\nexport type a = 1;`,
  );
  assertEquals([found, rest], ["0.ts:1: the entry has no @example", []]);
});

Deno.test("checkExamples() fails when the documentation cannot be read", async () => {
  await assertRejects(() => checkExamples(["none.ts"]), Error, "none.ts");
});
