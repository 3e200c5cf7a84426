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
const BROWSERS: Readonly<Record<string, RegExp>> = {
  Edge: /Edg/,
  Opera: /OPR|Opera/,
  "Samsung Internet": /SamsungBrowser/,
  Firefox: /Firefox|FxiOS/,
  Chrome: /Chrom|CriOS/,
  Safari: /Safari|AppleWebKit/,
};

const SYSTEMS: Readonly<Record<string, RegExp>> = {
  Windows: /Windows/,
  Android: /Android/,
  iOS: /iP(hone|ad|od)/,
  macOS: /Mac/,
  ChromeOS: /CrOS/,
  Linux: /Linux/,
};

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
  const firstMatch = (table: Readonly<Record<string, RegExp>>): string =>
    Object.keys(table).find((name) => table[name]?.test(userAgent)) ?? "other";
  const isIpad = /iPad/.test(userAgent) || (/Macintosh/.test(userAgent) && touchPoints > 1);
  const os = isIpad ? "iOS" : firstMatch(SYSTEMS);
  const isMobile = /Mobi/.test(userAgent);
  const isTablet = isIpad || /Tablet/.test(userAgent) || (os === "Android" && !isMobile);
  const deviceType = isTablet ? "tablet" : isMobile ? "mobile" : "desktop";
  return { browser: firstMatch(BROWSERS), os, deviceType, language };
}
