import { assertEquals, assertStringIncludes } from "@std/assert";
import type { Drop } from "../../../src/core/event.ts";
import { createRedactor } from "../../../src/core/redact.ts";
import { type Listeners, type Problem, Reporter } from "../../../src/core/reporter.ts";
import { type WarningKind, WARNINGS } from "../../../src/core/warnings.ts";
import { FakeClock } from "../../../src/testing/mod.ts";

const KEY = "secret-key-0123456789";

const boom = (): never => {
  throw new Error("boom");
};

/** A reporter whose listeners write everything down. */
function createRig(listeners: Partial<Listeners> = {}) {
  const clock = new FakeClock({ settle: "microtasks" });
  const warnings: string[] = [];
  const debugLines: string[] = [];
  const drops: Drop[] = [];
  const problems: Problem[] = [];
  const reporter = new Reporter(
    {
      logger: {
        warn: (line) => void warnings.push(line),
        debug: (line) => void debugLines.push(line),
      },
      debug: false,
      onDrop: (drop) => void drops.push(drop),
      onError: (problem) => void problems.push(problem),
      ...listeners,
    },
    clock,
    createRedactor(KEY),
    WARNINGS,
  );
  return { clock, reporter, warnings, debugLines, drops, problems };
}

const DROP: Drop = { reason: "invalid", messageId: "m-1", name: "e", detail: "why" };
const PROBLEM = { kind: "network", attempt: 1, message: "what" } as const;

// warn()

Deno.test("Reporter.warn() prints the first warning of a kind at once", () => {
  const { reporter, warnings } = createRig();
  reporter.warn("invalid", "why", 3);
  assertEquals(warnings, [`Tidings: ${WARNINGS.invalid(3, "why")}`]);
});

Deno.test("Reporter.warn() counts what comes within a minute and prints it with the next", async () => {
  const { clock, reporter, warnings } = createRig();
  reporter.warn("invalid", "first");
  reporter.warn("invalid", "second", 4);
  await clock.advance(59_999);
  reporter.warn("invalid", "third");
  assertEquals(warnings.length, 1);
  await clock.advance(1);
  reporter.warn("invalid", "fourth", 2);
  assertEquals(warnings[1], `Tidings: ${WARNINGS.invalid(7, "fourth")}`);
});

Deno.test("Reporter.warn() begins each minute with the warning that was printed", async () => {
  const { clock, reporter, warnings } = createRig();
  for (let i = 0; i < 10; i++) {
    reporter.warn("overflow", "full");
    await clock.advance(20_000);
  }
  assertEquals(warnings.length, 4);
});

Deno.test("Reporter.warn() limits each kind by itself", () => {
  const { reporter, warnings } = createRig();
  for (const kind of Object.keys(WARNINGS)) reporter.warn(kind as WarningKind, "why");
  assertEquals(warnings.length, Object.keys(WARNINGS).length);
});

Deno.test("Reporter.warn() takes the key out", () => {
  const { reporter, warnings } = createRig();
  reporter.warn("key_refused", `wrong key ${KEY}`);
  assertStringIncludes(warnings[0] ?? "", "wrong key [api key]");
});

Deno.test("Reporter.warn() survives a logger that throws", () => {
  const { reporter } = createRig({ logger: { warn: boom, debug: boom }, debug: true });
  reporter.warn("invalid", "why");
  reporter.debug(() => "line");
});

Deno.test("Reporter.close() prints what was counted and not printed, once", () => {
  const { reporter, warnings } = createRig();
  reporter.warn("invalid", "first");
  reporter.warn("invalid", "second", 2);
  reporter.warn("overflow", "full");
  reporter.close();
  assertEquals(warnings.slice(2), [`Tidings: ${WARNINGS.invalid(2, "second")}`]);
  reporter.close();
  assertEquals(warnings.length, 3);
});

Deno.test("Reporter.close() prints a single one that was counted", () => {
  const { reporter, warnings } = createRig();
  reporter.warn("invalid", "first");
  reporter.warn("invalid", "second");
  reporter.close();
  assertEquals(warnings.slice(1), [`Tidings: ${WARNINGS.invalid(1, "second")}`]);
});

// problem()

Deno.test("Reporter.problem() tells the first problem of a kind at once", () => {
  const { reporter, problems } = createRig();
  reporter.problem({ ...PROBLEM, status: 500, retryInMs: 1_000 });
  assertEquals(problems, [{ ...PROBLEM, status: 500, retryInMs: 1_000, omitted: 0 }]);
});

Deno.test("Reporter.problem() tells at most one per kind and second, with a count of the others", async () => {
  const { clock, reporter, problems } = createRig();
  for (let i = 0; i < 4; i++) reporter.problem(PROBLEM);
  await clock.advance(999);
  reporter.problem(PROBLEM);
  assertEquals(problems.length, 1);
  await clock.advance(1);
  reporter.problem({ ...PROBLEM, message: "next" });
  assertEquals(problems[1], { ...PROBLEM, message: "next", omitted: 4 });
  await clock.advance(1_000);
  reporter.problem(PROBLEM);
  assertEquals(problems[2]?.omitted, 0);
});

Deno.test("Reporter.problem() limits each kind by itself", () => {
  const { reporter, problems } = createRig();
  reporter.problem(PROBLEM);
  reporter.problem({ ...PROBLEM, kind: "timeout" });
  reporter.problem({ ...PROBLEM, kind: "timeout" });
  assertEquals(problems.map(({ kind }) => kind), ["network", "timeout"]);
});

Deno.test("Reporter.problem() takes the key out", () => {
  const { reporter, problems } = createRig();
  reporter.problem({ ...PROBLEM, message: `bad header ${KEY}` });
  assertEquals(problems[0]?.message, "bad header [api key]");
});

Deno.test("Reporter.problem() warns of an onError that throws, and does not tell it of itself", () => {
  let calls = 0;
  const { reporter, warnings } = createRig({
    onError: () => {
      calls++;
      boom();
    },
  });
  reporter.problem(PROBLEM);
  assertEquals(calls, 1);
  assertStringIncludes(warnings[0] ?? "", "onError: boom");
});

Deno.test("Reporter.problem() warns of an onError that rejects", async () => {
  const { clock, reporter, warnings } = createRig({
    onError: () => Promise.reject(new Error("late")),
  });
  reporter.problem(PROBLEM);
  await clock.advance(0);
  assertStringIncludes(warnings[0] ?? "", "onError: late");
});

// drop()

Deno.test("Reporter.drop() tells every drop and warns once", () => {
  const { reporter, drops, warnings } = createRig();
  reporter.drop(DROP);
  reporter.drop({ ...DROP, messageId: "m-2" });
  assertEquals(drops, [DROP, { ...DROP, messageId: "m-2" }]);
  assertEquals(warnings, [`Tidings: ${WARNINGS.invalid(1, "why")}`]);
});

Deno.test("Reporter.drop() does not warn of what was wanted", () => {
  const { reporter, drops, warnings } = createRig();
  reporter.drop({ ...DROP, reason: "before_send" }, true);
  assertEquals(drops.length, 1);
  assertEquals(warnings, []);
});

Deno.test("Reporter.drop() takes the key out of the detail and cuts it", () => {
  const { reporter, drops } = createRig();
  reporter.drop({ ...DROP, detail: `${KEY} ${"x".repeat(1_000)}` });
  assertEquals(drops[0]?.detail, `[api key] ${"x".repeat(490)}…`);
});

Deno.test("Reporter.drop() names the reason where there is no detail", () => {
  const { reporter, drops, warnings } = createRig();
  const { detail: _, ...drop } = DROP;
  reporter.drop(drop);
  assertEquals(drops, [drop]);
  assertEquals(warnings, [`Tidings: ${WARNINGS.invalid(1, "invalid")}`]);
});

const WARNED = [
  "invalid",
  "unserializable",
  "too_large",
  "before_send",
  "closed",
  "overflow",
  "rejected",
] as const;

for (const reason of WARNED) {
  Deno.test(`Reporter.drop() warns of ${reason} with how many, why and what to do`, () => {
    const { reporter, warnings } = createRig();
    reporter.drop({ ...DROP, reason });
    assertStringIncludes(warnings[0] ?? "", "Tidings: 1 event dropped: why. ");
    assertEquals((warnings[0] ?? "").length > "Tidings: 1 event dropped: why. ".length, true);
  });
}

Deno.test("Reporter.drop() tells onError and the log of an onDrop that throws", () => {
  const { reporter, problems, warnings } = createRig({ onDrop: boom });
  reporter.drop(DROP);
  assertEquals(problems, [{ kind: "hook", attempt: 0, message: "onDrop: boom", omitted: 0 }]);
  assertEquals(warnings.length, 2);
});

// debug()

Deno.test("Reporter.debug() prints a line without the key if debug is on", () => {
  const { reporter, debugLines } = createRig({ debug: true });
  reporter.debug(() => `with ${KEY}`);
  assertEquals(debugLines, ["Tidings: with [api key]"]);
});

Deno.test("Reporter.debug() does not even make the text if debug is off", () => {
  const { reporter, debugLines } = createRig();
  reporter.debug(boom);
  assertEquals(debugLines, []);
});

Deno.test("Reporter.debug() does without a debug method", () => {
  const { reporter } = createRig({ debug: true, logger: { warn: () => {} } });
  reporter.debug(() => "line");
});

// hookFailed()

Deno.test("Reporter.hookFailed() tells the log and onError", () => {
  const { reporter, problems, warnings } = createRig();
  reporter.hookFailed("waitUntil", new Error("no"));
  assertEquals(problems.map(({ message }) => message), ["waitUntil: no"]);
  assertStringIncludes(warnings[0] ?? "", "waitUntil: no");
});

for (const message of [Symbol("m"), { toString: boom }, null]) {
  Deno.test(`Reporter.hookFailed() survives an error whose message is ${typeof message}`, () => {
    const { reporter, warnings } = createRig();
    reporter.hookFailed("onDrop", Object.assign(new Error("m"), { message }));
    assertEquals(warnings.length, 1);
  });
}
