/**
 * This checkout, as it is, published by the real `deno publish` to a registry on loopback.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import config from "../../../deno.json" with { type: "json" };
import { type JsrRegistry, startJsrRegistry } from "../../../scripts/jsr_registry/jsr_registry.ts";
import type { Release } from "../../../scripts/jsr_registry/release.ts";
import { type Consumer, createConsumer } from "./consumer.ts";
import type { Output } from "./run_command.ts";

/** The repository's top. */
const ROOT = fileURLToPath(new URL("../../../", import.meta.url));

/** What users are told to depend on: `^0.1` while the version is 0.1.x. */
export const RANGE: string = `^${config.version.replace(/\.\d+$/, "")}`;

/** A registry that holds this checkout. */
export interface PublishedCheckout {
  /** The registry. */
  readonly registry: JsrRegistry;
  /** What was published. */
  readonly release: Release;
  /** What `deno publish` wrote. */
  readonly log: string;
  /** Ends the registry. */
  close(): Promise<void>;
}

/**
 * Publishes this checkout to a new registry.
 *
 * @throws {Error} If it does not arrive there.
 */
export async function publishCheckout(): Promise<PublishedCheckout> {
  const registry = startJsrRegistry();
  try {
    await using publisher = await createConsumer(registry);
    const { stdout, stderr } = await publish(publisher, ROOT);
    const log = stdout + stderr;
    const [release] = registry.store.releasesOf("tidings", "sdk");
    if (release === undefined) throw new Error(`Nothing arrived. 'deno publish' wrote:\n${log}`);
    return {
      registry,
      release,
      log,
      close: async () => await registry[Symbol.asyncDispose](),
    };
  } catch (error) {
    await registry[Symbol.asyncDispose]();
    throw error;
  }
}

/** Runs `deno publish` on a folder; the consumer's own if none is named. */
export function publish(publisher: Consumer, cwd: string = publisher.dir): Promise<Output> {
  return publisher.run({
    program: Deno.execPath(),
    args: ["publish", "--allow-dirty", "--no-lock", "--token", "any"],
    cwd,
    advice: "run 'deno publish --dry-run --allow-dirty' and put right what it says",
  });
}
