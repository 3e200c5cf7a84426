/**
 * The files of a folder on a server of their own, as they are.
 *
 * @module
 */
import { extname } from "node:path/posix";

/** What a browser has to be told of a file; of any other it needs to know nothing. */
const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
};

/** A folder that is served, on `127.0.0.1`. */
export interface FolderSite extends AsyncDisposable {
  /** Where its files are. */
  readonly origin: string;
}

/**
 * Serves a folder.
 *
 * @param headers What each answer has besides the type.
 */
export function serveFolder(
  folder: string,
  headers: Readonly<Record<string, string>> = {},
): FolderSite {
  const abort = new AbortController();
  const options = { hostname: "127.0.0.1", port: 0, signal: abort.signal, onListen() {} };
  const server = Deno.serve(options, async (request) => {
    const path = decodeURI(new URL(request.url).pathname);
    try {
      const bytes = await Deno.readFile(`${folder}${path}`);
      const type = TYPES[extname(path)] ?? "application/octet-stream";
      return new Response(bytes, { headers: { ...headers, "content-type": type } });
    } catch {
      return new Response(null, { status: 404 });
    }
  });
  return {
    origin: `http://127.0.0.1:${server.addr.port}`,
    [Symbol.asyncDispose]: async () => {
      abort.abort();
      await server.finished;
    },
  };
}
