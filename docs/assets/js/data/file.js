// @ts-check
/** The progress as a file: written, and read from whatever a reader picks. */
import { admit, MOST, parse, Refused } from "./admit.js";

/** @typedef {import("../memory.js").Memory} Memory */

const FOREIGN = "It is not a file with progress, or not all of one.";

/**
 * @param {Memory} memory
 * @param {Date} now
 */
export function write(memory, now) {
  const saved = now.toISOString();
  const name = `unmasked-progress-${saved.slice(0, 10)}.json`;
  const whole = { unmasked: "progress", saved, memory };
  return { name, text: `${JSON.stringify(whole, null, 1)}\n` };
}

/**
 * @param {Blob} file
 * @returns {Promise<Memory>}
 */
export async function read(file) {
  if (file.size > MOST) {
    const size = Math.round(file.size / 1e5) / 10;
    throw new Refused(
      `It has ${size} MB, and a file of progress has less than ${MOST / 1e6}.`,
    );
  }
  const parsed = parse(await file.text(), FOREIGN);
  if (parsed?.unmasked !== "progress") throw new Refused(FOREIGN);
  return admit(parsed.memory, FOREIGN);
}
