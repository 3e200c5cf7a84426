import { assertEquals, assertStringIncludes } from "@std/assert";
import {
  checkNpmVersion,
  checkVersions,
  type Versioned,
} from "../../../../scripts/release/check_versions.ts";

const GOOD: Versioned = {
  version: "1.2.3",
  source: '\nexport const VERSION = "1.2.3";\n',
  changelog: "# Changelog\n\n## To be released: 1.2.3\n\n- a\n",
};

const found = (change: Partial<Versioned>) =>
  checkVersions({ ...GOOD, ...change }).map(({ file, line, message }) =>
    `${file}:${line}: ${message.split(":")[0]}`
  );

Deno.test("checkVersions() has nothing to say when all agree, before and after the day", () => {
  assertEquals(found({}), []);
  assertEquals(found({ changelog: "## 1.2.3 (2026-12-01)\n\n- a\n" }), []);
  assertEquals(found({ source: 'export const VERSION: string = "1.2.3";' }), []);
});

Deno.test("checkVersions() reports a source of another version, or of none", () => {
  assertEquals(found({ source: '\nexport const VERSION = "1.2.4";' }), [
    "src/version.ts:2: VERSION is 1.2.4, deno.json has 1.2.3",
  ]);
  assertEquals(found({ source: "export const VERSION = 1;" }), [
    "src/version.ts:1: VERSION is no text",
  ]);
});

Deno.test("checkVersions() reports a changelog without the version at its top", () => {
  assertEquals(found({ changelog: "## 1.2.2\n\n- a\n\n## 1.2.3\n\n- b\n" }), [
    "CHANGELOG.md:1: has no entry for 1.2.3, the newest is '1.2.2'",
  ]);
  assertEquals(found({ changelog: "# Changelog\n" }), ["CHANGELOG.md:1: has no entry"]);
});

Deno.test("checkVersions() reports an entry that says nothing", () => {
  assertEquals(found({ changelog: "## 1.2.3\n\n\n## 1.2.2\n\n- a\n" }), [
    "CHANGELOG.md:1: the entry of 1.2.3 is empty",
  ]);
});

Deno.test("checkNpmVersion() reports a package of another version, or of none", () => {
  assertEquals(checkNpmVersion({ version: "1.2.3" }, "1.2.3"), []);
  for (const manifest of [{ version: "1.2.4" }, {}]) {
    const [finding] = checkNpmVersion(manifest, "1.2.3");
    assertStringIncludes(finding?.message ?? "", "deno.json has 1.2.3");
  }
});
