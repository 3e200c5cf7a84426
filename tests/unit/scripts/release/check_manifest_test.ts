import { assertEquals } from "@std/assert";
import { checkManifest } from "../../../../scripts/release/check_manifest.ts";

const messages = (manifest: Record<string, unknown>) =>
  checkManifest(manifest).map(({ message }) => message.split(":")[0]);

Deno.test("checkManifest() has nothing to say about a package that brings and runs nothing", () => {
  assertEquals(messages({ name: "a", scripts: { test: "x" }, devDependencies: { b: "1" } }), []);
  assertEquals(messages({ dependencies: {} }), []);
});

for (const field of ["dependencies", "optionalDependencies", "peerDependencies"]) {
  Deno.test(`checkManifest() reports each of ${field}`, () => {
    assertEquals(messages({ [field]: { a: "1", b: "2" } }), [`'a' in ${field}`, `'b' in ${field}`]);
  });
}

Deno.test("checkManifest() reports bundled dependencies", () => {
  assertEquals(messages({ bundleDependencies: ["a"], bundledDependencies: ["b"] }), [
    "'a' in bundleDependencies",
    "'b' in bundledDependencies",
  ]);
});

for (const script of ["preinstall", "install", "postinstall", "prepare"]) {
  Deno.test(`checkManifest() reports the script '${script}'`, () => {
    assertEquals(messages({ scripts: { [script]: "x" } }), [
      `the script '${script}' runs at every user's`,
    ]);
  });
}
