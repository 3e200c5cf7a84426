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

/** Bundles the line as a user's bundler does. */
export function measure(): Measured {
  const { outputFiles, metafile } = esbuild.buildSync({
    stdin: { contents: IMPORT, resolveDir: Deno.cwd(), loader: "ts" },
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

function main(isWrite: boolean): void {
  const { sizes, modules } = measure();
  const { minified, gzip, brotli } = sizes;
  console.log(`createMetricsClient: ${minified} bytes minified, ${gzip} gzip, ${brotli} brotli`);
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

if (import.meta.main) main(Deno.args.includes("--write"));
