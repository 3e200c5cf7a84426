/** Tracks one event from a page and says what became of it. @module */
import { createMetricsClient } from "@tidings/sdk/browser";

// What knows the page calls this. It is JavaScript, too: no page needs a compiler.
Object.assign(globalThis, {
  async trackFromPage(endpoint = "", name = "") {
    const metrics = createMetricsClient("mtr_test-key", { endpoint });
    metrics.track(name);
    return await metrics.flush();
  },
});
