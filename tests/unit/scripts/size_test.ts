import { assertEquals } from "@std/assert";
import { exceeded, formatModules } from "../../../scripts/size.ts";

Deno.test("exceeded() names each size above its limit", () => {
  const limits = { minified: 30, gzip: 20, brotli: 10 };
  assertEquals(exceeded(limits, limits), []);
  assertEquals(exceeded({ minified: 31, gzip: 20, brotli: 11 }, limits), [
    "minified: 31 bytes, at most 30",
    "brotli: 11 bytes, at most 10",
  ]);
});

Deno.test("formatModules() puts what has grown first, new modules and lost ones included", () => {
  const lines = formatModules({ a: 10, b: 20, c: 5 }, { a: 10, b: 12, d: 3 }).split("\n");
  assertEquals(lines.map((line) => line.trim().split(/\s+/)), [
    ["20", "+8", "b"],
    ["5", "+5", "c"],
    ["10", "a"],
    ["0", "-3", "d"],
  ]);
});
