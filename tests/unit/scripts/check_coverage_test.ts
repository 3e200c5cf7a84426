import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import {
  checkCoverage,
  formatCoverage,
  hasCode,
  parseLcov,
  percent,
  sum,
} from "../../../scripts/check_coverage.ts";

const LCOV = `SF:/top/src/a.ts
DA:1,1
LH:98
LF:100
BRDA:1,0,0,1
BRF:10
BRH:9
end_of_record
SF:/top/src/b.ts
LH:92
LF:100
BRF:0
BRH:0
end_of_record
`;

const A = { path: "src/a.ts", text: "export const a = 1;" };
const B = { path: "src/b.ts", text: "export const b = 1;" };

Deno.test("parseLcov() reads each file's numbers", () => {
  const covered = parseLcov(LCOV, "/top");
  assertEquals([...covered.keys()], ["src/a.ts", "src/b.ts"]);
  assertEquals(sum(covered.values()), { lines: 200, linesHit: 190, branches: 10, branchesHit: 9 });
  assertEquals(percent(0, 0), 100);
});

Deno.test("checkCoverage() accepts 95 % of the lines and 90 % of the branches", () => {
  assertEquals(checkCoverage(parseLcov(LCOV, "/top"), [A, B]), []);
});

Deno.test("checkCoverage() reports totals below the limits", () => {
  const fewer = LCOV.replace("LH:92", "LH:91").replace("BRH:9", "BRH:8");
  const found = checkCoverage(parseLcov(fewer, "/top"), [A, B]).map(({ message }) => message);
  assertEquals(found.length, 2);
  assertMatch(found[0] ?? "", /94\.5 % of the lines/);
  assertMatch(found[1] ?? "", /80\.0 % of the branches/);
});

Deno.test("checkCoverage() reports a file that no test loads, unless it is all types", () => {
  const types = {
    path: "src/t.ts",
    text: "/** Doc. */\nexport interface T {}\nimport type { A } from './a.ts';",
  };
  const unloaded = { path: "src/u.ts", text: "export const u = 1;" };
  const found = checkCoverage(parseLcov(LCOV, "/top"), [A, B, types, unloaded]);
  assertEquals(found.map(({ file }) => file), ["src/u.ts"]);
  assertEquals([types, unloaded].map(hasCode), [false, true]);
});

Deno.test("formatCoverage() ends with the totals", () => {
  const last = formatCoverage(parseLcov(LCOV, "/top")).split("\n").at(-1) ?? "";
  assertStringIncludes(last, "95.0 % (190/200)");
  assertStringIncludes(last, "90.0 % (9/10)");
});
