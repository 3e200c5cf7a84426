/**
 * Every entry and every name that it exports comes with an example that `deno task test:docs` runs, and
 * that can fail.
 *
 * @module
 */
import { relative } from "node:path/posix";
import { fileURLToPath } from "node:url";
import type { Finding } from "./findings.ts";

/** What `deno doc --json` says of a comment. */
interface Comment {
  readonly tags?: readonly { readonly kind: string; readonly doc?: string }[];
}

/** What `deno doc --json` says of one place where a name is declared. */
interface Declaration {
  /** The line is counted from 0. */
  readonly location: { readonly filename: string; readonly line: number };
  readonly jsDoc?: Comment;
}

/** What `deno doc --json` says of an entry, as far as it is read here. */
export interface EntryDoc {
  readonly module_doc?: Comment;
  readonly symbols: readonly {
    readonly name: string;
    readonly declarations: readonly Declaration[];
  }[];
}

/** What `deno doc --json` says of some entries, by their URL. */
export interface DocJson {
  readonly nodes: Readonly<Record<string, EntryDoc>>;
}

/** What an example lacks; its reader, or whoever breaks what it shows, would miss it. */
const DEMANDS: readonly { readonly isMet: (example: string) => boolean; readonly words: string }[] =
  [
    {
      isMet: (example) => runningCode(example) !== undefined,
      words: "has an @example that does not run: begin its code with ```ts, without 'ignore'",
    },
    {
      isMet: (example) =>
        /\bassert\w*\(|\.assert\(|@ts-expect-error/.test(runningCode(example) ?? ""),
      words: "has an @example that cannot fail: assert what it shows",
    },
    {
      isMet: (example) => /^[^\s`]/.test(example),
      words: "has an @example without a title: write it behind '@example'",
    },
  ];

/** The names and entries without an example that runs, can fail and has a title. */
export async function checkExamples(
  entries: readonly string[],
  root: string = ".",
): Promise<Finding[]> {
  const top = await Deno.realPath(root);
  // One by one: asked for all, Deno describes a name that two entries export only once.
  const docs = await Promise.all(entries.map((entry) => readDoc(entry, top)));
  const findings = docs.flatMap((doc) => judgeDoc(doc, top));
  return [...new Map(findings.map((found) => [JSON.stringify(found), found])).values()];
}

async function readDoc(entry: string, cwd: string): Promise<DocJson> {
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["doc", "--json", entry],
    cwd,
    env: { NO_COLOR: "1" },
  }).output();
  const [said, complained] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  if (!success) throw new Error(`Cannot read the documentation of '${entry}':\n${complained}`);
  return JSON.parse(said ?? "");
}

/** The names and entries of one answer of `deno doc --json` whose examples leave something to wish. */
export function judgeDoc({ nodes }: DocJson, top: string): Finding[] {
  const path = (url: string): string => relative(top, fileURLToPath(url));
  return Object.entries(nodes).flatMap(([url, { module_doc, symbols }]) => {
    const fault = faultOf([module_doc]);
    const found = symbols.flatMap(({ name, declarations }) => judgeName(name, declarations, path));
    return fault === undefined
      ? found
      : [{ file: path(url), line: 1, message: `the entry ${fault}` }, ...found];
  });
}

function judgeName(
  name: string,
  declarations: readonly Declaration[],
  path: (url: string) => string,
): Finding[] {
  const fault = faultOf(declarations.map(({ jsDoc }) => jsDoc));
  const [first] = declarations;
  if (fault === undefined || first === undefined) return [];
  const { filename, line } = first.location;
  return [{ file: path(filename), line: line + 1, message: `'${name}' ${fault}` }];
}

/** What is wrong with the best example in some comments; `undefined` if it is good. */
function faultOf(comments: readonly (Comment | undefined)[]): string | undefined {
  const examples = comments.flatMap((comment) => comment?.tags ?? [])
    .flatMap(({ kind, doc = "" }) => kind === "example" ? doc : []);
  if (examples.length === 0) return "has no @example";
  const unmet = examples.map((example) => DEMANDS.find(({ isMet }) => !isMet(example)));
  if (unmet.includes(undefined)) return undefined;
  return unmet[0]?.words;
}

/** The code in an example that `deno test --doc` runs. It takes exactly these words for a language. */
function runningCode(example: string): string | undefined {
  const blocks = example.matchAll(/^```(.*)\n([\s\S]*?)^```/gm);
  for (const [, words = "", code] of blocks) {
    const [language, ...others] = words.split(" ");
    if (/^tsx?$/.test(language ?? "") && !others.includes("ignore")) return code;
  }
  return undefined;
}
