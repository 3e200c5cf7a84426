import { assertEquals, assertNotEquals } from "@std/assert";
import { crc32 } from "../../../../src/runtime/node/crc32.ts";
import { flipBit } from "./forge_line.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

Deno.test("crc32() is the CRC-32 that everybody computes", () => {
  assertEquals(crc32(bytes("123456789"), 0, 9), 0xcbf43926);
  assertEquals(crc32(bytes(""), 0, 0), 0);
  assertEquals(crc32(bytes("The quick brown fox jumps over the lazy dog"), 0, 43), 0x414fa339);
});

Deno.test("crc32() reads nothing but the range", () => {
  assertEquals(crc32(bytes("xx123456789yy"), 2, 11), 0xcbf43926);
});

Deno.test("crc32() changes with each bit and each two bits of a record", () => {
  const record = bytes('["tidings:1","text"]');
  const whole = crc32(record, 0, record.length);
  for (let a = 0; a < record.length * 8; a++) {
    const once = flipBit(record, a);
    assertNotEquals(crc32(once, 0, once.length), whole, `bit ${a}`);
    for (let b = 0; b < a; b++) {
      const twice = flipBit(once, b);
      if (crc32(twice, 0, twice.length) === whole) throw new Error(`bits ${a} and ${b}`);
    }
  }
});
