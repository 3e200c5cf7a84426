import { assertEquals } from "@std/assert";
import { checkMessageId } from "../../../src/core/message_id.ts";

for (const value of [undefined, null]) {
  Deno.test(`checkMessageId() has one made for ${value}`, () => {
    assertEquals(checkMessageId(value), { isValid: true, id: undefined });
  });
}

for (const value of ["a", " ", "\u0000", "\ud800", "m".repeat(200), "__proto__"]) {
  Deno.test(`checkMessageId() takes ${JSON.stringify(value).slice(0, 20)}`, () => {
    assertEquals(checkMessageId(value), { isValid: true, id: value });
  });
}

for (
  const value of ["", "m".repeat(201), 5, 0, false, {}, [], () => {}, Symbol("m"), 1n, Object("m")]
) {
  Deno.test(`checkMessageId() refuses a ${typeof value} ${String(value).slice(0, 20)}`, () => {
    assertEquals(checkMessageId(value), {
      isValid: false,
      detail: "'messageId' must be a string of 1 to 200 characters",
    });
  });
}
