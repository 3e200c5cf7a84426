/**
 * The tests of this folder notice when a program reaches for another machine.
 *
 * @module
 */
import { assertRejects, assertStringIncludes } from "@std/assert";
import { startJsrRegistry } from "../../scripts/jsr_registry/jsr_registry.ts";
import { findProgram } from "../../scripts/package/command.ts";
import { PINS } from "../../scripts/package/pins.ts";
import { createConsumer } from "./support/consumer.ts";

/** What reaches out, and how it shows. The names are reserved: they exist nowhere. */
const REACHES: readonly (readonly [program: "deno" | "bun", args: string[], stray: string])[] = [
  ["deno", ["eval", "await fetch('https://elsewhere.invalid/')"], "CONNECT elsewhere.invalid:443"],
  ["deno", ["add", "npm:not-there"], "GET /not-there"],
  ["bun", ["--eval", "await fetch('http://elsewhere.invalid/')"], "GET http://elsewhere.invalid/"],
  ["bun", ["add", "not-there"], "GET /not-there"],
];

for (const [program, args, stray] of REACHES) {
  Deno.test(`a consumer notices '${program} ${args.join(" ")}'`, async () => {
    await using registry = startJsrRegistry();
    await using consumer = await createConsumer(registry);
    const path = program === "bun"
      ? await findProgram("bun", PINS.bun, Deno.cwd())
      : Deno.execPath();
    const error = await assertRejects(() => consumer.run({ program: path, args }), Error);
    assertStringIncludes(error.message, `It reached for another machine, find out why: ${stray}`);
  });
}
