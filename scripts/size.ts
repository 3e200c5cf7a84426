/**
 * What the browser client costs a page, held to a written budget: `import { createMetricsClient }`, bundled
 * and minified, as bytes, as gzip and as brotli. Above the budget it fails and shows which modules have
 * grown since their sizes were last written down; `--write` does that.
 *
 * @module
 */
import { brotliCompressSync, gzipSync } from "node:zlib";
import * as esbuild from "esbuild";
import budget from "./size_budget.json" with { type: "json" };

/** A size in bytes, three ways. */
export interface Sizes {
  /** As a server keeps it. */
  readonly minified: number;
  /** As most servers send it. */
  readonly gzip: number;
  /** As good servers send it. */
  readonly brotli: number;
}

/** Minified bytes by module. */
export type Modules = Readonly<Record<string, number>>;

/** What is measured. */
export interface Measured {
  /** The whole. */
  readonly sizes: Sizes;
  /** Its parts. */
  readonly modules: Modules;
}

/** Where the budget is. */
const BUDGET_PATH = "scripts/size_budget.json";

/** The line that a user writes. */
const IMPORT = 'export { createMetricsClient } from "./src/browser.ts";';

/** Where the trackers are, one to a file. */
const TRACKERS = "src/browser/trackers";
const TRACKER_FILE = /^track_\w+\.ts$/;
const TRACKER = /export const (\w+): Tracker/g;

/** Does nothing in a tracker's place, so that what it takes can be told. */
function without(file: string): esbuild.Plugin {
  return {
    name: `without ${file}`,
    setup: ({ onLoad }) =>
      onLoad({ filter: new RegExp(`/${file}$`) }, async ({ path }) => {
        const names = [...(await Deno.readTextFile(path)).matchAll(TRACKER)].map(([, name]) =>
          name
        );
        return {
          contents: names.map((name) => `export const ${name} = () => () => {};`).join("\n"),
        };
      }),
  };
}

/** What each tracker adds to the client, compressed with it: its own share, all others being there. */
export async function measureTrackers(whole: number): Promise<Modules> {
  const files = [...Deno.readDirSync(TRACKERS)].map(({ name }) => name);
  const shares: [string, number][] = [];
  for (const file of files.filter((name) => TRACKER_FILE.test(name)).toSorted()) {
    const { sizes } = await measure([without(file)]);
    shares.push([file, whole - sizes.gzip]);
  }
  return Object.fromEntries(shares);
}

/** Bundles the line as a user's bundler does. */
export async function measure(plugins: esbuild.Plugin[] = []): Promise<Measured> {
  const { outputFiles, metafile } = await esbuild.build({
    stdin: { contents: IMPORT, resolveDir: Deno.cwd(), loader: "ts" },
    plugins,
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format: "esm",
    target: "es2022",
  });
  const bytes = outputFiles[0]?.contents ?? new Uint8Array();
  const inputs = Object.values(metafile.outputs)[0]?.inputs ?? {};
  const modules = Object.entries(inputs)
    .filter(([path]) => path !== "<stdin>")
    .map(([path, { bytesInOutput }]): [string, number] => [path, bytesInOutput])
    .toSorted(([a], [b]) => a.localeCompare(b));
  return {
    sizes: {
      minified: bytes.length,
      gzip: gzipSync(bytes, { level: 9 }).length,
      brotli: brotliCompressSync(bytes).length,
    },
    modules: Object.fromEntries(modules),
  };
}

/** The ways in which a budget is exceeded. */
export function exceeded(sizes: Sizes, limits: Sizes): string[] {
  const ways = ["minified", "gzip", "brotli"] as const;
  return ways.filter((way) => sizes[way] > limits[way])
    .map((way) => `${way}: ${sizes[way]} bytes, at most ${limits[way]}`);
}

/** Modules by size, with what each has gained since the last record. */
export function formatModules(modules: Modules, recorded: Modules): string {
  const paths = [...new Set([...Object.keys(modules), ...Object.keys(recorded)])];
  return paths
    .map((path) => {
      const now = modules[path] ?? 0;
      return { path, now, gained: now - (recorded[path] ?? 0) };
    })
    .toSorted((a, b) => b.gained - a.gained || b.now - a.now)
    .map(({ path, now, gained }) => {
      const change = gained === 0 ? "" : gained > 0 ? `+${gained}` : `${gained}`;
      return `${String(now).padStart(7)} ${change.padStart(7)}  ${path}`;
    })
    .join("\n");
}

async function main(isWrite: boolean): Promise<void> {
  const { sizes, modules } = await measure();
  const { minified, gzip, brotli } = sizes;
  const shares = await measureTrackers(gzip);
  await esbuild.stop();
  console.log(`createMetricsClient: ${minified} bytes minified, ${gzip} gzip, ${brotli} brotli`);
  for (const [file, share] of Object.entries(shares)) {
    console.log(`${String(share).padStart(7)} gzip of it are ${file}`);
  }
  if (isWrite) {
    const text = JSON.stringify({ ...budget, modules }, null, 2);
    return Deno.writeTextFileSync(BUDGET_PATH, `${text}\n`);
  }
  const findings = exceeded(sizes, budget.limits);
  const { limits, aimedAtGzip } = budget;
  if (findings.length === 0) {
    const left = gzip - aimedAtGzip;
    const goal = left > 0 ? `; ${left} above the ${aimedAtGzip} aimed at` : "";
    return console.log(`OK size: at most ${limits.gzip} gzip${goal}`);
  }
  console.log(`   now  gained  module, minified\n${formatModules(modules, budget.modules)}`);
  for (const finding of findings) console.log(`size: ${finding} (${BUDGET_PATH})`);
  Deno.exitCode = 1;
}

if (import.meta.main) await main(Deno.args.includes("--write"));
