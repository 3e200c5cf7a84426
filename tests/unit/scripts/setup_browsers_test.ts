import { assertEquals } from "@std/assert";
import { PACKAGES, planSetup, SETUP_COMMAND } from "../../../scripts/setup_browsers.ts";

Deno.test("planSetup() installs only what is missing, only as root, only with apt", () => {
  const missing = ["xvfb"];
  assertEquals(planSetup({ hasApt: true, isRoot: true, missing: [] }), "nothing");
  assertEquals(planSetup({ hasApt: true, isRoot: false, missing: [] }), "nothing");
  assertEquals(planSetup({ hasApt: true, isRoot: true, missing }), "install");
  assertEquals(planSetup({ hasApt: true, isRoot: false, missing }), "tell");
  assertEquals(planSetup({ hasApt: false, isRoot: true, missing }), "tell");
});

Deno.test("SETUP_COMMAND names every package", () => {
  assertEquals(PACKAGES.filter((name) => !SETUP_COMMAND.includes(name)), []);
});
