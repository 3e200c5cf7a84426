/**
 * Takes what callers pass, whatever it is, and has it delivered or says why not.
 *
 * @module
 */
import { ownMember } from "../core/own_member.ts";
import { readable } from "../core/readable.ts";
import { Refusal } from "../core/refusal.ts";
import { encodeCollectEvent } from "../protocols/harshit_collect.ts";
import type { ClientContext, EncodedEvent } from "./client_context.ts";
import type { Engine } from "./engine.ts";
import { BROWSER_WARNINGS } from "./warnings.ts";
import { type JsonMembers, mergeMembers } from "../core/json_members.ts";
import { textOf } from "./isolate.ts";

/** Reads a field of an event. May throw what the caller's code throws. */
export type FieldReader = (field: string) => unknown;

/** The limit of the sister API: that of this one is unknown. */
const MAX_ID_LENGTH = 200;

/** A getter or hook may call back into the client; one that does so without end is stopped here. */
const MAX_NESTED_CALLS = 4;

/** Turns calls into events. */
export class Intake {
  readonly #context: ClientContext;
  readonly #engine: Engine;
  readonly #assertOpen: () => void;
  #nestedCalls = 0;

  /** @param assertOpen Throws a {@linkcode Refusal} if no more events are taken. */
  constructor(context: ClientContext, engine: Engine, assertOpen: () => void) {
    this.#context = context;
    this.#engine = engine;
    this.#assertOpen = assertOpen;
  }

  /**
   * Takes one event.
   *
   * @param read Reads its fields.
   * @param merge Adds to its metadata.
   * @returns The event's id, or `null` if it was refused.
   */
  take(read: FieldReader, merge: (own: JsonMembers) => JsonMembers): string | null {
    const { nextId, reporter } = this.#context;
    const engine = this.#engine;
    const name = read("name");
    let messageId: string | null = null;
    this.#nestedCalls++;
    try {
      this.#assertOpen();
      if (this.#nestedCalls > MAX_NESTED_CALLS) throw new Error("it tracks further events");
      const id = messageId = readId(read("messageId") ?? nextId());
      const event = this.#encode(read, merge, id);
      // The caller's own code ran meanwhile.
      this.#assertOpen();
      return engine.add({ ...event, id }) ? id : null;
    } catch (error) {
      const { reason, message } = isRefusal(error)
        ? error
        : new Refusal("unserializable", `the event cannot be read: ${textOf(error)}`);
      engine.totals.tracked++;
      engine.count(reason);
      reporter.drop({
        reason,
        messageId,
        name: typeof name === "string" ? name.slice(0, MAX_ID_LENGTH) : null,
        detail: message,
      });
      return null;
    } finally {
      this.#nestedCalls--;
    }
  }

  #encode(
    read: FieldReader,
    merge: (own: JsonMembers) => JsonMembers,
    messageId: string,
  ): EncodedEvent {
    const { beforeSend, clock, maxEventBytes, messageIdKey, reporter } = this.#context;
    const settings = { maxEventBytes, epochMs: clock.epochNow() };
    const withId = (own: JsonMembers): JsonMembers =>
      messageIdKey === undefined
        ? own
        : mergeMembers([own, new Map([[messageIdKey, JSON.stringify(messageId)]])]);
    const event = encodeCollectEvent(read, { ...settings, merge: (own) => withId(merge(own)) });
    if (event.badTime !== undefined) reporter.warn(BROWSER_WARNINGS.bad_time, event.badTime);
    if (beforeSend === undefined) return event;
    let message = "";
    try {
      const result: unknown = beforeSend({ messageId, ...JSON.parse(event.json) });
      if (result !== null) {
        message = "'beforeSend' must return an event or null";
        const { then } = result as { then?: unknown };
        // Nobody waits for a promise: its rejection must not be unhandled.
        if (typeof then === "function") Promise.resolve(result).catch(() => {});
        else {
          const readField: FieldReader = (field) => ownMember(result as object, field);
          return encodeCollectEvent(readField, { ...settings, merge: withId });
        }
      }
    } catch (error) {
      message = `'beforeSend' failed: ${textOf(error)}`;
    }
    throw new Refusal("before_send", message);
  }
}

/** The caller's id of an event. @throws {Refusal} If it cannot be one. */
function readId(id: unknown): string {
  if (typeof id === "string" && id !== "" && id.length <= MAX_ID_LENGTH) return id;
  throw new Refusal("invalid", `'messageId' must be a string of 1 to ${MAX_ID_LENGTH} characters`);
}

/** Not by `instanceof`: what a caller's code throws may say that it is its own prototype, without end. */
function isRefusal(error: unknown): error is Refusal {
  return readable(() => Object.getPrototypeOf(error)) === Refusal.prototype;
}
