/**
 * Says that an event cannot be taken as it is.
 *
 * @module
 */
import type { DropReason } from "./event.ts";

/** Thrown where an input cannot become an event. The message says what is wrong with it. */
export class Refusal extends Error {
  /** How the books count the event. */
  readonly reason: DropReason;

  /**
   * @param reason How the books count the event.
   * @param message What is wrong with the input.
   */
  constructor(reason: DropReason, message: string) {
    super(message);
    this.reason = reason;
  }
}
