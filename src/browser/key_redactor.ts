/**
 * Keeps the API key out of what a browser client says.
 *
 * @module
 */
import { cutText, MAX_DETAIL_LENGTH } from "../core/redact.ts";

/**
 * Takes a key out of a text, as it is and as URLs and JSON write it, and cuts the text. A shorter key than
 * four characters hides nothing.
 *
 * @param key The API key: visible ASCII.
 */
export function createKeyRedactor(key: string): (text: string) => string {
  const forms = key.length < 4
    ? []
    : [key, encodeURIComponent(key), JSON.stringify(key).slice(1, -1)];
  return (text) =>
    cutText(
      forms.reduce((left, form) => left.replaceAll(form, "[api key]"), text),
      MAX_DETAIL_LENGTH,
    );
}
