import { assertEquals } from "@std/assert";
import { newestEntry } from "../../../../scripts/release/changelog_entry.ts";

Deno.test("newestEntry() reads the first entry and nothing of the next", () => {
  const text =
    "# Changelog\n\nWords.\n\n## To be released: 1.2.3\n\n- a\n\n### b\n\n## 1.2.2\n\n- c\n";
  assertEquals(newestEntry(text), {
    line: 5,
    heading: "To be released: 1.2.3",
    version: "1.2.3",
    date: undefined,
    text: "- a\n\n### b",
  });
});

Deno.test("newestEntry() reads the last entry to its end, and finds none where there is none", () => {
  assertEquals(newestEntry("## 1.0.0 (2026-12-01)\n- a")?.text, "- a");
  assertEquals(newestEntry("## 1.0.0")?.text, "");
  assertEquals(newestEntry("# Changelog\n"), undefined);
});

const HEADINGS: readonly (readonly [heading: string, version?: string, date?: string])[] = [
  ["0.1.0 (2026-12-01)", "0.1.0", "2026-12-01"],
  ["[0.1.0] - 2026-12-01", "0.1.0", "2026-12-01"],
  ["v0.1.0"],
  ["1.0.0-rc.1, 2026-12-01", "1.0.0-rc.1", "2026-12-01"],
  ["10.20.30 (2028-02-29)", "10.20.30", "2028-02-29"],
  ["0.1.0 (2026-02-30)", "0.1.0"],
  ["0.1.0 (2026-13-01)", "0.1.0"],
  ["To be released"],
  ["1.2"],
  ["1.2.3.4"],
];

for (const [heading, version, date] of HEADINGS) {
  Deno.test(`newestEntry() reads the heading '${heading}'`, () => {
    const entry = newestEntry(`## ${heading}\n`);
    assertEquals([entry?.version, entry?.date], [version, date]);
  });
}
