// @ts-check
/** Reads what was stored: by an older version, or damaged, or by a stranger. */
import { empty, SCHEMA, tryOf } from "./memory.js";

/** @typedef {import("./memory.js").Answer} Answer */
/** @typedef {import("./memory.js").Memory} Memory */

/**
 * What can be kept of stored JSON, and whether that is all of it.
 * @param {any} stored
 * @returns {{memory: Memory, whole: boolean}}
 */
export function read(stored) {
  const memory = empty();
  if (stored?.schema === 1) stored = fromFirst(stored);
  // The third schema added to the second how hard an answer was to find.
  if (![2, SCHEMA].includes(stored?.schema)) return { memory, whole: false };
  let whole = true;
  const keep = (
    /** @type {"answers" | "practices" | "visits"} */ name,
    /** @type {RegExp} */ names,
    /** @type {(entry: any) => boolean} */ isSound,
  ) => {
    const entries = stored[name];
    if (!entries || typeof entries !== "object") whole = false;
    for (const [key, entry] of Object.entries(entries ?? {})) {
      if (names.test(key) && isSound(entry)) memory[name][key] = /** @type {any} */ (entry);
      else whole = false;
    }
  };
  keep("answers", /^[a-z0-9-]+$/, isAnswer);
  keep("practices", /^[a-z0-9-]+$/, isPractice);
  // Links are made of these: a path below the site, and a place on the page.
  keep("visits", /^([\w-]+\/)*$/, isVisit);
  if (typeof stored.seed === "string") memory.seed = stored.seed;
  else whole = false;
  if (isTime(stored.erased)) memory.erased = stored.erased;
  else whole = false;
  return { memory, whole };
}

/** @param {any} time */
function isTime(time) {
  return Number.isInteger(time) && time >= 0 && time < 36 ** 8;
}

/** @param {any} entry */
function isAnswer(entry) {
  const { tries, last } = entry ?? {};
  const { at, verdict, given, of } = last ?? {};
  return (
    Array.isArray(tries) &&
    tries.length > 0 &&
    tries.every((text) => /^[0-9a-z]{8}([wu]|r[he]?)$/.test(text)) &&
    tries.every((text, i) => !i || tries[i - 1] < text) &&
    isTime(at) &&
    tries.includes(tryOf(at, verdict ?? "?")) &&
    (typeof given === "string" ||
      (Array.isArray(given) && given.every(Number.isInteger))) &&
    typeof of === "string"
  );
}

/** @param {any} entry */
function isPractice(entry) {
  const { at, tries, passed } = entry ?? {};
  const sound = isTime(at) && Number.isInteger(tries) && isTime(passed);
  return sound && passed <= at;
}

/** @param {any} entry */
function isVisit(entry) {
  return isTime(entry?.at) && /^(#.*)?$/.test(entry.hash);
}

/**
 * The first schema knew of each answer how often it was tried, whether the
 * first try was right, and the last try.
 * @param {any} stored
 */
function fromFirst(stored) {
  /** @type {Record<string, Answer>} */
  const answers = {};
  for (const [id, old] of Object.entries(stored.answers ?? {})) {
    const { given, right, first, tries, at } = old ?? {};
    const verdict = right ? "right" : "wrong";
    const kept = isTime(at) ? [tryOf(at, verdict)] : [];
    if (tries > 1 && at) kept.unshift(tryOf(at - 1, first ? "right" : "wrong"));
    answers[id] = { tries: kept, last: { at, verdict, given, of: "" } };
  }
  /** @type {Record<string, any>} */
  const practices = {};
  for (const [name, old] of Object.entries(stored.practices ?? {})) {
    practices[name] = { ...old, passed: old?.passed ? old.at : 0 };
  }
  return { ...empty(), answers, practices };
}
