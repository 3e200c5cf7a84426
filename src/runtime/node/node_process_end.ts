/**
 * Notices that the process ends as Node's own module tells it, whatever has become of the global.
 *
 * @module
 */
import { createRequire } from "node:module";
import type { OnProcessEnd } from "../../core/ports.ts";
import { createOnProcessEnd } from "../process_end.ts";

/** Registers a client with the process of `node:process`. */
export const onNodeProcessEnd: OnProcessEnd = createOnProcessEnd(readNodeProcess);

/**
 * Not an import: that reads each member of the process, which opens the standard streams and takes longer
 * than all the rest of this package.
 */
function readNodeProcess(): unknown {
  // Where a module that is built in is asked for does not matter, but the place must be absolute.
  return createRequire("/")("node:process");
}
