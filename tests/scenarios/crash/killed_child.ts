/** Tracks 1,000 events on a storage, says so, and waits to be killed. */
import process from "node:process";
import { InslyticNode } from "@tidings/sdk";
import { openFolder } from "./file_storage.ts";

const [folder = "", endpoint = ""] = process.argv.slice(2);
const client = new InslyticNode({
  apiKey: "test-key-1234567890",
  endpoint,
  storage: openFolder(folder),
  messageIdKey: "id",
  logger: { warn: () => {} },
});
const ids = Array.from(
  { length: 1_000 },
  (_, i) => client.track({ eventName: `e${i}`, anonymousId: "a" }),
);
console.log(JSON.stringify(ids));
setInterval(() => {}, 1_000);
