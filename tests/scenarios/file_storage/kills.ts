/**
 * Kills a process again and again, at random moments, while it tracks and delivers, and looks whether an
 * event that `track()` had acknowledged is missing in the end.
 *
 * @module
 */
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import type { Program } from "../../support/program.ts";
import { seededRandom } from "../../support/seeded_random.ts";
import { until } from "../../support/until.ts";
import { serveIdCollector } from "./id_collector.ts";
import { startChild } from "./run_child.ts";

/** How the kills go. */
export interface KillPlan {
  /** How many. */
  readonly kills: number;
  /** Decides on the moments. */
  readonly seed: number;
  /** Told after each kill. */
  readonly onKill?: (done: number, tally: KillTally) => void;
}

/** What came of it. */
export interface KillTally {
  /** Events whose id `track()` had returned. */
  acknowledged: number;
  /** Those that never arrived. */
  lost: number;
  /** Copies beyond the first, of all events that arrived. */
  copies: number;
  /** Records that could not be read at some start. */
  damaged: number;
  /** Starts that were refused. */
  refused: number;
  /** Events that a client gave up. */
  dropped: number;
  /** Kills before the client stood. */
  early: number;
  /** Entries that starts found, together. */
  restored: number;
  /** The longest that storage and client took to stand, in milliseconds. */
  longestStartMs: number;
}

/** A start and a few batches take no longer, with this machine to themselves. */
const MAX_LIFE_MS = 250;

/** A share of the kills comes while the process starts. */
const EARLY_SHARE = 0.15;

/** Runs the plan on a file of its own. */
export async function runKills({ kills, seed, onKill }: KillPlan): Promise<KillTally> {
  const folder = mkdtempSync(`${tmpdir()}/tidings-`);
  const path = `${folder}/queue.tidings`;
  const acknowledged = new Set<string>();
  const tally: KillTally = {
    acknowledged: 0,
    lost: 0,
    copies: 0,
    damaged: 0,
    refused: 0,
    dropped: 0,
    early: 0,
    restored: 0,
    longestStartMs: 0,
  };
  await using collector = await serveIdCollector();
  // Some batches wait for their retry when the kill comes.
  collector.failEach(7);
  const random = seededRandom(seed);
  const config = { path, endpoint: collector.endpoint };
  for (let done = 1; done <= kills; done++) {
    await using child = startChild("busy", config);
    if (random() < EARLY_SHARE) tally.early++;
    else await until(() => hasStarted(child), () => `The child did not start: ${child.stderr}`);
    await new Promise((resolve) => setTimeout(resolve, random() * MAX_LIFE_MS));
    child.signal("SIGKILL");
    await child.ended();
    take(child, acknowledged, tally);
    onKill?.(done, tally);
  }
  collector.failEach(0);
  await using last = startChild("busy", { ...config, variant: "last" });
  await last.said("left 0");
  await last.ended();
  take(last, acknowledged, tally);
  tally.acknowledged = acknowledged.size;
  for (const id of acknowledged) if (!collector.copies.has(id)) tally.lost++;
  for (const copies of collector.copies.values()) tally.copies += copies - 1;
  const left = readdirSync(folder);
  if (left.join() !== "queue.tidings" || statSync(path).size > 0) {
    throw new Error(`${left.join()} is left behind, of ${statSync(path).size} bytes`);
  }
  rmSync(folder, { recursive: true });
  return tally;
}

/** One line that says what came of it. */
export function formatTally(kills: number, seed: number, tally: KillTally): string {
  return `${kills} kills (seed ${seed}, ${tally.early} of them early): ` +
    `${tally.acknowledged} acknowledged, ${tally.lost} lost, ${tally.dropped} dropped, ` +
    `${tally.copies} sent again under the same id; ${tally.restored} found at starts, ` +
    `${tally.damaged} damaged, ${tally.refused} starts refused, longest ${tally.longestStartMs} ms`;
}

function hasStarted(child: Program): boolean {
  return child.lines.some((line) => line.startsWith("started ") || line.startsWith("refused"));
}

function take(child: Program, acknowledged: Set<string>, tally: KillTally): void {
  for (const line of child.lines) {
    const [word = "", rest = ""] = [
      line.slice(0, line.indexOf(" ")),
      line.slice(line.indexOf(" ") + 1),
    ];
    if (word === "id") acknowledged.add(rest);
    else if (word === "open") {
      const { damaged, length } = JSON.parse(rest) as { damaged: number; length: number };
      tally.damaged += damaged;
      tally.restored += length;
    } else if (word === "started") {
      tally.longestStartMs = Math.max(tally.longestStartMs, Number(rest));
    } else if (word === "dropped") tally.dropped++;
    else if (word === "refused:") tally.refused++;
  }
  if (child.stderr !== "") throw new Error(`The child wrote ${child.stderr}`);
}
