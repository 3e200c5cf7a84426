/**
 * How much runs side by side.
 *
 * @module
 */

/** The machine that all this is made for has two cores. */
export const AT_ONCE = 2;
