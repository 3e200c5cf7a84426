import { assertEquals } from "@std/assert";
import { describeDevice } from "../../../src/browser/device_info.ts";

const MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)";
const KIT = "AppleWebKit/537.36 (KHTML, like Gecko)";

for (
  const [agent, touchPoints, browser, os, deviceType] of [
    [
      `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${KIT} Chrome/140.0.0.0 Safari/537.36`,
      0,
      "Chrome",
      "Windows",
      "desktop",
    ],
    [
      `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${KIT} Chrome/140.0 Safari/537.36 Edg/140.0`,
      10,
      "Edge",
      "Windows",
      "desktop",
    ],
    [
      `${MAC} AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15`,
      0,
      "Safari",
      "macOS",
      "desktop",
    ],
    [
      `${MAC} AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15`,
      5,
      "Safari",
      "iOS",
      "tablet",
    ],
    [
      `Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) ${KIT} CriOS/140.0 Mobile/15E148 Safari/604.1`,
      5,
      "Chrome",
      "iOS",
      "mobile",
    ],
    [
      "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0",
      5,
      "Firefox",
      "Android",
      "mobile",
    ],
    [
      "Mozilla/5.0 (Android 15; Tablet; rv:140.0) Gecko/140.0 Firefox/140.0",
      5,
      "Firefox",
      "Android",
      "tablet",
    ],
    [
      `Mozilla/5.0 (Linux; Android 10; K) ${KIT} SamsungBrowser/28.0 Chrome/130.0 Mobile Safari/537.36`,
      5,
      "Samsung Internet",
      "Android",
      "mobile",
    ],
    [
      `Mozilla/5.0 (Linux; Android 10; K) ${KIT} Chrome/140.0 Safari/537.36`,
      5,
      "Chrome",
      "Android",
      "tablet",
    ],
    [
      `Mozilla/5.0 (X11; Linux x86_64) ${KIT} Chrome/140.0 Safari/537.36 OPR/120.0`,
      0,
      "Opera",
      "Linux",
      "desktop",
    ],
    [
      `Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${KIT} Chrome/140.0 Safari/537.36`,
      0,
      "Chrome",
      "ChromeOS",
      "desktop",
    ],
    ["Mozilla/5.0 (Tablet; rv:26.0) Gecko/26.0 Firefox/26.0", 5, "Firefox", "other", "tablet"],
    [
      "Mozilla/5.0 (iPad; CPU OS 12_2 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148 Safari/604.1",
      5,
      "Safari",
      "iOS",
      "tablet",
    ],
    ["", 0, "other", "other", "desktop"],
  ] as const
) {
  Deno.test(`describeDevice() names ${browser} on ${os}, ${deviceType}, of '${agent}', ${touchPoints} fingers`, () => {
    assertEquals(describeDevice(agent, "en", touchPoints), {
      browser,
      os,
      deviceType,
      language: "en",
    });
  });
}
