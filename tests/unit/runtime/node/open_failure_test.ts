import { assertEquals } from "@std/assert";
import type { Held } from "../../../../src/runtime/node/file_lock.ts";
import type { LockOwner } from "../../../../src/runtime/node/lock_owner.ts";
import { explainHeld, explainRefusal } from "../../../../src/runtime/node/open_failure.ts";
import { failure } from "./fake_disk.ts";

const owner: LockOwner = {
  pid: 4_711,
  boot: "b0",
  startTicks: "1",
  startS: 1,
  token: "0123456789abcdef",
  host: "web-2",
};

const HELD: readonly [Held, string][] = [
  [
    { state: "ours", owner },
    "this process (4711) has it open already: use one storage for all clients, each with its own 'storageKey'",
  ],
  [
    { state: "alive", owner },
    "process 4711 has it open: end that one first, or use a file for each process",
  ],
  [
    { state: "elsewhere", owner },
    "process 4711 on 'web-2' has it open, or died there: if it does not run any more, delete the folder '/d/q.lock'",
  ],
  [
    { state: "unknown", owner },
    "process 4711 has it open, or died: this one is not allowed to look (Deno needs --allow-run for it); " +
    "if it does not run any more, delete the folder '/d/q.lock'",
  ],
  [
    { state: "unreadable" },
    "what lies at '/d/q.lock' is no lock of ours: if no process has the file open, delete it",
  ],
];

for (const [held, text] of HELD) {
  Deno.test(`explainHeld() of a lock that is ${held.state} says what to do`, () => {
    assertEquals(explainHeld(held, "/d/q.lock"), text);
  });
}

Deno.test("explainRefusal() says what a code means, or what the platform said", () => {
  const denied = Object.assign(new Error("Requires read access"), { name: "NotCapable" });
  const cases: readonly [unknown, string][] = [
    [failure("ENOENT"), "its folder does not exist: create it first (ENOENT)"],
    [failure("ENOSPC"), "ENOSPC: on purpose"],
    [new Error("it is closed"), "it is closed"],
    ["a text", "a text"],
    [null, "null"],
    [Object.assign(new Error("odd"), { code: 5 }), "odd"],
    [
      denied,
      "Deno does not allow it (Requires read access): the folder needs --allow-read and --allow-write",
    ],
  ];
  for (const [error, text] of cases) assertEquals(explainRefusal(error), text);
});
