// @ts-check
/**
 * A memory in parts, when one code cannot hold it.
 *
 * Each part is a memory of its own. Because merging does not care for order
 * and twice is as good as once, the parts can be taken over in any order.
 */
import { empty } from "../memory.js";
import { pack } from "./pack.js";

/** @typedef {import("../memory.js").Memory} Memory */

/**
 * @param {Memory} memory
 * @param {number} many
 * @returns {Memory[]}
 */
export function split(memory, many) {
  const parts = Array.from({ length: many }, () => {
    return { ...empty(), seed: memory.seed, erased: memory.erased };
  });
  const names = /** @type {const} */ (["answers", "practices", "visits"]);
  for (const name of names) {
    // Names that are alike stay together, because they shrink together.
    const entries = Object.entries(memory[name]).sort();
    entries.forEach(([key, entry], i) => {
      const part = parts[Math.floor((i * many) / entries.length)];
      part[name][key] = /** @type {any} */ (entry);
    });
  }
  return parts;
}

/**
 * The packed parts, as few as will do; none if more than `most` are needed.
 * @param {Memory} memory
 * @param {number} length what one may be long
 * @param {number} most
 */
export async function packed(memory, length, most) {
  const whole = await pack(memory);
  // Each part repeats a little, so this many at least.
  let many = Math.ceil(whole.length / length);
  for (; many <= most; many += 1) {
    const parts = await Promise.all(split(memory, many).map(pack));
    if (parts.every((part) => part.length <= length)) return parts;
  }
  return [];
}
