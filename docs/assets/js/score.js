// @ts-check
/** Counts what was answered: per section in Recall, as a score in the quiz. */
import { make } from "./dom.js";

/** @typedef {{heading: Element | null, quizzes: HTMLElement[]}} Section */

/** @param {HTMLElement} page */
export function count(page) {
  for (const section of sections(page)) {
    const total = section.quizzes.length;
    const right = section.quizzes.filter(isRight).length;
    const graded = section.quizzes[0].dataset.group === "quiz";
    section.quizzes.forEach((quiz, i) => {
      head(quiz).textContent = graded
        ? `Question ${i + 1} of ${total}`
        : `Recall ${right}/${total}`;
    });
    if (graded) score(section.quizzes);
  }
}

/**
 * The quizzes of a page under the second-level heading before them.
 * @param {HTMLElement} page
 * @returns {Section[]}
 */
function sections(page) {
  /** @type {Section[]} */
  const found = [];
  let heading = null;
  for (const element of page.querySelectorAll("h2, .quiz")) {
    if (element.matches("h2")) {
      heading = element;
    } else {
      const quiz = /** @type {HTMLElement} */ (element);
      const last = found.at(-1);
      if (last && last.heading === heading) last.quizzes.push(quiz);
      else found.push({ heading, quizzes: [quiz] });
    }
  }
  return found;
}

/** @param {HTMLElement} quiz */
function isRight(quiz) {
  return quiz.dataset.marked === "right";
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
 * The line below the last question of the quiz.
 * @param {HTMLElement[]} quizzes
 */
function score(quizzes) {
  const last = quizzes[quizzes.length - 1];
  let line = last.nextElementSibling;
  if (!line?.matches(".quiz-score")) {
    const text = make("span", {});
    text.setAttribute("role", "status");
    const again = make(
      "button",
      { type: "button", className: "md-button" },
      "Retry the wrong ones",
    );
    again.addEventListener("click", () => retry(quizzes));
    line = make("div", { className: "quiz-score" }, text, again);
    last.after(line);
  }
  const answered = quizzes.filter((quiz) => quiz.dataset.marked);
  const right = quizzes.filter(isRight);
  const [text, again] = /** @type {[Element, HTMLButtonElement]} */ (
    /** @type {unknown} */ ([...line.children])
  );
  text.textContent =
    answered.length < quizzes.length
      ? `${answered.length} of ${quizzes.length} answered`
      : `Score: ${right.length} of ${quizzes.length}`;
  again.hidden = answered.length === right.length;
}

/** @param {HTMLElement[]} quizzes */
function retry(quizzes) {
  const wrong = quizzes.filter((quiz) => quiz.dataset.marked === "wrong");
  wrong.forEach((quiz) => quiz.dispatchEvent(new Event("retry")));
  const page = /** @type {HTMLElement} */ (wrong[0].closest(".md-content"));
  count(page);
  wrong[0].querySelector("input")?.focus();
}
