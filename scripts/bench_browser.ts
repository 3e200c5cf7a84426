/**
 * What `track()` with a persisted queue costs a page in Chromium: with 10 and with 500 events waiting, for
 * 20 in one turn, for 1,000 in a row; beside a naive client that rewrites one array per event, in the
 * same page. Fails when a long queue makes `track()` slower than it may, or a page would stutter.
 *
 * @module
 */
import { launch } from "../tests/browser/rig/launch.ts";
import { clientPage } from "../tests/browser/rig/client_page.ts";
import { Collector } from "../tests/browser/rig/collector.ts";
import { type Json, member } from "../tests/browser/rig/driver.ts";
import { Site } from "../tests/browser/rig/site.ts";

/** How much slower `track()` may be with 500 waiting than with 10. */
const MAX_RATIO = 1.5;

/** What browsers call a long task. */
const LONG_TASK_MS = 50;

/** Events that wait after the samples: the 500, and the 20 of the last sample. */
const WAITING = 520;

/** Loads of the page; each gives 20 calls at either length. */
const LOADS = 25;

/** Microseconds of a call, and milliseconds of the rest. */
interface Samples {
  readonly ours: Readonly<Record<"few" | "many", number[]>>;
  readonly naive: Readonly<Record<"few" | "many", number[]>>;
  readonly longTasks: number[];
  readonly turns: number[];
  readonly thousands: number[];
  /** Waiting, and stored, at the end of the samples: proof that nothing has left. */
  readonly counts: number[];
}

/** The clock of a page that is isolated ticks in steps of 5 µs, any other in steps of 100. */
const ISOLATED = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
};

/** Runs in the page: `make(key)` gives a client with a storage key of its own. */
const MEASURE = `
const metadata = { plan: "pro", button: "hero", n: 1 };
const ours = (key) => {
  const client = make(key);
  const track = () => client.track("signup_clicked", { metadata });
  track.count = () => [client.pending,
    Object.keys(localStorage).filter((name) => new RegExp("^" + key + ":[^:]+:[^:]+$").test(name)).length];
  return track;
};
const naive = (key) => {
  const queue = [];
  return () => {
    queue.push({ name: "signup_clicked", metadata, path: location.pathname, url: location.href,
      referrer: "", sessionId: "s_" + "x".repeat(32), visitorId: "v_" + "x".repeat(32),
      occurredAt: new Date().toISOString(), messageId: crypto.randomUUID() });
    localStorage.setItem(key, JSON.stringify(queue));
  };
};
// Five calls at once, as the clock is too coarse for one.
const sample = (track) => {
  const start = performance.now();
  for (let i = 0; i < 5; i++) track();
  return (performance.now() - start) * 1000 / 5;
};
// By turns, so that neither length has the warmer code.
const atLength = (create, name) => {
  const short = create(name + "-short");
  const track = create(name);
  for (let i = 0; i < 500; i++) track();
  for (let i = 0; i < 10; i++) short();
  const few = [], many = [];
  for (let i = 0; i < 4; i++) few.push(sample(short)), many.push(sample(track));
  return { few, many, count: track.count?.(), track };
};
const turn = () => new Promise((resolve) => setTimeout(resolve, 100));
const longTasks = [];
new PerformanceObserver((list) => longTasks.push(...list.getEntries().map((entry) => entry.duration)))
  .observe({ type: "longtask" });
// What the page before leaves at its end must not be counted here.
const visit = Math.round(performance.timeOrigin);
const our = atLength(ours, "ours-" + visit);
const other = atLength(naive, "naive");
await turn();
longTasks.length = 0;
const turns = [];
for (let i = 0; i < 5; i++) {
  await turn();
  const start = performance.now();
  for (let n = 0; n < 20; n++) our.track();
  turns.push(performance.now() - start);
}
await turn();
const long = [...longTasks];
const row = ours("row");
const start = performance.now();
for (let i = 0; i < 1000; i++) row();
const thousand = performance.now() - start;
localStorage.clear();
return { ours: our, naive: other, longTasks: long, turns, thousand };`;

/** The middle one. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

function numbers(value: Json): number[] {
  return Array.isArray(value) ? value.map(Number) : [];
}

async function takeSamples(): Promise<Samples> {
  await using site = new Site();
  await using collector = new Collector();
  // What is on the wire stays there, so that the rest waits.
  collector.reply = () => new Promise<number>(() => {});
  const profile = await Deno.makeTempDir({ prefix: "tidings-" });
  const browser = await launch("chromium", profile);
  const samples: Samples = {
    ours: { few: [], many: [] },
    naive: { few: [], many: [] },
    longTasks: [],
    turns: [],
    thousands: [],
    counts: [],
  };
  try {
    const { script } = clientPage(collector, { maxQueueSize: 2_000 });
    const url = site.add("bench", {
      headers: ISOLATED,
      script: `${script}
window.make = (storageKey) => createMetricsClient("mtr_bench", { ...options, storageKey });`,
    });
    for (let load = 0; load < LOADS; load++) {
      await browser.goto(url);
      const got = await browser.runAsync(MEASURE);
      for (const who of ["ours", "naive"] as const) {
        for (const length of ["few", "many"] as const) {
          samples[who][length].push(...numbers(member(member(got, who), length)));
        }
      }
      samples.counts.push(...numbers(member(member(got, "ours"), "count")));
      samples.longTasks.push(...numbers(member(got, "longTasks")));
      samples.turns.push(...numbers(member(got, "turns")));
      samples.thousands.push(Number(member(got, "thousand")));
    }
  } finally {
    await browser.kill();
    await Deno.remove(profile, { recursive: true });
  }
  return samples;
}

function report({ ours, naive, longTasks, turns, thousands, counts }: Samples): boolean {
  const row = (name: string, { few, many }: Samples["ours"]) => {
    const [a, b] = [median(few), median(many)];
    console.log(
      `${name}: ${a.toFixed(1)} µs with 10 waiting, ${b.toFixed(1)} µs with 500: ${
        (b / a).toFixed(2)
      } × (medians of ${few.length})`,
    );
    return b / a;
  };
  const ratio = row("track()", ours);
  row("naive, one array rewritten per event", naive);
  const worst = Math.max(...turns);
  console.log(
    `20 track() in one turn: ${median(turns).toFixed(1)} ms, worst ${worst.toFixed(1)} ms, ` +
      `${longTasks.length} tasks of ${LONG_TASK_MS} ms and more`,
  );
  console.log(`1,000 track() in a row: ${median(thousands).toFixed(0)} ms`);
  const isWaiting = counts.length > 0 && counts.every((count) => count === WAITING);
  const isGood = ratio <= MAX_RATIO && longTasks.length === 0 && isWaiting;
  const rule = `at most ${MAX_RATIO} ×, no long task, ${WAITING} waiting and stored`;
  console.log(isGood ? "OK" : `FAILED: ${rule} (${[...new Set(counts)].join(", ")})`);
  return isGood;
}

if (import.meta.main) Deno.exitCode = report(await takeSamples()) ? 0 : 1;
