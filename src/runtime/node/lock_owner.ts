/**
 * Who holds a lock, as the name of a folder, and whether whoever that was still lives.
 *
 * A number alone does not name a process: numbers are given again, in a container nearly always the same
 * one. So it goes with the machine's boot and the process's start, where they can be read.
 *
 * @module
 */

/** A process that holds, or held, a lock. */
export interface LockOwner {
  /** Its number. */
  readonly pid: number;
  /** Names the boot of its machine; `0` if that could not be read. */
  readonly boot: string;
  /** When it started, in the kernel's clock ticks since that boot; `0` if that could not be read. */
  readonly startTicks: string;
  /** When it started, in seconds since 1970, by the wall clock. */
  readonly startS: number;
  /** Tells this lock from every other one. */
  readonly token: string;
  /** Its machine's name. */
  readonly host: string;
}

/** What can be found out about processes. */
export interface ProcessFacts {
  /** This process, as an owner without a token. */
  readonly self: Omit<LockOwner, "token">;
  /** When a process started, in ticks; `dead` for one that only waits for its parent to notice its end. */
  startTicksOf(pid: number): string | "dead" | undefined;
  /** Whether there is a process of that number; `undefined` if we may not know. */
  isRunning(pid: number): boolean | undefined;
}

/** `ours`: this very process. `elsewhere`: on another machine, where we cannot look. */
export type OwnerState = "dead" | "alive" | "ours" | "elsewhere" | "unknown";

/** What stands for a value that could not be read. */
export const UNREADABLE = "0";

/** Wall clocks are set; a process that was started so near to ours, under our number, is ours. */
const SAME_START_S = 5;

const NAME = /^(\d{1,10})_([0-9a-f-]{1,36})_(\d{1,20})_(\d{1,12})_([0-9a-f]{16})_([\w.-]{1,64})$/;

/** The name that stands for an owner. */
export function nameOwner({ pid, boot, startTicks, startS, token, host }: LockOwner): string {
  return [pid, boot, startTicks, startS, token, host].join("_");
}

/** The owner that a name stands for, or `undefined` if it is not ours. */
export function readOwner(name: string): LockOwner | undefined {
  const match = NAME.exec(name);
  if (match === null) return undefined;
  const [, pid, boot = "", startTicks = "", startS, token = "", host = ""] = match;
  return { pid: Number(pid), boot, startTicks, startS: Number(startS), token, host };
}

/** Whether the owner of a lock still lives. */
export function judgeOwner(owner: LockOwner, processes: ProcessFacts): OwnerState {
  const { self } = processes;
  if (owner.host !== self.host) return "elsewhere";
  if (isKnown(owner.boot) && isKnown(self.boot) && owner.boot !== self.boot) return "dead";
  if (owner.pid === self.pid) return isSelf(owner, self) ? "ours" : "dead";
  const isRunning = processes.isRunning(owner.pid);
  if (isRunning === undefined) return "unknown";
  if (!isRunning) return "dead";
  const startTicks = processes.startTicksOf(owner.pid);
  if (startTicks === "dead") return "dead";
  if (startTicks === undefined || !isKnown(owner.startTicks)) return "alive";
  return startTicks === owner.startTicks ? "alive" : "dead";
}

function isSelf(owner: LockOwner, self: ProcessFacts["self"]): boolean {
  return isKnown(owner.startTicks) && isKnown(self.startTicks)
    ? owner.startTicks === self.startTicks
    : Math.abs(owner.startS - self.startS) <= SAME_START_S;
}

function isKnown(value: string): boolean {
  return value !== UNREADABLE;
}
