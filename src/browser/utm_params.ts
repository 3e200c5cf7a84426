/**
 * Reads the campaign that a page's URL names.
 *
 * @module
 */

/** `utm_source` as `utmSource`, and so on; only what is there. */
export function readUtmParams(url: string): Record<string, string> {
  const query = new URLSearchParams(url.replace(/^[^?]*\?|#.*/gs, ""));
  return Object.fromEntries(
    ["Source", "Medium", "Campaign", "Term", "Content"]
      .map((name) => [`utm${name}`, query.get(`utm_${name.toLowerCase()}`) ?? ""])
      .filter(([, value]) => value),
  );
}
