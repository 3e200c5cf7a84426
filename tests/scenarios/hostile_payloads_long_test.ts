/**
 * 100,000 generated payloads, each between two good events: none throws, none harms another, and each is
 * sent or refused with a reason.
 */
import { assertEquals } from "@std/assert";
import fc from "fast-check";
import type { InslyticNode } from "@tidings/sdk";
import { CORPUS, type Hostile } from "./hostile/corpus.ts";
import {
  assertClean,
  call,
  createHostileRun,
  createTally,
  noticing,
  safeText,
  tallyLine,
} from "./hostile/hostile_run.ts";

const PAYLOADS = 100_000;
const SEED = 20_260_101;
/** Payloads of one client, and of one sample: memory stays small. */
const PER_CLIENT = 1_000;

/** A payload: which method gets which arguments. */
interface Payload {
  readonly method: "track" | "untyped" | "identify";
  readonly args: () => readonly unknown[];
}

/** Anything that a program could hold. */
const ANYTHING = fc.anything({
  maxDepth: 4,
  withBigInt: true,
  withBoxedValues: true,
  withDate: true,
  withMap: true,
  withNullPrototype: true,
  withObjectString: true,
  withSet: true,
  withSparseArray: true,
  withTypedArray: true,
  withUnicodeString: true,
});

/** Any text: lone surrogates, and far more than a name should have. */
const TEXT = fc.oneof(
  fc.string(),
  fc.string({ unit: "binary" }),
  fc.string({ unit: "grapheme-composite" }),
  fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)) }),
);

/** The corpus without what takes a millisecond to make: those are tried one by one elsewhere. */
const LIGHT: readonly Hostile[] = CORPUS.filter(([what]) => !/MiB|\d00 000|10 000/.test(what));

/** A value that is made when it is used: what was made before may be spent. */
type Lazy = () => unknown;

const HOSTILE: fc.Arbitrary<Lazy> = fc.constantFrom(...LIGHT).map(([, make]) => make);
const given = (value: unknown): Lazy => () => value;
const VALUE: fc.Arbitrary<Lazy> = fc.oneof(ANYTHING.map(given), HOSTILE, TEXT.map(given));

/** What a field of an event should be. */
const FIELDS: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  eventName: TEXT,
  anonymousId: TEXT,
  userId: fc.option(TEXT),
  sessionId: TEXT,
  timestamp: fc.oneof(fc.date(), fc.date({ noInvalidDate: true }).map((date) => date.toJSON())),
  consentGiven: fc.boolean(),
  messageId: fc.string({ minLength: 1, maxLength: 200 }),
  pageUrl: fc.webUrl(),
  pageTitle: TEXT,
  referrer: TEXT,
  utmSource: fc.option(TEXT),
  utmMedium: fc.option(TEXT),
  utmCampaign: fc.option(TEXT),
  deviceType: TEXT,
};

/** Free data, of which any value may be hostile. */
const PROPERTIES: fc.Arbitrary<Lazy> = fc.array(fc.tuple(TEXT, VALUE), { maxLength: 4 }).map(
  (entries) => () => Object.fromEntries(entries.map(([key, make]) => [key, make()])),
);

/** An event that is right but for one or two fields. */
const NEAR: fc.Arbitrary<Lazy> = fc.tuple(
  fc.record(FIELDS, { requiredKeys: ["eventName", "anonymousId"] }),
  fc.option(PROPERTIES),
  fc.array(fc.tuple(fc.constantFrom("properties", ...Object.keys(FIELDS)), VALUE), {
    maxLength: 2,
  }),
).map(([event, properties, changes]) => () => ({
  ...event,
  ...(properties === null ? {} : { properties: properties() }),
  ...Object.fromEntries(changes.map(([field, make]) => [field, make()])),
}));

const EVENT: fc.Arbitrary<Lazy> = fc.oneof(
  { arbitrary: NEAR, weight: 5 },
  { arbitrary: VALUE, weight: 2 },
);

const PAYLOAD: fc.Arbitrary<Payload> = fc.oneof(
  fc.record({
    method: fc.constantFrom("track" as const, "untyped" as const),
    args: EVENT.map((make) => () => [make()]),
  }),
  fc.record({
    method: fc.constant("identify" as const),
    args: fc.tuple(fc.oneof(TEXT.map(given), VALUE), fc.oneof(PROPERTIES, VALUE), EVENT).map(
      (parts) => () => parts.map((make) => make()),
    ),
  }),
);

const attempt = ({ method, args }: Payload) => {
  // Made outside of the call: what the generator throws is not the client's.
  const made = args();
  return (client: InslyticNode) => call(client, method, ...made);
};

Deno.test("track(), untyped() and identify() survive 100 000 generated payloads", async () => {
  const tally = createTally();
  const started = performance.now();
  await noticing(tally, async () => {
    for (let chunk = 0; chunk < PAYLOADS / PER_CLIENT; chunk++) {
      const seed = SEED + chunk;
      const run = createHostileRun(tally, { handleSignals: false });
      fc.sample(PAYLOAD, { seed, numRuns: PER_CLIENT }).forEach((payload, index) => {
        run.attempt(
          () => `seed ${seed}, payload ${index}: ${payload.method}(${shown(payload)})`,
          attempt(payload),
        );
      });
      await run.finish();
    }
  });
  const seconds = ((performance.now() - started) / 1_000).toFixed(1);
  console.log(`seed ${SEED}, ${seconds} s: ${tallyLine(tally)}`);
  assertClean(tally);
  assertEquals(tally.payloads, PAYLOADS);
});

/** A payload's arguments for a person. */
function shown({ args }: Payload): string {
  try {
    return fc.stringify(args()).slice(0, 500);
  } catch (error) {
    return safeText(error);
  }
}
