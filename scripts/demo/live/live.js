// @ts-check
/**
 * The live view: listens to the stream of events and shows what it says.
 *
 * @module
 */
import { describePlot, drawPlot, HEIGHT, roundUp } from "./plot.js";
import {
  byId,
  renderBooks,
  renderCounts,
  renderEvents,
  renderLegend,
  renderProblems,
  setText,
} from "./render.js";
import { LiveState, PLOT_SECONDS } from "./state.js";

/** Nobody reads faster. */
const RENDER_INTERVAL_MS = 200;
const PLOT_INTERVAL_MS = 1_000;
/** The plot moves as a whole: who wants less motion sees it jump now and then. */
const CALM_PLOT_INTERVAL_MS = 10_000;

const state = new LiveState();
const filter = /** @type {HTMLInputElement} */ (byId("filter"));
const pause = byId("pause");
const plot = /** @type {SVGSVGElement} */ (/** @type {unknown} */ (byId("plot")));
const prefersCalm = matchMedia("(prefers-reduced-motion: reduce)");
/** @type {EventSource | null} */
let source = null;
/** Whether something is known that is not shown. */
let isStale = true;
let plottedMs = -Infinity;

plot.setAttribute("viewBox", `0 0 ${PLOT_SECONDS} ${HEIGHT}`);
pause.addEventListener("click", () => source === null ? listen() : stop());
byId("clear").addEventListener("click", () => {
  state.clear(Date.now());
  showAll();
});
filter.addEventListener("input", showAll);
setInterval(() => {
  if (isStale) show();
  const interval = prefersCalm.matches ? CALM_PLOT_INTERVAL_MS : PLOT_INTERVAL_MS;
  if (source !== null && performance.now() - plottedMs >= interval) showPlot();
}, RENDER_INTERVAL_MS);
listen();

function listen() {
  source = new EventSource("events");
  source.addEventListener("open", () => say("Connected"));
  source.addEventListener("error", () => say("No connection, trying again …"));
  source.addEventListener("message", ({ data }) => {
    state.take(JSON.parse(data));
    isStale = true;
  });
  pause.setAttribute("aria-pressed", "false");
  setText(pause, "Pause");
}

function stop() {
  source?.close();
  source = null;
  pause.setAttribute("aria-pressed", "true");
  setText(pause, "Resume");
  say("Paused");
}

/** @param {string} text */
function say(text) {
  setText(byId("status"), text);
}

function showAll() {
  show();
  showPlot();
}

function show() {
  isStale = false;
  const { value } = filter;
  renderEvents(state.events(value));
  renderCounts(state.counts(value));
  renderBooks(state.books);
  renderProblems(state.books, state.refusals);
}

function showPlot() {
  plottedMs = performance.now();
  const { bands, peak, total } = state.series(Date.now(), filter.value);
  const top = roundUp(peak);
  drawPlot(plot, bands, top);
  plot.setAttribute("aria-label", describePlot(bands, peak, total));
  setText(byId("top"), `${top}`);
  renderLegend(bands);
}
