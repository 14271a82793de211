// @ts-check
/** Questions that are answered by typing: a number, a word, an output. */
import { make } from "./dom.js";

/** @typedef {import("./quiz.js").Control} Control */

const ASKS = /** @type {Record<string, string>} */ ({
  number: "Give a number.",
  text: "Give a word.",
  print: "Type what it prints.",
});

/** @param {HTMLElement} quiz @param {string} labelledBy @returns {Control} */
export function typed(quiz, labelledBy) {
  const { kind = "", answer = "", tolerance = "0", unit } = quiz.dataset;
  const field = answer.includes("\n")
    ? make("textarea", { rows: answer.split("\n").length + 1 })
    : make("input", { type: "text", autocomplete: "off" });
  field.name = quiz.id;
  field.spellcheck = false;
  field.autocapitalize = "off";
  field.inputMode = kind === "number" ? "decimal" : "text";
  if (kind === "print") field.className = "quiz__output";
  field.setAttribute("aria-labelledby", labelledBy);
  // Fetched while the reader thinks.
  field.addEventListener("focus", () => import("./marking.js"), { once: true });
  const row = make("p", { className: "quiz__field" }, field);
  if (unit) row.append(` ${unit}`);
  /** @type {boolean | undefined} */
  let right;
  return {
    asks: ASKS[kind],
    row,
    async read() {
      const given = field.value.trim();
      if (!given) return { given, missing: "Type an answer first." };
      const { isNumber, isOutput, isWord } = await import("./marking.js");
      if (kind === "number") right = isNumber(given, answer, tolerance);
      else right = (kind === "text" ? isWord : isOutput)(given, answer);
      const missing = right === undefined ? "That is not a number." : "";
      return { given, missing };
    },
    isRight: () => right === true,
    fill(given) {
      field.value = String(given);
    },
  };
}
