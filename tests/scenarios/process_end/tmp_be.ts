import { InslyticNode } from "@tidings/sdk";
const s = Deno.env.get("PORT") ?? "9";
const c = new InslyticNode({
  apiKey: "k",
  endpoint: "http://127.0.0.1:" + s,
  debug: true,
  shutdownTimeoutMs: 500,
  requestTimeoutMs: 500,
  logger: {
    warn: (m) => console.log(performance.now() | 0, m),
    debug: (m) => console.log(performance.now() | 0, m),
  },
});
process.on("beforeExit", () => console.log("beforeExit", performance.now(), JSON.stringify(c)));
for (let i = 0; i < 1000; i++) c.track({ eventName: "a", anonymousId: "b" });
console.log("end");
