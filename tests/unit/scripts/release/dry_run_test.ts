import { assertEquals, assertStringIncludes } from "@std/assert";
import {
  checkPublished,
  readComplaints,
  readPublished,
} from "../../../../scripts/release/dry_run_jsr.ts";
import { readWarnings } from "../../../../scripts/release/dry_run_npm.ts";

const ROOT = "/tmp/a b";

Deno.test("readPublished() reads the paths of a dry run, in order", () => {
  const output = "Check mod.ts\nSimulating publish of @a/b@0.1.0 with files:\n" +
    "   file:///tmp/a%20b/src/b.ts (1.62KB)\n   file:///tmp/a%20b/LICENSE (105B)\nSuccess Dry run\n";
  assertEquals(readPublished(output, ROOT), ["LICENSE", "src/b.ts"]);
  assertEquals(readPublished("error: no", ROOT), []);
});

Deno.test("checkPublished() reports what is not listed, and what is listed and not there", () => {
  assertEquals(checkPublished(["a", "b"], ["b", "a"]), []);
  const found = checkPublished(["a", "b"], ["b", "c"]).map(({ file, message }) =>
    `${file} ${message.split(":")[0]}`
  );
  assertEquals(found, [
    "a would be published to JSR, but is not listed",
    "c is listed, but would not be published to JSR",
  ]);
});

Deno.test("readComplaints() names the place of a slow type, and tells all of what it cannot read", () => {
  const output = "error[missing-explicit-type]: missing explicit type in the public API\n" +
    ` --> ${ROOT}/src/version.ts:8:14\n  | \n8 | export const VERSION = a();\n`;
  const [slow, ...others] = readComplaints(output, ROOT);
  assertEquals([slow?.file, slow?.line, others.length], ["src/version.ts", 8, 0]);
  const [other] = readComplaints("error: the moon is full\n", ROOT);
  assertEquals([other?.file, other?.line], ["deno.json", 1]);
  assertStringIncludes(other?.message ?? "", "the moon is full");
});

Deno.test("readWarnings() tells what npm says against the package, and not that nobody is logged in", () => {
  const login = "npm warn publish This command requires you to be logged in to https://a.example/";
  const notices = "npm notice total files: 88\n";
  assertEquals(readWarnings(`${notices}${login} (dry-run)\n+ a@0.1.0`, 0), []);
  const messages = (output: string, code: number) =>
    readWarnings(output, code).map(({ message }) => message);
  assertEquals(messages("npm warn publish npm auto-corrected some errors", 0), [
    "'npm publish' says: npm auto-corrected some errors",
  ]);
  assertEquals(
    messages("npm error You must specify a tag\nnpm error A complete log of this run: a", 1),
    [
      "'npm publish' says: You must specify a tag",
    ],
  );
  assertEquals(messages("", 7), ["'npm publish' says: ended with exit code 7"]);
});
