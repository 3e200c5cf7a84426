import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { createRedactor, cutText, MAX_DETAIL_LENGTH } from "../../../src/core/redact.ts";

const KEY = "pk_0123456789";

Deno.test("createRedactor() puts a placeholder in the key's place", () => {
  assertEquals(createRedactor(KEY)(`wrong key ${KEY}!`), "wrong key [api key]!");
});

Deno.test("createRedactor() takes every occurrence out", () => {
  const redact = createRedactor(KEY);
  assertEquals(redact(`${KEY}${KEY} ${KEY}`), "[api key][api key] [api key]");
  assertEquals(redact(`${KEY} ${KEY}`), "[api key] [api key]", "and remembers nothing");
});

Deno.test("createRedactor() leaves other text as it is", () => {
  const text = "HTTP 500: pk_012345678 and nothing more";
  assertEquals(createRedactor(KEY)(text), text);
});

const ODD = "a+/=b&\"<>'\\?#%.*[(^$|)]{2}~`!,:;@";

const FORMS: readonly (readonly [form: string, text: string])[] = [
  ["as it is", ODD],
  ["URL-encoded", encodeURIComponent(ODD)],
  ["URL-encoded as a whole URL", encodeURI(ODD)],
  [
    "URL-encoded in lower case",
    encodeURIComponent(ODD).replace(/%../g, (code) => code.toLowerCase()),
  ],
  ["in a form's encoding", new URLSearchParams([["", ODD]]).toString().slice(1)],
  ["in JSON", JSON.stringify(ODD).slice(1, -1)],
  ["in JSON with escaped slashes", JSON.stringify(ODD).slice(1, -1).replaceAll("/", "\\/")],
  [
    "in JSON with escaped markup",
    JSON.stringify(ODD).slice(1, -1).replace(
      /[<>&']/g,
      (c) => `\\u00${c.charCodeAt(0).toString(16)}`,
    ),
  ],
  [
    "in JSON with capital escapes",
    JSON.stringify(ODD).slice(1, -1).replace(
      /[<>&'+]/g,
      (c) => `\\u00${c.charCodeAt(0).toString(16).toUpperCase()}`,
    ),
  ],
  [
    "in HTML",
    ODD.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll(
      '"',
      "&quot;",
    ).replaceAll("'", "&#39;"),
  ],
  [
    "in XML",
    ODD.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll(
      '"',
      "&quot;",
    ).replaceAll("'", "&apos;"),
  ],
  ["in hexadecimal HTML", ODD.replace(/[&<>"']/g, (c) => `&#x${c.charCodeAt(0).toString(16)};`)],
];

for (
  const text of [
    "&#00112;k_0123456789",
    "&#x0070;k_0123456789",
    "&#X70;k_0123456789",
    "%70k_0123456789",
    "\\u0070k_0123456789",
  ]
) {
  Deno.test(`createRedactor() finds a key that begins with ${text.slice(0, -12)}`, () => {
    assertEquals(createRedactor(KEY)(`<${text}>`), "<[api key]>");
  });
}

for (const [form, text] of FORMS) {
  Deno.test(`createRedactor() finds an odd key ${form}`, () => {
    assertEquals(createRedactor(ODD)(`<${text}>`), "<[api key]>");
  });
}

Deno.test("createRedactor() takes the key out before it cuts", () => {
  const text = "x".repeat(MAX_DETAIL_LENGTH - 5) + KEY;
  const clean = createRedactor(KEY)(text);
  assertEquals(clean, "x".repeat(MAX_DETAIL_LENGTH - 5) + "[api …");
});

Deno.test("createRedactor() cuts to 500 characters", () => {
  const redact = createRedactor(KEY);
  assertEquals(redact("x".repeat(500)), "x".repeat(500));
  assertEquals(redact("x".repeat(501)), "x".repeat(500) + "…");
});

for (const key of ["k", "ke", "key"]) {
  Deno.test(`createRedactor() leaves texts readable for a key of ${key.length}`, () => {
    assertEquals(createRedactor(key)("a key is a key"), "a key is a key");
  });
}

Deno.test("createRedactor() hides a key of four characters", () => {
  assertEquals(createRedactor("keys")("two keys"), "two [api key]");
});

// The last of them made a pattern without care take seconds, and twice as many with each two more.
for (
  const key of [
    "k".repeat(512),
    "ab".repeat(256),
    "%".repeat(512),
    "%25".repeat(170),
    "\\".repeat(26),
  ]
) {
  Deno.test(`createRedactor() takes no time for ${key.length} times a part of ${key.slice(0, 3)}`, () => {
    const redact = createRedactor(key);
    const startedAt = performance.now();
    redact((key.slice(0, -1) + "!").repeat(Math.ceil(16_384 / key.length)));
    assert(performance.now() - startedAt < 1_000, `${performance.now() - startedAt} ms`);
  });
}

Deno.test("createRedactor() lets no key through, whatever is around it", () => {
  const visible = fc.string({
    unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
    minLength: 12,
    maxLength: 60,
  });
  const encode = fc.constantFrom(
    (key: string) => key,
    encodeURIComponent,
    (key: string) => JSON.stringify(key).slice(1, -1),
  );
  fc.assert(
    fc.property(visible, encode, fc.string(), fc.string(), (key, form, before, after) => {
      const clean = createRedactor(key)(before + form(key) + after);
      assert(!clean.includes(key) || "[api key]".includes(key) || before.includes(key));
    }),
    { numRuns: 2_000 },
  );
});

Deno.test("cutText() leaves a short text as it is", () => {
  assertEquals(cutText("", 3), "");
  assertEquals(cutText("abc", 3), "abc");
});

Deno.test("cutText() ends a long text with an ellipsis", () => {
  assertEquals(cutText("abcd", 3), "abc…");
});

Deno.test("cutText() never cuts a pair in half", () => {
  assertEquals(cutText("ab😀d", 3), "ab…");
  assertEquals(cutText("ab😀d", 4), "ab😀…");
  assertEquals(cutText("😀😀", 1), "…");
  for (const pair of ["\ud800\udc00", "\udbff\udfff"]) assertEquals(cutText(pair + "x", 1), "…");
  for (const unit of ["\ud7ff", "\ue000"]) assertEquals(cutText(unit + "x", 1), unit + "…");
});

Deno.test("cutText() makes well-formed text of well-formed text", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.integer({ min: 1, max: 20 }), (text, max) => {
      const cut = cutText(text, max);
      assert(cut.isWellFormed() && cut.length <= max + 1);
    }),
    { numRuns: 2_000 },
  );
});
