/**
 * A script: tracks, awaits nothing, and ends in one of the ways that scripts end.
 *
 * @module
 */
import { config, createClient, process, say, trackAll } from "./child.ts";

const client = createClient();
trackAll(client);
say("end");
if (config.variant === "exitCode 3") process.exitCode = 3;
if (config.variant === "exit(5)") process.exit(5);
if (config.variant === "throws") throw new Error("on purpose");
if (config.variant === "rejects") void Promise.reject(new Error("on purpose"));
