// @ts-check
/** What follows from the diagnostic. */
import { stateOf } from "./counts.js";
import { pagesOf } from "./course.js";

/** @typedef {import("./course.js").Course} Course */
/** @typedef {import("./course.js").Page} Page */
/** @typedef {import("../memory.js").Memory} Memory */

/**
 * What the diagnostic says to read first: the earliest page of the course that
 * two questions lead to which were not answered right. One miss is looked up.
 * Who has no page with two begins with the next module. Nothing while it is
 * not done.
 * @param {Memory} memory
 * @param {Course} course
 * @returns {Page | undefined}
 */
export function firstToRead(memory, course) {
  const asking = pagesOf(course).find(({ leads }) => Object.keys(leads).length);
  if (!asking) return undefined;
  const ids = Object.keys(asking.leads);
  const open = (/** @type {string} */ id) =>
    stateOf(memory, asking, id) === "open";
  if (ids.some(open)) return undefined;
  const missed = ids.filter(
    (id) => memory.answers[id].last.verdict !== "right",
  );
  const isShaky = (/** @type {Page} */ { page }) =>
    missed.filter((id) => asking.leads[id] === page).length > 1;
  const { modules } = course;
  const here = modules.findIndex(({ lessons }) => lessons.includes(asking));
  return (
    modules.flatMap(({ lessons }) => lessons).find(isShaky) ??
    modules[here + 1]?.lessons[0]
  );
}
