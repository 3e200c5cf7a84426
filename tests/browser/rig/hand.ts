/**
 * A visitor's hand: clicks and keys that the page cannot tell from a person's, through shadow roots too.
 *
 * @module
 */
import type { Browser } from "./browser.ts";
import { type JsonObject, member } from "./driver.ts";

/** What WebDriver calls the keys. */
export const KEYS = { control: "\uE009", enter: "\uE007" } as const;

/** The buttons of a mouse. */
export const BUTTONS = { main: 0, middle: 1, secondary: 2 } as const;

/** How something is clicked. */
export interface ClickOptions {
  readonly button?: number;
  /** A key that is held meanwhile. */
  readonly held?: string;
}

/** Clicks the middle of an element, which is found by an expression of the page's language. */
export async function clickOn(
  browser: Browser,
  element: string,
  { button = BUTTONS.main, held }: ClickOptions = {},
): Promise<void> {
  const middle = await browser.run(`
    const { x, y, width, height } = (${element}).getBoundingClientRect();
    return { x: Math.round(x + width / 2), y: Math.round(y + height / 2) };`);
  const { x, y } = { x: member(middle, "x"), y: member(middle, "y") };
  const pause = { type: "pause" };
  const keys = held === undefined
    ? []
    : [{ type: "keyDown", value: held }, pause, pause, pause, { type: "keyUp", value: held }];
  await browser.perform([
    ...(keys.length > 0 ? [{ type: "key", id: "keys", actions: keys } satisfies JsonObject] : []),
    {
      type: "pointer",
      id: "mouse",
      parameters: { pointerType: "mouse" },
      actions: [
        pause,
        { type: "pointerMove", x, y, duration: 0 },
        { type: "pointerDown", button },
        { type: "pointerUp", button },
        pause,
      ],
    },
  ]);
}

/** Presses keys, one after the other, wherever the focus is. */
export async function type(browser: Browser, ...keys: readonly string[]): Promise<void> {
  const actions = keys.flatMap((value) => [{ type: "keyDown", value }, { type: "keyUp", value }]);
  await browser.perform([{ type: "key", id: "keys", actions }]);
}
