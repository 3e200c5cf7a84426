/**
 * One stored event as text: how it is written, and how a text that anybody may have changed is read.
 *
 * @module
 */

/** What is kept of an event. */
export interface StoredEvent {
  /** Its id. */
  readonly id: string;
  /** Its name. */
  readonly name: string;
  /** Its JSON text. */
  readonly json: string;
}

/** Why a record is not used. */
export type RecordFault = "damaged" | "other version" | "other project";

/** Changes when the form below does. A record of another version is not guessed at. */
const SCHEMA_VERSION = "1";

/** Version, project, checksum, length of the id, length of the name; then id, name and JSON text. */
const HEADER = /^(\d+):([0-9a-f]{8}):([0-9a-f]{8}):(\d{1,6}):(\d{1,7}):/;

/**
 * Writes a record.
 *
 * @param event The event.
 * @param project Names endpoint and key without telling them: {@linkcode hashText} of both.
 */
export function writeRecord({ id, name, json }: StoredEvent, project: string): string {
  const rest = `${id.length}:${name.length}:${id}${name}${json}`;
  return `${SCHEMA_VERSION}:${project}:${hashText(rest)}:${rest}`;
}

/**
 * Reads a record.
 *
 * @param text The record as found.
 * @param project The project that it must be of.
 * @param maxLength Longer texts are not looked at.
 * @returns The event, or what is wrong with the record. What it holds is not proven to be a valid event:
 * anybody can compute a checksum.
 */
export function readRecord(
  text: string,
  project: string,
  maxLength: number,
): StoredEvent | RecordFault {
  if (text.length > maxLength) return "damaged";
  const header = HEADER.exec(text);
  if (header === null) return "damaged";
  const [whole, version, itsProject, checksum, idLength, nameLength] = header;
  if (version !== SCHEMA_VERSION) return "other version";
  const restAt = whole.length - `${idLength}:${nameLength}:`.length;
  if (hashText(text.slice(restAt)) !== checksum) return "damaged";
  if (itsProject !== project) return "other project";
  const nameAt = whole.length + Number(idLength);
  const jsonAt = nameAt + Number(nameLength);
  if (jsonAt >= text.length) return "damaged";
  return {
    id: text.slice(whole.length, nameAt),
    name: text.slice(nameAt, jsonAt),
    json: text.slice(jsonAt),
  };
}

/**
 * A 32-bit hash (FNV-1a over UTF-16 units) as eight hexadecimal digits. Each step can be undone, so two
 * texts of one length that differ in a single unit never have the same hash.
 */
export function hashText(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, "0");
}
