/**
 * URLs with what nobody is to know, in each of their parts.
 *
 * @module
 */
import type { SecretKind, Secrets } from "./secrets.ts";

const WORDS = ["account", "order", "reset", "share", "invoice", "en", "user"];

/** Percent-encoded once, twice, or as it is as far as a URL allows. */
function encode(secrets: Secrets, text: string): string {
  const once = encodeURIComponent(text);
  return secrets.pick([text.replaceAll(" ", "%20"), once, encodeURIComponent(once)]);
}

/** Kinds that are known by their looks wherever in a URL they stand. */
const KNOWN: readonly SecretKind[] = ["card", "email", "token"];

const ANY: readonly SecretKind[] = ["card", "code", "email", "password", "token", "words"];

const secretOf = (secrets: Secrets, kinds: readonly SecretKind[]): string =>
  encode(secrets, secrets.make(secrets.pick(kinds)));

const PARTS: readonly ((secrets: Secrets) => { user?: string; path?: string; rest?: string })[] = [
  (secrets) => ({ rest: `?token=${secretOf(secrets, ANY)}` }),
  (secrets) => ({ rest: `?page=2&user=${secretOf(secrets, ANY)}&utm_source=mail` }),
  (secrets) => ({ rest: `#access_token=${secretOf(secrets, ANY)}` }),
  (secrets) => ({ rest: `?a=b?c=${secretOf(secrets, ANY)}#/x?y=${secretOf(secrets, ANY)}` }),
  (secrets) => ({
    rest: `?utm_campaign=${secretOf(secrets, KNOWN)}&utm_term=${secretOf(secrets, KNOWN)}`,
  }),
  (secrets) => ({ path: `/${secretOf(secrets, KNOWN)}` }),
  (secrets) => ({ path: `/${secretOf(secrets, KNOWN)}/edit/${secretOf(secrets, KNOWN)}` }),
  (secrets) => ({ path: `;jsessionid=${secrets.make("token")}` }),
  (secrets) => ({ user: `${secrets.make("code")}:${secrets.make("code")}@` }),
  (secrets) => ({
    user: `${secrets.make("code")}@`,
    path: `/${secretOf(secrets, KNOWN)}`,
    rest: `#${secretOf(secrets, ANY)}`,
  }),
];

/** A URL, taken apart for where a page's own address is wanted: that has no user-info. */
export interface SecretUrl {
  readonly whole: string;
  /** Path, query and fragment. */
  readonly local: string;
}

/** URLs of another host. */
export function makeUrls(secrets: Secrets, count: number): SecretUrl[] {
  return Array.from({ length: count }, (_, at) => {
    const part = PARTS[at % PARTS.length];
    if (part === undefined) throw new Error("no part");
    const { user = "", path = "", rest = "" } = part(secrets);
    const local = `/${secrets.pick(WORDS)}/${secrets.pick(WORDS)}${path}${rest}`;
    return { whole: `https://${user}shop.example${local}`, local };
  });
}
