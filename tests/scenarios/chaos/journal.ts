/**
 * What the collector writes down before it answers: every event it took, under which key and in which
 * bytes, and how often it may come again because of what the client was told.
 *
 * @module
 */
import type { SentEvent } from "./content_rules.ts";
import { textHash } from "./text_hash.ts";

/** An event that was taken. */
export interface TakenEvent {
  /** Its number in the workload. */
  readonly number: number;
  /** The `Idempotency-Key` under which it came first. */
  readonly key: string;
  /** Names its bytes. */
  readonly hash: number;
  /** How often it was taken. */
  copies: number;
  /** How often the client was told, or may believe, that it was not. */
  excused: number;
  /** Copies that were not the same bytes. */
  otherBytes: number;
  /** Copies under another key. */
  otherKeys: number;
}

/** Most sentences kept of a kind: the first few say it all. */
const MAX_NOTES = 20;

/** The collector's memory. */
export class Journal {
  /** Events taken, by id. */
  readonly taken: Map<string, TakenEvent> = new Map();
  /** Ids of events that were refused for good, whatever they were. */
  readonly refused: Set<string> = new Set();
  /** Faults played, by kind. */
  readonly faults: Map<string, number> = new Map();
  /** Requests that no client should send. */
  readonly misdeeds: string[] = [];
  readonly #bodies = new Map<string, number>();
  #requests = 0;
  #copies = 0;
  #otherBodies = 0;
  #held = 0;

  /** Requests seen, whatever became of them. */
  get requests(): number {
    return this.#requests;
  }

  /** Events taken, copies included. */
  get copies(): number {
    return this.#copies;
  }

  /** Requests whose key was used for another body before. */
  get otherBodies(): number {
    return this.#otherBodies;
  }

  /** Connections that the client held although it had given up long ago. */
  get heldConnections(): number {
    return this.#held;
  }

  /** The client holds a connection although it has given up long ago. */
  held(): void {
    this.#held++;
  }

  /** A request begins. */
  begun(): void {
    this.#requests++;
  }

  /** A fault is played. */
  faulted(kind: string): void {
    this.faults.set(kind, (this.faults.get(kind) ?? 0) + 1);
  }

  /** A request should not have been sent. */
  misdeed(sentence: string): void {
    if (this.misdeeds.length < MAX_NOTES) this.misdeeds.push(sentence);
  }

  /** The whole of a request is here. */
  seen(key: string, body: string): void {
    const hash = textHash(body);
    const before = this.#bodies.get(key);
    if (before === undefined) this.#bodies.set(key, hash);
    else if (before !== hash) this.#otherBodies++;
  }

  /**
   * Events are taken.
   *
   * @param isExcused Whether the client will not be told so, and may send them once more.
   */
  take(key: string, events: readonly SentEvent[], isExcused: boolean): void {
    this.#copies += events.length;
    for (const event of events) this.#takeOne(key, event, isExcused ? 1 : 0);
  }

  /** Events are refused, and the client is told never to send them again. */
  refuse(events: readonly SentEvent[]): void {
    for (const { id } of events) this.refused.add(id);
  }

  #takeOne(key: string, { id, number, text }: SentEvent, excused: number): void {
    const hash = textHash(text);
    const before = this.taken.get(id);
    if (before === undefined) {
      const counts = { copies: 1, excused, otherBytes: 0, otherKeys: 0 };
      this.taken.set(id, { number, key, hash, ...counts });
      return;
    }
    before.copies++;
    before.excused += excused;
    if (before.hash !== hash) before.otherBytes++;
    if (before.key !== key) before.otherKeys++;
  }
}
