/**
 * Opens the storage when the signal comes, as others do, and keeps what it got.
 *
 * @module
 */
import { existsSync } from "node:fs";
import { config, open, say, stayAlive } from "./child.ts";

say("ready");
while (!existsSync(config.go)) {
  // Nearest to the moment: a timer would be late.
}
const storage = open();
if (storage !== undefined) {
  storage.setItem("winner", "1");
  say("won");
}
stayAlive();
