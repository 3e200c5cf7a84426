import { assertEquals, assertLess } from "@std/assert";
import {
  judgeOwner,
  type LockOwner,
  nameOwner,
  type OwnerState,
  type ProcessFacts,
  readOwner,
} from "../../../../src/runtime/node/lock_owner.ts";

const OWNER: LockOwner = {
  pid: 4_711,
  boot: "eea1855d-294a-4b9c-b742-c72b9e59c054",
  startTicks: "123456",
  startS: 1_732_500_000,
  token: "0123456789abcdef",
  host: "web-1.example_com",
};

/** A process on the same machine; of the other one `running` and `ticks` are what can be seen. */
function seenBy(
  self: Partial<LockOwner>,
  running?: boolean,
  ticks?: string,
): ProcessFacts {
  return {
    self: { ...OWNER, pid: 1, startTicks: "9", startS: 1_732_600_000, ...self },
    isRunning: () => running,
    startTicksOf: () => ticks,
  };
}

Deno.test("readOwner() gives back what nameOwner() named", () => {
  assertEquals(
    nameOwner(OWNER),
    "4711_eea1855d-294a-4b9c-b742-c72b9e59c054_123456_1732500000_0123456789abcdef_web-1.example_com",
  );
  assertEquals(readOwner(nameOwner(OWNER)), OWNER);
  const unknown = { ...OWNER, boot: "0", startTicks: "0", host: "unknown" };
  assertEquals(readOwner(nameOwner(unknown)), unknown);
});

Deno.test("nameOwner() is short enough for any file system", () => {
  const longest = {
    ...OWNER,
    pid: 9_999_999_999,
    startTicks: "1".repeat(20),
    host: "h".repeat(64),
  };
  // What a file's name, `.lock.` and this leave of the 255 bytes of most file systems.
  assertLess(nameOwner(longest).length, 180);
});

for (
  const name of ["", "x", ".DS_Store", "4711", "4711_b_1_1_0123456789abcdef_../etc", "1_b_1_1_0_h"]
) {
  Deno.test(`readOwner() does not take ${JSON.stringify(name)} for an owner`, () => {
    assertEquals(readOwner(name), undefined);
  });
}

const CASES: readonly [string, Partial<LockOwner>, ProcessFacts, OwnerState][] = [
  ["that runs", {}, seenBy({}, true, "123456"), "alive"],
  ["that does not", {}, seenBy({}, false), "dead"],
  ["whose number was given again", {}, seenBy({}, true, "200000"), "dead"],
  ["whose parent has not noticed its end", {}, seenBy({}, true, "dead"), "dead"],
  ["that runs, its start out of sight", {}, seenBy({}, true), "alive"],
  ["that did not know its start", { startTicks: "0" }, seenBy({}, true, "123456"), "alive"],
  ["that did not know its start, a zombie", { startTicks: "0" }, seenBy({}, true, "dead"), "dead"],
  ["that we may not look for", {}, seenBy({}), "unknown"],
  ["of another machine", { host: "web-2" }, seenBy({}, true, "123456"), "elsewhere"],
  ["of another machine, our number", { host: "web-2", pid: 1 }, seenBy({}), "elsewhere"],
  ["of an earlier boot", { boot: "b0" }, seenBy({}, true, "123456"), "dead"],
  ["that did not know its boot", { boot: "0" }, seenBy({}, true, "123456"), "alive"],
  ["of our number and start", { pid: 1, startTicks: "9" }, seenBy({}, true), "ours"],
  ["of our number, started before", { pid: 1, startTicks: "8" }, seenBy({}, true), "dead"],
  [
    "of our number and boot, starts out of sight",
    {
      pid: 1,
      startTicks: "0",
      startS: 1_732_600_004,
    },
    seenBy({}, true),
    "ours",
  ],
  [
    "of our number, started long before",
    {
      pid: 1,
      startTicks: "0",
      startS: 1_732_599_000,
    },
    seenBy({}, true),
    "dead",
  ],
  ["of our number, our own start out of sight", { pid: 1, startS: 1_732_600_000 }, {
    ...seenBy({ startTicks: "0" }, true),
  }, "ours"],
];

for (const [name, owner, facts, state] of CASES) {
  Deno.test(`judgeOwner() calls an owner ${name} ${state}`, () => {
    assertEquals(judgeOwner({ ...OWNER, ...owner }, facts), state);
  });
}
