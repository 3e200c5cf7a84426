/**
 * The metadata that every event carries, in layers: what the client knows by itself, and what it was
 * told of group, user and context.
 *
 * @module
 */
import { InvalidField, requireText } from "../core/encoded_event.ts";
import { type JsonMembers, jsonMembers, mergeMembers, NO_MEMBERS } from "../core/json_members.ts";
import { TooLarge } from "../core/serialize.ts";

/** Layers of metadata. What they are given is read once. */
export class GlobalMetadata {
  readonly #maxLength: number;
  readonly #page: readonly JsonMembers[];
  #group = NO_MEMBERS;
  #user = NO_MEMBERS;
  #identity = NO_MEMBERS;
  #context = NO_MEMBERS;

  /**
   * @param page What the client knows by itself, the weakest first.
   * @param maxLength Most UTF-16 units of each layer.
   */
  constructor(page: readonly object[], maxLength: number) {
    this.#maxLength = maxLength;
    this.#page = page.map((layer) => this.#read(layer, "page"));
  }

  /** All layers, the weakest first. */
  get layers(): readonly JsonMembers[] {
    return [...this.#page, this.#group, this.#user, this.#context];
  }

  /** Says which group it is. @throws {InvalidField} If that is none. */
  setGroup(value: unknown): JsonMembers {
    const next = this.#readNamed(value, "groupId");
    const isSame = next.get("groupId") === this.#group.get("groupId");
    this.#group = isSame ? this.#merged(this.#group, next) : next;
    return next;
  }

  /** Says who it is. @throws {InvalidField} If that is nobody. */
  setIdentity(value: unknown): JsonMembers {
    const next = this.#readNamed(value, "userId");
    const isSame = next.get("userId") === this.#identity.get("userId");
    if (!isSame) this.forgetIdentity();
    const context = this.#merged(this.#context, next);
    this.#identity = mergeMembers([this.#identity, next]);
    this.#context = context;
    return next;
  }

  /** Takes out of the context what the identity put there. */
  forgetIdentity(): void {
    this.#context = new Map(
      [...this.#context].filter(([key, text]) => this.#identity.get(key) !== text),
    );
    this.#identity = NO_MEMBERS;
  }

  /** Adds to the context. @throws What {@linkcode jsonMembers} throws; then nothing is added. */
  addContext(value: unknown): void {
    this.#context = this.#merged(this.#context, this.#read(value, "context"));
  }

  /** Empties the context, the identity included. */
  clearContext(): void {
    this.#context = this.#identity = NO_MEMBERS;
  }

  /** Adds to the user's properties, as {@linkcode addContext}. */
  addUser(value: unknown): void {
    this.#user = this.#merged(this.#user, this.#read(value, "properties"));
  }

  /** Empties the user's properties. */
  clearUser(): void {
    this.#user = NO_MEMBERS;
  }

  /** Forgets user and group; the context without the identity stays. */
  forgetPerson(): void {
    this.forgetIdentity();
    this.#user = this.#group = NO_MEMBERS;
  }

  /** One layer in the other, bounded: an application may add to it for days. */
  #merged(layer: JsonMembers, added: JsonMembers): JsonMembers {
    const members = mergeMembers([layer, added]);
    let length = 0;
    for (const [key, text] of members) length += key.length + text.length;
    if (length > this.#maxLength) throw new TooLarge();
    return members;
  }

  #readNamed(value: unknown, idField: "userId" | "groupId"): JsonMembers {
    if (typeof value !== "object" || value === null) {
      throw new InvalidField(`'${idField}' must be in an object`);
    }
    const id = requireText(Reflect.get(value, idField), idField);
    const traits = this.#read(Reflect.get(value, "traits"), "traits");
    return mergeMembers([traits, this.#read({ [idField]: id }, idField)]);
  }

  #read(value: unknown, field: string): JsonMembers {
    return jsonMembers(value, field, this.#maxLength);
  }
}
