/**
 * The platform's own luck.
 *
 * @module
 */
import type { Random } from "../core/ports.ts";

/** The platform's cryptographic randomness for ids, or its ordinary one where there is no other. */
export function createSystemRandom(): Random {
  const crypto: { getRandomValues?: (bytes: Uint8Array<ArrayBuffer>) => unknown } | undefined =
    globalThis.crypto;
  return {
    fraction: () => Math.random(),
    fill: (bytes) => {
      try {
        crypto?.getRandomValues?.(bytes as Uint8Array<ArrayBuffer>);
        if (crypto?.getRandomValues !== undefined) return;
      } catch {
        // Replaced, or not allowed here: ids need to differ, not to be secret.
      }
      for (let i = 0; i < bytes.length; i++) bytes[i] = Math.random() * 256;
    },
  };
}
