import { assert, assertEquals, assertLess } from "@std/assert";
import fc from "fast-check";
import { encodeOperation, type Operation } from "../../../../src/runtime/node/file_record.ts";
import { readLog } from "../../../../src/runtime/node/read_log.ts";
import { flipBit, forgeLine, joinBytes } from "./forge_line.ts";

const OPERATIONS: readonly Operation[] = [
  // A bit makes a line feed of J, of *, of z.
  { key: "tidings:1", value: '1:abc:{"eventName":"J*z","n":[1,2],"ü":"\u{1f600}"}' },
  { key: "tidings:2", value: "0000000d12345678" },
  { key: "tidings:1", value: undefined },
  { key: "", value: "" },
  { key: "tidings:2", value: '["nested","line"]\n' },
];

const LINES = OPERATIONS.map(encodeOperation);
const LOG = joinBytes(...LINES);

interface Read {
  readonly operations: Operation[];
  readonly damaged: number;
  readonly end: number;
}

function read(bytes: Uint8Array): Read {
  const operations: Operation[] = [];
  const found = readLog(bytes, 0, (operation) => operations.push(operation));
  return { operations, ...found };
}

Deno.test("readLog() tells each operation, its bytes, and where the last one ends", () => {
  const sizes: number[] = [];
  const found = readLog(joinBytes("header", LOG), 6, (_, size) => sizes.push(size));
  assertEquals(found, { damaged: 0, end: 6 + LOG.length });
  assertEquals(sizes, LINES.map(({ length }) => length));
  assertEquals(read(LOG).operations, OPERATIONS);
});

Deno.test("readLog() of a file cut at any byte gives all complete lines, and calls nothing damaged", () => {
  for (let length = 0; length <= LOG.length; length++) {
    const complete = LINES.filter((_, i) =>
      LINES.slice(0, i + 1).reduce((sum, line) => sum + line.length, 0) <= length
    );
    const { operations, damaged, end } = read(LOG.subarray(0, length));
    assertEquals(operations, OPERATIONS.slice(0, complete.length), `${length} bytes`);
    assertEquals(damaged, 0, `${length} bytes`);
    assertEquals(end, complete.reduce((sum, line) => sum + line.length, 0));
  }
});

Deno.test("readLog() loses one line at most to a bit, keeps all others, and counts it", () => {
  for (let bit = 0; bit < LOG.length * 8; bit++) {
    const { operations, damaged } = read(flipBit(LOG, bit));
    const lost = OPERATIONS.filter((operation) =>
      !operations.some((one) => JSON.stringify(one) === JSON.stringify(operation))
    );
    assertEquals(operations.length + damaged, OPERATIONS.length, `bit ${bit}`);
    assertEquals(lost.length, damaged, `bit ${bit}`);
  }
});

Deno.test("readLog() of a line whose line feed alone is damaged loses nothing", () => {
  let at = 0;
  for (const { length } of LINES) {
    at += length;
    const damaged = LOG.slice();
    damaged[at - 1] = 0x20;
    assertEquals(read(damaged), { operations: [...OPERATIONS], damaged: 0, end: LOG.length });
  }
});

Deno.test("readLog() goes on behind damage of any length, and counts it", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 200 }), fc.nat(4), (junk, place) => {
      const before = LINES.slice(0, place);
      const after = LINES.slice(place);
      const { operations, damaged } = read(joinBytes(...before, junk, "\n", ...after));
      assertEquals(operations, OPERATIONS);
      assert(damaged >= 1);
    }),
    { numRuns: 2_000 },
  );
});

Deno.test("readLog() counts each line of several in a row, whatever length the first one claims", () => {
  const [first = LOG, second = LOG] = LINES;
  for (const digit of ["1", "f"]) {
    const long = joinBytes(digit, first.subarray(1));
    const headless = joinBytes("x", second.subarray(1));
    assertEquals(read(joinBytes(long, headless, LOG)).damaged, 2);
  }
});

Deno.test("readLog() cuts junk off the end and counts it", () => {
  for (const junk of ["x", "\0".repeat(100), "0000000g", "0000000012345678 and more", "\n\n"]) {
    const { operations, damaged } = read(joinBytes(LOG, junk));
    assertEquals(operations, OPERATIONS);
    assert(damaged >= 1, junk);
  }
  assertEquals(read(joinBytes(LOG, "\0".repeat(100))).end, LOG.length);
});

Deno.test("readLog() of any bytes neither throws nor finds an operation that nobody wrote", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const { operations, end } = read(bytes);
      assertEquals(operations, []);
      assert(end <= bytes.length);
    }),
    { numRuns: 2_000 },
  );
});

Deno.test("readLog() counts a line that says nothing sensible, however right its checksum", () => {
  const { operations, damaged } = read(joinBytes(forgeLine('{"a":1}'), LOG, forgeLine("[1]")));
  assertEquals({ operations, damaged }, { operations: [...OPERATIONS], damaged: 2 });
});

Deno.test("readLog() takes time in proportion to the file, whatever lengths it claims", () => {
  const claims = "7fffffff00000000x\n".repeat(100_000) + "000000ff00000000x\n".repeat(100_000);
  const started = performance.now();
  assertEquals(read(new TextEncoder().encode(claims)).damaged, 200_000);
  // A second look at each byte for each line would take minutes.
  assertLess(performance.now() - started, 5_000);
});
