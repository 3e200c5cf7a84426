/**
 * Takes over what tabs that are gone left in the storage, and minds that no other tab does the same.
 *
 * @module
 */
import type { Clock } from "../core/ports.ts";
import type { Restored } from "../core/restore_queue.ts";
import { Alarm } from "../core/alarm.ts";
import type { ChannelLike, Page } from "../runtime/page.ts";
import type { TabJournal } from "./tab_journal.ts";

/** What tabs work with. */
export interface TabsParts {
  readonly page: Page;
  readonly clock: Clock;
  readonly journal: TabJournal;
  /** Names channel and lock: one project's tabs talk to each other. */
  readonly name: string;
  /** Whether anything may be stored and sent now. */
  readonly mayAdopt: () => boolean;
  /** Sends what was taken over. */
  readonly restore: (found: Restored) => void;
  /** Forgets waiting events whose copies lie under this tab's keys: another tab took them. */
  readonly forget: (tab: string) => void;
}

/** So long a living tab may take to answer. */
const ANSWER_MS = 200;

interface Message {
  readonly kind: "ask" | "mine" | "taken";
  readonly from: string;
  readonly tabs: readonly string[];
}

/** The other tabs of the same origin. */
export class Tabs {
  readonly #parts: TabsParts;
  #channel: ChannelLike | undefined;
  /** Who answered; set while a question is open. */
  #alive: Set<string> | undefined;
  #endWait = (): void => {};
  readonly #wait: Alarm;

  constructor(parts: TabsParts) {
    this.#parts = parts;
    this.#wait = new Alarm(parts.clock, () => this.#endWait());
  }

  /** Answers other tabs from now on. */
  open(): void {
    this.#channel ??= this.#parts.page.createChannel(this.#parts.name, (data) => this.#hear(data));
  }

  /** Answers no more, and takes nothing over. */
  close(): void {
    this.#channel?.close();
    this.#channel = this.#alive = undefined;
    this.#wait.clear();
    this.#endWait();
  }

  /** Takes over what lies about. Never rejects. */
  async adopt(): Promise<void> {
    const { page, journal, mayAdopt, name } = this.#parts;
    if (!mayAdopt() || this.#alive !== undefined || journal.strangers().length === 0) return;
    this.open();
    const alive = this.#alive = new Set();
    try {
      if (page.locks === undefined) await this.#adopt(alive);
      else {
        await page.locks.request(
          name,
          { ifAvailable: true },
          async (lock) => lock === null ? undefined : await this.#adopt(alive),
        );
      }
    } catch {
      // A lock that may not be had here: the next occasion will come.
    }
    if (this.#alive === alive) this.#alive = undefined;
  }

  async #adopt(alive: Set<string>): Promise<void> {
    const { journal, mayAdopt, restore } = this.#parts;
    if (this.#alive !== alive) return;
    if (this.#channel !== undefined) {
      this.#tell("ask", []);
      await new Promise<void>((resolve) => {
        this.#endWait = resolve;
        this.#wait.set(ANSWER_MS);
      });
    }
    if (this.#alive !== alive || !mayAdopt()) return;
    const tabs = journal.strangers().filter((tab) => !alive.has(tab));
    if (tabs.length === 0) return;
    this.#tell("taken", tabs);
    restore(journal.takeOver(tabs));
    // Another SDK's queue may be written again; it is nobody's.
    journal.mine.delete("");
  }

  #tell(kind: Message["kind"], tabs: readonly string[]): void {
    const message: Message = { kind, from: this.#parts.journal.tab, tabs };
    this.#channel?.postMessage(message);
  }

  #hear(data: unknown): void {
    const { journal, forget } = this.#parts;
    // What other scripts of the origin post here may be anything; it can only take our own tabs away.
    const { kind, from = "", tabs = [] } = Object(data) as Partial<Message>;
    if (kind === "ask") {
      // Where there are no locks two may ask at once: the greater id gives up.
      if (from < journal.tab) this.#alive = undefined;
      else if (this.#alive !== undefined) this.#tell("ask", []);
      return this.#tell("mine", [...journal.mine]);
    }
    for (const tab of Array.isArray(tabs) ? tabs : []) {
      this.#alive?.add(tab);
      if (kind !== "taken" || !journal.mine.has(tab)) continue;
      if (tab !== journal.tab && from > journal.tab) continue;
      forget(tab);
      if (tab === journal.tab) journal.renew(journal.mine);
      else journal.mine.delete(tab);
    }
  }
}
