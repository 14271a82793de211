// @ts-check
/**
 * How much is done: in a lesson's head its share, in the table of a module and
 * on the cards of the home page the share of each lesson.
 */
import { make } from "../dom.js";
import { all } from "../store.js";
import * as counts from "./counts.js";
import { address, nameOf, pagesOf, pathOf } from "./course.js";

/** @typedef {import("./course.js").Course} Course */

const LINKS = "#lessons + * td a, .home__path .card";

/** @param {Course} course */
export function mark(course) {
  markHead(course);
  markLinks(course);
  markTable(course);
  goOn(course);
}

/** @param {Course} course */
function markHead(course) {
  const place = document.querySelector(".lesson-head__share");
  const page = pagesOf(course).find(({ page }) => page === pathOf());
  if (!place || !page) return;
  const count = counts.countOf(all(), page);
  place.textContent = count.answered ? `${counts.shareOf(count)}% done` : "";
}

/** @param {Course} course */
function markLinks(course) {
  const pages = new Map(pagesOf(course).map((page) => [page.page, page]));
  /** @type {NodeListOf<HTMLAnchorElement>} */
  const links = document.querySelectorAll(LINKS);
  for (const link of links) {
    const page = pages.get(pathOf(link.href));
    if (!page?.number) continue;
    const count = counts.countOf(all(), page);
    const share = counts.shareOf(count);
    link.style.setProperty("--share", `${share}%`);
    link.classList.toggle("is-done", share === 100);
    let said = link.querySelector(".visually-hidden");
    if (!said) {
      said = make("span", { className: "visually-hidden" });
      link.append(said);
    }
    said.textContent = count.answered ? ` (${share}% done)` : "";
    link.title = count.answered
      ? `${count.done} of ${count.total} questions done`
      : "";
  }
}

/** @param {Course} course */
function markTable(course) {
  const module = course.modules.find(({ page }) => page === pathOf());
  const title = document.querySelector("#lessons + * th");
  if (!module || !title) return;
  let said = title.querySelector(".lessons-done");
  if (!said) {
    said = make("span", { className: "lessons-done" });
    title.append(said);
  }
  const done = counts.lessonsDone(all(), module);
  said.textContent = ` ${done}/${module.count} done`;
}

/**
 * On the home page, the button leads to where the reader was.
 * @param {Course} course
 */
function goOn(course) {
  /** @type {HTMLAnchorElement | null} */
  const button = document.querySelector("a[data-continue]");
  const visit = counts.lastVisit(all(), course);
  if (!button || !visit) return;
  button.href = address(visit.page.page, visit.hash.slice(1));
  button.textContent = `Continue: ${nameOf(visit.page)}`;
}
