/**
 * Tells of errors that nobody caught.
 *
 * @module
 */
import { headOf } from "../../core/head_of.ts";
import type { Tracker } from "./tracker.ts";

const MAX_MESSAGE_LENGTH = 500;
const MAX_STACK_LENGTH = 4_000;

/** The same error is told once in this time. */
const REPEAT_AFTER_MS = 60_000;

/** So many errors are remembered. */
const MAX_KNOWN = 50;

/** Tracks `error` with where it was, and `unhandled_rejection`; the same one once a minute. */
export const trackErrors: Tracker = ({ clock, emit, on, sanitize }) => {
  const toldAt = new Map<string, number>();
  const scrub = (text: unknown, maxLength: number): string | undefined => {
    if (typeof text !== "string") return undefined;
    const words = text.slice(0, 2 * maxLength).split(/(\s+)/);
    // Of a word that is cut nobody knows what it was.
    if (text.length > 2 * maxLength) words.pop();
    return headOf(words.map((word) => scrubWord(word, sanitize)).join(""), maxLength);
  };
  const tell = (name: string, error: unknown, fallback: unknown, where: object): void => {
    const { message, stack } = Object(error) as { message?: unknown; stack?: unknown };
    const told = {
      message: scrub(message ?? fallback, MAX_MESSAGE_LENGTH),
      ...where,
      stack: scrub(stack, MAX_STACK_LENGTH),
    };
    const key = JSON.stringify(told);
    if (clock.now() - (toldAt.get(key) ?? -Infinity) < REPEAT_AFTER_MS) return;
    if (toldAt.size >= MAX_KNOWN) toldAt.clear();
    toldAt.set(key, clock.now());
    emit(name, told);
  };
  on("error", ({ error, message, filename, lineno: line, colno: column }) => {
    // Resources that do not load are told by events without a message.
    if (message === undefined) return;
    tell("error", error, message, { source: scrub(filename, MAX_MESSAGE_LENGTH), line, column });
  });
  on("unhandledrejection", ({ reason }) => tell("unhandled_rejection", reason, reason, {}));
};

/**
 * A word without what a URL or address in it may hide. A script's name stays, however it looks, and line
 * and column, which browsers write behind a URL. Takes time in proportion to the length.
 */
function scrubWord(word: string, sanitize: (url: string) => string): string {
  if (!/[/\\?#@]/.test(word)) return word;
  const from = Math.max(0, word.search(/[a-z][a-z\d+.-]{0,19}:[/\\]{2}/i));
  const to = word.search(/(?::\d{1,9}){0,2}["')]{0,2}$/);
  // Before it there is what Firefox calls a function, or a mark.
  const before = word.slice(0, from);
  const [base = ""] = word.slice(from, to).split(/[?#]/, 1);
  const slash = base.lastIndexOf("/") + 1;
  const isScript = /^[\w$.-]*\.[cm]?[jt]sx?$/.test(base.slice(slash));
  const end = isScript ? slash : base.length;
  return (/@./.test(before) ? "*" : before) + sanitize(base.slice(0, end)) + base.slice(end) +
    word.slice(to);
}
