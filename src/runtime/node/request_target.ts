/**
 * Where a URL sends a request.
 *
 * @module
 */

/** A URL as `node:http` takes it. */
export interface RequestTarget {
  /** Which module speaks to it. */
  readonly protocol: "http:" | "https:";
  /** A name or an address, an IPv6 one without brackets. */
  readonly hostname: string;
  /** The port; `""` for the protocol's own. */
  readonly port: string;
  /** Path and query. */
  readonly path: string;
}

/**
 * Reads a URL.
 *
 * @throws {TypeError} If nothing can be sent there. The message never repeats the URL: it may hold a key.
 */
export function readTarget(url: string): RequestTarget {
  if (!URL.canParse(url)) throw new TypeError("nodeFetch needs an absolute URL");
  const { protocol, hostname, port, pathname, search, username, password } = new URL(url);
  if (protocol !== "http:" && protocol !== "https:") {
    throw new TypeError("nodeFetch needs an http or https URL");
  }
  if (username !== "" || password !== "") {
    throw new TypeError("nodeFetch takes no credentials in a URL");
  }
  return {
    protocol,
    hostname: hostname.startsWith("[") ? hostname.slice(1, -1) : hostname,
    port,
    path: pathname + search,
  };
}
