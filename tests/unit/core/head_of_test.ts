import { assertEquals } from "@std/assert";
import { headOf } from "../../../src/core/head_of.ts";

for (
  const [text, max, head] of [
    ["abc", 2, "ab"],
    ["abc", 3, "abc"],
    ["abc", 4, "abc"],
    ["😀😀", 3, "😀"],
    ["😀😀", 4, "😀😀"],
    ["\ud800\ud800x", 2, "\ud800"],
    ["\udc00\udc00x", 2, "\udc00\udc00"],
    ["a\ud800\n", 3, "a\ud800\n"],
    ["", 0, ""],
  ] as const
) {
  Deno.test(`headOf() cuts ${JSON.stringify(text)} to ${max} units`, () => {
    assertEquals(headOf(text, max), head);
  });
}
