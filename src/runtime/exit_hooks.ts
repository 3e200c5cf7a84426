/**
 * What must be put right before the process is gone: run at its `exit` event, and by us before we let a
 * signal end it, for then there is no such event. One listener per process, however many copies of this
 * package.
 *
 * @module
 */
import { sharedRegistry } from "./shared_registry.ts";

/** The part of `process`, as Node invented it, that is used here. */
interface ProcessLike {
  on(event: "exit", listener: () => void): unknown;
  removeListener(event: "exit", listener: () => void): unknown;
}

/** Two copies of the package share what lies here; the number changes when its shape does. */
const REGISTRY_KEY = Symbol.for("@tidings/sdk exit hooks 1");

/** What all copies share: the hooks, and the one listener while there are any. */
interface Registry {
  readonly hooks: Set<() => void>;
  readonly listener: () => void;
}

/**
 * Registers what is to be done at the end. It cannot wait for anything.
 *
 * @returns Takes it out again.
 */
export function onExit(hook: () => void): () => void {
  const { hooks, listener } = exitHooks();
  if (hooks.size === 0) usableProcess()?.on("exit", listener);
  hooks.add(hook);
  return () => {
    if (hooks.delete(hook) && hooks.size === 0) usableProcess()?.removeListener("exit", listener);
  };
}

/** Does now what is to be done at the end. */
export function runExitHooks(): void {
  exitHooks().listener();
}

function usableProcess(): ProcessLike | undefined {
  const process: unknown = Reflect.get(globalThis, "process");
  if (typeof process !== "object" || process === null) return undefined;
  const isUsable = typeof Reflect.get(process, "on") === "function" &&
    typeof Reflect.get(process, "removeListener") === "function";
  return isUsable ? process as ProcessLike : undefined;
}

function exitHooks(): Registry {
  return sharedRegistry(REGISTRY_KEY, isRegistry, createRegistry);
}

function createRegistry(): Registry {
  const hooks = new Set<() => void>();
  const listener = (): void => {
    for (const hook of hooks) {
      try {
        hook();
      } catch {
        // The end comes all the same, and with the exit code that it would have had.
      }
    }
  };
  return { hooks, listener };
}

function isRegistry(value: unknown): value is Registry {
  return typeof value === "object" && value !== null && "hooks" in value &&
    value.hooks instanceof Set && "listener" in value && typeof value.listener === "function";
}
