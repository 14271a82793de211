// @ts-check
/** What is due when. */
import { pagesOf } from "./course.js";

/** @typedef {import("./course.js").Course} Course */
/** @typedef {import("./course.js").Page} Page */
/** @typedef {{id: string, page: Page, at: number}} Due */

/**
 * @param {Record<string, number>} times
 * @param {Course} course
 */
export function duesIn(times, course) {
  return pagesOf(course)
    .flatMap((page) =>
      Object.keys(page.versions)
        .filter((id) => Object.hasOwn(times, id) && !page.leads[id])
        .map((id) => ({ id, page, at: times[id] })),
    )
    .sort((a, b) => a.at - b.at);
}

/** @param {Due[]} dues those whose time has come */
export function dueNow(dues, now = Date.now()) {
  return dues.filter(({ at }) => at <= now);
}
