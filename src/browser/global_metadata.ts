/**
 * The metadata that every event carries, in layers: what the client knows by itself, and what it was
 * told of group, user and context.
 *
 * @module
 */
import { Refusal } from "../core/refusal.ts";
import { type JsonMembers, jsonMembers, mergeMembers } from "../core/json_members.ts";

const NONE: JsonMembers = new Map();

/** A text that is not empty. @throws {Refusal} If it is anything else. */
export function requireText(value: unknown, field: string): string {
  if (typeof value === "string" && value !== "") return value;
  throw new Refusal("invalid", `'${field}' must be a non-empty string`);
}

/** Layers of metadata. What they are given is read once. */
export class GlobalMetadata {
  readonly #maxLength: number;
  readonly #page: readonly JsonMembers[];
  #group = NONE;
  #user = NONE;
  #identity = NONE;
  #context = NONE;

  /**
   * @param page What the client knows by itself, the weakest first.
   * @param maxLength Most UTF-16 units of each layer.
   */
  constructor(page: readonly object[], maxLength: number) {
    this.#maxLength = maxLength;
    this.#page = page.map((layer) => jsonMembers(layer, "", maxLength));
  }

  /** All layers, the weakest first. */
  get layers(): readonly JsonMembers[] {
    return [...this.#page, this.#group, this.#user, this.#context];
  }

  /** Says which group it is. @throws {Refusal} If that is none. */
  setGroup(value: unknown): JsonMembers {
    const next = this.#readNamed(value, "groupId");
    const isSame = next.get("groupId") === this.#group.get("groupId");
    this.#group = this.#merged(isSame ? this.#group : NONE, next);
    return next;
  }

  /** Says who it is. @throws {Refusal} If that is nobody. */
  setIdentity(value: unknown): JsonMembers {
    const next = this.#readNamed(value, "userId");
    if (next.get("userId") !== this.#identity.get("userId")) this.forgetIdentity();
    this.#context = this.#merged(this.#context, next);
    this.#identity = mergeMembers([this.#identity, next]);
    return next;
  }

  /** Takes out of the context what the identity put there. */
  forgetIdentity(): void {
    const isOthers = ([key, text]: [string, string]): boolean => this.#identity.get(key) !== text;
    this.#context = new Map([...this.#context].filter(isOthers));
    this.#identity = NONE;
  }

  /** Adds to the context. @throws {Refusal} If it is no object, or too much; then nothing is added. */
  addContext(value: unknown): void {
    this.#context = this.#merged(this.#context, this.#read(value));
  }

  /** Empties the context, the identity included. */
  clearContext(): void {
    this.#context = this.#identity = NONE;
  }

  /** Adds to the user's properties, as {@linkcode addContext}. */
  addUser(value: unknown): void {
    this.#user = this.#merged(this.#user, this.#read(value));
  }

  /** Empties the user's properties. */
  clearUser(): void {
    this.#user = NONE;
  }

  /** Forgets user and group; the context without the identity stays. */
  forgetPerson(): void {
    this.forgetIdentity();
    this.#user = this.#group = NONE;
  }

  /** One layer in the other, bounded: an application may add to it for days. */
  #merged(layer: JsonMembers, added: JsonMembers): JsonMembers {
    const members = mergeMembers([layer, added]);
    if (Array.from(members).join("").length > this.#maxLength) {
      throw new Refusal("too_large", "too much to carry");
    }
    return members;
  }

  #readNamed(value: unknown, idField: "userId" | "groupId"): JsonMembers {
    const { [idField]: id, traits } = Object(value) as Record<string, unknown>;
    const named = jsonMembers({ [idField]: requireText(id, idField) }, idField, this.#maxLength);
    return mergeMembers([this.#read(traits), named]);
  }

  #read(value: unknown): JsonMembers {
    return jsonMembers(value, "traits", this.#maxLength);
  }
}
