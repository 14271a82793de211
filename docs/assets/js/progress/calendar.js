// @ts-check
/** What is due when, and how to say it. */
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

/**
 * A day as a reader says it.
 * @param {number} at
 */
export function dayOf(at, now = Date.now()) {
  const midnight = (/** @type {number} */ time) =>
    new Date(time).setHours(0, 0, 0, 0);
  const days = Math.round((midnight(at) - midnight(now)) / 864e5);
  if (days <= 0) return "today";
  if (days === 1) return "tomorrow";
  const options = /** @type {Intl.DateTimeFormatOptions} */ (
    days < 7 ? { weekday: "long" } : { day: "numeric", month: "long" }
  );
  return `on ${new Intl.DateTimeFormat("en-US", options).format(at)}`;
}
