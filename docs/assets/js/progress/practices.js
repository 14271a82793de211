// @ts-check

/** @typedef {import("./course.js").Page} Page */
/** @typedef {import("../memory.js").Memory} Memory */

/**
 * How many practices of a page were solved once.
 * @param {Memory} memory
 * @param {Page} page
 */
export function solved({ practices }, page) {
  const isSolved = (/** @type {string} */ name) =>
    Object.hasOwn(practices, name) && practices[name].passed > 0;
  return page.practices.filter(isSolved).length;
}
