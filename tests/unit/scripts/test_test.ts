import { assertEquals } from "@std/assert";
import type { Step } from "../../../scripts/steps.ts";
import { runStep, type Screen, stepsOf } from "../../../scripts/test.ts";

/** Shows nothing. */
const SILENT: Screen = { show: () => {}, stderr: "null" };

/** Runs tests written to a file of their own. */
async function runTests(text: string): Promise<[passed: number, failed: number] | null> {
  const dir = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(`${dir}/a_test.ts`, text);
    const args = ["test", "--no-config", "--no-check"];
    const [row] = await runStep({ name: "inner", args, paths: [dir], isTestRun: true }, SILENT);
    return row === undefined ? null : [row.passed, row.failed];
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

Deno.test("stepsOf() gives a profile its own steps and those of both", () => {
  const steps: Step[] = [
    { name: "a", args: [] },
    { name: "b", args: [], only: "ok" },
    { name: "c", args: [], only: "test" },
  ];
  assertEquals(stepsOf("ok", steps).map(({ name }) => name), ["a", "b"]);
  assertEquals(stepsOf("test", steps).map(({ name }) => name), ["a", "c"]);
});

Deno.test("runStep() counts the tests that ran", async () => {
  const text = 'Deno.test("a", () => {}); Deno.test("b", () => { throw 1; });';
  assertEquals(await runTests(text), [1, 1]);
});

Deno.test("runStep() counts a file without tests and one that does not load as failed", async () => {
  assertEquals(await runTests(""), [0, 1]);
  assertEquals(await runTests('import "./none.ts";'), [0, 1]);
});

Deno.test("runStep() demands the step's least number of tests, unless it was skipped", async () => {
  const run = async (code: string) => {
    const step = { name: "inner", args: ["eval", code], isTestRun: true, minTests: 2 };
    const [row] = await runStep(step, SILENT);
    return [row?.passed, row?.failed, row?.note];
  };
  const short = await run('console.log("ok | 1 passed | 0 failed (1ms)")');
  assertEquals(short, [1, 1, "at least 2 tests were to run"]);
  assertEquals(await run('console.log("ok | 2 passed | 0 failed (1ms)")'), [2, 0, "at least 2"]);
  const skipped = await run('console.log("skipped: a, as there is no b")');
  assertEquals(skipped, [0, 0, "skipped: a, as there is no b"]);
});

Deno.test("runStep() counts a check as one", async () => {
  const [row] = await runStep({ name: "inner", args: ["eval", "Deno.exit(3)"] }, SILENT);
  assertEquals([row?.passed, row?.failed], [0, 1]);
});

Deno.test("runStep() gives the rows of a step that has several", async () => {
  const code =
    'console.log("row a: 3 passed, 0 failed, 1.5 s\\nb\\nrow c: 1 passed, 2 failed, 0.1 s (why)")';
  const step = { name: "inner", args: ["eval", code], hasRows: true };
  assertEquals(await runStep(step, SILENT), [
    { name: "a", passed: 3, failed: 0, seconds: 1.5, note: "" },
    { name: "c", passed: 1, failed: 2, seconds: 0.1, note: "why" },
  ]);
});

Deno.test("runStep() leaves out a step whose folder does not exist", async () => {
  const said: string[] = [];
  const screen: Screen = { ...SILENT, show: (text) => void said.push(text) };
  const step = { name: "inner", args: ["test"], paths: ["tests/none"], isTestRun: true };
  assertEquals(await runStep(step, screen), []);
  assertEquals(said, ["note: inner leaves out 'tests/none', which does not exist\n"]);
});
