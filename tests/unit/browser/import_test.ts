/**
 * What importing the browser entry does to the world: nothing.
 */
import { assertEquals } from "@std/assert";

Deno.test("importing the browser entry touches no global", async () => {
  const entry = new URL("../../../src/browser.ts", import.meta.url).href;
  // Every global of the platform tells when it is read; what the language needs by itself may be.
  const program = `
    const touched = [];
    const language = new Set(Object.getOwnPropertyNames(globalThis).filter((name) =>
      /^(Object|Array|Map|Set|WeakMap|Symbol|Error|TypeError|RangeError|Proxy|Reflect|RegExp|Uint8Array|Uint32Array|String|Number|Boolean|BigInt|JSON|Math|Infinity|NaN|undefined|globalThis|Promise|Date)$/.test(name)));
    for (const name of Object.getOwnPropertyNames(globalThis)) {
      if (language.has(name)) continue;
      const descriptor = Object.getOwnPropertyDescriptor(globalThis, name);
      if (!descriptor.configurable) continue;
      Object.defineProperty(globalThis, name, {
        configurable: true,
        get() { touched.push(name); return descriptor.get ? descriptor.get.call(globalThis) : descriptor.value; },
        set() { touched.push("set " + name); },
      });
    }
    const before = Object.getOwnPropertyNames(globalThis).length;
    const { createMetricsClient } = await import(${JSON.stringify(entry)});
    const seen = [...touched];
    const added = Object.getOwnPropertyNames(globalThis).length - before;
    console.log(JSON.stringify({ seen, added, kind: typeof createMetricsClient }));
  `;
  const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--no-lock", program],
    env: { NO_COLOR: "1" },
  }).output();
  const [text, errors] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  assertEquals(
    [text?.trim(), errors],
    [JSON.stringify({ seen: [], added: 0, kind: "function" }), ""],
  );
});
