/**
 * One tracker on a page that is none, and a tree that looks like a document's.
 *
 * @module
 */
import { sanitizeUrl } from "../../../../src/browser/sanitize_url.ts";
import {
  startTracker,
  type Tracker,
  type TrackerParts,
} from "../../../../src/browser/trackers/tracker.ts";
import type { Page } from "../../../../src/runtime/page.ts";
import { FakeClock } from "../../../../src/testing/fake_clock.ts";

/** What a tracker told. */
export interface Told {
  readonly name: string;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** A running tracker. */
export interface TrackerBench {
  readonly clock: FakeClock;
  readonly told: Told[];
  readonly warnings: string[];
  /** Types of the listeners that are there. */
  readonly types: string[];
  fire(type: string, event?: object): void;
  stop(): void;
}

/** Starts a tracker. */
export function startOnBench(
  tracker: Tracker,
  parts: Partial<Omit<TrackerParts, "page">> & { readonly page?: Partial<Page> } = {},
): TrackerBench {
  const clock = new FakeClock({ settle: "microtasks" });
  const listeners = new Set<{ type: string; listener: (event: object) => void }>();
  const told: Told[] = [];
  const warnings: string[] = [];
  const on = (type: string, listener: (event: never) => void): () => void => {
    // What is fired is what the listener of that type takes.
    const one = { type, listener: listener as (event: object) => void };
    listeners.add(one);
    return () => void listeners.delete(one);
  };
  const stop = startTracker(tracker, {
    clock,
    sanitize: sanitizeUrl,
    scrollThresholds: [],
    webVitals: undefined,
    reporter: { warn: (what, detail) => void warnings.push(`${what}: ${detail}`) },
    emit: (name, metadata) => {
      // As it is sent: what is undefined is left out.
      told.push({ name, metadata: JSON.parse(JSON.stringify(metadata)) });
    },
    ...parts,
    // A tracker asks for nothing else than what its test gives.
    page: { on, ...parts.page } as unknown as Page,
  });
  return {
    clock,
    told,
    warnings,
    get types() {
      return [...listeners].map(({ type }) => type);
    },
    fire: (type, event = {}) => {
      for (const one of [...listeners]) if (one.type === type) one.listener(event);
    },
    stop,
  };
}

/** A node, as far as trackers look at one: like a platform's, it has its properties from its class. */
export class FakeNode {
  next: FakeNode | null = null;
  parent: FakeNode | null = null;
  constructor(readonly value: string = "") {}

  get nodeType(): number {
    return 3;
  }
  get nodeValue(): string {
    return this.value;
  }
  get nextSibling(): FakeNode | null {
    return this.next;
  }
  get parentNode(): FakeNode | null {
    return this.parent;
  }
}

/** An element; it matches a selector whose names and attributes in brackets it has. */
export class FakeElement extends FakeNode {
  readonly #name: string;
  readonly #attributes: Readonly<Record<string, string>>;
  readonly #children: readonly FakeNode[];

  constructor(
    name: string,
    attributes: Readonly<Record<string, string>> = {},
    ...children: readonly (FakeNode | string)[]
  ) {
    super();
    this.#name = name;
    this.#attributes = attributes;
    this.#children = children.map((child) =>
      typeof child === "string" ? new FakeNode(child) : child
    );
    for (const [at, node] of this.#children.entries()) {
      node.parent = this;
      node.next = this.#children[at + 1] ?? null;
    }
  }

  override get nodeType(): number {
    return 1;
  }
  get localName(): string {
    return this.#name;
  }
  get firstChild(): FakeNode | null {
    return this.#children[0] ?? null;
  }

  matches(selector: string): boolean {
    return selector.split(",").some((part) => {
      const [, name = "", attribute = "", , value] =
        /^([a-z]*)(?:\[([\w-]+)(=(\w+))?\])?$/.exec(part) ?? [];
      const isNamed = name === "" || name === this.#name;
      const given = attribute === "" ? "" : this.#attributes[attribute];
      return isNamed && given !== undefined && (value === undefined || given === value);
    });
  }

  getAttribute(name: string): string | null {
    return this.#attributes[name] ?? null;
  }
}

/** A click on something, which is in all that is around it. */
export function clickOn(element: FakeNode): object {
  const path: FakeNode[] = [];
  for (let node: FakeNode | null = element; node; node = node.parent) path.push(node);
  return { composedPath: () => path };
}
