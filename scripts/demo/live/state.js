// @ts-check
/**
 * What the page knows, and what of it is to be shown. Pure, and of bounded size.
 *
 * @module
 */

/** @typedef {import("../live_log.ts").LiveMessage} LiveMessage */
/** @typedef {import("../live_log.ts").LiveEvent} LiveEvent */
/** @typedef {import("../live_log.ts").Refusal} Refusal */
/** @typedef {import("../page_books.ts").BothBooks} BothBooks */
/** @typedef {{ server: number, browser: number }} Counts */
/** @typedef {import("../live_log.ts").Band} Band */

/** As many events as are listed. */
export const MAX_LISTED = 300;
/** What the plot shows. */
export const PLOT_SECONDS = 120;
/** Names with a colour of their own; the others share one. */
export const MAX_COLOURS = 7;
/** Theirs. */
export const REST_COLOUR = MAX_COLOURS - 1;

/** Everything the page knows. */
export class LiveState {
  /** Changes when the demo is started anew. */
  #run = "";
  /** @type {Map<string, Counts>} All that came. */
  #totals = new Map();
  /** @type {Map<string, Counts>} What had come when the page was cleared. */
  #cleared = new Map();
  /** @type {Map<number, Map<string, number>>} */
  #seconds = new Map();
  /** @type {LiveEvent[]} */
  #events = [];
  /** @type {Map<string, number>} */
  #colours = new Map();
  #clearedSeq = 0;
  #clearedSecond = 0;
  /** @type {BothBooks | null} */
  books = null;
  /** @type {readonly Refusal[]} */
  refusals = [];

  /**
   * Takes what the server says.
   *
   * @param {LiveMessage} message
   */
  take(message) {
    if (message.type === "books") {
      this.books = message.books;
      this.refusals = message.refusals;
    } else if (message.type === "batch") {
      for (const event of message.events) this.#add(event);
      this.#events = [...this.#events, ...message.events].slice(-MAX_LISTED);
    } else this.#restart(message);
  }

  /**
   * Shows nothing of what has come so far.
   *
   * @param {number} nowMs
   */
  clear(nowMs) {
    this.#cleared = new Map([...this.#totals].map(([name, counts]) => [name, { ...counts }]));
    this.#clearedSeq = this.#events.at(-1)?.seq ?? this.#clearedSeq;
    this.#clearedSecond = Math.floor(nowMs / 1_000);
    this.#events = [];
    this.#seconds.clear();
  }

  /**
   * How many events of each name came, by name: so that no row moves while it is read.
   *
   * @param {string} filter
   * @returns {{ name: string, server: number, browser: number }[]}
   */
  counts(filter) {
    return [...this.#totals].map(([name, { server, browser }]) => {
      const before = this.#cleared.get(name) ?? { server: 0, browser: 0 };
      return { name, server: server - before.server, browser: browser - before.browser };
    }).filter(({ name, server, browser }) => server + browser > 0 && matches(name, filter))
      .sort((a, b) => a.name < b.name ? -1 : 1);
  }

  /**
   * The last events, newest first.
   *
   * @param {string} filter
   * @returns {LiveEvent[]}
   */
  events(filter) {
    return this.#events.filter(({ name }) => matches(name, filter)).reverse();
  }

  /**
   * What to plot: for each of the last seconds how many of each name came.
   *
   * @param {number} nowMs
   * @param {string} filter
   * @returns {{ bands: Band[], peak: number, total: number }}
   */
  series(nowMs, filter) {
    const last = Math.floor(nowMs / 1_000);
    const columns = Array.from(
      { length: PLOT_SECONDS },
      (_, index) => this.#seconds.get(last - PLOT_SECONDS + 1 + index) ?? new Map(),
    );
    /** @type {Map<string, number>} */
    const sums = new Map();
    for (const [name, count] of columns.flatMap((counts) => [...counts])) {
      if (matches(name, filter)) sums.set(name, (sums.get(name) ?? 0) + count);
    }
    const ranked = [...sums].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
    const own = ranked.slice(0, ranked.length > MAX_COLOURS ? MAX_COLOURS - 1 : MAX_COLOURS);
    const rest = ranked.slice(own.length).map(([name]) => name);
    this.#colour(own.map(([name]) => name));
    const bands = own.map(([name, sum]) => ({
      name,
      sum,
      colour: this.#colours.get(name) ?? 0,
      counts: columns.map((counts) => counts.get(name) ?? 0),
    })).sort((a, b) => a.colour - b.colour);
    if (rest.length > 0) {
      const counts = columns.map((column) =>
        rest.reduce((sum, name) => sum + (column.get(name) ?? 0), 0)
      );
      const sum = counts.reduce((total, count) => total + count, 0);
      bands.push({ name: `${rest.length} others`, sum, colour: REST_COLOUR, counts });
    }
    const heights = columns.map((_, at) =>
      bands.reduce((height, { counts }) => height + (counts[at] ?? 0), 0)
    );
    const total = bands.reduce((all, { sum }) => all + sum, 0);
    return { bands, peak: Math.max(...heights), total };
  }

  /**
   * Gives these names a colour each; one that has one keeps it.
   *
   * @param {string[]} names
   */
  #colour(names) {
    for (const name of this.#colours.keys()) {
      if (!names.includes(name)) this.#colours.delete(name);
    }
    for (const name of names) {
      if (this.#colours.has(name)) continue;
      const used = new Set(this.#colours.values());
      let colour = 0;
      while (used.has(colour)) colour++;
      this.#colours.set(name, colour);
    }
  }

  /** @param {LiveEvent} event */
  #add({ countedAs, source, atMs }) {
    const counts = this.#totals.get(countedAs) ?? { server: 0, browser: 0 };
    this.#totals.set(countedAs, counts);
    counts[source]++;
    this.#plot(Math.floor(atMs / 1_000), countedAs, 1);
  }

  /**
   * @param {number} second
   * @param {string} name
   * @param {number} count
   */
  #plot(second, name, count) {
    const column = this.#seconds.get(second) ?? new Map();
    this.#seconds.set(second, column);
    column.set(name, (column.get(name) ?? 0) + count);
    for (const old of this.#seconds.keys()) {
      if (old <= second - PLOT_SECONDS) this.#seconds.delete(old);
    }
  }

  /** @param {Extract<LiveMessage, { type: "snapshot" }>} snapshot */
  #restart({ run, totals, seconds, events }) {
    if (run !== this.#run) {
      this.#cleared.clear();
      this.#clearedSeq = 0;
      this.#clearedSecond = 0;
    }
    this.#run = run;
    this.#totals = new Map(totals.map(([name, server, browser]) => [name, { server, browser }]));
    this.#events = events.filter(({ seq }) => seq > this.#clearedSeq).slice(-MAX_LISTED);
    this.#seconds.clear();
    for (const [second, counts] of seconds) {
      if (second <= this.#clearedSecond) continue;
      for (const [name, count] of counts) this.#plot(second, name, count);
    }
  }
}

/**
 * Whether a name is asked for: it holds the filter's text, large or small letters alike.
 *
 * @param {string} name
 * @param {string} filter
 * @returns {boolean}
 */
export function matches(name, filter) {
  return name.toLowerCase().includes(filter.trim().toLowerCase());
}

/**
 * Whether every event is in one column of a client's books.
 *
 * @param {import("@tidings/sdk").Stats} stats
 * @returns {boolean}
 */
export function isBalanced(
  { tracked, restored, delivered, handedOver, dropped, queued, inFlight },
) {
  return tracked + restored === delivered + handedOver + sumOf(dropped) + queued + inFlight;
}

/**
 * @param {Readonly<Record<string, number>>} counts
 * @returns {number}
 */
export function sumOf(counts) {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
