// @ts-check
/**
 * Stacked bars, one for each second, as SVG paths: one path for each name. Pure but for `drawPlot()`.
 *
 * @module
 */

/** @typedef {import("../live_log.ts").Band} Band */

const SVG = "http://www.w3.org/2000/svg";
/** Height of the drawing in its own units; a second is one unit wide. */
export const HEIGHT = 100;
const BAR_WIDTH = 0.8;
/** Between the steps of a round scale. */
const STEPS = [1, 2, 5];

/**
 * The smallest round number that is not below a value: 1, 2, 5, 10, 20 and so on.
 *
 * @param {number} value
 * @returns {number}
 */
export function roundUp(value) {
  for (let power = 1;; power *= 10) {
    const step = STEPS.find((factor) => factor * power >= value);
    if (step !== undefined) return step * power;
  }
}

/**
 * The paths of the bands, the first at the bottom.
 *
 * @param {readonly Band[]} bands
 * @param {number} top What the height stands for.
 * @returns {string[]}
 */
export function pathsOf(bands, top) {
  /** @type {number[]} */
  const heights = [];
  return bands.map(({ counts }) =>
    counts.map((count, at) => {
      const below = heights[at] ?? 0;
      heights[at] = below + count;
      if (count === 0) return "";
      const [y, height] = [below + count, count].map((units) => units / top * HEIGHT);
      return `M${at} ${round(HEIGHT - (y ?? 0))}h${BAR_WIDTH}v${round(height ?? 0)}h-${BAR_WIDTH}z`;
    }).join("")
  );
}

/**
 * What the plot says to who does not see it.
 *
 * @param {readonly Band[]} bands
 * @param {number} peak
 * @param {number} total
 * @returns {string}
 */
export function describePlot(bands, peak, total) {
  if (total === 0) return "No events in the last two minutes";
  const sums = bands.map(({ name, sum }) => `${name} ${sum}`).join(", ");
  return `${total} events in the last two minutes, at most ${peak} in a second: ${sums}`;
}

/**
 * Draws.
 *
 * @param {SVGSVGElement} svg
 * @param {readonly Band[]} bands
 * @param {number} top
 */
export function drawPlot(svg, bands, top) {
  const paths = pathsOf(bands, top);
  svg.replaceChildren(...bands.map(({ colour }, index) => {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("class", `fill-${colour}`);
    path.setAttribute("d", paths[index] ?? "");
    return path;
  }));
}

/**
 * @param {number} value
 * @returns {number}
 */
function round(value) {
  return Math.round(value * 100) / 100;
}
