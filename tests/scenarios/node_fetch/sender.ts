/**
 * A program that sends events with `nodeFetch`. What it is to do comes as JSON in its first argument; it
 * says what its parent must know. It awaits nothing at its top, as scripts do that track and end.
 *
 * @module
 */
import { InslyticNode, nodeFetch } from "@tidings/sdk/node";
import process from "node:process";

/** What it is to do. */
export interface SenderPlan {
  readonly endpoint: string;
  /** How many events to track. */
  readonly count: number;
  /** `ends`: tracks them and ends. `flushes each`: flushes after each, tells what became of them, ends. */
  readonly manner: "ends" | "flushes each";
  readonly shutdownTimeoutMs?: number;
  readonly maxBatchSize?: number;
}

/** What it tells when it has flushed each event. */
export interface SenderReport {
  readonly delivered: number;
  readonly requests: number;
  readonly pending: number;
  /** What `onError` was told. */
  readonly problems: readonly string[];
}

const plan: SenderPlan = JSON.parse(process.argv[2] ?? "{}");
const problems: string[] = [];
const client = new InslyticNode({
  apiKey: "test-key",
  endpoint: plan.endpoint,
  fetch: nodeFetch,
  maxRetries: 0,
  shutdownTimeoutMs: plan.shutdownTimeoutMs ?? 0,
  maxBatchSize: plan.maxBatchSize ?? 20,
  onError: ({ kind, message }) => void problems.push(`${kind}: ${message}`),
});

async function flushEach(): Promise<void> {
  for (let n = 0; n < plan.count; n++) {
    track(n);
    await client.flush();
  }
  const { delivered, requests } = client.stats();
  const report: SenderReport = { delivered, requests, pending: client.pending, problems };
  console.log(JSON.stringify(report));
}

function track(n: number): void {
  client.track({ eventName: "counted", anonymousId: "anon-1", properties: { n } });
}

if (plan.manner === "flushes each") void flushEach();
else {
  for (let n = 0; n < plan.count; n++) track(n);
  console.log("end");
}
