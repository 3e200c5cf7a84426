/**
 * What a compiler accepts and refuses of those who use the browser client: compiled, never run. It names
 * nothing that a language without a platform does not have.
 *
 * @module
 */
import {
  type CollectEvent,
  createMetricsClient,
  type Drop,
  type FetchLike,
  type FlushResult,
  type MetricsClient,
  type MetricsClientOptions,
  type Problem,
  type Stats,
} from "@tidings/sdk/browser";

interface Events {
  signup_clicked: { plan: "free" | "pro"; seats?: number };
  search_done: { results: number };
  page_left: Record<never, never>;
}

const fetch: FetchLike = () =>
  Promise.resolve({ status: 202, headers: { get: () => null }, body: null });
const options: MetricsClientOptions = {
  endpoint: "https://metrics.example.com/api/collect",
  consent: "pending",
  fetch,
  logger: { warn: () => {} },
  beforeSend: (event: CollectEvent): CollectEvent | null => event.name === "" ? null : event,
  onDrop: ({ reason, name }: Drop): string => `${reason} ${name}`,
  onError: ({ kind, message }: Problem): string => `${kind} ${message}`,
};

const metrics: MetricsClient<Events> = createMetricsClient<Events>("mtr_key", options);
const id: string | null = metrics.track("signup_clicked", { metadata: { plan: "pro" } });
metrics.track("page_left");
metrics.trackTiming("search_done", metrics.startTimer(), { metadata: { results: 12 } });
metrics.untyped("anything", { metadata: { nested: { list: [1, null] } }, messageId: `${id}` });
// @ts-expect-error: no event of that name
metrics.track("signup_cliked", { metadata: { plan: "pro" } });
// @ts-expect-error: 'plan' is missing
metrics.track("signup_clicked", { metadata: {} });
// @ts-expect-error: no such state
metrics.setConsent("maybe");
// @ts-expect-error: the books are not the application's to write
metrics.pending = 0;

const free: MetricsClient = createMetricsClient("mtr_key");
free.track("whatever", { metadata: { a: 1 }, occurredAt: new Date() });
const results: Promise<FlushResult>[] = [free.flush({ useBeacon: true }), free.shutdown()];
const stats: Stats = free.stats();
export { results, stats };
