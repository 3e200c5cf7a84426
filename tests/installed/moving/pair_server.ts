/**
 * Takes the events of every SDK that the README compares, each in its own form, and says what came.
 *
 * @module
 */
import { serve } from "../../support/serve.ts";
import { until } from "../../support/until.ts";

/** An event, as far as the SDKs have something in common. */
export interface Arrived {
  /** `identify` and its like where an event has a kind instead of a name. */
  readonly name: string;
  /** Whom it is about: the user, if one is known. */
  readonly who: string;
  /** The page's URL, where the SDK tells it by itself. */
  readonly url: string | undefined;
}

/** A server for one program. */
export interface PairServer extends AsyncDisposable {
  readonly endpoint: string;
  /** In order of arrival. */
  readonly arrived: readonly Arrived[];
}

/** Starts a server. A GET with a `count` is answered when so many events have come. */
export async function servePair(): Promise<PairServer> {
  const arrived: Arrived[] = [];
  const served = await serve(async (request) => {
    if (request.method !== "POST") {
      const count = Number(new URL(request.url).searchParams.get("count"));
      await until(() => arrived.length >= count, () => `${arrived.length} of ${count} arrived`);
      return new Response();
    }
    const body: unknown = await request.json();
    for (const event of members(body, "batch").concat(members(body, "events"))) {
      arrived.push(read(event));
    }
    return Response.json({ accepted: members(body, "events").length }, { status: 200 });
  });
  const { endpoint } = served;
  return {
    endpoint,
    arrived,
    [Symbol.asyncDispose]: async () => await served[Symbol.asyncDispose](),
  };
}

function members(body: unknown, name: string): Record<string, unknown>[] {
  const list: unknown = Object(body)[name];
  return Array.isArray(list) ? list : [];
}

/** PostHog has `distinct_id`, in a page among the properties; Segment a `type` where there is no name. */
function read(event: Record<string, unknown>): Arrived {
  const properties: Record<string, unknown> = Object(event.properties);
  const metadata: Record<string, unknown> = Object(event.metadata);
  const first = (...values: unknown[]): string | undefined =>
    values.find((value): value is string => typeof value === "string" && value !== "");
  const { event: named, eventName, name, type, userId, anonymousId, visitorId } = event;
  return {
    name: first(named, eventName, type, name) ?? "",
    who: first(
      event.distinct_id,
      properties.distinct_id,
      userId,
      metadata.userId,
      anonymousId,
      visitorId,
    ) ?? "",
    url: first(properties.$current_url, event.url),
  };
}
