/**
 * Names browser, system and kind of device, as coarse as a report needs: no version, no fingerprint.
 *
 * @module
 */

/** What an event says of the device. */
export interface DeviceInfo {
  readonly browser: string;
  readonly os: string;
  readonly deviceType: "desktop" | "mobile" | "tablet";
  readonly language: string;
}

/** The first that matches: those that pretend to be another come before it. */
const BROWSERS: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/Edg/, "Edge"],
  [/OPR|Opera/, "Opera"],
  [/SamsungBrowser/, "Samsung Internet"],
  [/Firefox|FxiOS/, "Firefox"],
  [/Chrom|CriOS/, "Chrome"],
  [/Safari|AppleWebKit/, "Safari"],
];

const SYSTEMS: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/Windows/, "Windows"],
  [/Android/, "Android"],
  [/iPhone|iPad|iPod/, "iOS"],
  [/Mac/, "macOS"],
  [/CrOS/, "ChromeOS"],
  [/Linux/, "Linux"],
];

/**
 * Describes a device.
 *
 * @param userAgent What the browser says it is.
 * @param touchPoints Fingers that the screen can tell apart: an iPad says that it is a Mac.
 */
export function describeDevice(
  userAgent: string,
  language: string,
  touchPoints: number,
): DeviceInfo {
  const isIpad = /iPad/.test(userAgent) || (/Macintosh/.test(userAgent) && touchPoints > 1);
  const isTablet = isIpad || /Tablet/.test(userAgent) ||
    (/Android/.test(userAgent) && !/Mobile/.test(userAgent));
  return {
    browser: firstMatch(BROWSERS, userAgent),
    os: isIpad ? "iOS" : firstMatch(SYSTEMS, userAgent),
    deviceType: isTablet ? "tablet" : /Mobi/.test(userAgent) ? "mobile" : "desktop",
    language,
  };
}

function firstMatch(table: readonly (readonly [RegExp, string])[], text: string): string {
  return table.find(([pattern]) => pattern.test(text))?.[1] ?? "other";
}
