/**
 * Makes texts of values, for an API that takes nothing else.
 *
 * @module
 */
import { isInstance } from "../core/is_instance.ts";
import { digits, JsonWriter, readable } from "../core/serialize.ts";

/**
 * The text that a value has in a string-only API, or `undefined` if it is left out. Strings stay;
 * numbers, booleans and big integers become their text; a date its ISO form; `null` `"null"`; anything
 * else JSON text.
 *
 * @param writer Has the room. Nothing is written to it, but what was looked at counts.
 */
export function propertyText(writer: JsonWriter, value: unknown): string | undefined {
  switch (typeof value) {
    case "string":
      return value;
    case "bigint":
      return digits(value, writer.room);
    case "object":
      return objectText(writer, value);
    case "number":
    case "boolean":
      return String(value);
    default:
      return undefined;
  }
}

function objectText(writer: JsonWriter, value: object | null): string {
  const date = readable(() => isInstance(value, Date) ? dateText(value) : "");
  if (date !== undefined && date !== "") return date;
  const { lookLeft } = writer;
  const nested = new JsonWriter(writer.room, lookLeft);
  try {
    nested.value(value);
  } finally {
    writer.look(lookLeft - nested.lookLeft);
  }
  return unquote(nested.text);
}

function dateText(date: Date): string {
  const ms = Date.prototype.getTime.call(date);
  return Number.isNaN(ms) ? "Invalid Date" : new Date(ms).toISOString();
}

/** A marker, or a boxed string, stands as it is, without the quotes of its JSON form. */
function unquote(json: string): string {
  return json.startsWith('"') ? JSON.parse(json) as string : json;
}
