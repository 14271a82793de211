// @ts-check
/** Every module and lesson, and how much of it is done. */
import { make } from "../dom.js";
import { all } from "../store.js";
import * as counts from "./counts.js";
import { address, nameOf } from "./course.js";

/** @typedef {import("./course.js").Course} Course */
/** @typedef {import("./course.js").Module} Module */
/** @typedef {import("./course.js").Page} Page */

/** @type {typeof import("./sections.js") | undefined} */
let inside;

/** @param {Course} course */
export function modules(course) {
  const lessons = course.modules.flatMap(({ lessons }) => lessons);
  const sums = lessons.map((lesson) => counts.countOf(all(), lesson));
  const done = sums.reduce((sum, count) => sum + count.done, 0);
  const total = sums.reduce((sum, count) => sum + count.total, 0);
  const finished = sums.filter((count) => counts.shareOf(count) === 100).length;
  const text =
    `${done} of ${total} questions and ${finished} of ${lessons.length} ` +
    "lessons done.";
  return [
    make("h2", {}, "The course"),
    make("p", {}, text),
    ...course.modules.flatMap(moduleOf),
  ];
}

/** @param {Module} module */
function moduleOf(module) {
  const link = make("a", { href: address(module.page) }, module.title);
  const done = counts.lessonsDone(all(), module);
  const said = make("span", { className: "dashboard__said" });
  said.textContent = `${done}/${module.count} lessons`;
  const head = make("h3", { className: "dashboard__module" }, link, said);
  return [head, ...module.lessons.map(lessonOf)];
}

/** @param {Page} lesson */
function lessonOf(lesson) {
  const count = counts.countOf(all(), lesson);
  const share = counts.shareOf(count);
  const ring = make("span", { className: "ring" });
  ring.style.setProperty("--share", `${share}%`);
  ring.classList.toggle("is-done", share === 100);
  const said = make("span", { className: "dashboard__said" });
  said.textContent = `${count.done}/${count.total}`;
  const name = make("span", { className: "dashboard__name" }, nameOf(lesson));
  const summary = make("summary", {}, ring, name, said);
  const id = `progress-${lesson.page.replaceAll("/", "-")}`;
  const folded = make("details", { id }, summary);
  folded.className = "dashboard__lesson";
  folded.addEventListener("toggle", async () => {
    inside ??= await import("./sections.js");
    if (folded.childElementCount === 1) folded.append(...inside.sections(lesson));
  });
  return folded;
}
