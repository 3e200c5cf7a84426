/**
 * Turns any value at all into JSON text, once, without throwing and without ever looking at much more
 * than fits. Nothing that comes out can change or throw later.
 *
 * @module
 */
import { isInstance } from "./is_instance.ts";
import { readable } from "./readable.ts";
import { flatten, utf8Length } from "./utf8.ts";

/** Values nested deeper are replaced: far beyond real data, far below what a stack bears. */
const MAX_DEPTH = 64;

/** Stands for an object that contains itself. */
const CIRCULAR = "[Circular]";
/** Stands for what threw when it was read. */
const UNREADABLE = "[unreadable]";
/** Stands for what lies deeper than {@linkcode MAX_DEPTH}. */
const TOO_DEEP = "[too deep]";

/** Thrown inside this module and by {@linkcode JsonWriter} only: the text would exceed its limit. */
export class TooLarge extends Error {
  override name = "TooLarge";
}

/** Writes JSON text up to a limit, and gives up with {@linkcode TooLarge} beyond it. */
export class JsonWriter {
  #text = "";
  #isAscii = true;
  #lookedAt = 0;
  readonly #maxLength: number;
  readonly #maxLook: number;
  readonly #ancestors: object[] = [];

  /**
   * @param maxLength Most UTF-16 units of text; a UTF-8 text is never shorter than that.
   * @param maxLook Most units that may be looked at without leaving text.
   */
  constructor(maxLength: number, maxLook: number = maxLength) {
    this.#maxLength = maxLength;
    this.#maxLook = maxLook;
  }

  /**
   * The text that a value has in a string-only API, or `undefined` if it is left out. Strings stay;
   * numbers, booleans and big integers become their text; a date its ISO form; `null` `"null"`;
   * anything else JSON text. Nothing is written, but what was looked at counts.
   */
  propertyText(value: unknown): string | undefined {
    switch (typeof value) {
      case "string":
        return value;
      case "bigint":
        return digits(value, this.room);
      case "object":
        return this.#objectText(value);
      case "number":
      case "boolean":
        return String(value);
      default:
        return undefined;
    }
  }

  #objectText(value: object | null): string {
    const date = readable(() => isInstance(value, Date) ? dateText(value) : "");
    if (date !== undefined && date !== "") return date;
    const nested = new JsonWriter(this.room, this.#maxLook);
    nested.#lookedAt = this.#lookedAt;
    try {
      nested.value(value);
    } finally {
      this.#lookedAt = nested.#lookedAt;
    }
    return unquote(nested.text);
  }

  /** What was written so far, in one piece. */
  get text(): string {
    return flatten(this.#text);
  }

  /** How many UTF-8 bytes that is. */
  get bytes(): number {
    return this.#isAscii ? this.#text.length : utf8Length(this.#text);
  }

  /** Writes punctuation and other finished JSON, all of it ASCII. */
  raw(text: string): void {
    this.#text += text;
    if (this.#text.length > this.#maxLength) throw new TooLarge();
  }

  /** Writes a string, quoted. */
  string(text: string): void {
    this.inside('"', text);
    this.raw('"');
  }

  /** Writes finished JSON, and after it the inside of a string: what stands between its quotes. */
  inside(before: string, text: string): void {
    // Asked before it is escaped: a text of 40 MiB is refused without being read.
    if (this.#text.length + text.length > this.#maxLength) throw new TooLarge();
    if (isPlain(text)) return this.raw(before + text);
    this.#isAscii = false;
    this.raw(before + JSON.stringify(text).slice(1, -1));
  }

  /** Writes any value. One that JSON does not know becomes `null`. */
  value(value: unknown): void {
    if (!this.#tryValue(value, "")) this.raw("null");
  }

  /** How much text may still be written. */
  get room(): number {
    return this.#maxLength - this.#text.length;
  }

  /**
   * Charges for something that was looked at and left no text. Without it an object of a million
   * `undefined` members would be walked to its end.
   */
  look(units: number): void {
    this.#lookedAt += units;
    if (this.#lookedAt > this.#maxLook) throw new TooLarge();
  }

  /** Writes `prefix` and the value, or nothing and returns false if the value is left out of JSON. */
  #tryValue(value: unknown, prefix: string): boolean {
    switch (typeof value) {
      case "string":
        this.raw(prefix);
        this.string(value);
        return true;
      case "number":
        this.raw(prefix + (Number.isFinite(value) ? String(value) : "null"));
        return true;
      case "boolean":
        this.raw(prefix + String(value));
        return true;
      case "bigint":
        this.raw(prefix);
        this.string(digits(value, this.room));
        return true;
      case "object":
        this.raw(prefix);
        this.#object(value);
        return true;
      default:
        this.look(prefix.length + 1);
        return false;
    }
  }

  #object(value: object | null): void {
    if (value === null) return this.raw("null");
    if (this.#ancestors.includes(value)) return this.string(CIRCULAR);
    if (this.#ancestors.length >= MAX_DEPTH) return this.string(TOO_DEEP);
    const plain = readable(() => toPlain(value));
    if (plain === undefined) return this.string(UNREADABLE);
    this.#ancestors.push(value);
    if (plain.kind === "scalar") this.value(plain.value);
    else if (plain.kind === "list") this.#list(plain.value, plain.length);
    else this.#record(plain.value, plain.keys);
    this.#ancestors.pop();
  }

  #list(list: object, length: number): void {
    this.raw("[");
    for (let i = 0; i < length; i++) {
      if (i > 0) this.raw(",");
      this.value(read(list, i));
    }
    this.raw("]");
  }

  #record(record: object, keys: readonly string[]): void {
    this.raw("{");
    let separator = "";
    for (const key of keys) {
      if (key.length > this.room) throw new TooLarge();
      this.#isAscii &&= isPlain(key);
      const prefix = `${separator}${JSON.stringify(key)}:`;
      if (this.#tryValue(read(record, key), prefix)) separator = ",";
    }
    this.raw("}");
  }
}

/** Longer texts the platform's own search reads faster than a loop here. */
const MAX_LOOP_LENGTH = 128;

/**
 * Whether a text is short, and the same in JSON and in UTF-8. Most are: then finding that out costs less
 * than a call of the platform.
 */
function isPlain(text: string): boolean {
  if (text.length > MAX_LOOP_LENGTH) return false;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 0x20 || unit > 0x7e || unit === 0x22 || unit === 0x5c) return false;
  }
  return true;
}

/** How an object will be written. */
type Plain =
  | { readonly kind: "scalar"; readonly value: unknown }
  | { readonly kind: "list"; readonly value: object; readonly length: number }
  | { readonly kind: "record"; readonly value: object; readonly keys: readonly string[] };

/** Decides how an object is written. May throw whatever the object's own code throws. */
function toPlain(value: object): Plain {
  // Asked before its `toJSON`: that of Node's buffers copies all bytes.
  if (ArrayBuffer.isView(value)) return withoutJson(value);
  const json = ownJson(value);
  if (json !== undefined) return withoutJson(json.value);
  return withoutJson(value);
}

/** As {@linkcode toPlain}, but `toJSON` was asked already: one that returns itself is not asked again. */
function withoutJson(value: unknown): Plain {
  if (typeof value !== "object" || value === null) return { kind: "scalar", value };
  if (Array.isArray(value)) return { kind: "list", value, length: Number(value.length) };
  if (isInstance(value, Number)) return { kind: "scalar", value: Number(value) };
  if (isInstance(value, String)) return { kind: "scalar", value: String(value) };
  if (isInstance(value, Boolean)) {
    return { kind: "scalar", value: Boolean.prototype.valueOf.call(value) };
  }
  if (isInstance(value, Map) || isInstance(value, Set)) {
    return { kind: "list", value: lazyList(value), length: Number(value.size) };
  }
  if (isInstance(value, Error)) {
    return { kind: "record", value, keys: ["name", "message"] };
  }
  if (ArrayBuffer.isView(value) && !(isInstance(value, DataView))) {
    return { kind: "list", value, length: Number(Reflect.get(value, "length")) };
  }
  return { kind: "record", value, keys: Object.keys(value) };
}

/** A map's pairs, or a set's members, to be read front to back: only as far as there is room. */
function lazyList(collection: Map<unknown, unknown> | Set<unknown>): object {
  const iterator = collection[Symbol.iterator]();
  return new Proxy({}, { get: (): unknown => iterator.next().value });
}

/** What an object's own `toJSON` says. One that somebody put on `Object.prototype` is nobody's own. */
function ownJson(value: object): { readonly value: unknown } | undefined {
  const polluted: unknown = Reflect.get(Object.prototype, "toJSON");
  const toJson: unknown = Reflect.get(value, "toJSON");
  if (typeof toJson !== "function" || toJson === polluted) return undefined;
  return { value: Reflect.apply(toJson, value, []) };
}

function read(from: object, key: string | number): unknown {
  try {
    return Reflect.get(from, key);
  } catch {
    return UNREADABLE;
  }
}

/**
 * The digits of a big integer. Making them takes time that grows with the square of their number, the
 * hexadecimal ones only with the number: those tell whether there is room.
 */
function digits(value: bigint, room: number): string {
  if (value.toString(16).length > room) throw new TooLarge();
  return String(value);
}

function dateText(date: Date): string {
  const ms = Date.prototype.getTime.call(date);
  return Number.isNaN(ms) ? "Invalid Date" : new Date(ms).toISOString();
}

/** A marker, or a boxed string, stands as it is, without the quotes of its JSON form. */
function unquote(json: string): string {
  return json.startsWith('"') ? JSON.parse(json) as string : json;
}
