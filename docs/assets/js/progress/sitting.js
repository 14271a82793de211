// @ts-check
/** Asks what is due, one question after the other, and says what comes next. */
import { make } from "../dom.js";
import { setUp as ask } from "../quiz.js";
import { all, recall } from "../store.js";
import { dueNow } from "./calendar.js";
import { address, placeOf, sectionOf } from "./course.js";
import { dayOf } from "./day.js";
import { dues } from "./due.js";
import { ease } from "./ease.js";
import { question } from "./question.js";
import { ahead, rest } from "./review.js";
import { dueAfter } from "./schedule.js";

/** @typedef {import("./course.js").Course} Course */
/** @typedef {import("./calendar.js").Due} Due */
/** @typedef {{due: Due, right: boolean}} Result */

// As many as one can attend to in one go.
const SITTING = 20;

/** What there is to do when the question that is shown is left. */
let leave = () => {};
addEventListener("pagehide", () => leave());
/** @type {any} */ (window).document$.subscribe(() => leave());

/** @param {HTMLElement} place @param {Course} course */
export async function begin(place, course) {
  // The button that was pressed goes, and the focus goes with it.
  const pressed = place.contains(document.activeElement);
  const due = dueNow(await dues(course));
  if (!due.length) return rest(place, course);
  /** @type {Result[]} */
  const results = [];
  /** @type {Due[]} */
  const lost = [];
  const queue = due.slice(0, SITTING);
  for (const [i, next] of queue.entries()) {
    const still = dueNow(await dues(course)).some(({ id }) => id === next.id);
    if (!still) continue; // answered in another tab, or erased
    const quiz = await question(next.page, next.id);
    if (!quiz) {
      lost.push(next);
      continue;
    }
    const head = headOf(next, `${i + 1} of ${queue.length}`);
    await one(place, next, quiz, head, i > 0 || pressed).then((right) =>
      results.push({ due: next, right }),
    );
  }
  await end(place, course, results, lost);
}

/** Where a question is from. @param {Due} due @param {string} count */
function headOf({ page, id }, count) {
  const name = placeOf(page, sectionOf(page, id));
  return make("p", { className: "review__head" }, `${count} · ${name}`);
}

/**
 * Ask one question; whether it was answered right, once the reader goes on.
 * @param {HTMLElement} place
 * @param {Due} due
 * @param {HTMLElement} quiz
 * @param {HTMLElement} head
 * @param {boolean} focus whether the reader comes from another question
 * @returns {Promise<boolean>}
 */
async function one(place, due, quiz, head, focus) {
  const row = make("div", { className: "review__row" });
  head.tabIndex = -1;
  place.replaceChildren(head, quiz, row);
  await ask(place, true);
  if (quiz.querySelector("figure.plot")) {
    (await import("../figures.js")).setUp(place);
  }
  if (focus) head.focus();
  return new Promise((resolve) => {
    quiz.addEventListener(
      "answered",
      () => {
        const right = recall(due.id)?.verdict === "right";
        const when = make("span", { className: "review__when" });
        when.setAttribute("role", "status");
        const next = make("button", { className: "md-button" });
        next.textContent = "Next question";
        next.addEventListener("click", () => {
          leave();
          resolve(right);
        });
        const said = right ? ease(due.id, tell) : undefined;
        leave = () => said?.settle();
        row.replaceChildren(next, ...(said ? [said.group] : []), when);
        next.focus();
        tell();

        function tell() {
          const tries = [...(all().answers[due.id]?.tries ?? [])];
          if (!tries.length) return; // erased in another tab
          if (said?.chosen()) tries.push(said.chosen());
          when.textContent = `It comes back ${dayOf(dueAfter(tries))}.`;
        }
      },
      { once: true },
    );
  });
}

/**
 * @param {HTMLElement} place
 * @param {Course} course
 * @param {Result[]} results
 * @param {Due[]} lost whose lesson could not be loaded
 */
async function end(place, course, results, lost) {
  if (!results.length && !lost.length) return rest(place, course);
  const coming = await dues(course);
  const gone = new Set(lost.map(({ id }) => id));
  const more = dueNow(coming).filter(({ id }) => !gone.has(id));
  const right = results.filter((result) => result.right).length;
  const head = make("p", { className: "review__head", tabIndex: -1 });
  head.textContent = more.length ? "A good stretch." : "Done for today.";
  const score = `${right} of ${results.length} right.`;
  place.replaceChildren(head, make("p", {}, score));
  const wrong = results.filter((result) => !result.right);
  if (wrong.length) {
    const lines = wrong.map(({ due }) => make("li", {}, whereOf(due)));
    place.append(make("p", {}, "To read again:"), make("ul", {}, ...lines));
  }
  if (lost.length) {
    const text =
      `${lost.length} could not be asked: their lessons are not on this ` +
      "device, or have changed. They stay due.";
    place.append(make("p", {}, text));
  }
  if (more.length) {
    const text = `Go on: ${more.length} more`;
    const go = make("button", { className: "md-button" }, text);
    go.addEventListener("click", () => begin(place, course));
    place.append(make("p", {}, go));
  } else {
    place.append(ahead(coming.filter(({ at }) => at > Date.now())));
  }
  if (results.length) head.focus();
}

/** The section that teaches what a question asks. @param {Due} due */
function whereOf({ page, id }) {
  const section = sectionOf(page, id);
  const href = address(page.page, section?.anchor);
  return make("a", { href }, placeOf(page, section));
}
