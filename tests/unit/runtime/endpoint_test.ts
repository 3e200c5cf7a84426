import { assertEquals } from "@std/assert";
import { checkEndpoint } from "../../../src/runtime/endpoint.ts";

const strict = { allowInsecure: false };

const TAKEN: readonly (readonly [endpoint: string, url: string])[] = [
  ["https://api.inslytic.com", "https://api.inslytic.com/"],
  ["https://example.com/base/", "https://example.com/base/"],
  ["https://example.com:8443/base", "https://example.com:8443/base"],
  ["HTTPS://EXAMPLE.com:443", "https://example.com/"],
  [" https://example.com ", "https://example.com/"],
  ["https://example.com/a%3Fb%23c", "https://example.com/a%3Fb%23c"],
  ["https://example.com/a@b", "https://example.com/a@b"],
  ["https://example.com/../a", "https://example.com/a"],
  ["http://localhost", "http://localhost/"],
  ["http://LocalHost:3002/x", "http://localhost:3002/x"],
  ["http://127.0.0.1", "http://127.0.0.1/"],
  ["http://127.255.255.254", "http://127.255.255.254/"],
  ["http://127.1", "http://127.0.0.1/"],
  ["http://0x7f.1", "http://127.0.0.1/"],
  ["http://2130706433", "http://127.0.0.1/"],
  ["http://[::1]", "http://[::1]/"],
  ["http://[0:0::1]:80", "http://[::1]/"],
  ["http://sub.localhost", "http://sub.localhost/"],
  ["http://a.b.c.localhost", "http://a.b.c.localhost/"],
];

for (const [endpoint, url] of TAKEN) {
  Deno.test(`checkEndpoint() takes ${endpoint} as ${url}`, () => {
    assertEquals(checkEndpoint(endpoint, strict), { isValid: true, url });
  });
}

const NEVER_LOOPBACK = [
  "http://example.com",
  "http://localhost.example.com",
  "http://xlocalhost",
  "http://localhost.",
  "http://.localhost.example",
  "http://127.0.0.1.example.com",
  "http://128.0.0.1",
  "http://12.7.0.1",
  "http://126.255.255.255",
  "http://0.0.0.0",
  "http://10.0.0.1",
  "http://169.254.169.254",
  "http://[::]",
  "http://[::2]",
  "http://[::1:1]",
  "http://[::ffff:10.0.0.1]",
];

for (const endpoint of NEVER_LOOPBACK) {
  Deno.test(`checkEndpoint() refuses ${endpoint} unless insecure is allowed`, () => {
    assertEquals(checkEndpoint(endpoint, strict), {
      isValid: false,
      mustBe: "must be https unless the host is loopback or 'allowInsecure' is true",
    });
    assertEquals("url" in checkEndpoint(endpoint, { allowInsecure: true }), true);
  });
}

const REFUSED: readonly (readonly [reason: RegExp, endpoints: readonly string[]])[] = [
  [/absolute http or https URL/, [
    "",
    "example.com",
    "//example.com",
    "/path",
    "https://",
    "http://",
    "https://[",
    "https://a b",
    "ftp://localhost",
    "file:///tmp",
    "data:,x",
    "blob:https://example.com/x",
    "javascript:void 0",
    "ws://localhost",
    "localhost:3002",
    "urn:a:b",
  ]],
  [/credentials/, [
    "https://user@example.com",
    "https://user:password@example.com",
    "https://:password@example.com",
    "http://user@localhost",
    "https://user@example.com?query",
  ]],
  [/no query and no fragment/, [
    "https://example.com?",
    "https://example.com?a=b",
    "https://example.com/path?a",
    "https://example.com#",
    "https://example.com/#a",
    "https://example.com?a#b",
  ]],
];

for (const [reason, endpoints] of REFUSED) {
  for (const endpoint of endpoints) {
    for (const allowInsecure of [false, true]) {
      Deno.test(`checkEndpoint() refuses '${endpoint}', allowInsecure ${allowInsecure}`, () => {
        const checked = checkEndpoint(endpoint, { allowInsecure });
        assertEquals("mustBe" in checked && reason.test(checked.mustBe), true);
        assertEquals(JSON.stringify(checked).includes("password"), false);
      });
    }
  }
}

Deno.test("checkEndpoint() looks at a host of 100 000 labels at once", () => {
  const startedAt = performance.now();
  checkEndpoint(`http://${"a.".repeat(100_000)}localhost`, strict);
  checkEndpoint(`http://${"127.".repeat(100_000)}`, strict);
  assertEquals(performance.now() - startedAt < 500, true);
});
