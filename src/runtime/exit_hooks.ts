/**
 * What must be put right before the process is gone: run at its `exit` event, and by us before we let a
 * signal end it, for then there is no such event. One listener per process, however many copies of this
 * package.
 *
 * @module
 */

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
  const { hooks, listener } = sharedRegistry();
  if (hooks.size === 0) usableProcess()?.on("exit", listener);
  hooks.add(hook);
  return () => {
    if (hooks.delete(hook) && hooks.size === 0) usableProcess()?.removeListener("exit", listener);
  };
}

/** Does now what is to be done at the end. */
export function runExitHooks(): void {
  sharedRegistry().listener();
}

function usableProcess(): ProcessLike | undefined {
  const process: unknown = Reflect.get(globalThis, "process");
  if (typeof process !== "object" || process === null) return undefined;
  const isUsable = typeof Reflect.get(process, "on") === "function" &&
    typeof Reflect.get(process, "removeListener") === "function";
  return isUsable ? process as ProcessLike : undefined;
}

function sharedRegistry(): Registry {
  const shared: unknown = Reflect.get(globalThis, REGISTRY_KEY);
  if (isRegistry(shared)) return shared;
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
  const registry = { hooks, listener };
  Reflect.defineProperty(globalThis, REGISTRY_KEY, { value: registry, configurable: true });
  return registry;
}

function isRegistry(value: unknown): value is Registry {
  return typeof value === "object" && value !== null && "hooks" in value &&
    value.hooks instanceof Set && "listener" in value && typeof value.listener === "function";
}
