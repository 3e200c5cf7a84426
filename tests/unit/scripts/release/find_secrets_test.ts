import { assertEquals, assertMatch } from "@std/assert";
import { findKnownSecrets, findLiveKeys } from "../../../../scripts/release/find_secrets.ts";

/** By the scanner's rule. Put together here, because no file may hold one whole. */
const SECRETS: readonly (readonly [rule: string, text: string])[] = [
  ["aws", ["AKIA", "Z7Q4M2XW9R3KTB5N"].join("")],
  ["github", ["ghp", "x7Kq2ZpVd9RmT4wYc8NbL1sHf6JgQ3uEa5Xo"].join("_")],
  ["npm", ["npm", "x7Kq2ZpVd9RmT4wYc8NbL1sHf6JgQ3uEa5Xo"].join("_")],
  ["basicauth", ["https://ann:", "q7Zx2Lm9Vt4", "@example.com/"].join("")],
  [
    "privatekey",
    [
      "-----BEGIN",
      "RSA PRIVATE KEY-----\n",
      "MIIEpAIBAAKCAQEA".repeat(8),
      "\n-----END",
      "RSA PRIVATE KEY-----",
    ]
      .join(" ").replaceAll(" \n", "\n").replaceAll("\n ", "\n"),
  ],
];

for (const [rule, text] of SECRETS) {
  Deno.test(`findKnownSecrets() finds what the rule '${rule}' is for, and does not repeat it`, async () => {
    const [finding, ...others] = await findKnownSecrets({ path: "a.ts", text: `one\n${text}\n` });
    assertEquals([finding?.file, finding?.line, others.length], ["a.ts", 2, 0]);
    assertMatch(finding?.message ?? "", new RegExp(`\\(${rule}\\): take it out`));
    assertEquals(finding?.message.includes(text), false);
  });
}

Deno.test("findKnownSecrets() lets a planted one be, in its file and of its kind only", async () => {
  const [[, aws = ""] = [], , , [, auth = ""] = []] = SECRETS;
  const count = async (path: string, text: string) =>
    (await findKnownSecrets({ path, text })).length;
  assertEquals(await count("tests/api/track_test.ts", auth), 0);
  assertEquals(await count("tests/api/track_test.ts", aws), 1);
  assertEquals(await count("src/tests/api/track_test.ts", auth), 1);
});

Deno.test("findLiveKeys() names file and line, and no more than the beginning", () => {
  const text = `one\nmtr_${["9f3c07d1", "e8b24a65"].join("")}`;
  const [finding] = findLiveKeys({ path: "mod.ts", text });
  assertEquals([finding?.file, finding?.line], ["mod.ts", 2]);
  assertMatch(finding?.message ?? "", /\('mtr_…'\)/);
});
