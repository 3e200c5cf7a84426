/**
 * What it costs a fresh Node process to import the installed package, beside what others cost: the time
 * from the process's begin until the importing module runs. Fails when it is more than it may be.
 *
 * @module
 */
import config from "../../deno.json" with { type: "json" };
import { findProgram, mustRun } from "../package/command.ts";
import { buildAndPack } from "../package/pack.ts";
import { PINS } from "../package/pins.ts";
import { npmInstall } from "../package/test_project.ts";

/** The most that an import may cost beyond an empty module. */
const MAX_MS = 5;

/** Odd, for a median. */
const ROUNDS = 15;

const EMPTY = "an empty module";

/** What is measured: what a module imports, by what the table calls it. */
const SUBJECTS: Readonly<Record<string, string>> = {
  [EMPTY]: "",
  [config.name]: `import "${config.name}";`,
  [`${config.name}, required`]:
    `import { createRequire } from "node:module"; createRequire(import.meta.url)("${config.name}");`,
  ...Object.fromEntries(Object.keys(PINS.peers).map((name) => [name, `import "${name}";`])),
};

/** Milliseconds of each round, by subject. The subjects take turns: what disturbs one disturbs all. */
async function measure(dir: string, node: string): Promise<Map<string, number[]>> {
  const times = new Map(Object.keys(SUBJECTS).map((name) => [name, [] as number[]]));
  const files = Object.entries(SUBJECTS).map(([name, code], index) =>
    [name, code, `${index}.mjs`] as const
  );
  for (const [, code, file] of files) {
    await Deno.writeTextFile(`${dir}/${file}`, `${code}\nconsole.log(performance.now());\n`);
  }
  // The first round only fills the caches.
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [name, , file] of files) {
      const ms = Number(await mustRun({ program: node, args: [file], cwd: dir }));
      if (round > 0) times.get(name)?.push(ms);
    }
  }
  return times;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

async function main(dir: string): Promise<void> {
  const { filename } = await buildAndPack(".", dir);
  await Deno.writeTextFile(`${dir}/package.json`, `{"private":true}`);
  const peers = Object.entries(PINS.peers).map(([name, version]) => `${name}@${version}`);
  await npmInstall([`./${filename}`, ...peers], dir);
  const version = PINS.node.at(-1) ?? "";
  const times = await measure(dir, await findProgram("node", version, dir));
  console.log(`Node ${version}, median of ${ROUNDS}, in ms:`);
  for (const [name, values] of times) {
    const [total, more] = [median(values).toFixed(1), costOf(values, times).toFixed(1)];
    console.log(`${name.padEnd(26)}${total.padStart(8)}${`(+${more})`.padStart(10)}`);
  }
  const cost = costOf(times.get(config.name) ?? [], times);
  if (cost <= MAX_MS) return;
  console.log(
    `importing ${config.name} costs ${cost.toFixed(1)} ms, at most ${MAX_MS} are allowed`,
  );
  Deno.exitCode = 1;
}

/** What is beyond the empty module of the same round: a busy moment adds to both. */
function costOf(values: readonly number[], times: ReadonlyMap<string, readonly number[]>): number {
  return median(values.map((ms, round) => ms - (times.get(EMPTY)?.[round] ?? NaN)));
}

const dir = await Deno.makeTempDir({ prefix: "tidings_bench_" });
try {
  await main(dir);
} finally {
  await Deno.remove(dir, { recursive: true });
}
