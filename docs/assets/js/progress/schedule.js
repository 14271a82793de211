// @ts-check
/**
 * When a question should be asked again: FSRS, fed with every try.
 *
 * Nothing but the tries is kept, so two devices that have merged them agree.
 * A right answer just after the explanation was read says nothing about the
 * memory: only one that comes eight hours after the last that counted does.
 * And a daily review need not come at the same hour: what is due in four hours
 * is due.
 *
 * Source: Ye, Su, Cao 2022, https://doi.org/10.1145/3534678.3539081
 */
import { createEmptyCard, fsrs, Rating } from "../../vendor/ts-fsrs.min.js";
import { readTry } from "../memory.js";

const HOUR = 3600 * 1000;
const APART = 8 * HOUR;
const EARLY = 4 * HOUR;
// Whole days, for a review that is done once a day; nothing left to chance.
const scheduler = fsrs({ enable_short_term: false, enable_fuzz: false });

/** @type {Record<string, 1 | 2 | 3 | 4>} by the letters of a try */
const GRADES = {
  w: Rating.Again,
  u: Rating.Again,
  rh: Rating.Hard,
  r: Rating.Good,
  re: Rating.Easy,
};

/**
 * @param {string[]} tries as the memory keeps them, oldest first
 * @returns {number} milliseconds since 1970
 */
export function dueAfter(tries) {
  // Of two that say the same time, the later says how hard it was.
  const all = new Map(tries.map((text) => [readTry(text).at, text.slice(8)]));
  const [first] = all.keys();
  let card = createEmptyCard(new Date(first));
  let before = -Infinity;
  for (const [at, letters] of all) {
    if (letters[0] === "r" && at - before < APART) continue;
    before = at;
    card = scheduler.next(card, new Date(at), GRADES[letters]).card;
  }
  return card.due.getTime() - EARLY;
}
