import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { flatten, utf8Length } from "../../../src/core/utf8.ts";

const encoded = (text: string): number => new TextEncoder().encode(text).length;

const TEXTS: readonly (readonly [what: string, text: string, bytes: number])[] = [
  ["an empty text", "", 0],
  ["ASCII", "abc", 3],
  ["the last character of one byte", "\u007f", 1],
  ["the first character of two bytes", "\u0080", 2],
  ["the last character of two bytes", "\u07ff", 2],
  ["the first character of three bytes", "\u0800", 3],
  ["the last character of three bytes", "\uffff", 3],
  ["the last character before the surrogates", "\ud7ff", 3],
  ["the first character after the surrogates", "\ue000", 3],
  ["the first pair", "\ud800\udc00", 4],
  ["the last pair", "\udbff\udfff", 4],
  ["a lone high surrogate", "\ud800", 3],
  ["a lone low surrogate", "\udc00", 3],
  ["two high surrogates", "\ud800\ud800", 6],
  ["a pair the wrong way round", "\udc00\ud800", 6],
  ["a high surrogate before a pair", "\ud800\ud800\udc00", 7],
  ["a pair before a low surrogate", "\ud800\udc00\udc00", 7],
  ["a high surrogate before U+E000", "\udbff\ue000", 6],
  ["NUL", "\u0000", 1],
];

for (const [what, text, bytes] of TEXTS) {
  Deno.test(`utf8Length() counts ${what} as ${bytes}`, () => {
    assertEquals(utf8Length(text), bytes);
    assertEquals(utf8Length(text), encoded(text));
  });
}

Deno.test("utf8Length() agrees with the platform's encoder on any text", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      assertEquals(utf8Length(text), encoded(text));
    }),
    { numRuns: 2_000 },
  );
});

Deno.test("utf8Length() agrees with the platform's encoder on any surrogates", () => {
  const unit = fc.constantFrom("a", "é", "€", "\ud800", "\udbff", "\udc00", "\udfff");
  fc.assert(
    fc.property(fc.array(unit), (units) => {
      assertEquals(utf8Length(units.join("")), encoded(units.join("")));
    }),
    { numRuns: 2_000 },
  );
});

Deno.test("flatten() changes no text", () => {
  for (const [, text] of TEXTS) assertEquals(flatten(text), text);
  assertEquals(flatten("a".repeat(20) + "b".repeat(20)), "a".repeat(20) + "b".repeat(20));
});
