// @ts-check
/**
 * When each answered question is due. That follows from the memory; it is kept
 * beside it, so that pages need not load the scheduler to count.
 */
import { all } from "../store.js";
import { duesIn } from "./calendar.js";

/** @typedef {import("./course.js").Course} Course */
/** @typedef {import("../memory.js").Memory} Memory */

const KEY = "unmasked-due";

/**
 * A sign that changes whenever an answer or an erasure is added.
 * @param {Memory} memory
 */
function signOf({ answers, erased }) {
  const tries = Object.values(answers).map(({ tries }) => tries);
  const last = tries.map((texts) => texts[texts.length - 1]).sort();
  return `${erased} ${tries.flat().length} ${last[last.length - 1]}`;
}

/** @returns {{of?: string, at?: Record<string, number>}} */
function kept() {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "{}") ?? {};
  } catch {
    return {}; // blocked or damaged
  }
}

/** The times, from what is kept if that is of now. */
async function times() {
  const { answers } = all();
  const of = signOf(all());
  const before = kept();
  const ids = Object.keys(answers);
  if (before.of === of && ids.every((id) => Number(before.at?.[id]) > 0)) {
    return /** @type {Record<string, number>} */ (before.at);
  }
  if (!ids.length) return {};
  const { dueAfter } = await import("./schedule.js");
  const at = Object.fromEntries(
    ids.map((id) => [id, dueAfter(answers[id].tries)]),
  );
  try {
    localStorage.setItem(KEY, JSON.stringify({ of, at }));
  } catch {
    // Blocked or full: the next page computes it again.
  }
  return at;
}

/**
 * Every answered question that is still asked, the longest overdue first.
 * @param {Course} course
 * @returns {Promise<import("./calendar.js").Due[]>}
 */
export async function dues(course) {
  return duesIn(await times(), course);
}
