import { assertEquals, assertThrows } from "@std/assert";
import { readWanted } from "../../../scripts/test_browser.ts";

Deno.test("readWanted() runs everything in each engine, five times, when nothing is said", () => {
  assertEquals(readWanted([]), {
    engines: ["chromium", "firefox", "webkit"],
    runs: 5,
    paths: ["tests/browser"],
  });
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
