/**
 * Checks that options are what they must be. A mistake is found at construction, and the message says
 * which option, what it must be and what it is.
 *
 * @module
 */

/** Cuts a value shown in a message: enough to recognise it. */
const MAX_SHOWN_LENGTH = 60;

/** The whole numbers that an option may be. */
export interface IntegerRange {
  /** The least. */
  readonly min: number;
  /** The greatest. */
  readonly max: number;
}

/** Names the options of one constructor and collects the checks. */
export class OptionCheck {
  readonly #subject: string;
  readonly #redact: (text: string) => string;

  /**
   * @param subject What cannot be created when an option is wrong, e.g. `InslyticNode`.
   * @param redact Takes the key out of a message: somebody may pass it in the wrong place.
   */
  constructor(subject: string, redact: (text: string) => string) {
    this.#subject = subject;
    this.#redact = redact;
  }

  /** @throws {TypeError} With the option's name and what it must be. */
  wrongType(name: string, mustBe: string, value: unknown): never {
    throw new TypeError(this.#message(name, mustBe, value));
  }

  /** @throws {RangeError} With the option's name and what it must be. */
  wrongRange(name: string, mustBe: string, value: unknown): never {
    throw new RangeError(this.#message(name, mustBe, value));
  }

  /**
   * A whole number within bounds.
   *
   * @throws {TypeError} If it is not a number.
   * @throws {RangeError} If it is out of range.
   */
  integer(name: string, value: unknown, range: IntegerRange): number {
    const mustBe = `must be ${rangeText(range)}`;
    return this.#integer(name, value, range, mustBe);
  }

  /**
   * A whole number within bounds, or 0 below them, meaning "off".
   *
   * @throws {TypeError} If it is not a number.
   * @throws {RangeError} If it is out of range.
   */
  zeroOrInteger(name: string, value: unknown, range: IntegerRange): number {
    const mustBe = `must be 0 or ${rangeText(range)}`;
    return value === 0 ? 0 : this.#integer(name, value, range, mustBe);
  }

  #integer(name: string, value: unknown, { min, max }: IntegerRange, mustBe: string): number {
    if (typeof value !== "number") return this.wrongType(name, mustBe, value);
    const isInRange = Number.isInteger(value) && value >= min && value <= max;
    return isInRange ? value : this.wrongRange(name, mustBe, value);
  }

  /**
   * A number within bounds.
   *
   * @throws {TypeError} If it is not a number.
   * @throws {RangeError} If it is out of range.
   */
  number(name: string, value: unknown, min: number, max: number): number {
    const mustBe = `must be a number from ${min} to ${max}`;
    if (typeof value !== "number") return this.wrongType(name, mustBe, value);
    return value >= min && value <= max ? value : this.wrongRange(name, mustBe, value);
  }

  /** @throws {TypeError} If it is not a boolean. */
  boolean(name: string, value: unknown): boolean {
    return typeof value === "boolean" ? value : this.wrongType(name, "must be a boolean", value);
  }

  /** @throws {TypeError} If it is neither a function nor absent. */
  optionalFunction<T>(name: string, value: T | undefined): T | undefined {
    if (value === undefined || typeof value === "function") return value;
    return this.wrongType(name, "must be a function", value);
  }

  /**
   * A non-empty string.
   *
   * @throws {TypeError} If it is not a string or empty.
   */
  text(name: string, value: unknown): string {
    if (typeof value === "string" && value !== "") return value;
    return this.wrongType(name, "must be a non-empty string", value);
  }

  #message(name: string, mustBe: string, value: unknown): string {
    const current = shown(value, this.#redact);
    return `Cannot create ${this.#subject} as '${name}' ${mustBe}: current value is ${current}`;
  }
}

function rangeText({ min, max }: IntegerRange): string {
  return `an integer from ${min} to ${max}`;
}

/** A value as a short text for a message; never calls the value's own code. */
function shown(value: unknown, redact: (text: string) => string): string {
  switch (typeof value) {
    case "string":
      // Redacted first: what is cut may be the beginning of a key.
      return shownText(redact(value));
    case "object":
      return value === null ? "null" : isList(value) ? "an array" : "an object";
    case "function":
      return "a function";
    case "symbol":
      return "a symbol";
    default:
      return String(value);
  }
}

/** A proxy whose time is over is neither. */
function isList(value: object): boolean {
  try {
    return Array.isArray(value);
  } catch {
    return false;
  }
}

function shownText(text: string): string {
  return JSON.stringify(
    text.length > MAX_SHOWN_LENGTH ? text.slice(0, MAX_SHOWN_LENGTH) + "…" : text,
  );
}

/**
 * The known name nearest to an unknown one, by the number of single-letter changes, or `undefined` if
 * none is near enough to be meant.
 */
export function nearestName(unknown: string, known: readonly string[]): string | undefined {
  const wanted = unknown.toLowerCase().slice(0, MAX_SHOWN_LENGTH);
  let best: string | undefined;
  // More than half of the letters wrong is another word.
  let bestDistance = Math.floor(wanted.length / 2) + 1;
  for (const name of known) {
    const candidate = name.toLowerCase();
    const isPart = candidate.includes(wanted) || wanted.includes(candidate);
    const distance = isPart ? 1 : editDistance(wanted, candidate);
    if (distance < bestDistance) [best, bestDistance] = [name, distance];
  }
  return best;
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(substitution, (previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    previous = row;
  }
  return previous[b.length] ?? 0;
}
