/**
 * Keeps the API key out of everything that a person or a program may read: server texts, platform
 * errors, warnings.
 *
 * @module
 */

/** Text from a server or a platform is cut here: enough to tell what is wrong, too little to fill a log. */
export const MAX_DETAIL_LENGTH = 500;

/** A shorter key hides nothing, and taking its letters out would make every text unreadable. */
const MIN_SECRET_LENGTH = 4;

/** What stands in the key's place. */
const PLACEHOLDER = "[api key]";

/**
 * Makes a function that takes `secret` out of a text and then cuts it to {@linkcode MAX_DETAIL_LENGTH}.
 * Besides the secret as it is, its URL-encoded and JSON-escaped forms go.
 *
 * @param secret The API key.
 */
export function createRedactor(secret: string): (text: string) => string {
  const forms = secret.length < MIN_SECRET_LENGTH
    ? []
    : [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)];
  return (text) => {
    let clean = text;
    for (const form of forms) clean = clean.split(form).join(PLACEHOLDER);
    return cutText(clean, MAX_DETAIL_LENGTH);
  };
}

/** The first `max` UTF-16 units of a text, never half of a surrogate pair, with an ellipsis if cut. */
export function cutText(text: string, max: number): string {
  if (text.length <= max) return text;
  const last = text.charCodeAt(max - 1);
  const isHighSurrogate = last >= 0xd800 && last <= 0xdbff;
  return text.slice(0, isHighSurrogate ? max - 1 : max) + "…";
}
