// @ts-check
/**
 * Makes a form of every `section.quiz`, marks it, explains every option, and
 * remembers the answer. The HTML comes complete from the build; see
 * `scripts/course/quizzes.py`.
 */
import { choice } from "./choice.js";
import { make } from "./dom.js";
import { count, FIELDS } from "./score.js";
import { shuffled } from "./shuffle.js";
import { onChange, recall, remember, seed, trouble } from "./store.js";
import { typed } from "./typed.js";

/** @typedef {import("./memory.js").Given} Given */
/** @typedef {import("./memory.js").Verdict} Verdict */
/**
 * `missing` says what there is to do before it can be marked, or is empty.
 * @typedef {{given: Given, missing: string}} Reading
 */
/**
 * How a kind of question is answered.
 * @typedef {object} Control
 * @property {string} asks
 * @property {HTMLElement} [row] what to put into the form
 * @property {() => Reading | Promise<Reading>} read
 * @property {() => boolean} isRight
 * @property {(given: Given) => void} fill
 * @property {() => void} [mark] what was right and wrong in an answer
 */

const SAYS = {
  right: "Right.",
  wrong: "Not right.",
  unsure: "Noted. Here is the answer.",
};

/**
 * @param {HTMLElement} page
 * @param {boolean} [fresh] whether to ask again what was answered
 */
export async function setUp(page, fresh = false) {
  /** @type {NodeListOf<HTMLElement>} */
  const quizzes = page.querySelectorAll(".quiz:not([data-ready])");
  for (const quiz of quizzes) {
    quiz.dataset.ready = "";
    build(quiz, await control(quiz), fresh);
  }
  count(page);
  if (trouble() === "damaged") tellTrouble();
}

async function tellTrouble() {
  (await import("./notice.js")).tell(trouble());
}

/** @param {HTMLElement} quiz @returns {Promise<Control>} */
async function control(quiz) {
  const list = quiz.querySelector(".quiz__options");
  if (!list) return typed(quiz, `${quiz.id}-question`);
  const written = /** @type {HTMLElement[]} */ ([...list.children]);
  const items = shuffled(written, seed(), quiz.id);
  list.append(...items);
  quiz.querySelector(".quiz__key")?.remove(); // said where each option stands
  if (quiz.dataset.kind === "order") {
    if (items.every((item, i) => item.dataset.place === `${i + 1}`)) {
      items.push(/** @type {HTMLElement} */ (items.shift())); // not the answer
      list.append(...items);
    }
    return (await import("./order.js")).order(quiz, items);
  }
  if (quiz.dataset.kind === "match") {
    return (await import("./match.js")).match(quiz, items);
  }
  return choice(quiz, items);
}

/**
 * @param {HTMLElement} quiz
 * @param {Control} control
 * @param {boolean} fresh
 */
function build(quiz, control, fresh) {
  const id = quiz.id.replace("quiz-", "");
  const version = quiz.dataset.version ?? "";
  const question = /** @type {Element} */ (
    quiz.querySelector(".quiz__question")
  );
  question.id = `${quiz.id}-question`;
  const legend = make("legend", { id: `${quiz.id}-asks` }, control.asks);
  const fields = make("fieldset", {}, legend);
  fields.setAttribute("aria-labelledby", `${question.id} ${legend.id}`);
  const lists = quiz.querySelectorAll(".quiz__options, .quiz__partners");
  fields.append(...lists, ...(control.row ? [control.row] : []));
  const button = make("button", { className: "md-button" }, "Check");
  const unsure = make(
    "button",
    { type: "button", className: "quiz__unsure" },
    "I don't know",
  );
  const said = make("span", { className: "quiz__said" });
  said.setAttribute("role", "status");
  const row = make("div", { className: "quiz__row" }, button, unsure, said);
  const form = make("form", { noValidate: true }, fields, row);
  question.after(form);

  const first = () => fields.querySelector(FIELDS);
  const reset = () => {
    form.reset();
    delete quiz.dataset.marked;
    fields.disabled = false;
    button.textContent = "Check";
    unsure.hidden = false;
    said.textContent = "";
    open(quiz, false);
  };
  const show = (/** @type {Verdict} */ verdict) => {
    quiz.dataset.marked = verdict;
    fields.disabled = true;
    button.textContent = "Try again";
    unsure.hidden = true;
    said.textContent = SAYS[verdict];
    control.mark?.();
    open(quiz, true);
  };
  const answer = (/** @type {Given} */ given, /** @type {Verdict} */ verdict) => {
    show(verdict);
    remember(id, { given, verdict, of: version });
    quiz.dispatchEvent(new Event("answered", { bubbles: true }));
    if (trouble()) tellTrouble();
  };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopPropagation(); // Material would take it for a link
    if (quiz.dataset.marked) {
      reset();
      /** @type {HTMLElement | null} */ (first())?.focus();
      count(/** @type {HTMLElement} */ (quiz.closest(".md-content")));
      return;
    }
    const { given, missing } = await control.read();
    if (missing) said.textContent = missing;
    else answer(given, control.isRight() ? "right" : "wrong");
  });
  unsure.addEventListener("click", () => {
    form.reset();
    answer("", "unsure");
    button.focus(); // the one that had the focus is gone
  });
  quiz.addEventListener("retry", reset);

  let seen = 0;
  const restore = () => {
    const last = recall(id);
    const at = last && (!last.of || last.of === version) ? last.at : 0;
    if (at === seen) return;
    seen = at;
    if (!last || !at) {
      reset();
    } else if (quiz.dataset.marked !== last.verdict) {
      control.fill(last.given);
      show(last.verdict);
    }
  };
  open(quiz, false);
  if (fresh) return;
  restore();
  restores.set(quiz, restore);
}

/** @type {Map<HTMLElement, () => void>} */
const restores = new Map();

// Another tab answered, or a file was read.
onChange(() => {
  for (const [quiz, restore] of restores) {
    if (quiz.isConnected) restore();
    else restores.delete(quiz); // of the page before
  }
  const page = document.querySelector(".md-content");
  if (page instanceof HTMLElement) count(page);
});

/** @param {HTMLElement} quiz @param {boolean} wide */
function open(quiz, wide) {
  quiz.querySelectorAll("details").forEach((details) => {
    details.hidden = !wide;
    details.open = wide;
  });
}
