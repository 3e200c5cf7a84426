/**
 * Tells how fast a page felt, as the `web-vitals` library of the page's author measures it.
 *
 * @module
 */
import { textOf } from "../isolate.ts";
import { BROWSER_WARNINGS } from "../warnings.ts";
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
export const trackWebVitals: Tracker = ({ emit, reporter, webVitals }) => {
  // The library cannot be told to stop.
  let isOn = true;
  const start = async (): Promise<void> => {
    if (webVitals === undefined) throw new Error("it is not given");
    const library = await webVitals() as Readonly<Record<string, OnMetric>>;
    for (const name of isOn ? METRICS : []) {
      library[name]?.(({ name: metric, value, rating, id }) => {
        if (isOn) emit("web_vital", { metric, value, rating, id });
      });
    }
  };
  start().catch((error) => reporter.warn(BROWSER_WARNINGS.no_web_vitals, textOf(error)));
  return () => {
    isOn = false;
  };
};
