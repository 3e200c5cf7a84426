/**
 * Hostile values that are no objects.
 *
 * @module
 */
import { type Hostile, named } from "./make.ts";

const MIB = 2 ** 20;

const BASICS: readonly Hostile[] = named("", {
  "undefined": () => undefined,
  "null": () => null,
  "true": () => true,
  "false": () => false,
  "a symbol": () => Symbol("s"),
  "a symbol without a name": () => Symbol(),
  "a registered symbol": () => Symbol.for("s"),
  "Symbol.iterator": () => Symbol.iterator,
  "Symbol.toPrimitive": () => Symbol.toPrimitive,
});

const NUMBERS: readonly Hostile[] = [
  ...[0, -0, 1, -1, 0.1, -0.5, NaN, Infinity, -Infinity, 9, 10, 1_001].map(numbered),
  ...[Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, 2 ** 53 + 2].map(numbered),
  ...[Number.MAX_VALUE, Number.MIN_VALUE, Number.EPSILON, 1e21, 1e-7].map(numbered),
  ...[2 ** 31, 2 ** 31 - 1, -(2 ** 31), 2 ** 32, 2 ** 32 - 1, 2 ** 63, 2 ** 64].map(numbered),
  ...[8.64e15, 8.64e15 + 1, -8.64e15, 300_000, 300_001, 3_600_001].map(numbered),
];

function numbered(value: number): Hostile {
  return [`the number ${Object.is(value, -0) ? "-0" : value}`, () => value];
}

const BIGINTS: readonly Hostile[] = named("the bigint ", {
  "0": () => 0n,
  "-1": () => -1n,
  "2^53 + 1": () => 2n ** 53n + 1n,
  "2^64": () => 2n ** 64n,
  "-(2^63)": () => -(2n ** 63n),
  "of 20 000 digits": () => 10n ** 20_000n,
  "of 300 000 digits": () => 1n << 1_000_000n,
});

const STRINGS: readonly Hostile[] = named("the string ", {
  "of nothing": () => "",
  "of a space": () => " ",
  "of NUL": () => "\u0000",
  "with NUL inside": () => "a\u0000b",
  "of control characters": () => "\u0001\u001f\u007f\u0085\b\f\v\r\n\t\u001b[31m",
  "with U+2028 and U+2029": () => "a\u2028b\u2029c",
  "with a lone high surrogate": () => "a\ud800",
  "with a lone low surrogate": () => "\udc00b",
  "with surrogates the wrong way round": () => "\udc00\ud800",
  "of 1 000 lone surrogates": () => "\udfff".repeat(1_000),
  "of emoji": () => "👩‍👩‍👧‍👦🏳️‍🌈",
  "of combining marks": () => "e" + "\u0301".repeat(500),
  "not in normal form": () => "\u212b\ufb01\u0344",
  "with a byte order mark": () => "\ufeffx",
  "with a noncharacter": () => "\uffff\ufffe",
  "with right-to-left marks": () => "\u202eevil\u202c\u2066",
  "with zero-width characters": () => "a\u200b\u200d\u2060b",
  "of the last code point": () => "\u{10ffff}",
  "with quotes and backslashes": () => '"\\"\\\\',
  "that ends its JSON": () => '","eventName":"forged","x":"',
  "that ends its event": () => '"}},{"eventName":"forged","anonymousId":"x"}]}',
  "of a lone backslash": () => "\\",
  "of a half escape": () => "\\ud800\\u",
  "of JSON": () => '{"__proto__":{"polluted":true}}',
  "of half JSON": () => '{"a":[1,',
  "of markup": () => "</script><!--<script>alert(1)//",
  "of an image that acts": () => '<img src=x onerror="globalThis.polluted=1">',
  "of a format": () => "%s%d%n%x%p%c%o%O%%",
  "of a template": () => "${process.exit()}{{7*7}}#{7*7}",
  "of SQL": () => "'; DROP TABLE events; --",
  "of a path": () => "../../../../etc/passwd\u0000.png",
  "of a command": () => "; rm -rf / | $(reboot) `reboot`",
  "with CR and LF of a header": () => "x\r\nAuthorization: Bearer forged\r\n\r\nGET / HTTP/1.1",
  "with a bare LF": () => "a\nb",
  "with a bare CR": () => "a\rb",
  "beyond Latin-1": () => "ключ",
  "of latin letters with marks": () => "clé",
  "__proto__": () => "__proto__",
  "constructor": () => "constructor",
  "toJSON": () => "toJSON",
  "then": () => "then",
  "hasOwnProperty": () => "hasOwnProperty",
  "null": () => "null",
  "undefined": () => "undefined",
  "NaN": () => "NaN",
  "[object Object]": () => "[object Object]",
  "[unreadable]": () => "[unreadable]",
  "true": () => "true",
  "of a number": () => "0x10",
  "of a far date": () => "+275760-09-13T00:00:00.001Z",
  "of a date before Christ": () => "-000001-01-01T00:00:00Z",
  "of a day that is none": () => "2026-02-30T00:00:00Z",
  "of a leap second": () => "2026-06-30T23:59:60Z",
  "of a date with an offset": () => "2026-01-01T00:00:00+23:59",
  "of a date with 1 000 digits of a second": () => `2026-01-01T00:00:00.${"1".repeat(1_000)}Z`,
  "of another style of date": () => "Thu, 01 Jan 2026 00:00:00 GMT",
  "of a URL with credentials": () => "https://user:secret@example.com/?q#f",
  "of a script's URL": () => "javascript:alert(1)",
  "of a data URL": () => "data:text/html,<script>1</script>",
  "of a file's URL": () => "file:///etc/passwd",
  "of a broken URL": () => "http://[::1",
  "of 201 characters": () => "m".repeat(201),
  "of 513 characters": () => "k".repeat(513),
  "of 32 768 characters": () => "x".repeat(32_768),
  "of 1 MiB": () => "x".repeat(MIB),
  "of 1 MiB of quotes": () => '"'.repeat(MIB),
  "of 1 MiB of NUL": () => "\u0000".repeat(MIB),
  "of 1 MiB of lone surrogates": () => "\ud800".repeat(MIB),
  "of 4 MiB of emoji": () => "😀".repeat(MIB),
  "of 1 MiB of backslashes": () => "\\".repeat(MIB),
});

/** All of them. */
export const PRIMITIVES: readonly Hostile[] = [...BASICS, ...NUMBERS, ...BIGINTS, ...STRINGS];
