/**
 * Compiles recipes against the real types of their frameworks, as strictly as can be, and each of them
 * again with mistakes that a reader may make: what the compiler lets pass then, it does not check.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { findCompiler, run } from "../../../../scripts/package/command.ts";
import type { InstalledProject } from "../../../../scripts/package/installed_project.ts";
import { PINS } from "../../../../scripts/package/pins.ts";
import { type Block, readRecipe } from "./readme_recipes.ts";

/** Something right, and what is wrong in its place. */
export type Mistake = readonly [right: string, wrong: string];

/** What a program knows besides the language. */
export interface Platform {
  readonly lib: readonly string[];
  readonly types: readonly string[];
  /** What a framework writes into a project by itself, by path: `sveltekit/app_env.ts`. */
  readonly generated?: Readonly<Record<string, string>>;
}

/** Recipes by name, with the mistakes that must be found in each. */
export type Mistakes = Readonly<Record<string, readonly Mistake[]>>;

/** The newest there is; it takes a fraction of the time of those before. */
const TYPESCRIPT = PINS.typescript.at(-1) ?? "";

/** A recipe as it stands, or with one mistake, in a folder of its own. */
interface Variant {
  readonly folder: string;
  readonly blocks: readonly Block[];
}

/** Defines the tests of some recipes, which share one run of the compiler. */
export function testTypes(project: InstalledProject, platform: Platform, mistakes: Mistakes): void {
  let once: Promise<string[]> | undefined;
  const compiled = () => once ??= compileAll(project, platform, mistakes);
  const complaints = async (folder: string) =>
    (await compiled()).filter((line) => line.startsWith(`${folder}/`));
  for (const [name, wrongs] of Object.entries(mistakes)) {
    Deno.test(`${name}: every block compiles against the framework's types`, async () => {
      assertEquals(await complaints(folderOf(name)), []);
    });
    for (const [at, [right, wrong]] of wrongs.entries()) {
      Deno.test(`${name}: the compiler finds '${wrong}' in place of '${right}'`, async () => {
        const found = await complaints(folderOf(name, at));
        assert(found.length > 0, "it found nothing");
      });
    }
  }
}

function folderOf(name: string, mistake?: number): string {
  const slug = name.toLowerCase().replaceAll(/\W+/g, "_");
  return mistake === undefined ? `types/${slug}` : `types/${slug}_mistake_${mistake}`;
}

/** What the compiler has to say about all variants, a line each. */
async function compileAll(
  project: InstalledProject,
  { lib, types, generated = {} }: Platform,
  mistakes: Mistakes,
): Promise<string[]> {
  for (const [path, text] of Object.entries(generated)) await project.write(`types/${path}`, text);
  for (const [name, wrongs] of Object.entries(mistakes)) {
    for (const { folder, blocks } of variantsOf(name, await readRecipe(name), wrongs)) {
      for (const { path, language, text } of blocks) {
        await project.write(`${folder}/${path ?? `recipe.${language}`}`, text);
      }
    }
  }
  const compilerOptions = {
    noEmit: true,
    strict: true,
    noUncheckedIndexedAccess: true,
    // Declarations of frameworks name optional packages that are not installed; ours are checked elsewhere.
    skipLibCheck: true,
    target: "es2022",
    lib,
    types,
    jsx: "react-jsx",
    module: "esnext",
    moduleResolution: "bundler",
  };
  await project.write("tsconfig.json", JSON.stringify({ compilerOptions, include: ["types"] }));
  const program = await findCompiler(TYPESCRIPT);
  const { output } = await run({ program, args: ["--pretty", "false"], cwd: project.dir });
  const lines = output.split("\n").filter((line) => /error TS\d+/.test(line));
  const stray = lines.filter((line) => !line.startsWith("types/"));
  assertEquals(stray, [], "the compiler complains of something else");
  return lines;
}

function variantsOf(name: string, blocks: readonly Block[], wrongs: readonly Mistake[]): Variant[] {
  const changed = wrongs.map(([right, wrong], at) => {
    const holds = blocks.some(({ text }) => text.includes(right));
    assert(holds, `'${name}' has no '${right}' to get wrong`);
    return {
      folder: folderOf(name, at),
      blocks: blocks.map((block) => ({ ...block, text: block.text.replace(right, wrong) })),
    };
  });
  return [{ folder: folderOf(name), blocks }, ...changed];
}
