/**
 * The recipes of the README: by name, the blocks of code that need somebody else's package or server.
 *
 * @module
 */

/** A block of code, as it stands in the README. */
export interface Block {
  /** Its language: `ts`, `tsx`. */
  readonly language: string;
  /** The file that its first line names, or `null` where any name will do. */
  readonly path: string | null;
  readonly text: string;
}

const README = new URL("../../../../README.md", import.meta.url);

/** A recipe begins with a heading or a summary; its blocks follow. `ignore` keeps them from Deno's own tests. */
const PART = /^(?:#+ (.+)|<summary>(.+)<\/summary>)$|^```(\w+) ignore\n([\s\S]*?)^```$|^```/gm;

/** What a block's first line looks like if it names a file. */
const FILE_LINE = /^\/\/ ([\w./-]+\.tsx?)\n/;

/** The ignored blocks of a document by what they stand under. */
export function parseRecipes(markdown: string): Map<string, Block[]> {
  const recipes = new Map<string, Block[]>();
  let name = "";
  for (const [, heading, summary, language, text = ""] of markdown.matchAll(PART)) {
    name = heading ?? summary ?? name;
    if (language === undefined) continue;
    const block = { language, text, path: FILE_LINE.exec(text)?.[1] ?? null };
    recipes.set(name, [...recipes.get(name) ?? [], block]);
  }
  return recipes;
}

/**
 * The blocks of one recipe, unchanged.
 *
 * @param name Its heading or summary.
 */
export async function readRecipe(name: string): Promise<Block[]> {
  const blocks = parseRecipes(await Deno.readTextFile(README)).get(name);
  if (blocks === undefined) throw new Error(`The README has no recipe '${name}'`);
  return blocks;
}

/** The only block of a recipe that has one. */
export async function readProgram(name: string): Promise<string> {
  const [block, ...others] = await readRecipe(name);
  if (block === undefined || others.length > 0) {
    throw new Error(`The README's recipe '${name}' has more than one block`);
  }
  return block.text;
}
