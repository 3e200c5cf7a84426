import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { Books, type Stats } from "../../../src/core/books.ts";

const ZERO: Stats = {
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

/** What the books say after so many accepted events and one entry. */
function after(accepted: number, entry: (books: Books) => void): Stats {
  const books = new Books();
  for (let i = 0; i < accepted; i++) books.accept();
  entry(books);
  return books.snapshot();
}

const ENTRIES: readonly (readonly [
  name: string,
  accepted: number,
  entry: (books: Books) => void,
  stats: object,
])[] = [
  ["accept", 0, (books) => books.accept(), { tracked: 1, queued: 1 }],
  ["refuse", 0, (books) => books.refuse("invalid"), { tracked: 1, dropped: { invalid: 1 } }],
  ["restore", 1, (books) => books.restore(2), { tracked: 1, restored: 2, queued: 3 }],
  ["dropQueued", 3, (books) => books.dropQueued("overflow", 2), {
    tracked: 3,
    queued: 1,
    dropped: { overflow: 2 },
  }],
  ["begin", 3, (books) => books.begin(2, false), {
    tracked: 3,
    queued: 1,
    inFlight: 2,
    requests: 1,
  }],
  ["begin", 3, (books) => books.begin(2, true), {
    tracked: 3,
    queued: 1,
    inFlight: 2,
    requests: 1,
    retries: 1,
  }],
  ["deliver", 3, (books) => {
    books.begin(2, false);
    books.deliver(2);
  }, { tracked: 3, queued: 1, delivered: 2, requests: 1 }],
  ["putBack", 3, (books) => {
    books.begin(2, false);
    books.putBack(2);
  }, { tracked: 3, queued: 3, requests: 1 }],
  ["dropInFlight", 3, (books) => {
    books.begin(2, false);
    books.dropInFlight("rejected", 2);
  }, { tracked: 3, queued: 1, dropped: { rejected: 2 }, requests: 1 }],
  ["refuse", 0, (books) => {
    books.refuse("invalid");
    books.refuse("closed");
    books.refuse("invalid");
  }, { tracked: 3, dropped: { invalid: 2, closed: 1 } }],
];

for (const [name, accepted, entry, stats] of ENTRIES) {
  Deno.test(`Books.${name}() leads to ${JSON.stringify(stats)}`, () => {
    assertEquals(after(accepted, entry), { ...ZERO, ...stats });
  });
}

Deno.test("Books.snapshot() of new books is all zero", () => {
  assertEquals(new Books().snapshot(), ZERO);
});

Deno.test("Books.snapshot() is a copy", () => {
  const books = new Books();
  const before = books.snapshot();
  books.refuse("invalid");
  assertEquals(before, ZERO);
});

Deno.test("Books tells delivered, dropped, pending and requests without a copy", () => {
  const books = new Books();
  for (let i = 0; i < 5; i++) books.accept();
  books.refuse("invalid");
  books.begin(3, false);
  books.deliver(2);
  books.dropQueued("overflow", 1);
  assertEquals([books.delivered, books.dropped, books.pending, books.requests], [2, 2, 2, 1]);
});

Deno.test("Books balance after every entry", () => {
  const entries = fc.array(
    fc.tuple(fc.integer({ min: 0, max: 7 }), fc.integer({ min: 1, max: 5 })),
    { maxLength: 200 },
  );
  fc.assert(
    fc.property(entries, (steps) => {
      const books = new Books();
      for (const [kind, wanted] of steps) {
        const { queued, inFlight } = books.snapshot();
        const waiting = Math.min(wanted, queued);
        const flying = Math.min(wanted, inFlight);
        [
          () => books.accept(),
          () => books.refuse("invalid"),
          () => books.dropQueued("overflow", waiting),
          () => books.begin(waiting, wanted > 2),
          () => books.deliver(flying),
          () => books.putBack(flying),
          () => books.dropInFlight("rejected", flying),
          () => books.restore(wanted),
        ][kind]?.();
        const stats = books.snapshot();
        const lost = Object.values(stats.dropped).reduce((sum, count) => sum + count, 0);
        assertEquals(
          stats.tracked + stats.restored,
          stats.delivered + stats.handedOver + lost + stats.queued + stats.inFlight,
        );
        assertEquals(books.dropped, lost);
        assertEquals(books.pending, stats.queued + stats.inFlight);
        assertEquals(Math.min(stats.queued, stats.inFlight) >= 0, true);
      }
    }),
    { numRuns: 500 },
  );
});
