/**
 * `deno task kills --kills=500 --seed=1`: the long run, with its progress and one closing line.
 *
 * @module
 */
import { formatTally, runKills } from "./kills.ts";

function flag(name: string, fallback: number): number {
  const text = Deno.args.find((arg) => arg.startsWith(`--${name}=`))?.slice(name.length + 3);
  const value = Number(text ?? fallback);
  if (!Number.isInteger(value) || value < 1) {
    throw new TypeError(`Cannot run kills as '--${name}' must be a positive integer`);
  }
  return value;
}

const kills = flag("kills", 200);
const seed = flag("seed", 1);
const started = performance.now();
const tally = await runKills({
  kills,
  seed,
  onKill: (done, { damaged, refused, dropped }) => {
    if (done % 25 !== 0) return;
    const perSecond = done / (performance.now() - started) * 1_000;
    console.log(
      `${done} of ${kills} kills, ${perSecond.toFixed(1)} a second; ` +
        `${damaged} damaged, ${refused} refused, ${dropped} dropped`,
    );
  },
});
console.log(formatTally(kills, seed, tally));
const { lost, damaged, refused, dropped } = tally;
if (lost + damaged + refused + dropped > 0) Deno.exit(1);
