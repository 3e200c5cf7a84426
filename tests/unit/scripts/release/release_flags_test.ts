import { assertEquals, assertThrows } from "@std/assert";
import { readReleaseFlags } from "../../../../scripts/release/release_flags.ts";

Deno.test("readReleaseFlags() reads both flags, in any order, or none", () => {
  assertEquals(readReleaseFlags([]), { tag: undefined, out: undefined });
  assertEquals(readReleaseFlags(["--out=a=b", "--tag=v1.2.3"]), { tag: "v1.2.3", out: "a=b" });
});

for (const arg of ["--tagg=v1.2.3", "--tag", "--tag=", "v1.2.3", "--out", "-h"]) {
  Deno.test(`readReleaseFlags() refuses '${arg}'`, () => {
    assertThrows(() => readReleaseFlags([arg]), TypeError, `Cannot read '${arg}'`);
  });
}
