/**
 * The ids that callers may give to their events.
 *
 * @module
 */

/** An id that may be used, or none was given, or why it may not. */
export type CheckedMessageId =
  | { readonly isValid: true; readonly id: string | undefined }
  | { readonly isValid: false; readonly detail: string };

/** The API's limit for ids is unknown; this is the one of its sister API. */
const MAX_MESSAGE_ID_LENGTH = 200;

/**
 * The caller's own id for an event, or `undefined` to make one.
 *
 * @returns The id, or the reason why it cannot be one.
 */
export function checkMessageId(value: unknown): CheckedMessageId {
  if (value === undefined || value === null) return { isValid: true, id: undefined };
  const isFine = typeof value === "string" && value !== "" && value.length <= MAX_MESSAGE_ID_LENGTH;
  if (isFine) return { isValid: true, id: value };
  return {
    isValid: false,
    detail: `'messageId' must be a string of 1 to ${MAX_MESSAGE_ID_LENGTH} characters`,
  };
}
