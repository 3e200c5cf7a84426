import { assert, assertEquals, assertMatch } from "@std/assert";
import fc from "fast-check";
import { contentHash } from "../../../src/core/content_hash.ts";

Deno.test("contentHash() is 32 hexadecimal digits, whatever the texts are", () => {
  for (const texts of [[], [""], ["a"], ["\u0000"], ["\ud800"], ["x".repeat(100_000)]]) {
    assertMatch(contentHash(texts), /^[0-9a-f]{32}$/);
  }
});

Deno.test("contentHash() is the same on every runtime and after a restart", () => {
  assertEquals(contentHash(["id-1", '{"eventName":"e"}']), "a9150a6fc83a13f623a5a99935d8745c");
});

Deno.test("contentHash() differs for texts that are cut in another way", () => {
  const cuts = [
    ["abc"],
    ["a", "bc"],
    ["ab", "c"],
    ["a", "b", "c"],
    ["", "abc"],
    ["abc", ""],
    ["1,abc"],
    ["2,a", "bc"],
  ];
  assertEquals(new Set(cuts.map(contentHash)).size, cuts.length);
});

Deno.test("contentHash() differs for texts of every length around its stride", () => {
  const hashes = new Set<string>();
  for (let length = 0; length < 200; length++) hashes.add(contentHash(["\u0000".repeat(length)]));
  assertEquals(hashes.size, 200);
});

Deno.test("contentHash() is the same only for the same texts", () => {
  const texts = fc.array(fc.string({ unit: "binary" }), { maxLength: 5 });
  fc.assert(
    fc.property(texts, texts, (one, other) => {
      const isSame = JSON.stringify(one) === JSON.stringify(other);
      assertEquals(contentHash(one) === contentHash(other), isSame);
    }),
    { numRuns: 2_000 },
  );
});

Deno.test("contentHash() changes about half of its bits with any bit of a text", () => {
  const text = "the quick brown fox jumps over the lazy dog";
  const before = bitsOf(contentHash([text]));
  for (let at = 0; at < text.length; at++) {
    for (const bit of [1, 0x40, 0x8000]) {
      const changed = String.fromCharCode(text.charCodeAt(at) ^ bit);
      const after = bitsOf(contentHash([text.slice(0, at) + changed + text.slice(at + 1)]));
      const differences = [...after].filter((value, i) => value !== before[i]).length;
      assert(differences >= 30 && differences <= 98, `${at}, ${bit}: ${differences}`);
    }
  }
});

function bitsOf(hash: string): string {
  return [...hash].map((digit) => parseInt(digit, 16).toString(2).padStart(4, "0")).join("");
}
