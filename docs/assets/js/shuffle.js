// @ts-check
/** An order that depends on the reader and the question, and on nothing else. */

/**
 * @template Item
 * @param {readonly Item[]} items
 * @param {string} seed of the reader
 * @param {string} name of the question
 */
export function shuffled(items, seed, name) {
  const keys = items.map((_, i) => scatter(`${seed} ${name} ${i}`));
  return items
    .map((item, i) => ({ item, key: keys[i] }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
}

/** @param {string} text a number for it that looks like chance (FNV-1a) */
function scatter(text) {
  let sum = 0x811c9dc5;
  for (const sign of text) {
    sum = Math.imul(sum ^ (sign.codePointAt(0) ?? 0), 0x01000193);
  }
  // The last letters must reach the highest bits.
  sum = Math.imul(sum ^ (sum >>> 15), 0x2c1b3c6d);
  sum = Math.imul(sum ^ (sum >>> 12), 0x297a2d39);
  return (sum ^ (sum >>> 15)) >>> 0;
}
