/**
 * Notices that the process ends as Node's own module tells it, whatever has become of the global.
 *
 * @module
 */
import type { OnProcessEnd } from "../../core/ports.ts";
import { createOnProcessEnd } from "../process_end.ts";
import { builtin } from "./builtin.ts";

/** Registers a client with the process of `node:process`. */
export const onNodeProcessEnd: OnProcessEnd = createOnProcessEnd(() => builtin("node:process"));
