import { assertEquals, assertMatch } from "@std/assert";
import {
  checkBanned,
  checkDocLint,
  checkFolders,
  checkLinks,
  readDocErrors,
  withFolders,
} from "../../../scripts/check_docs.ts";

/** Put together here, because no file may hold them whole. */
const BANNED: readonly string[] = [
  `https://${["registry", "npmjs", "org"].join(".")}/x`,
  `https://${["jsr", "io"].join(".")}/@a/b`,
  `https://${["npm", "jsr", "io"].join(".")}`,
  ["", "home", "ann", "x.ts"].join("/"),
  ["", "Users", "ann", "x.ts"].join("/"),
  ["file://", "root", "x.ts"].join("/"),
  ["C:", "Users", "ann"].join("\\"),
];

for (const text of BANNED) {
  Deno.test(`checkBanned() reports ${text.replaceAll("/", " / ")}`, () => {
    const found = checkBanned({ path: "README.md", text: `one\nsee ${text} now` });
    assertEquals(found.map(({ file, line }) => `${file}:${line}`), ["README.md:2"]);
  });
}

Deno.test("checkBanned() accepts packages, sites and relative paths", () => {
  const text = "jsr:@std/assert npm:x https://example.com/home/ann src/work/x.ts ./root/x ~/work/x";
  assertEquals(checkBanned({ path: "README.md", text }), []);
});

Deno.test("checkLinks() reports links to files that are not there", () => {
  const text =
    "[a](docs/a.md) [b](./docs/b.md#part) [c](docs/) [d](#here) [e](https://example.com/x)\n" +
    "[f](docs/none.md)\n```md\n[g](docs/none.md)\n```\n[h](../up.md)";
  const paths = withFolders(["README.md", "docs/a.md", "docs/b.md"]);
  const found = checkLinks({ path: "README.md", text }, paths);
  assertEquals(found.map(({ line }) => line), [2, 6]);
});

Deno.test("checkDocLint() reports a public name without documentation", async () => {
  const root = await Deno.makeTempDir();
  try {
    await Deno.writeTextFile(
      `${root}/bare.ts`,
      "\nexport const a: number = 1;\n",
    );
    await Deno.writeTextFile(`${root}/good.ts`, "/** Doc. */\nexport const a: number = 1;\n");
    const found = await checkDocLint(["bare.ts"], root);
    assertEquals(found.map(({ file, line }) => `${file}:${line}`), ["bare.ts:2"]);
    assertMatch(found[0]?.message ?? "", /missing-jsdoc/);
    assertEquals(await checkDocLint(["good.ts"], root), []);
    assertEquals((await checkDocLint(["none.ts"], root)).length, 1);
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});

Deno.test("readDocErrors() finds nothing in a clean answer", () => {
  assertEquals(readDocErrors("Checked 1 file\n", "/top"), []);
});

Deno.test("checkFolders() reports folders of this machine, but none at its top", () => {
  const text = "a\nsee /var/ann/notes.txt and /opt/x and C:\\ann\\y\n";
  const findings = checkFolders({ path: "a.md", text }, ["/var/ann", "/opt", "/", "C:\\ann\\y"]);
  assertEquals(findings.map(({ line, message }) => [line, message.split(":")[0]]), [
    [2, "'/var/ann' is a folder of this machine"],
    [2, "'C"],
  ]);
});
