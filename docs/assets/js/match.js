// @ts-check
/** Questions that ask what belongs together: a letter for each left side. */
import { make } from "./dom.js";

/** @typedef {import("./quiz.js").Control} Control */

/** @param {HTMLElement} quiz @param {HTMLElement[]} items @returns {Control} */
export function match(quiz, items) {
  const partners = quiz.querySelectorAll(".quiz__partners > li");
  const letters = [...partners].map((_, i) => String.fromCharCode(65 + i));
  const byPlace = [...items].sort(
    (a, b) => Number(a.dataset.place) - Number(b.dataset.place),
  );
  const selects = new Map(
    items.map((item) => {
      const text = /** @type {Element} */ (item.querySelector(".quiz__text"));
      const select = make(
        "select",
        { name: `${quiz.id}-${item.dataset.place}` },
        make("option", { value: "" }, "?"),
        ...letters.map((letter) => make("option", { value: letter }, letter)),
      );
      item.prepend(make("label", { className: "quiz__pair" }, select, text));
      return [item, select];
    }),
  );
  const value = (/** @type {HTMLElement} */ item) =>
    selects.get(item)?.value ?? "";
  return {
    asks: "Choose a letter for each.",
    read: () => ({
      given: byPlace.map(value).join(""),
      missing: byPlace.every(value) ? "" : "Choose a letter for each first.",
    }),
    isRight: () => items.every((item) => value(item) === item.dataset.answer),
    fill(given) {
      byPlace.forEach((item, i) => {
        const select = selects.get(item);
        if (select) select.value = String(given[i] ?? "");
      });
    },
    mark() {
      for (const item of items) {
        item.toggleAttribute("data-hit", value(item) === item.dataset.answer);
      }
    },
  };
}
