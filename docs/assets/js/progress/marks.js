// @ts-check
/**
 * Says on every page how far the reader is: in the header what is due, and the
 * shares that are done where a page shows any. All of it in places that the
 * style sheet keeps free, so that nothing moves. It runs once it is imported.
 */
import { make } from "../dom.js";
import { all, onChange } from "../store.js";
import { dueNow } from "./calendar.js";
import { address, course } from "./course.js";
import { dues } from "./due.js";

/** @typedef {import("./course.js").Course} Course */

const SHARES = ".lesson-head__share, #lessons, .home__path, a[data-continue]";

let filled = false;

/** Fill in the page that is open. */
async function show() {
  const { answers, visits } = all();
  filled ||= Object.keys({ ...answers, ...visits }).length > 0;
  if (!filled) return; // nothing to say yet
  try {
    const whole = await course();
    if (document.querySelector(SHARES)) {
      (await import("./shares.js")).mark(whole);
    }
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

onChange(show);
// From now on, and on the pages to come.
/** @type {any} */ (window).document$.subscribe(show);
