/**
 * A server on this machine that does on the wire whatever a test wants, byte by byte, and counts its
 * connections. Written with Node's modules, so that tests run with it on every runtime.
 *
 * @module
 */
import { createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { type CertificateKind, TEST_CERTIFICATES, TEST_KEY_PEM } from "./test_certificates.ts";
import { until } from "./until.ts";

/** A request as it came. */
export interface WireRequest {
  /** Request line and headers. */
  readonly head: string;
  /** The body, as text; empty while it has not come. */
  readonly body: string;
  /** Its number among all requests, from 1. */
  readonly nth: number;
  /** Its number among those of its connection, from 1. */
  readonly nthOnConnection: number;
}

/** What the server does; nothing where it is left out. */
export interface WireScript {
  /** A connection was opened. */
  readonly onConnect?: (socket: Socket) => void;
  /** The head of a request has come. */
  readonly onHead?: (socket: Socket, request: WireRequest) => void;
  /** A request has come, body included. */
  readonly onRequest?: (socket: Socket, request: WireRequest) => void;
}

/** Where it listens. */
export interface WireOptions {
  /** The certificate to show; plain text if left out. */
  readonly certificate?: CertificateKind;
  /** The address; `127.0.0.1` if left out. */
  readonly host?: string;
}

/** A server that listens. */
export interface WireServer extends AsyncDisposable {
  readonly port: number;
  /** What a client is given as endpoint. */
  readonly url: string;
  /** The requests that came, each with its body. */
  readonly requests: readonly WireRequest[];
  /** Connections opened so far. */
  readonly opened: number;
  /** Connections open now. */
  readonly open: number;
}

/** Lets a server listen. */
export async function listenOnWire(
  script: WireScript,
  { certificate, host = "127.0.0.1" }: WireOptions = {},
): Promise<WireServer> {
  const sockets = new Set<Socket>();
  const requests: WireRequest[] = [];
  let opened = 0;
  let heads = 0;
  const accept = (socket: Socket): void => {
    opened++;
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    // The other side may reset; that is what is tested.
    socket.on("error", () => {});
    readRequests(
      socket,
      (head, nthOnConnection) => {
        const request = { head, body: "", nth: ++heads, nthOnConnection };
        script.onHead?.(socket, request);
        return request;
      },
      (request) => {
        requests.push(request);
        script.onRequest?.(socket, request);
      },
    );
    script.onConnect?.(socket);
  };
  const server: Server = certificate === undefined
    ? createServer(accept)
    : createTlsServer({ key: TEST_KEY_PEM, cert: TEST_CERTIFICATES[certificate] }, accept)
      .on("tlsClientError", () => {});
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, host, resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no address");
  const scheme = certificate === undefined ? "http" : "https";
  return {
    port: address.port,
    url: `${scheme}://${host.includes(":") ? `[${host}]` : host}:${address.port}`,
    requests,
    get opened() {
      return opened;
    },
    get open() {
      return sockets.size;
    },
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** An answer with its length. */
export function answer(status: number, body = "", ...headers: readonly string[]): string {
  const lines = [`HTTP/1.1 ${status} X`, `Content-Length: ${body.length}`, ...headers];
  return `${lines.join("\r\n")}\r\n\r\n${body}`;
}

/** Cuts what comes into requests. Each must tell its length. */
function readRequests(
  socket: Socket,
  onHead: (head: string, nthOnConnection: number) => WireRequest,
  onRequest: (request: WireRequest) => void,
): void {
  let text = "";
  let count = 0;
  let begun: WireRequest | undefined;
  // One unit per byte: lengths are told in bytes.
  socket.setEncoding("latin1");
  socket.on("data", (chunk: string) => {
    text += chunk;
    while (true) {
      if (begun === undefined) {
        const end = text.indexOf("\r\n\r\n");
        if (end < 0) return;
        begun = onHead(text.slice(0, end), ++count);
        text = text.slice(end + 4);
      }
      const length = Number(/\r\ncontent-length: (\d+)/i.exec(begun.head)?.[1] ?? 0);
      if (text.length < length) return;
      const body = new TextDecoder().decode(toBytes(text.slice(0, length)));
      text = text.slice(length);
      const request = { ...begun, body };
      begun = undefined;
      onRequest(request);
    }
  });
}

function toBytes(latin1: string): Uint8Array {
  return Uint8Array.from(latin1, (unit) => unit.charCodeAt(0));
}

/** Resolves when `isTrue`; rejects when that takes longer than anything here may. */
export function eventually(isTrue: () => boolean, what: string): Promise<void> {
  return until(isTrue, () => `Waited 15 s until ${what}`, 15_000);
}
