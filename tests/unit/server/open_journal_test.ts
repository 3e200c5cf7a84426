import { assertEquals } from "@std/assert";
import { MemoryStorage } from "@tidings/sdk/testing";
import { hashText, writeRecord } from "../../../src/core/journal_record.ts";
import { assertBalanced, createTestBench, TEST_KEY } from "../../support/test_bench.ts";

const FORGED = [
  "",
  "{}",
  "null",
  "[]",
  "1",
  '"text"',
  '{"eventName":""}',
  '{"eventName":"x"}',
  '{"eventName":"x","anonymousId":1}',
  '{"eventName":"x","anonymousId":"a","timestamp":"yesterday"}',
  '{"eventName":"x","anonymousId":"a","properties":[]}',
  `{"eventName":"x","anonymousId":"a","properties":{"t":"${"x".repeat(40_000)}"}}`,
];

for (const json of FORGED) {
  Deno.test(`a record with a right checksum around ${json.slice(0, 60)} is not trusted`, async () => {
    const project = hashText(`https://api.inslytic.com/\n${TEST_KEY}`);
    const record = writeRecord({ id: "id-1", name: "x", json }, project);
    const storage = new MemoryStorage({ entries: { "tidings:0000000000000001": record } });
    await using bench = createTestBench({ storage });
    await bench.clock.advance(60_000);
    assertEquals(bench.times(), []);
    assertEquals(bench.client.stats().dropped, { corrupt: 1 });
    assertEquals(storage.length, 0);
    assertBalanced(bench.client.stats());
  });
}
