/**
 * One operation of a storage as a line of the file: how it is written, and how a line is read that may be
 * torn, damaged or somebody else's.
 *
 * A line is the length of its body and the body's CRC-32, eight hexadecimal digits each, the body, and a
 * line feed. The body is JSON in UTF-8: `["key","value"]` sets, `["key"]` removes. JSON text holds no line
 * feed, so the next line is found behind any damage; the length tells where a line ends whose line feed
 * is gone.
 *
 * @module
 */
import { crc32 } from "./crc32.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });

/** What the file begins with. The number changes with the form of what follows. */
export const FILE_HEADER: Uint8Array = encoder.encode("tidings file storage 1\n");

/** What each version's file begins with. */
const ANY_VERSION = /^tidings file storage (\d{1,9})\n/;

/** Digits of the length, and of the checksum. */
const DIGITS = 8;

/** Where the body begins. */
export const BODY_AT: number = 2 * DIGITS;

const LINE_FEED = 0x0a;

/** An operation. */
export interface Operation {
  /** The key. */
  readonly key: string;
  /** The value that it gets; `undefined` removes the key. */
  readonly value: string | undefined;
}

/** What is written at the beginning of a line. */
export interface LineHead {
  /** Bytes of the body. */
  readonly length: number;
  /** The body's checksum. */
  readonly checksum: number;
}

/** The line of an operation. */
export function encodeOperation({ key, value }: Operation): Uint8Array {
  const text = JSON.stringify(value === undefined ? [key] : [key, value]);
  // A unit of UTF-16 is three bytes of UTF-8 at most.
  const bytes = new Uint8Array(BODY_AT + 3 * text.length + 1);
  const { written } = encoder.encodeInto(text, bytes.subarray(BODY_AT));
  const end = BODY_AT + written;
  writeHex(bytes, 0, written);
  writeHex(bytes, DIGITS, crc32(bytes, BODY_AT, end));
  bytes[end] = LINE_FEED;
  return bytes.subarray(0, end + 1);
}

/** The beginning of the line at a place, or `undefined` for something else. */
export function readHead(bytes: Uint8Array, at: number): LineHead | undefined {
  const length = readHex(bytes, at);
  const checksum = readHex(bytes, at + DIGITS);
  return length === undefined || checksum === undefined ? undefined : { length, checksum };
}

/** The operation whose line begins at a place, or `undefined` for a damaged one. */
export function decodeOperation(
  bytes: Uint8Array,
  at: number,
  { length, checksum }: LineHead,
): Operation | undefined {
  const start = at + BODY_AT;
  const end = start + length;
  if (crc32(bytes, start, end) !== checksum) return undefined;
  try {
    const body: unknown = JSON.parse(decoder.decode(bytes.subarray(start, end)));
    if (!Array.isArray(body) || body.length < 1 || body.length > 2) return undefined;
    const [key, value]: unknown[] = body;
    if (typeof key !== "string") return undefined;
    return value === undefined || typeof value === "string" ? { key, value } : undefined;
  } catch {
    return undefined;
  }
}

/** Where the next line feed is, from a place on; -1 for none. */
export function findLineFeed(bytes: Uint8Array, from: number): number {
  return bytes.indexOf(LINE_FEED, from);
}

/** Whether a line feed is there. */
export function endsLine(bytes: Uint8Array, at: number): boolean {
  return bytes[at] === LINE_FEED;
}

/** Whether all bytes from a place on could begin a line. */
export function isTornHead(bytes: Uint8Array, at: number): boolean {
  return bytes.length - at < BODY_AT && bytes.subarray(at).every((byte) => isHexDigit(byte));
}

/**
 * What a file is, by its first bytes.
 *
 * @returns `new` for an empty one or one whose very first write was cut, `newer` for a later version.
 */
export function recogniseFile(start: Uint8Array): "ours" | "new" | "newer" | "foreign" {
  const shared = Math.min(start.length, FILE_HEADER.length);
  const isSame = FILE_HEADER.subarray(0, shared).every((byte, i) => byte === start[i]);
  if (isSame) return start.length < FILE_HEADER.length ? "new" : "ours";
  return ANY_VERSION.test(new TextDecoder().decode(start)) ? "newer" : "foreign";
}

function writeHex(into: Uint8Array, at: number, value: number): void {
  const digits = value.toString(16).padStart(DIGITS, "0");
  for (let i = 0; i < DIGITS; i++) into[at + i] = digits.charCodeAt(i);
}

function readHex(bytes: Uint8Array, at: number): number | undefined {
  let value = 0;
  for (let i = at; i < at + DIGITS; i++) {
    const byte = bytes[i];
    if (byte === undefined || !isHexDigit(byte)) return undefined;
    value = value * 16 + (byte < 0x40 ? byte - 0x30 : byte - 0x57);
  }
  return value;
}

/** 0 to 9 and a to f, as we write them. */
function isHexDigit(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || (byte >= 0x61 && byte <= 0x66);
}
