// @ts-check
/** How far a reader is, computed from the memory and the course. */
import { readTry } from "../memory.js";
import { pagesOf } from "./course.js";

/** @typedef {import("./course.js").Course} Course */
/** @typedef {import("./course.js").Module} Module */
/** @typedef {import("./course.js").Page} Page */
/** @typedef {import("./course.js").Section} Section */
/** @typedef {import("../memory.js").Memory} Memory */
/** @typedef {{done: number, answered: number, total: number}} Count */
/** @typedef {{page: Page, section: Section, id: string}} Asked */
/** @typedef {{name: string, answered: number, missed: Asked[]}} Concept */

/**
 * How a question stands. It is done once it was answered right, on whichever
 * try; one of the diagnostic, which is no exam, once it was answered.
 * @param {Memory} memory
 * @param {Page} page
 * @param {string} id
 * @returns {"open" | "answered" | "done"}
 */
export function stateOf(memory, page, id) {
  if (!Object.hasOwn(memory.answers, id)) return "open";
  const { tries, last } = memory.answers[id];
  if (last.of && last.of !== page.versions[id]) return "open"; // asked anew
  const right = tries.some((text) => readTry(text).verdict === "right");
  return right || page.leads[id] ? "done" : "answered";
}

/**
 * @param {Memory} memory
 * @param {Page} page
 * @param {string[]} ids
 * @returns {Count}
 */
export function countOf(memory, page, ids = Object.keys(page.versions)) {
  const states = ids.map((id) => stateOf(memory, page, id));
  return {
    done: states.filter((state) => state === "done").length,
    answered: states.filter((state) => state !== "open").length,
    total: ids.length,
  };
}

/**
 * In percent, of which 100 means all.
 * @param {Count} count
 */
export function shareOf({ done, total }) {
  return total ? Math.floor((100 * done) / total) : 0;
}

/** @param {Memory} memory @param {Page} page */
export function isDone(memory, page) {
  return shareOf(countOf(memory, page)) === 100;
}

/** @param {Memory} memory @param {Module} module lessons that are done */
export function lessonsDone(memory, { lessons }) {
  return lessons.filter((lesson) => isDone(memory, lesson)).length;
}

/**
 * The questions whose last answer was not right.
 * @param {Memory} memory
 * @param {Page} page
 * @param {string[]} ids
 */
export function missed(memory, page, ids) {
  return ids.filter(
    (id) =>
      stateOf(memory, page, id) !== "open" &&
      !page.leads[id] &&
      memory.answers[id].last.verdict !== "right",
  );
}

/**
 * The concepts of the questions whose last answer was not right, those with
 * the largest share of such answers first. The diagnostic is no exam.
 * @param {Memory} memory
 * @param {Course} course
 */
export function weakest(memory, course) {
  /** @type {Concept[]} */
  const found = course.concepts.map((name) => ({
    name,
    answered: 0,
    missed: [],
  }));
  for (const page of pagesOf(course)) {
    for (const section of page.sections) {
      section.questions.forEach((id, i) => {
        if (stateOf(memory, page, id) === "open" || page.leads[id]) return;
        const concept = found[section.concepts[i]];
        concept.answered += 1;
        const { verdict } = memory.answers[id].last;
        if (verdict !== "right") concept.missed.push({ page, section, id });
      });
    }
  }
  const share = (/** @type {Concept} */ { missed, answered }) =>
    missed.length / answered;
  return found
    .filter(({ missed }) => missed.length)
    .sort((a, b) => share(b) - share(a) || b.missed.length - a.missed.length);
}

/**
 * The lesson page that was read last, and where.
 * @param {Memory} memory
 * @param {Course} course
 */
export function lastVisit(memory, course) {
  return pagesOf(course)
    .filter(({ page }) => Object.hasOwn(memory.visits, page))
    .map((page) => ({ page, ...memory.visits[page.page] }))
    .sort((a, b) => b.at - a.at)[0];
}
