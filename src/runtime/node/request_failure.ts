/**
 * Why a request failed, in words that a person understands and that hold nothing of the request.
 *
 * @module
 */

/** What `nodeFetch` rejects with. */
export interface RequestFailure extends Error {
  /** What Node calls the cause, as in `ECONNREFUSED`; absent where it has no name. */
  readonly code?: string;
  /** Sending again at once is in vain: where it was worthwhile it has been done. */
  readonly isFinal: true;
}

/** How Node names what is wrong with a certificate; the message says the same in words. */
const CERTIFICATE_CODE = /CERT|^UNABLE_TO_|^ERR_TLS_/;

/** How it names what is wrong with a handshake. */
const HANDSHAKE_CODE = /^(EPROTO$|ERR_SSL_)/;

/** The one part of OpenSSL's message that is for people: "error:0A00010B:SSL routines::wrong version number:…". */
const OPENSSL_REASON = /SSL routines:[^:]*:([^:)]+)/;

/** The request was given up by its signal. */
export function abortFailure(): Error {
  return new DOMException("The request was aborted", "AbortError");
}

/** What a failed connection comes to. */
export function requestFailure(error: unknown): RequestFailure {
  const code = textMember(error, "code");
  const failure = new Error(explain(error, code));
  return Object.assign(failure, { isFinal: true as const }, code === "" ? {} : { code });
}

/** A request that cannot even begin. What Node says of a header or path that is none may repeat it. */
export function beginFailure(error: unknown): RequestFailure {
  const code = textMember(error, "code");
  if (!code.startsWith("ERR_")) return requestFailure(error);
  const failure = new TypeError("a header or the path holds a character that HTTP does not allow");
  return Object.assign(failure, { isFinal: true as const, code });
}

function explain(error: unknown, code: string): string {
  const message = messageOf(error);
  if (CERTIFICATE_CODE.test(code)) return `the server's certificate was refused: ${message}`;
  if (!HANDSHAKE_CODE.test(code)) return message;
  const reason = OPENSSL_REASON.exec(message)?.[1] ?? message;
  return `the TLS handshake failed: ${reason}`;
}

/** A name with several addresses that all failed has one error for each, and no message of its own. */
function messageOf(error: unknown): string {
  const parts: unknown = typeof error === "object" && error !== null &&
    Reflect.get(error, "errors");
  if (Array.isArray(parts)) return [...new Set(parts.map(messageOf))].join("; ");
  return textMember(error, "message") || textMember(error, "code") || "the connection failed";
}

function textMember(error: unknown, name: string): string {
  const value: unknown = typeof error === "object" && error !== null && Reflect.get(error, name);
  return typeof value === "string" ? value : "";
}
