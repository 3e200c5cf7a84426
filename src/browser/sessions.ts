/**
 * Says which session an event belongs to, and when one is over. A session lives in memory only.
 *
 * @module
 */
import type { Clock } from "../core/ports.ts";

/** A session that is over. */
export interface EndedSession {
  /** Its id. */
  readonly id: string;
  /** From its beginning to the last activity, in whole milliseconds. */
  readonly durationMs: number;
  /** When it ended, in milliseconds since 1970: now, or the last activity if nobody was there since. */
  readonly endedAtMs: number;
}

/** What sessions work with. */
export interface SessionParts {
  readonly clock: Clock;
  readonly sessionTimeoutMs: number;
  /** Makes an id. */
  readonly nextId: () => string;
  /** Told of each session that had an event and is over. */
  readonly onEnd: (session: EndedSession) => void;
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
  readonly #parts: SessionParts;
  #session: Session | undefined;

  constructor(parts: SessionParts) {
    this.#parts = parts;
  }

  /** The visitor did something. */
  touch(): void {
    if (this.#isOver) this.end();
    const session = this.#session;
    if (session === undefined) return;
    session.lastAtMs = this.#parts.clock.now();
    session.lastEpochMs = this.#parts.clock.epochNow();
  }

  /** The id of the session that an event of now belongs to: a new one, if the last is over. */
  current(): string {
    this.touch();
    const { clock, nextId } = this.#parts;
    const now = clock.now();
    this.#session ??= {
      id: `s_${nextId()}`,
      startedAtMs: now,
      lastAtMs: now,
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
    const session = this.#session;
    const isOver = this.#isOver;
    this.#session = undefined;
    if (!session?.hasEvents) return;
    const { id, lastAtMs, lastEpochMs, startedAtMs } = session;
    const endedAtMs = isOver ? lastEpochMs : this.#parts.clock.epochNow();
    this.#parts.onEnd({
      id,
      endedAtMs,
      durationMs: Math.max(0, Math.round(lastAtMs - startedAtMs)),
    });
  }

  /** Forgets the session as if it had never been. */
  forget(): void {
    this.#session = undefined;
  }

  get #isOver(): boolean {
    const session = this.#session;
    if (session === undefined) return false;
    const { clock, sessionTimeoutMs } = this.#parts;
    const idleMs = Math.max(
      clock.now() - session.lastAtMs,
      clock.epochNow() - session.lastEpochMs,
    );
    return idleMs >= sessionTimeoutMs;
  }
}
