/**
 * Keeps the API key out of what a browser client says.
 *
 * @module
 */
import { headOf } from "../core/head_of.ts";

/** Enough to tell what is wrong, too little to fill a log. */
const MAX_LENGTH = 500;

/**
 * Takes a key out of a text, as it is and as URLs and JSON write it, and cuts the text. A shorter key than
 * four characters hides nothing.
 *
 * @param key The API key: visible ASCII.
 */
export function createKeyRedactor(key: string): (text: string) => string {
  const forms = [key, encodeURIComponent(key), JSON.stringify(key).slice(1, -1)];
  return (text) => {
    const left = forms.reduce(
      (rest, form) => form.length < 4 ? rest : rest.replaceAll(form, "[api key]"),
      text,
    );
    return left.length > MAX_LENGTH ? headOf(left, MAX_LENGTH) + "…" : left;
  };
}
