/**
 * Says which session an event belongs to, and when one is over. A session lives in memory only.
 *
 * @module
 */
import type { Clock } from "../core/ports.ts";

/** A session that is over. */
export interface EndedSession {
  /** The id of the event that tells of it: the same, however often it is told. */
  readonly messageId: string;
  /** Its id. */
  readonly sessionId: string;
  /** From its beginning to the last activity, in whole milliseconds. */
  readonly durationMs: number;
  /** When it ended, in milliseconds since 1970: now, or the last activity if nobody was there since. */
  readonly endedAtMs: number;
}

/** What sessions must know of the client. */
export interface SessionContext {
  readonly clock: Clock;
  readonly sessionTimeoutMs: number;
  readonly nextId: () => string;
}

/** The session now, if there is one. */
interface Session {
  readonly id: string;
  readonly startedAtMs: number;
  /** On the monotonic clock, and on the wall clock: the first stands still while some machines sleep. */
  lastAtMs: number;
  lastEpochMs: number;
  hasEvents: boolean;
}

/** Keeps one session at a time. */
export class Sessions {
  readonly #context: SessionContext;
  readonly #onEnd: (session: EndedSession) => void;
  #session: Session | undefined;
  /** The session that is being told of as over. */
  #ending:
    | {
      readonly session: Session;
      readonly isOver: boolean;
      readonly messageId: string;
    }
    | undefined;

  /** @param onEnd Told of each session that had an event and is over. */
  constructor(context: SessionContext, onEnd: (session: EndedSession) => void) {
    this.#context = context;
    this.#onEnd = onEnd;
  }

  /** The visitor did something. */
  touch(): void {
    const { clock } = this.#context;
    if (this.#isOver) this.end();
    if (this.#session === undefined) return;
    this.#session.lastAtMs = clock.now();
    this.#session.lastEpochMs = clock.epochNow();
  }

  /** The id of the session that an event of now belongs to: a new one, if the last is over. */
  current(): string {
    const { clock, nextId } = this.#context;
    this.touch();
    this.#session ??= {
      id: `s_${nextId()}`,
      startedAtMs: clock.now(),
      lastAtMs: clock.now(),
      lastEpochMs: clock.epochNow(),
      hasEvents: false,
    };
    return this.#session.id;
  }

  /** An event of this session was taken. */
  confirm(id: string): void {
    if (this.#session?.id === id) this.#session.hasEvents = true;
  }

  /** Ends the session, if there is one. */
  end(): void {
    const { clock, nextId } = this.#context;
    if (this.#session !== undefined) {
      this.#ending = { session: this.#session, isOver: this.#isOver, messageId: nextId() };
    }
    // Kept until it was told: Firefox may end the page here, and call once more.
    const ending = this.#ending;
    this.#session = undefined;
    if (ending?.session.hasEvents) {
      const { isOver, messageId, session } = ending;
      this.#onEnd({
        messageId,
        sessionId: session.id,
        durationMs: Math.max(0, Math.round(session.lastAtMs - session.startedAtMs)),
        endedAtMs: isOver ? session.lastEpochMs : clock.epochNow(),
      });
    }
    this.#ending = undefined;
  }

  /** Forgets the session as if it had never been. */
  forget(): void {
    this.#session = undefined;
  }

  get #isOver(): boolean {
    const { clock, sessionTimeoutMs } = this.#context;
    const { lastAtMs = Infinity, lastEpochMs = Infinity } = this.#session ?? {};
    return Math.max(clock.now() - lastAtMs, clock.epochNow() - lastEpochMs) >= sessionTimeoutMs;
  }
}
