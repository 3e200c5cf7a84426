/**
 * The demo keeps its word: it passes when every event arrives once, and it says so, and fails, when one
 * does not.
 *
 * @module
 */
import { assert, assertEquals, assertMatch, assertStringIncludes, assertThrows } from "@std/assert";
import { InslyticNode, type Stats } from "@tidings/sdk";
import { compare, percentile } from "../../scripts/demo/compare.ts";
import type { StoredEvent } from "../../scripts/demo/event_store.ts";
import { readFlags } from "../../scripts/demo/flags.ts";
import { type LedgerEntry, parseLedger } from "../../scripts/demo/ledger.ts";
import { formatReport } from "../../scripts/demo/report.ts";
import { judge, type RunFacts, type Verdict } from "../../scripts/demo/verdict.ts";

const ROOT = new URL("../..", import.meta.url);

/** A run without a fault beside the events. */
const FACTS: RunFacts = { shopEnd: "SIGTERM", waitingAtEnd: 3, shopFailures: [] };

const EMPTY_BOOKS: Stats = {
  tracked: 0,
  restored: 0,
  delivered: 0,
  handedOver: 0,
  dropped: {},
  queued: 0,
  inFlight: 0,
  requests: 0,
  retries: 0,
};

/** Three events: one delivered at once, one at the second attempt, one left out by the shop. */
const LEDGER: readonly LedgerEntry[] = [
  { kind: "call", name: "page_viewed", id: "a", micros: 10 },
  { kind: "call", name: "cart_added", id: "b", micros: 30 },
  { kind: "request", again: [] },
  { kind: "request", again: ["b"] },
  { kind: "drop", name: "page_viewed", id: "c", reason: "before_send" },
  { kind: "call", name: "page_viewed", id: null, micros: 20 },
  {
    kind: "stats",
    stats: { ...EMPTY_BOOKS, tracked: 3, delivered: 1, queued: 1, dropped: { before_send: 1 } },
  },
];

const STORED: readonly StoredEvent[] = [
  { id: "a", name: "page_viewed" },
  { id: "b", name: "cart_added" },
];

function verdictOf(
  ledger: readonly LedgerEntry[],
  stored: readonly StoredEvent[],
  facts: Partial<RunFacts> = {},
): Verdict {
  return judge(compare(ledger, stored), { ...FACTS, ...facts });
}

/** The demo as on a machine without any browser: no program is found by its name. */
function startDemo(...args: string[]): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: ["task", "--quiet", "demo", ...args],
    cwd: ROOT,
    env: { NO_COLOR: "1", PATH: ROOT.pathname },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

Deno.test("compare() counts each event in one column of its name", () => {
  const { tallies, total } = compare(LEDGER, STORED);
  const none = { missing: 0, duplicates: 0 };
  const page = { name: "page_viewed", tracked: 2, delivered: 1, retried: 0, dropped: 1, ...none };
  const cart = { name: "cart_added", tracked: 1, delivered: 1, retried: 1, dropped: 0, ...none };
  assertEquals(tallies, [page, cart]);
  assertEquals(total, {
    name: "all events",
    tracked: 3,
    delivered: 2,
    retried: 1,
    dropped: 1,
    ...none,
  });
});

Deno.test("compare() counts requests, retries, drops by reason and calls by duration", () => {
  const { droppedByReason, imbalances, micros, requests, retries, snapshots } = compare(
    LEDGER,
    STORED,
  );
  assertEquals({ droppedByReason, imbalances, micros, requests, retries, snapshots }, {
    droppedByReason: { before_send: 1 },
    imbalances: [],
    micros: [10, 20, 30],
    requests: 2,
    retries: 1,
    snapshots: 1,
  });
});

Deno.test("judge() passes a run in which every event arrived once or was left out on purpose", () => {
  assertEquals(verdictOf(LEDGER, STORED), {
    isGood: true,
    sentence: "PASS: of 3 events tracked, 2 arrived, each exactly once; " +
      "the other 1 the shop itself left out.",
    faults: [],
    next: [],
  });
});

Deno.test("compare() names a planted missing event, and judge() fails the run", () => {
  const stored = STORED.slice(0, 1);
  const comparison = compare(LEDGER, stored);
  assertEquals(comparison.missing, [{ id: "b", name: "cart_added" }]);
  assertEquals(comparison.total.missing, 1);

  const verdict = judge(comparison, FACTS);
  assertEquals(verdict.isGood, false);
  assertEquals(verdict.faults, ["1 missing, neither stored nor dropped: cart_added b"]);
});

Deno.test("compare() names a planted duplicate, and judge() fails the run", () => {
  const stored = [...STORED, ...STORED.slice(1), ...STORED.slice(1)];
  const comparison = compare(LEDGER, stored);
  assertEquals(comparison.duplicated, [{ id: "b", name: "cart_added" }]);
  assertEquals(comparison.total.duplicates, 2);

  const verdict = judge(comparison, FACTS);
  assertEquals(verdict.isGood, false);
  assertEquals(verdict.faults, ["1 stored more than once: cart_added b"]);
});

Deno.test("formatReport() shows the evidence, the verdict and what to do next", () => {
  const comparison = compare(LEDGER, STORED.slice(0, 1));
  const verdict = judge(comparison, FACTS);
  const report = formatReport(comparison, { unavailable: 0, copies: 1 }, "a browser", verdict);
  assertStringIncludes(report, "\n\na browser\n\n");
  assertStringIncludes(report, "  ! 1 missing, neither stored nor dropped: cart_added b\n");
  assertStringIncludes(report, "FAIL: 1 thing went wrong with 3 tracked events, see above.\n");
  assertStringIncludes(report, "Run it again with --keep");
});

/** What else must not pass: a fault, and the run that has it. */
const FAULTS: readonly (readonly [string, () => Verdict])[] = [
  [
    "1 stored, but never tracked: page_viewed z",
    () => verdictOf(LEDGER, [...STORED, { id: "z", name: "page_viewed" }]),
  ],
  [
    "1 stored, but never tracked: page_viewed (no id)",
    () => verdictOf(LEDGER, [...STORED, { id: null, name: "page_viewed" }]),
  ],
  [
    "1 dropped as overflow, which nobody asked for",
    () =>
      verdictOf(
        [...LEDGER, { kind: "drop", name: "cart_added", id: "b", reason: "overflow" }],
        STORED.slice(0, 1),
      ),
  ],
  [
    "the books do not balance in 1 place: page_viewed: 3 tracked, but 1 delivered + 1 dropped + 0 missing",
    () =>
      verdictOf([...LEDGER, { kind: "call", name: "page_viewed", id: null, micros: 1 }], STORED),
  ],
  [
    "the books do not balance in 1 place: stats() said 4 tracked after 3 calls",
    () => {
      const stats = { ...EMPTY_BOOKS, tracked: 4, delivered: 4 };
      return verdictOf([...LEDGER, { kind: "stats", stats }], STORED);
    },
  ],
  [
    "the books do not balance in 1 place: stats() said " +
    JSON.stringify({ ...EMPTY_BOOKS, tracked: 3, inFlight: 2 }),
    () => {
      const stats = { ...EMPTY_BOOKS, tracked: 3, inFlight: 2 };
      return verdictOf([...LEDGER, { kind: "stats", stats }], STORED);
    },
  ],
  [
    "the SDK's books were never written down",
    () => verdictOf(LEDGER.filter(({ kind }) => kind !== "stats"), STORED),
  ],
  ["nothing was tracked at all", () => verdictOf([{ kind: "stats", stats: EMPTY_BOOKS }], [])],
  [
    "the shop ended by exit code 1, not by SIGTERM",
    () => verdictOf(LEDGER, STORED, { shopEnd: "exit code 1" }),
  ],
  [
    "nothing waited when the shop got its SIGTERM",
    () => verdictOf(LEDGER, STORED, { waitingAtEnd: 0 }),
  ],
  [
    "customers got no page 1 time, first: / was answered 500",
    () => verdictOf(LEDGER, STORED, { shopFailures: ["/ was answered 500"] }),
  ],
];

for (const [fault, run] of FAULTS) {
  Deno.test(`judge() fails a run when ${fault.slice(0, 72)}`, () => {
    const { isGood, faults } = run();
    assertEquals({ isGood, faults }, { isGood: false, faults: [fault] });
  });
}

Deno.test("parseLedger() refuses a torn line", () => {
  const text = LEDGER.map((entry) => `${JSON.stringify(entry)}\n`).join("");
  assertEquals(parseLedger(text), [...LEDGER]);
  const message = "Cannot read line 7 of the shop's ledger";
  assertThrows(() => parseLedger(text.slice(0, -5)), SyntaxError, message);
});

Deno.test("percentile() is the smallest value that so many values do not exceed", () => {
  const values = Array.from({ length: 200 }, (_, index) => index + 1);
  assertEquals([0.5, 0.99, 1].map((share) => percentile(values, share)), [100, 198, 200]);
  assertEquals(percentile([7], 0.01), 7);
  assertEquals(percentile([], 0.5), 0);
});

Deno.test("readFlags() understands what --help lists", () => {
  const demo = { kind: "demo", requests: 4_000, keepsFiles: false, hasBrowser: true };
  assertEquals(readFlags([]), demo as ReturnType<typeof readFlags>);
  assertEquals(readFlags(["--requests=500", "--keep", "--no-browser"]), {
    kind: "demo",
    requests: 500,
    keepsFiles: true,
    hasBrowser: false,
  });
  assertEquals(readFlags(["--serve"]), { kind: "serve", keepsFiles: false });
  assertEquals(readFlags(["--serve", "--keep"]), { kind: "serve", keepsFiles: true });
  assertEquals(readFlags(["--serve", "--help"]), { kind: "help" });
});

/** Command lines that make no sense, and what is said of them. */
const REFUSED: readonly (readonly [string, string])[] = [
  ["--fast", "Cannot run the demo as '--fast' is no flag of the demo"],
  ["requests=500", "Cannot run the demo as 'requests=500' is no flag of the demo"],
  ...["--requests", "--requests=99", "--requests=20001", "--requests=1e3"].map((flag) =>
    [
      flag,
      `Cannot run the demo as '${flag}' must be --requests=N, N from 100 to 20000`,
    ] as const
  ),
  ...["--serve --requests=500", "--serve --no-browser"].map((flags) =>
    [
      flags,
      "Cannot run the demo as '--serve' sends no requests and starts no browser: leave the other flags out",
    ] as const
  ),
];

for (const [flags, message] of REFUSED) {
  Deno.test(`readFlags() refuses '${flags}' and says why`, () => {
    assertEquals(readFlags(flags.split(" ")), { kind: "refuse", message });
  });
}

Deno.test("the demo ends with 2 and a hint when it does not know a flag", async () => {
  const { code, stderr } = await startDemo("--fast").output();
  assertEquals(code, 2);
  assertEquals(
    new TextDecoder().decode(stderr),
    "Cannot run the demo as '--fast' is no flag of the demo\nSee: deno task demo --help\n",
  );
});

Deno.test("the demo passes without a browser: no event is missing, none came twice", async () => {
  const output = await startDemo("--requests=100").output();
  const [stdout, stderr] = [output.stdout, output.stderr].map((bytes) =>
    new TextDecoder().decode(bytes)
  );
  assertEquals({ code: output.code, stderr }, { code: 0, stderr: "" });
  assert(stdout !== undefined);
  for (const name of ["page_viewed", "product_viewed", "cart_added", "all events"]) {
    // Missing and duplicates are the last two columns.
    assertMatch(stdout, new RegExp(`^${name}( +\\d+){4} +0 +0$`, "m"));
  }
  assertMatch(stdout, /SIGTERM to the shop \.+ \d+ waited; SIGTERM after/);
  assertMatch(stdout, /balanced each time$/m);
  assertMatch(stdout, /^PASS: of \d+ events tracked/m);
  assertMatch(stdout, /^Left out: the browser, as there is no chromedriver on this machine/m);
});

Deno.test("demo --serve takes events of any app, and sums up when it is ended", async () => {
  const child = startDemo("--serve");
  const chunks: string[] = [];
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const readUntil = async (pattern: RegExp): Promise<string> => {
    for (;;) {
      const found = pattern.exec(chunks.join(""));
      if (found !== null) return found[1] ?? "";
      const { done, value } = await reader.read();
      if (done) throw new Error(`The demo ended before it said ${pattern}: ${chunks.join("")}`);
      chunks.push(value);
    }
  };

  const live = await readUntil(/^A live view +(\S+)/m);
  assertStringIncludes(await (await fetch(live)).text(), "<title>Tidings, live</title>");
  const endpoint = await readUntil(/endpoint: "(\S+)"/);
  {
    await using inslytic = new InslyticNode({ apiKey: "demo-key", endpoint });
    inslytic.track({ eventName: "hello", anonymousId: "anon-1" });
    inslytic.track({ eventName: "hello", anonymousId: "anon-2" });
  }
  await readUntil(/accepted 2 hello\n/);
  const wrong = await fetch(`${endpoint}/api/v1/ingest`, { method: "POST", body: "{}" });
  assertEquals(wrong.status, 404);
  assertStringIncludes(await wrong.text(), `servers: endpoint ${endpoint} (which adds /v1/ingest)`);
  child.kill("SIGINT");
  await readUntil(/Accepted 2 events in 1 batch\.\n/);
  await readUntil(/The shop itself tracked 0: .*\n/);
  await reader.cancel();
  const stderr = await new Response(child.stderr).text();
  assertEquals({ code: (await child.status).code, stderr }, { code: 0, stderr: "" });
});
