/**
 * Opens the copy of a client's queue in the storage that its options name.
 *
 * @module
 */
import { fieldReader } from "../core/encoded_event.ts";
import { hashText, type StoredEvent } from "../core/journal_record.ts";
import { checkMessageId } from "../core/message_id.ts";
import { createRedactor } from "../core/redact.ts";
import type { Reporter } from "../core/reporter.ts";
import { encodeEvent } from "../protocols/inslytic_event.ts";
import { claimStorage } from "../runtime/storage_owners.ts";
import type { ServerOptions } from "./resolve_server_options.ts";
import { StorageJournal } from "./storage_journal.ts";

/** A journal, and what goes with it. */
export interface OpenJournal {
  /** The journal; `undefined` without a storage. */
  readonly journal: StorageJournal | undefined;
  /** Makes an event of a stored text, or `undefined` if it is none. */
  readonly revive: (stored: StoredEvent) => { json: string; bytes: number } | undefined;
  /** Gives the storage back. */
  readonly release: () => void;
}

/** What a record holds besides the event's text: header, id and name. */
const MAX_RECORD_OVERHEAD = 1_024;

/**
 * Opens the journal.
 *
 * @throws {TypeError} If another client of this process keeps its events there.
 */
export function openJournal(options: ServerOptions, reporter: Reporter): OpenJournal {
  const { apiKey, clock, endpoint, maxEventBytes, storage, storageKey } = options;
  const revive = (stored: StoredEvent): { json: string; bytes: number } | undefined =>
    reviveEvent(stored, maxEventBytes, clock.epochNow());
  if (storage === undefined) return { journal: undefined, revive, release: () => {} };
  const release = claimStorage(storage, storageKey);
  if (release === undefined) {
    throw new TypeError(
      `Cannot create InslyticNode as 'storage' is in use by another client under 'storageKey' ${
        JSON.stringify(createRedactor(apiKey)(storageKey))
      }: shut that one down first, or give each its own 'storageKey'`,
    );
  }
  const journal = new StorageJournal({
    storage,
    storageKey,
    project: hashText(`${endpoint}\n${apiKey}`),
    // The name is in the text once more, and a unit of text is a byte at least.
    maxRecordLength: 2 * maxEventBytes + MAX_RECORD_OVERHEAD,
    onFailure: (message) => reporter.warn("storage_failed", message),
  });
  return { journal, revive, release };
}

/** A stored text is checked like a caller's input: whoever writes to the storage may have written it. */
function reviveEvent(
  { id, json }: StoredEvent,
  maxEventBytes: number,
  epochMs: number,
): { json: string; bytes: number } | undefined {
  try {
    if (!checkMessageId(id).isValid) return undefined;
    const encoded = encodeEvent(fieldReader(JSON.parse(json)), { maxEventBytes, epochMs });
    // A time that is no time would become now: better no event than one at the wrong time.
    const isTrusted = encoded.kind === "encoded" && encoded.badTimestamp === undefined;
    return isTrusted ? encoded : undefined;
  } catch {
    return undefined;
  }
}
