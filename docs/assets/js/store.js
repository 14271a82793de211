// @ts-check
/**
 * What the course remembers of its reader, in this browser alone.
 *
 * One entry of localStorage holds everything, with the number of its schema.
 * Where storage is blocked, full or from the future, the page works as well
 * and remembers until it is left.
 */

/**
 * @typedef {object} Answer
 * @property {number[] | string} given chosen options, or what was typed
 * @property {boolean} right
 * @property {boolean} first whether the first try was right
 * @property {number} tries
 * @property {number} at milliseconds since 1970
 * @property {string} of fingerprint of the question that was answered
 */
/** @typedef {{passed: boolean, tries: number, at: number}} Attempt */
/** @typedef {{schema: number, answers: Record<string, Answer>, practices?: Record<string, Attempt>}} Memory */

const KEY = "unmasked";
const SCHEMA = 1;

/** @type {Memory} */
let memory = { schema: SCHEMA, answers: {} };
let writable = true;

function load() {
  try {
    const stored = JSON.parse(localStorage.getItem(KEY) ?? "null");
    if (stored?.schema === SCHEMA) memory = stored;
    // A newer version of the site wrote this; it is not ours to overwrite.
    writable = !(stored?.schema > SCHEMA);
  } catch {
    // Blocked, or not JSON: what this page remembers stands.
  }
}

function save() {
  if (!writable) return;
  try {
    localStorage.setItem(KEY, JSON.stringify(memory));
  } catch {
    // Blocked or full.
  }
}

/**
 * @param {string} id
 * @returns {Answer | undefined}
 */
export function recall(id) {
  return memory.answers[id];
}

/**
 * @param {string} id
 * @param {{given: number[] | string, right: boolean, of: string}} attempt
 */
export function remember(id, attempt) {
  load(); // another tab may have written since
  const before = memory.answers[id];
  memory.answers[id] = {
    ...attempt,
    first: before?.first ?? attempt.right,
    tries: (before?.tries ?? 0) + 1,
    at: Date.now(),
  };
  save();
}

/** @param {string} id */
export function recallPractice(id) {
  return memory.practices?.[id];
}

/**
 * What was solved once stays solved.
 * @param {string} id
 * @param {boolean} passed
 */
export function rememberPractice(id, passed) {
  load();
  const practices = (memory.practices ??= {});
  const before = practices[id];
  practices[id] = {
    passed: passed || !!before?.passed,
    tries: (before?.tries ?? 0) + 1,
    at: Date.now(),
  };
  save();
}

load();
