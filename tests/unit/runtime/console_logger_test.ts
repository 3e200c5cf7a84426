import { assertEquals } from "@std/assert";
import { consoleLogger } from "../../../src/runtime/console_logger.ts";

/** Runs a test with another global console. */
function withConsole(console: unknown, test: () => void): void {
  const own = Object.getOwnPropertyDescriptor(globalThis, "console");
  Object.defineProperty(globalThis, "console", {
    value: console,
    configurable: true,
    writable: true,
  });
  try {
    test();
  } finally {
    if (own !== undefined) Object.defineProperty(globalThis, "console", own);
  }
}

for (const method of ["warn", "debug"] as const) {
  Deno.test(`consoleLogger.${method}() writes to the console of the moment, as a method`, () => {
    const lines: unknown[] = [];
    const console = {
      [method](line: string): void {
        lines.push([line, this === console]);
      },
    };
    withConsole(console, () => consoleLogger[method]?.("line"));
    assertEquals(lines, [["line", true]]);
  });

  Deno.test(`consoleLogger.${method}() does without a console`, () => {
    withConsole(undefined, () => consoleLogger[method]?.("line"));
  });
}
