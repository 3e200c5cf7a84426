/**
 * As much of HTTP/1.1 as a collector needs that wants to break it: reads requests from bytes, writes
 * answers as bytes.
 *
 * @module
 */

/** The head of a request. */
export interface RequestHead {
  readonly method: string;
  readonly path: string;
  /** By lower-case name. */
  readonly headers: ReadonlyMap<string, string>;
  /** How many bytes of body follow. */
  readonly bodyBytes: number;
}

/** A head that is longer is none. */
const MAX_HEAD_BYTES = 64 * 1024;

/** Takes the bytes of one connection and finds the requests in them. */
export class RequestParser {
  #bytes: Uint8Array = new Uint8Array(0);
  #head: RequestHead | undefined;

  /** How many bytes of the current request's body are here. */
  get bodyReceived(): number {
    return this.#head === undefined ? 0 : this.#bytes.length;
  }

  /** Takes what came. */
  push(chunk: Uint8Array): void {
    if (this.#bytes.length === 0) {
      this.#bytes = chunk;
      return;
    }
    const joined = new Uint8Array(this.#bytes.length + chunk.length);
    joined.set(this.#bytes);
    joined.set(chunk, this.#bytes.length);
    this.#bytes = joined;
  }

  /**
   * The head of the current request; `undefined` until it is complete.
   *
   * @throws {Error} If it is no head of a request with a `Content-Length`.
   */
  head(): RequestHead | undefined {
    if (this.#head !== undefined) return this.#head;
    const end = endOfHead(this.#bytes);
    if (end < 0) {
      if (this.#bytes.length > MAX_HEAD_BYTES) throw new Error("the head does not end");
      return undefined;
    }
    this.#head = parseHead(new TextDecoder().decode(this.#bytes.subarray(0, end - 4)));
    this.#bytes = this.#bytes.subarray(end);
    return this.#head;
  }

  /** Takes the body of the current request, once it is complete, and goes on to the next request. */
  takeBody(): string | undefined {
    const bodyBytes = this.#head?.bodyBytes ?? Infinity;
    if (this.#bytes.length < bodyBytes) return undefined;
    const body = new TextDecoder("utf-8", { fatal: true }).decode(
      this.#bytes.subarray(0, bodyBytes),
    );
    this.#bytes = this.#bytes.subarray(bodyBytes);
    this.#head = undefined;
    return body;
  }
}

/** The index behind the empty line, or -1. */
function endOfHead(bytes: Uint8Array): number {
  for (let at = bytes.indexOf(13); at >= 0; at = bytes.indexOf(13, at + 1)) {
    if (bytes[at + 1] === 10 && bytes[at + 2] === 13 && bytes[at + 3] === 10) return at + 4;
  }
  return -1;
}

function parseHead(text: string): RequestHead {
  const [requestLine = "", ...lines] = text.split("\r\n");
  const [method = "", path = ""] = requestLine.split(" ");
  const headers = new Map(lines.map((line) => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  }));
  const bodyBytes = Number(headers.get("content-length") ?? (method === "GET" ? "0" : "none"));
  if (!Number.isInteger(bodyBytes)) throw new Error(`${method} without a Content-Length`);
  return { method, path, headers, bodyBytes };
}

/** The bytes of an answer's head. */
export function formatHead(
  status: number,
  headers: readonly (readonly [name: string, value: string])[],
): string {
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} Chaos\r\n${lines.join("")}\r\n`;
}
