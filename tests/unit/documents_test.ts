/** What the README and CONTRIBUTING say is what the source says. */
import { assertEquals, assertStringIncludes } from "@std/assert";
import config from "../../deno.json" with { type: "json" };
import { BREAKAGES } from "../../scripts/breakages.ts";
import { BROWSER_WARNINGS } from "../../src/browser/warnings.ts";
import budget from "../../scripts/size_budget.json" with { type: "json" };
import { OUTCOMES } from "../../src/core/outcome.ts";
import { type WarningKind, WARNINGS } from "../../src/core/warnings.ts";
import { VERSION } from "../../src/version.ts";
import { formatEndings } from "../browser/endings.ts";
import { headingLinks, pageLinks, readTable } from "../support/markdown.ts";

const readText = (name: string): Promise<string> =>
  Deno.readTextFile(new URL(`../../${name}`, import.meta.url));

const README = await readText("README.md");

const table = (heading: string): string[][] => readTable(README, heading);

Deno.test("the README's table of outcomes is the engine's", () => {
  const printed = table("answer").map(([answer = "", outcome = ""]) => [
    answer.replace(", no connection, no answer in time", ""),
    outcome.replaceAll("`", ""),
  ]);
  assertEquals(printed, OUTCOMES.map((row) => [...row]));
});

/** Kinds that the README explains in one row, because their texts say the rest. */
const DROPPED: readonly WarningKind[] = [
  "invalid",
  "unserializable",
  "too_large",
  "before_send",
  "closed",
  "overflow",
  "rejected",
  "corrupt",
];

for (const kind of Object.keys(WARNINGS) as WarningKind[]) {
  Deno.test(`the README explains the warning '${kind}'`, () => {
    const isOption = kind === "unknown_option";
    const text = WARNINGS[kind](2, isOption ? "InslyticNode ignores the unknown option 'x'" : "x");
    const explained = table("warning").map(([warning = ""]) => warning);
    const found = explained.filter((warning) => text.includes(warning));
    assertEquals(found.length, 1, text);
    assertEquals(found[0] === "events dropped", DROPPED.includes(kind));
  });
}

for (const [kind, text] of Object.entries(BROWSER_WARNINGS)) {
  Deno.test(`the README explains the browser client's warning '${kind}'`, () => {
    const explained = table("browser warning").map(([warning = ""]) => warning);
    assertEquals(explained.filter((warning) => text.includes(warning)).length, 1, text);
  });
}

Deno.test("the README's table of a page's endings is the one that the browser tests play", () => {
  assertStringIncludes(README, formatEndings());
});

Deno.test("the README's table of the browser client's methods names each, and no other", async () => {
  const source = await readText("src/browser/metrics_client.ts");
  const methods = [...source.matchAll(/^ {2}(?:readonly )?(\w+)(?:<[^>]*>)?[(:<]/gm)];
  const named = table("browser method").flatMap(([cell = ""]) =>
    [...cell.matchAll(/`(\w+)/g)].map(([, name]) => name)
  );
  assertEquals(named.toSorted(), methods.map(([, name]) => name).toSorted());
});

Deno.test("VERSION is the version of the package and stands in the changelog", async () => {
  assertEquals(VERSION, config.version);
  assertStringIncludes(await readText("CHANGELOG.md"), VERSION);
});

Deno.test("CONTRIBUTING lists every breakage", async () => {
  const text = await readText("CONTRIBUTING.md");
  for (const { name } of BREAKAGES) assertStringIncludes(text, `**${name}**`);
});

Deno.test("every link within the README leads to a heading", () => {
  const headings = headingLinks(README).map(({ link }) => link);
  assertEquals(pageLinks(README).filter((link) => !headings.includes(link)), []);
  assertEquals(new Set(headings).size, headings.length, "two headings have the same link");
});

Deno.test("the line of links under the README's first example names every section, in order", () => {
  const [, contents = ""] = /\n\n(\[Install\][\s\S]+?)\n\n/.exec(README) ?? [];
  const sections = headingLinks(README).filter(({ level }) => level === 2);
  assertEquals(pageLinks(contents), sections.map(({ link }) => link));
});

Deno.test("every task and file that the README's commands name exists", async () => {
  const commands = [...README.matchAll(/`(?:npx --yes deno@[\d.]+|deno) task ([^`]+)`/g)];
  for (const [, command = ""] of commands) {
    const [task = "", ...args] = command.split(" ");
    assertEquals(Object.hasOwn(config.tasks, task), true, task);
    for (const path of args.filter((arg) => arg.startsWith("tests/"))) {
      assertEquals((await Deno.stat(new URL(`../../${path}`, import.meta.url))).isFile, true);
    }
  }
  assertEquals(commands.length > 5, true);
});

Deno.test("the README's seeds and sizes are those of the tests", async () => {
  const chaos = await readText("tests/scenarios/chaos_long_test.ts");
  assertStringIncludes(chaos, "const EVENTS = 50_000;");
  const seeds = [...chaos.matchAll(/\{ seed: (\d+),/g)].map(([, seed]) => seed);
  assertStringIncludes(README, `(seeds ${seeds.join(", ")})`);
  const payloads = await readText("tests/scenarios/hostile_payloads_long_test.ts");
  const [, seed = ""] = /const SEED = ([\d_]+);/.exec(payloads) ?? [];
  assertStringIncludes(README, `(seed ${seed.replaceAll("_", "")})`);
  assertStringIncludes(payloads, "const PAYLOADS = 100_000;");
});

Deno.test("the README says how large the browser client may be, as it is held to", async () => {
  const [, kilobytes] = /at most ([\d.]+) kB gzip of a page/.exec(
    (await Deno.readTextFile("README.md")).replace(/\s+/g, " "),
  ) ?? [];
  assertEquals(Number(kilobytes) * 1_000, budget.limits.gzip);
});
