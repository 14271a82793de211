// @ts-check
/** What a memory holds, and what another one would add to it, in words. */
import { empty, merge } from "../memory.js";

/** @typedef {import("../memory.js").Memory} Memory */
/**
 * @typedef {object} News
 * @property {number} answers questions that were not answered here
 * @property {number} newer questions whose last answer is newer there
 * @property {number} tries questions with earlier tries that are not known here
 * @property {number} practices that were not tried here, or are newer there
 * @property {number} places pages that were read there later, or only there
 * @property {number} forgotten answers from before all was erased here
 */

/**
 * What is added keeps what is here: that all was erased elsewhere erases
 * nothing here.
 * @param {Memory} memory
 */
export const keeping = (memory) => ({ ...memory, erased: 0 });

/**
 * @param {Memory} mine
 * @param {Memory} theirs
 * @returns {News}
 */
export function compare(mine, theirs) {
  const before = merge(mine, empty());
  const after = merge(mine, keeping(theirs));
  const news = { answers: 0, newer: 0, tries: 0, practices: 0, places: 0 };
  for (const [id, { tries, last }] of Object.entries(after.answers)) {
    const known = before.answers[id];
    if (!known) news.answers += 1;
    else if (!same(known.last, last)) news.newer += 1;
    else if (known.tries.length < tries.length) news.tries += 1;
  }
  for (const [name, practice] of Object.entries(after.practices)) {
    if (!same(before.practices[name], practice)) news.practices += 1;
  }
  for (const [page, visit] of Object.entries(after.visits)) {
    if (!same(before.visits[page], visit)) news.places += 1;
  }
  const sent = merge(theirs, empty()).answers;
  const kept = Object.keys(sent).filter((id) => id in after.answers);
  return { ...news, forgotten: Object.keys(sent).length - kept.length };
}

/** @param {any} one @param {any} two */
function same(one, two) {
  return one === two || JSON.stringify(one) === JSON.stringify(two);
}

/**
 * What comes in; empty if nothing.
 * @param {News} news
 */
export function list({ answers, newer, tries, practices, places }) {
  return [
    answers && count(answers, "answer"),
    newer && `${newer} newer`,
    tries && `earlier tries of ${count(tries, "question")}`,
    practices && count(practices, "practice"),
    places && count(places, "place where you read", "places where you read"),
  ]
    .filter(Boolean)
    .join(", ");
}

/** What stays out; empty if nothing. @param {News} news */
export function stays({ forgotten }) {
  if (!forgotten) return "";
  const [were, stay] = forgotten === 1 ? ["is", "stays"] : ["are", "stay"];
  return (
    ` ${count(forgotten, "answer")} ${were} from before you erased your ` +
    `progress here, and ${stay} erased.`
  );
}

/** @param {Memory} memory */
export function holds({ answers, practices }) {
  const all = Object.values(answers);
  const parts = [count(all.length, "answer")];
  const tried = Object.keys(practices).length;
  if (tried) parts.push(count(tried, "practice"));
  const last = Math.max(0, ...all.map(({ last }) => last.at));
  const when = last ? `, the last of ${day(last)}` : "";
  return `${parts.join(" and ")}${when}`;
}

/** @param {number} time */
export function day(time) {
  return new Date(time).toLocaleDateString("en", { dateStyle: "long" });
}

/** @param {number} n @param {string} one @param {string} many */
export function count(n, one, many = `${one}s`) {
  return `${n} ${n === 1 ? one : many}`;
}
