/**
 * Gives sets a method that the assertions compare them by, where the runtime does not have it yet.
 *
 * @module
 */
// Node 20 does not.
if (!("symmetricDifference" in Set.prototype)) {
  Object.defineProperty(Set.prototype, "symmetricDifference", {
    value(this: Set<unknown>, other: Set<unknown>): Set<unknown> {
      const onlyHere = [...this].filter((item) => !other.has(item));
      return new Set([...onlyHere, ...[...other].filter((item) => !this.has(item))]);
    },
  });
}
