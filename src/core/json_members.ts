/**
 * Free data as finished JSON texts by key: read once, merged without reading it again, and nothing that
 * its owner changes later reaches it.
 *
 * @module
 */
import { InvalidField } from "./encoded_event.ts";
import { JsonWriter } from "./serialize.ts";

/** JSON texts by key. */
export type JsonMembers = ReadonlyMap<string, string>;

/** No members. */
export const NO_MEMBERS: JsonMembers = new Map();

/**
 * Reads an object's members. What JSON leaves out is left out.
 *
 * @param value The object; `undefined` and `null` have no members.
 * @param field Names it in the error.
 * @param maxLength Most UTF-16 units of keys and texts.
 * @throws {InvalidField} If it is no object.
 * @throws {TooLarge} If it is larger than that.
 */
export function jsonMembers(value: unknown, field: string, maxLength: number): JsonMembers {
  if (value === undefined || value === null) return NO_MEMBERS;
  if (typeof value !== "object" || Array.isArray(value)) {
    throw new InvalidField(`'${field}' must be an object`);
  }
  const members = new Map<string, string>();
  let room = maxLength;
  let look = maxLength;
  for (const key of Object.keys(value)) {
    const json = new JsonWriter(room, look);
    json.look(key.length + 1);
    const member = readMember(value, key);
    if (!["undefined", "function", "symbol"].includes(typeof member)) {
      json.value(member);
      members.set(key, json.text);
      room -= key.length + json.text.length;
    }
    look = json.lookLeft;
  }
  return members;
}

/** As {@linkcode JsonWriter} marks what cannot be read. */
function readMember(from: object, key: string): unknown {
  try {
    return Reflect.get(from, key);
  } catch {
    return "[unreadable]";
  }
}

/** Members of several layers: the last that has a key says its value. */
export function mergeMembers(layers: readonly JsonMembers[]): JsonMembers {
  return new Map(layers.flatMap((layer) => [...layer]));
}
