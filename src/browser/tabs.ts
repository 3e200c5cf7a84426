/**
 * Takes over what tabs that are gone left in the storage, and minds that no other tab does the same.
 *
 * @module
 */
import { Alarm } from "../core/alarm.ts";
import type { ChannelLike, Page } from "../runtime/page.ts";
import type { ClientContext } from "./client_context.ts";
import type { Found, TabJournal } from "./tab_journal.ts";

/** What tabs ask of the delivery. */
export interface TabsHost {
  /** Whether anything may be stored and sent now. */
  mayAdopt(): boolean;
  /** Sends what was taken over. */
  restore(found: readonly Found[]): void;
  /** Forgets waiting events whose copies lie under this tab's keys: another tab took them. */
  forget(tab: string): void;
}

/** So long a living tab may take to answer. */
const ANSWER_MS = 200;

/** What tabs tell each other: a question, an answer, or what the teller takes over. */
interface Message {
  readonly kind: "ask" | "mine" | "taken";
  readonly from: string;
  readonly tabs: readonly string[];
}

/** The other tabs of the same origin. */
export class Tabs {
  readonly #page: Page;
  readonly #journal: TabJournal;
  readonly #host: TabsHost;
  /** Names channel and lock: one project's tabs talk to each other. */
  readonly #name: string;
  #channel: ChannelLike | undefined;
  /** Who answered; set while a question is open. */
  #alive: Set<string> | undefined;
  #endWait = (): void => {};
  readonly #wait: Alarm;

  constructor({ clock, page, storageKey }: ClientContext, journal: TabJournal, host: TabsHost) {
    this.#page = page;
    this.#journal = journal;
    this.#host = host;
    this.#name = `${storageKey}:${journal.project}`;
    this.#wait = new Alarm(clock, () => this.#endWait());
  }

  /** Answers other tabs from now on. */
  open(): void {
    this.#channel ??= this.#page.createChannel(this.#name, (data) => this.#hear(data));
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
    if (this.#alive !== undefined || !this.#host.mayAdopt()) return;
    if (this.#journal.strangers().size === 0) return;
    this.open();
    const alive = this.#alive = new Set();
    const ask = (lock: unknown): Promise<void> =>
      lock === null ? Promise.resolve() : this.#adopt(alive);
    try {
      await (this.#page.locks?.request(this.#name, { ifAvailable: true }, ask) ?? ask(undefined));
    } catch {
      // A lock that may not be had here: the next occasion will come.
    }
    if (this.#alive === alive) this.#alive = undefined;
  }

  async #adopt(alive: Set<string>): Promise<void> {
    const journal = this.#journal;
    if (this.#channel !== undefined && this.#alive === alive) {
      this.#tell("ask", []);
      await new Promise<void>((resolve) => {
        this.#endWait = resolve;
        this.#wait.set(ANSWER_MS);
      });
    }
    if (this.#alive !== alive || !this.#host.mayAdopt()) return;
    const tabs = journal.strangers();
    for (const tab of alive) tabs.delete(tab);
    if (tabs.size === 0) return;
    this.#tell("taken", [...tabs]);
    journal.takeOver(tabs, (found) => this.#host.restore(found));
  }

  #tell(kind: Message["kind"], tabs: readonly string[]): void {
    const message: Message = { kind, from: this.#journal.tab, tabs };
    this.#channel?.postMessage(message);
  }

  #hear(data: unknown): void {
    const journal = this.#journal;
    // What other scripts of the origin post here may be anything; it can only take our own tabs away.
    const { kind, from = "", tabs } = Object(data) as Partial<Message>;
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
      this.#host.forget(tab);
      if (tab === journal.tab) journal.renew();
    }
  }
}
