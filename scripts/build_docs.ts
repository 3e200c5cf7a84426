/**
 * Builds the reference into `docs/`: a page for each entry, each name and each member of it, and one that
 * leads to the entries.
 *
 * `deno doc` calls an entry by its key under `exports`, and shows neither the package's name in imports nor
 * a list of entries. So it gets a copy of the sources whose first entry is such a list, and the imports on
 * its pages are put right.
 *
 * @module
 */
import { dirname, join, relative } from "node:path/posix";
import config from "../deno.json" with { type: "json" };
import { mustRun } from "./package/command.ts";
import { filesIn } from "./package/files_in.ts";

/** Where the reference is written. */
const OUT_DIR = "docs";

/** What a package exports: the ends of its imports, as in `./node`, and their files. */
export type Exports = Readonly<Record<string, string>>;

/** What a reference is built from. */
export interface Package {
  /** The name in imports. */
  readonly name: string;
  readonly exports: Exports;
}

/** The folder of an entry's pages; the last word of the package's name for its main entry. */
function folderOf(key: string, name: string): string {
  return key === "." ? name.slice(name.lastIndexOf("/") + 1) : key.slice("./".length);
}

/** What users import an entry by. */
function importOf(key: string, name: string): string {
  return key === "." ? name : `${name}/${key.slice("./".length)}`;
}

/**
 * A module without exports whose documentation leads to the entries.
 *
 * @param texts The entries' sources, by their keys.
 */
export function createLanding(name: string, texts: ReadonlyMap<string, string>): string {
  const rows = [...texts].map(([key, text]) =>
    `| [\`${importOf(key, name)}\`](./${folderOf(key, name)}/index.html) | ${
      firstParagraph(text)
    } |`
  );
  const about =
    "The reference. Each name that an import gives has an example, which the tests run.";
  const lines = [about, "", "| import | what it is for |", "| --- | --- |", ...rows, "", "@module"];
  return `/**\n${lines.map((line) => ` * ${line}`.trimEnd()).join("\n")}\n */\nexport {};\n`;
}

/** The first paragraph of the comment that a file begins with, in one line. */
function firstParagraph(text: string): string {
  const [, paragraph] = /^\/\*\*\n([\s\S]*?)\n \*(?:\n|\/)/.exec(text) ?? [];
  if (paragraph === undefined) throw new Error("Cannot find what an entry says of itself");
  return paragraph.replaceAll(/^ \* ?/gm, "").replaceAll("\n", " ");
}

/** A page whose imports name the package, where `deno doc` wrote the entry alone. */
export function nameImports(page: string, { name, exports }: Package): string {
  const names = new Map(
    Object.keys(exports).map((key) => [folderOf(key, name), importOf(key, name)]),
  );
  return page.replaceAll(
    /\b(import (?:\{[^}]*\}|\* as \w+) from &quot;)([\w./-]+)(&quot;)/g,
    (_, before: string, folder: string, after: string) =>
      before + (names.get(folder) ?? folder) + after,
  );
}

/**
 * Builds a reference.
 *
 * @param root The package's folder. Sources outside of its `src` and its main entry are not read.
 * @param outDir Where it is written; what is there goes.
 * @returns How many pages it has.
 * @throws {Error} If it cannot be built, or a page names a path of this machine.
 */
export async function buildReference(
  root: string,
  outDir: string,
  source: Package,
): Promise<number> {
  const copy = await Deno.realPath(await Deno.makeTempDir());
  try {
    const entries = await copySources(root, copy, source);
    await Deno.remove(outDir, { recursive: true }).catch(() => {});
    const args = ["doc", "--quiet", "--html", "--name=Tidings", `--output=${copy}/html`];
    await mustRun({ program: Deno.execPath(), args: [...args, ...entries], cwd: copy });
    const paths = await filesIn(`${copy}/html`);
    for (const path of paths) {
      const text = nameImports(await Deno.readTextFile(`${copy}/html/${path}`), source);
      requireNoPath(path, text, [copy, await Deno.realPath(root)]);
      await Deno.mkdir(dirname(`${outDir}/${path}`), { recursive: true });
      await Deno.writeTextFile(`${outDir}/${path}`, text);
    }
    return paths.filter((path) => path.endsWith(".html")).length;
  } finally {
    await Deno.remove(copy, { recursive: true });
  }
}

/** Copies what is documented, under a configuration of its own. Returns the entries to be documented. */
async function copySources(
  root: string,
  copy: string,
  { name, exports }: Package,
): Promise<string[]> {
  const sources = (await filesIn(join(root, "src"))).map((path) => `src/${path}`);
  const entries = Object.values(exports);
  const texts = new Map<string, string>();
  for (const path of new Set([...sources, ...entries.map((entry) => relative(".", entry))])) {
    const text = await Deno.readTextFile(join(root, path));
    texts.set(path, text);
    await Deno.mkdir(dirname(`${copy}/${path}`), { recursive: true });
    await Deno.writeTextFile(`${copy}/${path}`, text);
  }
  const about = Object.entries(exports).map((
    [key, entry],
  ): [string, string] => [key, texts.get(relative(".", entry)) ?? ""]);
  await Deno.writeTextFile(`${copy}/landing.ts`, createLanding(name, new Map(about)));
  const renamed = Object.entries(exports).map((
    [key, entry],
  ) => [`./${folderOf(key, name)}`, entry]);
  const { compilerOptions } = config;
  const exported = { ".": "./landing.ts", ...Object.fromEntries(renamed) };
  await Deno.writeTextFile(
    `${copy}/deno.json`,
    JSON.stringify({ name, version: config.version, exports: exported, compilerOptions }),
  );
  return Object.values(exported);
}

function requireNoPath(page: string, text: string, paths: readonly string[]): void {
  const found = ["file://", ...paths].find((path) => text.includes(path));
  if (found !== undefined) {
    throw new Error(`'${page}' names '${found}', which is on this machine only`);
  }
}

if (import.meta.main) {
  const pages = await buildReference(".", OUT_DIR, config);
  console.log(`${pages} pages: open ${OUT_DIR}/index.html in a browser`);
}
