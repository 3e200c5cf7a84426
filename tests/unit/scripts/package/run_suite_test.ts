import { assertEquals } from "@std/assert";
import { testsForIsolates } from "../../../../scripts/package/isolates/run_isolates.ts";
import { toRow } from "../../../../scripts/package/run_suite.ts";
import { nameOf, RUNS, type RuntimeRun, takes } from "../../../../scripts/package/runtimes.ts";
import { translateTests } from "../../../../scripts/package/translate_tests.ts";

const RUN: RuntimeRun = { runtime: "node", version: "20.0.0", format: "require", minTests: 10 };

Deno.test("toRow() adds up the files of a run, and demands its least number of tests", () => {
  const results = [{ passed: 7, failed: 1, seconds: 1 }, { passed: 3, failed: 0, seconds: 2 }];
  const row = { name: "Node", passed: 10, failed: 1, seconds: 3, note: "at least 11" };
  assertEquals(toRow("Node", 11, results), row);
  assertEquals(toRow("Node", 12, results).failed, 2);
  assertEquals(toRow("Node", 1, []).failed, 1);
});

Deno.test("RUNS has each runtime in both formats, under a name of its own", () => {
  assertEquals(new Set(RUNS.map(nameOf)).size, RUNS.length);
  assertEquals(RUNS.filter(({ format }) => format === "require").length * 2, RUNS.length);
});

Deno.test("testsForIsolates() leaves out what needs a process, and nothing else of the API", async () => {
  const { tests } = await translateTests();
  const api = tests.filter((path) => path.startsWith("tests/api/"));
  const taken = testsForIsolates(tests);
  assertEquals(api.filter((path) => !taken.includes(path)), [
    "tests/api/browser_inert_test.js",
    "tests/api/node_entry_test.js",
  ]);
  assertEquals(taken.filter((path) => !api.includes(path)), []);
});

Deno.test("takes() leaves no file out of an import, and takes the ends of processes twice", () => {
  const all = { ...RUN, format: "import" } as const;
  assertEquals(takes(all, "tests/scenarios/transport_test.js"), true);
  for (const name of ["api/track_test", "scenarios/process_end_test", "scenarios/crash_test"]) {
    assertEquals(takes(RUN, `tests/${name}.js`), true, name);
  }
  assertEquals(takes(RUN, "tests/scenarios/transport_test.js"), false);
});
