/**
 * Rules broken on purpose, and the tests that must notice. `deno task breakages` breaks one after the other.
 *
 * @module
 */

/** One rule to break. */
export interface Breakage {
  /** A short name for the table. */
  readonly name: string;
  /** The file to change, from the repository's top. */
  readonly file: string;
  /** Text that stands in it exactly once. */
  readonly search: string;
  /** What to put in its place. */
  readonly replacement: string;
  /** What a user would see if it shipped. */
  readonly breaks: string;
  /** Files or folders of tests to run. */
  readonly tests: readonly string[];
  /** Names of the tests, as `deno test --filter` takes them. */
  readonly filter?: string;
}

/** Every rule that is broken on purpose. */
export const BREAKAGES: readonly Breakage[] = [
  {
    name: "an id of its own for each retry",
    file: "src/core/batch.ts",
    search: "return this.#key ??= keyOf(this.events);",
    replacement: "return keyOf(this.events) + this.attempts;",
    breaks: "a server that deduplicates by Idempotency-Key counts a retried batch twice",
    tests: ["tests/api/retry_test.ts"],
  },
  {
    name: "a bound without the parked",
    file: "src/core/queue.ts",
    search: "    this.#shift();\n      taken.push(next);",
    replacement: "    this.#shift();\n      this.release([next]);\n      taken.push(next);",
    breaks: "memory grows beyond 'maxQueueSize' in an outage",
    tests: ["tests/api/bounds_test.ts"],
  },
  {
    name: "a retry without its wait",
    file: "src/core/settlement.ts",
    search: "parking.add(batch, waitMs);",
    replacement: "parking.add(batch, 0);",
    breaks: "a server in trouble is hit again at once",
    tests: ["tests/api/retry_test.ts"],
  },
  {
    name: "a pause that flush() breaks",
    file: "src/core/pacing.ts",
    search: "if (this.#pause.isSet || this.#quiet.isSet) return false;",
    replacement: "if (this.#quiet.isSet) return false;",
    breaks: "'Retry-After' is ignored",
    tests: ["tests/api/pause_test.ts"],
  },
  {
    name: "429 taken for a final no",
    file: "src/core/outcome.ts",
    search: '["408, 425, 429", "pause"],',
    replacement: "",
    breaks: "events are dropped when the server is busy",
    tests: ["tests/api/pause_test.ts", "tests/unit/core/outcome_test.ts"],
  },
  {
    name: "no outage without an end of attempts",
    file: "src/core/pacing.ts",
    search: "this.#failuresInRow >= FAILURES_UNTIL_DOWN",
    replacement: "this.#failuresInRow >= Infinity",
    breaks: "an outage is met with a request per batch",
    tests: ["tests/api/retry_test.ts"],
  },
  {
    name: "a success that does not end the outage",
    file: "src/core/settlement.ts",
    search: 'if (pacing.works()) policy.demand("recovered");',
    replacement: "",
    breaks: "events wait for minutes although the server is back",
    tests: ["tests/api/retry_test.ts", "tests/scenarios/outage_test.ts"],
  },
  {
    name: "an answer to a request that was given up",
    file: "src/core/dispatch.ts",
    search: "if (!this.#inFlight.delete(flight)) return;",
    replacement: "this.#inFlight.delete(flight);",
    breaks: "an event is counted twice after a deadline",
    tests: ["tests/api/shutdown_test.ts"],
  },
  {
    name: "a dropped event that is not counted",
    file: "src/core/make_room.ts",
    search: 'books.dropQueued("overflow", 1);',
    replacement: "",
    breaks: "the books do not balance",
    tests: ["tests/api/bounds_test.ts"],
  },
  {
    name: "a timer that is left",
    file: "src/core/engine.ts",
    search: "    this.#parking.cutWaits();\n    this.#period.end();",
    replacement: "    this.#period.end();",
    breaks: "a client that was shut down goes on working",
    tests: ["tests/api/shutdown_test.ts"],
  },
  {
    name: "a flush() that does not hold the process",
    file: "src/core/engine.ts",
    search: "        release();\n        resolve(tally());",
    replacement: "        resolve(tally());",
    breaks: "the process never ends after a flush()",
    tests: ["tests/api/flush_test.ts"],
  },
  {
    name: "the key in an error",
    file: "src/core/redact.ts",
    search: "text.replace(pattern, PLACEHOLDER)",
    replacement: "text",
    breaks: "the API key is in a log",
    tests: ["tests/unit/core/redact_test.ts"],
  },
  {
    name: "a scrubber that fails open",
    file: "src/server/intake.ts",
    search: 'if (after.kind === "refused") return { ...after, name, reason: "before_send" };',
    replacement: 'if (after.kind === "refused") return encodeEvent(read, settings);',
    breaks: "what 'beforeSend' was to remove is sent",
    tests: ["tests/api/hooks_test.ts"],
  },
  {
    name: "a bad event dropped without proof",
    file: "src/core/settlement.ts",
    search: "if (isAlone && (isProven || batch.isolation === undefined)) {",
    replacement: "if (isAlone) {",
    breaks: "a misconfigured project loses its events one by one",
    tests: ["tests/api/isolation_test.ts"],
  },
  {
    name: "a search that never ends",
    file: "src/core/isolation.ts",
    search: "return this.#refusals >= this.#maxRefusals;",
    replacement: "return this.#refusals > 1_000;",
    breaks: "a server that refuses everything gets a storm of requests",
    tests: ["tests/api/isolation_test.ts"],
  },
  {
    name: "a delivered event that stays stored",
    file: "src/core/queue.ts",
    search: "this.#onRelease(events);",
    replacement: "",
    breaks: "every start sends all events of the past again",
    tests: ["tests/api/storage_test.ts"],
  },
  {
    name: "an event stored only later",
    file: "src/core/engine.ts",
    search: "this.#parts.journal?.write(queued);",
    replacement: "void Promise.resolve().then(() => this.#parts.journal?.write(queued));",
    breaks: "a process that ends right after track() loses the event",
    tests: ["tests/api/storage_test.ts"],
  },
  {
    name: "a stored record that is trusted",
    file: "src/core/journal_record.ts",
    search: 'if (hashText(text.slice(restAt)) !== checksum) return "damaged";',
    replacement: "",
    breaks: "what somebody, or a failing disk, changed is sent",
    tests: ["tests/api/storage_test.ts"],
  },
  {
    name: "a halved batch that learns nothing",
    file: "src/core/settlement.ts",
    search: "this.#maxBatchBytes = Math.min(this.#maxBatchBytes, Math.ceil(batch.bytes / 2));",
    replacement: "",
    breaks: "each batch is refused as too large anew",
    tests: ["tests/api/isolation_test.ts"],
  },
  {
    name: "a stale connection that breaks a pause",
    file: "src/runtime/http.ts",
    search: " || !mayResend()",
    replacement: "",
    breaks: "a server that asked for a pause gets a request all the same",
    tests: ["tests/api/pause_test.ts"],
  },
  {
    name: "a drain that leaves what it handed over stored",
    file: "src/browser/delivery.ts",
    search: "if (isTaken) journal.forget(some);",
    replacement: "if (isTaken) this.#leaving = [];",
    breaks: "the next page sends each event once more",
    tests: ["tests/unit/browser/drain_test.ts"],
  },
  {
    name: "a drain that beacons what is on the wire",
    file: "src/browser/delivery.ts",
    search: "!engine.isInFlight(entry) && !isKept",
    replacement: "!isKept",
    breaks: "a page that flushes and hides at once sends its events twice",
    tests: ["tests/unit/browser/drain_test.ts"],
  },
  {
    name: "a beacon above 60,000 bytes",
    file: "src/browser/wire.ts",
    search: "MAX_BEACON_BYTES = 60_000",
    replacement: "MAX_BEACON_BYTES = 66_000",
    breaks:
      "browsers refuse the beacon: what waits at the end of a page arrives days later, or never",
    tests: ["tests/unit/browser/drain_test.ts"],
  },
  {
    name: "pending consent that stores",
    file: "src/browser/delivery.ts",
    search: 'journal.isOn = consent === "granted" && ',
    replacement: 'journal.isOn = consent !== "denied" && ',
    breaks: "events of somebody who has not agreed lie in the storage",
    tests: ["tests/api/browser_consent_test.ts"],
  },
  {
    name: "adoption without an answer",
    file: "src/browser/tabs.ts",
    search: "for (const tab of alive) tabs.delete(tab);",
    replacement: "",
    breaks: "one tab sends what another, which lives, sends too",
    tests: ["tests/unit/browser/tabs_test.ts"],
  },
  {
    name: "no flush at the 20th event",
    file: "src/browser/engine.ts",
    search: " >= maxBatchSize) this.sendAll();",
    replacement: " >= Infinity) this.sendAll();",
    breaks: "events wait in the page for longer than documented",
    tests: ["tests/api/browser_delivery_test.ts"],
  },
  {
    name: "a wait that does not double",
    file: "src/browser/pacing.ts",
    search: "backoffDelayMs(attempts, ",
    replacement: "backoffDelayMs(1, ",
    breaks: "each page in the world hits a failing server twice a second",
    tests: ["tests/api/browser_delivery_test.ts"],
  },
  {
    name: "a pause that a page breaks",
    file: "src/browser/pacing.ts",
    search: "Math.max(this.#pausedUntil, this.#blockedUntil)",
    replacement: "this.#blockedUntil",
    breaks: "'Retry-After' is ignored",
    tests: ["tests/unit/browser/engine_pause_test.ts"],
  },
  {
    name: "the key in onError",
    file: "src/browser/reporter.ts",
    search: "this.#options.redact(problem.message)",
    replacement: "problem.message",
    breaks: "the API key is in what the application logs or shows",
    tests: ["tests/unit/browser/engine_outcomes_test.ts"],
  },
  {
    name: "a page's event dropped without proof",
    file: "src/browser/settlement.ts",
    search: "if (isAlone && (isProven || batch.search === undefined))",
    replacement: "if (isAlone)",
    breaks: "a misconfigured project loses its events one by one",
    tests: ["tests/unit/browser/engine_isolation_test.ts"],
  },
  {
    name: "an event that is sent and stays stored",
    file: "src/browser/engine.ts",
    search: "this.#journal.forget(removed);",
    replacement: "",
    breaks: "every page sends all events of the past again",
    tests: ["tests/api/browser_delivery_test.ts"],
  },
];
