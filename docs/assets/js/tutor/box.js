// @ts-check
/** The button of the tutor. All else comes when somebody goes to it. */
import { make } from "../dom.js";

/** @param {HTMLElement} page */
export function setUp(page) {
  const article = page.querySelector("article");
  if (!article || page.querySelector(".tutor")) return;
  const name = "Ask about this lesson";
  const button = make("button", { type: "button" }, name);
  const box = make("section", { className: "tutor" }, button);
  box.setAttribute("aria-label", name);
  button.setAttribute("aria-expanded", "false");
  article.before(box);

  /** @type {ReturnType<typeof import("./panel.js").build> | undefined} */
  let panel;
  const load = () => {
    panel ??= import("./panel.js").then(({ build }) => build(box, article));
    panel.catch(() => (panel = undefined)); // offline: may work next time
    return panel;
  };
  button.addEventListener("focus", load, { once: true });
  button.addEventListener("click", async () => (await load()).toggle());
}
