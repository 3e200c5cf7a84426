import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { parseHttpDate } from "../../../src/core/http_date.ts";
import {
  MAX_RETRY_AFTER_MS,
  MIN_RETRY_AFTER_MS,
  retryAfterMs as readRetryAfter,
} from "../../../src/core/retry_after.ts";

/** Sun, 06 Nov 1994 08:49:37 GMT: the standard's own example. */
const EXAMPLE = Date.UTC(1994, 10, 6, 8, 49, 37);
const NOW = Date.UTC(2026, 0, 1);

const retryAfterMs = (
  header: string | null,
  date: string | null,
  epochMs: number,
): number | null => readRetryAfter(header, date, epochMs, parseHttpDate);

const at = (ms: number): string => new Date(ms).toUTCString();

const WAITS: readonly (readonly [retryAfter: string | null, waitMs: number | null])[] = [
  [null, null],
  ["", null],
  [" ", null],
  ["0", null],
  ["00", null],
  ["1", 1_000],
  ["01", 1_000],
  ["7", 7_000],
  [" 7 ", 7_000],
  ["299", 299_000],
  ["300", 300_000],
  ["301", 300_000],
  ["86400", 300_000],
  ["999999999999999", 300_000],
  ["99999999999999999999", 300_000],
  ["9".repeat(400), 300_000],
  ["-5", null],
  ["+5", null],
  ["5.0", null],
  ["1.5", null],
  ["5s", null],
  ["1e3", null],
  ["0x10", null],
  ["5, 10", null],
  ["5;", null],
  ["٣", null],
  ["2026-01-01", null],
  ["2026-01-01T00:00:30Z", null],
  ["NaN", null],
  ["Infinity", null],
  ["soon", null],
  [at(NOW), null],
  [at(NOW - 1_000), null],
  [at(NOW + 1_000), 1_000],
  [at(NOW + 30_000), 30_000],
  [at(NOW + 300_000), 300_000],
  [at(NOW + 86_400_000), 300_000],
  [` ${at(NOW + 30_000)} `, 30_000],
];

for (const [header, waitMs] of WAITS) {
  Deno.test(`retryAfterMs() reads '${header?.slice(0, 40)}' as ${waitMs}`, () => {
    assertEquals(retryAfterMs(header, null, NOW), waitMs);
  });
}

Deno.test("retryAfterMs() never waits less than a second", () => {
  assertEquals(MIN_RETRY_AFTER_MS, 1_000);
  assertEquals(retryAfterMs(at(NOW + 1_000), null, NOW + 999), 1_000);
});

Deno.test("retryAfterMs() never waits more than five minutes", () => {
  assertEquals(MAX_RETRY_AFTER_MS, 300_000);
});

Deno.test("retryAfterMs() counts a date from the answer's own Date, whatever the local clock", () => {
  for (const local of [0, NOW, NOW + 1e12]) {
    assertEquals(retryAfterMs(at(NOW + 20_000), at(NOW), local), 20_000);
  }
});

Deno.test("retryAfterMs() counts seconds from the answer, whatever its Date", () => {
  assertEquals(retryAfterMs("20", at(NOW - 1e9), NOW), 20_000);
});

for (const date of ["", "yesterday", "2026-01-01T00:00:00Z", "0"]) {
  Deno.test(`retryAfterMs() counts from the local clock for the Date '${date}'`, () => {
    assertEquals(retryAfterMs(at(NOW + 20_000), date, NOW), 20_000);
  });
}

for (const clock of [NaN, Infinity, -Infinity]) {
  Deno.test(`retryAfterMs() answers a number or null for a clock that says ${clock}`, () => {
    for (const header of [at(NOW), "Sunday, 06-Nov-94 08:49:37 GMT", "5"]) {
      const waitMs = retryAfterMs(header, null, clock);
      assertEquals(waitMs === null || (waitMs >= 1_000 && waitMs <= 300_000), true, `${waitMs}`);
    }
  });
}

Deno.test("retryAfterMs() stays within its bounds for any text", () => {
  const texts = fc.oneof(
    fc.string(),
    fc.integer().map(String),
    fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
  );
  fc.assert(
    fc.property(texts, fc.option(texts), fc.double(), (header, date, epochMs) => {
      const waitMs = retryAfterMs(header, date, epochMs);
      assertEquals(waitMs === null || (waitMs >= 1_000 && waitMs <= 300_000), true, `${waitMs}`);
    }),
    { numRuns: 2_000 },
  );
});

Deno.test("retryAfterMs() reads a hostile header of 100 000 characters at once", () => {
  for (const piece of ["1", " ", "Sun, ", "0 ", ":"]) {
    const startedAt = performance.now();
    retryAfterMs(piece.repeat(100_000), piece.repeat(100_000), NOW);
    assertEquals(performance.now() - startedAt < 100, true, piece);
  }
});

const DATES: readonly (readonly [text: string, ms: number | null])[] = [
  ["Sun, 06 Nov 1994 08:49:37 GMT", EXAMPLE],
  ["Sunday, 06-Nov-94 08:49:37 GMT", EXAMPLE],
  ["Sun Nov  6 08:49:37 1994", EXAMPLE],
  ["Wed Nov 16 08:49:37 1994", Date.UTC(1994, 10, 16, 8, 49, 37)],
  ["Thu, 29 Feb 2024 00:00:00 GMT", Date.UTC(2024, 1, 29)],
  ["Thu, 01 Jan 1970 00:00:00 GMT", 0],
  ["Sat, 31 Dec 2016 23:58:60 GMT", Date.UTC(2016, 11, 31, 23, 59)],
  ...["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"].map(
    (month, index) => [`Mon, 01 ${month} 2024 00:00:00 GMT`, Date.UTC(2024, index, 1)] as const,
  ),
  ...["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].map(
    (day) => [`${day}, 01 Jan 2024 00:00:00 GMT`, Date.UTC(2024, 0, 1)] as const,
  ),
  ...["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"].map(
    (day) => [`${day}, 01-Jan-24 00:00:00 GMT`, Date.UTC(2024, 0, 1)] as const,
  ),
  ["Fri, 30 Feb 2024 00:00:00 GMT", null],
  ["Wed, 31 Apr 2024 00:00:00 GMT", null],
  ["Sun, 00 Nov 1994 08:49:37 GMT", null],
  ["Sun, 06 Nov 1994 24:00:00 GMT", null],
  ["Sun, 06 Nov 1994 08:60:00 GMT", null],
  ["Sun, 06 Nov 1994 08:49:61 GMT", null],
  ["Sun, 06 Nov 1994 08:49:37 UTC", null],
  ["Sun, 06 Nov 1994 08:49:37 +0000", null],
  ["Sun, 06 Nov 1994 08:49:37", null],
  ["Sun, 6 Nov 1994 08:49:37 GMT", null],
  ["Sun, 06 nov 1994 08:49:37 GMT", null],
  ["sun, 06 Nov 1994 08:49:37 GMT", null],
  ["Son, 06 Nov 1994 08:49:37 GMT", null],
  ["06 Nov 1994 08:49:37 GMT", null],
  ["Sunday, 06 Nov 1994 08:49:37 GMT", null],
  ["Sun, 06-Nov-94 08:49:37 GMT", null],
  ["Sun Nov 6 08:49:37 1994", null],
  ["Sun Nov  6 08:49:37 94", null],
  ["Sun, 06 Nov 1994 08:49:37 GMT, Sun, 06 Nov 1994 08:49:37 GMT", null],
  ["", null],
];

for (const [text, ms] of DATES) {
  Deno.test(`parseHttpDate() reads '${text}' as ${ms}`, () => {
    assertEquals(parseHttpDate(text, NOW), ms);
  });
}

const CENTURIES: readonly (readonly [now: number, twoDigits: string, year: number])[] = [
  [2026, "26", 2026],
  [2026, "76", 2076],
  [2026, "77", 1977],
  [2026, "99", 1999],
  [2026, "00", 2000],
  [1994, "94", 1994],
  [1994, "00", 1900],
];

for (const [now, digits, year] of CENTURIES) {
  Deno.test(`parseHttpDate() reads the year ${digits} in ${now} as ${year}`, () => {
    const ms = parseHttpDate(`Monday, 01-Jan-${digits} 00:00:00 GMT`, Date.UTC(now, 5));
    assertEquals(ms, Date.UTC(year, 0, 1));
  });
}

Deno.test("parseHttpDate() reads what the platform writes", () => {
  const seconds = fc.integer({ min: 0, max: 250_000_000_000 });
  fc.assert(
    fc.property(seconds, (second) => {
      assertEquals(parseHttpDate(at(second * 1_000), NOW), second * 1_000);
    }),
  );
});
