import { assertEquals } from "@std/assert";
import { checkTag, type Tagged } from "../../../../scripts/release/check_tag.ts";

const READY: Tagged = {
  tag: "v1.2.3",
  version: "1.2.3",
  changelog: "## 1.2.3 (2026-12-01)\n\n- a\n",
  contributing:
    "# C\n\n## Before the first release\n\n- [x] an owner\n\n## More\n\n- [ ] not of the list\n",
  manifest: { repository: { type: "git", url: "git+https://git.example.com/a.git" } },
  uncommitted: [],
};

const found = (change: Partial<Tagged>) =>
  checkTag({ ...READY, ...change }).map(({ file, line, message }) =>
    `${file}:${line}: ${message.split(":")[0]}`
  );

Deno.test("checkTag() has nothing to say about a release that is ready", () => {
  assertEquals(found({}), []);
});

for (const tag of ["1.2.3", "v1.2.4", "v1.2.3-rc.1", "v1.2.3 "]) {
  Deno.test(`checkTag() refuses the tag '${tag}' for 1.2.3`, () => {
    assertEquals(found({ tag }), [`deno.json:1: the tag is '${tag}', the version 1.2.3`]);
  });
}

Deno.test("checkTag() demands a day in the changelog", () => {
  assertEquals(found({ changelog: "\n## To be released: 1.2.3\n\n- a\n" }), [
    "CHANGELOG.md:2: 'To be released",
  ]);
  // Of an entry for another version others tell.
  assertEquals(found({ changelog: "## To be released: 1.2.4\n\n- a\n" }), []);
});

Deno.test("checkTag() demands a clean tree", () => {
  assertEquals(found({ uncommitted: ["a.ts", "b c.ts"] }), [
    "a.ts:1: is not committed",
    "b c.ts:1: is not committed",
  ]);
});

Deno.test("checkTag() demands a repository in the npm package, if there is a package", () => {
  assertEquals(found({ manifest: {} }), [
    "scripts/build_npm.ts:1: the npm package names no 'repository'",
  ]);
  assertEquals(found({ manifest: undefined }), []);
});

Deno.test("checkTag() demands that nothing is open before the first release", () => {
  const contributing =
    "a\n## Before the first release\n\n- [x] a\n- [ ] an owner. Somebody\n  who has `a.b`\n- [ ] `a.b`: c\n";
  assertEquals(found({ contributing }), [
    "CONTRIBUTING.md:5: 'an owner' is open",
    "CONTRIBUTING.md:7: '`a.b`' is open",
  ]);
  assertEquals(found({ contributing: "" }), [
    "CONTRIBUTING.md:1: has no '## Before the first release'",
  ]);
});
