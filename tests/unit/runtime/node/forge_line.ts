/**
 * Lines of a file with any body and a right checksum: anybody can compute one.
 *
 * @module
 */
import { crc32 } from "../../../../src/runtime/node/crc32.ts";

/** The line of a body. */
export function forgeLine(body: Uint8Array | string): Uint8Array {
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : body;
  const hex = (value: number): string => value.toString(16).padStart(8, "0");
  const head = hex(bytes.length) + hex(crc32(bytes, 0, bytes.length));
  return joinBytes(new TextEncoder().encode(head), bytes, new Uint8Array([0x0a]));
}

/** One after the other. */
export function joinBytes(...parts: readonly (Uint8Array | string)[]): Uint8Array {
  const all = parts.map((part) => typeof part === "string" ? new TextEncoder().encode(part) : part);
  return new Uint8Array(all.flatMap((part) => [...part]));
}

/** A copy with one bit changed, the bits counted from the first byte's lowest. */
export function flipBit(bytes: Uint8Array, bit: number): Uint8Array {
  const copy = bytes.slice();
  copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return copy;
}
