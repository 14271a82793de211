// @ts-check
/** Counts what was answered: per section in Recall, as a score in the quiz. */
import { make } from "./dom.js";

/** @param {HTMLElement} page */
export function count(page) {
  for (const quizzes of sections(page)) {
    const total = quizzes.length;
    const right = quizzes.filter(isRight).length;
    const graded = quizzes[0].dataset.group === "quiz";
    quizzes.forEach((quiz, i) => {
      head(quiz).textContent = graded
        ? `Question ${i + 1} of ${total}`
        : `Recall ${right}/${total}`;
    });
    if (graded) score(quizzes);
  }
}

/**
 * The quizzes of a page, those under one second-level heading together.
 * @param {HTMLElement} page
 */
function sections(page) {
  /** @type {HTMLElement[][]} */
  const found = [];
  let begun = false;
  for (const element of page.querySelectorAll("h2, .quiz")) {
    if (element.matches("h2")) {
      begun = false;
      continue;
    }
    if (!begun) found.push([]);
    begun = true;
    found[found.length - 1].push(/** @type {HTMLElement} */ (element));
  }
  return found;
}

/** @param {HTMLElement} quiz */
function isRight(quiz) {
  return quiz.dataset.marked === "right";
}

/** @param {HTMLElement} quiz */
function isMissed(quiz) {
  return !!quiz.dataset.marked && !isRight(quiz);
}

/** @param {HTMLElement} quiz */
function head(quiz) {
  const found = quiz.querySelector(".quiz__head");
  if (found) return found;
  const made = make("p", { className: "quiz__head" });
  quiz.prepend(made);
  return made;
}

/**
 * The lines below the last question of the quiz.
 * @param {HTMLElement[]} quizzes
 */
function score(quizzes) {
  const last = quizzes[quizzes.length - 1];
  let box = last.nextElementSibling;
  if (!box?.matches(".quiz-score")) {
    const text = make("span", {});
    text.setAttribute("role", "status");
    box = make("div", { className: "quiz-score" }, text);
    last.after(box);
  }
  const answered = quizzes.filter((quiz) => quiz.dataset.marked);
  const missed = quizzes.filter(isMissed);
  const done = answered.length === quizzes.length;
  /** @type {Element} */ (box.firstChild).textContent = done
    ? `Score: ${quizzes.length - missed.length} of ${quizzes.length}`
    : `${answered.length} of ${quizzes.length} answered`;
  tellMisses(box, missed, done);
}

/** @param {Parameters<typeof import("./misses.js").tell>} what */
async function tellMisses(...what) {
  const [box, missed, done] = what;
  if (done || missed.length || box.children.length > 1) {
    (await import("./misses.js")).tell(...what);
  }
}

export const FIELDS = "input, textarea, select, button";
