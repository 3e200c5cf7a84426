/**
 * Bundlers as people start them: for production, with nothing configured.
 *
 * @module
 */
import { resolve } from "node:path/posix";
import { PINS } from "../../../scripts/package/pins.ts";

/** A bundler. Applications are folders; each has its first module in `src`. */
export interface Bundler {
  /** What is installed for it. */
  readonly packages: readonly string[];
  /** Whether it takes TypeScript without being told how. */
  readonly takesTypeScript: boolean;
  /** What it writes when there is nothing to warn of. */
  readonly says: string;
  /** Arguments for Node, in the application's folder, that bundle `first` into `dist`. */
  args(first: string): readonly string[];
  /** The bundle's file in `dist`, unless the bundler makes the page, too. */
  readonly script: string | null;
  /** The modules that have code in the bundle, as the bundler tells. */
  readModules(app: string): Promise<string[]>;
}

/** Every bundler. */
export const BUNDLERS: Readonly<Record<string, Bundler>> = {
  esbuild: {
    packages: [`esbuild@${PINS.esbuild}`],
    takesTypeScript: true,
    args: (first) => [
      `${MODULES}/esbuild/bin/esbuild`,
      ...[first, "--bundle", "--minify", "--outdir=dist", "--metafile=modules.json"],
      "--log-level=warning",
    ],
    says: "",
    script: "index.js",
    readModules: async (app) => {
      const { outputs }: EsbuildMetafile = JSON.parse(await readList(app));
      const inputs = Object.values(outputs).flatMap((output) => Object.entries(output.inputs));
      return inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0)
        .map(([path]) => resolve(app, path));
    },
  },
  vite: {
    packages: [`vite@${PINS.vite}`],
    takesTypeScript: true,
    // `vite build` calls this function, and keeps to itself what it gives.
    args: () => ["--input-type=module", "--eval", BUILD_WITH_VITE],
    says: "",
    script: null,
    readModules: async (app) => {
      const ids: string[] = JSON.parse(await readList(app));
      return ids.filter((id) => id !== VITE_OWN);
    },
  },
  webpack: {
    packages: [`webpack@${PINS.webpack}`, `webpack-cli@${PINS.webpackCli}`],
    takesTypeScript: false,
    // Without a mode it warns, and bundles for production all the same.
    args: () => [`${MODULES}/webpack-cli/bin/cli.js`, "--mode=production", "--json=modules.json"],
    says: "[webpack-cli] stats are successfully stored as json to modules.json\n",
    script: "main.js",
    readModules: async (app) => {
      const { modules, warnings, errors }: WebpackStats = JSON.parse(await readList(app));
      if (warnings.length + errors.length > 0) throw new Error(JSON.stringify([warnings, errors]));
      return modules.filter(({ orphan }) => !orphan).flatMap(pathsOf);
    },
  },
};

/** The installed packages, from an application's folder. */
const MODULES = "../../node_modules";

/** What Vite puts into every page. */
const VITE_OWN = "\0vite/modulepreload-polyfill.js";

const BUILD_WITH_VITE = `
import { writeFileSync } from "node:fs";
import { build } from "vite";
const { output } = await build({ logLevel: "warn" });
const modules = output.flatMap(({ modules = {} }) => Object.entries(modules));
const ids = modules.filter(([, { renderedLength }]) => renderedLength > 0).map(([id]) => id);
writeFileSync("modules.json", JSON.stringify(ids));
`;

/** The part that is read. */
interface EsbuildMetafile {
  readonly outputs: Record<string, { readonly inputs: Record<string, { bytesInOutput: number }> }>;
}

/** The part that is read. */
interface WebpackStats {
  readonly modules: readonly WebpackModule[];
  readonly warnings: readonly unknown[];
  readonly errors: readonly unknown[];
}

/** Those that are in no bundle are orphans; those that became one hold the others. */
interface WebpackModule {
  readonly name: string;
  readonly nameForCondition: string | null;
  readonly orphan: boolean;
  readonly modules?: readonly WebpackModule[];
}

function pathsOf({ name, nameForCondition, modules }: WebpackModule): string[] {
  return modules?.flatMap(pathsOf) ?? [nameForCondition ?? name];
}

function readList(app: string): Promise<string> {
  return Deno.readTextFile(`${app}/modules.json`);
}
