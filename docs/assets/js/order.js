// @ts-check
/** Questions that ask for the order of steps: two buttons move each. */
import { make } from "./dom.js";

/** @typedef {import("./quiz.js").Control} Control */

/** @param {HTMLElement} quiz @param {HTMLElement[]} items @returns {Control} */
export function order(quiz, items) {
  const list = /** @type {Element} */ (items[0].parentElement);
  const moved = make("span", { className: "visually-hidden" });
  moved.setAttribute("role", "status");
  quiz.append(moved);
  const steps = () => /** @type {HTMLElement[]} */ ([...list.children]);
  const places = () => steps().map((step) => Number(step.dataset.place) - 1);

  for (const item of items) {
    const text = item.querySelector(".quiz__text");
    const name = text?.textContent?.trim() ?? "";
    const move = (/** @type {-1 | 1} */ by) => {
      const button = make(
        "button",
        { type: "button", className: "quiz__move" },
        by < 0 ? "↑" : "↓",
      );
      button.setAttribute("aria-label", `Move ${by < 0 ? "up" : "down"}: ${name}`);
      button.addEventListener("click", () => {
        const others = steps();
        const to = others.indexOf(item) + by;
        if (to >= 0 && to < others.length) {
          if (by < 0) others[to].before(item);
          else others[to].after(item);
        }
        button.focus(); // it was lost with the move
        const place = steps().indexOf(item) + 1;
        moved.textContent = `Step ${place} of ${items.length}: ${name}`;
      });
      return button;
    };
    const row = make("div", { className: "quiz__step" }, move(-1), move(1));
    item.prepend(row);
    if (text) row.append(text);
  }
  return {
    asks: "Put the steps in order.",
    read: () => ({ given: places(), missing: "" }),
    isRight: () => places().every((place, i) => place === i),
    fill(given) {
      for (const place of given) {
        const item = items.find((i) => Number(i.dataset.place) - 1 === place);
        if (item) list.append(item);
      }
    },
    mark() {
      steps().forEach((step, i) => {
        step.toggleAttribute("data-hit", Number(step.dataset.place) === i + 1);
      });
    },
  };
}
