/**
 * What the child programs of this folder share. They run on every runtime: what differs between two
 * runs comes as JSON in the first argument, what the parent must know goes out as lines of text.
 *
 * @module
 */
import { createFileStorage, type FileStorage, InslyticNode } from "@tidings/sdk/node";
import process from "node:process";

/** What the parent may ask for; each program reads what concerns it. */
export interface ChildConfig {
  /** The storage's file. */
  readonly path: string;
  /** Where the collector listens. */
  readonly endpoint: string;
  /** How many events to track. */
  readonly count: number;
  /** Which variant of the program to run. */
  readonly variant: string;
  /** The file whose coming is the signal to begin. */
  readonly go: string;
}

/** What the parent asked for. */
export const config: ChildConfig = JSON.parse(process.argv[2] ?? "{}");

/** Tells the parent something. */
export function say(line: string): void {
  console.log(line);
}

/** Opens the storage, and says `open` or why not. */
export function open(): FileStorage | undefined {
  try {
    const storage = createFileStorage(config.path);
    say(`open ${JSON.stringify({ damaged: storage.damaged, length: storage.length })}`);
    return storage;
  } catch (error) {
    say(`refused: ${error instanceof Error ? error.message : error}`);
    return undefined;
  }
}

/** A client that keeps its events there, and says what it drops. */
export function createClient(storage: FileStorage): InslyticNode {
  return new InslyticNode({
    apiKey: "test-key",
    endpoint: config.endpoint,
    storage,
    messageIdKey: "id",
    // A child that stays is ended by a signal, and its collector is not there.
    shutdownTimeoutMs: config.variant === "stays" ? 100 : 5_000,
    onDrop: ({ reason }) => say(`dropped ${reason}`),
  });
}

/** Tracks as many events as the parent asked for, and returns their ids. */
export function trackAll(client: InslyticNode): string[] {
  return Array.from(
    { length: config.count },
    (_, n) =>
      client.track({ eventName: "counted", anonymousId: "a", properties: { n } }) ?? "refused",
  );
}

/** Keeps the process running, as a server's socket would. */
export function stayAlive(): void {
  setInterval(() => {}, 60_000);
}
