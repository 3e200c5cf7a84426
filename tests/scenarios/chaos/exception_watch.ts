/**
 * Counts what nobody caught: errors and rejections that would have ended the process.
 *
 * @module
 */

/** What was not caught since the start. */
export class ExceptionWatch implements Disposable {
  /** What was thrown, in words. */
  readonly caught: string[] = [];
  readonly #onError = (event: ErrorEvent): void => {
    event.preventDefault();
    this.caught.push(String(event.error ?? event.message));
  };
  readonly #onRejection = (event: PromiseRejectionEvent): void => {
    event.preventDefault();
    this.caught.push(String(event.reason));
  };

  constructor() {
    globalThis.addEventListener("error", this.#onError);
    globalThis.addEventListener("unhandledrejection", this.#onRejection);
  }

  /** Stops watching. */
  [Symbol.dispose](): void {
    globalThis.removeEventListener("error", this.#onError);
    globalThis.removeEventListener("unhandledrejection", this.#onRejection);
  }
}
