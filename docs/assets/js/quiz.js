// @ts-check
/**
 * Makes a form of every `section.quiz`, marks it, explains every option, and
 * remembers the answer. The HTML comes complete from the build; see
 * `scripts/course/quizzes.py`.
 */
import { make } from "./dom.js";
import { mark } from "./marking.js";
import { count } from "./score.js";
import { recall, remember } from "./store.js";

const ASKS = {
  one: "Choose one.",
  many: "Choose all that are right.",
  number: "Give a number.",
  text: "Give a word.",
};

/** @param {HTMLElement} page */
export function setUp(page) {
  /** @type {NodeListOf<HTMLElement>} */
  const quizzes = page.querySelectorAll(".quiz:not([data-ready])");
  quizzes.forEach((quiz) => build(quiz));
  count(page);
}

/** @param {HTMLElement} quiz */
function build(quiz) {
  quiz.dataset.ready = "";
  const kind = /** @type {keyof typeof ASKS} */ (quiz.dataset.kind);
  const id = quiz.id.replace("quiz-", "");
  const fingerprint = digest(quiz.textContent ?? "");
  const question = /** @type {Element} */ (
    quiz.querySelector(".quiz__question")
  );
  question.id = `${quiz.id}-question`;
  const legend = make("legend", { id: `${quiz.id}-asks` }, ASKS[kind]);
  const fields = make("fieldset", {}, legend);
  fields.setAttribute("aria-labelledby", `${question.id} ${legend.id}`);
  const list = quiz.querySelector(".quiz__options");
  if (list) {
    [...list.children].forEach((item, i) => addInput(item, quiz, i));
    dropRepeats(quiz);
    fields.append(list);
  } else {
    fields.append(field(quiz, kind, question.id));
  }
  const button = make("button", { className: "md-button" }, "Check");
  const said = make("span", { className: "quiz__said" });
  said.setAttribute("role", "status");
  const row = make("div", { className: "quiz__row" }, button, said);
  const form = make("form", { noValidate: true }, fields, row);
  question.after(form);

  const reset = () => {
    form.reset();
    delete quiz.dataset.marked;
    fields.disabled = false;
    button.textContent = "Check";
    said.textContent = "";
    conceal(quiz);
  };
  const show = (/** @type {boolean} */ right) => {
    quiz.dataset.marked = right ? "right" : "wrong";
    fields.disabled = true;
    button.textContent = "Try again";
    said.textContent = right ? "Right." : "Not right.";
    reveal(quiz);
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopPropagation(); // Material would take it for a link
    if (quiz.dataset.marked) {
      reset();
      fields.querySelector("input")?.focus();
    } else {
      const { given, right, missing } = mark(quiz);
      if (missing) {
        said.textContent = missing;
        return;
      }
      show(right);
      remember(id, { given, right, of: fingerprint });
    }
    count(/** @type {HTMLElement} */ (quiz.closest(".md-content")));
  });
  quiz.addEventListener("retry", reset);

  conceal(quiz);
  const answer = recall(id);
  if (answer?.of === fingerprint) {
    fillIn(quiz, answer.given);
    show(answer.right);
  }
}

/**
 * Puts an option's text into a label beside its button.
 * @param {Element} item
 * @param {HTMLElement} quiz
 * @param {number} index
 */
function addInput(item, quiz, index) {
  const text = /** @type {Element} */ (item.querySelector(".quiz__text"));
  const type = quiz.dataset.kind === "one" ? "radio" : "checkbox";
  const input = make("input", { type, name: quiz.id, value: `${index}` });
  item.prepend(make("label", {}, input, text));
}

/**
 * The answer repeats the right options for who has no script; here they are
 * marked where they stand.
 * @param {HTMLElement} quiz
 */
function dropRepeats(quiz) {
  const words = (/** @type {Element} */ part) => part.textContent?.trim();
  const options = quiz.querySelectorAll("[data-right] .quiz__text");
  const right = new Set([...options].map(words));
  quiz.querySelectorAll(".quiz__answer > p").forEach((part) => {
    if (right.has(words(part))) part.remove();
  });
}

/**
 * @param {HTMLElement} quiz
 * @param {string} kind
 * @param {string} labelledBy
 */
function field(quiz, kind, labelledBy) {
  const input = make("input", {
    type: "text",
    name: quiz.id,
    autocomplete: "off",
    spellcheck: false,
    inputMode: kind === "number" ? "decimal" : "text",
  });
  input.setAttribute("aria-labelledby", labelledBy);
  const unit = quiz.dataset.unit ? ` ${quiz.dataset.unit}` : "";
  return make("p", { className: "quiz__field" }, input, unit);
}

/** @param {HTMLElement} quiz @param {number[] | string} given */
function fillIn(quiz, given) {
  quiz.querySelectorAll("input").forEach((input, i) => {
    if (typeof given === "string") input.value = given;
    else input.checked = given.includes(i);
  });
}

/** @param {HTMLElement} quiz */
function conceal(quiz) {
  quiz.querySelectorAll("details").forEach((details) => {
    details.hidden = true;
    details.open = false;
  });
}

/** @param {HTMLElement} quiz */
function reveal(quiz) {
  quiz.querySelectorAll("details").forEach((details) => {
    details.hidden = false;
    details.open = true;
  });
}

/**
 * Short and stable: a question that was rewritten is a new one.
 * @param {string} text
 */
function digest(text) {
  let sum = 0;
  for (const sign of text.replace(/\s+/g, " ")) {
    sum = (Math.imul(sum, 31) + (sign.codePointAt(0) ?? 0)) | 0;
  }
  return (sum >>> 0).toString(36);
}
