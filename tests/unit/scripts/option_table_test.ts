import { assertEquals, assertMatch } from "@std/assert";
import { checkOptionTables, numbersIn, readOptions } from "../../../scripts/option_table.ts";

const OPTIONS = readOptions({
  path: "src/options.ts",
  text: `export interface Options {
    /** The key, 1 to 512 characters. */
    readonly apiKey: string;
    /**
     * Where events go.
     *
     * @default {"https://api.example.com"}
     */
    readonly endpoint?: string;
    /**
     * Most bytes, 1 KiB (1 024) to 1 GiB (1 073 741 824).
     *
     * @default {16777216}
     */
    readonly maxBytes?: number;
    /**
     * Longest wait, in milliseconds: 10 to 3 600 000, or 0 for none.
     *
     * @default {10_000}
     */
    readonly waitMs?: number;
  }`,
});

const TABLE = [
  "| option | default | range | meaning |",
  "| --- | --- | --- | --- |",
  "| `apiKey` | required | visible ASCII, 1–512 | the key |",
  "| `endpoint` | `https://api.example.com` | | where |",
  "| `maxBytes` / `waitMs` | 16 MiB / 10 000 ms | 1 KiB–1 GiB / 0 or 10–3 600 000 | bounds |",
].join("\n");

/** Findings over the table, as `line message`. */
function findings(text: string): string[] {
  const found = checkOptionTables({ path: "README.md", text }, OPTIONS);
  return found.map(({ line, message }) => `${line} ${message}`);
}

/** A slip in the table, and what is said of it. */
const SLIPS: readonly [from: string, to: string, message: RegExp][] = [
  ["16 MiB", "8 MiB", /^6 default of 'maxBytes' is '16777216' in its comment, '8 MiB' here/],
  ["10 000 ms", "10 ms", /^6 default of 'waitMs'/],
  ["`https://api.example.com`", "`https://example.com`", /^5 default of 'endpoint'/],
  ["1–512", "1–513", /^4 range of 'apiKey' has 513/],
  ["1 GiB", "2 GiB", /^6 range of 'maxBytes'/],
  ["`apiKey`", "`apiKeys`", /^4 'apiKeys' is no option/],
];

Deno.test("checkOptionTables() accepts a table that says what the comments say", () => {
  assertEquals(findings(TABLE), []);
  assertEquals(findings("| other |\n| --- |\n| `nothing` |\n"), []);
});

for (const [from, to, message] of SLIPS) {
  Deno.test(`checkOptionTables() reports ${to} instead of ${from}`, () => {
    assertMatch(findings(`\n${TABLE.replace(from, to)}`)[0] ?? "", message);
  });
}

Deno.test("checkOptionTables() reports an option without a row", () => {
  const found = findings(TABLE.replace(/.*endpoint.*\n/, ""));
  assertEquals(found.map((line) => line.split(":")[0]), [
    "3 option 'endpoint' is not in the table",
  ]);
});

Deno.test("numbersIn() reads groups and units", () => {
  assertEquals(numbersIn("0 or 10–3 600 000, 16 MiB, 1_000 and 1,000; 30 s, 0.5, 5 ms"), [
    0,
    10,
    3_600_000,
    16_777_216,
    1_000,
    1_000,
    30_000,
    0.5,
    5,
  ]);
});
