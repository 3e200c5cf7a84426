/**
 * What the shop writes down of its events, one JSON line each, and how it is read again.
 *
 * @module
 */
import type { DropReason, Stats } from "@tidings/sdk";

/** One line of the ledger. */
export type LedgerEntry =
  | CallEntry
  | {
    /** An event that the SDK gave up. */
    readonly kind: "drop";
    readonly name: string | null;
    readonly id: string | null;
    readonly reason: DropReason;
  }
  /** A request, and which of its events an earlier request had carried already. */
  | { readonly kind: "request"; readonly again: readonly string[] }
  /** What the SDK's books said at this point of the ledger. */
  | { readonly kind: "stats"; readonly stats: Stats }
  /** What the SDK told the shop's log. */
  | { readonly kind: "warning"; readonly text: string };

/** One call of `track()` or `identify()`. */
export interface CallEntry {
  readonly kind: "call";
  readonly name: string;
  /** What the call returned: `null` is a refusal. */
  readonly id: string | null;
  /** How long the call took. */
  readonly micros: number;
}

/** Takes the ledger's lines one by one. */
export type WriteEntry = (entry: LedgerEntry) => void;

/**
 * Opens a ledger. A line is in the file when the call returns: whatever ends the process afterwards, and
 * wherever its event is then, the line stays.
 */
export function openLedger(path: string): WriteEntry {
  const file = Deno.openSync(path, { append: true, create: true });
  const encoder = new TextEncoder();
  return (entry) => {
    const bytes = encoder.encode(`${JSON.stringify(entry)}\n`);
    for (let at = 0; at < bytes.length;) at += file.writeSync(bytes.subarray(at));
  };
}

/**
 * Reads a ledger's text.
 *
 * @throws {SyntaxError} If a line is torn: then the ledger proves nothing.
 */
export function parseLedger(text: string): LedgerEntry[] {
  return text.split("\n").filter((line) => line !== "").map((line, index) => {
    try {
      return JSON.parse(line) as LedgerEntry;
    } catch (cause) {
      throw new SyntaxError(`Cannot read line ${index + 1} of the shop's ledger`, { cause });
    }
  });
}
