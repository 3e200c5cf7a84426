/**
 * What is wrong with an event on the wire, field by field. It knows the contract's schema and nothing of
 * requests and answers.
 *
 * @module
 */

/** One broken rule. */
export interface Violation {
  /** The event's place in the request, from 0, or `null` if the request as a whole is meant. */
  readonly index: number | null;
  /** The field. */
  readonly field: string;
  /** What it must be. */
  readonly message: string;
}

/** A rule: whether a value keeps it, and how it reads. */
interface FieldRule {
  readonly isMet: (value: unknown) => boolean;
  readonly message: string;
}

const isString = (value: unknown): boolean => typeof value === "string";
const isStringOrNull = (value: unknown): boolean => value === null || isString(value);

const STRING: FieldRule = { isMet: isString, message: "must be a string" };
const STRING_OR_NULL: FieldRule = { isMet: isStringOrNull, message: "must be a string or null" };

const REQUIRED: Readonly<Record<string, FieldRule>> = {
  eventName: {
    isMet: (value) => isString(value) && value !== "",
    message: "must be a non-empty string",
  },
  timestamp: { isMet: isUtcInstant, message: "must be a real instant in ISO 8601, UTC" },
  anonymousId: STRING,
  sessionId: STRING,
  consentGiven: {
    isMet: (value) => typeof value === "boolean",
    message: "must be a boolean",
  },
};

const OPTIONAL: Readonly<Record<string, FieldRule>> = {
  userId: STRING_OR_NULL,
  pageUrl: STRING,
  pageTitle: STRING,
  referrer: STRING,
  deviceType: STRING,
  utmSource: STRING_OR_NULL,
  utmMedium: STRING_OR_NULL,
  utmCampaign: STRING_OR_NULL,
};

/**
 * Lists every rule that an event breaks.
 *
 * @param event As parsed from the wire.
 * @param index Its place in the request.
 */
export function findViolations(event: unknown, index: number): Violation[] {
  if (!isObject(event)) return [{ index, field: "", message: "must be an object" }];
  const violations: Violation[] = [];
  const requireField = (field: string, rule: FieldRule): void => {
    if (!rule.isMet(event[field])) violations.push({ index, field, message: rule.message });
  };
  for (const [field, rule] of Object.entries(REQUIRED)) requireField(field, rule);
  for (const [field, rule] of Object.entries(OPTIONAL)) {
    if (Object.hasOwn(event, field)) requireField(field, rule);
  }
  if (!Object.hasOwn(event, "properties")) return violations;
  if (!isObject(event.properties)) {
    violations.push({ index, field: "properties", message: "must be an object" });
    return violations;
  }
  for (const [name, value] of Object.entries(event.properties)) {
    if (!isString(value)) violations.push({ index, field: `properties.${name}`, ...TEXT_ONLY });
  }
  return violations;
}

const TEXT_ONLY = { message: "must be a string" };

/** Whether a parsed JSON value is an object, not an array. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Four-digit years and a `Z`: what every server's parser takes. */
const UTC_PATTERN = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?Z$/;

function isUtcInstant(value: unknown): boolean {
  if (typeof value !== "string" || !UTC_PATTERN.test(value)) return false;
  const date = new Date(value);
  // `Date` turns 30 February into 2 March without a word, so the day must read the same afterwards.
  return !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === value.slice(0, 10);
}
