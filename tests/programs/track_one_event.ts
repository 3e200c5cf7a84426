/** Tracks one event and says what became of it, on any platform. @module */
import { InslyticNode } from "@tidings/sdk";

// What knows the platform calls this. It is JavaScript, too: no platform needs a compiler.
Object.assign(globalThis, {
  async trackOneEvent(endpoint = "", eventName = "") {
    const inslytic = new InslyticNode({ apiKey: "test-key", endpoint });
    inslytic.track({ eventName, anonymousId: "anon-1", properties: { amount: 12.5 } });
    return await inslytic.shutdown();
  },
});
