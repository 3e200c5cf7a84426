/**
 * Tells how fast a page felt, as the `web-vitals` library of the page's author measures it.
 *
 * @module
 */
import type { Tracker } from "./tracker.ts";

/** What the library tells of a metric. */
interface Metric {
  readonly name: string;
  readonly value: number;
  readonly rating: string;
  readonly id: string;
}

type OnMetric = (tell: (metric: Metric) => void) => void;

const METRICS = ["onCLS", "onFCP", "onINP", "onLCP", "onTTFB"];

/** Tracks `web_vital` with `metric`, `value`, `rating` and `id`. */
export const trackWebVitals: Tracker = ({ emit, webVitals }) => {
  // The library cannot be told to stop.
  let isOn = true;
  const start = async (): Promise<void> => {
    const library = await webVitals?.() as Readonly<Record<string, OnMetric>> | undefined;
    for (const name of isOn ? METRICS : []) {
      library?.[name]?.(({ name: metric, value, rating, id }) => {
        if (isOn) emit("web_vital", { metric, value, rating, id });
      });
    }
  };
  start().catch(() => {});
  return () => {
    isOn = false;
  };
};
