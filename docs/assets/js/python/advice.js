// @ts-check
/** What a solution says to who has not tried yet. */
import { make } from "../dom.js";

/**
 * @param {HTMLElement} cell
 * @param {Element} solution
 */
export function advise(cell, solution) {
  if (solution.previousElementSibling?.matches(".cell__advice")) return;
  const anyway = make(
    "button",
    { type: "button", className: "md-button" },
    "Show anyway",
  );
  const advice = make("p", { className: "cell__advice", role: "status" });
  solution.before(advice);
  advice.append("Run the cell once before you look. ", anyway);
  solution.addEventListener("toggle", () => advice.remove());
  anyway.addEventListener("click", () => {
    cell.dataset.tried = "";
    solution.setAttribute("open", "");
    solution.querySelector("summary")?.focus();
  });
}
