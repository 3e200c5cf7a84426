import { assert, assertEquals, assertThrows } from "@std/assert";
import { SETUP_COMMAND } from "../../../scripts/setup_browsers.ts";
import { judgeMissing, readWanted } from "../../../scripts/test_browser.ts";

Deno.test("readWanted() runs everything in each engine, five times, when nothing is said", () => {
  assertEquals(readWanted([]), {
    engines: ["chromium", "firefox", "webkit"],
    runs: 5,
    paths: ["tests/browser/all.ts"],
  });
  assertEquals(readWanted(["tests/browser"]), readWanted([]));
});

Deno.test("an engine that is missing is skipped with the command to run, and fails in CI", () => {
  for (const isCi of [false, true]) {
    const { isGood, lines: [what, how] } = judgeMissing(
      "webkit",
      ["Xvfb", "WebKitWebDriver"],
      isCi,
    );
    assertEquals(isGood, !isCi);
    assertEquals(
      what,
      `${isCi ? "failed" : "skipped"}: webkit, as there is no Xvfb, no WebKitWebDriver`,
    );
    assert(how?.includes(SETUP_COMMAND));
  }
});

Deno.test("the module that runs all browser tests leaves none out", async () => {
  const folder = new URL("../../browser/", import.meta.url);
  const all = await Deno.readTextFile(new URL("all.ts", folder));
  for await (const { name } of Deno.readDir(folder)) {
    if (name.endsWith("_test.ts")) assert(all.includes(`import "./${name}";`), name);
  }
});

Deno.test("readWanted() takes an engine, a number of runs and paths", () => {
  const wanted = readWanted(["--engine=webkit", "--runs=50", "tests/browser/tabs_test.ts"]);
  assertEquals(wanted, { engines: ["webkit"], runs: 50, paths: ["tests/browser/tabs_test.ts"] });
});

Deno.test("readWanted() refuses what it does not know", () => {
  for (const flag of ["--engine=edge", "--runs=0", "--runs=x", "--turbo"]) {
    assertThrows(() => readWanted([flag]));
  }
});
