/**
 * Tells which links lead visitors away.
 *
 * @module
 */
import { isOne, partOf, pathOf } from "./acted_element.ts";
import type { Tracker } from "./tracker.ts";

/** The button of a mouse's wheel opens links too; those above it do other things. */
const MIDDLE = 1;

/** Tracks `outbound_click` with `href`, for links to another host, however they are opened. */
export const trackOutbound: Tracker = ({ emit, on, page, sanitize }) => {
  const listen = (event: MouseEvent): void => {
    const link = pathOf(event).find((element) => isOne(element, "a[href],area[href]"));
    if (link === undefined || event.button > MIDDLE) return;
    // The attribute: the property of a link in a drawing is no text.
    const { href, host, protocol } = new URL(
      `${link.getAttribute("href")}`,
      partOf(link, "baseURI"),
    );
    const isAway = host !== new URL(page.url()).host && /^https?:$/.test(protocol);
    if (isAway) emit("outbound_click", { href: sanitize(href) });
  };
  on("click", listen);
  on("auxclick", listen);
};
