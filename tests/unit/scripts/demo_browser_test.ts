import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import {
  type BrowserEvidence,
  compareBrowser,
  type DatedEntry,
  findBrowserFaults,
} from "../../../scripts/demo/browser_compare.ts";
import {
  type BrowserOutcome,
  formatBrowser,
  judgeBoth,
} from "../../../scripts/demo/browser_report.ts";
import { idOfRecord } from "../../../scripts/demo/browser_visit.ts";
import {
  openPageLedger,
  type PageEntry,
  recordBeacons,
  recordCall,
  recordFetch,
} from "../../../scripts/demo/page/ledger.ts";
import type { FetchInit, FetchResponse } from "@tidings/sdk";
import { MemoryStorage } from "@tidings/sdk/testing";

/** Where, and when, all lines are written that are not about that. */
const PLACE = { during: "at the quit", isQuit: false };

function call(id: string): DatedEntry {
  return { kind: "call", id, name: "click", ...PLACE };
}

/** One event of each fate but the bad ones: arrived, stored, taken by a beacon. */
const EVIDENCE: BrowserEvidence = {
  entries: [
    call("a"),
    call("s"),
    call("t"),
    { kind: "request", request: "r", ids: ["a"], ...PLACE },
    { kind: "answer", request: "r", status: 202, ...PLACE },
    { kind: "beacon", ids: ["t"], ...PLACE },
  ],
  storedIds: new Set(["s"]),
  arrived: [{ id: "a", name: "click" }],
  imbalances: [],
};

function played(evidence: BrowserEvidence): BrowserOutcome {
  const facts = { version: "1", pages: 2, closedTabs: 1, quits: 1 };
  return { kind: "played", comparison: compareBrowser(evidence), facts };
}

const GOOD = { isGood: true, sentence: "PASS: server.", faults: [], next: [] };

function faultsOf(change: Partial<BrowserEvidence>): string[] {
  return findBrowserFaults(compareBrowser({ ...EVIDENCE, ...change }));
}

Deno.test("compareBrowser() puts each event of a browser in one column", () => {
  const { total, takenDuring, requests, beacons } = compareBrowser(EVIDENCE);
  assertEquals(total, {
    name: "all events",
    tracked: 3,
    arrived: 1,
    stored: 1,
    taken: 1,
    dropped: 0,
    cut: 0,
    missing: 0,
    copies: 0,
  });
  assertEquals({ takenDuring, requests, beacons }, {
    takenDuring: { "at the quit": 1 },
    requests: 1,
    beacons: 1,
  });
});

Deno.test("a browser run passes, and says what its beacons lost and when", () => {
  const outcome = played(EVIDENCE);
  assertStringIncludes(formatBrowser(outcome), "1 event in beacons that the browser took");
  assertStringIncludes(formatBrowser(outcome), "sent at most once: 1 at the quit");
  assertEquals(judgeBoth(GOOD, 5, outcome, ["next"]), {
    ...GOOD,
    sentence: "PASS: server.\nPASS: of 3 events in the browser, 1 arrived, each exactly once; " +
      "1 in its storage for the next visit; 1 lost with beacons, see above.",
  });
});

Deno.test("an event that came again as nobody heard the first answer is told, and no fault", () => {
  const evidence: BrowserEvidence = {
    ...EVIDENCE,
    entries: [...EVIDENCE.entries, { kind: "request", request: "r2", ids: ["a"], ...PLACE }],
    arrived: [{ id: "a", name: "click" }, { id: "a", name: "click" }],
  };
  assertEquals(findBrowserFaults(compareBrowser(evidence)), []);
  assertStringIncludes(formatBrowser(played(evidence)), "1 sent again");
});

Deno.test("an event whose page was ended while it tracked it is told, and no fault", () => {
  const last: DatedEntry = { kind: "call", id: "l", name: "click", ...PLACE, isQuit: true };
  const evidence = { ...EVIDENCE, entries: [...EVIDENCE.entries, last] };
  assertEquals(findBrowserFaults(compareBrowser(evidence)), []);
  assertStringIncludes(
    formatBrowser(played(evidence)),
    "1 event tracked just as the browser ended",
  );
  // One whose call returned was stored, or should have been.
  const returned: DatedEntry = { kind: "return", id: "l", ...PLACE, isQuit: true };
  const fault =
    "browser: 1 missing, neither arrived nor stored, dropped or taken by the browser: click l";
  assertEquals(faultsOf({ entries: [...evidence.entries, returned] }), [fault]);
  // So was one whose browser went on.
  assertEquals(faultsOf({ entries: [...EVIDENCE.entries, { ...last, isQuit: false }] }), [fault]);
});

Deno.test("recordCall() writes down a call, and its return when the call is over", async () => {
  const lines: PageEntry[] = [];
  recordCall("a", "click", (line) => lines.push(line));
  assertEquals(lines, [{ kind: "call", id: "a", name: "click" }]);
  await Promise.resolve();
  assertEquals(lines.slice(1), [{ kind: "return", id: "a" }]);
});

/** What must not pass. */
const FAULTS: readonly (readonly [string, string[]])[] = [
  [
    "browser: 1 missing, neither arrived nor stored, dropped or taken by the browser: click s",
    faultsOf({ storedIds: new Set() }),
  ],
  [
    "browser: 1 stored more than once, though every request with them was answered: click a",
    faultsOf({ arrived: [{ id: "a", name: "click" }, { id: "a", name: "click" }] }),
  ],
  [
    "browser: 1 stored, but never tracked: click z",
    faultsOf({ arrived: [...EVIDENCE.arrived, { id: "z", name: "click" }] }),
  ],
  [
    "browser: 1 dropped as overflow, which nobody asked for",
    faultsOf({
      entries: [...EVIDENCE.entries, { kind: "drop", id: "s", reason: "overflow", ...PLACE }],
    }),
  ],
  [
    "browser: the books do not balance: after 3 events",
    faultsOf({ imbalances: ["after 3 events"] }),
  ],
  [
    "browser: nothing was tracked at all",
    faultsOf({ entries: [], arrived: [] }),
  ],
];

for (const [fault, found] of FAULTS) {
  Deno.test(`a browser run fails when ${fault.slice(9, 80)}`, () => assertEquals(found, [fault]));
}

Deno.test("judgeBoth() fails a run whose browser lost an event, however well the server did", () => {
  const verdict = judgeBoth(GOOD, 5, played({ ...EVIDENCE, storedIds: new Set() }), ["next"]);
  assertEquals([verdict.isGood, verdict.next], [false, ["next"]]);
  assertEquals(
    verdict.sentence,
    "FAIL: 1 thing went wrong with 8 tracked events, see above.",
  );
});

Deno.test("a run without a browser says what it left out and why", () => {
  const outcome: BrowserOutcome = { kind: "left out", why: "there is none" };
  assertStringIncludes(formatBrowser(outcome), "left out, as there is none");
  assertEquals(
    judgeBoth(GOOD, 5, outcome, []).sentence,
    "PASS: server.\nLeft out: the browser, as there is none.",
  );
});

Deno.test("idOfRecord() reads the id of a stored event", () => {
  assertEquals(idOfRecord('1:0123abcd:89abcdef:[1700000000000,"the:id",{"name":"x"}]'), "the:id");
});

Deno.test("a page's ledger is in its storage line by line", () => {
  const storage = new MemoryStorage();
  const write = openPageLedger(storage);
  write({ kind: "call", id: "a", name: "n" });
  write({ kind: "beacon", ids: ["a"] });
  assertEquals(storage.length, 2);
  const keys = [storage.key(0) ?? "", storage.key(1) ?? ""];
  assertEquals(keys.every((key) => key.startsWith("demo:ledger:")), true);
});

const INIT = { body: '{"events":[{"metadata":{"messageId":"a"}}]}' } as FetchInit;

Deno.test("recordFetch() writes an answer down only when all of it was read", async () => {
  const lines: PageEntry[] = [];
  const answer = new Response("{}", { status: 202 });
  const send = recordFetch(
    () => Promise.resolve(answer as FetchResponse),
    (line) => lines.push(line),
  );
  const response = await send("http://localhost", INIT);
  assertEquals(lines.map(({ kind }) => kind), ["request"]);
  const reader = response.body?.getReader();
  while ((await reader?.read())?.done === false);
  assertEquals(lines.map(({ kind }) => kind), ["request", "answer"]);
});

Deno.test("recordFetch() writes down a request that got no answer, and lets the client know", async () => {
  const lines: PageEntry[] = [];
  const send = recordFetch(() => Promise.reject(new TypeError("away")), (line) => lines.push(line));
  await assertRejects(() => send("http://localhost", INIT), TypeError, "away");
  assertEquals(lines.map((line) => line.kind === "answer" ? line.status : line.kind), [
    "request",
    0,
  ]);
});

Deno.test("recordBeacons() writes down what the browser took, and nothing else", () => {
  const ids: (readonly string[])[] = [];
  const write = (line: PageEntry) => void (line.kind === "beacon" && ids.push(line.ids));
  recordBeacons(() => false, write)("/", INIT.body);
  recordBeacons(() => true, write)("/", '{"page":"books"}');
  assertEquals(recordBeacons(() => true, write)("/", INIT.body), true);
  assertEquals(ids, [["a"]]);
});
