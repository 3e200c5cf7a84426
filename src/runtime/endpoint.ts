/**
 * Checks the address that events go to.
 *
 * @module
 */

/** What an endpoint may look like. */
export interface EndpointRules {
  /** Whether plain http may leave this machine. */
  readonly allowInsecure: boolean;
  /** Whether it may have a query: it is the full URL, nothing is appended to its path. */
  readonly allowQuery?: boolean;
}

/** An endpoint that may be used, or what it must be. */
export type CheckedEndpoint =
  | { readonly isValid: true; readonly url: string }
  | { readonly isValid: false; readonly mustBe: string };

/** Names and addresses that never leave the machine (RFC 6761 §6.3, RFC 1122 §3.2.1.3, RFC 4291 §2.5.3). */
const LOOPBACK_HOST = /^(?:localhost|.+\.localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** Checks an endpoint. The reason never repeats the value: it may hold credentials. */
export function checkEndpoint(value: string, rules: EndpointRules): CheckedEndpoint {
  let url: URL;
  try {
    url = new URL(value);
  } catch {
    return invalid("must be an absolute http or https URL");
  }
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    return invalid("must be an absolute http or https URL");
  }
  if (url.username !== "" || url.password !== "") {
    return invalid("must not hold credentials: pass the key as 'apiKey'");
  }
  // Asked of the text: the parser drops an empty query or fragment.
  if (value.includes("#") || (!rules.allowQuery && value.includes("?"))) {
    return invalid(`must have no ${rules.allowQuery ? "" : "query and no "}fragment`);
  }
  if (url.protocol === "http:" && !rules.allowInsecure && !LOOPBACK_HOST.test(url.hostname)) {
    return invalid("must be https unless the host is loopback or 'allowInsecure' is true");
  }
  return { isValid: true, url: url.href };
}

function invalid(mustBe: string): CheckedEndpoint {
  return { isValid: false, mustBe };
}
