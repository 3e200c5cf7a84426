import { assertEquals } from "@std/assert";
import {
  demandTests,
  formatRow,
  formatTable,
  formatTotal,
  parseRows,
  parseSummary,
  tallyCheck,
  tallyRows,
  tallyTests,
  total,
} from "../../../scripts/test_summary.ts";

/** Result lines as Deno prints them. */
const LINES: readonly [line: string, passed: number, failed: number][] = [
  ["ok | 12 passed (3 steps) | 0 failed | 1 ignored (2s)", 12, 0],
  ["ok | 1 passed | 0 failed (8ms)", 1, 0],
  ["ok | 12 passed (1 step) | 0 failed | 1 ignored (2 steps) | 4 filtered out (2s)", 12, 0],
  ["FAILED | 3 passed (1 step) | 2 failed (1 step) (11ms)", 3, 2],
  ["\x1b[0m\x1b[32mok\x1b[0m | 7 passed | 0 failed \x1b[0m\x1b[38;5;245m(28ms)\x1b[0m", 7, 0],
];

for (const [line, passed, failed] of LINES) {
  Deno.test(`parseSummary() reads ${line}`, () => {
    assertEquals(parseSummary(`running\n\n${line}\n\n`), { passed, failed });
  });
}

Deno.test("parseSummary() takes the last line and no look-alike", () => {
  assertEquals(
    parseSummary("ok | 1 passed | 0 failed (1ms)\nok | 2 passed | 0 failed (1ms)\n")?.passed,
    2,
  );
  assertEquals(parseSummary("a test ... ok | 1 passed | 0 failed\nerror: Test failed"), null);
});

Deno.test("tallyTests() counts a run without result, without tests or with a bad end as failed", () => {
  const tally = (output: string, code: number) => {
    const { passed, failed } = tallyTests({ output, code });
    return [passed, failed];
  };
  assertEquals(tally("ok | 5 passed | 0 failed (1s)", 0), [5, 0]);
  assertEquals(tally("FAILED | 5 passed | 2 failed (1s)", 1), [5, 2]);
  assertEquals(tally("ok | 5 passed | 0 failed (1s)", 1), [5, 1]);
  assertEquals(tally("ok | 0 passed | 0 failed (1s)", 0), [0, 1]);
  assertEquals(tally("", 0), [0, 1]);
  assertEquals(tally("error: Type checking failed.", 1), [0, 1]);
});

Deno.test("tallyTests() notes which browser it was, and that there was none", () => {
  const good = "browser: a 1.2\nbrowser: a 1.2\nok | 5 passed | 0 failed (1s)";
  assertEquals(tallyTests({ output: good, code: 0 }), { passed: 5, failed: 0, note: "a 1.2" });
  const output = "skipped: a, as there is no b\nTo install it run …";
  const note = "skipped: a, as there is no b";
  assertEquals(tallyTests({ output, code: 0 }), { passed: 0, failed: 0, note });
  assertEquals(tallyTests({ output, code: 1 }).failed, 1);
});

Deno.test("tallyCheck() counts one", () => {
  assertEquals(tallyCheck({ output: "", code: 0 }), { passed: 1, failed: 0 });
  assertEquals(tallyCheck({ output: "", code: 3 }), { passed: 0, failed: 1 });
});

Deno.test("formatTotal() and formatTable() give the sum and the rows", () => {
  const rows = [
    { name: "lint", passed: 1, failed: 0, seconds: 1.23, note: "" },
    { name: "unit", passed: 20, failed: 2, seconds: 10, note: "why" },
  ];
  assertEquals(formatTotal(total(rows)), "21 passed, 2 failed");
  assertEquals(formatTable(rows).split("\n"), [
    "step  passed  failed  seconds",
    "lint       1       0      1.2",
    "unit      20       2     10.0  why",
  ]);
});

const ROWS = [
  { name: "Node 20.20.2, require()", passed: 1_376, failed: 0, seconds: 31.2, note: "" },
  { name: "types (all)", passed: 6, failed: 1, seconds: 0, note: "see above (twice)" },
];

Deno.test("parseRows() reads what formatRow() writes, and nothing else", () => {
  const lines = ROWS.map(formatRow);
  assertEquals(parseRows(`begin\n${lines.join("\nbetween: 1 passed, 1 failed\n")}\nend`), ROWS);
  assertEquals(parseRows("3 passed, 0 failed"), []);
});

Deno.test("tallyRows() counts a step without rows, or with a bad end that no row explains, as failed", () => {
  const [good = "", bad = ""] = ROWS.map(formatRow);
  const failed = (output: string, code: number) =>
    tallyRows("step", { output, code }).map(({ name, failed }) => [name, failed]);
  assertEquals(failed(good, 0), [["Node 20.20.2, require()", 0]]);
  assertEquals(failed(bad, 1), [["types (all)", 1]]);
  assertEquals(failed(good, 1), [["Node 20.20.2, require()", 0], ["step", 1]]);
  assertEquals(failed("", 0), [["step", 1]]);
});

Deno.test("demandTests() counts a run in which too few tests ran as failed once more, and says how many", () => {
  const row = { name: "a", passed: 8, failed: 1, seconds: 1, note: "a 1.2" };
  assertEquals(demandTests(row, 9), { ...row, note: "a 1.2, at least 9" });
  const short = { ...row, failed: 2, note: "a 1.2, at least 10 tests were to run" };
  assertEquals(demandTests(row, 10), short);
});
