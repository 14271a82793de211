// @ts-check
/** Lets in what other browsers wrote, whole or not at all. */
import { SCHEMA } from "../memory.js";
import { read } from "../repair.js";

/** @typedef {import("../memory.js").Memory} Memory */

/** Why something was not taken; its message is for the reader. */
export class Refused extends Error {}

/** No reader's progress comes near: a thousand answers take 130 KB. */
export const MOST = 2_000_000;

export const NEWER =
  "It was written by a newer version of this site. Reload this page to get " +
  "that version, and try again.";

/**
 * A memory that is sound in every part.
 * @param {any} parsed what JSON held
 * @param {string} foreign what to say if it is something else altogether
 * @returns {Memory}
 */
export function admit(parsed, foreign) {
  const schema = parsed?.schema;
  if (!Number.isInteger(schema) || schema < 1) throw new Refused(foreign);
  if (schema > SCHEMA) throw new Refused(NEWER);
  const { memory, whole } = read(parsed);
  if (!whole) throw new Refused("Part of it is damaged.");
  return memory;
}

/** @param {string} text @param {string} foreign */
export function parse(text, foreign) {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refused(foreign);
  }
}
