/**
 * What a client has asked of its page and not given back.
 *
 * @module
 */

/**
 * For a page, before its client is loaded, as a script element. `leftovers()` then lists the listeners, timers and
 * observers that the client's own code has made and that are still there; `addedEver` counts all of them.
 */
export const WATCH_LEFTOVERS: string = `<script>
(() => {
  const made = new Map();
  let count = 0;
  globalThis.leftovers = () => [...made.values()];
  globalThis.addedEver = () => count;
  // This script is no file: the first file is who called.
  const isOurs = () => (Error().stack.split("\\n").find((line) => line.includes(".js:")) ?? "").includes("/sdk.js");
  const numbers = new WeakMap();
  const numberOf = (thing) => {
    if (!numbers.has(thing)) numbers.set(thing, Math.random());
    return numbers.get(thing);
  };
  const note = (key, text) => {
    if (!isOurs()) return;
    made.set(key, text);
    count++;
  };
  const wrap = (owner, name, around) => {
    const original = owner[name];
    owner[name] = function (...args) { return around.call(this, (given) => original.apply(this, given), args); };
  };
  const keyOf = (target, type, listener, options) =>
    [numberOf(target ?? window), type, numberOf(listener), !!(options?.capture ?? options)].join();
  wrap(EventTarget.prototype, "addEventListener", function (call, args) {
    note(keyOf(this, ...args), "listener of " + args[0]);
    return call(args);
  });
  wrap(EventTarget.prototype, "removeEventListener", function (call, args) {
    made.delete(keyOf(this, ...args));
    return call(args);
  });
  for (const name of ["setTimeout", "setInterval"]) {
    wrap(globalThis, name, (call, [act, ...rest]) => {
      const timer = call([(...given) => {
        if (name === "setTimeout") made.delete("timer " + timer);
        act(...given);
      }, ...rest]);
      note("timer " + timer, name + " of " + rest[0] + " ms");
      return timer;
    });
  }
  for (const name of ["clearTimeout", "clearInterval"]) {
    wrap(globalThis, name, (call, args) => {
      made.delete("timer " + args[0]);
      return call(args);
    });
  }
  for (const kind of [PerformanceObserver, MutationObserver, IntersectionObserver, ResizeObserver]) {
    wrap(kind.prototype, "observe", function (call, args) {
      note(numberOf(this), kind.name);
      return call(args);
    });
    wrap(kind.prototype, "disconnect", function (call, args) {
      made.delete(numberOf(this));
      return call(args);
    });
  }
})();
</script>`;
