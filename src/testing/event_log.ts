/**
 * The accepted events and those who wait for them.
 *
 * @module
 */

import type { Clock } from "../core/ports.ts";
import type { CollectedEvent } from "./collected.ts";

/** Someone who waits. */
interface Waiter {
  readonly count: number;
  readonly resolve: () => void;
}

/** Keeps events in order of acceptance. */
export class EventLog {
  readonly #clock: Pick<Clock, "setTimer">;
  readonly #events: CollectedEvent[] = [];
  readonly #waiters = new Set<Waiter>();

  /** An empty log. */
  constructor(clock: Pick<Clock, "setTimer">) {
    this.#clock = clock;
  }

  /** All of them, oldest first. */
  get events(): readonly CollectedEvent[] {
    return this.#events;
  }

  /** Adds events and wakes whoever has waited for that many. */
  add(events: readonly CollectedEvent[]): void {
    this.#events.push(...events);
    for (const waiter of this.#waiters) {
      if (this.#events.length >= waiter.count) waiter.resolve();
    }
  }

  /** Forgets the events. Who waits goes on waiting, for events to come. */
  clear(): void {
    this.#events.length = 0;
  }

  /** Values under `properties[idKey]` that occur more than once. */
  duplicates(idKey: string): string[] {
    const seen = new Set<string>();
    const repeated = new Set<string>();
    for (const { properties } of this.#events) {
      const id = properties?.[idKey];
      if (id !== undefined && seen.has(id)) repeated.add(id);
      if (id !== undefined) seen.add(id);
    }
    return [...repeated];
  }

  /** Resolves when there are at least `count` events. */
  waitFor(count: number, timeoutMs: number): Promise<readonly CollectedEvent[]> {
    if (this.#events.length >= count) return Promise.resolve(this.#events);
    const arrived = new Promise<readonly CollectedEvent[]>((resolve, reject) => {
      const fail = (): void => {
        this.#waiters.delete(waiter);
        reject(
          new Error(`Waited ${timeoutMs} ms for ${count} events: ${this.#events.length} came`),
        );
      };
      const stop = this.#clock.setTimer(fail, timeoutMs);
      const waiter: Waiter = {
        count,
        resolve: () => {
          this.#waiters.delete(waiter);
          stop();
          resolve(this.#events);
        },
      };
      this.#waiters.add(waiter);
    });
    // A test that advances a fake clock holds this promise unawaited at the moment when it fails.
    arrived.catch(() => {});
    return arrived;
  }
}
