// @ts-check
/**
 * What the course remembers of its reader, as data: how it is written down and
 * how two memories become one.
 *
 * Each answer is a record of its own. Merging keeps every try of both sides
 * and the newer of two last answers, so it does not matter which side comes
 * first, in which order many are merged, or whether one is merged twice.
 */

/** @typedef {"right" | "wrong" | "unsure"} Verdict */
/** @typedef {"hard" | "easy"} Ease how hard a right answer was to find */
/** @typedef {number[] | string} Given chosen options, or what was typed */
/**
 * @typedef {object} Last
 * @property {number} at milliseconds since 1970
 * @property {Verdict} verdict
 * @property {Given} given
 * @property {string} of version of the question; empty when not known
 */
/**
 * @typedef {object} Answer
 * @property {string[]} tries each the time in base 36 and the verdict's first
 *   letter, oldest first. A right answer that was hard or easy to find stands
 *   twice: as it was marked, and with the letter of that behind it.
 * @property {Last} last
 */
/** @typedef {{at: number, hash: string}} Visit the section that was read last */
/**
 * @typedef {object} Practice
 * @property {number} at when it was last run
 * @property {number} tries
 * @property {number} passed when it was last solved; 0 if never
 */
/**
 * @typedef {object} Memory
 * @property {number} schema
 * @property {string} seed by which options are shuffled
 * @property {number} erased answers and visits up to this time are forgotten
 * @property {Record<string, Answer>} answers by question
 * @property {Record<string, Practice>} practices by name
 * @property {Record<string, Visit>} visits by page
 */

export const SCHEMA = 3;

/** @returns {Memory} */
export function empty() {
  const entries = { answers: {}, practices: {}, visits: {} };
  return { schema: SCHEMA, seed: "", erased: 0, ...entries };
}

/** @param {number} at @param {Verdict} verdict @param {"" | Ease} ease */
export function tryOf(at, verdict, ease = "") {
  return at.toString(36).padStart(8, "0") + verdict[0] + ease.slice(0, 1);
}

/** @param {string} text @returns {{at: number, verdict: Verdict}} */
export function readTry(text) {
  const verdicts = /** @type {const} */ ({
    r: "right",
    w: "wrong",
    u: "unsure",
  });
  const letter = /** @type {"r" | "w" | "u"} */ (text[8]);
  return { at: parseInt(text.slice(0, 8), 36), verdict: verdicts[letter] };
}

/**
 * @param {Memory} one
 * @param {Memory} two
 * @returns {Memory}
 */
export function merge(one, two) {
  const erased = Math.max(one.erased, two.erased);
  const answers = join(one.answers, two.answers, (a, b) => ({
    tries: [...new Set([...a.tries, ...b.tries])].sort(),
    last: newer(a.last, b.last),
  }));
  for (const [id, { tries, last }] of Object.entries(answers)) {
    const kept = tries.filter((text) => readTry(text).at > erased);
    if (last.at > erased) answers[id] = { tries: kept, last };
    else delete answers[id];
  }
  // What was solved once stays solved.
  const practices = join(one.practices, two.practices, (a, b) => ({
    ...((a.at - b.at || a.tries - b.tries) > 0 ? a : b),
    passed: Math.max(a.passed, b.passed),
  }));
  for (const [name, practice] of Object.entries(practices)) {
    // Not because of a time before all was forgotten.
    if (practice.passed && practice.passed <= erased) {
      practices[name] = { ...practice, passed: 0 };
    }
  }
  const visits = join(one.visits, two.visits, newer);
  for (const entries of [practices, visits]) {
    for (const [key, { at }] of Object.entries(entries)) {
      if (at <= erased) delete entries[key];
    }
  }
  const seeds = [one.seed, two.seed].filter(Boolean).sort();
  const entries = { answers, practices, visits };
  return { schema: SCHEMA, seed: seeds[0] ?? "", erased, ...entries };
}

/**
 * @template Entry
 * @param {Record<string, Entry>} one
 * @param {Record<string, Entry>} two
 * @param {(a: Entry, b: Entry) => Entry} both
 */
function join(one, two, both) {
  const joined = { ...one };
  for (const [key, entry] of Object.entries(two)) {
    joined[key] = Object.hasOwn(one, key) ? both(one[key], entry) : entry;
  }
  return joined;
}

/**
 * The newer of two, and of two of the same time always the same one.
 * @template {{at: number}} Entry
 * @param {Entry} a
 * @param {Entry} b
 */
function newer(a, b) {
  if (a.at !== b.at) return a.at > b.at ? a : b;
  return text(a) > text(b) ? a : b;
}

/** @param {object} entry whatever the order of its keys */
function text(entry) {
  return JSON.stringify(Object.entries(entry).sort());
}
