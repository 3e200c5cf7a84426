/**
 * What a visitor acted on, and what of it may be told: never the value of a form control, never text that
 * somebody may have typed.
 *
 * @module
 */
import { headOf } from "../../core/head_of.ts";
import { maskWord, sanitizeUrl } from "../sanitize_url.ts";

/** An element with this attribute, and all in it, is never told of. */
const IGNORED = "[data-tidings-ignore]";

/** What people act on; a click elsewhere counts for the element that was hit. */
const ACTIONS = "a[href],area[href],button,summary,label,input,select,textarea,[role=button]," +
  "[role=link],[role=tab],[role=menuitem],[role=option],[role=checkbox],[role=radio],[role=switch]";

/** Whose text a page's author wrote. */
const NAMED = "a[href],button,[role=button],[role=link]";

/** What within them is not the author's, or no text. */
const PRIVATE = "input,textarea,select,datalist,output,[contenteditable],[role=textbox],script," +
  `style,template,noscript,iframe,${IGNORED}`;

/** A card's number is written in groups. */
const CARD = /\d[\d\s-]{10,}\d/g;

const MAX_TEXT_LENGTH = 100;

/** So much of a text is read: what is masked is longer than what is told instead. */
const MAX_TEXT_READ = 300;

/** So many nodes are looked at for a text: a link may hold a whole page. */
const MAX_NODES = 200;

// By their types: what comes from another document is no instance of this one's classes.
const ELEMENT = 1;
const TEXT = 3;

/** What is read of a node. */
type NodeParts = Element & ShadowRoot & HTMLSlotElement & Pick<HTMLLabelElement, "control">;

/** A node's property as the platform has it: the fields of a form hide the form's own by their names. */
export function partOf<Name extends keyof NodeParts>(
  node: EventTarget,
  name: Name,
): NodeParts[Name] | undefined {
  return Reflect.get(Object.getPrototypeOf(node), name, node);
}

/** Whether an element is one of those that a selector means. */
export function isOne(element: Element, selector: string): boolean {
  return partOf(element, "matches")?.call(element, selector) === true;
}

const isElement = (node: EventTarget): node is Element => partOf(node, "nodeType") === ELEMENT;

/** The elements of an event, innermost first, through open shadow roots; none if it is to be ignored. */
export function pathOf(event: Event): Element[] {
  const nodes = event.composedPath();
  // An event that does not leave its shadow root is in the elements around that all the same.
  for (let node = nodes.at(-1); node; node = partOf(node, "parentNode") ?? partOf(node, "host")) {
    nodes.push(node);
  }
  const path = nodes.filter(isElement);
  return path.some((element) => isOne(element, IGNORED)) ? [] : path;
}

/** What an element says of itself, as far as it may be told. */
export interface Described {
  readonly tag: string | undefined;
  readonly role: string | undefined;
  readonly id: string | undefined;
  readonly text: string | undefined;
}

/** Describes what was clicked; `undefined` for nothing that may be told. */
export function describeClicked(path: readonly Element[]): Described | undefined {
  const element = path.find((one) => isOne(one, ACTIONS)) ?? path[0];
  // A label clicks its field at once: that is told.
  if (element === undefined || partOf(element, "control")) return undefined;
  const isEdited = path.some((one) => (one as Partial<HTMLElement>).isContentEditable);
  return {
    tag: partOf(element, "localName"),
    role: attributeOf(element, "role"),
    id: attributeOf(element, "id"),
    text: isOne(element, NAMED) && !isEdited ? textOf(element) : undefined,
  };
}

/** An attribute, without what looks like a secret. */
export function attributeOf(element: Element, name: string): string | undefined {
  return maskText(partOf(element, "getAttribute")?.call(element, name) ?? "") || undefined;
}

/** A text without cards and the words that look like secrets. */
function maskText(text: string): string {
  const head = text.slice(0, MAX_TEXT_READ);
  // Of a word or number that is cut nobody knows what it was.
  const whole = head === text ? text : head.replace(/[\d\s-]*\S*$/, "");
  const words = whole.trim().split(/\s+/)
    .map((word) => word.includes("/") ? sanitizeUrl(word) : maskWord(word));
  // Not before: what is left of a token would look like a word.
  return headOf(words.join(" ").replace(CARD, "*"), MAX_TEXT_LENGTH);
}

function textOf(element: Element): string {
  let left = MAX_NODES;
  let text = "";
  const read = (node: Node): void => {
    if (left-- <= 0 || text.length > MAX_TEXT_READ) return;
    if (node.nodeType === TEXT) text += node.nodeValue?.slice(0, MAX_TEXT_READ + 1);
    if (!isElement(node) || (node !== element && isOne(node, PRIVATE))) return;
    const slotted = partOf(node, "assignedNodes")?.call(node as HTMLSlotElement) ?? [];
    slotted.forEach(read);
    let child = slotted.length > 0 ? null : partOf(node, "firstChild");
    for (; child && left > 0; child = child.nextSibling) read(child);
  };
  read(element);
  return maskText(text);
}
