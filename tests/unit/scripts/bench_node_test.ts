import { assertEquals, assertMatch } from "@std/assert";
import { readFlags } from "../../../scripts/bench/node/flags.ts";
import type { Transport } from "../../../scripts/bench/node/run_plan.ts";
import { median, type Run, summarize } from "../../../scripts/bench/node/summary.ts";

Deno.test("readFlags() runs 200 000 events in five rounds on the Node at hand", () => {
  assertEquals(readFlags([]), { kind: "run", events: 200_000, rounds: 5, versions: [] });
});

Deno.test("readFlags() reads each flag", () => {
  assertEquals(readFlags(["--events=10", "--rounds=3", "--node=20,22.1,24"]), {
    kind: "run",
    events: 10,
    rounds: 3,
    versions: ["20", "22.1", "24"],
  });
  assertEquals(readFlags(["--help"]), { kind: "help" });
});

for (
  const flag of ["--events=0", "--events=1e3", "--events=", "--rounds=100", "--node=", "--x", "x"]
) {
  Deno.test(`readFlags() refuses ${flag}`, () => {
    assertEquals(readFlags([flag]), {
      kind: "refuse",
      message: `Cannot run the bench with '${flag}': see --help`,
    });
  });
}

Deno.test("median() is the middle one, or between the two in the middle", () => {
  assertEquals(median([3, 1, 2]), 2);
  assertEquals(median([4, 1, 3, 2]), 2.5);
  assertEquals(median([7]), 7);
});

/** A run of ten events that took so many microseconds each. */
function run(transport: Transport, batch: number, cpuUsEach: number): Run {
  const measured = { cpuUs: cpuUsEach * 10, wallMs: 1, delivered: 10, requests: 1, rssBytes: 1 };
  return { transport, batch, measured };
}

Deno.test("summarize() compares medians with the targets", () => {
  const runs = [
    ...[10, 20, 12].map((cpu) => run("fetch", 100, cpu)),
    ...[6, 7, 30].map((cpu) => run("nodeFetch", 100, cpu)),
    ...[20, 20, 20].map((cpu) => run("fetch", 20, cpu)),
    ...[9, 9, 9].map((cpu) => run("nodeFetch", 20, cpu)),
  ];
  const [, first = "", second = ""] = summarize(runs).split("\n");
  assertMatch(first, /^ +100 +12.00 \(10.00–20.00\) +7.00 \(6.00–30.00\) +0.58 +0.55 missed$/);
  assertMatch(second, /^ +20 .* 0.45 +0.45 met$/);
});
