/**
 * Customers: real HTTP requests to the shop, many at a time, at a steady pace. What a customer does is
 * decided in `journey.ts`.
 *
 * @module
 */
import { journey, type Step } from "./journey.ts";
import { pause } from "./within.ts";

/** How many come and how fast. */
export interface TrafficPlan {
  /** Requests in all. */
  readonly requests: number;
  /** Requests per second, `Infinity` for as fast as they are answered. */
  readonly perSecond: number;
  /** The first customer's number: they differ by it. */
  readonly firstCustomer: number;
}

/** Customers in the shop at once. */
const MAX_CONCURRENCY = 24;
/** With fewer requests each, few customers would get as far as the checkout. */
const REQUESTS_PER_LANE = 25;

/** A stream of customers, already coming. */
export class Traffic {
  /** Resolves when the last request was answered. */
  readonly finished: Promise<void>;
  readonly #shopUrl: string;
  readonly #plan: TrafficPlan;
  readonly #startedMs = performance.now();
  readonly #waiters: { readonly count: number; readonly resolve: () => void }[] = [];
  #nextCustomer: number;
  #begun = 0;
  #answered = 0;
  #failures: string[] = [];

  /** Lets them come. */
  constructor(shopUrl: string, plan: TrafficPlan) {
    this.#shopUrl = shopUrl;
    this.#plan = plan;
    this.#nextCustomer = plan.firstCustomer;
    const wanted = Math.ceil(plan.requests / REQUESTS_PER_LANE);
    const lanes = Array.from(
      { length: Math.min(wanted, MAX_CONCURRENCY) },
      () => this.#serveCustomers(),
    );
    this.finished = Promise.all(lanes).then(() => {});
  }

  /** Requests that the shop did not answer as it should. */
  get failures(): readonly string[] {
    return this.#failures;
  }

  /** Resolves when so many requests were answered. */
  reached(count: number): Promise<void> {
    if (this.#answered >= count) return Promise.resolve();
    return new Promise((resolve) => this.#waiters.push({ count, resolve }));
  }

  async #serveCustomers(): Promise<void> {
    while (this.#begun < this.#plan.requests) {
      const { userAgent, steps } = journey(this.#nextCustomer++);
      let cookie = "";
      for (const step of steps) {
        if (this.#begun >= this.#plan.requests) return;
        await this.#turn(this.#begun++);
        cookie = await this.#send(step, { "user-agent": userAgent, cookie }) ?? cookie;
        this.#count();
      }
    }
  }

  async #turn(number: number): Promise<void> {
    const dueMs = this.#startedMs + number / this.#plan.perSecond * 1_000;
    const waitMs = dueMs - performance.now();
    if (waitMs > 0) await pause(waitMs);
  }

  /** Sends one request; the cookie that the shop sets, if it does. */
  async #send(
    { path, form }: Step,
    headers: Record<string, string>,
  ): Promise<string | undefined> {
    try {
      const response = await fetch(`${this.#shopUrl}${path}`, {
        ...(form === undefined ? {} : { method: "POST", body: new URLSearchParams(form) }),
        headers,
        redirect: "manual",
      });
      await response.body?.cancel();
      if (response.status >= 400) this.#failures.push(`${path} was answered ${response.status}`);
      return response.headers.getSetCookie()[0]?.split(";")[0];
    } catch (error) {
      this.#failures.push(`${path} was not answered: ${error}`);
      return undefined;
    }
  }

  #count(): void {
    this.#answered++;
    for (const { count, resolve } of this.#waiters) {
      if (this.#answered >= count) resolve();
    }
  }
}
