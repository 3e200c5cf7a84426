/**
 * Imports the browser entry where there is no page, says which globals that touches, and gives the inert
 * client every call, as meant and with whatever is not.
 *
 * @module
 */

/** All that a client can be asked to do, `shutdown()` last. */
const METHODS = [
  "track",
  "untyped",
  "trackPageview",
  "identify",
  "group",
  "setContext",
  "clearContext",
  "setUserProperties",
  "clearUserProperties",
  "reset",
  "trackRevenue",
  "trackFeatureFlag",
  "startTimer",
  "trackTiming",
  "flush",
  "setConsent",
  "stats",
  "shutdown",
] as const;

/** Whatever a method may be given. */
const ARGUMENTS: readonly (readonly unknown[])[] = [
  [],
  ["name", { metadata: { a: 1 } }],
  [null, null, null],
  [undefined, NaN, {}],
  [{ userId: "u", groupId: "g", amount: 1, currency: "EUR", traits: { a: 1n } }],
  ["denied"],
  ["pending"],
  ["granted"],
  [Symbol("s"), () => {}, []],
  [throwing(), throwing(), throwing()],
];

/** An object whose every member throws. */
function throwing(): object {
  const refuse = (): never => {
    throw new Error("not allowed");
  };
  return new Proxy({}, {
    get: refuse,
    has: refuse,
    ownKeys: refuse,
    getOwnPropertyDescriptor: refuse,
  });
}

/** Globals that are read or set from now on. What the language itself has is not looked at. */
function watchGlobals(): { readonly touched: Set<string>; readonly names: () => number } {
  const touched = new Set<string>();
  const isLanguage = (name: string): boolean =>
    /^(Object|Array|Function|Map|Set|WeakMap|Symbol|\w*Error|Proxy|Reflect|RegExp|\w+Array|String)$/
      .test(name) ||
    /^(Number|Boolean|BigInt|JSON|Math|Infinity|NaN|undefined|globalThis|Promise|Date)$/.test(name);
  const names = (): string[] => Object.getOwnPropertyNames(globalThis);
  // All are looked at first: where one is made only then, that touches others.
  const watched = names().filter((one) => !isLanguage(one))
    .map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)] as const);
  for (const [name, own] of watched) {
    if (own?.configurable !== true) continue;
    let value: unknown = own.value;
    Object.defineProperty(globalThis, name, {
      configurable: true,
      get: () => {
        touched.add(name);
        return own.get === undefined ? value : own.get.call(globalThis);
      },
      set: (next) => {
        touched.add(`set ${name}`);
        value = next;
      },
    });
  }
  return { touched, names: () => names().length };
}

/** Calls a method with all there is, and says what was not as it should be. */
async function callAll(name: string, method: unknown): Promise<string[]> {
  if (typeof method !== "function") return [];
  const faults: string[] = [];
  for (const given of ARGUMENTS) {
    try {
      const result: unknown = await method(...given);
      // Times, books, and results of flush() are all that an inert client has to give.
      const isFine = result === null || result === undefined || typeof result === "number" ||
        /^\{.*\}$/.test(JSON.stringify(result));
      if (!isFine) faults.push(`${name}() returned ${String(result)}`);
    } catch (error) {
      faults.push(`${name}() threw ${String(error)}`);
    }
  }
  return faults;
}

// What a runtime's loader itself needs is loaded now.
await import("@tidings/sdk/testing");
const { touched, names } = watchGlobals();
const before = names();
const { createMetricsClient } = await import("@tidings/sdk/browser");
const onImport = [...touched];
const added = names() - before;

const warnings: string[] = [];
const logger = { warn: (line: string): void => void warnings.push(line) };
const client = createMetricsClient("mtr_inert-client", { logger });
const faults: string[] = [];
for (let round = 0; round < 2; round++) {
  for (const name of METHODS) faults.push(...await callAll(name, client[name]));
}
const { pending } = client;
console.log(JSON.stringify({ onImport, added, faults, pending, stats: client.stats(), warnings }));
