/**
 * Builds the npm package into `npm/`: ES modules, CommonJS, and declarations for both.
 *
 * @module
 */
import { build, emptyDir } from "@deno/dnt";
import config from "../deno.json" with { type: "json" };
import { bundle } from "./package/bundle.ts";
import { compactTables } from "./package/compact_tables.ts";
import { nameLibrary } from "./package/name_library.ts";
import { pruneDeclarations } from "./package/prune_declarations.ts";
import { repeatSideEffects } from "./package/repeat_side_effects.ts";
import { shareDeclarations } from "./package/share_declarations.ts";

/** Where the package is written. */
const OUT_DIR = "npm";

/** What lies in the package beside the code. */
const DOCUMENTS = ["README.md", "CHANGELOG.md", "LICENSE"];

/**
 * Runtimes that also take what is meant for Node, yet get what every runtime gets. Node's own condition
 * must stand behind theirs: the first that holds wins.
 */
const OTHER_RUNTIMES = ["deno", "bun", "workerd", "edge-light"];

const MAIN = config.exports["."];
const NODE = config.exports["./node"];

/** Entries that are nearly all one: whoever imports both shall not load their code twice. */
const SERVER = [MAIN, NODE];

await emptyDir(OUT_DIR);
await build({
  entryPoints: Object.entries(config.exports).map(([name, path]) => ({ name, path })),
  outDir: OUT_DIR,
  shims: {},
  test: false,
  typeCheck: false,
  declaration: "inline",
  scriptModule: "cjs",
  skipSourceOutput: true,
  skipNpmInstall: true,
  compilerOptions: { target: "ES2022" },
  package: {
    name: config.name,
    version: config.version,
    description:
      "Analytics events that arrive, once, or are accounted for. Clients for servers and " +
      "browsers on web standards, without dependencies.",
    keywords: [
      "analytics",
      "events",
      "tracking",
      "server",
      "browser",
      "deno",
      "node",
      "bun",
      "typescript",
    ],
    license: config.license,
    type: "module",
    sideEffects: false,
    engines: { node: ">=20" },
    main: output("script", NODE, "js"),
    module: output("esm", MAIN, "js"),
    types: output("script", NODE, "d.ts"),
    exports: {
      ...Object.fromEntries(
        Object.entries(config.exports).map(([name, path]) => [name, pair(path)]),
      ),
      ".": {
        ...Object.fromEntries(OTHER_RUNTIMES.map((name) => [name, pair(MAIN)])),
        node: pair(NODE),
        default: pair(MAIN),
      },
      "./package.json": "./package.json",
    },
  },
  postBuild: async () => {
    const entries = Object.values(config.exports);
    const groups = [
      SERVER,
      ...entries.filter((path) => !SERVER.includes(path)).map((path) => [path]),
    ];
    await bundle(OUT_DIR, groups.map((group) => group.map(scriptOf)));
    for (const format of ["esm", "script"]) await repeatSideEffects(`${OUT_DIR}/${format}`);
    await pruneDeclarations(`${OUT_DIR}/script`, entries.map(scriptOf));
    await nameLibrary(`${OUT_DIR}/script`);
    await shareDeclarations(OUT_DIR, entries.map(scriptOf));
    for (const name of DOCUMENTS) {
      await Deno.writeTextFile(`${OUT_DIR}/${name}`, compactTables(await Deno.readTextFile(name)));
    }
  },
});

/** What `import` and what `require()` of a source file gets, each with its own types. */
function pair(source: string): object {
  return {
    import: { types: output("esm", source, "d.ts"), default: output("esm", source, "js") },
    require: { types: output("script", source, "d.ts"), default: output("script", source, "js") },
  };
}

/** Where a source file ends up in the package. */
function output(format: "esm" | "script", source: string, extension: "js" | "d.ts"): string {
  return `./${format}/${scriptOf(source).replace(/js$/, extension)}`;
}

/** Where the code of a source file lies, below the folder of its format. */
function scriptOf(source: string): string {
  return source.replace(/^\.\//, "").replace(/\.ts$/, ".js");
}
