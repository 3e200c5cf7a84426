/**
 * Modules that Node has built in, loaded when they are first needed. An import would load them with the
 * package, and read each of their members: of `node:process` that opens the standard streams. Together
 * they took Node longer than all the rest of the package.
 *
 * @module
 */
import { createRequire } from "node:module";

/** The modules that are used, by name. */
interface Builtins {
  "node:fs": typeof import("node:fs");
  "node:os": typeof import("node:os");
  "node:path": typeof import("node:path");
  "node:process": typeof import("node:process");
  "node:url": typeof import("node:url");
}

const loaded: Partial<Builtins> = {};

/**
 * One of Node's modules.
 *
 * @throws {Error} If it is missing here.
 */
export function builtin<Name extends keyof Builtins>(name: Name): Builtins[Name] {
  // Where a module that is built in is asked for does not matter, but the place must be absolute.
  return loaded[name] ??= createRequire("/")(name);
}
