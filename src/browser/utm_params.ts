/**
 * Reads the campaign that a page's URL names.
 *
 * @module
 */

const NAMES = ["Source", "Medium", "Campaign", "Term", "Content"];

/** `utm_source` as `utmSource`, and so on; only what is there. */
export function readUtmParams(url: string): Record<string, string> {
  const query = new URLSearchParams(url.slice(url.indexOf("?") + 1).split("#", 1)[0]);
  return Object.fromEntries(NAMES.flatMap((name) => {
    const value = query.get(`utm_${name.toLowerCase()}`);
    return value ? [[`utm${name}`, value]] : [];
  }));
}
