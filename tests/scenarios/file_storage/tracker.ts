/**
 * Tracks events on a file storage, says their ids, and ends in one of the ways that processes end.
 *
 * @module
 */
import process from "node:process";
import { config, createClient, open, say, stayAlive, trackAll } from "./child.ts";

const storage = open();
if (storage !== undefined) {
  const client = createClient(storage);
  const ids = trackAll(client);
  if (config.variant === "exit") process.exit(0);
  if (config.variant === "throws") throw new Error("on purpose");
  say(JSON.stringify(ids));
  if (config.variant === "exit 3") process.exit(3);
  if (config.variant === "stays") stayAlive();
  if (config.variant === "delivers") {
    const { pending } = await client.shutdown();
    say(`pending ${pending}`);
  }
}
