/**
 * What the child programs of this folder share. They run on every runtime: what differs between two
 * runs comes as JSON in the first argument, what the parent must know goes out as lines of text.
 *
 * @module
 */
import { InslyticNode, type InslyticNodeOptions } from "@tidings/sdk";
import type nodeProcess from "node:process";

/** What the parent may ask for; each program reads what concerns it. */
export interface ChildConfig {
  /** Where the collector listens. */
  readonly endpoint: string;
  /** How many events to track. */
  readonly count: number;
  /** Options of the client besides. */
  readonly options: Partial<InslyticNodeOptions>;
  /** Which variant of the program to run. */
  readonly variant: string;
  /** Where copies of the package lie, as URLs of their entries. */
  readonly copies: readonly string[];
  /** Whether the program is to run as it would without the SDK. */
  readonly isBare: boolean;
}

/** The process as the SDK finds it: no program here imports it, since an application need not either. */
export const process = Reflect.get(globalThis, "process") as typeof nodeProcess;

/** What the parent asked for. */
export const config: ChildConfig = JSON.parse(process.argv[2] ?? "{}");

/** The options that the parent asked for. */
export const options: InslyticNodeOptions = {
  apiKey: "test-key",
  endpoint: config.endpoint,
  ...config.options,
};

/** What the programs use of a client. */
export type Client = Pick<
  InslyticNode,
  "track" | "identify" | "flush" | "shutdown" | "stats" | "pending"
>;

/** A client with those options; for a bare program one that does nothing. */
export function createClient(): Client {
  return config.isBare ? createNothing() : new InslyticNode(options);
}

function createNothing(): Client {
  const end = () => Promise.resolve({ delivered: 0, dropped: 0, pending: 0 });
  const stats = (): never => {
    throw new Error("a bare program has no books");
  };
  return { track: () => null, identify: () => null, flush: end, shutdown: end, stats, pending: 0 };
}

/** Tracks as many events as the parent asked for; each bears its number. */
export function trackAll(client: Pick<InslyticNode, "track">, count: number = config.count): void {
  for (let n = 0; n < count; n++) {
    client.track({ eventName: "counted", anonymousId: "anon-1", properties: { n } });
  }
}

/** Tells the parent something. */
export function say(line: string): void {
  console.log(line);
}

/** How many listeners the process has for what the SDK listens to. */
export function countListeners(): number[] {
  return ["SIGTERM", "SIGINT", "beforeExit"].map((event) => process.listenerCount(event));
}

/**
 * Keeps the process running, as a server's socket would.
 *
 * @returns Stops that.
 */
export function stayAlive(): () => void {
  const timer = setInterval(() => {}, 60_000);
  return () => clearInterval(timer);
}

/** Resolves when everything that was tracked is settled. */
export async function untilSettled(client: Pick<Client, "pending">): Promise<void> {
  while (client.pending > 0) await pause(5);
}

/** Resolves after `ms`, and keeps the process alive until then. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
