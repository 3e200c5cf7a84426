/**
 * Tracks events without end while they are delivered, and says each id when `track()` has returned it: it
 * is there to be killed. As the variant `last` it delivers what is left and ends.
 *
 * @module
 */
import { config, createClient, open, say, stayAlive } from "./child.ts";

/** So many waiting events leave room in the queue for more. */
const MAX_PENDING = 5_000;

/** Events per turn. */
const BURST = 10;

const started = performance.now();
const storage = open();
if (storage !== undefined) {
  const client = createClient(storage);
  say(`started ${Math.round(performance.now() - started)}`);
  if (config.variant === "last") {
    while (client.pending > 0) await client.flush();
    await client.shutdown();
    storage.close();
    say(`left ${storage.length}`);
  } else {
    stayAlive();
    setInterval(() => {
      if (client.pending > MAX_PENDING) return;
      for (let i = 0; i < BURST; i++) {
        const id = client.track({
          eventName: "tracked",
          anonymousId: "anon-1",
          properties: { text: "x".repeat(Math.random() * 4_000) },
        });
        say(`id ${id}`);
      }
    }, 2);
  }
}
