// @ts-check
/** What unfolds below a lesson: its sections, its quiz and its practices. */
import { make } from "../dom.js";
import { all } from "../store.js";
import * as counts from "./counts.js";
import { address } from "./course.js";
import { solved } from "./practices.js";

/** @typedef {import("./course.js").Page} Page */

/** @param {Page} lesson */
export function sections(lesson) {
  const lines = lesson.sections.map((section) => {
    const { done, total } = counts.countOf(all(), lesson, section.questions);
    const href = address(lesson.page, section.anchor);
    const right = make("span", { className: "dashboard__said" });
    right.textContent = `${done}/${total}`;
    return make("li", {}, make("a", { href }, section.title), right);
  });
  const go = make("a", { href: address(lesson.page) }, "To the lesson");
  const foot = make("p", {}, go, score(lesson), practised(lesson));
  const list = make("ul", { className: "dashboard__sections" }, ...lines);
  return [list, foot];
}

/** How the quiz at the end went. @param {Page} lesson */
function score(lesson) {
  const { answered, total } = counts.countOf(all(), lesson, lesson.quiz);
  if (!answered) return total ? ` · its quiz has ${total} questions` : "";
  const wrong = counts.missed(all(), lesson, lesson.quiz).length;
  const right = answered - wrong;
  return answered === total
    ? ` · quiz: ${right} of ${total} right`
    : ` · quiz: ${answered} of ${total} answered, ${right} right`;
}

/** How many practices are solved. @param {Page} lesson */
function practised(lesson) {
  const total = lesson.practices.length;
  const done = solved(all(), lesson);
  return total ? ` · practices: ${done} of ${total} solved` : "";
}
