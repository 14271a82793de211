// @ts-check
/** What was not answered right in the quiz: to retry, and to read again. */
import { make } from "./dom.js";
import { count, FIELDS } from "./score.js";

/**
 * @param {Element} box below the last question
 * @param {HTMLElement[]} missed
 * @param {boolean} done whether every question was answered
 */
export async function tell(box, missed, done) {
  while (box.children.length > 1) box.lastChild?.remove();
  if (done && box.previousElementSibling?.matches("[data-leads]")) {
    (await import("./progress/recommend.js")).recommend(box);
  }
  if (!missed.length) return;
  const again = make(
    "button",
    { type: "button", className: "md-button" },
    "Retry the wrong ones",
  );
  again.addEventListener("click", () => retry(missed));
  box.append(again);
  if (!done) return;
  const lines = make("ul", {}, ...missed.map((quiz) => miss(quiz)));
  const text = make("p", {}, "To read again:");
  box.append(make("div", { className: "quiz-misses" }, text, lines));
}

/**
 * One line for a question that was not answered right, with what it tests and
 * what teaches that.
 * @param {HTMLElement} quiz
 */
function miss(quiz) {
  const name = quiz.querySelector(".quiz__head")?.textContent ?? "";
  const line = make("li", {}, make("a", { href: `#${quiz.id}` }, name));
  const { concept } = quiz.dataset;
  if (concept) line.append(` (${concept})`);
  /** @type {HTMLAnchorElement | null} */
  const where = quiz.querySelector("a.quiz__where");
  if (where) {
    const { hash, href, pathname, textContent } = where;
    const here = pathname === location.pathname;
    const heading = here && document.getElementById(hash.slice(1));
    // All of it, glossary words too, but not its link to itself.
    const title = heading ? heading.textContent?.replace("¶", "") : textContent;
    line.append(": ", make("a", { href }, title ?? href));
  }
  return line;
}

/** @param {HTMLElement[]} missed */
function retry(missed) {
  missed.forEach((quiz) => quiz.dispatchEvent(new Event("retry")));
  const page = /** @type {HTMLElement} */ (missed[0].closest(".md-content"));
  count(page);
  const field = missed[0].querySelector("fieldset");
  field?.querySelector(/** @type {"input"} */ (FIELDS))?.focus();
}
