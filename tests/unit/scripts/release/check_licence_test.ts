import { assertEquals } from "@std/assert";
import config from "../../../../deno.json" with { type: "json" };
import {
  checkIncluded,
  checkLicence,
  checkNpmLicence,
} from "../../../../scripts/release/check_licence.ts";

const TEXT = await Deno.readTextFile(new URL("../../../../LICENSE", import.meta.url));

const files = (text: string, license: unknown = "MIT") =>
  checkLicence({ text, config: { license } }).map(({ file }) => file);

Deno.test("checkLicence() has nothing to say about ours, however its lines are broken", () => {
  assertEquals(files(TEXT, config.license), []);
  assertEquals(files(TEXT.replaceAll(/ (?=the )/g, "\n")), []);
});

const OTHERS: readonly (readonly [what: string, text: string])[] = [
  ["no text", ""],
  ["another heading", TEXT.replace("MIT License", "BSD License")],
  ["no holder", TEXT.replace(/Copyright .*/, "")],
  ["a condition more", TEXT.replace("conditions:", "conditions, and no others:")],
  ["a word less", TEXT.replace("sublicense, ", "")],
  ["no disclaimer", TEXT.replace(/THE SOFTWARE IS[^]*/, "")],
  ["something behind it", `${TEXT}\nAnd the Commons Clause.`],
];

for (const [what, text] of OTHERS) {
  Deno.test(`checkLicence() reports a licence with ${what}`, () => {
    assertEquals(files(text), ["LICENSE"]);
  });
}

Deno.test("a package that names another licence, or none, is reported", () => {
  assertEquals(files(TEXT, "Apache-2.0"), ["deno.json"]);
  assertEquals(files(TEXT, null), ["deno.json"]);
  assertEquals(checkNpmLicence({ license: "MIT" }), []);
  assertEquals(checkNpmLicence({}).length, 1);
});

Deno.test("checkIncluded() reports a package without the licence", () => {
  assertEquals(checkIncluded("JSR", ["LICENSE", "mod.ts"]), []);
  assertEquals(checkIncluded("npm", ["docs/LICENSE"]).map(({ file }) => file), ["LICENSE"]);
});
