/**
 * What this platform tells about processes. Whatever it does not tell is left open: nothing here throws.
 *
 * @module
 */
import { builtin } from "./builtin.ts";
import { codeOf } from "./file_access.ts";
import { type ProcessFacts, UNREADABLE } from "./lock_owner.ts";

/** Names of machines are cut to what a folder's name has room for. */
const MAX_HOST_LENGTH = 64;

/** The place of the start time among the fields behind the state (proc(5): fields 22 and 3). */
const START_FIELD = 18;

/** Looks at this process, now, and at others when asked. */
export function createProcessFacts(): ProcessFacts {
  const process = builtin("node:process");
  const startTicks = startTicksOf("self") ?? UNREADABLE;
  return {
    self: {
      pid: process.pid,
      boot: readText("/proc/sys/kernel/random/boot_id") ?? UNREADABLE,
      startTicks,
      startS: Math.round(Date.now() / 1_000 - process.uptime()),
      host: readHost(),
    },
    // Where we cannot read our own, what we read of others is not to be compared.
    startTicksOf: (pid) => startTicks === UNREADABLE ? undefined : startTicksOf(pid),
    isRunning,
  };
}

/** A signal that is none: it says whether there would be somebody to get it. */
function isRunning(pid: number): boolean | undefined {
  try {
    builtin("node:process").kill(pid, 0);
    return true;
  } catch (error) {
    const code = codeOf(error);
    if (code === "ESRCH") return false;
    // Somebody else's process is one too.
    return code === "EPERM" ? true : undefined;
  }
}

/** From Linux's process table: other systems have none, and Deno shows it with all permissions only. */
function startTicksOf(pid: number | "self"): string | "dead" | undefined {
  const text = readText(`/proc/${pid}/stat`);
  return text === undefined ? undefined : readStartTicks(text);
}

/** The start time in a process's line of Linux's table; `dead` for one that is only still listed. */
export function readStartTicks(line: string): string | "dead" | undefined {
  // The program's name, in brackets, may hold anything.
  const [state, ...fields] = line.slice(line.lastIndexOf(")") + 2).split(" ");
  if (state === "Z" || state === "X") return "dead";
  const ticks = fields[START_FIELD];
  return ticks !== undefined && /^\d{1,20}$/.test(ticks) ? ticks : undefined;
}

function readText(path: string): string | undefined {
  try {
    return builtin("node:fs").readFileSync(path, "utf8").trim();
  } catch {
    return undefined;
  }
}

/** Deno may not allow to know it. */
function readHost(): string {
  try {
    return builtin("node:os").hostname().replace(/[^\w.-]/g, "-").slice(0, MAX_HOST_LENGTH) ||
      "unknown";
  } catch {
    return "unknown";
  }
}
