// @ts-check
/** Practices before they are opened. */
import { make } from "./dom.js";
import { recallPractice } from "./store.js";

/** @param {HTMLElement} page */
export function setUp(page) {
  page.querySelectorAll(".cell:not([data-ready])").forEach((cell) => {
    if (cell instanceof HTMLElement) prepare(cell);
  });
}

/** @param {HTMLElement} cell */
function prepare(cell) {
  cell.dataset.ready = "";
  const said = make("span", { className: "cell__said", role: "status" });
  const bar = make("div", { className: "cell__bar" }, said);
  cell.append(bar);
  if (!document.querySelector(".cell[data-python]")) {
    said.textContent = "This site has no Python: run it on your machine.";
    return;
  }
  const before = recallPractice(cell.id.replace("practice-", ""));
  if (before) cell.dataset.tried = "";
  if (before?.passed) said.textContent = "✓ Solved before.";
  const open = make("button", { className: "md-button" }, "Edit and run here");
  bar.prepend(open);
  open.addEventListener("click", async () =>
    (await import("./python/cell.js")).open(cell),
  );
  let next = cell.nextElementSibling;
  for (; next && !next.matches("h2, h3"); next = next.nextElementSibling) {
    const solution = next;
    if (!solution.matches("details.success")) continue;
    solution.firstElementChild?.addEventListener("click", async (event) => {
      if ("tried" in cell.dataset || solution.matches("[open]")) return;
      event.preventDefault();
      (await import("./python/advice.js")).advise(cell, solution);
    });
  }
}
