import { assertEquals } from "@std/assert";
import { readUtmParams } from "../../../src/browser/utm_params.ts";

for (
  const [url, params] of [
    ["https://a.example/?utm_source=x&utm_medium=y+z&utm_campaign=%C3%BC&utm_term=&other=1", {
      utmSource: "x",
      utmMedium: "y z",
      utmCampaign: "ü",
    }],
    ["https://a.example/?utm_content=a#utm_term=b", { utmContent: "a" }],
    ["/?utm_term=1?2#?utm_source=x", { utmTerm: "1?2" }],
    ["?utm_source=a&utm_source=b", { utmSource: "a" }],
    ["?utm_source=%", { utmSource: "%" }],
    ["https://a.example/utm_source=x", {}],
    ["?utm_source=a#b\n&utm_term=c", { utmSource: "a" }],
    ["", {}],
    ["*", {}],
  ] as const
) {
  Deno.test(`readUtmParams() reads ${url}`, () => assertEquals(readUtmParams(url), params));
}
