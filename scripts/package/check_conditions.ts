/**
 * Which file each runtime gets for the package's name.
 *
 * @module
 */
import config from "../../deno.json" with { type: "json" };
import type { Finding } from "../findings.ts";
import { mustRun } from "./command.ts";

/** The conditions of the main entry, in the order that they must stand in: the first that holds wins. */
const ORDER = ["deno", "bun", "workerd", "edge-light", "node", "default"];

/** Runtimes of others that also take what is meant for Node; Node itself can be told to be one. */
const TRIED = ["deno", "bun", "workerd", "edge-light"];

const EVERYWHERE = ["esm/mod.js", "script/mod.js"];

/** Programs to ask. */
export interface Runtimes {
  readonly node: string;
  readonly bun: string;
}

/** What is wrong with the files that runtimes get in a project in which the package is installed. */
export async function checkConditions(
  project: string,
  { node, bun }: Runtimes,
): Promise<Finding[]> {
  const root = `${project}/node_modules/${config.name}`;
  const { exports } = JSON.parse(await Deno.readTextFile(`${root}/package.json`));
  const file = `${project}/resolve.mjs`;
  await Deno.writeTextFile(file, RESOLVE);
  const ask = async (program: string, args: readonly string[]): Promise<string> =>
    (await mustRun({ program, args: [...args, file, config.name], cwd: project })).trim();
  const deno = ["run", "--quiet", "--no-config", "--node-modules-dir=manual", "--allow-read"];
  const answers: [what: string, wanted: string, answer: string][] = [
    ["the order of conditions", ORDER.join(), Object.keys(exports["."]).join()],
    ["Node", "esm/src/node.js,script/src/node.js", await ask(node, [])],
    // What Deno requires it resolves as Node does.
    ["Deno", "esm/mod.js,script/src/node.js", await ask(Deno.execPath(), deno)],
    ["Bun", EVERYWHERE.join(), await ask(bun, ["run"])],
  ];
  for (const condition of TRIED) {
    const answer = await ask(node, [`--conditions=${condition}`]);
    answers.push([`the condition '${condition}'`, EVERYWHERE.join(), answer]);
  }
  return answers.filter(([, wanted, answer]) => wanted !== answer).map((
    [what, wanted, answer],
  ) => ({
    file: "scripts/build_npm.ts",
    line: 1,
    message: `${what} gives ${answer}, not ${wanted}`,
  }));
}

/** Says what an import and what `require()` of a package leads to, from the package's folder. */
const RESOLVE = `import { createRequire } from "node:module";
const name = process.argv[2];
const paths = [import.meta.resolve(name), createRequire(import.meta.url).resolve(name)];
console.log(paths.map((path) => path.slice(path.indexOf(name) + name.length + 1)).join());
`;
