/**
 * Made-up secrets, the same ones each time, and where they are found.
 *
 * @module
 */
import { seededRandom } from "../../support/seeded_random.ts";

/** What a secret is. `words` is what somebody types: nothing about it looks like a secret. */
export type SecretKind = "card" | "code" | "email" | "password" | "token" | "words";

/** A source of secrets, which remembers them. */
export class Secrets {
  /** All that were made. */
  readonly planted: string[] = [];
  readonly #random: () => number;

  constructor(seed: number) {
    this.#random = seededRandom(seed);
  }

  /** A whole number below a bound. */
  below(bound: number): number {
    return Math.floor(this.#random() * bound);
  }

  /** One of some things. */
  pick<T>(things: readonly T[]): T {
    const thing = things[this.below(things.length)];
    if (thing === undefined) throw new Error("nothing to pick from");
    return thing;
  }

  /** A new secret. */
  make(kind: SecretKind): string {
    const secret = this.#make(kind);
    this.planted.push(secret);
    return secret;
  }

  /** One that any place may hold: by its look everybody knows what it is. */
  makeKnown(): string {
    return this.make(this.pick(["card", "email", "token"]));
  }

  #make(kind: SecretKind): string {
    const letters = (count: number) => this.#text("abcdefghjkmnpqrstuvwxyz", count);
    if (kind === "card") {
      const digits = this.#card();
      const groups = digits.match(/.{4}/g) ?? [];
      return this.pick([digits, groups.join(" "), groups.join("-")]);
    }
    if (kind === "code") return this.#text("ABCDEFGHJKLMNPQRSTUVWXYZ23456789", 9);
    if (kind === "email") return `${letters(9)}.${letters(6)}@${letters(7)}.test`;
    if (kind === "password") return `${letters(6)}-${this.#text("23456789", 3)}${letters(4)}`;
    if (kind === "words") return `${letters(8)} ${letters(9)}`;
    // A token in some 30 has no digit; that such are no tokens to us is a documented limit.
    const hex = () => this.#text("0123456789abcdef", 31) + "7";
    return this.pick([
      hex,
      () => `eyJ${hex()}.${hex()}`,
      () => `sk_live_${letters(12)}4${letters(6)}`,
    ])();
  }

  #text(alphabet: string, length: number): string {
    return Array.from({ length }, () => alphabet[this.below(alphabet.length)]).join("");
  }

  /** Sixteen digits of which the last checks the rest, as on a card. */
  #card(): string {
    const digits = "4" + this.#text("0123456789", 14);
    const sum = [...digits].reduce((sum, digit, at) => {
      const twice = Number(digit) * (at % 2 === 0 ? 2 : 1);
      return sum + (twice > 9 ? twice - 9 : twice);
    }, 0);
    return digits + (10 - sum % 10) % 10;
  }
}

/** So much of a secret is already too much. */
const NEEDLE_LENGTH = 8;

/** The secrets of which some text holds a part of eight and more characters, in whatever writing. */
export function findSecrets(secrets: readonly string[], texts: readonly string[]): string[] {
  const known = new Set(texts.flatMap(writings).flatMap((text) => windowsOf(text)));
  return secrets.filter((secret) => windowsOf(plain(secret)).some((part) => known.has(part)));
}

/** A text as it is, and without percent-encoding, escapes and the gaps of a card's number. */
function writings(text: string): string[] {
  const decoded = text.replace(
    /%([\da-f]{2})/gi,
    (_, code) => String.fromCharCode(parseInt(code, 16)),
  );
  return [text, plain(text), plain(decoded)];
}

function plain(text: string): string {
  return text.replace(/(?<=\d)[\s-]+(?=\d)/g, "");
}

function windowsOf(text: string): string[] {
  const count = Math.max(0, text.length - NEEDLE_LENGTH + 1);
  return Array.from({ length: count }, (_, at) => text.slice(at, at + NEEDLE_LENGTH));
}
