import { assertEquals } from "@std/assert";
import { createKeyRedactor } from "../../../src/browser/key_redactor.ts";

const KEY = 'mtr_/a"b';

for (const form of [KEY, encodeURIComponent(KEY), JSON.stringify(KEY).slice(1, -1)]) {
  Deno.test(`createKeyRedactor() takes ${form} out, however often`, () => {
    assertEquals(createKeyRedactor(KEY)(`a ${form} b ${form}`), "a [api key] b [api key]");
  });
}

Deno.test("createKeyRedactor() takes the key out before it cuts, and splits no pair", () => {
  const redact = createKeyRedactor("0123456789");
  assertEquals(redact("x".repeat(495) + "0123456789"), "x".repeat(495) + "[api …");
  assertEquals(redact("x".repeat(499) + "😀"), "x".repeat(499) + "…");
  assertEquals(redact("x".repeat(500)), "x".repeat(500));
});

Deno.test("createKeyRedactor() takes a key of pattern characters literally", () => {
  for (const key of ["....", "$&$1", "\\\\\\\\", "(a+)+$", "^^^^"]) {
    assertEquals(createKeyRedactor(key)(`abcd ${key}`), "abcd [api key]");
  }
});

Deno.test("createKeyRedactor() leaves a key of three characters, and cuts long texts", () => {
  assertEquals(createKeyRedactor("abc")("abc"), "abc");
  assertEquals(createKeyRedactor(KEY)("x".repeat(1_000)).length, 501);
});
