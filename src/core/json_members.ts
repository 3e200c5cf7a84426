/**
 * Free data as finished JSON texts by key: any value at all, read once, without ever looking at much
 * more than fits. Nothing that its owner changes later reaches the texts, and they are merged without
 * reading it again.
 *
 * @module
 */
import { ownMember } from "./own_member.ts";
import { Refusal } from "./refusal.ts";

/** JSON texts by key. */
export type JsonMembers = ReadonlyMap<string, string>;

/** Values nested deeper are replaced: far beyond real data, far below what a stack bears. */
const MAX_DEPTH = 64;

/** What `Object.prototype.toString` says of what is written as a value, as a list, or by two members. */
const BOXED = / (Number|String|Boolean|BigInt)]/;
const LIST = / (Map|Set|\w*Array)]/;
const ERROR = /(Error|Exception)]/;

/**
 * Reads an object's members. What JSON leaves out is left out; what cannot be read, contains itself or
 * is nested too deep is replaced by a marker.
 *
 * @param value The object; `undefined` and `null` have no members.
 * @param field Names it in a refusal.
 * @param maxLength Most UTF-16 units of JSON text, what was looked at and left out included.
 * @throws {Refusal} `invalid` if it is no object, `too_large` if it is larger than that.
 * @throws Whatever a proxy throws when its keys are listed.
 */
export function jsonMembers(value: unknown, field: string, maxLength: number): JsonMembers {
  const members = value ?? {};
  if (!isObject(members) || Array.isArray(members)) {
    throw new Refusal("invalid", `'${field}' must be an object`);
  }
  const refuse = (): never => {
    throw new Refusal("too_large", `'${field}' is larger than ${maxLength} characters`);
  };
  return createReader(maxLength, refuse)(members, Object.keys(members), [members]);
}

/** Members of several layers: the last that has a key says its value. */
export function mergeMembers(layers: readonly JsonMembers[]): JsonMembers {
  return new Map(layers.flatMap((layer) => [...layer]));
}

/** The JSON text of an object with these members. */
export function objectText(members: JsonMembers): string {
  return `{${Array.from(members, ([key, text]) => `${JSON.stringify(key)}:${text}`).join()}}`;
}

/** Reads the members under these keys, within objects that it must not meet again. */
type Reader = (
  from: object,
  keys: readonly string[],
  ancestors: readonly object[],
) => JsonMembers;

/** Reads a value; one whose `toJSON` was asked already is not asked again. */
type ValueReader = (
  read: () => unknown,
  ancestors: readonly object[],
  isAsked?: boolean,
) => string | undefined;

/** Makes a reader for so much text altogether. */
function createReader(room: number, refuse: () => never): Reader {
  const spend = (units: number): void => {
    room -= units;
    if (room < 0) refuse();
  };
  /** The text of what is no object; `undefined` if JSON has none. */
  const scalarText = (value: unknown): string | undefined => {
    if (isLonger(value, room)) spend(Infinity);
    const text: string | undefined = JSON.stringify(
      typeof value === "bigint" ? String(value) : value,
    );
    spend(text?.length ?? 0);
    return text;
  };
  /** The text of what `read` returns; `undefined` if JSON leaves it out. */
  const valueText: ValueReader = (read, ancestors, isAsked) => {
    try {
      const value = read();
      if (typeof value === "function") return undefined;
      if (!isObject(value)) return scalarText(value);
      if (ancestors.includes(value)) return scalarText("[Circular]");
      if (ancestors.length > MAX_DEPTH) return scalarText("[too deep]");
      // Brackets. Commas are not counted: they are fewer than what they part.
      spend(2);
      const inside = [...ancestors, value];
      // Works across windows and on proxies, where `instanceof` fails or never comes back.
      const kind = Object.prototype.toString.call(value);
      // Not asked for a `toJSON`: that of some buffers copies all bytes.
      if (LIST.test(kind)) {
        const itemText = (item: unknown): string | undefined =>
          valueText(() => item, inside) ?? scalarText(null);
        return `[${Array.from(value as Iterable<unknown>, itemText).join()}]`;
      }
      const convert = BOXED.test(kind) ? value.valueOf : ownMember(value, "toJSON");
      if (typeof convert === "function" && !isAsked) {
        const plain: unknown = Reflect.apply(convert, value, []);
        if (plain !== value) return valueText(() => plain, inside, true);
      }
      const keys = ERROR.test(kind) ? ["name", "message"] : Object.keys(value);
      return objectText(readMembers(value, keys, inside));
    } catch {
      // One that was refused is refused again: there is no room for a marker either.
      return scalarText("[unreadable]");
    }
  };
  const readMembers: Reader = (from, keys, ancestors) => {
    const members = new Map<string, string>();
    for (const key of keys) {
      // Quotes and colon, even if nothing else is written.
      spend(key.length + 3);
      const text = valueText(() => Reflect.get(from, key), ancestors);
      if (text !== undefined) members.set(key, text);
    }
    return members;
  };
  return readMembers;
}

/** Whether a text has no room: asked before it is escaped, or its digits are made, as both take time. */
function isLonger(value: unknown, room: number): boolean {
  // Four bits are more than a digit.
  if (typeof value === "bigint") return BigInt.asIntN(4 * room, value) !== value;
  return typeof value === "string" && value.length > room;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
