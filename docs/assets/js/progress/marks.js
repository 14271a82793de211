// @ts-check
/**
 * Says on every page how far the reader is: in the header what is due, in a
 * lesson's head its share, in the table of a module and on the cards of the
 * home page the share of each lesson. All of it in places that the style sheet
 * keeps free, so that nothing moves. It runs once it is imported.
 */
import { make } from "../dom.js";
import { all, onChange } from "../store.js";
import { dueNow } from "./calendar.js";
import * as counts from "./counts.js";
import { address, course, nameOf, pagesOf, pathOf } from "./course.js";
import { dues } from "./due.js";
import { watch } from "./visits.js";

/** @typedef {import("./course.js").Course} Course */

const LINKS = "#lessons + * td a, .home__path .card";

let filled = false;

/** Fill in the page that is open. */
async function show() {
  const { answers, visits } = all();
  filled ||= Object.keys({ ...answers, ...visits }).length > 0;
  if (!filled) return; // nothing to say yet
  try {
    const whole = await course();
    markHead(whole);
    markLinks(whole);
    markTable(whole);
    goOn(whole);
    await tellDue(whole);
  } catch (error) {
    console.warn(error); // offline, or not ours: the pages stay as they are
  }
}

/** @param {Course} course */
async function tellDue(course) {
  const number = dueNow(await dues(course)).length;
  /** @type {HTMLAnchorElement | null} */
  const before = document.querySelector(".due");
  const link = before ?? make("a", { className: "due" });
  link.href = address("review/");
  link.hidden = !number;
  link.textContent = `${number} due`;
  link.title = "Questions that are due for review";
  const header = document.querySelector(".md-header__inner");
  if (!before) header?.querySelector(".md-header__title")?.after(link);
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

onChange(show);
// From now on, and on the pages to come.
/** @type {any} */ (window).document$.subscribe(show);
watch();
