/**
 * Notices that the process ends: SIGTERM, SIGINT, or nothing left to do. One listener per signal per
 * process, however many clients there are and however many copies of this package.
 *
 * @module
 */
import { messageOf } from "../core/hooks.ts";
import type { OnProcessEnd, ProcessEndHandler } from "../core/ports.ts";
import { runExitHooks } from "./exit_hooks.ts";
import { sharedRegistry } from "./shared_registry.ts";

/** The part of `process`, as Node invented it, that is used here. */
interface ProcessLike {
  readonly pid: number;
  on(event: string, listener: Listener): unknown;
  prependListener(event: string, listener: Listener): unknown;
  removeListener(event: string, listener: Listener): unknown;
  listenerCount(event: string): number;
  kill(pid: number, signal: string): unknown;
  exit?(code: number): unknown;
}

/** Only the listener of `removeListener` is told something: the event that lost one. */
type Listener = (event?: unknown) => void;

const SIGNALS = ["SIGTERM", "SIGINT"] as const;
type Signal = typeof SIGNALS[number];

/** What a shell reports for a process that a signal ended: 128 and the signal's number (POSIX). */
const EXIT_CODES: Readonly<Record<Signal, number>> = { SIGTERM: 143, SIGINT: 130 };

const METHODS = ["on", "prependListener", "removeListener", "listenerCount", "kill"] as const;

/** A host that tracks at every natural end must not live for ever: each delivery puts the end off. */
const MAX_NATURAL_ENDS = 10;

/** Two copies of the package share what lies here; the number changes when its shape does. */
const REGISTRY_KEY = Symbol.for("@tidings/sdk process end 1");

/** What all clients of a process share. */
interface Registry {
  /** Clients that want to know of the natural end. */
  readonly onExit: Set<ProcessEndHandler>;
  /** Clients that want to know of signals. */
  readonly onSignal: Set<ProcessEndHandler>;
  /** Puts listeners on or takes them off, as the sets demand. */
  update(): void;
}

/**
 * Makes what registers a client, where there is a process that can be listened to.
 *
 * @param readProcess Looks for the process, at each registration.
 */
export function createOnProcessEnd(readProcess: () => unknown): OnProcessEnd {
  return (handler, handlesSignals, onFailure) => {
    const process = usableProcess(readProcess);
    if (process === undefined) return () => {};
    const registry = sharedRegistry(REGISTRY_KEY, isRegistry, () => createRegistry(process));
    const update = (): void => {
      try {
        registry.update();
      } catch (error) {
        onFailure(messageOf(error));
      }
    };
    registry.onExit.add(handler);
    if (handlesSignals) registry.onSignal.add(handler);
    update();
    return () => {
      registry.onExit.delete(handler);
      registry.onSignal.delete(handler);
      update();
    };
  };
}

/** Registers a client with the process that is a global, where there is one. */
export const onProcessEnd: OnProcessEnd = createOnProcessEnd(() =>
  Reflect.get(globalThis, "process")
);

/** Bundlers put half a `process` into browsers, and some edge runtimes have one without signals. */
function usableProcess(readProcess: () => unknown): ProcessLike | undefined {
  try {
    const process = readProcess();
    if (typeof process !== "object" || process === null) return undefined;
    const isUsable = METHODS.every((name) => typeof Reflect.get(process, name) === "function") &&
      typeof Reflect.get(process, "pid") === "number";
    return isUsable ? process as ProcessLike : undefined;
  } catch {
    return undefined;
  }
}

function isRegistry(value: unknown): value is Registry {
  return typeof value === "object" && value !== null && "onExit" in value && "onSignal" in value &&
    value.onExit instanceof Set && value.onSignal instanceof Set && "update" in value &&
    typeof value.update === "function";
}

function createRegistry(process: ProcessLike): Registry {
  const onExit = new Set<ProcessEndHandler>();
  const onSignal = new Set<ProcessEndHandler>();
  let ends = 0;
  const beforeExit = (): void => {
    // After the host's own listeners: what they track is to leave too.
    void Promise.resolve().then(() => {
      if (++ends > MAX_NATURAL_ENDS) return;
      for (const handler of onExit) void handler.drain(true);
    });
  };
  const signals = new SignalEnd(process, onSignal);
  let hasExitListener = false;
  return {
    onExit,
    onSignal,
    update: () => {
      if (hasExitListener !== onExit.size > 0) {
        hasExitListener = !hasExitListener;
        process[hasExitListener ? "on" : "removeListener"]("beforeExit", beforeExit);
      }
      if (onSignal.size > 0) signals.listen();
      else signals.leave();
    },
  };
}

/** Answers a signal: lets every client drain, then lets the signal do what it would have done. */
class SignalEnd {
  readonly #process: ProcessLike;
  readonly #handlers: ReadonlySet<ProcessEndHandler>;
  readonly #listeners: Readonly<Record<Signal, () => void>> = {
    SIGTERM: () => this.#received("SIGTERM"),
    SIGINT: () => this.#received("SIGINT"),
  };
  /** Signals that lost a listener in this turn: it may have been one that was called before ours. */
  readonly #justLeft = new Set<unknown>();
  readonly #onRemoval: Listener = (event) => {
    this.#justLeft.add(event);
    void Promise.resolve().then(() => this.#justLeft.delete(event));
  };
  /** Who drains because of a signal, those included that have left since. */
  #draining: readonly ProcessEndHandler[] = [];
  #isListening = false;
  #isEnding = false;

  constructor(process: ProcessLike, handlers: ReadonlySet<ProcessEndHandler>) {
    this.#process = process;
    this.#handlers = handlers;
  }

  listen(): void {
    if (this.#isListening) return;
    this.#isListening = true;
    // First in line: a host's listener that removes itself when called must still be seen.
    for (const signal of SIGNALS) this.#process.prependListener(signal, this.#listeners[signal]);
    this.#process.on("removeListener", this.#onRemoval);
  }

  leave(): void {
    // While a signal is being answered the listeners stay: without one the next would kill at once.
    if (!this.#isListening || this.#isEnding) return;
    this.#isListening = false;
    this.#process.removeListener("removeListener", this.#onRemoval);
    for (const signal of SIGNALS) this.#process.removeListener(signal, this.#listeners[signal]);
  }

  #received(signal: Signal): void {
    if (this.#isEnding) {
      for (const handler of this.#draining) handler.cut();
      return;
    }
    this.#isEnding = true;
    const hadHostListener = this.#hasHostListener(signal) || this.#justLeft.has(signal);
    this.#draining = [...this.#handlers];
    const drains = this.#draining.map((handler) => handler.drain(false));
    void Promise.allSettled(drains).then(() => {
      this.#isEnding = false;
      this.#draining = [];
      // A host that listens decides itself whether and how the process ends.
      if (hadHostListener || this.#hasHostListener(signal)) {
        if (this.#handlers.size === 0) this.leave();
        return;
      }
      this.#raise(signal);
    }).catch(() => {});
  }

  #raise(signal: Signal): void {
    try {
      this.leave();
      runExitHooks();
      this.#process.kill(this.#process.pid, signal);
    } catch {
      // Not allowed to signal, not even itself: end as a shell would report it.
      this.#process.exit?.(EXIT_CODES[signal]);
    }
  }

  #hasHostListener(signal: Signal): boolean {
    return this.#process.listenerCount(signal) > 1;
  }
}
