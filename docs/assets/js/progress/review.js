// @ts-check
/** The page of the review: what is due now, or what comes next. */
import { make } from "../dom.js";
import { followed } from "../main.js";
import { dueNow } from "./calendar.js";
import { address, course, pagesOf } from "./course.js";
import { dayOf } from "./day.js";
import { dues } from "./due.js";

/** @typedef {import("./course.js").Course} Course */
/** @typedef {import("./calendar.js").Due} Due */

/** @param {HTMLElement} page */
export async function setUp(page) {
  /** @type {HTMLElement | null} */
  const place = page.querySelector("[data-review]");
  if (!place || "ready" in place.dataset) return;
  place.dataset.ready = "";
  place.replaceChildren(make("p", {}, "Looking what is due…"));
  // Who followed a link to the review has asked for it. For who comes from
  // elsewhere, what asks is not loaded yet.
  await attempt(place, followed ? begin : offer);
}

/**
 * @param {HTMLElement} place
 * @param {(place: HTMLElement, course: Course) => Promise<void>} show
 */
async function attempt(place, show) {
  try {
    await show(place, await course());
  } catch (error) {
    await import("./lost.js").then((m) => m.tell(place, error), console.warn);
  }
}

/** @param {HTMLElement} place @param {Course} course */
async function begin(place, course) {
  await (await import("./sitting.js")).begin(place, course);
}

/** @param {HTMLElement} place @param {Course} course */
async function offer(place, course) {
  const { length } = dueNow(await dues(course));
  if (!length) return rest(place, course);
  const text = `${length} question${length > 1 ? "s are" : " is"} due.`;
  const go = make("button", { className: "md-button" }, "Begin");
  go.addEventListener("click", () => attempt(place, begin));
  place.replaceChildren(make("p", {}, text), make("p", {}, go));
}

/**
 * Nothing is due.
 * @param {HTMLElement} place
 * @param {Course} course
 */
export async function rest(place, course) {
  const coming = await dues(course);
  if (!coming.length) {
    const [first] = pagesOf(course);
    const text =
      "Nothing to review yet. Whatever you answer in a lesson comes back " +
      "here, first after a day or two, then at growing distances.";
    const link = make("a", { className: "md-button" }, "To the first lesson");
    link.href = first ? address(first.page) : address("");
    place.replaceChildren(make("p", {}, text), make("p", {}, link));
    return;
  }
  const text = "Nothing is due: you are up to date.";
  place.replaceChildren(make("p", {}, text), ahead(coming));
}

/** What comes on which day. @param {Due[]} coming */
export function ahead(coming) {
  /** @type {Map<string, number>} */
  const days = new Map();
  for (const { at } of coming) {
    const day = dayOf(Math.max(at, Date.now()));
    days.set(day, (days.get(day) ?? 0) + 1);
  }
  const first = [...days].slice(0, 3).map(([day, n]) => `${n} ${day}`);
  const later = [...days.values()].slice(3);
  const more = later.reduce((sum, number) => sum + number, 0);
  const text = [...first, ...(more ? [`${more} later`] : [])].join(", ");
  return make("p", {}, `Next: ${text}.`);
}
