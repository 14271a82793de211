// @ts-check
/** Whether what a reader typed is right. */

/**
 * @param {string} given
 * @param {string} answer
 * @param {string} tolerance
 * @returns {boolean | undefined} nothing if it is no number
 */
export function isNumber(given, answer, tolerance) {
  const number = parse(given);
  if (Number.isNaN(number)) return undefined;
  // The last term forgives the rounding of decimals to binary.
  const room = Number(tolerance) + 1e-9 * Math.abs(Number(answer));
  return Math.abs(number - Number(answer)) <= room;
}

/**
 * @param {string} given
 * @param {string} answers with `|` between them
 */
export function isWord(given, answers) {
  return answers.split("|").some((word) => plain(word) === plain(given));
}

/**
 * What code prints has capitals, and spaces that nobody counts.
 * @param {string} given
 * @param {string} answer
 */
export function isOutput(given, answer) {
  return output(given) === output(answer);
}

/** @param {string} text */
function plain(text) {
  return text.trim().toLowerCase().replace(/\s+/g, " ");
}

/** @param {string} text */
function output(text) {
  return text.trim().replace(/\s+/g, " ").replace(/ ?([^\w ]) ?/g, "$1");
}

/**
 * Numbers as people type them: `0.25`, `0,25`, `1/4`, `1e-3`, `-2`, `1 024`.
 * @param {string} text
 */
function parse(text) {
  const parts = text
    .replace(/[\s_]/g, "")
    .replace("−", "-")
    .replace(",", ".")
    .split("/");
  if (parts.length > 2 || parts.includes("")) return NaN;
  return parts.map(Number).reduce((above, below) => above / below);
}
