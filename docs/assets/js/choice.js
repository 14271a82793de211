// @ts-check
/** Questions with options to choose from, one or several. */
import { make } from "./dom.js";

/** @typedef {import("./quiz.js").Control} Control */

/** @param {HTMLElement} quiz @param {HTMLElement[]} items @returns {Control} */
export function choice(quiz, items) {
  const several = quiz.dataset.kind === "many";
  for (const item of items) {
    const input = make("input", {
      type: several ? "checkbox" : "radio",
      name: quiz.id,
      value: `${Number(item.dataset.place) - 1}`,
    });
    const text = /** @type {Element} */ (item.querySelector(".quiz__text"));
    item.prepend(make("label", {}, input, text));
  }
  const inputs = [...quiz.querySelectorAll("input")];
  return {
    asks: several ? "Choose all that are right." : "Choose one.",
    read() {
      const chosen = inputs.filter((input) => input.checked);
      return {
        given: chosen.map((input) => Number(input.value)).sort((a, b) => a - b),
        missing: chosen.length ? "" : "Choose an answer first.",
      };
    },
    isRight: () =>
      inputs.every(
        (input) => input.checked === !!input.closest("li[data-right]"),
      ),
    fill(given) {
      for (const input of inputs) {
        input.checked = given.includes(/** @type {never} */ (+input.value));
      }
    },
  };
}
