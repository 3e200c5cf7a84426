import { assertEquals } from "@std/assert";
import { msToUtc, toUtcText } from "../../../src/core/iso_time.ts";

const FIRST_MS = -62_167_219_200_000;
const LAST_MS = 253_402_300_799_999;

const INSTANTS: readonly (readonly [ms: number, text: string | undefined])[] = [
  [0, "1970-01-01T00:00:00.000Z"],
  [FIRST_MS, "0000-01-01T00:00:00.000Z"],
  [LAST_MS, "9999-12-31T23:59:59.999Z"],
  [FIRST_MS - 1, undefined],
  [LAST_MS + 1, undefined],
  [8.64e15, undefined],
  [-8.64e15, undefined],
  [NaN, undefined],
  [Infinity, undefined],
  [-Infinity, undefined],
];

for (const [ms, text] of INSTANTS) {
  Deno.test(`msToUtc() writes ${ms} as ${text}`, () => assertEquals(msToUtc(ms), text));
}

Deno.test("msToUtc() writes each of several instants, in any order", () => {
  const texts = [0, 1, 1, 0, NaN, 0].map(msToUtc);
  const [zero, one] = ["1970-01-01T00:00:00.000Z", "1970-01-01T00:00:00.001Z"];
  assertEquals(texts, [zero, one, one, zero, undefined, zero]);
});

for (const ms of [FIRST_MS, 0, LAST_MS]) {
  Deno.test(`toUtcText() reads the Date of ${ms} as msToUtc() does`, () => {
    assertEquals(toUtcText(new Date(ms)), msToUtc(ms));
  });
}

for (const ms of [FIRST_MS - 1, LAST_MS + 1, NaN]) {
  Deno.test(`toUtcText() reads no Date of ${ms}`, () => {
    assertEquals(toUtcText(new Date(ms)), undefined);
  });
}

for (const value of [undefined, null, 0, 1_767_225_600_000, true, {}, [], Symbol("s"), () => {}]) {
  Deno.test(`toUtcText() reads no ${typeof value} ${String(value)}`, () => {
    assertEquals(toUtcText(value), undefined);
  });
}

const TEXTS: readonly (readonly [text: string, utc: string | undefined])[] = [
  ["2026-01-02T03:04:05Z", "2026-01-02T03:04:05Z"],
  ["2026-01-02T03:04:05.123456789Z", "2026-01-02T03:04:05.123456789Z"],
  ["2026-01-02T03:04:05.1234567891Z", undefined],
  ["2026-01-02T03:04Z", "2026-01-02T03:04:00.000Z"],
  ["2026-01-02", "2026-01-02T00:00:00.000Z"],
  ["2026-01-02T03:04:05+01:00", "2026-01-02T02:04:05.000Z"],
  ["2026-01-01T24:00:00Z", "2026-01-02T00:00:00.000Z"],
  ["2026-01-01T24:00:01Z", undefined],
  ["2024-02-29T00:00:00Z", "2024-02-29T00:00:00Z"],
  ["2026-02-29T00:00:00Z", undefined],
  ["2026-02-30", undefined],
  ["2026-04-31T00:00:00+02:00", undefined],
  ["2026-00-01T00:00:00Z", undefined],
  ["2026-01-00T00:00:00Z", undefined],
  ["2026-01-32T00:00:00Z", undefined],
  ["2026-01-02T03:60:00Z", undefined],
  ["2026-01-02T03:04:60Z", undefined],
  ["2026-01-02T03:04:05+25:00", undefined],
  ["9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"],
  ["9999-12-31T23:59:59-01:00", undefined],
  ["0000-01-01T00:00:00Z", "0000-01-01T00:00:00Z"],
  ["0000-01-01T00:00:00+01:00", undefined],
  ["+002026-01-01T00:00:00Z", undefined],
  ["2026-1-2", undefined],
  ["2026-01", undefined],
  ["2026", undefined],
  ["20260102T030405Z", undefined],
  ["2026-01-02 03:04:05Z", undefined],
  ["2026-01-02t03:04:05z", undefined],
  ["2026-01-02T03:04:05Z\n", undefined],
  ["x2026-01-02T03:04:05Z", undefined],
  ["", undefined],
];

for (const [text, utc] of TEXTS) {
  Deno.test(`toUtcText() reads ${JSON.stringify(text)} as ${utc}`, () => {
    assertEquals(toUtcText(text), utc);
  });
}
