// @ts-check
/** The page of one's progress. */
import { make } from "../dom.js";
import { sign } from "../main.js";
import { all, onChange, trouble } from "../store.js";
import { dueNow } from "./calendar.js";
import * as counts from "./counts.js";
import { address, course, nameOf, placeOf } from "./course.js";
import { dayOf } from "./day.js";
import { firstToRead } from "./diagnostic.js";
import { dues } from "./due.js";
import { modules } from "./lessons.js";
import { weak } from "./weak.js";

/** @typedef {import("./course.js").Course} Course */

/** @param {HTMLElement} page */
export async function setUp(page) {
  /** @type {HTMLElement | null} */
  const place = page.querySelector("[data-dashboard]");
  if (!place || "ready" in place.dataset) return;
  place.dataset.ready = "";
  const draw = async () => {
    if (!place.isConnected) return;
    try {
      await fill(place, await course());
    } catch (error) {
      // Where even this script is out of reach, what was drawn before stays.
      await import("./lost.js").then((m) => m.tell(place, error), console.warn);
    }
  };
  onChange(draw);
  await draw();
  sign.then(() => import("./later.js")).catch(console.warn);
  if (trouble()) (await import("../notice.js")).tell(trouble());
}

/** @param {HTMLElement} place @param {Course} course */
async function fill(place, course) {
  const coming = await dues(course);
  const first = isEmpty(course)
    ? [(await import("./welcome.js")).welcome(course)]
    : [cards(course, coming), ...weak(course)];
  const drawing = [...first, ...modules(course)];
  const plainly = () => place.replaceChildren(...drawing);
  if (!place.childElementCount) return plainly();
  await import("./redraw.js").then((m) => m.redraw(place, drawing), plainly);
}

/** @param {Course} course */
function isEmpty(course) {
  const memory = all();
  return !(
    Object.keys(memory.answers).length || counts.lastVisit(memory, course)
  );
}

/**
 * @param {import("./course.js").Page} page
 * @param {string} text
 * @param {string} [anchor]
 */
export function button({ page }, text, anchor) {
  const href = address(page, anchor);
  return make("a", { className: "md-button", href }, text);
}

/**
 * What to do now.
 * @param {Course} course
 * @param {import("./calendar.js").Due[]} coming
 */
function cards(course, coming) {
  const made = [goOn(course), review(coming), start(course)];
  const shown = made.filter((card) => card !== undefined);
  return make("div", { className: "dashboard__cards" }, ...shown);
}

/** @param {string} title @param {(Node | string)[]} children */
function card(title, ...children) {
  const head = make("h2", { className: "dashboard__title" }, title);
  return make("section", { className: "dashboard__card" }, head, ...children);
}

/** @param {Course} course */
function goOn(course) {
  const visit = counts.lastVisit(all(), course);
  if (!visit) return undefined;
  const anchor = visit.hash.slice(1);
  const section = visit.page.sections.find((s) => s.anchor === anchor);
  return card(
    "Where you were",
    make("p", {}, placeOf(visit.page, section)),
    make("p", {}, button(visit.page, "Continue", anchor)),
  );
}

/** @param {import("./calendar.js").Due[]} coming */
function review(coming) {
  const number = dueNow(coming).length;
  if (number) {
    const text = `${number} question${number > 1 ? "s are" : " is"} due.`;
    const href = address("review/");
    const link = make("a", { className: "md-button", href }, "Review");
    return card("Review", make("p", {}, text), make("p", {}, link));
  }
  const next = coming[0];
  const text = next
    ? `Nothing is due. The next question comes ${dayOf(next.at)}.`
    : "What you answer comes back here before you forget it.";
  return card("Review", make("p", {}, text));
}

/** What the diagnostic said. @param {Course} course */
function start(course) {
  const page = firstToRead(all(), course);
  if (!page) return undefined;
  return card(
    "Where to start",
    make("p", {}, `After your answers: ${nameOf(page)}.`),
    make("p", {}, button(page, "Read it")),
  );
}
