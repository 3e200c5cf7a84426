/**
 * Does to one connection what a fault says.
 *
 * @module
 */
import { type AnswerAct, type FaultAct, told } from "./fault.ts";
import { formatHead } from "./http_wire.ts";
import type { Peer } from "./peer.ts";
import { imfDate } from "./retry_after_forms.ts";
import type { ScaledClock } from "./scaled_clock.ts";

/** What is played on. */
export interface Stage {
  readonly peer: Peer;
  readonly clock: ScaledClock;
  /** How many events the request holds. */
  readonly count: number;
  /** The longest that the client waits for an answer. */
  readonly requestTimeoutMs: number;
  /** The client's key: an answer may repeat it, and nobody may see that. */
  readonly apiKey: string;
  /** Nothing more will come that the client could wait for. */
  readonly stall: () => void;
  /** The client has given up long ago, and still holds the connection. */
  readonly held: () => void;
}

const SECOND_MS = 1_000;

/** Whoever gave a request up after seconds has closed its connection after minutes. */
const MAX_HELD_SECONDS = 600;

/** A chunk of an endless body: beyond what a client reads after a few. */
const FLOOD = "x".repeat(16 * 1024);

/** So much of it is read by nobody who bounds what he reads. */
const MAX_FLOOD_KILOBYTES = 64 * 1024;

/** Plays an act. Settles when the connection may be used again, or is over. */
export async function play(act: FaultAct, stage: Stage): Promise<void> {
  const { peer } = stage;
  switch (act.does) {
    case "answer":
      return await playAnswer(act, stage);
    case "reset":
      return peer.reset();
    case "close":
      return peer.close();
    case "hang":
      stage.stall();
      return await untilLetGo(stage, () => "");
    case "drip":
      return await playDrip(stage);
    case "late":
      return await playLate(stage);
    case "endless":
      return await playEndless(act.status, act.pace, stage);
    case "truncate":
      return await playTruncated(act.status, act.by, stage);
  }
}

async function playAnswer(act: AnswerAct, { peer, clock, count, apiKey }: Stage): Promise<void> {
  const body = act.body ?? defaultBody(act, count, apiKey);
  const given = [...(act.headers ?? []), ...(act.retryAfter?.headers(clock.epochNow()) ?? [])];
  const has = (name: string): boolean => given.some(([one]) => one === name);
  const headers = [...given];
  if (!has("Date")) headers.push(["Date", imfDate(clock.epochNow())]);
  if (!has("Content-Length") && act.status !== 204) {
    headers.push(["Content-Length", String(new TextEncoder().encode(body).length)]);
  }
  const text = formatHead(act.status, headers) + body;
  for (const part of act.isByteByByte ? text : [text]) await peer.write(part);
  if (!act.closesAfter) return;
  // A moment in which the client may take the socket for a good one.
  await new Promise((resolve) => setTimeout(resolve, text.length % 3));
  peer.end();
  await peer.closed;
}

function defaultBody(act: AnswerAct, count: number, apiKey: string): string {
  if (told(act) === "success") return JSON.stringify({ accepted: count });
  return JSON.stringify({ error: `${act.status} for ${count} events with key ${apiKey}` });
}

/** A byte a second: the head would take a minute. */
async function playDrip(stage: Stage): Promise<void> {
  const date = imfDate(stage.clock.epochNow());
  const bytes = formatHead(202, [["Date", date], ["X-Slow", "yes"]]);
  stage.stall();
  await untilLetGo(stage, (second) => bytes[second] ?? "");
}

/** Says something every second until the client closes the connection. */
async function untilLetGo(stage: Stage, say: (second: number) => string): Promise<void> {
  const { peer, clock, held } = stage;
  for (let second = 0; second < MAX_HELD_SECONDS && !peer.isClosed; second++) {
    await peer.write(say(second));
    await peer.pass(clock, SECOND_MS);
  }
  if (!peer.isClosed) held();
  peer.close();
}

async function playLate(stage: Stage): Promise<void> {
  const { peer, clock, requestTimeoutMs, stall } = stage;
  stall();
  await peer.pass(clock, requestTimeoutMs + SECOND_MS);
  await playAnswer({ does: "answer", status: 202 }, stage);
}

async function playEndless(
  status: number,
  pace: "flood" | "drip",
  stage: Stage,
): Promise<void> {
  const { peer, clock, stall } = stage;
  await peer.write(formatHead(status, [["Date", imfDate(clock.epochNow())]]));
  if (pace === "drip") {
    stall();
    return await untilLetGo(stage, () => " ");
  }
  for (let kilobytes = 0; kilobytes < MAX_FLOOD_KILOBYTES && !peer.isClosed; kilobytes += 16) {
    await peer.write(FLOOD);
    await clock.turn();
  }
  if (!peer.isClosed) stage.held();
  peer.close();
}

async function playTruncated(
  status: number,
  by: "close" | "reset",
  { peer, clock, count }: Stage,
): Promise<void> {
  const body = JSON.stringify({ accepted: count });
  await peer.write(
    formatHead(status, [["Date", imfDate(clock.epochNow())], ["Content-Length", "1000"]]) + body,
  );
  if (by === "close") peer.end();
  else peer.reset();
  await peer.closed;
}
