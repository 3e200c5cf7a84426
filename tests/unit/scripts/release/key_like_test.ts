import { assertEquals } from "@std/assert";
import { findKeyLike } from "../../../../scripts/release/key_like.ts";

/** Random, put together here, so that no file holds a key whole. */
const RANDOM = ["9f3c07d1", "e8b24a65", "c0f7d392", "8e1b4a6d"].join("");
const MIXED = ["q7Zx2Lm9", "Vt4Rk8Wp", "3Ny6"].join("");

const LIKE: readonly string[] = [
  `mtr_${RANDOM}`,
  `"mtr_live_${RANDOM.slice(0, 16)}"`,
  `sk_test_${MIXED}`,
  `apiKey: "${MIXED}"`,
  `api_key = '${RANDOM}'`,
  `"password":"${MIXED}"`,
  `const SECRET_OF_OURS = \`${MIXED}\``,
  `"x-api-key": "${RANDOM}"`,
  `AUTH_TOKEN="${MIXED.slice(0, 9)}-${MIXED.slice(9)}"`,
];

for (const text of LIKE) {
  const name = text.replace(/[\da-zA-Z]{9,}/, "…");
  Deno.test(`findKeyLike() finds ${name}`, () => {
    const found = findKeyLike(`one\n${text}\nthree`);
    assertEquals(found.length, 1);
    assertEquals(text.includes(found[0]?.text ?? "-"), true);
  });
}

const UNLIKE: readonly string[] = [
  'apiKey: "your-project-key"',
  '"mtr_your-project-key"',
  'storageKey: "metrics-sdk:queue"',
  'const key = "aaaaaaaaaaaaaaaa1"',
  'messageIdKey: "message_id_of_mine_2"',
  'apiKey: "a1a1a1a1a1a1a1a1a1a1"',
  "monkey: 3, keyOf(`a`)",
  `integrity: "sha512-${RANDOM}"`,
  "some_quite_long_name_of_a_function2",
  'key: "ArrowDown ArrowUp Home End PageUp"',
];

for (const text of UNLIKE) {
  Deno.test(`findKeyLike() leaves alone ${text.replace(/[\da-f]{16,}/, "…")}`, () => {
    assertEquals(findKeyLike(text), []);
  });
}

Deno.test("findKeyLike() takes time in proportion to the length", () => {
  // Quadratic, this would take minutes.
  for (const unit of ["key", "a", "a_", 'key="', 'key="1a']) {
    assertEquals(findKeyLike(unit.repeat(100_000 / unit.length)), []);
  }
});
