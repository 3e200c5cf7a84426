import { assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  decodeOperation,
  encodeOperation,
  FILE_HEADER,
  type Operation,
  readHead,
  recogniseFile,
} from "../../../../src/runtime/node/file_record.ts";
import { forgeLine, joinBytes } from "./forge_line.ts";

function decode(line: Uint8Array): Operation | undefined {
  const head = readHead(line, 0);
  return head && decodeOperation(line, 0, head);
}

Deno.test("encodeOperation() writes length, checksum and JSON on one line", () => {
  const written = (operation: Operation): string =>
    new TextDecoder().decode(encodeOperation(operation));
  assertEquals(
    written({ key: "tidings:1", value: 'a "text"\n' }),
    '0000001cdb4e224b["tidings:1","a \\"text\\"\\n"]\n',
  );
  assertEquals(written({ key: "tidings:1", value: undefined }), '0000000dc042808a["tidings:1"]\n');
});

Deno.test("decodeOperation() gives back what encodeOperation() took, whatever the text", () => {
  const anyUnits = fc.array(fc.nat(0xffff)).map((units) => String.fromCharCode(...units));
  const text = fc.oneof(fc.string({ unit: "binary" }), anyUnits);
  const operation = fc.record({ key: text, value: fc.option(text, { nil: undefined }) });
  fc.assert(
    fc.property(operation, (operation) => {
      const line = encodeOperation(operation);
      assertEquals(decode(line), operation);
      assertEquals(line.indexOf(0x0a), line.length - 1);
    }),
    { numRuns: 1_000 },
  );
});

Deno.test("decodeOperation() does not trust a body because its checksum is right", () => {
  assertEquals(decode(forgeLine('["a","b"]')), { key: "a", value: "b" });
  const bodies = ["", "[]", '"a"', "{}", "null", '["a","b","c"]', '["a",1]', '["a",null]', "[1]"];
  for (const body of [...bodies, "[null]", '["a', "[".repeat(100_000)]) {
    assertEquals(decode(forgeLine(body)), undefined, body.slice(0, 20));
  }
  const noUtf8 = new Uint8Array([0x5b, 0x22, 0xff, 0x22, 0x5d]);
  assertEquals(decode(forgeLine(noUtf8)), undefined);
});

Deno.test("recogniseFile() knows its own files by their first bytes", () => {
  assertEquals(recogniseFile(FILE_HEADER), "ours");
  assertEquals(recogniseFile(joinBytes(FILE_HEADER, "whatever")), "ours");
  for (let length = 0; length < FILE_HEADER.length; length++) {
    assertEquals(recogniseFile(FILE_HEADER.subarray(0, length)), "new", `${length} bytes`);
  }
});

for (
  const [text, kind] of [
    ["tidings file storage 2\n", "newer"],
    ["tidings file storage 10\nwhatever", "newer"],
    ["tidings file storage x\n", "foreign"],
    ["tidings file storage 1 ", "foreign"],
    ["\n", "foreign"],
    ["SQLite format 3\0", "foreign"],
    ["\0\0\0\0", "foreign"],
  ] as const
) {
  Deno.test(`recogniseFile() calls ${JSON.stringify(text)} ${kind}`, () => {
    assertEquals(recogniseFile(new TextEncoder().encode(text)), kind);
  });
}
