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
    const again = make(
      "button",
      { type: "button", className: "md-button" },
      "Retry the wrong ones",
    );
    again.addEventListener("click", () => retry(quizzes));
    const misses = make("div", { className: "quiz-misses" });
    box = make("div", { className: "quiz-score" }, text, again, misses);
    last.after(box);
  }
  const answered = quizzes.filter((quiz) => quiz.dataset.marked);
  const missed = quizzes.filter(isMissed);
  const done = answered.length === quizzes.length;
  const [text, again, misses] = /** @type {HTMLElement[]} */ ([
    ...box.children,
  ]);
  text.textContent = done
    ? `Score: ${quizzes.length - missed.length} of ${quizzes.length}`
    : `${answered.length} of ${quizzes.length} answered`;
  again.hidden = !missed.length;
  misses.hidden = !done || !missed.length;
  misses.replaceChildren(
    make("p", {}, "To read again:"),
    make("ul", {}, ...missed.map((quiz) => miss(quiz))),
  );
}

/**
 * One line for a question that was not answered right, with what teaches it.
 * @param {HTMLElement} quiz
 */
function miss(quiz) {
  const name = quiz.querySelector(".quiz__head")?.textContent ?? "";
  const line = make("li", {}, make("a", { href: `#${quiz.id}` }, name));
  /** @type {HTMLAnchorElement | null} */
  const where = quiz.querySelector("a.quiz__where");
  if (where) {
    const { hash, href, pathname, textContent } = where;
    const here = pathname === location.pathname;
    const heading = here && document.getElementById(hash.slice(1));
    const title = heading ? heading.firstChild?.textContent : textContent;
    line.append(": ", make("a", { href }, title ?? href));
  }
  return line;
}

/** @param {HTMLElement[]} quizzes */
function retry(quizzes) {
  const missed = quizzes.filter(isMissed);
  missed.forEach((quiz) => quiz.dispatchEvent(new Event("retry")));
  const page = /** @type {HTMLElement} */ (missed[0].closest(".md-content"));
  count(page);
  const field = missed[0].querySelector("fieldset");
  field?.querySelector(/** @type {"input"} */ (FIELDS))?.focus();
}

export const FIELDS = "input, textarea, select, button";
