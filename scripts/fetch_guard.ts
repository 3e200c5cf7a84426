/**
 * Stands between `fetch` and the network: what is not for this machine never leaves it.
 *
 * @module
 */

/** Hosts that are this machine. */
const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Schemes that name a network host. */
const NETWORK = /^(https?|wss?):$/;

/** Answers a request that was held back. */
export type ForeignAnswer = (url: URL) => Promise<Response>;

/** True for a URL on this machine, or for one that needs no network at all. */
export function isLocal(url: URL): boolean {
  return !NETWORK.test(url.protocol) || LOOPBACK.test(url.hostname);
}

/** `fetch` for local URLs; any other request goes to `answer` instead of the network. */
export function withLoopbackOnly(send: typeof fetch, answer: ForeignAnswer): typeof fetch {
  return (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const text = input instanceof Request ? input.url : String(input);
    const url = URL.canParse(text) ? new URL(text) : null;
    return url === null || isLocal(url) ? send(input, init) : answer(url);
  };
}
