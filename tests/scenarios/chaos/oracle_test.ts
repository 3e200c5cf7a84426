/** The oracle is no use if it is blind: each kind of wrong, planted alone, must be found. */
import { assertEquals, assertMatch } from "@std/assert";
import type { Stats } from "@tidings/sdk";
import type { SentEvent } from "./content_rules.ts";
import { DropLedger } from "./drop_ledger.ts";
import type { Evidence } from "./evidence.ts";
import { Journal } from "./journal.ts";
import { judge } from "./oracle.ts";

const STATS: Stats = {
  tracked: 4,
  restored: 0,
  delivered: 3,
  handedOver: 0,
  dropped: { rejected: 1 },
  queued: 0,
  inFlight: 0,
  requests: 3,
  retries: 0,
};

function sent(number: number, text = `{"n":${number}}`, id = `id-${number}`): SentEvent {
  return { id, name: "page_viewed", number, text };
}

/** What a faultless run leaves: events 1 to 3 arrived, 4 is poison; `tamper` makes it a faulty one. */
function evidenceOf(tamper: (journal: Journal, drops: DropLedger) => Partial<Evidence>): Evidence {
  const journal = new Journal();
  const drops = new DropLedger();
  for (const request of [[1, 2], [3]]) {
    journal.begun();
    journal.seen(`key-${request}`, `body ${request}`);
    journal.take(`key-${request}`, request.map((number) => sent(number)), false);
  }
  journal.begun();
  journal.faulted("400 poison");
  drops.add({ reason: "rejected", messageId: "id-4", name: "poisoned_400" });
  const tracked = [1, 2, 3].map((number) => ({ id: `id-${number}`, fate: "delivered" as const }));
  return {
    demands: { faults: 1, kinds: 1, maxInFlight: 1 },
    tracked: [...tracked, { id: "id-4", fate: "rejected" }],
    journal,
    drops,
    stats: STATS,
    imbalances: 0,
    hasToldOfFewer: false,
    hasLeakedKey: false,
    exceptions: [],
    flushes: [{ scaledMs: 10, realMs: 1 }],
    openFlushes: 0,
    redirectVisits: 0,
    wire: { peak: 1, brokenPauses: 0, doubled: 0 },
    leftovers: 0,
    ...tamper(journal, drops),
  };
}

/** The one violation that was planted. */
function findOnly(tamper: (journal: Journal, drops: DropLedger) => Partial<Evidence>): string {
  const { violations } = judge(evidenceOf(tamper));
  assertEquals(violations.length, 1, violations.join("\n"));
  return violations[0] ?? "";
}

/** As tracked, with one event more. */
function trackedWith(id: string, fate: "delivered" | "rejected" = "delivered"): Partial<Evidence> {
  const tracked = [...evidenceOf(() => ({})).tracked, { id, fate }];
  return { tracked, stats: { ...STATS, tracked: 5, delivered: 4 } };
}

Deno.test("judge() finds nothing in a faultless run", () => {
  assertEquals(judge(evidenceOf(() => ({}))), {
    missing: 0,
    duplicates: 0,
    duplicatesAfterDedupe: 0,
    violations: [],
  });
});

Deno.test("judge() finds a missing event, although the books balance", () => {
  assertEquals(judge(evidenceOf(() => trackedWith("id-5"))).missing, 1);
  assertMatch(findOnly(() => trackedWith("id-5")), /^1 missing.*id-5/);
});

Deno.test("judge() finds a good event that was given up, and poison that was not", () => {
  const lost = findOnly((_, drops) => {
    drops.add({ reason: "rejected", messageId: "id-5", name: "good" });
    return { ...trackedWith("id-5"), stats: { ...STATS, tracked: 5, dropped: { rejected: 2 } } };
  });
  assertMatch(lost, /id-5 must be delivered, is rejected/);
  const taken = findOnly((journal) => {
    journal.take("key-5", [sent(5)], false);
    return trackedWith("id-5", "rejected");
  });
  assertMatch(taken, /id-5 must be rejected, is delivered/);
});

Deno.test("judge() takes events that were refused for good for rejected, whatever they were", () => {
  const { violations } = judge(evidenceOf((journal, drops) => {
    journal.refuse([sent(5)]);
    drops.add({ reason: "rejected", messageId: "id-5", name: "good" });
    return { ...trackedWith("id-5"), stats: { ...STATS, tracked: 5, dropped: { rejected: 2 } } };
  }));
  assertEquals(violations, []);
});

Deno.test("judge() allows one copy for each lost answer and no more", () => {
  const excused = evidenceOf((journal) => {
    journal.take("key-5", [sent(5)], true);
    journal.take("key-5", [sent(5)], false);
    return trackedWith("id-5");
  });
  assertEquals(judge(excused).violations, []);
  assertEquals(judge(excused).duplicates, 1);
  const copied = findOnly((journal) => {
    journal.take("key-3", [sent(3)], false);
    return {};
  });
  assertMatch(copied, /came again without a lost answer \(id-3 came 2 times, 0 excused\)/);
});

Deno.test("judge() finds a copy with other bytes, or under another key", () => {
  const copy = (key: string, text: string): string =>
    findOnly((journal) => {
      journal.take("key-5", [sent(5)], true);
      journal.take(key, [sent(5, text)], false);
      return trackedWith("id-5");
    });
  assertMatch(copy("key-5", '{"n":5,"retry":1}'), /with other bytes \(id-5\)/);
  assertMatch(copy("key-6", '{"n":5}'), /under another Idempotency-Key \(id-5\)/);
});

Deno.test("judge() finds a key that is used for two bodies", () => {
  const found = findOnly((journal) => {
    journal.seen("key-3", "another body");
    return {};
  });
  assertMatch(found, /used Idempotency-Key and another body/);
});

Deno.test("judge() finds an event that came under an id of its own making", () => {
  const { violations, duplicatesAfterDedupe } = judge(evidenceOf((journal) => {
    journal.take("key-3", [sent(3, '{"n":3}', "id-new")], false);
    return {};
  }));
  assertEquals(duplicatesAfterDedupe, 1);
  assertMatch(violations.join("\n"), /came under two ids\n.*did not return for them \(id-new\)/);
});

Deno.test("judge() finds books that do not balance, or do not agree with what happened", () => {
  const books = (wrong: Partial<Stats>): string[] =>
    judge(evidenceOf(() => ({ stats: { ...STATS, ...wrong } }))).violations.slice(0, 1);
  assertMatch(books({ delivered: 2 }).join(), /do not balance/);
  assertMatch(books({ tracked: 5, delivered: 4 }).join(), /tracked is 5, must be 4/);
  assertMatch(books({ delivered: 2, queued: 1 }).join(), /queued is 1, must be 0/);
  assertMatch(books({ dropped: { overflow: 1 } }).join(), /overflow is 1, must be 0/);
  assertMatch(findOnly(() => ({ imbalances: 2 })), /2 times on the way/);
});

Deno.test("judge() finds a drop that is told twice", () => {
  const { violations } = judge(evidenceOf((_, drops) => {
    drops.add({ reason: "rejected", messageId: "id-4", name: "poisoned_400" });
    return {};
  }));
  assertMatch(violations.join("\n"), /onDrop told 1 times/);
});

Deno.test("judge() finds misconduct of every kind", () => {
  assertMatch(findOnly(() => ({ exceptions: ["Error: oh"] })), /nobody caught \(Error: oh\)/);
  assertMatch(findOnly(() => ({ redirectVisits: 1 })), /where a redirect led/);
  assertMatch(findOnly(() => ({ flushes: [{ scaledMs: 4e6, realMs: 9 }] })), /took longer/);
  assertMatch(findOnly(() => ({ openFlushes: 1 })), /did not settle/);
  assertMatch(findOnly(() => ({ leftovers: 1 })), /left after shutdown/);
  assertMatch(findOnly(() => ({ hasLeakedKey: true })), /held the key/);
  const wire = { peak: 1, brokenPauses: 0, doubled: 0 };
  assertMatch(findOnly(() => ({ wire: { ...wire, peak: 2 } })), /too many at once/);
  assertMatch(findOnly(() => ({ wire: { ...wire, brokenPauses: 1 } })), /asked for a pause/);
  assertMatch(findOnly(() => ({ wire: { ...wire, doubled: 1 } })), /same batch was on the wire/);
});

Deno.test("judge() finds what the collector noticed", () => {
  const notice = (tell: (journal: Journal) => void): string =>
    findOnly((journal) => {
      tell(journal);
      return {};
    });
  assertMatch(notice((journal) => journal.misdeed("GET /elsewhere")), /GET \/elsewhere/);
  assertMatch(notice((journal) => journal.held()), /long after the client gave up/);
  assertMatch(notice((journal) => journal.faulted("fewer accepted than sent")), /was not told/);
});

Deno.test("judge() does not trust a run that was too easy", () => {
  const demand = (demands: Partial<Evidence["demands"]>): string =>
    findOnly(() => ({ demands: { faults: 1, kinds: 1, maxInFlight: 1, ...demands } }));
  assertMatch(demand({ faults: 2 }), /1 faults, at least 2/);
  assertMatch(demand({ kinds: 20 }), /1 kinds of faults, at least 20/);
});
