/**
 * Beacons that the browser took, held against what the collector received: `true` from `sendBeacon()`
 * only says that the browser will try.
 *
 * @module
 */
import { assert } from "@std/assert";
import type { Browser } from "./browser.ts";
import { type Collector, ID_KEY } from "./collector.ts";
import type { Site } from "./site.ts";

/** Keys of the rig's own entries in a page's storage. */
export const LEDGER_PREFIX = "rig:beacon:";

/** Of this many beacons one may vanish without a fault of ours. */
const ONE_IN = 100;

/** For a page: writes down the ids in each beacon that was taken, where the page's end cannot wipe it out. */
export const WATCH_BEACONS: string = `
const sendBeacon = navigator.sendBeacon;
if (sendBeacon) navigator.sendBeacon = function (url, body) {
  const isTaken = sendBeacon.call(navigator, url, body);
  try {
    const ids = JSON.parse(body).events.map(({ metadata }) => metadata.${ID_KEY});
    if (isTaken) localStorage.setItem("${LEDGER_PREFIX}" + ids[0], JSON.stringify(ids));
  } catch {}
  return isTaken;
};`;

let taken = 0;
let lost = 0;

/** Reads, and empties, what the pages of a site wrote down; leaves the current tab on the site's blank page. */
export async function readTakenBeacons(browser: Browser, site: Site): Promise<string[][]> {
  await browser.goto(site.blank);
  const texts = await browser.runForTexts(
    `
    const keys = Object.keys(localStorage).filter((key) => key.startsWith(arguments[0]));
    const values = keys.map((key) => localStorage.getItem(key));
    for (const key of keys) localStorage.removeItem(key);
    return values;`,
    LEDGER_PREFIX,
  );
  return texts.map((value): string[] => JSON.parse(value));
}

/** Counts beacons, prints each that never came, and gives the ids that were in those. */
export function settleBeacons(beacons: readonly string[][], collector: Collector): Set<string> {
  const missing = beacons.filter((ids) => !ids.some((id) => collector.hasSeen(id)));
  taken += beacons.length;
  lost += missing.length;
  for (const ids of missing) {
    console.log(`LOST: a beacon of ${ids.length} events that the browser took`);
  }
  return new Set(missing.flat());
}

/** Prints the count; fails when more than one in a hundred beacons is lost. */
export function assertFewBeaconsLost(): void {
  console.log(`beacons: ${taken} taken by the browser, ${lost} never received`);
  assert(lost <= Math.ceil(taken / ONE_IN), `${lost} of ${taken} beacons are lost`);
}
