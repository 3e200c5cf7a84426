/**
 * The signal of a request that came through a server.
 *
 * @module
 */

import type { AbortSource } from "./abortable.ts";

/**
 * Leaves the request's own signal alone until someone listens: one server prints a warning as soon as
 * it is touched, so only a request that must wait may touch it. Until then it has not aborted.
 */
export function createServedSignal(request: { readonly signal: AbortSource }): AbortSource {
  let isTouched = false;
  return {
    get aborted(): boolean {
      return isTouched && request.signal.aborted;
    },
    get reason(): unknown {
      return isTouched ? request.signal.reason : undefined;
    },
    addEventListener(type, listener): void {
      isTouched = true;
      request.signal.addEventListener(type, listener);
    },
    removeEventListener(type, listener): void {
      if (isTouched) request.signal.removeEventListener(type, listener);
    },
  };
}
