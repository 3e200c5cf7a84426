/**
 * What the code in the README's tables of calls takes for granted: imports, and the names that the text
 * above each table gives to its clients. `options()` takes what a piece that begins with `{` is.
 *
 * @module
 */

/** Declarations for the two columns of a table. */
export interface Prelude {
  readonly there: string;
  readonly here: string;
}

const SERVER = `
import { InslyticNode, type InslyticNodeOptions } from "@tidings/sdk";
import { createCollector } from "@tidings/sdk/testing";
declare const inslytic: InslyticNode;
declare function options(given: Omit<InslyticNodeOptions, "apiKey">): void;
`;

const PAGE = `
import {
  createMetricsClient,
  type MetricsClient,
  type MetricsClientOptions,
} from "@tidings/sdk/browser";
declare const metrics: MetricsClient;
/** Without the index that lets a storage have any member. */
declare const localStorage: Pick<Storage, "getItem">;
declare function options(given: MetricsClientOptions): void;
`;

const POSTHOG_NODE = `
import { PostHog, type PostHogOptions } from "posthog-node";
declare const posthog: PostHog;
declare function options(given: PostHogOptions): void;
`;

const POSTHOG_JS = `
import posthog, { type PostHogConfig } from "posthog-js";
declare function options(given: Partial<PostHogConfig>): void;
`;

const SEGMENT = `
import { Analytics, type AnalyticsSettings, type Plugin } from "@segment/analytics-node";
declare const analytics: Analytics;
declare const plugin: Plugin;
declare function options(given: Omit<AnalyticsSettings, "writeKey">): void;
`;

/**
 * By the headings of the tables. Of the first two SDKs there is no package to compile against; what is
 * documented of them is here under the same names, so both columns are held against ours.
 */
export const PRELUDES: Readonly<Record<string, Prelude>> = {
  "Moving from `@inslytic/sdk-node`": { there: SERVER, here: SERVER },
  "Moving from the Harshit Metrics SDK": { there: PAGE, here: PAGE },
  "Moving from posthog-node": { there: POSTHOG_NODE, here: SERVER },
  "Moving from posthog-js": { there: POSTHOG_JS, here: PAGE },
  "Moving from @segment/analytics-node": { there: SEGMENT, here: SERVER },
};
