/** The Node entry has all that the main one has. */
import { assertEquals } from "@std/assert";
import ts from "typescript";

/** The names that a file of re-exports has, types included. */
async function exportedNames(path: string): Promise<string[]> {
  const text = await Deno.readTextFile(new URL(`../../${path}`, import.meta.url));
  const { statements } = ts.createSourceFile(path, text, ts.ScriptTarget.Latest);
  return statements.flatMap((statement) => {
    if (!ts.isExportDeclaration(statement) || statement.exportClause === undefined) return [];
    return ts.isNamedExports(statement.exportClause)
      ? statement.exportClause.elements.map(({ name }) => name.text)
      : [];
  });
}

Deno.test("src/node.ts exports each name of mod.ts", async () => {
  const names = new Set(await exportedNames("src/node.ts"));
  const main = await exportedNames("mod.ts");
  assertEquals(main.includes("InslyticNode"), true);
  assertEquals(main.filter((name) => !names.has(name)), []);
});
