/**
 * Compiles what consumers of the installed package write, as strictly as they can, libraries included:
 * with each way of resolving modules, as ES module and as CommonJS, with a platform's types and without.
 *
 * @module
 */
import { pooledMap } from "@std/async/pool";
import { AT_ONCE } from "../at_once.ts";
import type { Row } from "../test_summary.ts";
import { findCompiler, run } from "./command.ts";
import { wrapProgram } from "./common_js.ts";
import { PINS } from "./pins.ts";

/** Consumers by the file that they are copied from. */
const CONSUMERS = {
  events: "tests/consumers/typed_events.ts",
  page: "tests/consumers/page_events.ts",
  platform: "tests/consumers/platform_objects.ts",
  examples: "tests/programs/original_sdk_examples.ts",
} as const;

/** What a project knows besides the language. */
const PLATFORMS = {
  "no platform": { lib: ["es2022"], types: [], consumers: ["events", "page"] },
  "the DOM": { lib: ["es2022", "dom"], types: [], consumers: ["events", "page", "platform"] },
  "Node": {
    lib: ["es2022"],
    types: ["node"],
    consumers: ["events", "page", "platform", "examples"],
  },
} as const;

type PlatformName = keyof typeof PLATFORMS;

/** How modules are resolved, and on which platforms that is tried. */
const RESOLUTIONS: readonly (readonly [name: string, platforms: readonly PlatformName[]])[] = [
  ["node16", ["no platform", "the DOM"]],
  ["nodenext", ["no platform", "the DOM", "Node"]],
  ["bundler", ["no platform", "the DOM"]],
];

interface Job {
  readonly version: string;
  readonly resolution: string;
  readonly platform: PlatformName;
}

/**
 * Compiles all there is to compile.
 *
 * @param project A project in which the package is installed, and Node's types.
 * @param show Told what was found.
 * @returns A row for each version of TypeScript.
 */
export async function checkTypes(project: string, show: (text: string) => void): Promise<Row[]> {
  const dir = `${project}/types`;
  await writeConsumers(dir);
  const compilers = new Map<string, string>();
  for (const version of PINS.typescript) compilers.set(version, await findCompiler(version));
  const jobs = PINS.typescript.flatMap((version) =>
    RESOLUTIONS.flatMap(([resolution, platforms]) =>
      platforms.map((platform): Job => ({ version, resolution, platform }))
    )
  );
  const results = await Array.fromAsync(pooledMap(AT_ONCE, jobs, async (job) => {
    const started = performance.now();
    const findings = await compile(dir, compilers.get(job.version) ?? "", job);
    const { version, resolution, platform } = job;
    if (findings !== "") show(`TypeScript ${version}, ${resolution}, ${platform}:\n${findings}\n`);
    return { version, isGood: findings === "", seconds: (performance.now() - started) / 1_000 };
  }));
  return PINS.typescript.map((version) => {
    const own = results.filter((result) => result.version === version);
    return {
      name: `types, TypeScript ${version}`,
      passed: own.filter(({ isGood }) => isGood).length,
      failed: own.filter(({ isGood }) => !isGood).length,
      seconds: own.reduce((sum, { seconds }) => sum + seconds, 0),
      note: "",
    };
  });
}

/** Each consumer as an ES module and as CommonJS, and as what a bundler takes. */
async function writeConsumers(dir: string): Promise<void> {
  await Deno.mkdir(dir);
  for (const [name, path] of Object.entries(CONSUMERS)) {
    const text = await Deno.readTextFile(path);
    await Deno.writeTextFile(`${dir}/${name}.mts`, text);
    await Deno.writeTextFile(`${dir}/${name}.ts`, text);
    await Deno.writeTextFile(`${dir}/${name}.cts`, wrapProgram({ path, text }).text);
  }
}

/** What the compiler has to say; empty if all is well. */
async function compile(dir: string, compiler: string, job: Job): Promise<string> {
  const { version, resolution, platform } = job;
  const { consumers, lib, types } = PLATFORMS[platform];
  const isBundler = resolution === "bundler";
  const extensions = isBundler ? ["ts"] : ["mts", "cts"];
  const file = `${version}-${resolution}-${platform.replace(" ", "-")}.json`;
  const compilerOptions = {
    noEmit: true,
    strict: true,
    exactOptionalPropertyTypes: platform === "Node",
    skipLibCheck: false,
    target: "es2022",
    lib,
    types,
    module: isBundler ? "esnext" : resolution,
    moduleResolution: resolution,
  };
  const files = consumers.flatMap((name) => extensions.map((extension) => `${name}.${extension}`));
  await Deno.writeTextFile(`${dir}/${file}`, JSON.stringify({ compilerOptions, files }));
  const { code, output } = await run({ program: compiler, args: ["-p", file], cwd: dir });
  return code === 0 ? "" : output || `exit code ${code}`;
}
